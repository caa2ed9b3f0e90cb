//! The sheet 疑点明细（数据出处）: every evidence row with its place, main values and raw cells.

use jiff::civil::Date;
use rust_xlsxwriter::{Workbook, XlsxError};

use super::cell::Value;
use super::grid::{Column, Grid, Layout, column};
use super::leads::Places;
use super::style::Style;
use crate::dossier::{Dossier, role_word};
use crate::lead::{Shown, ShownRow};
use crate::units::word;

const COLUMNS: [Column; 14] = [
    column("疑点编号", "Lead", 28),
    column("规则", "Rule", 8),
    column("记录性质", "Role", 10),
    column("数据表", "Feed", 12),
    column("文件", "File", 28),
    column("工作表", "Sheet", 12),
    column("行", "Row", 8),
    column("日期", "Date", 12),
    column("往来对象", "Party", 20),
    column("金额（元）", "Amount (yuan)", 15),
    column("摘要", "Summary", 36),
    column("凭证号", "Voucher", 14),
    column("其他字段", "Other values", 36),
    column("原始单元格", "Raw cells", 48),
];

/// The name of the sheet.
pub(super) fn name(dossier: &Dossier<'_>) -> &'static str {
    word(dossier.lang(), "疑点明细（数据出处）", "Evidence")
}

/// Adds the sheet.
pub(super) fn sheet(
    dossier: &Dossier<'_>,
    style: &Style,
    places: &Places,
    book: &mut Workbook,
) -> Result<(), XlsxError> {
    let note = word(
        dossier.lang(),
        "每条疑点最多列 20 行，全部命中记录见 hits.csv；行号即在表格软件中看到的行号。点击疑点编号返回清单。",
        "At most 20 rows a lead; hits.csv holds all. Rows are numbered as a spreadsheet shows them. A lead's id leads back.",
    );
    let layout = Layout {
        name: name(dossier),
        note: note.to_owned(),
        columns: &COLUMNS,
        frozen: 1,
        limit: places.limit,
    };
    let mut grid = Grid::new(layout, style, dossier.lang())?;
    for (lead, (own, _)) in dossier.leads().zip(&places.cells) {
        for evidence in &lead.evidence {
            grid.row(row(dossier, &lead, evidence, own))?;
        }
    }
    grid.finish(book)
}

fn row(dossier: &Dossier<'_>, lead: &Shown, row: &ShownRow, own: &str) -> Vec<Value> {
    let lang = dossier.lang();
    let feed = dossier.books.schema.feed(&row.feed);
    let label = feed.map_or(&*row.feed, |f| f.label.text(lang)).to_owned();
    let main = ["date", "party", "amount", "summary", "voucher_no"];
    let main = main.map(|name| {
        feed.and_then(|f| f.resolve(name))
            .map_or(name, |c| c.name.as_str())
    });
    let others: Vec<String> = row
        .values
        .iter()
        .filter(|(column, _)| !main.contains(&&**column))
        .map(|(column, text)| {
            let known = feed.and_then(|f| f.column(column));
            format!(
                "{}: {text}",
                known.map_or(&**column, |c| c.label.text(lang))
            )
        })
        .collect();
    let mark = word(lang, "（隐藏）", " (hidden)");
    let cells = row.cells.iter().filter(|(_, text)| !text.is_empty());
    let cells = cells.map(|(heading, text)| {
        let hidden = row.hidden_columns.contains(heading);
        format!("{heading}{}: {text}", if hidden { mark } else { "" })
    });
    let hidden = word(
        lang,
        "（该行在工作簿中被隐藏，核对时请取消隐藏）",
        "(the workbook hides this row: unhide it when you look)",
    );
    let hidden = row.hidden.then(|| hidden.to_owned());
    let raw: Vec<String> = hidden.into_iter().chain(cells).collect();
    let number = match row.row {
        0 => Value::Centred("—".to_owned()),
        row => Value::Count(row.into()),
    };
    vec![
        Value::Link {
            to: Some(own.to_owned()),
            text: lead.lead_id.clone(),
        },
        Value::Centred(lead.rule_id.clone()),
        Value::Centred(role_word(row.role).text(lang).to_owned()),
        Value::Text(label),
        Value::Text(row.file.clone()),
        Value::Text(row.sheet.clone()),
        number,
        day(row.common(dossier, "date")),
        Value::Text(row.common(dossier, "party").to_owned()),
        money(row.common(dossier, "amount")),
        Value::Text(row.common(dossier, "summary").to_owned()),
        Value::Text(row.common(dossier, "voucher_no").to_owned()),
        Value::Text(others.join("\n")),
        Value::Text(raw.join("\n")),
    ]
}

fn day(text: &str) -> Value {
    match text.parse::<Date>() {
        Ok(day) => Value::Day(Some(day)),
        Err(_) => Value::Centred(text.to_owned()),
    }
}

fn money(text: &str) -> Value {
    match fen(text) {
        Some(fen) => Value::Money(Some(fen)),
        None => Value::Text(text.to_owned()),
    }
}

/// Yuan with two decimals, as canonical values are shown, in fen.
fn fen(text: &str) -> Option<i64> {
    let (whole, cents) = text.split_once('.')?;
    let (negative, digits) = match whole.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, whole),
    };
    let fits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if cents.len() != 2 || !fits(cents) || !fits(digits) {
        return None;
    }
    let fen: i64 = format!("{digits}{cents}").parse().ok()?;
    Some(if negative { -fen } else { fen })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_amounts_in_fen() {
        for (text, expect) in [
            ("18600.00", Some(1_860_000)),
            ("-0.05", Some(-5)),
            ("18600", None),
            ("1.5", None),
            ("1e3.00", None),
            ("--1.00", None),
            ("", None),
            ("99999999999999999999.00", None),
        ] {
            assert_eq!(fen(text), expect, "{text}");
        }
    }
}
