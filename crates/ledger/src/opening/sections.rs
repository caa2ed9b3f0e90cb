//! A sheet of several collectives or tables, read section by section as sources of their own.

use std::sync::Arc;

use super::examine::{Examined, Looking, one};
use crate::layout::{Plan, Section, choice};
use crate::readers::{Batch, Fault, Opened, Records, all_records};
use crate::{SourceState, Wording};

/// Sections of one sheet; more are no sheet that a person keeps.
const MOST: usize = 2_000;

/// Reads each section by itself, under its own headings or, where it has none, those of the sheet.
///
/// # Errors
/// A file that cannot be read on, or one of too many sections.
pub(super) fn split<'a>(
    looking: &Looking<'_, 'a>,
    opened: &Opened,
    plan: &Plan,
    sections: &[Section],
) -> Result<Vec<Examined<'a>>, Fault> {
    if sections.len() > MOST {
        return Err(Fault::file(
            "too-many-sections",
            format!(
                "一张表内有 {} 个单位的分段，超过 {MOST} 个。请按单位拆分后再读取",
                sections.len()
            ),
            format!(
                "one sheet holds sections of {} collectives, more than {MOST}; split it by collective",
                sections.len()
            ),
        ));
    }
    let (headings, own) = collect(opened, plan.heading, sections)?;
    let mut all = Vec::new();
    let tables = sections.iter().filter(|s| s.table).count();
    for (at, (section, records)) in sections.iter().zip(own).enumerate() {
        let last = records.iter().rev().find_map(|r| r.records.last());
        let part = Part {
            section,
            last: last.map_or(section.from, |r| r.1),
            of: sections.len(),
            tables,
        };
        let alone = one(
            looking,
            &part.opened(opened, records.clone()),
            Some(section),
        );
        let fits = matches!(alone.source.state, SourceState::Read { .. });
        // Below another table the headings of the sheet hold no longer.
        let others = sections.iter().take(at + 1).any(|s| s.table);
        let mut found = if fits || section.from == 1 || others {
            alone
        } else {
            let lines = headings.len() as u64;
            let mut under = records;
            under.insert(0, headings.clone());
            let mut found = one(looking, &part.opened(opened, under), Some(section));
            // The headings are counted once, where they stand.
            found.uncount_layout(lines);
            found
        };
        if let SourceState::NotASource(why) = &found.source.state {
            found.source.state = SourceState::Unreadable(part.lost(why));
        }
        all.push(found);
    }
    Ok(all)
}

/// One section of a sheet.
struct Part<'s> {
    section: &'s Section,
    last: u32,
    of: usize,
    /// How many of them begin with headings of their own.
    tables: usize,
}

impl Part<'_> {
    /// The section as a reader would open it.
    fn opened(&self, sheet: &Opened, records: Vec<Records>) -> Opened {
        let (from, to) = (self.section.from, self.last);
        let mut choices = sheet.choices.clone();
        choices.push(choice(
            "section",
            format!("{from}-{to}"),
            format!(
                "本表按标题或表头分为 {} 段，本段为第 {from} 至 {to} 行",
                self.of
            ),
            format!(
                "titles or headings make {} sections of the sheet; this is rows {from} to {to}",
                self.of
            ),
        ));
        if self.tables > 0 {
            choices.push(choice(
                "tables",
                (self.tables + 1).to_string(),
                "同一工作表中有几张表头不同的表，各按自己的表头读取",
                "the sheet holds tables under different headings, each read under its own",
            ));
        }
        let records: Arc<[Records]> = records.into();
        Opened {
            sheet: sheet.sheet.clone(),
            format: sheet.format,
            choices,
            notices: if from == 1 {
                sheet.notices.clone()
            } else {
                Vec::new()
            },
            headings: sheet.headings.clone(),
            hidden: sheet.hidden.clone(),
            batches: Box::new(move || {
                let records = Arc::clone(&records);
                Ok(Box::new((0..records.len()).map(move |at| {
                    Ok(Batch::Split(records.get(at).cloned().unwrap_or_default()))
                })))
            }),
        }
    }

    fn lost(&self, why: &Wording) -> Wording {
        let (from, to) = (self.section.from, self.last);
        Wording::new(
            format!("第 {from} 至 {to} 行的分段不能读取：{}", why.zh),
            format!(
                "the section of rows {from} to {to} cannot be read: {}",
                why.en
            ),
        )
    }
}

/// The headings of the sheet, and the records of every section, batch by batch.
fn collect(
    opened: &Opened,
    heading: (u32, u32),
    sections: &[Section],
) -> Result<(Records, Vec<Vec<Records>>), Fault> {
    let mut headings = Records::default();
    let mut own: Vec<Vec<Records>> = sections.iter().map(|_| Vec::new()).collect();
    for records in all_records((opened.batches)()?) {
        let records = records?;
        let (Some(first), Some(last)) = (records.records.first(), records.records.last()) else {
            continue;
        };
        let (first, last) = (first.1, last.1);
        if first <= heading.1 {
            headings.extend_with(&records, heading.0..=heading.1);
        }
        let from = sections.partition_point(|s| s.to < first);
        for (section, all) in sections.iter().zip(&mut own).skip(from) {
            if section.from > last {
                break;
            }
            let mut part = Records::default();
            part.extend_with(&records, section.from..=section.to);
            all.push(part);
        }
    }
    Ok((headings, own))
}
