//! Publishing a run: every record and every format asked for, as a whole.

use std::io;
use std::path::Path;

use engine::Findings;
use ledger::Ledger;

use crate::dossier::{Books, Dossier};
use crate::publish::{Stage, Written};
use crate::records::{RECORDS, UNITS, run};
use crate::summary::{judged, summary};
use crate::writers::{Into, table::render};
use crate::{Error, Format, Masker, Published, WriteOptions, check, lock, recover};

/// Writes the outputs of a run and publishes them at `out`: `hits.csv`, `coverage.csv`, `rejects.csv`, `units.csv` (unless only hits
/// are asked for), `run.json`, `timings.json`, and the files of `formats`. The old outputs are replaced as a whole, or not at all.
///
/// # Errors
/// A place that is not ours or cannot be written, another run that holds it, a failing disk, an input that changed since
/// it was scanned. The old outputs are then untouched.
pub fn write(
    ledger: &Ledger,
    findings: &Findings,
    out: &Path,
    formats: &[Format],
    options: &WriteOptions,
) -> Result<Published, Error> {
    let masker = Masker::of(ledger, options.reveal.is_some());
    let dossier = Dossier::new(Books::of(ledger), findings, options, masker);
    publish(&dossier, out, formats, &|| {
        if formats.iter().any(|format| format.entry().cites) {
            dossier.cite(ledger.cite(&dossier.rows())?);
        }
        Ok(())
    })
}

/// Whether any of these formats shows leads; where none does neither leads nor units are written, for `engine::Options::most_leads` and
/// `without_units`.
pub fn shows(formats: &[Format]) -> bool {
    let shows = |format: &Format| !matches!(format.entry().into, Into::Nothing);
    formats.iter().any(shows)
}

/// The leads of a run as a table for a terminal, masked, without publishing anything.
pub fn table(ledger: &Ledger, findings: &Findings, options: &WriteOptions) -> String {
    let masker = Masker::of(ledger, options.reveal.is_some());
    render(&Dossier::new(Books::of(ledger), findings, options, masker))
}

/// Fetches what only some files show.
type Fetch<'a> = &'a (dyn Fn() -> Result<(), ledger::Error> + Sync);

/// Publishes what a dossier holds, and what `cite` adds to it.
pub(crate) fn publish(
    dossier: &Dossier<'_>,
    out: &Path,
    formats: &[Format],
    cite: Fetch<'_>,
) -> Result<Published, Error> {
    let _held = if dossier.options.lock.is_some() {
        None
    } else {
        let held = lock(out)?;
        recover(out)?;
        Some(held)
    };
    check(out)?;
    staged(dossier, out, formats, cite).map_err(|error| match error {
        Error::Write { path, cause, .. } if is_full(&cause) => Error::Write {
            path,
            cause,
            needed: size(dossier, formats),
        },
        other => other,
    })
}

fn is_full(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

/// Bytes of all files of the output, written to nowhere; none where they cannot be told.
fn size(dossier: &Dossier<'_>, formats: &[Format]) -> Option<u64> {
    let mut counted = Counted(0);
    for (name, fill) in RECORDS {
        if name != UNITS || shows(formats) {
            fill(dossier, &mut counted).ok()?;
        }
    }
    for format in formats {
        match format.entry().into {
            Into::File(_) => (format.entry().write)(dossier, &mut counted).ok()?,
            Into::Files(files) => {
                for (_, fill) in files {
                    fill(dossier, &mut counted).ok()?;
                }
            }
            Into::Screen | Into::Nothing => {}
        }
    }
    run(dossier, &[], &mut counted).ok()?;
    Some(counted.0)
}

/// Counts what is written.
struct Counted(u64);

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes all files beside the old ones and swaps them in.
fn staged(
    dossier: &Dossier<'_>,
    out: &Path,
    formats: &[Format],
    cite: Fetch<'_>,
) -> Result<Published, Error> {
    let mut stage = Stage::beside(out)?;
    // Records show no raw cells: while they are written, the sources are read again.
    let mut cited = Ok(());
    let recorded: Result<(), Error> = rayon::in_place_scope(|scope| {
        scope.spawn(|_| cited = cite());
        let mut records = RECORDS.iter();
        records.try_for_each(|(name, fill)| {
            if *name != UNITS || shows(formats) {
                stage.file(name, |to| fill(dossier, to))?;
            }
            Ok(())
        })
    });
    cited?;
    recorded?;
    let mut table = None;
    for (at, format) in formats.iter().enumerate() {
        let entry = format.entry();
        match entry.into {
            // A format that is asked for twice is written once.
            _ if formats.iter().take(at).any(|earlier| earlier == format) => {}
            Into::File(name) => {
                stage.file(name, |to| (entry.write)(dossier, to))?;
            }
            Into::Files(files) => {
                for (name, fill) in files {
                    stage.file(name, |to| fill(dossier, to))?;
                }
            }
            Into::Screen => table = Some(render(dossier)),
            Into::Nothing => {}
        }
    }
    let files: Vec<Written> = stage.files().to_vec();
    stage.file("run.json", |to| run(dossier, &files, to))?;
    let written = stage.files().iter();
    let files = written
        .map(|f| (f.name.clone(), f.sha256.clone()))
        .collect();
    let path = stage.publish()?;
    Ok(Published {
        path,
        files,
        table,
        summary: summary(dossier),
        truncated: dossier.truncated.clone(),
        judged: judged(dossier.books, dossier.findings),
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::publish::arm;
    use crate::sample::{self, Sample};

    fn published(
        sample: &Sample,
        out: &Path,
        formats: &[Format],
        options: &WriteOptions,
    ) -> Result<Published, Error> {
        publish(&sample.dossier(options), out, formats, &|| Ok(()))
    }

    fn contents(out: &Path) -> Vec<(String, Vec<u8>)> {
        let mut all: Vec<_> = fs::read_dir(out)
            .expect("listed")
            .map(|entry| entry.expect("entry").path())
            .map(|path| {
                (
                    path.file_name()
                        .expect("named")
                        .to_string_lossy()
                        .into_owned(),
                    fs::read(&path).expect("read"),
                )
            })
            .collect();
        all.sort();
        all
    }

    #[test]
    fn equal_runs_have_equal_bytes() {
        let home = tempfile::tempdir().expect("a scratch folder");
        let (one, two) = (home.path().join("one"), home.path().join("two"));
        let options = WriteOptions::default();
        let first = published(
            &sample::sample(),
            &one,
            &Format::all().collect::<Vec<_>>(),
            &options,
        )
        .expect("published");
        let second = published(
            &sample::sample(),
            &two,
            &Format::all().collect::<Vec<_>>(),
            &options,
        )
        .expect("published");
        assert_eq!(first.files, second.files);
        assert_eq!(contents(&one), contents(&two));
        let names: Vec<String> = contents(&one).into_iter().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            [
                "coverage.arrow",
                "coverage.csv",
                "coverage.parquet",
                "hits.arrow",
                "hits.csv",
                "hits.parquet",
                "leads.arrow",
                "leads.csv",
                "leads.jsonl",
                "leads.md",
                "leads.parquet",
                "leads.xlsx",
                "rejects.csv",
                "run.json",
                "timings.json",
                "units.csv"
            ]
        );
        assert!(first.table.is_some());
    }

    #[test]
    fn no_raw_name_or_number_leaves_but_with_reveal() {
        let home = tempfile::tempdir().expect("a scratch folder");
        let out = home.path().join("out");
        let sample = sample::sample();
        let leaked = |out: &Path| {
            let files = contents(out);
            let xlsx = crate::writers::xlsx::texts(
                &files
                    .iter()
                    .find(|(n, _)| n == "leads.xlsx")
                    .expect("a workbook")
                    .1,
            );
            let mut texts: Vec<String> = files
                .iter()
                .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
                .collect();
            texts.push(xlsx.join("\n"));
            sample::CANARIES
                .iter()
                .filter(|canary| texts.iter().any(|text| text.contains(**canary)))
                .count()
        };
        let all: Vec<Format> = Format::all().collect();
        let formats = all.as_slice();
        let first = published(&sample, &out, formats, &WriteOptions::default()).expect("published");
        assert_eq!(leaked(&out), 0);
        assert!(
            !sample::CANARIES.iter().any(|c| first
                .table
                .as_deref()
                .unwrap_or_default()
                .contains(c))
        );
        let reveal = WriteOptions {
            reveal: Some("复核需要".to_owned()),
            ..WriteOptions::default()
        };
        published(&sample, &out, formats, &reveal).expect("published");
        assert_eq!(leaked(&out), sample::CANARIES.len());
        let run = fs::read_to_string(out.join("run.json")).expect("read");
        assert!(run.contains("\"reveal\": \"复核需要\"") && run.contains("\"masked\": false"));
    }

    #[test]
    fn a_failing_disk_leaves_the_old_outputs() {
        let home = tempfile::tempdir().expect("a scratch folder");
        let out = home.path().join("out");
        let sample = sample::sample();
        let formats = [Format::Jsonl, Format::Csv];
        published(&sample, &out, &[Format::Hits], &WriteOptions::default()).expect("published");
        let before = contents(&out);
        let mut failures = 0;
        loop {
            arm(Some(failures));
            let result = published(&sample, &out, &formats, &WriteOptions::default());
            arm(None);
            if let Err(Error::Write { needed, .. }) = &result {
                assert!(needed.is_some_and(|bytes| bytes > 1_000));
            }
            if result.is_ok() {
                break;
            }
            assert_eq!(contents(&out), before, "after {failures} points");
            assert_eq!(fs::read_dir(home.path()).expect("listed").count(), 1);
            failures += 1;
        }
        assert!(failures > 20, "only {failures} points");
        assert_eq!(contents(&out).len(), 8);
    }

    #[test]
    fn refusals() {
        let home = tempfile::tempdir().expect("a scratch folder");
        let out = home.path().join("out");
        fs::create_dir(&out).expect("made");
        fs::write(out.join("letter.txt"), "x").expect("written");
        let sample = sample::sample();
        let refused = published(&sample, &out, &[], &WriteOptions::default());
        assert!(matches!(refused, Err(Error::NotOurs { .. })));
        fs::remove_dir_all(&out).expect("removed");
        let held = lock(&out).expect("free");
        let refused = published(&sample, &out, &[], &WriteOptions::default());
        assert!(matches!(refused, Err(Error::Locked { .. })));
        let options = WriteOptions {
            lock: Some(held),
            ..WriteOptions::default()
        };
        assert!(published(&sample, &out, &[], &options).is_ok());
    }

    #[test]
    fn leads_over_the_most_are_kept_as_hits_and_said() {
        let home = tempfile::tempdir().expect("a scratch folder");
        let out = home.path().join("out");
        let mut sample = sample::sample();
        sample.findings.leads.remove(0);
        let options = WriteOptions::default();
        let done = published(&sample, &out, &[Format::Jsonl], &options).expect("published");
        assert_eq!(done.truncated, [("A01".to_owned(), 2)]);
        let leads = fs::read_to_string(out.join("leads.jsonl")).expect("read");
        assert_eq!(
            leads
                .lines()
                .filter(|l| l.contains("\"rule_id\":\"A01\""))
                .count(),
            1
        );
        let run: serde_json::Value =
            serde_json::from_slice(&fs::read(out.join("run.json")).expect("read")).expect("json");
        assert_eq!(run["truncated"][0]["leads"], 2);
        assert_eq!(run["truncated"][0]["shown"], 1);
        let hits = fs::read_to_string(out.join("hits.csv")).expect("read");
        assert_eq!(hits.lines().count(), sample.findings.hits.len() + 1);
    }
}
