//! The sheet 单位评估: units by period, their counts and indices; for internal reference only.

use engine::{Measured, UnitKind, UnitLine};
use rust_xlsxwriter::{Workbook, XlsxError};

use super::cell::Value;
use super::grid::{Column, Grid, Layout, column};
use super::style::Style;
use crate::dossier::Dossier;
use crate::records::internal;
use crate::units::{thousandths, word, yuan_of};

const COLUMNS: [Column; 10] = [
    column("类别", "Kind", 10),
    column("单位", "Unit", 28),
    column("镇街", "Town", 14),
    column("期间", "Period", 10),
    column("指标", "Index", 26),
    column("项目", "Part", 46),
    column("数值", "Value", 16),
    column("计数", "Counted", 16),
    column("基数", "Volume", 16),
    column("说明", "Note", 14),
];

/// Adds 单位评估.
pub(super) fn sheet(
    dossier: &Dossier<'_>,
    style: &Style,
    limit: u32,
    book: &mut Workbook,
) -> Result<(), XlsxError> {
    let lang = dossier.lang();
    let layout = Layout {
        name: word(lang, "单位评估", "Units"),
        note: word(
            lang,
            "仅内部参考：疑点未经核实，不是结论。分数按收支笔数、支出金额折算，各项相加为合计；“未报送”不是零，另列一项。",
            "For internal reference only: leads are not verified and are no findings. Points are over the volume of money moved and add up; `not supplied` is no zero and a part of its own.",
        )
        .to_owned(),
        columns: &COLUMNS,
        frozen: 2,
        limit,
    };
    let mut grid = Grid::new(layout, style, lang)?;
    for line in dossier.findings.units.lines() {
        let kind = match line.kind {
            UnitKind::Collective => word(lang, "单位", "collective"),
            UnitKind::Town => word(lang, "镇街", "town"),
        };
        let [counted, volume] = over(&line);
        grid.row(vec![
            Value::Text(kind.to_owned()),
            Value::Text(line.unit.to_string()),
            Value::Text(line.town.to_string()),
            Value::Centred(line.period.to_string()),
            Value::Text(index(dossier, &line)),
            Value::Text(dossier.say(&line.title)),
            Value::Centred(value(dossier, line.value)),
            Value::Centred(counted),
            Value::Centred(volume),
            Value::Text(note(dossier, &line).to_owned()),
        ])?;
    }
    grid.finish(book)
}

/// What a line belongs to, in words.
fn index(dossier: &Dossier<'_>, line: &UnitLine) -> String {
    let lang = dossier.lang();
    let mut known = dossier.findings.indices.iter();
    if let Some(index) = known.find(|index| *index.name == *line.index) {
        return dossier.say(&index.title);
    }
    match &*line.index {
        "supply" => word(lang, "报送情况", "what was supplied"),
        _ => word(lang, "监管统计", "counts"),
    }
    .to_owned()
}

fn value(dossier: &Dossier<'_>, value: Measured) -> String {
    let lang = dossier.lang();
    match value {
        Measured::Count(n) => n.to_string(),
        Measured::Money(fen) => format!("{}{}", yuan_of(fen), word(lang, " 元", " yuan")),
        Measured::Share(n) => thousandths(n),
        Measured::Points(n) => format!("{}{}", thousandths(n), word(lang, " 分", " points")),
        Measured::NotSupplied => word(lang, "未报送", "not supplied").to_owned(),
    }
}

/// What was counted and over what, as whole numbers; money in fen stays as it is in `units.csv`.
fn over(line: &UnitLine) -> [String; 2] {
    line.over
        .map_or_else(Default::default, |(counted, volume)| {
            [counted.to_string(), volume.to_string()]
        })
}

fn note(dossier: &Dossier<'_>, line: &UnitLine) -> &'static str {
    if internal(line) {
        word(dossier.lang(), "仅内部参考", "internal only")
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::super::texts;
    use crate::{WriteOptions, sample};

    #[test]
    fn the_sheet_says_that_it_is_for_internal_reference_and_what_is_lacking() {
        let options = WriteOptions::default();
        let mut out = Vec::new();
        super::super::book::write(&sample::sample().dossier(&options), &mut out)
            .expect("a workbook");
        let texts = texts(&out);
        let at = texts.iter().position(|t| t == "单位评估").expect("a sheet");
        let sheet = &texts[at..];
        assert!(sheet[1].starts_with("仅内部参考"));
        for cell in [
            "2.500 分",
            "18600.00 元",
            "未报送",
            "三资监管风险指数",
            "报送情况",
        ] {
            assert!(sheet.iter().any(|t| t == cell), "{cell}");
        }
    }
}
