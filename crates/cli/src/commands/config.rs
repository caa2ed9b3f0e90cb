//! `sanzi config show`: what is in force, and where it comes from.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use ledger::{Lang, Schema, Wording};

use super::Entry;
use super::scan::rulebook;
use crate::args::option;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::project;
use crate::session::Session;
use crate::texts::Text;

pub(super) const ENTRY: Entry = Entry {
    name: "config",
    about: Text(
        "查看生效的配置及其出处",
        "show the configuration in force, and where it comes from",
    ),
    arguments,
    run,
};

fn arguments(command: Command, lang: Lang) -> Command {
    let help = Text(
        "从这里起查找 sanzi.toml",
        "where to look for sanzi.toml from",
    );
    let show = Command::new("show")
        .about(
            Text(
                "列出生效的参数、限额与数据来源设定",
                "list params, limits and pins in force",
            )
            .in_lang(lang),
        )
        .arg(
            Arg::new("paths")
                .value_name("PATH")
                .num_args(0..)
                .help(help.in_lang(lang)),
        )
        .arg(option(
            "config",
            "FILE",
            Text("配置文件 sanzi.toml", "the configuration, sanzi.toml"),
            lang,
        ))
        .arg(option(
            "rules",
            "DIR",
            Text("规则文件夹", "folder of rules"),
            lang,
        ))
        .arg(
            option(
                "set",
                "ID.param=value",
                Text("改一个参数", "override a param"),
                lang,
            )
            .action(clap::ArgAction::Append),
        );
    command
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(show)
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Exit, Failure> {
    let Some((_, matches)) = matches.subcommand() else {
        return Ok(Exit::Usage);
    };
    let paths: Vec<PathBuf> = matches
        .get_many::<String>("paths")
        .into_iter()
        .flatten()
        .map(PathBuf::from)
        .collect();
    let project = project::find(matches, &paths)?;
    let book = rulebook(matches, &Schema::of(&project.config)?, &project)?;
    let file = project.file.as_ref().map(|file| file.display().to_string());
    let shown = file.clone().map_or_else(
        || Wording::new("配置文件：无", "configuration: none"),
        |file| {
            Wording::new(
                format!("配置文件：{file}"),
                format!("configuration: {file}"),
            )
        },
    );
    session.say(session.text(&shown));
    for pin in &project.config.sources {
        let feed = pin.feed.as_deref().unwrap_or("-");
        session.say(&format!("[[source]] {} → {feed}", pin.path));
    }
    for org in &project.config.orgs {
        session.say(&format!(
            "[[org]] {} {}",
            org.name,
            org.region.as_deref().unwrap_or("")
        ));
    }
    for limit in &project.settings.limits {
        let from = limit.from.map(|d| d.to_string()).unwrap_or_default();
        session.say(&format!(
            "[[limits]] {} = {} {} {from} {} {}",
            limit.name, limit.value, limit.region, limit.basis, limit.by
        ));
    }
    for rule in &book.rules {
        for param in &rule.params {
            let value = param.value.write();
            session.say(&format!(
                "{}.{} = {value}  ({}{}{})",
                rule.id,
                param.name,
                param.origin,
                gap(&param.by),
                gap(&param.reason)
            ));
        }
    }
    Ok(Exit::Complete)
}

/// A text with a separator before it, nothing for nothing.
fn gap(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(" · {text}")
    }
}
