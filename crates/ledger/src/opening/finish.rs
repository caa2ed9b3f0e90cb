//! What a source's own rows decide once they are all read: dates in parts, signs by the balance, order, totals.

use super::examine::{Body, Examined};
use crate::books::{
    Fit, Names, check_balance, check_declared, check_opening, check_totals, complete_balances,
    direct_payments, fill, name_payers, part_accounts, tell_methods,
};
use crate::layout::{Sign, choice, doubtful};
use crate::lines::{How, Stored};
use crate::{Control, Notice, Schema, SourceState, Wording};

/// Completes a source that was read.
pub(super) fn finish(examined: &mut Examined<'_>, mut body: Body, schema: &Schema) {
    let Some(feed) = schema.feeds.get(body.plan.feed) else {
        return;
    };
    let names = Names(feed);
    let source = &mut examined.source;
    constants(&mut body, names);
    let date_cell = feed
        .date
        .as_deref()
        .and_then(|d| names.at(d))
        .and_then(|d| body.plan.reads.iter().find(|r| r.column == d))
        .map(|r| r.cell);
    fill(&mut body.lines, names, body.plan.banner.year, date_cell);
    source.choices.append(&mut body.plan.choices);
    let completed = complete_balances(&mut body.lines, names, &body.plan.above);
    source.choices.extend(completed);
    source.notices.append(&mut body.plan.notices);
    source.unused = std::mem::take(&mut body.plan.unused);
    source.state = SourceState::Read {
        feed: feed.name.clone(),
        book: body.plan.book.clone(),
    };
    let mut controls = Vec::new();
    if feed.name == "payments" {
        part_accounts(&mut body.lines, names);
        payments(source, &mut body, names, &mut controls);
        name_payers(&mut body.lines, names);
        tell_methods(&mut body.lines, names, &body.plan.book);
    }
    if matches!(feed.name.as_str(), "payments" | "journal") {
        controls.extend(check_opening(&body.lines, names));
    }
    controls.extend(check_totals(&body.lines, names));
    controls.extend(check_declared(&body.lines, names, &body.plan.above));
    for control in controls.iter().filter(|c| !c.agrees) {
        source.notices.push(disagreement(control));
    }
    source.controls = controls;
    unread_values(source, &body, names);
    examined.origin.cells = cells(&body, names);
    source.columns = body
        .plan
        .reads
        .iter()
        .filter(|r| !matches!(r.how, How::TimeOfDate))
        .filter_map(|r| {
            let name = feed.columns.get(r.column)?.name.clone();
            Some((
                name,
                body.plan.headings.get(r.cell).cloned().unwrap_or_default(),
            ))
        })
        .collect();
    body.lines
        .table
        .columns
        .iter_mut()
        .zip(&feed.columns)
        .for_each(|(stored, column)| {
            // What was read only to derive others is not kept.
            if column.internal && !matches!(column.name.as_str(), "side" | "amount_side") {
                *stored = None;
            }
        });
    examined.body = Some(body);
}

/// Signs, order and running balance.
fn payments(
    source: &mut crate::Source,
    body: &mut Body,
    feed: Names<'_>,
    controls: &mut Vec<Control>,
) {
    // Derivation reads the columns as they stand, so a second sign is tried on the same ones.
    let amounts = feed
        .at("amount")
        .and_then(|at| body.lines.table.stored(at).cloned());
    let directions = feed
        .at("direction")
        .and_then(|at| body.lines.table.stored(at).cloned());
    let mut failed = direct_payments(&mut body.lines, feed, body.plan.sign);
    let mut fit = check_balance(&body.lines, feed);
    if fit.wants_turning()
        && !body.plan.sign_pinned
        && let Some(turned) = body.plan.sign.flipped()
        && (body.plan.sign != Sign::Words || directions.is_none())
    {
        if let (Some(amount), Some(direction)) = (feed.at("amount"), feed.at("direction")) {
            body.lines.table.set(amount, amounts);
            body.lines.table.set(direction, directions);
        }
        failed = direct_payments(&mut body.lines, feed, turned);
        source.choices.retain(|c| c.what != "sign");
        source.choices.push(choice(
            "sign",
            turned.word(),
            format!(
                "按余额核对：{} 对相邻行中，反向 {} 对相符，正向 {} 对",
                fit.pairs, fit.turned, fit.fits
            ),
            format!(
                "by the running balance: of {} pairs of rows {} fit turned and {} as they stood",
                fit.pairs, fit.turned, fit.fits
            ),
        ));
        fit = check_balance(&body.lines, feed);
    } else if fit.wants_turning() {
        source.notices.push(notice(
            "sign-against-balance",
            fit.first_break,
            format!(
                "余额显示收支方向可能相反：{} 对相邻行中，反向 {} 对相符，正向 {} 对",
                fit.pairs, fit.turned, fit.fits
            ),
            format!(
                "the balance speaks for the opposite signs: of {} pairs {} fit turned, {} as read",
                fit.pairs, fit.turned, fit.fits
            ),
        ));
    } else if fit.pairs > 0 {
        let (zh, en) = (
            format!("；余额核对：{} 对相邻行中 {} 对相符", fit.pairs, fit.fits),
            format!(
                "; by the running balance {} of {} pairs fit",
                fit.fits, fit.pairs
            ),
        );
        if let Some(sign) = source.choices.iter_mut().find(|c| c.what == "sign") {
            sign.evidence.zh.push_str(&zh);
            sign.evidence.en.push_str(&en);
        }
    }
    order(source, body, &fit);
    if fit.pairs > 0 {
        controls.push(Control {
            what: "running_balance".to_owned(),
            row: fit.first_break,
            stated: fit.pairs,
            found: fit.fits,
            agrees: fit.pairs == fit.fits,
        });
    }
    if failed > 0 {
        source.notices.push(notice(
            "not-carried-out",
            0,
            format!("{failed} 笔的交易状态为失败、撤销或作废，不计收支"),
            format!("{failed} rows failed, were cancelled or are void by their status; they have no direction"),
        ));
    }
}

fn order(source: &mut crate::Source, body: &mut Body, fit: &Fit) {
    body.lines.table.newest_first = fit.newest_first;
    let value = if fit.newest_first {
        "newest-first"
    } else {
        "oldest-first"
    };
    let (zh, en) = match (fit.by_dates, fit.pairs > 0) {
        (true, _) => ("按日期判断", "told by the dates"),
        (false, true) => (
            "日期不能判断，按余额判断",
            "the dates do not tell; told by the running balance",
        ),
        (false, false) => ("按文件次序", "as it stands in the file"),
    };
    source.choices.push(choice("order", value, zh, en));
}

/// Columns that are the same for all rows.
fn constants(body: &mut Body, feed: Names<'_>) {
    let rows = body.lines.table.len();
    let mut all = body.plan.constants.clone();
    if let Some(at) = feed.at("book")
        && !body.plan.book.is_empty()
        && body.lines.table.stored(at).is_none()
    {
        all.push((at, body.plan.book.clone()));
    }
    for (at, text) in all {
        let Some(column) = feed.0.columns.get(at) else {
            continue;
        };
        let stored = if column.ty == crate::Type::Text {
            let word = crate::values::parse_word(column, &text)
                .ok()
                .flatten()
                .filter(|_| !column.values.is_empty());
            let clean = crate::lines::text(&text, column.domain);
            let value = word
                .map(str::to_owned)
                .or_else(|| clean.map(std::borrow::Cow::into_owned));
            let dictionary = body.lines.dictionaries.get_mut(column.domain as usize);
            value
                .zip(dictionary)
                .map(|(value, dictionary)| Stored::same_text(dictionary.intern(&value), rows))
        } else {
            constant_number(column, &text).map(|value| Stored::Int(vec![value; rows]))
        };
        if stored.is_some() {
            body.lines.table.set(at, stored);
        }
    }
}

fn constant_number(column: &crate::Column, text: &str) -> Option<i64> {
    use crate::readers::CellKind::Text;
    use crate::values::{DateStyle, MoneyStyle};
    let how = match column.ty {
        crate::Type::Money => How::Money(MoneyStyle::default()),
        crate::Type::Date => How::Date(DateStyle::default()),
        crate::Type::Time => How::Time,
        crate::Type::Ratio => How::Ratio,
        crate::Type::Bool => How::Bool,
        crate::Type::Int | crate::Type::Text => How::Int,
    };
    crate::lines::number(text, Text, &how).ok()
}

/// Column and heading of each cell, for citations.
fn cells(body: &Body, feed: Names<'_>) -> Vec<(String, String)> {
    body.plan
        .headings
        .iter()
        .enumerate()
        .map(|(cell, heading)| {
            let read = body
                .plan
                .reads
                .iter()
                .find(|r| r.cell == cell && !matches!(r.how, How::TimeOfDate));
            let column = read
                .and_then(|r| feed.0.columns.get(r.column))
                .map_or("", |c| &c.name);
            (column.to_owned(), heading.trim().to_owned())
        })
        .collect()
}

/// One notice a column for values that are NULL because they could not be read.
fn unread_values(source: &mut crate::Source, body: &Body, feed: Names<'_>) {
    for unread in &body.lines.unread {
        let Some(read) = body.plan.reads.get(unread.read) else {
            continue;
        };
        let heading = body.plan.headings.get(read.cell).map_or("", |h| h.trim());
        let name = feed
            .0
            .columns
            .get(read.column)
            .map_or("", |c| c.name.as_str());
        source.notices.push(Notice {
            column: heading.to_owned(),
            ..notice(
                unread.code,
                unread.first_row,
                format!("“{heading}”栏有 {} 个值未能读取，按空值处理；首个：{}", unread.count, unread.text.zh),
                format!("{} values of {heading:?} ({name}) could not be read and are empty; the first: {}", unread.count, unread.text.en),
            )
        });
    }
    if let Some(choice) = source
        .choices
        .iter()
        .find(|c| c.what == "feed" && c.doubtful)
    {
        let doubt = doubtful(
            "feed",
            choice.value.clone(),
            choice.evidence.zh.clone(),
            choice.evidence.en.clone(),
        );
        source.notices.push(notice(
            "doubtful-feed",
            0,
            doubt.evidence.zh,
            doubt.evidence.en,
        ));
    }
}

fn disagreement(control: &Control) -> Notice {
    let money = |fen: i64| {
        format!(
            "{}{}.{:02}",
            if fen < 0 { "-" } else { "" },
            fen.unsigned_abs() / 100,
            fen.unsigned_abs() % 100
        )
    };
    let (stated, found) = if control.what == "declared_count" || control.what == "running_balance" {
        (control.stated.to_string(), control.found.to_string())
    } else {
        (money(control.stated), money(control.found))
    };
    match control.what.as_str() {
        "running_balance" => notice(
            "balance-broken",
            control.row,
            format!("余额不连续：{stated} 对相邻行中 {found} 对相符"),
            format!("the running balance breaks: {found} of {stated} pairs of rows fit"),
        ),
        "declared_count" => notice(
            "count-differs",
            control.row,
            format!("原件写明 {stated} 笔，读到 {found} 笔"),
            format!("the source declares {stated} rows, {found} were read"),
        ),
        "opening_closing" => notice(
            "opening-differs",
            control.row,
            format!("原件写明余额 {stated} 元，按相邻明细应为 {found} 元"),
            format!("the source states a balance of {stated}, the rows beside it make it {found}"),
        ),
        "declared_sum" => notice(
            "sum-differs",
            control.row,
            format!("原件写明 {stated} 元，明细合计 {found} 元"),
            format!("the source declares {stated}, its rows add up to {found}"),
        ),
        _ => notice(
            "subtotal-differs",
            control.row,
            format!("原件合计行为 {stated} 元，明细合计 {found} 元"),
            format!("a line of totals states {stated}, its rows add up to {found}"),
        ),
    }
}

fn notice(code: &str, row: u32, zh: impl Into<String>, en: impl Into<String>) -> Notice {
    Notice {
        code: code.to_owned(),
        file: String::new(),
        sheet: String::new(),
        row,
        column: String::new(),
        text: Wording::new(zh, en),
    }
}
