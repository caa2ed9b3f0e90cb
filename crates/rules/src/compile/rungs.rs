//! Keys by which rows of two feeds are the same, and alternatives that are tried in turn: an id, else an account, else a name.

use ledger::{Domain, Feed, Wording};

use super::keys::{column_name, named, same_type};
use super::words::{append, joined};
use super::{Ask, Columns, all_of, any_of, derive, differs, equal, known, not_true};
use crate::expr::{Expr, Type};
use crate::load::{Text, Told};
use crate::plan::Plan;

/// One pair of columns that must be equal.
pub(crate) struct Key {
    /// What it asks of our row: a column, or an expression such as `year(date)`.
    ours: Expr,
    /// What it asks of theirs.
    theirs: Expr,
    /// The columns that hold both, ours before theirs.
    pair: (String, String),
}

/// Keys that must all be equal.
pub(crate) struct Rung(Vec<Key>);

/// Rungs in the order in which they are tried, never none.
pub(crate) struct Rungs(pub(crate) Vec<Rung>);

impl<'a> Ask<'a> {
    /// The keys of `on`, by default the collective, and the alternatives of `or_on`.
    pub(crate) fn rungs(&self, other: &'a Feed) -> Result<Rungs, Told> {
        let first = self.table.texts("on")?;
        let more = self.table.text_lists("or_on")?.unwrap_or_default();
        let mut rungs = Vec::new();
        if first.is_none() {
            let org = |columns: Columns<'a>| columns.find("org");
            let both = org(self.columns()).zip(org(Columns::of(other)));
            let pair = ("org".to_owned(), "org".to_owned());
            rungs.push(Rung(Vec::from_iter(both.map(|(ours, theirs)| Key {
                ours,
                theirs,
                pair,
            }))));
        }
        for (n, texts) in first.into_iter().chain(more).enumerate() {
            rungs.push(self.rung(&texts, other, &format!("on_{n}"))?);
        }
        Ok(Rungs(rungs))
    }

    /// Rungs of columns that both feeds have, for kinds that have their own where `on` does not stand there. A rung of which a
    /// feed lacks a column is left out.
    pub(crate) fn rungs_of(&self, other: &'a Feed, rungs: &[&[(&str, &str)]]) -> Rungs {
        let (ours, theirs) = (self.columns(), Columns::of(other));
        let key = |(left, right): &(&str, &str)| {
            let (ours, theirs) = (ours.find(left)?, theirs.find(right)?);
            let pair = (column_name(&ours), column_name(&theirs));
            Some(Key { ours, theirs, pair })
        };
        let rung = |keys: &&[(&str, &str)]| keys.iter().map(key).collect::<Option<_>>().map(Rung);
        Rungs(rungs.iter().filter_map(rung).collect())
    }

    /// Pairs of columns under a key of the table, none where it does not stand there.
    pub(crate) fn compared(&self, key: &str, other: &'a Feed) -> Result<Rung, Told> {
        let texts = self.table.texts(key)?.unwrap_or_default();
        self.rung(&texts, other, key)
    }

    fn rung(&self, texts: &[Text<'_>], other: &'a Feed, name: &str) -> Result<Rung, Told> {
        let keys: Vec<Result<Key, Told>> = (0..)
            .zip(texts)
            .map(|(n, text)| self.key(text, other, &format!("_{name}_{n}")))
            .collect();
        keys.into_iter().collect::<Result<_, _>>().map(Rung)
    }

    fn key(&self, text: &Text<'_>, other: &'a Feed, made: &str) -> Result<Key, Told> {
        let (left, right) = text
            .value
            .split_once(['=', '＝'])
            .unwrap_or((text.value, text.value));
        let ours = self.side(text, left.trim(), &self.columns())?;
        let theirs = self.side(text, right.trim(), &Columns::of(other))?;
        same_type(text, &ours, &theirs)?;
        let name = |side: &Expr| match side {
            Expr::Column { .. } => column_name(side),
            _ => made.to_owned(),
        };
        Ok(Key {
            pair: (name(&ours), name(&theirs)),
            ours,
            theirs,
        })
    }

    /// A column, or an expression over columns where what is written is no name.
    fn side(&self, text: &Text<'_>, written: &str, columns: &Columns<'a>) -> Result<Expr, Told> {
        if !written.contains(['(', '（']) {
            return named(text, written, columns);
        }
        let part = Text {
            value: written,
            ..text.clone()
        };
        let parsed = self.given.try_expr(&part, columns, None);
        parsed.map_err(|mut mistakes| {
            for mistake in &mut mistakes {
                mistake.span = 0..text.value.len();
            }
            self.given.tell(text, mistakes)
        })
    }
}

impl Key {
    /// Their column as a pair has it.
    fn of_theirs(&self, prefix: &str) -> Expr {
        let ty = self.theirs.ty();
        let domain = match &self.theirs {
            Expr::Column { domain, .. } => *domain,
            _ => (ty == Type::Text).then_some(Domain::Id),
        };
        Expr::Column {
            name: format!("{prefix}.{}", self.pair.1),
            ty,
            domain,
        }
    }

    fn domain(&self) -> Option<Domain> {
        match &self.ours {
            Expr::Column { domain, .. } => *domain,
            _ => None,
        }
    }

    fn is_org(&self) -> bool {
        self.pair.0 == "org" && self.pair.1 == "org"
    }
}

impl Rung {
    /// Whether there is no key.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Equal columns, ours before theirs.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        self.0.iter().map(|key| key.pair.clone()).collect()
    }

    /// The columns of our feed that are read.
    pub(crate) fn needs(&self) -> Vec<String> {
        let names = self
            .0
            .iter()
            .flat_map(|key| crate::expr::columns(&key.ours));
        names.map(str::to_owned).collect()
    }

    /// Whether all of our values are there and can be trusted; never false, else unknown.
    pub(crate) fn known(&self) -> Expr {
        known(self.0.iter().map(|key| key.ours.clone()).collect())
    }

    /// What holds of a pair whose columns agree, and may hold where one of them is blank or not to be trusted.
    pub(crate) fn agrees(&self, prefix: &str) -> Expr {
        let terms = self.0.iter().map(|key| {
            let theirs = key.of_theirs(prefix);
            any_of(vec![
                equal(key.ours.clone(), theirs.clone()),
                Expr::Not(Box::new(known(vec![key.ours.clone(), theirs]))),
            ])
        });
        all_of(terms.collect())
    }

    /// Whether nothing but names of parties beside the collective says that two rows are the same.
    pub(crate) fn name_only(&self) -> bool {
        let mut others = self.0.iter().filter(|key| !key.is_org()).peekable();
        others.peek().is_some() && others.all(|key| key.domain() == Some(Domain::Party))
    }

    /// Labels of our columns.
    pub(crate) fn reads(&self, ask: &Ask<'_>) -> Wording {
        let read = |key: &Key| ask.given.read(&key.ours, &ask.columns());
        joined(&self.0.iter().map(read).collect::<Vec<_>>(), "、", ", ")
    }

    /// The label of the last key, which tells the rung from the others.
    pub(crate) fn label(&self, ask: &Ask<'_>) -> Wording {
        let read = |key: &Key| ask.given.read(&key.ours, &ask.columns());
        self.0.last().map(read).unwrap_or_default()
    }

    /// Adds the columns that keys need which are no columns of our feed.
    pub(crate) fn with_ours(&self, plan: Plan) -> Plan {
        self.with(plan, |key| (&key.pair.0, &key.ours))
    }

    /// The same of theirs.
    pub(crate) fn with_theirs(&self, plan: Plan) -> Plan {
        self.with(plan, |key| (&key.pair.1, &key.theirs))
    }

    fn with<'k>(&'k self, plan: Plan, of: impl Fn(&'k Key) -> (&'k String, &'k Expr)) -> Plan {
        let made: Vec<(&str, Expr)> = self
            .0
            .iter()
            .map(of)
            .filter(|(_, value)| !matches!(value, Expr::Column { .. }))
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect();
        if made.is_empty() {
            plan
        } else {
            derive(plan, made)
        }
    }
}

impl Rungs {
    /// Whether some rung can be compared: its values are there and can be trusted; never false, else unknown.
    pub(crate) fn comparable(&self) -> Expr {
        match self.0.as_slice() {
            [one] => one.known(),
            all => any_of(all.iter().map(Rung::known).collect()),
        }
    }

    /// Whether rows of a collective only meet rows of the same.
    pub(crate) fn within_org(&self) -> bool {
        let within = |rung: &Rung| rung.0.iter().any(Key::is_org);
        self.0.iter().all(within)
    }

    /// Adds the columns that keys need which are no columns of our feed.
    pub(crate) fn with_ours(&self, plan: Plan) -> Plan {
        self.0.iter().fold(plan, |plan, rung| rung.with_ours(plan))
    }

    /// The same of theirs.
    pub(crate) fn with_theirs(&self, plan: Plan) -> Plan {
        let rungs = self.0.iter();
        rungs.fold(plan, |plan, rung| rung.with_theirs(plan))
    }

    /// What must hold of a pair that a rung finds: ids and numbers of the rungs before it do not speak against it. Accounts do
    /// not, since a party may have two.
    pub(crate) fn uncontradicted(&self, rung: usize, prefix: &str) -> Vec<Expr> {
        let own = self.0.get(rung).map(Rung::pairs).unwrap_or_default();
        let before = self.0.iter().take(rung).flat_map(|rung| &rung.0);
        before
            .filter(|key| key.domain() == Some(Domain::Id) && !own.contains(&key.pair))
            .map(|key| not_true(differs(key.ours.clone(), key.of_theirs(prefix))))
            .collect()
    }

    /// Our columns that every rung needs, so that without them nothing can be compared.
    pub(crate) fn needs(&self) -> Vec<String> {
        let mut needs = self.0.first().map(Rung::needs).unwrap_or_default();
        needs.retain(|name| self.0.iter().all(|rung| rung.needs().contains(name)));
        needs
    }

    /// What rows must share, rung after rung.
    pub(crate) fn reads(&self, ask: &Ask<'_>) -> Wording {
        let rungs: Vec<Wording> = self.0.iter().map(|rung| rung.reads(ask)).collect();
        let mut text = joined(&rungs, "相同，或者", " or ");
        append(&mut text, "相同", "");
        text
    }
}
