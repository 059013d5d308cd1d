//! A finding's identity across runs: a hash of rule, subject and paths, without lines, so that it stays the same when code moves
//! within its file.

use crate::model::finding::Subject;

/// The fingerprint of a finding; `nth` tells apart findings that are otherwise the same (from 0).
pub fn fingerprint(rule: &str, subject: &Subject, paths: &[&str], nth: usize) -> String {
    let mut hash = Hash(0xcbf2_9ce4_8422_2325);
    hash.add(rule);
    for part in [&subject.database, &subject.schema, &subject.table, &subject.column, &subject.value] {
        hash.add(part.as_deref().unwrap_or_default());
    }
    for path in paths {
        hash.add(path);
    }
    if nth > 0 {
        hash.add(&nth.to_string());
    }
    format!("{:016x}", hash.0)
}

/// FNV-1a of 64 bits: public, tiny, and the same on every machine and in every release.
struct Hash(u64);

impl Hash {
    fn add(&mut self, text: &str) {
        for byte in text.bytes().chain([0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_matters_and_nothing_else() {
        let users = Subject { table: Some("users".into()), ..Subject::default() };
        let column = Subject { column: Some("users".into()), ..Subject::default() };
        let first = fingerprint("a", &users, &["m.sql"], 0);
        assert_eq!(first, fingerprint("a", &users, &["m.sql"], 0));
        let others = [
            fingerprint("b", &users, &["m.sql"], 0),
            fingerprint("a", &column, &["m.sql"], 0),
            fingerprint("a", &users, &["n.sql"], 0),
            fingerprint("a", &users, &["m.", "sql"], 0),
            fingerprint("a", &users, &["m.sql"], 1),
        ];
        assert!(others.iter().all(|other| *other != first && other.len() == 16));
    }
}
