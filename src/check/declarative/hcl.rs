//! Atlas' schema language: the tables, columns, keys and enums of `schema.hcl`.
//!
//! Only blocks and attributes are read; an expression stays text, of which the names and literals that matter are picked. Everything else in
//! a file (variables, policies, views) has no effect on tables.

use std::ops::Range;

use crate::model::change::{
    ChangeKind, ColumnDef, Constraint, ConstraintKind, CreateTable, Reading, SchemaChange, Statement, StatementKind,
};
use crate::model::name::{Ident, ObjectName};

const MAX_DEPTH: usize = 16;

#[derive(Debug, Default)]
struct Block {
    kind: String,
    /// The first label, and where it stands without its quotes.
    label: Option<(String, Range<usize>)>,
    attributes: Vec<(String, Range<usize>)>,
    blocks: Vec<Block>,
    range: Range<usize>,
}

/// The statements that make what a file describes.
pub fn read(text: &str) -> Vec<Statement> {
    let mut reader = Reader { text, at: 0 };
    let mut root = Block::default();
    reader.body(&mut root, 0);
    let mut statements = Vec::new();
    for block in &root.blocks {
        let Some((name, range)) = &block.label else { continue };
        let mut object = ObjectName::new(name.clone());
        object.name = Ident::at(name.clone(), true, range.clone());
        let schema = block.value(text, "schema").and_then(|value| references(value).pop());
        if let Some(schema) = schema.filter(|schema| !matches!(schema.as_str(), "public" | "main" | "dbo")) {
            object.qualifiers.push(Ident::at(schema, true, 0..0));
        }
        let kind = match block.kind.as_str() {
            "table" => ChangeKind::CreateTable(table(text, block)),
            "enum" => {
                let values = block.value(text, "values").map(references).unwrap_or_default();
                ChangeKind::CreateEnum {
                    values: values.into_iter().map(|value| Ident::at(value, true, 0..0)).collect(),
                }
            }
            _ => continue,
        };
        let changes = vec![SchemaChange { kind, object, range: range.clone() }];
        let kind = StatementKind::Changes(changes);
        statements.push(Statement { range: range.clone(), kind, reading: Reading::Parsed, nested: Vec::new() });
    }
    statements
}

fn table(text: &str, table: &Block) -> CreateTable {
    let mut create = CreateTable::default();
    for block in &table.blocks {
        let name = || block.label.as_ref().map(|(name, range)| Ident::at(name.clone(), true, range.clone()));
        let is = |attribute: &str| block.value(text, attribute) == Some("true");
        match block.kind.as_str() {
            "column" => {
                let Some(name) = name() else { continue };
                let part = |kind: &str| block.blocks.iter().any(|part| part.kind == kind);
                create.columns.push(ColumnDef {
                    name,
                    data_type: block.value(text, "type").unwrap_or_default().to_owned(),
                    nullable: is("null"),
                    default: block.value(text, "default").map(str::to_owned),
                    generated: is("auto_increment")
                        || part("identity")
                        || part("as")
                        || block.value(text, "as").is_some()
                        || block.value(text, "type").is_some_and(|kind| kind.contains("serial")),
                    range: block.range.clone(),
                    ..ColumnDef::default()
                });
            }
            "primary_key" => {
                let columns = columns(text, block);
                create.constraints.push(Constraint { name: name(), kind: ConstraintKind::PrimaryKey { columns } });
            }
            "unique" => {
                let columns = columns(text, block);
                create.constraints.push(Constraint { name: name(), kind: ConstraintKind::Unique { columns } });
            }
            // One over some of the rows, or over an expression, is no key that a list of columns names.
            "index" if is("unique") && block.value(text, "where").is_none() => {
                let columns = columns(text, block);
                if !columns.is_empty() {
                    create.constraints.push(Constraint { name: name(), kind: ConstraintKind::Unique { columns } });
                }
            }
            _ => {}
        }
    }
    create
}

/// `columns = [column.a, column.b]`, or `on { column = column.a }` for each; none if one part is an expression.
fn columns(text: &str, block: &Block) -> Vec<Ident> {
    let mut names = block.value(text, "columns").map(references).unwrap_or_default();
    for on in block.blocks.iter().filter(|on| on.kind == "on") {
        match on.value(text, "column") {
            Some(column) => names.extend(references(column)),
            None => return Vec::new(),
        }
    }
    names.into_iter().map(|name| Ident::at(name, true, 0..0)).collect()
}

/// The last parts of the references and the texts of the strings in an expression: `a` and `b` of `[column.a, "b"]`.
fn references(text: &str) -> Vec<String> {
    let parts = text.trim().trim_start_matches('[').trim_end_matches(']').split([',', '\n']);
    let last = |part: &str| {
        let part = part.trim();
        let name = match part.strip_prefix('"') {
            Some(text) => text.trim_end_matches('"'),
            None => part.rsplit('.').next().unwrap_or(part),
        };
        name.trim_matches(['"', '[', ']', ' ']).to_owned()
    };
    parts.map(last).filter(|name| !name.is_empty()).collect()
}

impl Block {
    fn value<'t>(&self, text: &'t str, name: &str) -> Option<&'t str> {
        let (_, range) = self.attributes.iter().find(|(own, _)| own == name)?;
        text.get(range.clone()).map(str::trim)
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn bump(&mut self) {
        self.at += self.rest().chars().next().map_or(1, char::len_utf8);
    }

    /// To the next thing that is neither white space nor comment.
    fn blank(&mut self) {
        loop {
            let rest = self.rest();
            let skip = match rest.chars().next() {
                Some(c) if c.is_whitespace() || c == ',' || c == '\u{feff}' => c.len_utf8(),
                Some('#') => rest.find('\n').unwrap_or(rest.len()),
                Some('/') if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
                Some('/') if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
                _ => return,
            };
            self.at += skip;
        }
    }

    fn word(&mut self) -> Option<String> {
        let end = self.rest().find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').unwrap_or(self.rest().len());
        let word = self.rest().get(..end).filter(|word| !word.is_empty())?.to_owned();
        self.at += end;
        Some(word)
    }

    /// A string, with the range of what is between its quotes.
    fn string(&mut self) -> Option<(String, Range<usize>)> {
        if !self.rest().starts_with('"') {
            return None;
        }
        self.at += 1;
        let start = self.at;
        while let Some(c) = self.rest().chars().next() {
            match c {
                '"' | '\n' => break,
                '\\' => {
                    self.bump();
                    self.bump();
                }
                _ => self.bump(),
            }
        }
        let end = self.at.min(self.text.len());
        let value = self.text.get(start..end).unwrap_or_default().replace("\\\"", "\"");
        self.bump();
        Some((value, start..end))
    }

    fn body(&mut self, block: &mut Block, depth: usize) {
        while self.at < self.text.len() {
            self.blank();
            let start = self.at;
            if self.rest().starts_with('}') {
                return;
            }
            let Some(word) = self.word() else {
                if self.string().is_none() {
                    self.bump();
                }
                continue;
            };
            self.blank();
            let mut inner = Block { kind: word.clone(), ..Block::default() };
            while let Some(label) = self.string() {
                // Of `table "schema" "name"` the last is the name.
                inner.label = Some(label);
                self.blank();
            }
            match self.rest().chars().next() {
                Some('=') if inner.label.is_none() => {
                    self.bump();
                    let range = self.expression();
                    block.attributes.push((word, range));
                }
                Some('{') => {
                    self.bump();
                    if depth < MAX_DEPTH {
                        self.body(&mut inner, depth + 1);
                        self.bump();
                    }
                    inner.range = start..self.at.min(self.text.len());
                    block.blocks.push(inner);
                }
                _ => {}
            }
        }
    }

    /// To the end of the line, or of the brackets that are open there.
    fn expression(&mut self) -> Range<usize> {
        let start = self.at;
        let mut open = 0usize;
        while let Some(c) = self.rest().chars().next() {
            match c {
                '"' => {
                    self.string();
                    continue;
                }
                '<' if self.rest().starts_with("<<") && open == 0 => {
                    self.heredoc();
                    break;
                }
                '#' => break,
                '/' if self.rest().starts_with("//") => break,
                '[' | '(' | '{' => open += 1,
                '}' if open == 0 => break,
                ']' | ')' | '}' => open = open.saturating_sub(1),
                '\n' if open == 0 => break,
                _ => {}
            }
            self.bump();
        }
        start..self.at.min(self.text.len())
    }

    fn heredoc(&mut self) {
        let rest = self.rest();
        let line = rest.lines().next().unwrap_or_default();
        let end = line.trim_start_matches(['<', '-']).trim();
        let mut length = 0;
        for (at, line) in rest.split_inclusive('\n').enumerate() {
            length += line.len();
            if at > 0 && line.trim() == end {
                break;
            }
        }
        self.at += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(text: &str) -> Vec<String> {
        let of = |statement: Statement| match statement.kind {
            StatementKind::Changes(changes) => changes,
            _ => Vec::new(),
        };
        let shown = |change: SchemaChange| match change.kind {
            ChangeKind::CreateTable(create) => {
                let column = |column: &ColumnDef| {
                    let marks = [(column.nullable, "?"), (column.default.is_some(), "="), (column.generated, "+")];
                    let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
                    format!("{} {}{marks}", column.name, column.data_type)
                };
                let columns: Vec<String> = create.columns.iter().map(column).collect();
                format!("{}({}) {} keys", change.object, columns.join(", "), create.constraints.len())
            }
            ChangeKind::CreateEnum { values } => {
                format!("{} {}", change.object, values.iter().map(|v| v.value.as_str()).collect::<Vec<_>>().join("|"))
            }
            other => format!("{other:?}"),
        };
        read(text).into_iter().flat_map(of).map(shown).collect()
    }

    #[test]
    fn tables_are_read() {
        let text = "schema \"public\" {}\n# all\ntable \"users\" {\n  schema = schema.public\n  column \"id\" {\n    null = false\n    type = bigint\n    identity { generated = ALWAYS }\n  }\n  \
                    column \"email\" { type = varchar(255) }\n  column \"note\" {\n    null = true // why\n    type = text\n    default = \"}\"\n  }\n  primary_key { columns = [column.id] }\n  \
                    index \"u\" {\n    unique = true\n    on { column = column.email }\n  }\n}\nenum \"role\" {\n  schema = schema.auth\n  values = [\"a\", \"b\"]\n}\n";
        assert_eq!(tables(text), ["users(id bigint+, email varchar(255), note text?=) 2 keys", "auth.role a|b"]);
    }

    #[test]
    fn odd_texts_are_read() {
        for text in [
            "",
            "table",
            "table \"",
            "table \"ü\" {",
            "a = <<X\ny",
            "}}}{",
            "table \"a\" { column \"b\" { type = [",
            "\u{feff}table \"t\" {}",
        ] {
            let _ = tables(text);
        }
        assert_eq!(tables("x = <<-SQL\n table \"no\" {}\n SQL\ntable \"t\" {}"), ["t() 0 keys"]);
        let _ = tables(&"a {".repeat(10_000));
    }
}
