//! Prints the migration sets that are found in a directory, or in a list of paths (a file with one path a line).
//!
//! `cargo run --example layouts -- DIRECTORY|LIST [MIGRATIONS [FORMAT]] [--files]`
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use migcheck::migration::{MigrationSet, Tree, find, read_all};

struct Disk {
    root: Option<PathBuf>,
    paths: Vec<Arc<str>>,
}

impl Disk {
    fn new(root: &Path) -> Self {
        let mut paths: Vec<Arc<str>> = if root.is_dir() {
            walkdir::WalkDir::new(root)
                .into_iter()
                .filter_map(Result::ok)
                .filter(|entry| entry.file_type().is_file())
                .filter_map(|entry| Some(Arc::from(entry.path().strip_prefix(root).ok()?.to_str()?.replace('\\', "/"))))
                .collect()
        } else {
            std::fs::read_to_string(root).unwrap_or_default().lines().map(Arc::from).collect()
        };
        paths.sort();
        Self { root: root.is_dir().then(|| root.to_owned()), paths }
    }
}

impl Tree for Disk {
    fn paths(&self) -> &[Arc<str>] {
        &self.paths
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        let bytes = std::fs::read(self.root.as_ref()?.join(path)).ok()?;
        Some(Arc::from(String::from_utf8_lossy(&bytes)))
    }
}

fn main() -> ExitCode {
    let (flags, arguments): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|arg| arg.starts_with("--"));
    let Some(root) = arguments.first() else {
        eprintln!("name a directory");
        return ExitCode::from(2);
    };
    let tree = Disk::new(Path::new(root));
    let start = std::time::Instant::now();
    let sets = match arguments.get(1) {
        Some(directory) => match read_all(&tree, directory, arguments.get(2).map(String::as_str)) {
            Ok(sets) => sets,
            Err(message) => {
                eprintln!("{message}");
                return ExitCode::from(2);
            }
        },
        None => find(&tree),
    };
    eprintln!("{} paths, {} ms", tree.paths.len(), start.elapsed().as_millis());
    for set in &sets {
        print(&tree, set, flags.iter().any(|flag| flag == "--files"));
    }
    ExitCode::SUCCESS
}

fn print(tree: &Disk, set: &MigrationSet, all: bool) {
    let dialect = set.dialect.map_or("unknown", |dialect| dialect.name());
    println!("{} [{}] {} ({})", set.directory, set.layout, dialect, set.dialect_why);
    println!("    name {}, group {}, {} files", set.name, set.group, set.files.len());
    let last = set.files.len().saturating_sub(1);
    for (at, file) in set.files.iter().enumerate().filter(|(at, _)| all || *at < 2 || *at == last) {
        let text = tree.read(&file.path).unwrap_or_default();
        let ranges = set.forward(&file.path, &text);
        println!("    {at:>4} {:?} {} {} {ranges:?} of {}", file.kind, file.version, file.path, text.len());
    }
}
