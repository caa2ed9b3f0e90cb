//! Where outputs go, and whether they may go there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::Error;

/// Looks, before anything is scanned, whether outputs can be published at `out`.
///
/// # Errors
/// A folder that is not ours, a path that is no folder, a missing or unwritable parent.
pub fn check(out: &Path) -> Result<(), Error> {
    let place = Place::of(out)?;
    if place.folder.exists() {
        let mut names = fs::read_dir(&place.folder)
            .map_err(|cause| place.unwritable(cause))?
            .filter_map(Result::ok);
        let ours = place.folder.join(RUN_RECORD).is_file();
        if !ours && names.next().is_some() {
            return Err(Error::NotOurs {
                path: out.to_owned(),
            });
        }
    }
    tempfile::Builder::new()
        .prefix(&format!(".{}.probe-", place.name))
        .tempfile_in(&place.parent)
        .map(drop)
        .map_err(|cause| place.unwritable(cause))
}

/// The file that makes a folder ours.
pub(super) const RUN_RECORD: &str = "run.json";

/// An output folder with links resolved.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The folder, whether it exists or not.
    pub(super) folder: PathBuf,
    /// The folder that holds it.
    pub(super) parent: PathBuf,
    /// Its own name.
    pub(super) name: String,
}

impl Place {
    /// Resolves `out`, so that renames happen where the folder truly is.
    pub(super) fn of(out: &Path) -> Result<Self, Error> {
        let unwritable = |cause| Error::Unwritable {
            path: out.to_owned(),
            cause,
        };
        let not_a_folder = || Error::NotAFolder {
            path: out.to_owned(),
        };
        let folder = match fs::metadata(out) {
            Ok(found) if !found.is_dir() => return Err(not_a_folder()),
            Ok(_) => fs::canonicalize(out).map_err(unwritable)?,
            Err(_) if fs::symlink_metadata(out).is_ok() => return Err(not_a_folder()),
            Err(_) => {
                let name = out.file_name().ok_or_else(not_a_folder)?;
                let parent = match out.parent() {
                    Some(parent) if !parent.as_os_str().is_empty() => parent,
                    _ => Path::new("."),
                };
                fs::canonicalize(parent).map_err(unwritable)?.join(name)
            }
        };
        let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
            return Err(not_a_folder());
        };
        let name = name
            .to_str()
            .ok_or_else(|| unwritable(io::Error::from(io::ErrorKind::InvalidFilename)))?;
        Ok(Self {
            parent: parent.to_owned(),
            name: name.to_owned(),
            folder: folder.clone(),
        })
    }

    /// A sibling of the folder, `out.new-Ab3…`.
    pub(super) fn sibling(&self, mark: &str, unique: &str) -> PathBuf {
        self.parent.join(format!("{}{mark}{unique}", self.name))
    }

    pub(super) fn unwritable(&self, cause: io::Error) -> Error {
        Error::Unwritable {
            path: self.folder.clone(),
            cause,
        }
    }

    pub(super) fn swap(&self, cause: io::Error) -> Error {
        Error::Swap {
            path: self.folder.clone(),
            cause,
        }
    }
}

/// Makes renames in a folder last through a power cut; systems without such a call need none.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        fs::File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_replaced() {
        let home = tempfile::tempdir().expect("a scratch folder");
        let path = |name: &str| home.path().join(name);
        fs::create_dir(path("empty")).expect("made");
        fs::create_dir(path("ours")).expect("made");
        fs::write(path("ours/run.json"), "{}").expect("written");
        fs::create_dir(path("theirs")).expect("made");
        fs::write(path("theirs/letter.txt"), "x").expect("written");
        fs::write(path("file"), "x").expect("written");
        assert!(check(&path("new")).is_ok());
        assert!(check(&path("empty")).is_ok());
        assert!(check(&path("ours")).is_ok());
        assert!(matches!(check(&path("theirs")), Err(Error::NotOurs { .. })));
        assert!(matches!(
            check(&path("file")),
            Err(Error::NotAFolder { .. })
        ));
        assert!(matches!(
            check(&path("file/out")),
            Err(Error::Unwritable { .. })
        ));
        assert!(matches!(
            check(&path("missing/out")),
            Err(Error::Unwritable { .. })
        ));
        assert!(matches!(
            check(Path::new("/")),
            Err(Error::NotAFolder { .. } | Error::NotOurs { .. })
        ));
        let left: Vec<_> = fs::read_dir(home.path()).expect("listed").collect();
        assert_eq!(left.len(), 4, "the probe is gone");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_resolved_and_dangling_ones_refused() {
        let home = tempfile::tempdir().expect("a scratch folder");
        let path = |name: &str| home.path().join(name);
        fs::create_dir(path("real")).expect("made");
        std::os::unix::fs::symlink(path("real"), path("link")).expect("linked");
        std::os::unix::fs::symlink(path("nowhere"), path("dangling")).expect("linked");
        let place = Place::of(&path("link")).expect("resolved");
        assert_eq!(place.name, "real");
        assert!(matches!(
            check(&path("dangling")),
            Err(Error::NotAFolder { .. })
        ));
    }
}
