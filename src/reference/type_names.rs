//! Types of the database that code names without a statement: in pieces of SQL (`where("state = ?::mood")`, `@ColumnTransformer(write = "?::mood")`), and by
//! name where a driver or a mapper puts it into its SQL or asks the server for it: sqlx's `type_name`, postgres-types' and diesel's `name`, SeaORM's `enum_name`,
//! SQLAlchemy's `Enum(name=)`, the enums of a Prisma schema, JDBC's `PGobject` and `createArrayOf`, psycopg's `EnumInfo.fetch`, asyncpg's `set_type_codec`,
//! pgx's `LoadType`, Npgsql's `MapEnum`.
//!
//! Only names of types that go away are looked for.

use crate::lang::facts::{Arg, Class, ClassKind, Expr, ExprKind, Field, Text, TextPart};
use crate::model::name::Dialect;
use crate::model::reference::{Access, Certainty, Mechanism, Reference, Step};
use crate::orm::CodeFile;
use crate::sql::query::{FragmentKind, read_fragment};

use super::routine_texts::{each, whole, words};

/// Calls with the name of a type among their arguments.
const CALLS: &[&str] = &[
    "LoadType",
    "MapComposite",
    "MapEnum",
    "createArrayOf",
    "register_composite",
    "set_builtin_type_codec",
    "set_type_codec",
];

/// Calls and attributes with the name of a type in an argument of this name.
const NAMED: &[(&str, &str)] =
    &[("sqlx", "type_name"), ("sea_orm", "enum_name"), ("postgres", "name"), ("postgres_type", "name")];

/// The places where a file names the type `name`.
pub fn uses(file: &CodeFile, name: &str, dialect: Dialect) -> Vec<Reference> {
    let mut found = Vec::new();
    if file.language.name == "prisma" {
        prisma(file, name, &mut found);
        return found;
    }
    each(file, &mut |expr| match &expr.kind {
        ExprKind::Str(text) => of_text(file, text, name, dialect, &mut found),
        ExprKind::Call { callee, args, .. } => given(file, callee, args, name, &mut found),
        ExprKind::Assign { target, value, .. }
            if target.last_name() == Some("type") && file.source.text.contains("PGobject") =>
        {
            note(file, value, name, &mut found);
        }
        _ => {}
    });
    found
}

/// The enums of a Prisma schema: the client casts what it writes to such a column, or compares with it, to the type.
fn prisma(file: &CodeFile, name: &str, found: &mut Vec<Reference>) {
    let classes = &file.facts.classes;
    let has = |class: &Class, own: &Class| {
        let is = |field: &Field| {
            field.type_text.as_deref().is_some_and(|of| of.trim_end_matches(['?', '[', ']']) == own.name)
        };
        class.kind != ClassKind::Enum && class.fields.iter().any(is)
    };
    for own in classes.iter().filter(|own| own.kind == ClassKind::Enum) {
        let mapped = own.body.iter().find_map(|expr| match &expr.kind {
            ExprKind::Call { callee, args, .. } if callee.last_name() == Some("@@map") => Some(&args.first()?.value),
            _ => None,
        });
        if !classes.iter().any(|class| has(class, own)) {
            continue;
        }
        let from = found.len();
        match mapped {
            Some(value) => note(file, value, name, found),
            None if own.name == name => {
                found.push(reference(
                    file,
                    own.name_range.start,
                    name,
                    format!("Prisma casts to the type `{name}` of this enum"),
                ));
            }
            None => {}
        }
        found.iter_mut().skip(from).for_each(|one| one.access = Access::Declare);
    }
}

fn given(file: &CodeFile, callee: &Expr, args: &[Arg], name: &str, found: &mut Vec<Reference>) {
    let Some(called) = callee.last_name() else { return };
    let of = |wanted: &str| args.iter().find(|arg| arg.name.as_deref() == Some(wanted)).map(|arg| &arg.value);
    if let Some(value) = NAMED.iter().filter(|(own, _)| *own == called).find_map(|(_, arg)| of(arg)) {
        return note(file, value, name, found);
    }
    let positional = || args.iter().filter(|arg| arg.name.is_none()).map(|arg| &arg.value);
    match (called, file.language.name) {
        ("Enum" | "ENUM" | "DOMAIN", "python") if file.source.text.contains("sqlalchemy") => {
            let native = !of("native_enum")
                .is_some_and(|value| matches!(&value.kind, ExprKind::Literal(text) if text == "False"));
            let from = found.len();
            if let Some(value) = of("name").filter(|_| native) {
                note(file, value, name, found);
            }
            // asyncpg and psycopg are given casts to it, psycopg2 is not, and which one it is stands in an address.
            found.iter_mut().skip(from).for_each(|one| one.certainty = Certainty::Possible);
        }
        ("fetch", "python") if matches!(&callee.kind, ExprKind::Member { object, .. } if of_info(object)) => {
            positional().for_each(|value| note(file, value, name, found));
        }
        ("setType", "java" | "kotlin" | "scala") if file.source.text.contains("PGobject") => {
            positional().for_each(|value| note(file, value, name, found));
        }
        _ if CALLS.contains(&called) => positional().for_each(|value| note(file, value, name, found)),
        _ => {}
    }
}

/// psycopg's classes that describe a type.
fn of_info(object: &Expr) -> bool {
    matches!(object.last_name(), Some("CompositeInfo" | "EnumInfo" | "MultirangeInfo" | "RangeInfo" | "TypeInfo"))
}

/// Notes a text that is the name of the type, and nothing else.
fn note(file: &CodeFile, value: &Expr, name: &str, found: &mut Vec<Reference>) {
    let ExprKind::Str(text) = &value.kind else { return };
    let [TextPart::Piece { value, range }] = &text.parts[..] else { return };
    let own = value.trim_end_matches("[]");
    let own = own.rsplit('.').next().unwrap_or(own).trim_matches('"');
    if !own.eq_ignore_ascii_case(name) || value.len() != range.len() {
        return;
    }
    let Some(at) = value.rfind(own) else { return };
    found.push(reference(file, range.start + at, name, format!("it is the name of the type `{name}` here")));
}

fn of_text(file: &CodeFile, text: &Text, name: &str, dialect: Dialect, found: &mut Vec<Reference>) {
    let kinds = [FragmentKind::Condition, FragmentKind::OrderBy, FragmentKind::SelectList];
    for part in &text.parts {
        let TextPart::Piece { value, range } = part else { continue };
        let Some(at) = place(value, name).filter(|_| value.len() == range.len()) else { continue };
        let whole = whole(text);
        // A path of a program looks like a cast: `app::mood`.
        if whole.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '_' | ':' | '.')) {
            continue;
        }
        let names = |kind: &FragmentKind| {
            read_fragment(&whole, *kind, dialect)
                .is_some_and(|query| query.types.iter().any(|of| of.name.value.eq_ignore_ascii_case(name)))
        };
        if kinds.iter().any(names) {
            found.push(reference(file, range.start + at, name, format!("the piece of SQL casts to `{name}`")));
        }
    }
}

fn reference(file: &CodeFile, start: usize, name: &str, why: String) -> Reference {
    Reference {
        access: Access::Name,
        mechanism: Mechanism::QueryKey,
        certainty: Certainty::Likely,
        proof: vec![Step::new(why)],
        symbol: super::symbol_at(file, start),
        test: super::is_test(file, start),
        span: file.span(start..start + name.len()),
        reach: Default::default(),
    }
}

/// Where a name stands in a text as the type of a cast.
fn place(text: &str, name: &str) -> Option<usize> {
    words(text, name).find(|at| {
        let before = text.get(..*at).unwrap_or_default().trim_end_matches('"');
        // A schema before it.
        let before = match before.strip_suffix('.') {
            Some(rest) => rest.trim_end_matches(|sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '"')),
            None => before,
        };
        let before = before.trim_end();
        before.ends_with("::")
            || before.get(before.len().saturating_sub(3)..).is_some_and(|word| word.eq_ignore_ascii_case(" as"))
    })
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn a_type_stands_behind_its_cast() {
        for (text, expected) in [
            ("state = ?::mood", Some(11)),
            ("?::\"mood\"", Some(4)),
            ("?::app.mood[]", Some(7)),
            ("CAST(? AS mood)", Some(10)),
            ("cast(? as public.mood)", Some(17)),
            ("mood = ?", None),
            ("?::moods", None),
            ("\u{fc} mood ?::mood", Some(11)),
        ] {
            assert_eq!(place(text, "mood"), expected, "{text}");
        }
    }
}
