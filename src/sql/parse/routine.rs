//! Functions, procedures and triggers. Bodies are read for the names in them, as far as they are SQL.

use std::ops::Range;

use sqlparser::ast::{self, ConditionalStatements, CreateFunctionBody, Statement};

use super::lower::Lower;
use crate::model::change::ChangeKind;
use crate::model::name::{Dialect, ObjectName};
use crate::model::query::Query;
use crate::sql::query::places::{Places, parse};
use crate::sql::query::scan::{Token, cover, scan};
use crate::sql::query::{FragmentKind, of_expr, of_statement, of_trigger_statement, read_fragment, shifted};
use crate::sql::signature;

impl Lower<'_, '_> {
    pub fn create_function(&mut self, function: &ast::CreateFunction) -> Result<(), String> {
        let object = self.name(&function.name)?;
        let body = match &function.function_body {
            Some(
                CreateFunctionBody::AsBeforeOptions { body: expr, .. }
                | CreateFunctionBody::AsAfterOptions(expr)
                | CreateFunctionBody::Return(expr)
                | CreateFunctionBody::AsReturnExpr(expr),
            ) => self.body_of(expr),
            Some(CreateFunctionBody::AsBeginEnd(block)) => self.statements(&block.statements),
            Some(CreateFunctionBody::AsReturnSelect(_)) | None => Vec::new(),
        };
        let or_replace = function.or_replace || function.or_alter;
        let range = self.head(&object);
        let follows = matches!(function.function_body, Some(CreateFunctionBody::Return(_)));
        let signature = self.signature(&object);
        self.push(ChangeKind::CreateFunction { body, or_replace, procedure: false, follows, signature }, object, range);
        Ok(())
    }

    fn signature(&self, name: &ObjectName) -> Option<String> {
        signature::of(self.places.text.get(name.range().end..)?)
    }

    pub fn create_procedure(
        &mut self,
        name: &ast::ObjectName,
        or_alter: bool,
        body: &ConditionalStatements,
    ) -> Result<(), String> {
        let object = self.name(name)?;
        let body = self.conditional(body);
        let range = self.head(&object);
        let signature = self.signature(&object);
        let kind =
            ChangeKind::CreateFunction { body, or_replace: or_alter, procedure: true, follows: false, signature };
        self.push(kind, object, range);
        Ok(())
    }

    fn conditional(&self, body: &ConditionalStatements) -> Vec<Query> {
        match body {
            ConditionalStatements::Sequence { statements } => self.statements(statements),
            ConditionalStatements::BeginEnd(block) => self.statements(&block.statements),
        }
    }

    /// The queries among statements, those inside `IF` and `WHILE` too.
    fn statements(&self, statements: &[Statement]) -> Vec<Query> {
        let mut found = Vec::new();
        for statement in statements {
            match statement {
                Statement::If(block) => {
                    let blocks = [&block.if_block].into_iter().chain(&block.elseif_blocks).chain(&block.else_block);
                    for block in blocks {
                        found.extend(block.condition.as_ref().map(|expr| of_expr(expr, self.places, self.dialect)));
                        found.extend(self.conditional(&block.conditional_statements));
                    }
                }
                Statement::While(block) => found.extend(self.conditional(&block.while_block.conditional_statements)),
                Statement::StartTransaction { statements, .. } => found.extend(self.statements(statements)),
                Statement::Query(_)
                | Statement::Insert(_)
                | Statement::Update(_)
                | Statement::Delete(_)
                | Statement::Merge(_)
                | Statement::Truncate(_)
                | Statement::Call(_)
                | Statement::Execute { .. } => found.push(of_statement(statement, self.places, self.dialect)),
                _ => {}
            }
        }
        found
    }

    /// The body of a function as a string.
    fn body_of(&self, expr: &ast::Expr) -> Vec<Query> {
        let ast::Expr::Value(value) = expr else { return vec![of_expr(expr, self.places, self.dialect)] };
        let Some(range) = self.places.parsed(value.span) else { return Vec::new() };
        let Some(written) = self.places.text.get(range.clone()) else { return Vec::new() };
        let (skip, inner) = match &value.value {
            ast::Value::DollarQuotedString(body) => {
                let tag = body.tag.as_ref().map_or(0, String::len) + 2;
                let Some(inner) = written.len().checked_sub(tag).and_then(|end| written.get(tag..end)) else {
                    return Vec::new();
                };
                (tag, inner.to_owned())
            }
            ast::Value::SingleQuotedString(_) => {
                let Some(inner) = written.len().checked_sub(1).and_then(|end| written.get(1..end)) else {
                    return Vec::new();
                };
                (1, undoubled(inner))
            }
            _ => return Vec::new(),
        };
        let offset = self.places.back(range.start + skip..range.start + skip).start;
        queries_of_body(&inner, offset, self.dialect)
    }

    pub fn drop_routines(
        &mut self,
        routines: &[ast::FunctionDesc],
        if_exists: bool,
        behavior: Option<&ast::DropBehavior>,
        procedure: bool,
    ) -> Result<(), String> {
        let cascade = behavior == Some(&ast::DropBehavior::Cascade);
        for routine in routines {
            let object = self.name(&routine.name)?;
            let range = if routines.len() == 1 { self.whole() } else { object.range() };
            self.push(ChangeKind::DropFunction { if_exists, cascade, procedure }, object, range);
        }
        Ok(())
    }

    pub fn alter_function(&mut self, alter: &ast::AlterFunction) -> Result<(), String> {
        let object = self.name(&alter.function.name)?;
        let kind = match &alter.operation {
            ast::AlterFunctionOperation::RenameTo { new_name } => {
                ChangeKind::RenameFunction { to: self.unqualified(new_name) }
            }
            ast::AlterFunctionOperation::SetSchema { schema_name } => {
                ChangeKind::SetSchema { to: self.name(schema_name)?.name }
            }
            ast::AlterFunctionOperation::OwnerTo(_)
            | ast::AlterFunctionOperation::DependsOnExtension { .. }
            | ast::AlterFunctionOperation::Actions { .. } => return Ok(()),
        };
        let range = self.whole();
        self.push(kind, object, range);
        Ok(())
    }

    pub fn create_trigger(&mut self, trigger: &ast::CreateTrigger) -> Result<(), String> {
        let object = self.name(&trigger.name)?;
        let table = self.name(&trigger.table_name)?;
        let mut columns = Vec::new();
        for event in &trigger.events {
            if let ast::TriggerEvent::Update(idents) = event {
                columns.extend(self.idents(idents));
            }
        }
        let function = trigger.exec_body.as_ref().map(|body| self.name(&body.func_desc.name)).transpose()?;
        let mut body = Vec::new();
        if let Some(condition) = &trigger.condition {
            body.push(self.condition_of_trigger(condition, &table));
        }
        let statements = match &trigger.statements {
            Some(ConditionalStatements::Sequence { statements }) => statements.as_slice(),
            Some(ConditionalStatements::BeginEnd(block)) => block.statements.as_slice(),
            None => &[],
        };
        for statement in statements {
            body.push(of_trigger_statement(statement, &table, self.places, self.dialect));
        }
        let range = self.head(&object);
        let fills = trigger.period == Some(ast::TriggerPeriod::Before)
            && trigger.events.iter().any(|event| matches!(event, ast::TriggerEvent::Insert))
            && trigger.condition.is_none();
        self.push(ChangeKind::CreateTrigger { table, columns, function, body, fills }, object, range);
        Ok(())
    }

    /// `WHEN (old.status <> new.status)`: both are rows of the table.
    fn condition_of_trigger(&self, condition: &ast::Expr, table: &ObjectName) -> Query {
        crate::sql::query::of_trigger_condition(condition, table, self.places, self.dialect)
    }
}

/// A doubled quote is one; a blank outside the quotes keeps the places.
fn undoubled(text: &str) -> String {
    let mut parts = text.split("''");
    let mut plain = parts.next().unwrap_or("").to_owned();
    for (index, part) in parts.enumerate() {
        plain.push_str(if index % 2 == 0 { " '" } else { "' " });
        plain.push_str(part);
    }
    plain
}

/// Words after which a statement of a procedural body may start.
const BEFORE_STATEMENT: &[&str] = &["begin", "then", "else", "loop", "query", "in", "do", "as", "for", "is"];
/// Words with which one starts.
const STARTS: &[&str] = &["select", "insert", "update", "delete", "with", "merge", "perform", "truncate", "call"];

/// The queries of a body of SQL or PL/pgSQL, places shifted by `offset`; what does not parse is left out.
fn queries_of_body(body: &str, offset: usize, dialect: Dialect) -> Vec<Query> {
    if let Ok(statements) = parse(body, dialect) {
        let places = Places::new(body, offset, &[]);
        return statements.iter().map(|statement| of_statement(statement, &places, dialect)).collect();
    }
    let tokens = scan(body, dialect);
    let mut found = Vec::new();
    for piece in tokens.split(|token| token.is_mark(b';') || token.is(body, "loop")) {
        found.extend(conditions_in(body, piece, offset, dialect));
        let Some(range) = statement_in(body, piece) else { continue };
        let Some(text) = body.get(range.clone()) else { continue };
        // `PERFORM f()` is a select whose result is thrown away.
        let text = match text.get(..7) {
            Some(word) if word.eq_ignore_ascii_case("perform") => format!("SELECT {}", text.get(7..).unwrap_or("")),
            _ => text.to_owned(),
        };
        let Ok(statements) = parse(&text, dialect) else { continue };
        let places = Places::new(&text, offset + range.start, &[]);
        found.extend(statements.iter().map(|statement| of_statement(statement, &places, dialect)));
    }
    found
}

/// The queries inside the conditions of `IF`, assignments and `RETURN`.
fn conditions_in(body: &str, piece: &[Token], offset: usize, dialect: Dialect) -> Vec<Query> {
    let mut found = Vec::new();
    let mut index = 0;
    while let Some(token) = piece.get(index) {
        index += 1;
        let assigns =
            token.is_mark(b'=') && index > 1 && piece.get(index - 2).is_some_and(|before| before.is_mark(b':'));
        if !(assigns || token.is_any(body, &["if", "elsif", "while", "return"])) {
            continue;
        }
        let rest = piece.get(index..).unwrap_or_default();
        let end = rest.iter().position(|token| token.is(body, "then")).unwrap_or(rest.len());
        index += end;
        let Some(range) = rest.get(..end).and_then(cover) else { continue };
        let text = body.get(range.clone()).unwrap_or("");
        let read = read_fragment(text, FragmentKind::Condition, dialect).filter(|query| !query.tables.is_empty());
        found.extend(read.map(|query| shifted(query, offset + range.start)));
    }
    found
}

/// The bytes of the statement in a piece of a procedural body: control words before and after it left out.
fn statement_in(body: &str, piece: &[Token]) -> Option<Range<usize>> {
    let mut depth = 0i32;
    let mut start = None;
    for (index, token) in piece.iter().enumerate() {
        if token.is_mark(b'(') {
            depth += 1;
        } else if token.is_mark(b')') {
            depth -= 1;
        } else if depth == 0 && token.is_any(body, STARTS) {
            let first = index == 0
                || piece
                    .get(index - 1)
                    .is_some_and(|before| before.is_any(body, BEFORE_STATEMENT) || before.is_mark(b'>'));
            if first {
                start = Some(index);
                break;
            }
        }
    }
    let mut rest = piece.get(start?..)?;
    while rest.last().is_some_and(|token| token.is_any(body, &["loop", "then", "end"])) {
        rest = rest.get(..rest.len() - 1)?;
    }
    cover(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_give_their_queries() {
        let cases: &[(&str, usize)] = &[
            ("SELECT a FROM t", 1),
            ("BEGIN UPDATE t SET a = 1; PERFORM f(x) FROM u; RETURN NEW; END", 2),
            ("DECLARE r record; BEGIN FOR r IN SELECT id FROM t LOOP DELETE FROM u; END LOOP; END", 2),
            ("BEGIN IF EXISTS (SELECT 1 FROM t) THEN x := (SELECT a FROM t); END IF; END", 2),
            ("BEGIN IF x THEN INSERT INTO t VALUES (1); END IF; RETURN QUERY SELECT a FROM t; END", 2),
            ("nonsense", 0),
        ];
        for (body, count) in cases {
            assert_eq!(queries_of_body(body, 0, Dialect::Postgres).len(), *count, "{body}");
        }
    }
}
