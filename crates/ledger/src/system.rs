//! What an operating system says when a file cannot be read or written, in the words of users.

use std::io::{Error, ErrorKind};

use crate::Wording;

/// Kind, Chinese, English.
const KINDS: [(ErrorKind, &str, &str); 20] = [
    (ErrorKind::NotFound, "路径不存在", "there is no such path"),
    (
        ErrorKind::PermissionDenied,
        "没有权限",
        "permission is denied",
    ),
    (ErrorKind::StorageFull, "磁盘已满", "the disk is full"),
    (
        ErrorKind::QuotaExceeded,
        "超出磁盘配额",
        "the disk quota is used up",
    ),
    (
        ErrorKind::ReadOnlyFilesystem,
        "磁盘只读",
        "the disk is read-only",
    ),
    (
        ErrorKind::FileTooLarge,
        "文件超过系统允许的大小",
        "the file is larger than the system allows",
    ),
    (
        ErrorKind::IsADirectory,
        "这是文件夹，不是文件",
        "it is a folder, not a file",
    ),
    (
        ErrorKind::NotADirectory,
        "路径中有一段不是文件夹",
        "a part of the path is no folder",
    ),
    (ErrorKind::AlreadyExists, "已经存在", "it exists already"),
    (
        ErrorKind::DirectoryNotEmpty,
        "文件夹不是空的",
        "the folder is not empty",
    ),
    (
        ErrorKind::ResourceBusy,
        "文件正被其他程序使用",
        "another program uses it",
    ),
    (
        ErrorKind::ExecutableFileBusy,
        "文件正被其他程序使用",
        "another program uses it",
    ),
    (
        ErrorKind::Deadlock,
        "文件正被其他程序使用",
        "another program uses it",
    ),
    (
        ErrorKind::InvalidFilename,
        "文件名无效或过长",
        "the name is invalid or too long",
    ),
    (
        ErrorKind::CrossesDevices,
        "跨越了不同的磁盘",
        "it leads to another disk",
    ),
    (
        ErrorKind::StaleNetworkFileHandle,
        "网络磁盘已断开",
        "the network disk is gone",
    ),
    (ErrorKind::TimedOut, "等待超时", "it took too long"),
    (
        ErrorKind::UnexpectedEof,
        "内容在中途结束",
        "it ends in the middle",
    ),
    (
        ErrorKind::InvalidData,
        "内容无法识别",
        "its content is not understood",
    ),
    (ErrorKind::OutOfMemory, "内存不足", "memory ran out"),
];

/// What went wrong, without a path: whoever tells it names the place.
///
/// Kinds that are not known by name are told by the system's number, so that a Chinese message holds no English.
pub fn system(cause: &Error) -> Wording {
    let kind = cause.kind();
    if let Some((_, zh, en)) = KINDS.iter().find(|(known, _, _)| *known == kind) {
        return Wording::new(*zh, *en);
    }
    match cause.raw_os_error() {
        Some(number) => Wording::new(
            format!("系统错误 {number}"),
            format!("system error {number} ({kind})"),
        ),
        None => Wording::new("系统错误", kind.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_english_stands_in_chinese() {
        for number in 1..140 {
            let told = system(&Error::from_raw_os_error(number));
            assert!(
                !told.zh.contains(|c: char| c.is_ascii_alphabetic()),
                "{told:?}"
            );
            assert!(!told.en.is_empty());
        }
        let full = system(&Error::from(ErrorKind::StorageFull));
        assert_eq!(full.zh, "磁盘已满");
    }
}
