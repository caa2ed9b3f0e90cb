//! Which decimal sign a column of amounts uses, told from the literals that leave no doubt.

use super::decimal::DecimalSign;
use super::fault::ValueFault;
use super::text::fold;
use crate::Wording;
use crate::readers::CellKind;

/// What the amounts of a column say about its decimal sign.
#[derive(Clone, Debug, Default)]
pub(crate) struct MoneyEvidence {
    point: u64,
    comma: u64,
    /// `1,234`: thousands, or three decimals.
    comma_or_group: u64,
    /// `1.234`: three decimals, or thousands.
    point_or_group: u64,
}

impl MoneyEvidence {
    /// Looks at one cell; numbers of a workbook say nothing.
    pub(crate) fn observe(&mut self, raw: &str, kind: CellKind) {
        if kind != CellKind::Text || !raw.contains(['.', ',', '，', '．']) {
            return;
        }
        let folded = fold(raw);
        let core = folded.trim_matches(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
        if !core
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\''))
        {
            return;
        }
        let (points, commas) = (core.matches('.').count(), core.matches(',').count());
        match (points, commas) {
            (1, 1..) if core.rfind('.') > core.rfind(',') => self.point += 1,
            (1.., 1) if core.rfind(',') > core.rfind('.') => self.comma += 1,
            (0, 1) if group_of_three(core, ',') => self.comma_or_group += 1,
            (1, 0) if group_of_three(core, '.') => self.point_or_group += 1,
            (0, 1) | (2.., 0) => self.comma += 1,
            (1, 0) | (0, 2..) => self.point += 1,
            _ => {}
        }
    }

    /// The decimal sign, and why where the column itself told it.
    ///
    /// # Errors
    /// A column whose literals could all be read either way, or contradict each other.
    pub(crate) fn decide(
        &self,
        pin: Option<&str>,
    ) -> Result<(DecimalSign, Option<Wording>), ValueFault> {
        match pin {
            Some(",") => return Ok((DecimalSign::Comma, None)),
            Some(_) => return Ok((DecimalSign::Point, None)),
            None => {}
        }
        let doubtful = self.comma_or_group + self.point_or_group;
        match (self.point, self.comma) {
            (0, 0) if self.point_or_group > 0 => Err(Self::ambiguous()),
            (0, 0) if self.comma_or_group > 0 => Ok((
                DecimalSign::Point,
                Some(Wording::new(
                    format!("{doubtful} 个金额形如 1,234，金额至多两位小数，故逗号为千位分隔"),
                    format!(
                        "{doubtful} amounts are like 1,234; money has at most two decimals, so the comma parts thousands"
                    ),
                )),
            )),
            (0, 0) => Ok((DecimalSign::Point, None)),
            (point, 0) => Ok((
                DecimalSign::Point,
                (doubtful > 0).then(|| {
                    Wording::new(
                        format!("{point} 个金额只能以点为小数点"),
                        format!("{point} amounts can only have a point as decimal sign"),
                    )
                }),
            )),
            (0, comma) => Ok((
                DecimalSign::Comma,
                Some(Wording::new(
                    format!("{comma} 个金额只能以逗号为小数点"),
                    format!("{comma} amounts can only have a comma as decimal sign"),
                )),
            )),
            // Where nothing hangs on it, the few strays are rejected one by one.
            (point, comma) if doubtful == 0 => Ok((
                if point >= comma {
                    DecimalSign::Point
                } else {
                    DecimalSign::Comma
                },
                Some(Wording::new(
                    format!("{point} 个金额以点、{comma} 个以逗号为小数点，取多数"),
                    format!(
                        "{point} amounts have a point and {comma} a comma as decimal sign; the majority is taken"
                    ),
                )),
            )),
            _ => Err(Self::ambiguous()),
        }
    }

    fn ambiguous() -> ValueFault {
        ValueFault::new(
            "ambiguous-decimal",
            "无法判断此栏的小数点是点还是逗号；请在 [[source]] 中写 decimal = \".\" 或 decimal = \",\"",
            "the decimal sign of this column cannot be told; pin decimal = \".\" or decimal = \",\" in [[source]]",
        )
    }
}

fn group_of_three(core: &str, sign: char) -> bool {
    core.split_once(sign).is_some_and(|(whole, part)| {
        part.len() == 3
            && (1..=3).contains(&whole.len())
            && !whole.starts_with('0')
            && part.bytes().all(|b| b.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::{DecimalSign, MoneyEvidence};
    use crate::readers::CellKind;

    fn check(literals: &[&str], pin: Option<&str>, wanted: Option<DecimalSign>) {
        let mut evidence = MoneyEvidence::default();
        for literal in literals {
            evidence.observe(literal, CellKind::Text);
        }
        assert_eq!(
            evidence.decide(pin).ok().map(|(sign, _)| sign),
            wanted,
            "{literals:?} {pin:?}"
        );
    }

    #[test]
    fn a_column_decides_what_a_cell_cannot() {
        let (point, comma) = (Some(DecimalSign::Point), Some(DecimalSign::Comma));
        check(&[], None, point);
        check(&["100", "200"], None, point);
        check(&["1,234", "12.50"], None, point);
        check(&["1,234", "500"], None, point);
        check(&["1.234", "12,50"], None, comma);
        check(&["1.234,50", "1.234"], None, comma);
        check(&["1.234", "2.500"], None, None);
        check(&["1.234", "2.500"], Some(","), comma);
        check(&["1.234", "2.500"], Some("."), point);
        check(&["1,234,567"], None, point);
        check(&["1.234.567"], None, comma);
        check(&["1,234", "1.50", "1,50"], None, None);
        check(&["1.50", "2.50", "1,50"], None, point);
        check(&["￥1，234．50", "1,234"], None, point);
        check(&["0.234", "1,234"], None, point);
        check(&["备注, 无", "合计:1.5元"], None, point);
    }

    #[test]
    fn numbers_of_a_workbook_say_nothing() {
        let mut evidence = MoneyEvidence::default();
        evidence.observe("1.234", CellKind::Number);
        assert_eq!(
            evidence.decide(None).map(|(sign, _)| sign),
            Ok(DecimalSign::Point)
        );
    }
}
