//! The command line, in the user's language: built from the table of commands.

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Arg, Command};
use ledger::Lang;

use crate::commands;
use crate::exit::Exit;
use crate::texts::Text;

/// The language that the words ask for, found before the command line is parsed so that help speaks it too.
/// The environment is not asked: the same command gives the same bytes on every machine.
pub(crate) fn lang(words: &[String]) -> Lang {
    let value = words.iter().enumerate().find_map(|(i, word)| {
        word.strip_prefix("--lang=")
            .or_else(|| (word == "--lang").then(|| words.get(i + 1).map(String::as_str))?)
    });
    if value == Some("en") {
        Lang::En
    } else {
        Lang::Zh
    }
}

/// The whole command line.
pub(crate) fn command(lang: Lang) -> Command {
    let about = Text(
        "三资：从农村集体导出的账册中发现资金、资产、资源的疑点（均待核实）",
        "finds leads to misuse of rural collective funds, assets and resources in exported books (all to be verified)",
    );
    let mut command = Command::new("sanzi")
        .version(env!("CARGO_PKG_VERSION"))
        .about(about.in_lang(lang))
        .after_help(Exit::table(lang))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .arg(
            choice(
                "lang",
                &["zh", "en"],
                Text("文字的语言（默认 zh）", "language of texts (default zh)"),
                lang,
            )
            .global(true),
        )
        .arg(
            choice(
                "log",
                &["text", "json"],
                Text(
                    "日志的格式；json 为每行一个对象",
                    "form of the log; json is one object a line",
                ),
                lang,
            )
            .global(true),
        );
    for entry in commands::ENTRIES {
        let sub = Command::new(entry.name).about(entry.about.in_lang(lang));
        command = command.subcommand((entry.arguments)(sub, lang));
    }
    command
}

/// An option that takes one value.
pub(crate) fn option(name: &'static str, value: &'static str, help: Text, lang: Lang) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .help(help.in_lang(lang))
}

/// An option that takes one of a few words.
pub(crate) fn choice(
    name: &'static str,
    words: &'static [&'static str],
    help: Text,
    lang: Lang,
) -> Arg {
    Arg::new(name)
        .long(name)
        .value_parser(words.to_vec())
        .help(help.in_lang(lang))
}

/// An option that takes several values, separated by commas or given again.
pub(crate) fn several(name: &'static str, value: &'static str, help: Text, lang: Lang) -> Arg {
    option(name, value, help, lang)
        .value_delimiter(',')
        .action(clap::ArgAction::Append)
}

/// A switch.
pub(crate) fn switch(name: &'static str, help: Text, lang: Lang) -> Arg {
    Arg::new(name)
        .long(name)
        .help(help.in_lang(lang))
        .action(clap::ArgAction::SetTrue)
}

/// The paths that a command reads.
pub(crate) fn paths(lang: Lang) -> Arg {
    let help = Text("导出的文件或文件夹", "exported files or folders");
    Arg::new("paths")
        .value_name("PATH")
        .required(true)
        .num_args(1..)
        .help(help.in_lang(lang))
}

/// Prints help, version or what is wrong with the command line.
pub(crate) fn explain(error: &clap::Error, lang: Lang) -> ExitCode {
    let asked = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    // Printing fails only where nobody listens.
    let _ = error.print();
    if asked {
        return ExitCode::SUCCESS;
    }
    if lang == Lang::Zh
        && !matches!(
            error.kind(),
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        )
    {
        let _ = std::io::Write::write_all(
            &mut std::io::stderr(),
            "参数有误，未扫描，未写出。用 sanzi --help 查看用法。\n".as_bytes(),
        );
    }
    ExitCode::from(Exit::Usage.code())
}
