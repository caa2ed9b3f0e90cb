//! Records of text, split into cells.

use super::*;

/// Renders records as `row@line[cell|cell]`, faults as `row@line!code[raw]`.
fn check(text: &str, separator: &'static str, expected: &[&str]) {
    let records = split(TextBatch {
        text: text.to_owned(),
        separator,
        first_row: 1,
        first_line: 1,
        marks: Vec::new(),
    });
    let rendered: Vec<String> = (0..records.len())
        .map(|index| {
            let (_, row, line) = records.records[index];
            let cells: Vec<&str> = records
                .cells_of(index)
                .iter()
                .map(|c| records.text_of(*c))
                .collect();
            let fault = records.faults.iter().find(|(i, _)| *i as usize == index);
            let fault = fault.map_or(String::new(), |(_, f)| format!("!{}", f.code));
            format!("{row}@{line}{fault}[{}]", cells.join("|"))
        })
        .collect();
    assert_eq!(rendered, expected, "{text:?}");
}

#[test]
fn what_is_wanted_is_split_and_numbered_as_in_the_whole() {
    let plain = "a,b\r\n\nc,d\re\n,\nf,g";
    let quoted = "a,\"b\nc\"\n\nd,\"e\"\nf,g\n";
    for text in [plain, quoted] {
        let batch = || TextBatch {
            text: text.to_owned(),
            separator: ",",
            first_row: 7,
            first_line: 9,
            marks: Vec::new(),
        };
        let all = split(batch());
        for wanted in 7..15 {
            let some = split_wanted(batch(), |row| row == wanted);
            let of = |records: &Records| {
                let found = records.records.iter().position(|r| r.1 == wanted);
                found.map(|index| {
                    let cells = records.cells_of(index).iter();
                    let cells: Vec<_> = cells.map(|c| records.text_of(*c).to_owned()).collect();
                    (records.records[index].2, cells)
                })
            };
            assert_eq!(of(&some), of(&all), "{text:?} {wanted}");
            assert!(some.len() == all.len() || some.len() <= 1);
        }
    }
}

#[test]
fn the_first_stop_of_eight_bytes() {
    for (text, at) in [
        ("abcdefgh", 8),
        (",bcdefgh", 0),
        ("abcdefg,", 7),
        ("a-b-,\n\r,", 4),
        ("abc\n,---", 3),
        ("abcd\r\n,-", 4),
        ("\u{b}\u{c}\u{9}-----", 8),
        ("字字+,", 7),
    ] {
        let word = *text.as_bytes().first_chunk().expect("eight bytes");
        assert_eq!(stop_in(u64::from_le_bytes(word), b','), at, "{text:?}");
    }
}

#[test]
fn splits_plain_records() {
    check("a,b\nc,d\n", ",", &["1@1[a|b]", "2@2[c|d]"]);
    check("a,b\r\nc,d\re", ",", &["1@1[a|b]", "2@2[c|d]", "3@3[e]"]);
    check(
        "a,\n,\n\n b ,c\n",
        ",",
        &["1@1[a|]", "2@2[|]", "3@3[]", "4@4[ b |c]"],
    );
    check("a\tb,c\n", "\t", &["1@1[a|b,c]"]);
    check("a，b,c，￥\n", "，", &["1@1[a|b,c|￥]"]);
    check("a^b|c\n", "^", &["1@1[a|b|c]"]);
    check("", ",", &[]);
    check("\n\r\n\r", ",", &["1@1[]", "2@2[]", "3@3[]"]);
}

#[test]
fn splits_quoted_records() {
    check("\"a,b\",c\n", ",", &["1@1[a,b|c]"]);
    check("\"a\"\"b\",\"\"\n", ",", &["1@1[a\"b|]"]);
    check("\"a\nb\r\nc\",d\ne\n", ",", &["1@1[a\nb\r\nc|d]", "2@4[e]"]);
    check("5\" pipe,a\"b\"\n", ",", &["1@1[5\" pipe|a\"b\"]"]);
    check("\"abc\"\t,\"d\" \nx\n", ",", &["1@1[abc|d]", "2@2[x]"]);
    check("\"abc\t\",1\n", ",", &["1@1[abc\t|1]"]);
    check("\"a\"\t\"b\"\t\n", "\t", &["1@1[a|b|]"]);
    check("\"A \"B\" LTD\",1\n", ",", &["1@1[A \"B\" LTD|1]"]);
    check("\"a", ",", &["1@1!unclosed-quote[\"a]"]);
    check("\"a\"", ",", &["1@1[a]"]);
}

#[test]
fn recovers_at_the_next_line() {
    check(
        "\"a,1\nb,2\nc,3\n",
        ",",
        &["1@1!unclosed-quote[\"a,1]", "2@2[b|2]", "3@3[c|3]"],
    );
    check(
        "\"a,1\r\n\"b\",2\r\n",
        ",",
        &["1@1!unclosed-quote[\"a,1]", "2@2[b|2]"],
    );
    check(
        "x,\"a\"b,1\nc,2\n",
        ",",
        &["1@1!stray-quote[x,\"a\"b,1]", "2@2[c|2]"],
    );
    check(
        "a,1\n\"b,2\n",
        ",",
        &["1@1[a|1]", "2@2!unclosed-quote[\"b,2]"],
    );
}
