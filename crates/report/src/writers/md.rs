//! `leads.md`: leads as pages to read or to paste into a report.

use std::io::{self, Write};

use super::{Entry, Format, Into};
use crate::cells::visible;
use crate::dossier::{Dossier, role_word};
use crate::lead::Shown;
use crate::units::{grouped_yuan, iso, word};

/// The entry of the shelf.
pub(super) static ENTRY: Entry = Entry {
    name: "md",
    doc: (
        "Markdown 文本，便于阅读和粘贴（leads.md）",
        "Markdown to read or to paste (leads.md)",
    ),
    into: Into::File("leads.md"),
    cites: false,
    write,
};

#[expect(
    non_upper_case_globals,
    reason = "A format reads like a variant in the program of design §2."
)]
impl Format {
    /// Markdown to read or to paste.
    pub const Md: Self = Self(&ENTRY);
}

fn write(dossier: &Dossier<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = dossier.lang();
    writeln!(out, "# {}\n", word(lang, "疑点清单", "Leads"))?;
    writeln!(
        out,
        "{}\n",
        word(
            lang,
            "以下仅为疑点线索，均待核实。",
            "These are clues only; every one is still to be verified."
        )
    )?;
    for lead in dossier.leads() {
        page(dossier, &lead, out)?;
    }
    Ok(())
}

fn page(dossier: &Dossier<'_>, lead: &Shown, out: &mut dyn Write) -> io::Result<()> {
    let lang = dossier.lang();
    let trial = if lead.trial {
        word(lang, "（试行规则）", " (rule on trial)")
    } else {
        ""
    };
    let (level, title) = (lead.level.wording(), escape(&lead.title));
    writeln!(
        out,
        "## [{}] {} {title}{trial}\n",
        level.text(lang),
        lead.rule_id
    )?;
    writeln!(out, "{}\n", escape(&lead.text))?;
    let mut item = |zh: &str, en: &str, text: &str| match text {
        "" => Ok(()),
        text => writeln!(out, "- {}: {}", word(lang, zh, en), escape(text)),
    };
    item("疑点编号", "Lead", &lead.lead_id)?;
    item("单位", "Collective", &lead.org)?;
    let amount = lead
        .amount
        .map(|fen| grouped_yuan(fen.into()))
        .unwrap_or_default();
    item(
        "涉及金额（待核实，元）",
        "Amount (to be verified, yuan)",
        &amount,
    )?;
    if lead.from.is_some() {
        item(
            "时间",
            "When",
            &format!("{} – {}", iso(lead.from), iso(lead.to)),
        )?;
    }
    item("推断的内容", "Inferred", &lead.inferred.join("；"))?;
    item(
        "凭证线索",
        "Where the paper is",
        &lead.locators_text(dossier),
    )?;
    item("依据", "Basis", &lead.basis_text(dossier))?;
    item("核实方式", "To check", &lead.check.join("；"))?;
    item(
        "应先排除的合理解释",
        "To exclude first",
        &lead.innocent.join("；"),
    )?;
    for row in &lead.evidence {
        let values: Vec<&str> = row.values.iter().map(|(_, text)| text.as_str()).collect();
        let role = role_word(row.role);
        let text = format!(
            "{} {} {} · {}",
            row.file,
            row.sheet,
            row.row,
            values.join(" | ")
        );
        item(&role.zh, &role.en, &text)?;
    }
    writeln!(out)
}

/// Text that Markdown does not read as markup, on one line.
fn escape(text: &str) -> String {
    let mut shown = String::new();
    for c in visible(&text.replace(['\n', '\r'], " ")).chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '~' | '&'
        ) {
            shown.push('\\');
        }
        shown.push(c);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{WriteOptions, sample};

    #[test]
    fn pages() {
        let (sample, options) = (sample::sample(), WriteOptions::default());
        let mut out = Vec::new();
        write(&sample.dossier(&options), &mut out).expect("memory");
        let text = String::from_utf8(out).expect("text");
        let first = text.split("\n## ").nth(1).expect("a lead");
        insta::assert_snapshot!(first, @r"
        [红] A01 会议期间疑似公款旅游

        2024-01-12 付 广之旅 18600.00 元（总结会桂林四天团费，联系陈\*\*138\*\*\*\*8000），在“年度经济总结会”结束后第 2 天

        - 疑点编号: 1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a
        - 单位: 石溪经济联合社
        - 涉及金额（待核实，元）: 18,600.00
        - 时间: 2024-01-12 – 2024-01-12
        - 推断的内容: 仅按名称比对，陈\*\*
        - 凭证线索: 凭证号 记-0012、记-0013
        - 依据: 《农村集体经济组织财务制度》第三十条 《某镇管理办法》第五条（待核）
        - 核实方式: 调取该笔凭证及附件（发票、行程单、名单）；询问经办人
        - 应先排除的合理解释: 经批准的培训、考察
        - 命中记录: bank/2024.csv  5 · 2024-01-12 \| 18600.00 \| 广之旅 \| 622202\*\*\*\*0128 \| 总结会桂林四天团费，联系陈\*\*138\*\*\*\*8000 \| 记-0012 \| 李\*\*
        - 相关记录: meetings.xlsx 会议 2 · 2024-01-09 \| 年度经济总结会
        ");
        assert_eq!(
            escape("<b>[x](javascript:1)</b>"),
            "\\<b\\>\\[x\\](javascript:1)\\</b\\>"
        );
    }
}
