//! Plans with the places in the code: what is asked for, or what the pending migrations do, each with the uses that its releases have to change.

use std::sync::Arc;

use crate::catalog::{Catalog, Column, Table};
use crate::config::Config;
use crate::migration::MigrationSet;
use crate::model::change::{ChangeKind, ColumnAction, StatementKind};
use crate::model::event::EventKind;
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::Reference;
use crate::model::report::Problem;
use crate::plan::{self, Change, Outage, Plan, Restore, Start};

use crate::source::{Revision, Span};

use super::database::Database;
use super::usages::{self, Imagined};
use super::{Project, nothing_found, open};

/// What is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanFor {
    /// What the pending migrations do; `fill` is for those that make a column NOT NULL.
    Pending { fill: Option<String> },
    /// A table, or a column as `table.column`.
    Named { name: String, change: Change },
}

/// A plan with what it has to change.
#[derive(Clone, Debug)]
pub struct Planned {
    pub plan: Plan,
    /// The index of its database.
    pub at: usize,
    /// The migration that made the table.
    pub made_by: String,
    /// Uses in the code here, and those that only the deployed code has.
    pub uses: Vec<Reference>,
    /// INSERTs that leave the column out, where that matters.
    pub omits: Vec<Reference>,
    /// Views, functions and triggers.
    pub database: Vec<Reference>,
    /// What happens if the change meets code that is not ready for it.
    pub outage: Outage,
}

/// The answer, with the project that it is about.
pub struct Plans {
    pub planned: Vec<Planned>,
    /// Why there is no plan for something that was asked for.
    pub refused: Vec<String>,
    /// Every name that could have been asked for.
    pub names: Vec<String>,
    pub problems: Vec<Problem>,
    /// The project without the migrations that were written for these very plans.
    pub project: Project,
    /// The sets of migrations with them, in the order of the databases.
    pub sets: Vec<MigrationSet>,
    /// Those migrations with their texts.
    pub written: Vec<(String, Arc<str>)>,
}

/// One change of one database, found in its schema.
struct Target {
    at: usize,
    /// From the schema before the pending migrations, rather than after them.
    before: bool,
    table: ObjectName,
    column: Option<Ident>,
    change: Change,
}

impl Target {
    fn catalog<'p>(&self, project: &'p Project) -> &'p Catalog {
        let database = &project.databases[self.at];
        if self.before { &database.before } else { &database.after }
    }

    fn find<'p>(&self, project: &'p Project) -> Option<(&'p Table, Option<&'p Column>)> {
        let table = self.catalog(project).table(&self.table)?;
        match &self.column {
            Some(column) => Some((table, Some(table.column(column)?))),
            None => Some((table, None)),
        }
    }
}

/// Makes the plans and finds their places.
pub fn plans(config: &Config, wanted: &PlanFor) -> Plans {
    let mut project = open(config);
    let sets: Vec<MigrationSet> = project.databases.iter().map(|database| database.set.clone()).collect();
    let mut written = Vec::new();
    if let PlanFor::Named { name, change } = wanted {
        written = self::written(&project, name, change);
        if !written.is_empty() {
            // A plan is carried out over weeks; it goes on from the schema that it began with.
            let mut before = config.clone();
            before.exclude.extend(written.iter().map(|(path, _)| globset::escape(path)));
            project = open(&before);
        }
    }
    let mut problems = project.trees.problems();
    let targets: Vec<Target> = match wanted {
        PlanFor::Named { name, change } => {
            let all = project.databases.iter().enumerate();
            all.filter_map(|(at, one)| named_in(at, &one.after, name, change)).collect()
        }
        PlanFor::Pending { fill } => {
            project.databases.iter().enumerate().flat_map(|(at, one)| pending(at, one, fill.as_ref())).collect()
        }
    };
    let mut refused = Vec::new();
    let (mut planned, mut imagined): (Vec<Planned>, Vec<Imagined>) = (Vec::new(), Vec::new());
    for target in &targets {
        let Some((table, column)) = target.find(&project) else { continue };
        let dialect = project.databases[target.at].dialect;
        let start = Start { catalog: target.catalog(&project), table, column, dialect, sources: &project.sources };
        match plan::plan(&start, &target.change) {
            Ok(plan) => {
                let (drop, required) = imagine(target, &start);
                imagined.extend([drop, required]);
                let made_by = table.span.path.to_string();
                let (uses, omits, database) = (Vec::new(), Vec::new(), Vec::new());
                let outage = plan::outage(&start, &target.change);
                planned.push(Planned { plan, at: target.at, made_by, uses, omits, database, outage });
            }
            Err(why) if !refused.contains(&why) => refused.push(why),
            Err(_) => {}
        }
    }
    let found = usages::search(config, &mut project, &imagined);
    let mut found = found.into_iter();
    for one in &mut planned {
        let drops = found.next().unwrap_or_default();
        for usage in drops {
            super::union(&mut one.uses, usage.head);
            super::union(&mut one.uses, usage.base);
            super::union(&mut one.database, usage.database);
        }
        for usage in found.next().unwrap_or_default() {
            super::union(&mut one.omits, usage.head);
            super::union(&mut one.omits, usage.base);
        }
        if !one.database.is_empty() {
            let note = "objects of the database name it (see the places): replace each before it goes".to_string();
            one.plan.notes.push(note);
        }
    }
    let names = project.databases.iter().flat_map(|database| usages::all_names(&database.after)).collect();
    problems.append(&mut project.problems);
    if project.is_empty() && !problems.iter().any(|problem| problem.fatal) {
        problems.push(nothing_found(config));
    }
    Plans { planned, refused, names, problems, project, sets, written }
}

/// The migrations that were written for earlier releases of this plan. The last of them may have taken the object away.
fn written(project: &Project, name: &str, change: &Change) -> Vec<(String, Arc<str>)> {
    let mut marks = Vec::new();
    for (at, database) in project.databases.iter().enumerate() {
        for catalog in [&database.after, &database.before] {
            let Some(target) = named_in(at, catalog, name, change) else { continue };
            let Some(table) = catalog.table(&target.table) else { continue };
            let column = target.column.as_ref().and_then(|column| table.column(column));
            let start = Start { catalog, table, column, dialect: database.dialect, sources: &project.sources };
            marks.push(plan::mark(&plan::title(&start, &target.change)));
        }
    }
    let files = project.databases.iter().flat_map(|database| &database.set.files);
    let says = |path: &str| {
        let span = Span { path: path.into(), revision: Revision::Head, range: 0..0 };
        let text = project.sources.text(&span)?;
        marks.iter().any(|mark| text.contains(mark.as_str())).then(|| (path.to_string(), text.clone()))
    };
    files.filter_map(|file| says(&file.path)).collect()
}

/// What puts a column back that any migration took away, or that is still there: `config` compares with no base, so that its schema has every name that ever was.
/// Also the project, and every name that can be asked for.
pub fn restores(config: &Config, name: &str) -> (Vec<Result<Restore, String>>, Vec<String>, Project) {
    let project = open(config);
    let mut restores = Vec::new();
    for (at, database) in project.databases.iter().enumerate() {
        let Some(mut target) = named_in(at, &database.before, name, &Change::DropColumn) else { continue };
        target.before = true;
        let Some((table, column)) = target.find(&project) else { continue };
        let start =
            Start { catalog: &database.before, table, column, dialect: database.dialect, sources: &project.sources };
        restores.push(plan::restore(&start));
    }
    let names = project.databases.iter().flat_map(|database| usages::all_names(&database.before)).collect();
    (restores, names, project)
}

/// The object of this name: a table before a column, as `a.b` may be either.
fn named_in(at: usize, catalog: &Catalog, name: &str, change: &Change) -> Option<Target> {
    let parts: Vec<Ident> = name
        .split('.')
        .map(|part| Ident::new(part.trim_matches(['"', '`', '[', ']'])))
        .filter(|part| !part.value.is_empty())
        .collect();
    let whole = ObjectName::from_parts(parts.clone())?;
    let target = |table, column, change| Some(Target { at, before: false, table, column, change });
    if let Some(table) = catalog.table(&whole) {
        let change = match change {
            Change::DropColumn => Change::DropTable,
            Change::RenameColumn { to } => Change::RenameTable { to: to.clone() },
            other => other.clone(),
        };
        return target(table.label.written.clone(), None, change);
    }
    let (column, table) = parts.split_last()?;
    let table = catalog.table(&ObjectName::from_parts(table.to_vec())?)?;
    let column = table.column(column)?;
    target(table.label.written.clone(), Some(column.name.clone()), change.clone())
}

/// What the pending migrations do that a plan is for.
fn pending(at: usize, database: &Database, fill: Option<&String>) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    let mut add = |table: &ObjectName, column: Option<&Ident>, change: Change| {
        let known =
            targets.iter().any(|one| one.table == *table && one.column.as_ref() == column && one.change == change);
        if !known {
            targets.push(Target { at, before: true, table: table.clone(), column: column.cloned(), change });
        }
    };
    for change in &database.net {
        let Some(table) = database.before.table_by_id(change.id) else { continue };
        let column = change.column.as_deref().and_then(|name| table.column_named(name));
        let name = column.map(|column| &column.name);
        let to = || change.renamed_to.clone().unwrap_or_default();
        match change.kind {
            EventKind::ColumnDropped if name.is_some() => add(&table.label.written, name, Change::DropColumn),
            EventKind::ColumnRenamed if name.is_some() => {
                add(&table.label.written, name, Change::RenameColumn { to: to() })
            }
            EventKind::TableDropped => add(&table.label.written, None, Change::DropTable),
            EventKind::TableRenamed => add(&table.label.written, None, Change::RenameTable { to: to() }),
            _ => {}
        }
    }
    for placed in &database.pending {
        let StatementKind::Changes(changes) = &placed.statement.kind else { continue };
        for change in changes {
            let ChangeKind::AlterColumn { column, action } = &change.kind else { continue };
            let Some((table, known)) = database.before.column(&change.object, column) else { continue };
            let retype =
                |to: &String| (*to != known.data_type && !to.is_empty()).then(|| Change::Retype { to: to.clone() });
            let required = |so: bool| (so && known.nullable).then(|| Change::NotNull { fill: fill.cloned() });
            let found: [Option<Change>; 2] = match action {
                ColumnAction::SetType { data_type } => [retype(data_type), None],
                ColumnAction::SetNotNull => [required(true), None],
                ColumnAction::Redefine(new) => [retype(&new.data_type), required(!new.nullable)],
                _ => [None, None],
            };
            for change in found.into_iter().flatten() {
                add(&table.label.written, Some(&known.name), change);
            }
        }
    }
    targets
}

/// The steps whose uses are looked for: the object is dropped; the column is required.
fn imagine(target: &Target, start: &Start<'_>) -> (Imagined, Imagined) {
    let drop = match start.column {
        Some(column) => usages::drop_column(start.table, column),
        None => usages::drop_table(start.table),
    };
    let required = match (&target.change, start.column) {
        (Change::NotNull { .. }, Some(column)) => {
            let kind = ChangeKind::AlterColumn { column: column.name.clone(), action: ColumnAction::SetNotNull };
            vec![usages::change(kind, &start.table.label.written, &column.span)]
        }
        _ => Vec::new(),
    };
    (usages::imagine(target.at, start.catalog, &[drop]), usages::imagine(target.at, start.catalog, &required))
}
