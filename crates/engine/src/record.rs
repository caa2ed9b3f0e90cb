//! A rule as it ran, in plain texts, for the run record and the workbook.

use rules::{Rule, Status};

use crate::judge::level;
use crate::{BasisCited, ParamRecord, RuleRecord};

/// What outputs print of a rule.
pub(crate) fn record(rule: &Rule) -> RuleRecord {
    RuleRecord {
        id: rule.id.clone(),
        slug: rule.slug.clone(),
        title: rule.title.clone(),
        grade: level(rule.grade),
        status: match rule.status {
            Status::Draft => "draft",
            Status::Trial => "trial",
            Status::Stable => "stable",
            Status::Retired => "retired",
        }
        .to_owned(),
        why: rule.why.clone(),
        check: rule.check.clone(),
        innocent: rule.innocent.clone(),
        misses: rule.misses.clone(),
        basis: basis(rule, None),
        params: rule
            .params
            .iter()
            .map(|p| ParamRecord {
                name: p.name.clone(),
                value: p.value.write(),
                default: p.default.write(),
                origin: p.origin.clone(),
                by: p.by.clone(),
                reason: p.reason.clone(),
            })
            .collect(),
        file: rule.file.clone(),
        sha256: rule.sha256.clone(),
    }
}

/// The legal bases in force on a day, both ends inclusive; all of them without a day.
pub(crate) fn basis(rule: &Rule, day: Option<i64>) -> Vec<BasisCited> {
    rule.basis
        .iter()
        .filter(|b| {
            day.is_none_or(|day| {
                b.from.is_none_or(|from| from <= day) && b.until.is_none_or(|until| day <= until)
            })
        })
        .map(|b| BasisCited {
            title: b.title.clone(),
            article: b.article.clone(),
            confirmed: b.confirmed,
        })
        .collect()
}
