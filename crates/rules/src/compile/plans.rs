//! What each kind compiles to.

use crate::sample::{plans, reads, rule};

/// The plans of a rule over payments with one logic.
fn check(keys: &str) -> String {
    plans(&rule(&format!("[[detect]]\n{keys}\n")))
}

/// The same over the journal.
fn journal(keys: &str) -> String {
    plans(&rule(&format!("[[detect]]\n{keys}\n")).replace("\"payments\"", "\"journal\""))
}

#[test]
fn match_is_a_filter() {
    insta::assert_snapshot!(check("kind = \"match\"\nwhere = \"direction = 'out' AND amount >= 200\"\nrows = \"all\"\nbooks = \"all\""), @r#"
    match payments needs amount, date others []
    subject org, party per Row at "date" amount "amount" context [] facts []
    Filter (direction = 'out' AND amount >= 200元)
      Feed payments (all rows, all books)
    "#);
}

#[test]
fn drops_are_laid_under_every_grouping() {
    insta::assert_snapshot!(check("kind = \"match\"\nwhere = \"amount >= 200\"\n[[unless]]\nname = \"x\"\nwhere = \"mentions('deposit')\"\nthen = \"drop\"\n[[unless]]\nname = \"y\"\nwhere = \"payee = handler\"\nthen = \"drop\""), @r#"
    match payments needs amount, date others []
    subject org, party per Row at "date" amount "amount" context [] facts []
    Filter (amount >= 200元 AND NOT Mentions { list: "deposit" }(payee, summary) AND (payee = handler IS NULL OR NOT payee = handler))
      Feed payments (net)
    "#);
}

#[test]
fn during_is_a_join_by_days() {
    insta::assert_snapshot!(check("kind = \"during\"\nwhere = \"mentions('travel')\"\nother = \"meetings\"\nother_where = \"mentions('meeting')\"\nbefore = \"3天\"\nafter = \"7天\""), @r#"
    during payments needs amount, date others ["meetings"]
    subject org, other.start, other.title per All at "date" amount "amount" context ["other"] facts ["days", "days_before", "days_after"]
    Derive days = Coalesce(days_after, days_before, 0天)
      Window by org order date over rows -0..+0: days_before = max(_early) if _early > 0天; days_after = max(_late) if _late > 0天
        Derive _early = (other.date - date); _late = (date - other._until)
          Join inner other on org, date + 3 >= other.date, date - 7 <= other._until, nearest date ~ other._until, absence of meetings at date by start
            Filter Mentions { list: "travel" }(payee, summary)
              Feed payments (net)
            Derive _until = Coalesce(end, date)
              Filter Mentions { list: "meeting" }(title)
                Feed meetings (net)
    "#);
}

#[test]
fn during_over_the_same_feed_and_a_drop_about_pairs() {
    insta::assert_snapshot!(check("kind = \"during\"\nother = \"payments\"\nafter = \"30天\"\npick = \"all\"\ngrade = \"yellow\"\n[[unless]]\nname = \"x\"\nwhere = \"other.amount > amount\"\nthen = \"drop\""), @r#"
    during payments needs amount, date others ["payments"]
    subject org, other.date, other.summary per All at "date" amount "amount" context ["other"] facts ["days", "days_before", "days_after"]
    Derive days = Coalesce(days_after, days_before, 0天)
      Window by org order date over rows -0..+0: days_before = max(_early) if _early > 0天; days_after = max(_late) if _late > 0天
        Derive _early = (other.date - date); _late = (date - other._until)
          Join inner other on org, date >= other.date, date - 30 <= other._until, where (other.amount > amount IS NULL OR NOT other.amount > amount)
            Feed payments (net)
            Derive _until = date
              Feed payments (net)
    "#);
}

#[test]
fn missing_is_an_anti_join() {
    insta::assert_snapshot!(check("kind = \"missing\"\nother = \"decisions\"\non = [\"org\", \"payee\"]\nbefore = \"365天\""), @r#"
    missing payments needs amount, date, payee others ["decisions"]
    subject org, party per Row at "date" amount "amount" context [] facts []
    Join anti other on org, payee, date >= other.date, date - 365 <= other.date, absence of decisions at date by payee, date
      Feed payments (net)
      Feed decisions (net)
    "#);
}

#[test]
fn missing_with_instalments_compares_running_sums() {
    insta::assert_snapshot!(check("kind = \"missing\"\nwhere = \"amount >= limit('large-payment')\"\nother = \"decisions\"\non = [\"org\", \"payee\"]\ncovers = \"amount\""), @r#"
    missing payments needs amount, date, payee others ["decisions"]
    subject org, party per Row at "date" amount "amount" context [] facts ["paid"]
    Join anti other on org, payee, date >= other.date, where (other.amount IS NULL OR paid <= other._approved), absence of decisions at date by payee, date
      Window by org, payee order date over preceding: paid = sum(amount)
        Filter amount >= Limit { name: "large-payment" }(org, date)
          Feed payments (net)
      Window by org, payee order date over preceding: _approved = sum(amount)
        Feed decisions (net)
    "#);
}

#[test]
fn burst_asks_windows_of_days() {
    insta::assert_snapshot!(check("kind = \"burst\"\nwhere = \"amount < limit('payment-approval')\"\nwithin = \"7天\"\nreach = \"limit('payment-approval')\""), @r#"
    burst payments needs amount, date, payee others []
    subject org, party per Burst(7) at "date" amount "amount" context [] facts ["count", "sum"]
    Filter (Coalesce(_windows, 0) >= 1 OR _qualifies)
      Window by org, party order date over days -0..+7: _windows = count() if _qualifies; count = max(_window_count) if _qualifies; sum = max(_window_sum) if _qualifies
        Derive _qualifies = (_window_count >= 2 AND _window_sum >= Limit { name: "payment-approval" }(org, date))
          Window by org, party order date over days -7..+0: _window_count = count(); _window_sum = sum(amount)
            Filter _crowd >= 2
              Window by org, party over all: _crowd = count()
                Filter amount < Limit { name: "payment-approval" }(org, date)
                  Feed payments (net)
    "#);
}

#[test]
fn duplicate_with_guards() {
    insta::assert_snapshot!(check("kind = \"duplicate\"\nsame = [\"org\", \"party\", \"amount\"]\nwithin = \"30天\"\nperiodic = true\nbatch = 5"), @r#"
    duplicate payments needs amount, date, payee others []
    subject org, party, amount per Burst(30) at "date" amount "amount" context [] facts ["count"]
    Filter ((_near >= 2 OR (count >= 2 AND _monthly_rows < 2)) AND (_batch >= 5 IS NULL OR NOT _batch >= 5))
      Window by org, date, amount over all: _batch = distinct(party)
        Window by org, party, amount order date over days -25..+25: _near = count()
          Window by org, party, amount order date over all: _monthly_rows = count() if _monthly
            Derive _monthly = ((date - _previous) >= 26天 AND (date - _previous) <= 33天)
              Window by org, party, amount order date over all: _previous = lag[1](date)
                Window by org, party, amount order date over days -30..+30: count = count()
                  Feed payments (net)
    "#);
}

#[test]
fn duplicate_that_differs_somewhere() {
    insta::assert_snapshot!(check("kind = \"duplicate\"\nsame = [\"invoice_no\"]\ndiffer = [\"voucher_no\"]"), @r#"
    duplicate payments needs amount, date, invoice_no, voucher_no others []
    subject invoice_no per All at "date" amount "amount" context [] facts ["count"]
    Filter (count >= 2 AND _distinct_voucher_no >= 2 AND NOT voucher_no IS NULL)
      Window by invoice_no over all: count = count(); _distinct_voucher_no = distinct(voucher_no)
        Feed payments (net)
    "#);
}

#[test]
fn total_of_a_month() {
    insta::assert_snapshot!(check("kind = \"total\"\nby = [\"org\"]\nwhere = \"mentions('reception')\"\nover = \"5000元\""), @r#"
    total payments needs amount, date others []
    subject org per Month at "date" amount "amount" context [] facts ["total"]
    Filter total > 5000元
      Window by org, _period over all: total = sum(amount)
        Derive _period = (((Year(date) * 12) + Month(date)) - 1)
          Filter Mentions { list: "reception" }(payee, summary)
            Feed payments (net)
    "#);
}

#[test]
fn total_against_a_limit_of_its_last_row() {
    insta::assert_snapshot!(check("kind = \"total\"\nperiod = \"all\"\nreach = \"limit('payment-approval')\""), @r#"
    total payments needs amount, date, payee others []
    subject org, party per All at "date" amount "amount" context [] facts ["total"]
    Filter total >= _bound
      Window by org, party over all: _bound = max(_row_bound) if date = _last
        Window by org, party over all: total = sum(amount); _last = max(date)
          Derive _row_bound = Limit { name: "payment-approval" }(org, date)
            Feed payments (net)
    "#);
}

#[test]
fn balance_of_vouchers() {
    insta::assert_snapshot!(journal("kind = \"balance\"\ncheck = \"voucher\""), @r#"
    balance journal needs amount, credit, date, debit, voucher_no others []
    subject org, voucher_no per Month at "date" amount "" context [] facts ["difference", "debits", "credits"]
    Filter difference <> 0元
      Derive difference = (Coalesce(debits, 0元) - Coalesce(credits, 0元))
        Window by org, voucher_no, _month over all: debits = sum(debit); credits = sum(credit)
          Derive _month = (((Year(date) * 12) + Month(date)) - 1)
            Feed journal (all rows)
    "#);
}

#[test]
fn balance_that_runs() {
    insta::assert_snapshot!(check("kind = \"balance\"\ncheck = \"running\""), @r#"
    balance payments needs account, amount, balance, book, date, direction others []
    subject org, book, account per Row at "date" amount "" context [] facts ["difference", "previous"]
    Filter (NOT previous IS NULL AND difference <> 0元 AND (difference + Coalesce(_echo, 0元)) <> 0元)
      Window by org, book, account order date, seq over all: _echo = lag[1](difference)
        Derive difference = (balance - (previous + (Coalesce(_came_in, 0元) - Coalesce(_went_out, 0元))))
          Window by org, book, account order date, seq over rows -0..+0: previous = lag[1](balance); _came_in = sum(amount) if direction = 'in'; _went_out = sum(amount) if direction = 'out'
            Feed payments (all rows)
    "#);
}

#[test]
fn balance_with_a_floor_and_a_limit() {
    insta::assert_snapshot!(check("kind = \"balance\"\ncheck = \"floor\"\nwhere = \"book = 'cash_book'\"\nabove = \"5000元\"\nmoment = \"day\""), @r#"
    balance payments needs account, amount, balance, book, date others []
    subject org, book, account, excess_from per All at "date" amount "" context [] facts ["excess_from"]
    Filter _outside
      Window by org, book, account order date, seq over preceding: excess_from = max(date) if _begins
        Derive _begins = (_outside AND (_outside_before IS NULL OR NOT _outside_before))
          Window by org, book, account order date, seq over all: _outside_before = lag[1](_outside)
            Derive _outside = (balance > 5000元)
              Filter seq = _last_seq
                Window by org, book, account, date over all: _last_seq = max(seq)
                  Filter NOT balance IS NULL
                    Filter book = 'cash_book'
                      Feed payments (all rows)
    "#);
}

#[test]
fn balance_against_controls() {
    let toml = rule("[[detect]]\nkind = \"balance\"\ncheck = \"controls\"\n")
        .replace("\"payments\"", "\"controls\"")
        .replace("needs = [\"date\", \"amount\"]\n", "")
        .replace("{date} 付 {party} {amount} 元", "{file} {what}")
        .replace("{date}: {amount} yuan to {party}", "{file} {what}");
    insta::assert_snapshot!(plans(&toml), @r#"
    balance controls needs agrees others []
    subject org, file, sheet, what per Row at "" amount "" context [] facts ["stated", "found", "stated_count", "found_count", "difference"]
    Derive difference = (stated - found)
      Filter NOT agrees
        Feed controls (all rows)
    "#);
}

#[test]
fn lead_overrides_what_the_kind_says() {
    insta::assert_snapshot!(check("kind = \"during\"\nother = \"meetings\"\nafter = \"7天\"\nfacts = { half = \"amount / 2\" }\n[lead]\nsubject = [\"org\", \"party\", \"other\"]\nper = \"burst\""), @r#"
    during payments needs amount, date others ["meetings"]
    subject org, party, other.start, other.title per Burst(7) at "date" amount "amount" context ["other"] facts ["days", "days_before", "days_after", "half"]
    Derive days = Coalesce(days_after, days_before, 0天)
      Window by org order date over rows -0..+0: days_before = max(_early) if _early > 0天; days_after = max(_late) if _late > 0天
        Derive _early = (other.date - date); _late = (date - other._until)
          Join inner other on org, date >= other.date, date - 7 <= other._until, nearest date ~ other._until, absence of meetings at date by start
            Feed payments (net)
            Derive _until = Coalesce(end, date)
              Feed meetings (net)
    "#);
}

#[test]
fn columns_of_a_plan_do_not_hide_those_of_the_feed() {
    let toml = rule("[[detect]]\nkind = \"during\"\nother = \"meetings\"\n[[detect]]\nkind = \"duplicate\"\nsame = [\"org\", \"count\"]\n[[raise]]\nname = \"x\"\nwhere = \"days > 3\"\n")
        .replace("\"payments\"", "\"disclosures\"")
        .replace("{party} ", "")
        .replace(" to {party}", "");
    insta::assert_snapshot!(plans(&toml), @r#"
    during disclosures needs date, paid others ["meetings"]
    subject org, other.start, other.title per All at "date" amount "amount" context ["other"] facts ["days", "days_before", "days_after"]
    Derive _days = Coalesce(days_after, days_before, 0天)
      Window by org order date over rows -0..+0: days_before = max(_early) if _early > 0天; days_after = max(_late) if _late > 0天
        Derive _early = (other.date - date); _late = (date - other._until)
          Join inner other on org, date >= other.date, date <= other._until, nearest date ~ other._until, absence of meetings at date by start
            Feed disclosures (net)
            Derive _until = Coalesce(end, date)
              Feed meetings (net)
    duplicate disclosures needs count, date, paid others []
    subject org, count per All at "date" amount "amount" context [] facts ["count"]
    Filter _count >= 2
      Window by org, count over all: _count = count()
        Feed disclosures (net)
    "#);
}

#[test]
fn an_exception_of_pairs_does_not_touch_a_logic_without_pairs() {
    insta::assert_snapshot!(check("kind = \"match\"\nwhere = \"amount > 1\"\n[[detect]]\nkind = \"during\"\nother = \"meetings\"\n[[unless]]\nname = \"x\"\nwhere = \"other.title = '会'\"\nthen = \"drop\""), @r#"
    match payments needs amount, date others []
    subject org, party per Row at "date" amount "amount" context [] facts []
    Filter amount > 1元
      Feed payments (net)
    during payments needs amount, date others ["meetings"]
    subject org, other.start, other.title per All at "date" amount "amount" context ["other"] facts ["days", "days_before", "days_after"]
    Derive days = Coalesce(days_after, days_before, 0天)
      Window by org order date over rows -0..+0: days_before = max(_early) if _early > 0天; days_after = max(_late) if _late > 0天
        Derive _early = (other.date - date); _late = (date - other._until)
          Join inner other on org, date >= other.date, date <= other._until, where (other.title = '会' IS NULL OR NOT other.title = '会'), nearest date ~ other._until, absence of meetings at date by start
            Feed payments (net)
            Derive _until = Coalesce(end, date)
              Feed meetings (net)
    "#);
}

#[test]
fn rules_read_back_in_one_sentence() {
    let read = |keys: &str| reads(&rule(&format!("[[detect]]\n{keys}\n")));
    let all = [
        read(
            "kind = \"match\"\nwhere = \"direction = 'out' AND amount >= 200\"\n[[unless]]\nname = { zh = \"退押金\", en = \"deposit\" }\nwhere = \"mentions('deposit')\"\nthen = \"drop\"",
        ),
        read(
            "kind = \"during\"\nwhere = \"mentions('travel')\"\nother = \"meetings\"\nbefore = \"3天\"\nafter = \"7天\"\ngrade = \"yellow\"",
        ),
        read(
            "kind = \"missing\"\nother = \"decisions\"\non = [\"org\", \"payee\"]\nbefore = \"365天\"\ncovers = \"amount\"",
        ),
        read("kind = \"burst\"\nwithin = \"7天\"\nreach = \"limit('payment-approval')\""),
        read(
            "kind = \"duplicate\"\nsame = [\"org\", \"party\", \"amount\"]\nwithin = \"30天\"\nperiodic = true\nbatch = 5",
        ),
        read("kind = \"total\"\nby = [\"org\"]\nover = \"5000元\""),
        read("kind = \"balance\"\ncheck = \"floor\"\nabove = \"5000元\"\nmoment = \"day\""),
    ];
    insta::assert_snapshot!(all.join("\n"), @r"
    X01“疑似某事”（红）：在“资金收支”中，满足（收支方向为 out，且金额不少于 200 元）的记录；下列情形除外：退押金。
    X01“疑似某事”（红）：在“资金收支”中，满足（收款人或摘要提到“旅游消费用语”词表）的记录，其日期在单位相同的“会议”（全部记录）开始前 3 天至结束后 7 天之内（均含当天）（黄）。
    X01“疑似某事”（红）：在“资金收支”中，全部记录，在“三重一大”（全部记录）中没有单位、收款人相同、日期在此前 365 天至此后 0 天（均含当天）的记录，或者累计支付超过累计核准。
    X01“疑似某事”（红）：在“资金收支”中，单位、收款人相同、首尾相差不超过 7 天的全部记录 2 笔以上（含），合计达到“支出审批限额”限额（含）。
    X01“疑似某事”（红）：在“资金收支”中，单位、收款人、金额相同、相隔不超过 30 天的全部记录 2 笔以上（含），每月定期（三笔以上、相隔 26 至 33 天）的除外，同日同额发给 5 个以上（含）对象的除外。
    X01“疑似某事”（红）：在“资金收支”中，单位相同、每月的全部记录，金额合计超过5000 元（不含）。
    X01“疑似某事”（红）：在“资金收支”中，单位、账簿、账号相同的全部记录，每日最后余额超过5000 元（不含）。
    ");
}
