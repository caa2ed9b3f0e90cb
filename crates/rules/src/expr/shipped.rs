//! Every label and every word of the shipped feeds may stand in a rule.

use std::sync::Arc;

use ledger::{Config, Feed, Schema};

use super::{Expr, Names, Patterns, Scope, ScopeTable, parse};

/// What of a feed's names cannot be written in a rule.
fn refused(feed: &Feed, schema: &Schema) -> Vec<String> {
    let scope = Scope {
        tables: vec![ScopeTable {
            prefix: String::new(),
            feed: Some(feed),
            extra: Vec::new(),
        }],
        params: Arc::default(),
        lists: [].into(),
        limits: Arc::default(),
        schema,
        names: Names::of(schema, &[]).into(),
        patterns: Patterns::default(),
    };
    let mut refused = Vec::new();
    for column in &feed.columns {
        let (name, label) = (&column.name, &column.label.zh);
        for text in [format!("{name}为空"), format!("{label}为空")] {
            let is_column = match parse(&text, &scope) {
                Ok(Expr::IsNull(inner)) => {
                    matches!(&*inner, Expr::Column { name: found, .. } if found == name)
                }
                _ => false,
            };
            if is_column == column.internal {
                refused.push(format!("{}: {text}", feed.name));
            }
        }
        for (value, words) in column.values.iter().filter(|_| !column.internal) {
            for word in words.iter().chain([value]) {
                let mut texts = vec![format!("{label}为'{word}'")];
                if word != "*" {
                    texts.push(format!("{name} = {word}"));
                    texts.push(format!("{label}属于（{word}、'{value}'）"));
                }
                let bad = texts.into_iter().filter(|t| parse(t, &scope).is_err());
                refused.extend(bad.map(|t| format!("{}: {t}", feed.name)));
            }
        }
    }
    refused
}

#[test]
fn labels_and_words_of_the_shipped_feeds_may_stand_in_rules() {
    let schema = Schema::of(&Config::default()).expect("the embedded feeds");
    assert!(schema.feeds.len() > 20);
    let refused: Vec<String> = schema
        .feeds
        .iter()
        .flat_map(|f| refused(f, &schema))
        .collect();
    assert_eq!(refused, Vec::<String>::new());
}
