//! The leads as a table on a terminal.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};

use super::{Entry, Format, Into};
use crate::cells::visible;
use crate::dossier::Dossier;
use crate::units::{grouped_yuan, iso, word};

/// The entry of the shelf.
pub(super) static ENTRY: Entry = Entry {
    name: "table",
    doc: ("在终端上显示疑点表", "a table of leads on the terminal"),
    into: Into::Screen,
    cites: false,
    write: |dossier, out| out.write_all(render(dossier).as_bytes()),
};

#[expect(
    non_upper_case_globals,
    reason = "A format reads like a variant in the program of design §2."
)]
impl Format {
    /// A table of leads on the terminal.
    pub const Table: Self = Self(&ENTRY);
}

/// Leads that a terminal shows; the files hold all.
const MOST: usize = 50;

/// Renders the first leads, without colours and without control characters.
pub(crate) fn render(dossier: &Dossier<'_>) -> String {
    let lang = dossier.lang();
    if dossier.lead_count() == 0 {
        return word(lang, "未发现疑点。\n", "No leads.\n").to_owned();
    }
    let headings = [
        ("等级", "level"),
        ("规则", "rule"),
        ("单位", "collective"),
        ("疑点（待核实）", "lead (to be verified)"),
        ("金额（元）", "yuan"),
        ("日期", "date"),
        ("数据出处", "where"),
    ];
    let mut table = Table::new();
    table
        .force_no_tty()
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(dossier.options.width.unwrap_or(100).max(60))
        .set_header(headings.map(|(zh, en)| word(lang, zh, en)));
    for lead in dossier.leads().take(MOST) {
        let trial = if lead.trial {
            word(lang, "试行", " trial")
        } else {
            ""
        };
        let amount = lead.amount.map(|fen| grouped_yuan(fen.into()));
        table.add_row([
            format!("{}{trial}", lead.level.wording().text(lang)),
            lead.rule_id.clone(),
            visible(&lead.org).into_owned(),
            visible(&lead.text).into_owned(),
            amount.unwrap_or_default(),
            iso(lead.from),
            visible(&lead.places(dossier, 1)).into_owned(),
        ]);
    }
    let fixed = |width| ColumnConstraint::LowerBoundary(Width::Fixed(width));
    table.set_constraints([
        ColumnConstraint::ContentWidth,
        ColumnConstraint::ContentWidth,
        fixed(10),
        fixed(16),
        ColumnConstraint::ContentWidth,
        fixed(12),
        fixed(10),
    ]);
    if let Some(amount) = table.column_mut(4) {
        amount.set_cell_alignment(CellAlignment::Right);
    }
    let more = dossier.lead_count().saturating_sub(MOST);
    let note = match (more, lang) {
        (0, _) => String::new(),
        (_, ledger::Lang::Zh) => format!("另有 {more} 条疑点未在此显示，见输出文件。\n"),
        (_, ledger::Lang::En) => format!("{more} more leads are in the output files.\n"),
    };
    format!("{}\n{note}", table.trim_fmt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{WriteOptions, sample};
    use engine::Findings;

    #[test]
    fn a_table() {
        let (sample, options) = (sample::sample(), WriteOptions::default());
        let text = render(&sample.dossier(&options));
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
        insta::assert_snapshot!(text, @r#"
        ┌────────┬──────┬────────────────┬───────────────────────┬────────────┬────────────┬───────────────┐
        │ 等级   ┆ 规则 ┆ 单位           ┆ 疑点（待核实）        ┆ 金额（元） ┆ 日期       ┆ 数据出处      │
        ╞════════╪══════╪════════════════╪═══════════════════════╪════════════╪════════════╪═══════════════╡
        │ 红     ┆ A01  ┆ 石溪经济联合社 ┆ 2024-01-12 付 广之旅  ┆  18,600.00 ┆ 2024-01-12 ┆ bank/2024.csv │
        │        ┆      ┆                ┆ 18600.00 元（总结会桂 ┆            ┆            ┆ 第5行 等共3行 │
        │        ┆      ┆                ┆ 林四天团费，联系陈**1 ┆            ┆            ┆               │
        │        ┆      ┆                ┆ 38****8000），在“年度 ┆            ┆            ┆               │
        │        ┆      ┆                ┆ 经济总结会”结束后第 2 ┆            ┆            ┆               │
        │        ┆      ┆                ┆ 天                    ┆            ┆            ┆               │
        │ 黄     ┆ A01  ┆ 石溪经济联合社 ┆ =HYPERLINK("http://x" ┆     -86.50 ┆ 2024-01-12 ┆ bank/2024.csv │
        │        ┆      ┆                ┆ ) 疑似                ┆            ┆            ┆ 第6行         │
        │ 蓝     ┆ H02  ┆ 石溪经济联合社 ┆ 2024-01-12 付 广之旅  ┆            ┆            ┆               │
        │        ┆      ┆                ┆ 18600.00 元（总结会桂 ┆            ┆            ┆               │
        │        ┆      ┆                ┆ 林四天团费，联系陈**1 ┆            ┆            ┆               │
        │        ┆      ┆                ┆ 38****8000），在“年度 ┆            ┆            ┆               │
        │        ┆      ┆                ┆ 经济总结会”结束后第 2 ┆            ┆            ┆               │
        │        ┆      ┆                ┆ 天                    ┆            ┆            ┆               │
        │ 红试行 ┆ T01  ┆ 石溪经济联合社 ┆ 2024-01-12 付 广之旅  ┆  18,600.00 ┆ 2024-01-12 ┆ bank/2024.csv │
        │        ┆      ┆                ┆ 18600.00 元（总结会桂 ┆            ┆            ┆ 第5行 等共3行 │
        │        ┆      ┆                ┆ 林四天团费，联系陈**1 ┆            ┆            ┆               │
        │        ┆      ┆                ┆ 38****8000），在“年度 ┆            ┆            ┆               │
        │        ┆      ┆                ┆ 经济总结会”结束后第 2 ┆            ┆            ┆               │
        │        ┆      ┆                ┆ 天                    ┆            ┆            ┆               │
        └────────┴──────┴────────────────┴───────────────────────┴────────────┴────────────┴───────────────┘
        "#);
    }

    #[test]
    fn nothing_found_is_not_called_normal() {
        let mut sample = sample::sample();
        sample.findings = Findings::default();
        assert_eq!(
            render(&sample.dossier(&WriteOptions::default())),
            "未发现疑点。\n"
        );
    }
}
