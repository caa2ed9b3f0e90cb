//! The workbook as a whole.

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::style::Style;
use super::{cell, evidence, grid, leads, record, rest, units};
use crate::dossier::Dossier;
use crate::units::{day, word};

/// Writes `leads.xlsx`.
pub(super) fn write(dossier: &Dossier<'_>, out: &mut dyn Write) -> io::Result<()> {
    let bytes = build(dossier, grid::LIMIT).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn build(dossier: &Dossier<'_>, limit: u32) -> Result<Vec<u8>, XlsxError> {
    let style = Style::new(dossier.lang());
    let mut book = Workbook::new();
    // The clock must not reach the bytes, so the workbook is dated by the books it judges.
    let judged = dossier.findings.as_of.and_then(day).and_then(cell::excel);
    let dated = match judged {
        Some(judged) => judged,
        None => ExcelDateTime::from_ymd(2000, 1, 1)?,
    };
    let title = word(
        dossier.lang(),
        "疑点清单（待核实）",
        "Leads (to be verified)",
    );
    let properties = DocProperties::new()
        .set_title(title)
        .set_author("sanzi")
        .set_creation_datetime(&dated);
    book.set_properties(&properties);
    let places = leads::Places::of(dossier, limit);
    leads::sheets(dossier, &style, &places, &mut book)?;
    evidence::sheet(dossier, &style, &places, &mut book)?;
    rest::not_judged(dossier, &style, limit, &mut book)?;
    rest::rejects(dossier, &style, limit, &mut book)?;
    units::sheet(dossier, &style, limit, &mut book)?;
    record::sheet(dossier, &style, &mut book)?;
    book.save_to_buffer()
}

/// Every sheet name and non-empty cell of a workbook, read back by another library.
#[cfg(test)]
pub(crate) fn texts(bytes: &[u8]) -> Vec<String> {
    use calamine::Reader;
    let mut book: calamine::Xlsx<_> =
        calamine::Xlsx::new(io::Cursor::new(bytes)).expect("a workbook");
    let mut texts = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).expect("a sheet");
        texts.push(name);
        texts.extend(
            range
                .used_cells()
                .map(|(_, _, cell)| cell.to_string())
                .filter(|t| !t.is_empty()),
        );
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{WriteOptions, sample};
    use calamine::{Data, Reader};

    fn bytes(options: &WriteOptions) -> Vec<u8> {
        build(&sample::sample().dossier(options), grid::LIMIT).expect("a workbook")
    }

    fn open(bytes: &[u8]) -> calamine::Xlsx<io::Cursor<&[u8]>> {
        calamine::Xlsx::new(io::Cursor::new(bytes)).expect("a workbook")
    }

    #[test]
    fn sheets_in_both_languages() {
        let mut options = WriteOptions::default();
        assert_eq!(
            open(&bytes(&options)).sheet_names(),
            [
                "疑点清单",
                "试行规则疑点",
                "疑点明细（数据出处）",
                "未能核查",
                "未导入记录",
                "单位评估",
                "扫描记录"
            ]
        );
        options.lang = ledger::Lang::En;
        assert_eq!(
            open(&bytes(&options)).sheet_names(),
            [
                "Leads",
                "Trial leads",
                "Evidence",
                "Not judged",
                "Rejects",
                "Units",
                "Run"
            ]
        );
    }

    #[test]
    fn leads_read_back_row_by_row() {
        let (sample, options) = (sample::sample(), WriteOptions::default());
        let dossier = sample.dossier(&options);
        let bytes = bytes(&options);
        let range = open(&bytes).worksheet_range("疑点清单").expect("a sheet");
        assert!(
            range
                .get_value((0, 0))
                .expect("a note")
                .to_string()
                .contains("待核实")
        );
        let leads: Vec<_> = dossier.leads().filter(|lead| !lead.trial).collect();
        assert_eq!(range.height(), leads.len() + 2);
        for (row, lead) in (2_u32..).zip(&leads) {
            let cell = |column: u32| range.get_value((row, column)).cloned().unwrap_or_default();
            assert_eq!(cell(1), Data::String(lead.lead_id.clone()));
            assert_eq!(
                cell(5),
                Data::String(crate::cells::workbook(&lead.text, ""))
            );
            match lead.amount {
                Some(fen) => assert_eq!(
                    cell(6).to_string(),
                    crate::units::yuan(fen)
                        .parse::<f64>()
                        .expect("a number")
                        .to_string()
                ),
                None => assert_eq!(cell(6).to_string(), ""),
            }
            if lead.from.is_some() {
                assert!(matches!(cell(8), Data::DateTime(_)), "{:?}", cell(8));
            }
        }
    }

    #[test]
    fn no_formula_and_no_clock() {
        let options = WriteOptions::default();
        let bytes = bytes(&options);
        for name in open(&bytes).sheet_names() {
            let formulas = open(&bytes).worksheet_formula(&name).expect("a sheet");
            assert_eq!(formulas.used_cells().count(), 0, "{name}");
        }
        std::thread::sleep(std::time::Duration::from_millis(1_100));
        assert!(bytes == super::tests::bytes(&options), "equal runs differ");
    }

    #[test]
    fn small_sheets_continue() {
        let (sample, options) = (sample::sample(), WriteOptions::default());
        let bytes = build(&sample.dossier(&options), 5).expect("a workbook");
        assert!(open(&bytes).sheet_names().contains(&"疑点清单2".to_owned()));
    }
}
