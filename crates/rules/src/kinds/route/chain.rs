//! Payments to a party that pays a person of the same collective on.

use std::sync::Arc;

use ledger::{Feed, Wording};

use super::back::with_facts;
use super::pairs::{Sides, one_to_one, tolerance};
use super::reads;
use crate::compile::{
    Ask, Columns, Link, Shape, append, at_least, at_most, coalesce, column, covered, date, differs,
    feed_rows, int, joined_by, not_true, text, truth,
};
use crate::expr::{Expr, Type};
use crate::load::{Told, nearest};
use crate::plan::{Books, How, Plan, Rows};

/// The party that was paid is the collective of the second row, where the rule does not say.
const BOOKS: [&[(&str, &str)]; 1] = [&[("party", "org")]];

/// How the person is known: the column of the second row, that of the register, and what it is called.
const PERSON: [(&str, &str, &str); 3] = [
    ("party_id", "id_no", "证件号"),
    ("party_account", "account", "账号"),
    ("party", "name", "姓名"),
];

/// First and last day of the calendar, for blank ends of an office.
const EVER: (i64, i64) = (-719_162, 2_932_896);

pub(super) fn chain<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let base = ask.base(Rows::Net);
    let other = reads::second(ask)?;
    let people = people(ask)?;
    let counterpart = ask.counterpart(other);
    let rungs = if ask.table.has("on") {
        ask.rungs(other)?
    } else {
        ask.rungs_of(other, &BOOKS)
    };
    let tolerance = tolerance(ask)?;
    let columns = ask.columns().with_other("other", other);
    let where_pair = ask.predicate("where_pair", &columns)?;
    let drops = ask.drops_of_pairs(&columns)?;
    let (right, other_filter) = counterpart?;
    let base = base?;
    let ours = covered(base.plan, people, None);
    let mut sides = Sides::of(ask, other, &rungs, (ours, right), "out")?;

    let names = ["days", "rung", "matched", "name_only"].map(|name| ask.fresh(name));
    let register = Arc::new(feed_rows(&people.name, Rows::All, Books::One));
    let known_by = PERSON
        .into_iter()
        .filter(|(theirs, ..)| Columns::of(other).find(theirs).is_some());
    let mut hits = Vec::new();
    for (number, (theirs, person, label)) in (1..).zip(known_by) {
        for (n, rung) in rungs.0.iter().enumerate() {
            let mut asked = rungs.uncontradicted(n, "other");
            asked.extend(where_pair.clone().into_iter().chain(drops.clone()));
            let pairs = Arc::new(sides.pairs(rung, &tolerance, asked));
            let on = vec![
                ("org".to_owned(), "org".to_owned()),
                (format!("other.{theirs}"), person.to_owned()),
            ];
            let to_person = joined_by(
                &pairs,
                &register,
                Link {
                    residual: in_office(&sides.dates.1, other, theirs),
                    prefix: "person".to_owned(),
                    ..Link::on(on, How::Semi)
                },
            );
            let held = Arc::new(one_to_one(to_person));
            let said = (int(number), text(label), truth(theirs == "party"));
            hits.push(Arc::new(super::pairs::told(
                &held,
                &sides.dates,
                &names,
                said,
            )));
            sides.without(&held);
        }
    }
    let filters = [base.filter.as_ref(), other_filter.as_ref()];
    let mut reads = reads::pairs(ask, filters, other, &tolerance, "out");
    append(
        &mut reads,
        "，付款方即前一笔的收款方，收款人是付出单位人员台账中当时在任的人员或其亲属",
        ", paid by the party of the first to a person whom the register of the first collective names as an officer in office or kin",
    );
    reads::asked(ask, where_pair.as_ref(), &columns, &mut reads);
    let (day, amount) = (sides.dates.0, sides.amounts.0);
    Ok(Shape {
        hits: Plan::Union(hits),
        members: None,
        columns: with_facts(columns, &names),
        context: vec!["other".to_owned()],
        subject: ask.names("", &["org", "party"])?,
        per: super::Per::Row,
        burst: tolerance.within,
        amount: ask.amount(),
        facts: reads::facts(&names),
        others: vec![other.name.clone(), people.name.clone()],
        needs: [day, amount].into_iter().chain(rungs.needs()).collect(),
        filter: base.filter,
        reads,
    })
}

/// The register of officers, finance staff and their kin.
fn people<'a>(ask: &Ask<'a>) -> Result<&'a Feed, Told> {
    ask.given.schema.feed("people").ok_or_else(|| {
        ask.given.file.fault(
            ask.table.place("check"),
            "unknown-feed",
            Wording::new(
                "没有人员表 people，不能用 check = \"chain\"",
                "there is no feed people, which `chain` asks",
            ),
            nearest::help(
                "people",
                ask.given.schema.feeds.iter().map(|f| f.name.as_str()),
            ),
        )
    })
}

/// That the person held the office on the day of the second row, and that no id says that it is somebody else.
fn in_office(their_date: &str, other: &Feed, known_by: &str) -> Vec<Expr> {
    let of = |name: &str| column(&format!("other.{name}"), Type::Text);
    let end = |name: &str, open: i64| {
        let day = column(&format!("person.{name}"), Type::Date);
        coalesce(vec![day, date(open)], Type::Date)
    };
    let day = || column(&format!("other.{their_date}"), Type::Date);
    let mut terms = vec![
        at_least(day(), end("start", EVER.0)),
        at_most(day(), end("end", EVER.1)),
    ];
    if known_by != "party_id" && Columns::of(other).find("party_id").is_some() {
        let theirs = column("person.id_no", Type::Text);
        terms.push(not_true(differs(of("party_id"), theirs)));
    }
    terms
}
