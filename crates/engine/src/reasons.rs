//! Reasons by number, so that a column can say for each row why its value is unknown without a text a row.

use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use crate::Reason;

/// Code of `Reason::UntrustedId`, the reason of unknown values that come from the ledger.
pub(crate) const UNTRUSTED: u16 = 1;
/// Code of `Reason::Overflow`.
pub(crate) const OVERFLOW: u16 = 2;

/// All reasons of a run. Codes depend on threads: they never reach an order or an output.
#[derive(Debug)]
pub(crate) struct Reasons(RwLock<Known>);

#[derive(Debug, Default)]
struct Known {
    reasons: Vec<Arc<Reason>>,
    codes: FxHashMap<Reason, u16>,
}

impl Default for Reasons {
    fn default() -> Self {
        let reasons = Self(RwLock::default());
        reasons.code(&Reason::UntrustedId);
        reasons.code(&Reason::Overflow);
        reasons
    }
}

impl Reasons {
    /// The code of a reason; codes begin at 1. Past 65,534 distinct reasons all share the last one's.
    pub(crate) fn code(&self, reason: &Reason) -> u16 {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(&code) = known.codes.get(reason) {
            return code;
        }
        drop(known);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(&code) = known.codes.get(reason) {
            return code;
        }
        let Ok(code) = u16::try_from(known.reasons.len() + 1) else {
            return u16::MAX;
        };
        known.reasons.push(Arc::new(reason.clone()));
        known.codes.insert(reason.clone(), code);
        code
    }

    /// The reason of a code.
    pub(crate) fn reason(&self, code: u16) -> Arc<Reason> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let index = usize::from(code).wrapping_sub(1);
        let reason = known.reasons.get(index).map(Arc::clone);
        reason.unwrap_or_else(|| Arc::new(Reason::UntrustedId))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_back_to_their_reasons() {
        let reasons = Reasons::default();
        let limit = reasons.code(&Reason::NoLimit("open-trade".to_owned()));
        assert_eq!(
            reasons.code(&Reason::NoLimit("open-trade".to_owned())),
            limit
        );
        assert_eq!(reasons.reason(limit).code(), "no-limit:open-trade");
        assert_eq!(*reasons.reason(UNTRUSTED), Reason::UntrustedId);
        assert_eq!(*reasons.reason(OVERFLOW), Reason::Overflow);
    }
}
