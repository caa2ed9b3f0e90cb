//! Words that tell lines which are no transactions: totals, carried and opening balances, footers.

use crate::values::simplified;

/// What a total or balance line speaks of, which says what its figures are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    /// 合计, 总计, 累计, 本年累计: everything so far, or since the last such line.
    All,
    /// 小计, 本页合计, 承前页: since the last line of totals, or all so far.
    Part,
    /// 本日合计.
    Day,
    /// 本月合计.
    Month,
    /// 期初余额, 上年结转, 当前余额: a balance, compared with the running balance only.
    Opening,
    /// 期末余额, 结转下年.
    Closing,
}

/// Labels as they stand alone in a cell, spaces and colons removed; what begins with a figure or a period is cut before.
const LABELS: [(&str, Label); 62] = [
    ("合计", Label::All),
    ("总计", Label::All),
    ("累计", Label::All),
    ("共计", Label::All),
    ("总合计", Label::All),
    ("合计数", Label::All),
    ("合计金额", Label::All),
    ("金额合计", Label::All),
    ("人民币合计", Label::All),
    ("本币合计", Label::All),
    ("本年累计", Label::All),
    ("本年累计数", Label::All),
    ("本年合计", Label::All),
    ("全年合计", Label::All),
    ("年度合计", Label::All),
    ("累计发生额", Label::All),
    ("本年累计发生额", Label::All),
    ("本期累计", Label::All),
    ("发生额合计", Label::All),
    ("本期合计", Label::All),
    ("本期发生额", Label::All),
    ("本期发生额合计", Label::All),
    ("小计", Label::Part),
    ("本页合计", Label::Part),
    ("本页小计", Label::Part),
    ("页计", Label::Part),
    ("承前页", Label::Part),
    ("承上页", Label::Part),
    ("过次页", Label::Part),
    ("转次页", Label::Part),
    ("转下页", Label::Part),
    ("本季合计", Label::Part),
    ("本季累计", Label::Part),
    ("季度合计", Label::Part),
    ("本日合计", Label::Day),
    ("本日小计", Label::Day),
    ("日合计", Label::Day),
    ("本月合计", Label::Month),
    ("本月小计", Label::Month),
    ("本月发生额", Label::Month),
    ("本月发生额合计", Label::Month),
    ("月合计", Label::Month),
    ("月计", Label::Month),
    ("月份合计", Label::Month),
    ("月小计", Label::Month),
    ("本月累计", Label::Month),
    ("上年结转", Label::Opening),
    ("上年余额", Label::Opening),
    ("上月结转", Label::Opening),
    ("上月余额", Label::Opening),
    ("上期结转", Label::Opening),
    ("上期余额", Label::Opening),
    ("期初余额", Label::Opening),
    ("年初余额", Label::Opening),
    ("月初余额", Label::Opening),
    ("期初", Label::Opening),
    ("期末余额", Label::Closing),
    ("月末余额", Label::Closing),
    ("年末余额", Label::Closing),
    ("当前余额", Label::Closing),
    ("结转下年", Label::Closing),
    ("结转下月", Label::Closing),
];

/// English labels, lower-cased, spaces kept single.
const ENGLISH: [(&str, Label); 15] = [
    ("total", Label::All),
    ("totals", Label::All),
    ("grand total", Label::All),
    ("grand totals", Label::All),
    ("total amount", Label::All),
    ("subtotal", Label::Part),
    ("sub total", Label::Part),
    ("sub-total", Label::Part),
    ("page total", Label::Part),
    ("monthly total", Label::Month),
    ("opening balance", Label::Opening),
    ("balance brought forward", Label::Opening),
    ("brought forward", Label::Opening),
    ("closing balance", Label::Closing),
    ("balance carried forward", Label::Closing),
];

/// What begins a line under the table that speaks about the print-out.
const FOOTERS: [&str; 36] = [
    "制表",
    "制单人",
    "审核",
    "复核",
    "打印",
    "导出",
    "以上数据",
    "以上明细",
    "本明细",
    "本清单",
    "注：",
    "注:",
    "备注：",
    "备注:",
    "说明：",
    "说明:",
    "第1页",
    "页码",
    "共计笔数",
    "总笔数",
    "合计笔数",
    "记录数",
    "总记录",
    "主管",
    "会计主管",
    "会计：",
    "会计:",
    "出纳：",
    "出纳:",
    "经办人：",
    "经办人:",
    "负责人",
    "单位负责人",
    "填表",
    "报表日期",
    "温馨提示",
];

/// The label of a total or balance line, if the cell is one and nothing else.
pub(crate) fn label(cell: &str) -> Option<Label> {
    let first = cell.trim_start().chars().next()?;
    if first.is_ascii() && !first.is_ascii_digit() && !matches!(first, '(' | '[' | '-' | '*') {
        if cell.len() > 32 {
            return None;
        }
        let lower = cell.trim().trim_end_matches(':').to_lowercase();
        return ENGLISH
            .iter()
            .find(|(word, _)| *word == lower)
            .map(|(_, label)| *label);
    }
    if cell.len() > 96 {
        return None;
    }
    let bare: String = cell
        .chars()
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(
                    c,
                    ':' | '：'
                        | '*'
                        | '【'
                        | '】'
                        | '['
                        | ']'
                        | '('
                        | ')'
                        | '（'
                        | '）'
                        | '-'
                        | '—'
                )
        })
        .map(simplified)
        .collect();
    exact(&bare).or_else(|| {
        let rest = without_period(&bare);
        (rest.len() < bare.len()).then(|| exact(rest)).flatten()
    })
}

/// The label with which a text begins (`合计：壹万元`, `合计 3 笔`), for lines that have no date.
pub(crate) fn begins_with_label(cell: &str) -> Option<Label> {
    if let Some(found) = label(cell) {
        return Some(found);
    }
    let trimmed = cell.trim();
    let (head, _) = trimmed
        .char_indices()
        .find(|(_, c)| {
            matches!(c, ':' | '：' | '(' | '（' | ' ' | '\u{3000}') || c.is_ascii_digit()
        })
        .map(|(at, _)| trimmed.split_at(at))?;
    label(head)
}

/// Whether a text ends as totals of a group do, `石溪村小计`, for lines that have no date.
pub(crate) fn ends_with_label(cell: &str) -> bool {
    let text = cell.trim().trim_end_matches([':', '：']);
    text.chars().count() <= 24
        && ["小计", "合计", "总计", "累计"]
            .iter()
            .any(|w| text.ends_with(w))
}

/// Whether a text is the title of a section, `一、收入`, `（二）支出`, `以下为二月份支出`.
pub(crate) fn section(cell: &str) -> bool {
    if ["以下为", "以下是", "以下系"]
        .iter()
        .any(|w| cell.trim().starts_with(w))
    {
        return cell.trim().chars().count() <= 24;
    }
    let text = cell.trim().trim_start_matches(['（', '(', '第']);
    let rest = text.trim_start_matches(|c: char| "一二三四五六七八九十".contains(c));
    rest.len() < text.len()
        && rest.starts_with(['、', '）', ')', '．', '.', '部'])
        && text.chars().count() <= 24
}

/// Whether the text begins a footer, or is a rule of dashes.
pub(crate) fn footer(cell: &str) -> bool {
    let text = cell.trim();
    if is_rule(text) {
        return true;
    }
    FOOTERS.iter().any(|word| text.starts_with(word)) || is_page_number(text)
}

/// `----`, `====`, also with words between.
pub(crate) fn is_rule(text: &str) -> bool {
    let dashes = text
        .chars()
        .filter(|c| matches!(c, '-' | '=' | '—' | '_' | '－' | '*'))
        .count();
    dashes >= 4
        && text
            .chars()
            .take(4)
            .all(|c| matches!(c, '-' | '=' | '—' | '_' | '－' | '*'))
}

/// `第 3 页`, `第3页 共8页`, `Page 3 of 8`.
fn is_page_number(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let lower = bare.to_lowercase();
    if let Some(rest) = lower.strip_prefix("page") {
        return rest.starts_with(|c: char| c.is_ascii_digit());
    }
    bare.strip_prefix('第').is_some_and(|rest| {
        rest.trim_start_matches(|c: char| c.is_ascii_digit())
            .starts_with('页')
    }) || (bare.starts_with('共') && bare.ends_with('页'))
}

fn exact(bare: &str) -> Option<Label> {
    LABELS
        .iter()
        .find(|(word, _)| *word == bare)
        .map(|(_, label)| *label)
}

/// `2024年3月份合计` → `月份合计` → … the label without the figures of its period.
fn without_period(bare: &str) -> &str {
    let rest = bare.trim_start_matches(|c: char| {
        c.is_ascii_digit()
            || matches!(
                c,
                '年' | '度'
                    | '一'
                    | '二'
                    | '三'
                    | '四'
                    | '五'
                    | '六'
                    | '七'
                    | '八'
                    | '九'
                    | '十'
                    | '第'
            )
    });
    rest.strip_prefix('季')
        .map_or(rest, |r| r.trim_start_matches('度'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_totals_and_balances() {
        for (text, want) in [
            ("合计", Some(Label::All)),
            (" 合  计 ", Some(Label::All)),
            ("合计：", Some(Label::All)),
            ("人民币合计", Some(Label::All)),
            ("合計", Some(Label::All)),
            ("本年累計", Some(Label::All)),
            ("承前頁", Some(Label::Part)),
            ("本月合计", Some(Label::Month)),
            ("3月合计", Some(Label::Month)),
            ("2024年12月份合计", Some(Label::Month)),
            ("十二月合计", Some(Label::Month)),
            ("本年累计", Some(Label::All)),
            ("承前页", Some(Label::Part)),
            ("期初余额", Some(Label::Opening)),
            ("Grand Total", Some(Label::All)),
            ("Total", Some(Label::All)),
            ("Total Gas & Power Ltd", None),
            ("合计庄村民委员会", None),
            ("付小计岭水泥款", None),
            ("", None),
            ("2024-01-01", None),
        ] {
            assert_eq!(label(text), want, "{text}");
        }
        assert_eq!(begins_with_label("合计：壹万元整"), Some(Label::All));
        assert_eq!(begins_with_label("合计 3 笔"), Some(Label::All));
        assert_eq!(begins_with_label("合计庄 水泥"), None);
    }

    #[test]
    fn totals_of_groups_and_sections() {
        for (text, group, title) in [
            ("石溪村小计", true, false),
            ("合计：", true, false),
            ("一、收入", false, true),
            ("（二）支出部分", false, true),
            ("以下为二月份支出", false, true),
            ("以下简称甲方", false, false),
            ("第三部分 往来", false, true),
            ("三元里水电费", false, false),
            ("一事一议资金", false, false),
        ] {
            assert_eq!(
                (ends_with_label(text), section(text)),
                (group, title),
                "{text}"
            );
        }
    }

    #[test]
    fn footers_and_rules() {
        for (text, want) in [
            ("制表人：张三", true),
            ("以上数据仅供参考|具体内容请以柜台为准", true),
            ("--------", true),
            ("----支付宝（中国）----", true),
            ("第 3 页 共 8 页", true),
            ("第三期工程款", false),
            ("审核：李四", true),
            ("付审计费", false),
        ] {
            assert_eq!(footer(text), want, "{text}");
        }
    }
}
