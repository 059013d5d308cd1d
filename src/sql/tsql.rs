//! Where statements begin in a batch of Transact-SQL, which needs no `;` between them.
//!
//! A word begins a statement where no clause of the statement before it could hold it. Unsure, it does not: a statement that is too
//! long is still read for what it destroys.

use super::lexer::{Token, TokenKind};

const OBJECTS: [&str; 37] = [
    "TABLE",
    "VIEW",
    "INDEX",
    "UNIQUE",
    "CLUSTERED",
    "NONCLUSTERED",
    "PROCEDURE",
    "PROC",
    "FUNCTION",
    "TRIGGER",
    "TYPE",
    "SCHEMA",
    "SEQUENCE",
    "SYNONYM",
    "DATABASE",
    "LOGIN",
    "USER",
    "ROLE",
    "STATISTICS",
    "FULLTEXT",
    "PARTITION",
    "OR",
    "DEFAULT",
    "RULE",
    "ASSEMBLY",
    "XML",
    "SPATIAL",
    "COLUMNSTORE",
    "AGGREGATE",
    "QUEUE",
    "SERVICE",
    "CERTIFICATE",
    "EXTERNAL",
    "CREDENTIAL",
    "SERVER",
    "SECURITY",
    "AUTHORIZATION",
];

const STARTS: [&str; 41] = [
    "ALTER",
    "BEGIN",
    "BREAK",
    "CLOSE",
    "COMMIT",
    "CONTINUE",
    "CREATE",
    "DEALLOCATE",
    "DECLARE",
    "DELETE",
    "DENY",
    "DISABLE",
    "DROP",
    "ENABLE",
    "EXEC",
    "EXECUTE",
    "FETCH",
    "GOTO",
    "GRANT",
    "IF",
    "INSERT",
    "MERGE",
    "OPEN",
    "PRINT",
    "RAISERROR",
    "RETURN",
    "REVOKE",
    "ROLLBACK",
    "SAVE",
    "SELECT",
    "SET",
    "THROW",
    "TRUNCATE",
    "UPDATE",
    "USE",
    "WAITFOR",
    "WHILE",
    "BULK",
    "RECONFIGURE",
    "CHECKPOINT",
    "KILL",
];

/// What is known of the statement at hand.
#[derive(Default)]
pub struct Batch {
    /// The word that began it, or the part of it behind `IF` or `ELSE`; upper case.
    head: String,
    /// Behind the condition of an `IF`, a statement belongs to it.
    owes_body: bool,
    /// The `SELECT`, `VALUES` or `EXEC` of an `INSERT`, the body of a `WITH`, the `SET` of an `UPDATE` was seen.
    filled: bool,
    /// The `TO` of a `GRANT` was seen.
    granted: bool,
}

impl Batch {
    /// Whether the word at `at` begins a statement of its own, where the one at hand began at `start`. To be asked of every word that
    /// stands in no bracket and no block, in order.
    pub fn starts_at(&mut self, text: &str, tokens: &[Token], start: usize, at: usize) -> bool {
        let word = |by: usize, other: &str| tokens.get(by).is_some_and(|token| token.is_word(text, other));
        let any = |by: usize, others: &[&str]| others.iter().any(|other| word(by, other));
        if word(at, "ELSE") {
            self.owes_body = true;
            return false;
        }
        if any(at, &["TO", "FROM"]) {
            self.granted = true;
        }
        if any(at, &["VALUES", "DEFAULT"]) && self.head == "INSERT" {
            self.filled = true;
        }
        let Some(found) = STARTS.iter().find(|other| word(at, other)).copied() else {
            if at == start {
                self.head = tokens.get(at).map(|token| token.text(text).to_ascii_uppercase()).unwrap_or_default();
            }
            return false;
        };
        if at == start {
            self.begin(found);
            return false;
        }
        let before = at - 1;
        let joined = tokens.get(before).is_some_and(|token| {
            token.kind == TokenKind::Operator || token.is_punct(text, b',') || token.is_punct(text, b'.')
        }) || tokens.get(at + 1).is_some_and(|token| {
            token.is_punct(text, b'.') || (token.kind == TokenKind::Operator && token.text(text) == "=")
        }) || any(
            before,
            &["AND", "OR", "NOT", "WHERE", "BY", "FROM", "JOIN", "INTO", "THEN", "FOR", "COLUMN", "TO"],
        ) || (word(before, "ON") && self.head != "SET");
        if joined {
            if word(before, "FOR") || word(before, "THEN") {
                self.filled = true;
            }
            return false;
        }
        let clause = match found {
            "ALTER" | "CREATE" => !any(at + 1, &OBJECTS) || (self.head == "GRANT" && !self.granted),
            "DROP" => !any(at + 1, &OBJECTS) || (self.head == "ALTER" && before == start + 2),
            "SET" => match self.head.as_str() {
                "UPDATE" | "MERGE" => !std::mem::replace(&mut self.filled, true),
                "ALTER" => !tokens
                    .get(at + 1)
                    .is_some_and(|token| token.kind == TokenKind::Variable || token.is_word(text, "NOCOUNT")),
                _ => any(before, &["DELETE", "UPDATE"]),
            },
            "SELECT" => {
                any(before, &["UNION", "ALL", "EXCEPT", "INTERSECT", "AS"])
                    || (matches!(self.head.as_str(), "INSERT" | "WITH") && !std::mem::replace(&mut self.filled, true))
                    || (matches!(self.head.as_str(), "CREATE" | "ALTER")
                        && (start + 1..start + 4).any(|by| word(by, "VIEW")))
                    || ((self.head == "GRANT" || self.head == "REVOKE" || self.head == "DENY") && !self.granted)
            }
            "INSERT" | "UPDATE" | "DELETE" => {
                (self.head == "WITH" && !std::mem::replace(&mut self.filled, true))
                    || word(before, "BULK")
                    || (matches!(self.head.as_str(), "GRANT" | "REVOKE" | "DENY") && !self.granted)
            }
            "EXEC" | "EXECUTE" => {
                word(at + 1, "AS")
                    || word(before, "WITH")
                    || (self.head == "INSERT" && !std::mem::replace(&mut self.filled, true))
                    || (matches!(self.head.as_str(), "GRANT" | "REVOKE" | "DENY") && !self.granted)
            }
            "IF" => word(at + 1, "EXISTS") && !tokens.get(at + 2).is_some_and(|token| token.is_punct(text, b'(')),
            "MERGE" => word(at + 1, "JOIN") || (self.head == "WITH" && !std::mem::replace(&mut self.filled, true)),
            "TRUNCATE" => !word(at + 1, "TABLE"),
            "FETCH" => self.head == "SELECT" && !word(at + 2, "FROM"),
            "ENABLE" | "DISABLE" => !word(at + 1, "TRIGGER") || self.head == "ALTER",
            "BEGIN" => any(at + 1, &["CATCH"]) && word(before, "TRY"),
            "GRANT" => word(before, "WITH") || word(before, "REVOKE"),
            "CLOSE" | "OPEN" | "USE" | "SAVE" | "BULK" | "KILL" => self.head == "ALTER" || self.head == "CREATE",
            "DECLARE" | "PRINT" | "THROW" | "RAISERROR" | "WAITFOR" => false,
            _ => false,
        };
        if clause {
            return false;
        }
        if std::mem::take(&mut self.owes_body) {
            self.begin(found);
            return false;
        }
        true
    }

    fn begin(&mut self, head: &str) {
        self.head = head.to_owned();
        self.owes_body = matches!(head, "IF" | "WHILE");
        self.filled = false;
        self.granted = false;
    }
}

/// Whether the body of an `IF` or `WHILE` begins at `at`, which stands in no bracket.
pub fn is_start(text: &str, tokens: &[Token], at: usize) -> bool {
    let called = tokens.get(at + 1).is_some_and(|next| next.is_punct(text, b'('));
    let with = tokens.get(at).is_some_and(|token| token.is_word(text, "WITH"));
    with || (!called && STARTS.iter().any(|word| tokens.get(at).is_some_and(|token| token.is_word(text, word))))
        || tokens.get(at).is_some_and(|token| {
            ["EXEC", "EXECUTE", "PRINT", "RAISERROR", "RETURN"].iter().any(|word| token.is_word(text, word))
        })
}
