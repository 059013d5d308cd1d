//! Times the walk and the search for words: `prefilter [-l] [-b REF] ROOT WORD…`, beside which `rg -w -F -c -e WORD … ROOT` is the measure.
//! `-b` opens the base as well and searches what differs in it; `-l` lists the files.

use std::path::Path;
use std::time::Instant;

use migcheck::input::{Base, Options, Tree, Word, Words, open, search};

#[allow(clippy::print_stdout, clippy::disallowed_methods, reason = "an example prints")]
fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let list = arguments.first().is_some_and(|first| first == "-l");
    arguments.drain(..usize::from(list));
    let mut base = Base::None;
    if let [flag, name, ..] = &*arguments
        && flag == "-b"
    {
        base = Base::Ref(name.clone());
        arguments.drain(..2);
    }
    let Some((root, words)) = arguments.split_first() else { return };
    let began = Instant::now();
    let trees = open(&Options { root: Path::new(root).to_owned(), base, ..Options::default() });
    let opened = began.elapsed();
    let words = Words::new(words.iter().map(|word| Word::column(word)));
    let here = search(&*trees.head, trees.head.paths(), &words, 0);
    let searched = began.elapsed();
    println!(
        "{} files, {} searched, {} hits; opened after {opened:.1?}, searched after {searched:.1?}",
        trees.head.paths().len(),
        here.searched,
        here.hits.len(),
    );
    let mut hits = here.hits;
    if let Some(base) = &trees.base {
        let changed: Vec<_> = base.changed().iter().cloned().collect();
        let there = search(base, &changed, &words, 0);
        let all = began.elapsed();
        println!("{} files differ in the base, {} hits; searched after {all:.1?}", changed.len(), there.hits.len());
        hits.extend(there.hits);
    }
    for problem in trees.problems() {
        println!("problem: {}", problem.message);
    }
    for hit in hits.iter().filter(|_| list) {
        println!("{}", hit.path);
    }
}
