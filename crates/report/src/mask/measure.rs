//! How well masking tells persons' numbers from look-alikes, measured on twenty thousand made sentences.

use ledger::Role;
use proptest::prelude::*;

use super::Masker;

/// A seeded sequence of numbers, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap_or(0)))
            .collect()
    }
}

fn identity(dice: &mut Dice) -> String {
    const WEIGHTS: [u64; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let body = format!(
        "44{}{:04}{:02}{:02}{}",
        dice.digits(4),
        1930 + dice.below(80),
        1 + dice.below(12),
        1 + dice.below(28),
        dice.digits(3)
    );
    let sum: u64 = body
        .bytes()
        .zip(WEIGHTS)
        .map(|(b, w)| u64::from(b - b'0') * w)
        .sum();
    let check = "10X98765432"
        .chars()
        .nth(usize::try_from(sum % 11).unwrap_or(0));
    body.chars().chain(check).collect()
}

fn card(dice: &mut Dice) -> String {
    let body = format!("62{}", dice.digits(16));
    let sum: u64 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| match (u64::from(b - b'0'), i % 2) {
            (digit, 0) if digit > 4 => digit * 2 - 9,
            (digit, 0) => digit * 2,
            (digit, _) => digit,
        })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

fn mobile(dice: &mut Dice) -> String {
    format!("1{}{}", 3 + dice.below(7), dice.digits(9))
}

#[test]
fn recall_and_precision() {
    let masker = Masker::new([]);
    let mut dice = Dice(20_240_112);
    let around = [
        ("付", "款"),
        ("转入", "，现金"),
        ("", ""),
        ("备注 ", " 已付"),
        ("联系", "。"),
    ];
    let (mut found, mut wrong) = (0, 0);
    for n in 0..10_000 {
        let (before, after) = around[n % around.len()];
        let person = [identity, card, mobile][n % 3](&mut dice);
        let text = format!("{before}{person}{after}");
        found += usize::from(!masker.prose(&text).contains(&person));
        let other = match n % 8 {
            0 => format!("发票{}", dice.digits(20)),
            1 => format!("发票号码{}", dice.digits(8)),
            2 => format!("凭证号{}", dice.digits(16)),
            3 => format!("流水号{}", dice.digits(18)),
            4 => format!(
                "金额{}.{}元",
                1 + dice.below(99_999_999_999),
                dice.digits(2)
            ),
            5 => format!("合同编号HT{}", dice.digits(10)),
            6 => format!("2024{:02}{:02}记账", 1 + dice.below(12), 1 + dice.below(28)),
            _ => format!("交易号{}", dice.digits(19)),
        };
        let text = format!("{before}{other}{after}");
        wrong += usize::from(masker.prose(&text) != text);
    }
    // At least 99.5 % of persons' numbers are found, and at least 99 % of what is masked is a person's.
    assert!(found >= 9_950, "recall {found} of 10000");
    assert!(
        wrong * 99 <= found,
        "{wrong} look-alikes masked beside {found}"
    );
}

proptest! {
    #[test]
    fn no_run_of_a_number_survives(serial in 0_u64..10_000_000_000, role in 0_usize..2, around in "[付给转 ，]{0,4}") {
        let mobile = format!("13{:09}", serial % 1_000_000_000);
        let account = format!("622202{serial:010}");
        let (raw, role) = [(mobile, Role::Phone), (account, Role::Account)].into_iter().nth(role).expect("two");
        let masked = [Masker::new([]).cell(Some(role), &raw), Masker::new([]).with_accounts([raw.as_str()]).prose(&format!("{around}{raw}{around}"))];
        let head = if raw.len() == 11 { 3 } else { 6 };
        for shown in masked {
            for at in 0..=raw.len() - 5 {
                let run = raw.get(at..at + 5).expect("ascii");
                let allowed = raw.get(..head).is_some_and(|h| h.contains(run));
                prop_assert!(allowed || !shown.replace(raw.get(..head).unwrap_or_default(), "").contains(run), "{raw} -> {shown}");
            }
        }
    }

    #[test]
    fn names_in_sentences_do_not_survive(given in "[伟强梅芳敏丽军杰娟勇]{1,2}", before in "[付给]{1}", after in "[，。]{1}") {
        let name = format!("陈{given}");
        let masker = Masker::new([name.as_str()]);
        let shown = masker.prose(&format!("{before}{name}{after}"));
        prop_assert!(!shown.contains(&name));
        prop_assert_eq!(shown.clone(), masker.prose(&shown));
    }
}
