//! What holds for every grammar: ranges, truncations, nesting.
use crate::lang::{LANGUAGES, Language, dump, facts::CodeFacts};

/// Each snippet lowers to the lines given (indentation of the expectation aside), with true ranges.
pub fn check(language: &Language, cases: &[(&str, &str)]) {
    let mut failures = String::new();
    for (source, expected) in cases {
        let facts = parse(language, source);
        let lines =
            |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        let (found, expected) = (lines(&dump::dump(&facts)), lines(expected));
        if found != expected {
            failures += &format!("--- {source}\nexpected:\n{expected}\nfound:\n{found}\n");
        }
        for fault in faults(source, &facts) {
            failures += &format!("--- {source}\nfault: {fault}\n");
        }
        // A text that breaks off anywhere is read all the same.
        for (end, _) in source.char_indices() {
            parse(language, &source[..end]);
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

fn parse(language: &Language, source: &str) -> CodeFacts {
    (language.parse)(source, language.extensions.first().copied().unwrap_or_default())
}

/// The object of `@email` is a `self` that stands nowhere.
fn faults(source: &str, facts: &CodeFacts) -> Vec<String> {
    dump::faults(source, facts).into_iter().filter(|fault| !fault.starts_with("name self:")).collect()
}

/// A file of each language around an expression.
const FRAMES: [(&str, &str, &str); 6] = [
    ("csharp", "class A { void F() { x = ", "; } }"),
    ("go", "package a\nfunc f() { x = ", " }"),
    ("java", "class A { void f() { x = ", "; } }"),
    ("kotlin", "fun f() { x = ", " }"),
    ("php", "<?php $x = ", ";"),
    ("ruby", "x = ", "\n"),
];

#[test]
fn hostile_nesting_is_read_without_overflow() {
    const DEPTH: usize = 5_000;
    let shapes: [(&str, &str, &str); 7] = [
        ("(", "a", ")"),
        ("f(", "a", ")"),
        ("[", "a", "]"),
        ("!", "a", ""),
        ("", "a", ".b()"),
        ("", "a", " + a"),
        ("{", "a", "}"),
    ];
    for (name, before, after) in FRAMES {
        let Some(language) = LANGUAGES.iter().find(|language| language.name == name) else { panic!("no {name}") };
        for (open, middle, close) in shapes {
            let source = format!("{before}{}{middle}{}{after}", open.repeat(DEPTH), close.repeat(DEPTH));
            let facts = parse(language, &source);
            let found = dump::dump(&facts);
            assert!(found.contains('a'), "{name}: {open}{middle}{close}");
        }
    }
}

#[test]
fn long_concatenations_keep_their_strings() {
    for (name, before, after) in FRAMES {
        let Some(language) = LANGUAGES.iter().find(|language| language.name == name) else { panic!("no {name}") };
        let op = if name == "php" { " . " } else { " + " };
        let pieces: Vec<String> = (0..500).map(|index| format!("\"p{index}\"")).collect();
        let facts = parse(language, &format!("{before}{}{after}", pieces.join(op)));
        let found = dump::dump(&facts);
        assert!(pieces.iter().all(|piece| found.contains(piece.as_str())), "{name}: {found}");
        assert!(facts.errors.is_empty(), "{name}");
    }
}
