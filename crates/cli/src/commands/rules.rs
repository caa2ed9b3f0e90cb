//! `sanzi rules`: list, show, check, test, catalogue.

use std::mem::ManuallyDrop;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use comfy_table::{Table, presets};
use ledger::{Lang, Schema, Wording};
use rules::{Grade, Rulebook, Status};

use super::Entry;
use super::scan::rulebook;
use crate::args::option;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::project::{self, Project};
use crate::session::Session;
use crate::texts::Text;

pub(super) const ENTRY: Entry = Entry {
    name: "rules",
    about: Text("查看、检查、试运行规则", "list, show, check and test rules"),
    arguments,
    run,
};

fn arguments(command: Command, lang: Lang) -> Command {
    let verb = |name: &'static str, about: Text| {
        Command::new(name)
            .about(about.in_lang(lang))
            .arg(option(
                "rules",
                "DIR",
                Text(
                    "规则文件夹（默认用内置规则）",
                    "folder of rules (default: the built-in ones)",
                ),
                lang,
            ))
            .arg(option(
                "config",
                "FILE",
                Text("配置文件 sanzi.toml", "the configuration, sanzi.toml"),
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
            )
    };
    let folder = || {
        Arg::new("folder")
            .value_name("DIR")
            .help(Text("规则文件夹", "folder of rules").in_lang(lang))
    };
    command
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(verb("list", Text("列出规则", "list the rules")))
        .subcommand(
            verb(
                "show",
                Text(
                    "用一句话读出一条规则，连同参数与依据",
                    "read a rule back in one sentence, with params and basis",
                ),
            )
            .arg(
                Arg::new("id")
                    .value_name("ID")
                    .required_unless_present("kind")
                    .help(Text("规则编号或名称", "id or slug").in_lang(lang)),
            )
            .arg(
                option(
                    "kind",
                    "KIND",
                    Text(
                        "改为说明一种规则类型：怎样算、有哪些参数、算例",
                        "explain a kind of rules instead: how it is computed, its keys, an example",
                    ),
                    lang,
                )
                .conflicts_with("id"),
            ),
        )
        .subcommand(
            verb(
                "check",
                Text(
                    "检查规则文件，一次报出全部错误",
                    "check rule files, all mistakes in one pass",
                ),
            )
            .arg(folder())
            .arg(crate::args::switch(
                "shipped",
                Text(
                    "也要求自己的规则文件夹达到随附规则的标准",
                    "ask of a folder of one's own what is asked of shipped rules",
                ),
                lang,
            )),
        )
        .subcommand(
            verb(
                "test",
                Text("运行规则中的示例", "run the examples in the rules"),
            )
            .arg(folder()),
        )
        .subcommand(
            verb(
                "catalogue",
                Text(
                    "按 Markdown 表格印出规则目录",
                    "print the catalogue of the rules as a Markdown table",
                ),
            )
            .arg(folder()),
        )
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Exit, Failure> {
    let Some((verb, matches)) = matches.subcommand() else {
        return Ok(Exit::Usage);
    };
    let folder = ["folder", "rules"]
        .iter()
        .find_map(|name| matches.try_get_one::<String>(name).ok().flatten());
    if let ("show", Some(kind)) = (verb, matches.try_get_one::<String>("kind").ok().flatten()) {
        return explain(kind, session);
    }
    let project = project::find(
        matches,
        &folder.map(PathBuf::from).into_iter().collect::<Vec<_>>(),
    )?;
    let schema = Schema::of(&project.config)?;
    // The program ends when the command does, and what it holds need not be given back node by node before.
    let book = ManuallyDrop::new(load(matches, folder, &schema, &project)?);
    match verb {
        "list" => list(&book, session),
        "catalogue" => session.say(rules::catalogue(&book).trim_end()),
        "show" => show(
            &book,
            &schema,
            matches.get_one::<String>("id").map_or("", String::as_str),
            session,
        )?,
        "check" => {
            let strict = folder.is_none() || matches.get_flag("shipped");
            return check(&book, strict, session);
        }
        _ => return Ok(test(&book, session)),
    }
    Ok(Exit::Complete)
}

fn load(
    matches: &ArgMatches,
    folder: Option<&String>,
    schema: &Schema,
    project: &Project,
) -> Result<Rulebook, Failure> {
    match folder {
        Some(folder) => rules::load(folder, schema, &project.settings).map_err(Failure::rules),
        None => rulebook(matches, schema, project),
    }
}

fn list(book: &Rulebook, session: &Session) {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(match session.lang {
        Lang::Zh => ["编号", "名称", "强度", "状态", "数据表", "疑点"],
        Lang::En => ["id", "slug", "grade", "status", "feeds", "title"],
    });
    for rule in &book.rules {
        let feeds = rule.feeds.join(" ");
        let (grade, status) = (
            grade(rule.grade).in_lang(session.lang),
            status(rule.status).in_lang(session.lang),
        );
        table.add_row([
            rule.id.as_str(),
            &rule.slug,
            grade,
            status,
            &feeds,
            session.text(&rule.title),
        ]);
    }
    session.say(&table.to_string());
}

fn grade(grade: Grade) -> Text {
    match grade {
        Grade::Red => Text("红", "red"),
        Grade::Yellow => Text("黄", "yellow"),
        Grade::Blue => Text("蓝", "blue"),
    }
}

fn status(status: Status) -> Text {
    match status {
        Status::Draft => Text("草稿", "draft"),
        Status::Trial => Text("试行", "trial"),
        Status::Stable => Text("正式", "stable"),
        Status::Retired => Text("停用", "retired"),
    }
}

fn show(book: &Rulebook, schema: &Schema, id: &str, session: &Session) -> Result<(), Failure> {
    let rule = book
        .rule(id)
        .ok_or_else(|| engine::Error::NoRule(id.to_owned()))?;
    session.say(&rules::page(rule, schema, session.lang));
    Ok(())
}

/// The page of a kind, which needs no rules.
fn explain(kind: &str, session: &Session) -> Result<Exit, Failure> {
    let Some(page) = rules::kind_page(kind, session.lang) else {
        let kinds: Vec<&str> = rules::kinds::ENTRIES.iter().map(|e| e.name).collect();
        return Err(Failure::new(
            Exit::Usage,
            format!("没有规则类型“{kind}”。可写：{}", kinds.join("、")),
            format!("there is no kind `{kind}`; there are {}", kinds.join(", ")),
        ));
    };
    session.say(&page);
    Ok(Exit::Complete)
}

/// Checks rules beyond what loading asks. Rules of one's own must come out as their examples say; that they lack what shipped
/// rules have is only mentioned.
fn check(book: &Rulebook, strict: bool, session: &Session) -> Result<Exit, Failure> {
    let breaches = rules::check_shipped(book);
    if strict && !breaches.is_empty() {
        return Err(Failure::rules(breaches));
    }
    if !strict && test(book, session) != Exit::Complete {
        return Ok(Exit::Usage);
    }
    if !breaches.is_empty() {
        let n = breaches.len();
        session.tell(
            "note",
            &Wording::new(
                format!("另有 {n} 处未达到随附规则的标准（自用规则可以不管）；加 --shipped 逐条列出"),
                format!(
                    "{n} things that shipped rules must have are missing, which rules of your own need not have; --shipped lists them"
                ),
            ),
        );
    }
    let n = book.rules.len();
    session.say(session.text(&Wording::new(
        format!("{n} 条规则，未发现错误"),
        format!("{n} rules, no mistakes found"),
    )));
    Ok(Exit::Complete)
}

fn test(book: &Rulebook, session: &Session) -> Exit {
    let outcomes = engine::examples(book);
    let failed: Vec<_> = outcomes
        .iter()
        .filter(|outcome| !outcome.passed())
        .collect();
    for outcome in &failed {
        session.say(&format!(
            "{} {}:{} {}",
            outcome.rule_id, outcome.file, outcome.line, outcome.name
        ));
        if !outcome.failed.is_empty() {
            session.say(&format!("    {}", outcome.failed));
        }
        for (row, want, got) in &outcome.wrong {
            let text = Wording::new(
                format!("    第 {row} 行：应为 {want}，实为 {got}"),
                format!("    row {row}: expected {want}, found {got}"),
            );
            session.say(session.text(&text));
        }
    }
    let (ran, bad) = (outcomes.len(), failed.len());
    let text = Wording::new(
        format!("示例 {ran} 个，不符 {bad} 个"),
        format!("{ran} examples, {bad} came out otherwise"),
    );
    session.say(session.text(&text));
    if failed.is_empty() {
        Exit::Complete
    } else {
        Exit::Usage
    }
}
