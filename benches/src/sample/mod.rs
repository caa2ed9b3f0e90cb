//! The sample data: a fictional district of six collectives over two years, and two that only pay small sums, in the forms in which exports really come.
//!
//! Cases are planted among ordinary business and false friends; the answer key in its README names every row that a rule must hit.

#![expect(
    clippy::inconsistent_digit_grouping,
    reason = "sums in fen are grouped as yuan and fen"
)]

mod bank;
mod cases;
mod cash;
mod district;
mod forms;
mod journal;
mod key;
mod small;
mod tables;

use std::collections::BTreeMap;

use crate::random::Random;
use key::Key;

/// The seed of the sample data.
const SEED: u64 = 20_240_601;

/// Every file of the sample data by its path, with its bytes.
pub fn files() -> BTreeMap<String, Vec<u8>> {
    let mut random = Random::new(SEED);
    let mut files = BTreeMap::new();
    let mut key = Key::default();
    bank::write(&mut random, &mut files, &mut key);
    cash::write(&mut random, &mut files, &mut key);
    journal::write(&mut random, &mut files, &mut key);
    tables::write(&mut files, &mut key);
    small::write(&mut files, &mut key);
    files.insert(
        "sanzi.toml".to_owned(),
        district::PROJECT.as_bytes().to_vec(),
    );
    files.insert("README.md".to_owned(), key.readme().into_bytes());
    files
}
