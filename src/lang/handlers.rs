//! What becomes of errors: the handlers of `try` and its like, with what they do, as far as the words in them tell.
//!
//! For the languages that throw. Whoever returns errors (Go, Rust) has no handlers. The edge: a word is a word, so that a `throw` in a branch makes the whole
//! handler one that throws; what a function does that the handler calls is not looked at.

use std::ops::Range;

use tree_sitter::Node;

use super::facts::{Catch, Does, Guard};

/// Words that throw.
const RETHROW: &[&str] = &["throw", "raise", "reraise", "rethrow"];
/// Words that end the process.
const END: &[&str] = &["exit", "_exit", "abort!", "die", "halt!", "exitProcess", "Exit"];
/// Words that give an answer.
const ANSWER: &[&str] = &[
    "return",
    "render",
    "head",
    "redirect_to",
    "redirect",
    "json",
    "send",
    "status",
    "sendStatus",
    "abort",
    "halt",
    "respond",
    "response",
    "send_resp",
    "put_status",
];
/// How many guards inside of a handler are looked past, and how much of a handler is read.
const NESTED: usize = 32;
const LONGEST: usize = 4000;
/// Nodes of grammars that are handlers.
const HANDLERS: &[&str] = &["catch_clause", "catch_block", "rescue", "rescue_block"];

/// The guards of a tree of tree-sitter's. Whatever has a handler among its children is guarded up to the first of them.
pub fn of_tree(text: &str, root: Node<'_>) -> Vec<Guard> {
    let mut guards = Vec::new();
    if !text.contains("catch") && !text.contains("rescue") {
        return guards;
    }
    // Asking a node for its parent walks down from the root.
    let mut parents = Vec::new();
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        if HANDLERS.contains(&node.kind()) {
            if let Some(parent) = parents.last() {
                handler(text, node, *parent, &mut guards);
            }
        } else if node.kind() == "rescue_modifier"
            && let (Some(body), Some(handler)) = (node.child_by_field_name("body"), node.child_by_field_name("handler"))
        {
            let catch = catch(text, handler.byte_range(), Vec::new());
            guards.push(Guard { body: body.byte_range(), catches: vec![catch] });
        }
        if cursor.goto_first_child() {
            parents.push(node);
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return guards;
            }
            parents.pop();
        }
    }
}

fn handler(text: &str, node: Node<'_>, parent: Node<'_>, guards: &mut Vec<Guard>) {
    let range = node.byte_range();
    let found = catch(text, range.clone(), types(text, node));
    // The handlers of one `try` follow each other.
    if let Some(last) = guards.iter_mut().rev().take(NESTED).find(|guard| guard.body.start == parent.start_byte()) {
        last.catches.push(found);
    } else {
        guards.push(Guard { body: parent.start_byte()..range.start, catches: vec![found] });
    }
}

/// The types that a handler takes: names with a capital before its body begins.
fn types(text: &str, node: Node<'_>) -> Vec<String> {
    let whole = text.get(node.byte_range()).unwrap_or_default();
    let end = match node.kind() {
        // Ruby has no mark between the types and the body.
        "rescue" => match node.child_by_field_name("exceptions") {
            Some(list) => list.end_byte().saturating_sub(node.start_byte()),
            None => 0,
        },
        "rescue_block" => whole.find("->").unwrap_or(0),
        _ => whole.find('{').unwrap_or(0),
    };
    names(whole.get(..end).unwrap_or_default())
}

/// Names whose last part has a capital.
pub fn names(text: &str) -> Vec<String> {
    let is = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '\\');
    let words = text.split(|c: char| !is(c)).map(|word| word.trim_matches(['.', ':', '\\']));
    words.filter(|word| last(word).starts_with(char::is_uppercase)).map(str::to_owned).collect()
}

/// The last part of a name.
pub fn last(name: &str) -> &str {
    name.rsplit(['.', ':', '\\']).next().unwrap_or(name)
}

/// A handler with what it does.
pub fn catch(text: &str, range: Range<usize>, types: Vec<String>) -> Catch {
    let body = text.get(range.clone()).unwrap_or_default();
    Catch { types, does: does(body), range }
}

/// What a handler does, by its words outside of strings and comments.
pub fn does(body: &str) -> Does {
    let cut = (0..=LONGEST.min(body.len())).rev().find(|at| body.is_char_boundary(*at)).unwrap_or(0);
    let words = words(body.get(..cut).unwrap_or_default());
    let any = |list: &[&str]| words.iter().any(|word| list.contains(word));
    match () {
        () if any(RETHROW) => Does::Rethrows,
        () if any(END) => Does::Ends,
        () if any(ANSWER) => Does::Answers,
        () => Does::GoesOn,
    }
}

/// The words of a text of code, without strings and comments.
pub fn words(text: &str) -> Vec<&str> {
    let (mut found, mut from) = (Vec::new(), None);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_alphanumeric() || c == '_' || (c == '!' && from.is_some()) {
            from = from.or(Some(at));
            continue;
        }
        if let Some(start) = from.take() {
            found.extend(text.get(start..at));
        }
        let next = chars.peek().map(|(_, next)| *next);
        match (c, next) {
            ('"' | '\'' | '`', _) => {
                while let Some((_, other)) = chars.next() {
                    if other == '\\' {
                        chars.next();
                    } else if other == c || (other == '\n' && c != '`') {
                        break;
                    }
                }
            }
            ('/', Some('/')) | ('#', Some(' ' | '#' | '!')) => {
                while chars.next().is_some_and(|(_, other)| other != '\n') {}
            }
            ('/', Some('*')) => {
                while let Some((_, other)) = chars.next() {
                    if other == '*' && chars.peek().is_some_and(|(_, next)| *next == '/') {
                        break;
                    }
                }
            }
            _ => {}
        }
    }
    found.extend(from.and_then(|start| text.get(start..)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::of_path;

    #[test]
    fn handlers_of_every_language_that_throws() {
        // Path, text, what is guarded, the types, what the handler does.
        let rows: &[(&str, &str, &str, &[&str], Does)] = &[
            (
                "a.py",
                "try:\n    q()\nexcept (ValueError, db.Error) as e:\n    pass\n",
                "q()",
                &["ValueError", "db.Error"],
                Does::GoesOn,
            ),
            (
                "a.py",
                "def f():\n    try:\n        q()\n    except Exception:\n        log('raise')\n        raise\n",
                "q()",
                &["Exception"],
                Does::Rethrows,
            ),
            ("a.py", "def f():\n    try:\n        q()\n    except:\n        return None\n", "q()", &[], Does::Answers),
            (
                "a.js",
                "async function f() { try { await q(); } catch (e) { res.status(500).end(); } }",
                "await q();",
                &[],
                Does::Answers,
            ),
            ("a.ts", "try { q() } catch { /* throw */ }", "q()", &[], Does::GoesOn),
            (
                "a.rb",
                "def f\n  q()\nrescue ActiveRecord::StatementInvalid => e\n  render json: 1\nend\n",
                "q()",
                &["ActiveRecord::StatementInvalid"],
                Does::Answers,
            ),
            ("a.rb", "def f\n  begin\n    q()\n  rescue\n    raise\n  end\nend\n", "q()", &[], Does::Rethrows),
            ("a.rb", "x = q() rescue nil\n", "q()", &[], Does::GoesOn),
            (
                "a.java",
                "class A { void f() { try { q(); } catch (SQLException | IOException e) { throw new X(e); } } }",
                "q();",
                &["SQLException", "IOException"],
                Does::Rethrows,
            ),
            (
                "a.kt",
                "fun f() { try { q() } catch (e: SQLException) { println(e) } }",
                "q()",
                &["SQLException"],
                Does::GoesOn,
            ),
            (
                "a.cs",
                "class A { void F() { try { Q(); } catch (DbException e) { return; } } }",
                "Q();",
                &["DbException"],
                Does::Answers,
            ),
            (
                "a.php",
                "<?php function f() { try { q(); } catch (\\PDOException $e) { exit(1); } }",
                "q();",
                &["PDOException"],
                Does::Ends,
            ),
            (
                "a.ex",
                "defmodule A do\n  def f do\n    try do\n      q()\n    rescue\n      e in Postgrex.Error -> :error\n    end\n  end\nend\n",
                "q()",
                &["Postgrex.Error"],
                Does::GoesOn,
            ),
        ];
        for (path, text, guarded, types, does) in rows {
            let facts = (of_path(path).unwrap().parse)(text, path.rsplit('.').next().unwrap());
            let at = text.find(guarded).unwrap();
            let guards: Vec<&Guard> = facts.guards.iter().filter(|guard| guard.body.contains(&at)).collect();
            assert_eq!(guards.len(), 1, "{text}: {:?}", facts.guards);
            let catch = guards[0].catches.first().unwrap();
            assert_eq!((&catch.types[..], catch.does), (&types.map_owned()[..], *does), "{text}");
            assert!(!catch.range.contains(&at));
        }
    }

    trait Owned {
        fn map_owned(&self) -> Vec<String>;
    }

    impl Owned for &[&str] {
        fn map_owned(&self) -> Vec<String> {
            self.iter().map(|one| (*one).to_owned()).collect()
        }
    }
}
