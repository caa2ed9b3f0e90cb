//! Decides the encoding of a text from its bytes, and says why.

use std::io::Read;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::content::{Content, fill};
use super::decode::last_line_end;
use super::evidence::Evidence;
use super::{Fault, ReadOptions};
use crate::{Choice, Wording};

/// How much is looked at in any case, and at a time after that.
const SAMPLE: usize = 1 << 20;
/// Lines beyond ASCII after which the sample is large enough.
const ENOUGH: u64 = 200;
/// How far the search for bytes beyond ASCII goes; rows beyond that do not fit the choice are rejected, never guessed at.
const FARTHEST: u64 = 256 << 20;

/// The encoding of a file.
#[derive(Clone, Debug)]
pub(super) struct Decided {
    /// The encoding.
    pub(super) encoding: &'static Encoding,
    /// How many bytes of byte order mark to skip.
    pub(super) mark: usize,
    /// For the run record.
    pub(super) choice: Choice,
}

/// Decides by pin, byte order mark, zero bytes, or evidence, in this order.
pub(super) fn decide(content: &Content, options: &ReadOptions) -> Result<Decided, Fault> {
    let mut reader = content.reader()?;
    let mut sample = Vec::new();
    fill(reader.as_mut(), &mut sample, SAMPLE).map_err(Fault::io)?;
    let bom = Encoding::for_bom(&sample);
    if let Some(label) = &options.encoding {
        let encoding = pinned(label)?;
        let mark = bom.filter(|(e, _)| *e == encoding).map_or(0, |(_, n)| n);
        let why = Wording::new("配置文件中指定", "pinned in the configuration");
        return Ok(decided(encoding, mark, why, false));
    }
    if let Some((encoding, mark)) = bom {
        let why = Wording::new(
            format!("文件以 {mark} 字节的字节序标记（BOM）开头"),
            format!("the file begins with a byte order mark of {mark} bytes"),
        );
        return Ok(decided(encoding, mark, why, false));
    }
    if let Some((encoding, why)) = by_zeros(&sample) {
        return Ok(decided(encoding, 0, why, false));
    }
    let (evidence, guess) = gather(reader.as_mut(), sample)?;
    Ok(weigh(&evidence, guess))
}

fn pinned(label: &str) -> Result<&'static Encoding, Fault> {
    Encoding::for_label(label.trim().as_bytes()).ok_or_else(|| {
        Fault::file(
            "unknown-encoding",
            format!("不认识编码名称“{label}”。可写 utf-8、gb18030、gbk、big5、utf-16le、windows-1252"),
            format!("“{label}” is no known encoding; write utf-8, gb18030, gbk, big5, utf-16le or windows-1252"),
        )
    })
}

fn decided(encoding: &'static Encoding, mark: usize, evidence: Wording, doubtful: bool) -> Decided {
    // GBK is read as its superset, so that four-byte characters in a file labelled GBK are read too.
    let encoding = if encoding == encoding_rs::GBK {
        GB18030
    } else {
        encoding
    };
    Decided {
        encoding,
        mark,
        choice: Choice {
            what: "encoding".to_owned(),
            value: encoding.name().to_ascii_lowercase(),
            evidence,
            doubtful,
        },
    }
}

/// UTF-16 without a mark: zero bytes on one side of the pairs only.
pub(super) fn by_zeros(sample: &[u8]) -> Option<(&'static Encoding, Wording)> {
    let pairs = sample.get(..sample.len().min(8192)).unwrap_or(sample);
    let (mut first, mut second) = (0_usize, 0_usize);
    for pair in pairs.chunks_exact(2) {
        if let [a, b] = pair {
            first += usize::from(*a == 0);
            second += usize::from(*b == 0);
        }
    }
    let total = pairs.len() / 2;
    let encoding = if second > 1 && second * 5 > total && first * 20 < second {
        UTF_16LE
    } else if first > 1 && first * 5 > total && second * 20 < first {
        UTF_16BE
    } else {
        return None;
    };
    let zeros = first.max(second);
    Some((
        encoding,
        Wording::new(
            format!("开头 {total} 个双字节中有 {zeros} 个一侧为零"),
            format!("{zeros} of the first {total} byte pairs have a zero on the same side"),
        ),
    ))
}

/// Counts over the sample, and over what follows until enough lines beyond ASCII were seen.
fn gather(
    reader: &mut dyn Read,
    mut block: Vec<u8>,
) -> Result<(Evidence, &'static Encoding), Fault> {
    let mut evidence = Evidence::default();
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut seen = block.len() as u64;
    let mut ended = block.len() < SAMPLE;
    loop {
        let cut = match last_line_end(UTF_8, &block, ended) {
            0 => block.len(),
            cut => cut,
        };
        if let Some(lines) = block.get(..cut)
            && !lines.is_ascii()
        {
            // Pages are often one long line; `>` ends a piece too, as it is no part of a character in any encoding.
            for line in lines.split_inclusive(|b| matches!(b, b'\n' | b'\r' | b'>')) {
                evidence.add(line);
                if !line.is_ascii() && evidence.lines <= ENOUGH {
                    detector.feed(line, false);
                }
            }
        }
        if ended || evidence.lines >= ENOUGH || seen >= FARTHEST {
            break;
        }
        block.drain(..cut);
        let more = fill(reader, &mut block, SAMPLE).map_err(Fault::io)?;
        seen = seen.saturating_add(more as u64);
        ended = more < SAMPLE;
    }
    detector.feed(b"", true);
    Ok((evidence, detector.guess(Some(b"cn"), Utf8Detection::Allow)))
}

/// The rule of the house: clear cases by counts, the rest by the detector's guess, marked as doubtful.
fn weigh(e: &Evidence, guess: &'static Encoding) -> Decided {
    if e.lines == 0 {
        let why = Wording::new("全部为 ASCII 字符", "nothing but ASCII");
        return decided(UTF_8, 0, why, false);
    }
    let beyond = e.chinese + e.long + e.latin1 + e.short;
    let pairs = e.common + e.rare;
    let utf8 = Wording::new(
        format!(
            "含非 ASCII 字符的 {} 行中 {} 行是有效 UTF-8，{beyond} 个字符中汉字及中文标点 {} 个",
            e.lines, e.utf8_lines, e.chinese
        ),
        format!(
            "{} of {} lines beyond ASCII are valid UTF-8; {} of {beyond} characters are Chinese",
            e.utf8_lines, e.lines, e.chinese
        ),
    );
    let gb = Wording::new(
        format!(
            "含非 ASCII 字符的 {} 行中 {} 行是有效 GB18030、{} 行是有效 UTF-8，{pairs} 个汉字中常用字 {} 个",
            e.lines, e.gb_lines, e.utf8_lines, e.common
        ),
        format!(
            "{} of {} lines beyond ASCII are valid GB18030, {} are valid UTF-8; {} of {pairs} characters are common ones",
            e.gb_lines, e.lines, e.utf8_lines, e.common
        ),
    );
    if e.utf8_lines == e.lines {
        // Two-byte sequences alone may be GB 2312: the bytes of 摘要 and of 元 are valid UTF-8.
        return if e.chinese * 2 >= beyond || e.long > 0 {
            decided(UTF_8, 0, utf8, false)
        } else if e.short == 0 {
            let doubtful = e.at_home * 2 < e.latin1 && e.rare * 2 <= pairs;
            decided(UTF_8, 0, utf8, doubtful)
        } else if e.gb_lines == e.lines && e.rare == 0 {
            decided(GB18030, 0, gb, false)
        } else {
            decided(if guess == UTF_8 { UTF_8 } else { GB18030 }, 0, gb, true)
        };
    }
    if e.strong_lines * 2 > e.lines {
        return decided(UTF_8, 0, utf8, false);
    }
    if e.single_runs > e.other_runs * 4 {
        // A lone byte between ASCII is no half of a GB 2312 character.
        let why = Wording::new(
            format!(
                "{} 处非 ASCII 字节中 {} 处为夹在英文、数字之间的单个字节（如英镑符号、弯引号），不成汉字",
                e.single_runs + e.other_runs,
                e.single_runs
            ),
            format!(
                "{} of {} runs of bytes beyond ASCII are single bytes among ASCII (a pound sign, curly quotes), which make no Chinese",
                e.single_runs,
                e.single_runs + e.other_runs
            ),
        );
        if (e.signs + e.letters) * 2 < e.single_runs {
            // Bytes that no English export holds: damage in a plain text, whose rows are rejected.
            return decided(UTF_8, 0, why, true);
        }
        let doubtful = e.single_runs < 3 && (e.gb_lines == e.lines || e.signs == 0);
        return decided(WINDOWS_1252, 0, why, doubtful);
    }
    if e.gb_lines * 2 > e.lines && e.common * 2 > pairs {
        return decided(GB18030, 0, gb, false);
    }
    let encoding = if guess == BIG5 || guess == UTF_8 {
        guess
    } else {
        GB18030
    };
    decided(encoding, 0, gb, true)
}

#[cfg(test)]
mod tests {
    use super::super::Bytes;
    use super::*;

    fn check(bytes: &[u8], pin: Option<&str>, value: &str, doubtful: bool) {
        let content = Content::plain(Bytes::Memory(bytes.into()));
        let options = ReadOptions {
            encoding: pin.map(str::to_owned),
        };
        let choice = decide(&content, &options)
            .expect("the encoding can be decided")
            .choice;
        assert_eq!(
            (choice.value.as_str(), choice.doubtful),
            (value, doubtful),
            "{choice:?} {bytes:X?}"
        );
    }

    fn encode(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    #[test]
    fn decides_by_mark_zeros_and_counts() {
        let text = "日期,摘要,金额\n2024-01-02,付工程款,12.00\n";
        let wide = |swap: bool| -> Vec<u8> {
            let order = |u: u16| {
                if swap {
                    u.to_be_bytes()
                } else {
                    u.to_le_bytes()
                }
            };
            text.encode_utf16().flat_map(order).collect()
        };
        check(b"a,b\n1,2\n", None, "utf-8", false);
        check(text.as_bytes(), None, "utf-8", false);
        check(format!("\u{FEFF}{text}").as_bytes(), None, "utf-8", false);
        check(&encode(text, GB18030), None, "gb18030", false);
        check(&wide(false), None, "utf-16le", false);
        check(&wide(true), None, "utf-16be", false);
        check(
            &[&[0xFF, 0xFE], wide(false).as_slice()].concat(),
            None,
            "utf-16le",
            false,
        );
        check(
            &encode("㐂,镕,䶮,𠀀,金额,日期,摘要\n", GB18030),
            None,
            "gb18030",
            false,
        );
        check(
            &encode("日期,金額,備註\n", BIG5),
            Some("big5"),
            "big5",
            false,
        );
        check(&encode(text, GB18030), Some("gbk"), "gb18030", false);
    }

    #[test]
    fn tells_short_texts_apart() {
        check(
            &encode("date,摘要,amount\n", GB18030),
            None,
            "gb18030",
            false,
        );
        check(
            &encode("date,amount(元)\n", GB18030),
            None,
            "gb18030",
            false,
        );
        check("date,摘要\n".as_bytes(), None, "utf-8", false);
        check(
            "item,price\na,¥12\nb 3×4,¥1\n".as_bytes(),
            None,
            "utf-8",
            false,
        );
        check("temp\n21°C\nname\nA·B\n".as_bytes(), None, "utf-8", false);
        check("Zoë Café,1\n".as_bytes(), None, "utf-8", false);
        check("· × °\n".as_bytes(), None, "utf-8", true);
        check("Supplier’s fee — 3\n".as_bytes(), None, "utf-8", false);
    }

    #[test]
    fn tells_windows_1252_from_gb18030() {
        check(
            b"Supplier,\xA3 500\nO\x92Brien \x96 fees,\xA3100\n",
            None,
            "windows-1252",
            false,
        );
        check(
            b"Caf\xE9 Ltd,\xA310\nSmith\x92s,1\nJones\x92s,2\n",
            None,
            "windows-1252",
            false,
        );
        check(
            &encode("姓名,镕\n朱镕基,1\n付款,2\n", GB18030),
            None,
            "gb18030",
            false,
        );
    }

    #[test]
    fn the_majority_decides_a_mixed_file() {
        let utf8 = "2024-01-02,付工程款,12.00\n".repeat(9);
        let gbk = encode("2024-01-02,付租金,12.00\n", GB18030);
        check(&[utf8.as_bytes(), &gbk].concat(), None, "utf-8", false);
        check(
            &[gbk.repeat(9).as_slice(), "付租金\n".as_bytes()].concat(),
            None,
            "gb18030",
            false,
        );
    }

    #[test]
    fn looks_beyond_the_sample() {
        let ascii = b"2024-01-02,12.00\n".repeat(100_000);
        check(
            &[ascii.as_slice(), &encode("合计,本月付款\n", GB18030)].concat(),
            None,
            "gb18030",
            false,
        );
    }

    #[test]
    fn an_unknown_pin_is_a_fault() {
        let content = Content::plain(Bytes::Memory((*b"a").into()));
        let options = ReadOptions {
            encoding: Some("klingon".to_owned()),
        };
        let fault = decide(&content, &options).expect_err("there is no such encoding");
        assert_eq!(fault.code, "unknown-encoding");
    }
}
