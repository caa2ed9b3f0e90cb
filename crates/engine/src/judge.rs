//! Runs one rule: its plans on every feed that is supplied, its hits, what it could not judge, and its own failure if it fails.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use ledger::{NULL, UNKNOWN};
use rules::{Detect, Grade, Per, Rule, Then};

use crate::eval;
use crate::frame::{Column, Frame, Values};
use crate::lacking;
use crate::operators::{Asked, Run};
use crate::sweep::Found;
use crate::truth::TRUE;
use crate::unjudged::Unjudged;
use crate::view::View;
use crate::{Level, Reason};

/// A row that a rule points at, in 32 bytes, since there may be more of them than rows; texts are looked up only for what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HitRow {
    /// Index of the detect within the rule.
    pub(crate) detect: u16,
    /// Row of the detect's frame.
    pub(crate) frame_row: u32,
    /// Index of the feed in the store.
    pub(crate) feed: u16,
    /// Row of the pulled feed.
    pub(crate) row: u32,
    /// Day; `i32::MIN` where it is not known.
    day: i32,
    /// Fen; [`NULL`] where they are not known.
    fen: i64,
    /// Level after exceptions and raises.
    pub(crate) level: Level,
}

/// One detect's frame with what was asked of each of its rows.
pub(crate) struct Seen<'a> {
    /// The detect.
    pub(crate) detect: &'a Detect,
    /// Its hits frame.
    pub(crate) frame: Arc<Frame>,
    /// Facts by name.
    pub(crate) facts: Vec<(String, Column)>,
    /// For each exception asked: index in the rule's list, truth a row.
    pub(crate) unless: Vec<(usize, Vec<bool>)>,
    /// For each raise asked: index in the rule's list, truth a row.
    pub(crate) raise: Vec<(usize, Vec<bool>)>,
    /// Population rows: the frame of `members`.
    pub(crate) members: Option<Arc<Frame>>,
    /// Missing rows: the frame of `absent`.
    pub(crate) absent: Option<Arc<Frame>>,
}

/// What became of one rule.
pub(crate) struct Judged<'a> {
    /// The rule.
    pub(crate) rule: &'a Rule,
    /// One entry for each detect that ran; `None` for one that could not.
    pub(crate) seen: Vec<Option<Seen<'a>>>,
    /// Rows it points at.
    pub(crate) hits: Vec<HitRow>,
    /// Rows it could not judge.
    pub(crate) unjudged: Unjudged,
    /// Why a detect could not run at all: its feed and the reason.
    pub(crate) gaps: Vec<(String, Reason)>,
    /// Microseconds it took.
    pub(crate) micros: u128,
    /// Whether a logic of it was run by itself, on all rows.
    pub(crate) alone: bool,
}

/// Judges a rule by what its plans yielded, and runs those of which `swept` tells nothing. A rule that fails or panics yields a gap for each
/// of its feeds, and no hits.
pub(crate) fn judge<'a>(rule: &'a Rule, swept: Vec<Option<Found>>, view: &View<'_>) -> Judged<'a> {
    let start = Instant::now();
    let took: u128 = swept.iter().flatten().map(|(_, micros)| micros).sum();
    let mut judged = catch_unwind(AssertUnwindSafe(|| run(rule, swept, view)))
        .unwrap_or_else(|panic| Err(cause(panic.as_ref())))
        .unwrap_or_else(|cause| {
            let gaps = rule
                .feeds
                .iter()
                .map(|feed| (feed.clone(), Reason::Failed(cause.clone())))
                .collect();
            Judged {
                rule,
                seen: Vec::new(),
                hits: Vec::new(),
                unjudged: Unjudged::default(),
                gaps,
                micros: 0,
                alone: false,
            }
        });
    judged.micros = took + start.elapsed().as_micros();
    judged
}

/// What a panic said.
pub(crate) fn cause(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|&s| s.to_owned()))
        .unwrap_or_else(|| "panic".to_owned())
}

/// The first feed that a logic cannot do without and that is not supplied.
pub(crate) fn lacks<'d>(detect: &'d Detect, view: &View<'_>) -> Option<&'d String> {
    let mut feeds = [&detect.feed].into_iter().chain(&detect.others);
    feeds.find(|feed| !view.supplies(feed))
}

fn run<'a>(
    rule: &'a Rule,
    swept: Vec<Option<Found>>,
    view: &View<'_>,
) -> Result<Judged<'a>, String> {
    let mut judged = Judged {
        rule,
        seen: Vec::new(),
        hits: Vec::new(),
        unjudged: Unjudged::default(),
        gaps: Vec::new(),
        micros: 0,
        alone: false,
    };
    let any_feed = rule.feeds.iter().any(|feed| view.supplies(feed));
    let mut swept = swept.into_iter();
    for (index, detect) in rule.detects.iter().enumerate() {
        let known = swept.next().flatten();
        if let Some(missing) = lacks(detect, view) {
            // A rule over several feeds runs on those that are supplied; only where none is, that is a gap.
            if *missing != detect.feed || !any_feed {
                let gap = Reason::NoFeed(missing.clone());
                judged.gaps.push((detect.feed.clone(), gap));
            }
            judged.seen.push(None);
            continue;
        }
        judged.alone |= known.is_none();
        let (mut seen, unjudged) = look(detect, known, view)?;
        judged.unjudged.extend(&unjudged);
        let index = u16::try_from(index).map_err(|_| "too many detects".to_owned())?;
        let mut hits = hits(rule, index, &seen, view)?;
        let open = lacking::take_back(rule, &mut seen, &mut hits, view);
        judged.unjudged.extend(&open);
        judged.hits.extend(hits);
        judged.seen.push(Some(seen));
    }
    judged
        .hits
        .sort_by_key(|h| (h.feed, h.row, h.detect, h.frame_row));
    Ok(judged)
}

/// What the plans of one detect yield, and what is asked of it.
fn look<'a>(
    detect: &'a Detect,
    known: Option<Found>,
    view: &View<'_>,
) -> Result<(Seen<'a>, Unjudged), String> {
    let context = &view.context;
    let alone = || {
        let asked = Asked::alone(&detect.cite);
        let mut run = Run::new(context, None);
        run.expect(&asked);
        run.cite(&asked).map_err(|failure| failure.to_string())
    };
    let cited = known.map_or_else(alone, |(cited, _)| cited)?;
    let frame = cited.hits;
    let facts = detect
        .cite
        .facts
        .iter()
        .map(|(name, expr)| {
            Ok((
                name.clone(),
                eval::column(expr, &frame, context).map_err(|f| f.to_string())?,
            ))
        })
        .collect::<Result<_, String>>()?;
    // What is not known to hold moves no level.
    let ask = |asked: &[(usize, rules::Expr)]| {
        asked
            .iter()
            .map(|(index, expr)| {
                let truths = eval::truths(expr, &frame, context).map_err(|f| f.to_string())?;
                Ok((
                    *index,
                    truths.masks.iter().map(|&mask| mask == TRUE).collect(),
                ))
            })
            .collect::<Result<Vec<_>, String>>()
    };
    let (unless, raise) = (ask(&detect.cite.unless)?, ask(&detect.cite.raise)?);
    Ok((
        Seen {
            detect,
            facts,
            unless,
            raise,
            members: cited.members,
            absent: cited.absent,
            frame,
        },
        cited.unjudged,
    ))
}

/// The hits of one detect's frame, with their levels.
fn hits(rule: &Rule, detect: u16, seen: &Seen<'_>, view: &View<'_>) -> Result<Vec<HitRow>, String> {
    let refs = seen
        .frame
        .refs
        .iter()
        .find(|r| r.prefix.is_empty())
        .ok_or("a plan that cites no rows")?;
    let feed = view.index(&refs.feed).ok_or("a feed that was not pulled")?;
    let at = ints(&seen.frame, seen.detect.cite.at.as_deref());
    let amount = ints(&seen.frame, seen.detect.cite.amount.as_deref());
    let base = level(seen.detect.grade.unwrap_or(rule.grade));
    let holds = |asked: &[(usize, Vec<bool>)], row: usize, counts: &dyn Fn(usize) -> bool| {
        asked
            .iter()
            .any(|(index, truths)| counts(*index) && truths.get(row).copied().unwrap_or(false))
    };
    Ok(refs
        .rows
        .iter()
        .enumerate()
        .map(|(frame_row, &row)| {
            let weaker = holds(&seen.unless, frame_row, &|i| {
                rule.unless.get(i).is_some_and(|u| u.then == Then::Weaken)
            });
            let stronger = holds(&seen.raise, frame_row, &|_| true);
            HitRow {
                detect,
                frame_row: u32::try_from(frame_row).unwrap_or(u32::MAX),
                feed,
                row,
                day: packed_day(known(at, frame_row)),
                fen: known(amount, frame_row).unwrap_or(NULL),
                level: moved(base, weaker, stronger),
            }
        })
        .collect())
}

/// One grade down where an exception weakens, one up where a fact raises.
fn moved(base: Level, weaker: bool, stronger: bool) -> Level {
    const LADDER: [Level; 3] = [Level::Blue, Level::Yellow, Level::Red];
    let step = base as usize + usize::from(stronger);
    LADDER[step.saturating_sub(usize::from(weaker)).min(2)]
}

/// The level that a grade starts from.
pub(crate) fn level(grade: Grade) -> Level {
    match grade {
        Grade::Blue => Level::Blue,
        Grade::Yellow => Level::Yellow,
        Grade::Red => Level::Red,
    }
}

fn ints<'a>(frame: &'a Frame, name: Option<&str>) -> Option<&'a [i64]> {
    let column = frame.column(name?)?;
    match &column.values {
        Values::Int(values) => Some(values),
        _ => None,
    }
}

fn known(values: Option<&[i64]>, row: usize) -> Option<i64> {
    values?
        .get(row)
        .copied()
        .filter(|&v| v != NULL && v != UNKNOWN)
}

impl Seen<'_> {
    /// How hits of one subject are cut.
    pub(crate) fn per(&self) -> Per {
        self.detect.cite.per
    }
}

impl HitRow {
    /// Day, where known.
    pub(crate) fn at(&self) -> Option<i64> {
        (self.day != i32::MIN).then(|| self.day.into())
    }

    /// Fen, where known.
    pub(crate) fn amount(&self) -> Option<i64> {
        (self.fen != NULL).then_some(self.fen)
    }

    /// A hit for tests of cutting.
    #[cfg(test)]
    pub(crate) fn on(row: u32, day: i64) -> Self {
        Self {
            detect: 0,
            frame_row: row,
            feed: 0,
            row,
            day: packed_day(Some(day)),
            fen: NULL,
            level: Level::Yellow,
        }
    }
}

/// A day as hits hold it: years of four digits need 22 bits.
fn packed_day(day: Option<i64>) -> i32 {
    let packed = day.and_then(|day| i32::try_from(day).ok());
    packed.unwrap_or(i32::MIN)
}

#[cfg(test)]
mod tests {
    use super::moved;
    use crate::Level::{Blue, Red, Yellow};

    #[test]
    fn a_level_moves_one_step_and_stays_on_the_ladder() {
        for (base, weaker, stronger, want) in [
            (Red, false, false, Red),
            (Red, true, false, Yellow),
            (Red, false, true, Red),
            (Yellow, false, true, Red),
            (Yellow, true, true, Yellow),
            (Blue, true, false, Blue),
        ] {
            assert_eq!(
                moved(base, weaker, stronger),
                want,
                "{base:?} {weaker} {stronger}"
            );
        }
    }
}
