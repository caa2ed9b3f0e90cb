//! The word that a mistyped word was probably meant to be.

/// The nearest of `known`, if it is near enough to be worth naming.
pub(crate) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().collect();
    known
        .iter()
        .map(|k| (distance(&word, &k.chars().collect::<Vec<_>>()), *k))
        .min()
        .filter(|(d, k)| *d <= 2.min(k.chars().count() / 2))
        .map(|(_, k)| k)
}

/// Letters to insert, delete, replace or swap with a neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(x != y))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x) {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_named_and_another_word_is_not() {
        let known = ["path", "feed", "columns", "heading"];
        for (word, wanted) in [
            ("pth", Some("path")),
            ("colunms", Some("columns")),
            ("Feed", Some("feed")),
            ("headign", Some("heading")),
            ("banana", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, &known), wanted, "{word}");
        }
    }
}
