//! The `sanzi` program: flags, messages, exit codes; calls the other rooms in order.

mod args;
mod asked;
mod caught;
mod commands;
mod ended;
mod exit;
mod explained;
mod failure;
mod memory;
mod mistyped;
mod project;
mod session;
mod texts;

use std::process::ExitCode;

use session::Session;

fn main() -> ExitCode {
    caught::keep();
    let words: Vec<String> = std::env::args_os()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let lang = args::lang(&words);
    let session = Session::new(args::logs_json(&words), lang);
    let matches = match args::command(lang).try_get_matches_from(&words) {
        Ok(matches) => matches,
        Err(error) => return mistyped::explain(&error, &session),
    };
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        commands::run(&matches, &session)
    }));
    let exit = match outcome {
        Ok(Ok(exit)) => exit,
        Ok(Err(error)) => session.fail(&error),
        Err(_) => session.fail(&caught::bug()),
    };
    session.finish(exit);
    ExitCode::from(exit.code())
}
