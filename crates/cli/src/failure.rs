//! What a command ends with when it cannot go on: an exit code and texts for the user.

use ledger::{ConfigFault, Lang, Wording, system};
use report::Masker;
use rules::Diagnostic;

use crate::exit::Exit;

/// Why a command ended early.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// The exit code.
    pub(crate) exit: Exit,
    /// What went wrong, and what to do; one entry a fault.
    pub(crate) reasons: Vec<Wording>,
    /// Mistakes in rule files, rendered with their snippets.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Failure {
    /// A failure with one reason.
    pub(crate) fn new(exit: Exit, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            exit,
            reasons: vec![Wording::new(zh, en)],
            diagnostics: Vec::new(),
        }
    }

    /// Mistakes in rule files.
    pub(crate) fn rules(diagnostics: Vec<Diagnostic>) -> Self {
        let n = diagnostics.len();
        let reason = Wording::new(
            format!("规则文件有 {n} 处错误，未扫描"),
            format!("{n} mistakes in rule files; nothing was scanned"),
        );
        Self {
            exit: Exit::Usage,
            reasons: vec![reason],
            diagnostics,
        }
    }
}

impl From<ledger::Error> for Failure {
    fn from(error: ledger::Error) -> Self {
        use ledger::Error;
        match error {
            Error::Config(faults) => faults.into(),
            Error::Path { path, cause } => {
                let path = path.display();
                Self::new(
                    Exit::Usage,
                    format!("无法读取 {path}：{}", system(&cause).zh),
                    format!("cannot read {path}: {}", system(&cause).en),
                )
            }
            Error::NothingToRead { paths, files } => Self::nothing(&paths, &files),
            Error::Changed { file } => Self::new(
                Exit::Integrity,
                format!("{file} 在读取期间被改动，本次结果作废，请重新运行"),
                format!("{file} changed while it was read; this run is void, run it again"),
            ),
            Error::Unreadable { file, why } => Self::new(
                Exit::Integrity,
                format!(
                    "{file} 未被改动，却不能再次读取（{}），本次结果作废",
                    why.zh
                ),
                format!(
                    "{file} is unchanged and cannot be read again ({}); this run is void",
                    why.en
                ),
            ),
            Error::NoColumn(name) => Self::new(
                Exit::Bug,
                format!("数据表中没有 {name}"),
                format!("the schema has no {name}"),
            ),
        }
    }
}

impl From<Vec<ConfigFault>> for Failure {
    fn from(faults: Vec<ConfigFault>) -> Self {
        let reasons = faults
            .into_iter()
            .map(|fault| {
                Wording::new(
                    format!("{}：{}", fault.file, fault.text.zh),
                    format!("{}: {}", fault.file, fault.text.en),
                )
            })
            .collect();
        Self {
            exit: Exit::Usage,
            reasons,
            diagnostics: Vec::new(),
        }
    }
}

impl From<engine::Error> for Failure {
    fn from(error: engine::Error) -> Self {
        match error {
            engine::Error::Ledger(error) => error.into(),
            engine::Error::Memory { limit, needed } => Self::memory(limit, needed),
            engine::Error::Example(cause) => Self::new(
                Exit::Usage,
                format!("示例无法运行：{cause}"),
                format!("cannot run the example: {cause}"),
            ),
            engine::Error::NoOrg { asked, near } => {
                let (zh, en) = if near.is_empty() {
                    (String::new(), String::new())
                } else {
                    (
                        format!("；名称相近的有：{}", near.join("、")),
                        format!("; names alike: {}", near.join(", ")),
                    )
                };
                Self::new(
                    Exit::Usage,
                    format!("读入的账簿中没有单位“{asked}”{zh}。请写全称，或 sanzi.toml 中的别名"),
                    format!(
                        "the books that were read hold no collective {asked:?}{en}; give its full name, or an alias of sanzi.toml"
                    ),
                )
            }
            engine::Error::NoRule(name) => Self::new(
                Exit::Usage,
                format!("没有规则 {name}；用 sanzi rules list 查看全部规则"),
                format!("there is no rule {name}; see sanzi rules list"),
            ),
        }
    }
}

impl Failure {
    /// Nothing to read: each file that was looked at, with its reason.
    fn nothing(paths: &str, files: &[(String, Wording)]) -> Self {
        const NAMED: usize = 10;
        // No ledger was read that would say who is a person; what is known by its looks is masked.
        let masker = Masker::default();
        let list = |lang: Lang, between: &str, more: &str| {
            let one = |(file, why): &(String, Wording)| {
                let why = masker.prose(why.text(lang));
                format!("\n  {}{between}{why}", masker.file(file))
            };
            let mut text: String = files.iter().take(NAMED).map(one).collect();
            if files.len() > NAMED {
                text.push_str(more);
            }
            text
        };
        Self::new(
            Exit::Usage,
            format!(
                "{paths} 下没有可读取的数据文件。请检查路径；支持分隔文本（csv、tsv、txt）、xlsx、xls、ods、网页表格、XML 表格、jsonl，及其 .gz 和 zip{}",
                list(Lang::Zh, "：", "\n  …")
            ),
            format!(
                "there is no source to read under {paths}; delimited text (csv, tsv, txt), xlsx, xls, ods, HTML tables, XML tables, jsonl, and .gz and zip of these are read{}",
                list(Lang::En, ": ", "\n  …")
            ),
        )
    }

    /// Mistakes in `sanzi.toml`, each with its place in the text.
    pub(crate) fn config(faults: Vec<ConfigFault>, text: &str) -> Self {
        let source: std::sync::Arc<str> = text.into();
        let n = faults.len();
        let diagnostics = faults.into_iter().map(|fault| Diagnostic {
            file: fault.file,
            source: std::sync::Arc::clone(&source),
            span: fault.span,
            code: "config",
            message: fault.text,
            help: Wording::default(),
        });
        Self {
            exit: Exit::Usage,
            reasons: vec![Wording::new(
                format!("配置文件 sanzi.toml 有 {n} 处错误，未扫描"),
                format!("{n} mistakes in sanzi.toml; nothing was scanned"),
            )],
            diagnostics: diagnostics.collect(),
        }
    }

    /// A run that would not fit in memory.
    pub(crate) fn memory(limit: u64, needed: u64) -> Self {
        let (limit, needed) = (limit >> 20, needed >> 20);
        Self::new(
            Exit::Resource,
            format!(
                "预计需要约 {needed} MB 内存，超过上限 {limit} MB。请分批扫描，或用 --format hits 只写命中记录，或用 --memory 放宽上限"
            ),
            format!(
                "about {needed} MB of memory would be needed, over the limit of {limit} MB; scan in parts, write hits only (--format hits), or raise --memory"
            ),
        )
    }
}
