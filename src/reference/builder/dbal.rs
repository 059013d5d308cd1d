//! Doctrine DBAL's query builder, whose links name a table and its alias apart: `->from('notes', 'n')`, `->leftJoin('n', 'users', 'u', 'n.user_id = u.id')`.
//!
//! Only PHP writes so, and only where both are plain words: Laravel's `->join('users', 'users.id', '=', 'notes.user_id')` names columns there.

use crate::lang::facts::Expr;
use crate::model::name::Dialect;
use crate::model::query::{Access, TableUse};
use crate::reference::fold::Folded;
use crate::reference::sql_use::Scope;
use crate::sql::query::{FragmentKind, read_fragment};

use super::{Link, Role, named_tables, role};

/// The tables of a link that takes one, with the alias that the next argument gives.
pub(super) fn tables<'a>(
    link: &Link<'a>,
    first: &'a Expr,
    scope: &Scope<'a, '_>,
    access: Access,
) -> Vec<(TableUse, Folded)> {
    let at = names(link, scope).saturating_sub(1);
    let with_alias = || {
        let mut text = word(link, at, scope)?;
        let alias = word(link, at + 1, scope)?;
        text.glue(" ");
        text.append(&alias);
        let query = read_fragment(&text.text, FragmentKind::From, Dialect::Postgres)?;
        let with_access = |table| (TableUse { access, ..table }, text.clone());
        Some(query.tables.into_iter().map(with_access).collect())
    };
    let other_join = at == 0 && role(link.name) == Some(Role::Join);
    let may_be = scope.env.file.language.name == "php" && link.args.len() >= 2 && !other_join;
    let found: Option<Vec<(TableUse, Folded)>> = may_be.then(with_alias).flatten();
    found.unwrap_or_else(|| named_tables(first, scope, access))
}

/// How many arguments of a join come before its condition, less one: `('n', 'users', 'u', condition)` has three.
pub(super) fn names<'a>(link: &Link<'a>, scope: &Scope<'a, '_>) -> usize {
    let is_join = scope.env.file.language.name == "php" && role(link.name) == Some(Role::Join);
    let all_words = || (0..3).all(|at| word(link, at, scope).is_some());
    if is_join && link.args.len() >= 3 && all_words() { 2 } else { 0 }
}

/// The text of an argument that is a plain word.
fn word<'a>(link: &Link<'a>, at: usize, scope: &Scope<'a, '_>) -> Option<Folded> {
    let text = scope.env.fold(&link.args.get(at)?.value)?;
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let is_word = text.text.chars().all(plain) && text.text.starts_with(|letter: char| !letter.is_ascii_digit());
    is_word.then_some(text)
}
