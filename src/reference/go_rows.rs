//! Go's mappers (gorm, xorm, bun, pop): chains that name their table by a struct, `db.Model(&User{}).Where("age > ?", 3)`, `sess.Cols("name").Get(user)`.
//!
//! The struct has to be a model that some file declares, and to be seen in the chain: written out, or a variable whose type stands in the function.

use crate::lang::facts::{Expr, ExprKind, Function};
use crate::model::name::{Ident, ObjectName};
use crate::model::query::{Access, TableUse};
use crate::orm::{CodeFile, Mapping, naming};

use super::builder::{Chain, Link, Role};
use super::fold::Folded;
use super::sql_use::Scope;

/// Mappers whose chains are these.
const ORMS: &[&str] = &["bun", "go-pg", "gorm", "pop", "sqlboiler", "xorm"];

/// The models of these mappers with their tables.
pub(super) fn models(mappings: &[Mapping]) -> impl Iterator<Item = (String, &ObjectName)> {
    let own = mappings.iter().filter(|mapping| ORMS.contains(&mapping.orm));
    own.flat_map(|mapping| {
        // Several rows of pop have a type of their own: `type Users []User`. SQLBoiler asks for them by that name: `models.Users(…)`.
        let several = matches!(mapping.orm, "pop" | "sqlboiler")
            .then(|| naming::pascal(&naming::pluralize(&naming::snake(&mapping.model))));
        let several = several.filter(|several| *several != mapping.model);
        let names = std::iter::once(mapping.model.clone()).chain(several);
        names.filter_map(|name| Some((name, mapping.table.as_ref()?)))
    })
}

/// What the arguments of a link are.
pub(super) fn role(name: &str) -> Option<Role> {
    Some(match name {
        "Where" | "Or" | "Not" | "And" | "Having" | "In" | "NotIn" | "WhereOr" => Role::Condition,
        "Select" | "Pluck" | "Omit" | "Cols" | "MustCols" | "Distinct" | "Column" | "ColumnExpr" | "Nullable"
        | "Sum" | "ExcludeColumn" => Role::Columns,
        "Order" | "OrderBy" | "OrderExpr" | "Asc" | "Desc" | "Group" | "GroupBy" | "GroupExpr" => Role::Order,
        "Update" | "Updates" | "UpdateColumn" | "UpdateColumns" | "Set" | "SetExpr" | "SetColumn" | "Incr" | "Decr" => {
            Role::Set
        }
        "Join" | "Joins" | "InnerJoin" | "InnerJoins" | "LeftJoin" => Role::Join,
        _ => return None,
    })
}

/// Links that take rows of the table that the chain is about; the first of a kind wins.
const SUBJECTS: &[&[&str]] = &[
    &["Model", "Table"],
    &[
        "Find",
        "All",
        "First",
        "Last",
        "Take",
        "Get",
        "Exist",
        "Count",
        "FindAndCount",
        "Iterate",
        "Rows",
        "Delete",
        "Update",
        "Updates",
        "Insert",
        "Create",
        "Save",
        "FirstOrCreate",
        "FirstOrInit",
        "FindInBatches",
    ],
];

/// The table of a chain, by the struct that it is given.
pub(super) fn tables<'a>(chain: &Chain<'a>, scope: &Scope<'a, '_>) -> Vec<(TableUse, Folded)> {
    if scope.env.file.language.name != "go" || !scope.env.constants.has_rows() {
        return Vec::new();
    }
    // A table that is named says more than the struct that takes its rows.
    let is_named = |link: &&Link<'_>| {
        matches!(link.name, "Table" | "TableExpr")
            && link.args.first().is_some_and(|arg| scope.env.fold(&arg.value).is_some())
    };
    if chain.links.iter().any(|link| is_named(&link)) {
        return Vec::new();
    }
    for names in SUBJECTS {
        for link in chain.links.iter().filter(|link| names.contains(&link.name)) {
            let found = link.args.iter().find_map(|arg| {
                let model = model_of(&arg.value, scope, 0)?;
                let table = scope.env.constants.row(model)?;
                Some((&arg.value, table, scope.env.constants.alias(model).map(Ident::new)))
            });
            if let Some((arg, table, alias)) = found {
                let mut text = Folded::default();
                text.piece(&table.name.value, scope.env.file.span(arg.range.clone()));
                let mut name = table.clone();
                let range = 0..name.name.value.len();
                name.name.range = range.clone();
                return vec![(TableUse { name, alias, access: Access::Read, range }, text)];
            }
        }
    }
    Vec::new()
}

/// Whether a chain goes on from a variable that holds a chain of rows.
pub(super) fn goes_on(chain: &Chain<'_>, scope: &Scope<'_, '_>) -> bool {
    chain.root.as_name().is_some_and(|name| scope.rows.contains(name))
}

/// Whether the links of a chain are to be read as those of a mapper.
pub(super) fn is_of_rows<'a>(chain: &Chain<'a>, scope: &Scope<'a, '_>) -> bool {
    goes_on(chain, scope) || !tables(chain, scope).is_empty()
}

/// The joined table: the second argument of xorm's `Join("INNER", "repo", "…")`.
pub(super) fn joined<'a>(link: &Link<'a>) -> Option<&'a Expr> {
    let at = usize::from(link.args.len() >= 3 && link.name == "Join");
    link.args.get(at).map(|arg| &arg.value)
}

/// Its conditions; gorm has them in the same text as the table, where they are not taken apart.
pub(super) fn conditions<'a>(link: &Link<'a>) -> impl Iterator<Item = &'a Expr> {
    let from = if link.args.len() >= 3 && link.name == "Join" { 2 } else { usize::MAX };
    link.args.iter().skip(from).take(1).map(|arg| &arg.value)
}

/// The model that a value is a row of, or several.
fn model_of<'e>(expr: &'e Expr, scope: &'e Scope<'_, '_>, depth: usize) -> Option<&'e str> {
    if depth > 4 {
        return None;
    }
    match &expr.kind {
        ExprKind::Name(name) => scope.types.get(name).map(String::as_str),
        ExprKind::New { type_name, .. } => Some(last(type_name)),
        ExprKind::Call { callee, args, .. } if matches!(callee.as_name(), Some("new")) => {
            args.first()?.value.last_name()
        }
        // `(*User)(nil)`
        ExprKind::Call { callee, args, .. } if args.len() == 1 => match &callee.kind {
            ExprKind::Seq(items) => items.first()?.last_name(),
            _ => callee.last_name(),
        },
        ExprKind::Seq(items) => match items.as_slice() {
            [only] => model_of(only, scope, depth + 1),
            [first, second] if matches!(&second.kind, ExprKind::Literal(text) if text == "nil") => match &first.kind {
                ExprKind::Seq(inner) => inner.first()?.last_name(),
                _ => first.last_name(),
            },
            _ => None,
        },
        _ => None,
    }
}

fn last(type_name: &str) -> &str {
    type_name.rsplit(['.', ']', '*']).next().unwrap_or(type_name)
}

/// The types of a function's parameters.
pub(super) fn params(file: &CodeFile, function: &Function, scope: &mut Scope<'_, '_>) {
    if file.language.name == "go" {
        for param in &function.params {
            if let Some(text) = &param.type_text {
                scope.types.insert(param.name.clone(), last(text).to_owned());
            }
        }
        for (name, text) in named_results(function) {
            scope.types.insert(name.to_owned(), last(text).to_owned());
        }
    }
}

/// The results of a function that have names, with their types: `(found []User, err error)`, which are variables of its body.
pub(super) fn named_results(function: &Function) -> Vec<(&str, &str)> {
    let text = function.returns.as_deref().unwrap_or_default().trim();
    let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else { return Vec::new() };
    let is_name = |text: &str| {
        !matches!(text, "" | "chan" | "func" | "interface" | "map" | "struct")
            && text.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    let mut found: Vec<(&str, &str)> = Vec::new();
    let (mut depth, mut end) = (0usize, inner.len());
    // From the end, as a name without a type has that of the next.
    for (at, byte) in inner.bytes().enumerate().rev().chain([(usize::MAX, b',')]) {
        match byte {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                let from = at.wrapping_add(1);
                let one = inner.get(from..end).unwrap_or_default().trim();
                match (one.split_once(char::is_whitespace), found.last()) {
                    (Some((name, of)), _) if is_name(name) => found.push((name, of.trim())),
                    (None, Some((_, of))) if is_name(one) => found.push((one, of)),
                    _ => {}
                }
                end = at;
            }
            _ => {}
        }
    }
    found
}

/// The type of a variable, where an assignment says it.
pub(super) fn assigned(name: &str, type_text: Option<&str>, value: &Expr, scope: &mut Scope<'_, '_>) {
    if scope.env.file.language.name != "go" {
        return;
    }
    let made = match &value.kind {
        ExprKind::Call { callee, args, .. } if callee.as_name() == Some("make") => {
            args.first().and_then(|arg| named(&arg.value, 0))
        }
        _ => model_of(value, scope, 0).map(str::to_owned),
    };
    match type_text.map(|text| last(text).to_owned()).filter(|text| !text.is_empty()).or(made) {
        Some(model) => drop(scope.types.insert(name.to_owned(), model)),
        None => drop(scope.types.remove(name)),
    }
}

/// The name in `[]*User` as an expression.
fn named(expr: &Expr, depth: usize) -> Option<String> {
    match &expr.kind {
        ExprKind::Seq(items) | ExprKind::List(items) if depth < 4 => {
            items.iter().find_map(|item| named(item, depth + 1))
        }
        _ => expr.last_name().map(str::to_owned),
    }
}
