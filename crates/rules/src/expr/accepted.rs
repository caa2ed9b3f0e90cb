//! What the language accepts, and the tree that it means: text → the tree in a short form.

use super::specimen::{parse, schema, scope};
use super::{Expr, Function, columns, predicate};

/// A tree in a short form: operators as in Rust, columns by name, values as `Literal::write` puts them.
fn short(expr: &Expr) -> String {
    let all = |parts: &[Expr]| parts.iter().map(short).collect::<Vec<_>>().join(", ");
    match expr {
        Expr::Literal(literal) => literal.write(),
        Expr::Column { name, .. } => name.clone(),
        Expr::Not(inner) => format!("!{}", short(inner)),
        Expr::And(parts) => format!("and({})", all(parts)),
        Expr::Or(parts) => format!("or({})", all(parts)),
        Expr::Negate(inner) => format!("-{}", short(inner)),
        Expr::Compare { op, left, right } => format!("({} {op:?} {})", short(left), short(right)),
        Expr::Arithmetic {
            op,
            left,
            right,
            ty,
        } => {
            format!("({} {op:?} {}):{ty:?}", short(left), short(right))
        }
        Expr::IsNull(inner) => format!("null({})", short(inner)),
        Expr::In { value, list } => {
            let list: Vec<String> = list.iter().map(super::Literal::write).collect();
            format!("{} in [{}]", short(value), list.join(", "))
        }
        Expr::Call { function, args, ty } => format!("{function:?}({}):{ty:?}", all(args)),
    }
}

fn check(text: &str, expect: &str) {
    let got = parse(text);
    assert_eq!(got.as_ref().map(short), Ok(expect.to_owned()), "{text}");
}

/// Both texts mean the same tree.
fn same(text: &str, other: &str) {
    let (a, b) = (parse(text), parse(other));
    assert!(a.is_ok(), "{text}: {a:?}");
    assert_eq!(a, b, "{text} / {other}");
}

#[test]
fn plain_sql() {
    check("amount >= $least", "(amount AtLeast 200元)");
    check(
        "amount >= $least and amount <> 5",
        "and((amount AtLeast 200元), (amount Differs 5元))",
    );
}

#[test]
fn a_bare_number_takes_its_unit_from_its_neighbour() {
    check("amount >= 5000", "(amount AtLeast 5000元)");
    check("5000 <= amount", "(5000元 AtMost amount)");
    check("amount > 0.05", "(amount More 0.05元)");
    check(
        "amount - 100 > balance",
        "((amount Subtract 100元):Money More balance)",
    );
    check(
        "date - other.end <= 3",
        "((date Subtract other.end):Days AtMost 3天)",
    );
    check(
        "date + 3 > other.start",
        "((date Add 3天):Date More other.start)",
    );
    check("count > 3", "(count More 3)");
    check("rate >= 80%", "(rate AtLeast 0.8)");
    check("rate >= 0.8", "(rate AtLeast 0.8)");
    check("count >= 2.5", "(count AtLeast 2.5)");
    check("amount = -5元", "(amount Equal -5元)");
    check(
        "workdays_between(date, other.end) > 5",
        "(WorkdaysBetween(date, other.end):Days More 5天)",
    );
}

#[test]
fn arithmetic_has_types() {
    check(
        "amount * 2 = balance",
        "((amount Multiply 2):Money Equal balance)",
    );
    check(
        "amount >= 0.8 * limit('payment-approval')",
        "(amount AtLeast (0.8 Multiply Limit { name: \"payment-approval\" }(org, date):Money):Money)",
    );
    check(
        "amount / balance > $share",
        "((amount Divide balance):Ratio More 0.8)",
    );
    check(
        "amount / 4 > 100元",
        "((amount Multiply 0.25):Money More 100元)",
    );
    check("count / 4 > 0.5", "((count Divide 4):Ratio More 0.5)");
    check(
        "date - $days < other.end",
        "((date Subtract 7天):Date Less other.end)",
    );
    check("$days * 2 > 3天 + 4天", "(14天 More 7天)");
    check("amount > 100 * 50 + 1", "(amount More 5001元)");
    check("amount > 1/4", "(amount More 0.25元)");
    check(
        "amount > 200元 * 1.5",
        "(amount More (200元 Multiply 1.5):Money)",
    );
    check("-amount < 0", "(-amount Less 0元)");
    check("amount > (100 + 20) * 2", "(amount More 240元)");
}

#[test]
fn boolean_structure() {
    check(
        "urgent AND NOT (amount > 5 OR method = 'cash')",
        "and(urgent, !or((amount More 5元), (method Equal 'cash')))",
    );
    check("urgent or urgent or urgent", "or(urgent, urgent, urgent)");
    check("urgent = true", "(urgent Equal true)");
    check("NOT NOT urgent", "urgent");
    check("payee IS NULL", "null(payee)");
    check("payee is not null", "!null(payee)");
    check(
        "amount BETWEEN 100 AND 200",
        "and((amount AtLeast 100元), (amount AtMost 200元))",
    );
    check(
        "amount not between 100 and 200",
        "!and((amount AtLeast 100元), (amount AtMost 200元))",
    );
    check("direction IN ('out', '收')", "direction in ['out', 'in']");
    check("amount NOT IN (100, 200元)", "!amount in [100元, 200元]");
    check("summary LIKE '%团费%'", "Like(\"%团费%\")(summary):Bool");
    check(
        "summary NOT LIKE '%团费%'",
        "!Like(\"%团费%\")(summary):Bool",
    );
    check("date >= '2024-01-31'", "(date AtLeast 2024-01-31)");
    check("date >= 2024-1-31", "(date AtLeast 2024-01-31)");
    check("date >= 2024年1月31日", "(date AtLeast 2024-01-31)");
    check("date >= $since", "(date AtLeast 2024-01-01)");
    check("summary = $word", "(summary Equal '团费')");
    check("party = '广之旅'", "(payee Equal '广之旅')");
    check("other.summary = 'x'", "(other.title Equal 'x')");
    check("meetings.title = 'x'", "(other.title Equal 'x')");
    check("handler = payee", "(handler Equal payee)");
    check("summary = 'it''s'", "(summary Equal 'it''s')");
}

#[test]
fn chinese_and_full_width() {
    same("金额≥５０００", "amount >= 5000");
    same("金额不少于5000元", "amount >= 5000");
    same("金额 不少于 ０．５ 万元", "amount >= 5000");
    same("（金额＞＝５０００）", "amount >= 5000");
    same("金额超过$下限", "amount > 500");
    same(
        "金额至少５００　且　摘要含有「团费」",
        "amount >= 500 AND contains(summary, '团费')",
    );
    same(
        "借贷标志为借方 且 借方大于5",
        "side = 'debit' AND debit > 5",
    );
    same(
        "借贷标志不属于（借方、'贷方'）",
        "side NOT IN ('debit', 'credit')",
    );
    same("加急为是或加急是否", "urgent = TRUE OR urgent = FALSE");
    same("加急为“是”", "urgent = TRUE");
    same(
        "付款方向为in 或 付款方向不属于（in，out）",
        "direction = 'in' OR direction NOT IN ('in', 'out')",
    );
    same("付款方向为支出", "direction = 'out'");
    same("付款方向＝“支出”", "direction = 'out'");
    same("付款方向 不等于 ‘收入’", "direction <> 'in'");
    same("金额介于100和200之间", "amount BETWEEN 100 AND 200");
    same(
        "金额不介于100至200且加急",
        "amount NOT BETWEEN 100 AND 200 AND urgent",
    );
    same(
        "金额介于（100＋1）与200 且 收款方不为空",
        "amount BETWEEN 101 AND 200 AND payee IS NOT NULL",
    );
    same("收款方为空或摘要为空", "payee IS NULL OR summary IS NULL");
    same("非 加急", "NOT urgent");
    same(
        "付款方向属于（'支出'、'收入'）",
        "direction IN ('out', 'in')",
    );
    same("MCC码属于娱乐商户", "in_list(mcc, 'mcc-leisure')");
    same(
        "MCC码 不属于 'mcc-leisure'",
        "NOT in_list(mcc, 'mcc-leisure')",
    );
    same("提到（'travel'）", "mentions('travel')");
    same("提到旅游", "mentions('travel')");
    same("不提到旅游词表", "NOT mentions('travel')");
    same("提到（旅游，摘要）", "mentions('travel', summary)");
    same(
        "摘要提到“旅游”词表且金额大于200",
        "mentions('travel', summary) AND amount > 200",
    );
    same("摘要不提到旅游", "NOT mentions('travel', summary)");
    same("会议.会议名称提到会议", "mentions('meeting', other.title)");
    same("日期 － other.结束日期 ≤ 3天", "date - other.end <= 3 days");
    same("日期不晚于2024-01-31", "date <= '2024-01-31'");
    same("金额×2÷余额＞1", "amount * 2 / balance > 1");
    same(
        "amount大于5000且direction为支出",
        "amount > 5000 AND direction = 'out'",
    );
    same("摘要包含“团费”", "contains(summary, '团费')");
    same(
        "摘要不包含'团费' 或 包含（收款方，'旅'）",
        "NOT contains(summary, '团费') OR contains(payee, '旅')",
    );
    same("科目属于（'费用'）", "account_is('expense')");
}

#[test]
fn functions_take_what_they_need_from_the_row() {
    check(
        "mentions('travel')",
        "Mentions { list: \"travel\" }(payee, summary):Bool",
    );
    check(
        "mentions(travel, other.title, summary)",
        "Mentions { list: \"travel\" }(other.title, summary):Bool",
    );
    check(
        "in_list(mcc, 'mcc-leisure')",
        "InList { list: \"mcc-leisure\" }(mcc):Bool",
    );
    check("is_day_off(date)", "IsDayOff(date):Bool");
    check("out_of_town()", "OutOfTown(org, summary, place):Bool");
    check(
        "out_of_town(other.venue)",
        "OutOfTown(org, other.venue):Bool",
    );
    check(
        "amount > limit('cash-payment', other.start)",
        "(amount More Limit { name: \"cash-payment\" }(org, other.start):Money)",
    );
    check(
        "account_is('cash')",
        "AccountIs { class: Cash }(account_name, account_code, date, org):Bool",
    );
    check("holds_office(party)", "HoldsOffice(org, payee, date):Bool");
    check(
        "holds_office(handler, other.start)",
        "HoldsOffice(org, handler, other.start):Bool",
    );
    check(
        "on_record(contracts.party, party)",
        "OnRecord { feed: \"contracts\", column: \"lessee\" }(org, payee):Bool",
    );
    check(
        "on_record(合同.承租方, 收款方)",
        "OnRecord { feed: \"contracts\", column: \"lessee\" }(org, payee):Bool",
    );
    check(
        "not supplied(contracts.lessee)",
        "!Supplied { feed: \"contracts\", column: \"lessee\" }(org):Bool",
    );
    check(
        "有此列(合同.租金)",
        "Supplied { feed: \"contracts\", column: \"rent\" }(org):Bool",
    );
    check(
        "number_tail(voucher_no, 4) = 5",
        "(NumberTail(4)(voucher_no):Int Equal 5)",
    );
    check(
        "number_prefix(voucher_no, 4) = '记'",
        "(NumberPrefix(4)(voucher_no):Text Equal '记')",
    );
    check(
        "year(date) = 2024 and month(date) = 1 and day(date) = 31",
        "and((Year(date):Int Equal 2024), (Month(date):Int Equal 1), (Day(date):Int Equal 31))",
    );
    check(
        "other.end > add_years(other.start, 20)",
        "(other.end More AddYears(other.start, 20):Date)",
    );
    check(
        "months_between(date, as_of()) >= 3 and known(payee, date)",
        "and((MonthsBetween(date, AsOf():Date):Int AtLeast 3), Known(payee, date):Bool)",
    );
    check("abs(amount) > 5", "(Abs(amount):Money More 5元)");
    check(
        "coalesce(amount, balance, 0) > 5",
        "(Coalesce(amount, balance, 0元):Money More 5元)",
    );
    check("length(summary) < 2", "(Length(summary):Int Less 2)");
    check(
        "starts_with(summary, '付')",
        "StartsWith(\"付\")(summary):Bool",
    );
    check(
        "contains(summary, '团费')",
        "Contains(\"团费\")(summary):Bool",
    );
    check("like(summary, '团_')", "Like(\"团_\")(summary):Bool");
    check(
        "regexp_like(summary, '第[0-9]{1,4}号')",
        "RegexpLike(\"第[0-9]{1,4}号\")(summary):Bool",
    );
}

#[test]
fn columns_are_canonical_and_sorted() {
    let expr = parse("party = handler AND other.date < date").expect("right");
    assert_eq!(columns(&expr), ["date", "handler", "other.start", "payee"]);
}

#[test]
fn long_chains_are_one_level() {
    let text = vec!["urgent"; 400].join(" AND ");
    assert!(matches!(parse(&text), Ok(Expr::And(parts)) if parts.len() == 400));
}

#[test]
fn a_predicate_is_a_condition() {
    let schema = schema();
    let scope = scope(&schema);
    assert!(predicate("amount > 5", &scope).is_ok());
    let mistakes = predicate(" amount + 5 ", &scope).expect_err("no condition");
    let found: Vec<_> = mistakes.iter().map(|m| (m.code, m.span.clone())).collect();
    assert_eq!(found, [("not-a-condition", 1..11)]);
}

#[test]
fn every_function_of_the_table_is_reachable_by_both_names() {
    let calls = [
        "mentions('travel')",
        "in_list(mcc, 'mcc-leisure')",
        "is_day_off(date)",
        "workdays_between(date, date)",
        "out_of_town()",
        "limit('cash-payment')",
        "account_is('cash')",
        "holds_office(party)",
        "on_record(contracts.lessee, party)",
        "supplied(contracts.rent)",
        "number_prefix(voucher_no, 2)",
        "number_tail(voucher_no, 2)",
        "year(date)",
        "month(date)",
        "day(date)",
        "add_months(date, 3)",
        "add_years(date, 20)",
        "months_between(date, date)",
        "years_between(date, date)",
        "as_of()",
        "known(payee)",
        "abs(amount)",
        "coalesce(amount, balance)",
        "length(summary)",
        "starts_with(summary, 'a')",
        "contains(summary, 'a')",
        "like(summary, 'a')",
        "regexp_like(summary, 'a')",
    ];
    for ((en, zh, ..), call) in super::calls::SIGNATURES.iter().zip(calls) {
        assert!(call.starts_with(en), "{en} / {call}");
        assert!(matches!(parse(call), Ok(Expr::Call { .. })), "{call}");
        same(&call.replacen(en, zh, 1), call);
    }
    assert_eq!(super::calls::SIGNATURES.len(), calls.len());
    assert!(matches!(
        parse("year(date)"),
        Ok(Expr::Call {
            function: Function::Year,
            ..
        })
    ));
}
