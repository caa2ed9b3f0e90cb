//! Texts in both languages, as rules write them.

use ledger::Wording;

use super::file::Told;
use super::table::{Entry, Table};
use super::text::Text;

/// `key = { zh = "…", en = "…" }` as two texts with their places, if the key stands there.
pub(super) fn texts<'a>(table: &Table<'a>, key: &str) -> Result<Option<[Text<'a>; 2]>, Told> {
    match table.table(key)? {
        Some(pair) => both(&pair).map(Some),
        None => Ok(None),
    }
}

/// A text in both languages, if the key stands there.
pub(super) fn wording(table: &Table<'_>, key: &str) -> Result<Option<Wording>, Told> {
    Ok(texts(table, key)?.map(|[zh, en]| Wording::new(zh.value, en.value)))
}

/// A text in both languages that must stand there.
pub(super) fn required(table: &Table<'_>, key: &str) -> Result<Wording, Told> {
    wording(table, key)?.ok_or_else(|| table.missing(key, how(key)))
}

/// `key = { zh = ["…"], en = ["…"] }`; none where the key does not stand there.
pub(super) fn list(table: &Table<'_>, key: &str) -> Result<Vec<Wording>, Told> {
    let Some(pair) = table.table(key)? else {
        return Ok(Vec::new());
    };
    pair.only(&["zh", "en"]);
    let (zh, en) = (pair.texts("zh")?, pair.texts("en")?);
    let (Some(zh), Some(en)) = (zh, en) else {
        let lacks = if pair.has("zh") { "en" } else { "zh" };
        return Err(pair.missing(lacks, how(key)));
    };
    if zh.len() != en.len() {
        return Err(table.file.fault(
            pair.span.clone(),
            "missing-language",
            Wording::new(
                format!("中文 {} 条，英文 {} 条", zh.len(), en.len()),
                format!("{} in Chinese but {} in English", zh.len(), en.len()),
            ),
            Wording::new("两种语言逐条对应。", "Each entry stands in both languages."),
        ));
    }
    Ok(zh
        .iter()
        .zip(&en)
        .map(|(z, e)| Wording::new(z.value, e.value))
        .collect())
}

/// A name: one text for both languages, or a text in each.
pub(super) fn name(table: &Table<'_>, key: &str) -> Result<Wording, Told> {
    let Some(entry) = table.entries().into_iter().find(|e| e.key == key) else {
        return Err(table.missing(key, how(key)));
    };
    of_entry(table, &entry)
}

fn of_entry<'a>(table: &Table<'a>, entry: &Entry<'a>) -> Result<Wording, Told> {
    if entry.is_text() {
        let text = table.as_text(entry)?;
        return Ok(Wording::new(text.value, text.value));
    }
    let [zh, en] = both(&table.as_table(entry)?)?;
    Ok(Wording::new(zh.value, en.value))
}

fn both<'a>(pair: &Table<'a>) -> Result<[Text<'a>; 2], Told> {
    pair.only(&["zh", "en"]);
    let language = |key: &str| {
        pair.require(
            key,
            Wording::new(
                "面向用户的文字都要有中文（zh）和英文（en）。",
                "Every text for users stands in Chinese (zh) and English (en).",
            ),
        )
    };
    let (zh, en) = (language("zh"), language("en"));
    Ok([zh?, en?])
}

fn how(key: &str) -> Wording {
    Wording::new(
        format!("请写 {key} = {{ zh = \"…\", en = \"…\" }}。"),
        format!("Write {key} = {{ zh = \"…\", en = \"…\" }}."),
    )
}
