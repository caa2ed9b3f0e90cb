//! What shipped rules must have beyond what loading asks.

use ledger::Wording;

use crate::{Diagnostic, Rule, Rulebook, Word};

/// What shipped rules must have beyond what loading asks: rows of examples (three positive, three negative) and one example of a boundary
/// (its name says 边界 or boundary), both languages in every text, what to check, innocent explanations, what it misses; each breach
/// a diagnostic without place.
pub fn check_shipped(rulebook: &Rulebook) -> Vec<Diagnostic> {
    rulebook.rules.iter().flat_map(of_rule).collect()
}

fn of_rule(rule: &Rule) -> Vec<Diagnostic> {
    let mut breaches = Vec::new();
    let mut breach = |code, zh: String, en: String, help: (&str, &str)| {
        breaches.push(Diagnostic {
            file: rule.file.clone(),
            source: "".into(),
            span: 0..0,
            code,
            message: Wording::new(zh, en),
            help: Wording::new(help.0, help.1),
        });
    };
    let words = || rule.examples.iter().flat_map(|e| &e.expect);
    let positive = words()
        .filter(|w| matches!(w, Word::Hit | Word::At(_)))
        .count();
    let negative = words().filter(|w| **w == Word::No).count();
    for (zh, en, found) in [
        ("命中", "that hit", positive),
        ("不命中", "that do not hit", negative),
    ] {
        if found < 3 {
            breach(
                "too-few-examples",
                format!("例子中{zh}的行只有 {found} 行"),
                format!("its examples have only {found} rows {en}"),
                (
                    "随附规则至少三行命中、三行不命中。",
                    "A shipped rule shows at least three rows that hit and three that do not.",
                ),
            );
        }
    }
    let boundary = |name: &str| name.contains("边界") || name.to_lowercase().contains("boundary");
    if !rule.examples.iter().any(|e| boundary(&e.name)) {
        breach(
            "no-boundary-example",
            "没有边界例子".to_owned(),
            "it has no example of a boundary".to_owned(),
            (
                "写一个名称含“边界”的例子。",
                "Write an example whose name says `boundary`.",
            ),
        );
    }
    for (key, wording) in texts(rule) {
        if !wording.zh.chars().any(is_han)
            || wording.en.is_empty()
            || wording.en.chars().any(is_han)
        {
            breach(
                "missing-language",
                format!("{key} 没有写成两种语言：{}", wording.zh),
                format!("{key} does not stand in both languages: {}", wording.en),
                (
                    "中文（zh）和英文（en）都要写。",
                    "Write it in Chinese (zh) and English (en).",
                ),
            );
        }
    }
    for (key, empty) in [
        ("check", rule.check.is_empty()),
        ("innocent", rule.innocent.is_empty()),
        ("misses", rule.misses.zh.is_empty()),
        ("basis", rule.basis.is_empty()),
    ] {
        if empty {
            breach(
                "missing-key",
                format!("缺少“{key}”"),
                format!("the key `{key}` is missing"),
                (
                    "随附规则要写明核查内容、合理解释、局限和依据。",
                    "A shipped rule says what to check, what may explain it, what it misses, and its basis.",
                ),
            );
        }
    }
    breaches
}

fn texts(rule: &Rule) -> Vec<(&'static str, &Wording)> {
    let mut texts = vec![
        ("title", &rule.title),
        ("why", &rule.why),
        ("say", &rule.say),
    ];
    if !rule.misses.zh.is_empty() {
        texts.push(("misses", &rule.misses));
    }
    texts.extend(rule.check.iter().map(|w| ("check", w)));
    texts.extend(rule.innocent.iter().map(|w| ("innocent", w)));
    texts.extend(rule.unless.iter().map(|u| ("unless", &u.name)));
    texts.extend(rule.raise.iter().map(|r| ("raise", &r.name)));
    texts.extend(rule.params.iter().map(|p| ("params", &p.doc)));
    texts
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}
