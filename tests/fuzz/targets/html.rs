//! Tables of web pages, and XML Spreadsheet 2003, both saved as `.xls` by many systems.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    harness::open("a.xls", &[b"<html><table><tr><td>", bytes].concat(), "");
    harness::open("b.xls", bytes, "");
    let head: &[u8] =
        b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">";
    harness::open("c.xls", &[head, bytes].concat(), "");
});
