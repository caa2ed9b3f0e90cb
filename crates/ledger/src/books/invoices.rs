//! Direction of invoices: out where the buyer is the collective, in where the seller is; and the amount with tax.

use super::Names;
use crate::lines::{Stored, Table, known};
use crate::{Dictionary, NULL, NULL_CODE};

/// Sets `amount` where there is none (net plus tax), and `direction` by comparing names with the row's collective.
pub(crate) fn direct_invoices(
    table: &mut Table,
    feed: Names<'_>,
    dictionaries: &mut [Dictionary],
    resolve: &dyn Fn(&str) -> String,
) {
    let rows = table.len();
    if let Some(at) = feed.at("amount") {
        let amounts: Vec<i64> = (0..rows)
            .map(|row| {
                let own = table.number(at, row);
                let (net, tax) = (
                    feed.number(table, "net", row),
                    feed.number(table, "tax", row),
                );
                match (own, known(net), known(tax)) {
                    (own, ..) if own != NULL => own,
                    (_, true, true) => net.checked_add(tax).unwrap_or(NULL),
                    (_, true, false) => net,
                    _ => NULL,
                }
            })
            .collect();
        table.set(at, Some(Stored::Int(amounts)));
    }
    let Some(at) = feed.at("direction") else {
        return;
    };
    let (out, into) = match dictionaries.get_mut(feed.domain("direction") as usize) {
        Some(dictionary) => (dictionary.intern("out"), dictionary.intern("in")),
        None => return,
    };
    let Some(parties) = dictionaries.get(feed.domain("org") as usize) else {
        return;
    };
    let has_seller = feed.supplied(table, "seller");
    let directions: Vec<u32> = (0..rows)
        .map(|row| {
            let org = feed.code(table, "org", row);
            let is_org = |name: &str| {
                let code = feed.code(table, name, row);
                code != NULL_CODE
                    && (code == org || resolve(&parties.text(code)) == parties.text(org))
            };
            if is_org("buyer") {
                out
            } else if is_org("seller") {
                into
            } else if has_seller && feed.code(table, "buyer", row) == NULL_CODE {
                // A list that names sellers alone is a list of what was bought.
                out
            } else {
                NULL_CODE
            }
        })
        .collect();
    table.set(at, Some(Stored::Text(directions)));
}
