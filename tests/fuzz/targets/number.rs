//! Literals of sums, whole numbers, ratios and truths.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let cell = format!("\"{}\"", text.replace('"', "\"\""));
    harness::table(
        "payments",
        format!("org,date,direction,amount,balance,summary\nA,2024-01-02,out,{cell},{cell},x\n"),
    );
    harness::table(
        "contracts",
        format!("org,contract_no,lessee,area,rent\nA,1,B,{cell},{cell}\n"),
    );
    harness::table("roster", format!("org,name,shares\nA,B,{cell}\n"));
});
