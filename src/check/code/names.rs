//! What is looked for in the code: the names of what changes, and what stands for them.

use std::sync::OnceLock;

use crate::catalog::{Catalog, NetChange, ObjectKind, Table};
use crate::check::database::Database;
use crate::input::Word;
use crate::model::event::EventKind;
use crate::orm::{laravel_packages, naming};
use crate::reference::leads::{Columns, Tables};

/// What is looked for in the code.
pub struct Names {
    /// Columns and enum values that change.
    pub(super) columns: Vec<String>,
    /// Tables that change, or hold what changes.
    pub(super) tables: Vec<String>,
    models: OnceLock<Vec<String>>,
    /// Columns and tables that go: their names alone are shown where a use is proved.
    pub(super) gone: Vec<String>,
    /// A file that only names a table matters as well: its inserts, or the table itself.
    pub(super) whole_tables: bool,
    /// If so, only what takes rows by position does: the tables and their names stay.
    pub(super) only_rows: bool,
    /// Where the migrations stand.
    pub(super) directories: Vec<String>,
    /// Every name under which queries know what changes; `None`: some of it needs no name of a table.
    subjects: Option<Vec<String>>,
    /// With it a file that only names a column is parsed if it leads to one of the tables.
    pub(super) narrow: Option<Narrow>,
}

/// What a file has to lead to.
pub(super) struct Narrow {
    pub tables: Tables,
    pub columns: Columns,
}

impl Names {
    /// The names of all these changes.
    pub fn of<'a>(changes: impl IntoIterator<Item = (&'a Database, &'a NetChange)>) -> Self {
        let (mut columns, mut tables, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        let (mut whole_tables, mut only_rows) = (false, true);
        let mut directories: Vec<String> = Vec::new();
        let mut subjects = Some(Vec::new());
        for (database, change) in changes {
            let names = subjects_of(change, &database.before, &database.after);
            subjects = subjects.zip(names).map(|(all, names): (Vec<String>, _)| all.into_iter().chain(names).collect());
            if !directories.contains(&database.set.directory) {
                directories.push(database.set.directory.clone());
            }
            columns.extend(change.column_names());
            tables.extend(change.table_names());
            gone.extend(change.gone_name().map(str::to_owned));
            whole_tables |= change.concerns_whole_table();
            only_rows &= !change.concerns_whole_table() || change.concerns_only_rows();
        }
        for list in [&mut columns, &mut tables, &mut gone] {
            list.sort();
            list.dedup();
        }
        let models = OnceLock::new();
        Self { columns, tables, models, gone, whole_tables, only_rows, directories, subjects, narrow: None }
    }

    /// The names that models of these tables usually have: needed only where there is code.
    pub(super) fn models(&self) -> &[String] {
        let names_of = |table: &String| {
            let of_models = naming::model_names(table).into_iter().chain(naming::nested_names(table));
            let of_models = of_models.chain(naming::joined_by(table));
            of_models.chain(laravel_packages::models_of(table)).collect::<Vec<String>>()
        };
        self.models.get_or_init(|| self.tables.iter().flat_map(names_of).collect())
    }

    /// Asks of files that only name a column that they lead to its table. Not where a column's name alone is shown as a use that is possible.
    pub fn narrow(&mut self, databases: &[Database]) {
        let tells = |column: &String| {
            let has = |table: &&Table| table.columns.iter().any(|own| own.name.value.eq_ignore_ascii_case(column));
            column.trim_matches('_').contains('_')
                && databases.iter().any(|database| database.before.tables().filter(has).count() == 1)
        };
        if self.columns.iter().any(tells) {
            return;
        }
        let tables = self.subjects.as_ref().and_then(|names| Tables::of(names.iter().cloned()));
        self.narrow = tables.map(|tables| Narrow { tables, columns: Columns::of(&self.columns) });
    }

    /// What stands for them in Python's ORMs: a foreign key without `_id`, a table without the app's label before it.
    pub(super) fn implied(&self) -> Vec<String> {
        let keys = self.columns.iter().filter_map(|column| column.strip_suffix("_id"));
        let tables = self.tables.iter().flat_map(|table| {
            table.match_indices('_').filter_map(|(at, _)| table.get(at + 1..)).filter(|name| name.len() > 2)
        });
        let mut names: Vec<String> = keys.chain(tables).map(str::to_string).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.tables.is_empty()
    }

    /// The columns and tables as words of a search.
    pub fn words(&self) -> Vec<Word<'_>> {
        let columns = self.columns.iter().map(|column| Word::column(column));
        columns.chain(self.tables.iter().map(|table| Word::table(table))).collect()
    }

    /// Whether a column or a value of this name is looked for.
    pub fn has_column(&self, name: &str) -> bool {
        self.columns.iter().any(|column| column.eq_ignore_ascii_case(name))
    }

    /// Whether a table of this name is looked for.
    pub fn has_table(&self, name: &str) -> bool {
        self.tables.iter().any(|table| table.eq_ignore_ascii_case(name))
    }
}

/// The names under which queries know what a change is about, before and after; `None`: they need not name it.
pub(super) fn subjects_of(change: &NetChange, before: &Catalog, after: &Catalog) -> Option<Vec<String>> {
    if matches!(change.kind, EventKind::TypeDropped | EventKind::TypeRenamed) {
        return Some(vec![change.table.clone()]);
    }
    if change.object == ObjectKind::Type
        || matches!(change.kind, EventKind::EnumValueRemoved | EventKind::EnumValueRenamed)
    {
        return None;
    }
    let mut names = vec![change.table.clone()];
    for catalog in [before, after] {
        names.extend(catalog.tables().filter(|table| table.id == change.id).map(|table| table.name().to_owned()));
        let views = catalog.views().filter(|view| view.id == change.id);
        names.extend(views.map(|view| view.label.written.name.value.clone()));
    }
    Some(names)
}
