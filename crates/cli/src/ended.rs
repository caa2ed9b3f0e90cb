//! How a run ended: which exit code, and why.

use clap::ArgMatches;
use engine::{Findings, Level, Reason};
use ledger::{Ledger, SourceState, Wording};

use crate::exit::Exit;
use crate::session::Session;

/// How the run ended, with the reasons told.
pub(crate) fn ended(
    ledger: &Ledger,
    findings: &Findings,
    matches: &ArgMatches,
    session: &Session,
) -> Exit {
    let mut exit = Exit::Complete;
    let level = match matches.get_one::<String>("fail-on").map(String::as_str) {
        Some("blue") => Some(Level::Blue),
        Some("yellow") => Some(Level::Yellow),
        Some("red") => Some(Level::Red),
        _ => None,
    };
    let all = [Level::Blue, Level::Yellow, Level::Red];
    if level.is_some_and(|least| {
        let at_least = all.into_iter().filter(|level| *level >= least);
        at_least
            .map(|level| findings.counts.of_level(level))
            .sum::<usize>()
            > 0
    }) {
        exit = exit.worse(Exit::Leads);
    }
    if partial(ledger, session) {
        exit = exit.worse(Exit::Partial);
    }
    let mut failed: Vec<&str> = Vec::new();
    for line in findings.coverage.iter() {
        if matches!(line.reason, Some(Reason::Failed(_))) && !failed.contains(&line.rule_id) {
            failed.push(line.rule_id);
        }
    }
    if !failed.is_empty() {
        let ids = failed.join("、");
        session.reason(
            "partial",
            &Wording::new(
                format!("规则运行失败：{ids}"),
                format!("rules that failed: {ids}"),
            ),
        );
        exit = exit.worse(Exit::Partial);
    }
    exit
}

/// Whether the input was read only in part; the reasons are told.
pub(crate) fn partial(ledger: &Ledger, session: &Session) -> bool {
    let mut partial = false;
    let masker = report::Masker::of(ledger, false);
    let mut because = |zh: String, en: String| {
        session.reason("partial", &Wording::new(zh, en));
        partial = true;
    };
    for source in ledger.sources() {
        if let SourceState::Unreadable(why) = &source.state {
            because(
                format!(
                    "无法读取 {}：{}",
                    masker.file(&source.file),
                    masker.prose(&why.zh)
                ),
                format!(
                    "cannot read {}: {}",
                    masker.file(&source.file),
                    masker.prose(&why.en)
                ),
            );
        }
    }
    for notice in ledger
        .notices()
        .iter()
        .filter(|n| n.code == "expected-missing")
    {
        because(notice.text.zh.clone(), notice.text.en.clone());
    }
    let (rows, rejects) = ledger
        .sources()
        .iter()
        .fold((0, 0), |(rows, rejects), source| {
            (
                rows + source.counts.detail + source.counts.reject,
                rejects + source.counts.reject,
            )
        });
    // The budget of design §8: one per cent of rows, or a hundred, the less.
    if rejects * 100 > rows || rejects > 100 {
        because(
            format!(
                "未导入记录 {rejects} 条，超过限度（{rows} 条的 1% 且不多于 100 条），见 rejects.csv"
            ),
            format!(
                "{rejects} rejects, over the budget (1 % of {rows} rows, at most 100); see rejects.csv"
            ),
        );
    }
    partial
}
