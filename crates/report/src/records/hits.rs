//! `hits.csv`: every row that a rule points at.

use std::io::{self, Write};

use crate::cells::{Cell, Rows};
use crate::dossier::Dossier;
use crate::units::month;

pub(super) fn write(dossier: &Dossier<'_>, out: &mut dyn Write) -> io::Result<()> {
    let headings = [
        "rule_id", "lead_id", "role", "feed", "file", "sheet", "row", "org",
    ];
    let mut rows = Rows::new(out, &headings)?;
    for hit in &dossier.findings.hits {
        let (file, sheet, row) = match hit.row {
            Some(row) => {
                let (file, sheet) = dossier.place(row.source);
                (file, sheet.to_owned(), row.place.to_string())
            }
            None => ("", month(hit.month), String::new()),
        };
        rows.row(&[
            Cell::text(&*hit.rule_id),
            Cell::text(&*hit.lead_id),
            Cell::text(hit.role.word()),
            Cell::text(&*hit.feed),
            Cell::text(file),
            Cell::text(sheet),
            Cell::number(row),
            Cell::text(&*hit.org),
        ])?;
    }
    rows.finish()
}
