//! Registers and lists of the district: each is a CSV file in `tables`, written in the form in which its office exports it.
//!
//! A file opens with lines `#key=value`: `path`, `sheet`, `form` (`book`, `gbk`, `utf8`, `page`, `tabs`), `dates` (how days are written in text), `title` lines above the headings, a `total` column, a `foot` line.
//! Then come the headings of the export and its rows; the last three columns, 规则, 干扰 and 说明, belong to the answer key.
//! In a workbook a heading `a/b` stands in two rows, with `a` merged over its neighbours of the same group.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::cases::fen;
use super::forms::{Cell, Sheet, gbk, page, tabs, utf8_bom, workbook, yuan};
use super::key::{Key, Mark};

/// Every table; sheets of one workbook stand in their order.
const TABLES: [&str; 42] = [
    include_str!("tables/meetings.csv"),
    include_str!("tables/contracts.csv"),
    include_str!("tables/leases.csv"),
    include_str!("tables/decisions.csv"),
    include_str!("tables/invoices.csv"),
    include_str!("tables/invoice_list.csv"),
    include_str!("tables/expenses.csv"),
    include_str!("tables/project_cash.csv"),
    include_str!("tables/orgs.csv"),
    include_str!("tables/people.csv"),
    include_str!("tables/kin.csv"),
    include_str!("tables/accounts.csv"),
    include_str!("tables/assets.csv"),
    include_str!("tables/assets_2023.csv"),
    include_str!("tables/assets_2024.csv"),
    include_str!("tables/resources.csv"),
    include_str!("tables/dues.csv"),
    include_str!("tables/receipts.csv"),
    include_str!("tables/trades.csv"),
    include_str!("tables/bids.csv"),
    include_str!("tables/projects.csv"),
    include_str!("tables/changes.csv"),
    include_str!("tables/approvals.csv"),
    include_str!("tables/signatures.csv"),
    include_str!("tables/steps.csv"),
    include_str!("tables/seals.csv"),
    include_str!("tables/disclosures.csv"),
    include_str!("tables/processes.csv"),
    include_str!("tables/complaints.csv"),
    include_str!("tables/budgets.csv"),
    include_str!("tables/roster.csv"),
    include_str!("tables/shares.csv"),
    include_str!("tables/recipients.csv"),
    include_str!("tables/balances_2022.csv"),
    include_str!("tables/balances_2023.csv"),
    include_str!("tables/balances_2024.csv"),
    include_str!("tables/balances_december.csv"),
    include_str!("tables/balances_ruifeng.csv"),
    include_str!("tables/vouchers.csv"),
    include_str!("tables/online.csv"),
    include_str!("tables/special.csv"),
    include_str!("tables/firm.csv"),
];

/// One table as its file tells it.
struct Table {
    path: &'static str,
    sheet: &'static str,
    form: &'static str,
    dates: &'static str,
    titles: Vec<&'static str>,
    total: &'static str,
    foot: &'static str,
    headings: Vec<&'static str>,
    rows: Vec<(Vec<&'static str>, Option<Mark>)>,
}

/// Writes every table and what the key says of its rows.
pub(super) fn write(files: &mut BTreeMap<String, Vec<u8>>, key: &mut Key) {
    let mut books: Vec<(&'static str, Vec<Sheet>)> = Vec::new();
    for table in TABLES.map(read) {
        let path = table.path;
        if table.form == "book" {
            let sheet = (table.sheet.to_owned(), cells(&table, key));
            match books.iter_mut().find(|(p, _)| *p == path) {
                Some((_, sheets)) => sheets.push(sheet),
                None => books.push((path, vec![sheet])),
            }
            continue;
        }
        let rows = texts(&table, key);
        let joined = || rows.iter().map(|r| r.join(",")).collect::<Vec<_>>();
        let bytes = match table.form {
            "page" => page(&rows),
            "tabs" => tabs(&rows),
            "utf8" => utf8_bom(&joined()),
            _ => gbk(&joined()),
        };
        files.insert(path.to_owned(), bytes);
    }
    for (path, sheets) in books {
        files.insert(path.to_owned(), workbook(&sheets));
    }
}

fn read(text: &'static str) -> Table {
    let mut table = Table {
        path: "",
        sheet: "",
        form: "gbk",
        dates: "%Y-%m-%d",
        titles: Vec::new(),
        total: "",
        foot: "",
        headings: Vec::new(),
        rows: Vec::new(),
    };
    for line in text.lines().filter(|l| !l.is_empty()) {
        if let Some((name, value)) = line.strip_prefix('#').and_then(|l| l.split_once('=')) {
            match name {
                "path" => table.path = value,
                "sheet" => table.sheet = value,
                "form" => table.form = value,
                "dates" => table.dates = value,
                "title" => table.titles.push(value),
                "total" => table.total = value,
                _ => table.foot = value,
            }
            continue;
        }
        let mut fields: Vec<&str> = line.split(',').collect();
        let marks = fields.split_off(fields.len().saturating_sub(3));
        if table.headings.is_empty() {
            table.headings = fields;
        } else if let [rules, decoy, note] = marks[..] {
            table.rows.push((fields, Mark::of(rules, decoy, note)));
        }
    }
    table
}

/// The sum of the total column, and where it stands.
fn total(table: &Table) -> Option<(usize, i64)> {
    let column = table.headings.iter().position(|h| *h == table.total)?;
    let sum = table
        .rows
        .iter()
        .filter_map(|(fields, _)| fen(fields[column]));
    Some((column, sum.sum()))
}

/// Rows of a text export.
fn texts(table: &Table, key: &mut Key) -> Vec<Vec<String>> {
    let width = table.headings.len();
    let padded = |text: &str| {
        let mut row: Vec<String> = text.split(',').map(str::to_owned).collect();
        row.resize(width.max(row.len()), String::new());
        row
    };
    let mut rows: Vec<Vec<String>> = table.titles.iter().map(|t| padded(t)).collect();
    rows.push(table.headings.iter().map(ToString::to_string).collect());
    for (fields, mark) in &table.rows {
        rows.push(fields.iter().map(|f| dated(f, table.dates)).collect());
        if let Some(mark) = mark {
            let sheet = if table.form == "page" { "1" } else { "" };
            key.add(table.path, sheet, rows.len(), *mark);
        }
    }
    if let Some((column, sum)) = total(table) {
        let mut row = padded("合计");
        row[column] = yuan(sum);
        rows.push(row);
    }
    if !table.foot.is_empty() {
        rows.push(padded(table.foot));
    }
    rows
}

/// A day in the way of the export, all else as it is.
fn dated(field: &str, style: &str) -> String {
    match field.parse::<Date>() {
        Ok(day) if field.len() == 10 => day.strftime(style).to_string(),
        _ => field.to_owned(),
    }
}

/// Rows of a sheet.
fn cells(table: &Table, key: &mut Key) -> Vec<Vec<Cell>> {
    let width = u16::try_from(table.headings.len()).unwrap_or(u16::MAX);
    let text = |t: &str| Cell::Text(t.to_owned());
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (i, title) in table.titles.iter().enumerate() {
        rows.push(vec![if i == 0 {
            Cell::Title((*title).to_owned(), width)
        } else {
            text(title)
        }]);
    }
    rows.extend(heading_rows(&table.headings));
    for (fields, mark) in &table.rows {
        rows.push(fields.iter().map(|f| cell(f)).collect());
        if let Some(mark) = mark {
            key.add(table.path, table.sheet, rows.len(), *mark);
        }
    }
    if let Some((column, sum)) = total(table) {
        let mut row = vec![Cell::Blank; column + 1];
        row[0] = text("合计");
        row[column] = Cell::Fen(sum);
        rows.push(row);
    }
    if !table.foot.is_empty() {
        rows.push(vec![text(table.foot)]);
    }
    rows
}

fn cell(field: &str) -> Cell {
    match (field.parse::<Date>(), fen(field)) {
        _ if field.is_empty() => Cell::Blank,
        (Ok(day), _) if field.len() == 10 => Cell::Day(day),
        (_, Some(fen)) => Cell::Fen(fen),
        _ => Cell::Text(field.to_owned()),
    }
}

/// One row of headings, or two where some belong to groups.
fn heading_rows(headings: &[&str]) -> Vec<Vec<Cell>> {
    let text = |t: &str| Cell::Text(t.to_owned());
    if !headings.iter().any(|h| h.contains('/')) {
        return vec![headings.iter().map(|h| text(h)).collect()];
    }
    let (mut upper, mut lower) = (Vec::new(), Vec::new());
    let mut former = "";
    for (i, heading) in headings.iter().enumerate() {
        let Some((group, name)) = heading.split_once('/') else {
            upper.push(Cell::Tall((*heading).to_owned()));
            lower.push(Cell::Blank);
            former = "";
            continue;
        };
        if group == former {
            upper.push(Cell::Blank);
        } else {
            let over = headings[i..]
                .iter()
                .take_while(|h| h.split_once('/').is_some_and(|(g, _)| g == group));
            upper.push(Cell::Title(
                group.to_owned(),
                u16::try_from(over.count()).unwrap_or(1),
            ));
        }
        lower.push(text(name));
        former = group;
    }
    vec![upper, lower]
}

#[cfg(test)]
mod tests {
    use super::{TABLES, read};

    #[test]
    fn every_row_has_a_field_for_each_heading() {
        for table in TABLES.map(read) {
            assert!(!table.path.is_empty() && !table.rows.is_empty());
            for (fields, _) in &table.rows {
                assert_eq!(
                    fields.len(),
                    table.headings.len(),
                    "{}: {fields:?}",
                    table.path
                );
            }
        }
    }

    /// Whether a sum of weighted digits leaves the check digit that stands at the end.
    fn checked(number: &str, digits: &str, weights: [usize; 17], check: fn(usize) -> char) -> bool {
        let value = |c: char| digits.find(c);
        let sum: Option<usize> = number
            .chars()
            .zip(weights)
            .map(|(c, w)| Some(value(c)? * w))
            .sum();
        sum.is_some_and(|sum| number.ends_with(check(sum)))
    }

    #[test]
    fn numbers_of_persons_and_firms_have_their_check_digits() {
        let (mut persons, mut firms) = (0, 0);
        let numbers = TABLES.iter().flat_map(|t| t.split([',', '\n']));
        for number in numbers.filter(|n| n.len() == 18 && n.contains("440199")) {
            if number.starts_with("440199") {
                persons += 1;
                let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
                let check = |sum| char::from(b"10X98765432"[sum % 11]);
                assert!(checked(number, "0123456789", weights, check), "{number}");
            } else {
                firms += 1;
                let weights = [
                    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
                ];
                let check = |sum| char::from(CODE.as_bytes()[(31 - sum % 31) % 31]);
                assert!(checked(number, CODE, weights, check), "{number}");
            }
        }
        assert!(persons > 30 && firms > 20, "{persons} {firms}");
    }

    /// The characters of a unified social credit code (GB 32100-2015).
    const CODE: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    #[test]
    fn every_file_of_the_folder_is_written() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/sample/tables");
        let count = std::fs::read_dir(folder).map(Iterator::count);
        assert_eq!(count.ok(), Some(TABLES.len()));
    }
}
