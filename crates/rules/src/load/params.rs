//! `[params]`: tunable values, their bounds, and what settings make of them.

use ledger::Wording;

use super::file::{File, Told};
use super::nearest;
use super::table::Table;
use super::wording;
use crate::expr::{Literal, Type};
use crate::{Diagnostic, Param, SetPin};

/// Reads the params of a rule; values that cannot be read are told and left out.
pub(super) fn read(rule: &Table<'_>) -> Vec<Param> {
    let Ok(Some(table)) = rule.table("params") else {
        return Vec::new();
    };
    let mut params = Vec::new();
    for entry in table.entries() {
        let named = entry.key.chars().all(|c| c.is_alphanumeric() || c == '_');
        if !named {
            table.file.fault(
                entry.span.clone(),
                "bad-name",
                Wording::new(
                    "参数名只能由字母、数字和下划线组成",
                    "a param's name consists of letters, digits and `_`",
                ),
                Wording::new("请改名，如 least。", "Rename it, as in `least`."),
            );
        }
        if let Ok(body) = table.as_table(&entry)
            && let Ok(param) = param(entry.key, &body)
        {
            params.push(param);
        }
    }
    params
}

fn param(name: &str, table: &Table<'_>) -> Result<Param, Told> {
    table.only(&["value", "min", "max", "doc"]);
    let doc = wording::required(table, "doc");
    let help = Wording::new(
        "请写带单位的值，如 value = \"3天\"。",
        "Write a value with its unit, as in value = \"3天\".",
    );
    let value = table
        .require("value", help)
        .and_then(|t| literal(table.file, &t));
    let bound = |key: &str| -> Result<Option<Literal>, Told> {
        let Some(text) = table.text(key)? else {
            return Ok(None);
        };
        let bound = literal(table.file, &text)?;
        if value.as_ref().is_ok_and(|v| v.ty() == bound.ty()) || value.is_err() {
            return Ok(Some(bound));
        }
        Err(text.fault(
            "wrong-unit",
            Wording::new(
                format!("{key} 与 value 的单位不同"),
                format!("`{key}` is not of the unit of `value`"),
            ),
            Wording::new("两者用同一种单位。", "Give both the same unit."),
        ))
    };
    let (min, max) = (bound("min"), bound("max"));
    let (value, min, max, doc) = (value?, min?, max?, doc?);
    if let Some(message) = outside(&value, min.as_ref(), max.as_ref()) {
        return Err(table.file.fault(
            table.place("value"),
            "out-of-bounds",
            message,
            Wording::new(
                "请改值，或改 min、max。",
                "Change the value, or `min` and `max`.",
            ),
        ));
    }
    Ok(Param {
        name: name.to_owned(),
        default: value.clone(),
        value,
        min,
        max,
        doc,
        origin: "default".to_owned(),
        by: String::new(),
        reason: String::new(),
    })
}

fn literal(file: &File, text: &super::text::Text<'_>) -> Result<Literal, Told> {
    Literal::parse(text.value)
        .map_err(|m| file.fault(text.place(&m.span), m.code, m.message, m.help))
}

/// Params that nothing asks for.
pub(super) fn unused(rule: &Table<'_>) {
    let Ok(Some(table)) = rule.table("params") else {
        return;
    };
    let mentioned: Vec<String> = rule
        .file
        .source
        .split('$')
        .skip(1)
        .map(|after| {
            after
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect()
        })
        .collect();
    for entry in table.entries() {
        if !mentioned.iter().any(|m| m == entry.key) {
            table.file.fault(
                entry.span.clone(),
                "unused-param",
                Wording::new(
                    format!("没有任何地方用到参数 ${}", entry.key),
                    format!("nothing asks for ${}", entry.key),
                ),
                Wording::new(
                    "请在条件中使用它，或者删去。",
                    "Use it in a condition, or take it away.",
                ),
            );
        }
    }
}

/// Lays the settings that are about this rule over its params; each that cannot be used is a diagnostic.
pub(super) fn pin(params: &mut [Param], names: [&str; 2], pins: &[SetPin]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for pin in pins.iter().filter(|p| names.contains(&p.rule.as_str())) {
        let known: Vec<String> = params.iter().map(|p| p.name.clone()).collect();
        let Some(param) = params.iter_mut().find(|p| p.name == pin.param) else {
            faults.push(fault(
                pin,
                Part::Param,
                "unknown-param",
                Wording::new(
                    format!("规则 {} 没有参数“{}”", pin.rule, pin.param),
                    format!("the rule {} has no param `{}`", pin.rule, pin.param),
                ),
                nearest::help(&pin.param, known.iter().map(String::as_str)),
            ));
            continue;
        };
        match value_for(pin, param) {
            Ok(value) => {
                param.value = value;
                param.origin.clone_from(&pin.origin);
                param.by.clone_from(&pin.by);
                param.reason.clone_from(&pin.reason);
            }
            Err(diagnostic) => faults.push(*diagnostic),
        }
    }
    faults
}

fn value_for(pin: &SetPin, param: &Param) -> Result<Literal, Box<Diagnostic>> {
    let told = |code, message, help| Box::new(fault(pin, Part::Value, code, message, help));
    let value = Literal::parse(&pin.value).map_err(|m| told(m.code, m.message, m.help))?;
    let want = param.default.ty();
    // A ratio may be written as a whole number, `1`.
    let value = match (value, want) {
        (Literal::Int(num), Some(Type::Ratio)) => Literal::Ratio { num, den: 1 },
        (value, _) => value,
    };
    if value.ty() != want {
        let want = want.unwrap_or(Type::Text);
        let (unit, example) = (crate::compile::unit(want), crate::compile::example(want));
        return Err(told(
            "wrong-unit",
            Wording::new(
                format!("参数“{}”要{}", param.name, unit.zh),
                format!("the param `{}` is {}", param.name, unit.en),
            ),
            Wording::new(
                format!("请写{}。", example.zh),
                format!("Write {}.", example.en),
            ),
        ));
    }
    match outside(&value, param.min.as_ref(), param.max.as_ref()) {
        None => Ok(value),
        Some(message) => Err(told(
            "out-of-bounds",
            message,
            Wording::new(
                "请写范围之内（含两端）的值。",
                "Write a value within its bounds, both included.",
            ),
        )),
    }
}

/// Why a value lies outside its bounds (both inclusive).
fn outside(value: &Literal, min: Option<&Literal>, max: Option<&Literal>) -> Option<Wording> {
    if let Some(min) = min.filter(|min| less(value, min)) {
        return Some(Wording::new(
            format!("{} 小于下限 {}", value.write(), min.write()),
            format!(
                "{} is below {}, the least allowed",
                value.write(),
                min.write()
            ),
        ));
    }
    let max = max.filter(|max| less(max, value))?;
    Some(Wording::new(
        format!("{} 大于上限 {}", value.write(), max.write()),
        format!(
            "{} is above {}, the greatest allowed",
            value.write(),
            max.write()
        ),
    ))
}

fn less(a: &Literal, b: &Literal) -> bool {
    match (a, b) {
        (Literal::Money(a), Literal::Money(b))
        | (Literal::Int(a), Literal::Int(b))
        | (Literal::Days(a), Literal::Days(b))
        | (Literal::Date(a), Literal::Date(b)) => a < b,
        (Literal::Ratio { num: a, den: x }, Literal::Ratio { num: b, den: y }) => {
            i128::from(*a) * i128::from(*y) < i128::from(*b) * i128::from(*x)
        }
        _ => false,
    }
}

/// Part of `RULE.PARAM=VALUE`.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// The rule.
    Rule,
    /// The param.
    Param,
    /// The value.
    Value,
}

/// A mistake in a setting: where its file says it, or as `--set` writes it.
pub(super) fn fault(
    pin: &SetPin,
    part: Part,
    code: &'static str,
    message: Wording,
    help: Wording,
) -> Diagnostic {
    if let Some(placed) = &pin.placed {
        let at = match part {
            Part::Rule => 0,
            Part::Param => 1,
            Part::Value => 2,
        };
        return placed.fault(at, code, message, help);
    }
    let source = format!("{}.{}={}", pin.rule, pin.param, pin.value);
    let rule = pin.rule.len();
    let param = rule + 1 + pin.param.len();
    let span = match part {
        Part::Rule => 0..rule,
        Part::Param => rule + 1..param,
        Part::Value => param + 1..source.len(),
    };
    Diagnostic {
        file: pin.origin.clone(),
        source: source.into(),
        span,
        code,
        message,
        help,
    }
}
