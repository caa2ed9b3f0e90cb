//! What a run says on a terminal when it ends: what was read, found, could not be judged, and what to do next.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use engine::{Findings, Level, Outcome, Reason};
use ledger::{Counts, Lang, SourceState};

use crate::cells::visible;
use crate::dossier::{Books, Dossier};
use crate::units::{grouped_yuan, iso, word};
use crate::{Masker, Published};

mod told;

/// What was read, found and could not be judged, in a dozen lines; masked.
pub(crate) fn summary(dossier: &Dossier<'_>) -> String {
    text(
        dossier.books,
        dossier.findings,
        &dossier.masker,
        dossier.options.lang,
    )
}

/// Where the files are, and what to do next.
pub fn next_steps(published: &Published, lang: Lang) -> String {
    let path = published.path.display().to_string();
    let path = visible(&path);
    let names: Vec<&str> = published
        .files
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    let mut text = String::new();
    line(
        &mut text,
        word(lang, "输出：", "Written: "),
        &format!("{path} ({})", names.join(", ")),
    );
    for (rule, leads) in &published.truncated {
        let note = match lang {
            Lang::Zh => {
                format!("规则 {rule} 的疑点共 {leads} 条，清单只列分值最高的部分，hits.csv 为全部")
            }
            Lang::En => format!(
                "rule {rule} has {leads} leads; the first by score are listed, hits.csv holds all"
            ),
        };
        line(&mut text, word(lang, "注意：", "Note: "), &note);
    }
    let step = if !published.judged {
        word(
            lang,
            "先按上文处理未读取、未导入或未能核查的原因，再重新运行；用 sanzi inspect PATH 查看每个文件将如何读取",
            "mend why nothing was read or judged, as told above, and run again; sanzi inspect PATH says how each file would be read",
        )
    } else if names.contains(&"leads.xlsx") {
        word(
            lang,
            "打开 leads.xlsx，先看红色疑点，按“核实方式”调取凭证，在“核查结果”栏登记",
            "open leads.xlsx, start with red, fetch what each lead asks for, and enter the result",
        )
    } else {
        word(
            lang,
            "加 --format xlsx 可生成供人核查的工作簿；未能核查的原因见 coverage.csv",
            "--format xlsx makes a workbook for reviewers; coverage.csv says what was not judged and why",
        )
    };
    line(&mut text, word(lang, "下一步：", "Next: "), step);
    text
}

/// The summary of books and findings.
pub(crate) fn text(books: Books<'_>, findings: &Findings, masker: &Masker, lang: Lang) -> String {
    let mut text = String::new();
    read(&mut text, books, masker, lang);
    told::passed_over(&mut text, books, masker, lang);
    told::notices(&mut text, books, masker, lang);
    found(&mut text, (books, findings), lang);
    not_judged(&mut text, (books, findings), masker, lang);
    text
}

/// Whether any rule could judge anything, so that a run without leads may say that it found none.
pub(crate) fn judged(books: Books<'_>, findings: &Findings) -> bool {
    findings.counts.counted() > 0
        || read_any(books)
            && findings
                .coverage
                .iter()
                .any(|line| line.outcome != Outcome::NotJudged)
}

fn read_any(books: Books<'_>) -> bool {
    let read = |s: &ledger::Source| matches!(s.state, SourceState::Read { .. });
    books
        .sources
        .iter()
        .any(|s| read(s) && s.counts.detail + s.counts.repeat > 0)
}

fn read(text: &mut String, books: Books<'_>, masker: &Masker, lang: Lang) {
    let mut sum = Counts::default();
    let (mut read, mut repeats) = (0, 0);
    for source in books.sources {
        read += usize::from(matches!(source.state, SourceState::Read { .. }));
        repeats += usize::from(matches!(source.state, SourceState::Repeat(_)));
        sum.lines += source.counts.lines;
        sum.detail += source.counts.detail;
        sum.subtotal += source.counts.subtotal;
        sum.layout += source.counts.layout;
        sum.repeat += source.counts.repeat;
        sum.reject += source.counts.reject;
    }
    let Counts {
        lines,
        detail,
        subtotal,
        layout,
        repeat,
        reject,
    } = sum;
    let shown = match lang {
        Lang::Zh => format!(
            "{read} 个数据来源，{lines} 行 = 明细 {detail} + 合计类 {subtotal} + 版式 {layout} + 重复 {repeat} + 未导入 {reject}"
        ),
        Lang::En => format!(
            "{read} sources, {lines} lines = {detail} detail + {subtotal} subtotal + {layout} layout + {repeat} repeat + {reject} reject"
        ),
    };
    line(text, word(lang, "读取：", "Read: "), &shown);
    if repeats > 0 {
        let shown = match lang {
            Lang::Zh => format!("另有 {repeats} 个来源与其他来源重复，未重复计算"),
            Lang::En => format!("sources that repeat others and were not counted twice: {repeats}"),
        };
        line(text, "  ", &shown);
    }
    for source in books.sources {
        if let SourceState::Unreadable(why) = &source.state {
            let shown = format!(
                "{}: {}",
                place(masker, &source.file, &source.sheet),
                masker.prose(why.text(lang))
            );
            line(text, word(lang, "  无法读取 ", "  unreadable "), &shown);
        }
    }
    let differs = |source: &&ledger::Source| source.controls.iter().any(|c| !c.agrees);
    let differing = books.sources.iter().filter(differs).count();
    if differing > 0 {
        let shown = match lang {
            Lang::Zh => format!("{differing} 个来源与表内合计或余额不符，见 run.json 的 controls"),
            Lang::En => format!(
                "sources that do not agree with their own totals or balances: {differing}; see controls in run.json"
            ),
        };
        line(text, "  ", &shown);
    }
    rejects(text, books, masker, lang);
}

/// The three commonest causes of rejects; a cause whose texts differ is shown by its first.
fn rejects(text: &mut String, books: Books<'_>, masker: &Masker, lang: Lang) {
    let mut by_code: BTreeMap<&str, (usize, &str, bool)> = BTreeMap::new();
    for reject in books.rejects {
        let reason = reject.reason.text(lang);
        let (count, first, same) = by_code.entry(&reject.code).or_insert((0, reason, true));
        *count += 1;
        *same &= *first == reason;
    }
    let mut causes: Vec<_> = by_code.into_iter().collect();
    causes.sort_by_key(|(code, (count, ..))| (std::cmp::Reverse(*count), *code));
    for (code, (count, first, same)) in causes.into_iter().take(3) {
        let example = if same {
            ""
        } else {
            word(lang, "例：", "such as ")
        };
        let shown = format!("{count} × {code}: {example}{}", masker.prose(first));
        line(text, word(lang, "  未导入 ", "  rejects "), &shown);
    }
}

fn found(text: &mut String, (books, findings): (Books<'_>, &Findings), lang: Lang) {
    let counts = &findings.counts;
    let level = |level: Level| counts.of_level(level);
    let (red, yellow, blue) = (level(Level::Red), level(Level::Yellow), level(Level::Blue));
    let signals = findings.hits.signals();
    let matters = counts.matters;
    let amount = match (counts.amount, lang) {
        (0, _) => String::new(),
        (sum, Lang::Zh) => format!("，涉及金额（待核实）约 {} 元", grouped_yuan(sum)),
        (sum, Lang::En) => format!(", about {} yuan to be verified", grouped_yuan(sum)),
    };
    let shown = match (counts.counted(), lang) {
        (0, _) if !read_any(books) => word(
            lang,
            "没有读取到数据，未作核查（不等于没有疑点）",
            "no data was read, so nothing was judged, which is not the same as no lead",
        )
        .to_owned(),
        (0, _) if !judged(books, findings) => word(
            lang,
            "没有一条规则能够核查（不等于没有疑点），原因见下",
            "no rule could judge anything, which is not the same as no lead; see why below",
        )
        .to_owned(),
        (0, Lang::Zh) => "未发现疑点".to_owned(),
        (0, Lang::En) => "no leads".to_owned(),
        (all, Lang::Zh) => format!(
            "疑点 {all} 条（红 {red}、黄 {yellow}、蓝 {blue}），关联为 {matters} 组{amount}"
        ),
        (all, Lang::En) => format!(
            "{all} leads ({red} red, {yellow} yellow, {blue} blue) in {matters} matters{amount}"
        ),
    };
    line(text, word(lang, "发现：", "Found: "), &shown);
    let trial = counts.trial();
    for (count, zh, en) in [
        (signals, "提示（只计数）", "signals (counted only)"),
        (
            trial,
            "试行规则疑点（另列，不计入）",
            "leads of rules on trial (kept apart, not counted)",
        ),
    ] {
        if count > 0 {
            line(text, "  ", &format!("{}: {count}", word(lang, zh, en)));
        }
    }
    if findings.as_of.is_some() {
        line(
            text,
            word(lang, "核查截止日：", "Judged as of: "),
            &iso(findings.as_of),
        );
    }
}

fn not_judged(
    text: &mut String,
    (books, findings): (Books<'_>, &Findings),
    masker: &Masker,
    lang: Lang,
) {
    let mut causes: BTreeMap<&Reason, (BTreeSet<&str>, i64)> = BTreeMap::new();
    let lines = findings
        .coverage
        .iter()
        .filter(|line| line.outcome == Outcome::NotJudged);
    for (line, reason) in lines.filter_map(|line| Some((line, line.reason?))) {
        let (rules, months) = causes.entry(reason).or_default();
        rules.insert(line.rule_id);
        let span = line
            .to_month
            .saturating_sub(line.from_month)
            .saturating_add(1);
        *months = months.saturating_add(span);
    }
    if causes.is_empty() {
        return;
    }
    let mut causes: Vec<_> = causes.into_iter().collect();
    causes.sort_by_key(|(reason, (_, months))| (std::cmp::Reverse(*months), *reason));
    let head = match lang {
        Lang::Zh => format!("{} 个原因（不等于未发现疑点）", causes.len()),
        Lang::En => format!(
            "{} cause(s), which is not the same as no lead",
            causes.len()
        ),
    };
    line(text, word(lang, "未能核查：", "Not judged: "), &head);
    for (reason, (rules, months)) in causes.iter().take(5) {
        let ids: Vec<&str> = rules.iter().copied().take(8).collect();
        let more = if rules.len() > ids.len() { " …" } else { "" };
        let unit = word(lang, "单位·月", "collective-months");
        let why = masker.prose(books.why(reason).text(lang));
        line(
            text,
            "  ",
            &format!("{}{more}: {why} ({months} {unit})", ids.join(" ")),
        );
    }
}

fn place(masker: &Masker, file: &str, sheet: &str) -> String {
    let file = masker.file(file);
    match sheet {
        "" => file,
        sheet => format!("{file} [{sheet}]"),
    }
}

fn line(text: &mut String, head: &str, rest: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{head}{}", visible(rest));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use std::path::PathBuf;

    fn check(lang: Lang) -> String {
        let sample = sample::sample();
        text(sample.books(), &sample.findings, &sample::masker(), lang)
    }

    #[test]
    fn in_chinese() {
        insta::assert_snapshot!(check(Lang::Zh), @"
        读取：2 个数据来源，17 行 = 明细 10 + 合计类 1 + 版式 3 + 重复 1 + 未导入 2
          无法读取 broken.xlsx: 压缩包已损坏
          1 个来源与表内合计或余额不符，见 run.json 的 controls
          未导入 1 × bad-name: 经办人无法识别
          未导入 1 × bad-row: 列数与表头不符
          提醒：1 项（全部见 leads.xlsx 的“扫描记录”和 run.json）
            单位名称相近：石溪联社、石溪经济联合社
        发现：疑点 3 条（红 1、黄 1、蓝 1），关联为 2 组，涉及金额（待核实）约 18,600.00 元
          提示（只计数）: 1
          试行规则疑点（另列，不计入）: 1
        核查截止日：2024-12-31
        未能核查：2 个原因（不等于未发现疑点）
          B13: 当地当时没有有效的限额“payment-approval”，请在 sanzi.toml 的 [[limits]] 中设定 (12 单位·月)
          H02: 未提供数据表“decisions” (6 单位·月)
        ");
    }

    #[test]
    fn in_english() {
        insta::assert_snapshot!(check(Lang::En), @"
        Read: 2 sources, 17 lines = 10 detail + 1 subtotal + 3 layout + 1 repeat + 2 reject
          unreadable broken.xlsx: the archive is damaged
          sources that do not agree with their own totals or balances: 1; see controls in run.json
          rejects 1 × bad-name: bad-name
          rejects 1 × bad-row: bad-row
          Notices: 1 (all of them in leads.xlsx and run.json)
            near-twin-org
        Found: 3 leads (1 red, 1 yellow, 1 blue) in 2 matters, about 18,600.00 yuan to be verified
          signals (counted only): 1
          leads of rules on trial (kept apart, not counted): 1
        Judged as of: 2024-12-31
        Not judged: 2 cause(s), which is not the same as no lead
          B13: no limit payment-approval is in force here and then; set it under [[limits]] in sanzi.toml (12 collective-months)
          H02: no source supplies the feed decisions (6 collective-months)
        ");
    }

    #[test]
    fn where_files_are() {
        let published = Published {
            summary: String::new(),
            path: PathBuf::from("sanzi-out"),
            files: vec![
                ("leads.xlsx".to_owned(), String::new()),
                ("run.json".to_owned(), String::new()),
            ],
            table: None,
            truncated: vec![("A01".to_owned(), 120_000)],
            judged: true,
        };
        insta::assert_snapshot!(next_steps(&published, Lang::Zh), @"
        输出：sanzi-out (leads.xlsx, run.json)
        注意：规则 A01 的疑点共 120000 条，清单只列分值最高的部分，hits.csv 为全部
        下一步：打开 leads.xlsx，先看红色疑点，按“核实方式”调取凭证，在“核查结果”栏登记
        ");
        insta::assert_snapshot!(next_steps(&published, Lang::En), @"
        Written: sanzi-out (leads.xlsx, run.json)
        Note: rule A01 has 120000 leads; the first by score are listed, hits.csv holds all
        Next: open leads.xlsx, start with red, fetch what each lead asks for, and enter the result
        ");
    }

    #[test]
    fn never_called_normal() {
        let sample = sample::sample();
        let shown = text(
            sample.books(),
            &Findings::default(),
            &sample::masker(),
            Lang::Zh,
        );
        assert!(shown.contains("没有一条规则能够核查") && !shown.contains("正常"));
        assert!(!shown.contains("未发现疑点"), "{shown}");
    }
}
