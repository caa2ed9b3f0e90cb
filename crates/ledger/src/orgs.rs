//! Names of collectives: resolved to the declared ones, found in titles, and near-twins noticed.

mod title;
mod twins;

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use crate::values::simplified;
use crate::{Notice, OrgPin};

/// The declared collectives, by every name that they go by.
#[derive(Clone, Debug, Default)]
pub(crate) struct Orgs {
    pins: Vec<OrgPin>,
    /// Comparable name, code or alias → index into `pins`.
    index: BTreeMap<String, usize>,
    /// Bytes of those names.
    lengths: BTreeSet<usize>,
}

/// What a name in a source means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Resolved {
    /// Full name.
    pub(crate) name: String,
    /// Whether `[[org]]` or the feed `orgs` knows it; a name that neither knows is a collective of its own.
    pub(crate) declared: bool,
}

impl Orgs {
    /// The collectives of `sanzi.toml`.
    pub(crate) fn new(pins: &[OrgPin]) -> Self {
        let mut orgs = Self::default();
        for pin in pins {
            orgs.add(pin.clone());
        }
        orgs
    }

    /// One more, from the feed `orgs`. What is known already is kept and only added to.
    pub(crate) fn add(&mut self, pin: OrgPin) {
        let known = std::iter::once(&pin.name)
            .chain(&pin.code)
            .find_map(|n| self.index.get(&normalise_org(n)))
            .copied();
        let at = known.unwrap_or(self.pins.len());
        for name in std::iter::once(&pin.name)
            .chain(&pin.code)
            .chain(&pin.aliases)
        {
            let key = normalise_org(name);
            if !key.is_empty() {
                self.lengths.insert(key.len());
                self.index.entry(key).or_insert(at);
            }
        }
        match self.pins.get_mut(at) {
            Some(old) => {
                let aliases = std::iter::once(pin.name).chain(pin.aliases);
                for alias in aliases.filter(|a| !a.is_empty()) {
                    if normalise_org(&alias) != normalise_org(&old.name)
                        && !old.aliases.contains(&alias)
                    {
                        old.aliases.push(alias);
                    }
                }
                old.code = old.code.take().or(pin.code);
                old.region = old.region.take().or(pin.region);
                old.town = old.town.take().or(pin.town);
                old.parent = old.parent.take().or(pin.parent);
                old.chart = old.chart.take().or(pin.chart);
            }
            None => self.pins.push(pin),
        }
    }

    /// The declared collectives, in the order in which they were declared.
    pub(crate) fn declared(&self) -> &[OrgPin] {
        &self.pins
    }

    /// What a name, code or alias means.
    pub(crate) fn resolve(&self, raw: &str) -> Resolved {
        match self
            .index
            .get(&normalise_org(raw))
            .and_then(|at| self.pins.get(*at))
        {
            Some(pin) => Resolved {
                name: pin.name.clone(),
                declared: true,
            },
            None => Resolved {
                name: displayed(raw),
                declared: false,
            },
        }
    }

    /// The collective named in a title, sheet, file or folder name: the longest known name in it, else the part that ends in an
    /// organisation word; `None` where there is neither.
    pub(crate) fn find_in_text(&self, title: &str) -> Option<Resolved> {
        let text = normalise_org(title);
        if let Some(pin) = self.longest_in(&text) {
            return Some(Resolved {
                name: pin.name.clone(),
                declared: true,
            });
        }
        title::named_in(title).map(|name| self.resolve(&name))
    }

    /// The collective whose longest name stands in a comparable text; of names of one length the last in their order. There may be as many
    /// names as texts, so that stretches of the text are looked up and not names.
    fn longest_in(&self, text: &str) -> Option<&OrgPin> {
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        self.lengths.iter().rev().find_map(|len| {
            let stretches = starts.iter().filter_map(|at| text.get(*at..at + len));
            let known = stretches.filter_map(|stretch| self.index.get_key_value(stretch));
            let (_, at) = known.filter(|(key, _)| title::stands_in(text, key)).max()?;
            self.pins.get(*at)
        })
    }

    /// Names of the run that are probably one collective, with the lines to paste into `sanzi.toml`.
    pub(crate) fn near_twins(&self, names: &[String]) -> Vec<Notice> {
        twins::notices(self, names)
    }
}

/// A name made comparable: NFKC, simplified, lower case, without blanks and invisible marks.
pub(crate) fn normalise_org(name: &str) -> String {
    let name = crate::values::clean_text(name);
    name.nfkc()
        .map(simplified)
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a name ends in a word that rural collectives are called by.
pub(crate) fn is_org_like(name: &str) -> bool {
    let name = normalise_org(name);
    // Rural banks are called 联社 as well.
    !name.contains("信用")
        && title::WORDS
            .iter()
            .any(|w| name.strip_suffix(w).is_some_and(|own| !own.is_empty()))
}

/// A name as people wrote it, in one width, with single blanks, and none between Chinese characters.
fn displayed(raw: &str) -> String {
    let folded: String = crate::values::clean_text(raw)
        .nfkc()
        .filter(|c| c.is_whitespace() || !c.is_control())
        .collect();
    let mut name = String::new();
    for word in folded.split_whitespace() {
        if name.ends_with(|c: char| c.is_ascii()) && word.starts_with(|c: char| c.is_ascii()) {
            name.push(' ');
        }
        name.push_str(word);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::{Orgs, is_org_like, normalise_org};
    use crate::OrgPin;

    fn orgs() -> Orgs {
        let pin = |name: &str, code: &str, aliases: &[&str]| OrgPin {
            name: name.into(),
            code: (!code.is_empty()).then(|| code.into()),
            aliases: aliases.iter().map(|a| (*a).into()).collect(),
            ..OrgPin::default()
        };
        Orgs::new(&[
            pin("石溪经济联合社", "440105001", &["石溪联社", "石溪"]),
            pin("东风经济合作社", "D1", &[]),
        ])
    }

    fn resolved(raw: &str, wanted: &str, declared: bool) {
        let found = orgs().resolve(raw);
        assert_eq!(
            (found.name.as_str(), found.declared),
            (wanted, declared),
            "{raw}"
        );
    }

    #[test]
    fn every_name_of_a_collective_means_it() {
        resolved("石溪经济联合社", "石溪经济联合社", true);
        resolved(" 石溪 经济联合社\t", "石溪经济联合社", true);
        resolved("石溪联社", "石溪经济联合社", true);
        resolved("440105001", "石溪经济联合社", true);
        resolved("４４０１０５００１", "石溪经济联合社", true);
        resolved("d1", "东风经济合作社", true);
        resolved("石溪經濟聯合社", "石溪经济联合社", true);
        resolved("南田经济社", "南田经济社", false);
        resolved("南田　经济社", "南田经济社", false);
        resolved("Cabinet  Office", "Cabinet Office", false);
        resolved("", "", false);
    }

    fn found(title: &str, wanted: Option<&str>) {
        assert_eq!(
            orgs().find_in_text(title).map(|f| f.name).as_deref(),
            wanted,
            "{title}"
        );
    }

    #[test]
    fn titles_name_collectives() {
        found("石溪经济联合社2024年银行流水", Some("石溪经济联合社"));
        found("石溪联社2024", Some("石溪经济联合社"));
        found("2024石溪流水", Some("石溪经济联合社"));
        found("bank-440105001-2024", Some("石溪经济联合社"));
        found("bank-4401050019-2024", None);
        found("南田经济社2024年3月收支明细", Some("南田经济社"));
        found("2024年南田经济社现金日记账", Some("南田经济社"));
        found("2024年度南田经济合作社", Some("南田经济合作社"));
        found("2024-03 南田经济社", Some("南田经济社"));
        found(
            "单位名称：南田股份合作经济联合社",
            Some("南田股份合作经济联合社"),
        );
        found(
            "海珠区瑞宝街南田村民委员会（盖章）",
            Some("海珠区瑞宝街南田村民委员会"),
        );
        found("南田 经济社 流水", Some("南田经济社"));
        found("南田經濟社2024年收支明細", Some("南田经济社"));
        found(
            "南田经济联合社第三经济社台账",
            Some("南田经济联合社第三经济社"),
        );
        found("南田经济联合社与北田经济社往来", Some("南田经济联合社"));
        found("经济联合社银行流水", None);
        found("2024年经济社台账", None);
        found("农村信用合作联社对账单", None);
        found("银行流水", None);
        found("Sheet1", None);
        found("", None);
    }

    #[test]
    fn organisation_words() {
        for (name, wanted) in [
            ("石溪经济联合社", true),
            ("石溪股份合作经济联合社", true),
            ("石溪经济合作社", true),
            ("石溪股份经济合作社", true),
            ("石溪经济社", true),
            ("石溪联社", true),
            ("石溪村村民委员会", true),
            ("石溪村委会", true),
            ("石溪社区居民委员会", true),
            ("Shixi Economic Cooperative", true),
            ("经济社", false),
            ("海珠农村信用合作联社", false),
            ("石溪建筑有限公司", false),
            ("张三", false),
        ] {
            assert_eq!(is_org_like(name), wanted, "{name}");
        }
    }

    #[test]
    fn the_feed_adds_to_what_is_pinned() {
        let mut orgs = orgs();
        orgs.add(OrgPin {
            name: "石溪经联社".into(),
            code: Some("440105001".into()),
            town: Some("瑞宝街".into()),
            ..OrgPin::default()
        });
        orgs.add(OrgPin {
            name: "南田经济社".into(),
            ..OrgPin::default()
        });
        assert_eq!(orgs.declared().len(), 3);
        assert_eq!(orgs.resolve("石溪经联社").name, "石溪经济联合社");
        assert_eq!(orgs.declared()[0].town.as_deref(), Some("瑞宝街"));
    }

    #[test]
    fn near_twins_are_noticed_with_the_lines_to_paste() {
        let names = [
            "石溪股份合作经济联合社",
            "石溪经济联合社",
            "南田经济社",
            "南田经济合作社",
            "北田经济社",
            "北田村民委员会",
        ];
        let notices = orgs().near_twins(&names.map(str::to_owned));
        assert_eq!(notices.len(), 2, "{notices:?}");
        assert!(notices.iter().all(|n| n.code == "near-twin-org"));
        let texts: Vec<&str> = notices.iter().map(|n| n.text.zh.as_str()).collect();
        assert!(
            texts.iter().any(|t| t.contains("name = \"石溪经济联合社\"")
                && t.contains("aliases = [\"石溪联社\", \"石溪\", \"石溪股份合作经济联合社\"]")),
            "{texts:?}"
        );
        assert!(
            texts
                .iter()
                .any(|t| t.contains("南田经济社") && t.contains("南田经济合作社")),
            "{texts:?}"
        );
        assert_eq!(normalise_org(" 石 溪 "), "石溪");
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,30}", name in "[石溪经济联合社村委会信用0-9年月第 _/-]{0,20}") {
            for text in [text, name] {
                let _ = orgs().find_in_text(&text);
                let _ = orgs().near_twins(std::slice::from_ref(&text));
                let _ = is_org_like(&text);
                let _ = crate::headings::normalise(&text);
                let _ = crate::headings::unit_in(&text);
                let _ = crate::account_class(&text, &text, None, Some(0));
                let _ = crate::Config::parse(&text, std::path::Path::new("sanzi.toml"));
            }
        }
    }
}
