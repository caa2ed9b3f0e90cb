//! `--explain`: how rules were run, what they shared, and what each cost.

use comfy_table::{CellAlignment, Table, presets};
use engine::{Findings, Pass};
use ledger::Lang;

/// How many shared steps of a pass are told, those that most rules share.
const STEPS: usize = 20;

/// Characters of a step that are told; a long condition is recognised by its beginning.
const WIDE: usize = 96;

/// What a scan tells of how its rules were run.
pub(crate) fn explained(findings: &Findings, lang: Lang) -> String {
    let phases = findings.timings.iter();
    let phases = phases.filter(|t| !findings.rules.iter().any(|rule| rule.id == t.name));
    let phases: Vec<String> = phases
        .map(|t| format!("{} {}", phase(&t.name, lang), millis(t.micros)))
        .collect();
    let mut told: Vec<String> = findings.passes.iter().map(|pass| one(pass, lang)).collect();
    told.push(match lang {
        Lang::Zh => format!(
            "各阶段用时（毫秒）：{}\n规则用时为各线程合计；共用的步骤计入先用到它的规则。",
            phases.join("，")
        ),
        Lang::En => format!(
            "phases, milliseconds: {}\nRules' times are of all threads together; a shared step counts with the rule that came to it first.",
            phases.join(", ")
        ),
    });
    told.join("\n\n")
}

/// A phase as readers of Chinese call it.
fn phase(name: &str, lang: Lang) -> &str {
    match (lang, name) {
        (Lang::Zh, "pull") => "取数",
        (Lang::Zh, "sweep") => "分份核查",
        (Lang::Zh, "judge") => "逐条核查与归集",
        (Lang::Zh, "leads and coverage") => "疑点与核查范围",
        (Lang::Zh, "units") => "单位评估",
        _ => name,
    }
}

fn one(pass: &Pass, lang: Lang) -> String {
    let rules = pass.rules.len();
    let title = match (pass.by.as_deref(), lang) {
        (Some("org"), Lang::Zh) => {
            format!("按单位分 {} 份一并核查，{rules} 条规则：", pass.parts)
        }
        (Some(_), Lang::Zh) => {
            format!("按往来单位分 {} 份一并核查，{rules} 条规则：", pass.parts)
        }
        (None, Lang::Zh) => format!("在全部记录上逐条核查，{rules} 条规则："),
        (Some("org"), Lang::En) => {
            format!(
                "judged together by collective, in {} parts, {rules} rules:",
                pass.parts
            )
        }
        (Some(_), Lang::En) => {
            format!(
                "judged together by party, in {} parts, {rules} rules:",
                pass.parts
            )
        }
        (None, Lang::En) => format!("judged one by one on all rows, {rules} rules:"),
    };
    let all: u128 = pass.rules.iter().map(|(_, micros)| micros).sum();
    let mut costs = table(match lang {
        Lang::Zh => ["规则", "毫秒", "占比"],
        Lang::En => ["rule", "ms", "share"],
    });
    for (rule, micros) in &pass.rules {
        let share = micros * 1000 / all.max(1);
        let share = format!("{}.{}%", share / 10, share % 10);
        costs.add_row([rule.clone(), millis(*micros), share]);
    }
    for column in costs.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let mut told = vec![title, costs.to_string()];
    if !pass.shared.is_empty() {
        let mut steps = table(match lang {
            Lang::Zh => ["共用的步骤或顺序", "规则数", "规则"],
            Lang::En => ["shared step or order", "rules", "which"],
        });
        for (step, rules) in pass.shared.iter().take(STEPS) {
            let which = rules.join(" ");
            steps.add_row([cut(step), rules.len().to_string(), cut(&which)]);
        }
        told.push(steps.to_string());
    }
    let more = pass.shared.len().saturating_sub(STEPS);
    if more > 0 {
        told.push(match lang {
            Lang::Zh => format!("另有 {more} 个共用的步骤。"),
            Lang::En => format!("{more} more shared steps."),
        });
    }
    told.join("\n")
}

fn table(headings: [&str; 3]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(headings);
    table
}

fn millis(micros: u128) -> String {
    format!("{}.{}", micros / 1000, micros % 1000 / 100)
}

/// The beginning of a long text.
fn cut(text: &str) -> String {
    match text.char_indices().nth(WIDE) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}
