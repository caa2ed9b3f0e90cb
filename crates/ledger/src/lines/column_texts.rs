//! Texts of columns to codes: what a file keeps in a dictionary is looked up once, however many rows share it.

use rustc_hash::FxHashMap;

use super::How;
use super::codes::{Coder, Spot};
use super::part::Part;
use crate::layout::Plan;
use crate::readers::{CellKind, Cells, Distinct, Met, NONE};
use crate::{Feed, NULL_CODE};

/// The codes of one dictionary, as far as they are known.
pub(super) struct Known {
    met: Met,
    codes: Vec<u32>,
}

/// A code that is not known yet: that of a text that the domain cannot hold, which no text has.
const UNMET: u32 = u32::MAX - 2;
/// A code that is just being asked for, likewise.
const ASKED: u32 = u32::MAX - 3;

/// The texts of one read.
pub(super) struct Texts<'t> {
    pub(super) at: usize,
    pub(super) how: &'t How,
    pub(super) column: Option<&'t crate::Column>,
    /// For each detail, its row in the columns; none where it was odd.
    pub(super) from: &'t [Option<usize>],
    /// Texts of the details that were odd.
    pub(super) odd: Vec<(&'t str, CellKind)>,
}

/// What is worked out once for each text of a dictionary that is met.
pub(super) enum Once<T> {
    /// By place.
    All(Vec<Option<T>>),
    /// Of a dictionary that holds far more texts than there are rows.
    Met(FxHashMap<u32, T>),
}

impl<T: Copy> Once<T> {
    /// For so many rows that share a dictionary of so many texts.
    pub(super) fn of(rows: usize, distinct: usize) -> Self {
        if distinct / 16 > rows {
            Self::Met(FxHashMap::default())
        } else {
            Self::All(vec![None; distinct])
        }
    }

    /// What is known of a text, or is found out now.
    pub(super) fn get(&mut self, place: u32, find: impl FnOnce() -> T) -> T {
        match self {
            Self::All(known) => match known.get_mut(place as usize) {
                Some(known) => *known.get_or_insert_with(find),
                None => find(),
            },
            Self::Met(known) => *known.entry(place).or_insert_with(find),
        }
    }
}

impl<'t> Texts<'t> {
    /// The codes of texts that stand in a dictionary: each is looked up once, however many rows share it.
    pub(super) fn by_place(
        &self,
        places: &[u32],
        distinct: Distinct<'_>,
        coder: &mut Coder,
        memory: &mut Option<Known>,
        part: &mut Part,
        (feed, plan): (&Feed, &Plan),
    ) -> Vec<u32> {
        if !memory
            .as_ref()
            .is_some_and(|known| distinct.are(&known.met))
        {
            *memory = Some(Known {
                met: distinct.keep(),
                codes: vec![UNMET; distinct.len()],
            });
        }
        let Some(known) = memory else {
            return Vec::new();
        };
        self.meet(places, distinct, &mut known.codes, coder, (feed, plan));
        let mut odd = self.odd.iter();
        let mut found = Vec::with_capacity(self.from.len());
        for (row, from) in self.from.iter().enumerate() {
            let spot = Spot {
                at: self.at,
                row,
                part,
            };
            let Some(from) = from else {
                let text = odd.next().copied().unwrap_or_default();
                found.push(coder.one(self.how, text, self.column, spot).0);
                continue;
            };
            let place = places.get(*from).copied().unwrap_or(NONE);
            found.push(match known.codes.get_mut(place as usize) {
                None => NULL_CODE,
                Some(code) if *code != UNMET => *code,
                Some(unmet) => {
                    let text = (distinct.text(place), CellKind::Text);
                    let (code, always) = coder.one(self.how, text, self.column, spot);
                    if always {
                        *unmet = code;
                    }
                    code
                }
            });
        }
        found
    }

    /// Looks up what the details hold and nobody met before, together, so that the look-ups wait for memory together.
    ///
    /// Where anything is noted of them nothing is kept, because it must be noted of every row.
    fn meet(
        &self,
        places: &[u32],
        distinct: Distinct<'_>,
        known: &mut [u32],
        coder: &mut Coder,
        (feed, plan): (&Feed, &Plan),
    ) {
        let mut new = Vec::new();
        for from in self.from.iter().flatten() {
            let place = places.get(*from).copied().unwrap_or(NONE);
            if let Some(code) = known.get_mut(place as usize).filter(|code| **code == UNMET) {
                *code = ASKED;
                new.push(place);
            }
        }
        let texts = new
            .iter()
            .map(|place| (distinct.text(*place), CellKind::Text));
        let texts: Vec<(&str, CellKind)> = texts.collect();
        let mut notes = Part::default();
        let found = coder.codes(self.at, self.how, &texts, feed, plan, &mut notes);
        for (place, code) in new.into_iter().zip(found) {
            if let Some(slot) = known.get_mut(place as usize) {
                *slot = if notes.unread.is_empty() { code } else { UNMET };
            }
        }
    }

    /// The texts of the details; what is no text in the file is written into `written`.
    pub(super) fn by_row<'w>(
        &self,
        cells: Option<Cells<'w>>,
        written: &'w mut String,
    ) -> Vec<(&'w str, CellKind)>
    where
        't: 'w,
    {
        let mut odd = self.odd.iter();
        let mut odd = || odd.next().copied().unwrap_or_default();
        let Some(cells) = cells else {
            return vec![("", CellKind::Text); self.from.len()];
        };
        if cells.are_texts() {
            let text = |from: &Option<usize>| match from {
                Some(from) => (cells.text(*from), CellKind::Text),
                None => odd(),
            };
            return self.from.iter().map(text).collect();
        }
        let mut room = String::new();
        let mut ranges = Vec::with_capacity(self.from.len());
        for from in self.from {
            let (text, kind) = match from {
                Some(from) => cells.cell(*from, &mut room),
                None => odd(),
            };
            let start = written.len();
            written.push_str(text);
            ranges.push((start..written.len(), kind));
        }
        let written: &'w str = written;
        let text = |(range, kind)| (written.get(range).unwrap_or(""), kind);
        ranges.into_iter().map(text).collect()
    }
}
