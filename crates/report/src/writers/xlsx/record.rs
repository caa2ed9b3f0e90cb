//! The sheet 扫描记录: what ran over what.

use ledger::{Lang, Source, SourceState};
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::cell::{Value, height, write};
use super::grid::page;
use super::style::Style;
use crate::dossier::Dossier;
use crate::units::{day, word};

const WIDTHS: [u16; 14] = [30, 26, 13, 22, 10, 10, 10, 10, 10, 10, 17, 17, 22, 68];

const SOURCES: [(&str, &str); 14] = [
    ("文件", "File"),
    ("工作表", "Sheet"),
    ("读作", "Read as"),
    ("状态", "State"),
    ("总行数", "Lines"),
    ("明细", "Detail"),
    ("合计类", "Subtotals"),
    ("版式", "Layout"),
    ("重复", "Repeats"),
    ("未导入", "Rejects"),
    ("支出合计（元）", "Out (yuan)"),
    ("收入合计（元）", "In (yuan)"),
    ("与表内合计核对", "Against its own totals"),
    ("文件 SHA-256", "SHA-256"),
];

const RULES: [(&str, &str); 8] = [
    ("规则名称", "Title"),
    ("规则文件", "File"),
    ("规则", "Rule"),
    ("参数", "Params"),
    ("强度", "Grade"),
    ("状态", "Status"),
    ("疑点", "Leads"),
    ("命中", "Hits"),
];

const NOTICES: [(&str, &str); 4] = [
    ("文件", "File"),
    ("工作表", "Sheet"),
    ("行", "Row"),
    ("内容", "What"),
];

/// Adds the sheet.
pub(super) fn sheet(
    dossier: &Dossier<'_>,
    style: &Style,
    book: &mut Workbook,
) -> Result<(), XlsxError> {
    let lang = dossier.lang();
    let mut page_sheet = Worksheet::new();
    page_sheet.set_name(word(lang, "扫描记录", "Run"))?;
    for (column, width) in (0_u16..).zip(WIDTHS) {
        page_sheet.set_column_width(column, width)?;
    }
    page(&mut page_sheet);
    let mut block = Block {
        sheet: page_sheet,
        style,
        lang,
        next: 0,
    };
    block.section(word(lang, "本次扫描", "This run"))?;
    for (name, value) in run(dossier) {
        block.row(vec![Value::Text(name.to_owned()), value])?;
    }
    block.section(word(lang, "数据来源", "Sources"))?;
    block.headings(&SOURCES)?;
    for one in dossier.books.sources {
        block.row(source(dossier, one))?;
    }
    notices(dossier, &mut block)?;
    block.section(word(lang, "规则", "Rules"))?;
    block.headings(&RULES)?;
    for rule in &dossier.findings.rules {
        let params: Vec<String> = rule
            .params
            .iter()
            .map(|p| format!("{} = {}", p.name, p.value))
            .collect();
        let leads = dossier.findings.counts.of_rule(&rule.id);
        let hits = dossier.findings.hits.of_rule(&rule.id);
        block.row(vec![
            Value::Text(dossier.say(&rule.title)),
            Value::Text(rule.file.clone()),
            Value::Centred(rule.id.clone()),
            Value::Text(params.join("\n")),
            Value::Level(rule.grade),
            Value::Centred(rule.status.clone()),
            Value::Count(leads as u64),
            Value::Count(hits as u64),
        ])?;
    }
    book.push_worksheet(block.sheet);
    Ok(())
}

/// What is wrong or doubtful with the input.
fn notices(dossier: &Dossier<'_>, block: &mut Block<'_>) -> Result<(), XlsxError> {
    let books = dossier.books;
    let of_sources = books.sources.iter().flat_map(|source| &source.notices);
    let mut all = books.notices.iter().chain(of_sources).peekable();
    if all.peek().is_none() {
        return Ok(());
    }
    block.section(word(block.lang, "提醒", "Notices"))?;
    block.headings(&NOTICES)?;
    for notice in all {
        let row = match notice.row {
            0 => Value::Text(String::new()),
            row => Value::Count(u64::from(row)),
        };
        block.row(vec![
            Value::Text(dossier.masker.file(&notice.file)),
            Value::Text(notice.sheet.clone()),
            row,
            Value::Text(dossier.say(&notice.text)),
        ])?;
    }
    Ok(())
}

fn run(dossier: &Dossier<'_>) -> Vec<(&'static str, Value)> {
    let (lang, options) = (dossier.lang(), dossier.options);
    let signals = dossier.findings.hits.signals();
    let trial = dossier.findings.counts.trial();
    let counted = dossier.findings.counts.counted();
    let masked = match &options.reveal {
        None => word(lang, "是", "yes").to_owned(),
        Some(reason) => format!("{}{reason}", word(lang, "否，理由：", "no; reason: ")),
    };
    let parameters = match &options.parameters {
        serde_json::Value::Null => String::new(),
        given => dossier.masker.prose(&given.to_string()),
    };
    vec![
        (
            word(lang, "程序版本", "Version"),
            Value::Text(format!("sanzi {}", options.version)),
        ),
        (
            word(lang, "核查截止日", "Judged as of"),
            Value::Day(dossier.findings.as_of.and_then(day)),
        ),
        (
            word(lang, "个人信息已遮盖", "Persons masked"),
            Value::Text(masked),
        ),
        (word(lang, "参数", "Parameters"), Value::Text(parameters)),
        (word(lang, "疑点数", "Leads"), Value::Count(counted as u64)),
        (
            word(
                lang,
                "试行规则疑点数（不计入）",
                "Leads of rules on trial (not counted)",
            ),
            Value::Count(trial as u64),
        ),
        (
            word(
                lang,
                "提示数（只计数，见 hits.csv）",
                "Signals (counted only, see hits.csv)",
            ),
            Value::Count(signals as u64),
        ),
        (
            word(lang, "未导入行数", "Rejects"),
            Value::Count(dossier.books.rejects.len() as u64),
        ),
    ]
}

fn source(dossier: &Dossier<'_>, source: &Source) -> Vec<Value> {
    let lang = dossier.lang();
    let (feed, state) = match &source.state {
        SourceState::Read { feed, .. } => {
            let known = dossier.books.schema.feed(feed);
            let label = known.map_or(feed.as_str(), |f| f.label.text(lang));
            (label.to_owned(), word(lang, "已读取", "read").to_owned())
        }
        SourceState::NotASource(why) | SourceState::Repeat(why) => {
            (String::new(), dossier.say(why))
        }
        SourceState::Unreadable(why) => (
            String::new(),
            format!(
                "{}{}",
                word(lang, "无法读取：", "unreadable: "),
                dossier.say(why)
            ),
        ),
    };
    let agrees = source.controls.iter().filter(|c| c.agrees).count();
    let differs = source.controls.len() - agrees;
    let controls = match (source.controls.len(), lang) {
        (0, _) => String::new(),
        (_, Lang::Zh) => format!("相符 {agrees}，不符 {differs}"),
        (_, Lang::En) => format!("{agrees} agree, {differs} differ"),
    };
    let counts = source.counts;
    vec![
        Value::Text(dossier.masker.file(&source.file)),
        Value::Text(source.sheet.clone()),
        Value::Text(feed),
        Value::Text(state),
        Value::Count(counts.lines),
        Value::Count(counts.detail),
        Value::Count(counts.subtotal),
        Value::Count(counts.layout),
        Value::Count(counts.repeat),
        Value::Count(counts.reject),
        Value::Money(Some(source.total_out)),
        Value::Money(Some(source.total_in)),
        Value::Text(controls),
        Value::Text(source.sha256.clone()),
    ]
}

/// Blocks of rows below each other on one sheet.
struct Block<'a> {
    sheet: Worksheet,
    style: &'a Style,
    lang: Lang,
    next: u32,
}

impl Block<'_> {
    fn section(&mut self, title: &str) -> Result<(), XlsxError> {
        if self.next > 0 {
            self.next += 1;
        }
        self.sheet
            .write_string_with_format(self.next, 0, title, &self.style.section)?;
        self.next += 1;
        Ok(())
    }

    fn headings(&mut self, headings: &[(&str, &str)]) -> Result<(), XlsxError> {
        for (column, (zh, en)) in (0_u16..).zip(headings) {
            let text = word(self.lang, zh, en);
            self.sheet
                .write_string_with_format(self.next, column, text, &self.style.heading)?;
        }
        self.next += 1;
        Ok(())
    }

    fn row(&mut self, values: Vec<Value>) -> Result<(), XlsxError> {
        self.sheet
            .set_row_height(self.next, height(&values, WIDTHS.into_iter()))?;
        for (column, value) in (0_u16..).zip(values) {
            write(
                &mut self.sheet,
                (self.next, column),
                value,
                self.style,
                (self.lang, false),
            )?;
        }
        self.next += 1;
        Ok(())
    }
}
