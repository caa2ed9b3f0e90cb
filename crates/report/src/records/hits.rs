//! `hits.csv`: every row that a rule points at.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use rayon::prelude::*;

use crate::cells::{Rows, guard};
use crate::dossier::Dossier;
use crate::units::month;

/// Hits that one thread writes down at a time; a few such pieces wait in memory for their turn.
const PIECE: usize = 8_192;

pub(super) fn write(dossier: &Dossier<'_>, out: &mut dyn Write) -> io::Result<()> {
    let headings = [
        "rule_id", "lead_id", "role", "feed", "file", "sheet", "row", "org",
    ];
    Rows::new(&mut *out, &headings)?.finish()?;
    let hits = dossier.findings.hits.len();
    let at_once = PIECE * 2 * rayon::current_num_threads();
    for first in (0..hits).step_by(at_once) {
        let last = hits.min(first + at_once);
        let pieces: Vec<usize> = (first..last).step_by(PIECE).collect();
        let written: Vec<Vec<u8>> = pieces
            .into_par_iter()
            .map(|at| piece(dossier, at..last.min(at + PIECE)))
            .collect::<io::Result<_>>()?;
        for piece in written {
            out.write_all(&piece)?;
        }
    }
    Ok(())
}

fn piece(dossier: &Dossier<'_>, range: Range<usize>) -> io::Result<Vec<u8>> {
    let mut rows = Rows::more(Vec::new());
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
    rows.into_inner()
}

/// A text with its guard: hits of one rule and source stand together, so that a name is looked through once for many rows.
#[derive(Default)]
struct Guarded<'a> {
    text: &'a str,
    guarded: Cow<'a, str>,
}

impl<'a> Guarded<'a> {
    fn of(&mut self, text: &'a str) -> &str {
        if self.text != text {
            self.text = text;
            self.guarded = guard(text);
        }
        &self.guarded
    }
}
