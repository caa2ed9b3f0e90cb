//! Archives: raw bytes behind the mark of a zip file, and any bytes as a member under any name.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: (&str, &[u8])| {
    let (name, bytes) = input;
    harness::open("a.zip", &[b"PK\x03\x04", bytes].concat(), "");
    harness::open(
        "b.zip",
        &harness::zipped(&[(name, bytes), ("石溪/1.csv", bytes)]),
        "",
    );
});
