//! Decides how one source is laid out.

use std::collections::{BTreeMap, BTreeSet};

use super::book::book_of;
use super::heading::{Heading, Search, first_table, search};
use super::measures::measures_as_collectives;
use super::said::{feed_choice, heading_choice, missing_pin, no_feed};
use super::sample::{Sampled, squeezed};
use super::sign::{Signs, sign_of};
use super::styled::Styled;
use super::styles::Cells;
use super::tie::{Ties, settle};
use super::unit_column::unit_column;
use super::years::{pinned_year, year_of_headings, year_of_names};
use super::{
    Decision, Plan, Sample, Section, Sign, Turned, Unit, banner, choice, collective, folders,
    unpivot,
};
use crate::readers::{Fault, Opened};
use crate::{Feed, Schema, SourcePin, SourceState, Type};

/// The source that is looked at.
pub(crate) struct Place<'a> {
    pub(crate) file: &'a str,
    pub(crate) sheet: &'a str,
    pub(crate) pin: Option<&'a SourcePin>,
    /// Whether the user named the file itself, so that it must be readable.
    pub(crate) named: bool,
    pub(crate) schema: &'a Schema,
    /// The section that is looked at, where a sheet holds those of several collectives.
    pub(crate) section: Option<&'a Section>,
    /// The form that it was, where its columns were turned into rows already.
    pub(crate) turned: Option<&'a Turned>,
    /// The unit of money that a line under the rows names.
    pub(crate) unit: Option<&'a Unit>,
}

/// Decides the layout.
///
/// # Errors
/// A file that cannot be read on.
pub(crate) fn decide(opened: &Opened, place: &Place<'_>) -> Result<Decision, Fault> {
    let sample = Sample::of(opened)?;
    let names = names(place, &sample);
    if place.turned.is_none()
        && place.section.is_none()
        && let Some(turned) = unpivot::find(&sample, place, &names)
    {
        return Ok(Decision::Turn(Box::new(turned)));
    }
    let none = BTreeMap::new();
    let wanted = Search {
        schema: place.schema,
        feed: match place.turned {
            Some(turned) => Some(&turned.feed),
            None => place.pin.and_then(|p| p.feed.as_deref()),
        },
        // A pinned heading is that of the sheet; those of its later sections are looked for.
        heading: place
            .pin
            .and_then(|p| p.heading)
            .filter(|_| place.section.is_none()),
        columns: place.pin.map_or(&none, |p| &p.columns),
        names: &names,
    };
    let fits = search(&sample, &wanted);
    let found = first_table(&fits, &sample, place.schema)
        .and_then(|best| Some((best, place.schema.feeds.get(best.feed)?)));
    let Some((best, feed)) = found else {
        let state = no_feed(place, &sample, &wanted);
        return Ok(Decision::Not(state, Vec::new()));
    };
    let mut plan = empty(best, &sample, place);
    plan.choices = vec![feed_choice(place, best, &fits), heading_choice(place, best)];
    plan.choices.extend(place.turned.map(|t| t.choice.clone()));
    plan.turned = place.turned.is_some();
    year_of_headings(&mut plan.banner, &sample, best);
    let pinned = place.pin.and_then(|p| p.date.as_deref());
    plan.banner.year = pinned.and_then(pinned_year).or(plan.banner.year);
    plan.notices = best.mapping.missing_pins.iter().map(missing_pin).collect();
    let ties = settle(
        &Ties {
            feed,
            heading: best,
            sample: &sample,
        },
        place.pin,
    );
    plan.choices.extend(ties.choices);
    let mut mapped = ties.columns;
    plan.choices.extend(measures_as_collectives(
        &mut mapped,
        &sample,
        best,
        place.pin,
    ));
    units_of_rows(&mut plan, (feed, &mapped), &sample, best, place.pin);
    flags_in_directions(feed, &mut mapped, &sample, best.rows.1);
    times_beside_dates(feed, &mut mapped, &sample, best);
    plan.choices.extend(year_of_names(
        &mut plan.banner,
        place,
        feed,
        &mapped,
        &sample,
        best,
    ));
    let mut styled = Styled::default();
    let cells = Cells {
        opened,
        sample: &sample,
        heading: best.rows.1,
    };
    for (name, cell) in &mapped {
        let column = feed
            .columns
            .iter()
            .enumerate()
            .find(|(_, c)| c.name == *name);
        if let Some(column) = column {
            styled.column(&cells, place.pin, &plan.banner, feed, column, *cell, best)?;
        }
    }
    styled.times(feed, &mapped, &sample, best.rows.1);
    plan.choices.append(&mut styled.choices);
    if let Some(why) = ties.refused.or(styled.refused) {
        return Ok(Decision::Not(SourceState::Unreadable(why), plan.choices));
    }
    let mut taken: BTreeSet<usize> = styled.reads.iter().map(|r| r.cell).collect();
    taken.extend(plan.unit_column.map(|units| units.cell));
    let left = best.headings.iter().enumerate();
    plan.unused = left
        .filter(|(at, h)| !h.is_empty() && !taken.contains(at))
        .map(|(_, h)| h.clone())
        .collect();
    plan.reads = styled.reads;
    if feed.name == "payments" {
        book_and_sign(&mut plan, place, best, &mapped, &sample, &names);
    }
    constants(&mut plan, feed, place, &mapped);
    Ok(Decision::Read(Box::new(plan)))
}

/// A plan with what the lines above and in the heading say.
fn empty(best: &Heading, sample: &Sample, place: &Place<'_>) -> Plan {
    let section = place.section;
    let above = sample.records.iter().filter(|r| r.row < best.rows.0);
    let mut lines: Vec<Vec<&str>> = above.clone().map(Sampled::filled).collect();
    let mut printed = printed(sample, best.rows.1);
    for line in section.iter().flat_map(|s| &s.lines) {
        let cells: Vec<&str> = line.iter().map(String::as_str).collect();
        printed.insert(squeezed(cells.iter().copied()));
        if !lines.contains(&cells) {
            lines.push(cells);
        }
    }
    let mut banner = banner(&lines);
    // 南塘经济合作社： is a title, not a key without a value.
    let keys = section.iter().flat_map(|s| &s.lines).flatten();
    let titles = keys.filter_map(|c| c.strip_suffix(['：', ':']));
    banner.titles.extend(titles.map(str::to_owned));
    if let Some(section) = section {
        banner = banner.under(&section.head);
    }
    banner.unit = banner.unit.or_else(|| place.unit.cloned());
    Plan {
        feed: best.feed,
        book: String::new(),
        heading: best.rows,
        headings: best.headings.clone(),
        printed,
        layers: sample
            .records
            .iter()
            .filter(|r| (best.rows.0..=best.rows.1).contains(&r.row))
            .map(|r| squeezed(r.cells.iter().map(|(c, _)| c.as_str())))
            .collect(),
        reads: Vec::new(),
        unit_column: None,
        constants: Vec::new(),
        unused: Vec::new(),
        banner,
        sign: Sign::None,
        sign_pinned: false,
        turned: false,
        org: None,
        section: section.and_then(|s| s.unknown.clone()),
        above: above
            .flat_map(|r| r.filled().into_iter().map(|c| (r.row, c.to_owned())))
            .collect(),
        choices: Vec::new(),
        notices: Vec::new(),
    }
}

/// Notes the column that names the unit of each row's sums, where there is one.
fn units_of_rows(
    plan: &mut Plan,
    of: (&Feed, &BTreeMap<String, usize>),
    sample: &Sample,
    best: &Heading,
    pin: Option<&SourcePin>,
) {
    let (found, why) = unit_column(of, sample, best, (&plan.banner, pin));
    plan.unit_column = found;
    plan.choices.extend(why);
}

/// Which book of payments it is, and how its signs are told.
fn book_and_sign(
    plan: &mut Plan,
    place: &Place<'_>,
    best: &Heading,
    mapped: &BTreeMap<String, usize>,
    sample: &Sample,
    names: &str,
) {
    let above: Vec<&str> = plan.above.iter().map(|(_, text)| text.as_str()).collect();
    let with_titles = format!("{names} {}", above.join(" "));
    let pinned = place.pin.and_then(|p| p.book.as_deref());
    let mut book = book_of(pinned, &best.mapping, &best.headings, &with_titles);
    if let Some(section) = place.section.filter(|s| !s.book.is_empty()) {
        // Tables of one sheet are parts of one book, and parts never stand back for one another.
        let (zh, en) = (
            "与同一工作表的第一段相同",
            "as the first table of the sheet",
        );
        book = choice("book", section.book.clone(), zh, en);
    }
    let cell = |name: &str| mapped.get(name).copied();
    let (sign, why) = sign_of(&Signs {
        pin: place.pin.and_then(|p| p.sign.as_deref()),
        book: &book.value,
        cell: &cell,
        sample,
        heading: best.rows.1,
        names,
        near: title_above(sample, best.rows.0),
        payers: best
            .headings
            .iter()
            .any(|h| h.contains("交款") || h.contains("缴款")),
    });
    plan.book.clone_from(&book.value);
    plan.sign = sign;
    plan.sign_pinned = place.pin.is_some_and(|p| p.sign.is_some());
    plan.choices.push(book);
    plan.choices.push(why);
}

/// The text alone in the line above the headings.
fn title_above(sample: &Sample, heading: u32) -> &str {
    let above = sample.records.iter().rev().filter(|r| r.row < heading);
    let mut filled = above.map(Sampled::filled).filter(|f| !f.is_empty());
    match filled.next().as_deref() {
        Some([title]) => title,
        _ => "",
    }
}

/// File, sheet and titles.
fn names(place: &Place<'_>, sample: &Sample) -> String {
    let mut names = format!("{} {} ", place.file, place.sheet);
    for record in sample.records.iter().take(30) {
        if let [title] = record.filled().as_slice()
            && title.chars().count() <= 40
        {
            names.push_str(title);
            names.push(' ');
        }
    }
    names.to_lowercase()
}

/// Every line above the body, so that it is known when it is printed again.
fn printed(sample: &Sample, heading: u32) -> BTreeSet<String> {
    sample
        .records
        .iter()
        .filter(|r| r.row <= heading)
        .map(|r| squeezed(r.cells.iter().map(|(c, _)| c.as_str())))
        .filter(|line| !line.is_empty())
        .collect()
}

/// 交易时间 is the day in one export and the time beside 交易日期 in another: what stands in it tells.
fn times_beside_dates(
    feed: &Feed,
    mapped: &mut BTreeMap<String, usize>,
    sample: &Sample,
    best: &Heading,
) {
    if mapped.contains_key("time") || feed.column("time").is_none_or(|c| c.ty != Type::Time) {
        return;
    }
    let taken: BTreeSet<usize> = mapped.values().copied().collect();
    for (cell, heading) in best.headings.iter().enumerate() {
        if taken.contains(&cell)
            || !(heading.contains("时间") || heading.to_lowercase().contains("time"))
        {
            continue;
        }
        let (mut all, mut times) = (0_usize, 0_usize);
        for (text, kind) in sample.column(best.rows.1, cell).take(50) {
            all += 1;
            times += usize::from(crate::values::parse_time(text, kind).is_ok_and(|t| t.is_some()));
        }
        if times > 0 && times * 10 >= all * 8 {
            mapped.insert("time".to_owned(), cell);
            return;
        }
    }
}

/// A column 收支方向 whose words are 借 and 贷 is a flag, whose meaning the balance tells.
fn flags_in_directions(
    feed: &Feed,
    mapped: &mut BTreeMap<String, usize>,
    sample: &Sample,
    heading: u32,
) {
    let (Some(&cell), true) = (mapped.get("direction"), feed.name == "payments") else {
        return;
    };
    let Some(column) = feed.column("direction") else {
        return;
    };
    let (mut words, mut flags) = (0_usize, 0_usize);
    for (text, _) in sample.column(heading, cell) {
        words += usize::from(crate::values::parse_word(column, text).is_ok_and(|w| w.is_some()));
        flags += usize::from(text.starts_with(['借', '贷', 'D', 'C']));
    }
    if flags > words && !mapped.contains_key("flag") {
        mapped.remove("direction");
        mapped.insert("flag".to_owned(), cell);
    }
}

fn constants(plan: &mut Plan, feed: &Feed, place: &Place<'_>, mapped: &BTreeMap<String, usize>) {
    let parent = folders(place.file).next().unwrap_or("");
    for (name, template) in place.pin.iter().flat_map(|p| &p.constant) {
        let text = template
            .replace("{stem}", collective::stem(place.file))
            .replace("{parent}", parent)
            .replace("{sheet}", place.sheet);
        if name == "org" {
            plan.org = Some(text);
        } else if let Some(at) = feed.columns.iter().position(|c| c.name == *name) {
            plan.constants.push((at, text));
        }
    }
    if mapped.contains_key("account") {
        return;
    }
    let Some(at) = feed.columns.iter().position(|c| c.name == "account") else {
        return;
    };
    if plan.constants.iter().any(|(c, _)| *c == at) {
        return;
    }
    // The cash box is an account of its own, and no cash diary gives it a number.
    let (account, zh, en) = match &plan.banner.account {
        Some(account) => (
            account.clone(),
            "表头上方的账号",
            "the account above the headings",
        ),
        None if plan.book == "cash_book" => (
            "库存现金".to_owned(),
            "现金日记账自成一个账户",
            "a cash book is an account of its own",
        ),
        None => return,
    };
    plan.choices
        .push(choice("account", account.clone(), zh, en));
    plan.constants.push((at, account));
}
