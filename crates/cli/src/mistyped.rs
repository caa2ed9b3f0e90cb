//! What is wrong with the command line, in the user's language: the library's own sentences are English.

use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use ledger::Wording;

use crate::exit::Exit;
use crate::session::Session;

/// Prints help, version or what is wrong with the command line.
pub(crate) fn explain(error: &clap::Error, session: &Session) -> ExitCode {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        // Printing fails only where nobody listens.
        let _ = error.print();
        session.finish(Exit::Complete);
        return ExitCode::SUCCESS;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let help = error.render().to_string();
        session.reason("error", &Wording::new(help.clone(), help));
    } else {
        let said = Wording::new(
            format!(
                "错误：{}。未扫描，未写出；用 sanzi --help 查看用法",
                chinese(error)
            ),
            english(error),
        );
        session.reason("error", &said);
    }
    session.finish(Exit::Usage);
    ExitCode::from(Exit::Usage.code())
}

/// The library's message without colours and without what follows it.
fn english(error: &clap::Error) -> String {
    error.render().to_string().trim_end().to_owned()
}

fn chinese(error: &clap::Error) -> String {
    let of = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (arg, value) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue));
    let said = match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::TooFewValues if value.is_empty() => {
            format!("参数 {arg} 后面要写一个值")
        }
        ErrorKind::InvalidValue => format!("参数 {arg} 不能写 {value}"),
        ErrorKind::ValueValidation => {
            format!("参数 {arg} 不能写 {value}：不是数，或超出允许的范围")
        }
        ErrorKind::UnknownArgument => format!("没有参数 {arg}"),
        ErrorKind::InvalidSubcommand => {
            format!("没有命令 {}", of(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {arg}"),
        ErrorKind::ArgumentConflict if arg == of(ContextKind::PriorArg) => {
            format!("参数 {arg} 只能写一次")
        }
        ErrorKind::ArgumentConflict => {
            format!("参数 {arg} 与 {} 不能同用", of(ContextKind::PriorArg))
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            format!("参数 {arg} 的值太多：{value}")
        }
        ErrorKind::NoEquals => format!("参数 {arg} 与值之间要写 ="),
        _ => "命令行有误".to_owned(),
    };
    let valid = [
        ContextKind::ValidValue,
        ContextKind::ValidSubcommand,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
    ]
    .map(of);
    let [values, commands, near_command, near_arg] = valid;
    let mut said = said;
    for (head, text) in [
        ("；可写 ", values),
        ("；可用的命令有 ", commands),
        ("；是否想写 ", near_command),
        ("；是否想写 ", near_arg),
    ] {
        if !text.is_empty() {
            said.push_str(head);
            said.push_str(&text);
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use ledger::Lang;

    use super::*;

    fn check(words: &[&str]) -> String {
        let words = ["sanzi"].into_iter().chain(words.iter().copied());
        let matches = crate::args::command(Lang::Zh).try_get_matches_from(words);
        chinese(&matches.expect_err("it is wrong"))
    }

    #[test]
    fn what_is_wrong_is_said_in_chinese() {
        for (words, said) in [
            (
                ["scan", "in", "--fail-on", "pink"].as_slice(),
                "参数 --fail-on <fail-on> 不能写 pink；可写 blue, yellow, red",
            ),
            (
                &["scan", "in", "--fail-on"],
                "参数 --fail-on <fail-on> 后面要写一个值；可写 blue, yellow, red",
            ),
            (&["scan"], "缺少参数 <PATH>..."),
            (
                &["scan", "in", "--thread", "2"],
                "没有参数 --thread；是否想写 --threads",
            ),
            (&["scna"], "没有命令 scna；是否想写 scan"),
            (
                &["scan", "in", "--out", "a", "--out", "b"],
                "参数 --out <DIR> 只能写一次",
            ),
            (
                &["rules", "show", "A01", "--kind", "run"],
                "参数 [ID] 与 --kind <KIND> 不能同用",
            ),
        ] {
            assert_eq!(check(words), said, "{words:?}");
        }
        assert!(check(&["scan", "in", "--threads", "0"]).contains("超出允许的范围"));
    }
}
