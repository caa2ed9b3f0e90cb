//! Units: counts and indices on small ledgers.

use engine::{Measured, Options, UnitLine, scan};
use ledger::{Config, Schema, Table, in_memory};
use rules::{Rulebook, Settings, load};

use super::{tempfolder, written};

const INDEX: &str = r#"
name   = "test"
title  = { zh = "指数", en = "index" }
doc    = { zh = "测试用", en = "for a test" }
period = "year"

[[part]]
name   = "leads"
title  = { zh = "疑点", en = "leads" }
asks   = "leads"
per    = 10
weight = 3
most   = 12

[[part]]
name   = "amount"
title  = { zh = "金额", en = "money" }
asks   = "amount"
weight = "2.5"

[[part]]
name   = "unsupplied"
title  = { zh = "未报送", en = "not supplied" }
asks   = "unsupplied"
weight = 20

[[part]]
name   = "unjudged"
title  = { zh = "未能核查", en = "not judged" }
asks   = "unjudged"
weight = 20
"#;

const ORGS: &str = "name,town\n甲村,东镇\n乙村,东镇\n丙村,西镇\n";

/// Two rules, one over payments and one that also asks `decisions`, and the index of these tests.
fn book() -> Rulebook {
    let own = tempfolder();
    std::fs::create_dir(own.join("indices")).unwrap();
    std::fs::write(own.join("indices/test.toml"), INDEX).unwrap();
    let large = "kind = \"match\"\nwhere = \"direction = 'out' AND amount >= 100\"";
    let unfiled = "kind = \"missing\"\nwhere = \"direction = 'out' AND amount >= 500\"\nother = \"decisions\"";
    for (n, keys) in [large, unfiled].into_iter().enumerate() {
        let text = written((n, "payments"), "x", keys, &[], ("", None));
        let (text, _) = text.split_once("[[example]]").unwrap();
        std::fs::write(own.join(format!("t{n:03}.toml")), text).unwrap();
    }
    let schema = Schema::of(&Config::default()).unwrap();
    let loaded = load(&own, &schema, &Settings::default());
    std::fs::remove_dir_all(&own).unwrap();
    loaded.unwrap()
}

fn units(tables: &[(&str, &str)]) -> Vec<UnitLine> {
    let table = |(feed, text): &(&str, &str)| Table {
        feed: (*feed).to_owned(),
        text: (*text).to_owned(),
    };
    let tables: Vec<Table> = tables.iter().map(table).collect();
    let ledger = in_memory(&tables, &Config::default()).unwrap();
    let found = scan(&ledger, &book(), &Options::default()).unwrap();
    found.units.lines().collect()
}

/// The value of a part of a unit, with what it was computed from.
fn of(lines: &[UnitLine], key: [&str; 4]) -> (Measured, Option<(i128, i128)>) {
    let [unit, period, index, part] = key;
    let found: Vec<_> = lines
        .iter()
        .filter(|l| [&*l.unit, &*l.period, &*l.index, &*l.part] == [unit, period, index, part])
        .map(|l| (l.value, l.over))
        .collect();
    assert_eq!(found.len(), 1, "{key:?} in {lines:#?}");
    found[0]
}

const PAYMENTS: &str = "org,date,direction,amount,payee,summary
甲村,2024-01-05,out,100.00,a,x
甲村,2024-02-05,out,300.00,b,x
甲村,2024-03-05,in,50.00,c,x
甲村,2024-03-06,out,99.00,d,x
甲村,2025-03-06,out,1.00,d,x
乙村,2024-01-05,out,1.00,a,x
";

#[test]
fn parts_are_over_their_volume_and_add_up() {
    let decisions = "org,date,kind,title\n甲村,2024-01-01,大额资金,x\n乙村,2023-01-01,大额资金,x\n";
    let lines = units(&[
        ("orgs", ORGS),
        ("payments", PAYMENTS),
        ("decisions", decisions),
    ]);
    let points = Measured::Points;
    for (unit, period, part, expected) in [
        // Two leads of four rows: 3 × 2 × 10 / 4 = 15, at most 12.
        ("甲村", "2024", "leads", (points(12_000), Some((2, 4)))),
        // 400 of 499 yuan: 2.5 × 400 / 499 = 2.00400….
        (
            "甲村",
            "2024",
            "amount",
            (points(2004), Some((40_000, 49_900))),
        ),
        ("甲村", "2025", "leads", (points(0), Some((0, 1)))),
        ("甲村", "2024", "unsupplied", (points(0), Some((0, 6)))),
        ("甲村", "2024", "total", (points(14_004), None)),
        ("乙村", "2024", "leads", (points(0), Some((0, 1)))),
        // The town adds what is counted and the volumes, not points: 3 × 2 × 10 / 5 = 12.
        ("东镇", "2024", "leads", (points(12_000), Some((2, 5)))),
        (
            "东镇",
            "2024",
            "amount",
            (points(2000), Some((40_000, 50_000))),
        ),
        // Nothing moved in 2023, though a matter was filed then.
        ("乙村", "2023", "total", (Measured::NotSupplied, None)),
        // A collective that handed in nothing is no zero.
        ("丙村", "", "total", (Measured::NotSupplied, None)),
    ] {
        assert_eq!(
            of(&lines, [unit, period, "test", part]),
            expected,
            "{unit} {period} {part}"
        );
    }
}

#[test]
fn what_is_lacking_is_a_line_of_its_own_and_costs_points() {
    let decisions = "org,date,kind,title\n甲村,2024-01-01,大额资金,x\n";
    let payments = "org,date,direction,amount,payee,summary
甲村,2024-01-05,out,100.00,a,x
甲村,2024-01-06,out,600.00,a,x
乙村,2024-01-05,out,700.00,a,x
";
    let lines = units(&[
        ("orgs", ORGS),
        ("payments", payments),
        ("decisions", decisions),
    ]);
    let part = |unit, part| of(&lines, [unit, "2024", "test", part]);
    assert_eq!(
        part("甲村", "unsupplied"),
        (Measured::Points(0), Some((0, 2)))
    );
    assert_eq!(
        part("乙村", "unsupplied"),
        (Measured::Points(10_000), Some((1, 2)))
    );
    assert_eq!(
        part("甲村", "unjudged"),
        (Measured::Points(0), Some((0, 2)))
    );
    let supply = |unit| {
        let lines = lines
            .iter()
            .filter(|l| [&*l.unit, &*l.index] == [unit, "supply"]);
        lines.map(|l| (&*l.part, l.value)).collect::<Vec<_>>()
    };
    assert_eq!(supply("甲村"), []);
    assert_eq!(supply("乙村"), [("decisions", Measured::NotSupplied)]);
    let lacking = Measured::NotSupplied;
    assert_eq!(
        supply("丙村"),
        [("decisions", lacking), ("payments", lacking)]
    );
}

#[test]
fn to_hand_in_more_costs_no_points() {
    let payments = "org,date,direction,amount,payee,summary
甲村,2024-01-05,out,100.00,a,x
甲村,2024-02-05,out,600.00,a,x
";
    let trades = "org,date,title\n甲村,2024-03-05,鱼塘\n";
    let part = |tables: &[(&str, &str)]| {
        let lines = units(tables);
        of(&lines, ["甲村", "2024", "test", "unsupplied"])
    };
    let less = part(&[("payments", payments)]);
    let more = part(&[("payments", payments), ("trades", trades)]);
    assert_eq!(less, (Measured::Points(10_000), Some((2, 4))));
    assert_eq!(more, less);
}

#[test]
fn supervision_counts_trades_filings_disclosure_and_leads() {
    let lines = units(&[
        ("orgs", ORGS),
        ("payments", PAYMENTS),
        (
            "trades",
            "org,date,title,deal\n甲村,2024-01-05,鱼塘,1000.50\n甲村,2024-02-05,商铺,2000\n甲村,2025-02-05,商铺,\n",
        ),
        (
            "decisions",
            "org,date,kind,title\n甲村,2024-01-01,大额资金使用,x\n甲村,2024-01-02,重大项目安排,x\n甲村,2024-01-03,重要干部任免,x\n甲村,2024-01-04,重大事项决策,x\n甲村,2024-01-05,,x\n",
        ),
        (
            "disclosures",
            "org,date,title\n甲村,2024-01-20,一月财务\n甲村,2024-01-21,党务\n甲村,2024-06-20,没有收支的月份\n",
        ),
    ]);
    let value = |unit, year, part| of(&lines, [unit, year, "counts", part]).0;
    for (unit, year, part, expected) in [
        ("甲村", "2024", "trades", Measured::Count(2)),
        ("甲村", "2024", "trade-money", Measured::Money(300_050)),
        ("甲村", "2025", "trades", Measured::Count(1)),
        ("甲村", "2025", "trade-money", Measured::Money(0)),
        ("乙村", "2024", "trades", Measured::NotSupplied),
        ("东镇", "2024", "trades", Measured::Count(2)),
        ("甲村", "2024", "filings-decisions", Measured::Count(1)),
        ("甲村", "2024", "filings-appointments", Measured::Count(1)),
        ("甲村", "2024", "filings-projects", Measured::Count(1)),
        ("甲村", "2024", "filings-payments", Measured::Count(1)),
        ("甲村", "2024", "filings-others", Measured::Count(1)),
        ("甲村", "2025", "filings-payments", Measured::Count(0)),
        ("乙村", "2024", "filings-payments", Measured::NotSupplied),
        // One of three months with money moved.
        ("甲村", "2024", "disclosure-rate", Measured::Share(333)),
        ("甲村", "2025", "disclosure-rate", Measured::Share(0)),
        ("乙村", "2024", "disclosure-rate", Measured::NotSupplied),
        ("甲村", "2024", "leads-yellow", Measured::Count(2)),
        ("甲村", "2024", "leads-red", Measured::Count(0)),
        ("东镇", "2024", "leads-yellow", Measured::Count(2)),
        ("乙村", "2024", "leads-yellow", Measured::Count(0)),
    ] {
        assert_eq!(value(unit, year, part), expected, "{unit} {year} {part}");
    }
}

#[test]
fn the_journal_stands_in_only_where_there_are_no_payments() {
    let journal = "org,date,voucher_no,account_name,debit,credit,summary
甲村,2024-01-05,记1,管理费用,900.00,,x
甲村,2024-01-05,记1,银行存款,,900.00,x
乙村,2024-01-05,记1,管理费用,200.00,,x
乙村,2024-01-05,记1,银行存款,,200.00,x
";
    let payments = "org,date,direction,amount,payee,summary\n甲村,2024-01-05,out,1.00,a,x\n";
    let lines = units(&[("payments", payments), ("journal", journal)]);
    let amount = |unit| of(&lines, [unit, "2024", "test", "amount"]).1;
    assert_eq!(amount("甲村"), Some((0, 100)));
    assert_eq!(amount("乙村"), Some((0, 20_000)));
}
