//! Which files a rules folder holds.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use ledger::Wording;

use crate::Diagnostic;

static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../rules");

/// The folder of index files.
const INDICES: &str = "indices";
/// Folders of a rules folder that hold no rules.
const APART: [&str; 2] = ["lists", INDICES];
/// Largest rule file, in bytes.
const LARGEST: u64 = 1024 * 1024;
/// Most bytes of all rule files of a folder.
const LARGEST_SUM: u64 = 256 * 1024 * 1024;
/// Most files of a folder.
const MOST: usize = 10_000;
/// Deepest folder under the rules folder.
const DEEPEST: usize = 16;

/// A rule file: its name relative to the folder, with `/`, and its text.
pub(super) type Read = (String, String);

/// The rule files that the binary carries, by name.
pub(super) fn shipped() -> Vec<Read> {
    let mut files = Vec::new();
    let mut folders = vec![&SHIPPED];
    while let Some(folder) = folders.pop() {
        let apart = |path: &Path| APART.iter().any(|name| path == Path::new(name));
        folders.extend(folder.dirs().filter(|d| !apart(d.path())));
        files.extend(folder.files().filter_map(|f| {
            let name = f.path().to_str()?.replace('\\', "/");
            Some((name, f.contents_utf8()?.to_owned()))
        }));
    }
    files.retain(|(name, _)| is_rule(Path::new(name)));
    files.sort();
    files
}

/// The index files that the binary carries, by name.
pub(super) fn shipped_indices() -> Vec<Read> {
    let files = SHIPPED.get_dir(INDICES).map(Dir::files);
    let mut files: Vec<Read> = files
        .into_iter()
        .flatten()
        .filter(|f| is_rule(f.path()))
        .filter_map(|f| {
            let name = f.path().to_str()?.replace('\\', "/");
            Some((name, f.contents_utf8()?.to_owned()))
        })
        .collect();
    files.sort();
    files
}

/// The index files under a rules folder; those that the binary carries where it has no folder of its own for them.
pub(super) fn indices(root: &Path) -> (Vec<Read>, Vec<Diagnostic>) {
    let folder = root.join(INDICES);
    if !folder.is_dir() {
        return (shipped_indices(), Vec::new());
    }
    let (files, faults) = read(&folder);
    let named = |(name, text): Read| (format!("{INDICES}/{name}"), text);
    (files.into_iter().map(named).collect(), faults)
}

/// The rule files under a folder, by name, and what cannot be read there. Its own `lists` and `indices` are not rules.
pub(super) fn read(root: &Path) -> (Vec<Read>, Vec<Diagnostic>) {
    let mut walk = Walk {
        root: root.to_owned(),
        files: Vec::new(),
        bytes: 0,
        seen: BTreeSet::new(),
        faults: Vec::new(),
    };
    match fs::canonicalize(root) {
        Ok(real) => {
            walk.seen.insert(real.clone());
            walk.folder(root, &real, 0);
        }
        Err(error) => walk.unreadable(root, &error),
    }
    walk.files.sort();
    (walk.files, walk.faults)
}

/// The mistake of a folder without a single rule: a run with it would find nothing, whatever the books hold.
pub(super) fn empty(root: &Path) -> Diagnostic {
    Diagnostic {
        file: root.to_string_lossy().replace('\\', "/"),
        source: "".into(),
        span: 0..0,
        code: "no-rules",
        message: Wording::new(
            "该文件夹下没有规则文件（.toml）",
            "there is no rule file (.toml) in this folder",
        ),
        help: Wording::new(
            "请核对路径；写法见 rules/README.md 的“二十行写一条规则”，不写 --rules 则用内置规则。",
            "Check the path; rules/README.md shows a rule in twenty lines, and without --rules the built-in ones run.",
        ),
    }
}

struct Walk {
    root: PathBuf,
    files: Vec<Read>,
    bytes: u64,
    /// Folders that were walked, so that a link to one of them does not lead round in circles.
    seen: BTreeSet<PathBuf>,
    faults: Vec<Diagnostic>,
}

impl Walk {
    fn folder(&mut self, folder: &Path, real_root: &Path, depth: usize) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(folder, &error),
        };
        let mut paths: Vec<PathBuf> = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => paths.push(entry.path()),
                Err(error) => self.unreadable(folder, &error),
            }
        }
        paths.sort();
        for path in paths {
            let hidden = path
                .file_name()
                .is_none_or(|n| n.to_string_lossy().starts_with('.'));
            let apart = APART.iter().any(|name| path == self.root.join(name));
            if !hidden && !apart {
                self.path(&path, real_root, depth);
            }
        }
    }

    fn path(&mut self, path: &Path, real_root: &Path, depth: usize) {
        let real = match fs::canonicalize(path) {
            Ok(real) => real,
            Err(error) => return self.unreadable(path, &error),
        };
        if !real.starts_with(real_root) {
            return self.fault(
                path,
                "outside-folder",
                (
                    "链接指向规则文件夹之外",
                    "the link leads out of the rules folder",
                ),
                (
                    "把文件本身放进规则文件夹。",
                    "Put the file itself into the folder.",
                ),
            );
        }
        match fs::metadata(&real) {
            Err(error) => self.unreadable(path, &error),
            Ok(found) if found.is_dir() => {
                if !self.seen.insert(real) {
                    return;
                }
                if depth + 1 > DEEPEST {
                    self.fault(
                        path,
                        "too-deep",
                        (
                            "文件夹嵌套超过 16 层",
                            "folders are nested more than 16 deep",
                        ),
                        ("把规则放到较浅的文件夹中。", "Move the rules further up."),
                    );
                } else {
                    self.folder(path, real_root, depth + 1);
                }
            }
            Ok(found) if is_rule(path) => self.file(path, found.len()),
            Ok(_) => {}
        }
    }

    fn file(&mut self, path: &Path, bytes: u64) {
        if bytes > LARGEST {
            return self.fault(
                path,
                "too-large",
                ("规则文件超过 1 MiB", "the rule file is larger than 1 MiB"),
                (
                    "把它拆成几个规则文件，或把长词表移到 lists。",
                    "Split it, or move long lists to `lists`.",
                ),
            );
        }
        self.bytes = self.bytes.saturating_add(bytes);
        if self.files.len() >= MOST || self.bytes > LARGEST_SUM {
            return self.fault(
                path,
                "too-many",
                (
                    "规则文件超过 10,000 个，或合计超过 256 MiB",
                    "there are more than 10,000 rule files, or more than 256 MiB of them",
                ),
                (
                    "请确认给出的是规则文件夹。",
                    "Make sure that this is the rules folder.",
                ),
            );
        }
        match fs::read(path).map(String::from_utf8) {
            Ok(Ok(text)) => self.files.push((self.name(path), text)),
            Ok(Err(_)) => self.fault(
                path,
                "not-utf8",
                ("规则文件不是 UTF-8 编码", "the rule file is not in UTF-8"),
                ("请另存为 UTF-8 编码。", "Save it as UTF-8."),
            ),
            Err(error) => self.unreadable(path, &error),
        }
    }

    fn unreadable(&mut self, path: &Path, error: &std::io::Error) {
        let said = ledger::system(error);
        let message = Wording::new(
            format!("无法读取：{}", said.zh),
            format!("it cannot be read: {}", said.en),
        );
        self.push(
            path,
            "unreadable",
            message,
            Wording::new("请检查路径和权限。", "Check the path and its permissions."),
        );
    }

    fn fault(
        &mut self,
        path: &Path,
        code: &'static str,
        message: (&str, &str),
        help: (&str, &str),
    ) {
        self.push(
            path,
            code,
            Wording::new(message.0, message.1),
            Wording::new(help.0, help.1),
        );
    }

    fn push(&mut self, path: &Path, code: &'static str, message: Wording, help: Wording) {
        let repeated = self
            .faults
            .iter()
            .any(|f| f.code == "too-many" && code == "too-many");
        if !repeated {
            self.faults.push(Diagnostic {
                file: self.name(path),
                source: "".into(),
                span: 0..0,
                code,
                message,
                help,
            });
        }
    }

    /// The name relative to the folder; the folder as given where the path is the folder itself.
    fn name(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        let shown = if inside.as_os_str().is_empty() {
            path
        } else {
            inside
        };
        shown.to_string_lossy().replace('\\', "/")
    }
}

fn is_rule(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "toml")
}
