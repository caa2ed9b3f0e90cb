//! Literals of exports → canonical values, exact or refused, with the reason in both languages.
//!
//! Nothing here looks at other cells: what a column as a whole decides (decimal sign, order of dates) is gathered by
//! [`MoneyEvidence`] and [`DateEvidence`] first, and handed in as a style.

mod calendar;
mod capital;
mod date;
mod date_evidence;
mod date_words;
mod decimal;
mod fault;
mod id;
mod money;
mod money_evidence;
mod number;
mod simplified;
mod text;
mod time;
mod words;

pub(crate) use date::{DateOrder, DateStyle, parse_date};
pub(crate) use date_evidence::DateEvidence;
pub(crate) use decimal::DecimalSign;
pub(crate) use fault::ValueFault;
pub(crate) use id::{Trust, id_trust};
pub(crate) use money::{MoneyStyle, parse_money};
pub(crate) use money_evidence::MoneyEvidence;
pub(crate) use number::{parse_bool, parse_int, parse_period, parse_ratio};
pub(crate) use simplified::simplified;
pub(crate) use text::{clean_text, is_blank};
pub(crate) use time::parse_time;
pub(crate) use words::parse_word;
