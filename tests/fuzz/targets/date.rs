//! Literals of dates, times and periods.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let cell = format!("\"{}\"", text.replace('"', "\"\""));
    harness::table(
        "payments",
        format!(
            "org,date,time,direction,amount,summary\nA,{cell},{cell},out,1.00,x\nA,2024-01-02,,out,2.00,y\n"
        ),
    );
    harness::table(
        "journal",
        format!(
            "org,period,fiscal_year,voucher_no,debit,credit,summary\nA,{cell},2024,1,1.00,,x\n"
        ),
    );
    harness::table(
        "balances",
        format!("org,period,fiscal_year,account_name,opening,closing\nA,{cell},,B,1.00,2.00\n"),
    );
});
