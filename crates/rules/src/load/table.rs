//! Strict reading of a TOML table: every key known, every value of its type, every mistake at its place.

use std::ops::Range;

use ledger::Wording;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::{File, Told};
use super::nearest;
use super::text::Text;

/// A table with the file it stands in.
#[derive(Clone)]
pub(crate) struct Table<'a> {
    /// File it stands in.
    pub(crate) file: &'a File,
    /// Its place: the heading of a `[[table]]`, or the braces.
    pub(crate) span: Range<usize>,
    entries: &'a DeTable<'a>,
}

/// A key with its place and value.
pub(crate) struct Entry<'a> {
    /// The key.
    pub(crate) key: &'a str,
    /// Its place.
    pub(crate) span: Range<usize>,
    value: &'a Spanned<DeValue<'a>>,
}

impl Entry<'_> {
    /// Whether its value is text.
    pub(crate) fn is_text(&self) -> bool {
        self.value.get_ref().is_str()
    }
}

impl<'a> Table<'a> {
    pub(crate) fn new(file: &'a File, table: &'a Spanned<DeTable<'a>>) -> Self {
        Self {
            file,
            span: 0..0,
            entries: table.get_ref(),
        }
    }

    /// Refuses keys other than `known`.
    pub(crate) fn only(&self, known: &[&str]) {
        for entry in self.entries() {
            if !known.contains(&entry.key) {
                self.file.fault(
                    entry.span,
                    "unknown-key",
                    Wording::new(
                        format!("没有“{}”这一项", entry.key),
                        format!("there is no key `{}` here", entry.key),
                    ),
                    nearest::help(entry.key, known.iter().copied()),
                );
            }
        }
    }

    /// Keys in the order of the file.
    pub(crate) fn entries(&self) -> Vec<Entry<'a>> {
        let mut entries: Vec<Entry<'a>> = self
            .entries
            .iter()
            .map(|(k, value)| Entry {
                key: k.get_ref(),
                span: k.span(),
                value,
            })
            .collect();
        entries.sort_by_key(|e| e.span.start);
        entries
    }

    fn entry(&self, key: &str) -> Option<Entry<'a>> {
        let (k, value) = self.entries.iter().find(|(k, _)| k.get_ref() == key)?;
        Some(Entry {
            key: k.get_ref(),
            span: k.span(),
            value,
        })
    }

    /// Whether the key stands here.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// The place of a key's value, else of the table.
    pub(crate) fn place(&self, key: &str) -> Range<usize> {
        self.entry(key)
            .map_or(self.span.clone(), |e| e.value.span())
    }

    /// A key that must stand here does not.
    pub(crate) fn missing(&self, key: &str, help: Wording) -> Told {
        self.file.fault(
            self.span.clone(),
            "missing-key",
            Wording::new(
                format!("缺少“{key}”"),
                format!("the key `{key}` is missing"),
            ),
            help,
        )
    }

    /// A text, if the key stands here.
    pub(crate) fn text(&self, key: &str) -> Result<Option<Text<'a>>, Told> {
        self.entry(key).map(|e| self.as_text(&e)).transpose()
    }

    /// A text that must stand here and not be blank.
    pub(crate) fn require(&self, key: &str, help: Wording) -> Result<Text<'a>, Told> {
        let Some(text) = self.text(key)? else {
            return Err(self.missing(key, help));
        };
        if text.value.trim().is_empty() {
            return Err(text.fault(
                "empty",
                Wording::new(format!("“{key}”是空的"), format!("`{key}` is empty")),
                help,
            ));
        }
        Ok(text)
    }

    /// A list of texts, if the key stands here.
    pub(crate) fn texts(&self, key: &str) -> Result<Option<Vec<Text<'a>>>, Told> {
        let Some(entry) = self.entry(key) else {
            return Ok(None);
        };
        let DeValue::Array(items) = entry.value.get_ref() else {
            return Err(self.wrong(&entry, entry.value, LIST_OF_TEXTS));
        };
        self.as_texts(&entry, items, LIST_OF_TEXTS).map(Some)
    }

    /// Lists of texts in a list, if the key stands here.
    pub(crate) fn text_lists(&self, key: &str) -> Result<Option<Vec<Vec<Text<'a>>>>, Told> {
        let Some(entry) = self.entry(key) else {
            return Ok(None);
        };
        let DeValue::Array(items) = entry.value.get_ref() else {
            return Err(self.wrong(&entry, entry.value, LISTS_OF_TEXTS));
        };
        let lists: Vec<Result<Vec<Text<'a>>, Told>> = items
            .iter()
            .map(|list| match list.get_ref() {
                DeValue::Array(texts) => self.as_texts(&entry, texts, LISTS_OF_TEXTS),
                _ => Err(self.wrong(&entry, list, LISTS_OF_TEXTS)),
            })
            .collect();
        lists.into_iter().collect::<Result<_, _>>().map(Some)
    }

    fn as_texts(
        &self,
        entry: &Entry<'a>,
        items: &'a [Spanned<DeValue<'a>>],
        want: (&str, &str),
    ) -> Result<Vec<Text<'a>>, Told> {
        let mut texts = Vec::new();
        let mut told = None;
        for item in items {
            match item.get_ref().as_str() {
                Some(value) => texts.push(Text {
                    file: self.file,
                    value,
                    span: item.span(),
                }),
                None => told = Some(self.wrong(entry, item, want)),
            }
        }
        told.map_or(Ok(texts), Err)
    }

    /// True or false, if the key stands here.
    pub(crate) fn flag(&self, key: &str) -> Result<Option<bool>, Told> {
        let Some(entry) = self.entry(key) else {
            return Ok(None);
        };
        entry
            .value
            .get_ref()
            .as_bool()
            .map(Some)
            .ok_or_else(|| self.wrong(&entry, entry.value, ("true 或 false", "true or false")))
    }

    /// A whole number, if the key stands here and is one; `None` also where it is text.
    pub(crate) fn whole(&self, key: &str) -> Option<i64> {
        let entry = self.entry(key)?;
        let integer = entry.value.get_ref().as_integer()?;
        i64::from_str_radix(integer.as_str(), integer.radix()).ok()
    }

    /// A civil day as days since 1970-01-01, if the key stands here.
    pub(crate) fn date(&self, key: &str) -> Result<Option<i64>, Told> {
        let Some(entry) = self.entry(key) else {
            return Ok(None);
        };
        let day = entry.value.get_ref().as_datetime().and_then(days_of);
        day.map(Some).ok_or_else(|| {
            self.wrong(
                &entry,
                entry.value,
                (
                    "日期，如 2024-01-31（不加引号）",
                    "a day such as 2024-01-31, without quotes",
                ),
            )
        })
    }

    /// The TOML day itself, if the key stands here.
    pub(crate) fn datetime(&self, key: &str) -> Result<Option<toml::value::Datetime>, Told> {
        self.date(key)?;
        Ok(self
            .entry(key)
            .and_then(|e| e.value.get_ref().as_datetime().copied()))
    }

    /// A table, if the key stands here.
    pub(crate) fn table(&self, key: &str) -> Result<Option<Table<'a>>, Told> {
        self.entry(key).map(|e| self.as_table(&e)).transpose()
    }

    /// `[[key]]` tables, none where the key does not stand here.
    pub(crate) fn tables(&self, key: &str) -> Result<Vec<Table<'a>>, Told> {
        let Some(entry) = self.entry(key) else {
            return Ok(Vec::new());
        };
        let want = ("若干个表，写作 [[…]]", "tables, each under [[…]]");
        let DeValue::Array(items) = entry.value.get_ref() else {
            return Err(self.wrong(&entry, entry.value, want));
        };
        items
            .iter()
            .map(|item| match item.get_ref() {
                DeValue::Table(entries) => Ok(Table {
                    file: self.file,
                    span: item.span(),
                    entries,
                }),
                _ => Err(self.wrong(&entry, item, want)),
            })
            .collect()
    }

    /// The value of an entry as text.
    pub(crate) fn as_text(&self, entry: &Entry<'a>) -> Result<Text<'a>, Told> {
        match entry.value.get_ref().as_str() {
            Some(value) => Ok(Text {
                file: self.file,
                value,
                span: entry.value.span(),
            }),
            None => Err(self.wrong(entry, entry.value, ("加引号的文本", "text in quotes"))),
        }
    }

    /// The value of an entry as a table.
    pub(crate) fn as_table(&self, entry: &Entry<'a>) -> Result<Table<'a>, Told> {
        match entry.value.get_ref() {
            DeValue::Table(entries) => Ok(Table {
                file: self.file,
                span: entry.value.span(),
                entries,
            }),
            _ => Err(self.wrong(
                entry,
                entry.value,
                (
                    "表，如 { zh = \"…\", en = \"…\" }",
                    "a table such as { zh = \"…\", en = \"…\" }",
                ),
            )),
        }
    }

    fn wrong(&self, entry: &Entry<'_>, value: &Spanned<DeValue<'_>>, want: (&str, &str)) -> Told {
        let is = match value.get_ref() {
            DeValue::String(_) => ("文本", "text"),
            DeValue::Integer(_) => ("整数", "a whole number"),
            DeValue::Float(_) => ("小数", "a decimal number"),
            DeValue::Boolean(_) => ("真假值", "true or false"),
            DeValue::Datetime(_) => ("日期时间", "a date or time"),
            DeValue::Array(_) => ("列表", "a list"),
            DeValue::Table(_) => ("表", "a table"),
        };
        self.file.fault(
            value.span(),
            "wrong-type",
            Wording::new(
                format!("“{}”不能是{}", entry.key, is.0),
                format!("`{}` cannot be {}", entry.key, is.1),
            ),
            Wording::new(format!("请写{}。", want.0), format!("Write {}.", want.1)),
        )
    }
}

/// Days since 1970-01-01 of a TOML date without time.
pub(crate) fn days_of(datetime: &toml::value::Datetime) -> Option<i64> {
    if datetime.time.is_some() {
        return None;
    }
    let date = datetime.date?;
    let date = jiff::civil::Date::new(
        i16::try_from(date.year).ok()?,
        i8::try_from(date.month).ok()?,
        i8::try_from(date.day).ok()?,
    )
    .ok()?;
    Some(i64::from(
        date.since(jiff::civil::date(1970, 1, 1)).ok()?.get_days(),
    ))
}

const LISTS_OF_TEXTS: (&str, &str) = (
    "列表的列表，如 [[\"org\", \"payee\"], [\"org\", \"contract_no\"]]",
    "lists in a list such as [[\"org\", \"payee\"], [\"org\", \"contract_no\"]]",
);

const LIST_OF_TEXTS: (&str, &str) = (
    "文本列表，如 [\"…\", \"…\"]",
    "a list of texts such as [\"…\", \"…\"]",
);
