//! A rule read back: one sentence with its numbers, and a page with all that it says.

use ledger::{Lang, Schema};

use crate::{Detect, Grade, Literal, Rule, Status, Then};

mod catalogue;
mod kind;

pub use catalogue::catalogue;
pub use kind::kind_page;

/// One sentence: what the rule asks of which feeds, with the numbers in force, and what it lets pass.
pub fn show(rule: &Rule, schema: &Schema, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let mut logics = Vec::new();
    let indexes = rule.detects.iter().map(|d| d.index);
    for index in indexes.collect::<std::collections::BTreeSet<_>>() {
        let same: Vec<&Detect> = rule.detects.iter().filter(|d| d.index == index).collect();
        if let Some(first) = same.first() {
            let feeds: Vec<String> = same.iter().map(|d| label(schema, &d.feed, lang)).collect();
            let grade = first.grade.filter(|g| *g != rule.grade);
            logics.push(match (zh, grade) {
                (true, None) => format!("在{}中，{}", feeds.join("、"), first.reads.zh),
                (true, Some(grade)) => format!(
                    "在{}中，{}（{}）",
                    feeds.join("、"),
                    first.reads.zh,
                    grade_word(grade, lang)
                ),
                (false, None) => format!("in {}: {}", feeds.join(", "), first.reads.en),
                (false, Some(grade)) => format!(
                    "in {}: {} ({})",
                    feeds.join(", "),
                    first.reads.en,
                    grade_word(grade, lang)
                ),
            });
        }
    }
    let dropped: Vec<&str> = rule
        .unless
        .iter()
        .filter(|u| u.then == Then::Drop)
        .map(|u| u.name.text(lang))
        .collect();
    let grade = grade_word(rule.grade, lang);
    let title = rule.title.text(lang);
    if zh {
        let except = if dropped.is_empty() {
            String::new()
        } else {
            format!("；下列情形除外：{}", dropped.join("、"))
        };
        format!(
            "{}“{title}”（{grade}）：{}{except}。",
            rule.id,
            logics.join("；或者")
        )
    } else {
        let except = if dropped.is_empty() {
            String::new()
        } else {
            format!("; except: {}", dropped.join(", "))
        };
        format!(
            "{} “{title}” ({grade}): {}{except}.",
            rule.id,
            logics.join("; or ")
        )
    }
}

/// Everything that a rule says of itself, as lines of plain text.
pub fn page(rule: &Rule, schema: &Schema, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let word = |a: &'static str, b: &'static str| if zh { a } else { b };
    let mut lines = vec![
        format!("{} {}", rule.id, rule.title.text(lang)),
        format!(
            "{}: {} · {}: {} · {}",
            word("强度", "grade"),
            grade_word(rule.grade, lang),
            word("状态", "status"),
            status_word(rule.status, lang),
            rule.file
        ),
        String::new(),
        show(rule, schema, lang),
    ];
    let mut section = |title: &str, body: Vec<String>| {
        if !body.is_empty() {
            lines.push(String::new());
            lines.push(title.to_owned());
            lines.extend(body.into_iter().map(|line| format!("  {line}")));
        }
    };
    let texts =
        |all: &[ledger::Wording]| all.iter().map(|w| format!("- {}", w.text(lang))).collect();
    let one = |wording: &ledger::Wording| {
        Some(wording.text(lang).to_owned())
            .filter(|t| !t.is_empty())
            .into_iter()
            .collect()
    };
    section(word("为什么", "why"), one(&rule.why));
    section(word("参数", "params"), params(rule, lang));
    section(
        word("例外与加重", "exceptions and raises"),
        exceptions(rule, lang),
    );
    section(word("依据", "basis"), basis(rule, lang));
    section(word("核查内容", "what to check"), texts(&rule.check));
    section(
        word("先排除的合理解释", "innocent explanations to exclude first"),
        texts(&rule.innocent),
    );
    section(word("看不到的情形", "what it misses"), one(&rule.misses));
    lines.join("\n") + "\n"
}

fn params(rule: &Rule, lang: Lang) -> Vec<String> {
    let row = |param: &crate::Param| {
        let bound = |b: &Option<Literal>| b.as_ref().map_or_else(String::new, Literal::write);
        let origin = match (param.origin.as_str(), lang) {
            ("default", Lang::Zh) => "默认".to_owned(),
            ("default", Lang::En) => "default".to_owned(),
            (set, Lang::Zh) => format!("{set}，默认 {}{}", param.default.write(), author(param)),
            (set, Lang::En) => format!("{set}, default {}{}", param.default.write(), author(param)),
        };
        format!(
            "${} = {} [{} … {}] ({origin}) {}",
            param.name,
            param.value.write(),
            bound(&param.min),
            bound(&param.max),
            param.doc.text(lang)
        )
    };
    rule.params.iter().map(row).collect()
}

fn author(param: &crate::Param) -> String {
    let parts: Vec<&str> = [param.by.as_str(), param.reason.as_str()]
        .into_iter()
        .filter(|p| !p.is_empty())
        .collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!("; {}", parts.join(": "))
    }
}

fn exceptions(rule: &Rule, lang: Lang) -> Vec<String> {
    let then = |then: Then| match (then, lang) {
        (Then::Drop, Lang::Zh) => "不提示",
        (Then::Weaken, Lang::Zh) => "降一级",
        (Then::Keep, Lang::Zh) => "仅注明",
        (Then::Drop, Lang::En) => "drop",
        (Then::Weaken, Lang::En) => "weaken",
        (Then::Keep, Lang::En) => "keep",
    };
    let raise = if lang == Lang::Zh {
        "升一级"
    } else {
        "raise"
    };
    let unless = rule.unless.iter().map(|u| {
        format!(
            "{}: {} — {}",
            then(u.then),
            u.name.text(lang),
            u.asks.text(lang)
        )
    });
    let raises = rule
        .raise
        .iter()
        .map(|r| format!("{raise}: {} — {}", r.name.text(lang), r.asks.text(lang)));
    unless.chain(raises).collect()
}

fn basis(rule: &Rule, lang: Lang) -> Vec<String> {
    let act = |basis: &crate::Basis| {
        let day = |day: Option<i64>| day.map_or_else(String::new, |d| Literal::Date(d).write());
        let unsure = match (basis.confirmed, lang) {
            (true, _) => "",
            (false, Lang::Zh) => "（待核）",
            (false, Lang::En) => " (to be confirmed)",
        };
        let dates = if basis.from.is_none() && basis.until.is_none() {
            String::new()
        } else {
            format!(" [{} … {}]", day(basis.from), day(basis.until))
        };
        let article = if basis.article.is_empty() {
            String::new()
        } else {
            format!(" {}", basis.article)
        };
        format!("{}{article}{dates}{unsure}", basis.title)
    };
    rule.basis.iter().map(act).collect()
}

fn label(schema: &Schema, feed: &str, lang: Lang) -> String {
    let label = schema.feed(feed).map_or(feed, |f| f.label.text(lang));
    if lang == Lang::Zh {
        format!("“{label}”")
    } else {
        label.to_owned()
    }
}

fn grade_word(grade: Grade, lang: Lang) -> &'static str {
    match (grade, lang) {
        (Grade::Red, Lang::Zh) => "红",
        (Grade::Yellow, Lang::Zh) => "黄",
        (Grade::Blue, Lang::Zh) => "蓝",
        (Grade::Red, Lang::En) => "red",
        (Grade::Yellow, Lang::En) => "yellow",
        (Grade::Blue, Lang::En) => "blue",
    }
}

fn status_word(status: Status, lang: Lang) -> &'static str {
    match (status, lang) {
        (Status::Draft, Lang::Zh) => "草稿",
        (Status::Trial, Lang::Zh) => "试运行",
        (Status::Stable, Lang::Zh) => "正式",
        (Status::Retired, Lang::Zh) => "停用",
        (Status::Draft, Lang::En) => "draft",
        (Status::Trial, Lang::En) => "trial",
        (Status::Stable, Lang::En) => "stable",
        (Status::Retired, Lang::En) => "retired",
    }
}

#[cfg(test)]
mod tests {
    use crate::sample::{pages, rule};

    #[test]
    fn a_page_holds_all_that_a_rule_says() {
        let head = "status = \"trial\"\ncheck = { zh = [\"调取凭证\"], en = [\"fetch the voucher\"] }\ninnocent = { zh = [\"经批准的培训\"], en = [\"an approved course\"] }\nmisses = { zh = \"现金\", en = \"cash\" }\nbasis = [{ title = \"某规定\", article = \"第三条\", from = 2013-12-04 }, { title = \"某法\", confirmed = true }]\n";
        let logic = "[params]\nleast = { value = \"200元\", min = \"0元\", doc = { zh = \"超过才报（不含）\", en = \"exclusive\" } }\n[[detect]]\nkind = \"during\"\nwhere = \"amount > $least\"\nother = \"meetings\"\nafter = \"7天\"\n[[unless]]\nname = { zh = \"退押金\", en = \"a deposit returned\" }\nwhere = \"mentions('deposit')\"\nthen = \"drop\"\n[[unless]]\nname = { zh = \"有合同\", en = \"a contract\" }\nwhere = \"contract_no IS NOT NULL\"\nthen = \"weaken\"\n[[raise]]\nname = { zh = \"次日\", en = \"the next day\" }\nwhere = \"days <= 1\"\n";
        insta::assert_snapshot!(pages(&rule(&format!("{head}{logic}"))), @r#"
    X01 疑似某事
    强度: 红 · 状态: 试运行 · X-group/x.toml

    X01“疑似某事”（红）：在“资金收支”中，满足（金额超过 200 元）的记录，其日期在单位相同的“会议”（全部记录）开始前 0 天至结束后 7 天之内（均含当天）；下列情形除外：退押金。

    为什么
      原因

    参数
      $least = 200元 [0元 … ] (默认) 超过才报（不含）

    例外与加重
      不提示: 退押金 — 收款人或摘要提到“押金、保证金”词表
      降一级: 有合同 — 合同编号不为空
      升一级: 次日 — days 不超过 1 天

    依据
      某规定 第三条 [2013-12-04 … ]（待核）
      某法

    核查内容
      - 调取凭证

    先排除的合理解释
      - 经批准的培训

    看不到的情形
      现金

    X01 Possible something
    grade: red · status: trial · X-group/x.toml

    X01 “Possible something” (red): in payments: rows where amount is more than 200 yuan, dated from 0 days before to 7 days after (both included) all rows of meetings with the same org; except: a deposit returned.

    why
      a reason

    params
      $least = 200元 [0元 … ] (default) exclusive

    exceptions and raises
      drop: a deposit returned — payee or summary mentions the list "Deposits and bonds"
      weaken: a contract — contract_no is not empty
      raise: the next day — days is at most 1 day

    basis
      某规定 第三条 [2013-12-04 … ] (to be confirmed)
      某法

    what to check
      - fetch the voucher

    innocent explanations to exclude first
      - an approved course

    what it misses
      cash
    "#);
    }
}
