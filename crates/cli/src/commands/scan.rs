//! `sanzi scan`: the main job.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use engine::{Findings, Level, Options, Reason};
use ledger::{Lang, Ledger, Schema, SourceState, Wording};
use report::{Format, WriteOptions};
use rules::Rulebook;

use super::Entry;
use crate::args::{choice, option, paths, several, switch};
use crate::exit::Exit;
use crate::failure::Failure;
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
    command
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
            .default_value("sanzi-out"),
        )
        .arg(several(
            "format",
            "F",
            Text(
                "结果格式：xlsx, jsonl, csv, table, hits（默认 xlsx,jsonl）",
                "formats: xlsx, jsonl, csv, table, hits (default xlsx,jsonl)",
            ),
            lang,
        ))
        .arg(option(
            "as-of",
            "DATE",
            Text(
                "以哪一天为准（默认为最近的记账日期）",
                "the day on which the books are judged (default: the newest posting date)",
            ),
            lang,
        ))
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
    let project = project::find(matches, &paths)?;
    let options = options(matches)?;
    let formats = formats(matches)?;
    let out = PathBuf::from(
        matches
            .get_one::<String>("out")
            .map_or("sanzi-out", String::as_str),
    );
    let dry = matches.get_flag("dry-run");
    let lock = if dry {
        None
    } else {
        report::check(&out).map_err(publish)?;
        Some(report::lock(&out).map_err(publish)?)
    };
    let schema = Schema::of(&project.config)?;
    let rulebook = rulebook(matches, &schema, &project)?;
    fits(&paths, options.memory)?;
    let bar = session.progress("正在读取…", "reading …");
    let ledger = in_pool(options.threads, || ledger::open(&paths, &project.config))?;
    bar.set_message(
        Wording::new("正在核查…", "judging …")
            .text(session.lang)
            .to_owned(),
    );
    if dry {
        bar.finish_and_clear();
        return Ok(dry_run(&ledger, &rulebook, &options, session));
    }
    let findings = engine::scan(&ledger, &rulebook, &options)?;
    let written = WriteOptions {
        lang: session.lang,
        reveal: matches.get_one::<String>("reveal").cloned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        parameters: parameters(matches, &project),
        lock,
        ..WriteOptions::default()
    };
    let published = report::write(&ledger, &findings, &out, &formats, &written).map_err(publish)?;
    bar.finish_and_clear();
    if let Some(table) = &published.table {
        session.say(table);
    }
    session.say(&report::summary(&ledger, &findings, session.lang));
    session.say(&report::next_steps(&published, session.lang));
    Ok(ended(&ledger, &findings, matches, session))
}

/// Runs the reading on as many threads as were asked for.
fn in_pool<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new()
        .num_threads(threads.unwrap_or(0))
        .build()
    {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
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

fn options(matches: &ArgMatches) -> Result<Options, Failure> {
    let many = |name| {
        matches
            .get_many::<String>(name)
            .into_iter()
            .flatten()
            .map(|v| v.trim().to_owned())
            .collect()
    };
    let as_of = matches
        .get_one::<String>("as-of")
        .map(|text| day(text).ok_or_else(|| bad_date(text)))
        .transpose()?;
    let period = matches
        .get_one::<String>("period")
        .map(|text| period(text))
        .transpose()?;
    let memory = matches
        .get_one::<String>("memory")
        .map(|text| size(text))
        .transpose()?;
    Ok(Options {
        memory,
        threads: matches.get_one::<u16>("threads").map(|&n| usize::from(n)),
        as_of,
        only: many("only"),
        orgs: many("org"),
        period,
        ..Options::default()
    })
}

fn formats(matches: &ArgMatches) -> Result<Vec<Format>, Failure> {
    let Some(words) = matches.get_many::<String>("format") else {
        return Ok(vec![Format::Xlsx, Format::Jsonl]);
    };
    let names = |between: &str| Format::all().map(Format::name).collect::<Vec<_>>().join(between);
    words
        .map(|word| {
            Format::named(word.trim()).ok_or_else(|| {
                Failure::new(
                    Exit::Usage,
                    format!("没有结果格式 {word}；可用：{}", names("、")),
                    format!(
                        "there is no format {word}; there are: {}",
                        names(", ")
                    ),
                )
            })
        })
        .collect()
}

/// Days since 1970-01-01 of `2024-01-31`.
fn day(text: &str) -> Option<i64> {
    let date: jiff::civil::Date = text.trim().parse().ok()?;
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    Some(i64::from(epoch.until(date).ok()?.get_days()))
}

fn bad_date(text: &str) -> Failure {
    Failure::new(
        Exit::Usage,
        format!("{text} 不是日期；请写成 2024-12-31"),
        format!("{text} is no date; write 2024-12-31"),
    )
}

/// First and last day of `2024-01..2024-06`, `2024-01-15..2024-02-01`, `2024`.
fn period(text: &str) -> Result<(i64, i64), Failure> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let edge = |part: &str, last: bool| -> Option<i64> {
        let part = part.trim();
        match part.split('-').count() {
            1 => day(&if last {
                format!("{part}-12-31")
            } else {
                format!("{part}-01-01")
            }),
            2 => {
                let first: jiff::civil::Date = format!("{part}-01").parse().ok()?;
                day(&if last { first.last_of_month() } else { first }.to_string())
            }
            _ => day(part),
        }
    };
    match (edge(from, false), edge(to, true)) {
        (Some(first), Some(last)) if first <= last => Ok((first, last)),
        _ => Err(Failure::new(
            Exit::Usage,
            format!("--period {text} 应写成 2024-01..2024-06，先起后止"),
            format!("--period takes 2024-01..2024-06, first before last, not {text}"),
        )),
    }
}

/// Bytes of `512M`, `4G`.
fn size(text: &str) -> Result<u64, Failure> {
    let text = text.trim();
    let (digits, shift) = match text.char_indices().last() {
        Some((i, 'K' | 'k')) => (&text[..i], 10),
        Some((i, 'M' | 'm')) => (&text[..i], 20),
        Some((i, 'G' | 'g')) => (&text[..i], 30),
        _ => (text, 0),
    };
    digits
        .parse::<u64>()
        .ok()
        .and_then(|n| n.checked_mul(1 << shift))
        .filter(|&n| n > 0)
        .ok_or_else(|| {
            Failure::new(
                Exit::Usage,
                format!("--memory {text} 应写成 512M 或 4G"),
                format!("--memory takes 512M or 4G, not {text}"),
            )
        })
}

/// Refuses what would not fit before anything is read: the limit asked for, else what the system has left.
fn fits(paths: &[PathBuf], limit: Option<u64>) -> Result<(), Failure> {
    // A row of text takes about its own size again in memory, while it is read and judged; workbooks and .gz are deflated ten to one.
    let needed: u64 = paths.iter().map(|path| footprint(path, 0)).sum::<u64>() + (64 << 20);
    let available = limit.or_else(available);
    match available {
        Some(limit) if needed > limit => Err(Failure::memory(limit, needed)),
        _ => Ok(()),
    }
}

fn footprint(path: &Path, depth: u8) -> u64 {
    let Ok(kind) = std::fs::metadata(path) else {
        return 0;
    };
    if kind.is_file() {
        let packed = path
            .extension()
            .is_some_and(|e| e == "gz" || e == "xlsx" || e == "zip");
        return kind.len().saturating_mul(if packed { 10 } else { 1 });
    }
    let Ok(entries) = std::fs::read_dir(path) else {
        return 0;
    };
    if depth > 32 {
        return 0;
    }
    entries
        .flatten()
        .map(|entry| footprint(&entry.path(), depth + 1))
        .sum()
}

/// Memory that Linux says is left; nothing elsewhere.
fn available() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text
        .lines()
        .find(|line| line.starts_with("MemAvailable:"))?;
    line.split_whitespace()
        .nth(1)?
        .parse::<u64>()
        .ok()?
        .checked_mul(1024)
}

fn publish(error: report::Error) -> Failure {
    let exit = match &error {
        report::Error::Locked { .. } => Exit::Locked,
        report::Error::Cite(ledger::Error::Changed { .. }) => Exit::Integrity,
        _ => Exit::Publish,
    };
    let wording = error.wording();
    Failure::new(exit, format!("无法{}", wording.zh), format!("cannot {}", wording.en))
}

/// The command and configuration as the run record keeps them.
fn parameters(matches: &ArgMatches, project: &Project) -> serde_json::Value {
    let mut given = serde_json::Map::new();
    for id in matches.ids() {
        // The output folder, threads and memory change no byte of the result.
        let name = id.as_str();
        if ["out", "threads", "memory", "lang", "log"].contains(&name) {
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

/// How the run ended, with the reasons told.
fn ended(ledger: &Ledger, findings: &Findings, matches: &ArgMatches, session: &Session) -> Exit {
    let mut exit = Exit::Complete;
    let level = match matches.get_one::<String>("fail-on").map(String::as_str) {
        Some("blue") => Some(Level::Blue),
        Some("yellow") => Some(Level::Yellow),
        Some("red") => Some(Level::Red),
        _ => None,
    };
    if level.is_some_and(|level| {
        findings
            .leads
            .iter()
            .any(|lead| !lead.trial && lead.level >= level)
    }) {
        exit = exit.worse(Exit::Leads);
    }
    if partial(ledger, session) {
        exit = exit.worse(Exit::Partial);
    }
    let mut failed: Vec<&str> = Vec::new();
    for line in &findings.coverage {
        if matches!(line.reason, Some(Reason::Failed(_)))
            && !failed.contains(&line.rule_id.as_str())
        {
            failed.push(&line.rule_id);
        }
    }
    if !failed.is_empty() {
        let ids = failed.join("、");
        session.reason(
            "partial",
            &Wording::new(
                format!("规则运行失败：{ids}"),
                format!("rules that failed: {ids}"),
            ),
        );
        exit = exit.worse(Exit::Partial);
    }
    exit
}

/// Whether the input was read only in part; the reasons are told.
pub(super) fn partial(ledger: &Ledger, session: &Session) -> bool {
    let mut partial = false;
    let mut because = |zh: String, en: String| {
        session.reason("partial", &Wording::new(zh, en));
        partial = true;
    };
    for source in ledger.sources() {
        if let SourceState::Unreadable(why) = &source.state {
            because(
                format!("无法读取 {}：{}", source.file, why.zh),
                format!("cannot read {}: {}", source.file, why.en),
            );
        }
    }
    for notice in ledger
        .notices()
        .iter()
        .filter(|n| n.code == "expected-missing")
    {
        because(notice.text.zh.clone(), notice.text.en.clone());
    }
    let (rows, rejects) = ledger
        .sources()
        .iter()
        .fold((0, 0), |(rows, rejects), source| {
            (
                rows + source.counts.detail + source.counts.reject,
                rejects + source.counts.reject,
            )
        });
    // The budget of design §8: one per cent of rows, or a hundred, the less.
    if rejects * 100 > rows || rejects > 100 {
        because(
            format!(
                "未导入记录 {rejects} 条，超过限度（{rows} 条的 1% 且不多于 100 条），见 rejects.csv"
            ),
            format!(
                "{rejects} rejects, over the budget (1 % of {rows} rows, at most 100); see rejects.csv"
            ),
        );
    }
    partial
}

#[cfg(test)]
mod tests {
    use super::{day, period, size};

    #[test]
    fn periods_and_sizes_read_as_people_write_them() {
        assert_eq!(
            period("2024-01..2024-02").ok(),
            Some((
                day("2024-01-01").unwrap_or(0),
                day("2024-02-29").unwrap_or(0)
            ))
        );
        assert_eq!(
            period("2024").ok(),
            Some((
                day("2024-01-01").unwrap_or(0),
                day("2024-12-31").unwrap_or(0)
            ))
        );
        for bad in ["2024-06..2024-01", "june", "2024-13", ""] {
            assert!(period(bad).is_err(), "{bad}");
        }
        assert_eq!(size("512M").ok(), Some(512 << 20));
        for bad in ["", "M", "-1G", "0", "99999999999999999999G"] {
            assert!(size(bad).is_err(), "{bad}");
        }
    }
}
