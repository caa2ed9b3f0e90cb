//! Charts of accounts: what an account is, by name first and code second, under the chart in force.
//! Source: 财会〔2023〕14号 (from 2024-01-01) and 财会〔2004〕12号 (before), field-facts §2.1.

mod load;
mod words;

pub(crate) use words::chart_named;

use unicode_normalization::UnicodeNormalization;

use load::{CHARTS, Chart};

/// What an account is, for directions of journal lines and for `account_is`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccountClass {
    /// 库存现金.
    Cash,
    /// 银行存款 and other money in a bank.
    Bank,
    /// 应收款, 内部往来 and advances to persons.
    Receivable,
    /// Other assets.
    Asset,
    /// 应付款 and other liabilities.
    Payable,
    /// 资本, 公积公益金, 收益.
    Equity,
    /// 生产(劳务)成本.
    Cost,
    /// Income.
    Income,
    /// Expense.
    Expense,
}

/// Class of an account; `None` where neither its name nor its code is known.
///
/// `chart` is `"2004"`, `"2023"` or `"enterprise"`; without it the chart in force on `day` (days since 1970-01-01) is taken.
///
/// A name counts before a code, because the same code means income in one chart and expense in the next, and exports do not
/// keep to their chart. Of a full path the leftmost segment that names a general account decides, else the last one that
/// names a detail (办公费). A code alone counts only under a chart that is known, or where all charts agree.
pub fn account_class(
    name: &str,
    code: &str,
    chart: Option<&str>,
    day: Option<i64>,
) -> Option<AccountClass> {
    by_name(name).or_else(|| by_code(code, chart, day))
}

/// 2024-01-01, from which the chart of 2023 is in force, as days since 1970-01-01.
const FROM_2023: i64 = 19_723;

fn by_name(name: &str) -> Option<AccountClass> {
    let name = plain(name);
    if name.is_empty() {
        return None;
    }
    if let Some(class) = CHARTS.general.get(&name) {
        return Some(*class);
    }
    let segments: Vec<&str> = name
        .split(['/', '\\', '-', '_', '—', '–', '>', '|', ':'])
        .map(bare)
        .filter(|s| !s.is_empty())
        .collect();
    let general = segments
        .iter()
        .find_map(|s| CHARTS.general.get(*s).copied().or_else(|| by_beginning(s)));
    general.or_else(|| {
        segments
            .iter()
            .rev()
            .find_map(|s| CHARTS.details.get(*s))
            .copied()
    })
}

/// 银行存款农行2345, 管理费用(办公费): the longest name of a general account that a segment begins with.
fn by_beginning(segment: &str) -> Option<AccountClass> {
    let names = CHARTS
        .general
        .iter()
        .filter(|(name, _)| name.chars().count() >= 4 && segment.starts_with(name.as_str()));
    names
        .max_by_key(|(name, _)| name.len())
        .map(|(_, class)| *class)
}

fn by_code(code: &str, chart: Option<&str>, day: Option<i64>) -> Option<AccountClass> {
    let code: String = code.nfkc().filter(char::is_ascii_digit).collect();
    let rural = |day: i64| {
        if day >= FROM_2023 {
            &CHARTS.y2023
        } else {
            &CHARTS.y2004
        }
    };
    match (chart, day) {
        (Some("2004"), _) => in_chart(&CHARTS.y2004, &code),
        (Some("2023"), _) => in_chart(&CHARTS.y2023, &code),
        (Some("enterprise"), _) => in_chart(&CHARTS.enterprise, &code),
        // Under a chart that is none of these a code means nothing that is known here.
        (Some(_), _) => None,
        (None, Some(day)) => in_chart(rural(day), &code).or_else(|| four_digits(&code)),
        (None, None) => {
            let (old, new) = (
                in_chart(&CHARTS.y2004, &code),
                in_chart(&CHARTS.y2023, &code),
            );
            if old == new {
                old.or_else(|| four_digits(&code))
            } else {
                None
            }
        }
    }
}

/// General accounts have three digits in rural charts and four in those of enterprises; where a code could begin with
/// either, both must say the same.
fn in_chart(chart: &Chart, code: &str) -> Option<AccountClass> {
    let three = code.get(..3).and_then(|c| chart.codes.get(c)).copied();
    let four = code.get(..4).and_then(|c| chart.codes.get(c)).copied();
    match (three, four) {
        // Details are added in twos or threes, so a fourth digit alone is no detail of a code of three.
        (Some(_), None) if code.len() == 4 => None,
        (Some(three), Some(four)) if code.len() > 4 && three != four => None,
        (three, four) => four.or(three),
    }
}

/// Rural books kept on four digits follow enterprises in assets and liabilities; beyond them there is no agreement.
fn four_digits(code: &str) -> Option<AccountClass> {
    let balance_sheet = code.starts_with(['1', '2']) && code.len() >= 4;
    balance_sheet
        .then(|| in_chart(&CHARTS.enterprise, code))
        .flatten()
}

fn plain(name: &str) -> String {
    let name: String = name
        .nfkc()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect();
    bare(&name).to_owned()
}

/// A name without a code in front of it: `513管理费用`, `[51301]办公费`.
fn bare(name: &str) -> &str {
    let rest = name
        .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '[' | ']' | '.' | '、'));
    if rest.is_empty() {
        name
    } else {
        rest.trim_start_matches(['-', '_', ':'])
    }
}

#[cfg(test)]
mod tests {
    use super::AccountClass::{
        self, Asset, Bank, Cash, Cost, Equity, Expense, Income, Payable, Receivable,
    };
    use super::account_class;

    const OLD: Option<i64> = Some(19_722);
    const NEW: Option<i64> = Some(19_723);

    fn check(
        name: &str,
        code: &str,
        chart: Option<&str>,
        day: Option<i64>,
        wanted: Option<AccountClass>,
    ) {
        assert_eq!(
            account_class(name, code, chart, day),
            wanted,
            "{name} {code} {chart:?} {day:?}"
        );
    }

    #[test]
    fn names_count_before_codes() {
        for (name, code, wanted) in [
            ("库存现金", "", Cash),
            ("现金", "", Cash),
            ("银行存款", "", Bank),
            ("货币资金/自有资金", "", Bank),
            ("银行存款-农行基本户", "", Bank),
            ("银行存款农行2345", "", Bank),
            ("应收款", "", Receivable),
            ("内部往来_张三", "", Receivable),
            ("应付款\\押金", "", Payable),
            ("生产（劳务）成本", "", Cost),
            ("生产(劳务)成本", "", Cost),
            ("管理费用", "", Expense),
            ("管理费用/办公费", "", Expense),
            ("513管理费用", "", Expense),
            ("[51301]办公费", "", Expense),
            ("管理费用（办公费）", "", Expense),
            ("招待费", "", Expense),
            ("费用类/招待费", "", Expense),
            ("应付福利费", "", Payable),
            ("应付工资/福利费", "", Payable),
            ("公益支出-固定资产", "", Expense),
            ("发包及上交收入", "", Income),
            ("经营收入/租金收入", "", Income),
            ("租金收入", "", Income),
            ("公积公益金", "3101", Equity),
            ("资源性资产", "181", Asset),
            ("应付款项", "202", Payable),
            ("经营收入", "401", Income),
            ("管理费用", "511", Expense),
            ("管理费用", "5002", Expense),
            ("发包及上交收入", "4002", Income),
            ("投资收益", "502", Income),
            ("经营支出", "502", Expense),
            ("固定资产清理", "153", Asset),
            ("固定资产　清理", "", Asset),
            ("主营业务收入", "5001", Income),
        ] {
            for day in [OLD, NEW, None] {
                check(name, code, None, day, Some(wanted));
            }
        }
    }

    #[test]
    fn the_same_code_changed_its_meaning_in_2024() {
        for (code, old, new) in [
            ("511", Some(Income), Some(Expense)),
            ("51101", Some(Income), Some(Expense)),
            ("502", Some(Expense), Some(Income)),
            ("521", Some(Income), Some(Expense)),
            ("541", Some(Expense), None),
            ("513", None, Some(Expense)),
            ("153", Some(Asset), Some(Asset)),
            ("154", Some(Asset), Some(Asset)),
            ("211", Some(Payable), Some(Payable)),
            ("101", Some(Cash), Some(Cash)),
            ("112001001", Some(Receivable), Some(Receivable)),
            ("1001", Some(Cash), Some(Cash)),
            ("100201", Some(Bank), Some(Bank)),
            ("1122", Some(Receivable), Some(Receivable)),
            ("", None, None),
            ("9", None, None),
            ("999", None, None),
        ] {
            check("", code, None, OLD, old);
            check("", code, None, NEW, new);
            check(
                "",
                code,
                Some("2004"),
                NEW,
                if code == "1122" { None } else { old },
            );
            check(
                "",
                code,
                Some("2023"),
                OLD,
                if code == "1122" { None } else { new },
            );
            check("", code, None, None, if old == new { old } else { None });
        }
    }

    #[test]
    fn a_pinned_chart_of_enterprises() {
        for (code, wanted) in [
            ("6602", Some(Expense)),
            ("660201", Some(Expense)),
            ("5602", Some(Expense)),
            ("6001", Some(Income)),
            ("1001", Some(Cash)),
            ("1002", Some(Bank)),
            ("1122", Some(Receivable)),
            ("112201", Some(Receivable)),
            ("2202", Some(Payable)),
            ("1604", Some(Asset)),
            ("3103", Some(Equity)),
            ("3131", Some(Equity)),
            ("4104", Some(Equity)),
            ("5051", Some(Income)),
            ("6117", Some(Income)),
            ("6702", Some(Expense)),
            // What the two standards of enterprises number alike and mean differently, and what they do not number.
            ("5001", None),
            ("4001", None),
            ("4101", None),
            ("5101", None),
            ("5301", None),
            ("511", None),
            ("102", None),
        ] {
            check("", code, Some("enterprise"), NEW, wanted);
            check("", code, Some("another"), NEW, None);
        }
        check("管理费用", "4101", Some("enterprise"), NEW, Some(Expense));
        check("管理费用", "4101", Some("another"), NEW, Some(Expense));
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        for name in ["", "石溪村", "其他", "a/b", "张三"] {
            check(name, "", None, NEW, None);
        }
    }
}
