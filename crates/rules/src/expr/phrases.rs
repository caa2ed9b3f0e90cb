//! What expressions are read back as: text → Chinese, English.

use std::collections::BTreeMap;

use ledger::{Lang, Wording};

use super::specimen::{parse, schema};
use super::{Labels, read_back};

fn check(text: &str, zh: &str, en: &str) {
    let schema = schema();
    let named = |prefix: &str, feed: &str| schema.feed(feed).map(|f| (prefix.to_owned(), f));
    let labels = Labels {
        feeds: [named("", "payments"), named("other", "meetings")]
            .into_iter()
            .flatten()
            .collect(),
        lists: BTreeMap::from([
            ("travel".to_owned(), Wording::new("旅游", "travel")),
            (
                "payment-approval".to_owned(),
                Wording::new("支出审批", "payment approval"),
            ),
        ])
        .into(),
    };
    let expr = parse(text).expect("right");
    assert_eq!(read_back(&expr, &labels, Lang::Zh), zh, "{text}");
    assert_eq!(read_back(&expr, &labels, Lang::En), en, "{text}");
}

#[test]
fn a_rule_in_one_phrase() {
    check(
        "amount >= $least AND mentions('travel', summary, payee) AND direction = 'out'",
        "金额不少于 200 元，且摘要或收款方提到“旅游”词表，且付款方向为支出",
        "amount is at least 200 yuan, and summary or payee mentions the list \"travel\", and direction is out",
    );
}

#[test]
fn structure_and_values() {
    check(
        "5.5 < amount",
        "金额超过 5.50 元",
        "amount is more than 5.50 yuan",
    );
    check(
        "urgent or (amount > 1 and not urgent)",
        "“加急”为是，或（金额超过 1 元，且“加急”为否）",
        "urgent is true, or (amount is more than 1 yuan, and urgent is false)",
    );
    check(
        "urgent and (payee is null or payee is not null)",
        "“加急”为是，且（收款方为空，或收款方不为空）",
        "urgent is true, and (payee is empty, or payee is not empty)",
    );
    check(
        "amount between 1 and 2",
        "金额介于 1 元 与 2 元 之间（含两端）",
        "amount is between 1 yuan and 2 yuan (both included)",
    );
    check(
        "not (amount > 1)",
        "并非（金额超过 1 元）",
        "not (amount is more than 1 yuan)",
    );
    check(
        "method not in ('cash', 'card', 'other')",
        "结算方式不属于（现金、card、other）",
        "method is none of (cash, card, other)",
    );
    check(
        "payee = '广之旅'",
        "收款方为“广之旅”",
        "payee is \"广之旅\"",
    );
    check(
        "date - other.end <= $days",
        "日期 - 会议的结束日期不超过 7 天",
        "date - end of meetings is at most 7 days",
    );
    check(
        "date < other.start",
        "日期早于会议的开始日期",
        "date is before start of meetings",
    );
    check(
        "date >= '2024-01-31'",
        "日期不早于 2024-01-31",
        "date is not before 2024-01-31",
    );
    check(
        "amount >= 80% * limit('payment-approval')",
        "金额不少于 80% × “支出审批”限额",
        "amount is at least 80% × the limit \"payment approval\"",
    );
    check(
        "(amount + balance) * 2 > 5",
        "（金额 + 余额） × 2 超过 5 元",
        "(amount + balance) × 2 is more than 5 yuan",
    );
    check(
        "time >= '22:30' and time < '23:00:05'",
        "时间不少于 22:30，且时间低于 23:00:05",
        "time is at least 22:30, and time is less than 23:00:05",
    );
    check("rate = 1/3", "比例为 1/3", "rate is 1/3");
}

#[test]
fn functions() {
    check(
        "not mentions('travel')",
        "收款方或摘要未提到“旅游”词表",
        "payee or summary does not mention the list \"travel\"",
    );
    check(
        "in_list(mcc, 'mcc-leisure')",
        "MCC码在“mcc-leisure”代码表中",
        "mcc is in the list \"mcc-leisure\"",
    );
    check("is_day_off(date)", "日期是休息日", "date is a day off");
    check(
        "workdays_between(date, other.end) > 5",
        "日期至会议的结束日期的工作日超过 5 天",
        "the workdays from date to end of meetings is more than 5 days",
    );
    check(
        "out_of_town(place)",
        "地点涉及外地",
        "place names a place out of town",
    );
    check(
        "account_is('费用')",
        "科目属于支出类",
        "the account is of the class expense",
    );
    check(
        "holds_office(party)",
        "收款方当时在本单位任职",
        "payee held an office of the collective at that time",
    );
    check(
        "not on_record(contracts.lessee, party)",
        "本单位的 contracts.lessee 中没有收款方",
        "no contracts.lessee of the collective has payee",
    );
    check(
        "supplied(contracts.rent)",
        "本单位提供的资料有 contracts.rent 这一列",
        "the collective supplied the column contracts.rent",
    );
    check(
        "number_tail(voucher_no, 3) = 8",
        "凭证号的末 3 位为 8",
        "the last 3 digits of voucher no is 8",
    );
    check(
        "number_prefix(voucher_no, 3) is null",
        "凭证号末 3 位之前的部分为空",
        "the part of voucher no before its last 3 digits is empty",
    );
    check(
        "known(payee)",
        "收款方可核对（否则不判断）",
        "payee can be compared (else not judged)",
    );
    check(
        "abs(amount) > 1",
        "金额的绝对值超过 1 元",
        "the absolute value of amount is more than 1 yuan",
    );
    check(
        "coalesce(balance, amount, 0) > 1",
        "余额（为空时取金额、0 元）超过 1 元",
        "balance (else amount, 0 yuan) is more than 1 yuan",
    );
    check(
        "length(summary) < 2",
        "摘要的字数低于 2",
        "the length of summary is less than 2",
    );
    check(
        "starts_with(summary, '付')",
        "摘要以“付”开头",
        "summary starts with \"付\"",
    );
    check(
        "summary not like '%团_'",
        "摘要不符合样式“%团_”",
        "summary is not like \"%团_\"",
    );
    check(
        "regexp_like(summary, '[0-9]{2}')",
        "摘要匹配“[0-9]{2}”",
        "summary matches \"[0-9]{2}\"",
    );
    check(
        "contains(summary, '团')",
        "摘要含“团”",
        "summary contains \"团\"",
    );
}

#[test]
fn functions_of_dates() {
    check(
        "year(date) = 2024",
        "日期的年份为 2024",
        "the year of date is 2024",
    );
    check(
        "add_years(date, 20) < other.end",
        "日期之后 20 年（按日历）早于会议的结束日期",
        "20 calendar years after date is before end of meetings",
    );
    check(
        "months_between(date, as_of()) > 3",
        "日期至截至日的整月数超过 3",
        "the whole months from date to the as-of day is more than 3",
    );
}
