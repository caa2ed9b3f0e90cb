//! Feeds and a scope for the tests of this room.

use std::sync::Arc;

use ledger::{Column, Domain, Feed, Role, Schema, Type, Wording};

use super::{ListName, Literal, Mistake, Names, Patterns, Scope, ScopeTable};

type Plain = (&'static str, &'static str, Type, Domain, Option<Role>);

fn column((name, zh, ty, domain, role): Plain) -> Column {
    let values: &[(&str, &[&str])] = match name {
        "direction" => &[("in", &["收入", "收"]), ("out", &["支出", "付"])],
        "side" => &[("debit", &["借方", "借"]), ("credit", &["贷方"])],
        "method" => &[
            ("cash", &["现金"]),
            ("bank", &["转账"]),
            ("card", &[]),
            ("other", &["*"]),
        ],
        _ => &[],
    };
    Column {
        name: name.to_owned(),
        label: Wording::new(zh, name.replace('_', " ")),
        doc: Wording::default(),
        ty,
        domain,
        role,
        aliases: Vec::new(),
        required: false,
        derived: false,
        internal: false,
        fallback: Vec::new(),
        values: values
            .iter()
            .map(|(v, words)| {
                (
                    (*v).to_owned(),
                    words.iter().map(|w| (*w).to_owned()).collect(),
                )
            })
            .collect(),
    }
}

fn feed(name: &str, zh: &str, columns: &[Plain], common: [&str; 5]) -> Feed {
    let [date, end, amount, party, summary] = common.map(|c| (!c.is_empty()).then(|| c.to_owned()));
    Feed {
        name: name.to_owned(),
        label: Wording::new(zh, name),
        doc: Wording::default(),
        columns: columns.iter().copied().map(column).collect(),
        key: Vec::new(),
        any_of: Vec::new(),
        date,
        end,
        amount,
        party,
        party_account: None,
        party_id: None,
        summary,
        unpivot: None,
    }
}

pub(super) fn schema() -> Schema {
    use Domain::{Account, Id, Party, Place, Prose};
    let org: Plain = ("org", "单位", Type::Text, Party, None);
    let payments = [
        org,
        ("date", "日期", Type::Date, Id, None),
        ("time", "时间", Type::Time, Id, None),
        ("direction", "付款方向", Type::Text, Id, None),
        ("amount", "金额", Type::Money, Id, None),
        ("balance", "余额", Type::Money, Id, None),
        ("payee", "收款方", Type::Text, Party, Some(Role::Party)),
        ("summary", "摘要", Type::Text, Prose, Some(Role::Prose)),
        ("method", "结算方式", Type::Text, Id, None),
        ("mcc", "MCC码", Type::Text, Id, None),
        ("place", "地点", Type::Text, Place, Some(Role::Place)),
        ("voucher_no", "凭证号", Type::Text, Id, None),
        ("handler", "经办人", Type::Text, Party, Some(Role::Person)),
        ("count", "笔数", Type::Int, Id, None),
        ("debit", "借方", Type::Money, Id, None),
        ("side", "借贷标志", Type::Text, Id, None),
        ("rate", "比例", Type::Ratio, Id, None),
        ("urgent", "加急", Type::Bool, Id, None),
        ("account_name", "科目名称", Type::Text, Account, None),
        ("account_code", "科目编码", Type::Text, Account, None),
    ];
    let meetings = [
        org,
        ("start", "开始日期", Type::Date, Id, None),
        ("end", "结束日期", Type::Date, Id, None),
        ("title", "会议名称", Type::Text, Prose, Some(Role::Prose)),
        ("venue", "会议地点", Type::Text, Place, Some(Role::Place)),
    ];
    let contracts = [
        org,
        ("signed", "签订日期", Type::Date, Id, None),
        ("lessee", "承租方", Type::Text, Party, Some(Role::Party)),
        ("rent", "租金", Type::Money, Id, None),
    ];
    Schema {
        feeds: [
            feed(
                "contracts",
                "合同",
                &contracts,
                ["signed", "", "rent", "lessee", ""],
            ),
            feed(
                "meetings",
                "会议",
                &meetings,
                ["start", "end", "", "", "title"],
            ),
            feed(
                "payments",
                "资金收支",
                &payments,
                ["date", "", "amount", "payee", "summary"],
            ),
        ]
        .map(Into::into)
        .into(),
    }
}

/// Payments, with meetings as `other`.
pub(super) fn scope(schema: &Schema) -> Scope<'_> {
    let list = |name: &str, label: &str, codes| ListName {
        name: name.to_owned(),
        label: label.to_owned(),
        codes,
    };
    let params = [
        ("least", Literal::Money(20_000)),
        ("days", Literal::Days(7)),
        ("share", Literal::Ratio { num: 4, den: 5 }),
        ("times", Literal::Int(3)),
        ("since", Literal::Date(19_723)),
        ("word", Literal::Text("团费".to_owned())),
        ("下限", Literal::Money(50_000)),
    ];
    let lists: Arc<[ListName]> = [
        list("travel", "旅游", false),
        list("meeting", "会议", false),
        list("deposit", "", false),
        list("mcc-leisure", "娱乐商户", true),
    ]
    .into();
    Scope {
        names: Names::of(schema, &lists).into(),
        tables: vec![
            ScopeTable {
                prefix: String::new(),
                feed: schema.feed("payments"),
                extra: Vec::new(),
            },
            ScopeTable {
                prefix: "other".to_owned(),
                feed: schema.feed("meetings"),
                extra: Vec::new(),
            },
        ],
        params: Arc::new(params.into_iter().map(|(n, v)| (n.to_owned(), v)).collect()),
        lists,
        limits: Arc::new(
            ["payment-approval", "cash-payment"]
                .map(str::to_owned)
                .into(),
        ),
        schema,
        patterns: Patterns::default(),
    }
}

/// Parses in the scope above.
pub(super) fn parse(text: &str) -> Result<super::Expr, Vec<Mistake>> {
    let schema = schema();
    super::parse(text, &scope(&schema))
}
