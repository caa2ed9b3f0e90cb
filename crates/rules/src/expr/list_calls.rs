//! Functions that look a text up in a lexicon or a code list.

use std::ops::Range;

use ledger::{Role, Wording};
use sqlparser::ast::Expr as Syntax;

use super::calls::Call;
use super::grammar::place;
use super::lower::Lowering;
use super::row_calls::offer;
use super::{Expr, Function, Type};

impl Lowering<'_> {
    pub(super) fn mentions(&mut self, call: &Call) -> Option<Expr> {
        let first = call.arg(0)?;
        let at = place(first, self.text);
        let name = self.name_of(first)?;
        let list = self.lexicon(&name, at);
        let args = if call.args.len() > 1 {
            let args: Vec<Option<Expr>> = call
                .args
                .iter()
                .skip(1)
                .map(|a| self.text_of(a, call.depth))
                .collect();
            args.into_iter().collect::<Option<_>>()?
        } else {
            self.default_texts(call, &[Role::Prose, Role::Party])?
        };
        Some(Expr::Call {
            function: Function::Mentions { list: list? },
            args,
            ty: Type::Bool,
        })
    }

    pub(super) fn code_list(&mut self, call: &Call) -> Option<Expr> {
        let value = self.text_of(call.arg(0)?, call.depth);
        let second = call.arg(1)?;
        let at = place(second, self.text);
        let name = self.name_of(second)?;
        self.in_list(value?, &name, at, call.span.clone())
    }

    pub(super) fn in_list(
        &mut self,
        value: Expr,
        name: &str,
        at: Range<usize>,
        span: Range<usize>,
    ) -> Option<Expr> {
        let list = self.list(name, at, true)?;
        if value.ty() != Type::Text {
            return self.refuse(
                "type-mismatch",
                span,
                Wording::new("代码表只收文字列", "a code list holds texts"),
                Wording::new(
                    "写一个文字列，例如 mcc。",
                    "Write a text column, such as mcc.",
                ),
            );
        }
        Some(Expr::Call {
            function: Function::InList { list },
            args: vec![value],
            ty: Type::Bool,
        })
    }

    pub(super) fn lexicon(&mut self, name: &str, at: Range<usize>) -> Option<String> {
        self.list(name, at, false)
    }

    fn list(&mut self, name: &str, at: Range<usize>, codes: bool) -> Option<String> {
        let name = name.strip_prefix(super::words::LIST_MARK).unwrap_or(name);
        let scope = self.scope;
        match scope.list(name) {
            Some(list) if list.codes == codes => Some(list.name.clone()),
            Some(_) if codes => self.refuse(
                "wrong-list",
                at,
                Wording::new(
                    format!("“{name}”是关键词表，不是代码表"),
                    format!("`{name}` is a lexicon, not a code list"),
                ),
                Wording::new(
                    format!("写作 mentions('{name}', 列)。"),
                    format!("Write mentions('{name}', column)."),
                ),
            ),
            Some(_) => self.refuse(
                "wrong-list",
                at,
                Wording::new(
                    format!("“{name}”是代码表，不是关键词表"),
                    format!("`{name}` is a code list, not a lexicon"),
                ),
                Wording::new(
                    format!("写作 in_list(列, '{name}')。"),
                    format!("Write in_list(column, '{name}')."),
                ),
            ),
            None => {
                let fitting = scope.lists.iter().filter(|l| l.codes == codes);
                let known: Vec<&str> = fitting
                    .flat_map(|l| [l.name.as_str(), l.label.as_str()])
                    .filter(|n| !n.is_empty())
                    .collect();
                let (zh, en) = offer(name, &known);
                self.refuse(
                    "unknown-list",
                    at,
                    Wording::new(
                        format!("没有“{name}”这个表"),
                        format!("unknown list `{name}`"),
                    ),
                    Wording::new(zh, en),
                )
            }
        }
    }

    /// A name fixed at load: a text in quotes, or the bare word.
    pub(super) fn name_of(&mut self, tree: &Syntax) -> Option<String> {
        if let Syntax::Identifier(name) = tree
            && !name.value.starts_with('$')
        {
            return Some(name.value.clone());
        }
        self.literal_text(tree, 0)
    }
}
