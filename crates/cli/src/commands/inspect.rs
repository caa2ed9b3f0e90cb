//! `sanzi inspect`: how each source would be read, and pins for every choice.

use std::path::PathBuf;

use clap::{ArgMatches, Command};
use ledger::{Lang, Ledger, Source, SourceState, Wording};
use report::Masker;

use super::Entry;
use crate::args::{option, paths, switch};
use crate::ended;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::project;
use crate::session::Session;
use crate::texts::Text;

pub(super) const ENTRY: Entry = Entry {
    name: "inspect",
    about: Text(
        "说明每个数据来源将如何读取",
        "say how each source would be read",
    ),
    arguments,
    run,
};

fn arguments(command: Command, lang: Lang) -> Command {
    command
        .arg(paths(lang))
        .arg(option(
            "config",
            "FILE",
            Text("配置文件 sanzi.toml", "the configuration, sanzi.toml"),
            lang,
        ))
        .arg(option(
            "write",
            "FILE",
            Text(
                "把每项选择写入该文件，存疑的加注释",
                "write every choice to this file, doubtful ones commented",
            ),
            lang,
        ))
        .arg(switch(
            "force",
            Text("覆盖已有的文件", "overwrite the file"),
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
    let ledger = ledger::open(&paths, &project.config)?;
    session.say(&overview(&ledger, session));
    if let Some(file) = matches.get_one::<String>("write") {
        write(&ledger, file, matches.get_flag("force"), session)?;
    }
    Ok(if ended::partial(&ledger, session) {
        Exit::Partial
    } else {
        Exit::Complete
    })
}

/// Every source with its choices, counts and controls, masked.
pub(super) fn overview(ledger: &Ledger, session: &Session) -> String {
    let masker = Masker::of(ledger, false);
    let mut lines = Vec::new();
    for source in ledger.sources() {
        describe(source, session, &masker, &mut lines);
    }
    for notice in ledger.notices() {
        lines.push(format!("! {}", masker.prose(session.text(&notice.text))));
    }
    lines.join("\n")
}

fn describe(source: &Source, session: &Session, masker: &Masker, lines: &mut Vec<String>) {
    let zh = session.lang == Lang::Zh;
    let file = masker.file(&source.file);
    let place = if source.sheet.is_empty() {
        file
    } else {
        format!("{file} [{}]", source.sheet)
    };
    let state = match &source.state {
        SourceState::Read { feed, book } if book.is_empty() => feed.clone(),
        SourceState::Read { feed, book } => format!("{feed} ({book})"),
        SourceState::NotASource(why) => {
            lines.push(format!(
                "{place}: {}：{}",
                if zh {
                    "不是数据来源"
                } else {
                    "not a source"
                },
                masker.prose(session.text(why))
            ));
            return;
        }
        SourceState::Repeat(why) => {
            lines.push(format!(
                "{place}: {}：{}",
                if zh { "重复" } else { "repeat" },
                masker.prose(session.text(why))
            ));
            return;
        }
        SourceState::Unreadable(why) => {
            lines.push(format!(
                "{place}: {}：{}",
                if zh { "无法读取" } else { "unreadable" },
                masker.prose(session.text(why))
            ));
            return;
        }
    };
    lines.push(format!("{place}: {} → {state}", source.format));
    for choice in &source.choices {
        let mark = if choice.doubtful { "?" } else { " " };
        let evidence = masker.prose(session.text(&choice.evidence));
        lines.push(format!(
            "  {mark} {} = {}  ({evidence})",
            choice.what,
            masker.prose(&choice.value)
        ));
    }
    columns(source, zh, lines);
    sums(source, session, lines);
    for notice in &source.notices {
        let row = if notice.row == 0 {
            String::new()
        } else {
            format!("[{}] ", notice.row)
        };
        lines.push(format!(
            "    ! {row}{}",
            masker.prose(session.text(&notice.text))
        ));
    }
}

/// Which heading each column took, and which headings none did.
fn columns(source: &Source, zh: bool, lines: &mut Vec<String>) {
    let columns: Vec<String> = source
        .columns
        .iter()
        .map(|(column, heading)| format!("{column}←{heading}"))
        .collect();
    lines.push(format!(
        "    {}: {}",
        if zh { "列" } else { "columns" },
        columns.join(", ")
    ));
    if !source.unused.is_empty() {
        lines.push(format!(
            "    {}: {}",
            if zh {
                "未用的列"
            } else {
                "unused headings"
            },
            source.unused.join(", ")
        ));
    }
}

/// The five classes of lines, sums and controls.
fn sums(source: &Source, session: &Session, lines: &mut Vec<String>) {
    let c = &source.counts;
    let counts = Wording::new(
        format!(
            "行数 {} = 明细 {} + 合计类 {} + 版式 {} + 重复 {} + 未导入 {}",
            c.lines, c.detail, c.subtotal, c.layout, c.repeat, c.reject
        ),
        format!(
            "lines {} = detail {} + subtotal {} + layout {} + repeat {} + reject {}",
            c.lines, c.detail, c.subtotal, c.layout, c.repeat, c.reject
        ),
    );
    lines.push(format!("    {}", session.text(&counts)));
    let sums = Wording::new(
        format!(
            "支出（借方）合计 {} 元，收入（贷方）合计 {} 元",
            yuan(source.total_out),
            yuan(source.total_in)
        ),
        format!(
            "out (debit) {} yuan, in (credit) {} yuan",
            yuan(source.total_out),
            yuan(source.total_in)
        ),
    );
    lines.push(format!("    {}", session.text(&sums)));
    let agree = source
        .controls
        .iter()
        .filter(|control| control.agrees)
        .count();
    if !source.controls.is_empty() {
        let text = Wording::new(
            format!("控制数核对：{} 项中 {agree} 项相符", source.controls.len()),
            format!("controls: {agree} of {} agree", source.controls.len()),
        );
        lines.push(format!("    {}", session.text(&text)));
    }
}

/// Fen as yuan with two decimals.
fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!(
        "{sign}{}.{:02}",
        fen.unsigned_abs() / 100,
        fen.unsigned_abs() % 100
    )
}

fn write(ledger: &Ledger, file: &str, force: bool, session: &Session) -> Result<(), Failure> {
    let path = PathBuf::from(file);
    if path.exists() && !force {
        return Err(Failure::new(
            Exit::Publish,
            format!("{file} 已存在；要覆盖请加 --force"),
            format!("{file} exists; add --force to overwrite it"),
        ));
    }
    let text: String = ledger
        .sources()
        .iter()
        .map(ledger::pins)
        .collect::<Vec<_>>()
        .join("\n");
    std::fs::write(&path, text).map_err(|cause| {
        Failure::new(
            Exit::Publish,
            format!("无法写出 {file}：{}", ledger::system(&cause).zh),
            format!("cannot write {file}: {}", ledger::system(&cause).en),
        )
    })?;
    session.say(session.text(&Wording::new(
        format!("已写入 {file}"),
        format!("wrote {file}"),
    )));
    Ok(())
}
