//! What names of files, sheets and titles say of the feed that a source is.

use crate::{Feed, Schema};

/// Words in names of files, sheets and titles that speak for a feed.
const NAMES: [(&str, &[&str]); 26] = [
    (
        "payments",
        &[
            "流水",
            "对账单",
            "日记账",
            "账单",
            "交易明细",
            "收支明细",
            "支付清单",
            "付款",
            "明细账",
            "payment",
            "statement",
            "spend",
        ],
    ),
    ("journal", &["凭证", "序时账", "分录", "journal", "voucher"]),
    ("balances", &["余额表", "科目余额", "balance"]),
    ("accounts", &["银行账户", "账户清单", "开户"]),
    ("invoices", &["发票", "invoice"]),
    ("receipts", &["收据", "receipt"]),
    ("contracts", &["合同", "contract"]),
    ("receipts_due", &["应收", "收款计划", "租金台账"]),
    ("assets", &["资产"]),
    ("resources", &["资源"]),
    ("trades", &["交易台账", "交易项目", "成交"]),
    ("bids", &["投标", "报名", "竞价"]),
    ("projects", &["工程", "项目"]),
    ("changes", &["变更", "签证"]),
    ("meetings", &["会议", "meeting"]),
    ("decisions", &["三重一大", "决策", "报备"]),
    ("steps", &["四议两公开"]),
    ("approvals", &["审批", "签字背书"]),
    ("disclosures", &["公开"]),
    ("people", &["干部", "人员", "亲属"]),
    ("recipients", &["补助", "补贴", "发放", "分红"]),
    ("roster", &["成员", "花名册", "名册"]),
    ("seals", &["用章", "印章"]),
    ("budgets", &["预算", "决算"]),
    ("complaints", &["信访", "举报"]),
    (
        "orgs",
        &["组织名录", "组织信息", "单位名录", "单位信息", "orgs"],
    ),
];

/// Order of feeds that fit equally well: journals have all that payments need and more.
pub(super) fn rank(schema: &Schema, feed: usize) -> usize {
    let name = schema.feeds.get(feed).map_or("", |f| f.name.as_str());
    match name {
        "journal" => 0,
        "payments" => 1,
        _ => NAMES
            .iter()
            .position(|(n, _)| *n == name)
            .map_or(usize::MAX, |at| at + 2),
    }
}

/// Whether the names of a source speak for a feed.
pub(super) fn speak_for(names: &str, feed: &Feed) -> bool {
    let words = NAMES.iter().find(|(name, _)| *name == feed.name);
    words.is_some_and(|(_, words)| words.iter().any(|w| names.contains(w)))
        || names.contains(&feed.label.zh)
        || (feed.name.len() > 4 && names.contains(&feed.name))
}
