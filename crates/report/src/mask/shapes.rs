//! What a run of digits is by its own shape: identity number, credit code, mobile telephone, bank card.

/// Whether an 18-place token is an identity number by division, birthday and check place (ISO 7064 MOD 11-2).
pub(super) fn identity_checked(token: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    if !identity_shaped(token) || token.len() != 18 {
        return false;
    }
    let sum: u32 = token.bytes().zip(WEIGHTS).map(|(b, w)| digit(b) * w).sum();
    let check = b"10X98765432".get((sum % 11) as usize).copied();
    token.bytes().last().map(|b| b.to_ascii_uppercase()) == check
}

/// Whether a token could be an identity number by division and birthday: a mistyped check place is no reason to show it.
pub(super) fn identity_shaped(token: &str) -> bool {
    let digits = token.strip_suffix(['X', 'x']).unwrap_or(token);
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let birthday = match token.len() {
        18 => token.get(6..14),
        15 if digits.len() == 15 => token.get(6..12),
        _ => None,
    };
    let Some(birthday) = birthday else {
        return false;
    };
    let province = number(token.get(..2));
    let known = matches!(province, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83);
    let (year, rest) = birthday.split_at(birthday.len() - 4);
    let year_fits = year.len() == 2 || matches!(number(Some(year)), 1900..=2099);
    let month_fits = matches!(number(rest.get(..2)), 1..=12);
    known && year_fits && month_fits && matches!(number(rest.get(2..)), 1..=31)
}

/// Whether an 18-place token is a unified social credit code by its check place (GB 32100, MOD 31).
pub(super) fn credit_code(token: &str) -> bool {
    const PLACES: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    const WEIGHTS: [usize; 17] = [
        1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
    ];
    let upper = token.to_ascii_uppercase();
    if upper.len() != 18 {
        return false;
    }
    let values: Vec<usize> = upper
        .bytes()
        .filter_map(|b| PLACES.iter().position(|p| *p == b))
        .collect();
    let [body @ .., check] = values.as_slice() else {
        return false;
    };
    let sum: usize = body.iter().zip(WEIGHTS).map(|(v, w)| v * w).sum();
    body.len() == 17 && (31 - sum % 31) % 31 == *check
}

/// Whether a token is a mainland mobile number, with or without the country's prefix.
pub(super) fn mobile(token: &str) -> bool {
    let local = match token.len() {
        11 => token,
        13 => token.strip_prefix("86").unwrap_or_default(),
        15 => token.strip_prefix("0086").unwrap_or_default(),
        _ => "",
    };
    local.len() == 11
        && local.starts_with('1')
        && matches!(local.as_bytes().get(1), Some(b'3'..=b'9'))
}

/// Whether 16 to 19 digits satisfy the check digit of bank cards (Luhn).
pub(super) fn card(token: &str) -> bool {
    let doubled = |b: u8| match digit(b) * 2 {
        twice if twice > 9 => twice - 9,
        twice => twice,
    };
    let sum: u32 = token
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| if i % 2 == 1 { doubled(b) } else { digit(b) })
        .sum();
    (16..=19).contains(&token.len()) && sum.is_multiple_of(10) && !token.starts_with('0')
}

/// Whether two tokens are area code and number of a landline.
pub(super) fn landline(area: &str, local: &str) -> bool {
    let area_fits = matches!(
        area.as_bytes(),
        [b'0', b'1', b'0'] | [b'0', b'2', _] | [b'0', b'3'..=b'9', _, _]
    );
    area_fits
        && matches!(local.len(), 7 | 8)
        && matches!(local.as_bytes().first(), Some(b'2'..=b'8'))
}

fn digit(byte: u8) -> u32 {
    u32::from(byte.saturating_sub(b'0').min(9))
}

fn number(text: Option<&str>) -> u32 {
    text.and_then(|t| t.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(shape: fn(&str) -> bool, yes: &[&str], no: &[&str]) {
        for token in yes {
            assert!(shape(token), "{token} should fit");
        }
        for token in no {
            assert!(!shape(token), "{token} should not fit");
        }
    }

    #[test]
    fn identity_numbers() {
        check(
            identity_checked,
            &["11010519491231002X", "11010519491231002x"],
            &[
                "110105194912310021",
                "440524188001010014",
                "91440101MA5CXXXX1X",
                "",
                "123",
            ],
        );
        check(
            identity_shaped,
            &["110105194912310021", "110105491231002"],
            &[
                "991015194912310021",
                "110105194913310021",
                "110105194912320021",
                "24442000000012345678",
            ],
        );
    }

    #[test]
    fn credit_codes() {
        check(
            credit_code,
            &["91350100M000100Y43", "91350100m000100y43"],
            &["91350100M000100Y44", "91350100M000100I43", "91350100"],
        );
    }

    #[test]
    fn telephones_and_cards() {
        check(
            mobile,
            &[
                "13800138000",
                "19912345678",
                "8613800138000",
                "008613800138000",
            ],
            &[
                "12800138000",
                "1380013800",
                "138001380001",
                "23800138000",
                "9913800138000",
            ],
        );
        check(
            card,
            &["6222021234567890128", "4111111111111111"],
            &["4111111111111112", "411111111111111", "0000000000000000"],
        );
        check(
            |t| landline("020", t),
            &["87654321", "3765432"],
            &["17654321", "876543"],
        );
    }
}
