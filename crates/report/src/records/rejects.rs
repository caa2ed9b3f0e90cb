//! `rejects.csv`: rows that could not be made canonical. `reason` is the stable word for the cause, a colon, and the text.

use std::io::{self, Write};

use crate::cells::{Cell, Rows};
use crate::dossier::Dossier;

pub(super) fn write(dossier: &Dossier<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = Rows::new(out, &["file", "sheet", "row", "column", "reason", "raw"])?;
    for reject in dossier.books.rejects {
        let (file, sheet) = dossier.place(reject.source);
        rows.row(&[
            Cell::text(file),
            Cell::text(sheet),
            Cell::number(reject.row),
            Cell::text(&reject.column),
            Cell::text(format!("{}: {}", reject.code, dossier.say(&reject.reason))),
            Cell::text(dossier.raw_reject(reject)),
        ])?;
    }
    rows.finish()
}
