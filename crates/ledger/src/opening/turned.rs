//! Lines of forms whose columns are rows: a line is one line, however many rows it yields.

use super::join::Joined;
use crate::lines::Kept;

/// Counts the lines of such sources by class: a line with a row that rules see is *detail*, else one with a row that another source
/// supplied is *repeat*, else it is *reject*; rows that could not be read stand among the rejects whatever their line is.
pub(super) fn count_lines(joined: &mut Joined<'_>) {
    for (source, table) in &joined.tables {
        let at = *source as usize;
        let turned = |plan: &crate::layout::Plan| plan.turned;
        if !joined
            .plans
            .get(at)
            .is_some_and(|p| p.as_deref().is_some_and(turned))
        {
            continue;
        }
        let Some(own) = joined.sources.get_mut(at) else {
            continue;
        };
        let (mut detail, mut repeat) = (0, 0);
        let rows: Vec<usize> = (0..table.places.len()).collect();
        let place = |row: &usize| table.places.get(*row);
        for line in rows.chunk_by(|a, b| place(a) == place(b)) {
            let has = |kept: fn(Kept) -> bool| {
                line.iter()
                    .any(|row| table.kept.get(*row).is_some_and(|k| kept(*k)))
            };
            if has(Kept::is_detail) {
                detail += 1;
            } else if has(|kept| kept == Kept::Repeat) {
                repeat += 1;
            }
        }
        let counts = &mut own.counts;
        let left = counts.lines.saturating_sub(counts.subtotal + counts.layout);
        if matches!(own.state, crate::SourceState::Repeat(_)) && counts.reject == 0 {
            // Of a file that was supplied twice, lines that cannot be read are repeats as well.
            repeat = left;
        }
        counts.detail = detail;
        counts.repeat = repeat;
        counts.reject = left.saturating_sub(detail + repeat);
    }
}
