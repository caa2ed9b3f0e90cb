//! Parquet and Arrow files and streams: raw bytes between their marks, with lengths that fit.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    harness::let_caught_panics_pass();
    let Some((way, bytes)) = bytes.split_first() else {
        return;
    };
    let length = i32::try_from(bytes.len()).unwrap_or(i32::MAX).to_le_bytes();
    match way % 4 {
        0 => harness::open("a.parquet", &[b"PAR1", bytes].concat(), ""),
        // The whole of the bytes as the footer.
        1 => harness::open(
            "a.parquet",
            &[b"PAR1", bytes, &length, b"PAR1"].concat(),
            "",
        ),
        2 => harness::open(
            "a.arrow",
            &[b"ARROW1\0\0", bytes, &length, b"ARROW1"].concat(),
            "",
        ),
        _ => harness::open("a.arrow", &[b"\xFF\xFF\xFF\xFF", bytes].concat(), ""),
    }
});
