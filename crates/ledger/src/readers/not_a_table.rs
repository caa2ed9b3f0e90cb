//! Names what a file is that holds no table, so that its fault can say what to do.

use super::{Fault, encoding};

/// Beginning of the file, Chinese name, English name.
const BEGINNINGS: &[(&[u8], &str, &str)] = &[
    (b"%PDF", "PDF 文件", "a PDF file"),
    (b"\x89PNG", "PNG 图片", "a PNG picture"),
    (b"\xFF\xD8\xFF", "JPEG 图片", "a JPEG picture"),
    (b"GIF8", "GIF 图片", "a GIF picture"),
    (b"BM", "BMP 图片", "a BMP picture"),
    (b"II*\0", "TIFF 图片", "a TIFF picture"),
    (b"MM\0*", "TIFF 图片", "a TIFF picture"),
    (b"RIFF", "音视频或图片文件", "a media file"),
    (b"ID3", "音频文件", "a sound file"),
    (b"{\\rtf", "RTF 文档", "an RTF document"),
    (b"MZ", "Windows 程序", "a Windows program"),
    (b"\x7FELF", "Linux 程序", "a Linux program"),
    (b"\xCA\xFE\xBA\xBE", "程序文件", "a program"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"7z\xBC\xAF\x27\x1C", "7z 压缩包", "a 7z archive"),
    (b"BZh", "bzip2 压缩文件", "a bzip2 file"),
    (b"\xFD7zXZ", "xz 压缩文件", "an xz file"),
    (b"\x28\xB5\x2F\xFD", "zstd 压缩文件", "a zstd file"),
    (b"SQLite format 3", "SQLite 数据库", "a SQLite database"),
    (b"\0\x01\0\0Standard", "Access 数据库", "an Access database"),
    (
        b"MIME-Version:",
        "单个文件网页（MHT）",
        "a web archive (MHT)",
    ),
];

/// The fault for a file that no format took.
pub(super) fn name(head: &[u8]) -> Fault {
    for (beginning, zh, en) in BEGINNINGS {
        if head.starts_with(beginning) {
            return no_table(zh, en);
        }
    }
    no_table("无法识别的二进制文件", "a binary file of no known kind")
}

/// The fault for a file of a known kind that is no table.
pub(super) fn no_table(zh: &str, en: &str) -> Fault {
    Fault::file(
        "not-a-table",
        format!("这是{zh}，不是表格。请从原系统另存为 xlsx 或 csv 后再读取"),
        format!("this is {en}, not a table; save it as xlsx or csv from the system it came from"),
    )
}

/// The fault for a file that may hold a table, in a format that is not read.
pub(super) fn unsupported(zh: &str, en: &str) -> Fault {
    Fault::file(
        "unsupported-format",
        format!("这是{zh}，暂不支持。请用 Excel 或 WPS 打开，另存为 xlsx 后再读取"),
        format!(
            "this is {en}, which is not supported; open it in Excel or WPS and save it as xlsx"
        ),
    )
}

/// Whether a file begins like something that is certainly no text.
pub(super) fn is_binary(head: &[u8]) -> bool {
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return false;
    }
    // `BM`, `MZ`, `ID3` and `RIFF` may begin a heading as well, so that letters alone do not decide: a control byte must follow.
    let controls = head
        .iter()
        .filter(|b| matches!(b, 1..=8 | 14..=25 | 27..=31 | 127))
        .count();
    let known = BEGINNINGS
        .iter()
        .filter(|(beginning, _, _)| head.starts_with(beginning))
        .any(|(beginning, _, _)| {
            beginning.iter().any(|b| !b.is_ascii_alphanumeric()) || controls > 0
        });
    let dense = controls.saturating_mul(20) > head.len();
    // Half of the bytes of UTF-16 may look like control bytes.
    known || dense && encoding::by_zeros(head).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_it_is() {
        let check = |head: &[u8], binary: bool, en: &str| {
            assert_eq!(is_binary(head), binary, "{en}");
            let fault = name(head);
            assert_eq!(fault.code, "not-a-table");
            assert!(fault.text.en.contains(en), "{}", fault.text.en);
        };
        check(b"%PDF-1.7", true, "a PDF file");
        check(b"\x89PNG\r\n\x1a\n", true, "PNG");
        check(b"MZ\x90\0\x03\0\0\0\x04", true, "Windows program");
        check(b"BMW,100\n", false, "BMP");
        check(b"\x01\x02\x03\x04abc", true, "no known kind");
        check(b"MIME-Version: 1.0\r\n", true, "MHT");
    }
}
