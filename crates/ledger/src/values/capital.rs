//! Chinese numerals: 大写金额 on receipts, and numbers in dates.

/// Whether a text holds a Chinese numeral that a figure never has.
pub(super) fn has_numeral(text: &str) -> bool {
    !text.bytes().any(|b| b.is_ascii_digit())
        && text.chars().any(|c| {
            digit(c).is_some() || matches!(c, '十' | '拾' | '百' | '佰' | '千' | '仟' | '廿' | '卅')
        })
}

/// 壹仟贰佰叁拾肆元伍角陆分整 → fen; `None` where it is no such amount.
pub(super) fn capital_fen(text: &str) -> Option<i64> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.strip_prefix("人民币").unwrap_or(&text);
    let text = text.trim_start_matches([':', '¥']);
    let text = text.strip_suffix(['整', '正']).unwrap_or(text);
    let (yuan, rest) = match text.find(['元', '圆', '块']) {
        Some(at) => {
            let sign = text.get(at..)?.chars().next()?;
            (Some(text.get(..at)?), text.get(at + sign.len_utf8()..)?)
        }
        None => (None, text),
    };
    let mut fen: i64 = match yuan {
        Some(yuan) => whole(yuan)?.checked_mul(100)?,
        None => 0,
    };
    let mut rest = rest
        .strip_prefix(['零', '〇'])
        .filter(|r| !r.is_empty() && !r.starts_with(['角', '分']))
        .unwrap_or(rest);
    let mut parts = usize::from(yuan.is_some());
    for (sign, worth) in [('角', 10), ('分', 1)] {
        if let Some((number, after)) = rest.split_once(sign) {
            let mut digits = number
                .chars()
                .filter(|c| !(number.chars().count() > 1 && matches!(c, '零' | '〇')));
            let value = digits.next().and_then(digit)?;
            if digits.next().is_some() {
                return None;
            }
            fen = fen.checked_add(value * worth)?;
            parts += 1;
            rest = after;
        }
    }
    (rest.is_empty() && parts > 0).then_some(fen)
}

/// A whole number with 十 百 千 万 亿; `None` for digits in a row, which are no amount.
pub(super) fn whole(text: &str) -> Option<i64> {
    let (mut total, mut section, mut pending) = (0_i64, 0_i64, None::<i64>);
    let mut any = false;
    for c in text.chars() {
        any = true;
        if let Some(value) = digit(c) {
            // 零 may stand before a digit; two other digits in a row are no number.
            if pending.is_some_and(|p| p != 0) {
                return None;
            }
            pending = Some(value);
            continue;
        }
        match c {
            '廿' | '卅' => {
                section = section.checked_add(if c == '廿' { 20 } else { 30 })?;
                pending = None;
            }
            '万' | '萬' | '亿' | '億' => {
                let unit = if matches!(c, '万' | '萬') {
                    10_000
                } else {
                    100_000_000
                };
                section = section.checked_add(pending.take().unwrap_or(0))?;
                if unit == 100_000_000 {
                    total = total.checked_add(section)?.checked_mul(unit)?;
                } else {
                    total = total.checked_add(section.checked_mul(unit)?)?;
                }
                section = 0;
            }
            _ => {
                let unit = match c {
                    '十' | '拾' => 10,
                    '百' | '佰' => 100,
                    '千' | '仟' => 1_000,
                    _ => return None,
                };
                let times = pending
                    .take()
                    .unwrap_or(i64::from(unit == 10 && section % 100 == 0));
                section = section.checked_add(times * unit)?;
            }
        }
    }
    any.then(|| {
        total
            .checked_add(section)?
            .checked_add(pending.unwrap_or(0))
    })
    .flatten()
}

/// Digits in a row, 二〇二四 → 2024.
pub(super) fn in_a_row(text: &str) -> Option<i64> {
    let mut number = 0_i64;
    for c in text.chars() {
        number = number.checked_mul(10)?.checked_add(digit(c)?)?;
    }
    (!text.is_empty()).then_some(number)
}

fn digit(c: char) -> Option<i64> {
    Some(match c {
        '零' | '〇' | '○' | 'Ｏ' => 0,
        '一' | '壹' | '弌' | '幺' => 1,
        '二' | '贰' | '貳' | '弍' | '两' => 2,
        '三' | '叁' | '參' | '叄' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}
