//! What the bytes of a text say about its encoding, line by line.

use encoding_rs::GB18030;

/// Counts over the lines that hold bytes beyond ASCII. Lines are taken whole, so that the counts do not hang on buffers.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    /// Lines with a byte beyond ASCII.
    pub(super) lines: u64,
    /// Of these, valid UTF-8 / valid GB18030.
    pub(super) utf8_lines: u64,
    pub(super) gb_lines: u64,
    /// Of these, valid UTF-8 with a sequence of three bytes or more, which chance hardly makes.
    pub(super) strong_lines: u64,
    /// Read as UTF-8: Chinese characters and marks; other characters of three bytes or more; Latin-1 signs; other two-byte letters.
    pub(super) chinese: u64,
    pub(super) long: u64,
    pub(super) latin1: u64,
    pub(super) short: u64,
    /// Latin-1 signs that stand where they are used: ¥ before a digit, é beside a letter.
    pub(super) at_home: u64,
    /// Read as GB18030: characters of the GB 2312 zone, and others.
    pub(super) common: u64,
    pub(super) rare: u64,
    /// Runs of bytes beyond ASCII: of length one that windows-1252 knows, and all others.
    pub(super) single_runs: u64,
    pub(super) other_runs: u64,
    /// Of the single ones: signs that English exports hold (£, curly quotes, dashes); letters beside ASCII letters.
    pub(super) signs: u64,
    pub(super) letters: u64,
}

impl Evidence {
    /// Takes one line into account.
    pub(super) fn add(&mut self, line: &[u8]) {
        if line.is_ascii() {
            return;
        }
        self.lines += 1;
        if let Ok(text) = std::str::from_utf8(line) {
            self.add_utf8(text);
        }
        if GB18030
            .decode_without_bom_handling_and_without_replacement(line)
            .is_some()
        {
            self.gb_lines += 1;
        }
        self.add_pairs(line);
        self.add_runs(line);
    }

    fn add_utf8(&mut self, text: &str) {
        self.utf8_lines += 1;
        let mut before = ' ';
        let mut strong = false;
        let mut letters = text.chars().peekable();
        while let Some(c) = letters.next() {
            let after = letters.peek().copied().unwrap_or(' ');
            match c {
                '\0'..='\x7F' => {}
                c if is_chinese(c) => self.chinese += 1,
                '\u{80}'..='\u{FF}' => {
                    self.latin1 += 1;
                    let at_home = if c.is_alphabetic() {
                        before.is_ascii_alphabetic() || after.is_ascii_alphabetic()
                    } else {
                        before.is_ascii_alphanumeric() || after.is_ascii_alphanumeric()
                    };
                    self.at_home += u64::from(at_home);
                }
                '\u{100}'..='\u{7FF}' => self.short += 1,
                _ => self.long += 1,
            }
            strong |= c.len_utf8() > 2;
            before = c;
        }
        self.strong_lines += u64::from(strong);
    }

    fn add_runs(&mut self, line: &[u8]) {
        let mut before = b' ';
        let mut rest = line;
        while let Some(start) = rest.iter().position(|b| !b.is_ascii()) {
            if let Some(place) = start.checked_sub(1) {
                before = rest.get(place).copied().unwrap_or(b' ');
            }
            let run = rest.get(start..).unwrap_or(&[]);
            let length = run.iter().position(u8::is_ascii).unwrap_or(run.len());
            let after = run.get(length).copied().unwrap_or(b' ');
            match run.get(..length) {
                Some([0x81 | 0x8D | 0x8F | 0x90 | 0x9D]) => self.other_runs += 1,
                Some([single]) => {
                    self.single_runs += 1;
                    let beside = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
                    match single {
                        0x80
                        | 0x82
                        | 0x84
                        | 0x85
                        | 0x91..=0x97
                        | 0x99
                        | 0xA0
                        | 0xA3
                        | 0xA9
                        | 0xAE
                        | 0xB0..=0xB2
                        | 0xB4
                        | 0xB7
                        | 0xBC..=0xBE => self.signs += 1,
                        0xC0..=0xFE if beside => self.letters += 1,
                        _ => {}
                    }
                }
                _ => self.other_runs += 1,
            }
            rest = run.get(length..).unwrap_or(&[]);
            before = b' ';
        }
    }

    fn add_pairs(&mut self, line: &[u8]) {
        let mut rest = line;
        loop {
            rest = match rest {
                [] => return,
                [0..=0x80 | 0xFF, tail @ ..] => tail,
                [0xA1..=0xA9 | 0xB0..=0xF7, 0xA1..=0xFE, tail @ ..] => {
                    self.common += 1;
                    tail
                }
                [_, 0x30..=0x39, _, _, tail @ ..]
                | [_, 0x40..=0xFE, tail @ ..]
                | [_, tail @ ..] => {
                    self.rare += 1;
                    tail
                }
            };
        }
    }
}

/// Whether a character is used in Chinese text: ideographs, their marks, full-width forms.
pub(super) fn is_chinese(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{2FDF}' | '\u{3000}'..='\u{303F}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether a line that is being read in another encoding is clearly UTF-8: at least `least` Chinese characters, all bytes valid.
pub(super) fn is_clearly_utf8(line: &[u8], least: usize) -> bool {
    let chinese = |text: &str| text.chars().filter(|c| is_chinese(*c)).count();
    std::str::from_utf8(line).is_ok_and(|text| chinese(text) >= least)
}
