//! Fills the blanks of a rule's sentence.

use ledger::{Lang, Wording};

/// What a blank is filled with, in a language.
pub(crate) type Value<'v> = dyn Fn(&str, Lang) -> Option<String> + 'v;

/// Fills `{name}` in both languages by `value`, which is asked for one of them; a name without value reads 未载明 / not stated. `{{` is a brace.
pub(crate) fn fill(sentence: &Wording, value: &Value<'_>) -> Wording {
    Wording::new(
        fill_one(
            sentence.text(Lang::Zh),
            &|name| value(name, Lang::Zh),
            "未载明",
        ),
        fill_one(
            sentence.text(Lang::En),
            &|name| value(name, Lang::En),
            "not stated",
        ),
    )
}

fn fill_one(sentence: &str, value: &dyn Fn(&str) -> Option<String>, missing: &str) -> String {
    let mut filled = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open + 1..];
        if let Some(after) = rest.strip_prefix('{') {
            filled.push('{');
            rest = after;
            continue;
        }
        let Some(close) = rest.find('}') else {
            filled.push('{');
            break;
        };
        let name = rest[..close].trim();
        filled.push_str(
            value(name)
                .filter(|v| !v.is_empty())
                .as_deref()
                .unwrap_or(missing),
        );
        rest = &rest[close + 1..];
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use ledger::Wording;

    use super::fill;

    #[test]
    fn blanks_are_filled_and_gaps_are_said() {
        let say = Wording::new("{date} 付 {party}（{{}", "{date} to {party} {");
        let filled = fill(&say, &|name, _| {
            (name == "date").then(|| "2024-01-12".to_owned())
        });
        assert_eq!(filled.zh, "2024-01-12 付 未载明（{}");
        assert_eq!(filled.en, "2024-01-12 to not stated {");
    }
}
