//! Uses of an enum's value in the transaction that adds it, which PostgreSQL refuses (error 55P04, "unsafe use of new value").
//!
//! A string of that spelling proves nothing by itself, as it may be of a column of text: beside it must stand a column of the type, or the type itself. Bodies of
//! functions run later and do not count.

use std::collections::BTreeMap;

use super::forms::Words;
use super::{Deed, Moment};
use crate::model::change::{ChangeKind, Statement, StatementKind};
use crate::model::name::{Dialect, ObjectName};
use crate::model::operation::Operation;
use crate::sql::lexer::TokenKind;

/// Adds the uses of `added` (values with their types) in a statement.
pub(super) fn used(
    statement: &Statement,
    added: &BTreeMap<String, ObjectName>,
    moment: &Moment<'_>,
    deeds: &mut Vec<Deed>,
) {
    if added.is_empty() || moment.dialect != Dialect::Postgres || is_beside(statement) {
        return;
    }
    let words = Words::head(moment.text, &statement.range, moment.dialect);
    let tokens: Vec<_> = words.cursor().rest().to_vec();
    let said: Vec<String> = tokens
        .iter()
        .filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Quoted))
        .map(|token| token.text(moment.text).trim_matches('"').to_lowercase())
        .collect();
    for token in tokens.iter().filter(|token| token.kind == TokenKind::String) {
        let text = token.text(moment.text);
        let Some(value) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) else { continue };
        let Some(name) = added.get(&value.replace("''", "'")) else { continue };
        let kind = name.name.value.to_lowercase();
        let of_type = |written: &str| {
            let bare = written.rsplit('.').next().unwrap_or(written);
            bare.trim_end_matches("[]").trim_matches('"').eq_ignore_ascii_case(&kind)
        };
        let mut columns =
            moment.now.tables().filter(|table| said.contains(&table.name().to_lowercase())).flat_map(|table| {
                table
                    .columns
                    .iter()
                    .filter(|column| of_type(&column.data_type))
                    .map(|column| column.name.value.to_lowercase())
            });
        if said.contains(&kind) || columns.any(|column| said.contains(&column)) {
            let deed = Deed::new(Operation::UseEnumValue, token.range()).on(name);
            return deeds.push(deed.named("object", name.to_string()).named("what", value));
        }
    }
}

/// What names the type or its values and evaluates none: the addition itself, and the body of a routine.
fn is_beside(statement: &Statement) -> bool {
    let (StatementKind::Changes(changes) | StatementKind::Unparsed { seen: changes, .. }) = &statement.kind else {
        return false;
    };
    changes.iter().any(|change| {
        matches!(
            change.kind,
            ChangeKind::AddEnumValue { .. }
                | ChangeKind::RenameEnumValue { .. }
                | ChangeKind::CreateEnum { .. }
                | ChangeKind::CreateFunction { .. }
                | ChangeKind::CreateTrigger { .. }
        )
    })
}
