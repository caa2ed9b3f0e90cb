//! The command line, in the user's language: built from the table of commands.

use clap::{Arg, ArgAction, Command};
use ledger::Lang;

use crate::commands;
use crate::exit::Exit;
use crate::texts::Text;

/// The language that the words ask for, found before the command line is parsed so that help speaks it too.
/// The environment is not asked: the same command gives the same bytes on every machine.
pub(crate) fn lang(words: &[String]) -> Lang {
    if value(words, "--lang") == Some("en") {
        Lang::En
    } else {
        Lang::Zh
    }
}

/// Whether the words ask for a JSON log, found likewise: a mistake in the command line is told in it too.
pub(crate) fn logs_json(words: &[String]) -> bool {
    value(words, "--log") == Some("json")
}

fn value<'w>(words: &'w [String], flag: &str) -> Option<&'w str> {
    words.iter().enumerate().find_map(|(i, word)| {
        word.strip_prefix(flag)
            .and_then(|rest| rest.strip_prefix('='))
            .or_else(|| (word == flag).then(|| words.get(i + 1).map(String::as_str))?)
    })
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
        .disable_version_flag(true)
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(Text("显示版本", "print the version").in_lang(lang)),
        )
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
    in_lang(command, lang)
}

/// The words that the library would say in English, for a command and all below it.
fn in_lang(command: Command, lang: Lang) -> Command {
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help(Text("显示用法", "print help").in_lang(lang));
    let mut command = command.disable_help_flag(true).arg(help);
    if lang == Lang::Zh {
        let commands = if command.has_subcommands() {
            "命令：\n{subcommands}\n\n"
        } else {
            ""
        };
        let positionals = if command.get_positionals().next().is_some() {
            "参数：\n{positionals}\n\n"
        } else {
            ""
        };
        command = command.help_template(format!(
            "{{about-with-newline}}\n用法：{{usage}}\n\n{commands}{positionals}选项：\n{{options}}{{after-help}}"
        ));
    }
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    for name in names {
        command = command.mut_subcommand(name, |sub| in_lang(sub, lang));
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
    let all = words.join(", ");
    let help = match lang {
        Lang::Zh => format!("{}：{all}", help.in_lang(lang)),
        Lang::En => format!("{}: {all}", help.in_lang(lang)),
    };
    Arg::new(name)
        .long(name)
        .value_parser(words.to_vec())
        .hide_possible_values(true)
        .help(help)
}

/// An option that takes several values, separated by commas or given again.
pub(crate) fn several(name: &'static str, value: &'static str, help: Text, lang: Lang) -> Arg {
    option(name, value, help, lang)
        .value_delimiter(',')
        .action(ArgAction::Append)
}

/// A switch.
pub(crate) fn switch(name: &'static str, help: Text, lang: Lang) -> Arg {
    Arg::new(name)
        .long(name)
        .help(help.in_lang(lang))
        .action(ArgAction::SetTrue)
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
