//! `coverage.csv`: what became of each rule for each collective and months.

use std::io::{self, Write};

use crate::cells::{Cell, PIECE, in_pieces};
use crate::dossier::Dossier;
use crate::units::month;

pub(super) fn write(dossier: &Dossier<'_>, out: &mut dyn Write) -> io::Result<()> {
    let headings = [
        "rule_id",
        "org",
        "from_month",
        "to_month",
        "outcome",
        "reason",
        "rows",
    ];
    let lines = &dossier.findings.coverage;
    in_pieces(out, &headings, (lines.len(), PIECE), |rows, range| {
        for line in lines.range(range) {
            rows.row(&[
                Cell::text(line.rule_id),
                Cell::text(line.org),
                Cell::text(month(line.from_month)),
                Cell::text(month(line.to_month)),
                Cell::text(line.outcome.word()),
                Cell::text(line.reason.map(engine::Reason::code).unwrap_or_default()),
                Cell::number(line.rows),
            ])?;
        }
        Ok(())
    })
}
