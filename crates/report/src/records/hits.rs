//! `hits.csv`: every row that a rule points at.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use crate::cells::{PIECE, Rows, guard, in_pieces};
use crate::dossier::Dossier;
use crate::units::month;

pub(super) fn write(dossier: &Dossier<'_>, out: &mut dyn Write) -> io::Result<()> {
    let headings = [
        "rule_id", "lead_id", "role", "feed", "file", "sheet", "row", "org",
    ];
    let hits = &dossier.findings.hits;
    in_pieces(out, &headings, (hits.len(), PIECE), |rows, range| {
        piece(dossier, rows, range)
    })
}

fn piece(dossier: &Dossier<'_>, rows: &mut Rows<Vec<u8>>, range: Range<usize>) -> io::Result<()> {
    let [mut rule, mut feed, mut file, mut sheet, mut org] = [(); 5].map(|()| Guarded::default());
    for hit in dossier.findings.hits.range(range) {
        let (in_file, in_sheet) = hit.row.map_or(("", ""), |row| dossier.place(row.source));
        let absent = hit.row.is_none().then(|| month(hit.month));
        let row = hit.row.map(|row| row.place.to_string());
        rows.guarded([
            rule.of(hit.rule_id),
            // A hash of ours, or nothing.
            hit.lead_id,
            hit.role.word(),
            feed.of(hit.feed),
            file.of(in_file),
            absent.as_deref().unwrap_or_else(|| sheet.of(in_sheet)),
            row.as_deref().unwrap_or(""),
            org.of(hit.org),
        ])?;
    }
    Ok(())
}

/// A text with its guard: hits of one rule and source stand together, so that a name is looked through once for many rows.
#[derive(Default)]
struct Guarded<'a> {
    text: &'a str,
    guarded: Cow<'a, str>,
}

impl<'a> Guarded<'a> {
    fn of(&mut self, text: &'a str) -> &str {
        // Names stand once in memory, so that equal ones are the same.
        if !std::ptr::eq(self.text, text) {
            self.text = text;
            self.guarded = guard(text);
        }
        &self.guarded
    }
}
