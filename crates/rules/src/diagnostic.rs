//! What is wrong in a rule folder: file, line, column, a caret right under Chinese text, and what to write instead.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use ledger::{Lang, Wording};

/// One mistake in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// File relative to the rules folder.
    pub file: String,
    /// The file's text, for the snippet.
    pub source: std::sync::Arc<str>,
    /// Byte range at fault.
    pub span: Range<usize>,
    /// Stable word for the cause, `unknown-key`.
    pub code: &'static str,
    /// What is wrong.
    pub message: Wording,
    /// What to write instead.
    pub help: Wording,
}

/// Columns of a rendered diagnostic, beyond which a long line is cut around what is at fault.
const WIDTH: usize = 120;

/// Renders a diagnostic as text with a snippet, without colours and without a line end.
///
/// A span outside of the text, or within a character, is drawn to the nearest whole characters; control characters of the
/// source are shown, not sent.
pub fn render(diagnostic: &Diagnostic, lang: Lang) -> String {
    let source = diagnostic.source.as_ref();
    let span = whole_characters(source, &diagnostic.span);
    let (error, help) = match lang {
        Lang::Zh => ("错误", "改法"),
        Lang::En => ("error", "help"),
    };
    let message = visible(diagnostic.message.text(lang));
    let advice = visible(diagnostic.help.text(lang));
    let mut report: Vec<Group> = vec![
        Level::ERROR
            .with_name(error)
            .primary_title(message)
            .id(diagnostic.code)
            .element(
                Snippet::source(source)
                    .path(diagnostic.file.as_str())
                    .annotation(AnnotationKind::Primary.span(span)),
            ),
    ];
    if !advice.is_empty() {
        let advice = Level::HELP.with_name(help).message(advice);
        report = report
            .into_iter()
            .map(|g| g.element(advice.clone()))
            .collect();
    }
    Renderer::plain().term_width(WIDTH).render(&report)
}

/// The span within the text, from and to whole characters.
fn whole_characters(text: &str, span: &Range<usize>) -> Range<usize> {
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = span.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// A text whose control characters are seen, not sent; advice may have several lines.
fn visible(text: &str) -> String {
    let seen = |c: char| {
        if c.is_control() && c != '\n' {
            '\u{fffd}'
        } else {
            c
        }
    };
    text.chars().map(seen).collect()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    const RULE: &str = "id = \"A01\"\n\n[[detect]]\nkind  = \"match\"\nwhere = \"付款方向为支出 且 金颔不少于 200元\"\nrows  = \"al\"\n";

    fn check(at_fault: &str, lang: Lang) -> String {
        let start = RULE.find(at_fault).expect("part of the rule");
        render(
            &Diagnostic {
                file: "A-consumption/meeting-travel.toml".to_owned(),
                source: RULE.into(),
                span: start..start + at_fault.len(),
                code: "unknown-column",
                message: Wording::new(
                    format!("没有“{at_fault}”这一列"),
                    format!("unknown column `{at_fault}`"),
                ),
                help: Wording::new("是否想写 金额？", "Did you mean 金额?"),
            },
            lang,
        )
    }

    #[test]
    fn the_caret_stands_under_chinese_text() {
        assert_snapshot!(check("金颔", Lang::Zh), @r#"
        错误[unknown-column]: 没有“金颔”这一列
         --> A-consumption/meeting-travel.toml:5:20
          |
        5 | where = "付款方向为支出 且 金颔不少于 200元"
          |                            ^^^^
          |
          = 改法: 是否想写 金额？
        "#);
        assert_snapshot!(check("al\"", Lang::En), @r#"
        error[unknown-column]: unknown column `al"`
         --> A-consumption/meeting-travel.toml:6:10
          |
        6 | rows  = "al"
          |          ^^^
          |
          = help: Did you mean 金额?
        "#);
    }

    #[test]
    fn a_wrong_span_is_drawn_all_the_same() {
        let diagnostic = |span: Range<usize>| Diagnostic {
            file: "a.toml".to_owned(),
            source: "金额".into(),
            span,
            code: "x",
            message: Wording::new("错\u{1b}误", "wrong"),
            help: Wording::default(),
        };
        for (start, end) in [(0, 0), (1, 2), (4, 5), (6, 6), (6, 9), (90, 99), (5, 1)] {
            let span = Range { start, end };
            let text = render(&diagnostic(span), Lang::Zh);
            assert!(
                text.contains("a.toml:1:") && !text.contains('\u{1b}'),
                "{text}"
            );
        }
        let mut empty = diagnostic(0..0);
        empty.source = "".into();
        assert!(render(&empty, Lang::En).contains("wrong"));
    }
}
