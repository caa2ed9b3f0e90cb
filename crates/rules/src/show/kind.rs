//! The page of a rule kind: what it asks, its keys, how it is computed, what is fixed that others argue about, its defaults, an
//! example in numbers, what it misses.

use include_dir::{Dir, include_dir};
use ledger::Lang;

use crate::kinds::ENTRIES;

/// One file a kind, in both languages, with an example that a test runs.
static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/kinds/pages");

/// Everything that a kind says of itself, as lines of plain text; `None` for a word that is no kind.
pub fn kind_page(kind: &str, lang: Lang) -> Option<String> {
    let entry = ENTRIES.iter().find(|entry| entry.name == kind)?;
    let file = PAGES.get_file(format!("{kind}.toml"))?;
    let page: toml::Table = file.contents_utf8()?.parse().ok()?;
    let said = page.get(if lang == Lang::Zh { "zh" } else { "en" })?;
    let example = page.get("example")?;
    let word = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
    let mut lines = vec![format!("{kind} {}", entry.asks().text(lang))];
    let mut section = |title: &str, body: Vec<String>| {
        lines.push(String::new());
        lines.push(title.to_owned());
        let indented = |line: String| format!("  {line}").trim_end().to_owned();
        lines.extend(body.into_iter().map(indented));
    };
    let keys = entry
        .keys
        .iter()
        .map(|key| format!("{} — {}", key.name, key.doc().text(lang)));
    let common = word(
        "另有各类型共有的 where、rows、books、feed、needs、facts、grade",
        "and those that every kind takes: where, rows, books, feed, needs, facts, grade",
    );
    section(
        word("参数", "keys"),
        keys.chain([common.to_owned()]).collect(),
    );
    section(word("怎样算", "how"), vec![text(said, "how")?]);
    section(word("口径", "what is fixed"), vec![text(said, "fixed")?]);
    section(word("默认", "defaults"), vec![text(said, "defaults")?]);
    let mut worked = vec![text(said, "walk")?, String::new()];
    worked.extend(text(example, "logic")?.trim().lines().map(str::to_owned));
    let words = text(example, "expect")?;
    let judged = example.get("feed").and_then(toml::Value::as_str);
    for (feed, table) in example.get("tables")?.as_table()? {
        worked.extend([String::new(), feed.clone()]);
        // A word stands beside each row of the table that is judged.
        let mut words = (feed == judged.unwrap_or("payments"))
            .then(|| words.split_whitespace())
            .into_iter()
            .flatten();
        for (at, row) in table.as_str()?.trim().lines().enumerate() {
            let mark = if at == 0 { None } else { words.next() };
            worked.push(match mark {
                Some(mark) => format!("{row}  → {mark}"),
                None => row.to_owned(),
            });
        }
    }
    section(word("算例", "a worked example"), worked);
    section(
        word("看不到的", "what it misses"),
        vec![text(said, "misses")?],
    );
    Some(lines.join("\n") + "\n")
}

fn text(table: &toml::Value, key: &str) -> Option<String> {
    Some(table.get(key)?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_page_in_both_languages() {
        for entry in ENTRIES {
            for lang in [Lang::Zh, Lang::En] {
                let page = kind_page(entry.name, lang);
                assert!(page.is_some(), "{} has no page in {lang:?}", entry.name);
            }
        }
        assert_eq!(PAGES.files().count(), ENTRIES.len());
        assert_eq!(kind_page("mach", Lang::Zh), None);
    }

    #[test]
    fn a_page_says_all_that_a_rule_writer_asks() {
        insta::assert_snapshot!(kind_page("burst", Lang::Zh).unwrap_or_default(), @r#"
    burst 几天之内合计达到或超过某数的若干笔记录

    参数
      by — 同一组记录相同的列；默认 ["org", "party"]
      within — 首尾相差最多几天（含）
      least — 至少几笔；默认 2
      reach — 合计达到（含）
      exceed — 合计超过（不含）
      of — 合计哪一列金额；默认 amount
      另有各类型共有的 where、rows、books、feed、needs、facts、grade

    怎样算
      by 各列相同的记录按日期排开，首尾相差不超过 within 天（含）的若干笔为一窗；笔数达到 least、合计达到 reach（含）或超过 exceed（不含）的窗口，其全部记录命中。

    口径
      相隔天数按日历日，首尾之差，两端都含：1 日与 4 日相隔 3 天；任意滑动，不按月切；limit(…) 按该窗最后一行的日期取；by 有空白的行不与任何行同窗。

    默认
      命中：任一合格窗口内的全部记录。对象：by（默认单位、往来对象），相隔 within 天以上另成一个疑点。金额：amount。净额。可用 count、sum（所在最大窗口）。

    算例
      三天内 600 + 500 = 1100 元，达到 1000 元，两笔命中；第五天的 900 元与前面相差超过三天，自己不足 1000 元，不命中。

      kind   = "burst"
      within = "3天"
      reach  = "1000元"

      payments
      org,date,direction,amount,payee
      甲村,2024-01-01,out,600.00,甲  → hit
      甲村,2024-01-04,out,500.00,甲  → hit
      甲村,2024-01-09,out,900.00,甲  → no

    看不到的
      分拆到不同收款人、或间隔更长的；空值不与任何记录同组。
    "#);
        insta::assert_snapshot!(kind_page("burst", Lang::En).unwrap_or_default(), @r#"
    burst rows within a few days, together at or over a bound

    keys
      by — columns that rows share; default ["org", "party"]
      within — last day − first day, at most (inclusive)
      least — rows, at least; default 2
      reach — sum, at least (inclusive)
      exceed — sum, more than (exclusive)
      of — money column that is summed; default amount
      and those that every kind takes: where, rows, books, feed, needs, facts, grade

    how
      Rows alike in `by` are laid out by date; those whose first and last day differ by at most `within` days make a window. All rows of a window with at least `least` rows that add up to `reach` (inclusive) or over `exceed` (exclusive) are hits.

    what is fixed
      Days are calendar days, last minus first, both ends included: the 1st and the 4th are 3 apart; windows slide and are not cut by months; limit(…) is that of a window's last row; a row with a blank in `by` is in no window.

    defaults
      Hits: all rows of any window that qualifies. Subject: by (org, party), a new lead after more than `within` days. Amount: amount. Net. Facts: count and sum of the row's largest window.

    a worked example
      600 and 500 within three days are 1,100 yuan and reach 1,000: two hits. 900 on the fifth day after stand alone and are none.

      kind   = "burst"
      within = "3天"
      reach  = "1000元"

      payments
      org,date,direction,amount,payee
      甲村,2024-01-01,out,600.00,甲  → hit
      甲村,2024-01-04,out,500.00,甲  → hit
      甲村,2024-01-09,out,900.00,甲  → no

    what it misses
      Splits over several payees or longer spans; NULL is in no group.
    "#);
    }
}
