//! The schema as a fold of changes, and the net difference of two schemas.
//!
//! [`Catalog::apply`] takes the statements of migrations in order; [`fold`] applies the pending ones to a copy and keeps a [`Log`];
//! [`difference()`] says which names resolved before and no longer do. Every table, column and object has an identity that outlives
//! renames. Nothing here fails: a change of something unknown means that it existed and that the history is not all there.

mod below;
mod columns;
mod constraints;
mod copies;
mod dependants;
mod difference;
mod ever;
mod follow;
mod infer;
mod log;
mod narrowing;
mod net;
mod objects;
#[cfg(test)]
mod partitions_tests;
mod parts;
mod relations;
mod render;
mod routines;
mod tables;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod toy;
mod values;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::model::change::{ChangeKind, SchemaChange, Statement, StatementKind};
use crate::model::name::{Dialect, Ident, ObjectName, lower};
use crate::source::{Revision, SourceFile, Span};

pub use dependants::{Dependant, DependantKind};
pub use difference::difference;
pub use ever::ever;
pub use log::{Deed, Entry, Log};
pub use net::{NetChange, NetKey, ObjectKind};
pub use parts::{
    Check, Column, ColumnId, EnumType, ForeignKey, Function, Index, Key, Label, ObjectId, Table, Trigger, View,
};
pub use render::render;

use infer::Inferred;
use objects::{Objects, Wanted};

/// How deep statements inside statements are followed.
const MAX_DEPTH: usize = 24;

/// The file that a statement stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub path: Arc<str>,
    pub revision: Revision,
}

impl Origin {
    /// The origin of everything in this file.
    pub fn of(file: &SourceFile) -> Self {
        Self { path: file.path.clone(), revision: file.revision }
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span { path: self.path.clone(), revision: self.revision, range: range.clone() }
    }
}

/// A schema.
#[derive(Clone, Debug)]
pub struct Catalog {
    dialect: Dialect,
    tables: Objects<Table>,
    views: Objects<View>,
    types: Objects<EnumType>,
    functions: Objects<Function>,
    triggers: Objects<Trigger>,
    /// Names of tables and views that were dropped or renamed away: seeing another change of them proves nothing.
    gone: BTreeSet<(String, String)>,
    /// The schema of `SET search_path` or `USE`, in force until the end of its file.
    search_path: Option<String>,
    session: Option<Arc<str>>,
    /// Tables are renamed without the views and triggers that name them, until the end of the file.
    renames_stay: bool,
    /// The temporary tables of the session.
    temporary: Vec<ObjectId>,
    /// The search path that every session begins with, as the last file left it; empty: the default schema alone.
    usual_path: Vec<String>,
    /// The same, after the file that says so.
    next_path: Option<Vec<String>>,
    /// Every schema that some statement puts on a search path.
    searched: BTreeSet<String>,
    /// Schemas whose tables somebody else makes: a statement names one of them beside a table of its name without a schema.
    apart: BTreeSet<String>,
    log: Log,
    inferred: Vec<Inferred>,
    next: u32,
}

/// Applies pending statements to a copy of `before`, and tells what they did. What they show to have existed is put into
/// `before` as well, marked as inferred.
pub fn fold<'a>(
    before: &mut Catalog,
    pending: impl IntoIterator<Item = (&'a Statement, &'a Origin)>,
) -> (Catalog, Log) {
    before.begin();
    let mut after = before.clone();
    after.run_all(pending);
    for inferred in std::mem::take(&mut after.inferred) {
        before.accept(inferred);
    }
    before.next = after.next;
    let log = std::mem::take(&mut after.log);
    (after, log)
}

impl Catalog {
    /// An empty schema.
    pub fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            tables: Objects::default(),
            views: Objects::default(),
            types: Objects::default(),
            functions: Objects::default(),
            triggers: Objects::default(),
            gone: BTreeSet::new(),
            search_path: None,
            session: None,
            renames_stay: false,
            temporary: Vec::new(),
            usual_path: Vec::new(),
            next_path: None,
            searched: BTreeSet::new(),
            apart: BTreeSet::new(),
            log: Log::default(),
            inferred: Vec::new(),
            next: 1,
        }
    }

    /// Applies statements as [`fold`] does, without keeping the schema before them.
    pub fn advance<'a>(&mut self, pending: impl IntoIterator<Item = (&'a Statement, &'a Origin)>) {
        self.begin();
        self.run_all(pending);
        self.inferred.clear();
        self.log = Log::default();
    }

    fn begin(&mut self) {
        self.end_session();
        // What history did is of no interest any more, and large.
        self.log = Log::default();
        self.inferred.clear();
        self.read_views();
    }

    fn run_all<'a>(&mut self, pending: impl IntoIterator<Item = (&'a Statement, &'a Origin)>) {
        for (statement, origin) in pending {
            self.apply(statement, origin);
        }
        self.end_session();
        self.read_views();
    }

    /// The dialect by whose rules names are compared.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Every table that is not temporary, in the order in which they came to be.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.values().filter(|table| !table.temporary)
    }

    /// Every view.
    pub fn views(&self) -> impl Iterator<Item = &View> {
        self.views.values()
    }

    /// Every enum type whose values are known.
    pub fn enums(&self) -> impl Iterator<Item = &EnumType> {
        self.types.values().filter(|of| !of.opaque)
    }

    /// Every other type, and those of which no values are known.
    pub fn other_types(&self) -> impl Iterator<Item = &EnumType> {
        self.types.values().filter(|of| of.opaque)
    }

    /// Every function and procedure.
    pub fn functions(&self) -> impl Iterator<Item = &Function> {
        self.functions.values()
    }

    /// Every trigger.
    pub fn triggers(&self) -> impl Iterator<Item = &Trigger> {
        self.triggers.values()
    }

    /// The table that a name means: by its schema, or by the search path, or the only one of that name; as the dialect
    /// compares names, or else in any case.
    pub fn table(&self, name: &ObjectName) -> Option<&Table> {
        self.tables.get(self.tables.find(&self.wanted(name), &self.path(), false)?)
    }

    /// The view that a name means, looked up like [`Catalog::table`].
    pub fn view(&self, name: &ObjectName) -> Option<&View> {
        self.views.get(self.views.find(&self.wanted(name), &self.path(), false)?)
    }

    /// The enum type that a name means.
    pub fn enum_type(&self, name: &ObjectName) -> Option<&EnumType> {
        self.types.get(self.types.find(&self.wanted(name), &self.path(), false)?).filter(|of| !of.opaque)
    }

    /// The type that a name means, of any kind that a migration makes.
    pub fn own_type(&self, name: &ObjectName) -> Option<&EnumType> {
        self.types.get(self.types.find(&self.wanted(name), &self.path(), false)?)
    }

    /// The function or procedure that a name means.
    pub fn function(&self, name: &ObjectName) -> Option<&Function> {
        self.functions.get(self.functions.find(&self.wanted(name), &self.path(), false)?)
    }

    /// A column of the table that a name means.
    pub fn column(&self, table: &ObjectName, column: &Ident) -> Option<(&Table, &Column)> {
        let table = self.table(table)?;
        Some((table, table.column(column)?))
    }

    /// The table with this identity.
    pub fn table_by_id(&self, id: ObjectId) -> Option<&Table> {
        self.tables.get(id)
    }

    /// The view with this identity.
    pub fn view_by_id(&self, id: ObjectId) -> Option<&View> {
        self.views.get(id)
    }

    /// The last identity that was given: what comes to be has a later one.
    pub fn last_id(&self) -> ObjectId {
        ObjectId(self.next)
    }

    /// The tables of [`Catalog::tables`] that came to be after this identity.
    pub fn tables_since(&self, last: ObjectId) -> impl Iterator<Item = &Table> {
        self.tables.since(last).filter(|table| !table.temporary)
    }

    /// The views that came to be after this identity.
    pub fn views_since(&self, last: ObjectId) -> impl Iterator<Item = &View> {
        self.views.since(last)
    }

    /// Applies a statement, and those inside it that run at once. Temporary tables and `SET search_path` last as long as
    /// statements come from one file.
    pub fn apply(&mut self, statement: &Statement, origin: &Origin) {
        self.enter(origin);
        self.run(statement, origin, 0, &mut BTreeSet::new());
    }

    /// Applies one change.
    pub fn apply_change(&mut self, change: &SchemaChange, origin: &Origin) {
        self.enter(origin);
        self.change(change, origin);
    }

    fn enter(&mut self, origin: &Origin) {
        if self.session.as_ref() != Some(&origin.path) {
            self.end_session();
            self.session = Some(origin.path.clone());
        }
    }

    fn end_session(&mut self) {
        self.search_path = None;
        self.session = None;
        self.renames_stay = false;
        if let Some(path) = self.next_path.take() {
            self.usual_path = path;
        }
        for id in std::mem::take(&mut self.temporary) {
            self.tables.remove(id);
        }
        // `CREATE FUNCTION pg_temp.f` (PostgreSQL's manual, "CREATE FUNCTION", and of `search_path`).
        let temporary = |own: &Function| own.label.schema == TEMPORARY;
        let functions: Vec<ObjectId> =
            self.functions.iter().filter(|(_, own)| temporary(own)).map(|(id, _)| id).collect();
        for id in functions {
            self.functions.remove(id);
        }
    }

    /// `called` holds the functions that ran already, so that each runs once a statement however they call one another.
    fn run(&mut self, statement: &Statement, origin: &Origin, depth: usize, called: &mut BTreeSet<ObjectId>) {
        if depth > MAX_DEPTH {
            return;
        }
        match &statement.kind {
            StatementKind::Changes(changes) => {
                for change in changes {
                    self.change(change, origin);
                }
                let function = |change: &&SchemaChange| matches!(change.kind, ChangeKind::CreateFunction { .. });
                if let Some(change) = changes.iter().find(function) {
                    self.keep_body(&change.object, statement, origin);
                    return;
                }
                if changes.iter().any(|change| matches!(change.kind, ChangeKind::CreateTrigger { .. })) {
                    return;
                }
            }
            StatementKind::Unparsed { seen, .. } => {
                for change in seen {
                    self.change(change, origin);
                }
            }
            StatementKind::Query(query) => {
                self.note_copies(query, &origin.span(&statement.range));
                self.note_apart(query);
                for name in &query.calls {
                    let Some(id) = self.functions.find(&self.wanted(name), &self.path(), true) else { continue };
                    if called.insert(id) {
                        let body = self.functions.get(id).map(|f| f.statements.clone()).unwrap_or_default();
                        for (inner, place) in &body {
                            self.run(inner, place, depth + 1, called);
                        }
                    }
                }
            }
            StatementKind::Unreadable { .. } => {}
        }
        for inner in &statement.nested {
            self.run(inner, origin, depth + 1, called);
        }
    }

    fn change(&mut self, change: &SchemaChange, origin: &Origin) {
        let span = &origin.span(&change.range);
        let object = &change.object;
        match &change.kind {
            ChangeKind::CreateTable(create) => self.create_table(object, create, origin, span),
            ChangeKind::DropTable { cascade, .. } => self.drop_relation(object, *cascade, false, span),
            ChangeKind::RenameTable { to } | ChangeKind::RenameView { to } => self.rename_relation(object, to, span),
            ChangeKind::SetSchema { to } => self.set_schema(object, to, span),
            ChangeKind::AddColumn { column, .. } => self.add_column(object, column, origin, span),
            ChangeKind::DropColumn { column, if_exists, cascade } => {
                self.drop_column(object, column, *if_exists, *cascade, span);
            }
            ChangeKind::RenameColumn { from, to } => self.rename_column(object, from, to, span),
            ChangeKind::AlterColumn { column, action } => self.alter_column(object, column, action, origin, span),
            ChangeKind::AddConstraint(constraint) => self.alter_constraint(object, constraint, span),
            ChangeKind::DropConstraint { name, .. } => self.drop_constraint(object, name, span),
            ChangeKind::DropPrimaryKey => self.drop_primary_key(object, span),
            ChangeKind::ValidateConstraint { .. } => {}
            ChangeKind::RenameConstraint { from, to } => self.rename_constraint(object, from, to, span),
            ChangeKind::CreateIndex { table, columns, unique, predicate, .. } => {
                self.create_index(object, table, columns, *unique, predicate.as_deref(), span);
            }
            ChangeKind::DropIndex { table, .. } => self.drop_index(object, table.as_ref(), span),
            ChangeKind::RenameIndex { table, to } => {
                self.rename_index(object, table.as_ref(), to, span);
            }
            ChangeKind::CreateView { query, columns, materialized, .. } => {
                self.create_view(object, query, columns, *materialized, span);
            }
            ChangeKind::RefreshView => self.refresh_view(object),
            ChangeKind::RunCode(_) => {}
            ChangeKind::DropView { cascade, .. } => self.drop_relation(object, *cascade, true, span),
            ChangeKind::CreateEnum { values } => self.create_type(object, Some(values), span),
            ChangeKind::CreateType => self.create_type(object, None, span),
            ChangeKind::AddEnumValue { value } => self.add_value(object, value, span),
            ChangeKind::RenameEnumValue { from, to } => self.rename_value(object, from, to, span),
            ChangeKind::DropType { cascade, .. } => self.drop_type(object, *cascade, span),
            ChangeKind::RenameType { to } => self.rename_type(object, to, span),
            ChangeKind::CreateFunction { body, or_replace, procedure, follows, signature } => {
                let id = self.create_function(object, body, *or_replace, *procedure, origin, span);
                self.sign(id, signature.as_deref(), *or_replace, *follows);
            }
            ChangeKind::DropFunction { cascade, .. } => self.drop_function(object, *cascade, span),
            ChangeKind::RenameFunction { to } => self.rename_function(object, to, span),
            ChangeKind::CreateTrigger { table, columns, function, body, fills } => {
                let id = self.create_trigger(object, table, columns, function.as_ref(), body, span);
                self.triggers.get_mut(id).into_iter().for_each(|own| own.fills = *fills);
            }
            ChangeKind::DropTrigger { table, .. } => self.drop_trigger(object, table.as_ref()),
            ChangeKind::RenameSchema { to } => self.rename_schema(object, to, span),
            ChangeKind::DropSchema { cascade, .. } => self.drop_schema(object, *cascade, span),
            ChangeKind::SetSearchPath => self.set_search_path(&object.name),
            ChangeKind::UsualSearchPath { schemas, of_role } => self.set_usual_path(schemas, *of_role),
            ChangeKind::Partition { partition, attached } => self.set_partition(object, partition, *attached),
            ChangeKind::RenamesStay(on) => self.renames_stay = *on,
            ChangeKind::CreateSchema | ChangeKind::Truncate => {}
        }
    }

    fn fresh(&mut self) -> u32 {
        self.next = self.next.saturating_add(1);
        self.next
    }

    fn set_search_path(&mut self, first: &Ident) {
        let usual = first.value.is_empty() || first.value.contains('$') || first.value.eq_ignore_ascii_case("default");
        self.search_path = if usual { None } else { Some(first.key(self.dialect)) };
        self.searched.extend(self.search_path.clone());
    }

    /// A role's path may be that of the code or not: it proves only that a schema may be searched.
    fn set_usual_path(&mut self, schemas: &[Ident], of_role: bool) {
        let path: Vec<String> = schemas.iter().map(|schema| schema.key(self.dialect)).collect();
        self.searched.extend(path.iter().cloned());
        if !of_role {
            self.next_path = Some(path);
        }
    }

    /// Whether a name without a schema may be looked up in this one: the default schema, and those that are put on a search path anywhere.
    pub fn may_search(&self, schema: &str) -> bool {
        schema == self.default_schema() || self.searched.contains(schema)
    }

    /// The schema of unqualified names where nothing else was said.
    fn default_schema(&self) -> &'static str {
        match self.dialect {
            Dialect::Postgres => "public",
            Dialect::Mssql => "dbo",
            Dialect::Sqlite => "main",
            Dialect::Mysql | Dialect::Clickhouse => "",
        }
    }

    /// The schemas in which an unqualified name is looked up, in order.
    fn path(&self) -> Vec<&str> {
        let mut path = vec![TEMPORARY];
        match &self.search_path {
            Some(schema) => path.push(schema),
            None => path.extend(self.usual_path.iter().map(String::as_str)),
        }
        path.push(self.default_schema());
        path
    }

    fn wanted<'a>(&self, name: &'a ObjectName) -> Wanted<'a> {
        let schema = name.schema().filter(|schema| !schema.value.is_empty()).map(|schema| schema.folded(self.dialect));
        Wanted {
            schema,
            key: name.name.folded(self.dialect),
            lower: lower(&name.name.value),
            lenient: matches!(self.dialect, Dialect::Mysql | Dialect::Clickhouse),
        }
    }

    /// The label of an object that is created with this name.
    fn label(&self, name: &ObjectName) -> Label {
        let schema = name.schema().filter(|schema| !schema.value.is_empty()).map(|schema| schema.key(self.dialect));
        let schema = schema.or_else(|| self.search_path.clone()).or_else(|| self.usual_path.first().cloned());
        let schema = schema.unwrap_or_else(|| self.default_schema().to_string());
        Label { written: name.clone(), schema, key: name.name.key(self.dialect) }
    }
}

/// The schema of temporary tables.
const TEMPORARY: &str = "pg_temp";
