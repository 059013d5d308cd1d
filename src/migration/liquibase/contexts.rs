//! Contexts of change sets and includes, and which of them a run does not set.
//!
//! Which contexts run is said when Liquibase starts, not in the changelogs. But a context that some place asks not to be set divides the changelogs in two that never
//! run together: that place is the usual run, unless the name is that of production.

use std::collections::BTreeSet;

use super::node::Node;

/// Expressions nest no deeper.
const DEPTH: usize = 32;

/// The names of contexts that the usual run does not set, in lower case.
#[derive(Clone, Debug, Default)]
pub struct Unset(BTreeSet<String>);

impl Unset {
    /// Notes what the places of one changelog ask not to be set.
    pub fn read(&mut self, root: &Node) {
        for child in &root.children {
            let Some(context) = of(child) else { continue };
            let words = words(context);
            for pair in words.windows(2) {
                if let [not, name] = pair
                    && is_not(not)
                    && is_name(name)
                    && !name.to_ascii_lowercase().starts_with("prod")
                {
                    self.0.insert(name.to_ascii_lowercase());
                }
            }
        }
    }

    /// Whether the usual run leaves out what this node holds.
    pub fn excludes(&self, node: &Node) -> bool {
        let Some(context) = of(node) else { return false };
        let words = words(context);
        let mut at = 0;
        !self.0.is_empty() && self.any(&words, &mut at, 0) == Some(false)
    }

    /// `a, b` and `a or b`: the lowest of the operators.
    fn any(&self, words: &[String], at: &mut usize, depth: usize) -> Option<bool> {
        let mut value = self.all(words, at, depth);
        while words.get(*at).is_some_and(|word| word == "," || word.eq_ignore_ascii_case("or")) {
            *at += 1;
            let other = self.all(words, at, depth);
            value = match (value, other) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            };
        }
        value
    }

    fn all(&self, words: &[String], at: &mut usize, depth: usize) -> Option<bool> {
        let mut value = self.one(words, at, depth);
        while words.get(*at).is_some_and(|word| word.eq_ignore_ascii_case("and")) {
            *at += 1;
            let other = self.one(words, at, depth);
            value = match (value, other) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
        }
        value
    }

    fn one(&self, words: &[String], at: &mut usize, depth: usize) -> Option<bool> {
        let word = words.get(*at).filter(|_| depth < DEPTH)?;
        *at += 1;
        if is_not(word) {
            return self.one(words, at, depth + 1).map(|value| !value);
        }
        if word == "(" {
            let value = self.any(words, at, depth + 1);
            if words.get(*at).is_some_and(|word| word == ")") {
                *at += 1;
            }
            return value;
        }
        self.0.contains(&word.to_ascii_lowercase()).then_some(false)
    }
}

/// What a change set, an include or a property says of contexts.
pub fn of(node: &Node) -> Option<&str> {
    ["context", "contextFilter", "contexts"].iter().find_map(|name| node.value(name))
}

fn is_not(word: &str) -> bool {
    word == "!" || word.eq_ignore_ascii_case("not")
}

fn is_name(word: &str) -> bool {
    !matches!(word, "(" | ")" | "," | "!") && !["and", "or", "not"].iter().any(|key| word.eq_ignore_ascii_case(key))
}

/// Names, operators and parentheses, in order.
fn words(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for c in text.chars() {
        match c {
            '(' | ')' | ',' | '!' => found.extend([c.to_string(), String::new()]),
            c if c.is_whitespace() => found.push(String::new()),
            c => {
                if let Some(last) = found.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    found.retain(|word| !word.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::{Node, Unset};
    use crate::migration::liquibase::node::Text;

    fn set(context: &str) -> Node {
        let text = Text { value: context.to_owned(), range: 0..0 };
        Node { name: "changeSet".into(), attributes: vec![("context".into(), text)], ..Node::default() }
    }

    #[test]
    fn what_the_usual_run_leaves_out() {
        // The contexts of a changelog, and which of its change sets are left out.
        let cases: &[(&[&str], &[bool])] = &[
            (&["test", "prod"], &[false, false]),
            (&["a AND init", "a AND !init"], &[true, false]),
            (&["init", "!init", "init or a", "init, a"], &[true, false, false, false]),
            (&["not (init)", "init"], &[false, false]),
            (&["not init", "(a and (init))", "! ( init )"], &[false, true, false]),
            (&["!prod", "prod", "production"], &[false, false, false]),
            (&["!", "((((", "and or ,", ""], &[false, false, false, false]),
        ];
        for (contexts, expected) in cases {
            let root = Node { children: contexts.iter().map(|context| set(context)).collect(), ..Node::default() };
            let mut unset = Unset::default();
            unset.read(&root);
            let got: Vec<bool> = root.children.iter().map(|child| unset.excludes(child)).collect();
            assert_eq!(&got, expected, "{contexts:?}");
        }
        let deep = set(&"!(".repeat(10_000));
        let mut unset = Unset::default();
        unset.read(&Node { children: vec![set("!a")], ..Node::default() });
        assert!(!unset.excludes(&deep));
    }
}
