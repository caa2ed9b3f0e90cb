//! The sheet 疑点清单, and 试行规则疑点 where rules are on trial.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::cell::Value;
use super::grid::{Column, Grid, Layout, Review, column, review, target};
use super::style::Style;
use crate::dossier::Dossier;
use crate::lead::Shown;
use crate::units::{day, word};

const COLUMNS: [Column; 22] = [
    column("预警等级", "Level", 8),
    column("疑点编号", "Lead", 28),
    column("单位", "Collective", 16),
    column("规则", "Rule", 8),
    column("疑点标题", "Title", 16),
    column("疑点描述（待核实）", "What was seen (to be verified)", 40),
    column(
        "涉及金额（元，待核实）",
        "Amount (yuan, to be verified)",
        18,
    ),
    column("冲退后净额（元）", "Net of reversals (yuan)", 14),
    column("起", "From", 12),
    column("止", "To", 12),
    column("数据来源（文件、行）", "Where it stands", 28),
    column("凭证线索", "Where the paper is", 18),
    column("法规依据", "Basis", 26),
    column("核实方式", "What to fetch and ask", 34),
    column("应先排除的合理解释", "To exclude first", 26),
    column("推断的内容", "What was inferred", 48),
    column("关联疑点组", "Matter", 19),
    column("分值", "Score", 7),
    review("核查结果", "Result", 14, Review::Result),
    review("核查人", "Checked by", 11, Review::Text),
    review("核查日期", "Checked on", 12, Review::Day),
    review("备注", "Remarks", 20, Review::Text),
];

/// Where each lead and its first evidence row stand in the workbook.
pub(super) struct Places {
    pub(super) limit: u32,
    /// For each shown lead: its own cell, and that of its first evidence row.
    pub(super) cells: Vec<(String, Option<String>)>,
}

impl Places {
    pub(super) fn of(dossier: &Dossier<'_>, limit: u32) -> Self {
        let (mut counted, mut trial, mut rows) = (0, 0, 0);
        let mut cells = Vec::new();
        for (on_trial, evidence) in dossier.outline() {
            let index = if on_trial { &mut trial } else { &mut counted };
            let own = target(name(dossier, on_trial), *index, limit);
            *index += 1;
            let first = (evidence > 0).then(|| target(super::evidence::name(dossier), rows, limit));
            rows += evidence;
            cells.push((own, first));
        }
        Self { limit, cells }
    }
}

/// Adds the sheets of leads; leads of rules on trial stand apart and are never counted.
pub(super) fn sheets(
    dossier: &Dossier<'_>,
    style: &Style,
    places: &Places,
    book: &mut Workbook,
) -> Result<(), XlsxError> {
    let trial_count = dossier.outline().filter(|(trial, _)| *trial).count();
    let mut counted = grid(
        dossier,
        style,
        places,
        false,
        dossier.lead_count() - trial_count,
    )?;
    let mut trial = grid(dossier, style, places, true, trial_count)?;
    for (lead, (_, evidence)) in dossier.leads().zip(&places.cells) {
        let on_trial = lead.trial;
        let row = row(dossier, &lead, evidence.clone());
        if on_trial {
            trial.row(row)?;
        } else {
            counted.row(row)?;
        }
    }
    counted.finish(book)?;
    if trial_count > 0 {
        trial.finish(book)?;
    }
    Ok(())
}

/// The name of a sheet of leads.
fn name(dossier: &Dossier<'_>, trial: bool) -> &'static str {
    if trial {
        word(dossier.lang(), "试行规则疑点", "Trial leads")
    } else {
        word(dossier.lang(), "疑点清单", "Leads")
    }
}

fn grid<'a>(
    dossier: &Dossier<'_>,
    style: &'a Style,
    places: &Places,
    trial: bool,
    count: usize,
) -> Result<Grid<'a>, XlsxError> {
    let mut note = match dossier.lang() {
        ledger::Lang::Zh => {
            format!("疑点仅为线索，待核实；核实前不得作为认定问题的依据。共 {count} 条。")
        }
        ledger::Lang::En => format!(
            "Leads are clues only, to be verified; they prove nothing by themselves. {count} in all."
        ),
    };
    if trial {
        note.push_str(word(
            dossier.lang(),
            "本表为试行规则，不计入统计。",
            " Rules on trial: not counted.",
        ));
    }
    for (rule, leads) in dossier.truncated.iter().filter(|_| !trial) {
        let shown = dossier.leads_of(rule);
        let more = match dossier.lang() {
            ledger::Lang::Zh => format!(
                "规则 {rule} 共 {leads} 条，仅列分值最高的 {shown} 条，全部记录见 hits.csv。"
            ),
            ledger::Lang::En => format!(
                " Rule {rule} has {leads}; the first {shown} by score are shown, hits.csv holds all."
            ),
        };
        note.push_str(&more);
    }
    let layout = Layout {
        name: name(dossier, trial),
        note,
        columns: &COLUMNS,
        frozen: 3,
        limit: places.limit,
    };
    Grid::new(layout, style, dossier.lang())
}

fn row(dossier: &Dossier<'_>, lead: &Shown, evidence: Option<String>) -> Vec<Value> {
    let lines = |texts: &[String]| match texts {
        [one] => one.clone(),
        many => {
            let numbered = (1..).zip(many).map(|(n, text)| format!("{n}. {text}"));
            numbered.collect::<Vec<_>>().join("\n")
        }
    };
    vec![
        Value::Level(lead.level),
        Value::Link {
            to: evidence,
            text: lead.lead_id.clone(),
        },
        Value::Text(lead.org.clone()),
        Value::Centred(lead.rule_id.clone()),
        Value::Text(lead.title.clone()),
        Value::Text(lead.text.clone()),
        Value::Money(lead.amount),
        Value::Money(lead.amount_net),
        Value::Day(lead.from.and_then(day)),
        Value::Day(lead.to.and_then(day)),
        Value::Text(lead.places(dossier, 3)),
        Value::Text(lead.locators_text(dossier)),
        Value::Text(lead.basis_text(dossier)),
        Value::Text(lines(&lead.check)),
        Value::Text(lines(&lead.innocent)),
        Value::Text(lines(&lead.inferred)),
        Value::Text(lead.matter_id.clone()),
        Value::Centred(lead.score.to_string()),
    ]
}
