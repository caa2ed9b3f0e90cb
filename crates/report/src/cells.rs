//! Cell safety: no cell can become a formula, and no control character reaches a terminal or a spreadsheet unseen.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;
use std::ops::Range;

use rayon::prelude::*;

/// One cell of delimited text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell<'a> {
    /// Text from anywhere, guarded.
    Text(Cow<'a, str>),
    /// A number that this program made: a leading minus stays.
    Number(String),
}

impl<'a> Cell<'a> {
    /// Guarded text.
    pub(crate) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A number of ours.
    pub(crate) fn number(number: impl std::fmt::Display) -> Self {
        Self::Number(number.to_string())
    }

    /// As it is written.
    pub(crate) fn guarded(&self) -> Cow<'_, str> {
        match self {
            Self::Number(number) => Cow::Borrowed(number),
            Self::Text(text) => guard(text),
        }
    }
}

/// Delimited text: rows of cells, quoted where needed, ended by LF.
pub(crate) struct Rows<W: io::Write>(csv::Writer<W>);

impl<W: io::Write> Rows<W> {
    /// Starts with the headings.
    pub(crate) fn new(out: W, headings: &[&str]) -> io::Result<Self> {
        let mut rows = Self(csv::WriterBuilder::new().from_writer(out));
        rows.0.write_record(headings)?;
        Ok(rows)
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        let guarded: Vec<Cow<'_, str>> = cells.iter().map(Cell::guarded).collect();
        self.0.write_record(guarded.iter().map(|c| c.as_bytes()))?;
        Ok(())
    }

    /// Adds a row of texts that are guarded already or need no guard.
    pub(crate) fn guarded<const N: usize>(&mut self, cells: [&str; N]) -> io::Result<()> {
        self.0.write_record(cells)?;
        Ok(())
    }

    /// Ends it.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Rows that one thread writes down at a time; a few such pieces wait in memory for their turn.
pub(crate) const PIECE: usize = 8_192;

/// Delimited text of so many rows, or groups of rows, written down side by side, `at_a_time` of them in a piece.
pub(crate) fn in_pieces(
    out: &mut dyn io::Write,
    headings: &[&str],
    (rows, at_a_time): (usize, usize),
    piece: impl Fn(&mut Rows<Vec<u8>>, Range<usize>) -> io::Result<()> + Sync,
) -> io::Result<()> {
    Rows::new(&mut *out, headings)?.finish()?;
    let at_once = at_a_time * 2 * rayon::current_num_threads();
    let some = |first: usize| -> io::Result<Vec<Vec<u8>>> {
        let last = rows.min(first.saturating_add(at_once));
        let pieces: Vec<usize> = (first..last).step_by(at_a_time).collect();
        let one = |at| {
            let mut rows = Rows(csv::WriterBuilder::new().from_writer(Vec::new()));
            piece(&mut rows, at..last.min(at + at_a_time))?;
            rows.0.into_inner().map_err(csv::IntoInnerError::into_error)
        };
        pieces.into_par_iter().map(one).collect()
    };
    let mut ready = some(0)?;
    for next in (at_once..rows.saturating_add(at_once)).step_by(at_once) {
        // While some are handed on, the next ones are written down.
        let mut following = Ok(Vec::new());
        let given = rayon::in_place_scope(|scope| {
            scope.spawn(|_| following = some(next));
            ready.iter().try_for_each(|piece| out.write_all(piece))
        });
        given?;
        ready = following?;
    }
    Ok(())
}

/// Text for a cell of delimited text: control characters visible but for line feeds, and an apostrophe before what a
/// spreadsheet would take for a formula.
pub(crate) fn guard(text: &str) -> Cow<'_, str> {
    if is_plain(text) && !text.bytes().next().is_some_and(may_begin_formula) {
        return Cow::Borrowed(text);
    }
    let raw_first = text.chars().next();
    let first = text.trim_start().chars().next();
    let formula = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let control = |c: char| matches!(c, '\t' | '\r' | '\n' | '\0');
    let guarded = first.is_some_and(formula) || raw_first.is_some_and(control);
    if !guarded && !text.chars().any(|c| picture(c).is_some() || hidden(c)) {
        return Cow::Borrowed(text);
    }
    let shown = shown(&text.replace("\r\n", "\n"), true);
    Cow::Owned(if guarded { format!("'{shown}") } else { shown })
}

/// Text for one line of a terminal: every control character, bidirectional override and invisible mark made visible.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !is_plain(text) && text.chars().any(|c| picture(c).is_some() || hidden(c)) {
        Cow::Owned(shown(text, false))
    } else {
        Cow::Borrowed(text)
    }
}

/// Text for a cell of a workbook: as in delimited text, without the apostrophe, and not over what a cell can hold.
pub(crate) fn workbook(text: &str, more: &str) -> String {
    const MOST: usize = 32_767;
    let shown = shown(&text.replace("\r\n", "\n"), true);
    if shown.encode_utf16().count() <= MOST {
        return shown;
    }
    let room = MOST.saturating_sub(more.encode_utf16().count());
    let mut used = 0;
    let kept: String = shown
        .chars()
        .take_while(|c| {
            used += c.len_utf16();
            used <= room
        })
        .collect();
    format!("{kept}{more}")
}

/// JSON in which every control character, bidirectional override and invisible mark stands as an escape; such characters occur
/// in strings only.
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    let unseen = |c: char| hidden(c) || c == '\x7f';
    if is_plain(json) || !json.chars().any(unseen) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if unseen(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

fn shown(text: &str, lines: bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if lines && matches!(c, '\n' | '\t') {
            shown.push(c);
        } else if let Some(picture) = picture(c) {
            shown.push(picture);
        } else if hidden(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Whether no byte of a text can belong to a control character or to one that [`hidden`] names, as in nearly every cell; a text that is
/// not plain may still hold none.
fn is_plain(text: &str) -> bool {
    let may_hide =
        |byte: u8| byte < b' ' || matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe2 | 0xef | 0xf3);
    // Without a way out in the middle the loop looks at many bytes at once.
    !text
        .bytes()
        .fold(false, |found, byte| found | may_hide(byte))
}

/// Whether a text that begins with this byte may be taken for a formula, blanks before it left out.
fn may_begin_formula(byte: u8) -> bool {
    matches!(byte, b'=' | b'+' | b'-' | b'@' | b' ' | 0xe1 | 0xe3)
}

/// The picture of an ASCII control character, ␛ for ESC.
fn picture(c: char) -> Option<char> {
    match c {
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)),
        '\x7f' => Some('\u{2421}'),
        _ => None,
    }
}

/// Characters that steer a terminal or hide in a text without a picture of their own.
fn hidden(c: char) -> bool {
    matches!(
        c,
        '\u{80}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
            | '\u{fffe}'
            | '\u{ffff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas() {
        for (raw, guarded) in [
            ("=1+1", "'=1+1"),
            ("+86", "'+86"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("＝1", "'＝1"),
            ("＋1", "'＋1"),
            ("－1", "'－1"),
            ("＠x", "'＠x"),
            ("  =1", "'  =1"),
            ("　=1", "'　=1"),
            ("\t=1", "'\t=1"),
            ("\tx", "'\tx"),
            ("\rx", "'␍x"),
            ("\nx", "'\nx"),
            ("\0=1", "'␀=1"),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("=HYPERLINK(\"http://a\")", "'=HYPERLINK(\"http://a\")"),
            ("a=1", "a=1"),
            ("1-2", "1-2"),
            ("石溪", "石溪"),
            ("\u{feff}=1", "\\u{feff}=1"),
            ("a\r\nb", "a\nb"),
            ("", ""),
        ] {
            assert_eq!(Cell::text(raw).guarded(), guarded, "{raw:?}");
        }
        assert_eq!(Cell::number("-12.50").guarded(), "-12.50");
    }

    #[test]
    fn terminals() {
        for (raw, shown) in [
            ("\x1b[2J", "␛[2J"),
            ("\x1b]8;;http://a\x07x", "␛]8;;http://a␇x"),
            ("a\x08b", "a␈b"),
            ("a\rb", "a␍b"),
            ("a\nb\tc", "a␊b␉c"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("a\u{202e}b", "a\\u{202e}b"),
            ("\u{200b}", "\\u{200b}"),
            ("\x7f", "␡"),
            ("正常字", "正常字"),
        ] {
            assert_eq!(visible(raw), shown);
        }
    }

    #[test]
    fn json() {
        let raw = "a\u{202e}b\u{200b}\x7f\u{e0041}字\n";
        let escaped = escaped_json(raw);
        assert_eq!(escaped, "a\\u202eb\\u200b\\u007f\\udb40\\udc41字\n");
        let text = "\"a\u{202e}b\u{e0041}\"".to_owned();
        let back: String = serde_json::from_str(&escaped_json(&text)).expect("json");
        assert_eq!(back, "a\u{202e}b\u{e0041}");
        assert!(matches!(escaped_json("{\"a\":\"字\"}"), Cow::Borrowed(_)));
    }

    #[test]
    fn cells_of_workbooks_are_cut_with_a_note() {
        let long = "长".repeat(40_000);
        let cut = workbook(&long, "…（已截断）");
        assert_eq!(cut.encode_utf16().count(), 32_767);
        assert!(cut.ends_with("…（已截断）"));
        let exact = "x".repeat(32_767);
        assert_eq!(workbook(&exact, "…"), exact);
    }

    #[test]
    fn what_is_plain_hides_nothing_and_begins_no_formula() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            let odd = picture(c).is_some() || hidden(c);
            assert!(!(odd && is_plain(&text)), "{c:?}");
            let begins = c.is_whitespace() || "=+-@＝＋－＠".contains(c);
            let first = text.bytes().next();
            assert!(
                !begins || !is_plain(&text) || first.is_some_and(may_begin_formula),
                "{c:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_written_cell_never_starts_as_a_formula(raw in any::<String>()) {
            let cell = Cell::text(raw);
            let guarded = cell.guarded();
            let first = guarded.trim_start().chars().next().unwrap_or('x');
            prop_assert!(!"=+-@＝＋－＠".contains(first));
            let first = guarded.chars().next().unwrap_or('x');
            prop_assert!(!first.is_control());
        }
    }
}
