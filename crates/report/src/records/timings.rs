//! `timings.json`: what rules and phases cost. The only output that equal runs need not share.

use std::io::{self, Write};

use serde_json::json;

use crate::dossier::Dossier;

pub(super) fn write(dossier: &Dossier<'_>, out: &mut dyn Write) -> io::Result<()> {
    let timings: Vec<_> = dossier
        .findings
        .timings
        .iter()
        .map(|t| json!({ "name": t.name, "micros": u64::try_from(t.micros).unwrap_or(u64::MAX) }))
        .collect();
    serde_json::to_writer_pretty(
        &mut *out,
        &json!({ "timings": timings, "run": dossier.options.cost }),
    )?;
    out.write_all(b"\n")
}
