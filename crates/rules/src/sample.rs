//! Feeds and rules that tests of this crate share.

use std::fmt::Write as _;
use std::sync::LazyLock;

use ledger::{Column, Domain, Feed, Role, Schema, Type, Wording};

use crate::lists::Lists;
use crate::plan::sketch;
use crate::{Diagnostic, Rulebook, Settings};

/// Compiled once; lists are cheap to clone.
static LISTS: LazyLock<Lists> =
    LazyLock::new(|| Lists::embedded().expect("shipped lists are right"));

/// A few feeds, as `crates/ledger/feeds` has them but shorter. A column: `name:label:type`, with `*` before a role.
pub(crate) fn schema() -> Schema {
    let feeds = [
        "payments 资金收支 org:单位:party book:账簿:id account:账号:account date:日期:date seq:顺序:int direction:收支方向:way amount:金额:money balance:余额:money payee:收款人:party*party payee_account:收款账号:account summary:摘要:prose*prose method:结算方式:id invoice_no:发票号码:id flag:标志:id voucher_no:凭证号:id handler:经办人:party contract_no:合同编号:id | date=date amount=amount party=payee party_account=payee_account summary=summary",
        "journal 序时账 org:单位:party date:日期:date period:会计期间:id month:月:int voucher_no:凭证号:id direction:收支方向:way amount:金额:money debit:借方:money credit:贷方:money payee:往来单位:party*party summary:摘要:prose*prose preparer:制单人:party reviewer:审核人:party | date=date amount=amount party=payee summary=summary",
        "meetings 会议 org:单位:party start:开始日期:date end:结束日期:date title:会议名称:prose*prose | date=start end=end summary=title key=org,start,title",
        "decisions 三重一大 org:单位:party date:决策日期:date filed:报备日期:date amount:核准金额:money payee:对象:party*party subject:事项:prose*prose | date=date amount=amount party=payee summary=subject",
        "disclosures 公开 org:单位:party date:公开日期:date days:公示天数:int count:笔数:int paid:已付:money | date=date amount=paid",
        "contracts 合同 org:单位:party start:起始日期:date end:终止日期:date lessee:承租方:party*party contract_no:合同编号:id rent:租金:money | date=start end=end amount=rent party=lessee",
        "orgs 集体经济组织 name:名称:party town:镇街:id established:成立日期:date |",
        "controls 核对 org:单位:party file:文件:prose sheet:工作表:prose line:行号:int what:项目:id stated:原件数:money found:计算数:money stated_count:原件笔数:int found_count:计算笔数:int agrees:一致:bool | amount=stated",
    ];
    let mut schema = Schema {
        feeds: feeds.iter().map(|f| feed(f).into()).collect(),
    };
    schema.feeds.sort_by(|a, b| a.name.cmp(&b.name));
    schema
}

fn feed(text: &str) -> Feed {
    let (columns, roles) = text.split_once('|').expect("a bar before the roles");
    let mut words = columns.split_whitespace();
    let name = words.next().expect("a name").to_owned();
    let label = words.next().expect("a label");
    let role = |key: &str| {
        let named = roles.split_whitespace().filter_map(|r| r.split_once('='));
        named
            .clone()
            .find(|(k, _)| *k == key)
            .map(|(_, v)| v.to_owned())
    };
    Feed {
        label: Wording::new(label, name.clone()),
        doc: Wording::default(),
        columns: words.map(column).collect(),
        any_of: Vec::new(),
        key: role("key").map_or_else(Vec::new, |k| k.split(',').map(str::to_owned).collect()),
        date: role("date"),
        end: role("end"),
        amount: role("amount"),
        party: role("party"),
        party_account: role("party_account"),
        party_id: None,
        summary: role("summary"),
        name,
        unpivot: None,
    }
}

fn column(text: &str) -> Column {
    let (text, role) = text.split_once('*').unwrap_or((text, ""));
    let parts: Vec<&str> = text.split(':').collect();
    let [name, label, ty] = parts[..] else {
        panic!("a column is name:label:type");
    };
    let (ty, domain) = match ty {
        "money" => (Type::Money, Domain::Prose),
        "int" => (Type::Int, Domain::Prose),
        "date" => (Type::Date, Domain::Prose),
        "bool" => (Type::Bool, Domain::Prose),
        "party" => (Type::Text, Domain::Party),
        "account" => (Type::Text, Domain::Account),
        "prose" => (Type::Text, Domain::Prose),
        _ => (Type::Text, Domain::Id),
    };
    let values = ["in", "out"].map(|v| (v.to_owned(), Vec::new()));
    Column {
        name: name.to_owned(),
        label: Wording::new(label, name),
        doc: Wording::default(),
        ty,
        domain,
        role: match role {
            "prose" => Some(Role::Prose),
            "party" => Some(Role::Party),
            _ => None,
        },
        aliases: Vec::new(),
        required: false,
        internal: name == "flag",
        fallback: Vec::new(),
        derived: false,
        values: if name == "direction" {
            values.into()
        } else {
            Vec::new()
        },
    }
}

/// The head of a rule that lacks nothing.
pub(crate) const HEAD: &str = r#"
id = "X01"
slug = "x"
title = { zh = "疑似某事", en = "Possible something" }
grade = "red"
feed = ["payments"]
needs = ["date", "amount"]
why = { zh = "原因", en = "a reason" }
say = { zh = "{date} 付 {party} {amount} 元", en = "{date}: {amount} yuan to {party}" }
"#;

/// A rule that lacks nothing but its logic, which is `rest`.
pub(crate) fn rule(rest: &str) -> String {
    format!("{}{rest}", HEAD.trim_start())
}

/// Loads one rule file `x.toml`.
pub(crate) fn load(toml: &str) -> Result<Rulebook, Vec<Diagnostic>> {
    load_with(toml, &Settings::default())
}

/// Loads one rule file `x.toml` under some settings.
pub(crate) fn load_with(toml: &str, settings: &Settings) -> Result<Rulebook, Vec<Diagnostic>> {
    let files = crate::load::Files {
        rules: vec![("X-group/x.toml".to_owned(), toml.to_owned())],
        indices: Vec::new(),
    };
    crate::load::assemble(files, Ok(LISTS.clone()), Vec::new(), &schema(), settings)
}

/// What is wrong, a line each: the place's own text, the code, the message, the help.
pub(crate) fn faults(faults: &[Diagnostic]) -> String {
    let line = |f: &Diagnostic| {
        let at = f.source.get(f.span.clone()).unwrap_or("?");
        format!(
            "{} ‹{}› {} ⇒ {}\n",
            f.code,
            at.replace('\n', "⏎"),
            f.message.en,
            f.help.en
        )
    };
    faults.iter().map(line).collect()
}

/// The plans of a rule, with what is cited.
pub(crate) fn plans(toml: &str) -> String {
    let book = match load(toml) {
        Ok(book) => book,
        Err(found) => return faults(&found),
    };
    let mut text = String::new();
    for detect in book.rules.iter().flat_map(|r| &r.detects) {
        let cite = &detect.cite;
        assert_eq!(
            crate::compile::sound::unsound(cite, &schema()),
            [""; 0],
            "{}",
            sketch(&cite.hits)
        );
        let _ = write!(
            text,
            "{} {} needs {} others {:?}\nsubject {} per {:?} at {:?} amount {:?} context {:?} facts {:?}\n{}",
            detect.kind,
            detect.feed,
            detect.needs.join(", "),
            detect.others,
            cite.subject.join(", "),
            cite.per,
            cite.at.as_deref().unwrap_or(""),
            cite.amount.as_deref().unwrap_or(""),
            cite.context,
            cite.facts
                .iter()
                .map(|(n, _)| n.as_str())
                .collect::<Vec<_>>(),
            sketch(&cite.hits),
        );
    }
    text
}

/// The page of a rule in both languages.
pub(crate) fn pages(toml: &str) -> String {
    let page = |rule: &crate::Rule, lang| crate::page(rule, &schema(), lang);
    match load(toml) {
        Ok(book) => book
            .rules
            .iter()
            .map(|r| page(r, ledger::Lang::Zh) + "\n" + &page(r, ledger::Lang::En))
            .collect(),
        Err(found) => faults(&found),
    }
}

/// What a rule reads back as, in Chinese.
pub(crate) fn reads(toml: &str) -> String {
    match load(toml) {
        Ok(book) => book
            .rules
            .iter()
            .map(|r| crate::show(r, &schema(), ledger::Lang::Zh))
            .collect(),
        Err(found) => faults(&found),
    }
}
