//! What every command needs to speak to its user: language, plain or JSON log, and whether anyone is watching.

use std::io::{IsTerminal, Write};

use ledger::{Lang, Wording};
use serde_json::json;

use crate::exit::Exit;
use crate::failure::Failure;

/// How this run speaks.
pub(crate) struct Session {
    /// Language of texts.
    pub(crate) lang: Lang,
    /// One JSON object a line on stderr instead of prose.
    json: bool,
    /// Reasons that the exit line repeats.
    reasons: std::cell::RefCell<Vec<String>>,
}

impl Session {
    /// What the global flags say.
    pub(crate) fn new(json: bool, lang: Lang) -> Self {
        Self {
            lang,
            json,
            reasons: std::cell::RefCell::default(),
        }
    }

    /// The text in this run's language.
    pub(crate) fn text<'a>(&self, wording: &'a Wording) -> &'a str {
        wording.text(self.lang)
    }

    /// Prints to stdout. A reader that went away (`sanzi … | head`) ends the run quietly.
    #[expect(
        clippy::unused_self,
        reason = "every word that a run says goes through its session"
    )]
    pub(crate) fn say(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        if writeln!(out, "{}", lines(text)).is_err() {
            std::process::exit(i32::from(Exit::Complete.code()));
        }
    }

    /// Tells the user on stderr; `kind` is the word of the JSON log.
    pub(crate) fn tell(&self, kind: &str, wording: &Wording) {
        let text = self.text(wording);
        let line = if self.json {
            let line = json!({ "type": kind, "text": text }).to_string();
            report::escaped_json(&line).into_owned()
        } else {
            lines(text)
        };
        // Nobody can be told that stderr is closed.
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }

    /// Notes a reason for the exit line, and tells it.
    pub(crate) fn reason(&self, kind: &str, wording: &Wording) {
        self.reasons
            .borrow_mut()
            .push(self.text(wording).to_owned());
        self.tell(kind, wording);
    }

    /// Tells why a command failed.
    pub(crate) fn fail(&self, failure: &Failure) -> Exit {
        for diagnostic in &failure.diagnostics {
            let text = rules::render(diagnostic, self.lang);
            self.tell("diagnostic", &Wording::new(text.clone(), text));
        }
        for reason in &failure.reasons {
            let said = Wording::new(
                format!("错误：{}", reason.zh),
                format!("error: {}", reason.en),
            );
            self.reason("error", &said);
        }
        failure.exit
    }

    /// The last line of a JSON log.
    pub(crate) fn finish(&self, exit: Exit) {
        if self.json {
            let line =
                json!({ "type": "exit", "code": exit.code(), "reasons": *self.reasons.borrow() })
                    .to_string();
            let line = report::escaped_json(&line);
            let _ = writeln!(std::io::stderr().lock(), "{line}");
        }
    }

    /// A spinner on a terminal, nothing elsewhere.
    pub(crate) fn progress(&self, zh: &'static str, en: &'static str) -> indicatif::ProgressBar {
        if self.json || !std::io::stderr().is_terminal() {
            return indicatif::ProgressBar::hidden();
        }
        let bar = indicatif::ProgressBar::new_spinner();
        bar.set_message(match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        });
        bar.enable_steady_tick(std::time::Duration::from_millis(120));
        bar
    }
}

/// Text whose line ends are ours; whatever else controls a terminal is made visible.
fn lines(text: &str) -> String {
    text.lines()
        .map(report::visible)
        .collect::<Vec<_>>()
        .join("\n")
}
