//! The collectives of a run: those that `sanzi.toml` and the feed `orgs` declare, and those that only rows name.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::join::Joined;
use crate::books::Names;
use crate::chart::chart_named;
use crate::dictionary::text_of;
use crate::layout::{Known, source_org, stranger};
use crate::lines::{Kept, Table};
use crate::orgs::Orgs;
use crate::{Dictionary, Domain, NULL_CODE, Notice, Org, OrgPin, UNKNOWN_CODE, Wording};

impl Known for Orgs {
    fn find(&self, text: &str) -> Option<String> {
        self.find_in_text(text).map(|found| found.name)
    }

    fn is_name(&self, text: &str) -> bool {
        let own = text.trim().trim_end_matches([':', '：']);
        let own = own
            .split_once('、')
            .filter(|(number, _)| {
                let figures = "（(一二三四五六七八九十0123456789)）";
                number.chars().all(|c| figures.contains(c))
            })
            .map_or(own, |(_, name)| name);
        let bare = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
        let named = self.find_in_text(own);
        self.resolve(own).declared || named.is_some_and(|n| bare(&n.name) == bare(own))
    }
}

/// Adds the collectives that sources of the feed `orgs` declare; a chart of accounts that they name in unknown words is noticed.
pub(super) fn declare(orgs: &mut Orgs, joined: &Joined<'_>) -> Vec<Notice> {
    let mut notices = Vec::new();
    let Some(at) = joined.schema.feeds.iter().position(|f| f.name == "orgs") else {
        return notices;
    };
    let Some(feed) = joined.schema.feeds.get(at).map(|feed| Names(feed)) else {
        return notices;
    };
    for (source, table) in joined.tables.iter().filter(|(_, t)| t.feed == at) {
        for row in 0..table.len() {
            let text = |name: &str| {
                let dictionary = joined.dictionaries.get(feed.domain(name) as usize);
                text_of(dictionary, feed.code(table, name, row)).into_owned()
            };
            let some = |text: String| (!text.is_empty()).then_some(text);
            let name = text("name");
            if name.is_empty() {
                continue;
            }
            let chart = text("chart");
            let split = |text: &str| {
                text.split(['、', '，', ',', ';', '；', '|'])
                    .map(|a| a.trim().to_owned())
                    .collect::<Vec<_>>()
            };
            orgs.add(OrgPin {
                name,
                code: some(text("code")),
                aliases: split(&text("aliases"))
                    .into_iter()
                    .filter(|a| !a.is_empty())
                    .collect(),
                region: some(text("region")),
                town: some(text("town")),
                parent: some(text("parent")),
                chart: chart_named(&chart).map(str::to_owned),
            });
            if !chart.is_empty() && chart_named(&chart).is_none() {
                let place = table.places.get(row).copied().unwrap_or(0);
                notices.push(unknown_chart(joined, *source, place, &chart));
            }
        }
    }
    notices
}

/// What pins say of collectives, by the names that rows will carry, its texts in the dictionaries; rows of the feed `orgs` get the same
/// names.
pub(super) fn pinned(joined: &mut Joined<'_>, pins: &[OrgPin], orgs: &Orgs) -> Vec<OrgPin> {
    let at = joined.schema.feeds.iter().position(|f| f.name == "orgs");
    let feed = at
        .and_then(|at| joined.schema.feeds.get(at))
        .map(|feed| Names(feed));
    let (Some(at), Some(feed)) = (at, feed) else {
        return Vec::new();
    };
    let of_orgs = joined.tables.iter_mut().filter(|(_, t)| t.feed == at);
    if let (Some(column), Some(parties)) = (
        feed.at("name"),
        joined.dictionaries.get_mut(Domain::Party as usize),
    ) {
        for (_, table) in of_orgs {
            let codes = (0..table.len()).map(|row| match table.code(column, row) {
                code @ (NULL_CODE | UNKNOWN_CODE) => code,
                code => {
                    let name = orgs.resolve(&parties.text(code)).name;
                    parties.intern(&name)
                }
            });
            let codes = codes.collect();
            table.set(column, Some(crate::lines::Stored::Text(codes)));
        }
    }
    let named = |pin: &OrgPin| OrgPin {
        name: orgs.resolve(&pin.name).name,
        ..pin.clone()
    };
    let pins: Vec<OrgPin> = pins.iter().map(named).collect();
    for pin in &pins {
        for (column, text) in pin.texts() {
            if let Some(own) = joined.dictionaries.get_mut(feed.domain(column) as usize) {
                own.intern(text);
            }
        }
    }
    pins
}

fn unknown_chart(joined: &Joined<'_>, source: u32, row: u32, chart: &str) -> Notice {
    let own = joined.sources.get(source as usize);
    Notice {
        code: "unknown-chart".to_owned(),
        file: own.map_or_else(String::new, |s| s.file.clone()),
        sheet: own.map_or_else(String::new, |s| s.sheet.clone()),
        row,
        column: "chart".to_owned(),
        text: Wording::new(
            format!(
                "不认识会计科目表“{chart}”，按未注明处理；请写 2004、2023 或 enterprise（企业）"
            ),
            format!(
                "the chart of accounts {chart:?} is not known and taken as not named; write 2004, 2023 or enterprise"
            ),
        ),
    }
}

/// Gives every row its collective; rows that have none are rejects. Returns the collectives and what is doubtful with them.
pub(super) fn settle(joined: &mut Joined<'_>, orgs: &Orgs) -> (Vec<Org>, Vec<Notice>) {
    let mut used: BTreeSet<String> = BTreeSet::new();
    let mut resolved: FxHashMap<u32, u32> = FxHashMap::default();
    for index in 0..joined.tables.len() {
        let Some((source, table)) = joined.tables.get_mut(index) else {
            continue;
        };
        let Some(feed) = joined.schema.feeds.get(table.feed).map(|feed| Names(feed)) else {
            continue;
        };
        if matches!(feed.0.name.as_str(), "orgs" | "controls") {
            continue;
        }
        let Some(column) = feed.at("org") else {
            continue;
        };
        let at = *source as usize;
        let has_column = table.stored(column).is_some();
        let Some(plan) = joined.plans.get(at).and_then(Option::as_ref) else {
            continue;
        };
        let Some(own) = joined.sources.get_mut(at) else {
            continue;
        };
        let (name, mut why) = source_org(plan, &own.file, &own.sheet, has_column, orgs);
        let stands_in = stands_in(feed);
        if name.is_none() && stands_in.iter().any(|s| feed.supplied(table, s)) {
            "{column}".clone_into(&mut why.value);
            why.doubtful = false;
            why.evidence = Wording::new("取本行所列单位", "taken from the unit that the row names");
        }
        let reason = stranger(plan, orgs).map(|choice| choice.evidence);
        own.choices.push(why);
        let dictionary = &mut joined.dictionaries[Domain::Party as usize];
        let stood_in: Vec<FxHashSet<u32>> = stands_in
            .iter()
            .map(|column| units_among(feed, table, column, dictionary, orgs))
            .collect();
        let fallback = name.map(|n| dictionary.intern(&orgs.resolve(&n).name));
        // Rows of one collective mostly stand together.
        let mut last = (NULL_CODE, NULL_CODE);
        let codes: Vec<u32> = (0..table.len())
            .map(|row| {
                let code = match table.code(column, row) {
                    NULL_CODE | UNKNOWN_CODE => {
                        let mut named = stands_in.iter().zip(&stood_in);
                        let unit = || {
                            named.find_map(|(column, units)| {
                                let code = feed.code(table, column, row);
                                units.contains(&code).then_some(code)
                            })
                        };
                        fallback.or_else(unit)
                    }
                    code => Some(code),
                };
                let Some(code) = code.filter(|c| *c != NULL_CODE && *c != UNKNOWN_CODE) else {
                    return NULL_CODE;
                };
                if last.0 != code {
                    let found = *resolved.entry(code).or_insert_with(|| {
                        let name = orgs.resolve(&dictionary.text(code)).name;
                        let own = dictionary.intern(&name);
                        used.insert(name);
                        own
                    });
                    last = (code, found);
                }
                last.1
            })
            .collect();
        let missing: Vec<usize> = (0..codes.len())
            .filter(|row| codes.get(*row) == Some(&NULL_CODE))
            .collect();
        table.set(column, Some(crate::lines::Stored::Text(codes)));
        without(
            table,
            &missing,
            (*source, own),
            (feed, reason),
            &mut joined.late,
        );
    }
    used.remove("");
    let all = all(orgs.declared(), &used);
    let names: Vec<String> = all.iter().map(|o| o.name.clone()).collect();
    (all, orgs.near_twins(&names))
}

/// The columns of which the first that names a collective says whose the row is, where no other place does: an invoice is its buyer's, one
/// that a collective issued its seller's, a contract its lessor's.
fn stands_in(feed: Names<'_>) -> &'static [&'static str] {
    match feed.0.name.as_str() {
        "invoices" => &["buyer", "seller"],
        "contracts" => &["lessor"],
        _ => &[],
    }
}

/// The codes of a column that name a collective: one that is declared, or whose name ends as those of collectives do. A person or a firm
/// who bought or let something is nobody's collective.
fn units_among(
    feed: Names<'_>,
    table: &Table,
    column: &str,
    dictionary: &Dictionary,
    orgs: &Orgs,
) -> FxHashSet<u32> {
    let codes: FxHashSet<u32> = (0..table.len())
        .map(|row| feed.code(table, column, row))
        .filter(|code| *code != NULL_CODE && *code != UNKNOWN_CODE)
        .collect();
    let is_unit = |code: &u32| {
        let text = dictionary.text(*code);
        orgs.resolve(&text).declared || orgs.find(&text).is_some()
    };
    codes.into_iter().filter(is_unit).collect()
}

/// Rows whose collective nobody names.
fn without(
    table: &mut Table,
    missing: &[usize],
    (index, source): (u32, &mut crate::Source),
    (feed, reason): (Names<'_>, Option<Wording>),
    late: &mut Vec<super::join::Late>,
) {
    let reason = reason.unwrap_or_else(|| {
        Wording::new(
            "不知道是哪个单位的；请在 sanzi.toml 的 [[source]] 中写 constant = { org = \"单位全称\" }",
            "its collective is not known; write constant = { org = \"full name\" } in [[source]] of sanzi.toml",
        )
    });
    let mut count = 0_u64;
    for &row in missing {
        if !table.is_detail(row) {
            continue;
        }
        table.mark(row, Kept::NoOrg);
        count += 1;
        late.push(super::join::Late {
            source: index,
            row: table.places.get(row).copied().unwrap_or(0),
            column: String::new(),
            code: "no-org",
            reason: reason.clone(),
            raw: String::new(),
        });
    }
    if count == 0 {
        return;
    }
    source.counts.detail = source.counts.detail.saturating_sub(count);
    source.counts.reject += count;
    source.notices.push(Notice {
        code: "no-org".to_owned(),
        file: source.file.clone(),
        sheet: source.sheet.clone(),
        row: 0,
        column: String::new(),
        text: Wording::new(
            format!("{count} 行读得出但不知道单位，未导入{}；请在 sanzi.toml 写 [[source]] path = \"{}\" 和 constant = {{ org = \"单位全称\" }}", feed.0.label.zh, source.file),
            format!("{count} rows could be read but their collective is not known; write [[source]] path = {:?} with constant = {{ org = \"full name\" }} in sanzi.toml", source.file),
        ),
    });
}

fn all(pins: &[OrgPin], used: &BTreeSet<String>) -> Vec<Org> {
    let mut orgs: BTreeMap<String, Org> = BTreeMap::new();
    for pin in pins {
        orgs.entry(pin.name.clone()).or_insert_with(|| Org {
            name: pin.name.clone(),
            aliases: pin.aliases.clone(),
            region: pin.region.clone().unwrap_or_default(),
            town: pin.town.clone().unwrap_or_default(),
            parent: pin.parent.clone().unwrap_or_default(),
            chart: pin.chart.clone().unwrap_or_default(),
            declared: true,
        });
    }
    for name in used {
        orgs.entry(name.clone()).or_insert_with(|| Org {
            name: name.clone(),
            ..Org::default()
        });
    }
    orgs.into_values().collect()
}

/// Text of a code in the dictionary of parties.
pub(super) fn party(dictionaries: &[Dictionary], code: u32) -> Cow<'_, str> {
    text_of(dictionaries.get(Domain::Party as usize), code)
}
