//! Separators, quotes and line ends under headings that are known.
#![no_main]

const HEAD: &str = "org,date,direction,amount,payee,summary\n";

libfuzzer_sys::fuzz_target!(|text: &str| {
    harness::table("payments", format!("{HEAD}{text}"));
    harness::open(
        "text.csv",
        text.as_bytes(),
        "[[source]]\npath = \"*\"\nencoding = \"utf-8\"\n",
    );
});
