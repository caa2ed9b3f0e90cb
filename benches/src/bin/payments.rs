//! Writes the ledger of measurements: `cargo run --release -p sanzi-benches --bin payments -- 1000000 DIR [few|all]`; `all` adds the other feeds.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use sanzi_benches::feeds::feeds;
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
    let asked = arguments.next();
    let catches = match asked.as_deref() {
        Some("few" | "all") => Catches::Few,
        _ => Catches::Many,
    };
    std::fs::create_dir_all(&folder)?;
    let file = |name: &str| File::create(Path::new(&folder).join(name)).map(BufWriter::new);
    sanzi_benches::ledger::payments(rows, catches, file("payments.csv")?)?;
    sanzi_benches::ledger::meetings(file("meetings.csv")?)?;
    let mut pins = include_str!("../../ledger.toml").to_owned();
    if asked.as_deref() == Some("all") {
        let orgs = sanzi_benches::ledger::orgs();
        for feed in feeds() {
            let name = format!("{}.csv", feed.name);
            feed.write(&orgs, file(&name)?)?;
            let pin = [
                "
[[source]]
path = \"",
                &name,
                "\"
feed = \"",
                feed.name,
                "\"
",
            ];
            pins.push_str(&pin.concat());
        }
    }
    std::fs::write(Path::new(&folder).join("sanzi.toml"), pins)
}
