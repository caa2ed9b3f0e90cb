//! Decides how one source is laid out.

use std::collections::{BTreeMap, BTreeSet};

use super::book::book_of;
use super::heading::{Heading, Search, is_year, search};
use super::sample::squeezed;
use super::sign::{Signs, sign_of};
use super::styles::{Cells, Doubt, date_choice, decimal_choice, left_out, unit};
use super::tie::{Ties, settle};
use super::{Banner, Decision, Plan, ReadColumn, Sample, Sign, banner, choice, collective, doubtful};
use crate::lines::How;
use crate::readers::{Fault, Opened};
use crate::{Choice, Column, Feed, Schema, SourcePin, SourceState, Type, Wording};

/// The source that is looked at.
pub(crate) struct Place<'a> {
    pub(crate) file: &'a str,
    pub(crate) sheet: &'a str,
    pub(crate) pin: Option<&'a SourcePin>,
    /// Whether the user named the file itself, so that it must be readable.
    pub(crate) named: bool,
    pub(crate) schema: &'a Schema,
}

/// Columns of sums that a row of payments or of a journal is judged by.
const SUMS: [&str; 8] = ["amount", "amount_in", "amount_out", "amount_debit", "amount_credit", "debit", "credit", "amount_side"];

/// Decides the layout.
///
/// # Errors
/// A file that cannot be read on.
pub(crate) fn decide(opened: &Opened, place: &Place<'_>) -> Result<Decision, Fault> {
    let sample = Sample::of(opened)?;
    let names = names(place, &sample);
    let none = BTreeMap::new();
    let wanted = Search {
        schema: place.schema,
        feed: place.pin.and_then(|p| p.feed.as_deref()),
        heading: place.pin.and_then(|p| p.heading),
        columns: place.pin.map_or(&none, |p| &p.columns),
        names: &names,
    };
    let fits = search(&sample, &wanted);
    let Some(best) = fits.first() else {
        return Ok(Decision::Not(no_feed(place, &sample, &wanted), Vec::new()));
    };
    let mut choices = vec![feed_choice(place, best, &fits), heading_choice(place, best)];
    let Some(feed) = place.schema.feeds.get(best.feed) else {
        return Ok(Decision::Not(no_feed(place, &sample, &wanted), choices));
    };
    let above: Vec<Vec<&str>> = sample.records.iter().filter(|r| r.row < best.rows.0).map(|r| r.filled()).collect();
    let mut facts = banner::read(&above);
    year_of_headings(&mut facts, &sample, best);
    let cells = Cells { opened, sample: &sample, heading: best.rows.1 };
    let ties = settle(&Ties { feed, heading: best, sample: &sample }, place.pin);
    choices.extend(ties.choices);
    if let Some(why) = ties.refused {
        return Ok(Decision::Not(SourceState::Unreadable(why), choices));
    }
    let mut mapped = ties.columns;
    flags_in_directions(feed, &mut mapped, &sample, best.rows.1);
    let mut styled = Styled { reads: Vec::new(), choices: Vec::new(), refused: None };
    for (name, cell) in &mapped {
        let Some(at) = feed.columns.iter().position(|c| c.name == *name) else { continue };
        let Some(column) = feed.columns.get(at) else { continue };
        styled.column(&cells, place.pin, &facts, feed, (at, column), *cell, best)?;
    }
    styled.times(feed, &mapped, &sample, best.rows.1);
    choices.extend(styled.choices);
    if let Some(why) = styled.refused {
        return Ok(Decision::Not(SourceState::Unreadable(why), choices));
    }
    let (book, sign) = if feed.name == "payments" {
        let mut with_titles = names.clone();
        with_titles.push_str(&above.concat().join(" "));
        let book = book_of(place.pin.and_then(|p| p.book.as_deref()), &best.mapping, &best.headings, &with_titles);
        let cell = |name: &str| mapped.get(name).copied();
        let (sign, why) = sign_of(&Signs {
            pin: place.pin.and_then(|p| p.sign.as_deref()),
            book: &book.value,
            cell: &cell,
            sample: &sample,
            heading: best.rows.1,
            names: &names,
        });
        let word = book.value.clone();
        choices.push(book);
        choices.push(why);
        (word, sign)
    } else {
        (String::new(), Sign::None)
    };
    let taken: BTreeSet<usize> = styled.reads.iter().map(|r| r.cell).collect();
    let mut plan = Plan {
        feed: best.feed,
        book,
        heading: best.rows,
        headings: best.headings.clone(),
        printed: printed(&sample, best),
        unused: best
            .headings
            .iter()
            .enumerate()
            .filter(|(at, h)| !h.is_empty() && !taken.contains(at))
            .map(|(_, h)| h.clone())
            .collect(),
        reads: styled.reads,
        constants: Vec::new(),
        banner: facts,
        sign,
        sign_pinned: place.pin.is_some_and(|p| p.sign.is_some()),
        org: None,
        above: above
            .iter()
            .zip(sample.records.iter().map(|r| r.row))
            .flat_map(|(cells, row)| cells.iter().map(move |c| (row, (*c).to_owned())))
            .collect(),
        choices,
        notices: Vec::new(),
    };
    constants(&mut plan, feed, place, &mapped);
    Ok(Decision::Read(Box::new(plan)))
}

/// Reads and styles, column by column.
struct Styled {
    reads: Vec<ReadColumn>,
    choices: Vec<Choice>,
    refused: Option<Wording>,
}

impl Styled {
    #[expect(clippy::too_many_arguments, reason = "Each is one thing that a style may rest on, and a bundle would be made for this call alone.")]
    fn column(
        &mut self,
        cells: &Cells<'_>,
        pin: Option<&SourcePin>,
        banner: &Banner,
        feed: &Feed,
        (at, column): (usize, &Column),
        cell: usize,
        best: &Heading,
    ) -> Result<(), Fault> {
        let heading = best.headings.get(cell).map_or("", String::as_str);
        let strict = is_strict(feed, column);
        let refused = |doubt: Doubt| match doubt {
            Doubt::Unreadable(fault) => Err(fault),
            Doubt::Refused(fault) => Ok(fault),
        };
        let how = match column.ty {
            Type::Money => {
                let (fen, why) = unit(heading, banner, pin);
                self.add(why);
                match cells.money(cell, fen, pin.and_then(|p| p.decimal.as_deref())) {
                    Ok((style, why)) => {
                        self.add(why.map(|w| decimal_choice(&style, w)));
                        How::Money(style)
                    }
                    Err(doubt) => return self.refuse(strict, column, heading, &refused(doubt)?),
                }
            }
            Type::Date => match cells.dates(cell, pin.and_then(|p| p.date.as_deref()), banner.year) {
                Ok((style, why)) => {
                    self.add(why.map(|w| date_choice(&style, w)));
                    How::Date(style)
                }
                Err(doubt) => return self.refuse(strict, column, heading, &refused(doubt)?),
            },
            Type::Time => How::Time,
            Type::Int => How::Int,
            Type::Ratio => How::Ratio,
            Type::Bool => How::Bool,
            Type::Text if column.values.is_empty() => How::Text(column.domain),
            Type::Text => How::Word(column.domain),
        };
        self.reads.push(ReadColumn { cell, column: at, how, strict });
        Ok(())
    }

    /// One choice of a kind is enough where all columns agree.
    fn add(&mut self, choice: Option<Choice>) {
        if let Some(choice) = choice
            && !self.choices.iter().any(|c| c.what == choice.what && c.value == choice.value)
        {
            self.choices.push(choice);
        }
    }

    fn refuse(&mut self, strict: bool, column: &Column, heading: &str, fault: &crate::values::ValueFault) -> Result<(), Fault> {
        if strict {
            self.refused.get_or_insert_with(|| {
                Wording::new(
                    format!("“{}”栏：{}", heading.trim(), fault.text.zh),
                    format!("column {:?}: {}", heading.trim(), fault.text.en),
                )
            });
        } else {
            self.choices.push(left_out(&column.name, heading, fault));
        }
        Ok(())
    }

    /// A column of dates may hold the time of day too.
    fn times(&mut self, feed: &Feed, mapped: &BTreeMap<String, usize>, sample: &Sample, heading: u32) {
        let Some(time) = feed.columns.iter().position(|c| c.name == "time" && c.ty == Type::Time) else { return };
        let Some(cell) = feed.date.as_ref().and_then(|d| mapped.get(d)) else { return };
        if !mapped.contains_key("time") && sample.column(heading, *cell).any(|(c, _)| c.contains(':')) {
            self.reads.push(ReadColumn { cell: *cell, column: time, how: How::TimeOfDate, strict: false });
        }
    }
}

/// Whether a value that cannot be read makes the row a reject: the day and the sums that rules judge.
fn is_strict(feed: &Feed, column: &Column) -> bool {
    let judged = [&feed.date, &feed.amount].into_iter().flatten().any(|n| *n == column.name);
    judged || (matches!(feed.name.as_str(), "payments" | "journal") && SUMS.contains(&column.name.as_str()))
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
fn printed(sample: &Sample, best: &Heading) -> BTreeSet<String> {
    sample
        .records
        .iter()
        .filter(|r| r.row <= best.rows.1)
        .map(|r| squeezed(r.cells.iter().map(|(c, _)| c.as_str())))
        .filter(|line| !line.is_empty())
        .collect()
}

/// `2024年` over 月 and 日.
fn year_of_headings(facts: &mut Banner, sample: &Sample, best: &Heading) {
    let rows = sample.records.iter().filter(|r| (best.rows.0..=best.rows.1).contains(&r.row));
    for (cell, _) in rows.flat_map(|r| r.cells.iter()) {
        let figures: String = cell.chars().filter(char::is_ascii_digit).collect();
        if is_year(cell) && figures.len() == 4 {
            facts.year = figures.parse().ok();
        }
    }
}

/// A column 收支方向 whose words are 借 and 贷 is a flag, whose meaning the balance tells.
fn flags_in_directions(feed: &Feed, mapped: &mut BTreeMap<String, usize>, sample: &Sample, heading: u32) {
    let (Some(&cell), true) = (mapped.get("direction"), feed.name == "payments") else { return };
    let Some(column) = feed.column("direction") else { return };
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
    let parent = place.file.rsplit('/').nth(1).unwrap_or("");
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
    if let Some(account) = &plan.banner.account
        && !mapped.contains_key("account")
        && let Some(at) = feed.columns.iter().position(|c| c.name == "account")
        && !plan.constants.iter().any(|(c, _)| *c == at)
    {
        let account = account.clone();
        plan.choices.push(choice("account", account.clone(), "表头上方的账号", "the account above the headings"));
        plan.constants.push((at, account));
    }
}

fn feed_choice(place: &Place<'_>, best: &Heading, fits: &[Heading]) -> Choice {
    let name = |at: usize| place.schema.feeds.get(at).map_or("", |f| f.name.as_str());
    let own = name(best.feed);
    if place.pin.is_some_and(|p| p.feed.is_some()) {
        return choice("feed", own, "sanzi.toml 指定", "pinned in sanzi.toml");
    }
    let (taken, all) = (best.mapping.taken, best.headings.iter().filter(|h| !h.is_empty()).count());
    let rival = fits.iter().find(|f| f.feed != best.feed && f.rows == best.rows);
    if let Some(rival) = rival.filter(|r| u64::from(r.score) * 100 >= u64::from(best.score) * 92) {
        let other = name(rival.feed);
        return doubtful(
            "feed",
            own,
            format!("{all} 个栏目认出 {taken} 个；读作 {other} 也几乎同样合适"),
            format!("{taken} of {all} headings are known; {other} would fit nearly as well"),
        );
    }
    choice("feed", own, format!("{all} 个栏目认出 {taken} 个"), format!("{taken} of {all} headings are known"))
}

fn heading_choice(place: &Place<'_>, best: &Heading) -> Choice {
    if place.pin.is_some_and(|p| p.heading.is_some()) {
        return choice("heading", best.rows.1.to_string(), "sanzi.toml 指定", "pinned in sanzi.toml");
    }
    let (first, last) = best.rows;
    let zh = if first == last { format!("表头在第 {last} 行") } else { format!("表头在第 {first} 至 {last} 行") };
    let en = if first == last { format!("headings in row {last}") } else { format!("headings in rows {first} to {last}") };
    choice("heading", last.to_string(), zh, en)
}

/// Why a source is none.
fn no_feed(place: &Place<'_>, sample: &Sample, wanted: &Search<'_>) -> SourceState {
    let empty = sample.records.iter().all(|r| r.filled().is_empty());
    let why = if empty {
        Wording::new("没有内容", "there is nothing in it")
    } else if let Some(feed) = wanted.feed {
        Wording::new(
            format!("找不到“{feed}”所需的表头；请用 sanzi inspect 查看，在 sanzi.toml 写 heading 和 columns"),
            format!("no headings that {feed} needs; see sanzi inspect, and pin heading and columns in sanzi.toml"),
        )
    } else {
        Wording::new(
            "表头不合任何数据表；如应读取，请在 sanzi.toml 写 feed、heading 和 columns",
            "its headings fit no feed; if it should be read, pin feed, heading and columns in sanzi.toml",
        )
    };
    if place.named || place.pin.is_some() {
        SourceState::Unreadable(why)
    } else {
        SourceState::NotASource(why)
    }
}
