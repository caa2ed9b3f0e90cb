//! Notices about what was asked for and found nothing: pins that match no file, sources without rows.

use std::path::{Path, PathBuf};

use crate::{Config, Notice, Source, SourcePin, SourceState, Wording};

/// What begins a pattern in a path.
const PATTERN: [char; 4] = ['*', '?', '[', '{'];

/// One notice for each pin that matches no file though its place was looked at: most often a slip in its path. One that is
/// about a part of the project that was not asked for is passed over, and so is an expected one, which is told as missing.
pub(super) fn pins_for_nothing<'a>(
    unmatched: impl Iterator<Item = &'a SourcePin>,
    config: &Config,
    paths: &[PathBuf],
) -> Vec<Notice> {
    let given: Vec<PathBuf> = paths.iter().filter_map(|p| p.canonicalize().ok()).collect();
    unmatched
        .filter(|pin| !pin.expected && looked_at(pin, &config.root, &given))
        .map(|pin| {
            notice(
                "pin-unmatched",
                &pin.path,
                format!(
                    "sanzi.toml 的 [[source]] 没有文件与之相符：{}；请核对 path（相对于 sanzi.toml 所在文件夹）",
                    pin.path
                ),
                format!(
                    "no file matches the [[source]] of sanzi.toml with path {:?}; check it (relative to the folder of sanzi.toml)",
                    pin.path
                ),
            )
        })
        .collect()
}

/// Whether the place of a pin is missing, or was among what was read.
fn looked_at(pin: &SourcePin, root: &Path, given: &[PathBuf]) -> bool {
    let path = pin.path.split('!').next().unwrap_or_default();
    let fixed = match path.find(PATTERN) {
        None => path,
        Some(at) => {
            let before = path.get(..at).unwrap_or_default();
            before.rsplit_once('/').map_or("", |(folder, _)| folder)
        }
    };
    match root.join(fixed).canonicalize() {
        Err(_) => true,
        Ok(place) => given.iter().any(|path| place.starts_with(path)),
    }
}

/// A notice for each source that was read and holds nothing but its heading.
pub(super) fn no_rows(sources: &mut [Source]) {
    for source in sources {
        let counts = source.counts;
        let rows = counts.detail + counts.repeat + counts.reject + counts.subtotal;
        if matches!(source.state, SourceState::Read { .. }) && rows == 0 {
            let mut told = notice(
                "no-rows",
                &source.file,
                "只有表头，没有数据行；请核对导出是否完整".to_owned(),
                "it has a heading and no rows; check that the export is complete".to_owned(),
            );
            told.sheet.clone_from(&source.sheet);
            source.notices.push(told);
        }
    }
}

fn notice(code: &str, file: &str, zh: String, en: String) -> Notice {
    Notice {
        code: code.to_owned(),
        file: file.to_owned(),
        sheet: String::new(),
        row: 0,
        column: String::new(),
        text: Wording::new(zh, en),
    }
}
