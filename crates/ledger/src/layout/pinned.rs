//! Which `[[source]]` of `sanzi.toml` speaks of a source.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use crate::{Config, SourcePin};

/// The pins of a run, ready to be matched.
pub(crate) struct Pinned<'a> {
    pins: Vec<(&'a SourcePin, Option<GlobMatcher>)>,
    root: &'a Path,
}

impl<'a> Pinned<'a> {
    /// Prepares the patterns; one that is no pattern matches nothing but itself.
    pub(crate) fn of(config: &'a Config) -> Self {
        Self {
            pins: config
                .sources
                .iter()
                .map(|pin| {
                    let pattern = pin.path.trim_start_matches("./");
                    let matcher = GlobBuilder::new(pattern)
                        .literal_separator(true)
                        .build()
                        .ok()
                        .map(|glob| glob.compile_matcher());
                    (pin, matcher)
                })
                .collect(),
            root: &config.root,
        }
    }

    /// Indices of all pins whose path matches the file: relative to the folder of `sanzi.toml`, or to the PATH given.
    ///
    /// A member of an archive is matched as `archive.zip!member`, and by what is said of its archive as a whole.
    pub(crate) fn matching(&self, path: &Path, name: &str, member: Option<&str>) -> Vec<usize> {
        let inside = path
            .strip_prefix(self.root)
            .ok()
            .map(Path::to_path_buf)
            .or_else(|| {
                let root = self.root.canonicalize().ok()?;
                let place = path.canonicalize().ok()?;
                place.strip_prefix(root).ok().map(Path::to_path_buf)
            });
        let mut places: Vec<PathBuf> = inside.into_iter().chain([PathBuf::from(name)]).collect();
        if let Some(member) = member {
            let whole = |p: &PathBuf| PathBuf::from(format!("{}!{member}", p.display()));
            places.extend(places.iter().map(whole).collect::<Vec<_>>());
        }
        self.pins
            .iter()
            .enumerate()
            .filter(|(_, (pin, matcher))| {
                let fits = |p: &Path| {
                    matcher.as_ref().is_some_and(|m| m.is_match(p))
                        || p.to_string_lossy().replace('\\', "/") == pin.path
                };
                places.iter().any(|place| fits(place))
            })
            .map(|(at, _)| at)
            .collect()
    }

    /// The pin of an index.
    pub(crate) fn pin(&self, at: usize) -> Option<&'a SourcePin> {
        self.pins.get(at).map(|(pin, _)| *pin)
    }
}
