//! The sheets 未能核查 and 未导入记录: what the run cannot speak for.

use engine::Outcome;
use rust_xlsxwriter::{Workbook, XlsxError};

use super::cell::Value;
use super::grid::{Column, Grid, Layout, column};
use super::style::Style;
use crate::dossier::Dossier;
use crate::units::{month, word};

const NOT_JUDGED: [Column; 8] = [
    column("规则", "Rule", 8),
    column("规则名称", "Title", 30),
    column("单位", "Collective", 26),
    column("起（月）", "From", 11),
    column("止（月）", "To", 11),
    column("未能核查的原因", "Why it could not be judged", 56),
    column("原因代码", "Code", 26),
    column("检查行数", "Rows examined", 11),
];

const REJECTS: [Column; 7] = [
    column("文件", "File", 36),
    column("工作表", "Sheet", 14),
    column("行", "Row", 8),
    column("列", "Column", 16),
    column("原因", "Why", 46),
    column("原因代码", "Code", 20),
    column("原文（已遮盖）", "Its own text (masked)", 60),
];

/// Adds 未能核查.
pub(super) fn not_judged(
    dossier: &Dossier<'_>,
    style: &Style,
    limit: u32,
    book: &mut Workbook,
) -> Result<(), XlsxError> {
    let lang = dossier.lang();
    let layout = Layout {
        name: word(lang, "未能核查", "Not judged"),
        note: word(
            lang,
            "下列规则、单位和月份因数据或设定不足未能核查，不等于未发现疑点。",
            "These could not be judged for want of data or settings: that is not the same as no lead.",
        )
        .to_owned(),
        columns: &NOT_JUDGED,
        frozen: 1,
        limit,
    };
    let mut grid = Grid::new(layout, style, lang)?;
    let lines = dossier.findings.coverage.iter();
    for line in lines.filter(|line| line.outcome == Outcome::NotJudged) {
        let title = dossier
            .rule(line.rule_id)
            .map(|rule| dossier.say(&rule.title));
        let why = line
            .reason
            .map(|reason| dossier.say(&dossier.books.why(reason)));
        grid.row(vec![
            Value::Centred(line.rule_id.to_string()),
            Value::Text(title.unwrap_or_default()),
            Value::Text(line.org.to_string()),
            Value::Centred(month(line.from_month).into_owned()),
            Value::Centred(month(line.to_month).into_owned()),
            Value::Text(why.unwrap_or_default()),
            Value::Text(line.reason.map(engine::Reason::code).unwrap_or_default()),
            Value::Count(line.rows),
        ])?;
    }
    grid.finish(book)
}

/// Adds 未导入记录.
pub(super) fn rejects(
    dossier: &Dossier<'_>,
    style: &Style,
    limit: u32,
    book: &mut Workbook,
) -> Result<(), XlsxError> {
    let lang = dossier.lang();
    let layout = Layout {
        name: word(lang, "未导入记录", "Rejects"),
        note: word(
            lang,
            "下列行无法识别，未参加核查；请更正原表后重新扫描。",
            "These rows could not be read and were not judged; mend the source and scan again.",
        )
        .to_owned(),
        columns: &REJECTS,
        frozen: 1,
        limit,
    };
    let mut grid = Grid::new(layout, style, lang)?;
    for reject in dossier.books.rejects {
        let (file, sheet) = dossier.place(reject.source);
        grid.row(vec![
            Value::Text(file.to_owned()),
            Value::Text(sheet.to_owned()),
            Value::Count(reject.row.into()),
            Value::Text(reject.column.clone()),
            Value::Text(dossier.say(&reject.reason)),
            Value::Text(reject.code.clone()),
            Value::Text(dossier.raw_reject(reject)),
        ])?;
    }
    grid.finish(book)
}
