//! Times the walk and the search for words: `prefilter [-l] ROOT WORD…`, beside which `rg -w -F -c -e WORD … ROOT` is the measure.

use std::path::Path;
use std::time::Instant;

use migcheck::input::{PathFilter, Tree, Word, Words, WorkTree, search};

#[allow(clippy::print_stdout, clippy::disallowed_methods, reason = "an example prints")]
fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (list, arguments) = match arguments.split_first() {
        Some((first, rest)) if first == "-l" => (true, rest),
        _ => (false, &*arguments),
    };
    let Some((root, words)) = arguments.split_first() else { return };
    let began = Instant::now();
    let (filter, _) = PathFilter::new(Path::new(root), &[]);
    let tree = WorkTree::walk(Path::new(root), &filter, 0);
    let walked = began.elapsed();
    let words = Words::new(words.iter().map(|word| Word::column(word)));
    let matches = search(&tree, tree.paths(), &words, 0);
    println!(
        "{} files, {} searched, {} hits, walk {walked:.1?}, all {:.1?}",
        tree.paths().len(),
        matches.searched,
        matches.hits.len(),
        began.elapsed()
    );
    for hit in matches.hits.iter().filter(|_| list) {
        println!("{}", hit.path);
    }
}
