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
    assert_snapshot!(check("付款方向为支出 且 金颔不少于 200元", Lang::Zh), @"");
    assert_snapshot!(check("付款方向为支付", Lang::Zh), @"");
    assert_snapshot!(check("金额×余额＞５", Lang::Zh), @"");
    assert_snapshot!(check("金额超过$times", Lang::Zh), @"");
    assert_snapshot!(check("收款方提到“旅行”词表", Lang::Zh), @"");
    assert_snapshot!(check("金额5000元以上", Lang::Zh), @"");
    assert_snapshot!(check("标题提到会议", Lang::Zh), @"");
    assert_snapshot!(check("（金额大于5", Lang::Zh), @"");
    assert_snapshot!(check("regexp_like(摘要, '[0-9]+')", Lang::Zh), @"");
}

#[test]
fn in_english() {
    assert_snapshot!(check("menttions('travel')", Lang::En), @"");
    assert_snapshot!(check("amount + count > 5", Lang::En), @"");
    assert_snapshot!(check("amount > limit('payment-aproval')", Lang::En), @"");
    assert_snapshot!(check("colour = 'red'", Lang::En), @"");
}
