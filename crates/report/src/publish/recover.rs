//! What an interrupted run left beside its output folder, and how the next start finishes it.

use std::fs;
use std::path::{Path, PathBuf};

use super::place::{Place, RUN_RECORD, sync_folder};
use super::stage::{NEW, OLD, sha256_of};
use crate::Error;

/// What the start of a run found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// Nothing was interrupted.
    Nothing,
    /// The swap had begun: the new outputs, complete on disk, were put in place.
    Finished,
    /// The old outputs were put back.
    Restored,
    /// Leftovers were removed; the outputs in place were not touched.
    Cleaned,
}

/// Finishes the swap that an earlier run was interrupted in. To be called while [`crate::lock`] is held.
///
/// # Errors
/// A parent that cannot be listed, or a rename that fails.
pub fn recover(out: &Path) -> Result<Recovery, Error> {
    let place = Place::of(out)?;
    let swap = |cause| place.swap(cause);
    let new = siblings(&place, NEW)?;
    let old = siblings(&place, OLD)?;
    if new.is_empty() && old.is_empty() {
        return Ok(Recovery::Nothing);
    }
    let mut found = Recovery::Cleaned;
    // An empty folder is what a user made to be written into; it is not a run that could be lost.
    if fs::remove_dir(&place.folder).is_ok() || !place.folder.exists() {
        let unique = |path: &PathBuf| path.to_string_lossy().rsplit('-').next().map(str::to_owned);
        let paired = |path: &&PathBuf| old.iter().any(|o| unique(o) == unique(path));
        let complete: Vec<&PathBuf> = new.iter().filter(|path| whole(path)).collect();
        let chosen = complete
            .iter()
            .copied()
            .find(paired)
            .or(complete.last().copied());
        if let Some(path) = chosen {
            fs::rename(path, &place.folder).map_err(swap)?;
            found = Recovery::Finished;
        } else if let Some(path) = old.last() {
            fs::rename(path, &place.folder).map_err(swap)?;
            found = Recovery::Restored;
        }
        sync_folder(&place.parent).map_err(swap)?;
    }
    // Old runs are let go only once a run stands whole in their place.
    let safe = whole(&place.folder);
    for path in new.iter().chain(old.iter().filter(|_| safe)) {
        if path.exists() {
            fs::remove_dir_all(path).map_err(swap)?;
        }
    }
    Ok(found)
}

/// Whether a folder holds a complete run: its record, and every file with the hash that the record states.
pub(super) fn whole(folder: &Path) -> bool {
    let Ok(text) = fs::read_to_string(folder.join(RUN_RECORD)) else {
        return false;
    };
    let Ok(record) = serde_json::from_str::<serde_json::Value>(&text) else {
        return false;
    };
    let Some(outputs) = record.get("outputs").and_then(|o| o.as_array()) else {
        return false;
    };
    outputs.iter().all(|output| {
        let Some(name) = output.get("file").and_then(|f| f.as_str()) else {
            return false;
        };
        let path = folder.join(name);
        match output.get("sha256").and_then(|h| h.as_str()) {
            Some(stated) => sha256_of(&path).is_ok_and(|found| found == stated),
            None => path.is_file(),
        }
    })
}

/// Folders beside the place that only a run of ours would have named so, sorted.
fn siblings(place: &Place, mark: &str) -> Result<Vec<PathBuf>, Error> {
    let prefix = format!("{}{mark}", place.name);
    let ours = |name: &str| {
        name.strip_prefix(&prefix)
            .is_some_and(|rest| rest.len() == 8 && rest.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    let listed = fs::read_dir(&place.parent).map_err(|cause| place.unwritable(cause))?;
    let mut found: Vec<PathBuf> = listed
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter(|entry| entry.file_name().to_str().is_some_and(ours))
        .map(|entry| entry.path())
        .collect();
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::{Stage, faults};

    fn stage(out: &Path, text: &str) -> Result<Stage, Error> {
        let mut stage = Stage::beside(out)?;
        stage.file("hits.csv", |to| to.write_all(text.as_bytes()))?;
        let hash = &stage.files().last().expect("written").sha256;
        let record = format!(r#"{{"outputs":[{{"file":"hits.csv","sha256":"{hash}"}}]}}"#);
        stage.file("run.json", |to| to.write_all(record.as_bytes()))?;
        Ok(stage)
    }

    fn text(out: &Path) -> String {
        fs::read_to_string(out.join("hits.csv")).unwrap_or_default()
    }

    fn alone(out: &Path) -> bool {
        fs::read_dir(out.parent().expect("a parent"))
            .expect("listed")
            .count()
            == 1
    }

    #[test]
    fn every_failing_point_leaves_the_old_or_the_new_run() {
        let home = tempfile::tempdir().expect("a scratch folder");
        let out = home.path().join("out");
        stage(&out, "old")
            .expect("staged")
            .publish()
            .expect("published");
        let mut passes = 0;
        loop {
            faults::arm(Some(passes));
            let result = stage(&out, "new").and_then(Stage::publish);
            faults::arm(None);
            if result.is_ok() {
                break;
            }
            assert_eq!(text(&out), "old", "after {passes} points");
            assert!(whole(&out) && alone(&out), "after {passes} points");
            passes += 1;
        }
        assert!(passes >= 9, "only {passes} points");
        assert_eq!(text(&out), "new");
        assert!(alone(&out));
    }

    /// Copies what a kill at some instant would leave: `old`, `new` and `out` as given; `None` is absent.
    fn check(
        out_text: Option<&str>,
        new: Option<(&str, bool)>,
        old: Option<&str>,
        expect: (Recovery, &str),
    ) {
        let home = tempfile::tempdir().expect("a scratch folder");
        let out = home.path().join("out");
        let place = |name: &str, text: &str, complete: bool| {
            let made = home.path().join("made");
            stage(&made, text)
                .expect("staged")
                .publish()
                .expect("published");
            if !complete {
                fs::remove_file(made.join("run.json")).expect("removed");
            }
            fs::rename(&made, home.path().join(name)).expect("renamed");
        };
        if let Some(text) = out_text {
            place("out", text, true);
        }
        if let Some((text, complete)) = new {
            place("out.new-AbCd1234", text, complete);
        }
        if let Some(text) = old {
            place("out.old-AbCd1234", text, true);
        }
        let found = recover(&out).expect("recovered");
        assert_eq!((found, text(&out).as_str()), expect);
        let left = fs::read_dir(home.path()).expect("listed").count();
        assert_eq!(left, usize::from(!text(&out).is_empty()));
        assert_eq!(recover(&out).expect("recovered"), Recovery::Nothing);
    }

    #[test]
    fn interrupted_swaps_are_finished() {
        check(Some("a"), None, None, (Recovery::Nothing, "a"));
        check(Some("a"), Some(("b", true)), None, (Recovery::Cleaned, "a"));
        check(
            Some("a"),
            Some(("b", false)),
            None,
            (Recovery::Cleaned, "a"),
        );
        check(
            None,
            Some(("b", true)),
            Some("a"),
            (Recovery::Finished, "b"),
        );
        check(
            None,
            Some(("b", false)),
            Some("a"),
            (Recovery::Restored, "a"),
        );
        check(None, None, Some("a"), (Recovery::Restored, "a"));
        check(None, Some(("b", true)), None, (Recovery::Finished, "b"));
        check(None, Some(("b", false)), None, (Recovery::Cleaned, ""));
        check(Some("b"), None, Some("a"), (Recovery::Cleaned, "b"));
    }

    #[test]
    fn folders_of_others_are_left_alone() {
        let home = tempfile::tempdir().expect("a scratch folder");
        for name in [
            "out.new-plan",
            "out.old-2023",
            "out.new-AbCd12345",
            "other.new-AbCd1234",
        ] {
            fs::create_dir(home.path().join(name)).expect("made");
        }
        assert_eq!(
            recover(&home.path().join("out")).expect("looked"),
            Recovery::Nothing
        );
        assert_eq!(fs::read_dir(home.path()).expect("listed").count(), 4);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().expect("a scratch folder");
        let out = home.path().join("out");
        stage(&out, "x")
            .expect("staged")
            .publish()
            .expect("published");
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!(mode(&out), 0o700);
        assert_eq!(mode(&out.join("hits.csv")), 0o600);
        assert_eq!(mode(&out.join("run.json")), 0o600);
    }
}
