//! What Alembic refuses of the order of revisions: several heads, a `down_revision` that is not there, a circle, one identifier twice.
//!
//! Heads are the ends of `down_revision`; where branches have labels, several are meant.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Revision;
use crate::migration::faults::{Fault, FaultKind, circle};

/// The faults of the revisions of one set; `texts` are all files of their folders.
pub fn faults(revisions: &[Revision], texts: &[(Arc<str>, Arc<str>)]) -> Vec<Fault> {
    let find = |id: &str| {
        let exact = revisions.iter().position(|revision| revision.id == id);
        exact.or_else(|| revisions.iter().position(|revision| id.len() >= 4 && revision.id.starts_with(id)))
    };
    let path = |at: &usize| revisions.get(*at).map(|revision| revision.path.clone());
    let mut found = Vec::new();
    let mut before = Vec::new();
    let mut followed = BTreeSet::new();
    let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, revision) in revisions.iter().enumerate() {
        by_id.entry(&revision.id).or_default().push(at);
        let mut own = Vec::new();
        for (number, id) in revision.before.iter().enumerate() {
            let Some(other) = find(id) else {
                // A label, or a revision that is made in another way than this reader knows.
                let elsewhere = texts.iter().any(|(path, text)| *path != revision.path && is_quoted(text, id))
                    && !revisions.iter().any(|other| other.path != revision.path && other.before.contains(id));
                if number < revision.down && !elsewhere {
                    let says = format!("Alembic refuses to start: no file is revision `{id}`, which it names");
                    found.push(Fault::new(FaultKind::Broken, path(&at), says));
                }
                continue;
            };
            own.push(other);
            if number < revision.down {
                followed.insert(other);
            }
        }
        before.push(own);
    }
    for (id, twins) in by_id.into_iter().filter(|(_, twins)| twins.len() > 1) {
        let says = format!("Alembic takes one of the files that are revision `{id}` and leaves out the others");
        found.push(Fault::new(FaultKind::Broken, twins.iter().filter_map(path), says));
    }
    let heads: Vec<usize> = (0..revisions.len()).filter(|at| !followed.contains(at)).collect();
    let ids: BTreeSet<&str> = heads.iter().filter_map(|at| revisions.get(*at)).map(|one| one.id.as_str()).collect();
    // What is broken shows as an end as well.
    if ids.len() > 1 && found.is_empty() && !revisions.iter().any(|revision| revision.is_labelled) {
        let says = "`alembic upgrade head` refuses while there are several heads (`alembic merge heads` joins them)";
        found.push(Fault::new(FaultKind::SeveralHeads, heads.iter().filter_map(path), says.to_owned()));
    }
    let round = circle(&before);
    if !round.is_empty() {
        let says = "Alembic refuses to start: these revisions follow on each other in a circle".to_owned();
        found.push(Fault::new(FaultKind::Broken, round.iter().filter_map(path), says));
    }
    found
}

fn is_quoted(text: &str, id: &str) -> bool {
    ['"', '\''].iter().any(|quote| text.contains(&format!("{quote}{id}{quote}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `id<down,…` a word; a trailing `!` is a label, `+x` a `depends_on`.
    fn of(words: &str) -> Vec<String> {
        let revisions: Vec<Revision> = words
            .split_whitespace()
            .enumerate()
            .map(|(at, word)| {
                let is_labelled = word.ends_with('!');
                let (word, depends) = word.trim_end_matches('!').split_once('+').unwrap_or((word, ""));
                let (id, down) = word.split_once('<').unwrap_or((word, ""));
                let id = id.trim_end_matches('!').to_owned();
                let list = |text: &str| {
                    text.trim_end_matches('!').split(',').filter(|one| !one.is_empty()).map(str::to_owned).collect()
                };
                let mut before: Vec<String> = list(down);
                let down = before.len();
                before.extend(list(depends));
                Revision { path: format!("{at}{id}.py").into(), id, before, down, is_labelled }
            })
            .collect();
        let line = |fault: &Fault| format!("{:?} {}", fault.kind, fault.paths.join(" "));
        faults(&revisions, &[]).iter().map(line).collect()
    }

    #[test]
    fn only_what_alembic_refuses() {
        for (words, expected) in [
            ("a b<a c<b", &[][..]),
            ("a b<a c<a", &["SeveralHeads 1b.py 2c.py"]),
            ("a b<a c<a d<b,c", &[]),
            ("a b<a! c<a", &[]),
            ("a b<a c+b", &["SeveralHeads 1b.py 2c.py"]),
            ("a b<x", &["Broken 1b.py"]),
            ("a b<a+label", &[]),
            ("abcdef b<abcd", &[]),
            ("a<b b<a", &["Broken 0a.py 1b.py"]),
            ("a b<a b<a", &["Broken 1b.py 2b.py"]),
        ] {
            assert_eq!(of(words), expected, "{words}");
        }
    }
}
