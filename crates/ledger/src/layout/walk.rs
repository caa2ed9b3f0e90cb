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
    let walk = WalkBuilder::new(root)
        .standard_filters(false)
        .hidden(true)
        .follow_links(true)
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
                let regular = std::fs::metadata(entry.path()).is_ok_and(|m| m.is_file());
                let trouble = (!regular).then(irregular);
                (entry.into_path(), trouble)
            }
            Err(error) => match path_of(&error) {
                // A loop of links names a folder that is read already; nothing is missed there.
                Some(path) if !is_loop(&error) => (
                    path,
                    Some(Wording::new(
                        format!("不能读取：{error}"),
                        format!("cannot be read: {error}"),
                    )),
                ),
                _ => continue,
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

fn path_of(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::WithDepth { err, .. } => path_of(err),
        _ => None,
    }
}

fn is_loop(error: &ignore::Error) -> bool {
    match error {
        ignore::Error::Loop { .. } => true,
        ignore::Error::WithPath { err, .. } | ignore::Error::WithDepth { err, .. } => is_loop(err),
        _ => false,
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
