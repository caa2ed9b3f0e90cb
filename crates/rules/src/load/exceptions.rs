//! `[[unless]]` and `[[raise]]`: named predicates of a rule.

use std::cell::{Cell, RefCell};

use ledger::Wording;

use super::file::Told;
use super::head::chosen;
use super::table::Table;
use super::text::Text;
use super::wording;
use crate::compile::{Columns, Given};
use crate::expr::{Expr, Mistake, Type};
use crate::{Exception, Raise, Then};

/// A predicate over hits that moves the level or is printed.
pub(super) struct Asked<'a> {
    text: Text<'a>,
    /// Whether it is a raise.
    pub(super) raises: bool,
    /// Its place in the rule's list.
    pub(super) index: usize,
    /// Whether it compiled on some logic.
    applied: Cell<bool>,
    /// Why it did not, the first time.
    mistakes: RefCell<Vec<Mistake>>,
    /// What it asks.
    reads: RefCell<Wording>,
}

/// The exceptions and raises of a rule.
pub(super) struct Exceptions<'a> {
    pub(super) unless: Vec<Exception>,
    pub(super) raise: Vec<Raise>,
    /// Predicates of `drop`, with their place in `unless`.
    pub(super) drops: Vec<(usize, Text<'a>)>,
    pub(super) asked: Vec<Asked<'a>>,
}

/// Reads them without compiling; what is wrong is told and left out.
pub(super) fn read<'a>(rule: &Table<'a>) -> Exceptions<'a> {
    let mut found = Exceptions {
        unless: Vec::new(),
        raise: Vec::new(),
        drops: Vec::new(),
        asked: Vec::new(),
    };
    for table in rule.tables("unless").unwrap_or_default() {
        if let Ok((name, text, then)) = exception(&table) {
            let index = found.unless.len();
            let asks = Wording::new(text.value, text.value);
            if then == Then::Drop {
                found.drops.push((index, text));
            } else {
                found.asked.push(Asked::new(text, false, index));
            }
            found.unless.push(Exception { name, then, asks });
        }
    }
    for table in rule.tables("raise").unwrap_or_default() {
        table.only(&["name", "where"]);
        if let (Ok(name), Ok(text)) = (wording::name(&table, "name"), condition(&table)) {
            let asks = Wording::new(text.value, text.value);
            found.asked.push(Asked::new(text, true, found.raise.len()));
            found.raise.push(Raise { name, asks });
        }
    }
    found
}

fn exception<'a>(table: &Table<'a>) -> Result<(Wording, Text<'a>, Then), Told> {
    table.only(&["name", "where", "then"]);
    let name = wording::name(table, "name");
    let text = condition(table);
    let words = [
        ("drop", Then::Drop),
        ("weaken", Then::Weaken),
        ("keep", Then::Keep),
    ];
    let help = super::nearest::help("", words.iter().map(|(w, _)| *w));
    let then = table.require("then", help).and_then(|t| chosen(&t, &words));
    Ok((name?, text?, then?))
}

fn condition<'a>(table: &Table<'a>) -> Result<Text<'a>, Told> {
    table.require(
        "where",
        Wording::new(
            "请写条件，如 where = \"mentions('deposit')\"。",
            "Write a condition such as where = \"mentions('deposit')\".",
        ),
    )
}

impl<'a> Asked<'a> {
    fn new(text: Text<'a>, raises: bool, index: usize) -> Self {
        Self {
            text,
            raises,
            index,
            applied: Cell::new(false),
            mistakes: RefCell::default(),
            reads: RefCell::default(),
        }
    }

    /// What it asks of the hits of one logic; `None` where it does not speak of them, because a column that it names is known only
    /// to another logic of the rule.
    pub(super) fn of_hits(&self, given: &Given<'a>, columns: &Columns<'a>) -> Option<Expr> {
        match given.try_expr(&self.text, columns, Some(Type::Bool)) {
            Ok(expr) => {
                if !self.applied.replace(true) {
                    self.reads.replace(given.read(&expr, columns));
                }
                Some(expr)
            }
            Err(mistakes) => {
                if self.mistakes.borrow().is_empty() {
                    self.mistakes.replace(mistakes);
                }
                None
            }
        }
    }
}

impl<'a> Exceptions<'a> {
    /// After all logics compiled: tells what compiled on none of them, or was wrong otherwise, and reads the rest back.
    pub(super) fn finish(&mut self, given: &Given<'a>) {
        for asked in &self.asked {
            let mistakes = asked.mistakes.take();
            let foreign = Given::foreign(&mistakes);
            if !asked.applied.get() || !foreign {
                given.tell(&asked.text, mistakes);
            }
            let reads = asked.reads.take();
            let asks = if asked.raises {
                self.raise.get_mut(asked.index).map(|r| &mut r.asks)
            } else {
                self.unless.get_mut(asked.index).map(|u| &mut u.asks)
            };
            if let Some(asks) = asks.filter(|_| asked.applied.get()) {
                *asks = reads;
            }
        }
        for (position, (index, text)) in self.drops.iter().enumerate() {
            let reads = given.dropped.borrow().get(&position).cloned();
            match (reads, self.unless.get_mut(*index)) {
                (Some(reads), Some(exception)) => exception.asks = reads,
                _ => given.tell_drop(text),
            }
        }
    }
}
