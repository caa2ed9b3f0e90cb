//! One SELECT: its parts, each still to be lowered as an expression; every node that no plan is made of is refused.

use std::ops::Range;

use ledger::Wording;
use sqlparser::ast::{
    Expr as Syntax, GroupByExpr, Ident, Join, JoinConstraint, JoinOperator, ObjectNamePart, Query,
    Select, SelectFlavor, SelectItem, SetExpr, TableFactor, TableWithJoins,
    WildcardAdditionalOptions,
};

use super::aggregates::Measured;
use super::grammar::{bytes, place};
use super::label_words::Vocabulary;
use super::lower::Lowering;
use super::parse::short;
use super::{Expr, Mistake, Scope, grammar, lexer, words};

/// The parts of a SELECT.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
    /// What is selected.
    pub(crate) items: Vec<Item>,
    /// The feed whose rows are hits.
    pub(crate) from: NameAt,
    /// Feeds beside it.
    pub(crate) joins: Vec<Joined>,
    /// `WHERE`.
    pub(crate) filter: Option<Part>,
    /// `GROUP BY`.
    pub(crate) keys: Vec<Part>,
    /// `HAVING`.
    pub(crate) having: Option<Part>,
}

/// A name with its bytes.
#[derive(Clone, Debug)]
pub(crate) struct NameAt {
    pub(crate) name: String,
    pub(crate) span: Range<usize>,
}

/// `JOIN feed AS prefix ON …`.
#[derive(Clone, Debug)]
pub(crate) struct Joined {
    pub(crate) feed: NameAt,
    pub(crate) prefix: NameAt,
    pub(crate) on: Part,
}

/// `part AS name`.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) name: Option<NameAt>,
    pub(crate) part: Part,
}

/// An expression of the SELECT, not yet lowered.
#[derive(Clone, Debug)]
pub(crate) struct Part(Syntax);

/// Reads one SELECT; `scope` knows the labels that it may use.
pub(crate) fn select(text: &str, scope: &Scope) -> Result<Selection, Vec<Mistake>> {
    short(text)?;
    let (lexemes, mut mistakes) = lexer::lex(text, &Vocabulary::of(scope));
    let (tokens, misplaced) = words::statement_tokens(lexemes);
    mistakes.extend(misplaced);
    if !mistakes.is_empty() {
        mistakes.sort_by_key(|m| m.span.start);
        return Err(mistakes);
    }
    let query = grammar::statement(text, tokens).map_err(|mistake| vec![*mistake])?;
    plain(&query).map_err(|place| vec![foreign(text, place)])
}

impl Part {
    /// Bytes of the part.
    pub(crate) fn span(&self, text: &str) -> Range<usize> {
        place(&self.0, text)
    }

    /// A condition on a row.
    pub(crate) fn condition(&self, text: &str, scope: &Scope) -> Result<Expr, Vec<Mistake>> {
        let mut lowering = Lowering::new(text, scope);
        let expr = lowering.condition(&self.0, 0);
        lowering.finish(expr)
    }

    /// A value of a row.
    pub(crate) fn value(&self, text: &str, scope: &Scope) -> Result<Expr, Vec<Mistake>> {
        let mut lowering = Lowering::new(text, scope);
        let expr = lowering.expr(&self.0, 0).map(|(expr, _)| expr);
        lowering.finish(expr)
    }

    /// A value of a row or its group; what is measured of the group is added to `measured`, and named by its place there.
    pub(crate) fn of_group(
        &self,
        text: &str,
        scope: &Scope,
        measured: &mut Vec<Measured>,
    ) -> Result<Expr, Vec<Mistake>> {
        let mut lowering = Lowering::new(text, scope);
        lowering.measured = Some(std::mem::take(measured));
        let expr = lowering.expr(&self.0, 0).map(|(expr, _)| expr);
        *measured = lowering.measured.take().unwrap_or_default();
        lowering.finish(expr)
    }
}

/// What no plan is made of: where it stands, as far as that is known.
type Foreign = Option<Range<usize>>;

fn plain(query: &Query) -> Result<Selection, Foreign> {
    let Query {
        with: None,
        body,
        order_by: None,
        limit_clause: None,
        fetch: None,
        locks,
        for_clause: None,
        settings: None,
        format_clause: None,
        pipe_operators,
    } = query
    else {
        return Err(None);
    };
    let SetExpr::Select(select) = &**body else {
        return Err(None);
    };
    let Select {
        select_token: _,
        optimizer_hints,
        distinct: None,
        select_modifiers: None,
        top: None,
        top_before_distinct: _,
        projection,
        exclude: None,
        into: None,
        from,
        lateral_views,
        prewhere: None,
        selection,
        connect_by,
        group_by,
        cluster_by,
        distribute_by,
        sort_by,
        having,
        named_window,
        qualify: None,
        window_before_qualify: _,
        value_table_mode: None,
        flavor: SelectFlavor::Standard,
    } = &**select
    else {
        return Err(None);
    };
    let bare = locks.is_empty()
        && pipe_operators.is_empty()
        && optimizer_hints.is_empty()
        && lateral_views.is_empty()
        && connect_by.is_empty()
        && cluster_by.is_empty()
        && distribute_by.is_empty()
        && sort_by.is_empty()
        && named_window.is_empty();
    let ([TableWithJoins { relation, joins }], true) = (from.as_slice(), bare) else {
        return Err(None);
    };
    let (from, alias) = table(relation)?;
    if let Some(alias) = alias {
        return Err(Some(alias.span));
    }
    let GroupByExpr::Expressions(keys, modifiers) = group_by else {
        return Err(None);
    };
    if !modifiers.is_empty() {
        return Err(None);
    }
    let items: Vec<Option<Item>> = projection.iter().map(item).collect::<Result<_, _>>()?;
    Ok(Selection {
        items: items.into_iter().flatten().collect(),
        from,
        joins: joins.iter().map(joined).collect::<Result<_, _>>()?,
        filter: selection.clone().map(Part),
        keys: keys.iter().cloned().map(Part).collect(),
        having: having.clone().map(Part),
    })
}

/// An item; `*` selects what is there anyway.
fn item(item: &SelectItem) -> Result<Option<Item>, Foreign> {
    match item {
        SelectItem::UnnamedExpr(expr) => Ok(Some(Item {
            name: None,
            part: Part(expr.clone()),
        })),
        SelectItem::ExprWithAlias { expr, alias } => Ok(Some(Item {
            name: Some(named(alias)),
            part: Part(expr.clone()),
        })),
        SelectItem::Wildcard(options) if *options == WildcardAdditionalOptions::default() => {
            Ok(None)
        }
        _ => Err(None),
    }
}

fn joined(join: &Join) -> Result<Joined, Foreign> {
    let Join {
        relation,
        global: false,
        join_operator:
            JoinOperator::Join(JoinConstraint::On(on)) | JoinOperator::Inner(JoinConstraint::On(on)),
    } = join
    else {
        return Err(table(&join.relation).ok().map(|(feed, _)| feed.span));
    };
    let (feed, alias) = table(relation)?;
    Ok(Joined {
        prefix: alias.unwrap_or_else(|| feed.clone()),
        feed,
        on: Part(on.clone()),
    })
}

/// A feed, and the other name that it is given.
fn table(factor: &TableFactor) -> Result<(NameAt, Option<NameAt>), Foreign> {
    let TableFactor::Table {
        name,
        alias,
        args: None,
        with_hints,
        version: None,
        with_ordinality: false,
        partitions,
        json_path: None,
        sample: None,
        index_directives,
        inheritance: None,
    } = factor
    else {
        return Err(None);
    };
    let bare = with_hints.is_empty() && partitions.is_empty() && index_directives.is_empty();
    let ([ObjectNamePart::Identifier(feed)], true) = (name.0.as_slice(), bare) else {
        return Err(None);
    };
    let alias = match alias {
        Some(alias) if alias.columns.is_empty() && alias.at.is_none() => Some(named(&alias.name)),
        Some(alias) => return Err(Some(named(&alias.name).span)),
        None => None,
    };
    Ok((named(feed), alias))
}

fn named(name: &Ident) -> NameAt {
    NameAt {
        name: name.value.clone(),
        span: bytes(name.span, ""),
    }
}

fn foreign(text: &str, place: Foreign) -> Mistake {
    Mistake::new(
        "not-in-the-language",
        place.unwrap_or(0..text.len()),
        Wording::new(
            "SELECT 中有不支持的写法",
            "this SELECT holds what is not part of the language",
        ),
        Wording::new(
            "可写：SELECT 列或 值 AS 名称 FROM 一个数据表（不另起名） JOIN 数据表 AS 名称 ON 条件 WHERE 条件 GROUP BY 列 HAVING 条件。查“没有对应记录”用 missing。",
            "Write SELECT columns or value AS name FROM one feed (without another name) JOIN feed AS name ON condition WHERE condition GROUP BY columns HAVING condition; for rows without a counterpart use the kind missing.",
        ),
    )
}
