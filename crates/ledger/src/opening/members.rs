//! Files found, as tasks: an archive is one for each file in it that may be a source.

use std::collections::BTreeSet;
use std::path::Path;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::examine::Task;
use super::file::sha256;
use crate::layout::{Found, Pinned, choice, is_source};
use crate::readers::{self, Bytes, Fault, Listed};
use crate::{Choice, Wording};

/// A task for each file, and for each member of an archive; `matched` takes the pins that speak of any of them.
pub(super) fn tasks<'a>(
    files: Vec<Found>,
    pinned: &Pinned<'a>,
    matched: &mut BTreeSet<usize>,
) -> Vec<Task<'a>> {
    let looked: Vec<(Found, Result<Option<Archive>, Fault>)> = files
        .into_par_iter()
        .map(|found| {
            let archive = match found.trouble {
                None => archive(&found),
                Some(_) => Ok(None),
            };
            (found, archive)
        })
        .collect();
    let mut all = Vec::new();
    for (found, archive) in looked {
        let mut task = |member: Option<&str>, bytes: Bytes| {
            let pins = pinned.matching(&found.path, &found.name, member);
            matched.extend(&pins);
            Task {
                name: member.map_or_else(
                    || found.name.clone(),
                    |member| format!("{}!{member}", found.name),
                ),
                bytes,
                named: found.named,
                trouble: found.trouble.clone(),
                pins: pins.iter().filter_map(|at| pinned.pin(*at)).collect(),
                archive: None,
            }
        };
        let whole = Bytes::File(found.path.clone());
        match archive {
            Ok(None) => all.push(task(None, whole)),
            Err(fault) => all.push(Task {
                trouble: Some(fault.text),
                ..task(None, whole)
            }),
            Ok(Some(archive)) if archive.members.is_empty() => all.push(Task {
                trouble: Some(nothing_inside()),
                ..task(None, whole)
            }),
            Ok(Some(archive)) => {
                // Who names an archive of many files has named none of them.
                let alone = archive.members.len() == 1;
                for Listed { name, bytes } in archive.members {
                    let (bytes, trouble) = match bytes {
                        Ok(bytes) => (bytes, None),
                        Err(fault) => (whole.clone(), Some(fault.text)),
                    };
                    let task = task(Some(&name), bytes);
                    all.push(Task {
                        named: task.named && alone,
                        trouble,
                        archive: Some(archive.choice.clone()),
                        ..task
                    });
                }
            }
        }
    }
    all
}

/// An archive whose directory was read.
struct Archive {
    choice: Choice,
    members: Vec<Listed>,
}

fn archive(found: &Found) -> Result<Option<Archive>, Fault> {
    let bytes = Bytes::File(found.path.clone());
    let Some(mut members) = readers::list(&bytes)? else {
        return Ok(None);
    };
    members.retain(|member| may_be_source(&member.name));
    let (hash, _) = sha256(&bytes)?;
    let evidence = Wording::new(
        format!("压缩包“{}”内的文件；压缩包的 SHA-256", found.name),
        format!("a member of {:?}; SHA-256 of the archive", found.name),
    );
    Ok(Some(Archive {
        choice: choice("archive", hash, evidence.zh, evidence.en),
        members,
    }))
}

/// Files in hidden folders, and those that a Mac puts beside each file, are none that a person packed.
fn may_be_source(name: &str) -> bool {
    let mut steps = name.split('/');
    !steps.any(|step| step.starts_with('.') || step == "__MACOSX") && is_source(Path::new(name))
}

fn nothing_inside() -> Wording {
    Wording::new(
        "压缩包内没有可作数据来源的文件",
        "there is no file in the archive that could be a source",
    )
}
