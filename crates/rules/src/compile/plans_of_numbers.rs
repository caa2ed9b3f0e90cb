//! What the kinds that look at numbers and wholes compile to.

use crate::sample::{plans, reads, rule};

/// The plans of a blue rule over payments with one logic.
fn check(keys: &str) -> String {
    plans(&blue(keys))
}

fn blue(keys: &str) -> String {
    rule(&format!("[[detect]]\n{keys}\n")).replace("grade = \"red\"", "grade = \"blue\"")
}

#[test]
fn a_run_numbers_its_rows() {
    insta::assert_snapshot!(check("kind = \"run\""), @r#"
    run payments needs amount, date, invoice_no, payee others []
    subject org, party, series, first per All at "date" amount "amount" context [] facts ["count", "first", "last"]
    Filter count >= 3
      Window by org, party, series, _length, _run over all: count = count() if _fresh; first = min(_number); last = max(_number)
        Window by org, party, series, _length order _number over preceding: _run = count() if _begins; _rank = count() if _fresh
          Derive _begins = ((_number - _before) <= 1 IS NULL OR NOT (_number - _before) <= 1); _fresh = (_number = _before IS NULL OR NOT _number = _before)
            Window by org, party, series, _length order _number over all: _before = lag[1](_number)
              Filter _crowd >= 3
                Window by org, party, series, _length over all: _crowd = count()
                  Derive _length = Length(invoice_no)
                    Derive series = NumberPrefix(0)(invoice_no)
                      Filter _near >= 2
                        Window by org, party order _number over days -1..+1: _near = count()
                          Filter _number >= 0
                            Derive _number = NumberTail(0)(invoice_no)
                              Feed payments (net)
    "#);
}

#[test]
fn a_run_within_days_asks_windows_of_numbers() {
    insta::assert_snapshot!(check("kind = \"run\"\ntail = 8\nstep = 2\nwithin = \"30天\"\napart = \"voucher_no\""), @r#"
    run payments needs amount, date, invoice_no, payee, voucher_no others []
    subject org, party, series, first per All at "date" amount "amount" context [] facts ["count", "first", "last"]
    Filter count >= 3
      Window by org, party, series, _length, _run over all: count = count() if _fresh; first = min(_number); last = max(_number)
        Filter (Coalesce(_windows, 0) >= 1 OR _qualifies)
          Window by org, party, series, _length, _run order _rank over days -0..+2: _windows = count() if _qualifies
            Derive _qualifies = (_numbers >= 3 AND (_to - _from) <= 30天 AND _apart >= 3)
              Window by org, party, series, _length, _run order _rank over days -2..+0: _numbers = count() if _fresh; _from = min(date); _to = max(date); _apart = distinct(voucher_no)
                Window by org, party, series, _length order _number over preceding: _run = count() if _begins; _rank = count() if _fresh
                  Derive _begins = ((_number - _before) <= 2 IS NULL OR NOT (_number - _before) <= 2); _fresh = (_number = _before IS NULL OR NOT _number = _before)
                    Window by org, party, series, _length order _number over all: _before = lag[1](_number)
                      Filter _crowd >= 3
                        Window by org, party, series, _length over all: _crowd = count()
                          Derive _length = Length(invoice_no)
                            Derive series = NumberPrefix(8)(invoice_no)
                              Filter _near >= 2
                                Window by org, party order _number over days -2..+2: _near = count()
                                  Filter _number >= 0
                                    Derive _number = NumberTail(8)(invoice_no)
                                      Feed payments (net)
    "#);
}

#[test]
fn first_looks_at_all_rows_before_it_asks_its_own() {
    insta::assert_snapshot!(check("kind = \"first\"\nwhere = \"amount >= 50000\"\namong = \"direction = 'out'\"\n[[unless]]\nname = \"x\"\nwhere = \"mentions('wages')\"\nthen = \"drop\""), @r#"
    first payments needs amount, date, payee others []
    subject org, party per All at "date" amount "amount" context [] facts ["history"]
    Filter (amount >= 50000元 AND direction = 'out' AND NOT Mentions { list: "wages" }(payee, summary) AND date = _first AND Provided { lacking: History(180) }(history >= 180天, true))
      Derive history = (date - _opened)
        Window by org, party over all: _first = min(date) if direction = 'out'
          Window by org over all: _opened = min(date)
            Feed payments (net)
    "#);
}

#[test]
fn an_outlier_is_compared_in_whole_numbers() {
    insta::assert_snapshot!(check("kind = \"outlier\"\nwhere = \"direction = 'out'\""), @r#"
    outlier payments needs amount, date others []
    subject org, party per Row at "date" amount "amount" context [] facts ["median", "spread", "peers"]
    Filter (NOT peers IS NULL AND Provided { lacking: Peers(5) }(peers >= 5, Provided { lacking: Spread }(spread > 0元, ((amount - median) * 1349) > (spread * 7000))))
      Window by org over all: spread = order_stat[1/2](_distance)
        Derive _distance = Abs((amount - median))
          Window by org over all: peers = count(amount); median = order_stat[1/2](amount)
            Filter direction = 'out'
              Feed payments (net)
    "#);
    insta::assert_snapshot!(check("kind = \"outlier\"\nfence = \"quartile\"\nside = \"both\"\nfactor = 3\nby = [\"org\", \"party\"]\namong = \"direction = 'out'\"\nwhere = \"amount > 100\""), @r#"
    outlier payments needs amount, date, payee others []
    subject org, party per Row at "date" amount "amount" context [] facts ["median", "spread", "peers"]
    Filter (NOT peers IS NULL AND amount > 100元 AND Provided { lacking: Peers(5) }(peers >= 5, Provided { lacking: Spread }(spread > 0元, ((amount - _upper) > (spread * 3) OR (_lower - amount) > (spread * 3)))))
      Derive spread = (_upper - _lower)
        Window by org, party over all: peers = count(amount); _lower = order_stat[1/4](amount); median = order_stat[1/2](amount); _upper = order_stat[3/4](amount)
          Filter direction = 'out'
            Feed payments (net)
    "#);
}

#[test]
fn a_gap_is_told_by_the_row_after_it() {
    insta::assert_snapshot!(check("kind = \"gap\"\nstart = 1"), @r#"
    gap payments needs amount, date, voucher_no others []
    subject org, series per Month at "date" amount "" context ["before"] facts ["missing", "first", "last"]
    Join left before on org, series, _period, _before = _number, nearest date ~ before.date
      Filter (NOT _unnumbered IS NULL AND Provided { lacking: Numbers }((_asked >= 0 AND _unnumbered = 0), missing >= 1))
        Derive missing = ((last - first) + 1)
          Derive first = (Coalesce(_before, 0) + 1); last = (_number - 1)
            Window by org, series, _period order _number over all: _before = lag[1](_number)
              Filter Provided { lacking: Numbers }(NOT _number IS NULL, _number >= 0)
                Window by org, _period over all: _asked = count(); _unnumbered = count() if _number IS NULL
                  Derive series = NumberPrefix(0)(voucher_no); _number = NumberTail(0)(voucher_no)
                    Derive _period = (((Year(date) * 12) + Month(date)) - 1)
                      Filter Known(date)
                        Feed payments (all rows)
      Filter Provided { lacking: Numbers }(NOT _number IS NULL, _number >= 0)
        Window by org, _period over all: _asked = count(); _unnumbered = count() if _number IS NULL
          Derive series = NumberPrefix(0)(voucher_no); _number = NumberTail(0)(voucher_no)
            Derive _period = (((Year(date) * 12) + Month(date)) - 1)
              Filter Known(date)
                Feed payments (all rows)
    "#);
    insta::assert_snapshot!(check("kind = \"gap\"\ncheck = \"repeated\"\napart = \"date\"\nperiod = \"all\""), @r#"
    gap payments needs amount, date, voucher_no others []
    subject org, series per All at "date" amount "" context [] facts ["count"]
    Filter (count >= 2 AND NOT date IS NULL)
      Window by org, series, _number over all: count = distinct(date)
        Filter Provided { lacking: Numbers }(NOT _number IS NULL, _number >= 0)
          Window by org over all: _asked = count(); _unnumbered = count() if _number IS NULL
            Derive series = NumberPrefix(0)(voucher_no); _number = NumberTail(0)(voucher_no)
              Feed payments (all rows)
    "#);
}

#[test]
fn digits_are_counted_before_they_are_compared() {
    insta::assert_snapshot!(check("kind = \"digits\"\nwhich = \"last\"\nstatistic = \"mad\"\ncritical = \"0.02\"\nperiod = \"all\""), @r#"
    digits payments needs amount, date others []
    subject org per All at "date" amount "" context [] facts ["count", "statistic"]
    Filter _place = 1
      Window by org order date over all: _place = row_number()
        Derive count = population._count; statistic = population._statistic
          Join inner population on org
            Filter (NOT _digit IS NULL AND NOT amount = 0元)
              Derive _digit = LastDigits(1)(amount)
                Feed payments (net)
            Filter Provided { lacking: Peers(500) }(_count >= 500, _statistic > 0.02)
              Derive _statistic = ((((((((((Abs(((Coalesce(_of_0, 0) * 10) - (_count * 1))) + Abs(((Coalesce(_of_1, 0) * 10) - (_count * 1)))) + Abs(((Coalesce(_of_2, 0) * 10) - (_count * 1)))) + Abs(((Coalesce(_of_3, 0) * 10) - (_count * 1)))) + Abs(((Coalesce(_of_4, 0) * 10) - (_count * 1)))) + Abs(((Coalesce(_of_5, 0) * 10) - (_count * 1)))) + Abs(((Coalesce(_of_6, 0) * 10) - (_count * 1)))) + Abs(((Coalesce(_of_7, 0) * 10) - (_count * 1)))) + Abs(((Coalesce(_of_8, 0) * 10) - (_count * 1)))) + Abs(((Coalesce(_of_9, 0) * 10) - (_count * 1)))) / (_count * 100))
                Group by org: _count = sum(_rows); _of_0 = sum(_rows) if _digit = 0; _of_1 = sum(_rows) if _digit = 1; _of_2 = sum(_rows) if _digit = 2; _of_3 = sum(_rows) if _digit = 3; _of_4 = sum(_rows) if _digit = 4; _of_5 = sum(_rows) if _digit = 5; _of_6 = sum(_rows) if _digit = 6; _of_7 = sum(_rows) if _digit = 7; _of_8 = sum(_rows) if _digit = 8; _of_9 = sum(_rows) if _digit = 9
                  Group by org, _digit: _rows = count()
                    Filter (NOT _digit IS NULL AND NOT amount = 0元)
                      Derive _digit = LastDigits(1)(amount)
                        Feed payments (net)
    "#);
}

#[test]
fn they_read_back_in_one_sentence() {
    let all = [
        "kind = \"run\"",
        "kind = \"run\"\nwithin = \"30天\"\napart = \"voucher_no\"",
        "kind = \"first\"\nwhere = \"amount >= 50000\"",
        "kind = \"outlier\"\nwhere = \"direction = 'out'\"",
        "kind = \"outlier\"\nfence = \"quartile\"\nside = \"both\"\namong = \"direction = 'out'\"",
        "kind = \"digits\"",
        "kind = \"digits\"\nwhich = \"last_two\"\nperiod = \"all\"",
        "kind = \"gap\"\nstart = 1",
        "kind = \"gap\"\ncheck = \"repeated\"\napart = \"date\"\nperiod = \"year\"",
    ];
    let read: Vec<String> = all.iter().map(|keys| reads(&blue(keys))).collect();
    insta::assert_snapshot!(read.join("\n"), @r#"
    X01“疑似某事”（蓝）：在“资金收支”中，单位、收款人相同的全部记录，其发票号码属同一号段且号码相连（相差不超过 1），共 3 个以上（含）。
    X01“疑似某事”（蓝）：在“资金收支”中，单位、收款人相同的全部记录，其发票号码属同一号段且号码相连（相差不超过 1），共 3 个以上（含），每 3 个号码首尾相差不超过 30 天，且凭证号各不相同。
    X01“疑似某事”（蓝）：在“资金收支”中，满足（金额不少于 50000 元）的记录，其单位、收款人在全部记录中首次出现（在本单位最早记录之后不足 180 天的不作判断）。
    X01“疑似某事”（蓝）：在“资金收支”中，满足（收支方向为 out）的记录，其金额高于单位相同的同类（至少 5 笔）的中位数，且距离的 0.6745 倍超过绝对中位差的 3.5 倍（不含）。
    X01“疑似某事”（蓝）：在“资金收支”中，全部记录，其金额高于或低于单位相同的同类（满足（收支方向为 out）的记录，至少 5 笔）的四分位数超过四分位距的 1.5 倍（不含）。
    X01“疑似某事”（蓝）：在“资金收支”中，单位相同、每年的全部记录（至少 500 笔），其金额首位数字分布的卡方超过 20.09（不含）。
    X01“疑似某事”（蓝）：在“资金收支”中，单位相同、全期的全部记录（至少 500 笔），其金额元的末两位数字分布的卡方超过 134.64（不含）。
    X01“疑似某事”（蓝）：在“资金收支”中，单位相同、每月的全部记录，其凭证号（同一号段）中间缺号（应从 1 号开始）。
    X01“疑似某事”（蓝）：在“资金收支”中，单位相同、每年的全部记录，其凭证号（同一号段）同号而日期不同。
    "#);
}
