//! The words by which a step is told.

use ledger::Wording;

use crate::compile::{Ask, all_of, any_of, call, column};
use crate::expr::{Expr, Function, Type};
use crate::load::Told;

/// The words of each step, never none.
pub(super) fn words(ask: &Ask<'_>) -> Result<Vec<Vec<String>>, Told> {
    let help = || {
        Wording::new(
            "请按顺序写 2 至 12 个步骤，如 steps = [\"提议\", \"商议\", \"审议\", \"决议\"]。",
            "Write 2 to 12 steps in order, as in steps = [\"提议\", \"商议\", \"审议\", \"决议\"].",
        )
    };
    let Some(texts) = ask.table.texts("steps")? else {
        return Err(ask.table.missing("steps", help()));
    };
    if !(2..=12).contains(&texts.len()) {
        return Err(ask.given.file.fault(
            ask.table.place("steps"),
            "out-of-bounds",
            Wording::new(
                format!("这里有 {} 个步骤", texts.len()),
                format!("there are {} steps", texts.len()),
            ),
            help(),
        ));
    }
    let mut words: Vec<Vec<String>> = Vec::new();
    for text in texts {
        let of_step: Vec<String> = text
            .value
            .split(['|', '｜'])
            .map(|word| word.trim().to_owned())
            .collect();
        if of_step.iter().any(String::is_empty) {
            return Err(text.fault(
                "empty",
                Wording::new("步骤的叫法是空的", "a word of the step is empty"),
                help(),
            ));
        }
        if let Some(twice) = of_step
            .iter()
            .find(|w| words.iter().flatten().any(|v| v == *w))
        {
            return Err(text.fault(
                "duplicate",
                Wording::new(
                    format!("“{twice}”已是前面步骤的叫法"),
                    format!("`{twice}` is a word of an earlier step already"),
                ),
                Wording::new(
                    "同一叫法只能属于一个步骤。",
                    "Let a word belong to one step only.",
                ),
            ));
        }
        words.push(of_step);
    }
    Ok(words)
}

/// Whether a row names each of the steps.
pub(super) fn predicates(words: &[Vec<String>], step: &str, among: Option<&Expr>) -> Vec<Expr> {
    let contains = |word: &String| {
        let column = column(step, Type::Text);
        call(Function::Contains(word.clone()), vec![column], Type::Bool)
    };
    let one = |(n, of_step): (usize, &Vec<String>)| {
        let alternatives = of_step.iter().map(|word| {
            let longer = words
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != n)
                .flat_map(|(_, words)| words)
                .filter(|other| other.contains(word.as_str()))
                .map(|other| Expr::Not(Box::new(contains(other))));
            all_of(std::iter::once(contains(word)).chain(longer).collect())
        });
        let mut terms: Vec<Expr> = among.cloned().into_iter().collect();
        terms.push(any_of(alternatives.collect()));
        all_of(terms)
    };
    words.iter().enumerate().map(one).collect()
}
