//! Charts of accounts: what an account is, by name first and code second, under the chart in force.
//! Source: 财会〔2023〕14号 (from 2024-01-01) and 财会〔2004〕12号 (before), field-facts §2.1.

/// What an account is, for directions of journal lines and for `account_is`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccountClass {
    /// 库存现金.
    Cash,
    /// 银行存款 and other money in a bank.
    Bank,
    /// 应收款, 内部往来 and advances to persons.
    Receivable,
    /// Other assets.
    Asset,
    /// 应付款 and other liabilities.
    Payable,
    /// 资本, 公积公益金, 收益.
    Equity,
    /// 生产(劳务)成本.
    Cost,
    /// Income.
    Income,
    /// Expense.
    Expense,
}

/// Class of an account; `None` where neither its name nor its code is known.
///
/// `chart` is `"2004"`, `"2023"` or `"enterprise"`; without it the chart in force on `day` (days since 1970-01-01) is taken.
pub fn account_class(
    _name: &str,
    _code: &str,
    _chart: Option<&str>,
    _day: Option<i64>,
) -> Option<AccountClass> {
    todo!()
}
