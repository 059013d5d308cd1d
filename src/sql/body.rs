//! The inside of blocks and routines: control words are walked over, what remains are statements like any other.

use super::cursor::{Cursor, range_of};
use super::lexer::{Token, TokenKind};
use super::reader::Reader;
use super::tsql;
use crate::model::change::Statement;
use crate::model::name::Dialect;

/// Statements of procedural languages that name nothing.
const PLAIN: &[&str] = &[
    "EXIT",
    "CONTINUE",
    "RAISE",
    "LEAVE",
    "ITERATE",
    "NULL",
    "CLOSE",
    "FETCH",
    "GET",
    "ASSERT",
    "SIGNAL",
    "RESIGNAL",
    "BREAK",
    "PRINT",
    "RAISERROR",
    "THROW",
    "DEALLOCATE",
    "COMMIT",
    "ROLLBACK",
    "MOVE",
    "GOTO",
    "WAITFOR",
    "SAVEPOINT",
    "RELEASE",
    "START",
    "LOCK",
    "ANALYZE",
];

/// Reads the statements of a body, in order. Control flow leaves no trace: each branch counts.
pub fn statements(reader: &mut Reader<'_>, tokens: &[Token]) -> Vec<Statement> {
    let mut walk = Walk { c: Cursor::new(reader.text, tokens, reader.dialect), out: Vec::new(), declaring: false };
    while !walk.c.done() {
        let before = walk.c.at;
        walk.step(reader);
        if walk.c.at <= before {
            walk.c.at = before + 1;
        }
    }
    walk.out
}

struct Walk<'a> {
    c: Cursor<'a>,
    out: Vec<Statement>,
    /// In the `DECLARE` part of a block of PL/pgSQL.
    declaring: bool,
}

impl<'a> Walk<'a> {
    fn step(&mut self, reader: &mut Reader<'_>) {
        let c = &mut self.c;
        let tsql = c.dialect == Dialect::Mssql;
        let pgsql = c.dialect == Dialect::Postgres;
        if c.is_punct(b';') || c.kind() == Some(TokenKind::Delimiter) {
            c.at += 1;
        } else if c.is_operator("<") {
            // `<<label>>`
            let last = |c: &Cursor<'_>| c.is_operator(">") && c.ahead(1).is_none_or(|next| next.text(c.text) != ">");
            while !c.done() && !last(c) {
                c.at += 1;
            }
            c.at += 1;
        } else if c.kind() == Some(TokenKind::Word) && !tsql && c.ahead(1).is_some_and(|next| next.text(c.text) == ":")
        {
            c.at += 2;
        } else if c.is("BEGIN") && !(tsql && c.is_any_at(1, &["TRAN", "TRANSACTION", "DISTRIBUTED", "DIALOG"])) {
            c.at += 1;
            self.declaring = false;
            if !c.eat("NOT ATOMIC") {
                c.eat_any(&["ATOMIC", "TRY", "CATCH"]);
            }
        } else if c.is("END") {
            c.at += 1;
            if tsql {
                c.eat_any(&["TRY", "CATCH"]);
            } else {
                while c.kind() == Some(TokenKind::Word) {
                    c.at += 1;
                }
            }
        } else if c.is("DECLARE") && pgsql {
            c.at += 1;
            self.declaring = true;
        } else if c.is("DECLARE") && !tsql && self.handler_or_cursor() {
        } else if self.declaring {
            let statement = self.simple();
            reader.declaration(self.c.over(statement), &mut self.out);
        } else {
            self.control(reader);
        }
    }

    /// `DECLARE … HANDLER FOR condition statement`, `DECLARE … CURSOR FOR query`: moves to what follows.
    fn handler_or_cursor(&mut self) -> bool {
        let mut c = self.c;
        while !c.done() && !c.is_punct(b';') && !c.is_any(&["HANDLER", "CURSOR"]) {
            c.at += 1;
        }
        let handler = c.is("HANDLER");
        if !c.eat("HANDLER FOR") && !c.eat("CURSOR FOR") {
            return false;
        }
        loop {
            if !handler {
                break;
            }
            if c.eat("SQLSTATE") {
                c.eat("VALUE");
                c.at += 1;
            } else if !c.eat("NOT FOUND") {
                c.at += 1;
            }
            if !c.eat_punct(b',') {
                break;
            }
        }
        self.c.at = c.at;
        true
    }

    fn control(&mut self, reader: &mut Reader<'_>) {
        let c = &mut self.c;
        let tsql = c.dialect == Dialect::Mssql;
        if c.is_any(&["ELSE", "THEN", "LOOP", "REPEAT", "EXCEPTION"]) && !c.is_punct_at(1, b'(') {
            c.at += 1;
        } else if tsql && c.is_any(&["IF", "WHILE"]) {
            let from = c.at;
            c.at += 1;
            while !c.done() && !(tsql::is_start(c.text, c.tokens, c.at)) {
                c.skip();
            }
            let condition = c.tokens.get(from..c.at).unwrap_or_default();
            self.queries_in(condition, reader);
        } else if c.is_any(&["IF", "ELSIF", "ELSEIF", "WHEN", "CASE"]) {
            self.condition(&["THEN"], reader);
        } else if c.is("WHILE") {
            self.condition(&["LOOP", "DO"], reader);
        } else if c.is("UNTIL") {
            self.condition(&["END"], reader);
        } else if c.is_any(&["FOR", "FOREACH"]) && !tsql {
            self.condition(&["LOOP", "DO"], reader);
        } else if c.is("DO") && c.ahead(1).is_some_and(|next| next.kind == TokenKind::Word) {
            c.at += 1;
        } else if c.is("RETURN") {
            c.at += 1;
            if c.eat("QUERY") || c.is_any(&["SELECT", "WITH", "INSERT", "UPDATE", "DELETE"]) {
                let statement = self.simple();
                self.read(statement, reader);
            } else {
                let statement = self.simple();
                self.queries_in(statement, reader);
            }
        } else if c.is("OPEN") {
            let statement = self.simple();
            let query = statement
                .iter()
                .position(|token| token.is_word(self.c.text, "FOR"))
                .and_then(|at| statement.get(at + 1..));
            self.read(query.unwrap_or_default(), reader);
        } else if c.is_any(PLAIN) {
            self.simple();
        } else {
            let statement = self.simple();
            if self.assigns(statement) {
                reader.declaration(self.c.over(statement), &mut self.out);
                self.queries_in(statement, reader);
            } else {
                self.read(statement, reader);
            }
        }
    }

    /// `x := …`, `x = …`, `new.x := …`, `x[1] := …`
    fn assigns(&self, statement: &[Token]) -> bool {
        let c = self.c.over_any(statement);
        if !matches!(c.dialect, Dialect::Postgres) || c.is_any(&["SET", "UPDATE", "SELECT"]) {
            return false;
        }
        statement
            .iter()
            .take(8)
            .take_while(|token| !matches!(token.kind, TokenKind::String))
            .any(|token| token.kind == TokenKind::Operator && matches!(token.text(c.text), ":=" | "="))
            && c.ahead(1).is_some_and(|next| !matches!(next.kind, TokenKind::Word | TokenKind::Quoted))
    }

    fn read(&mut self, statement: &[Token], reader: &mut Reader<'_>) {
        self.out.extend(reader.statement(statement, true));
    }

    /// Walks over a condition, up to and with one of `ends`; reads the queries in it.
    fn condition(&mut self, ends: &[&str], reader: &mut Reader<'_>) {
        let from = self.c.at;
        self.c.at += 1;
        let mut cases = 0usize;
        while !self.c.done() && !self.c.is_punct(b';') {
            let c = &mut self.c;
            if cases == 0 && c.is_any(ends) {
                break;
            }
            if c.is("CASE") {
                cases += 1;
            } else if c.is("END") {
                cases = cases.saturating_sub(1);
            }
            c.skip();
        }
        let condition = self.c.tokens.get(from..self.c.at).unwrap_or_default();
        self.c.at += usize::from(!self.c.is("END"));
        // `FOR row IN SELECT …`
        let c = self.c.over(condition);
        let query =
            condition.iter().position(|token| token.is_word(c.text, "IN")).and_then(|at| condition.get(at + 1..));
        match query.filter(|query| {
            c.is("FOR")
                && query
                    .first()
                    .is_some_and(|first| ["SELECT", "WITH", "EXECUTE"].iter().any(|word| first.is_word(c.text, word)))
        }) {
            Some(query) => self.read(query, reader),
            None => self.queries_in(condition, reader),
        }
    }

    /// Reads the bracketed queries of an expression.
    fn queries_in(&mut self, tokens: &[Token], reader: &mut Reader<'_>) {
        let mut c = Cursor { tokens, at: 0, text: self.c.text, dialect: self.c.dialect };
        while !c.done() {
            if c.is_punct(b'(') && c.is_any_at(1, &["SELECT", "WITH"]) {
                let group = c.group().unwrap_or_default();
                self.out.extend(reader.statement(group, true));
            } else {
                c.at += 1;
            }
        }
    }

    /// Takes the statement at hand up to where it ends.
    fn simple(&mut self) -> &'a [Token] {
        let c = &mut self.c;
        let from = c.at;
        let tsql = c.dialect == Dialect::Mssql;
        let mut batch = tsql::Batch::default();
        let (mut cases, mut parens) = (0usize, 0usize);
        while let Some(token) = c.token() {
            if token.is_punct(c.text, b';') || token.kind == TokenKind::Delimiter {
                break;
            }
            if token.is_punct(c.text, b'(') {
                parens += 1;
            } else if token.is_punct(c.text, b')') {
                parens = parens.saturating_sub(1);
            } else if token.kind == TokenKind::Word && tsql && parens == 0 {
                if c.is("CASE") {
                    cases += 1;
                } else if c.is("END") {
                    if cases == 0 {
                        break;
                    }
                    cases -= 1;
                } else if cases == 0 && (c.is("ELSE") || batch.starts_at(c.text, c.tokens, from, c.at)) {
                    break;
                }
            }
            c.at += 1;
        }
        c.tokens.get(from..c.at).unwrap_or_default()
    }
}

impl<'a> Cursor<'a> {
    /// The same over tokens that live shorter.
    fn over_any<'b>(&self, tokens: &'b [Token]) -> Cursor<'b>
    where
        'a: 'b,
    {
        Cursor { text: self.text, tokens, at: 0, dialect: self.dialect }
    }
}

/// Whether a batch of Transact-SQL, or an anonymous block, has to be walked.
pub fn is_block(c: Cursor<'_>) -> bool {
    match c.dialect {
        Dialect::Mssql => {
            c.is_any(&["IF", "WHILE", "ELSE"])
                || (c.is("BEGIN")
                    && !c.is_any_at(1, &["TRAN", "TRANSACTION", "DISTRIBUTED", "DIALOG", "CONVERSATION"])
                    && !range_of(c.tokens).is_empty())
        }
        _ => c.is_phrase("BEGIN NOT ATOMIC") || c.is_phrase("BEGIN ATOMIC"),
    }
}
