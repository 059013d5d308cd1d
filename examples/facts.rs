//! Prints the facts of a file; of a folder, only counts: files, errors, faulty ranges, megabytes a second.

#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use migcheck::lang::{dump, of_path};

#[derive(Default)]
struct Count {
    files: usize,
    bytes: usize,
    unclean: usize,
    unread: usize,
    faulty: usize,
    time: Duration,
}

fn main() {
    for path in std::env::args().skip(1) {
        let path = Path::new(&path);
        if path.is_dir() { folder(path) } else { file(path) }
    }
}

fn file(path: &Path) {
    let name = path.to_string_lossy();
    let Some(language) = of_path(&name) else { return eprintln!("{name}: no such language") };
    let Ok(text) = std::fs::read_to_string(path) else { return eprintln!("{name}: not text") };
    let facts = (language.parse)(&text, extension(&name));
    print!("{}", dump::dump(&facts));
    for fault in dump::faults(&text, &facts) {
        println!("fault {fault}");
    }
}

fn folder(root: &Path) {
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    for entry in walkdir::WalkDir::new(root).sort_by_file_name().into_iter().flatten() {
        let name = entry.path().to_string_lossy();
        let Some(language) = of_path(&name).filter(|_| entry.file_type().is_file()) else { continue };
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        if text.len() > 1 << 20 {
            continue;
        }
        let start = Instant::now();
        let facts = (language.parse)(&text, extension(&name));
        let count = counts.entry(language.name).or_default();
        count.time += start.elapsed();
        count.files += 1;
        count.bytes += text.len();
        if !facts.errors.is_empty() {
            count.unclean += 1;
            if facts.errors.first() == Some(&(0..text.len())) {
                count.unread += 1;
            }
            println!("errors in {name}: {:?}", facts.errors);
        }
        let faults = dump::faults(&text, &facts);
        if let Some(fault) = faults.first() {
            count.faulty += 1;
            println!("faults in {name}: {} like {fault}", faults.len());
        }
    }
    for (language, count) in counts {
        let speed = count.bytes as f64 / 1e6 / count.time.as_secs_f64().max(1e-9);
        println!(
            "{language}: {} files, {} with errors ({} of them unread), {} with faulty ranges, {:.1} MB, {speed:.1} MB/s",
            count.files,
            count.unclean,
            count.unread,
            count.faulty,
            count.bytes as f64 / 1e6,
        );
    }
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}
