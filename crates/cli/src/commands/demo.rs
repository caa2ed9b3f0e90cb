//! `sanzi demo`: writes the sample data, a fictional district, which the program carries.

use std::path::Path;

use clap::{Arg, ArgMatches, Command};
use include_dir::{Dir, include_dir};
use ledger::{Lang, Wording};

use super::Entry;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;
use crate::texts::Text;

pub(super) const ENTRY: Entry = Entry {
    name: "demo",
    about: Text(
        "写出示例数据（虚构的一个区）",
        "write the sample data (a fictional district)",
    ),
    arguments,
    run,
};

/// The sample data, as `benches` generates it.
static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../sample-data");

fn arguments(command: Command, lang: Lang) -> Command {
    let help = Text(
        "写到哪个文件夹（须为空或不存在）",
        "folder to write to, empty or absent",
    );
    command.arg(
        Arg::new("folder")
            .value_name("DIR")
            .required(true)
            .help(help.in_lang(lang)),
    )
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Exit, Failure> {
    let folder = matches
        .get_one::<String>("folder")
        .map_or("", String::as_str);
    let taken = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if taken || Path::new(folder).is_file() {
        return Err(Failure::new(
            Exit::Publish,
            format!("{folder} 不是空文件夹，未写出"),
            format!("{folder} is not an empty folder; nothing was written"),
        ));
    }
    let unwritten = |cause: std::io::Error| {
        Failure::new(
            Exit::Publish,
            format!("无法写出 {folder}：{}", ledger::system(&cause).zh),
            format!("cannot write {folder}: {}", ledger::system(&cause).en),
        )
    };
    std::fs::create_dir_all(folder).map_err(unwritten)?;
    SAMPLE.extract(folder).map_err(unwritten)?;
    let next = Wording::new(
        format!("示例数据已写入 {folder}。下一步：sanzi scan {folder}"),
        format!("the sample data is in {folder}; next: sanzi scan {folder}"),
    );
    session.say(session.text(&next));
    Ok(Exit::Complete)
}
