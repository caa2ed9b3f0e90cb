//! How a source is laid out: which lines are headings, which columns they name, how its figures, dates and signs are written,
//! whose rows they are. Every decision is a [`crate::Choice`] with its evidence.

mod banner;
mod book;
mod choice;
mod collective;
mod decide;
mod heading;
mod measures;
mod names;
mod pinned;
mod pins;
mod plan;
mod said;
mod sample;
mod section;
mod sign;
mod styled;
mod styles;
mod tie;
mod unit;
mod unit_column;
mod unpivot;
mod walk;
mod years;

pub(crate) use banner::{Banner, read as banner};
pub(crate) use choice::{choice, doubtful};
pub(crate) use collective::{Known, folders, source_org, stranger};
pub(crate) use decide::{Place, decide};
pub(crate) use pinned::Pinned;
pub use pins::pins;
pub(crate) use plan::{Decision, Plan, ReadColumn, Sign};
pub(crate) use said::insists;
pub(crate) use sample::{Sample, filled, squeezed};
pub(crate) use section::{Section, sections};
pub(crate) use unit::{Unit, unit_in_sentence};
pub(crate) use unit_column::UnitColumn;
pub(crate) use unpivot::Turned;
pub(crate) use walk::{Found, files, is_source};
