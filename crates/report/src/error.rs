//! What can go wrong with outputs. Messages are read after "cannot …".

use std::io;
use std::path::PathBuf;

use ledger::{Wording, system};

/// Why outputs were not published; the previous ones are untouched.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The output folder is not empty and holds no `run.json`.
    #[error(
        "replace {path}: it is not empty and holds no run.json, so it is not an output of sanzi"
    )]
    NotOurs {
        /// The folder.
        path: PathBuf,
    },
    /// The output path is a file or a device.
    #[error("write into {path}: it is not a folder")]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// The folder that is to hold the output folder is missing or cannot be written.
    #[error("write beside {path}: {}", ledger::system(.cause).en)]
    Unwritable {
        /// The output folder.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A file of the new output could not be written.
    #[error("write {path}: {}{}", ledger::system(.cause).en, space(*.needed).en)]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
        /// Bytes that all files of the output take, where the disk is full and that could be told.
        needed: Option<u64>,
    },
    /// The new output is complete but could not take the old one's place.
    #[error("publish {path}: {}", ledger::system(.cause).en)]
    Swap {
        /// The output folder.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// Another run holds the output folder.
    #[error("use {path}: another run holds it (process {holder})")]
    Locked {
        /// The output folder.
        path: PathBuf,
        /// Process id of the other run, `?` where it did not say.
        holder: String,
    },
    /// Raw cells of evidence could not be read again.
    #[error(transparent)]
    Cite(#[from] ledger::Error),
}

impl Error {
    /// What users read, with what to do; in Chinese it is read after 无法.
    pub fn wording(&self) -> Wording {
        let zh = match self {
            Self::NotOurs { path } => format!(
                "覆盖 {}：该文件夹不是空的，也没有 run.json，不是本程序的输出。请换一个 --out，或先自行清空",
                path.display()
            ),
            Self::NotAFolder { path } => {
                format!("写入 {}：它不是文件夹。请换一个 --out", path.display())
            }
            Self::Unwritable { path, cause } => format!(
                "在 {} 所在的文件夹中写入：{}。请检查该文件夹是否存在、是否可写",
                path.display(),
                system(cause).zh
            ),
            Self::Write {
                path,
                cause,
                needed,
            } => format!(
                "写入 {}：{}{}。原有输出未改动；请检查磁盘空间和权限",
                path.display(),
                system(cause).zh,
                space(*needed).zh
            ),
            Self::Swap { path, cause } => format!(
                "发布到 {}：{}。原有输出未改动",
                path.display(),
                system(cause).zh
            ),
            Self::Locked { path, holder } => format!(
                "使用 {}：另一次运行正在使用它（进程 {holder}）。请等它结束，或换一个 --out",
                path.display()
            ),
            Self::Cite(ledger::Error::Changed { file }) => {
                format!("重新读取证据所在的行：{file} 在读取期间被改动")
            }
            Self::Cite(ledger::Error::Unreadable { file, why }) => {
                format!("重新读取证据所在的行：{file}：{}", why.zh)
            }
            Self::Cite(_) => "重新读取证据所在的行".to_owned(),
        };
        Wording::new(zh, self.to_string())
    }
}

/// How much space is needed, to follow what went wrong.
fn space(needed: Option<u64>) -> Wording {
    let Some(bytes) = needed else {
        return Wording::default();
    };
    // The old output stands beside the new one until it is replaced, so this much must be free besides it.
    let megabytes = bytes.div_ceil(1 << 20);
    Wording::new(
        format!("，全部结果共需约 {megabytes} MB 可用空间"),
        format!("; all files together need about {megabytes} MB of free space"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_in_both_languages_name_the_place() {
        let path = PathBuf::from("sanzi-out");
        let cause = || io::Error::from(io::ErrorKind::StorageFull);
        for error in [
            Error::NotOurs { path: path.clone() },
            Error::NotAFolder { path: path.clone() },
            Error::Unwritable {
                path: path.clone(),
                cause: cause(),
            },
            Error::Write {
                path: path.clone(),
                cause: cause(),
                needed: Some(3 << 20),
            },
            Error::Swap {
                path: path.clone(),
                cause: cause(),
            },
            Error::Locked {
                path: path.clone(),
                holder: "12".to_owned(),
            },
        ] {
            let Wording { zh, en } = error.wording();
            assert!(
                zh.contains("sanzi-out") && en.contains("sanzi-out"),
                "{zh} / {en}"
            );
            assert!(!zh.contains("no storage"), "{zh}");
            if matches!(error, Error::Write { .. }) {
                assert!(zh.contains("磁盘已满，全部结果共需约 3 MB"), "{zh}");
                assert!(en.contains("need about 3 MB"), "{en}");
            }
            assert!(
                en.starts_with(char::is_lowercase) && !en.ends_with('.'),
                "{en}"
            );
        }
    }
}
