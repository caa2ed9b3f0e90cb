//! The numbers of a `[[detect]]`'s keys: days, whole numbers, factors, parts of a whole.

use ledger::Wording;

use super::Ask;
use crate::expr::{Literal, Type};
use crate::load::Told;

impl Ask<'_> {
    /// Whole days, not negative, if the key stands there.
    pub(crate) fn days(&self, key: &str) -> Result<Option<i64>, Told> {
        let Some(text) = self.table.text(key)? else {
            return Ok(None);
        };
        match self.given.literal_of(&text, Type::Days)? {
            Literal::Days(n) if (0..=36_600).contains(&n) => Ok(Some(n)),
            _ => Err(text.fault(
                "out-of-bounds",
                Wording::new("天数应在 0 到 36600 之间", "days lie between 0 and 36600"),
                Wording::new("请写如“7天”的天数。", "Write days such as `7天`."),
            )),
        }
    }

    /// A whole number from 1, bare or as text or `$name`, if the key stands there.
    pub(crate) fn whole(&self, key: &str) -> Result<Option<i64>, Told> {
        let place = self.table.place(key);
        let n = if let Some(n) = self.table.whole(key) {
            n
        } else {
            let Some(text) = self.table.text(key)? else {
                return Ok(None);
            };
            match self.given.literal_of(&text, Type::Int)? {
                Literal::Int(n) => n,
                _ => 0,
            }
        };
        if (1..=1_000_000).contains(&n) {
            return Ok(Some(n));
        }
        Err(self.given.file.fault(
            place,
            "out-of-bounds",
            Wording::new(
                "应为 1 到 1000000 的整数",
                "a whole number from 1 to 1000000 belongs here",
            ),
            Wording::new("请写如 3 的整数。", "Write a whole number such as 3."),
        ))
    }

    /// A number above 0 and at most 1000 with at most three decimals, as numerator and denominator, if the key stands there.
    pub(crate) fn factor(&self, key: &str) -> Result<Option<(i64, i64)>, Told> {
        let literal = match self.table.whole(key) {
            Some(n) => Literal::Int(n),
            None => match self.table.text(key)? {
                Some(text) => self.given.literal(&text)?,
                None => return Ok(None),
            },
        };
        let found = match literal {
            Literal::Int(n) => Some((n, 1)),
            Literal::Ratio { num, den } if 1000 % den == 0 => Some((num, den)),
            _ => None,
        };
        if let Some((num, den)) = found.filter(|&(num, den)| num > 0 && num / den <= 1000) {
            return Ok(Some((num, den)));
        }
        Err(self.given.file.fault(
            self.table.place(key),
            "out-of-bounds",
            Wording::new(
                "应为大于 0、不超过 1000、最多三位小数的数",
                "a number above 0 and at most 1000 with at most three decimals belongs here",
            ),
            Wording::new(
                "请写如 \"3.5\" 的数，带小数的加引号。",
                "Write a number such as \"3.5\", in quotes where it has decimals.",
            ),
        ))
    }

    /// A factor of at most 1, if the key stands there.
    pub(crate) fn part(&self, key: &str) -> Result<Option<(i64, i64)>, Told> {
        let factor = self.factor(key)?;
        if factor.is_none_or(|(num, den)| num <= den) {
            return Ok(factor);
        }
        Err(self.given.file.fault(
            self.table.place(key),
            "out-of-bounds",
            Wording::new("占比不超过 100%", "a share of the whole is at most 100%"),
            Wording::new("请写如 \"50%\" 的占比。", "Write a share such as \"50%\"."),
        ))
    }
}
