//! Statement by statement: the parser first, then the recogniser, and what stands inside of blocks, routines and literals.

use std::ops::Range;

use super::cursor::{Cursor, range_of, split_commas};
use super::dynamic::{self, Chain, HOLE, Variables};
use super::lexer::{Token, TokenKind, lex};
use super::literal::literal;
use super::routine::{self, Body, Kind};
use super::{body, places, prepare, recognise, rows, signature, split, trigger_rows};
use crate::model::change::{ChangeKind, Reading, SchemaChange, Statement, StatementKind};
use crate::model::name::Dialect;
use crate::model::query::Query;

/// Blocks in blocks, literals in literals: deeper than anyone writes.
const DEEPEST: usize = 8;

/// Reads the statements of one text, in order; remembers what later ones may refer to.
pub struct Reader<'a> {
    pub text: &'a str,
    pub dialect: Dialect,
    depth: usize,
    variables: Variables,
    routines: Vec<Known>,
    /// How many more calls are followed: routines that call each other multiply.
    calls: usize,
}

/// A routine of this text, to be read again where it is called.
#[derive(Clone)]
struct Known {
    name: String,
    parameters: Vec<String>,
    body: Vec<Token>,
}

impl<'a> Reader<'a> {
    pub fn new(text: &'a str, dialect: Dialect) -> Self {
        Self { text, dialect, depth: 0, variables: Variables::default(), routines: Vec::new(), calls: 1000 }
    }

    /// Reads `text[range]`.
    pub fn script(&mut self, range: Range<usize>) -> Vec<Statement> {
        let (tokens, raw) = split::split(self.text, range, self.dialect);
        let mut out = Vec::with_capacity(raw.len());
        for statement in raw {
            let tokens = tokens.get(statement.tokens).unwrap_or_default();
            out.extend(self.statement(tokens, false));
            out.extend(self.unclosed(tokens));
        }
        out
    }

    /// What says that a statement is cut off: an open bracket, or a literal that the file ends in. Its words may still read as a change, so it
    /// stands beside what they say.
    fn unclosed(&self, tokens: &[Token]) -> Option<Statement> {
        let mut open = Vec::new();
        for token in tokens {
            if token.is_punct(self.text, b'(') {
                open.push(*token);
            } else if token.is_punct(self.text, b')') {
                open.pop();
            }
        }
        let last = tokens.last().filter(|token| is_open_literal(token.kind, token.text(self.text)));
        let (token, what) = match (last, open.first()) {
            (Some(literal), _) => (*literal, "this is never closed"),
            (None, Some(bracket)) => (*bracket, "this bracket is never closed"),
            (None, None) => return None,
        };
        let at = token.start..token.start + 1;
        let kind = StatementKind::Unparsed { reason: what.into(), at, seen: Vec::new() };
        Some(Statement { range: range_of(tokens), kind, reading: Reading::Unparsed, nested: Vec::new() })
    }

    /// Reads one statement; `inside`: of a block or a routine, where `SELECT … INTO` sets variables.
    pub fn statement(&mut self, tokens: &[Token], inside: bool) -> Option<Statement> {
        let c = Cursor::new(self.text, tokens, self.dialect);
        if tokens.is_empty() {
            return None;
        }
        if let Some(routine) = routine::routine(c) {
            return Some(self.routine(c, &routine));
        }
        if c.is("DO") && self.dialect == Dialect::Postgres {
            let language =
                tokens.iter().position(|token| token.is_word(self.text, "LANGUAGE")).and_then(|at| tokens.get(at + 1));
            let known = language
                .is_none_or(|token| token.text(self.text).trim_matches(['\'', '"']).eq_ignore_ascii_case("plpgsql"));
            let code = tokens
                .iter()
                .find(|token| token.kind == TokenKind::String && language.is_none_or(|said| said.start != token.start));
            let nested = code.filter(|_| known).map(|token| self.literal(token)).unwrap_or_default();
            return Some(recognised(c, Vec::new(), nested));
        }
        if body::is_block(c) {
            let nested = self.deeper(|reader| body::statements(reader, tokens));
            return Some(recognised(c, Vec::new(), nested));
        }
        if let Some(statement) = self.runs_text(c) {
            return Some(statement);
        }
        let mut statement = self.plain(c, inside);
        if matches!(statement.kind, StatementKind::Query(_)) {
            statement.nested = self.called(c);
        }
        Some(statement)
    }

    /// By the parser, or from the tokens.
    fn plain(&self, c: Cursor<'_>, inside: bool) -> Statement {
        let range = c.whole();
        let shortened = if inside { prepare::without_variables(c) } else { None };
        let (text, tokens) = match &shortened {
            Some((text, tokens)) => (text.as_str(), tokens.as_slice()),
            None => {
                let told = rows::telling(c).filter(|_| self.depth == 0).and_then(|count| c.tokens.get(..count));
                let tokens = told.unwrap_or(c.tokens);
                (self.text.get(range_of(tokens)).unwrap_or_default(), tokens)
            }
        };
        // In SQL Server `ALTER TABLE t DROP name` drops a constraint, which only the recogniser knows; psql's commands are no SQL.
        let tokens_first =
            c.kind() == Some(TokenKind::Meta) || (self.dialect == Dialect::Mssql && c.is_phrase("ALTER TABLE"));
        let first = if tokens_first { recognise::statement(c) } else { None };
        if let Some(kind) = first {
            return Statement { range, kind, reading: Reading::Recognised, nested: Vec::new() };
        }
        let reason = match super::parse_statement(text, range.start, self.dialect) {
            Ok(kind) => return Statement { range, kind, reading: Reading::Parsed, nested: Vec::new() },
            Err(refused) => refused.message,
        };
        let c = Cursor { text: c.text, tokens, at: 0, dialect: c.dialect };
        if let Some(kind) = recognise::statement(c) {
            return Statement { range, kind, reading: Reading::Recognised, nested: Vec::new() };
        }
        let kind = StatementKind::Unparsed { reason, at: recognise::unknown_part(c), seen: recognise::seen(c) };
        Statement { range, kind, reading: Reading::Unparsed, nested: Vec::new() }
    }

    fn deeper<T: Default>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth >= DEEPEST {
            return T::default();
        }
        self.depth += 1;
        let found = read(self);
        self.depth -= 1;
        found
    }

    /// The statements of a block that stands in a string literal.
    fn literal(&mut self, token: &Token) -> Vec<Statement> {
        let read = literal(self.text, token, self.dialect);
        if read.verbatim {
            let tokens = lex(self.text, read.content, self.dialect);
            return self.deeper(|reader| body::statements(reader, &tokens));
        }
        let piece = dynamic::Piece { text: read.value, source: read.content.clone(), verbatim: false };
        self.assembled(&Chain { pieces: vec![piece], range: read.content }, true)
    }

    /// Reads a text that was put together, and moves what is found to the file.
    fn assembled(&mut self, chain: &Chain, block: bool) -> Vec<Statement> {
        if self.depth >= DEEPEST {
            return Vec::new();
        }
        let text = chain.text();
        let mut inner = Reader { depth: self.depth + 1, ..Reader::new(&text, self.dialect) };
        let mut found = if block {
            let tokens = lex(&text, 0..text.len(), self.dialect);
            body::statements(&mut inner, &tokens)
        } else {
            inner.script(0..text.len())
        };
        for statement in &mut found {
            prepare::settle(statement, &text);
            places::statement(statement, &|range| chain.place(range));
        }
        found
    }

    fn routine(&mut self, c: Cursor<'_>, routine: &routine::Routine<'_>) -> Statement {
        let outer = self.variables.clone();
        for parameter in &routine.parameters {
            self.variables.set(parameter, None);
        }
        let mut code = Vec::new();
        let nested = match &routine.body {
            Body::Literal(token) => {
                let read = literal(self.text, token, self.dialect);
                if read.verbatim {
                    code = lex(self.text, read.content, self.dialect);
                    self.deeper(|reader| body::statements(reader, &code))
                } else {
                    self.literal(token)
                }
            }
            Body::Tokens(tokens) => {
                code = tokens.to_vec();
                self.deeper(|reader| body::statements(reader, &code))
            }
            Body::None => Vec::new(),
        };
        self.variables = outer;
        let mut queries = Vec::new();
        collect_queries(&nested, &mut queries);
        let of_rows =
            routine.kind == Kind::Trigger || (routine.kind == Kind::Function && c.dialect == Dialect::Postgres);
        if of_rows {
            queries.extend(trigger_rows::of_body(self.text, &code, routine.table.as_ref(), self.dialect));
        }
        let name = routine.name.clone();
        if !code.is_empty() && matches!(routine.kind, Kind::Function | Kind::Procedure) {
            let known = Known {
                name: name.name.value.to_ascii_lowercase(),
                parameters: routine.parameters.clone(),
                body: code,
            };
            self.routines.retain(|other| other.name != known.name);
            self.routines.push(known);
        }
        let kind = match (routine.kind, &routine.table) {
            (Kind::Trigger, Some(table)) => Some(ChangeKind::CreateTrigger {
                table: table.clone(),
                columns: routine.columns.clone(),
                function: routine.function.clone(),
                body: queries,
                fills: routine.fills,
            }),
            (Kind::Function | Kind::Procedure, _) => Some(ChangeKind::CreateFunction {
                body: queries,
                or_replace: routine.or_replace,
                procedure: routine.kind == Kind::Procedure,
                follows: c.dialect == Dialect::Postgres && matches!(routine.body, Body::Tokens(_)),
                signature: c.text.get(name.range().end..).and_then(signature::of),
            }),
            _ => None,
        };
        let changes = kind.map(|kind| SchemaChange { kind, range: c.whole().start..name.range().end, object: name });
        recognised(c, changes.into_iter().collect(), nested)
    }

    /// Statements that run text, set a variable to text, or call a routine.
    fn runs_text(&mut self, c: Cursor<'_>) -> Option<Statement> {
        let mut rest = c;
        let tsql = self.dialect == Dialect::Mssql;
        if c.is("CALL") || ((c.is("EXEC") || c.is("EXECUTE")) && tsql && !c.is_punct_at(1, b'(')) {
            rest.at += 1;
            if rest.kind() == Some(TokenKind::Variable) && rest.ahead(1).is_some_and(|next| next.text(c.text) == "=") {
                rest.at += 2;
            }
            let name = rest.name().map(|name| name.name.value.to_ascii_lowercase()).unwrap_or_default();
            if matches!(name.as_str(), "sp_rename" | "sp_refreshview" | "sp_refreshsqlmodule") {
                return None;
            }
            let nested = if name.ends_with("sp_executesql") {
                self.texts(c, true)
            } else {
                let arguments = { rest }.group().unwrap_or_else(|| rest.rest());
                self.call(&name, c.over(arguments), c.whole())
            };
            return Some(recognised(c, Vec::new(), nested));
        }
        if (c.is("EXECUTE") || c.is("EXEC")) || c.is("PREPARE") {
            let nested = self.texts(c, true);
            return Some(recognised(c, Vec::new(), nested));
        }
        let variable = c.ahead(1).is_some_and(|next| next.kind == TokenKind::Variable);
        let selects = c.is("SELECT")
            && variable
            && c.ahead(2).is_some_and(|next| next.text(c.text) == "=" || next.text(c.text) == ":=");
        if ((c.is("SET") || c.is("DECLARE")) && variable)
            || selects
            || (self.depth > 0 && c.is("DECLARE"))
            || (self.depth > 0 && c.is("SET"))
        {
            let mut nested = Vec::new();
            self.declaration(c, &mut nested);
            if selects {
                let mut statement = self.plain(c, false);
                statement.nested = nested;
                return Some(statement);
            }
            return Some(recognised(c, Vec::new(), nested));
        }
        None
    }

    /// An assignment or a declaration: keeps what it sets, reads the statements that its texts hold.
    pub fn declaration(&mut self, c: Cursor<'_>, out: &mut Vec<Statement>) {
        let mut parts = c;
        parts.eat_any(&["SET", "DECLARE", "SELECT"]);
        for part in split_commas(c.text, parts.rest()) {
            let sets = |token: &Token| {
                (token.kind == TokenKind::Operator && matches!(token.text(c.text), "=" | ":="))
                    || token.is_word(c.text, "DEFAULT")
            };
            let (Some(at), Some(first)) = (part.iter().position(sets), part.first()) else { continue };
            let value = part.get(at + 1..).unwrap_or_default();
            let inner = Cursor { text: c.text, tokens: value, at: 0, dialect: c.dialect };
            let chains = dynamic::chains(inner, &self.variables);
            let known = match chains.as_slice() {
                [only] if only.range == range_of(value) && !only.text().contains(HOLE) => Some(only.text()),
                _ => None,
            };
            self.variables.set(first.text(c.text), known);
        }
        let found = self.texts(c, false);
        out.extend(found);
    }

    /// The statements in the texts of an expression. `run`: the expression is run, so that every statement counts; else it is kept, and
    /// only what changes the schema can be told from prose.
    fn texts(&mut self, c: Cursor<'_>, run: bool) -> Vec<Statement> {
        let mut found = Vec::new();
        for chain in dynamic::chains(c, &self.variables) {
            let text = chain.text();
            if !(if run { super::looks_like_sql(&text) } else { prepare::changes_schema(&text) }) {
                continue;
            }
            match chain.pieces.as_slice() {
                [only] if only.verbatim => {
                    let (text, range) = (self.text, only.source.clone());
                    if text.get(range.clone()).is_some() {
                        found.extend(self.deeper(|reader| reader.script(range)));
                    }
                }
                _ => found.extend(self.assembled(&chain, false)),
            }
        }
        found
    }

    /// The statements of a routine of this text that is called, with its parameters set where they are literals.
    fn call(&mut self, name: &str, arguments: Cursor<'_>, place: Range<usize>) -> Vec<Statement> {
        let Some(known) = self.routines.iter().find(|known| known.name == name).cloned() else { return Vec::new() };
        self.calls = self.calls.saturating_sub(1);
        if self.calls == 0 {
            return Vec::new();
        }
        let outer = self.variables.clone();
        for (position, part) in split_commas(arguments.text, arguments.tokens).into_iter().enumerate() {
            let mut part = Cursor { text: arguments.text, tokens: part, at: 0, dialect: arguments.dialect };
            let mut parameter = known.parameters.get(position).cloned();
            if part.ahead(1).is_some_and(|next| matches!(next.text(part.text), "=" | "=>" | ":=")) {
                parameter = Some(part.here().to_owned());
                part = part.over(part.tokens.get(2..).unwrap_or_default());
            }
            let value = match part.tokens {
                [only] if only.kind == TokenKind::String => Some(literal(self.text, only, self.dialect).value),
                [only] if only.kind == TokenKind::Number => Some(only.text(self.text).to_owned()),
                _ => None,
            };
            if let Some(parameter) = parameter {
                self.variables.set(&parameter, value);
            }
        }
        let mut nested = self.deeper(|reader| body::statements(reader, &known.body));
        self.variables = outer;
        nested.iter_mut().for_each(|statement| point_at_call(statement, &place));
        nested
    }

    /// The same for the routines that a query calls: `SELECT f('x')`.
    fn called(&mut self, c: Cursor<'_>) -> Vec<Statement> {
        if self.routines.is_empty() || self.depth > 2 {
            return Vec::new();
        }
        let mut found = Vec::new();
        for at in 0..c.tokens.len() {
            let mut here = Cursor { at, ..c };
            if here.kind() != Some(TokenKind::Word) || !here.is_punct_at(1, b'(') {
                continue;
            }
            let name = here.here().to_ascii_lowercase();
            here.at += 1;
            if let Some(arguments) = here.group() {
                let statements = self.call(&name, c.over(arguments), c.whole());
                found.extend(statements);
            }
        }
        // A function that only reads adds nothing to the query that calls it.
        found.retain(acts);
        found
    }
}

/// Whether a statement changes the schema, or might.
fn acts(statement: &Statement) -> bool {
    match &statement.kind {
        StatementKind::Changes(changes) => !changes.is_empty() || statement.nested.iter().any(acts),
        StatementKind::Query(_) => statement.nested.iter().any(acts),
        StatementKind::Unparsed { .. } | StatementKind::Unreadable { .. } => true,
    }
}

/// What cannot be read in a routine is shown where it is called.
fn point_at_call(statement: &mut Statement, place: &Range<usize>) {
    if let StatementKind::Unreadable { at, .. } = &mut statement.kind {
        *at = place.clone();
    }
    statement.nested.iter_mut().for_each(|nested| point_at_call(nested, place));
}

fn recognised(c: Cursor<'_>, changes: Vec<SchemaChange>, nested: Vec<Statement>) -> Statement {
    Statement { range: c.whole(), kind: StatementKind::Changes(changes), reading: Reading::Recognised, nested }
}

/// The queries of a body. Those of the routines that it calls, which stand at the very place of the call, are theirs.
fn collect_queries(statements: &[Statement], out: &mut Vec<Query>) {
    for statement in statements {
        if let StatementKind::Query(query) = &statement.kind {
            out.push(query.clone());
        }
        let own = |nested: &&Statement| nested.range != statement.range;
        for nested in statement.nested.iter().filter(own) {
            collect_queries(std::slice::from_ref(nested), out);
        }
    }
}

/// Whether the text of a literal or a quoted name lacks its closing mark.
fn is_open_literal(kind: TokenKind, text: &str) -> bool {
    let Some(opening) = text.find(['\'', '"', '`', '[', '$']) else { return false };
    let body = text.get(opening..).unwrap_or_default();
    match (kind, body.as_bytes().first()) {
        (TokenKind::String, Some(b'$')) => {
            let tag = body.get(1..).and_then(|rest| rest.find('$')).and_then(|end| body.get(..end + 2));
            tag.is_some_and(|tag| body.len() < 2 * tag.len() || !body.ends_with(tag))
        }
        (TokenKind::Quoted, Some(b'[')) => !body.ends_with(']'),
        (TokenKind::String | TokenKind::Quoted, Some(quote)) => body.len() < 2 || body.as_bytes().last() != Some(quote),
        _ => false,
    }
}
