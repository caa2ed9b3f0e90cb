//! Writes the ledger of measurements: `cargo run --release -p sanzi-benches --bin payments -- 1000000 DIR [few]`.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use sanzi_benches::ledger::Catches;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let rows = arguments
        .next()
        .and_then(|n| n.parse().ok())
        .unwrap_or(1_000_000);
    let folder = arguments
        .next()
        .unwrap_or_else(|| "bench-ledger".to_owned());
    let catches = match arguments.next().as_deref() {
        Some("few") => Catches::Few,
        _ => Catches::Many,
    };
    std::fs::create_dir_all(&folder)?;
    let file = |name: &str| File::create(Path::new(&folder).join(name)).map(BufWriter::new);
    sanzi_benches::ledger::payments(rows, catches, file("payments.csv")?)?;
    sanzi_benches::ledger::meetings(file("meetings.csv")?)?;
    std::fs::write(
        Path::new(&folder).join("sanzi.toml"),
        include_str!("../../ledger.toml"),
    )
}
