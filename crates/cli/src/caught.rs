//! Panics: a library's panic on a bad file becomes a fault of that file, and a rule's panic its failure, so that none of them
//! says anything by itself; one that nobody catches is told by the program, as our bug.

use std::sync::{Mutex, PoisonError};

use crate::exit::Exit;
use crate::failure::Failure;

/// Where and why the last panic happened.
static LAST: Mutex<String> = Mutex::new(String::new());

/// Keeps what a panic says instead of printing it.
pub(crate) fn keep() {
    std::panic::set_hook(Box::new(|panic| {
        let cause = panic.payload_as_str().unwrap_or("panic");
        let said = match panic.location() {
            Some(place) => format!("{cause} ({place})"),
            None => cause.to_owned(),
        };
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = said;
    }));
}

/// What is told of a panic that ended the program.
pub(crate) fn bug() -> Failure {
    let said = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    Failure::new(
        Exit::Bug,
        format!("程序自身的错误，请将此信息告知开发者：{said}"),
        format!("this is our bug; please report it with these words: {said}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_panic_said_is_told_with_its_place() {
        keep();
        let caught = std::panic::catch_unwind(|| std::panic::panic_any("a shelf fell"));
        let told = bug();
        // Tests that fail meanwhile should print again.
        let _ = std::panic::take_hook();
        assert!(caught.is_err());
        assert_eq!(told.exit, Exit::Bug);
        let text = &told.reasons[0].en;
        assert!(
            text.contains("a shelf fell (") && text.contains("caught.rs:"),
            "{text}"
        );
    }
}
