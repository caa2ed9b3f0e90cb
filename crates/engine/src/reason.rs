//! Why something could not be judged.

use ledger::Wording;

/// Why a row, or a rule for a collective and months, was not judged. Ordered, so that outputs are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// No source is read as this feed.
    NoFeed(String),
    /// No source of the feed supplies this column.
    NoColumn(String, String),
    /// The collective supplied nothing of this feed within twelve months, and it is not declared complete.
    NotCovered(String),
    /// No limit of this name is in force here and then.
    NoLimit(String),
    /// No calendar for this year.
    NoCalendar(i64),
    /// Home place of the collective unknown.
    NoHome,
    /// Account not in the chart.
    UnknownAccount,
    /// A value that the rule compares is blank in the row: the column.
    Blank(String),
    /// No day is given on which the books are judged, and nothing is posted.
    NoAsOf,
    /// Fewer rows to compare with, or to count digits of, than this.
    TooFew(i64),
    /// The rows to compare with are all alike.
    NoSpread,
    /// Books that begin less than so many days before the row.
    ShortHistory(i64),
    /// A row of a numbered sequence bears no number.
    Unnumbered,
    /// A number of more than 18 digits, which are no place in a sequence.
    LongNumber,
    /// An identity number lost digits in a workbook.
    UntrustedId,
    /// A number too large, or a division by zero.
    Overflow,
    /// The rule itself failed; what it said.
    Failed(String),
}

impl Reason {
    /// Stable word for `coverage.csv`, `no-limit:payment-approval`.
    pub fn code(&self) -> String {
        match self {
            Self::NoFeed(feed) => format!("no-feed:{feed}"),
            Self::NoColumn(feed, column) => format!("no-column:{feed}.{column}"),
            Self::NotCovered(feed) => format!("not-covered:{feed}"),
            Self::NoLimit(name) => format!("no-limit:{name}"),
            Self::NoCalendar(year) => format!("no-calendar:{year}"),
            Self::NoHome => "no-home".to_owned(),
            Self::UnknownAccount => "unknown-account".to_owned(),
            Self::Blank(column) => format!("blank:{column}"),
            Self::NoAsOf => "no-as-of".to_owned(),
            Self::TooFew(least) => format!("too-few:{least}"),
            Self::NoSpread => "no-spread".to_owned(),
            Self::ShortHistory(days) => format!("short-history:{days}"),
            Self::Unnumbered => "unnumbered".to_owned(),
            Self::LongNumber => "long-number".to_owned(),
            Self::UntrustedId => "untrusted-id".to_owned(),
            Self::Overflow => "overflow".to_owned(),
            Self::Failed(_) => "rule-failed".to_owned(),
        }
    }

    /// What users read.
    pub fn wording(&self) -> Wording {
        self.in_words(|feed, column| {
            let name = column.unwrap_or(feed);
            Wording::new(name, name)
        })
    }

    /// The same with feeds as users call them: the label of a feed, or of a column of it.
    pub fn in_words(&self, label: impl Fn(&str, Option<&str>) -> Wording) -> Wording {
        match self {
            Self::NoFeed(feed) => {
                let called = label(feed, None);
                Wording::new(
                    format!("未提供数据表“{}”", called.zh),
                    format!("no source supplies the feed {}", called.en),
                )
            }
            Self::NoColumn(feed, column) => {
                let (called, lacking) = (label(feed, None), label(feed, Some(column)));
                Wording::new(
                    format!("数据表“{}”没有“{}”列", called.zh, lacking.zh),
                    format!("no source of {} has the column {}", called.en, lacking.en),
                )
            }
            Self::NotCovered(feed) => {
                let called = label(feed, None);
                Wording::new(
                    format!(
                        "该单位前后十二个月内没有“{}”数据，不能据此认定缺失",
                        called.zh
                    ),
                    format!(
                        "the collective supplied no {} within twelve months, so absence proves nothing",
                        called.en
                    ),
                )
            }
            Self::NoLimit(name) => Wording::new(
                format!("当地当时没有有效的限额“{name}”，请在 sanzi.toml 的 [[limits]] 中设定"),
                format!(
                    "no limit {name} is in force here and then; set it under [[limits]] in sanzi.toml"
                ),
            ),
            Self::NoCalendar(year) => Wording::new(
                format!("没有 {year} 年的节假日安排"),
                format!("there is no calendar of days off for {year}"),
            ),
            Self::NoHome => Wording::new(
                "单位所在地区未知，请在 [[org]] 中填写 region",
                "the home of the collective is unknown; give its region under [[org]]",
            ),
            Self::UnknownAccount => Wording::new(
                "会计科目不在科目表中",
                "the account is not in the chart of accounts",
            ),
            Self::Blank(column) => Wording::new(
                format!("“{column}”为空，无法比对"),
                format!("{column} is blank, so that nothing can be compared"),
            ),
            Self::NoAsOf => Wording::new(
                "未给出截至日，也没有记账日期可作截至日，请用 --as-of 指定",
                "no day to judge the books on; give one by --as-of",
            ),
            Self::TooFew(least) => Wording::new(
                format!("可比的记录或单位不足 {least} 个"),
                format!("fewer than {least} rows or collectives to compare"),
            ),
            Self::NoSpread => Wording::new(
                "可比记录的数额没有差别，无法判断离群",
                "the rows to compare with are all alike, so that nothing stands out",
            ),
            Self::ShortHistory(days) => Wording::new(
                format!("此前账目不足 {days} 天，不能认定为首次"),
                format!(
                    "the books begin less than {days} days before, so that nothing is known to be the first"
                ),
            ),
            Self::Unnumbered => Wording::new(
                "同期有未编号的记录，不能认定断号",
                "a row of the same sequence bears no number, so that no gap is certain",
            ),
            Self::LongNumber => Wording::new(
                "号码末尾超过 18 位数字，不能按连续编号核对",
                "the number ends in more than 18 digits and is no place in a sequence",
            ),
            Self::UntrustedId => Wording::new(
                "证件号码或账号在表格中丢失了末位数字，不可信",
                "an identity or account number lost digits in the workbook",
            ),
            Self::Overflow => Wording::new(
                "数值超出可计算范围",
                "a number is too large, or divided by zero",
            ),
            Self::Failed(cause) => Wording::new(
                format!("规则运行失败：{cause}"),
                format!("the rule failed: {cause}"),
            ),
        }
    }
}
