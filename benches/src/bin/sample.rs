//! Writes the sample data: `cargo run -p sanzi-benches --bin sample -- sample-data`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let folder = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "sample-data".to_owned());
    for (path, bytes) in sanzi_benches::sample::files() {
        let file = Path::new(&folder).join(path);
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(file, bytes)?;
    }
    Ok(())
}
