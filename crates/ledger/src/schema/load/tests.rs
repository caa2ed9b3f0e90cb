//! Checks over the folder of feed files, and over what `sanzi.toml` adds to them.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::SourcePin;

fn shipped() -> Vec<Arc<Feed>> {
    Schema::of(&Config::default()).unwrap().feeds
}

#[test]
fn every_feed_of_the_design_is_there() {
    let names: Vec<String> = shipped().iter().map(|f| f.name.clone()).collect();
    let mut wanted: Vec<&str> = "orgs payments journal balances accounts invoices receipts contracts receipts_due assets \
         resources trades bids projects changes meetings decisions steps approvals disclosures people recipients roster \
         shares seals budgets complaints cases controls"
        .split_whitespace()
        .collect();
    wanted.sort_unstable();
    assert_eq!(names, wanted);
}

#[test]
fn file_name_is_the_feed_name() {
    let mut stems: Vec<String> = FOLDER
        .files()
        .map(|f| f.path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    stems.sort();
    assert_eq!(
        stems,
        shipped().iter().map(|f| f.name.clone()).collect::<Vec<_>>()
    );
}

#[test]
fn names_that_a_feed_mentions_are_its_columns() {
    for feed in shipped() {
        let common = [
            (&feed.date, Some(Type::Date)),
            (&feed.end, Some(Type::Date)),
            (&feed.amount, Some(Type::Money)),
            (&feed.party, Some(Type::Text)),
            (&feed.party_account, Some(Type::Text)),
            (&feed.party_id, Some(Type::Text)),
            (&feed.summary, Some(Type::Text)),
        ];
        for (name, ty) in common {
            if let Some(name) = name {
                assert_eq!(feed.column(name).map(|c| c.ty), ty, "{}.{name}", feed.name);
            }
        }
        let fallbacks = feed.columns.iter().flat_map(|c| &c.fallback);
        for name in feed
            .key
            .iter()
            .chain(feed.any_of.iter().flatten())
            .chain(fallbacks)
        {
            assert!(feed.column(name).is_some(), "{}.{name}", feed.name);
        }
        for name in &feed.key {
            assert!(
                !feed.column(name).unwrap().internal,
                "{}.{name} is internal",
                feed.name
            );
        }
    }
}

#[test]
fn names_labels_and_aliases_are_unique_in_a_feed() {
    for feed in shipped() {
        let mut names = BTreeSet::new();
        let (mut zh, mut en) = (BTreeSet::new(), BTreeSet::new());
        let mut aliases = BTreeMap::new();
        for column in &feed.columns {
            assert!(names.insert(&column.name), "{}.{}", feed.name, column.name);
            assert!(
                zh.insert(&column.label.zh),
                "{}: {}",
                feed.name,
                column.label.zh
            );
            assert!(
                en.insert(&column.label.en),
                "{}: {}",
                feed.name,
                column.label.en
            );
            for alias in &column.aliases {
                assert_eq!(
                    aliases.insert(alias, &column.name),
                    None,
                    "{}: {alias}",
                    feed.name
                );
            }
        }
    }
}

#[test]
fn every_text_is_in_both_languages_and_every_flag_makes_sense() {
    for feed in shipped() {
        for text in [&feed.label, &feed.doc] {
            assert!(!text.zh.is_empty() && !text.en.is_empty(), "{}", feed.name);
        }
        for column in &feed.columns {
            let place = format!("{}.{}", feed.name, column.name);
            for text in [&column.label, &column.doc] {
                assert!(!text.zh.is_empty() && !text.en.is_empty(), "{place}");
            }
            assert_eq!(column.derived, column.aliases.is_empty(), "{place}");
            assert!(column.role.is_none() || column.ty == Type::Text, "{place}");
            assert!(!(column.derived && column.internal), "{place}");
            assert!(
                column.role.is_none_or(|r| r.domain() == column.domain),
                "{place}"
            );
        }
    }
}

#[test]
fn shared_columns_of_the_design_are_there() {
    let schema = Schema::of(&Config::default()).unwrap();
    let wanted = "org book account date time seq direction amount balance payee payee_account payee_id summary method mcc place \
         voucher_no txn_no invoice_no contract_no account_code account_name handler preparer reviewer approver";
    let payments = schema.feed("payments").unwrap();
    for name in wanted.split_whitespace() {
        assert!(
            payments.column(name).is_some_and(|c| !c.internal),
            "payments.{name}"
        );
    }
    let journal = schema.feed("journal").unwrap();
    for name in "line debit credit period direction amount payee voucher_no preparer reviewer"
        .split_whitespace()
    {
        assert!(
            journal.column(name).is_some_and(|c| !c.internal),
            "journal.{name}"
        );
    }
    assert_eq!(payments.resolve("摘要").unwrap().name, "summary");
    assert_eq!(payments.resolve("party").unwrap().name, "payee");
    assert_eq!(payments.resolve("amount").unwrap().name, "amount");
    assert_eq!(
        payments.resolve("flag"),
        None,
        "internal columns are not for rules"
    );
    assert_eq!(payments.resolve("借方"), None);
}

#[test]
fn the_user_adds_columns_and_feeds() {
    let card = ExtraColumn {
        heading: Some("CARDNUM".into()),
        r#type: "text".into(),
        role: Some("account".into()),
        label: None,
    };
    let mut config = Config::default();
    config.sources.push(SourcePin {
        path: "*.csv".into(),
        feed: Some("payments".into()),
        extra: BTreeMap::from([("card".into(), card.clone())]),
        ..SourcePin::default()
    });
    config
        .feeds
        .insert("cards".into(), BTreeMap::from([("card".into(), card)]));
    let schema = Schema::of(&config).unwrap();
    let column = schema.feed("payments").unwrap().column("card").unwrap();
    assert_eq!(column.aliases, ["card", "cardnum"]);
    assert_eq!(column.domain, Domain::Account);
    assert_eq!(
        schema.feed("cards").unwrap().party_account.as_deref(),
        Some("card")
    );
}

#[test]
fn what_cannot_be_added_is_said() {
    let mut config = Config::default();
    let extra = |ty: &str, role: Option<&str>| ExtraColumn {
        r#type: ty.into(),
        role: role.map(str::to_owned),
        ..ExtraColumn::default()
    };
    config.feeds.insert(
        "payments".into(),
        BTreeMap::from([
            ("amount".to_owned(), extra("int", None)),
            ("b".to_owned(), extra("decimal", None)),
            ("c".to_owned(), extra("text", Some("secret"))),
        ]),
    );
    let Err(crate::Error::Config(faults)) = Schema::of(&config) else {
        panic!("three faults are let through");
    };
    assert_eq!(faults.len(), 3, "{faults:?}");
}
