//! Trial balances: one balance out of two sides, and the year and month that stand above the table.

use super::Names;
use crate::Choice;
use crate::layout::choice;
use crate::lines::{Lines, Stored, known};
use crate::{NULL, NULL_CODE, UNKNOWN};

/// Words of lines above a table that speak of the print-out, not of the books.
const PRINTED: [&str; 8] = [
    "打印",
    "制表",
    "导出",
    "查询",
    "编制日期",
    "报送",
    "填报",
    "生成",
];

/// Completes a trial balance: `opening` and `closing` from their two sides, `fiscal_year` and `period` from the rows' own months or
/// from the lines above the table.
pub(crate) fn complete_balances(
    lines: &mut Lines,
    feed: Names<'_>,
    above: &[(u32, String)],
) -> Vec<Choice> {
    if feed.0.name != "balances" {
        return Vec::new();
    }
    for name in ["opening", "closing"] {
        one_of_two(lines, feed, name);
    }
    years(lines, feed, above).into_iter().collect()
}

/// A balance stands on one side; where a form shows both, their difference stands on the greater one.
fn one_of_two(lines: &mut Lines, feed: Names<'_>, name: &str) {
    let at = |end: &str| feed.at(&format!("{name}{end}"));
    let (Some(whole), Some(side)) = (at(""), at("_side")) else {
        return;
    };
    let table = &lines.table;
    let (Some(debits), Some(credits)) = (
        at("_debit").and_then(|c| table.stored(c)),
        at("_credit").and_then(|c| table.stored(c)),
    ) else {
        return;
    };
    if table.stored(whole).is_some() {
        return;
    }
    let both: Vec<(i64, i64)> = (0..table.len())
        .map(|row| (debits.number(row), credits.number(row)))
        .collect();
    // A blank balance is none, unless the form leaves both columns blank altogether.
    let filled = both.iter().any(|(d, c)| known(*d) || known(*c));
    let blank = if filled { 0 } else { NULL };
    let Some(dictionary) = lines
        .dictionaries
        .get_mut(feed.domain(&format!("{name}_side")) as usize)
    else {
        return;
    };
    let (debit, credit) = (dictionary.intern("debit"), dictionary.intern("credit"));
    let balances = both.iter().map(|&(d, c)| match (d, c) {
        (NULL, NULL) => (blank, NULL_CODE),
        (UNKNOWN, _) | (_, UNKNOWN) => (UNKNOWN, NULL_CODE),
        (NULL | 0, NULL | 0) => (0, NULL_CODE),
        (d, NULL | 0) => (d, debit),
        (NULL | 0, c) => (c, credit),
        (d, c) => match d.checked_sub(c) {
            Some(net) if net < 0 => (net.saturating_neg(), credit),
            Some(net) => (net, debit),
            None => (UNKNOWN, NULL_CODE),
        },
    });
    let (sums, sides) = balances.unzip();
    lines.table.set(whole, Some(Stored::Int(sums)));
    if lines.table.stored(side).is_none() {
        lines.table.set(side, Some(Stored::Text(sides)));
    }
}

/// Fills `fiscal_year`, and `period` where the lines above name months, unless the source has them.
fn years(lines: &mut Lines, feed: Names<'_>, above: &[(u32, String)]) -> Option<Choice> {
    let (year_at, period_at) = (feed.at("fiscal_year")?, feed.at("period")?);
    if lines.table.stored(year_at).is_some() {
        return None;
    }
    let rows = lines.table.len();
    if let Some(periods) = lines.table.stored(period_at) {
        let dictionary = lines.dictionaries.get(feed.domain("period") as usize)?;
        let year = |row: usize| {
            let period = dictionary.text(periods.code(row));
            let (year, _) = period.split_once('-')?;
            year.parse::<i64>().ok().filter(|_| year.len() == 4)
        };
        let years: Vec<i64> = (0..rows).map(|row| year(row).unwrap_or(NULL)).collect();
        if years.iter().any(|y| *y != NULL) {
            lines.table.set(year_at, Some(Stored::Int(years)));
        }
        return None;
    }
    let span = span(above)?;
    lines
        .table
        .set(year_at, Some(Stored::Int(vec![i64::from(span.year); rows])));
    let value = match span.months {
        // The whole year is a year; what stands for a month only must not pass for one.
        None | Some((1, 12)) => span.year.to_string(),
        Some((from, to)) => {
            let period = if from == to {
                format!("{}-{from:02}", span.year)
            } else {
                format!("{0}-{from:02}至{0}-{to:02}", span.year)
            };
            let dictionary = lines.dictionaries.get_mut(feed.domain("period") as usize)?;
            let code = dictionary.intern(&period);
            lines
                .table
                .set(period_at, Some(Stored::Text(vec![code; rows])));
            period
        }
    };
    Some(choice(
        "fiscal_year",
        value,
        "表头上方写明的期间",
        "the period that stands above the headings",
    ))
}

/// A year, and months where they are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    year: i16,
    months: Option<(u8, u8)>,
}

/// The one span that the lines above a table name; none where they name several, or none.
fn span(above: &[(u32, String)]) -> Option<Span> {
    let texts = above.iter().map(|(_, text)| text.as_str());
    let texts = texts.filter(|text| !PRINTED.iter().any(|word| text.contains(word)));
    let mut named: Vec<(i16, Option<u8>)> = Vec::new();
    for text in texts {
        named.extend(months_in(text));
    }
    named.dedup();
    let (year, _) = *named.first()?;
    if named.iter().any(|(other, _)| *other != year) {
        return None;
    }
    let mut months: Vec<u8> = named.iter().filter_map(|(_, month)| *month).collect();
    months.dedup();
    let months = match months.as_slice() {
        [] => None,
        [one] => Some((*one, *one)),
        [from, to] if from < to => Some((*from, *to)),
        _ => return None,
    };
    Some(Span { year, months })
}

/// `2023年度`, `2023年12月31日`, `2023-12`, `2023年1-12月`: years with their months, in order.
fn months_in(text: &str) -> Vec<(i16, Option<u8>)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("20").or_else(|| rest.find("19")) {
        let (before, from) = rest.split_at(at);
        let digits = from.bytes().take_while(u8::is_ascii_digit).count();
        let beside = before.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.' | '/'));
        rest = from.get(digits.max(2)..).unwrap_or("");
        let year = from.get(..4).filter(|_| digits == 4 && !beside);
        let Some(year) = year.and_then(|y| y.parse::<i16>().ok()) else {
            continue;
        };
        let Some(behind) = rest.strip_prefix(['年', '-', '.', '/']) else {
            continue;
        };
        let (month, after) = leading_month(behind);
        found.push((year, month));
        rest = after;
        let after = after.strip_prefix('月').unwrap_or(after);
        // 2023年1-12月: a second month of the same year, which 月 follows.
        if let Some(second) = after.strip_prefix(['-', '—', '至', '到', '~', '～'])
            && let (Some(to), tail) = leading_month(second)
            && tail.starts_with('月')
        {
            found.push((year, Some(to)));
            rest = tail;
        }
    }
    found
}

/// One or two figures that are a month, and what follows them.
fn leading_month(text: &str) -> (Option<u8>, &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (figures, rest) = text.split_at(digits.min(text.len()));
    let month = figures.parse::<u8>().ok().filter(|m| (1..=12).contains(m));
    match month {
        Some(month) if digits <= 2 => (Some(month), rest),
        _ => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_lines_above_a_table() {
        let check = |lines: &[&str], want: Option<(i16, Option<(u8, u8)>)>| {
            let above: Vec<(u32, String)> = (1_u32..)
                .zip(lines.iter().map(|l| (*l).to_owned()))
                .collect();
            assert_eq!(
                span(&above),
                want.map(|(year, months)| Span { year, months }),
                "{lines:?}"
            );
        };
        check(&["石溪经济联合社2023年度科目余额表"], Some((2023, None)));
        check(&["2023年12月31日"], Some((2023, Some((12, 12)))));
        check(
            &["会计期间：2023-01 至 2023-12"],
            Some((2023, Some((1, 12)))),
        );
        check(&["2023年1-12月"], Some((2023, Some((1, 12)))));
        check(&["2023年1月至6月"], Some((2023, Some((1, 6)))));
        check(&["2023年1月1日至2023年6月30日"], Some((2023, Some((1, 6)))));
        check(
            &["期间：2023.06", "打印日期：2024-01-03"],
            Some((2023, Some((6, 6)))),
        );
        check(&["2023年度", "2023年12月"], Some((2023, Some((12, 12)))));
        check(&["2023年12月至2024年1月"], None);
        check(&["编号：20230101", "第 2023 页", "(2023)12"], None);
        check(&["1月、2月、3月 2023-01 2023-02 2023-03"], None);
        check(&[], None);
    }
}
