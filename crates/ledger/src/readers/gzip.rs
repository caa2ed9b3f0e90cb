//! gzip of any other format: verified to its end before a row of it is used.

use std::io::{BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

use super::content::Content;
use super::{Entry, Fault, Opened, ReadOptions, open};

/// See [`super::ENTRIES`]; what comes out is read as the format that it is.
pub(super) const ENTRY: Entry = Entry {
    name: "gzip",
    sniff: |head| head.starts_with(b"\x1F\x8B\x08"),
    open: unpack,
};

/// What may come out whatever its ratio, in bytes.
const FREE: u64 = 16 << 20;
/// Beyond that, how many times its size a file may unpack to. Ledgers pack to a tenth, monotonous ones to a fiftieth.
const RATIO: u64 = 300;

fn unpack(content: &Content, options: &ReadOptions) -> Result<Vec<Opened>, Fault> {
    if content.is_unpacked() {
        return Err(Fault::file(
            "nested",
            "压缩文件里还是压缩文件，不再解开。请先解压一次",
            "a compressed file inside a compressed file is not unpacked; unpack it once yourself",
        ));
    }
    verify(content.reader()?)?;
    open::dispatch(&content.gunzipped(), options)
}

/// Unpacks everything once: a truncated stream, a wrong checksum, garbage behind the end and a bomb are all faults.
fn verify(reader: Box<dyn Read + Send>) -> Result<(), Fault> {
    let mut packed = Counted {
        reader: BufReader::with_capacity(64 << 10, reader),
        taken: 0,
    };
    let mut unpacked = 0_u64;
    let mut scratch = vec![0; 64 << 10];
    loop {
        let mut member = GzDecoder::new(&mut packed);
        loop {
            let read = match member.read(&mut scratch) {
                Ok(0) => break,
                Ok(read) => read as u64,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(truncated(member.get_ref().taken, &error)),
            };
            unpacked = unpacked.saturating_add(read);
            let taken = member.get_ref().taken.max(1);
            if unpacked > FREE && unpacked / taken > RATIO {
                return Err(bomb(unpacked, taken));
            }
        }
        match packed.fill_buf().map_err(Fault::io)? {
            [] => return Ok(()),
            [0x1F, 0x8B, ..] => {}
            _ => return Err(garbage(packed.taken)),
        }
    }
}

/// Counts what was taken out of the file, so that faults can name the offset.
struct Counted<R> {
    reader: R,
    taken: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let read = self.reader.read(to)?;
        self.taken = self.taken.saturating_add(read as u64);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.taken = self.taken.saturating_add(amount as u64);
        self.reader.consume(amount);
    }
}

fn truncated(offset: u64, error: &std::io::Error) -> Fault {
    Fault::file(
        "truncated",
        format!("压缩文件在第 {offset} 字节处中断或损坏，其中的数据一概不用。请重新下载或导出"),
        format!(
            "the compressed file breaks off or is damaged at byte {offset} ({error}); nothing of it is used; fetch it again"
        ),
    )
}

fn garbage(offset: u64) -> Fault {
    Fault::file(
        "trailing-garbage",
        format!(
            "压缩数据在第 {offset} 字节处已结束，其后还有别的内容，文件不可信，未读取。请重新导出"
        ),
        format!(
            "the compressed stream ends at byte {offset} and something else follows; the file is not trusted; export it again"
        ),
    )
}

fn bomb(unpacked: u64, taken: u64) -> Fault {
    Fault::file(
        "bomb",
        format!(
            "压缩文件展开后异常庞大（{taken} 字节已展开为 {unpacked} 字节，上限 {RATIO} 倍），未读取。请先自行解压核对"
        ),
        format!(
            "the compressed file unpacks to too much ({taken} bytes made {unpacked}, the limit is {RATIO} times); unpack and check it yourself"
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::super::{Bytes, open as open_file};
    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        writer.write_all(bytes).expect("a vector takes all bytes");
        writer.finish().expect("a vector takes all bytes")
    }

    fn check(bytes: Vec<u8>, expected: Result<usize, &str>) {
        let opened = open_file(&Bytes::Memory(bytes.into()), &ReadOptions::default());
        let found = match &opened {
            Ok(sources) => Ok(sources
                .iter()
                .flat_map(|source| (source.batches)().expect("a verified stream opens"))
                .map(|batch| batch.expect("a verified stream reads").split().len())
                .sum()),
            Err(fault) => Err(fault.code),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn reads_whole_streams_only() {
        let whole = gzip(b"a,b\n1,2\n");
        check(whole.clone(), Ok(2));
        check([whole.clone(), gzip(b"3,4\n")].concat(), Ok(3));
        check(whole[..whole.len() - 1].to_vec(), Err("truncated"));
        check(whole[..whole.len() - 9].to_vec(), Err("truncated"));
        check(whole[..12].to_vec(), Err("truncated"));
        check(
            [whole.clone(), b"PK".to_vec()].concat(),
            Err("trailing-garbage"),
        );
        let mut flipped = whole.clone();
        let crc = flipped.len() - 6;
        flipped[crc] ^= 1;
        check(flipped, Err("truncated"));
        check(gzip(&whole), Err("nested"));
        check(gzip(&vec![b'0'; 64 << 20]), Err("bomb"));
        check(gzip(b""), Err("empty"));
    }
}
