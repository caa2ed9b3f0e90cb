//! ods workbooks: the inside of a sheet, and the whole of `content.xml`.
#![no_main]

const MIME: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
const BEFORE: &[u8] =
    b"<office:document-content><office:body><office:spreadsheet><table:table table:name=\"1\">";
const BEHIND: &[u8] =
    b"</table:table></office:spreadsheet></office:body></office:document-content>";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for content in [&[BEFORE, bytes, BEHIND].concat(), bytes] {
        let book = harness::zipped(&[("mimetype", MIME), ("content.xml", content)]);
        harness::open("a.ods", &book, "");
    }
});
