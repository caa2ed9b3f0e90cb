//! Names of collectives, until the room's own module for them is there.
use crate::OrgPin;
#[derive(Debug)]
pub(crate) struct Orgs { names: Vec<(String, String)> }
impl Orgs {
    pub(crate) fn new(pins: &[OrgPin]) -> Self {
        let mut names = Vec::new();
        for p in pins {
            names.push((p.name.clone(), p.name.clone()));
            for a in p.aliases.iter().chain(&p.code) { names.push((a.clone(), p.name.clone())); }
        }
        names.sort_by_key(|(a, _)| std::cmp::Reverse(a.len()));
        Self { names }
    }
    pub(crate) fn resolve(&self, name: &str) -> String {
        self.names.iter().find(|(a, _)| a == name).map_or_else(|| name.to_owned(), |(_, n)| n.clone())
    }
    pub(crate) fn find_in_text(&self, text: &str) -> Option<String> {
        if let Some((_, n)) = self.names.iter().find(|(a, _)| text.contains(a.as_str())) { return Some(n.clone()); }
        let words = ["股份合作经济联合社", "经济联合社", "经济合作社", "经济联社", "经济社", "联社", "村民委员会", "居民委员会", "村委会"];
        for w in words {
            if let Some(at) = text.find(w) {
                let before = text.get(..at)?;
                let start = before.rfind(|c: char| c.is_ascii() || matches!(c, '年' | '月' | '度' | '：' | '（' | '(')).map_or(0, |p| p + before.get(p..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8));
                if start < at { return text.get(start..at + w.len()).map(str::to_owned); }
            }
        }
        None
    }
}
pub(crate) fn near_twins(_names: &[String]) -> Vec<(String, String)> { Vec::new() }
