//! Index files, from text to checked index.

use std::collections::BTreeSet;

use ledger::Wording;
use sha2::{Digest, Sha256};
use toml::de::DeTable;

use super::file::{File, Told};
use super::nearest;
use super::one::{hex, parsed};
use super::table::Table;
use super::text::Text;
use super::wording;
use crate::compile::one_of;
use crate::expr::Literal;
use crate::index::{Asks, Index, IndexPart, Period, TOTAL};
use crate::{Diagnostic, Grade};

const KEYS: [&str; 5] = ["name", "title", "doc", "period", "part"];

const PART_KEYS: [&str; 8] = [
    "name", "title", "asks", "levels", "rules", "per", "weight", "most",
];

/// Reads index files; `ids` are those of all rules.
pub(super) fn read(
    files: Vec<(String, String)>,
    ids: &BTreeSet<String>,
) -> (Vec<Index>, Vec<Diagnostic>) {
    let (mut indices, mut faults) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let file = File::new(name, text);
        let (document, errors) = DeTable::parse_recoverable(&file.source);
        parsed(&file, &errors);
        if errors.is_empty() {
            indices.extend(index(&Table::new(&file, &document), ids));
        }
        drop(document);
        faults.extend(file.into_faults());
    }
    (indices, faults)
}

fn index(table: &Table<'_>, ids: &BTreeSet<String>) -> Option<Index> {
    let file = table.file;
    table.only(&KEYS);
    let name = name(table);
    let title = wording::required(table, "title");
    let doc = wording::required(table, "doc");
    let period = period(table);
    let parts = parts(table, ids);
    let stem = file.name.rsplit('/').next().unwrap_or_default();
    let stem = stem.strip_suffix(".toml").unwrap_or(stem);
    let name = name.ok()?;
    if name != stem {
        file.fault(
            table.place("name"),
            "not-file-name",
            Wording::new(
                format!("name 为“{name}”，文件名为“{stem}”"),
                format!("the name is `{name}`, the file is called `{stem}`"),
            ),
            Wording::new("两者应当相同。", "Make them the same."),
        );
    }
    let (title, doc, period, parts) = (title.ok()?, doc.ok()?, period.ok()?, parts.ok()?);
    (file.count() == 0).then(|| Index {
        name,
        title,
        doc,
        period,
        parts,
        file: file.name.clone(),
        sha256: hex(&Sha256::digest(file.source.as_bytes())),
    })
}

/// A name of lower-case letters, digits and hyphens, which stands in `units.csv`.
fn name(table: &Table<'_>) -> Result<String, Told> {
    let text = table.require(
        "name",
        Wording::new("请写 name = \"risk\"。", "Write name = \"risk\"."),
    )?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if text.value.chars().all(plain) {
        return Ok(text.value.to_owned());
    }
    Err(text.fault(
        "bad-name",
        Wording::new(
            "名称只用小写字母、数字和连字符",
            "a name holds lower-case letters, digits and hyphens only",
        ),
        Wording::new(
            "请写如 red-leads 的名称。",
            "Write a name such as red-leads.",
        ),
    ))
}

fn period(table: &Table<'_>) -> Result<Period, Told> {
    let Some(text) = table.text("period")? else {
        return Ok(Period::Year);
    };
    Ok(match one_of(&text, &["month", "year", "all"])? {
        "month" => Period::Month,
        "all" => Period::All,
        _ => Period::Year,
    })
}

fn parts(table: &Table<'_>, ids: &BTreeSet<String>) -> Result<Vec<IndexPart>, Told> {
    let tables = table.tables("part")?;
    if tables.is_empty() {
        return Err(table.missing(
            "part",
            Wording::new("至少写一个 [[part]]。", "Write one [[part]] at least."),
        ));
    }
    let mut seen = BTreeSet::new();
    let mut parts = Vec::new();
    let mut told = Ok(());
    for one in &tables {
        match part(one, ids) {
            Ok(part) => {
                if !seen.insert(part.name.clone()) || part.name == TOTAL {
                    told = Err(table.file.fault(
                        one.place("name"),
                        "same-name",
                        Wording::new(
                            format!("名称“{}”已经用过", part.name),
                            format!("the name `{}` is taken", part.name),
                        ),
                        Wording::new("请换一个名称。", "Take another."),
                    ));
                }
                parts.push(part);
            }
            Err(wrong) => told = Err(wrong),
        }
    }
    told.map(|()| parts)
}

fn part(table: &Table<'_>, ids: &BTreeSet<String>) -> Result<IndexPart, Told> {
    table.only(&PART_KEYS);
    let name = name(table);
    let title = wording::required(table, "title");
    let asks = asks(table);
    let rules = rules(table, ids);
    let weight = number(table, "weight").and_then(|weight| {
        weight.ok_or_else(|| {
            table.missing(
                "weight",
                Wording::new("请写 weight = \"10\"。", "Write weight = \"10\"."),
            )
        })
    });
    let most = number(table, "most");
    Ok(IndexPart {
        name: name?,
        title: title?,
        asks: asks?,
        rules: rules?,
        weight: weight?,
        most: most?,
    })
}

fn asks(table: &Table<'_>) -> Result<Asks, Told> {
    let text = table.require(
        "asks",
        Wording::new(
            "请写 asks = \"leads\"、\"amount\"、\"unjudged\" 或 \"unsupplied\"。",
            "Write asks = \"leads\", \"amount\", \"unjudged\" or \"unsupplied\".",
        ),
    )?;
    let word = one_of(&text, &["leads", "amount", "unjudged", "unsupplied"])?;
    let mut told = Ok(());
    for (key, of) in [("levels", &["leads", "amount"][..]), ("per", &["leads"])] {
        if table.has(key) && !of.contains(&word) {
            told = Err(table.file.fault(
                table.place(key),
                "unknown-key",
                Wording::new(
                    format!("asks 为 {word} 时不能写 {key}"),
                    format!("`{key}` says nothing where asks is {word}"),
                ),
                Wording::new(format!("请删去 {key}。"), format!("Leave `{key}` out.")),
            ));
        }
    }
    told?;
    Ok(match word {
        "leads" => Asks::Leads {
            levels: levels(table)?,
            per: per(table)?,
        },
        "amount" => Asks::Amount {
            levels: levels(table)?,
        },
        "unjudged" => Asks::Unjudged,
        _ => Asks::Unsupplied,
    })
}

fn levels(table: &Table<'_>) -> Result<Vec<Grade>, Told> {
    let Some(texts) = table.texts("levels")? else {
        return Ok(vec![Grade::Red, Grade::Yellow]);
    };
    let level = |text: &Text<'_>| {
        Ok(match one_of(text, &["red", "yellow", "blue"])? {
            "red" => Grade::Red,
            "yellow" => Grade::Yellow,
            _ => Grade::Blue,
        })
    };
    texts.iter().map(level).collect()
}

fn per(table: &Table<'_>) -> Result<i64, Told> {
    match table.whole("per") {
        Some(n) if (1..=1_000_000_000).contains(&n) => Ok(n),
        None if !table.has("per") => Ok(1000),
        _ => Err(table.file.fault(
            table.place("per"),
            "out-of-bounds",
            Wording::new(
                "应为 1 到 1000000000 的整数",
                "a whole number from 1 to 1000000000 belongs here",
            ),
            Wording::new("请写如 1000 的整数。", "Write a whole number such as 1000."),
        )),
    }
}

/// The rules that a part counts: ids, or the beginning of ids before a star; all without the key.
fn rules(table: &Table<'_>, ids: &BTreeSet<String>) -> Result<Vec<String>, Told> {
    let Some(texts) = table.texts("rules")? else {
        return Ok(ids.iter().cloned().collect());
    };
    let mut found = BTreeSet::new();
    let mut told = Ok(());
    for text in texts {
        if let Some(start) = text.value.strip_suffix('*') {
            found.extend(ids.iter().filter(|id| id.starts_with(start)).cloned());
        } else if ids.contains(text.value) {
            found.insert(text.value.to_owned());
        } else {
            told = Err(text.fault(
                "unknown-rule",
                Wording::new(
                    format!("没有规则“{}”", text.value),
                    format!("there is no rule `{}`", text.value),
                ),
                nearest::help(text.value, ids.iter().map(String::as_str)),
            ));
        }
    }
    told.map(|()| found.into_iter().collect())
}

/// A number from 0 to 10000 with at most three decimals, as numerator and denominator, if the key stands there.
fn number(table: &Table<'_>, key: &str) -> Result<Option<(i64, i64)>, Told> {
    let literal = match table.whole(key) {
        Some(n) => Some(Literal::Int(n)),
        None => match table.text(key)? {
            Some(text) => Literal::parse(text.value).ok(),
            None => return Ok(None),
        },
    };
    let found = match literal {
        Some(Literal::Int(n)) => Some((n, 1)),
        Some(Literal::Ratio { num, den }) if 1000 % den == 0 => Some((num, den)),
        _ => None,
    };
    if let Some((num, den)) = found.filter(|&(num, den)| num >= 0 && num / den <= 10_000) {
        return Ok(Some((num, den)));
    }
    Err(table.file.fault(
        table.place(key),
        "out-of-bounds",
        Wording::new(
            "应为 0 到 10000、最多三位小数的数",
            "a number from 0 to 10000 with at most three decimals belongs here",
        ),
        Wording::new(
            "请写如 10 或 \"2.5\" 的数，带小数的加引号。",
            "Write a number such as 10 or \"2.5\", in quotes where it has decimals.",
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: &str = "[[part]]\nname = \"red\"\ntitle = { zh = \"红\", en = \"red\" }\nasks = \"leads\"\nlevels = [\"red\"]\nper = 100\nweight = \"2.5\"\nmost = 40\nrules = [\"A*\", \"B01\"]\n";
    const HEAD: &str = "name = \"risk\"\ntitle = { zh = \"指数\", en = \"index\" }\ndoc = { zh = \"说明\", en = \"what it says\" }\n";

    fn indices(text: &str) -> (Vec<Index>, Vec<(&'static str, String)>) {
        let ids = ["A01", "A02", "B01", "B02"].map(str::to_owned).into();
        let files = vec![("indices/risk.toml".to_owned(), text.to_owned())];
        let (indices, faults) = read(files, &ids);
        let told = faults
            .into_iter()
            .map(|f| (f.code, f.source[f.span].to_owned()));
        (indices, told.collect())
    }

    #[test]
    fn an_index_is_read_with_its_rules_and_exact_weights() {
        let (found, faults) = indices(&format!("{HEAD}{PART}"));
        assert_eq!(faults, []);
        let part = &found[0].parts[0];
        assert_eq!(part.rules, ["A01", "A02", "B01"]);
        assert_eq!((part.weight, part.most), ((5, 2), Some((40, 1))));
        assert_eq!(found[0].period, Period::Year);
        let levels = vec![Grade::Red];
        assert_eq!(part.asks, Asks::Leads { levels, per: 100 });
    }

    #[test]
    fn every_mistake_is_told_at_its_place() {
        let wrong = |from: &str, to: &str| {
            let (found, faults) = indices(&format!("{HEAD}{PART}").replace(from, to));
            assert_eq!(found, []);
            faults
        };
        for (from, to, code, place) in [
            ("\"leads\"", "\"lead\"", "unknown-word", "lead"),
            ("\"B01\"", "\"B09\"", "unknown-rule", "B09"),
            ("per = 100", "per = 0", "out-of-bounds", "0"),
            ("\"2.5\"", "\"-1\"", "out-of-bounds", "\"-1\""),
            ("most = 40", "cap = 40", "unknown-key", "cap"),
            ("\"risk\"", "\"other\"", "not-file-name", "\"other\""),
            ("\"red\"\ntitle", "\"Red\"\ntitle", "bad-name", "Red"),
            (
                "\"red\"\ntitle",
                "\"total\"\ntitle",
                "same-name",
                "\"total\"",
            ),
            (
                "\"leads\"\nlevels",
                "\"unjudged\"\nlevels",
                "unknown-key",
                "[\"red\"]",
            ),
        ] {
            let faults = wrong(from, to);
            assert!(
                faults.contains(&(code, place.to_owned())),
                "{from} {to} {faults:?}"
            );
        }
        assert_eq!(indices(HEAD).1[0].0, "missing-key");
        assert_eq!(indices("name = ").1[0].0, "toml");
    }

    #[test]
    fn the_shipped_indices_are_right() {
        let ids = BTreeSet::from(["A01".to_owned()]);
        let (found, faults) = read(super::super::folder::shipped_indices(), &ids);
        assert_eq!(faults.len(), 0);
        assert_eq!(found.len(), 1);
    }
}
