//! Words of a closed set.

use super::fault::ValueFault;
use super::text::{clean_text, fold, is_blank};
use crate::Column;

/// Words that exports write where a row has no side: such rows hold NULL, and the reader decides what they are.
const NEUTRAL: [&str; 7] = [
    "其他",
    "不计收支",
    "中性交易",
    "不计",
    "平",
    "其它交易",
    "neutral",
];

/// The canonical value that a word of an export means in a column with a closed set; `None` where the cell stands for none.
///
/// A set with the word `*` is open at one end: there a word may also merely contain a known one (`网银转账`), and what contains
/// none is the value with `*`.
///
/// # Errors
/// A word that the set does not know.
pub(crate) fn parse_word<'c>(column: &'c Column, raw: &str) -> Result<Option<&'c str>, ValueFault> {
    if is_blank(raw) {
        return Ok(None);
    }
    let text: String = fold(clean_text(raw))
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    let text = text.trim_matches(['[', ']', '(', ')']);
    let equal = |word: &str| word.to_lowercase() == text;
    if let Some((value, _)) = column
        .values
        .iter()
        .find(|(v, words)| equal(v) || words.iter().any(|w| equal(w)))
    {
        return Ok(Some(value));
    }
    if NEUTRAL.contains(&text) {
        return Ok(None);
    }
    let Some((rest, _)) = column
        .values
        .iter()
        .find(|(_, words)| words.iter().any(|w| w == "*"))
    else {
        let known: Vec<&str> = column
            .values
            .iter()
            .flat_map(|(_, words)| words.iter().take(2))
            .map(String::as_str)
            .collect();
        return Err(ValueFault::new(
            "unknown-word",
            format!("此栏只认：{}", known.join("、")),
            format!("this column knows only: {}", known.join(", ")),
        ));
    };
    let longest = column
        .values
        .iter()
        .flat_map(|(value, words)| words.iter().map(move |w| (w.to_lowercase(), value)))
        .filter(|(word, _)| word.chars().count() >= 2 && text.contains(word.as_str()))
        .max_by_key(|(word, _)| word.chars().count());
    Ok(Some(longest.map_or(rest.as_str(), |(_, value)| value)))
}

#[cfg(test)]
mod tests {
    use super::parse_word;
    use crate::{Config, Schema};

    fn check(column: &str, words: &[(&str, Result<Option<&str>, &str>)]) {
        let schema = Schema::of(&Config::default()).expect("the embedded feeds are sound");
        let column = schema
            .feed("payments")
            .and_then(|f| f.column(column))
            .expect("payments has it");
        for (raw, wanted) in words {
            assert_eq!(
                parse_word(column, raw).map_err(|f| f.code),
                *wanted,
                "{raw}"
            );
        }
    }

    #[test]
    fn directions() {
        check(
            "direction",
            &[
                ("支出", Ok(Some("out"))),
                (" 支 出 ", Ok(Some("out"))),
                ("out", Ok(Some("out"))),
                ("OUT", Ok(Some("out"))),
                ("收入", Ok(Some("in"))),
                ("收", Ok(Some("in"))),
                ("/", Ok(None)),
                ("", Ok(None)),
                ("不计收支", Ok(None)),
                ("其他", Ok(None)),
                ("借", Err("unknown-word")),
                ("贷", Err("unknown-word")),
                ("1", Err("unknown-word")),
            ],
        );
    }

    #[test]
    fn methods() {
        check(
            "method",
            &[
                ("现金", Ok(Some("cash"))),
                ("网银转账", Ok(Some("bank"))),
                ("转账支票", Ok(Some("cheque"))),
                ("POS消费", Ok(Some("card"))),
                ("pos", Ok(Some("card"))),
                ("零钱", Ok(Some("other"))),
                ("其他", Ok(Some("other"))),
                ("农村商业银行(1234)", Ok(Some("bank"))),
                ("", Ok(None)),
            ],
        );
    }
}
