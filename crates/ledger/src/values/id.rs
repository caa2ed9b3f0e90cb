//! Whether the digits of an identity, account or invoice number are all there.

use super::text::clean_text;
use crate::readers::CellKind;

/// Whether an id may be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// All digits are there.
    Whole,
    /// A workbook cut digits off: it equals nothing.
    Lost,
}

/// Workbooks keep 15 digits of a number: what is longer was cut, and shows as `4.40105E+17` or with zeros at the end.
pub(crate) fn id_trust(raw: &str, kind: CellKind) -> Trust {
    let text = clean_text(raw);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let only_digits = digits == text.len();
    let lost = match kind {
        CellKind::LongNumber | CellKind::Error => true,
        CellKind::Number => exponent(text) || (only_digits && digits > 15),
        // Saved as text after the loss: the sixteenth digit and all beyond it are zeros.
        CellKind::Text | CellKind::Date => {
            exponent(text)
                || (only_digits
                    && matches!(digits, 18..)
                    && text.get(15..).is_some_and(|t| t.bytes().all(|b| b == b'0')))
        }
    };
    if lost { Trust::Lost } else { Trust::Whole }
}

/// `4.40105E+17`
fn exponent(text: &str) -> bool {
    let Some((mantissa, power)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let mantissa =
        !mantissa.is_empty() && mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let power = power.strip_prefix('+').unwrap_or(power);
    mantissa
        && text.contains(['+', '.'])
        && !power.is_empty()
        && power.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{Trust, id_trust};
    use crate::readers::CellKind::{Error, LongNumber, Number, Text};

    #[test]
    fn lost_digits_are_seen() {
        for (raw, kind, lost) in [
            ("440105199001011234", Text, false),
            ("44010519900101123X", Text, false),
            ("'440105199001011234", Text, false),
            ("440105199001011000", Text, true),
            ("440105199001011000", LongNumber, true),
            ("440105199001011000", Number, true),
            ("4.40105E+17", Text, true),
            ("1.10105198001010E+17", Text, true),
            ("4.40105e17", Text, true),
            ("6222021234567890123", Text, false),
            ("6222021234567890000", LongNumber, true),
            ("24312000000012345678", Text, false),
            ("123456789012345", Number, false),
            ("12345", Number, false),
            ("#REF!", Error, true),
            ("E12345", Text, false),
            ("1E5", Text, false),
            ("N2440105MF0000001C", Text, false),
            ("", Text, false),
        ] {
            assert_eq!(id_trust(raw, kind) == Trust::Lost, lost, "{raw}");
        }
    }
}
