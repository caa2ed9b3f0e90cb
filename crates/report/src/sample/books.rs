//! The sources, rejects and raw cells of the sample.

use engine::Findings;
use ledger::{
    Choice, Citation, CitedCell, Column, Control, Counts, Domain, Feed, Notice, Reject, Role, Row,
    Schema, Source, SourceState, Type, Wording,
};

use super::findings;
use crate::dossier::{Books, Dossier};
use crate::{Masker, WriteOptions};

/// Names and numbers of persons that stand in the sample and may leave only with a reason.
pub(crate) const CANARIES: [&str; 6] = [
    "陈志强",
    "李小梅",
    "周海涛",
    "13800138000",
    "6222021234567890128",
    "11010519491231002X",
];

/// The parts of a run.
pub(crate) struct Sample {
    pub(crate) schema: Schema,
    pub(crate) sources: Vec<Source>,
    pub(crate) rejects: Vec<Reject>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) citations: Vec<Citation>,
    pub(crate) findings: Findings,
}

impl Sample {
    pub(crate) fn books(&self) -> Books<'_> {
        Books {
            schema: &self.schema,
            sources: &self.sources,
            rejects: &self.rejects,
            notices: &self.notices,
        }
    }

    pub(crate) fn dossier<'a>(&'a self, options: &'a WriteOptions) -> Dossier<'a> {
        let masker = if options.reveal.is_some() {
            Masker::off()
        } else {
            masker()
        };
        let dossier = Dossier::new(self.books(), &self.findings, options, masker);
        let rows = dossier.rows();
        dossier.cite(
            self.citations
                .iter()
                .filter(|c| rows.contains(&c.row))
                .cloned()
                .collect(),
        );
        dossier
    }
}

/// The masker of the sample.
pub(crate) fn masker() -> Masker<'static> {
    Masker::new(["陈志强", "李小梅", "石溪经济联合社", "广之旅", "宏业建筑队"])
        .with_accounts(["6222021234567890128"])
}

/// The sample.
pub(crate) fn sample() -> Sample {
    Sample {
        schema: schema(),
        sources: sources(),
        rejects: vec![
            reject(9, "经办", "bad-name", "经办人无法识别", "周海涛"),
            reject(
                10,
                "",
                "bad-row",
                "列数与表头不符",
                "2024-13-01,石溪经济联合社,陈志强,11010519491231002X,=1+1",
            ),
        ],
        notices: vec![notice(
            "near-twin-org",
            "单位名称相近：石溪联社、石溪经济联合社",
        )],
        citations: citations(),
        findings: findings::findings(),
    }
}

pub(super) fn text(zh: &str, en: &str) -> Wording {
    Wording::new(zh, en)
}

fn column(name: &str, label: &str, ty: Type, domain: Domain, role: Option<Role>) -> Column {
    Column {
        name: name.to_owned(),
        label: text(label, name),
        doc: Wording::default(),
        ty,
        domain,
        role,
        aliases: Vec::new(),
        required: false,
        derived: false,
        internal: false,
        fallback: Vec::new(),
        values: Vec::new(),
    }
}

fn schema() -> Schema {
    let payments = Feed {
        name: "payments".to_owned(),
        label: text("资金收支", "payments"),
        doc: Wording::default(),
        columns: vec![
            column("org", "单位", Type::Text, Domain::Party, Some(Role::Party)),
            column("date", "日期", Type::Date, Domain::Prose, None),
            column("amount", "金额", Type::Money, Domain::Prose, None),
            column(
                "payee",
                "收款方",
                Type::Text,
                Domain::Party,
                Some(Role::Party),
            ),
            column(
                "payee_account",
                "收款账号",
                Type::Text,
                Domain::Account,
                Some(Role::Account),
            ),
            column(
                "summary",
                "摘要",
                Type::Text,
                Domain::Prose,
                Some(Role::Prose),
            ),
            column("voucher_no", "凭证号", Type::Text, Domain::Id, None),
            column(
                "handler",
                "经办人",
                Type::Text,
                Domain::Party,
                Some(Role::Person),
            ),
        ],
        key: Vec::new(),
        any_of: Vec::new(),
        date: Some("date".to_owned()),
        end: None,
        amount: Some("amount".to_owned()),
        party: Some("payee".to_owned()),
        party_account: Some("payee_account".to_owned()),
        party_id: None,
        summary: Some("summary".to_owned()),
        unpivot: None,
    };
    let meetings = Feed {
        name: "meetings".to_owned(),
        label: text("会议", "meetings"),
        doc: Wording::default(),
        columns: vec![
            column("org", "单位", Type::Text, Domain::Party, Some(Role::Party)),
            column("start", "开始", Type::Date, Domain::Prose, None),
            column(
                "title",
                "会议名称",
                Type::Text,
                Domain::Prose,
                Some(Role::Prose),
            ),
        ],
        key: Vec::new(),
        any_of: Vec::new(),
        date: Some("start".to_owned()),
        end: None,
        amount: None,
        party: None,
        party_account: None,
        party_id: None,
        summary: Some("title".to_owned()),
        unpivot: None,
    };
    Schema {
        feeds: [meetings, payments].map(Into::into).into(),
    }
}

fn sources() -> Vec<Source> {
    let source = |file: &str, sheet: &str, state, counts| Source {
        file: file.to_owned(),
        sheet: sheet.to_owned(),
        sha256: "ab".repeat(32),
        bytes: 1234,
        format: "text".to_owned(),
        state,
        choices: vec![Choice {
            what: "encoding".to_owned(),
            value: "gb18030".to_owned(),
            evidence: text("中文字符比例高", "mostly Chinese characters"),
            doubtful: false,
        }],
        columns: vec![
            ("payee".to_owned(), "对方户名".to_owned()),
            ("handler".to_owned(), "经办".to_owned()),
        ],
        unused: vec!["备用".to_owned()],
        counts,
        total_out: if counts.reject > 0 { 5_460_000 } else { 0 },
        total_in: 0,
        controls: Vec::from_iter((counts.reject > 0).then(|| Control {
            what: "subtotal".to_owned(),
            row: 12,
            stated: 5_460_000,
            found: 5_460_100,
            agrees: false,
        })),
        notices: Vec::new(),
    };
    let read = |feed: &str, book: &str| SourceState::Read {
        feed: feed.to_owned(),
        book: book.to_owned(),
    };
    let counts = Counts {
        lines: 14,
        detail: 8,
        subtotal: 1,
        layout: 2,
        repeat: 1,
        reject: 2,
    };
    let few = Counts {
        lines: 3,
        detail: 2,
        subtotal: 0,
        layout: 1,
        repeat: 0,
        reject: 0,
    };
    let broken = SourceState::Unreadable(text("压缩包已损坏", "the archive is damaged"));
    vec![
        source("bank/2024.csv", "", read("payments", "statement"), counts),
        source("meetings.xlsx", "会议", read("meetings", ""), few),
        source("broken.xlsx", "", broken, Counts::default()),
    ]
}

fn reject(row: u32, column: &str, code: &str, reason: &str, raw: &str) -> Reject {
    Reject {
        source: 0,
        row,
        column: column.to_owned(),
        code: code.to_owned(),
        reason: text(reason, code),
        raw: raw.to_owned(),
    }
}

fn notice(code: &str, shown: &str) -> Notice {
    Notice {
        code: code.to_owned(),
        file: String::new(),
        sheet: String::new(),
        row: 0,
        column: String::new(),
        text: text(shown, code),
    }
}

pub(super) fn at(source: u32, place: u32) -> Row {
    Row { source, place }
}

fn citations() -> Vec<Citation> {
    let cite = |row, line, cells: &[(&str, &str, &str)]| Citation {
        row,
        line,
        hidden: false,
        cells: cells
            .iter()
            .map(|(column, heading, raw)| CitedCell {
                column: (*column).into(),
                heading: (*heading).into(),
                raw: (*raw).to_owned(),
                hidden: false,
            })
            .collect(),
    };
    vec![
        cite(
            at(0, 5),
            6,
            &[
                ("date", "交易日期", "2024/1/12"),
                ("amount", "发生额", "18,600.00"),
                ("payee", "对方户名", "广之旅"),
                ("payee_account", "对方账号", "6222021234567890128"),
                (
                    "summary",
                    "摘要",
                    "总结会桂林四天团费，联系陈志强13800138000",
                ),
                ("handler", "经办", "李小梅"),
                ("", "备用", "陈志强"),
                ("", "身份证号", "11010519491231002X"),
            ],
        ),
        cite(
            at(0, 6),
            7,
            &[
                ("payee", "对方户名", "陈志强"),
                ("summary", "摘要", "=HYPERLINK(\"http://x\")"),
            ],
        ),
        cite(at(1, 2), 0, &[("title", "名称", "年度经济总结会")]),
    ]
}
