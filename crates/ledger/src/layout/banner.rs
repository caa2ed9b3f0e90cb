//! What stands above the headings: whose account it is, its number, the unit, the period, declared counts.

/// Facts of the lines above the headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Banner {
    /// 户名, 单位名称, 核算单位 … with the key that named it.
    pub(crate) holder: Option<(String, String)>,
    /// 账号, 卡号.
    pub(crate) account: Option<String>,
    /// Money unit: 元, 万元 …
    pub(crate) unit: Option<String>,
    /// The one year that titles and periods name, for dates without a year.
    pub(crate) year: Option<i16>,
    /// Lines that are titles: one cell, no key.
    pub(crate) titles: Vec<String>,
}

/// Keys of the holder's name, the surest first.
const HOLDER: [&str; 22] = [
    "户名",
    "账户名称",
    "帐户名称",
    "账户名",
    "单位名称",
    "核算单位",
    "编制单位",
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
const UNIT: [&str; 5] = ["单位", "金额单位", "货币单位", "计量单位", "币种单位"];
const UNITS: [&str; 7] = ["元", "万元", "千元", "百元", "亿元", "角", "分"];

/// Reads the lines above the headings; each is its non-blank cells.
pub(crate) fn read(lines: &[Vec<&str>]) -> Banner {
    let mut banner = Banner::default();
    let mut holder_rank = usize::MAX;
    let mut years = std::collections::BTreeSet::new();
    let mut declared = std::collections::BTreeSet::new();
    for line in lines {
        let pairs = pairs(line);
        if pairs.is_empty()
            && let [title] = line.as_slice()
            && !crate::lines::is_rule(title)
        {
            banner.titles.push((*title).trim().to_owned());
        }
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
            if UNIT.contains(&key.as_str()) {
                match UNITS
                    .iter()
                    .find(|u| **u == value.trim_start_matches("人民币").trim())
                {
                    Some(unit) => banner.unit = banner.unit.or(Some((*unit).to_owned())),
                    // 单位：石溪经济联合社 names the collective, not the unit of money.
                    None if key == "单位" && HOLDER.len() < holder_rank => {
                        holder_rank = HOLDER.len();
                        banner.holder = Some((key.clone(), value.clone()));
                    }
                    None => {}
                }
            }
        }
        for cell in line {
            years.extend(years_in(cell));
        }
    }
    // What a key calls the year of the books weighs more than the years of print-outs and periods beside it.
    let named = if declared.is_empty() { years } else { declared };
    banner.year = (named.len() == 1).then(|| named.first().copied()).flatten();
    banner
}

/// `户名：甲 账号：1`, `户名:|甲`, `户名|甲`.
fn pairs(line: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut cells = line.iter().peekable();
    while let Some(cell) = cells.next() {
        let inside = pairs_in(cell);
        if inside.is_empty() {
            // A cell that is a key alone speaks of the cell that follows.
            let key = bare(cell);
            if is_key(&key)
                && let Some(next) = cells.next()
            {
                found.push((key, clean(next)));
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
    found
}

/// Keys and values inside one cell.
fn pairs_in(cell: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = cell.trim();
    while let Some(colon) = rest.find([':', '：']) {
        let (key, after) = rest.split_at(colon);
        let value = after.trim_start_matches([':', '：']);
        // The value ends where the next key begins: at a wide gap before a word that a colon follows.
        let end = next_key(value).unwrap_or(value.len());
        let (own, further) = value.split_at(end);
        found.push((bare(key), clean(own)));
        rest = further.trim();
    }
    found
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
fn years_in(cell: &str) -> Vec<i16> {
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
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_in_their_many_shapes() {
        let banner = read(&[
            vec!["石溪经济联合社2024年银行存款日记账"],
            vec!["户名：石溪经济联合社  账号：6200 0001", "单位：万元"],
        ]);
        assert_eq!(
            banner.holder,
            Some(("户名".into(), "石溪经济联合社".into()))
        );
        assert_eq!(banner.account.as_deref(), Some("6200 0001"));
        assert_eq!(banner.unit.as_deref(), Some("万元"));
        assert_eq!(banner.year, Some(2024));
        assert_eq!(banner.titles, ["石溪经济联合社2024年银行存款日记账"]);
    }

    #[test]
    fn a_key_may_stand_in_a_cell_of_its_own() {
        let banner = read(&[
            vec!["开户机构：", "xxx"],
            vec!["账　　号：", "62*01"],
            vec!["姓名", "甲"],
        ]);
        assert_eq!(banner.account.as_deref(), Some("62*01"));
        assert_eq!(banner.holder, Some(("姓名".into(), "甲".into())));
    }

    #[test]
    fn brackets_times_and_two_years() {
        let banner = read(&[
            vec!["微信昵称：[测试]"],
            vec!["起始时间：[2019-08-01 00:00:00] 终止时间：[2020-09-30 23:59:59]"],
        ]);
        assert_eq!(banner.holder, Some(("微信昵称".into(), "测试".into())));
        assert_eq!(banner.year, None);
    }

    #[test]
    fn the_year_of_the_books() {
        for (lines, want) in [
            (vec![vec!["年度：2024", "单位：元"]], Some(2024)),
            (vec![vec!["会计年度", "2024"]], Some(2024)),
            (vec![vec!["年份:2024年度"]], Some(2024)),
            (vec![vec!["年度：2024", "打印日期：2025-01-03"]], Some(2024)),
            (vec![vec!["年度：2023"], vec!["年度：2024"]], None),
            (vec![vec!["年度：本年"]], None),
            (vec![vec!["编号：2024"]], None),
        ] {
            assert_eq!(read(&lines).year, want, "{lines:?}");
        }
    }

    #[test]
    fn a_unit_that_is_a_collective() {
        let banner = read(&[vec!["单位：南塘经济合作社", "单位：元"]]);
        assert_eq!(
            banner.holder,
            Some(("单位".into(), "南塘经济合作社".into()))
        );
        assert_eq!(banner.unit.as_deref(), Some("元"));
    }
}
