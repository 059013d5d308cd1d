//! Every language on texts that are made to break its reader: marks that open and never close, repeated, also between letters of several bytes.
//!
//! A panic or an overflowing stack fails the test, and so does a range that is outside of the text or inside a letter.

use migcheck::lang::LANGUAGES;
use migcheck::lang::facts::{Expr, ExprKind, Text, TextPart};

/// How often a mark is repeated.
const TIMES: usize = 120;

const MARKS: &[&str] = &[
    "<script",
    "<style a={",
    "<%",
    "<%=",
    "<%= @a %>é",
    "<!--",
    "</script",
    "{",
    "{{",
    "{{--",
    "{!!",
    "{%",
    "{#",
    "%{",
    "#{",
    "${",
    "@if(",
    "@php",
    "@{{",
    "@foreach(",
    "[",
    "(",
    "((",
    "'",
    "\"",
    "\"\"\"",
    "`",
    "~H\"\"\"",
    "<<~SQL\n",
    "<<<'SQL'\n",
    "= ",
    "- if a\n  ",
    "%p{",
    "a(b: ",
    "| ",
    "\\",
    "/*",
    "//",
    "--",
    "#",
    "=begin\n",
    "é",
    "\u{0}",
    "<a b=\"",
    "<mapper namespace=\"a\"><select id=\"b\">",
    "<![CDATA[",
    "&lt;",
    "#{a",
    "<if test=\"",
    "\n  ",
    "\r",
    "s\"",
    "raw\"",
    "r'",
    "f\"{",
    "a.",
    "a->",
    "a::",
    "!",
    "x => ",
    "def a\n",
    "class A {",
    "fn a() {",
];

fn within(text: &str, expr: &Expr) {
    assert!(text.get(expr.range.clone()).is_some(), "{:?} of {}", expr.range, text.len());
    if let ExprKind::Str(Text { parts }) = &expr.kind {
        for part in parts {
            if let TextPart::Piece { range, .. } = part {
                assert!(text.get(range.clone()).is_some(), "{range:?} of {}", text.len());
            }
        }
    }
}

fn survives(language: &migcheck::lang::Language, extension: &str, text: &str) {
    let facts = (language.parse)(text, extension);
    let fields = facts.classes.iter().flat_map(|class| &class.fields);
    let values = fields.flat_map(|field| field.decorators.iter().chain(&field.value));
    let bodies = facts.functions.iter().flat_map(|function| &function.body);
    let in_classes = facts.classes.iter().flat_map(|class| class.decorators.iter().chain(&class.body));
    for root in facts.top.iter().chain(values).chain(bodies).chain(in_classes) {
        root.walk(&mut |expr| {
            within(text, expr);
            true
        });
    }
}

/// What is told by more than its ending is read by a reader of its own.
#[test]
fn marks_that_never_close_in_a_mapping_of_doctrine() {
    for language in LANGUAGES.iter().filter(|language| language.name == "doctrine-xml") {
        for head in ["<doctrine-mapping>", "\u{feff}<doctrine-mapping><entity name=\"A\\é\" table=\"é\">"] {
            for mark in
                MARKS.iter().copied().chain(["<entity name=\"\">", "<embedded name='a' use-column-prefix='false'/>"])
            {
                survives(language, "xml", &format!("{head}{}", mark.repeat(TIMES)));
            }
            survives(language, "xml", &format!("{head}<field name=\"é\" column=\"é\"/></entity></doctrine-mapping>"));
        }
    }
}

#[test]
fn marks_that_never_close_in_a_mapping_of_hibernate() {
    for language in LANGUAGES.iter().filter(|language| language.name == "hibernate-xml") {
        for head in ["<hibernate-mapping>", "\u{feff}<hibernate-mapping package=\"é\"><class name=\"A.é\" table=\"é\">"]
        {
            for mark in MARKS.iter().copied().chain([
                "<class name=\"\">",
                "<subclass name=\"é\">",
                "<component name='é' class='é'>",
                "<join table='é'>",
                "<query name='é'><![CDATA[é",
            ]) {
                survives(language, "xml", &format!("{head}{}", mark.repeat(TIMES)));
            }
            let inner = "<component name='é' class='é'><property name='é'><column name='é'/></property></component>";
            survives(
                language,
                "xml",
                &format!("{head}{inner}<query> é<![CDATA[é]]> é</query></class></hibernate-mapping>"),
            );
        }
    }
}

#[test]
fn marks_that_never_close() {
    for language in LANGUAGES {
        for extension in language.extensions.iter().copied().chain((language.name == "php").then_some("blade.php")) {
            for mark in MARKS {
                for text in [mark.repeat(TIMES), format!("{mark}é").repeat(TIMES), format!("é\n{}", mark.repeat(TIMES))]
                {
                    survives(language, extension, &text);
                }
            }
        }
    }
}
