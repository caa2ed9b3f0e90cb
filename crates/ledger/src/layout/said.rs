//! What is said of a layout: its feed, its headings, or why there is none.

use super::heading::{Heading, Search};
use super::sample::Sample;
use super::{Place, choice, doubtful};
use crate::{Choice, Notice, SourcePin, SourceState, Wording};

pub(super) fn feed_choice(place: &Place<'_>, best: &Heading, fits: &[Heading]) -> Choice {
    let name = |at: usize| place.schema.feeds.get(at).map_or("", |f| f.name.as_str());
    let own = name(best.feed);
    if place.pin.is_some_and(|p| p.feed.is_some()) {
        return choice("feed", own, "sanzi.toml 指定", "pinned in sanzi.toml");
    }
    let (taken, all) = (
        best.mapping.taken,
        best.headings.iter().filter(|h| !h.is_empty()).count(),
    );
    let rival = fits
        .iter()
        .find(|f| f.feed != best.feed && f.rows == best.rows);
    if let Some(rival) = rival.filter(|r| u64::from(r.score) * 100 >= u64::from(best.score) * 92) {
        let other = name(rival.feed);
        return doubtful(
            "feed",
            own,
            format!("{all} 个栏目认出 {taken} 个；读作 {other} 也几乎同样合适"),
            format!("{taken} of {all} headings are known; {other} would fit nearly as well"),
        );
    }
    choice(
        "feed",
        own,
        format!("{all} 个栏目认出 {taken} 个"),
        format!("{taken} of {all} headings are known"),
    )
}

pub(super) fn heading_choice(place: &Place<'_>, best: &Heading) -> Choice {
    if place.pin.is_some_and(|p| p.heading.is_some()) {
        return choice(
            "heading",
            best.rows.1.to_string(),
            "sanzi.toml 指定",
            "pinned in sanzi.toml",
        );
    }
    let (first, last) = best.rows;
    if last == 0 {
        return choice(
            "heading",
            "0",
            "表头为文件自带的列名，不占行；第一条记录为第 1 行",
            "the headings are the names that the file gives its columns, and take no row; the first record is row 1",
        );
    }
    let zh = if first == last {
        format!("表头在第 {last} 行")
    } else {
        format!("表头在第 {first} 至 {last} 行")
    };
    let en = if first == last {
        format!("headings in row {last}")
    } else {
        format!("headings in rows {first} to {last}")
    };
    choice("heading", last.to_string(), zh, en)
}

/// A column that is pinned to headings which are not there.
pub(super) fn missing_pin((column, headings): &(String, Vec<String>)) -> Notice {
    let all = headings.join("、");
    Notice {
        code: "pin-missing".to_owned(),
        file: String::new(),
        sheet: String::new(),
        row: 0,
        column: column.clone(),
        text: Wording::new(
            format!("sanzi.toml 指定 {column} 取“{all}”，表头中没有"),
            format!("sanzi.toml pins {column} to {all:?}, which is not among the headings"),
        ),
    }
}

/// Whether a pin says that the file must be readable: it names the file, expects it, or says what it is.
pub(crate) fn insists(pin: &SourcePin) -> bool {
    pin.expected || pin.feed.is_some() || !pin.path.contains(['*', '?', '[', '{'])
}

/// Why a source is none.
pub(super) fn no_feed(place: &Place<'_>, sample: &Sample, wanted: &Search<'_>) -> SourceState {
    let empty = sample.records.iter().all(|r| r.filled().is_empty());
    let why = if empty {
        Wording::new("没有内容", "there is nothing in it")
    } else if let Some(feed) = wanted.feed {
        Wording::new(
            format!(
                "找不到“{feed}”所需的表头；请用 sanzi inspect 查看，在 sanzi.toml 写 heading 和 columns"
            ),
            format!(
                "no headings that {feed} needs; see sanzi inspect, and pin heading and columns in sanzi.toml"
            ),
        )
    } else {
        Wording::new(
            "表头不合任何数据表；如应读取，请在 sanzi.toml 写 feed、heading 和 columns",
            "its headings fit no feed; if it should be read, pin feed, heading and columns in sanzi.toml",
        )
    };
    if place.named || place.pin.is_some_and(insists) {
        SourceState::Unreadable(why)
    } else {
        SourceState::NotASource(why)
    }
}
