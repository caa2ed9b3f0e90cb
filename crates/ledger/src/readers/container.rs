//! Looks an archive over before it is read: what it is, and whether it lies about its size.
//!
//! The reader of workbooks trusts what a file says of itself and would ask for terabytes; an allocation that fails
//! ends the program and cannot be caught. So every part is inflated here once, in bounded memory, and counted.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use zip::ZipArchive;

use super::Fault;
use super::content::ReadSeek;
use super::marks::Marks;
use super::not_a_table::{no_table, unsupported};
use super::xml::{attribute, local_name, look_through};

/// Parts of one file. A workbook of a thousand sheets has about five thousand.
const PARTS: usize = 10_000;
/// What a part may inflate to whatever its ratio, in bytes.
const FREE: u64 = 8 << 20;
/// Beyond that, how many times its size it may inflate to. Sheets inflate ten to thirty times.
const RATIO: u64 = 100;
/// All parts together, in bytes.
const TOTAL: u64 = 8 << 30;
/// The table of shared texts is held in memory whole.
const SHARED: u64 = 1 << 30;

/// A workbook that was looked over.
#[derive(Debug, Default)]
pub(super) struct Overview {
    /// What was seen of each sheet, by its name.
    pub(super) sheets: BTreeMap<String, Marks>,
    /// Whether it holds macros, which are never run.
    pub(super) macros: bool,
}

/// Looks over a file that should be an xlsx workbook; `inside` says whether it came out of something packed.
pub(super) fn look_over(reader: Box<dyn ReadSeek>, inside: bool) -> Result<Overview, Fault> {
    let mut archive = ZipArchive::new(reader).map_err(|error| Fault::damaged(&error))?;
    let names = names(&mut archive)?;
    match kind(&names) {
        Kind::Workbook => {}
        Kind::OpenDocument => return Err(disordered()),
        Kind::Other(fault) => return Err(fault),
        Kind::Archive => return Err(of_files(names.len(), inside)),
    }
    let mut total = 0_u64;
    let mut by_part = BTreeMap::new();
    let mut small = BTreeMap::new();
    for (index, name) in names.iter().enumerate() {
        let part = archive
            .by_index(index)
            .map_err(|error| Fault::damaged(&error))?;
        let (packed, declared) = (part.compressed_size(), part.size());
        if part.encrypted() {
            return Err(encrypted());
        }
        sized(name, packed, declared, RATIO, &mut total)?;
        if name.ends_with("sharedstrings.xml") && declared > SHARED {
            return Err(bomb(name, packed, declared));
        }
        if !is_xml(name) {
            continue;
        }
        let mut text = Vec::new();
        let keep = name.ends_with("workbook.xml") || name.ends_with("workbook.xml.rels");
        let mut marks = Marks::default();
        let mut part = part.take(declared.saturating_add(1));
        let length = {
            let mut tee = Tee {
                reader: &mut part,
                copy: keep.then_some(&mut text),
            };
            // Parts that others put beside the workbook may be in any encoding; they are not read.
            look_through(&mut tee, name.starts_with("customxml/"), |tag| {
                visit(tag, name, declared, &mut marks)
            })?
        };
        if length > declared {
            return Err(bomb(name, packed, length));
        }
        if keep {
            small.insert(name.clone(), String::from_utf8_lossy(&text).into_owned());
        } else if !marks.is_empty() {
            by_part.insert(name.clone(), marks);
        }
    }
    Ok(Overview {
        sheets: by_sheet(&small, by_part),
        macros: names.iter().any(|name| name.ends_with("vbaproject.bin")),
    })
}

/// Refuses a part that states to inflate to more than `ratio` times its size, or with which all parts are too much.
pub(super) fn sized(
    name: &str,
    packed: u64,
    declared: u64,
    ratio: u64,
    total: &mut u64,
) -> Result<(), Fault> {
    *total = total.saturating_add(declared);
    if declared > FREE && declared / packed.max(1) > ratio || *total > TOTAL {
        return Err(bomb(name, packed, declared));
    }
    Ok(())
}

pub(super) fn encrypted() -> Fault {
    Fault::file(
        "encrypted",
        "文件设有打开密码，无法读取。请用 Excel 或 WPS 打开，取消密码后另存",
        "the file is encrypted with a password; open it in Excel or WPS, remove the password and save it",
    )
}

/// The names of all parts, lower-case and with `/`; names that are unsafe or stand twice are faults.
pub(super) fn names(archive: &mut ZipArchive<Box<dyn ReadSeek>>) -> Result<Vec<String>, Fault> {
    if archive.len() > PARTS {
        return Err(unsafe_parts(
            &format!("内含 {} 个部件，超过 {PARTS} 个", archive.len()),
            &format!("holds {} parts, more than {PARTS}", archive.len()),
        ));
    }
    let overlap = archive
        .has_overlapping_files()
        .map_err(|error| Fault::damaged(&error))?;
    if overlap || archive.has_duplicate_names() {
        return Err(unsafe_parts(
            "内有重名或重叠的部件",
            "holds parts that overlap or share a name",
        ));
    }
    let mut names = Vec::new();
    for index in 0..archive.len() {
        let part = archive
            .by_index_raw(index)
            .map_err(|error| Fault::damaged(&error))?;
        let name = String::from_utf8_lossy(part.name_raw())
            .to_lowercase()
            .replace('\\', "/");
        let drive = matches!(name.as_bytes(), [b'a'..=b'z', b':', ..]);
        if drive || name.starts_with('/') || name.split('/').any(|step| step == "..") {
            return Err(unsafe_parts(
                "内有指向文件之外的部件名",
                "holds a part name that points outside of it",
            ));
        }
        names.push(name);
    }
    if names.iter().collect::<BTreeSet<_>>().len() < names.len() {
        return Err(unsafe_parts(
            "内有仅大小写不同的重名部件",
            "holds part names that differ in case only",
        ));
    }
    Ok(names)
}

/// What a zip file is, by the names of its parts.
pub(super) enum Kind {
    /// An xlsx workbook.
    Workbook,
    /// An `OpenDocument` spreadsheet or text.
    OpenDocument,
    /// Another kind of document or program, and what to do with it.
    Other(Fault),
    /// An archive of files.
    Archive,
}

/// Tells what a zip file is. Folders of an archive may be named `word` or `xl`, so that only whole names of parts tell.
pub(super) fn kind(names: &[String]) -> Kind {
    let is = |whole: &str| names.iter().any(|name| name == whole);
    let any = |end: &str| names.iter().any(|name| name.ends_with(end));
    if any("workbook.xml") && is("[content_types].xml") {
        Kind::Workbook
    } else if is("xl/workbook.bin") {
        Kind::Other(unsupported(
            "二进制工作簿（xlsb）",
            "a binary workbook (xlsb)",
        ))
    } else if is("word/document.xml") {
        Kind::Other(no_table("Word 文档（docx）", "a Word document (docx)"))
    } else if is("ppt/presentation.xml") {
        Kind::Other(no_table("演示文稿（pptx）", "a presentation (pptx)"))
    } else if is("mimetype") && is("content.xml") {
        Kind::OpenDocument
    } else if is("meta-inf/manifest.mf") {
        Kind::Other(no_table("Java 程序包", "a Java archive"))
    } else if is("xl/workbook.xml") || is("[content_types].xml") {
        Kind::Other(Fault::damaged(&"no list of parts, or no workbook"))
    } else {
        Kind::Archive
    }
}

/// The fault for an archive where one file is looked for: archives are taken apart before, unless they are packed once more.
fn of_files(parts: usize, inside: bool) -> Fault {
    if inside {
        return Fault::file(
            "nested",
            "压缩文件里还是压缩包，不再解开。请先解压一次，再读取其中的表格",
            "an archive inside a compressed file is not unpacked; unpack it once yourself and read the tables in it",
        );
    }
    Fault::file(
        "not-a-table",
        format!("这是 zip 压缩包（内含 {parts} 个文件），不是表格。请先解压，再读取其中的表格"),
        format!(
            "this is a zip archive of {parts} files, not a table; unpack it and read the tables in it"
        ),
    )
}

/// The reader of ods takes whatever begins as the standard of `OpenDocument` says.
fn disordered() -> Fault {
    unsupported(
        "OpenDocument 文字、演示文稿，或重新压缩过的 ods 文件",
        "an OpenDocument text or presentation, or an ods file that was packed again",
    )
}

fn is_xml(name: &str) -> bool {
    [".xml", ".rels", ".vml"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// Looks at one tag of a part: counts that lie, and what a sheet merges, hides and computes.
fn visit(tag: &[u8], name: &str, declared: u64, marks: &mut Marks) -> Result<(), Fault> {
    // Most tags of a sheet are these, and say nothing here.
    if let [_, b'/', ..] | [_, b'c' | b'v' | b't', b' ' | b'>', ..] | [_, b'i', b's', b'>', ..] =
        tag
    {
        return Ok(());
    }
    match local_name(tag) {
        b"sst" => {
            let tag = String::from_utf8_lossy(tag);
            for count in ["uniqueCount", "count"] {
                let stated = attribute(&tag, count).map_or(Ok(0), str::parse::<u64>);
                // An entry takes five bytes at least, `<si/>`; `count` counts cells and is only looked at for sense.
                let most = if count == "count" {
                    u64::from(u32::MAX)
                } else {
                    declared / 5 + 16
                };
                if stated.map_or(true, |stated| stated > most) {
                    return Err(lying(name));
                }
            }
        }
        _ => marks.visit(tag),
    }
    Ok(())
}

/// Finds the sheet that each part is, by the workbook's own list; a part that it does not name keeps its marks to itself.
fn by_sheet(
    small: &BTreeMap<String, String>,
    mut by_part: BTreeMap<String, Marks>,
) -> BTreeMap<String, Marks> {
    let mut sheets = BTreeMap::new();
    for (name, text) in small
        .iter()
        .filter(|(name, _)| name.ends_with("workbook.xml"))
    {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let relations = small
            .get(&format!("{folder}/_rels/{file}.rels"))
            .map_or("", String::as_str);
        let targets: BTreeMap<&str, String> = tags(relations, "Relationship")
            .filter_map(|tag| {
                let target = attribute(tag, "Target")?.to_lowercase();
                let path = target
                    .strip_prefix('/')
                    .map_or_else(|| format!("{folder}/{target}"), str::to_owned);
                Some((attribute(tag, "Id")?, path))
            })
            .collect();
        for tag in tags(text, "sheet") {
            let Some(title) = attribute(tag, "name") else {
                continue;
            };
            let title =
                quick_xml::escape::unescape(title).map_or_else(|_| title.to_owned(), Into::into);
            let part = attribute(tag, ":id").and_then(|id| targets.get(id));
            if let Some(marks) = part.and_then(|part| by_part.remove(part)) {
                sheets.insert(title, marks);
            }
        }
    }
    sheets
}

/// The tags of one name in a small document.
fn tags<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = &'t str> {
    text.match_indices('<')
        .filter_map(|(at, _)| text.get(at..))
        .filter(move |tag| local_name(tag.as_bytes()) == name.as_bytes())
}

/// Reads, and keeps a copy of what was read.
struct Tee<'a, R> {
    reader: &'a mut R,
    copy: Option<&'a mut Vec<u8>>,
}

impl<R: Read> Read for Tee<'_, R> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let read = self.reader.read(to)?;
        if let Some(copy) = &mut self.copy {
            copy.extend_from_slice(to.get(..read).unwrap_or(&[]));
        }
        Ok(read)
    }
}

pub(super) fn bomb(name: &str, packed: u64, inflated: u64) -> Fault {
    Fault::file(
        "bomb",
        format!(
            "内部部件 {name} 展开后异常庞大（{packed} 字节展开为 {inflated} 字节以上，远超表格应有的倍数），未读取。请核对文件来源"
        ),
        format!(
            "the part {name} inflates to too much ({packed} bytes to {inflated} or more, far beyond what a table needs); check where the file is from"
        ),
    )
}

fn lying(name: &str) -> Fault {
    Fault::file(
        "lying-header",
        format!("内部部件 {name} 声明的条数与其大小不符，未读取。请用 Excel 或 WPS 打开后另存"),
        format!(
            "the part {name} states a count that its size cannot hold; open it in Excel or WPS and save it again"
        ),
    )
}

fn unsafe_parts(zh: &str, en: &str) -> Fault {
    Fault::file(
        "unsafe-archive",
        format!("文件{zh}，正常的表格或压缩软件不会这样保存，为安全起见未读取。请核对文件来源"),
        format!(
            "the file {en}, which no spreadsheet or archive program writes; it is not read for safety; check where it is from"
        ),
    )
}
