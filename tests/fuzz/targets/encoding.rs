//! Bytes of any encoding, told by evidence or pinned.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((pin, bytes)) = bytes.split_first() else {
        return;
    };
    let pins = match pin % 4 {
        0 => "",
        1 => "[[source]]\npath = \"*\"\nencoding = \"gb18030\"\n",
        2 => "[[source]]\npath = \"*\"\nencoding = \"utf-16le\"\n",
        _ => "[[source]]\npath = \"*\"\nencoding = \"big5\"\n",
    };
    harness::open("text.csv", bytes, pins);
});
