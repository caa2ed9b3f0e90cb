//! `sanzi scan`: the main job.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use engine::Options;
use ledger::{Lang, Ledger, Schema, Wording};
use report::WriteOptions;
use rules::Rulebook;

use super::Entry;
use crate::args::{choice, option, paths, several, switch};
use crate::asked::{formats, options};
use crate::ended::{ended, partial};
use crate::exit::Exit;
use crate::explained::explained;
use crate::failure::Failure;
use crate::memory::Memory;
use crate::project::{self, Project};
use crate::session::Session;
use crate::texts::Text;

pub(super) const ENTRY: Entry = Entry {
    name: "scan",
    about: Text(
        "扫描导出的账册，写出疑点",
        "scan exported books and write leads",
    ),
    arguments,
    run,
};

fn arguments(command: Command, lang: Lang) -> Command {
    let command = command
        .arg(paths(lang))
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
                "out",
                "DIR",
                Text(
                    "结果文件夹（默认 sanzi-out）",
                    "folder of results (default sanzi-out)",
                ),
                lang,
            )
            .default_value("sanzi-out")
            .hide_default_value(true),
        )
        .arg(several("format", "F", Text("", ""), lang).help(formats_help(lang)))
        .arg(option(
            "as-of",
            "DATE",
            Text(
                "以哪一天为准（默认为最近的记账日期）",
                "the day on which the books are judged (default: the newest posting date)",
            ),
            lang,
        ));
    restrictions(command, lang)
}

/// Every format that there is.
fn formats_help(lang: Lang) -> String {
    let all: Vec<&str> = report::Format::all().map(report::Format::name).collect();
    let all = all.join(", ");
    match lang {
        Lang::Zh => format!("结果格式：{all}（默认 xlsx,jsonl）"),
        Lang::En => format!("formats: {all} (default xlsx,jsonl)"),
    }
}

/// What restricts a scan, and what it may use.
fn restrictions(command: Command, lang: Lang) -> Command {
    command
        .arg(several(
            "org",
            "NAME",
            Text("只看这些单位", "only these collectives"),
            lang,
        ))
        .arg(option(
            "period",
            "A..B",
            Text(
                "只看这段时间，含首尾；2024-01..2024-06 或具体日期",
                "only this period, both ends included; 2024-01..2024-06 or days",
            ),
            lang,
        ))
        .arg(several(
            "only",
            "ID",
            Text("只运行这些规则", "only these rules"),
            lang,
        ))
        .arg(
            option(
                "set",
                "ID.param=value",
                Text(
                    "改一个参数，例如 A01.least=500元",
                    "override a param, as in A01.least=500元",
                ),
                lang,
            )
            .action(clap::ArgAction::Append),
        )
        .arg(
            option(
                "threads",
                "N",
                Text("线程数（默认全部核心）", "threads (default: all cores)"),
                lang,
            )
            .value_parser(clap::value_parser!(u16).range(1..=1024)),
        )
        .arg(option(
            "memory",
            "SIZE",
            Text("内存上限，例如 512M、4G", "memory limit, as in 512M or 4G"),
            lang,
        ))
        .arg(choice(
            "fail-on",
            &["blue", "yellow", "red"],
            Text(
                "有达到该等级的疑点时以退出码 1 结束",
                "end with exit code 1 where a lead reaches this level",
            ),
            lang,
        ))
        .arg(switch(
            "dry-run",
            Text(
                "只说明将如何读取、运行哪些规则，不写出",
                "only say what would be read and run; write nothing",
            ),
            lang,
        ))
        .arg(switch(
            "explain",
            Text(
                "说明规则怎样一并运行、共用了什么、各用多少时间",
                "tell how rules were run together, what they shared, and what each cost",
            ),
            lang,
        ))
        .arg(option(
            "reveal",
            "REASON",
            Text(
                "不遮盖个人信息；理由将被记录",
                "do not mask personal data; the reason is recorded",
            ),
            lang,
        ))
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Exit, Failure> {
    let paths: Vec<PathBuf> = matches
        .get_many::<String>("paths")
        .into_iter()
        .flatten()
        .map(PathBuf::from)
        .collect();
    let reveal = reveal(matches)?;
    let project = project::find(matches, &paths)?;
    let formats = formats(matches)?;
    let options = Options {
        most_leads: (!report::shows(&formats)).then_some(0),
        without_units: !report::shows(&formats),
        ..options(matches)?
    };
    let out = PathBuf::from(
        matches
            .get_one::<String>("out")
            .map_or("sanzi-out", String::as_str),
    );
    let dry = matches.get_flag("dry-run");
    let lock = if dry {
        None
    } else {
        report::check(&out).map_err(|error| publish(&error))?;
        let lock = report::lock(&out).map_err(|error| publish(&error))?;
        report::recover(&out).map_err(|error| publish(&error))?;
        Some(lock)
    };
    let schema = Schema::of(&project.config)?;
    let memory = Memory::of(&paths, options.memory);
    memory.fits(0)?;
    let options = Options {
        memory: memory.limit,
        ..options
    };
    let pool = Pool::of(options.threads);
    // Books are opened while rules are read; a mistake in rules ends the program without waiting for the books.
    let config = project.config.clone();
    let opened = pool.start(move || ledger::open(&paths, &config));
    let rulebook = rulebook(matches, &schema, &project)?;
    let all = rulebook.rules.len();
    memory.fits(if options.only.is_empty() {
        all
    } else {
        options.only.len()
    })?;
    let bar = session.progress("正在读取…", "reading …");
    let ledger = opened()?;
    bar.set_message(
        Wording::new("正在核查…", "judging …")
            .text(session.lang)
            .to_owned(),
    );
    if dry {
        bar.finish_and_clear();
        return Ok(dry_run(&ledger, &rulebook, &options, session));
    }
    let findings = pool.run(|| engine::scan(&ledger, &rulebook, &options))?;
    ledger.unchanged()?;
    let written = WriteOptions {
        lang: session.lang,
        reveal,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        parameters: parameters(matches, &project),
        lock,
        ..WriteOptions::default()
    };
    let published = pool
        .run(|| report::write(&ledger, &findings, &out, &formats, &written))
        .map_err(|error| publish(&error))?;
    bar.finish_and_clear();
    if let Some(table) = &published.table {
        session.say(table);
    }
    session.say(&published.summary);
    session.say(&report::next_steps(&published, session.lang));
    if matches.get_flag("explain") {
        session.say(&explained(&findings, session.lang));
    }
    let exit = ended(&ledger, &findings, matches, session);
    // The program ends here: giving a million rows back piece by piece is no use to anyone.
    std::mem::forget((ledger, findings, rulebook));
    Ok(exit)
}

/// Why persons are shown, which is recorded and must say something.
fn reveal(matches: &ArgMatches) -> Result<Option<String>, Failure> {
    let reason = matches.get_one::<String>("reveal");
    if reason.is_some_and(|reason| !reason.chars().any(char::is_alphanumeric)) {
        return Err(Failure::new(
            Exit::Usage,
            "--reveal 要写明不遮盖个人信息的理由，例如 --reveal \"案件核查 2024-17\"；理由将被记录",
            "--reveal needs the reason why persons are shown, as in --reveal \"case 2024-17\"; it is recorded",
        ));
    }
    Ok(reason.cloned())
}

/// The threads of a run. Reading, judging and writing share them, so that what one gave back serves the next.
struct Pool(Option<rayon::ThreadPool>);

impl Pool {
    /// As many threads as were asked for; all cores without it.
    fn of(threads: Option<usize>) -> Self {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0));
        // Without threads to be had the work is done on this one.
        Self(pool.build().ok())
    }

    fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match &self.0 {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }

    /// Begins work; what is given back waits for it, and panics as it did.
    fn start<T, W>(&self, work: W) -> impl FnOnce() -> T + use<T, W>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        let (give, taken) = std::sync::mpsc::sync_channel(1);
        let work = move || {
            // Nobody waits any more where the program ends.
            let _ = give.send(catch_unwind(AssertUnwindSafe(work)));
        };
        match &self.0 {
            Some(pool) => pool.spawn(work),
            None => work(),
        }
        move || match taken.recv() {
            Ok(Ok(done)) => done,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(gone) => resume_unwind(Box::new(gone.to_string())),
        }
    }
}

/// The rules that a run uses: those of `--rules`, else the built-in ones.
pub(super) fn rulebook(
    matches: &ArgMatches,
    schema: &Schema,
    project: &Project,
) -> Result<Rulebook, Failure> {
    match matches.try_get_one::<String>("rules").ok().flatten() {
        Some(folder) => rules::load(Path::new(folder), schema, &project.settings),
        None => rules::embedded(schema, &project.settings),
    }
    .map_err(Failure::rules)
}

fn publish(error: &report::Error) -> Failure {
    let exit = match error {
        report::Error::Locked { .. } => Exit::Locked,
        report::Error::Cite(ledger::Error::Changed { .. } | ledger::Error::Unreadable { .. }) => {
            Exit::Integrity
        }
        _ => Exit::Publish,
    };
    let wording = error.wording();
    Failure::new(
        exit,
        format!("无法{}", wording.zh),
        format!("cannot {}", wording.en),
    )
}

/// The command and configuration as the run record keeps them.
fn parameters(matches: &ArgMatches, project: &Project) -> serde_json::Value {
    let mut given = serde_json::Map::new();
    for id in matches.ids() {
        // The output folder, threads and memory change no byte of the result.
        let name = id.as_str();
        if ["out", "threads", "memory", "lang", "log", "explain"].contains(&name) {
            continue;
        }
        if let Ok(Some(values)) = matches.try_get_raw(name) {
            let values: Vec<String> = values.map(|v| v.to_string_lossy().into_owned()).collect();
            given.insert(name.to_owned(), values.into());
        }
    }
    serde_json::json!({ "arguments": given, "configuration": project.text })
}

fn dry_run(ledger: &Ledger, rulebook: &Rulebook, options: &Options, session: &Session) -> Exit {
    session.say(&super::inspect::overview(ledger, session));
    let runs = rulebook
        .rules
        .iter()
        .filter(|r| options.only.is_empty() || options.only.contains(&r.id));
    let ids: Vec<&str> = runs.map(|r| r.id.as_str()).collect();
    let text = Wording::new(
        format!("将运行规则：{}。未扫描，未写出。", ids.join("、")),
        format!(
            "rules that would run: {}. Nothing was scanned or written.",
            ids.join(", ")
        ),
    );
    session.say(session.text(&text));
    if partial(ledger, session) {
        Exit::Partial
    } else {
        Exit::Complete
    }
}
