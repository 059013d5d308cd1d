//! Functions and procedures that code calls by name, without SQL of its own: psycopg2's `callproc("f")`, PostgREST's `rpc("f")`, SQLAlchemy's `func.f()`, JPA's
//! stored procedure queries, JDBC's `{call f(?)}`, Spring's `withProcedureName("f")`, commands of .NET whose type is `StoredProcedure`, `fn("f")` of query builders.

use crate::lang::facts::{Arg, Expr, ExprKind, TextPart};
use crate::model::name::{Ident, ObjectName};
use crate::model::query::Query;

use super::fold::Folded;
use super::sql_use::Scope;

/// How such a use is proved.
pub(super) const HOW: &str = "code calls it by name";

/// Calls whose first text is the name of a routine.
const CALLS: &[&str] = &[
    "NamedFunction",
    "Procedure",
    "StoredProcedure",
    "callfunc",
    "callproc",
    "createStoredProcedureCall",
    "createStoredProcedureQuery",
    "fn",
    "function",
    "registerStoredProcedure",
    "rpc",
    "withFunctionName",
    "withProcedureName",
];

/// Names of arguments, and of what is set, that hold the name of a routine.
const NAMED: &[&str] = &["procedureName", "storedProcedure", "function", "CommandText"];

/// Reads an expression, if it is one of these.
pub(super) fn read<'a>(expr: &'a Expr, scope: &Scope<'a, '_>) -> Option<(Query, Folded)> {
    match &expr.kind {
        ExprKind::Str(_) => escaped(expr, scope),
        ExprKind::Call { callee, args, .. } => of_call(callee, args, scope),
        // `new SqlCommand("f", connection)`, with its type set apart.
        ExprKind::New { type_name, args, .. } => {
            let first = &args.first()?.value;
            if type_name.ends_with("Command") && of_commands(scope) {
                return named(first, scope);
            }
            given(args, scope)
        }
        ExprKind::Assign { target, value, .. } if target.last_name()? == "CommandText" && of_commands(scope) => {
            named(value, scope)
        }
        _ => None,
    }
}

fn of_call<'a>(callee: &'a Expr, args: &'a [Arg], scope: &Scope<'a, '_>) -> Option<(Query, Folded)> {
    let language = scope.env.file.language.name;
    if let ExprKind::Member { object, name, name_range } = &callee.kind {
        // `func.f(…)`, `func.schema.f(…)`
        let of_func = |expr: &Expr| expr.last_name() == Some("func");
        let within = matches!(&object.kind, ExprKind::Member { object, .. } if of_func(object));
        if language == "python" && (of_func(object) || within) {
            let mut text = Folded::default();
            text.piece(name, scope.env.file.span(name_range.clone()));
            return of_text(text);
        }
        // `Arel::Nodes::NamedFunction.new("f", …)`
        if name == "new" && object.last_name() == Some("NamedFunction") {
            return named(&args.first()?.value, scope);
        }
    }
    if CALLS.contains(&callee.last_name()?)
        && let Some(first) = args.iter().find(|arg| arg.name.is_none())
        && let Some(found) = named(&first.value, scope)
    {
        return Some(found);
    }
    // `Query<Row>("f", commandType: CommandType.StoredProcedure)`
    let of_type = |arg: &Arg| arg.value.last_name() == Some("StoredProcedure");
    if language == "csharp" && args.iter().any(of_type) {
        return args.iter().find_map(|arg| named(&arg.value, scope));
    }
    given(args, scope)
}

/// The name that a class of Django's functions gives: `function = "f"`.
pub(super) fn of_field<'a>(name: &str, value: &'a Expr, scope: &Scope<'a, '_>) -> Option<(Query, Folded)> {
    (name == "function" && scope.env.file.language.name == "python").then(|| named(value, scope))?
}

/// JDBC's escape: `{call f(?)}`, `{? = call f(?)}`.
fn escaped<'a>(expr: &'a Expr, scope: &Scope<'a, '_>) -> Option<(Query, Folded)> {
    let ExprKind::Str(text) = &expr.kind else { return None };
    let TextPart::Piece { value, .. } = text.parts.first()? else { return None };
    if !value.trim_start().starts_with('{') || !value.contains("call") && !value.contains("CALL") {
        return None;
    }
    let text = scope.env.fold(expr)?;
    let inner = text.text.trim_start().strip_prefix('{')?.trim_start();
    let inner = inner.strip_prefix('?').map_or(inner, |rest| rest.trim_start().trim_start_matches('=').trim_start());
    let (word, rest) = inner.split_at_checked(4)?;
    if !word.eq_ignore_ascii_case("call") || !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let rest = rest.trim_start();
    let start = text.text.len() - rest.len();
    let plain = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '.' | '[' | ']' | '"' | '`');
    let end = rest.find(|sign| !plain(sign)).unwrap_or(rest.len());
    of_text(text.slice(start..start + end))
}

/// Whether a file of C# gives commands the names of procedures.
fn of_commands(scope: &Scope<'_, '_>) -> bool {
    let file = scope.env.file;
    file.language.name == "csharp" && file.source.text.contains("StoredProcedure")
}

/// `@NamedStoredProcedureQuery(procedureName = "f")`, Django's `Func(x, function="f")`.
fn given<'a>(args: &'a [Arg], scope: &Scope<'a, '_>) -> Option<(Query, Folded)> {
    let is_name = |arg: &&Arg| arg.name.as_deref().is_some_and(|name| NAMED.contains(&name));
    named(&args.iter().find(is_name)?.value, scope)
}

fn named<'a>(expr: &'a Expr, scope: &Scope<'a, '_>) -> Option<(Query, Folded)> {
    if let ExprKind::Symbol(name) = &expr.kind {
        let mut text = Folded::default();
        let start = expr.range.end.checked_sub(name.len())?;
        text.piece(name, scope.env.file.span(start..expr.range.end));
        return of_text(text);
    }
    of_text(scope.env.fold(expr)?)
}

/// A call of the routine whose name a text is: `f`, `billing.f`, `[dbo].[f]`.
fn of_text(text: Folded) -> Option<(Query, Folded)> {
    let plain = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '.' | '[' | ']' | '"' | '`');
    if text.text.is_empty() || !text.text.chars().all(plain) {
        return None;
    }
    let mut parts = Vec::new();
    let mut at = 0;
    for part in text.text.split('.') {
        let word = part.trim_matches(['[', ']', '"', '`']);
        let start = at + part.find(word).unwrap_or_default();
        parts.push(Ident::at(word, word.len() < part.len(), start..start + word.len()));
        at += part.len() + 1;
    }
    let name = ObjectName::from_parts(parts).filter(|name| !name.name.value.is_empty())?;
    Some((Query { calls: vec![name], ..Query::default() }, text))
}
