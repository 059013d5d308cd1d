//! SQL files outside of the history that migrations written in code run: `cursor.execute(open("sqls/0012_totals.sql").read())`. What such a file does ran once; a function, a
//! view or a trigger that it makes stays until a later file makes it anew. Only files that hold the newest text of something are what the database has.

use std::collections::HashMap;

use super::super::database::Database;
use super::Code;
use crate::migration;
use crate::model::change::{ChangeKind, SchemaChange, StatementKind};
use crate::model::name::Dialect;
use crate::source::Tree;
use crate::sql;

/// By the name of a file, the first migration that names it and its database's dialect: it was written for that one, and one that takes another back may name it
/// again.
type Named = HashMap<String, (usize, Dialect)>;

impl Code {
    /// Leaves out the SQL files that ran, and hold nothing that the database still has.
    pub fn leave_replaced(&mut self, tree: &impl Tree, databases: &[Database]) {
        if self.sql.is_empty() {
            return;
        }
        let named = named(tree, databases);
        if !self.sql.keys().any(|path| named.contains_key(file_name(path))) {
            return;
        }
        let mut newest: HashMap<Vec<String>, usize> = HashMap::new();
        for path in tree.paths().iter().filter(|path| path.ends_with(".sql")) {
            let Some((at, dialect)) = named.get(file_name(path)) else { continue };
            for object in tree.read(path).and_then(|text| made(&text, *dialect)).into_iter().flatten() {
                let known = newest.entry(object).or_default();
                *known = (*known).max(*at);
            }
        }
        self.sql.retain(|path, source| {
            let Some((at, dialect)) = named.get(file_name(path)) else { return true };
            made(&source.text, *dialect).is_none_or(|made| made.iter().any(|object| newest.get(object) == Some(at)))
        });
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The SQL files that the migrations in code name.
fn named(tree: &impl Tree, databases: &[Database]) -> Named {
    let mut named = Named::new();
    let in_code =
        |database: &&Database| migration::layout(database.set.layout).is_some_and(|layout| !layout.runs_sql());
    for database in databases.iter().filter(in_code) {
        for (at, file) in database.set.files.iter().enumerate() {
            let Some(text) = tree.read(&file.path).filter(|text| text.contains(".sql")) else { continue };
            for name in names(&text) {
                named.entry(name.to_owned()).or_insert((at, database.dialect));
            }
        }
    }
    named
}

/// The names of SQL files in a text, without their folders.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    text.match_indices(".sql").filter_map(move |(at, ending)| {
        let before = text.get(..at)?;
        let start = before.trim_end_matches(is_part).len();
        let after = text.get(at + ending.len()..)?;
        (start < at && !after.starts_with(is_part)).then(|| text.get(start..at + ending.len())).flatten()
    })
}

/// The functions, views and triggers that a text makes, by their names as the database compares them; `None` if not all of it can be read.
fn made(text: &str, dialect: Dialect) -> Option<Vec<Vec<String>>> {
    let statements = sql::read_migration(text, 0..text.len(), dialect);
    let is_unread =
        |kind: &StatementKind| matches!(kind, StatementKind::Unparsed { .. } | StatementKind::Unreadable { .. });
    if statements.iter().any(|statement| is_unread(&statement.kind)) {
        return None;
    }
    let changes = statements.iter().flat_map(|statement| match &statement.kind {
        StatementKind::Changes(changes) => changes.as_slice(),
        _ => &[],
    });
    let is_kept = |change: &&SchemaChange| {
        use ChangeKind::{CreateFunction, CreateTrigger, CreateView};
        matches!(change.kind, CreateFunction { .. } | CreateView { .. } | CreateTrigger { .. })
    };
    let name = |change: &SchemaChange| {
        let parts = change.object.qualifiers.iter().chain([&change.object.name]).map(|part| part.key(dialect));
        parts.filter(|part| part != "public").collect()
    };
    Some(changes.filter(is_kept).map(name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_makes_and_names() {
        let text = "CREATE OR REPLACE FUNCTION public.totals(id int) RETURNS int AS $$ SELECT 1 $$;\n\
                    create materialized view if not exists \"Sums\" as select 1; create table t (id int); update t set a = 1;\n\
                    -- create view totals\ncreate trigger seen after insert on app.t for each row execute function app.see()";
        let shown = |text| -> Option<Vec<String>> {
            Some(made(text, Dialect::Postgres)?.into_iter().map(|name| name.join(".")).collect())
        };
        assert_eq!(shown(text).unwrap(), ["totals", "Sums", "seen"]);
        assert_eq!(shown("update t set a = 1").unwrap(), Vec::<String>::new());
        assert_eq!(shown("create or replace drop"), None);
        let code = "run(['0012_totals.sql', \"sql/sums-up.sql\"]); x.sqlite; '.sql'; é.sql";
        assert_eq!(names(code).collect::<Vec<_>>(), ["0012_totals.sql", "sums-up.sql", "é.sql"]);
    }
}
