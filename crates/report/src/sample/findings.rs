//! The leads, hits and coverage of the sample.

use engine::{
    BasisCited, Coverage, Evidence, Findings, Hit, HitRole, IndexRecord, Lead, Level, Measured,
    Outcome, ParamRecord, Reason, RuleRecord, RuleTiming, ScorePart, UnitKind, UnitLine,
};
use ledger::Row;

use super::books::{at, text};

fn evidence(role: HitRole, feed: &str, row: Option<Row>, values: &[(&str, &str)]) -> Evidence {
    let values = values.iter().map(|(c, v)| ((*c).into(), (*v).to_owned()));
    Evidence {
        role,
        feed: feed.into(),
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
                title: "《农村集体经济组织财务制度》".to_owned(),
                article: "第三十条".to_owned(),
                confirmed: true,
            },
            BasisCited {
                title: "《某镇管理办法》".to_owned(),
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

pub(super) fn findings() -> Findings {
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
    let hit = |rule_id, lead_id, role, row, month| Hit {
        rule_id,
        lead_id,
        role,
        feed: if role == HitRole::Context {
            "meetings"
        } else {
            "payments"
        },
        row,
        month,
        org: "石溪经济联合社",
    };
    let no_limit = Reason::NoLimit("payment-approval".to_owned());
    let no_feed = Reason::NoFeed("decisions".to_owned());
    let line = |rule_id, outcome, reason, from_month, to_month, rows| Coverage {
        rule_id,
        org: "石溪经济联合社",
        from_month,
        to_month,
        outcome,
        reason,
        rows,
    };
    let [first, second, third] = ["1a", "2b", "3c"].map(|id| id.repeat(16));
    let leads = vec![lead("1a", "A01", Level::Red, 80), weak, missing, trial];
    Findings {
        counts: engine::LeadCounts::of(&leads),
        leads,
        passes: Vec::new(),
        hits: [
            hit("A01", &first, HitRole::Hit, Some(at(0, 5)), 0),
            hit("A01", &first, HitRole::Context, Some(at(1, 2)), 0),
            hit("A01", &second, HitRole::Hit, Some(at(0, 6)), 0),
            hit("B05", "", HitRole::Hit, Some(at(0, 7)), 0),
            hit("H02", &third, HitRole::Absent, None, 24_290),
        ]
        .into_iter()
        .collect(),
        coverage: [
            line("A01", Outcome::Flagged, None, 24_288, 24_288, 8),
            line("A01", Outcome::Clear, None, 24_289, 24_299, 0),
            line(
                "B13",
                Outcome::NotJudged,
                Some(&no_limit),
                24_288,
                24_299,
                8,
            ),
            line("H02", Outcome::NotJudged, Some(&no_feed), 24_288, 24_293, 0),
        ]
        .into_iter()
        .collect(),
        as_of: Some(20_088),
        timings: vec![RuleTiming {
            name: "A01".to_owned(),
            micros: 1_234,
        }],
        netted: vec![(at(0, 3), at(0, 4))],
        rules: vec![rule("A01", "meeting-travel"), rule("B13", "split-payment")],
        units: units().into(),
        indices: vec![IndexRecord {
            name: "risk".to_owned(),
            title: text("三资监管风险指数", "Risk index"),
            doc: text("仅内部参考", "for internal reference only"),
            file: "indices/risk.toml".to_owned(),
            sha256: "ab".repeat(32),
        }],
    }
}

/// One collective of one year, with a part of an index and what it did not supply.
fn units() -> Vec<UnitLine> {
    let line = |index: &str, part: &str, value, over| UnitLine {
        kind: UnitKind::Collective,
        unit: "石溪经济联合社".into(),
        town: "白榄镇".into(),
        period: "2024".into(),
        index: index.into(),
        part: part.into(),
        title: text("红色疑点", "red leads").into(),
        value,
        over,
    };
    vec![
        line("risk", "red-leads", Measured::Points(2_500), Some((1, 800))),
        line("counts", "trade-money", Measured::Money(1_860_000), None),
        line("counts", "leads-red", Measured::Count(1), None),
        line("supply", "decisions", Measured::NotSupplied, None),
    ]
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
