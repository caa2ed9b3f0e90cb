//! A small run made by hand, for the tests of this room: invented collectives, persons and numbers.

use engine::{
    BasisCited, Coverage, Evidence, Findings, Hit, HitRole, Lead, Level, Outcome, ParamRecord,
    Reason, RuleRecord, RuleTiming, ScorePart,
};
use ledger::{
    Choice, Citation, CitedCell, Column, Control, Counts, Domain, Feed, Notice, Reject, Role, Row,
    Schema, Source, SourceState, Type, Wording,
};

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
        let mut dossier = Dossier::new(self.books(), &self.findings, options, masker);
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
pub(crate) fn masker() -> Masker {
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
        findings: findings(),
    }
}

fn text(zh: &str, en: &str) -> Wording {
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
        date: Some("date".to_owned()),
        end: None,
        amount: Some("amount".to_owned()),
        party: Some("payee".to_owned()),
        party_account: Some("payee_account".to_owned()),
        party_id: None,
        summary: Some("summary".to_owned()),
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
        date: Some("start".to_owned()),
        end: None,
        amount: None,
        party: None,
        party_account: None,
        party_id: None,
        summary: Some("title".to_owned()),
    };
    Schema {
        feeds: vec![meetings, payments],
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

fn at(source: u32, place: u32) -> Row {
    Row { source, place }
}

fn citations() -> Vec<Citation> {
    let cite = |row, line, cells: &[(&str, &str, &str)]| Citation {
        row,
        line,
        cells: cells
            .iter()
            .map(|(column, heading, raw)| CitedCell {
                column: (*column).to_owned(),
                heading: (*heading).to_owned(),
                raw: (*raw).to_owned(),
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

fn evidence(role: HitRole, feed: &str, row: Option<Row>, values: &[(&str, &str)]) -> Evidence {
    let values = values
        .iter()
        .map(|(c, v)| ((*c).to_owned(), (*v).to_owned()));
    Evidence {
        role,
        feed: feed.to_owned(),
        row,
        values: values.collect(),
    }
}

fn lead(id: &str, rule: &str, level: Level, score: i64) -> Lead {
    let owned = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect()
    };
    Lead {
        lead_id: id.repeat(16),
        matter_id: "0a".repeat(16),
        rule_id: rule.to_owned(),
        level,
        score,
        score_parts: vec![ScorePart {
            name: text("规则强度", "grade"),
            points: score,
        }],
        trial: false,
        org: "石溪经济联合社".to_owned(),
        orgs: vec!["石溪经济联合社".to_owned()],
        subject: owned(&[("org", "石溪经济联合社"), ("payee", "陈志强")]),
        title: text(
            "会议期间疑似公款旅游",
            "Possible travel on collective money around a meeting",
        ),
        text: text(
            "2024-01-12 付 广之旅 18600.00 元（总结会桂林四天团费，联系陈志强13800138000），在“年度经济总结会”结束后第 2 天",
            "2024-01-12 paid 18600.00 to 广之旅 (联系陈志强13800138000), 2 days after 年度经济总结会",
        ),
        amount: Some(1_860_000),
        amount_net: Some(1_860_000),
        from: Some(19_734),
        to: Some(19_734),
        facts: owned(&[("days", "2"), ("payee", "陈志强"), ("amount", "18600.00")]),
        certain: vec![text("付款日期为记账日期", "the date is the posting date")],
        inferred: vec![text("仅按名称比对，陈志强", "matched by name only")],
        locators: vec![(
            "voucher_no".to_owned(),
            vec!["记-0012".to_owned(), "记-0013".to_owned()],
        )],
        basis: vec![
            BasisCited {
                title: "农村集体经济组织财务制度".to_owned(),
                article: "第三十条".to_owned(),
                confirmed: true,
            },
            BasisCited {
                title: "某镇管理办法".to_owned(),
                article: "第五条".to_owned(),
                confirmed: false,
            },
        ],
        evidence_hash: "cd".repeat(16),
        evidence_total: 3,
        evidence: vec![
            evidence(
                HitRole::Hit,
                "payments",
                Some(at(0, 5)),
                &[
                    ("date", "2024-01-12"),
                    ("amount", "18600.00"),
                    ("payee", "广之旅"),
                    ("payee_account", "6222021234567890128"),
                    ("summary", "总结会桂林四天团费，联系陈志强13800138000"),
                    ("voucher_no", "记-0012"),
                    ("handler", "李小梅"),
                ],
            ),
            evidence(
                HitRole::Context,
                "meetings",
                Some(at(1, 2)),
                &[("start", "2024-01-09"), ("title", "年度经济总结会")],
            ),
        ],
    }
}

fn findings() -> Findings {
    let mut weak = lead("2b", "A01", Level::Yellow, 40);
    weak.text = text("=HYPERLINK(\"http://x\") 疑似", "=HYPERLINK(\"http://x\")");
    weak.evidence = vec![evidence(
        HitRole::Hit,
        "payments",
        Some(at(0, 6)),
        &[("payee", "陈志强"), ("amount", "-86.50")],
    )];
    weak.evidence_total = 1;
    weak.amount = Some(-8_650);
    let mut missing = lead("3c", "H02", Level::Blue, 10);
    missing.matter_id = "3c".repeat(16);
    missing.title = text("疑似未备案", "Possibly not filed");
    missing.amount = None;
    missing.amount_net = None;
    missing.from = None;
    missing.to = None;
    missing.evidence = vec![evidence(HitRole::Absent, "decisions", None, &[])];
    missing.evidence_total = 1;
    let mut trial = lead("4d", "T01", Level::Red, 90);
    trial.trial = true;
    let hit = |rule: &str, lead_id: &str, role, row, month| Hit {
        rule_id: rule.to_owned(),
        lead_id: lead_id.to_owned(),
        role,
        feed: if role == HitRole::Context {
            "meetings"
        } else {
            "payments"
        }
        .to_owned(),
        row,
        month,
        org: "石溪经济联合社".to_owned(),
    };
    let line = |rule: &str, outcome, reason, from_month, to_month, rows| Coverage {
        rule_id: rule.to_owned(),
        org: "石溪经济联合社".to_owned(),
        from_month,
        to_month,
        outcome,
        reason,
        rows,
    };
    Findings {
        leads: vec![lead("1a", "A01", Level::Red, 80), weak, missing, trial],
        hits: vec![
            hit("A01", &"1a".repeat(16), HitRole::Hit, Some(at(0, 5)), 0),
            hit("A01", &"1a".repeat(16), HitRole::Context, Some(at(1, 2)), 0),
            hit("A01", &"2b".repeat(16), HitRole::Hit, Some(at(0, 6)), 0),
            hit("B05", "", HitRole::Hit, Some(at(0, 7)), 0),
            hit("H02", &"3c".repeat(16), HitRole::Absent, None, 24_290),
        ],
        coverage: vec![
            line("A01", Outcome::Flagged, None, 24_288, 24_288, 8),
            line("A01", Outcome::Clear, None, 24_289, 24_299, 0),
            line(
                "B13",
                Outcome::NotJudged,
                Some(Reason::NoLimit("payment-approval".to_owned())),
                24_288,
                24_299,
                8,
            ),
            line(
                "H02",
                Outcome::NotJudged,
                Some(Reason::NoFeed("decisions".to_owned())),
                24_288,
                24_293,
                0,
            ),
        ],
        as_of: Some(20_088),
        timings: vec![RuleTiming {
            name: "A01".to_owned(),
            micros: 1_234,
        }],
        netted: vec![(at(0, 3), at(0, 4))],
        rules: vec![rule("A01", "meeting-travel"), rule("B13", "split-payment")],
    }
}

fn rule(id: &str, slug: &str) -> RuleRecord {
    RuleRecord {
        id: id.to_owned(),
        slug: slug.to_owned(),
        title: text(
            "会议期间疑似公款旅游",
            "Possible travel on collective money around a meeting",
        ),
        grade: Level::Red,
        status: "stable".to_owned(),
        why: text("集体资金不得用于旅游", "collective money is not for tours"),
        check: vec![
            text(
                "调取该笔凭证及附件（发票、行程单、名单）",
                "fetch the voucher and its papers",
            ),
            text("询问经办人", "ask who handled it"),
        ],
        innocent: vec![text("经批准的培训、考察", "approved training")],
        misses: text("现金垫付", "cash paid in advance"),
        basis: Vec::new(),
        params: vec![ParamRecord {
            name: "least".to_owned(),
            value: "500元".to_owned(),
            default: "200元".to_owned(),
            origin: "sanzi.toml".to_owned(),
            by: "陈志强".to_owned(),
            reason: "本地口径".to_owned(),
        }],
        file: format!("A/{slug}.toml"),
        sha256: "ef".repeat(32),
    }
}
