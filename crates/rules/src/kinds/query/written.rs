//! Parts of a SELECT as they were written.

/// A part as it was written, with the parentheses at its end: the grammar's own end of a call lies before them.
pub(super) fn whole(text: &str, span: std::ops::Range<usize>) -> &str {
    let depth = |part: &str| {
        let count = |sign| part.matches(sign).count();
        count('(').saturating_sub(count(')'))
    };
    let open = depth(text.get(span.clone()).unwrap_or(""));
    let rest = text.get(span.end..).unwrap_or("");
    let ends = rest.match_indices(')').nth(open.saturating_sub(1));
    let more = ends.filter(|_| open > 0).map_or(0, |(at, _)| at + 1);
    text.get(span.start..span.end + more).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn parentheses_at_the_end_belong_to_a_part() {
        let text = "HAVING count(x) > 1 AND (a = 1 OR max(f(b)) = 2) JOIN (c)";
        let whole = |from: &str, to: &str| {
            let start = text.find(from).unwrap_or(0);
            let end = text.find(to).unwrap_or(0) + to.len();
            whole(text, start..end)
        };
        assert_eq!(whole("count", "> 1"), "count(x) > 1");
        assert_eq!(whole("count", "count(x"), "count(x)");
        assert_eq!(whole("max", "f(b"), "max(f(b))");
        assert_eq!(whole("(a", "= 2"), "(a = 1 OR max(f(b)) = 2)");
    }
}
