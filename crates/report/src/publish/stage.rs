//! A run's outputs on their way: written beside the old ones, made to last, then swapped in by two renames.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::faults;
use super::place::{Place, sync_folder};
use crate::Error;

/// Outputs that are not yet published; dropped unpublished, they are removed.
#[derive(Debug)]
pub(crate) struct Stage {
    place: Place,
    folder: PathBuf,
    unique: String,
    files: Vec<Written>,
    published: bool,
}

/// One file of a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// Name in the folder.
    pub(crate) name: String,
    /// SHA-256, lower-case hex.
    pub(crate) sha256: String,
    /// Size.
    pub(crate) bytes: u64,
}

impl Stage {
    /// An empty sibling of `out`, which only its owner can enter.
    pub(crate) fn beside(out: &Path) -> Result<Self, Error> {
        let place = Place::of(out)?;
        let prefix = format!("{}{NEW}", place.name);
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).rand_bytes(8);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder = faults::point()
            .and_then(|()| builder.tempdir_in(&place.parent))
            .map_err(|cause| place.unwritable(cause))?
            .keep();
        let unique = folder
            .file_name()
            .and_then(|name| name.to_str())
            .and_then(|name| name.strip_prefix(&prefix))
            .unwrap_or_default()
            .to_owned();
        Ok(Self {
            place,
            folder,
            unique,
            files: Vec::new(),
            published: false,
        })
    }

    /// Writes one file and makes it last.
    pub(crate) fn file(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        let written = self.fill(name, fill).map_err(|cause| Error::Write {
            path: self.place.folder.join(name),
            cause,
            needed: None,
        })?;
        self.files.push(written);
        Ok(())
    }

    /// What was written so far.
    pub(crate) fn files(&self) -> &[Written] {
        &self.files
    }

    /// Puts the stage in the place of the old outputs.
    ///
    /// # Errors
    /// A rename that fails; the old outputs are then where they were.
    pub(crate) fn publish(mut self) -> Result<PathBuf, Error> {
        let place = self.place.clone();
        let old = place.sibling(OLD, &self.unique);
        let swap = |cause| place.swap(cause);
        faults::point()
            .and_then(|()| sync_folder(&self.folder))
            .map_err(swap)?;
        let replaces = place.folder.exists();
        if replaces {
            faults::point()
                .and_then(|()| fs::rename(&place.folder, &old))
                .map_err(swap)?;
        }
        if let Err(cause) = faults::point().and_then(|()| fs::rename(&self.folder, &place.folder)) {
            if replaces {
                fs::rename(&old, &place.folder).map_err(swap)?;
            }
            return Err(place.swap(cause));
        }
        self.published = true;
        // From here on the new run is in its place: what fails now is mended by the next start, and is no failure of this one.
        let synced = sync_folder(&place.parent);
        if replaces && synced.is_ok() {
            let _ = fs::remove_dir_all(&old);
        }
        Ok(place.folder.clone())
    }

    fn fill(
        &self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<Written> {
        faults::point()?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let opened = options.open(self.folder.join(name))?;
        let mut out = BufWriter::with_capacity(
            1 << 16,
            Hashing {
                file: opened,
                hash: Sha256::new(),
                bytes: 0,
            },
        );
        fill(&mut out)?;
        let hashing = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        faults::point()?;
        hashing.file.sync_all()?;
        Ok(Written {
            name: name.to_owned(),
            sha256: hex(&hashing.hash.finalize()),
            bytes: hashing.bytes,
        })
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if !self.published {
            // What cannot be removed now is removed by the next start.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Mark of a new output on its way.
pub(super) const NEW: &str = ".new-";
/// Mark of an old output on its way out.
pub(super) const OLD: &str = ".old-";

/// SHA-256 of a file, lower-case hex.
pub(super) fn sha256_of(path: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = io::Read::read(&mut file, &mut buffer)?;
        if count == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(buffer.get(..count).unwrap_or_default());
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

struct Hashing {
    file: File,
    hash: Sha256,
    bytes: u64,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        faults::point()?;
        let count = self.file.write(bytes)?;
        self.hash.update(bytes.get(..count).unwrap_or_default());
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
