//! Compound files, which hold old workbooks and encrypted new ones: their header against their size, and their streams.
//!
//! The reader of workbooks believes the chains that a compound file states. Here every chain is followed once, counted.

use std::collections::BTreeMap;

use super::Fault;

/// What every compound file begins with.
pub(super) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

const END: u32 = 0xFFFF_FFFE;
/// Sector numbers from here on have other meanings.
const RESERVED: u32 = 0xFFFF_FFFA;
/// Streams below this size are kept in small sectors.
const SMALL: usize = 4096;

/// The streams of a compound file, by upper-case name; storages and streams that were not asked for are empty.
pub(super) struct Compound {
    streams: BTreeMap<String, Vec<u8>>,
}

impl Compound {
    /// Reads the directory of a file, and the streams in `wanted` (upper-case).
    pub(super) fn read(file: &[u8], wanted: &[&str]) -> Result<Self, Fault> {
        let header = Header::read(file)?;
        let table = header.table(file)?;
        let directory = chain(file, header.sector, header.directory, &table, usize::MAX)?;
        let mut entries = Vec::new();
        for entry in directory.chunks_exact(128) {
            let long = header.sector > 512;
            let low = number(entry, 120) as usize;
            let high = if long { number(entry, 124) } else { 0 };
            let units: Vec<u16> = entry
                .get(..64)
                .unwrap_or(&[])
                .chunks_exact(2)
                .map(|pair| {
                    u16::from_le_bytes([
                        pair.first().copied().unwrap_or(0),
                        pair.get(1).copied().unwrap_or(0),
                    ])
                })
                .take_while(|unit| *unit != 0)
                .collect();
            let name = String::from_utf16_lossy(&units).to_uppercase();
            // Entries without a name are unused and may hold anything; the first one is the root.
            let used = !name.is_empty() || entries.is_empty();
            if used && (low > file.len() || high > 0) {
                return Err(lying());
            }
            entries.push((name, number(entry, 116), low));
        }
        let Some((_, root, root_length)) = entries.first() else {
            return Err(lying());
        };
        let small_table = words(&chain(
            file,
            header.sector,
            header.small_table,
            &table,
            usize::MAX,
        )?);
        let small = chain(file, header.sector, *root, &table, *root_length)?;
        let mut streams = BTreeMap::new();
        for (name, start, length) in entries
            .iter()
            .skip(1)
            .filter(|(name, _, _)| !name.is_empty())
        {
            let bytes = if !wanted.contains(&name.as_str()) {
                Vec::new()
            } else if *length < SMALL {
                small_chain(&small, *start, &small_table, *length)?
            } else {
                chain(file, header.sector, *start, &table, *length)?
            };
            streams.entry(name.clone()).or_insert(bytes);
        }
        Ok(Self { streams })
    }

    /// Whether there is a stream or storage of this upper-case name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.streams.contains_key(name)
    }

    /// Takes out a stream that was wanted.
    pub(super) fn take(&mut self, name: &str) -> Option<Vec<u8>> {
        self.streams.remove(name)
    }
}

/// A plain compound file that holds one workbook stream: no chain in it can lead astray.
pub(super) fn wrapped(stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 4096;
    // A shorter stream would be looked for among small sectors.
    let length = stream.len().max(SMALL);
    let stream_sectors = length.div_ceil(SECTOR);
    // The table takes one sector for each 1,024 sectors, its own and that of the directory among them.
    let tables = (stream_sectors + 1).div_ceil(SECTOR / 4 - 1);
    let first = tables + 1;
    let last = tables + stream_sectors;
    let mut file = vec![0; SECTOR];
    put(&mut file, 0, MAGIC);
    put(&mut file, 24, &[0x3E, 0, 4, 0, 0xFE, 0xFF, 12, 0, 6, 0]);
    for (at, value) in [(40, 1), (44, tables), (48, tables), (56, SMALL)] {
        put(&mut file, at, &short(value).to_le_bytes());
    }
    for at in [60, 68] {
        put(&mut file, at, &END.to_le_bytes());
    }
    for place in 0..109 {
        let value = if place < tables {
            short(place)
        } else {
            u32::MAX
        };
        put(&mut file, 76 + 4 * place, &value.to_le_bytes());
    }
    for sector in 0..tables * (SECTOR / 4) {
        let value = match sector {
            _ if sector < tables => 0xFFFF_FFFD,
            _ if sector == tables || sector == last => END,
            _ if sector < last => short(sector + 1),
            _ => u32::MAX,
        };
        file.extend(value.to_le_bytes());
    }
    let directory = file.len();
    file.resize(directory + SECTOR, 0);
    entry(&mut file, directory, "Root Entry", 5, 0, 0);
    entry(
        &mut file,
        directory + 128,
        "Workbook",
        2,
        short(first),
        length,
    );
    file.extend_from_slice(stream);
    file.resize(SECTOR * (2 + last), 0);
    file
}

fn entry(file: &mut [u8], at: usize, name: &str, kind: u8, start: u32, length: usize) {
    for (index, unit) in name.encode_utf16().enumerate() {
        put(file, at + 2 * index, &unit.to_le_bytes());
    }
    put(file, at + 64, &short(2 * name.len() + 2).to_le_bytes());
    put(file, at + 66, &[kind]);
    put(file, at + 116, &start.to_le_bytes());
    put(file, at + 120, &short(length).to_le_bytes());
}

fn put(file: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(place) = file.get_mut(at..at + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}

/// A number of a file that is read up to 64 MiB, so that 32 bits hold it.
fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

struct Header {
    sector: usize,
    directory: u32,
    small_table: u32,
    table_sectors: u32,
    more_table: u32,
    more_sectors: u32,
}

impl Header {
    fn read(file: &[u8]) -> Result<Self, Fault> {
        let shift = file.get(30).copied().unwrap_or(0);
        let (true, true, 9 | 12, Some(6)) = (
            file.len() >= 512,
            file.starts_with(MAGIC),
            shift,
            file.get(32).copied(),
        ) else {
            return Err(lying());
        };
        let sector = 1_usize << shift;
        let header = Self {
            sector,
            directory: number(file, 48),
            small_table: number(file, 60),
            table_sectors: number(file, 44),
            more_table: number(file, 68),
            more_sectors: number(file, 72),
        };
        let most = file.len() / sector;
        let counts = [header.table_sectors, number(file, 64), header.more_sectors];
        if counts.iter().any(|count| *count as usize > most) {
            return Err(lying());
        }
        Ok(header)
    }

    /// The table that says which sector follows which.
    fn table(&self, file: &[u8]) -> Result<Vec<u32>, Fault> {
        let mut places = words(file.get(76..512).unwrap_or(&[]));
        let mut next = self.more_table;
        let mut steps = 0;
        while next < RESERVED {
            let mut more = words(sector(file, self.sector, next)?);
            next = more.pop().unwrap_or(END);
            places.extend(more);
            steps += 1;
            if steps > file.len() / self.sector {
                return Err(lying());
            }
        }
        let mut table = Vec::new();
        for place in places.into_iter().filter(|place| *place < RESERVED) {
            table.extend(words(sector(file, self.sector, place)?));
            if table.len() > file.len() {
                return Err(lying());
            }
        }
        Ok(table)
    }
}

/// Follows a chain of sectors; it cannot be longer than the file.
fn chain(
    file: &[u8],
    size: usize,
    start: u32,
    table: &[u32],
    length: usize,
) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let mut next = start;
    while next < RESERVED && bytes.len() < length {
        bytes.extend_from_slice(sector(file, size, next)?);
        if bytes.len() > file.len() + size {
            return Err(lying());
        }
        next = *table.get(next as usize).ok_or_else(lying)?;
    }
    bytes.truncate(length);
    Ok(bytes)
}

fn small_chain(small: &[u8], start: u32, table: &[u32], length: usize) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let mut next = start;
    while next < RESERVED && bytes.len() < length {
        let from = (next as usize).saturating_mul(64);
        let rest = small
            .get(from..)
            .filter(|rest| !rest.is_empty())
            .ok_or_else(lying)?;
        bytes.extend_from_slice(rest.get(..64).unwrap_or(rest));
        next = *table.get(next as usize).ok_or_else(lying)?;
    }
    bytes.truncate(length);
    Ok(bytes)
}

/// One sector; the last one of a file may be cut short.
fn sector(file: &[u8], size: usize, place: u32) -> Result<&[u8], Fault> {
    let from = (place as usize).saturating_add(1).saturating_mul(size);
    let rest = file
        .get(from..)
        .filter(|rest| !rest.is_empty())
        .ok_or_else(lying)?;
    Ok(rest.get(..size).unwrap_or(rest))
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|word| number(word, 0)).collect()
}

/// A 32-bit number; beyond the end it is the end of a chain.
fn number(bytes: &[u8], at: usize) -> u32 {
    let word = bytes.get(at..at + 4).and_then(|word| word.try_into().ok());
    word.map_or(END, u32::from_le_bytes)
}

fn lying() -> Fault {
    Fault::file(
        "lying-header",
        "文件头声明的内容与文件大小不符，文件不完整或已损坏，未读取。请重新导出，或用 Excel、WPS 打开后另存",
        "the header of the file states what its size cannot hold: it is incomplete or damaged and is not read; export it again, or open and save it in Excel or WPS",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrapped_comes_out_again() {
        for length in [0_u16, 1, 2047, 2048, 2049, 60_000] {
            let once: Vec<u8> = (0..length).flat_map(u16::to_le_bytes).collect();
            for stream in [once.clone(), once.repeat(70)] {
                let file = wrapped(&stream);
                let mut compound = Compound::read(&file, &["WORKBOOK"]).expect("it is sound");
                let found = compound.take("WORKBOOK").expect("it is there");
                assert_eq!(found.len(), stream.len().max(SMALL));
                assert!(found.starts_with(&stream));
            }
        }
    }

    #[test]
    fn refuses_headers_that_lie() {
        let check = |at: usize, value: u32| {
            let mut file = vec![0_u8; 612];
            file[..8].copy_from_slice(MAGIC);
            file[30] = 9;
            file[32] = 6;
            file[68..72].copy_from_slice(&END.to_le_bytes());
            file[76..512].fill(0xFF);
            file[at..at + 4].copy_from_slice(&value.to_le_bytes());
            assert_eq!(
                Compound::read(&file, &[]).err().map(|fault| fault.code),
                Some("lying-header"),
                "{at}"
            );
        };
        check(44, 0xFFFF_FFFF);
        check(64, 0xFFFF_FFFF);
        check(68, 0);
        check(72, 0xFFFF_FFFF);
        check(76, 0);
        check(48, 5);
    }
}
