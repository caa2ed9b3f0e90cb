//! Function calls: which function, how many arguments, and the functions that need nothing but their arguments.

use std::ops::Range;

use ledger::Wording;
use sqlparser::ast::{self, Expr as Syntax, FunctionArg, FunctionArgExpr, FunctionArguments};

use super::grammar::bytes;
use super::lower::Lowering;
use super::mistake::nearest;
use super::operand::{Nature, Operand, What};
use super::phrase::type_name;
use super::{Expr, Function, Mistake, Type};

/// Functions as rules write them: English name, Chinese name, usage, least and most arguments.
pub(super) const SIGNATURES: &[(&str, &str, &str, usize, usize)] = &[
    ("mentions", "提到", "mentions('list'[, column…])", 1, 16),
    ("in_list", "在代码表", "in_list(column, 'list')", 2, 2),
    ("is_day_off", "是休息日", "is_day_off(date)", 1, 1),
    (
        "workdays_between",
        "相隔工作日",
        "workdays_between(date, date)",
        2,
        2,
    ),
    ("out_of_town", "涉及外地", "out_of_town([place…])", 0, 16),
    ("limit", "标准限额", "limit('name'[, date])", 1, 2),
    ("account_is", "科目属于", "account_is('class')", 1, 1),
    ("holds_office", "任职", "holds_office(party[, date])", 1, 2),
    ("on_record", "已登记", "on_record(feed.column, value)", 2, 2),
    ("supplied", "有此列", "supplied(feed.column)", 1, 1),
    ("number_prefix", "号码前段", "number_prefix(text, n)", 2, 2),
    ("number_tail", "号码末段", "number_tail(text, n)", 2, 2),
    ("year", "年份", "year(date)", 1, 1),
    ("month", "月份", "month(date)", 1, 1),
    ("day", "几号", "day(date)", 1, 1),
    ("add_months", "加月", "add_months(date, n)", 2, 2),
    ("add_years", "加年", "add_years(date, n)", 2, 2),
    (
        "months_between",
        "相隔整月",
        "months_between(date, date)",
        2,
        2,
    ),
    (
        "years_between",
        "相隔整年",
        "years_between(date, date)",
        2,
        2,
    ),
    ("as_of", "截至日", "as_of()", 0, 0),
    ("known", "可核对", "known(column…)", 1, 16),
    ("abs", "绝对值", "abs(number)", 1, 1),
    ("coalesce", "首个非空", "coalesce(a, b…)", 2, 16),
    ("length", "字数", "length(text)", 1, 1),
    (
        "starts_with",
        "开头是",
        "starts_with(text, 'literal')",
        2,
        2,
    ),
    ("contains", "包含", "contains(text, 'literal')", 2, 2),
    ("like", "像", "like(text, 'pattern')", 2, 2),
    ("regexp_like", "匹配", "regexp_like(text, 'pattern')", 2, 2),
];

/// A call being lowered.
pub(super) struct Call<'s> {
    pub(super) usage: &'static str,
    pub(super) args: Vec<&'s Syntax>,
    pub(super) name_span: Range<usize>,
    pub(super) span: Range<usize>,
    pub(super) depth: usize,
}

impl Call<'_> {
    /// The argument at a place that the signature grants.
    pub(super) fn arg(&self, index: usize) -> Option<&Syntax> {
        self.args.get(index).copied()
    }
}

impl<'a> Lowering<'a> {
    pub(super) fn call(
        &mut self,
        call: &ast::Function,
        span: Range<usize>,
        depth: usize,
    ) -> Option<Operand<'a>> {
        let plain = call.over.is_none()
            && call.filter.is_none()
            && call.null_treatment.is_none()
            && call.within_group.is_empty()
            && matches!(call.parameters, FunctionArguments::None);
        let [ast::ObjectNamePart::Identifier(name)] = call.name.0.as_slice() else {
            return self.foreign(&Syntax::Function(call.clone()), span);
        };
        let lower = name.value.to_ascii_lowercase();
        if self.aggregates(&lower) {
            return self.aggregate(&lower, call, span, depth);
        }
        let FunctionArguments::List(list) = &call.args else {
            return self.foreign(&Syntax::Function(call.clone()), span);
        };
        if !plain || !list.clauses.is_empty() || list.duplicate_treatment.is_some() {
            return self.foreign(&Syntax::Function(call.clone()), span);
        }
        let mut args = Vec::with_capacity(list.args.len());
        for arg in &list.args {
            let FunctionArg::Unnamed(FunctionArgExpr::Expr(arg)) = arg else {
                return self.foreign(
                    &Syntax::Wildcard(ast::helpers::attached_token::AttachedToken::empty()),
                    span,
                );
            };
            args.push(arg);
        }
        let name_span = bytes(name.span, self.text);
        let signature = SIGNATURES
            .iter()
            .find(|(en, zh, ..)| *en == lower || *zh == name.value);
        let Some(&(function, _, usage, least, most)) = signature else {
            return self.unknown_function(&name.value, name_span);
        };
        if !(least..=most).contains(&args.len()) {
            return self.refuse(
                "wrong-arguments",
                name_span,
                Wording::new(
                    format!("{function} 的参数个数不对"),
                    format!("wrong number of arguments for `{function}`"),
                ),
                Wording::new(format!("写作 {usage}。"), format!("Write {usage}.")),
            );
        }
        let call = Call {
            usage,
            args,
            name_span,
            span: span.clone(),
            depth,
        };
        let expr = match function {
            "mentions" => self.mentions(&call),
            "in_list" => self.code_list(&call),
            "out_of_town" => self.out_of_town(&call),
            "limit" => self.limit(&call),
            "account_is" => self.account_is(&call),
            "holds_office" => self.holds_office(&call),
            "on_record" => self.on_record(&call),
            "supplied" => self.supplied(&call),
            "add_months" | "add_years" | "months_between" | "years_between" => {
                self.of_calendar(function, &call)
            }
            "as_of" => Some(Expr::Call {
                function: Function::AsOf,
                args: Vec::new(),
                ty: Type::Date,
            }),
            "known" => self.known(&call),
            "abs" => return self.abs(&call),
            "coalesce" => self.coalesce(&call),
            "is_day_off" | "workdays_between" | "year" | "month" | "day" => {
                self.of_dates(function, &call)
            }
            _ => self.of_text(function, &call),
        };
        Some(Operand::typed(expr?, span))
    }

    fn unknown_function(&mut self, name: &str, span: Range<usize>) -> Option<Operand<'a>> {
        let names = SIGNATURES.iter().flat_map(|(en, zh, ..)| [*en, *zh]);
        let other = match name.to_ascii_lowercase().as_str() {
            "upper" | "lower" | "trim" | "replace" => Some("contains"),
            "sum" | "count" | "min" | "max" | "avg" => {
                return self.refuse(
                    "unknown-function",
                    span,
                    Wording::new(
                        format!("表达式里没有汇总函数“{name}”"),
                        format!("`{name}` adds up rows, an expression sees one"),
                    ),
                    Wording::new(
                        "汇总用规则类型 total、burst 等。",
                        "Use a kind such as total or burst.",
                    ),
                );
            }
            "substr" | "substring" | "left" => Some("number_prefix"),
            "right" => Some("number_tail"),
            "ifnull" | "nvl" | "isnull" => Some("coalesce"),
            _ => nearest(name, names),
        };
        let every: Vec<&str> = SIGNATURES.iter().map(|(en, ..)| *en).collect();
        let help = match other {
            Some(near) => Wording::new(
                format!("是否想写 {near}？"),
                format!("Did you mean {near}?"),
            ),
            None => Wording::new(
                format!("可用的函数：{}。", every.join("、")),
                format!("The functions are {}.", every.join(", ")),
            ),
        };
        self.refuse(
            "unknown-function",
            span,
            Wording::new(
                format!("没有函数“{name}”"),
                format!("unknown function `{name}`"),
            ),
            help,
        )
    }

    /// An argument of one type; a bare number or text takes it.
    pub(super) fn typed(&mut self, tree: &Syntax, ty: Type, depth: usize) -> Option<Expr> {
        let operand = self.operand(tree, depth)?;
        let span = operand.span.clone();
        let certain = matches!(operand.what, What::Typed(..));
        let expr = if certain {
            self.alone(operand)
        } else {
            self.beside(operand, ty, Nature::default())
        }?;
        let found = expr.ty();
        if found == ty {
            return Some(expr);
        }
        let (wanted, found) = (type_name(ty), type_name(found));
        self.refuse(
            "type-mismatch",
            span,
            Wording::new(
                format!("此处应是{}，这是{}", wanted.zh, found.zh),
                format!("this is {}, not {}", found.en, wanted.en),
            ),
            Wording::new(
                format!("写一个{}列或值。", wanted.zh),
                format!("Write {} here.", wanted.en),
            ),
        )
    }

    pub(super) fn text_of(&mut self, tree: &Syntax, depth: usize) -> Option<Expr> {
        self.typed(tree, Type::Text, depth)
    }

    /// An argument that is fixed at load: a text in quotes or a param.
    pub(super) fn literal_text(&mut self, tree: &Syntax, depth: usize) -> Option<String> {
        let operand = self.operand(tree, depth)?;
        if let What::Text(text) = operand.what {
            return Some(text);
        }
        self.refuse(
            "not-a-literal",
            operand.span,
            Wording::new("此处应是引号中的文字", "a text in quotes must stand here"),
            Wording::new("写作 '文字'。", "Write 'text'."),
        )
    }

    /// Notes the mistake of a check that has no place of its own.
    pub(super) fn accept<T>(
        &mut self,
        checked: Result<T, (&'static str, Wording, Wording)>,
        span: Range<usize>,
    ) -> Option<T> {
        match checked {
            Ok(accepted) => Some(accepted),
            Err((code, message, help)) => {
                self.mistakes.push(Mistake::new(code, span, message, help));
                None
            }
        }
    }
}
