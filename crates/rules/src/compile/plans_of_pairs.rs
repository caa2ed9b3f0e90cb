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

/// The plans of a rule over payments with one logic.
fn check_payments(keys: &str) -> String {
    plans(&payments(keys))
}

const STEPS: &str = "by = [\"org\", \"voucher_no\"]\nstep = \"summary\"\nsteps = [\"提议|动议\", \"决议\", \"决议公开\"]";

#[test]
fn steps_are_told_by_words_and_windows() {
    insta::assert_snapshot!(check_payments(&format!("kind = \"steps\"\n{STEPS}")), @r#"
    steps payments needs amount, date, summary, voucher_no others []
    subject org, voucher_no per All at "date" amount "_amount" context [] facts ["missing"]
    Window by org, voucher_no order _of_hits over rows -0..+0: _amount = max(_most) if _of_hits = 1
      Window by org, voucher_no over all: _of_hits = row_number(); _most = max(amount)
        Union
          Derive missing = '提议'
            Filter (_rows_1 = 0 AND (_rows_2 >= 1 OR _rows_3 >= 1) AND _steps >= 0)
              Window by org, voucher_no over all: _rows_1 = count() if _is_1; _rows_2 = count() if _is_2; _rows_3 = count() if _is_3; _steps = count() if _told
                Derive _is_1 = (Contains("提议")(summary) OR Contains("动议")(summary)); _is_2 = ((Contains("决议")(summary) AND NOT Contains("决议公开")(summary))); _is_3 = (Contains("决议公开")(summary)); _told = Known(summary)
                  Filter Known(org, voucher_no)
                    Feed payments (all rows)
          Derive missing = '决议'
            Filter (_rows_2 = 0 AND (_rows_3 >= 1) AND _steps >= 0)
              Window by org, voucher_no over all: _rows_1 = count() if _is_1; _rows_2 = count() if _is_2; _rows_3 = count() if _is_3; _steps = count() if _told
                Derive _is_1 = (Contains("提议")(summary) OR Contains("动议")(summary)); _is_2 = ((Contains("决议")(summary) AND NOT Contains("决议公开")(summary))); _is_3 = (Contains("决议公开")(summary)); _told = Known(summary)
                  Filter Known(org, voucher_no)
                    Feed payments (all rows)
    "#);
    insta::assert_snapshot!(check_payments(&format!("kind = \"steps\"\ncheck = \"hand\"\nhand = \"handler\"\n{STEPS}")), @r#"
    steps payments needs amount, date, handler, summary, voucher_no others []
    subject org, voucher_no per All at "date" amount "_amount" context [] facts ["count"]
    Window by org, voucher_no order _of_hits over rows -0..+0: _amount = max(_most) if _of_hits = 1
      Window by org, voucher_no over all: _of_hits = row_number(); _most = max(amount)
        Filter (count >= 2 AND ((_rows_1 >= 1 AND _rows_2 >= 1) OR (_rows_1 >= 1 AND _rows_3 >= 1) OR (_rows_2 >= 1 AND _rows_3 >= 1)))
          Window by org, voucher_no, handler over all: count = count(); _rows_1 = count() if _is_1; _rows_2 = count() if _is_2; _rows_3 = count() if _is_3
            Filter Known(handler)
              Filter (_is_1 OR _is_2 OR _is_3)
                Filter _told
                  Derive _is_1 = (Contains("提议")(summary) OR Contains("动议")(summary)); _is_2 = ((Contains("决议")(summary) AND NOT Contains("决议公开")(summary))); _is_3 = (Contains("决议公开")(summary)); _told = Known(summary)
                    Filter Known(org, voucher_no)
                      Feed payments (all rows)
    "#);
}

#[test]
fn steps_read_back_in_one_sentence() {
    let all = [
        "within = \"90天\"\nwhere = \"amount > 1\"",
        "check = \"order\"\namong = \"amount > 1\"",
        "check = \"hand\"\nhand = \"handler\"",
        "check = \"late\"\nwithin = \"30天\"",
    ];
    let read = |keys: &&str| reads(&payments(&format!("kind = \"steps\"\n{STEPS}\n{keys}")));
    insta::assert_snapshot!(all.iter().map(read).collect::<Vec<_>>().join("\n"), @r#"
    X01“疑似某事”（红）：在“资金收支”中，满足（金额超过 1 元）的记录，同一事项（单位、凭证号相同）的摘要应依次为提议、决议、决议公开，其中有步骤缺失而其后的步骤已办，或者首个步骤 90 天后（不含）仍未办齐。
    X01“疑似某事”（红）：在“资金收支”中，全部记录，同一事项（单位、凭证号相同）的摘要应依次为提议、决议、决议公开（只看满足（金额超过 1 元）的记录），其中后面的步骤早于前面的步骤（同日不算）。
    X01“疑似某事”（红）：在“资金收支”中，全部记录，同一事项（单位、凭证号相同）的摘要应依次为提议、决议、决议公开，其中两个以上步骤的经办人相同。
    X01“疑似某事”（红）：在“资金收支”中，全部记录，同一事项（单位、凭证号相同）的摘要应依次为提议、决议、决议公开，其中某一步与上一步相隔超过 30 天，或者至今超过该天数没有下一步。
    "#);
}

#[test]
fn money_that_comes_back_is_paired_by_windows() {
    let plan = check_payments(
        "kind = \"route\"\nwithin = \"10天\"\nshare = \"5%\"\non = [\"payee_account\"]\nsame_day = false",
    );
    // Each round is two windows and a filter; one is enough to see.
    let lines: Vec<&str> = plan.lines().collect();
    let (head, tail) = (&lines[..7], &lines[lines.len() - 11..]);
    insta::assert_snapshot!([head, &["…"], tail].concat().join("\n"), @r#"
    route payments needs amount, date, payee_account others ["payments"]
    subject org, party per Row at "date" amount "amount" context ["other"] facts ["days", "rung", "matched", "name_only"]
    Union
      Derive days = (other.date - date); rung = 1; matched = '收款账号'; name_only = false
        Filter (other._back = _asked_6 AND _first_6 = _out)
          Filter Coalesce(_first_6, _out) >= _out
            Window by other._back over all: _first_6 = min(_out) if other._back = _asked_6
    …
                                          Window by other._back over all: _first_1 = min(_out) if other._back = _asked_1
                                            Window by _out over all: _asked_1 = min(other._back)
                                              Join inner other on payee_account, date + 10 >= other.date, date + 1 <= other.date, where (Abs((amount - other.amount)) <= (amount * 0.05) OR Abs((amount - other.amount)) <= 0元)
                                                Window by  order date over all: _out = row_number()
                                                  Filter Known(date, amount)
                                                    Filter Known(payee_account)
                                                      Filter direction = 'out'
                                                        Feed payments (net)
                                                Window by  order date over all: _back = row_number()
                                                  Filter direction = 'in'
                                                    Feed payments (net)
    "#);
}

#[test]
fn routes_read_back_in_one_sentence() {
    let all = [
        "kind = \"route\"\nwhere = \"amount > 1\"\nother_where = \"amount > 2\"\nwithin = \"10天\"\nshare = \"5%\"\nmoney = \"20元\"\nwhere_pair = \"other.amount < amount\"",
        "kind = \"route\"\non = [\"payee_account\"]\nor_on = [[\"org\", \"payee\"]]\nsame_day = false",
        "kind = \"route\"\ncheck = \"names\"\nby = [\"org\", \"payee_account\"]\nleast = 4",
    ];
    let read = |keys: &&str| reads(&payments(keys));
    insta::assert_snapshot!(all.iter().map(read).collect::<Vec<_>>().join("\n"), @r#"
    X01“疑似某事”（红）：在“资金收支”中，满足（金额超过 1 元）的记录（支出），此后 10 天以内（含，同日也算）在“资金收支”（满足（金额超过 2 元）的记录，收入）中有金额相差不超过前一笔的 5%或 20 元（含，取大者）的记录，逐笔一一对应，单位、收款账号相同，或者单位、收款人相同，且资金收支的金额低于金额。
    X01“疑似某事”（红）：在“资金收支”中，全部记录（支出），此后 30 天以内（含，同日不算）在“资金收支”（全部记录，收入）中有金额相等的记录，逐笔一一对应，收款账号相同，或者单位、收款人相同。
    X01“疑似某事”（红）：在“资金收支”中，全部记录，单位、收款账号相同而往来对象的名称达到 4 个（含）。
    "#);
}
