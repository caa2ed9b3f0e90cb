//! Digits are a guess about a whole: blue, whatever else holds.

use ledger::Wording;

use crate::Grade;
use crate::compile::Ask;
use crate::load::Told;

/// Refuses a logic that is, or may become, more than blue.
pub(super) fn blue(ask: &Ask<'_>) -> Result<(), Told> {
    let own = ask.table.text("grade")?;
    let is_blue = match &own {
        Some(text) => text.value == "blue",
        None => ask.given.grade == Grade::Blue,
    };
    let at = ask
        .table
        .place(if own.is_some() { "grade" } else { "kind" });
    if !is_blue {
        return Err(ask.given.file.fault(
            at,
            "too-strong",
            Wording::new(
                "数字分布只能作蓝色提示，不能单独成为疑点",
                "digits are a blue signal and never a lead by themselves",
            ),
            Wording::new(
                "请在这段 [[detect]] 中写 grade = \"blue\"。",
                "Write grade = \"blue\" in this [[detect]].",
            ),
        ));
    }
    if ask.given.raises {
        return Err(ask.given.file.fault(
            at,
            "too-strong",
            Wording::new(
                "本规则的 [[raise]] 会把数字分布的提示升级",
                "a [[raise]] of this rule would raise what digits say",
            ),
            Wording::new(
                "请把 digits 放进另一条没有 [[raise]] 的规则。",
                "Put digits into a rule of its own without [[raise]].",
            ),
        ));
    }
    Ok(())
}
