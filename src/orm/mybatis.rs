//! MyBatis and MyBatis-Plus: the `<resultMap>` of a mapper file, and classes with `@TableName`, `@TableField`, `@TableId`.
//!
//! A result map belongs to the table that its statements read, where that is only one. MyBatis-Plus writes each column of the class by name; one that is not named is
//! the field in snake case.

use crate::lang::facts::{Expr, ExprKind, Function, TextPart};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::rows::{self, Style};
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, decorator, named};

pub(super) const ORM: Orm =
    Orm { name: "mybatis", declared_in: &["mybatis"], hints: &["<resultMap"], mappings: result_maps };

pub(super) const PLUS: Orm = Orm {
    name: "mybatis-plus",
    declared_in: rows::LANGUAGES,
    hints: &["@TableName", "@TableField", "@TableId"],
    mappings: |file| rows::mappings(file, &STYLE),
};

const STYLE: Style = Style {
    orm: "mybatis-plus",
    table: &["TableName"],
    column: &["TableField", "TableId"],
    absent: "exist",
    convention: "the naming of MyBatis-Plus",
    packages: &["com.baomidou."],
};

fn result_maps(file: &CodeFile) -> Vec<Mapping> {
    let mut found = Vec::new();
    for class in &file.facts.classes {
        let Some(mark) = decorator(&class.decorators, "resultMap") else { continue };
        let Some(id) = named(mark, "id").and_then(Expr::as_text) else { continue };
        // A map that extends another is read by the same statements.
        let heirs = file.facts.classes.iter().filter_map(|other| {
            let mark = decorator(&other.decorators, "resultMap")?;
            let base = named(mark, "extends")?.as_text()?;
            (base.rsplit('.').next() == Some(id.as_str())).then(|| named(mark, "id")?.as_text())?
        });
        let ids: Vec<String> = heirs.chain([id.clone()]).collect();
        let mut tables: Vec<String> =
            file.facts.functions.iter().filter(|function| reads(function, &ids)).filter_map(table).collect();
        tables.sort_unstable();
        tables.dedup();
        let [table] = &tables[..] else { continue };
        let place = file.span(class.name_range.clone());
        let mut attributes = Vec::new();
        for field in &class.fields {
            let column = decorator(&field.decorators, "id").or_else(|| decorator(&field.decorators, "result"));
            let Some(column) = column.and_then(|mark| named(mark, "column")?.as_text()) else { continue };
            let column = column.trim_matches(['`', '"', '[', ']']).to_owned();
            attributes.extend(rows::names(&field.name).into_iter().map(|name| Attribute {
                name,
                column: column.clone(),
                kind: AttributeKind::Column,
                target: None,
                span: file.span(field.name_range.clone()),
            }));
        }
        found.push(Mapping {
            orm: ORM.name,
            grammar: Grammar::Row,
            model: class.name.clone(),
            used_in: rows::LANGUAGES,
            table: Some(ObjectName { qualifiers: Vec::new(), name: Ident::new(table.as_str()) }),
            certainty: Certainty::Likely,
            why: Step::at(format!("rows of `{table}` are read into `{}` (its result map)", class.name), place.clone()),
            attributes,
            open: false,
            lists_columns: false,
            span: place,
        });
    }
    found
}

fn reads(function: &Function, ids: &[String]) -> bool {
    let map = decorator(&function.decorators, "select").and_then(|mark| named(mark, "resultMap")?.as_text());
    map.is_some_and(|map| ids.iter().any(|id| map.rsplit('.').next() == Some(id.as_str())))
}

/// The table of a query, if it is the only one.
fn table(function: &Function) -> Option<String> {
    let ExprKind::Str(text) = &function.body.first()?.kind else { return None };
    let mut sql = String::new();
    for part in &text.parts {
        match part {
            TextPart::Piece { value, .. } => sql.push_str(value),
            TextPart::Hole(_) => sql.push('?'),
        }
    }
    let words: Vec<&str> = sql.split_whitespace().collect();
    let froms: Vec<usize> = (0..words.len()).filter(|at| words[*at].eq_ignore_ascii_case("from")).collect();
    let [from] = froms[..] else { return None };
    let joins = words.iter().any(|word| word.eq_ignore_ascii_case("join"));
    let name = words.get(from + 1)?;
    let ends = |word: Option<&&str>| word.is_some_and(|word| word.contains(','));
    if joins || name.contains(['?', '(', ',']) || ends(words.get(from + 2)) || ends(words.get(from + 3)) {
        return None;
    }
    let name = name.rsplit('.').next()?.trim_end_matches([';', ')']);
    Some(name.trim_matches(['`', '"', '[', ']']).to_owned()).filter(|name| !name.is_empty())
}
