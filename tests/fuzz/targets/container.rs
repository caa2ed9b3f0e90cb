//! Workbooks: raw bytes behind the mark of a container, and a sheet inside one that is sound.
#![no_main]

const TYPES: &[u8] = b"<Types/>";
const RELS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK_RELS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const BOOK: &[u8] = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((way, bytes)) = bytes.split_first() else {
        return;
    };
    match way % 4 {
        0 => harness::open("a.xlsx", &[b"PK\x03\x04", bytes].concat(), ""),
        1 => harness::open(
            "a.xls",
            &[b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", bytes].concat(),
            "",
        ),
        way => {
            let (sheet, shared) = if way == 2 {
                (bytes, &b"<sst/>"[..])
            } else {
                (&b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData></worksheet>"[..], bytes)
            };
            let book = harness::zipped(&[
                ("[Content_Types].xml", TYPES),
                ("_rels/.rels", RELS),
                ("xl/workbook.xml", BOOK),
                ("xl/_rels/workbook.xml.rels", BOOK_RELS),
                ("xl/sharedStrings.xml", shared),
                ("xl/worksheets/sheet1.xml", sheet),
            ]);
            harness::open("a.xlsx", &book, "");
        }
    }
});
