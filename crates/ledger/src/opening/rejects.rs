//! All rejects of a run, with their own texts.

use super::join::Joined;
use crate::{Error, Reject, Row, cite};

/// Every reject in the order of rows, with its own text.
pub(super) fn rejects(joined: &mut Joined<'_>) -> Result<Vec<Reject>, Error> {
    let mut all: Vec<Reject> = Vec::new();
    let mut again: Vec<(usize, Row)> = Vec::new();
    for (at, refusals) in joined.refusals.iter_mut().enumerate() {
        let origin = joined.origins.get(at);
        for refusal in refusals.drain(..) {
            let source = u32::try_from(at).unwrap_or(u32::MAX);
            if refusal.raw.is_empty() {
                again.push((
                    all.len(),
                    Row {
                        source,
                        place: refusal.row,
                    },
                ));
            }
            let heading = refusal
                .cell
                .and_then(|c| origin.and_then(|o| o.cells.get(c)))
                .map_or("", |(_, h)| h.as_str());
            all.push(Reject {
                source,
                row: refusal.row,
                column: heading.to_owned(),
                code: refusal.code.to_owned(),
                reason: refusal.reason,
                raw: refusal.raw,
            });
        }
    }
    for late in joined.late.drain(..) {
        let source = late.source;
        again.push((
            all.len(),
            Row {
                source,
                place: late.row,
            },
        ));
        all.push(Reject {
            source,
            row: late.row,
            column: late.column,
            code: late.code.to_owned(),
            reason: late.reason,
            raw: late.raw,
        });
    }
    let rows: Vec<Row> = again.iter().map(|(_, row)| *row).collect();
    for ((at, _), citation) in
        again
            .iter()
            .zip(cite::cite(&joined.sources, &joined.origins, &rows)?)
    {
        if let Some(reject) = all.get_mut(*at) {
            reject.raw = citation
                .cells
                .iter()
                .map(|c| c.raw.trim())
                .collect::<Vec<_>>()
                .join(",");
        }
    }
    all.sort_by(|a, b| (a.source, a.row, &a.code).cmp(&(b.source, b.row, &b.code)));
    Ok(all)
}
