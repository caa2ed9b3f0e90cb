//! What a rule says about itself before any logic.

use ledger::{Feed, Schema, Wording};

use super::file::Told;
use super::table::Table;
use super::text::Text;
use super::{feed_named, nearest, wording};
use crate::compile::{Columns, one_of};
use crate::{Basis, Grade, Status};

/// The part of a rule file that stands before its logics.
pub(super) struct Head<'a> {
    pub(super) id: String,
    pub(super) slug: String,
    pub(super) title: Wording,
    pub(super) grade: Grade,
    pub(super) status: Status,
    pub(super) feeds: Vec<&'a Feed>,
    pub(super) needs: Vec<String>,
    pub(super) why: Wording,
    pub(super) check: Vec<Wording>,
    pub(super) innocent: Vec<Wording>,
    pub(super) misses: Wording,
    pub(super) basis: Vec<Basis>,
}

/// Reads it. What cannot be read is told and stands as a harmless word or not at all, so that the mistakes of what follows are
/// told in the same pass; no rule comes of a file with a mistake.
pub(super) fn read<'a>(rule: &Table<'_>, schema: &'a Schema) -> Head<'a> {
    let id = id(rule);
    let slug = slug(rule);
    let title = wording::required(rule, "title");
    let grade = required_word(rule, "grade", &GRADES);
    let status = rule
        .text("status")
        .and_then(|t| t.map_or(Ok(Status::Stable), |t| chosen(&t, &STATUSES)));
    let feeds = feeds(rule, schema);
    let needs = rule
        .texts("needs")
        .and_then(|needs| check_needs(&needs.unwrap_or_default(), &feeds));
    let why = wording::required(rule, "why");
    let check = wording::list(rule, "check");
    let innocent = wording::list(rule, "innocent");
    let misses = wording::wording(rule, "misses");
    let basis = basis(rule);
    Head {
        id: id.unwrap_or_default(),
        slug: slug.unwrap_or_default(),
        title: title.unwrap_or_default(),
        // From blue every raise leads up, so that none is told to lead nowhere.
        grade: grade.unwrap_or(Grade::Blue),
        status: status.unwrap_or(Status::Stable),
        feeds,
        needs: needs.unwrap_or_default(),
        why: why.unwrap_or_default(),
        check: check.unwrap_or_default(),
        innocent: innocent.unwrap_or_default(),
        misses: misses.ok().flatten().unwrap_or_default(),
        basis: basis.unwrap_or_default(),
    }
}

/// Words of grades.
pub(super) const GRADES: [(&str, Grade); 3] = [
    ("red", Grade::Red),
    ("yellow", Grade::Yellow),
    ("blue", Grade::Blue),
];

const STATUSES: [(&str, Status); 4] = [
    ("draft", Status::Draft),
    ("trial", Status::Trial),
    ("stable", Status::Stable),
    ("retired", Status::Retired),
];

/// One of some words, with what it stands for.
pub(super) fn chosen<T: Copy>(text: &Text<'_>, words: &[(&str, T)]) -> Result<T, Told> {
    let known: Vec<&str> = words.iter().map(|(w, _)| *w).collect();
    let word = one_of(text, &known)?;
    words
        .iter()
        .find(|(w, _)| *w == word)
        .map(|(_, t)| *t)
        .ok_or(Told)
}

fn required_word<T: Copy>(rule: &Table<'_>, key: &str, words: &[(&str, T)]) -> Result<T, Told> {
    let text = rule.require(key, nearest::help("", words.iter().map(|(w, _)| *w)))?;
    chosen(&text, words)
}

fn id(rule: &Table<'_>) -> Result<String, Told> {
    let help = Wording::new(
        "编号如 A01，由大写字母、数字和 - 组成，不重复使用。",
        "An id such as A01 consists of capitals, digits and `-`, and is never used twice.",
    );
    let text = rule.require("id", help.clone())?;
    let fits = text.value.len() <= 32
        && text
            .value
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-');
    if fits {
        return Ok(text.value.to_owned());
    }
    Err(text.fault(
        "bad-name",
        Wording::new(
            format!("“{}”不能作编号", text.value),
            format!("`{}` is no id", text.value),
        ),
        help,
    ))
}

fn slug(rule: &Table<'_>) -> Result<String, Told> {
    let file = &rule.file.name;
    let stem = file
        .rsplit('/')
        .next()
        .unwrap_or(file)
        .trim_end_matches(".toml");
    let help = Wording::new(
        format!("请写 slug = \"{stem}\"，与文件名一致。"),
        format!("Write slug = \"{stem}\", as the file is named."),
    );
    let text = rule.require("slug", help.clone())?;
    if text.value == stem {
        return Ok(stem.to_owned());
    }
    Err(text.fault(
        "slug",
        Wording::new(
            format!("slug 与文件名“{stem}”不一致"),
            format!("the slug is not the file's name `{stem}`"),
        ),
        help,
    ))
}

/// The feeds that there are; the others are told.
fn feeds<'a>(rule: &Table<'_>, schema: &'a Schema) -> Vec<&'a Feed> {
    let Ok(texts) = rule.texts("feed") else {
        return Vec::new();
    };
    let texts = texts.unwrap_or_default();
    if texts.is_empty() {
        rule.missing(
            "feed",
            Wording::new(
                "请写 feed = [\"payments\"]。",
                "Write feed = [\"payments\"].",
            ),
        );
    }
    let feeds = texts.iter().map(|t| of_collectives(schema, t));
    feeds.filter_map(Result::ok).collect()
}

/// A feed whose rows belong to collectives: of others no row could be told to be anybody's.
fn of_collectives<'a>(schema: &'a Schema, text: &Text<'_>) -> Result<&'a Feed, Told> {
    let feed = feed_named(schema, text)?;
    if feed.column("org").is_some() {
        return Ok(feed);
    }
    Err(text.fault(
        "no-collective",
        Wording::new(
            format!(
                "数据表“{}”是名录，各行不属于某个单位，不能写在 feed 中",
                feed.label.zh
            ),
            format!(
                "the feed {} is a register whose rows belong to no collective; it cannot stand in `feed`",
                feed.name
            ),
        ),
        Wording::new(
            "请写各单位有记录的数据表，例如 feed = [\"payments\"]。",
            "Write a feed that collectives have rows of, as in feed = [\"payments\"].",
        ),
    ))
}

/// Columns that the feeds have.
pub(super) fn check_needs(needs: &[Text<'_>], feeds: &[&Feed]) -> Result<Vec<String>, Told> {
    let mut told = None;
    for need in needs {
        for feed in feeds.iter().filter(|f| f.resolve(need.value).is_none()) {
            let names = Columns::of(feed).names();
            told = Some(need.fault(
                "unknown-column",
                Wording::new(
                    format!("数据表“{}”没有“{}”列", feed.label.zh, need.value),
                    format!("the feed {} has no column {}", feed.name, need.value),
                ),
                nearest::help(need.value, names.iter().map(String::as_str)),
            ));
        }
    }
    told.map_or_else(
        || Ok(needs.iter().map(|n| n.value.to_owned()).collect()),
        Err,
    )
}

fn basis(rule: &Table<'_>) -> Result<Vec<Basis>, Told> {
    let acts: Vec<Result<Basis, Told>> = rule.tables("basis")?.iter().map(act).collect();
    acts.into_iter().collect()
}

fn act(table: &Table<'_>) -> Result<Basis, Told> {
    table.only(&["title", "article", "from", "until", "confirmed"]);
    let title = table.require("title", Wording::new("请写法规名称。", "Name the act."));
    let article = table.text("article");
    let (from, until) = (table.date("from"), table.date("until"));
    let confirmed = table.flag("confirmed");
    let act = Basis {
        title: title?.value.to_owned(),
        article: article?.map_or_else(String::new, |t| t.value.to_owned()),
        from: from?,
        until: until?,
        confirmed: confirmed?.unwrap_or(false),
    };
    if let (Some(from), Some(until)) = (act.from, act.until)
        && until < from
    {
        return Err(table.file.fault(
            table.place("until"),
            "bad-dates",
            Wording::new("失效日期早于施行日期", "it ends before it begins"),
            Wording::new("请核对 from 与 until。", "Check `from` and `until`."),
        ));
    }
    Ok(act)
}
