//! Files of SQL that are no migrations: queries that a program reads in, views, functions.

use std::sync::Arc;

use super::{SqlUse, dbt};
use crate::model::change::{ChangeKind, SchemaChange, Statement, StatementKind};
use crate::model::name::{Dialect, ObjectName};
use crate::model::query::Query;
use crate::model::reference::{Certainty, Mechanism, Step};
use crate::reference::fold::Folded;
use crate::sql;

/// The queries of a `.sql` file that is no migration: statements that read or write rows, and what its views and functions name.
pub fn of_sql_file(file: &crate::source::SourceFile, dialect: Dialect, test: bool) -> Vec<SqlUse> {
    let mut out: Vec<SqlUse> = Vec::new();
    // What dbt calls a source is a table by its name alone.
    let model = dbt::plain(&file.text);
    let text = Arc::new(Folded::whole(file));
    let mut add = |query: &Query, kind: &str| {
        out.push(SqlUse {
            query: Query { approximate: query.approximate || model.is_some(), ..query.clone() },
            text: text.clone(),
            mechanism: Mechanism::Sql,
            how: Step::new(format!("{kind} in a {}", if model.is_some() { "model of dbt" } else { "`.sql` file" })),
            symbol: None,
            test,
            prisma: false,
            at_most: Certainty::Certain,
            only_renames: false,
        });
    };
    fn each(statement: &Statement, add: &mut dyn FnMut(&Query, &str)) {
        match &statement.kind {
            StatementKind::Query(query) => add(query, "a statement"),
            StatementKind::Changes(changes) => {
                for change in changes {
                    match &change.kind {
                        ChangeKind::CreateView { query, .. } => add(query, "a view"),
                        ChangeKind::CreateFunction { body, .. } | ChangeKind::CreateTrigger { body, .. } => {
                            body.iter().for_each(|query| add(query, "a function"));
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        for nested in &statement.nested {
            each(nested, add);
        }
    }
    let plain = model.as_deref().unwrap_or(&file.text);
    let statements = sql::read_migration(plain, 0..plain.len(), dialect);
    for statement in &statements {
        each(statement, &mut add);
    }
    let made = made_in(&statements);
    for used in out.iter_mut().filter(|used| used.query.tables.iter().any(|of| is_one_of(&made, &of.name))) {
        used.at_most = Certainty::Possible;
        used.how = Step::new(format!("{}, which makes the table itself", used.how.text));
    }
    out
}

/// The tables that a script makes whether they are there or not: one that sets up an empty database, or the dump of one, means its own.
fn made_in(statements: &[Statement]) -> Vec<&ObjectName> {
    let changes = statements.iter().filter_map(|statement| match &statement.kind {
        StatementKind::Changes(changes) => Some(changes),
        _ => None,
    });
    let made = |change: &SchemaChange| matches!(&change.kind, ChangeKind::CreateTable(own) if !own.if_not_exists);
    changes.flatten().filter(|change| made(change)).map(|change| &change.object).collect()
}

fn is_one_of(made: &[&ObjectName], name: &ObjectName) -> bool {
    made.iter().any(|own| own.name.value.eq_ignore_ascii_case(&name.name.value))
}
