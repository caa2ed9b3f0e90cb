//! How mistakes look to the author of a rule, with the caret under the words at fault.

use insta::assert_snapshot;
use ledger::Lang;

use super::specimen::parse;
use crate::{Diagnostic, render};

/// The text inside of a rule file, and its first mistake rendered.
fn check(text: &str, lang: Lang) -> String {
    let before = "where = \"";
    let mistake = parse(text).expect_err(text).remove(0);
    render(
        &Diagnostic {
            file: "rule.toml".to_owned(),
            source: format!("{before}{text}\"\n").into(),
            span: before.len() + mistake.span.start..before.len() + mistake.span.end,
            code: mistake.code,
            message: mistake.message,
            help: mistake.help,
        },
        lang,
    )
}

#[test]
fn in_chinese() {
    assert_snapshot!(check("付款方向为支出 且 金颔不少于 200元", Lang::Zh), @r#"
    错误[unknown-column]: 没有“金颔”这一列
     --> rule.toml:1:20
      |
    1 | where = "付款方向为支出 且 金颔不少于 200元"
      |                            ^^^^
      |
      = 改法: 是否想写 金额？文字请加引号：'金颔'。
    "#);
    assert_snapshot!(check("付款方向为支付", Lang::Zh), @r#"
    错误[unknown-value]: 此列没有“支付”这个值
     --> rule.toml:1:15
      |
    1 | where = "付款方向为支付"
      |                    ^^^^
      |
      = 改法: 是否想写 '付'？可写：'in'（收入）、'out'（支出）。
    "#);
    assert_snapshot!(check("金额×余额＞５", Lang::Zh), @r#"
    错误[type-mismatch]: 金额与金额不能相乘
     --> rule.toml:1:10
      |
    1 | where = "金额×余额＞５"
      |          ^^^^^^^^^
      |
      = 改法: 金额只能乘以整数或比例，例如 金额 * 0.8。
    "#);
    assert_snapshot!(check("金额超过$times", Lang::Zh), @r#"
    错误[type-mismatch]: 金额不能与整数比较
     --> rule.toml:1:10
      |
    1 | where = "金额超过$times"
      |          ^^^^^^^^^^^^^^
      |
      = 改法: 给数值或参数写上单位，例如 200元；比例要乘以金额，例如 0.8 * limit('…')。
    "#);
    assert_snapshot!(check("收款方提到“旅行”词表", Lang::Zh), @r#"
    错误[unknown-list]: 没有“旅行”这个表
     --> rule.toml:1:15
      |
    1 | where = "收款方提到“旅行”词表"
      |                    ^^^^^^
      |
      = 改法: 是否想写 旅游？
    "#);
    assert_snapshot!(check("金额5000元以上", Lang::Zh), @r#"
    错误[misplaced-word]: “以上”不能写在这里
     --> rule.toml:1:17
      |
    1 | where = "金额5000元以上"
      |                    ^^^^
      |
      = 改法: 写在数值之前：含本数用 不少于（>=）、不超过（<=），不含本数用 超过（>）、低于（<）。
    "#);
    assert_snapshot!(check("标题提到会议", Lang::Zh), @r#"
    错误[unknown-column]: 没有“标题”这一列
     --> rule.toml:1:10
      |
    1 | where = "标题提到会议"
      |          ^^^^
      |
      = 改法: 可用的列：单位、日期、时间、付款方向、金额、余额、收款方、摘要、结算方式、MCC码、地点、凭证号、经办人、笔数、借方、借贷标志、比例、加急、科目名称、科目编码。文字请加引号：'标题'。
    "#);
    assert_snapshot!(check("（金额大于5", Lang::Zh), @r#"
    错误[unbalanced]: 左括号没有配对
     --> rule.toml:1:10
      |
    1 | where = "（金额大于5"
      |          ^^
      |
      = 改法: 在末尾补上右括号。
    "#);
    assert_snapshot!(check("regexp_like(摘要, '[0-9]+')", Lang::Zh), @r#"
    错误[not-portable]: 正则表达式不支持 * 和 +
     --> rule.toml:1:26
      |
    1 | where = "regexp_like(摘要, '[0-9]+')"
      |                            ^^^^^^^^
      |
      = 改法: 请写明次数，例如 {0,20}、{1,20}。
    "#);
}

#[test]
fn in_english() {
    assert_snapshot!(check("menttions('travel')", Lang::En), @r#"
    error[unknown-function]: unknown function `menttions`
     --> rule.toml:1:10
      |
    1 | where = "menttions('travel')"
      |          ^^^^^^^^^
      |
      = help: Did you mean mentions?
    "#);
    assert_snapshot!(check("amount + count > 5", Lang::En), @r#"
    error[type-mismatch]: money and a whole number cannot be added
     --> rule.toml:1:10
      |
    1 | where = "amount + count > 5"
      |          ^^^^^^^^^^^^^^
      |
      = help: Give the number its unit, as in 100 yuan; to add a tenth write amount * 1.1.
    "#);
    assert_snapshot!(check("amount > limit('payment-aproval')", Lang::En), @r#"
    error[unknown-limit]: unknown limit `payment-aproval`
     --> rule.toml:1:25
      |
    1 | where = "amount > limit('payment-aproval')"
      |                         ^^^^^^^^^^^^^^^^^
      |
      = help: Did you mean payment-approval? Local limits stand in [[limits]] of sanzi.toml.
    "#);
    assert_snapshot!(check("colour = 'red'", Lang::En), @r#"
    error[unknown-column]: unknown column `colour`
     --> rule.toml:1:10
      |
    1 | where = "colour = 'red'"
      |          ^^^^^^
      |
      = help: The columns are org, date, time, direction, amount, balance, payee, summary, method, mcc, place, voucher_no, handler, count, debit, side, rate, urgent, account_name, account_code. A text stands in quotes: 'colour'.
    "#);
}
