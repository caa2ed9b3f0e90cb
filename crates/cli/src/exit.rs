//! Exit codes: one table, the source of the help text and of the README.

use ledger::{Lang, Wording};

/// How a run ended (design §8). The order of variants is no order of weight; see [`Exit::worse`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Complete; leads may exist.
    Complete,
    /// Complete, and leads at or above `--fail-on`.
    Leads,
    /// Bad arguments, configuration or rule file; nothing scanned, nothing written.
    Usage,
    /// Complete but partial.
    Partial,
    /// `verify` disagrees, or an input changed while it was read.
    Integrity,
    /// A resource limit was hit.
    Resource,
    /// An output could not be published; the previous one is untouched.
    Publish,
    /// Another run holds the lock.
    Locked,
    /// Our bug.
    Bug,
}

impl Exit {
    /// Every code, in the order of the table.
    pub(crate) const ALL: [Self; 9] = [
        Self::Complete,
        Self::Leads,
        Self::Usage,
        Self::Partial,
        Self::Integrity,
        Self::Resource,
        Self::Publish,
        Self::Locked,
        Self::Bug,
    ];

    /// The number that the system sees.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Complete => 0,
            Self::Leads => 1,
            Self::Usage => 2,
            Self::Partial => 3,
            Self::Integrity => 4,
            Self::Resource => 5,
            Self::Publish => 6,
            Self::Locked => 11,
            Self::Bug => 70,
        }
    }

    /// What it means.
    pub(crate) fn meaning(self) -> Wording {
        let (zh, en) = match self {
            Self::Complete => ("完成；可能有疑点", "complete; leads may exist"),
            Self::Leads => (
                "完成，且有达到 --fail-on 等级的疑点",
                "complete, and leads at or above --fail-on (only when asked)",
            ),
            Self::Usage => (
                "参数、配置或规则文件有误：未扫描，未写出",
                "bad arguments, configuration or rule file: nothing scanned, nothing written",
            ),
            Self::Partial => (
                "完成但不完整：有数据来源读不出、未导入记录超限、缺少应有的来源，或有规则运行失败",
                "complete but partial: an unreadable source, too many rejects, an expected source missing, a rule that failed",
            ),
            Self::Integrity => (
                "完整性：核验不符，或读取期间文件被改动",
                "integrity: verify disagrees, or an input changed while it was read",
            ),
            Self::Resource => ("达到资源上限", "a resource limit was hit"),
            Self::Publish => (
                "结果无法写出；上一次的结果未受影响",
                "an output could not be published; the previous one is untouched",
            ),
            Self::Locked => ("另一次运行正在使用该输出目录", "another run holds the lock"),
            Self::Bug => ("程序自身的错误", "our bug"),
        };
        Wording::new(zh, en)
    }

    /// The one to report where both apply: 4 > 6 > 70 > 5 > 2 > 3 > 1 > 0 (bad-inputs §3).
    pub(crate) fn worse(self, other: Self) -> Self {
        const RANK: [Exit; 9] = [
            Exit::Complete,
            Exit::Leads,
            Exit::Partial,
            Exit::Usage,
            Exit::Locked,
            Exit::Resource,
            Exit::Bug,
            Exit::Publish,
            Exit::Integrity,
        ];
        let rank = |exit| RANK.iter().position(|&r| r == exit);
        if rank(self) >= rank(other) {
            self
        } else {
            other
        }
    }

    /// The table as help prints it.
    pub(crate) fn table(lang: Lang) -> String {
        let head = match lang {
            Lang::Zh => "退出码：",
            Lang::En => "Exit codes:",
        };
        let lines = Self::ALL
            .iter()
            .map(|exit| format!("  {:>2}  {}", exit.code(), exit.meaning().text(lang)));
        std::iter::once(head.to_owned())
            .chain(lines)
            .collect::<Vec<_>>()
            .join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn the_heavier_code_wins_whatever_the_order() {
        assert_eq!(Exit::Partial.worse(Exit::Leads), Exit::Partial);
        assert_eq!(Exit::Leads.worse(Exit::Partial), Exit::Partial);
        assert_eq!(Exit::Publish.worse(Exit::Integrity), Exit::Integrity);
        assert_eq!(Exit::ALL.map(Exit::code), [0, 1, 2, 3, 4, 5, 6, 11, 70]);
    }
}
