//! A column 单位 that holds 瓶, 次 and 袋 is a measure and names no collective.

use std::collections::BTreeMap;

use super::doubtful;
use super::heading::Heading;
use super::sample::Sample;
use crate::{Choice, SourcePin};

/// Words for what is counted or weighed.
const WORDS: &str = "个 只 件 台 套 瓶 箱 袋 包 盒 斤 公斤 千克 克 吨 米 公里 千米 平方 平方米 立方 立方米 方 亩 公顷 次 项 批 辆 车 张 份 本 条 根 块 \
桶 支 枝 棵 株 人 户 天 日 月 年 季 小时 工日 工 元 万元 顿 桌 餐 双 对 组 座 间 栋 幢 宗 处 页 卷 罐 壶 把 盆 面 匹 头 尾 羽 片 副 扇 升 \
趟 场 人次 台班 kg g t m m2 m3 ㎡ m² m³";

/// Takes the collective away from a column 单位 whose values are nearly all measures, and says so.
pub(super) fn measures_as_collectives(
    mapped: &mut BTreeMap<String, usize>,
    sample: &Sample,
    best: &Heading,
    pin: Option<&SourcePin>,
) -> Option<Choice> {
    let cell = *mapped.get("org")?;
    if pin.is_some_and(|p| p.columns.contains_key("org")) {
        return None;
    }
    let (mut all, mut measures) = (0_usize, 0_usize);
    for (text, _) in sample.column(best.rows.1, cell) {
        all += 1;
        let lower = text.to_lowercase();
        measures += usize::from(WORDS.split_whitespace().any(|w| w == lower));
    }
    if all == 0 || measures * 10 < all * 8 {
        return None;
    }
    mapped.remove("org");
    let heading = best.headings.get(cell).map_or("", |h| h.trim());
    Some(doubtful(
        "columns",
        "org = \"\"",
        format!("“{heading}”栏的值是计量单位（{all} 个中 {measures} 个），不作所属单位"),
        format!(
            "{measures} of {all} values of {heading:?} are measures, so it names no collective"
        ),
    ))
}
