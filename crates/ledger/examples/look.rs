//! Look.
#![allow(clippy::print_stdout, missing_docs, clippy::unwrap_used)]
fn main() {
    let paths: Vec<std::path::PathBuf> = std::env::args().skip(1).map(Into::into).collect();
    let mut config = ledger::Config::default();
    if let Ok(c) = std::env::var("CFG") {
        config = ledger::Config::parse(
            &std::fs::read_to_string(&c).unwrap(),
            std::path::Path::new(&c),
        )
        .unwrap();
    }
    let t = std::time::Instant::now();
    let l = ledger::open(&paths, &config).unwrap();
    let secs = t.elapsed();
    for s in l.sources() {
        println!("== {} [{}] {} {:?}", s.file, s.sheet, s.format, s.state);
        println!("   {:?} out {} in {}", s.counts, s.total_out, s.total_in);
        if std::env::var("Q").is_err() {
            for c in &s.choices {
                println!(
                    "   choice {} = {} {} {}",
                    c.what,
                    c.value,
                    c.evidence.zh,
                    if c.doubtful { "?" } else { "" }
                );
            }
            println!("   columns {:?}", s.columns);
            println!("   unused {:?}", s.unused);
            for c in &s.controls {
                println!("   control {c:?}");
            }
            for n in &s.notices {
                println!(
                    "   notice {} row {} {} {}",
                    n.code, n.row, n.column, n.text.zh
                );
            }
        }
    }
    for r in l.rejects().iter().take(30) {
        println!(
            "reject {} {} {} {} {} | {}",
            r.source, r.row, r.column, r.code, r.reason.zh, r.raw
        );
    }
    println!("{} rejects", l.rejects().len());
    for n in l.notices() {
        println!("notice {} {} {}", n.code, n.file, n.text.zh);
    }
    println!(
        "{:?} {:?}",
        l.orgs().iter().map(|o| &o.name).collect::<Vec<_>>(),
        secs
    );
}
