//! The word that was probably meant.

use ledger::Wording;

/// Help for a word that is not among `known`: the nearest one, and all that may stand.
pub(crate) fn help<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Wording {
    let known: Vec<&str> = known.into_iter().collect();
    let guess = nearest(word, known.iter().copied());
    let (zh, en) = (known.join("、"), known.join(", "));
    match (guess, known.is_empty()) {
        (_, true) => Wording::new("此处不能有任何内容", "Nothing may stand here."),
        (Some(guess), _) => Wording::new(
            format!("是否想写“{guess}”？可用的有：{zh}"),
            format!("Did you mean `{guess}`? It may be one of: {en}."),
        ),
        (None, _) => Wording::new(
            format!("可用的有：{zh}"),
            format!("It may be one of: {en}."),
        ),
    }
}

/// Help for a word that is not among very many: up to five that are near, and where all of them stand.
pub(crate) fn few<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
    all: &Wording,
) -> Wording {
    let word = word.to_lowercase();
    // A word is near as well where it begins as another does.
    let bound = (word.chars().count() / 3).max(1);
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .map(|k| (distance(&word, &k.to_lowercase()), k))
        .filter(|(d, k)| *d <= bound || word.len() > 2 && k.to_lowercase().starts_with(&word))
        .collect();
    near.sort_unstable();
    near.dedup();
    let near: Vec<&str> = near.into_iter().take(5).map(|(_, k)| k).collect();
    if near.is_empty() {
        return all.clone();
    }
    Wording::new(
        format!("是否想写 {}？{}", near.join("、"), all.zh),
        format!("Did you mean {}? {}", near.join(", "), all.en),
    )
}

/// The nearest of `known`, if any is near: at most a third of the characters differ, and at least one may.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let bound = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|k| (distance(&word.to_lowercase(), &k.to_lowercase()), k))
        .filter(|(d, _)| *d <= bound)
        .min()
        .map(|(_, k)| k)
}

/// Edits between two words: insertions, deletions, replacements, swaps of neighbours.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (row[j] + usize::from(x != y))
                .min(row[j + 1] + 1)
                .min(next[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            next.push(best);
        }
        before = row;
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_recognised_and_another_word_is_not() {
        let known = ["before", "after", "other", "other_where", "收款人"];
        for (word, meant) in [
            ("befor", Some("before")),
            ("aftre", Some("after")),
            ("otherwhere", Some("other_where")),
            ("收款", Some("收款人")),
            ("budget", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), meant, "{word}");
        }
    }
}
