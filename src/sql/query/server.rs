//! SQL from code as a server takes it: the placeholders of drivers become its own, and holes get what parses.
//!
//! The edge: what a hole stands for is not known. Where a value may stand it is taken for one; else the text is read as [`super::read_query`] reads it.

use std::ops::Range;

use super::placeholder::Prepared;
use super::{ATTEMPTS, LONGEST, places, statement_pieces};
use crate::model::name::Dialect;

/// A statement for a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForServer {
    /// With the server's placeholders; then with NULL in their places, whose type every place takes.
    pub ways: Vec<String>,
    /// A part of it is only known when it runs.
    pub partial: bool,
}

/// The statement in a text around a place of it. `None`: it does not read or write rows, or is too long.
pub fn for_server(text: &str, around: &Range<usize>, dialect: Dialect) -> Option<ForServer> {
    if text.len() > LONGEST {
        return None;
    }
    let pieces = statement_pieces(text, dialect);
    let inside = |piece: &&Range<usize>| piece.start <= around.start && around.start < piece.end;
    let piece = text.get(pieces.iter().find(inside).or(pieces.first())?.clone())?;
    if !moves_rows(piece) {
        return None;
    }
    let mut prepared = Prepared::new(piece, dialect);
    for _ in 0..ATTEMPTS {
        let filled = prepared.fill();
        match places::parse(&filled.text, dialect) {
            Ok(_) => break,
            Err(failure) => {
                if !prepared.refill(&filled, failure.at) {
                    break;
                }
            }
        }
    }
    let sign = |number: usize| match dialect {
        Dialect::Postgres => format!("${number}"),
        _ => "?".to_owned(),
    };
    let mut ways = vec![prepared.with_values(sign)];
    let plain = prepared.with_values(|_| "NULL".to_owned());
    if plain != ways[0] {
        ways.push(plain);
    }
    Some(ForServer { ways, partial: prepared.is_partial() })
}

/// Whether a statement begins like one that reads or writes rows.
fn moves_rows(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
    let word: String = text.chars().take_while(char::is_ascii_alphabetic).collect();
    let known = ["SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "VALUES", "TABLE"];
    known.iter().any(|one| word.eq_ignore_ascii_case(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_the_server_s() {
        use Dialect::{Mysql, Postgres, Sqlite};
        for (dialect, text, expected, partial) in [
            (
                Postgres,
                "SELECT a FROM t WHERE b = %s AND c = %(d)s",
                "SELECT a FROM t WHERE b =  $1  AND c =  $2 ",
                false,
            ),
            (Postgres, "SELECT a FROM t WHERE b = :b::text", "SELECT a FROM t WHERE b =  $1 ::text", false),
            (Postgres, "SELECT a FROM t WHERE b = $2 AND c = $1", "SELECT a FROM t WHERE b =  $1  AND c =  $2 ", false),
            (Postgres, "SELECT a FROM t WHERE b = ANY(@ids)", "SELECT a FROM t WHERE b = ANY( $1 )", false),
            (Mysql, "INSERT INTO t (a, b) VALUES (?, ?)", "INSERT INTO t (a, b) VALUES ( ? ,  ? )", false),
            (Sqlite, "SELECT a FROM t WHERE b IN %s", "SELECT a FROM t WHERE b IN  (?) ", false),
            (Sqlite, "SELECT a FROM t WHERE b = \u{fffc}", "SELECT a FROM t WHERE b =  ? ", false),
            (Sqlite, "SELECT a FROM t \u{fffc}", "SELECT a FROM t  ", true),
            (Sqlite, "SELECT a FROM t WHERE b LIKE '%x'", "SELECT a FROM t WHERE b LIKE '%x'", false),
        ] {
            let found = for_server(text, &(0..0), dialect).unwrap();
            assert_eq!((found.ways[0].as_str(), found.partial), (expected, partial), "{text}");
            assert_eq!(found.ways.len() == 2, found.ways[0].contains(['$', '?']), "{text}");
        }
    }

    #[test]
    fn one_statement_of_several() {
        let text = "CREATE TABLE t (a int); SELECT a FROM t; DELETE FROM t -- ;\n";
        let of = |name: &str| for_server(text, &(text.find(name).unwrap()..0), Dialect::Postgres).map(|one| one.ways);
        assert_eq!(of("CREATE"), None);
        assert_eq!(of("a FROM"), Some(vec!["SELECT a FROM t".to_owned()]));
        assert_eq!(of("DELETE"), Some(vec!["DELETE FROM t".to_owned()]));
    }
}
