//! Looks through XML for what must not be there, before any parser sees it, and picks up the few tags that readers need.

use std::io::Read;

use memchr::memchr_iter;

use super::Fault;
use super::content::fill;

/// The longest run without a tag, in bytes. A cell holds at most 32,767 characters.
const LONGEST_RUN: u64 = 1 << 20;
/// Bytes read at a time.
const BLOCK: usize = 64 << 10;
/// Bytes of a tag that are shown to the visitor.
const TAG: usize = 512;

/// Reads XML to its end in bounded memory and shows the beginning of each tag to `visit`; gives its length in bytes.
///
/// A document type, a run beyond all measure, and (unless `any_encoding`) an encoding other than UTF-8 are faults.
pub(super) fn look_through(
    reader: &mut dyn Read,
    any_encoding: bool,
    mut visit: impl FnMut(&[u8]) -> Result<(), Fault>,
) -> Result<u64, Fault> {
    let mut block = Vec::new();
    let mut base = 0_u64;
    let mut last_tag = 0_u64;
    loop {
        let read = fill(reader, &mut block, BLOCK).map_err(|error| Fault::damaged(&error))?;
        let ended = read < BLOCK;
        if base == 0
            && !any_encoding
            && matches!(
                block.as_slice(),
                [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, ..] | [_, 0, ..]
            )
        {
            return Err(refused("不是 UTF-8 编码", "is not UTF-8"));
        }
        let mut done = block.len();
        for at in memchr_iter(b'<', &block) {
            let rest = block.get(at..).unwrap_or(&[]);
            if rest.len() < TAG && !ended {
                done = at;
                break;
            }
            let place = base + at as u64;
            check_run(place - last_tag)?;
            last_tag = place;
            let tag = rest.get(..TAG).unwrap_or(rest);
            if let [_, b'!', next, ..] = tag
                && !matches!(next, b'-' | b'[')
            {
                return Err(refused(
                    "带有文档类型声明（DOCTYPE）",
                    "holds a document type (DOCTYPE)",
                ));
            }
            visit(tag)?;
        }
        base += done as u64;
        check_run(base - last_tag)?;
        block.drain(..done);
        if ended {
            return Ok(base);
        }
    }
}

/// The value of an attribute in a tag, as it stands; `name` may be the part behind a prefix, `:id`.
pub(super) fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let tag = tag.split_once('>').map_or(tag, |(inside, _)| inside);
    let mut rest = tag;
    while let Some(at) = rest.find(name) {
        let before = rest.get(..at)?.chars().next_back();
        rest = rest.get(at + name.len()..)?;
        let whole = name.starts_with(':') || before.is_some_and(char::is_whitespace);
        if let (true, Some(value)) = (whole, rest.trim_start().strip_prefix('=')) {
            let value = value.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return value.get(1..)?.split(quote).next();
        }
    }
    None
}

/// The name of a tag without its prefix; empty for end tags and what is no tag.
pub(super) fn local_name(tag: &[u8]) -> &[u8] {
    let name = tag.get(1..).unwrap_or(&[]);
    let end = name
        .iter()
        .position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
        .unwrap_or(name.len());
    let name = name.get(..end).unwrap_or(&[]);
    name.rsplit(|b| *b == b':').next().unwrap_or(name)
}

fn check_run(length: u64) -> Result<(), Fault> {
    if length <= LONGEST_RUN {
        return Ok(());
    }
    Err(Fault::file(
        "bomb",
        "文件内部有超过 1 MiB 的一段文字，远超单元格上限，未读取。请用 Excel 或 WPS 打开核对后另存",
        "the file holds a text of more than 1 MiB, far beyond what a cell may hold; open it in Excel or WPS, check it and save it again",
    ))
}

fn refused(zh: &str, en: &str) -> Fault {
    Fault::file(
        "refused-xml",
        format!(
            "文件内部的 XML {zh}，表格软件不会这样保存，为安全起见未读取。请用 Excel 或 WPS 另存后再试"
        ),
        format!(
            "XML inside the file {en}, which no spreadsheet program writes; it is not read for safety; save it again in Excel or WPS"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sees_every_tag_and_refuses_what_is_unsafe() {
        let check = |xml: &[u8], expected: Result<usize, &str>| {
            let mut tags = 0;
            let seen = look_through(&mut &xml[..], false, |_| {
                tags += 1;
                Ok(())
            });
            assert_eq!(seen.map(|_| tags).map_err(|fault| fault.code), expected);
        };
        check(
            b"<?xml version='1.0'?><!-- x --><a><![CDATA[y]]></a>",
            Ok(5),
        );
        check(b"<a/>".repeat(100_000).as_slice(), Ok(100_000));
        check(b"<?xml version='1.0'?><!DOCTYPE a><a/>", Err("refused-xml"));
        check(b"<a/><!ENTITY b>", Err("refused-xml"));
        check(b"\xFF\xFE<\0a\0", Err("refused-xml"));
        check(
            &[b"<a>".as_slice(), &vec![b'x'; 2 << 20]].concat(),
            Err("bomb"),
        );
        check(b"", Ok(0));
    }

    #[test]
    fn finds_attributes() {
        let check =
            |tag: &str, name: &str, value: Option<&str>| assert_eq!(attribute(tag, name), value);
        check(
            "<sheet name=\"一 'x'\" r:id='rId1'/>",
            "name",
            Some("一 'x'"),
        );
        check("<sheet name=\"a\" r:id='rId1'/>", ":id", Some("rId1"));
        check("<sst count=\"5\" uniqueCount = \"3\">", "count", Some("5"));
        check("<sst uniqueCount=\"3\"><si count=\"1\">", "count", None);
        assert_eq!(local_name(b"<x:mergeCell ref=\"A1\"/>"), b"mergeCell");
        assert_eq!(local_name(b"</a>"), b"");
    }
}
