//! What a lead states for certain, and what was inferred: which term matched where, which exceptions were tried, what moved the level.

use ledger::{Role, Wording};
use rules::expr::Function;
use rules::{Expr, Rule, Then};

use crate::gather::{At, Gathered};
use crate::judge::{HitRow, Seen};
use crate::view::View;

/// Statements of a lead about how it came to be: certain ones, inferred ones.
pub(crate) fn statements(
    rule: &Rule,
    seen: &Seen<'_>,
    hit: &HitRow,
    gathered: &Gathered,
    view: &View<'_>,
) -> (Vec<Wording>, Vec<Wording>) {
    let (mut certain, mut inferred) = (Vec::new(), Vec::new());
    let at = (hit.feed, hit.row);
    let mut asked = Vec::new();
    if let Some(filter) = &seen.detect.filter {
        mentions(filter, &mut asked);
    }
    for (list, columns) in asked {
        term(
            list,
            &columns,
            seen,
            at,
            gathered,
            view,
            &mut certain,
            &mut inferred,
        );
    }
    let row = hit.frame_row as usize;
    let mut failed: Vec<&Wording> = Vec::new();
    for (index, truths) in &seen.unless {
        let Some(exception) = rule.unless.get(*index) else {
            continue;
        };
        let name = &exception.name;
        match (truths.get(row).copied().unwrap_or(false), exception.then) {
            (true, Then::Weaken) => inferred.push(Wording::new(
                format!("存在减轻情形“{}”，等级下调一级", name.zh),
                format!("weakened one grade: {}", name.en),
            )),
            (true, _) => {
                inferred.push(Wording::new(
                    format!("注意：{}", name.zh),
                    format!("note: {}", name.en),
                ));
            }
            (false, _) => failed.push(name),
        }
    }
    // A row that hit has passed every exception that drops.
    failed.extend(
        rule.unless
            .iter()
            .filter(|u| u.then == Then::Drop)
            .map(|u| &u.name),
    );
    if !failed.is_empty() {
        let names = |of: fn(&Wording) -> &str| failed.iter().map(|w| of(w)).collect::<Vec<_>>();
        inferred.push(Wording::new(
            format!(
                "已检验下列例外，均未见成立：{}",
                names(|w| &w.zh).join("；")
            ),
            format!(
                "exceptions tried, none found to hold: {}",
                names(|w| &w.en).join("; ")
            ),
        ));
    }
    for (index, truths) in &seen.raise {
        let Some(raise) = rule.raise.get(*index) else {
            continue;
        };
        if truths.get(row).copied().unwrap_or(false) {
            certain.push(Wording::new(
                format!("加重情形：{}", raise.name.zh),
                format!("raised one grade: {}", raise.name.en),
            ));
        }
    }
    inferred.extend(doubts(at, view));
    (once(certain), once(inferred))
}

/// What is doubtful in how the row's source was read: a lead that rests on it says so.
fn doubts(at: At, view: &View<'_>) -> Vec<Wording> {
    let source = view
        .place(at.0, at.1)
        .and_then(|row| view.ledger.sources().get(row.source as usize));
    let choices = source.into_iter().flat_map(|source| &source.choices);
    let doubtful = choices.filter(|choice| choice.doubtful);
    doubtful
        .map(|choice| {
            let (what, value) = (&choice.what, &choice.value);
            Wording::new(
                format!(
                    "来源的读取方式系推断，请先核对：{what} = {value}（{}）",
                    choice.evidence.zh
                ),
                format!(
                    "how the source is read was inferred, check it first: {what} = {value} ({})",
                    choice.evidence.en
                ),
            )
        })
        .collect()
}

/// Statements in their order, each once: a term may stand in several columns.
fn once(statements: Vec<Wording>) -> Vec<Wording> {
    let mut seen = std::collections::BTreeSet::new();
    statements
        .into_iter()
        .filter(|s| seen.insert(s.clone()))
        .collect()
}

/// The lexicons that a predicate asks for outside any NOT, with the columns they are matched on.
fn mentions<'a>(expr: &'a Expr, asked: &mut Vec<(&'a str, Vec<&'a str>)>) {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| mentions(part, asked)),
        Expr::Call {
            function: Function::Mentions { list },
            args,
            ..
        } => {
            let columns = args.iter().filter_map(|arg| match arg {
                Expr::Column { name, .. } => Some(name.as_str()),
                _ => None,
            });
            asked.push((list, columns.collect()));
        }
        _ => {}
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "the two lists are filled together, and a struct for one call says no more"
)]
fn term(
    list: &str,
    columns: &[&str],
    seen: &Seen<'_>,
    at: At,
    gathered: &Gathered,
    view: &View<'_>,
    certain: &mut Vec<Wording>,
    inferred: &mut Vec<Wording>,
) {
    let feed = view.ledger.schema().feed(&seen.detect.feed);
    let mut in_prose = false;
    let mut found_any = false;
    for &name in columns {
        let Some(text) = gathered.value(at, name) else {
            continue;
        };
        let Some(found) = view.lists().find(list, text) else {
            continue;
        };
        found_any = true;
        let column = feed.and_then(|f| f.column(name));
        let label = column.map_or_else(|| Wording::new(name, name), |c| c.label.clone());
        in_prose |= column.is_none_or(|c| c.role == Some(Role::Prose));
        let statement = Wording::new(
            format!("{}“{text}”提到“{}”（词表 {list}）", label.zh, found.term),
            format!(
                "{} \"{text}\" mentions \"{}\" (list {list})",
                label.en, found.term
            ),
        );
        if found.normalised {
            inferred.push(Wording::new(
                format!("{}，经规范化（空格、全角、繁体）后匹配", statement.zh),
                format!("{}, matched after normalisation", statement.en),
            ));
        } else {
            certain.push(statement);
        }
        if !found.tried.is_empty() {
            let n = found.tried.len();
            let first = &found.tried[..n.min(3)];
            inferred.push(Wording::new(
                format!(
                    "已检验“{}”的 {n} 个无关语境（{} 等），均不成立",
                    found.term,
                    first.join("、")
                ),
                format!(
                    "{n} innocent contexts of \"{}\" tried ({} …), none holds",
                    found.term,
                    first.join(", ")
                ),
            ));
        }
    }
    if found_any && !in_prose {
        inferred.push(Wording::new(
            format!("仅往来对象名称与词表 {list} 匹配，摘要未提及，须核实交易实质"),
            format!("only the party's name matches list {list}; the summary does not say so"),
        ));
    }
}
