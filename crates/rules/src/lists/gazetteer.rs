//! Places: provinces, prefectures and famous sights, and the streets, shops, dishes and firms that only borrow their names.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};
use ledger::Wording;
use serde::Deserialize;
use toml::Spanned;

use super::folding::Folding;
use super::normal::{Normal, plain};
use super::read::Fault;

/// A firm's name or its goods follow the place within so many characters.
const FIRM: usize = 20;

/// A compiled gazetteer.
#[derive(Clone, Debug, Default)]
pub(super) struct Gazetteer {
    places: Vec<Place>,
    automaton: Option<AhoCorasick>,
    traps: Traps,
}

#[derive(Clone, Debug)]
struct Place {
    written: String,
    form: String,
    /// Two or four digits of GB/T 2260, or letters for a country.
    code: String,
    doubtful: bool,
}

/// What makes a name no place; all words as they stand in plain Chinese.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Traps {
    /// Right after the name: dishes, villages, banks, products.
    after: Vec<String>,
    /// After the name and at most two of `between`: streets.
    streets: Vec<String>,
    /// Characters between a name and a street word.
    between: String,
    /// Words that begin like a street and are none.
    no_streets: Vec<String>,
    /// Later in the same clause: the name is part of a firm's, or the origin of goods.
    firms: Vec<String>,
    /// Words that make it a place after all, be it part of a firm's name.
    stays: Vec<String>,
    /// A doubtful name is a place only right after one of these …
    before_doubtful: Vec<String>,
    /// … or right before one of these.
    after_doubtful: Vec<String>,
}

/// A file of `kind = "gazetteer"`; values are names parted by spaces.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[expect(
        dead_code,
        reason = "The kind has been read before; it stands here so that other keys are refused."
    )]
    kind: String,
    #[expect(dead_code, reason = "Documents of lists are for readers of the file.")]
    doc: Wording,
    /// Names that are also common words.
    doubtful: String,
    provinces: BTreeMap<String, Spanned<String>>,
    prefectures: BTreeMap<String, Spanned<String>>,
    sights: BTreeMap<String, Spanned<String>>,
    abroad: BTreeMap<String, Spanned<String>>,
    traps: Traps,
}

impl Gazetteer {
    pub(super) fn compile(file: &File, folding: &Folding) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut places = Vec::new();
        for (digits, table) in [
            (Some(2), &file.provinces),
            (Some(4), &file.prefectures),
            (Some(4), &file.sights),
            (None, &file.abroad),
        ] {
            for (code, names) in table {
                let whole = digits
                    .is_none_or(|n| code.len() == n && code.bytes().all(|b| b.is_ascii_digit()));
                if !whole {
                    faults.push(Fault::new(
                        names.span(),
                        "bad-division-code",
                        (
                            format!("“{code}”不是这一级的区划代码"),
                            format!("`{code}` is no division code of this level"),
                        ),
                        (
                            "省写两位，地市写四位（GB/T 2260）。",
                            "Write two digits for a province, four for a prefecture (GB/T 2260).",
                        ),
                    ));
                }
                places.extend(names.get_ref().split_whitespace().map(|name| Place {
                    written: name.to_owned(),
                    form: plain(name, folding),
                    code: code.clone(),
                    doubtful: file.doubtful.split_whitespace().any(|d| d == name),
                }));
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(places.iter().map(|place| &place.form))
            .ok();
        let traps = file.traps.clone();
        Ok(Self {
            places,
            automaton,
            traps,
        })
    }

    pub(super) fn outside(
        &self,
        text: &str,
        region: &str,
        own: &[&str],
        folding: &Folding,
    ) -> Option<&str> {
        let automaton = self.automaton.as_ref()?;
        if region.len() < 2 {
            return None;
        }
        let normal = Normal::of(text, folding);
        let text = normal
            .tight
            .as_ref()
            .map_or(normal.plain.as_str(), |t| &t.text);
        automaton.find_iter(text).find_map(|hit| {
            let place = self.places.get(hit.pattern().as_usize())?;
            let (before, after) = (text.get(..hit.start())?, text.get(hit.end()..)?);
            let guilty = is_outside(&place.code, region)
                && !own
                    .iter()
                    .any(|own| plain(own, folding).contains(&place.form))
                && !self.traps.catch(place.doubtful, before, after);
            guilty.then_some(place.written.as_str())
        })
    }
}

/// Whether the place of that code lies outside the prefecture of the region, or outside its province where no prefecture is known.
fn is_outside(code: &str, region: &str) -> bool {
    let level = if region.len() >= 4 {
        4.min(code.len())
    } else {
        2
    };
    match (code.get(..level), region.get(..level)) {
        (Some(place), Some(home)) => place != home,
        _ => false,
    }
}

impl Traps {
    fn catch(&self, doubtful: bool, before: &str, after: &str) -> bool {
        let opens = |words: &[String]| words.iter().any(|word| after.starts_with(word.as_str()));
        if doubtful
            && !opens(&self.after_doubtful)
            && !self
                .before_doubtful
                .iter()
                .any(|word| before.ends_with(word.as_str()))
        {
            return true;
        }
        (opens(&self.after) && !opens(&self.no_streets))
            || self.is_street(after)
            || self.is_firm(after)
    }

    fn is_street(&self, after: &str) -> bool {
        let mut rest = after;
        for _ in 0..3 {
            if self
                .no_streets
                .iter()
                .any(|word| rest.starts_with(word.as_str()))
            {
                return false;
            }
            if self
                .streets
                .iter()
                .any(|word| rest.starts_with(word.as_str()))
            {
                return true;
            }
            match rest.chars().next() {
                Some(c) if self.between.contains(c) => {
                    rest = rest.get(c.len_utf8()..).unwrap_or("");
                }
                _ => return false,
            }
        }
        false
    }

    fn is_firm(&self, after: &str) -> bool {
        let clause_end =
            |c: char| matches!(c, ' ' | ',' | ';' | ':' | '、' | '。' | '(' | ')' | '"');
        let clause: String = after
            .chars()
            .take_while(|c| !clause_end(*c))
            .take(FIRM)
            .collect();
        let firm = self
            .firms
            .iter()
            .filter_map(|word| clause.find(word.as_str()))
            .min();
        firm.is_some_and(|at| {
            let head = clause.get(..at).unwrap_or("");
            !self.stays.iter().any(|word| head.contains(word.as_str()))
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        reason = "A broken embedded list should fail the test at once."
    )]

    use crate::lists::Lists;

    fn check(region: &str, own: &[&str], cases: &[(&str, Option<&str>)]) {
        let lists = Lists::embedded().unwrap();
        for (text, want) in cases {
            assert_eq!(lists.place_outside(text, region, own), *want, "{text}");
        }
    }

    #[test]
    fn places_far_and_near() {
        check(
            "440105",
            &[],
            &[
                ("总结会桂林四天团费", Some("桂林")),
                ("赴三亚考察学习费用", Some("三亚")),
                ("张家界门票", Some("张家界")),
                ("漓江游船票", Some("漓江")),
                ("泰国五日游", Some("泰国")),
                ("佛山一日游", Some("佛山")),
                ("去清远漂流", Some("清远")),
                ("广州塔门票", None),
                ("白云山门票", None),
                ("广东省内学习", None),
                ("海 南 三 亚 团费", Some("海南")),
                ("臺灣環島遊", Some("台湾")),
                ("桂林国际旅行社有限公司", Some("桂林")),
                ("去三亚路费", Some("三亚")),
                ("办公用品", None),
            ],
        );
    }

    #[test]
    fn names_that_are_no_places() {
        check(
            "440105",
            &[],
            &[
                ("桂林米粉店工作餐", None),
                ("沙县小吃", None),
                ("兰州拉面", None),
                ("南京路店铺租金", None),
                ("上海路路灯维修", None),
                ("南京东路", None),
                ("海南村治安费", None),
                ("中山大道绿化", None),
                ("中山一路路面修补", None),
                ("云南白药喷雾", None),
                ("北京路商铺", None),
                ("北京银行手续费", None),
                ("三亚市南繁种业公司种子款", None),
                ("海南绿丰种业有限公司", None),
                ("山东寿光大棚材料", None),
                ("西安交通大学培训", None),
                ("哈密瓜一箱", None),
                ("来宾签到册", None),
                ("大理石台面", None),
                ("赴大理四日", Some("大理")),
                ("上海大众汽车维修", None),
                ("青岛啤酒", None),
            ],
        );
    }

    #[test]
    fn own_names_and_unknown_homes() {
        check(
            "440105",
            &["桂林经济联合社"],
            &[("桂林联社办公费", None), ("三亚旅游", Some("三亚"))],
        );
        check(
            "44",
            &[],
            &[("佛山一日游", None), ("桂林四天", Some("桂林"))],
        );
        check("", &[], &[("桂林四天", None)]);
        check(
            "450302",
            &[],
            &[
                ("桂林四天", None),
                ("阳朔住宿", None),
                ("广州四天", Some("广州")),
            ],
        );
        check(
            "110105",
            &[],
            &[
                ("北京一日游", None),
                ("故宫门票", None),
                ("承德避暑山庄", Some("承德")),
            ],
        );
    }
}
