//! What only a whole source, or all of them together, can tell: directions, order, balances, totals, repeats, one book a month.

mod balance;
mod balances;
mod columns;
mod controls;
mod declared;
mod fill;
mod invoices;
mod journal;
mod newest;
mod opening;
mod payments;
mod primary;
mod repeats;
mod together;

pub(crate) use balance::{Fit, check_balance};
pub(crate) use balances::complete_balances;
pub(crate) use columns::Names;
pub(crate) use controls::check_totals;
pub(crate) use declared::check_declared;
pub(crate) use fill::fill;
pub(crate) use invoices::direct_invoices;
pub(crate) use journal::direct_journal;
pub(crate) use newest::newest;
pub(crate) use opening::check_opening;
pub(crate) use payments::{direct_payments, name_payers, tell_methods};
pub(crate) use primary::choose_books;
pub(crate) use repeats::mark_repeats;
pub(crate) use together::part_accounts;
