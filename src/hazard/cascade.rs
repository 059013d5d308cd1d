//! What a drop takes along: the objects of others that hang on what is dropped, as far as the migrations made them.

use super::release::{Release, same};
use super::{Deed, Moment};
use crate::catalog::{Catalog, Table, View};
use crate::model::change::{ChangeKind, SchemaChange};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::operation::{Fact, Operation};

/// How many dependants a sentence names.
const NAMED: usize = 4;

/// Marks a `CASCADE` that takes something along which the release neither drops itself nor makes again; of an object that is not known, nobody can tell.
pub(super) fn mark(deed: &mut Deed, statement: usize, path: &str, release: &Release<'_>, moment: &Moment<'_>) {
    let Some(object) = deed.table.clone() else { return };
    let now = moment.now;
    let later = |name: &ObjectName, fits: &dyn Fn(&ChangeKind) -> bool| {
        let here = |change: &SchemaChange| same(&change.object, name) && fits(&change.kind);
        release.later((statement, 0), path, &name.name.value, here)
    };
    let known = known(deed.operation, &object, now, moment.dialect);
    if deed.has(Fact::IfExists) && known == Some(false) {
        deed.facts.insert(Fact::NotThere);
    }
    if !deed.has(Fact::Cascade) {
        return;
    }
    let mut along = Vec::new();
    match deed.operation {
        Operation::DropTable | Operation::DropColumn | Operation::DropView => {
            let own = now.table(&object).map(|table| table.id);
            for table in now.tables().filter(|table| Some(table.id) != own && own.is_some() && !table.inferred) {
                let name = &table.label.written;
                let hangs = table.foreign_keys.iter().filter(|key| key.target == own).filter(|key| {
                    deed.column.as_ref().is_none_or(|column| {
                        key.referenced.iter().any(|own| own.folded(moment.dialect) == column.folded(moment.dialect))
                    })
                });
                for key in hangs {
                    let goes = later(name, &|kind| match kind {
                        ChangeKind::DropTable { .. } => true,
                        ChangeKind::DropColumn { column, .. } => key.columns.contains(column),
                        ChangeKind::DropConstraint { name, .. } => key.name.as_deref() == Some(&name.value),
                        ChangeKind::AddConstraint(_) => true,
                        _ => false,
                    });
                    if !goes {
                        along.push(format!("the foreign key of `{}`", table.name()));
                    }
                }
            }
            let views = now.views().filter(|view| !same(&view.label.written, &object));
            for view in views.filter(|view| reads(view, &object, deed.column.as_ref(), moment.dialect)) {
                let name = &view.label.written;
                if !later(name, &handles) {
                    along.push(format!("the view `{}`", name.name.value));
                }
            }
        }
        Operation::DropFunction => {
            let calls = |own: &Option<ObjectName>| own.as_ref().is_some_and(|own| same(own, &object));
            for trigger in now.triggers().filter(|trigger| calls(&trigger.function)) {
                let name = &trigger.label.written;
                if !later(name, &handles) {
                    along.push(format!("the trigger `{}`", name.name.value));
                }
            }
        }
        Operation::DropType | Operation::DropDomain => {
            for table in now.tables().filter(|table| !table.inferred) {
                for column in table.columns.iter().filter(|column| is_type(&column.data_type, &object)) {
                    let goes = later(&table.label.written, &|kind| match kind {
                        ChangeKind::DropTable { .. } => true,
                        ChangeKind::DropColumn { column: own, .. } => own.value == column.name.value,
                        _ => false,
                    });
                    if !goes {
                        along.push(format!("the column `{}.{}`", table.name(), column.name.value));
                    }
                }
            }
        }
        Operation::DropSequence => {
            let called = object.name.value.to_lowercase();
            for table in now.tables() {
                let uses = |default: &Option<String>| default.as_ref().is_some_and(|own| own.contains(&called));
                along.extend(
                    table
                        .columns
                        .iter()
                        .filter(|column| uses(&column.default))
                        .map(|column| format!("the default of `{}.{}`", table.name(), column.name.value)),
                );
            }
        }
        _ => {}
    }
    along.sort();
    along.dedup();
    let unknown = !deed.has(Fact::IfExists) && known != Some(true) && !deed.has(Fact::NewTable);
    if along.is_empty() && !unknown {
        return;
    }
    deed.facts.insert(Fact::TakesAlong);
    let more = along.len().saturating_sub(NAMED);
    along.truncate(NAMED);
    let mut text = along.join(", ");
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    deed.names.insert("what", if text.is_empty() { "whatever depends on it".to_owned() } else { text });
}

/// The view that keeps PostgreSQL from changing a column's type.
pub(super) fn view_on(table: &Table, column: &Ident, now: &Catalog, dialect: Dialect) -> Option<String> {
    let mut views = now.views().filter(|view| !view.inferred);
    views
        .find(|view| reads(view, &table.label.written, Some(column), dialect))
        .map(|view| view.label.written.name.value.clone())
}

/// Whether a change drops a view or trigger, or makes it anew.
fn handles(kind: &ChangeKind) -> bool {
    matches!(
        kind,
        ChangeKind::DropView { .. }
            | ChangeKind::CreateView { .. }
            | ChangeKind::DropTrigger { .. }
            | ChangeKind::CreateTrigger { .. }
    )
}

/// Whether a view reads the table, or one column of it.
fn reads(view: &View, object: &ObjectName, column: Option<&Ident>, dialect: Dialect) -> bool {
    let of = |table: usize| view.query.tables.get(table).is_some_and(|own| same(&own.name, object));
    let Some(column) = column else { return (0..view.query.tables.len()).any(of) };
    let key = column.key(dialect);
    let named = view.query.columns.iter().any(|own| {
        // Of several tables that may have it, only one whose name is said is sure.
        let scope = own.scopes.first();
        own.column.folded(dialect) == key
            && scope.is_some_and(|scope| scope.len() == 1 && scope.iter().all(|at| of(*at)))
    });
    let listed = || view.columns.as_ref().is_some_and(|all| all.iter().any(|own| own.folded(dialect) == key));
    named || listed() && view.query.stars.iter().any(|star| star.tables.iter().any(|at| of(*at)))
}

fn is_type(written: &str, object: &ObjectName) -> bool {
    let bare = written.trim().trim_end_matches("[]").replace('"', "");
    let last = bare.rsplit('.').next().unwrap_or_default();
    last.eq_ignore_ascii_case(&object.name.value)
}

/// Whether the migrations made it; `None`: of such objects nothing is kept.
fn known(operation: Operation, object: &ObjectName, now: &Catalog, dialect: Dialect) -> Option<bool> {
    match operation {
        Operation::DropTable | Operation::DropColumn => Some(now.table(object).is_some_and(|table| !table.inferred)),
        Operation::DropView => Some(now.view(object).is_some_and(|view| !view.inferred)),
        Operation::DropFunction => Some(now.function(object).is_some()),
        Operation::DropType => Some(now.enum_type(object).is_some()),
        Operation::DropSchema => {
            let key = object.name.key(dialect);
            let relations = now.tables().map(|table| &table.label).chain(now.views().map(|view| &view.label));
            Some(relations.into_iter().any(|label| label.schema == key))
        }
        _ => None,
    }
}
