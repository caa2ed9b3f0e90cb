//! What the language refuses: text → code of each mistake, and the part of the text at fault.

use proptest::prelude::*;

use super::specimen::parse;

fn check(text: &str, expect: &[(&str, &str)]) {
    let mistakes = parse(text).expect_err(text);
    let found: Vec<(&str, &str)> = mistakes
        .iter()
        .map(|m| (m.code, text.get(m.span.clone()).expect("whole characters")))
        .collect();
    assert_eq!(found, expect, "{text}");
    for mistake in mistakes {
        let said = [
            &mistake.message.zh,
            &mistake.message.en,
            &mistake.help.zh,
            &mistake.help.en,
        ];
        assert!(
            said.iter().all(|t| !t.trim().is_empty()),
            "{text}: {mistake:?}"
        );
    }
}

#[test]
fn names() {
    check("ammount > 5", &[("unknown-column", "ammount")]);
    check("金头 > 5", &[("unknown-column", "金头")]);
    check("收款人提到旅游", &[("unknown-column", "收款人")]);
    check(
        "收款人名称为空 且 金额大于5",
        &[("unknown-column", "收款人名称")],
    );
    check("other.titel = 'x'", &[("unknown-column", "titel")]);
    check("title = 'x'", &[("unknown-column", "title")]);
    check("others.title = 'x'", &[("unknown-table", "others")]);
    check("a.b.c = 'x'", &[("too-many-dots", "a.b.c")]);
    check("amount > $leats", &[("unknown-param", "$leats")]);
    check("mentions('travle')", &[("unknown-list", "'travle'")]);
    check(
        "mentions('mcc-leisure')",
        &[("wrong-list", "'mcc-leisure'")],
    );
    check("in_list(mcc, 'travel')", &[("wrong-list", "'travel'")]);
    check("提到“旅行”词表", &[("unknown-list", "“旅行”")]);
    check(
        "amount > limit('payment-aproval')",
        &[("unknown-limit", "'payment-aproval'")],
    );
    check("menttions('travel')", &[("unknown-function", "menttions")]);
    check("sum(amount) > 5", &[("unknown-function", "sum")]);
    check("upper(summary) = 'A'", &[("unknown-function", "upper")]);
    check("account_is('cashh')", &[("unknown-value", "'cashh'")]);
    check(
        "on_record(contract.lessee, party)",
        &[("unknown-feed", "contract")],
    );
    check(
        "on_record(contracts.lesse, party)",
        &[("unknown-column", "lesse")],
    );
    check(
        "on_record(contracts.rent, party)",
        &[("type-mismatch", "rent")],
    );
    check("on_record(lessee, party)", &[("wrong-arguments", "lessee")]);
    check("supplied(lessee)", &[("wrong-arguments", "lessee")]);
    check("supplied(contracts.lesse)", &[("unknown-column", "lesse")]);
}

#[test]
fn values() {
    check("direction = 'aus'", &[("unknown-value", "'aus'")]);
    check("付款方向为支付", &[("unknown-value", "支付")]);
    check("direction in ('out', 'ou')", &[("unknown-value", "'ou'")]);
    check("金额大于5且支出", &[("value-alone", "支出")]);
    check("amount >= 0.005", &[("money-decimals", "0.005")]);
    check("amount >= 200.005元", &[("money-decimals", "200.005元")]);
    check("amount >= 5万", &[("bad-unit", "5万")]);
    check("amount >= 5kg", &[("bad-unit", "5kg")]);
    check("amount >= '5000元'", &[("quoted-number", "'5000元'")]);
    check("voucher_no = 5", &[("quotes-missing", "5")]);
    check("date > '2024-02-30'", &[("bad-date", "'2024-02-30'")]);
    check("date > 2024-02-30", &[("bad-date", "2024-02-30")]);
    check("payee = NULL", &[("null-compared", "NULL")]);
    check("amount IN (5, NULL)", &[("null-compared", "NULL")]);
    check("amount IN (5, balance)", &[("not-a-literal", "balance")]);
    check(
        "amount BETWEEN 200 AND 100",
        &[("empty-range", "amount BETWEEN 200 AND 100")],
    );
    check(
        "amount > 99999999999999999999",
        &[("too-large", "99999999999999999999")],
    );
    check("date - other.end < 2.5天", &[("days-whole", "2.5天")]);
    check(
        "number_tail(voucher_no, 40) = 1",
        &[("wrong-arguments", "40")],
    );
}

#[test]
fn types() {
    check(
        "amount * balance > 5",
        &[("type-mismatch", "amount * balance")],
    );
    check("amount + count > 5", &[("type-mismatch", "amount + count")]);
    check("amount / count > 5", &[("type-mismatch", "amount / count")]);
    check("amount / 0 > 5", &[("divided-by-zero", "0")]);
    check("amount > count", &[("type-mismatch", "amount > count")]);
    check("amount > $times", &[("type-mismatch", "amount > $times")]);
    check("amount > $share", &[("type-mismatch", "amount > $share")]);
    check(
        "date + other.end > date",
        &[("type-mismatch", "date + other.end")],
    );
    check("date > $days", &[("type-mismatch", "date > $days")]);
    check(
        "date - other.end <= $times",
        &[("type-mismatch", "date - other.end <= $times")],
    );
    check("urgent > urgent", &[("no-order", "urgent > urgent")]);
    check("direction > 'in'", &[("no-order", "direction > 'in'")]);
    check("-summary = 'x'", &[("no-negative", "summary")]);
    check("amount AND urgent", &[("not-a-condition", "amount")]);
    check("NOT amount", &[("not-a-condition", "amount")]);
    check("year(summary) = 2024", &[("type-mismatch", "summary")]);
    check("is_day_off(amount)", &[("type-mismatch", "amount")]);
    check("add_years(date, date) > date", &[("type-mismatch", "date")]);
    check("coalesce(amount, payee) > 5", &[("type-mismatch", "payee")]);
    check("abs(payee) > 5", &[("type-mismatch", "payee")]);
    check("amount LIKE '%5%'", &[("type-mismatch", "amount")]);
    check("summary LIKE payee", &[("not-a-literal", "payee")]);
    check("year() = 5", &[("wrong-arguments", "year")]);
    check(
        "in_list(amount, 'mcc-leisure')",
        &[("type-mismatch", "amount")],
    );
}

#[test]
fn grammar() {
    check("", &[("empty", "")]);
    check(" 　", &[("empty", " 　")]);
    check("amount >", &[("incomplete", ">")]);
    check("金额大于", &[("incomplete", "于")]);
    check("amount > 5 urgent", &[("unexpected", "urgent")]);
    check("amount > 10,000", &[("unexpected", ",")]);
    check("(amount > 5", &[("unbalanced", "(")]);
    check("amount > 5）", &[("unbalanced", "）")]);
    check("payee = '广之旅", &[("open-quote", "'")]);
    check("payee = “广之旅", &[("open-quote", "“")]);
    check("金额5000元以上", &[("misplaced-word", "以上")]);
    check("金额大于5和加急", &[("misplaced-word", "和")]);
    check(
        "amount > 5 && urgent || urgent",
        &[("stray-sign", "&&"), ("stray-sign", "||")],
    );
    check(
        "金额大于￥5；",
        &[("stray-sign", "￥"), ("stray-sign", "；")],
    );
    check("amount > 5。", &[("stray-sign", "。")]);
    check("count % 2 = 0", &[("stray-sign", "%")]);
    check("SELECT amount FROM payments", &[("unexpected", "amount")]);
    check("amount > (SELECT 5)", &[("unexpected", "5")]);
    check(
        "limit('cash-payment') OVER () > 5",
        &[("unexpected", "OVER")],
    );
    check("CASE WHEN urgent THEN 1 END = 1", &[("unexpected", "WHEN")]);
    check("summary ILIKE 'x'", &[("unexpected", "ILIKE")]);
    check("summary LIKE 'x' ESCAPE 'y'", &[("unexpected", "ESCAPE")]);
    check(
        "(amount, balance) = 5",
        &[("not-in-the-language", "amount, balance")],
    );
    check(
        "regexp_like(summary, '\\d+')",
        &[("not-portable", "'\\d+'")],
    );
    check("regexp_like(summary, '(旅')", &[("bad-pattern", "'(旅'")]);
    check("contains(summary, '')", &[("empty-pattern", "''")]);
}

#[test]
fn all_mistakes_in_one_pass() {
    check(
        "ammount > 5 且 direction = 'aus' 且 mentions('travle')",
        &[
            ("unknown-column", "ammount"),
            ("unknown-value", "'aus'"),
            ("unknown-list", "'travle'"),
        ],
    );
}

#[test]
fn what_is_missing_in_the_table_is_named() {
    let schema = super::specimen::schema();
    let mut scope = super::specimen::scope(&schema);
    scope.tables = vec![super::ScopeTable {
        prefix: String::new(),
        feed: schema.feed("contracts"),
        extra: vec![super::ScopeColumn {
            name: "n".to_owned(),
            ty: super::Type::Int,
            ..super::ScopeColumn::default()
        }],
    }];
    assert!(super::parse("n > 3 AND 承租方 IS NULL", &scope).is_ok());
    let mistakes =
        super::parse("account_is('cash') AND out_of_town()", &scope).expect_err("no such columns");
    let codes: Vec<_> = mistakes.iter().map(|m| m.code).collect();
    assert_eq!(codes, ["needs-column"; 3]);
}

#[test]
fn depth_and_length_are_bounded() {
    let code = |text: &str| parse(text).map_err(|m| m.first().map(|m| m.code));
    let nested = |n: usize| format!("{}urgent{}", "(".repeat(n), ")".repeat(n));
    assert!(parse(&nested(60)).is_ok());
    assert_eq!(code(&nested(1000)), Err(Some("too-deep")));
    assert_eq!(
        code(&format!("{}urgent", "NOT ".repeat(300))),
        Err(Some("too-deep"))
    );
    assert_eq!(
        code(&format!("{}urgent", "NOT ".repeat(1000))),
        Err(Some("too-deep"))
    );
    assert_eq!(
        code(&format!("{}5 = amount", "- ".repeat(400))),
        Err(Some("too-deep"))
    );
    assert_eq!(
        code(&format!("amount > 1{}", "+1".repeat(400))),
        Err(Some("too-deep"))
    );
    assert_eq!(
        code(&format!(
            "amount > {}1{}",
            "abs(".repeat(70),
            ")".repeat(70)
        )),
        Err(Some("too-deep"))
    );
    let worst = "urgent OR urgent AND count = 2 + 3 * (";
    assert_eq!(
        code(&format!("{}1{}", worst.repeat(60), ")".repeat(60))),
        Err(Some("too-deep"))
    );
    assert_eq!(
        code(&format!(
            "{}urgent{}",
            "NOT (- (".repeat(40),
            "))".repeat(40)
        )),
        Err(Some("too-deep"))
    );
    assert_eq!(code(&"a".repeat(17 * 1024)), Err(Some("too-long")));
}

/// Pieces that make texts which get far into the parser.
const PIECES: [&str; 48] = [
    "金额",
    "摘要",
    "收款方",
    "付款方向",
    "支出",
    "amount",
    "date",
    "other.",
    "title",
    "$least",
    "$",
    "5000",
    "5万元",
    "3天",
    "80%",
    "2024-01-31",
    "2024年",
    "'a'",
    "“旅游”",
    "‘",
    "'",
    "（",
    "）",
    "(",
    ")",
    "，",
    ",",
    "且",
    "或",
    "非",
    "不",
    "为空",
    "介于",
    "和",
    "属于",
    "提到",
    "词表",
    "≥",
    "＜",
    "×",
    "÷",
    "-",
    ".",
    "mentions(",
    "limit(",
    "NOT ",
    "IN ",
    " ",
];

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in ".{0,60}") {
        drop(parse(&text));
    }

    #[test]
    fn pieces_never_panic_and_spans_are_of_whole_characters(pieces in prop::collection::vec(0_usize..48, 0..14)) {
        let text: String = pieces.iter().filter_map(|i| PIECES.get(*i)).copied().collect();
        if let Err(mistakes) = parse(&text) {
            prop_assert!(!mistakes.is_empty());
            for mistake in mistakes {
                prop_assert!(text.get(mistake.span.clone()).is_some(), "{} {:?}", text, mistake);
            }
        }
    }
}
