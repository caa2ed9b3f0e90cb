//! Words that say that an entry reverses another.

/// Words of a reversal or refund.
const EVIDENCE: [&str; 10] = [
    "冲", "退", "更正", "抹账", "抹帐", "调账", "调帐", "撤销", "错账", "错帐",
];
/// Words that hold one of those and mean something else; they are taken out before the words above are looked for.
const INNOCENT: [&str; 32] = [
    "退休", "退伍", "退役", "退耕", "退牧", "退林", "退渔", "退养", "退职", "退居", "退捕", "退塘",
    "退出", "退台", "退水", "退线", "退地", "退宅", "退菌", "退热", "衰退", "减退", "冲洗", "冲击",
    "冲床", "冲厕", "冲水", "冲锋", "冲刷", "冲孔", "冲印", "冲值",
];
/// Words of a deposit: its return reverses a deposit and no other payment.
const DEPOSIT: [&str; 3] = ["押金", "保证金", "定金"];

/// Whether a text speaks of a reversal or refund.
pub(super) fn reverses(text: &str) -> bool {
    if !EVIDENCE.iter().any(|word| text.contains(word)) {
        return false;
    }
    let mut rest = text.to_owned();
    for word in INNOCENT {
        rest = rest.replace(word, "，");
    }
    EVIDENCE.iter().any(|word| rest.contains(word))
}

/// Whether a text speaks of a deposit.
pub(super) fn is_deposit(text: &str) -> bool {
    DEPOSIT.iter().any(|word| text.contains(word))
}
