//! Columns that a collective has and fills nowhere, beside columns that it lacks; and what `sanzi.toml` says of collectives.

use engine::{Findings, Options, Outcome, scan};
use ledger::{Config, OrgPin, Table, in_memory};

use super::{book, written};

fn projects(text: &str) -> Table {
    table("projects", text)
}

fn table(feed: &str, text: &str) -> Table {
    Table {
        feed: feed.to_owned(),
        text: text.to_owned(),
    }
}

/// What a rule on a feed finds; `needs` are the columns that it says it needs.
fn found(keys: &str, (feed, needs): (&str, &str), tables: &[Table], config: &Config) -> Findings {
    let text = written((0, feed), "x", keys, &[], ("", None));
    let (text, _) = text.split_once("[[example]]").unwrap();
    let text = text.replace("\nwhy =", &format!("\nneeds = [\"{needs}\"]\nwhy ="));
    let ledger = in_memory(tables, config).unwrap();
    assert_eq!(ledger.rejects().len(), 0);
    scan(&ledger, &book(&[text]), &Options::default()).unwrap()
}

/// Outcome and reason of each line of coverage, by collective.
fn lines(found: &Findings) -> Vec<String> {
    let line = |line: engine::Coverage<'_>| {
        let reason = line.reason.map(engine::Reason::code).unwrap_or_default();
        format!("{} {} {reason}", line.org, line.outcome.word())
    };
    found.coverage.iter().map(line).collect()
}

const WEIGHED: &str = r#"kind = "match"
where = "amount >= 5元 AND NOT mentions('open-method', method)"
[[unless]]
name = { zh = "没有登记方式", en = "the method is not told" }
where = "method IS NULL"
then = "weaken"
"#;
const SOUGHT: &str = "kind = \"match\"\nwhere = \"amount >= 5元 AND method IS NULL\"";
const NEITHER: &str = "kind = \"match\"\nwhere = \"amount >= 5元 AND method <> '公开招标'\"";

#[test]
fn blanks_that_a_rule_seeks_or_weighs_are_judged_where_the_column_is_there() {
    let tables = [
        projects(
            "org,project_no,title,amount,signed,method\n甲村,1,路,5,2024-03-01,\n乙村,1,路,4,2024-03-01,",
        ),
        projects(
            "org,project_no,title,amount,signed\n丙村,1,路,5,2024-03-01\n丁村,1,路,4,2024-03-01",
        ),
    ];
    let config = Config::default();
    let without = "not_judged no-column:projects.method";
    for keys in [WEIGHED, SOUGHT] {
        let mut told = lines(&found(keys, ("projects", "method"), &tables, &config));
        told.sort();
        let mut wanted = vec![
            "甲村 flagged ".to_owned(),
            "乙村 clear ".to_owned(),
            format!("丙村 {without}"),
            format!("丁村 {without}"),
        ];
        wanted.sort();
        assert_eq!(told, wanted, "{keys}");
    }
    let told = found(NEITHER, ("projects", "method"), &tables, &config);
    let judged = |line: engine::Coverage<'_>| line.outcome != Outcome::NotJudged;
    assert!(!told.coverage.iter().any(judged), "{:?}", told.coverage);
}

#[test]
fn towns_of_the_configuration_are_known_as_those_of_a_list_are() {
    let keys = "kind = \"missing\"\nother = \"decisions\"\non = [\"org\"]\nbefore = \"184天\"\nafter = \"184天\"\npeers = \"town\"\nleast = 2\nshare = \"60%\"";
    let contracts = "org,contract_no,title,signed\n甲社,1,租,2024-05-20\n乙社,1,租,2024-05-20\n丙社,1,租,2024-05-20";
    let decisions = "org,decision_no,date,title\n甲社,1,2023-06-02,租\n乙社,1,2024-03-02,租\n丙社,1,2024-03-02,租";
    let given = [table("contracts", contracts), table("decisions", decisions)];
    let pin = |name: &str, town: &str| OrgPin {
        name: name.to_owned(),
        town: (!town.is_empty()).then(|| town.to_owned()),
        ..OrgPin::default()
    };
    let outcome = |tables: &[Table], orgs: Vec<OrgPin>| {
        let config = Config {
            orgs,
            ..Config::default()
        };
        let mut told = lines(&found(keys, ("contracts", "date"), tables, &config));
        told.retain(|line| line.starts_with('甲'));
        told
    };
    let all = |towns: [&str; 3]| {
        let names = ["甲社", "乙社", "丙社"];
        names.iter().zip(towns).map(|(n, t)| pin(n, t)).collect()
    };
    assert_eq!(
        outcome(&given, Vec::new()),
        ["甲社 not_judged no-feed:orgs"]
    );
    assert_eq!(
        outcome(&given, all(["", "", ""])),
        ["甲社 not_judged no-feed:orgs"]
    );
    assert_eq!(outcome(&given, all(["青禾镇"; 3])), ["甲社 flagged "]);
    let few = outcome(&given, all(["青禾镇", "青禾镇", "白榄街"]));
    assert_eq!(few, ["甲社 not_judged too-few:2"]);
    // A list beside: what the configuration says stands instead, also for a collective that the list calls by another name.
    let list = table(
        "orgs",
        "name,town\n甲社,白榄街\n甲社,河口镇\n乙经济社,青禾镇",
    );
    let mut with_list = given.to_vec();
    with_list.push(list);
    let mut pins: Vec<OrgPin> = all(["青禾镇", "", "青禾镇"]);
    pins[1].aliases.push("乙经济社".to_owned());
    assert_eq!(outcome(&with_list, pins), ["甲社 flagged "]);
}

#[test]
fn a_collective_without_a_column_that_every_logic_hangs_on_is_not_clear() {
    let keys = r#"kind = "match"
where = "amount >= 9元 AND (mentions('open-method', method) OR method = '直接发包' AND paid > 1元)"
[[detect]]
kind = "match"
where = "amount >= 9元 AND NOT (method IS NULL OR status = '作废')"
"#;
    let tables = [
        projects("org,project_no,title,amount,signed,method,status\n甲村,1,路,5,2024-03-01,,"),
        projects("org,project_no,title,amount,signed,status\n乙村,1,路,5,2024-03-01,在建"),
        projects("org,project_no,title,amount,signed,method\n丙村,1,路,5,2024-03-01,询价"),
    ];
    let config = Config::default();
    let mut told = lines(&found(keys, ("projects", "date"), &tables, &config));
    told.sort();
    // 甲村 has the column and no method; 丙村 lacks one of two columns, but not for the first logic.
    let mut wanted = [
        "甲村 clear ",
        "乙村 not_judged no-column:projects.method",
        "丙村 clear ",
    ];
    wanted.sort_unstable();
    assert_eq!(told, wanted);
}

#[test]
fn a_heading_that_was_supplied_is_told_from_one_that_was_not() {
    let keys = r#"kind = "match"
where = "amount >= 9元 AND NOT supplied(projects.status)"
"#;
    let tables = [
        projects("org,project_no,title,amount,signed,status\n甲村,1,路,10,2024-03-01,"),
        projects("org,project_no,title,amount,signed\n乙村,1,路,10,2024-03-01"),
        // Another source of the same collective has the column.
        projects("org,project_no,title,amount,signed\n甲村,2,桥,10,2024-04-01"),
    ];
    let config = Config::default();
    let mut told = lines(&found(keys, ("projects", "date"), &tables, &config));
    told.sort();
    assert_eq!(told, ["乙村 flagged ", "甲村 clear "]);
    // Where the feed was not supplied at all, the column was not.
    let other = keys.replace("projects.status", "trades.method");
    let told = lines(&found(&other, ("projects", "date"), &tables[1..2], &config));
    assert_eq!(told, ["乙村 flagged "]);
}

#[test]
fn one_logic_may_need_what_another_does_not() {
    let keys = r#"kind = "match"
where = "amount >= 9元 AND NOT mentions('open-method', title)"
needs = ["method"]
[[detect]]
kind = "match"
where = "amount >= 99元"
"#;
    let tables = [
        projects("org,project_no,title,amount,signed\n甲村,1,路,10,2024-03-01"),
        projects("org,project_no,title,amount,signed,method\n乙村,1,路,10,2024-03-01,询价"),
        projects("org,project_no,title,amount,signed\n丙村,1,路,100,2024-03-01"),
    ];
    let config = Config::default();
    let mut told = lines(&found(keys, ("projects", "date"), &tables, &config));
    told.sort();
    let mut wanted = [
        "甲村 not_judged no-column:projects.method",
        "乙村 flagged ",
        "丙村 flagged ",
    ];
    wanted.sort_unstable();
    assert_eq!(told, wanted);
}

#[test]
fn an_account_of_balances_is_told_without_a_day_or_not_judged() {
    let keys = r#"kind = "match"
where = "account_is('cash')"
"#;
    let balances = |org: &str, code: &str, name: &str| {
        table(
            "balances",
            &format!("org,period,account_code,account_name,closing\n{org},2024,{code},{name},5"),
        )
    };
    let tables = [
        balances("甲村", "101", "库存现金"),
        balances("乙村", "111", "银行存款"),
        balances("丙村", "88", "三号往来"),
    ];
    let config = Config::default();
    let mut told = lines(&found(keys, ("balances", "account_name"), &tables, &config));
    told.sort();
    let mut wanted = [
        "甲村 flagged ",
        "乙村 clear ",
        "丙村 not_judged unknown-account",
    ];
    wanted.sort_unstable();
    assert_eq!(told, wanted);
}
