//! Absence beside peers: a row without a counterpart is told only where enough other collectives alike, with rows of the same kind in
//! the same calendar year, do have counterparts in it.
//!
//! Everything is counted in one pass over the rows, by town and year; no row is ever paired with those of its neighbours.

use std::sync::Arc;

use ledger::{Feed, Wording};

use crate::compile::{
    Ask, Columns, Link, all_of, append, at_least, column, count, derive, equal, feed_rows, filter,
    group, int, is_null, joined_by, measure, minus, product, provided, window, year_of,
};
use crate::expr::{Expr, Lacking, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Frame, How, Plan, Rows};

/// Prefixes of the joined columns; rules cannot write them.
const HOME: &str = "_home";
const FILED: &str = "_filed";

/// Who the peers are, and what is asked of them.
pub(super) struct Peers<'a> {
    /// The feed of collectives, and its column that peers share.
    orgs: &'a Feed,
    alike: String,
    least: i64,
    share: (i64, i64),
    /// The collective's column on both sides, and their dates.
    own: [String; 2],
    dates: [String; 2],
    /// Names of the counts: peers, and those among them with a counterpart.
    names: [String; 2],
}

impl<'a> Peers<'a> {
    /// The keys `peers`, `least` and `share`, if the first stands there.
    pub(super) fn of(
        ask: &Ask<'a>,
        other: &'a Feed,
        dates: [String; 2],
    ) -> Result<Option<Self>, Told> {
        if !ask.table.has("peers") {
            ask.refuse_without("peers", &["least", "share"])?;
            return Ok(None);
        }
        let schema = ask.given.schema;
        let Some(orgs) = schema.feed("orgs") else {
            return Err(ask.given.file.fault(
                ask.table.place("peers"),
                "unknown-feed",
                Wording::new("没有“orgs”这种数据表", "unknown feed `orgs`"),
                Wording::new(
                    "同类单位按 orgs（集体经济组织）的列区分，请补上该数据表的定义。",
                    "Peers are told by columns of `orgs`, the list of collectives; add that feed.",
                ),
            ));
        };
        let alike = ask.text_of(orgs, "peers")?;
        let least = ask.whole("least")?.unwrap_or(3);
        let share = ask.part("share")?.unwrap_or((1, 2));
        let own = [ask.common("org", ask.feed)?, ask.common("org", other)?];
        Ok(alike.map(|alike| Self {
            orgs,
            alike,
            least,
            share,
            own,
            dates,
            names: ["peers", "filers"].map(|name| ask.fresh(name)),
        }))
    }

    /// The feed beside `other` that it needs.
    pub(super) fn feed(&self) -> &str {
        &self.orgs.name
    }

    /// The rows with the counts of their peers, of whom `right` holds the counterparts.
    pub(super) fn counted(&self, left: Plan, right: Plan, ask: &Ask<'a>) -> Result<Plan, Told> {
        let [own, theirs] = &self.own;
        let [day, their_day] = self.dates.clone().map(|day| column(&day, Type::Date));
        let left = derive(left, vec![("_year", year_of(day))]);
        let left = beside(left, self.homes(ask)?, &[(own, "name")], HOME);
        let filings = group(
            derive(right, vec![("_year", year_of(their_day))]),
            &[theirs.clone(), "_year".to_owned()],
            vec![count("_rows", None)],
        );
        let left = beside(left, filings, &[(own, theirs), ("_year", "_year")], FILED);
        let [peers, filers] = &self.names;
        let did = Expr::Not(Box::new(did_not()));
        let counted = window(
            left,
            &[format!("{HOME}.{}", self.alike), "_year".to_owned()],
            &[],
            Frame::Partition,
            vec![
                measure("_units", Aggregate::Distinct, own, None),
                measure(filers, Aggregate::Distinct, own, Some(did)),
            ],
        );
        let others = minus(column("_units", Type::Int), int(1), Type::Int);
        Ok(derive(counted, vec![(peers, others)]))
    }

    /// Where each collective belongs. One that two rows put in different places has no place, and so no peers.
    fn homes(&self, ask: &Ask<'a>) -> Result<Plan, Told> {
        let rows = feed_rows(&self.orgs.name, Rows::All, ask.books()?);
        let name = "name".to_owned();
        let places = group(
            rows,
            &[name.clone(), self.alike.clone()],
            vec![count("_rows", None)],
        );
        let places = window(
            places,
            &[name],
            &[],
            Frame::Partition,
            vec![count("_places", None)],
        );
        Ok(filter(places, equal(column("_places", Type::Int), int(1))))
    }

    /// Whether the collective itself has no counterpart in the year either, while enough of its peers do.
    pub(super) fn told(&self) -> Expr {
        let [peers, filers] = self.names.clone().map(|name| column(&name, Type::Int));
        let (num, den) = self.share;
        let enough = at_least(
            product(filers, int(den), Type::Int),
            product(peers.clone(), int(num), Type::Int),
        );
        let few = Lacking::Peers(self.least);
        let told = provided(at_least(peers, int(self.least)), few, enough);
        all_of(vec![did_not(), told])
    }

    /// The counts, as facts.
    pub(super) fn facts(&self) -> Vec<(String, Expr)> {
        let named = ["peers", "filers"].iter().zip(&self.names);
        named
            .map(|(fact, name)| ((*fact).to_owned(), column(name, Type::Int)))
            .collect()
    }

    /// What rules may name of it.
    pub(super) fn columns(&self, columns: Columns<'a>) -> Columns<'a> {
        let [peers, filers] = &self.names;
        columns.with(peers, Type::Int, "同类单位数", "peers").with(
            filers,
            Type::Int,
            "有记录的同类单位数",
            "peers that filed",
        )
    }

    pub(super) fn read(&self, sentence: &mut Wording) {
        let label = self.orgs.column(&self.alike).map(|c| &c.label);
        let (zh, en) = label.map_or(("", ""), |label| (label.zh.as_str(), label.en.as_str()));
        let (least, (num, den)) = (self.least, self.share);
        append(
            sentence,
            &format!(
                "；本单位当年也没有，而{zh}相同、当年有同样记录的其他单位（至少 {least} 家）中有对应记录的达到 {num}/{den}"
            ),
            &format!(
                "; where the collective has none in the year either, and of the others of its {en} with such rows in the year ({least} at least) {num}/{den} or more have some"
            ),
        );
    }
}

fn did_not() -> Expr {
    is_null(column(&format!("{FILED}._rows"), Type::Int))
}

/// Left rows with the row of their key, if there is one.
fn beside(left: Plan, right: Plan, on: &[(&str, &str)], prefix: &str) -> Plan {
    let on = on
        .iter()
        .map(|(ours, theirs)| ((*ours).to_owned(), (*theirs).to_owned()));
    let link = Link {
        prefix: prefix.to_owned(),
        ..Link::on(on.collect(), How::Left)
    };
    joined_by(&Arc::new(left), &Arc::new(right), link)
}
