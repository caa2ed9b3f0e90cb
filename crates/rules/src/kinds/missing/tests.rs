//! What `missing` with peers compiles to, and what is told of keys that do not fit.

use crate::sample::{faults, load, plans, reads, rule};

fn missing(keys: &str) -> String {
    rule(&format!(
        "[[detect]]\nkind = \"missing\"\nother = \"decisions\"\nafter = \"30天\"\n{keys}\n"
    ))
}

#[test]
fn peers_are_counted_by_windows_and_never_paired() {
    insta::assert_snapshot!(plans(&missing("peers = \"town\"\nleast = 4\nshare = \"60%\"")), @r#"
    missing payments needs amount, date others ["decisions", "orgs"]
    subject org, party per Row at "date" amount "amount" context [] facts ["peers", "filers"]
    Filter (_filed._rows IS NULL AND Provided { lacking: Peers(4) }(peers >= 4, (filers * 5) >= (peers * 3)))
      Join anti other on org, date + 30 >= other.date, absence of decisions at date by date
        Derive peers = (_units - 1)
          Window by _home.town, _year over all: _units = distinct(org); filers = distinct(org) if NOT _filed._rows IS NULL
            Join left _filed on org, _year
              Join left _home on org = name
                Derive _year = Year(date)
                  Feed payments (net)
                Filter _places = 1
                  Window by name over all: _places = count()
                    Group by name, town: _rows = count()
                      Feed orgs (all rows)
              Group by org, _year: _rows = count()
                Derive _year = Year(date)
                  Feed decisions (net)
        Feed decisions (net)
    "#);
}

#[test]
fn equal_sums_are_set_off_before_the_rest_is_added_up() {
    insta::assert_snapshot!(plans(&missing("covers = \"amount\"\nbefore = \"9天\"")), @r#"
    missing payments needs amount, date others ["decisions"]
    subject org, party per Row at "date" amount "amount" context [] facts ["paid"]
    Join anti other on org, date + 30 >= other.date, date - 9 <= other.date, where (other.amount IS NULL OR paid <= other._approved), absence of decisions at date by date
      Window by org order date over preceding: paid = sum(amount)
        Match on org, date ~ date within 9 days, amount ~ amount within 0 fen
          Feed payments (net)
          Feed decisions (net)
      Window by org order date over preceding: _approved = sum(amount)
        Match on org, date ~ date within 9 days, amount ~ amount within 0 fen
          Feed decisions (net)
          Feed payments (net)
    "#);
}

#[test]
fn peers_read_back() {
    insta::assert_snapshot!(reads(&missing("peers = \"town\"")), @"X01“疑似某事”（红）：在“资金收支”中，全部记录，在“三重一大”（全部记录）中没有单位相同、日期在此前任何时候至此后 30 天（均含当天）的记录；本单位当年也没有，而镇街相同、当年有同样记录的其他单位（至少 3 家）中有对应记录的达到 1/2。");
}

#[test]
fn keys_that_do_not_fit_are_told() {
    let told = |keys: &str| load(&missing(keys)).map_or_else(|f| faults(&f), |_| String::new());
    for (keys, code) in [
        ("peers = \"town\"", ""),
        ("peers = \"village\"", "unknown-column"),
        ("peers = \"established\"", "wrong-unit"),
        ("least = 4", "unknown-key"),
        ("share = \"50%\"", "unknown-key"),
        ("peers = \"town\"\nshare = \"101%\"", "out-of-bounds"),
        ("peers = \"town\"\nshare = \"100%\"", ""),
        ("peers = \"town\"\nleast = 0", "out-of-bounds"),
    ] {
        let found = told(keys);
        let right = found.starts_with(code) && found.is_empty() == code.is_empty();
        assert!(right, "{keys}: {found}");
    }
}
