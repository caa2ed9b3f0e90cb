//! Counts and sums that an export declares of itself: 共43笔记录, 收入：1笔 0.35元, 总笔数：12.

use super::Names;
use crate::Control;
use crate::lines::{Lines, known};

/// One declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Declared {
    row: u32,
    way: Way,
    count: Option<i64>,
    sum: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    All,
    In,
    Out,
    Neither,
}

/// Words before a count or a sum, and of which rows they speak.
const WORDS: [(&str, Way); 19] = [
    ("不计收支", Way::Neither),
    ("中性交易", Way::Neither),
    ("收入合计", Way::In),
    ("支出合计", Way::Out),
    ("收入总笔数", Way::In),
    ("支出总笔数", Way::Out),
    ("收入笔数", Way::In),
    ("支出笔数", Way::Out),
    ("收入总额", Way::In),
    ("支出总额", Way::Out),
    ("收入", Way::In),
    ("支出", Way::Out),
    ("总笔数", Way::All),
    ("合计笔数", Way::All),
    ("共计笔数", Way::All),
    ("记录总数", Way::All),
    ("总记录数", Way::All),
    ("记录数", Way::All),
    ("共", Way::All),
];

/// Compares what the lines above and under the table declare with the rows read.
pub(crate) fn check_declared(
    lines: &Lines,
    feed: Names<'_>,
    above: &[(u32, String)],
) -> Vec<Control> {
    if feed.0.name != "payments" {
        return Vec::new();
    }
    let dictionary = lines.dictionaries.get(feed.domain("direction") as usize);
    let code = |word: &str| dictionary.and_then(|d| d.code(word));
    let (out, into) = (code("out"), code("in"));
    let mut controls = Vec::new();
    for (row, text) in above.iter().chain(&lines.footers) {
        let Some(declared) = declaration(*row, text) else {
            continue;
        };
        let (mut count, mut sum) = (0_i64, 0_i64);
        for at in 0..lines.table.len() {
            let way = Some(feed.code(&lines.table, "direction", at));
            let counts = match declared.way {
                Way::All => true,
                Way::In => way == into,
                Way::Out => way == out,
                Way::Neither => way != into && way != out,
            };
            if counts {
                count += 1;
                let amount = feed.number(&lines.table, "amount", at);
                sum = sum.saturating_add(if known(amount) { amount } else { 0 });
            }
        }
        for (what, stated, found) in [
            ("declared_count", declared.count, count),
            ("declared_sum", declared.sum, sum),
        ] {
            if let Some(stated) = stated {
                controls.push(Control {
                    what: what.to_owned(),
                    row: declared.row,
                    stated,
                    found,
                    agrees: stated == found,
                });
            }
        }
    }
    controls
}

fn declaration(row: u32, text: &str) -> Option<Declared> {
    let bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ',')
        .collect();
    let (word, way) = WORDS.iter().find(|(word, _)| bare.starts_with(word))?;
    let rest = bare
        .get(word.len()..)?
        .trim_start_matches([':', '：', '计', '有']);
    let (figure, after) = figure(rest)?;
    if after.starts_with('笔')
        || after.starts_with('条')
        || (word.contains("笔数") || word.contains("记录"))
    {
        let count = whole(figure)?;
        let tail = after.trim_start_matches(['笔', '条', '交', '易', '记', '录', '：', ':']);
        let sum = self::figure(tail)
            .filter(|(_, unit)| unit.starts_with('元'))
            .and_then(|(f, _)| fen(f));
        return Some(Declared {
            row,
            way: *way,
            count: Some(count),
            sum,
        });
    }
    if after.starts_with('元') && *way != Way::All {
        return Some(Declared {
            row,
            way: *way,
            count: None,
            sum: Some(fen(figure)?),
        });
    }
    None
}

/// The figure with which a text begins, and what follows.
fn figure(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(['¥', '￥']);
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

fn whole(figure: &str) -> Option<i64> {
    figure.parse().ok().filter(|n| *n < 1_000_000_000)
}

fn fen(figure: &str) -> Option<i64> {
    let (yuan, rest) = figure.split_once('.').unwrap_or((figure, ""));
    let fen = match rest.len() {
        0 => 0,
        1 => rest.parse::<i64>().ok()?.checked_mul(10)?,
        2 => rest.parse::<i64>().ok()?,
        _ => return None,
    };
    yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(fen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_exports_declare_of_themselves() {
        for (text, want) in [
            ("共43笔记录", Some((Way::All, Some(43), None))),
            ("收入：1笔 0.35元", Some((Way::In, Some(1), Some(35)))),
            (
                "支出：63笔 1,216.54元",
                Some((Way::Out, Some(63), Some(121_654))),
            ),
            (
                "中性交易：0笔 0.00元",
                Some((Way::Neither, Some(0), Some(0))),
            ),
            (
                "不计收支：2笔 16.37元",
                Some((Way::Neither, Some(2), Some(1_637))),
            ),
            ("总笔数：12", Some((Way::All, Some(12), None))),
            ("支出合计：100.5元", Some((Way::Out, None, Some(10_050)))),
            ("收入证明", None),
            ("共同富裕", None),
            ("制表人：甲", None),
        ] {
            let found = declaration(1, text).map(|d| (d.way, d.count, d.sum));
            assert_eq!(found, want, "{text}");
        }
    }
}
