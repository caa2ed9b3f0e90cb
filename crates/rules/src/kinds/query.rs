//! One SELECT, checked and lowered to the plan that any other kind would make: its text reaches nothing.
//!
//! | key | meaning | default |
//! |---|---|---|
//! | `select` | `SELECT value AS name, … FROM feed JOIN feed AS name ON … WHERE … GROUP BY … HAVING …` | – |
//! | `least` | rows (pairs of a JOIN) that a group has, at least (inclusive): the rows of a smaller one, and of one without, are not judged | 1 |
//!
//! * `FROM` is the feed of the logic; its rows are the hits. It has no other name; its columns stand alone or after the feed's name.
//! * `JOIN feed AS name ON …` pairs its rows with those of another feed, netted ones left out; at least one equality of two columns
//!   must stand there, and the rest of the condition is asked of each pair. Both rows are cited, the joined one as context. There is
//!   no outer join: absence is judged by the kind `missing`, which asks whether the other feed covers the collective at all.
//!   A row without partner is not judged, rather than dropped, where `ON` has `org = name.org` and the joined feed has no row of its
//!   collective, and wherever `least` is given; a row that is blank in one is dropped. What `WHERE` leaves of the partners is not asked.
//! * `WHERE` is asked of pairs; the key `where` and exceptions hold as for every kind.
//! * `GROUP BY` makes groups, of which `HAVING` is asked: `count(*)`, `count(x)`, `count(DISTINCT x)`, `sum`, `min`, `max`. Hits are all
//!   rows of the groups that are left. NULL in a key is in no group, as everywhere in rules and other than in SQL.
//! * `value AS name` is a fact for `say`; a column alone, and `*`, select nothing more.
//! * No sub-select, `OVER`, `ORDER BY`, `LIMIT`, `DISTINCT` rows, `UNION`: each is refused when the rule is loaded.
//!
//! Subject: the columns of `GROUP BY`, a lead a group; else org and party, a lead a row. Amount of the feed.

use std::sync::Arc;

use ledger::{Feed, Wording};

use self::sides::sides;
use self::written::whole;
use super::{Entry, Key};
use crate::Per;
use crate::compile::{
    Ask, Columns, Shape, all_of, append, at_least, column, columns_read, derive, feed_rows, filter,
    int, is_null, only, provided, rows_read, uncovered, window,
};
use crate::expr::{self, Expr, Lacking, Measured, Mistake, Part, Selection, Type, measured_name};
use crate::load::{Text, Told};
use crate::plan::{Absence, Aggregate, Frame, How, Measure, Pick, Plan, Rows};

mod faults;
mod sides;
#[cfg(test)]
mod tests;
mod written;

pub(super) const ENTRY: Entry = Entry {
    name: "query",
    zh: "用一条 SELECT 语句表达的规则",
    en: "one checked SELECT",
    keys: &[
        Key {
            name: "least",
            zh: "每组至少几行（有 JOIN 的为几对，含），不足的、JOIN 一对也没有的不判断；不写不问",
            en: "rows (pairs of a JOIN) of a group, at least (inclusive), else not judged, nor is a row without any pair; not asked unless written",
        },
        Key {
            name: "select",
            zh: "SELECT 值 AS 名称 FROM 数据表 JOIN 数据表 AS 名称 ON 条件 WHERE 条件 GROUP BY 列 HAVING 条件",
            en: "SELECT value AS name FROM feed JOIN feed AS name ON condition WHERE condition GROUP BY columns HAVING condition",
        },
    ],
    compile,
};

/// A SELECT while it is lowered.
struct Query<'q, 'a> {
    ask: &'q Ask<'a>,
    text: &'q Text<'a>,
    selection: Selection,
    /// Feeds so far, and names of facts.
    columns: Columns<'a>,
}

/// What is left of the rows, and what is said of them.
struct Grouped {
    plan: Plan,
    /// Columns that make a group; none where rows stand alone.
    keys: Vec<String>,
    facts: Vec<(String, Expr)>,
}

fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let base = ask.base(Rows::Net);
    let text = ask.table.require(
        "select",
        Wording::new(
            "请写一条 SELECT，如 select = \"SELECT count(*) AS times FROM payments GROUP BY org, payee HAVING count(*) > 3\"。",
            "Write a SELECT, as in select = \"SELECT count(*) AS times FROM payments GROUP BY org, payee HAVING count(*) > 3\".",
        ),
    )?;
    let scope = ask.given.scope(&ask.columns());
    let selection =
        expr::select(text.value, &scope).map_err(|mistakes| ask.given.tell(&text, mistakes))?;
    let mut query = Query {
        ask,
        text: &text,
        selection,
        columns: ask.columns(),
    };
    query.from()?;
    let base = base?;
    let mut needs = Vec::new();
    let plan = query.joined(base.plan, &mut needs)?;
    let asked = query.condition(query.selection.filter.as_ref())?;
    let drops = ask.drops_of_pairs(&query.columns)?;
    let plan = only(plan, asked.clone().into_iter().chain(drops).collect());
    let Grouped { plan, keys, facts } = query.grouped(plan)?;
    needs.extend(keys.iter().filter(|key| !key.contains('.')).cloned());

    let reads = query.reads(base.filter.as_ref(), asked.as_ref(), &keys);
    let others: Vec<&Feed> = query.columns.others.iter().map(|(_, feed)| *feed).collect();
    let subject = if keys.is_empty() {
        ask.names("", &["org", "party"])?
    } else {
        keys.clone()
    };
    Ok(Shape {
        hits: plan,
        members: None,
        context: query
            .columns
            .others
            .iter()
            .map(|(p, _)| p.clone())
            .collect(),
        subject,
        per: if keys.is_empty() { Per::Row } else { Per::All },
        burst: 30,
        amount: ask.amount(),
        facts,
        others: others.iter().map(|feed| feed.name.clone()).collect(),
        needs,
        filter: base.filter,
        reads,
        columns: query.columns,
    })
}

impl Query<'_, '_> {
    fn tell(&self, mistakes: Vec<Mistake>) -> Told {
        self.ask.given.tell(self.text, mistakes)
    }

    /// `FROM` is the feed of the logic.
    fn from(&self) -> Result<(), Told> {
        let (from, feed) = (&self.selection.from, self.ask.feed);
        if from.name == feed.name || from.name == feed.label.zh {
            return Ok(());
        }
        Err(self.tell(vec![faults::other_feed(from, feed)]))
    }

    fn condition(&self, part: Option<&Part>) -> Result<Option<Expr>, Told> {
        let scope = self.ask.given.scope(&self.columns);
        part.map(|part| part.condition(self.text.value, &scope))
            .transpose()
            .map_err(|mistakes| self.tell(mistakes))
    }

    /// Pairs with the rows of every joined feed.
    fn joined(&mut self, plan: Plan, needs: &mut Vec<String>) -> Result<Plan, Told> {
        let mut plan = plan;
        for joined in self.selection.joins.clone() {
            let schema = self.ask.given.schema;
            let found = schema
                .feeds
                .iter()
                .find(|f| f.name == joined.feed.name || f.label.zh == joined.feed.name);
            let Some(feed) = found else {
                return Err(self.tell(vec![faults::no_feed(&joined.feed, schema)]));
            };
            let prefix = joined.prefix.name.clone();
            let taken = self.columns.others.iter().any(|(p, _)| *p == prefix);
            if taken || prefix == self.ask.feed.name || prefix == self.ask.feed.label.zh {
                return Err(self.tell(vec![faults::named_twice(&joined.prefix)]));
            }
            self.columns = self.columns.clone().with_other(&prefix, feed);
            let condition = self.condition(Some(&joined.on))?;
            let (on, rest) = sides(condition, &prefix);
            if on.is_empty() {
                let span = joined.on.span(self.text.value);
                return Err(self.tell(vec![faults::no_equality(span)]));
            }
            needs.extend(
                on.iter()
                    .map(|(ours, _)| ours.clone())
                    .filter(|c| !c.contains('.')),
            );
            // What ON compares may be blank by nature (whose kin somebody is), so that only rows of the collective are asked for.
            let asked = uncovered([self.ask.feed, feed], &on, None, None, None);
            let least = self.ask.whole("least")?;
            let absence = (asked.is_some() || least.is_some()).then(|| Absence {
                feed: feed.name.clone(),
                date: None,
                keys: Vec::new(),
                least,
            });
            plan = Plan::Join {
                left: Arc::new(plan),
                right: Arc::new(feed_rows(&feed.name, Rows::Net, self.ask.books()?)),
                on,
                between: Vec::new(),
                residual: (!rest.is_empty()).then(|| all_of(rest)),
                how: How::Inner,
                pick: Pick::All,
                prefix,
                absence,
            };
        }
        Ok(plan)
    }

    /// The rows of the groups that `HAVING` leaves, the columns that make a group, and the facts.
    fn grouped(&mut self, plan: Plan) -> Result<Grouped, Told> {
        let scope = self.ask.given.scope(&self.columns);
        let text = self.text.value;
        let told = |mistakes| self.ask.given.tell(self.text, mistakes);
        let groups = !self.selection.keys.is_empty();
        let mut made: Vec<(String, Expr)> = Vec::new();
        let mut keys = Vec::new();
        for (at, key) in self.selection.keys.iter().enumerate() {
            match key.value(text, &scope).map_err(told)? {
                Expr::Column { name, .. } => keys.push(name),
                value => {
                    // A key that is selected too bears the name that it was given there.
                    let selected = self.selection.items.iter().find_map(|item| {
                        let name = item.name.as_ref()?;
                        let same = item.part.value(text, &scope).ok()? == value;
                        same.then(|| self.ask.fresh(&name.name))
                    });
                    let name = selected.unwrap_or_else(|| format!("_key_{at}"));
                    made.push((name.clone(), value));
                    keys.push(name);
                }
            }
        }
        let mut measured = Vec::new();
        let mut lower = |part: &Part| {
            if groups {
                part.of_group(text, &scope, &mut measured)
            } else {
                part.value(text, &scope)
            }
        };
        let mut facts = Vec::new();
        for item in &self.selection.items {
            match (&item.name, lower(&item.part).map_err(told)?) {
                (Some(name), value) => facts.push((name.name.clone(), value)),
                (None, Expr::Column { name, .. }) if !name.starts_with('_') => {}
                (None, _) => return Err(told(vec![faults::no_name(item.part.span(text))])),
            }
        }
        let having = match &self.selection.having {
            None => None,
            Some(part) if !groups => return Err(told(vec![faults::no_groups(part.span(text))])),
            Some(part) => {
                let asked = lower(part).map_err(told)?;
                let alone = expr::columns(&asked)
                    .into_iter()
                    .find(|c| !c.starts_with("_measured_") && !keys.iter().any(|k| k == c));
                if let Some(column) = alone {
                    let span = part.span(text);
                    return Err(told(vec![faults::not_of_groups(column, span)]));
                }
                if asked.ty() != Type::Bool {
                    return Err(told(vec![faults::no_condition(part.span(text))]));
                }
                Some(asked)
            }
        };
        let having = match (self.ask.whole("least")?, having) {
            (None, having) => having,
            (Some(least), Some(having)) => Some(enough(least, having, &mut measured)),
            (Some(_), None) => {
                let from = self.selection.from.span.clone();
                return Err(told(vec![faults::nothing_to_judge(from)]));
            }
        };
        let plan = measures(plan, &keys, made, measured);
        let plan = only(plan, having.into_iter().collect());
        let plan = if groups && self.selection.having.is_none() {
            // A row in no group is no row of the result.
            let whole = |key: &String| {
                let column = column(key, Type::Int);
                Expr::Not(Box::new(is_null(column)))
            };
            filter(plan, all_of(keys.iter().map(whole).collect()))
        } else {
            plan
        };
        Ok(Grouped { plan, keys, facts })
    }

    fn reads(&self, filter: Option<&Expr>, asked: Option<&Expr>, keys: &[String]) -> Wording {
        let given = self.ask.given;
        let terms = filter.into_iter().chain(asked).cloned().collect();
        let all = all_of(terms);
        let some = filter.or(asked).map(|_| &all);
        let mut sentence = rows_read(given, some, &self.columns);
        for ((prefix, feed), joined) in self.columns.others.iter().zip(&self.selection.joins) {
            let on = whole(self.text.value, joined.on.span(self.text.value));
            append(
                &mut sentence,
                &format!("，与“{}”（{prefix}）的记录相配（{on}）", feed.label.zh),
                &format!(", paired with rows of {} ({prefix}: {on})", feed.name),
            );
        }
        let own: Vec<String> = keys
            .iter()
            .filter(|k| !k.starts_with('_'))
            .cloned()
            .collect();
        if !own.is_empty() {
            let alike = columns_read(&own, &self.columns);
            append(
                &mut sentence,
                &format!("，按{}分组", alike.zh),
                &format!(", in groups of the same {}", alike.en),
            );
        }
        if let Some(part) = &self.selection.having {
            let written = whole(self.text.value, part.span(self.text.value));
            append(
                &mut sentence,
                &format!("，且 {written}"),
                &format!(", having {written}"),
            );
        }
        if let Ok(Some(least)) = self.ask.whole("least") {
            append(
                &mut sentence,
                &format!("，不足 {least} 行（对）的未能核查"),
                &format!(", those of fewer than {least} rows (pairs) not judged"),
            );
        }
        sentence
    }
}

/// What is asked of a group, open where it has too few rows.
fn enough(least: i64, having: Expr, measured: &mut Vec<Measured>) -> Expr {
    let rows = |measured: &Measured| {
        measured.of.is_none() && matches!(measured.function, Aggregate::Count)
    };
    let place = measured.iter().position(rows).unwrap_or(measured.len());
    if place == measured.len() {
        measured.push(Measured {
            function: Aggregate::Count,
            of: None,
        });
    }
    let count = column(&measured_name(place), Type::Int);
    // A row in no group has no others to lack.
    let whole = Expr::Not(Box::new(is_null(count.clone())));
    let judged = provided(at_least(count, int(least)), Lacking::Peers(least), having);
    all_of(vec![whole, judged])
}

/// What is measured of each row's group, beside what the keys and the measures are computed from.
fn measures(
    plan: Plan,
    keys: &[String],
    mut made: Vec<(String, Expr)>,
    asked: Vec<Measured>,
) -> Plan {
    let measures: Vec<Measure> = asked
        .into_iter()
        .enumerate()
        .map(|(at, measure)| Measure {
            name: measured_name(at),
            function: measure.function,
            of: measure.of.map(|of| match of {
                Expr::Column { name, .. } => name,
                value => {
                    let name = format!("_of_{at}");
                    made.push((name.clone(), value));
                    name
                }
            }),
            filter: None,
        })
        .collect();
    let plan = if made.is_empty() {
        plan
    } else {
        let made = made
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()));
        derive(plan, made.collect())
    };
    if measures.is_empty() {
        return plan;
    }
    window(plan, keys, &[], Frame::Partition, measures)
}
