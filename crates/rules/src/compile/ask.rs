//! The keys of a `[[detect]]`, read for one feed of its rule.

use ledger::Feed;

use super::{Columns, Given, all_of, filter, nodes, not_true};
use crate::expr::{Expr, Type};
use crate::load::{Table, Told};
use crate::plan::{Books, Plan, Rows};

/// One `[[detect]]` on one feed, as a kind asks for its keys.
pub(crate) struct Ask<'a> {
    /// What all logics of the rule share.
    pub(crate) given: &'a Given<'a>,
    /// The table.
    pub(crate) table: Table<'a>,
    /// The feed.
    pub(crate) feed: &'a Feed,
}

/// A feed with what is asked of its rows, not yet laid over it.
pub(crate) struct Parts {
    /// The feed.
    pub(crate) plan: Plan,
    /// `where`.
    pub(crate) filter: Option<Expr>,
    /// That no `drop` holds.
    pub(crate) drops: Vec<Expr>,
}

/// The rows that a logic starts from.
pub(crate) struct Base {
    /// Feed, then `where` and not any `drop`.
    pub(crate) plan: Plan,
    /// `where` alone.
    pub(crate) filter: Option<Expr>,
}

impl<'a> Ask<'a> {
    /// Columns of the feed.
    pub(crate) fn columns(&self) -> Columns<'a> {
        Columns::of(self.feed)
    }

    /// The rows of the feed for which `where` holds and no `drop` does.
    pub(crate) fn base(&self, rows: Rows) -> Result<Base, Told> {
        let parts = self.parts(rows)?;
        let terms = parts.filter.clone().into_iter().chain(parts.drops);
        Ok(Base {
            plan: only(parts.plan, terms.collect()),
            filter: parts.filter,
        })
    }

    /// The same, for a kind that looks at other rows before it asks for those.
    pub(crate) fn parts(&self, rows: Rows) -> Result<Parts, Told> {
        let filter = self.predicate("where", &self.columns());
        let drops = self.drops(&self.columns());
        let plan = nodes::feed(&self.feed.name, self.rows(rows)?, self.books()?);
        Ok(Parts {
            plan,
            filter: filter?,
            drops: drops?,
        })
    }

    /// What the rule's `drop` exceptions leave of the feed's rows. One that names a column which the feed does not have speaks of
    /// another feed of the rule, or of pairs; one that speaks of nothing is told when the whole rule is read.
    fn drops(&self, columns: &Columns<'a>) -> Result<Vec<Expr>, Told> {
        let mut keep = Vec::new();
        let mut told = Ok(());
        for (position, text) in self.given.drops.iter().enumerate() {
            match self.given.try_expr(text, columns, Some(Type::Bool)) {
                Ok(expr) => {
                    self.given.note_drop(position, &expr, columns);
                    keep.push(not_true(expr));
                }
                Err(mistakes) if Given::foreign(&mistakes) => {}
                Err(mistakes) => told = Err(self.given.tell(text, mistakes)),
            }
        }
        told.map(|()| keep)
    }

    /// What the `drop` exceptions that look at the joined row leave, over pairs.
    pub(crate) fn drops_of_pairs(&self, columns: &Columns<'a>) -> Result<Option<Expr>, Told> {
        let mut keep = Vec::new();
        for (position, text) in self.given.drops.iter().enumerate() {
            let alone = self.given.try_expr(text, &self.columns(), Some(Type::Bool));
            if alone.is_err_and(|mistakes| Given::foreign(&mistakes)) {
                match self.given.try_expr(text, columns, Some(Type::Bool)) {
                    Ok(expr) => {
                        self.given.note_drop(position, &expr, columns);
                        keep.push(not_true(expr));
                    }
                    Err(mistakes) if Given::foreign(&mistakes) => {}
                    Err(mistakes) => return Err(self.given.tell(text, mistakes)),
                }
            }
        }
        Ok((!keep.is_empty()).then(|| all_of(keep)))
    }

    fn rows(&self, default: Rows) -> Result<Rows, Told> {
        Ok(match self.word("rows", &["net", "all"])? {
            Some("net") => Rows::Net,
            Some(_) => Rows::All,
            None => default,
        })
    }

    pub(crate) fn books(&self) -> Result<Books, Told> {
        Ok(match self.word("books", &["one", "all"])? {
            Some("all") => Books::All,
            _ => Books::One,
        })
    }
}

/// The rows for which all terms hold.
pub(crate) fn only(plan: Plan, terms: Vec<Expr>) -> Plan {
    if terms.is_empty() {
        plan
    } else {
        filter(plan, all_of(terms))
    }
}
