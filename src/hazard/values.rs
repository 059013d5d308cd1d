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
use crate::sql::lexer::{Token, TokenKind};

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
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == TokenKind::String) {
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
        if is_cast(tokens.get(at + 1..).unwrap_or_default(), moment.text, &kind)
            || columns.any(|column| said.contains(&column))
        {
            let deed = Deed::new(Operation::UseEnumValue, token.range()).on(name);
            return deeds.push(deed.named("object", name.to_string()).named("what", value));
        }
    }
}

/// `::status`, `AS public.status` behind a string.
fn is_cast(behind: &[Token], text: &str, kind: &str) -> bool {
    let mut words = behind.iter().map(|token| token.text(text));
    if !words.next().is_some_and(|first| first == "::" || first.eq_ignore_ascii_case("as")) {
        return false;
    }
    let named = |word: &str| word.trim_matches('"').eq_ignore_ascii_case(kind);
    let (first, dot, second) = (words.next(), words.next(), words.next());
    if dot == Some(".") { second.is_some_and(named) } else { first.is_some_and(named) }
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
