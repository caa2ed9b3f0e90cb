//! Looks over the records of an old workbook before the reader of workbooks sees them.
//!
//! That reader spreads each sheet over a table as wide and long as its farthest cell, so that area is held here against
//! the number of cells that are really there; and it reserves what a sheet claims of its extent, so claims are blanked.

use super::Fault;
use super::container::encrypted;
use super::hidden::Hidden;

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
const SHEET: u16 = 0x0085;
const PASSWORD: u16 = 0x002F;
const CONTINUED: u16 = 0x003C;
const DIMENSIONS: u16 = 0x0200;
const ROW: u16 = 0x0208;
const COLUMNS: u16 = 0x007D;

/// Area of a sheet that is read whatever it holds, in cells; 24 bytes each.
const FREE_AREA: u64 = 1 << 20;
/// Beyond that, how many places there may be for each cell.
const SPREAD: u64 = 16;
/// Continuations of one record; the longest table of texts that a workbook can have takes about as many.
const CONTINUATIONS: usize = 20_000;
/// Sheets of one workbook.
const SHEETS: usize = 1024;

/// Checks the workbook stream.
pub(super) fn look_over(stream: &[u8]) -> Result<(), Fault> {
    let mut sheets = Vec::new();
    let mut continuations = 0;
    for (kind, body) in records(stream) {
        match kind {
            PASSWORD if word(body, 0) != 0 => return Err(encrypted()),
            SHEET => sheets.push(long(body, 0)),
            END => break,
            _ => {}
        }
        continuations = if kind == CONTINUED {
            continuations + 1
        } else {
            0
        };
        if continuations > CONTINUATIONS {
            return Err(lying());
        }
    }
    if sheets.len() > SHEETS {
        return Err(lying());
    }
    let mut total = 0_u64;
    let mut real = 0_u64;
    for place in sheets {
        let substream = stream.get(place as usize..).ok_or_else(lying)?;
        let (area, cells) = extent(substream);
        total = total.saturating_add(area);
        real = real.saturating_add(cells);
    }
    // All sheets are held at once, so that their sum counts.
    if total > FREE_AREA.saturating_add(real.saturating_mul(SPREAD)) {
        return Err(sparse());
    }
    Ok(())
}

/// What each sheet hides, by its number in the workbook's list of sheets ([MS-XLS] 2.4.221 and 2.4.53).
pub(super) fn hidden(stream: &[u8]) -> Vec<Hidden> {
    let list = records(stream).take_while(|(kind, _)| *kind != END);
    list.filter(|(kind, _)| *kind == SHEET)
        .map(|(_, body)| long(body, 0) as usize)
        .map(|place| of_sheet(stream.get(place..).unwrap_or(&[])))
        .collect()
}

fn of_sheet(substream: &[u8]) -> Hidden {
    let mut hidden = Hidden::default();
    let mut depth = 0_u32;
    for (kind, body) in records(substream) {
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            ROW if depth == 1 && word(body, 12) & 0x20 != 0 => {
                let row = u32::from(word(body, 0)) + 1;
                hidden.add_rows(row, row);
            }
            COLUMNS if depth == 1 && word(body, 8) & 1 != 0 => {
                hidden.add_columns(u32::from(word(body, 0)) + 1, u32::from(word(body, 2)) + 1);
            }
            _ => {}
        }
    }
    hidden
}

/// The area that a sheet spreads over, and the number of its cells.
fn extent(substream: &[u8]) -> (u64, u64) {
    let (mut rows, mut columns) = ((u64::MAX, 0), (u64::MAX, 0));
    let mut cells = 0_u64;
    let mut depth = 0_u32;
    for (kind, body) in records(substream) {
        let (row, column) = (u64::from(word(body, 0)), u64::from(word(body, 2)));
        let last = match kind {
            BEGIN => {
                depth += 1;
                continue;
            }
            END if depth <= 1 => break,
            END => {
                depth -= 1;
                continue;
            }
            0x0006 | 0x0203 | 0x0204 | 0x0205 | 0x00D6 | 0x027E | 0x00FD => column,
            // Several numbers in neighbouring columns, six bytes each between six others.
            0x00BD => column + (body.len() as u64).saturating_sub(6) / 6,
            _ => continue,
        };
        cells += last.saturating_sub(column).max(1);
        rows = (rows.0.min(row), rows.1.max(row));
        columns = (columns.0.min(column), columns.1.max(last));
    }
    let area = if cells == 0 {
        0
    } else {
        (rows.1 - rows.0 + 1) * (columns.1 - columns.0 + 1)
    };
    (area, cells)
}

/// Blanks what sheets claim of their extent, so that nobody reserves memory by it.
pub(super) fn blank_claims(stream: &mut [u8]) {
    let places: Vec<(usize, usize)> = {
        let mut at = 0_usize;
        let place = |(kind, body): (u16, &[u8])| {
            let begin = at + 4;
            at = begin + body.len();
            (kind == DIMENSIONS).then_some((begin, at))
        };
        records(stream).filter_map(place).collect()
    };
    for (from, to) in places {
        if let Some(body) = stream.get_mut(from..to) {
            body.fill(0);
        }
    }
}

fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let kind = rest.get(..2).map(|_| word(rest, 0))?;
        let length = rest.get(2..4).map(|_| usize::from(word(rest, 2)))?;
        let body = rest.get(4..4 + length)?;
        rest = rest.get(4 + length..)?;
        Some((kind, body))
    })
}

fn word(bytes: &[u8], at: usize) -> u16 {
    let word = bytes.get(at..at + 2).and_then(|word| word.try_into().ok());
    word.map_or(0, u16::from_le_bytes)
}

fn long(bytes: &[u8], at: usize) -> u32 {
    let long = bytes.get(at..at + 4).and_then(|long| long.try_into().ok());
    long.map_or(0, u32::from_le_bytes)
}

fn lying() -> Fault {
    Fault::file(
        "lying-header",
        "工作簿内部声明的范围超出格式上限，未读取。请用 Excel 或 WPS 打开后另存",
        "the workbook states ranges beyond what its format can hold; open it in Excel or WPS and save it again",
    )
}

fn sparse() -> Fault {
    Fault::file(
        "sparse",
        "工作表中零星单元格相距过远，空格过多，未读取。请删去表格之外的内容，另存为 xlsx 后再试",
        "cells of the sheets lie too far apart; delete what is outside of the tables and save as xlsx",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len()).expect("records are short");
        [&kind.to_le_bytes(), &length.to_le_bytes(), body].concat()
    }

    fn number(row: u16, column: u16) -> Vec<u8> {
        record(
            0x0203,
            &[
                row.to_le_bytes().as_slice(),
                &column.to_le_bytes(),
                &[0; 10],
            ]
            .concat(),
        )
    }

    fn check(sheet: &[Vec<u8>], expected: Result<(), &str>) {
        let globals = record(BEGIN, &[0, 6, 5, 0]);
        let place = u32::try_from(globals.len() + 8 + 4 + 4).expect("it is short");
        let bound = record(SHEET, &[place.to_le_bytes().as_slice(), &[0; 4]].concat());
        let stream = [globals, bound, record(END, &[]), sheet.concat()].concat();
        assert_eq!(look_over(&stream).map_err(|fault| fault.code), expected);
    }

    #[test]
    fn holds_extents_against_cells() {
        let begin = record(BEGIN, &[0, 6, 16, 0]);
        check(
            &[begin.clone(), number(0, 0), number(9, 9), record(END, &[])],
            Ok(()),
        );
        check(
            &[
                begin.clone(),
                number(0, 0),
                number(65_535, 255),
                record(END, &[]),
            ],
            Err("sparse"),
        );
        check(&[begin], Ok(()));
        check(&[], Ok(()));
        let password = record(PASSWORD, &[1, 0, 0, 0]);
        assert_eq!(
            look_over(&password).map_err(|fault| fault.code),
            Err("encrypted")
        );
    }
}
