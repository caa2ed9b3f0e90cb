//! Finds `sanzi.toml` and splits it into what reading needs and what rules need.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use ledger::Config;
use rules::{SetPin, Settings};

use crate::exit::Exit;
use crate::failure::Failure;

/// The name of the project file.
pub(crate) const FILE: &str = "sanzi.toml";

/// What a run was configured with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Project {
    /// The file, where there is one.
    pub(crate) file: Option<PathBuf>,
    /// Its text.
    pub(crate) text: String,
    /// What reading needs.
    pub(crate) config: Config,
    /// What rules need, with what the command line sets.
    pub(crate) settings: Settings,
}

/// Reads the project file: `--config`, else the one in a PATH given, else upwards from it, else from the working directory.
pub(crate) fn find(matches: &ArgMatches, paths: &[PathBuf]) -> Result<Project, Failure> {
    let named = matches
        .try_get_one::<String>("config")
        .ok()
        .flatten()
        .map(PathBuf::from);
    let file = match named {
        Some(file) => Some(file),
        None => paths
            .iter()
            .find_map(|path| upwards(path))
            .or_else(|| upwards(Path::new("."))),
    };
    let mut project = match file {
        None => Project::default(),
        Some(file) => read(&file)?,
    };
    if let Some(sets) = matches.try_get_many::<String>("set").ok().flatten() {
        for set in sets {
            project.settings.sets.push(pin(set)?);
        }
    }
    Ok(project)
}

/// The nearest project file in a path or above it.
fn upwards(path: &Path) -> Option<PathBuf> {
    let start = std::path::absolute(path).ok()?;
    start
        .ancestors()
        .map(|folder| folder.join(FILE))
        .find(|file| file.is_file())
}

fn read(file: &Path) -> Result<Project, Failure> {
    let shown = file.display();
    let text = std::fs::read_to_string(file).map_err(|cause| {
        let said = ledger::system(&cause);
        Failure::new(
            Exit::Usage,
            format!("无法读取配置 {shown}：{}", said.zh),
            format!("cannot read the configuration {shown}: {}", said.en),
        )
    })?;
    let (config, settings) = (Config::parse(&text, file), Settings::parse(&text, file));
    match (config, settings) {
        (Ok(config), Ok(settings)) => Ok(Project {
            file: Some(file.to_path_buf()),
            text,
            config,
            settings,
        }),
        (config, settings) => {
            // Both read the whole file, so that what is no TOML is found twice and told once.
            let toml = |fault: &ledger::ConfigFault| fault.text.zh.contains("不合 TOML 语法");
            let mut faults = config.err().unwrap_or_default();
            let known = faults.iter().any(toml);
            let more = settings.err().unwrap_or_default();
            faults.extend(more.into_iter().filter(|fault| !known || !toml(fault)));
            faults.sort_by_key(|fault| (fault.span.start, fault.span.end));
            faults.dedup();
            Err(Failure::config(faults, &text))
        }
    }
}

/// `ID.param=value` of `--set`.
fn pin(text: &str) -> Result<SetPin, Failure> {
    let parts = text
        .split_once('=')
        .and_then(|(left, value)| Some((left.split_once('.')?, value)));
    let ((rule, param), value) = parts.ok_or_else(|| {
        Failure::new(
            Exit::Usage,
            format!("--set 应写成 规则.参数=值，例如 --set A01.least=500元，而不是 {text}"),
            format!("--set takes ID.param=value, as in --set A01.least=500元, not {text}"),
        )
    })?;
    Ok(SetPin {
        rule: rule.trim().to_owned(),
        param: param.trim().to_owned(),
        value: value.trim().to_owned(),
        origin: "--set".to_owned(),
        ..SetPin::default()
    })
}
