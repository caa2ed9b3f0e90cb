//! Which files under the paths given may be sources: in sorted order, without hidden files, code, or our own outputs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::{Error, Wording};

/// A file that may be a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Path relative to the PATH given, with `/`; this is the name that outputs show.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Whether the user gave this very path.
    pub(crate) named: bool,
    /// Why it cannot be read (a pipe, a broken link, no permission), where the walk already knows.
    pub(crate) trouble: Option<Wording>,
}

/// Files that never are sources, by what follows the last dot: documents about the data, code, and rules.
const NOT_SOURCES: [&str; 27] = [
    "md", "toml", "rs", "py", "js", "ts", "sh", "bat", "ps1", "sql", "yaml", "yml", "lock", "css",
    "c", "h", "java", "go", "ipynb", "r", "log", "ini", "cfg", "exe", "dll", "so", "bak",
];

/// All files under `paths`, sorted by the name that outputs show.
///
/// # Errors
/// A path that does not exist.
pub(crate) fn files(paths: &[PathBuf]) -> Result<Vec<Found>, Error> {
    let mut by_place: BTreeMap<PathBuf, Found> = BTreeMap::new();
    for path in paths {
        let what = std::fs::metadata(path).map_err(|cause| Error::Path {
            path: path.clone(),
            cause,
        })?;
        if what.is_dir() {
            for found in under(path) {
                let place = found
                    .path
                    .canonicalize()
                    .unwrap_or_else(|_| found.path.clone());
                by_place.entry(place).or_insert(found);
            }
        } else {
            let place = path.canonicalize().unwrap_or_else(|_| path.clone());
            let name = path.file_name().unwrap_or(path.as_os_str());
            let found = Found {
                name: name.to_string_lossy().into_owned(),
                path: path.clone(),
                named: true,
                trouble: (!what.is_file()).then(irregular),
            };
            // A file that is named keeps that even where a folder given besides holds it too.
            by_place
                .entry(place)
                .and_modify(|known| known.named = true)
                .or_insert(found);
        }
    }
    let mut all: Vec<Found> = by_place.into_values().collect();
    distinguish(&mut all);
    all.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.path.cmp(&b.path)));
    Ok(all)
}

fn under(root: &Path) -> Vec<Found> {
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    // A PATH that is a link itself is what the user asked for.
    let root = if root.is_symlink() { &real_root } else { root };
    let walk = WalkBuilder::new(root)
        .standard_filters(false)
        .hidden(true)
        .follow_links(false)
        .filter_entry(|entry| {
            // An output of an earlier run holds its own record and is never read back as input.
            entry.depth() == 0
                || !entry.file_type().is_some_and(|t| t.is_dir())
                || !entry.path().join("run.json").is_file()
        })
        .sort_by_file_name(std::cmp::Ord::cmp)
        .build();
    let mut found = Vec::new();
    for entry in walk {
        let (path, trouble) = match entry {
            Ok(entry) => {
                let Some(kind) = entry.file_type() else {
                    continue;
                };
                if kind.is_dir() {
                    continue;
                }
                let what = std::fs::metadata(entry.path());
                let trouble = if what.as_ref().is_ok_and(std::fs::Metadata::is_dir) {
                    // A link to a folder inside is read where that folder is.
                    match entry.path().canonicalize() {
                        Ok(place) if place.starts_with(&real_root) => continue,
                        _ => Some(outside()),
                    }
                } else {
                    (!what.is_ok_and(|m| m.is_file())).then(irregular)
                };
                (entry.into_path(), trouble)
            }
            Err(error) => match path_of(&error) {
                Some(path) => {
                    let said = error.io_error().map(crate::system).unwrap_or_default();
                    let said = Wording::new(
                        format!("不能读取：{}", said.zh),
                        format!("cannot be read: {}", said.en),
                    );
                    (path, Some(said))
                }
                None => continue,
            },
        };
        if is_source(&path) {
            found.push(Found {
                name: relative(root, &path),
                path,
                named: false,
                trouble,
            });
        }
    }
    found
}

/// A pipe, a device, a broken link: reading it might never end.
fn irregular() -> Wording {
    Wording::new(
        "不是普通文件（管道、设备或失效的链接），未读取",
        "it is no regular file (a pipe, a device or a broken link) and is not read",
    )
}

/// A link to a folder elsewhere: who gave this PATH did not give that one.
fn outside() -> Wording {
    Wording::new(
        "是指向所给路径之外文件夹的链接，未读取；如需读取，请直接给出该文件夹",
        "it is a link to a folder outside of the PATH given and is not followed; give that folder too if it is meant",
    )
}

fn path_of(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::WithDepth { err, .. } => path_of(err),
        _ => None,
    }
}

/// Whether a file of this name may be a source: not hidden, no document about the data, no code.
pub(crate) fn is_source(path: &Path) -> bool {
    let Some(name) = path.file_name().map(|n| n.to_string_lossy()) else {
        return false;
    };
    // `~$x.xlsx` is the lock of an open workbook.
    if name.starts_with('.') || name.starts_with("~$") {
        return false;
    }
    let extension = path
        .extension()
        .map(|e| e.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    !NOT_SOURCES.contains(&extension.as_str())
}

fn relative(root: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<String> = inside
        .components()
        .map(|c| c.as_os_str().to_string_lossy().into_owned())
        .collect();
    parts.join("/")
}

/// Two PATHs may hold files of one name; their parent folders' names tell them apart, as far up as needed.
fn distinguish(all: &mut [Found]) {
    for _ in 0..16 {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for found in all.iter() {
            *seen.entry(&found.name).or_default() += 1;
        }
        let twice: Vec<String> = seen
            .iter()
            .filter(|(_, n)| **n > 1)
            .map(|(name, _)| (*name).to_owned())
            .collect();
        if twice.is_empty() {
            return;
        }
        for found in all.iter_mut().filter(|f| twice.contains(&f.name)) {
            let depth = found.name.split('/').count();
            let longer: Vec<String> = found
                .path
                .components()
                .rev()
                .take(depth + 1)
                .map(|c| c.as_os_str().to_string_lossy().into_owned())
                .collect();
            let name: Vec<String> = longer.into_iter().rev().filter(|p| p != "/").collect();
            found.name = name.join("/");
        }
    }
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    reason = "A test that cannot prepare its folder has failed."
)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("sanzi-walk-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(&dir).unwrap();
        dir
    }

    #[test]
    fn files_come_sorted_without_hidden_code_and_outputs() {
        let dir = folder("sorted");
        for file in [
            "b/2.csv",
            "b/1.csv",
            "a.xlsx",
            ".hidden.csv",
            "sanzi.toml",
            "README.md",
            "x.py",
            "out/run.json",
            "out/hits.csv",
            "~$a.xlsx",
        ] {
            std::fs::create_dir_all(dir.join(file).parent().unwrap()).unwrap();
            std::fs::write(dir.join(file), "x").unwrap();
        }
        let names: Vec<String> = files(std::slice::from_ref(&dir))
            .unwrap()
            .into_iter()
            .map(|f| f.name)
            .collect();
        assert_eq!(names, ["a.xlsx", "b/1.csv", "b/2.csv"]);
        let both = files(&[dir.join("a.xlsx"), dir.clone()]).unwrap();
        assert_eq!(both.len(), 3);
        assert!(both.iter().any(|f| f.name == "a.xlsx" && f.named));
        std::fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn names_that_clash_get_their_folders() {
        let dir = folder("clash");
        for file in ["x/1.csv", "y/1.csv"] {
            std::fs::create_dir_all(dir.join(file).parent().unwrap()).unwrap();
            std::fs::write(dir.join(file), file).unwrap();
        }
        let names: Vec<String> = files(&[dir.join("y"), dir.join("x")])
            .unwrap()
            .into_iter()
            .map(|f| f.name)
            .collect();
        assert_eq!(names, ["x/1.csv", "y/1.csv"]);
        std::fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_path_that_does_not_exist_is_an_error() {
        assert!(matches!(
            files(&[PathBuf::from("没有这个路径.csv")]),
            Err(Error::Path { .. })
        ));
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_ends() {
        let dir = folder("loop");
        std::fs::write(dir.join("1.csv"), "x").unwrap();
        std::os::unix::fs::symlink(&dir, dir.join("again")).unwrap();
        let names: Vec<String> = files(std::slice::from_ref(&dir))
            .unwrap()
            .into_iter()
            .map(|f| f.name)
            .collect();
        assert_eq!(names, ["1.csv"]);
        std::fs::remove_dir_all(dir).unwrap();
    }
}
