//! What stands above the headings: whose account it is, its number, the unit, the period, declared counts.

use super::unit::{Unit, freed, unit_at_start, unit_in_sentence, unit_in_value};
use crate::values::simplified;

/// Facts of the lines above the headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Banner {
    /// 户名, 单位名称, 核算单位 … with the key that named it.
    pub(crate) holder: Option<(String, String)>,
    /// 账号, 卡号.
    pub(crate) account: Option<String>,
    /// Money unit: 元, 万元 …
    pub(crate) unit: Option<Unit>,
    /// The one year that titles and periods name, for dates without a year.
    pub(crate) year: Option<i16>,
    /// Texts that are titles: a cell alone, or what stands before or beside a key.
    pub(crate) titles: Vec<String>,
}

/// Keys of the holder's name, the surest first.
const HOLDER: [&str; 25] = [
    "户名",
    "账户名称",
    "帐户名称",
    "账户名",
    "单位名称",
    "核算单位",
    "编制单位",
    "填报单位",
    "填表单位",
    "报送单位",
    "开户单位",
    "记账单位",
    "所属单位",
    "组织名称",
    "集体经济组织",
    "使用单位",
    "公司名称",
    "客户名称",
    "客户名",
    "本方户名",
    "户主",
    "姓名",
    "微信昵称",
    "账套",
    "账套名称",
];
const ACCOUNT: [&str; 12] = [
    "账号",
    "帐号",
    "账户",
    "帐户",
    "卡号",
    "银行账号",
    "银行帐号",
    "本方账号",
    "账户号码",
    "客户账号",
    "支付宝账户",
    "账卡号",
];
/// Keys of the year that the books are of.
const YEAR: [&str; 6] = [
    "年度",
    "会计年度",
    "财务年度",
    "核算年度",
    "年份",
    "账套年度",
];
const UNIT: [&str; 6] = [
    "单位",
    "金额单位",
    "货币单位",
    "计量单位",
    "币种单位",
    "数据单位",
];
/// Keys whose value may be a unit of money and mostly is something else.
const PERHAPS_UNIT: [&str; 2] = ["金额", "币种"];

/// Reads the lines above the headings; each is its non-blank cells.
pub(crate) fn read(lines: &[Vec<&str>]) -> Banner {
    let mut banner = Banner::default();
    let mut holder_rank = usize::MAX;
    let mut years = std::collections::BTreeSet::new();
    let mut declared = std::collections::BTreeSet::new();
    for line in lines {
        let line: Vec<String> = line.iter().map(|cell| freed(cell)).collect();
        let line: Vec<&str> = line
            .iter()
            .map(|c| c.trim())
            .filter(|c| !c.is_empty())
            .collect();
        let (pairs, titles) = pairs(&line);
        banner.titles.extend(titles);
        for (key, value) in &pairs {
            if value.is_empty() {
                continue;
            }
            if let Some(rank) = HOLDER.iter().position(|k| k == key)
                && rank < holder_rank
            {
                holder_rank = rank;
                banner.holder = Some((key.clone(), value.clone()));
            }
            if ACCOUNT.contains(&key.as_str()) && banner.account.is_none() {
                banner.account = Some(value.clone());
            }
            if YEAR.contains(&key.as_str()) {
                declared.extend(year_of(value));
            }
            let unit = unit_of_pair(key, value);
            // 单位：石溪经济联合社 names the collective, not the unit of money.
            if unit.is_none() && key == "单位" && HOLDER.len() < holder_rank {
                holder_rank = HOLDER.len();
                banner.holder = Some((key.clone(), value.clone()));
            }
            banner.add_unit(unit);
        }
        let keyed = pairs
            .iter()
            .any(|(key, value)| unit_of_pair(key, value).is_some());
        for cell in &line {
            years.extend(years_in(cell));
            banner.add_unit(unit_in_sentence(cell).filter(|_| !keyed));
        }
    }
    // What a key calls the year of the books weighs more than the years of print-outs and periods beside it.
    let named = if declared.is_empty() { years } else { declared };
    banner.year = (named.len() == 1).then(|| named.first().copied()).flatten();
    banner
}

impl Banner {
    /// These facts, and those of `head` where these say nothing.
    pub(super) fn under(mut self, head: &Self) -> Self {
        self.holder = self.holder.or_else(|| head.holder.clone());
        self.account = self.account.or_else(|| head.account.clone());
        self.unit = self.unit.or_else(|| head.unit.clone());
        self.year = self.year.or(head.year);
        self.titles.extend(head.titles.iter().cloned());
        self
    }

    /// The first unit that lines name holds; another one beside it leaves doubt.
    fn add_unit(&mut self, unit: Option<Unit>) {
        match (&mut self.unit, unit) {
            (Some(known), Some(more)) if known.word != more.word => {
                known.certain = false;
                known.said = format!("{}；{}", known.said, more.said);
            }
            (place @ None, Some(unit)) => *place = Some(unit),
            _ => {}
        }
    }
}

fn unit_of_pair(key: &str, value: &str) -> Option<Unit> {
    let (word, certain) = if UNIT.contains(&key) {
        unit_in_value(value)?
    } else if PERHAPS_UNIT.contains(&key) {
        unit_at_start(value)?
    } else {
        return None;
    };
    Some(Unit {
        word: word.to_owned(),
        said: format!("{key}：{value}"),
        certain,
    })
}

/// `户名：甲 账号：1`, `户名:|甲`, `户名|甲`, and the texts that belong to no key: all of a line of one cell, what stands before a key,
/// or in the first cell beside keys.
fn pairs(line: &[&str]) -> (Vec<(String, String)>, Vec<String>) {
    let mut found = Vec::new();
    let mut titles = Vec::new();
    let mut cells = line.iter().peekable();
    let mut at = 0;
    while let Some(cell) = cells.next() {
        let first = at == 0;
        at += 1;
        let (title, inside) = pairs_in(cell);
        titles.extend(title);
        if inside.is_empty() {
            // A cell that is a key alone speaks of the cell that follows.
            let key = bare(cell);
            if is_key(&key)
                && let Some(next) = cells.next()
            {
                found.push((key, clean(next)));
            } else if first {
                titles.push((*cell).to_owned());
            }
        } else {
            for (key, value) in inside {
                if value.is_empty()
                    && let Some(next) = cells.peek()
                    && !next.contains([':', '：'])
                {
                    found.push((key, clean(next)));
                    cells.next();
                } else {
                    found.push((key, value));
                }
            }
        }
    }
    // Several cells without a key are a line of a table.
    if found.is_empty() && line.len() > 1 || titles.iter().any(|t| crate::lines::is_rule(t)) {
        titles.clear();
    }
    (found, titles)
}

/// Keys and values inside one cell, and what stands before the first key.
fn pairs_in(cell: &str) -> (Option<String>, Vec<(String, String)>) {
    let mut found = Vec::new();
    let mut title = None;
    let mut rest = cell.trim();
    while let Some(colon) = rest.find([':', '：']) {
        let (head, after) = rest.split_at(colon);
        let (before, key) = key_of(head);
        let value = after.trim_start_matches([':', '：']);
        // The value ends where the next key begins: at a wide gap before a word that a colon follows.
        let end = next_key(value).unwrap_or(value.len());
        let (own, further) = value.split_at(end);
        if found.is_empty() && !before.is_empty() {
            title = Some(before.to_owned());
        }
        found.push((key, clean(own)));
        rest = further.trim();
    }
    (title, found)
}

/// The key that ends a text, and what stands before it: `2024年度 单位`; all of it where no word of it is a key that is known.
fn key_of(head: &str) -> (&str, String) {
    let gaps = head.char_indices().filter(|(_, c)| c.is_whitespace());
    let starts = std::iter::once(0).chain(gaps.map(|(at, c)| at + c.len_utf8()));
    for at in starts {
        let (before, key) = head.split_at(at);
        let key = bare(key);
        if is_key(&key) || UNIT.contains(&key.as_str()) || PERHAPS_UNIT.contains(&key.as_str()) {
            return (before.trim(), key);
        }
    }
    ("", bare(head))
}

fn next_key(value: &str) -> Option<usize> {
    let colon = value.find([':', '：'])?;
    let before = value.get(..colon)?;
    let start =
        before.rfind(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | ';' | '；'))?;
    let key = before.get(start..)?;
    // 09:15:22 is no key.
    (!key.trim().is_empty() && key.chars().any(char::is_alphabetic)).then_some(start)
}

fn is_key(key: &str) -> bool {
    HOLDER.contains(&key) || ACCOUNT.contains(&key) || YEAR.contains(&key)
}

fn bare(key: &str) -> String {
    key.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：' | '*'))
        .map(simplified)
        .collect()
}

fn clean(value: &str) -> String {
    value
        .trim()
        .trim_matches(|c: char| {
            matches!(c, '[' | ']' | '【' | '】' | ',' | '，' | ';' | '；' | '"')
                || c.is_whitespace()
        })
        .to_owned()
}

/// `2024`, `2024年`, `2024年度`, as the value of a key that asks for a year.
fn year_of(value: &str) -> Option<i16> {
    let figures = value.trim().trim_end_matches(['度', '年']).trim();
    let plain = figures.len() == 4 && figures.bytes().all(|b| b.is_ascii_digit());
    let year = figures.parse::<i16>().ok().filter(|_| plain)?;
    plausible(year).then_some(year)
}

fn plausible(year: i16) -> bool {
    (1980..=2100).contains(&year)
}

/// Four digits before 年, or a year that begins a date.
pub(super) fn years_in(cell: &str) -> Vec<i16> {
    let digits: Vec<char> = cell.chars().collect();
    let mut years = Vec::new();
    let mut at = 0;
    while at < digits.len() {
        let run = digits
            .iter()
            .skip(at)
            .take_while(|c| c.is_ascii_digit())
            .count();
        if run == 0 {
            at += 1;
            continue;
        }
        let next = digits.get(at + run).copied();
        let text: String = digits.iter().skip(at).take(4).collect();
        let whole = run == 4 && matches!(next, Some('年' | '-' | '/' | '.')) || run == 8;
        if whole
            && let Ok(year) = text.parse::<i16>()
            && plausible(year)
        {
            years.push(year);
        }
        at += run;
    }
    years
}

#[cfg(test)]
mod tests;
