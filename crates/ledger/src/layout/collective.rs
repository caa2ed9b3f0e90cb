//! Whose rows a source holds, where no column says it: pin, banner, title, sheet, file, folder, in this order.

use super::{Plan, choice, doubtful};
use crate::Choice;

/// Finds and resolves names of collectives.
pub(crate) trait Known {
    /// The collective that a title or file name speaks of: a known name, or the part that ends in an organisation word.
    fn find(&self, text: &str) -> Option<String>;

    /// Whether a text is the name of a collective and nothing else.
    fn is_name(&self, text: &str) -> bool;
}

/// The collective of rows that name none, and the choice; `None` where the source does not tell.
pub(crate) fn source_org(
    plan: &Plan,
    file: &str,
    sheet: &str,
    has_column: bool,
    known: &dyn Known,
) -> (Option<String>, Choice) {
    if let Some(pinned) = &plan.org {
        return (
            Some(pinned.clone()),
            choice(
                "org",
                pinned.clone(),
                "sanzi.toml 指定",
                "pinned in sanzi.toml",
            ),
        );
    }
    let titled = |title: &&String| known.find(title).is_none() && plan.banner.holder.is_none();
    if let Some(title) = plan.section.as_ref().filter(titled) {
        return (
            None,
            doubtful(
                "org",
                if has_column { "{column}" } else { "" },
                format!(
                    "分段标题“{title}”不是已知的单位；请在 sanzi.toml 写 [[org]]，把它列入 name 或 aliases"
                ),
                format!(
                    "the section is titled {title:?}, which is no known collective; write [[org]] with it as name or alias in sanzi.toml"
                ),
            ),
        );
    }
    let found = match stranger(plan, known) {
        Some(why) if !has_column => return (None, why),
        Some(_) => None,
        None => elsewhere(plan, file, sheet, known),
    };
    if has_column {
        let evidence = ("有单位栏", "there is a column");
        return (
            found.map(|(name, ..)| name),
            choice("org", "{column}", evidence.0, evidence.1),
        );
    }
    match found {
        Some((name, zh, en)) => (Some(name.clone()), choice("org", name, zh, en)),
        None => (
            None,
            doubtful(
                "org",
                "",
                "栏目、表头、工作表名、文件名和文件夹名中都没有单位名称；请在 sanzi.toml 写 constant = { org = \"单位全称\" }",
                "no column, banner, sheet, file or folder names a collective; write constant = { org = \"full name\" } in sanzi.toml",
            ),
        ),
    }
}

/// The choice where a banner names a holder who is no collective: a person, a firm. Its statement is evidence about others and is
/// judged as nobody's books, until the user says whose it is.
pub(crate) fn stranger(plan: &Plan, known: &dyn Known) -> Option<Choice> {
    let (key, value) = plan.banner.holder.as_ref()?;
    if plan.org.is_some() || known.find(value).is_some() {
        return None;
    }
    let name = veiled(value);
    Some(doubtful(
        "org",
        "",
        format!(
            "表头“{key}：{name}”不是已知的单位，也不以经济联合社、经济合作社、村委会等结尾；如确要核查，请在 sanzi.toml 的 [[source]] 中写 constant = {{ org = \"单位全称\" }}，或写 [[org]] 把它列入 name 或 aliases"
        ),
        format!(
            "the banner {key}: {name} is no known collective and ends in no word of one; if it is to be judged, write constant = {{ org = \"full name\" }} in [[source]] of sanzi.toml, or [[org]] with it as name or alias"
        ),
    ))
}

/// A name that may be a person's, of which only the first letter is told.
fn veiled(name: &str) -> String {
    let name = name.trim();
    let chinese = !name.is_ascii();
    if chinese && name.chars().count() > 4 && !name.contains(['·', '•']) {
        return name.to_owned();
    }
    let stars = name.chars().skip(1).map(|_| '*');
    name.chars().take(1).chain(stars).collect()
}

fn elsewhere(
    plan: &Plan,
    file: &str,
    sheet: &str,
    known: &dyn Known,
) -> Option<(String, String, String)> {
    if let Some((key, value)) = &plan.banner.holder {
        return Some((
            known.find(value)?,
            format!("表头“{key}：{value}”"),
            format!("the banner {key}: {value}"),
        ));
    }
    for title in &plan.banner.titles {
        if let Some(name) = known.find(title) {
            return Some((
                name,
                format!("标题“{title}”"),
                format!("the title {title:?}"),
            ));
        }
    }
    if let Some(name) = known.find(sheet) {
        return Some((
            name,
            format!("工作表名“{sheet}”"),
            format!("the name of the sheet {sheet:?}"),
        ));
    }
    let name = own_name(file);
    if let Some(found) = known.find(stem(name)) {
        return Some((
            found,
            format!("文件名“{name}”"),
            format!("the name of the file {name:?}"),
        ));
    }
    for folder in folders(file) {
        if let Some(found) = known.find(folder) {
            return Some((
                found,
                format!("文件夹名“{folder}”"),
                format!("the name of the folder {folder:?}"),
            ));
        }
    }
    None
}

/// Folders of a file, the innermost first; an archive is a folder of its members, named without its ending.
pub(crate) fn folders(file: &str) -> impl Iterator<Item = &str> {
    let (archive, member) = taken_apart(file);
    let of_member = member.map_or("", above);
    of_member
        .rsplit('/')
        .chain(member.map(|_| stem(archive)))
        .chain(above(archive).rsplit('/'))
        .filter(|folder| !folder.is_empty())
}

/// The archive and the member of `archive.zip!member`; a file with `!` in its own name stays whole.
fn taken_apart(file: &str) -> (&str, Option<&str>) {
    for (at, _) in file.match_indices('!') {
        if let (Some(archive), Some(member)) = (file.get(..at), file.get(at + 1..))
            && archive.to_lowercase().ends_with(".zip")
        {
            return (archive, Some(member));
        }
    }
    (file, None)
}

fn above(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folders, _)| folders)
}

fn own_name(file: &str) -> &str {
    let (archive, member) = taken_apart(file);
    let path = member.unwrap_or(archive);
    path.rsplit_once('/').map_or(path, |(_, last)| last)
}

/// A file's name without what follows its last dots: `流水.csv.gz` is 流水; a member of an archive counts by its own name.
pub(super) fn stem(file: &str) -> &str {
    let name = own_name(file);
    let name = name.strip_suffix(".gz").unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, end)| {
        if end.len() <= 5 && end.is_ascii() {
            stem
        } else {
            name
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_are_folders_of_their_members() {
        let check = |file: &str, name: &str, all: &[&str]| {
            assert_eq!(stem(file), name, "{file}");
            assert_eq!(folders(file).collect::<Vec<_>>(), all, "{file}");
        };
        check("a/b/流水.csv.gz", "流水", &["b", "a"]);
        check("流水.csv", "流水", &[]);
        check("a/石溪经济社.zip!流水.csv", "流水", &["石溪经济社", "a"]);
        check("b.ZIP!x/y/1.xlsx", "1", &["y", "x", "b"]);
        check("a/急!流水.csv", "急!流水", &["a"]);
        check("急!b.zip!c!d.csv", "c!d", &["急!b"]);
    }
}
