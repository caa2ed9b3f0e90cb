//! What the kinds that lay rows beside other rows, days and schedules compile to.

use crate::sample::{plans, reads, rule};

/// The plans of a rule over contracts with one logic.
fn check(keys: &str) -> String {
    plans(&contracts(keys))
}

fn contracts(keys: &str) -> String {
    payments(keys).replace("feed = [\"payments\"]", "feed = [\"contracts\"]")
}

fn payments(keys: &str) -> String {
    rule(&format!("[[detect]]\n{keys}\n"))
}

#[test]
fn an_overlap_joins_a_feed_to_itself_by_its_keys() {
    insta::assert_snapshot!(check("kind = \"overlap\"\nby = [\"org\", \"contract_no\"]\ndiffer = [\"lessee\"]"), @r#"
    overlap contracts needs contract_no, end, lessee, rent, start others []
    subject org, contract_no per All at "date" amount "amount" context ["other"] facts ["days"]
    Derive days = ((Coalesce(_earlier, _last) - Coalesce(_later, _first)) + 1天)
      Window by org, contract_no order _first over rows -0..+0: _later = max(other._first) if other._first > _first; _earlier = max(other._last) if other._last <= _last
        Join inner other on org, contract_no, _last - 1 >= other._opens, where (_nth <> other._nth AND other._closes >= other._opens AND other._closes > _first AND Known(other._first, other._last) AND ((lessee <> other.lessee OR NOT Known(lessee, other.lessee))))
          Filter _last >= _first
            Filter Known(org, contract_no, _first, _last)
              Window by org, contract_no order _opens, _closes over all: _nth = row_number()
                Derive _opens = Coalesce(_first, 0001-01-01); _closes = Coalesce(_last, 9999-12-31)
                  Derive _first = start; _last = end
                    Feed contracts (all rows)
          Window by org, contract_no order _opens, _closes over all: _nth = row_number()
            Derive _opens = Coalesce(_first, 0001-01-01); _closes = Coalesce(_last, 9999-12-31)
              Derive _first = start; _last = end
                Feed contracts (all rows)
    "#);
}

#[test]
fn a_chain_is_told_by_windows_alone() {
    insta::assert_snapshot!(check("kind = \"overlap\"\nby = [\"org\", \"lessee\"]\nyears = 20\ngap = \"30天\"\nopen = true"), @r#"
    overlap contracts needs lessee, rent, start others []
    subject org, lessee, first_day per All at "date" amount "amount" context [] facts ["count", "first_day", "last_day"]
    Filter (count >= 2 AND last_day > AddYears(first_day, 20))
      Window by org, lessee, first_day over all: count = count(); last_day = max(_last)
        Window by org, lessee order _nth over preceding: first_day = max(_first) if _begins
          Derive _begins = (_before IS NULL OR _first > (_before + 31天))
            Window by org, lessee order _nth over all: _before = lag[1](_reached)
              Window by org, lessee order _nth over preceding: _reached = max(_last)
                Window by org, lessee order _first over all: _nth = row_number()
                  Filter _last >= _first
                    Filter Known(org, lessee, _first, _last)
                      Derive _first = start; _last = Coalesce(end, 9999-12-31)
                        Feed contracts (all rows)
    "#);
    insta::assert_snapshot!(check("kind = \"overlap\"\nyears = 20"), @r#"
    overlap contracts needs end, rent, start others []
    subject org, party per Row at "date" amount "amount" context [] facts []
    Filter _last > AddYears(_first, 20)
      Filter _last >= _first
        Filter Known(_first, _last)
          Derive _first = start; _last = end
            Feed contracts (all rows)
    "#);
}

#[test]
fn a_schedule_is_settled_by_sums_not_by_pairs() {
    insta::assert_snapshot!(check("kind = \"due\"\nother = \"payments\"\nother_where = \"direction = 'in'\"\non = [\"org\", \"lessee = payee\"]\nearly = \"30天\"\ngrace = \"90天\""), @r#"
    due contracts needs lessee, rent, start others ["payments"]
    subject org, party per All at "date" amount "open" context [] facts ["open", "age"]
    Filter (age > 90天 AND open > 0元)
      Derive age = (AsOf() - date)
        Derive open = Coalesce(_rest, _owed)
          Window by org, lessee order _nth over rows -0..+0: _rest = max(_lacking) if _lacking < _owed
            Derive _lacking = (_due_so_far - Coalesce(other._received, 0元))
              Join left other on org, lessee = payee
                Window by org, lessee order _nth over preceding: _due_so_far = sum(_owed)
                  Window by org, lessee order date over all: _nth = row_number()
                    Join anti other on org, absence of payments at date
                      Derive _owed = amount
                        Filter Known(org, lessee, date, amount)
                          Feed contracts (net)
                      Filter false
                        Feed payments (all rows, all books)
                Group by org, payee: _received = sum(amount) if (direction = 'in' AND (date IS NULL OR date <= AsOf()) AND (date IS NULL OR date >= (owed._first - 30天)))
                  Join inner owed on org, payee = lessee
                    Feed payments (net)
                    Group by org, lessee: _first = min(date)
                      Join anti other on org, absence of payments at date
                        Derive _owed = amount
                          Filter Known(org, lessee, date, amount)
                            Feed contracts (net)
                        Filter false
                          Feed payments (all rows, all books)
    "#);
    insta::assert_snapshot!(check("kind = \"due\"\ndue = \"end\"\nless = [\"rent\"]\nover = \"100元\""), @r#"
    due contracts needs end, rent, start others []
    subject org, party per All at "date" amount "open" context [] facts ["open", "age"]
    Filter (age > 0天 AND open > 100元)
      Derive age = (AsOf() - end)
        Derive open = _owed
          Derive _owed = (amount - Coalesce(rent, 0元))
            Filter Known(end, amount)
              Feed contracts (net)
    "#);
}

#[test]
fn they_read_back_in_one_sentence() {
    let of_contracts = [
        "kind = \"overlap\"\nby = [\"org\", \"contract_no\"]\ndiffer = [\"lessee\"]",
        "kind = \"overlap\"\nby = [\"org\", \"contract_no\"]\ntouch = true",
        "kind = \"overlap\"\nyears = 20\nwhere = \"rent > 0\"",
        "kind = \"overlap\"\nby = [\"org\", \"lessee\"]\nyears = 20\ngap = \"30天\"",
        "kind = \"due\"\nless = [\"rent\"]",
        "kind = \"due\"\nother = \"payments\"\nother_where = \"direction = 'in'\"\non = [\"org\", \"lessee = payee\"]\nearly = \"30天\"\ngrace = \"90天\"\nover = \"100元\"",
    ];
    let read: Vec<String> = of_contracts
        .iter()
        .map(|keys| reads(&contracts(keys)))
        .collect();
    insta::assert_snapshot!(read.join("\n"), @r#"
    X01“疑似某事”（红）：在“合同”中，单位、合同编号相同的全部记录，起始日期至终止日期互相重叠而承租方不同（仅首尾同日不算）。
    X01“疑似某事”（红）：在“合同”中，单位、合同编号相同的全部记录，起始日期至终止日期互相重叠（首尾同日也算）。
    X01“疑似某事”（红）：在“合同”中，满足（租金超过 0 元）的记录，起始日期至终止日期超过 20 年（按日历，满 20 年之日不算）。
    X01“疑似某事”（红）：在“合同”中，单位、承租方相同、间隔不超过 30 天而首尾相接的两份以上全部记录，起始日期至终止日期合计超过 20 年（按日历）。
    X01“疑似某事”（红）：在“合同”中，全部记录，其起始日期已过，租金减去租金后未结清超过0 元（不含）。
    X01“疑似某事”（红）：在“合同”中，全部记录，其起始日期已过 90 天以上（不含），租金减去“资金收支”中单位、承租方相同、先抵最早到期的收款（满足（收支方向为 in）的记录）（比最早到期日早 30 天以上的不计）后未结清超过100 元（不含）。
    "#);
}
