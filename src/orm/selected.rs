//! Classes without a mapping of their own into which the rows of a `SELECT *` are read: Dapper's `Query<User>("…")`, JDBI's `@SqlQuery` and `mapToBean`,
//! Spring's `BeanPropertyRowMapper`, also in a constant or a variable, and `JdbcClient`; Python's in a file of its own.
//!
//! A query that lists its columns says them itself, and is found as SQL; here are only those that name none. A class that is filled from several tables, or that
//! another mapper knows, is left out.

mod python;

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::facts::{Class, ClassKind, Expr, ExprKind, Field, FieldKind, Function};
use crate::model::name::Dialect;
use crate::model::query::Query;
use crate::model::reference::{Certainty, Step};
use crate::sql;

use super::{
    Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, arguments, callee_name, decorator, naming, positional,
    rows,
};

/// Dapper.
pub(super) const DAPPER: Orm =
    Orm { name: "dapper", declared_in: &["csharp"], hints: &["Dapper"], mappings: |file| declared(&[file], &DAPPER) };

/// JDBI.
pub(super) const JDBI: Orm =
    Orm { name: "jdbi", declared_in: rows::LANGUAGES, hints: &["jdbi"], mappings: |file| declared(&[file], &JDBI) };

/// Spring's mappers by the names of properties.
pub(super) const SPRING: Orm = Orm {
    name: "spring jdbc",
    declared_in: rows::LANGUAGES,
    hints: &["BeanPropertyRowMapper", "DataClassRowMapper", "JdbcClient"],
    mappings: |file| declared(&[file], &SPRING),
};

/// What the classes are called that Python reads rows into.
pub(super) const PYTHON: &str = "python rows";

/// Python's drivers.
pub(super) const PYTHON_ROWS: Orm = python::ORM;

/// Replaces what single files say by what all of them say together.
pub(super) fn link(files: &[&CodeFile], found: &mut Vec<Mapping>) {
    for orm in [&DAPPER, &JDBI, &SPRING, &PYTHON_ROWS] {
        let own: Vec<&CodeFile> =
            files.iter().copied().filter(|file| orm.declared_in.contains(&file.language.name)).collect();
        let is_used = |file: &&CodeFile| orm.hints.iter().any(|hint| file.source.text.contains(hint));
        found.retain(|one| one.orm != orm.name);
        if own.iter().any(is_used) {
            forget(&own, orm, found);
            let mut new = declared(&own, orm);
            new.retain(|one| !found.iter().any(|other| other.span == one.span));
            found.extend(new);
        }
    }
}

/// The outputs of a query that are no columns of their own name: `'' AS phone`.
fn made_up(query: &Query) -> impl Iterator<Item = String> {
    let is_column = |name: &str| query.columns.iter().any(|column| column.column.value.eq_ignore_ascii_case(name));
    query.outputs.iter().flatten().filter(move |name| !is_column(name)).map(|name| naming::plain(name))
}

/// A class that is only taken for a table's rows by its name has no column where a query makes the value up.
fn forget(files: &[&CodeFile], orm: &Orm, found: &mut [Mapping]) {
    for read in reads(files, orm) {
        let names: BTreeSet<String> = sql::read_query(&read.sql, Dialect::Postgres)
            .into_iter()
            .flatten()
            .flat_map(|query| made_up(&query).collect::<Vec<_>>())
            .collect();
        if names.is_empty() {
            continue;
        }
        for mapping in found.iter_mut().filter(|one| one.table.is_none() && one.model == read.class) {
            mapping.attributes.retain(|attribute| !names.contains(&naming::plain(&attribute.name)));
        }
    }
}

/// A query whose rows are read into a class.
struct Read<'f> {
    class: String,
    sql: String,
    file: &'f CodeFile,
    at: std::ops::Range<usize>,
}

fn reads<'f>(files: &[&'f CodeFile], orm: &Orm) -> Vec<Read<'f>> {
    let mut reads = Vec::new();
    for file in files.iter().filter(|file| orm.hints.iter().any(|hint| file.source.text.contains(hint))) {
        for function in &file.facts.functions {
            match orm.name {
                PYTHON => {
                    reads.extend(python::reads(file, function));
                    continue;
                }
                "jdbi" => reads.extend(annotated(file, function)),
                _ => {}
            }
            for expr in &function.body {
                expr.walk(&mut |expr| {
                    reads.extend(called(file, function, expr, orm));
                    true
                });
            }
        }
    }
    reads
}

fn declared(files: &[&CodeFile], orm: &Orm) -> Vec<Mapping> {
    let reads = reads(files, orm);
    let mut by_class: BTreeMap<&str, Vec<&Read<'_>>> = BTreeMap::new();
    for read in &reads {
        by_class.entry(&read.class).or_default().push(read);
    }
    by_class.into_iter().filter_map(|(class, reads)| mapping(files, orm, class, &reads)).collect()
}

fn mapping(files: &[&CodeFile], orm: &Orm, name: &str, reads: &[&Read<'_>]) -> Option<Mapping> {
    let mut tables = Vec::new();
    // What another query gives a name to is no column of the table.
    let mut given: BTreeSet<String> = BTreeSet::new();
    for read in reads {
        for query in sql::read_query(&read.sql, Dialect::Postgres).into_iter().flatten() {
            given.extend(made_up(&query));
            if query.stars.is_empty() {
                continue;
            }
            if query.tables.len() > 1 {
                given.extend(query.outputs.iter().flatten().map(|name| naming::plain(name)));
            }
            for star in &query.stars {
                let [table] = star.tables[..] else { return None };
                tables.push((query.tables.get(table)?.name.clone(), *read));
            }
        }
    }
    let (table, read) = tables.first()?.clone();
    if tables.iter().any(|(other, _)| !other.name.value.eq_ignore_ascii_case(&table.name.value)) {
        return None;
    }
    let (file, class) = class_named(files, name, read.file)?;
    let underscored = files.iter().any(|file| file.source.text.contains("MatchNamesWithUnderscores"));
    let attributes = class.fields.iter().filter(|field| is_stored(file, field)).flat_map(|field| {
        let (column, kind) = match (orm.name, decorator(&field.decorators, "ColumnName")) {
            ("jdbi", Some(mark)) => (positional(mark).next().and_then(Expr::as_text), AttributeKind::Column),
            ("dapper", _) if !underscored => (Some(field.name.clone()), AttributeKind::Column),
            (PYTHON, _) => python::column(field),
            _ => (Some(naming::snake(&field.name)), AttributeKind::Column),
        };
        let names = match file.language.name {
            "csharp" | "python" => vec![field.name.clone()],
            _ => rows::names(&field.name),
        };
        let place = file.span(field.name_range.clone());
        column.map(|column| (names, column, kind, place))
    });
    let attributes: Vec<Attribute> = attributes
        .filter(|(_, column, ..)| !given.contains(&naming::plain(column)))
        .flat_map(|(names, column, kind, span)| {
            names.into_iter().map(move |name| Attribute {
                name,
                column: column.clone(),
                kind,
                target: None,
                span: span.clone(),
            })
        })
        .collect();
    let table = crate::model::name::ObjectName {
        qualifiers: table.qualifiers.clone(),
        name: crate::model::name::Ident::new(table.name.value.as_str()),
    };
    Some(Mapping {
        orm: orm.name,
        grammar: Grammar::Row,
        model: class.name.clone(),
        used_in: orm.declared_in,
        why: Step::at(
            format!("all columns of `{table}` are read into `{}`", class.name),
            read.file.span(read.at.clone()),
        ),
        table: Some(table),
        certainty: Certainty::Likely,
        attributes,
        open: false,
        lists_columns: false,
        span: file.span(class.name_range.clone()),
    })
}

/// The class of a name: of the same file, or the only one.
fn class_named<'f>(files: &[&'f CodeFile], name: &str, near: &'f CodeFile) -> Option<(&'f CodeFile, &'f Class)> {
    let is = |class: &&Class| class.name == name && matches!(class.kind, ClassKind::Class | ClassKind::Struct);
    if let Some(class) = near.facts.classes.iter().find(is) {
        return Some((near, class));
    }
    let mut all = files.iter().flat_map(|file| file.facts.classes.iter().filter(is).map(move |class| (*file, class)));
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

fn is_stored(file: &CodeFile, field: &Field) -> bool {
    let before = file.source.text.get(field.range.start..field.name_range.start).unwrap_or_default();
    let is_constant = before.split_whitespace().any(|word| matches!(word, "transient" | "static" | "const"));
    let is_property = file.language.name != "csharp" || !before.contains("readonly");
    let is_python = file.language.name == "python";
    if is_python && (field.type_text.as_deref().is_none_or(|text| text.contains("ClassVar"))) {
        return false;
    }
    !field.is_static && !is_constant && is_property && field.kind == FieldKind::Field && !field.name.is_empty()
}

/// `@SqlQuery("…") User find(long id)`, where a mapper of the class's properties is registered.
fn annotated<'f>(file: &'f CodeFile, function: &Function) -> Option<Read<'f>> {
    let mark = decorator(&function.decorators, "SqlQuery")?;
    let sql = text(file, function, positional(mark).next()?)?;
    let class = element(function.returns.as_deref()?).to_owned();
    let owner = function.owner.as_deref().and_then(|name| file.facts.classes.iter().find(|class| class.name == name));
    let marks = || function.decorators.iter().chain(owner.into_iter().flat_map(|class| &class.decorators));
    let has = |name: &str| marks().any(|mark| callee_name(mark) == Some(name));
    let by_name = ["RegisterBeanMapper", "RegisterConstructorMapper", "RegisterFieldMapper", "RegisterKotlinMapper"];
    if has("UseRowMapper") || !by_name.iter().any(|name| has(name)) {
        return None;
    }
    Some(Read { class, sql, file, at: mark.range.clone() })
}

/// The class of one of the values that a method gives back: `List<User>`, `Optional<User>`, `User?`.
fn element(returns: &str) -> &str {
    let inner = returns.split_once('<').map_or(returns, |(_, inner)| inner);
    let inner = inner.trim_end_matches(['>', '?', ' ', '[', ']']);
    inner.rsplit(['.', '<', ',', ' ']).next().unwrap_or(inner)
}

/// A call that runs a query and says the class of its rows.
fn called<'f>(file: &'f CodeFile, function: &Function, expr: &Expr, orm: &Orm) -> Option<Read<'f>> {
    let ExprKind::Call { callee, type_args, args } = &expr.kind else { return None };
    let name = callee.last_name()?;
    let (class, query) = match orm.name {
        "dapper" => {
            let [class] = type_args.as_slice() else { return None };
            let is_query = name.starts_with("Query") && name != "QueryMultiple";
            let first = args.iter().find(|arg| matches!(arg.name.as_deref(), None | Some("sql")));
            (element(class).to_owned(), &first.filter(|_| is_query)?.value)
        }
        "jdbi" => {
            let ExprKind::Member { object, .. } = &callee.kind else { return None };
            let class = match name {
                "mapToBean" | "mapTo" => args.first().and_then(|arg| class_literal(&arg.value)),
                _ => return None,
            };
            let class = class.or_else(|| Some(element(type_args.first()?).to_owned()))?;
            (class, created(object)?)
        }
        _ => {
            let held = |arg: &Expr| held(file, function, arg.last_name()?).and_then(mapper);
            let class = args.iter().find_map(|arg| mapper(&arg.value).or_else(|| held(&arg.value)));
            match (class, &callee.kind) {
                (None, ExprKind::Member { object, .. }) if name == "query" => {
                    let class = args.first().and_then(|arg| class_literal(&arg.value));
                    (class.or_else(|| Some(element(type_args.first()?).to_owned()))?, created(object)?)
                }
                // `client.sql("…").query(mapper)`
                (class, ExprKind::Member { object, .. }) if name == "query" && args.len() == 1 => {
                    (class?, created(object)?)
                }
                (class, _) => (class?, &args.first()?.value),
            }
        }
    };
    Some(Read { class, sql: text(file, function, query)?, file, at: expr.range.clone() })
}

/// What a variable of the function or a field of the file holds.
fn held<'f>(file: &'f CodeFile, function: &'f Function, name: &str) -> Option<&'f Expr> {
    let mut found = None;
    for part in &function.body {
        part.walk(&mut |part| {
            if let ExprKind::Assign { target, value, .. } = &part.kind
                && target.as_name() == Some(name)
            {
                found = Some(&**value);
            }
            true
        });
    }
    let mut fields = file.facts.classes.iter().flat_map(|class| &class.fields);
    found.or_else(|| fields.find(|field| field.name == name)?.value.as_ref())
}

/// The query at the root of `handle.createQuery("…").bind(…)`, of `client.sql("…").param(…)`.
fn created(expr: &Expr) -> Option<&Expr> {
    let mut at = expr;
    for _ in 0..64 {
        let ExprKind::Call { callee, args, .. } = &at.kind else { return None };
        let ExprKind::Member { object, name, .. } = &callee.kind else { return None };
        if matches!(name.as_str(), "createQuery" | "select" | "sql") {
            return args.first().map(|arg| &arg.value);
        }
        at = object;
    }
    None
}

/// The class of `new BeanPropertyRowMapper<>(User.class)`.
fn mapper(expr: &Expr) -> Option<String> {
    let is = |name: &str| matches!(name, "BeanPropertyRowMapper" | "DataClassRowMapper");
    let first = match &expr.kind {
        ExprKind::New { type_name, args, type_args } if is(type_name.split('<').next().unwrap_or(type_name)) => {
            args.first().and_then(|arg| class_literal(&arg.value)).or_else(|| type_args.first().cloned())
        }
        ExprKind::Call { callee, args, type_args } => {
            let named = match &callee.kind {
                ExprKind::Member { object, name, .. } if name == "newInstance" => object.last_name(),
                _ => callee.last_name(),
            };
            named.filter(|name| is(name))?;
            args.first().and_then(|arg| class_literal(&arg.value)).or_else(|| type_args.first().cloned())
        }
        _ => None,
    };
    first.filter(|class| !class.is_empty())
}

/// `User.class`, `User::class`, `User::class.java`
fn class_literal(expr: &Expr) -> Option<String> {
    let path = expr.path()?.replace("::", ".");
    let mut parts = path.split('.').rev().skip_while(|part| matches!(*part, "class" | "java"));
    (path.contains("class")).then(|| parts.next().map(str::to_owned)).flatten()
}

/// A text that stands here, in a variable of the function, or in a constant of the class.
fn text(file: &CodeFile, function: &Function, expr: &Expr) -> Option<String> {
    if let Some(text) = expr.as_text() {
        return Some(text);
    }
    let ExprKind::Name(name) = &expr.kind else {
        // `"""…""".trimIndent()`, `"SELECT *" + " FROM x"`
        return match &expr.kind {
            ExprKind::Binary { op, .. } if op == "+" => {
                expr.operands(|op| op == "+").into_iter().map(|part| text(file, function, part)).collect()
            }
            ExprKind::Call { callee, .. } if arguments(expr).is_empty() => match &callee.kind {
                ExprKind::Member { object, .. } => object.as_text(),
                _ => None,
            },
            _ => None,
        };
    };
    held(file, function, name)?.as_text()
}
