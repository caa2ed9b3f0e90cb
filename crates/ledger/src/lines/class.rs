//! Of which class a line is that is no plain transaction: a total, a heading again, a footer, a reject.

use super::Label;
use super::mark::is_heading;
use super::words::{begins_with_label, ends_with_label, footer, label, section};
use crate::layout::{Plan, filled, squeezed};
use crate::readers::CellKind;

/// Class of a line without a usable row in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Odd {
    /// A total or balance.
    Subtotal(Label),
    /// A heading again, a title again, a footer.
    Layout,
    /// One text alone.
    Loose,
    /// None of these.
    Reject,
}

/// First characters of all labels, so that most cells are passed over at a glance.
const LABEL_STARTS: &str =
    "合总總累纍共人本全年小页頁承过過转轉季日月上期当當结結发發金度第一二三四五六七八九十";

/// The label of a line that has a date and a sum and may still be a total: its leading text or its summary is a label and
/// nothing else, and no other party stands in it.
pub(crate) fn labelled(
    cells: &[(&str, CellKind)],
    date_cell: Option<usize>,
    summary: Option<usize>,
    party: Option<usize>,
) -> Option<Label> {
    let cell = |at: Option<usize>| {
        at.and_then(|at| cells.get(at))
            .map(|c| c.0.trim())
            .filter(|c| !c.is_empty())
    };
    // A label beside a payee is that payment's text.
    if cell(party).is_some() {
        return None;
    }
    let leading = (0..cells.len())
        .find(|&at| Some(at) != date_cell && cell(Some(at)).is_some_and(|c| !is_figure(c)));
    [summary, leading].into_iter().find_map(|at| {
        let text = cell(at)?;
        may_be_label(text).then(|| label(text)).flatten()
    })
}

/// Class of a line that has no date, or no sum where its feed needs one.
pub(crate) fn odd(cells: &[&str], plan: &Plan) -> Odd {
    let filled = filled(cells.iter().copied());
    let Some(&(first, leading)) = filled.first() else {
        return Odd::Layout;
    };
    let texts: Vec<&str> = filled
        .iter()
        .map(|(_, c)| *c)
        .filter(|c| !is_figure(c))
        .take(3)
        .collect();
    if let Some(found) = texts.iter().find_map(|c| begins_with_label(c)) {
        return Odd::Subtotal(found);
    }
    if texts.iter().any(|c| ends_with_label(c)) {
        return Odd::Subtotal(Label::Part);
    }
    if plan.printed.contains(&squeezed(cells.iter().copied())) {
        return Odd::Layout;
    }
    if is_heading(cells, plan) {
        return Odd::Layout;
    }
    if footer(leading)
        && (filled.len() <= 2 || texts.len() == filled.len() || footer_words(&filled))
    {
        return Odd::Layout;
    }
    if filled.len() == 1
        && first <= 1
        && leading.len() <= 7
        && leading.bytes().all(|b| b.is_ascii_digit())
    {
        // A line that was numbered beforehand and never filled in.
        return Odd::Layout;
    }
    if filled.len() == 1 && section(leading) {
        return Odd::Layout;
    }
    if filled.len() == 1 && first == 0 && !is_figure(leading) {
        return Odd::Loose;
    }
    Odd::Reject
}

/// `制表人：甲 | 审核：乙 | 2024-01-31`: most of the texts are footers.
fn footer_words(filled: &[(usize, &str)]) -> bool {
    let footers = filled.iter().filter(|(_, c)| footer(c)).count();
    footers * 2 >= filled.len().saturating_sub(1)
}

fn may_be_label(text: &str) -> bool {
    text.chars().find(|c| !c.is_whitespace()).is_some_and(|c| {
        if c.is_ascii() {
            c.is_ascii_digit()
                || matches!(
                    c.to_ascii_lowercase(),
                    't' | 'g' | 's' | 'p' | 'm' | 'o' | 'b' | 'c' | '(' | '[' | '*' | '-'
                )
        } else {
            LABEL_STARTS.contains(c) || matches!(c, '（' | '【' | '—')
        }
    })
}

/// Figures, signs and separators only.
fn is_figure(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_ascii_digit()
            || matches!(
                c,
                '.' | ','
                    | '-'
                    | '+'
                    | '/'
                    | ':'
                    | ' '
                    | '¥'
                    | '￥'
                    | '('
                    | ')'
                    | '年'
                    | '月'
                    | '日'
                    | '—'
                    | '−'
            )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_beside_a_date_is_a_total_unless_a_party_stands_in_the_line() {
        for (cells, want) in [
            (["2024-01-31", "本月合计", "", "100.00"], Some(Label::Month)),
            (["2024-01-31", "合计", "", "100.00"], Some(Label::All)),
            (["2024-01-31", "合计", "宏业建筑队", "100.00"], None),
            (["2024-01-31", "付水泥款", "合计", "100.00"], None),
            (["2024-01-31", "合计庄水泥款", "", "100.00"], None),
            (["2024-01-31", "", "", "100.00"], None),
            (["2024-01-31", "", "小计", "100.00"], None),
        ] {
            assert_eq!(
                labelled(
                    &cells.map(|c| (c, CellKind::Text)),
                    Some(0),
                    Some(1),
                    Some(2)
                ),
                want,
                "{cells:?}"
            );
        }
    }
}
