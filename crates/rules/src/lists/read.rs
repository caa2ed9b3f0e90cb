//! Reads a folder of lists: every mistake in one pass, and what is absent from the embedded lists.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use ledger::Wording;
use rayon::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use super::ask::Lists;
use super::calendar;
use super::codes::{self, Codes};
use super::folding::{self, Folding};
use super::gazetteer::{self, Gazetteer};
use super::lexicon::{self, Lexicon};
use super::limits;
use crate::Diagnostic;

static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../rules/lists");

/// Sorts of lists in the order of reading.
const KINDS: [(&str, Reader); 7] = [
    ("folding", read_folding),
    ("lexicon", read_lexicon),
    ("codes", read_codes),
    ("calendar", read_calendar),
    ("gazetteer", read_gazetteer),
    ("names", read_names),
    ("limits", read_limits),
];

/// Reads the text of a list, by name, with what is known of folding.
type Reader = fn(&Folding, &str, &str) -> Result<Entry, Vec<Fault>>;

/// Enters among the others a list that was read beside them.
type Entry = Box<dyn FnOnce(&mut Lists) -> Result<(), Vec<Fault>> + Send>;

/// One mistake, before it knows its file.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) span: Range<usize>,
    pub(super) code: &'static str,
    pub(super) message: Wording,
    pub(super) help: Wording,
}

impl Fault {
    pub(super) fn new(
        span: Range<usize>,
        code: &'static str,
        message: (String, String),
        help: (&str, &str),
    ) -> Self {
        Self {
            span,
            code,
            message: Wording::new(message.0, message.1),
            help: Wording::new(help.0, help.1),
        }
    }
}

/// The one key that every list has; the others are checked by its sort.
#[derive(Deserialize)]
struct Head {
    kind: Spanned<String>,
}

impl Lists {
    /// The lists that the binary carries.
    ///
    /// # Errors
    /// A mistake in an embedded list, which a test of this crate excludes.
    pub fn embedded() -> Result<Self, Vec<Diagnostic>> {
        compile(&shipped(), "")
    }

    /// The lists of a folder (`rules/lists`); a file that is absent there is the embedded one of that name.
    ///
    /// # Errors
    /// Every mistake of the folder, sorted by file and place; files are named relative to the folder above it.
    pub fn load(folder: &Path) -> Result<Self, Vec<Diagnostic>> {
        let mut texts = shipped();
        let mut faults = Vec::new();
        let name = folder
            .file_name()
            .map_or_else(|| "lists".into(), |n| n.to_string_lossy());
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            if path.extension().is_none_or(|e| e != "toml") {
                continue;
            }
            let file = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            match std::fs::read_to_string(&path) {
                Ok(text) => {
                    texts.insert(file, text.into());
                }
                Err(error) => faults.push(unreadable(format!("{name}/{file}"), &error)),
            }
        }
        match compile(&texts, &format!("{name}/")) {
            Ok(lists) if faults.is_empty() => Ok(lists),
            Ok(_) => Err(faults),
            Err(more) => {
                faults.extend(more);
                faults.sort_by(|a, b| (&a.file, a.span.start).cmp(&(&b.file, b.span.start)));
                Err(faults)
            }
        }
    }
}

fn shipped() -> BTreeMap<String, Arc<str>> {
    SHIPPED
        .files()
        .filter(|file| file.path().extension().is_some_and(|e| e == "toml"))
        .filter_map(|file| {
            let name = file.path().file_name()?.to_string_lossy().into_owned();
            Some((name, file.contents_utf8()?.into()))
        })
        .collect()
}

fn unreadable(file: String, error: &std::io::Error) -> Diagnostic {
    Diagnostic {
        file,
        source: "".into(),
        span: 0..0,
        code: "unreadable-list",
        message: Wording::new(
            format!("词表文件无法读取：{}", ledger::system(error).zh),
            format!("the list cannot be read: {}", ledger::system(error).en),
        ),
        help: Wording::new("另存为 UTF-8 编码的文本文件。", "Save it as text in UTF-8."),
    }
}

fn compile(texts: &BTreeMap<String, Arc<str>>, folder: &str) -> Result<Lists, Vec<Diagnostic>> {
    let mut lists = Lists::default();
    let mut faults: Vec<Diagnostic> = Vec::new();
    let mut place = |file: &str, text: &Arc<str>, more: Vec<Fault>| {
        faults.extend(more.into_iter().map(|fault| Diagnostic {
            file: format!("{folder}{file}"),
            source: Arc::clone(text),
            span: fault.span,
            code: fault.code,
            message: fault.message,
            help: fault.help,
        }));
    };
    let mut kinds = Vec::new();
    let told: Vec<_> = texts.par_iter().map(|(_, text)| kind(text)).collect();
    for ((file, text), told) in texts.iter().zip(told) {
        match told {
            Ok(kind) => kinds.push((kind, file, text)),
            Err(more) => place(file, text, more),
        }
    }
    kinds.sort();
    // Folding is known before lexicons are compiled with it.
    let (folding, others) = kinds.split_at(kinds.partition_point(|(kind, ..)| *kind == 0));
    for kinds in [folding, others] {
        let known = Arc::clone(&lists.folding);
        let read = kinds.par_iter().filter_map(|(kind, file, text)| {
            let (_, read) = KINDS.get(*kind)?;
            let name = file.strip_suffix(".toml").unwrap_or(file);
            Some((file, text, read(&known, name, text)))
        });
        for (file, text, entry) in read.collect::<Vec<_>>() {
            if let Err(more) = entry.and_then(|enter| enter(&mut lists)) {
                place(file, text, more);
            }
        }
    }
    if faults.is_empty() {
        return Ok(lists);
    }
    faults.sort_by(|a, b| (&a.file, a.span.start).cmp(&(&b.file, b.span.start)));
    Err(faults)
}

/// Position of the list's sort in [`KINDS`].
fn kind(text: &str) -> Result<usize, Vec<Fault>> {
    let head: Head = parse(text)?;
    let word = head.kind.get_ref();
    KINDS
        .iter()
        .position(|(kind, _)| kind == word)
        .ok_or_else(|| {
            let known = KINDS.map(|(kind, _)| kind).join(", ");
            let (zh, en) = (format!("可写：{known}。"), format!("Write one of {known}."));
            vec![Fault::new(
                head.kind.span(),
                "unknown-list-kind",
                (
                    format!("没有“{word}”这种表"),
                    format!("no sort of list is called `{word}`"),
                ),
                (&zh, &en),
            )]
        })
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Vec<Fault>> {
    toml::from_str(text).map_err(|error| {
        vec![Fault::new(
            error.span().unwrap_or(0..0),
            "bad-list",
            (
                format!("词表写法有误：{}", in_chinese(error.message())),
                format!("the list is not well formed: {}", error.message()),
            ),
            (
                "对照 rules/lists/README.md 的写法改正。",
                "Compare rules/lists/README.md.",
            ),
        )]
    })
}

/// What the parser says of a list, in Chinese: keys that are not known or lack, values of another type, and what is no TOML.
fn in_chinese(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let first = quoted.first().copied().unwrap_or_default();
    let others = quoted.get(1..).unwrap_or(&[]).join("、");
    if message.starts_with("unknown field") {
        format!("没有 {first} 这个键；此处可写 {others}")
    } else if message.starts_with("unknown variant") {
        format!("没有 {first} 这个值；此处可写 {others}")
    } else if message.starts_with("missing field") {
        format!("缺少 {first}")
    } else if message.starts_with("duplicate") {
        "同一个键写了两次".to_owned()
    } else if message.starts_with("invalid") {
        "值的类型不对，例如该写文本处写了数字，该写数组处写了文本".to_owned()
    } else {
        "此处不合 TOML 语法：文本加引号，括号成对，每项一行".to_owned()
    }
}

fn read_folding(_: &Folding, _: &str, text: &str) -> Result<Entry, Vec<Fault>> {
    let file: folding::File = parse(text)?;
    Ok(Box::new(move |lists| {
        Arc::make_mut(&mut lists.folding).extend(&file)
    }))
}

fn read_lexicon(folding: &Folding, name: &str, text: &str) -> Result<Entry, Vec<Fault>> {
    let file: lexicon::File = parse(text)?;
    let (name, lexicon) = (name.to_owned(), Lexicon::compile(&file, folding)?);
    Ok(Box::new(move |lists| {
        lists.lexicons.insert(name, Arc::new(lexicon));
        Ok(())
    }))
}

fn read_codes(_: &Folding, name: &str, text: &str) -> Result<Entry, Vec<Fault>> {
    let file: codes::File = parse(text)?;
    let (name, codes) = (name.to_owned(), Codes::compile(&file));
    Ok(Box::new(move |lists| {
        lists.codes.insert(name, Arc::new(codes));
        Ok(())
    }))
}

fn read_calendar(_: &Folding, _: &str, text: &str) -> Result<Entry, Vec<Fault>> {
    let file: calendar::File = parse(text)?;
    Ok(Box::new(move |lists| {
        Arc::make_mut(&mut lists.calendar).extend(&file)
    }))
}

fn read_gazetteer(folding: &Folding, _: &str, text: &str) -> Result<Entry, Vec<Fault>> {
    let file: gazetteer::File = parse(text)?;
    let gazetteer = Gazetteer::compile(&file, folding)?;
    Ok(Box::new(move |lists| {
        lists.gazetteer = Arc::new(gazetteer);
        Ok(())
    }))
}

fn read_names(_: &Folding, _: &str, text: &str) -> Result<Entry, Vec<Fault>> {
    let file: limits::Names = parse(text)?;
    Ok(Box::new(|lists| {
        lists.names.extend(file.known);
        Ok(())
    }))
}

fn read_limits(_: &Folding, _: &str, text: &str) -> Result<Entry, Vec<Fault>> {
    let file: limits::File = parse(text)?;
    Ok(Box::new(move |lists| lists.limits.extend(&file)))
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        reason = "A scratch folder that cannot be written should fail the test at once."
    )]

    use super::*;

    #[test]
    fn what_the_parser_says_is_said_in_chinese() {
        for (message, want) in [
            (
                "unknown field `term`, expected one of `kind`, `doc`",
                "没有 term 这个键；此处可写 kind、doc",
            ),
            ("missing field `kind`", "缺少 kind"),
            (
                "unknown variant `x`, expected `a` or `b`",
                "没有 x 这个值；此处可写 a、b",
            ),
            ("duplicate key", "同一个键写了两次"),
        ] {
            assert_eq!(in_chinese(message), want);
        }
        for message in [
            "invalid type: integer `1`, expected a string",
            "expected `]`",
        ] {
            assert!(!in_chinese(message).contains("expected"));
        }
    }

    #[test]
    fn shipped_lists_are_sound() {
        let lists = Lists::embedded().unwrap();
        let names: Vec<_> = lists.lexicon_names().collect();
        for name in [
            "travel",
            "venues",
            "reception",
            "gifts",
            "meeting",
            "deposit",
            "works",
        ] {
            assert!(names.contains(&name), "{name} is missing from {names:?}");
        }
    }

    #[test]
    fn a_folder_replaces_file_by_file_and_names_every_mistake() {
        let folder = std::env::temp_dir().join(format!("sanzi-lists-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let doc = "doc = { zh = '', en = '' }\n";
        let write = |file: &str, text: &str| std::fs::write(folder.join(file), text).unwrap();
        write(
            "venues.toml",
            &format!("kind = 'lexicon'\n{doc}terms = [{{ any = ['舞厅'] }}]"),
        );
        let lists = Lists::load(&folder).unwrap();
        assert_eq!(lists.terms("venues").collect::<Vec<_>>(), ["舞厅"]);
        assert!(lists.find("travel", "旅行社团费").is_some());

        write("a.toml", "kind = 'lexikon'");
        write(
            "b.toml",
            &format!("kind = 'lexicon'\n{doc}terms = [{{ any = [''], unles = [] }}]"),
        );
        write(
            "c.toml",
            &format!("kind = 'lexicon'\n{doc}terms = [{{ any = ['', '甲', '甲'] }}]"),
        );
        let faults = Lists::load(&folder).unwrap_err();
        std::fs::remove_dir_all(&folder).unwrap();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let got: Vec<_> = faults
            .iter()
            .map(|f| {
                (
                    f.file.strip_prefix(&format!("{name}/")).unwrap_or(""),
                    f.code,
                )
            })
            .collect();
        assert_eq!(
            got,
            [
                ("a.toml", "unknown-list-kind"),
                ("b.toml", "bad-list"),
                ("c.toml", "empty-term"),
                ("c.toml", "repeated-term")
            ]
        );
    }
}
