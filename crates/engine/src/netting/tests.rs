//! What nets and what does not, as small books.

use std::collections::BTreeMap;

use ledger::{Dictionary, Domain, NULL_CODE, Packed, Places, Row, Schema, Wording};
use rules::expr::Type;

use super::net;
use crate::frame::Column;
use crate::pull::Store;
use crate::pulled::{Base, Pulled};

/// org, day, direction, fen, payee, payee account, summary, own account, bank's flag
type Line = (
    &'static str,
    i64,
    &'static str,
    i64,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const NAMES: [(&str, Domain); 7] = [
    ("org", Domain::Party),
    ("direction", Domain::Id),
    ("payee", Domain::Party),
    ("payee_account", Domain::Account),
    ("summary", Domain::Prose),
    ("account", Domain::Account),
    ("status", Domain::Id),
];

fn schema() -> Schema {
    let column = |name: &str, ty, domain| ledger::Column {
        name: name.to_owned(),
        label: Wording::default(),
        doc: Wording::default(),
        ty,
        domain,
        role: None,
        aliases: Vec::new(),
        required: false,
        derived: false,
        internal: false,
        fallback: Vec::new(),
        values: Vec::new(),
    };
    let texts = NAMES.map(|(name, domain)| column(name, ledger::Type::Text, domain));
    let mut columns = texts.to_vec();
    columns.push(column("date", ledger::Type::Date, Domain::Prose));
    columns.push(column("amount", ledger::Type::Money, Domain::Prose));
    let payments = ledger::Feed {
        name: "payments".to_owned(),
        label: Wording::default(),
        doc: Wording::default(),
        columns,
        key: Vec::new(),
        any_of: Vec::new(),
        date: Some("date".to_owned()),
        end: None,
        amount: Some("amount".to_owned()),
        party: Some("payee".to_owned()),
        party_account: Some("payee_account".to_owned()),
        party_id: None,
        summary: Some("summary".to_owned()),
        unpivot: None,
    };
    Schema {
        feeds: vec![payments.into()],
    }
}

#[track_caller]
fn check(lines: &[Line], expected: &[(u32, u32)]) {
    let mut dictionaries: Vec<Dictionary> = (0..5).map(|_| Dictionary::default()).collect();
    let texts = |line: &Line| [line.0, line.2, line.4, line.5, line.6, line.7, line.8];
    let mut columns: Vec<(String, Base)> = Vec::new();
    for (i, (name, domain)) in NAMES.into_iter().enumerate() {
        let codes = lines.iter().map(|line| match texts(line).get(i) {
            None | Some(&"") => NULL_CODE,
            Some(text) => dictionaries
                .get_mut(domain as usize)
                .map_or(NULL_CODE, |d| d.intern(text)),
        });
        let column = Column::text(domain, codes.collect());
        columns.push((name.to_owned(), Base::from(column)));
    }
    let days = lines.iter().map(|line| line.1).collect();
    let fen = lines.iter().map(|line| line.3).collect();
    let days = Column::int(Type::Date, days, None);
    let fen = Column::int(Type::Money, fen, None);
    columns.push(("date".to_owned(), days.into()));
    columns.push(("amount".to_owned(), fen.into()));
    let places = 1..=u32::try_from(lines.len()).unwrap_or(0);
    let pulled = Pulled {
        feed: "payments".to_owned(),
        rows: Places::of(places.map(|place| Row { source: 0, place })),
        primary: Packed::same(1, lines.len()),
        netted: Packed::default(),
        columns,
    };
    let schema = schema();
    let org = ledger::Org {
        name: "石溪联社".to_owned(),
        ..ledger::Org::default()
    };
    let orgs = [org];
    let store = Store::new(
        &schema,
        dictionaries.iter().collect(),
        &orgs,
        BTreeMap::new(),
        Box::new(|_, _, _| false),
    );
    assert_eq!(net(&pulled, &store), expected);
}

const ORG: &str = "石溪联社";

#[test]
fn a_red_entry_or_a_refund_meets_what_it_reverses() {
    check(
        &[
            (ORG, 10, "out", 5_000, "广之旅", "", "团费", "", ""),
            (ORG, 12, "out", -5_000, "广之旅", "", "红冲10日团费", "", ""),
            (ORG, 10, "out", 700, "宏业建筑队", "", "材料", "", ""),
            (ORG, 40, "in", 700, "宏业建筑队", "", "退款", "", ""),
        ],
        &[(0, 1), (2, 3)],
    );
}

#[test]
fn a_reversal_takes_one_partner_of_the_same_party_within_ninety_days() {
    check(
        &[
            (ORG, 10, "out", 5_000, "广之旅", "", "团费", "", ""),
            (ORG, 11, "out", 5_000, "广之旅", "", "团费", "", ""),
            (ORG, 12, "in", 5_000, "广之旅", "", "退团费", "", ""),
            (ORG, 10, "out", 900, "甲店", "", "茶水", "", ""),
            (ORG, 12, "in", 900, "乙店", "", "退款", "", ""),
            (ORG, 10, "out", 800, "甲店", "", "桌椅", "", ""),
            (ORG, 101, "in", 800, "甲店", "", "退款", "", ""),
            ("东湾联社", 10, "out", 600, "甲店", "", "桌椅", "", ""),
            (ORG, 11, "in", 600, "甲店", "", "退款", "", ""),
        ],
        &[(0, 2)],
    );
}

#[test]
fn words_that_only_look_like_a_reversal_net_nothing() {
    check(
        &[
            (ORG, 10, "in", 3_000, "张某", "", "租金", "", ""),
            (ORG, 12, "out", 3_000, "张某", "", "退休人员慰问", "", ""),
            (ORG, 12, "out", 3_000, "张某", "", "退押金", "", ""),
            (ORG, 9, "in", 200, "李某", "", "履约保证金", "", ""),
            (ORG, 60, "out", 200, "李某", "", "退保证金", "", ""),
        ],
        &[(3, 4)],
    );
}

#[test]
fn a_surer_rung_that_disagrees_keeps_namesakes_apart() {
    check(
        &[
            (ORG, 10, "out", 500, "张某", "6222-1", "补助", "", ""),
            (ORG, 11, "in", 500, "张某", "6222-2", "退回", "", ""),
            (ORG, 10, "out", 400, "王某", "6222-3", "补助", "", ""),
            (ORG, 11, "in", 400, "王某", "", "退回", "", ""),
        ],
        &[(2, 3)],
    );
}

#[test]
fn both_sides_may_bear_the_flag_of_the_bank() {
    check(
        &[
            (ORG, 10, "out", 500, "张某", "", "补助", "", "冲补抹"),
            (ORG, 10, "in", 500, "张某", "", "补助", "", "冲补抹"),
            (ORG, 10, "out", 500, "张某", "", "补助", "", "正常"),
        ],
        &[(0, 1)],
    );
}

#[test]
fn own_transfers_meet_across_accounts_within_three_days() {
    check(
        &[
            (ORG, 10, "out", 9_000, ORG, "B2", "转账", "B1", ""),
            (ORG, 13, "in", 9_000, ORG, "B1", "转账", "B2", ""),
            (ORG, 20, "out", 7_000, "", "B2", "备用", "B1", ""),
            (ORG, 21, "in", 7_000, "", "", "备用", "B2", ""),
            (ORG, 30, "out", 100, ORG, "", "转账", "B1", ""),
            (ORG, 34, "in", 100, ORG, "", "转账", "B2", ""),
            (ORG, 40, "out", 200, "张某", "", "货款", "B1", ""),
            (ORG, 40, "in", 200, ORG, "", "货款", "B2", ""),
            (ORG, 50, "out", 300, ORG, "", "转账", "B1", ""),
            (ORG, 50, "in", 300, ORG, "", "转账", "B1", ""),
        ],
        &[(0, 1), (2, 3)],
    );
}
