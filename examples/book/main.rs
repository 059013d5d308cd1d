//! Writes the pages of the book for `mdbook`: `cargo run --example book -- FOLDER [ADDRESS]`. The address is that of the repository's files, for links to what is no
//! page. `scripts/book.sh` runs it and mdbook.

#![allow(clippy::disallowed_methods, clippy::print_stdout)]

mod pages;

use std::path::Path;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| "target/book/src".to_owned());
    let source = arguments.next().filter(|source| !source.is_empty());
    let written = pages::pages(Path::new(env!("CARGO_MANIFEST_DIR")), source.as_deref());
    for (name, text) in &written {
        let path = Path::new(&folder).join(name);
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        std::fs::write(path, text)?;
    }
    println!("{} pages in {folder}", written.len());
    Ok(())
}
