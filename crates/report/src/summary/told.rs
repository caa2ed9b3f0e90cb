//! What a run tells besides its counts: files that were passed over, and notices.

use ledger::{Lang, Notice, SourceState};

use super::{line, place};
use crate::Masker;
use crate::dossier::Books;
use crate::units::word;

/// How many files or notices are named.
const NAMED: usize = 5;

/// Codes of notices that the lines above tell already: controls that differ are counted, and missing sources end the run.
const COUNTED: [&str; 6] = [
    "balance-broken",
    "count-differs",
    "opening-differs",
    "sum-differs",
    "subtotal-differs",
    "expected-missing",
];

/// Files that fit no feed, with the reason of each: a ledger among them would be missed.
pub(super) fn passed_over(text: &mut String, books: Books<'_>, masker: &Masker, lang: Lang) {
    let all: Vec<String> = books
        .sources
        .iter()
        .filter_map(|source| match &source.state {
            SourceState::NotASource(why) => Some(format!(
                "{}{}{}",
                place(masker, &source.file, &source.sheet),
                word(lang, "：", ": "),
                masker.prose(why.text(lang))
            )),
            _ => None,
        })
        .collect();
    let count = all.len();
    let head = match lang {
        Lang::Zh => format!("另有 {count} 个文件不合任何数据表，未读取："),
        Lang::En => format!("files that fit no feed and were not read: {count}"),
    };
    list(
        text,
        &head,
        &all,
        word(
            lang,
            "其余见 run.json 的 sources",
            "the others stand under sources in run.json",
        ),
    );
}

/// What is doubtful with the input, a line each; the workbook and the record hold all of them.
pub(super) fn notices(text: &mut String, books: Books<'_>, masker: &Masker, lang: Lang) {
    let read = books
        .sources
        .iter()
        .filter(|source| !matches!(source.state, SourceState::Unreadable(_)));
    let all: Vec<String> = books
        .notices
        .iter()
        .chain(read.flat_map(|source| &source.notices))
        .filter(|notice| !COUNTED.contains(&notice.code.as_str()))
        .map(|notice| one(notice, masker, lang))
        .collect();
    let count = all.len();
    let head = match lang {
        Lang::Zh => format!("提醒：{count} 项（全部见 leads.xlsx 的“扫描记录”和 run.json）"),
        Lang::En => format!("Notices: {count} (all of them in leads.xlsx and run.json)"),
    };
    list(text, &head, &all, "…");
}

fn one(notice: &Notice, masker: &Masker, lang: Lang) -> String {
    let said = masker.prose(notice.text.text(lang));
    // A pin's path is in its text; other notices say what is wrong with the file that they name.
    if notice.file.is_empty() || notice.text.text(lang).contains(&notice.file) {
        return said;
    }
    let place = place(masker, &notice.file, &notice.sheet);
    let row = match (notice.row, lang) {
        (0, _) => String::new(),
        (row, Lang::Zh) => format!(" 第 {row} 行"),
        (row, Lang::En) => format!(" row {row}"),
    };
    format!("{place}{row}{}{said}", word(lang, "：", ": "))
}

fn list(text: &mut String, head: &str, all: &[String], more: &str) {
    if all.is_empty() {
        return;
    }
    line(text, "  ", head);
    for one in all.iter().take(NAMED) {
        line(text, "    ", one);
    }
    if all.len() > NAMED {
        line(text, "    ", more);
    }
}
