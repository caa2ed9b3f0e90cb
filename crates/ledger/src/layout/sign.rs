//! How signs of payments are told, from the columns that there are and the figures in them.

use super::sample::Sample;
use super::{Sign, choice, doubtful};
use crate::Choice;
use crate::readers::CellKind;

/// What the choice rests on.
pub(super) struct Signs<'a> {
    pub(super) pin: Option<&'a str>,
    pub(super) book: &'a str,
    /// Cell of a column that is supplied.
    pub(super) cell: &'a dyn Fn(&str) -> Option<usize>,
    pub(super) sample: &'a Sample,
    pub(super) heading: u32,
    pub(super) names: &'a str,
    /// The title right above the headings.
    pub(super) near: &'a str,
    /// Whether a heading speaks of who pays in: 交款人.
    pub(super) payers: bool,
}

/// The style, and why.
pub(super) fn sign_of(signs: &Signs<'_>) -> (Sign, Choice) {
    let has = |name: &str| (signs.cell)(name).is_some();
    let books = matches!(signs.book, "bank_book" | "cash_book");
    let sided = has("amount_debit") || has("amount_credit");
    let words = has("direction") || has("flag");
    if let Some(pin) = signs.pin {
        let sign = match pin {
            "two-columns" => Sign::TwoColumns,
            "signed" => Sign::Signed,
            "signed-reversed" => Sign::SignedReversed,
            "out" => Sign::Out,
            "in" => Sign::In,
            "book" => {
                if sided {
                    Sign::Book
                } else {
                    Sign::BookWords
                }
            }
            "bank" => {
                if sided {
                    Sign::Bank
                } else {
                    Sign::Words
                }
            }
            _ => Sign::Words,
        };
        return (
            sign,
            choice("sign", pin, "sanzi.toml 指定", "pinned in sanzi.toml"),
        );
    }
    let of = |sign: Sign, zh: &str, en: &str| (sign, choice("sign", sign.word(), zh, en));
    if has("amount_in") && has("amount_out") {
        return of(
            Sign::TwoColumns,
            "收入、支出各有一栏",
            "money in and money out are columns of their own",
        );
    }
    if has("direction") && has("amount") {
        return of(Sign::Words, "有收支栏", "a column says in or out");
    }
    if has("amount_debit") && has("amount_credit") {
        return if books {
            of(
                Sign::Book,
                "账簿的借方为收入，待余额核对",
                "in the books a debit is money in; the balance checks it",
            )
        } else {
            of(
                Sign::Bank,
                "银行流水的借方为支出，待余额核对",
                "for a bank a debit is money out; the balance checks it",
            )
        };
    }
    if words && has("amount") {
        return if books {
            of(
                Sign::BookWords,
                "账簿的借为收入，待余额核对",
                "in the books 借 is money in; the balance checks it",
            )
        } else {
            of(
                Sign::Words,
                "银行的借为支出，待余额核对",
                "for a bank 借 is money out; the balance checks it",
            )
        };
    }
    if has("amount") {
        return one_column(signs);
    }
    if sided {
        return if books {
            of(
                Sign::Book,
                "只有借方或贷方一栏",
                "there is a debit or a credit column alone",
            )
        } else {
            of(
                Sign::Bank,
                "只有借方或贷方一栏",
                "there is a debit or a credit column alone",
            )
        };
    }
    of(
        Sign::TwoColumns,
        "只有收入或支出一栏",
        "there is a column of money in or money out alone",
    )
}

/// One column of sums and no word: signed where plus signs, mostly minuses or a statement say so, else a list of one way whose few
/// minuses are credits; a list of payments read as signed would turn every payment into income.
fn one_column(signs: &Signs<'_>) -> (Sign, Choice) {
    let cell = (signs.cell)("amount");
    let (mut all, mut plus, mut minus) = (0_usize, 0_usize, 0_usize);
    for (text, kind) in cell
        .into_iter()
        .flat_map(|c| signs.sample.column(signs.heading, c))
    {
        if kind == CellKind::Error || !text.chars().any(|c| c.is_ascii_digit()) {
            continue;
        }
        all += 1;
        plus += usize::from(text.starts_with(['+', '＋']));
        minus += usize::from(text.starts_with(['-', '−', '－', '(', '（']));
    }
    if plus > 0 || minus * 2 > all || (minus > 0 && signs.book == "statement") {
        let zh = format!("金额带正负号（前 {all} 笔中 {plus} 笔为 +，{minus} 笔为 -），负为支出");
        let en = format!(
            "sums carry signs ({plus} plus and {minus} minus among the first {all}); minus is out"
        );
        return (Sign::Signed, choice("sign", "signed", zh, en));
    }
    let says = |text: &str, words: &[&str]| words.iter().any(|w| text.contains(w));
    let into = ["收入", "收款", "receipts", "income"];
    let out = ["收支", "支出", "付款"];
    // What stands at the table itself speaks louder than the names of sheet and file.
    let into = match (says(signs.near, &into), says(signs.near, &out)) {
        (true, false) => true,
        (false, true) => false,
        _ => signs.payers || (says(signs.names, &into) && !says(signs.names, &out)),
    };
    let sign = if into { Sign::In } else { Sign::Out };
    let zh = format!(
        "只有一栏金额，没有收支标志（前 {all} 笔中 {minus} 笔为负，作冲减）；请核对是否全为{}",
        if into { "收入" } else { "支出" }
    );
    let en = format!(
        "one column of sums and no word for in or out ({minus} of the first {all} negative, read as reversals); check that all are money {}",
        sign.word()
    );
    (sign, doubtful("sign", sign.word(), zh, en))
}
