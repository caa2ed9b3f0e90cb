//! `units.csv`: what supervision counts of collectives and towns, and indices over unverified leads.

use std::io::{self, Write};

use engine::{Measured, UnitLine};

use crate::cells::{Cell, in_pieces};
use crate::dossier::Dossier;
use crate::units::{thousandths, yuan_of};

/// Groups of lines that one thread writes down at a time; each has a few dozen.
const GROUPS: usize = 256;

pub(super) fn write(dossier: &Dossier<'_>, out: &mut dyn Write) -> io::Result<()> {
    let headings = [
        "kind", "unit", "town", "period", "index", "part", "value", "measure", "counted", "volume",
        "note",
    ];
    let units = &dossier.findings.units;
    in_pieces(out, &headings, (units.groups(), GROUPS), |rows, range| {
        for line in range.flat_map(|group| units.lines_of(group)) {
            let over = |n: fn(&(i128, i128)) -> i128| match &line.over {
                Some(over) => Cell::number(n(over)),
                None => Cell::text(""),
            };
            rows.row(&[
                Cell::text(line.kind.word()),
                Cell::text(&*line.unit),
                Cell::text(&*line.town),
                Cell::text(&*line.period),
                Cell::text(&*line.index),
                Cell::text(&*line.part),
                value(line.value),
                Cell::text(line.value.word()),
                over(|over| over.0),
                over(|over| over.1),
                Cell::text(if internal(&line) { "internal_only" } else { "" }),
            ])?;
        }
        Ok(())
    })
}

fn value(value: Measured) -> Cell<'static> {
    match value {
        Measured::Count(n) => Cell::number(n),
        Measured::Money(fen) => Cell::number(yuan_of(fen)),
        Measured::Share(n) | Measured::Points(n) => Cell::number(thousandths(n)),
        Measured::NotSupplied => Cell::text(""),
    }
}

/// Whether a line rests on leads that nobody verified, so that it is for internal reference only.
pub(crate) fn internal(line: &UnitLine) -> bool {
    &*line.index != "supply" && (&*line.index != "counts" || line.part.starts_with("leads"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{WriteOptions, sample};

    #[test]
    fn a_line_says_what_it_was_computed_from_and_whom_it_is_for() {
        let mut out = Vec::new();
        let options = WriteOptions::default();
        write(&sample::sample().dossier(&options), &mut out).expect("written");
        assert_eq!(
            String::from_utf8(out).expect("text"),
            "kind,unit,town,period,index,part,value,measure,counted,volume,note\n\
             collective,石溪经济联合社,白榄镇,2024,risk,red-leads,2.500,points,1,800,internal_only\n\
             collective,石溪经济联合社,白榄镇,2024,counts,trade-money,18600.00,yuan,,,\n\
             collective,石溪经济联合社,白榄镇,2024,counts,leads-red,1,count,,,internal_only\n\
             collective,石溪经济联合社,白榄镇,2024,supply,decisions,,not_supplied,,,\n"
        );
    }
}
