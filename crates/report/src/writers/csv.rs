//! `leads.csv`: a lead a row; with a byte order mark, so that spreadsheets see it is UTF-8.

use std::io::{self, Write};

use super::{Entry, Format, Into};
use crate::cells::{Cell, Rows};
use crate::dossier::Dossier;
use crate::units::{iso, yuan};

/// The entry of the shelf.
pub(super) static ENTRY: Entry = Entry {
    name: "csv",
    doc: (
        "一行一条疑点的表格文本（leads.csv）",
        "a lead a row, as delimited text (leads.csv)",
    ),
    into: Into::File("leads.csv"),
    cites: false,
    write,
};

#[expect(
    non_upper_case_globals,
    reason = "A format reads like a variant in the program of design §2."
)]
impl Format {
    /// A lead a row, as delimited text.
    pub const Csv: Self = Self(&ENTRY);
}

const HEADINGS: [&str; 20] = [
    "lead_id",
    "matter_id",
    "rule_id",
    "level",
    "trial",
    "score",
    "org",
    "title",
    "text",
    "amount",
    "amount_net",
    "from",
    "to",
    "places",
    "evidence_total",
    "locators",
    "basis",
    "check",
    "innocent",
    "inferred",
];

fn write(dossier: &Dossier<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut rows = Rows::new(out, &HEADINGS)?;
    for lead in dossier.leads() {
        rows.row(&[
            Cell::text(&lead.lead_id),
            Cell::text(&lead.matter_id),
            Cell::text(&lead.rule_id),
            Cell::text(lead.level.word()),
            Cell::text(if lead.trial { "trial" } else { "" }),
            Cell::number(lead.score),
            Cell::text(&lead.org),
            Cell::text(&lead.title),
            Cell::text(&lead.text),
            Cell::number(lead.amount.map(yuan).unwrap_or_default()),
            Cell::number(lead.amount_net.map(yuan).unwrap_or_default()),
            Cell::text(iso(lead.from)),
            Cell::text(iso(lead.to)),
            Cell::text(lead.places(dossier, 20)),
            Cell::number(lead.evidence_total),
            Cell::text(lead.locators_text(dossier)),
            Cell::text(lead.basis_text(dossier)),
            Cell::text(lead.check.join("\n")),
            Cell::text(lead.innocent.join("\n")),
            Cell::text(lead.inferred.join("\n")),
        ])?;
    }
    rows.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{WriteOptions, sample};

    #[test]
    fn rows_read_back() {
        let (sample, options) = (sample::sample(), WriteOptions::default());
        let dossier = sample.dossier(&options);
        let mut out = Vec::new();
        write(&dossier, &mut out).expect("memory");
        let text = String::from_utf8(out).expect("text");
        let mut reader = ::csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        assert_eq!(reader.headers().expect("headings"), HEADINGS.to_vec());
        let rows: Vec<::csv::StringRecord> = reader.records().map(|r| r.expect("a row")).collect();
        assert_eq!(rows.len(), dossier.lead_count());
        insta::assert_debug_snapshot!(rows[0].iter().take(13).collect::<Vec<_>>(), @r#"
        [
            "1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a",
            "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
            "A01",
            "red",
            "",
            "80",
            "石溪经济联合社",
            "会议期间疑似公款旅游",
            "2024-01-12 付 广之旅 18600.00 元（总结会桂林四天团费，联系陈**138****8000），在“年度经济总结会”结束后第 2 天",
            "18600.00",
            "18600.00",
            "2024-01-12",
            "2024-01-12",
        ]
        "#);
        let formula = rows
            .iter()
            .flat_map(::csv::StringRecord::iter)
            .filter(|cell| cell.starts_with('='));
        assert_eq!(formula.count(), 0);
        assert!(
            rows.iter().any(|row| row[8].starts_with("'=")),
            "the sample holds a formula to guard"
        );
    }
}
