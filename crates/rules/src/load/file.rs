//! One file of the rules folder and what is wrong with it.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use ledger::Wording;

use crate::Diagnostic;

/// A file whose mistakes are gathered while it is read, so that one pass names them all.
pub(crate) struct File {
    /// Relative to the rules folder, with `/`.
    pub(crate) name: String,
    /// Its text.
    pub(crate) source: Arc<str>,
    faults: RefCell<Vec<Diagnostic>>,
}

/// The mistake is already in the file's list; nothing more to say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told;

impl File {
    pub(crate) fn new(name: impl Into<String>, source: impl Into<Arc<str>>) -> Self {
        Self {
            name: name.into(),
            source: source.into(),
            faults: RefCell::new(Vec::new()),
        }
    }

    /// Adds a mistake. The same cause at the same place stands once: a rule is compiled once for each of its feeds.
    pub(crate) fn fault(
        &self,
        span: Range<usize>,
        code: &'static str,
        message: Wording,
        help: Wording,
    ) -> Told {
        let mut faults = self.faults.borrow_mut();
        // Several keys may be missing from one table, each of them worth a line.
        let same = |f: &Diagnostic| {
            f.span == span && f.code == code && (code != "missing-key" || f.message == message)
        };
        if !faults.iter().any(same) {
            faults.push(Diagnostic {
                file: self.name.clone(),
                source: Arc::clone(&self.source),
                span,
                code,
                message,
                help,
            });
        }
        Told
    }

    /// How many mistakes there are by now.
    pub(crate) fn count(&self) -> usize {
        self.faults.borrow().len()
    }

    /// All mistakes, by place.
    pub(crate) fn into_faults(self) -> Vec<Diagnostic> {
        let mut faults = self.faults.into_inner();
        faults.sort_by(|a, b| {
            (a.span.start, a.span.end, a.code).cmp(&(b.span.start, b.span.end, b.code))
        });
        faults
    }

    /// 1-based line of a byte offset.
    pub(crate) fn line(&self, offset: usize) -> usize {
        let before = self.source.get(..offset).unwrap_or(&self.source);
        before.bytes().filter(|b| *b == b'\n').count() + 1
    }
}
