//! The masker of a run: it knows the run's names and accounts, so that it finds them inside sentences too.

use std::sync::OnceLock;

use ledger::{Domain, Ledger, Role};
use rustc_hash::FxHashSet;

use super::known::{Known, hash};
use super::{names, numbers, shapes};

/// Masks texts of one run. What it knows is looked up when the first text is asked that may hold a name or an account.
#[derive(Debug, Default)]
pub struct Masker<'a> {
    off: bool,
    /// Texts of party and person columns.
    names: Vec<&'a str>,
    accounts: Vec<&'a str>,
    ledger: Option<&'a Ledger>,
    known: OnceLock<Known>,
    /// Hashes of the accounts' digits.
    digits: OnceLock<FxHashSet<u64>>,
}

impl<'a> Masker<'a> {
    /// A masker that knows these texts of party and person columns; organisations among them are kept as they are.
    pub fn new(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            names: texts.into_iter().collect(),
            ..Self::default()
        }
    }

    /// The masker for all that a ledger's party and account columns hold; one that shows everything where `reveal` is set.
    pub fn of(ledger: &'a Ledger, reveal: bool) -> Self {
        if reveal {
            return Self::off();
        }
        Self {
            ledger: Some(ledger),
            ..Self::default()
        }
    }

    /// A masker that shows everything, for `--reveal`.
    pub fn off() -> Self {
        Self {
            off: true,
            ..Self::default()
        }
    }

    /// Adds accounts of the run that are masked inside sentences too; those under eight digits are codes and stay.
    #[must_use]
    pub fn with_accounts(mut self, accounts: impl IntoIterator<Item = &'a str>) -> Self {
        self.accounts.extend(accounts);
        self
    }

    fn known(&self) -> &Known {
        self.known.get_or_init(|| {
            let mut names = self.names.clone();
            if let Some(ledger) = self.ledger {
                names.extend(ledger.dictionary(Domain::Party).texts());
                names.extend(ledger.orgs().iter().map(|org| org.name.as_str()));
            }
            Known::of(&names)
        })
    }

    fn is_account(&self, token: &str) -> bool {
        let digits = self.digits.get_or_init(|| {
            let ours = self.ledger.map(|l| l.dictionary(Domain::Account).texts());
            let all = self
                .accounts
                .iter()
                .copied()
                .chain(ours.into_iter().flatten());
            let mut found = FxHashSet::default();
            let mut digits = String::new();
            for account in all {
                digits.clear();
                digits.extend(account.chars().filter_map(numbers::digit));
                if digits.len() >= 8 {
                    found.insert(hash(&digits));
                }
            }
            found
        });
        digits.contains(&hash(token))
    }

    /// A sentence, or any text whose column is not known.
    pub fn prose(&self, text: &str) -> String {
        if self.off || text.is_empty() {
            return text.to_owned();
        }
        let labelled = names::labelled(text);
        // A name is of two characters at least that are no plain letters and figures.
        let named = if labelled.is_ascii() {
            labelled
        } else {
            self.known().replace(&labelled)
        };
        numbers::mask(&named, &|token| self.is_account(token))
    }

    /// A whole cell of a column with that role.
    pub fn cell(&self, role: Option<Role>, text: &str) -> String {
        if self.off || text.is_empty() {
            return text.to_owned();
        }
        match role {
            Some(Role::Person) => self.prose(&names::replace(text, &|part| {
                !names::organisation(part)
                    && !part.contains('*')
                    && part.chars().any(char::is_alphabetic)
            })),
            // Without a Chinese character there is no name that could be told from a firm's.
            Some(Role::Party) if !text.chars().any(names::han) => self.prose(text),
            Some(Role::Party) => self.prose(&names::replace(text, &names::personal)),
            Some(Role::Identity) => number(text, |token| match token.chars().count() {
                0..8 => numbers::ends(token, 0, 4, 1),
                8..14 => numbers::ends(token, 2, 4, 2),
                _ => numbers::identity(token),
            }),
            Some(Role::Account) => match number(text, numbers::account) {
                shown if shown == text => self.prose(text),
                shown => shown,
            },
            Some(Role::Phone) => number(text, numbers::phone),
            Some(Role::Prose | Role::Place) | None => self.prose(text),
        }
    }

    /// The name of a file: persons that the run knows are masked in it, and a name of three characters before the words of a
    /// private person's paper. Two characters are as often a village, by whose name its files are called.
    pub fn file(&self, name: &str) -> String {
        if self.off || name.is_empty() {
            return name.to_owned();
        }
        self.prose(&names::of_file(name))
    }

    /// A row as it stood, or a cell of a column that was not recognised: every part that looks like a person's name is masked.
    pub fn raw(&self, text: &str) -> String {
        if self.off {
            return text.to_owned();
        }
        self.prose(&names::replace(text, &names::personal))
    }
}

/// Applies `shown` to a cell that is one number, whatever spaces it is written with; credit codes stay.
fn number(text: &str, shown: impl Fn(&str) -> String) -> String {
    let token: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\'' | '＇'))
        .map(|c| numbers::plain(c).unwrap_or(c))
        .collect();
    if shapes::credit_code(&token) {
        return text.to_owned();
    }
    let masked = shown(&token);
    if masked == token {
        text.to_owned()
    } else {
        masked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masker() -> Masker<'static> {
        Masker::new([
            "陈志强",
            "李梅",
            "欧阳娜娜",
            "张三建材店",
            "张三",
            "石溪经济联合社",
            "宏业建筑队",
            "王五、赵六六",
        ])
        .with_accounts(["80020000012345678", "1002", "3602012345"])
    }

    fn check(role: Option<Role>, table: &[(&str, &str)]) {
        let masker = masker();
        for (raw, shown) in table {
            assert_eq!(masker.cell(role, raw), *shown, "{raw}");
        }
    }

    #[test]
    fn parties_and_persons() {
        check(
            Some(Role::Party),
            &[
                ("张三", "张*"),
                ("张三丰", "张**"),
                ("欧阳娜娜", "欧阳**"),
                ("欧阳锋", "欧阳*"),
                ("诸葛亮亮", "诸葛**"),
                ("買買提·吐尔逊", "買**"),
                ("陈伟（组长）", "陈*（组长）"),
                ("陈伟、黄小明", "陈*、黄**"),
                ("陈伟等5人", "陈*等5人"),
                ("张三建材店", "张三建材店"),
                ("张记茶楼", "张记茶楼"),
                ("宏业建筑队", "宏业建筑队"),
                ("石溪经济联合社", "石溪经济联合社"),
                ("广之旅", "广之旅"),
                ("中国电信", "中国电信"),
                ("广州供电局", "广州供电局"),
                ("东方酒家", "东方酒家"),
                ("东方食府", "东方食府"),
                ("金碧酒吧", "金碧酒吧"),
                ("向阳火锅", "向阳火锅"),
                ("东方贸易", "东方贸易"),
                ("东方红", "东方*"),
                ("李和平", "李**"),
                ("社员陈伟", "社员陈*"),
                ("陈伟同志", "陈*同志"),
                ("欧阳娜娜（户主）", "欧阳**（户主）"),
                ("第三村民小组", "第三村民小组"),
                ("陈伟和黄小明", "陈*和黄**"),
                (
                    "支付宝（中国）网络技术有限公司",
                    "支付宝（中国）网络技术有限公司",
                ),
                (
                    "某某（杭州）基金销售有限公司",
                    "某某（杭州）基金销售有限公司",
                ),
                ("余额宝", "余额宝"),
                ("现金", "现金"),
                ("高速费", "高速费"),
                ("万科物业管理有限公司", "万科物业管理有限公司"),
                ("张三 6222021234567890128", "张* 622202****0128"),
                ("ACME LTD", "ACME LTD"),
                ("", ""),
            ],
        );
        check(
            Some(Role::Person),
            &[
                ("陈伟", "陈*"),
                ("佴某某", "佴**"),
                ("John Smith", "J** S**"),
                ("村委会", "村委会"),
                ("林小红/何大勇", "林**/何**"),
            ],
        );
    }

    #[test]
    fn whole_numbers() {
        check(
            Some(Role::Identity),
            &[
                ("11010519491231002X", "110105********002X"),
                ("110105 19491231 002X", "110105********002X"),
                ("１１０１０５１９４９１２３１００２Ｘ", "110105********002X"),
                ("110105491231002", "110105*****1002"),
                ("E12345678", "E1****78"),
                ("91350100M000100Y43", "91350100M000100Y43"),
            ],
        );
        check(
            Some(Role::Account),
            &[
                ("6222021234567890128", "622202****0128"),
                ("6222 0212 3456 7890 128", "622202****0128"),
                ("'6222021234567890128", "622202****0128"),
                ("800200000123456", "800200****3456"),
                ("36020123", "****0123"),
                ("1002", "1002"),
                ("基本户", "基本户"),
            ],
        );
        check(
            Some(Role::Phone),
            &[
                ("13800138000", "138****8000"),
                ("138-0013-8000", "138****8000"),
                ("8613800138000", "86138****8000"),
                ("020-87654321", "****4321"),
                ("110", "110"),
            ],
        );
    }

    #[test]
    fn sentences() {
        check(
            None,
            &[
                ("付陈志强工程款", "付陈**工程款"),
                ("李梅报销差旅费", "李*报销差旅费"),
                ("付张三建材店水泥款", "付张三建材店水泥款"),
                ("付张三水泥款", "付张*水泥款"),
                ("补王五误工，赵六六同去", "补王*误工，赵**同去"),
                ("经手人：周海涛", "经手人：周**"),
                ("收款人: 吴刚，水电", "收款人: 吴*，水电"),
                ("户名：石溪经济联合社", "户名：石溪经济联合社"),
                (
                    "身份证11010519491231002X领取",
                    "身份证110105********002X领取",
                ),
                (
                    "身份证 １１０１０５１９４９１２３１００２X",
                    "身份证 110105********002X",
                ),
                (
                    "身份证号码：110105194912310099",
                    "身份证号码：110105********0099",
                ),
                ("110105 19491231 002X 签收", "110105********002X 签收"),
                ("旧证110105491231002", "旧证110105*****1002"),
                ("电话13800138000", "电话138****8000"),
                ("致电 138 0013 8000 无人", "致电 138****8000 无人"),
                ("+86-138-0013-8000", "+86-138****8000"),
                ("座机020-87654321", "座机020-****4321"),
                ("（0757）8765432转", "（0757）****5432转"),
                ("电话：87654321", "电话：****4321"),
                ("转入6222021234567890128", "转入622202****0128"),
                ("卡 6222 0212 3456 7890 128 付", "卡 622202****0128 付"),
                ("账号:123456789012", "账号:123456****9012"),
                ("帐户80020000012345678付", "帐户800200****5678付"),
                ("由80020000012345678转", "由800200****5678转"),
                ("由3602012345转", "由****2345转"),
                ("tel13912345678", "tel139****5678"),
            ],
        );
    }

    #[test]
    fn what_is_of_no_person() {
        let same = [
            "发票号24442000000012345678",
            "发票号码12345678",
            "数电票 24442000000098765432",
            "发票代码044001900111 号码12345678",
            "凭证号 2024010001234567",
            "凭证记-0012",
            "流水号20240112000123456789",
            "合同编号HT20240112001",
            "91350100M000100Y43",
            "统一社会信用代码91350100M000100Y43",
            "金额18600.00元",
            "合计13800138000.00",
            "12345678901.5",
            "¥1,234,567.89",
            "2024-01-12 付 18600.00",
            "20240112",
            "2024年1月12日",
            "12800138000",
            "订单号13800138000123",
            "3.13800138000",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "旅游公路路面硬化进度款",
            "总结会桂林四天团费",
            "单价0.85元×120平方米",
        ];
        check(None, &same.map(|text| (text, text)));
    }

    #[test]
    fn rows_that_were_not_recognised() {
        let masker = masker();
        for (raw, shown) in [
            ("2024-01-12,周海涛,abc,高速费", "2024-01-12,周**,abc,高速费"),
            ("周海涛\t13800138000", "周**\t138****8000"),
            ("金额", "金额"),
        ] {
            assert_eq!(masker.raw(raw), shown);
        }
        assert_eq!(
            Masker::off().raw("周海涛 13800138000"),
            "周海涛 13800138000"
        );
        assert_eq!(Masker::off().cell(Some(Role::Person), "周海涛"), "周海涛");
    }
}
