//! Changes of the schema as operations: which verb each is, and which facts its form shows. Columns, constraints and indexes have files of their own.

use super::forms::Words;
use super::{Deed, Moment, columns, constraints, indexes, outputs};
use crate::model::change::{ChangeKind, CodeKind, ConstraintKind, CreateTable, SchemaChange, Statement};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::operation::{Fact, Operation};

/// Adds the operations of one change.
pub(super) fn of_change(change: &SchemaChange, statement: &Statement, moment: &Moment<'_>, deeds: &mut Vec<Deed>) {
    let object = &change.object;
    let deed = |operation| Deed::new(operation, change.range.clone()).on(object).named("object", object.to_string());
    let one = match &change.kind {
        ChangeKind::CreateTable(create) => return create_table(object, create, statement, change, moment, deeds),
        ChangeKind::DropTable { if_exists, cascade } => {
            let foreign_keys = moment.now.table(object).map_or(0, |table| table.foreign_keys.len());
            forms(deed(Operation::DropTable), *if_exists, *cascade)
                .named("keys", foreign_keys.to_string())
                .called(&object.name, moment)
        }
        ChangeKind::RenameTable { to } => {
            deed(Operation::RenameTable).named("other", to.to_string()).called(&to.name, moment)
        }
        ChangeKind::SetSchema { to } => deed(Operation::SetSchema).named("other", to.value.clone()),
        ChangeKind::AddColumn { column, if_not_exists, .. } => {
            columns::added(object, column, *if_not_exists, &change.range, moment, deeds);
            return;
        }
        ChangeKind::DropColumn { column, if_exists, cascade } => {
            let indexed = moment.now.table(object).is_some_and(|table| {
                let key = column.key(moment.dialect);
                table.indexes.iter().flat_map(|index| &index.columns).any(|own| own.folded(moment.dialect) == key)
            });
            let computed = moment.now.column(object, column).is_some_and(|(_, column)| column.generated);
            forms(deed(Operation::DropColumn).column(column), *if_exists, *cascade)
                .called(column, moment)
                .fact_if(indexed, Fact::Indexed)
                .fact_if(computed, Fact::Generated)
        }
        ChangeKind::RenameColumn { from, to } => {
            deed(Operation::RenameColumn).column(from).named("other", to.value.clone()).called(to, moment)
        }
        ChangeKind::AlterColumn { column, action } => {
            columns::altered(object, column, action, &change.range, moment, deeds);
            return;
        }
        ChangeKind::AddConstraint(constraint) => {
            deeds.extend(constraints::added(object, constraint, &change.range, &[], statement, moment));
            return;
        }
        ChangeKind::DropConstraint { name, if_exists, cascade } => {
            forms(constraints::dropped(object, &name.value, &change.range, moment), *if_exists, *cascade)
        }
        ChangeKind::DropPrimaryKey => constraints::primary_dropped(deed(Operation::DropConstraint), moment),
        ChangeKind::ValidateConstraint { name } => {
            deed(Operation::ValidateConstraint).named("constraint", name.value.clone())
        }
        ChangeKind::RenameConstraint { from, .. } => renamed(deed(Operation::RenameObject), "constraint", &from.value),
        ChangeKind::CreateIndex { .. } => {
            deeds.extend(indexes::created(change, moment));
            return;
        }
        ChangeKind::DropIndex { .. } => {
            deeds.extend(indexes::dropped(change, moment));
            return;
        }
        ChangeKind::RenameIndex { to, .. } => {
            renamed(deed(Operation::RenameObject), "index", &object.name.value).called(to, moment)
        }
        ChangeKind::CreateView { materialized, or_replace, columns, query } => {
            let words = Words::head(moment.text, &statement.range, moment.dialect);
            let twice = outputs::twice(columns, query, &words, moment.dialect);
            let replaces = *or_replace && moment.now.view(object).is_some();
            deed(Operation::CreateView)
                .fact_if(twice.is_some(), Fact::DuplicateColumn)
                .named("what", twice.unwrap_or_default())
                .fact_if(*materialized, Fact::Materialized)
                .fact_if(replaces, Fact::OrReplace)
                .called(&object.name, moment)
        }
        ChangeKind::DropView { if_exists, cascade, materialized } => {
            forms(deed(Operation::DropView), *if_exists, *cascade).fact_if(*materialized, Fact::Materialized)
        }
        ChangeKind::RenameView { .. } => renamed(deed(Operation::RenameObject), "view", &object.name.value),
        ChangeKind::CreateEnum { .. } => deed(Operation::CreateEnum),
        ChangeKind::AddEnumValue { value } => {
            let words = Words::of(moment.text, &statement.range, moment.dialect);
            deed(Operation::AddEnumValue)
                .named("what", value.value.clone())
                .fact_if(words.say("BEFORE") || words.say("AFTER"), Fact::Placed)
                .fact_if(words.say("IF NOT EXISTS"), Fact::IfNotExists)
        }
        ChangeKind::RenameEnumValue { from, to } => {
            deed(Operation::RenameEnumValue).named("what", from.value.clone()).named("other", to.value.clone())
        }
        ChangeKind::DropType { if_exists, cascade } => forms(deed(Operation::DropType), *if_exists, *cascade),
        ChangeKind::RenameType { .. } => renamed(deed(Operation::RenameObject), "type", &object.name.value),
        ChangeKind::CreateFunction { or_replace, .. } => {
            let replaces = *or_replace && moment.now.function(object).is_some();
            let words = Words::of(moment.text, &statement.range, moment.dialect);
            deed(Operation::CreateFunction)
                .fact_if(replaces, Fact::OrReplace)
                .fact_if(words.say("SECURITY DEFINER"), Fact::SecurityDefiner)
                .fact_if(words.say("SET search_path"), Fact::SearchPath)
        }
        ChangeKind::DropFunction { if_exists, cascade, .. } => {
            forms(deed(Operation::DropFunction), *if_exists, *cascade)
        }
        ChangeKind::RenameFunction { .. } => renamed(deed(Operation::RenameObject), "function", &object.name.value),
        ChangeKind::CreateTrigger { table, .. } => {
            deed(Operation::CreateTrigger).on(table).named("what", object.name.value.clone())
        }
        ChangeKind::DropTrigger { table, if_exists } => {
            let deed = forms(deed(Operation::DropTrigger), *if_exists, false).named("what", object.name.value.clone());
            match table {
                Some(table) => deed.on(table),
                None => deed,
            }
        }
        // In MySQL it is another word for a database.
        ChangeKind::DropSchema { if_exists, .. } if moment.dialect == Dialect::Mysql => {
            forms(deed(Operation::DropDatabase), *if_exists, false)
        }
        ChangeKind::DropSchema { if_exists, cascade } => forms(deed(Operation::DropSchema), *if_exists, *cascade),
        ChangeKind::Truncate => {
            let words = Words::of(moment.text, &statement.range, moment.dialect);
            deed(Operation::Truncate).fact(Fact::WithoutWhere).fact_if(words.say("CASCADE"), Fact::Cascade)
        }
        ChangeKind::RunCode(step) => {
            let operation = match step.what {
                CodeKind::Function => Operation::RunCode,
                CodeKind::Sql => Operation::RunSql,
                CodeKind::Whole => Operation::Migrate,
                CodeKind::Operation => Operation::OneWay,
            };
            Deed::new(operation, change.range.clone())
                .named("object", object.to_string())
                .named("what", step.live.clone().or(step.why.clone()).unwrap_or_default())
                .fact_if(!step.is_reversible, Fact::NoReverse)
                .fact_if(step.live.is_some(), Fact::LiveModel)
        }
        // Of a partition the words of the statement tell more.
        ChangeKind::CreateType
        | ChangeKind::CreateSchema
        | ChangeKind::RenameSchema { .. }
        | ChangeKind::SetSearchPath
        | ChangeKind::RenamesStay(_)
        | ChangeKind::UsualSearchPath { .. }
        | ChangeKind::RefreshView
        | ChangeKind::Partition { .. } => return,
    };
    deeds.push(one);
}

fn forms(deed: Deed, if_exists: bool, cascade: bool) -> Deed {
    deed.fact_if(if_exists, Fact::IfExists).fact_if(cascade, Fact::Cascade)
}

fn renamed(deed: Deed, kind: &str, name: &str) -> Deed {
    deed.named("what", format!("{kind} `{name}`"))
}

fn create_table(
    object: &ObjectName,
    create: &CreateTable,
    statement: &Statement,
    change: &SchemaChange,
    moment: &Moment<'_>,
    deeds: &mut Vec<Deed>,
) {
    let words = Words::of(moment.text, &statement.range, moment.dialect);
    let keyed =
        create.columns.iter().any(|column| column.primary_key || column.generated && moment.dialect == Dialect::Mysql)
            || create.constraints.iter().any(|one| constraints::is_primary(&one.kind));
    let twice = create.columns.iter().enumerate().find(|(at, column)| {
        let key = column.name.key(moment.dialect);
        create.columns.iter().take(*at).any(|other| other.name.folded(moment.dialect) == key)
    });
    let twice = twice.map(|(_, column)| column.name.value.clone()).or_else(|| {
        let query = create.query.as_deref().filter(|_| create.columns.is_empty())?;
        outputs::twice(&[], query, &words, moment.dialect)
    });
    let bare = !keyed && create.like.is_empty() && create.query.is_none() && !create.columns.is_empty();
    let deed = Deed::new(Operation::CreateTable, change.range.clone())
        .on(object)
        .named("object", object.to_string())
        .fact_if(twice.is_some(), Fact::DuplicateColumn)
        .named("what", twice.unwrap_or_default())
        .fact_if(create.temporary, Fact::Temporary)
        .fact_if(create.temporary && words.say("ON COMMIT DROP"), Fact::DroppedAtCommit)
        .fact_if(create.if_not_exists, Fact::IfNotExists)
        .fact_if(create.query.is_some(), Fact::AsSelect)
        .fact_if(create.query.is_some() && !words.say("WITH NO DATA"), Fact::WithData)
        .fact_if(words.say("UNLOGGED"), Fact::Unlogged)
        .called(&object.name, moment)
        .fact_if(bare && !create.temporary, Fact::WithoutPrimaryKey);
    deeds.push(deed);
    let defined: Vec<(Ident, String)> =
        create.columns.iter().map(|column| (column.name.clone(), column.data_type.clone())).collect();
    let key: Vec<String> = primary_key(create).iter().map(|column| column.key(moment.dialect)).collect();
    for column in &create.columns {
        let only_key = [column.name.key(moment.dialect)] == key[..];
        deeds.push(columns::defined(object, column, true, only_key, moment));
        if let Some((other, referenced)) = &column.references {
            let deed = Deed::new(Operation::AddForeignKey, column.range.clone()).on(object).column(&column.name);
            deeds.push(
                constraints::foreign_key(deed, std::slice::from_ref(&column.name), other, referenced, &defined, moment)
                    .fact(Fact::Inline)
                    .fact(Fact::NewTable),
            );
        }
    }
    for constraint in &create.constraints {
        if let Some(deed) = constraints::added(object, constraint, &change.range, &defined, statement, moment) {
            // With the table, a constraint costs nothing; a foreign key still locks the other table.
            deeds.push(deed.fact(Fact::Inline).fact(Fact::NewTable));
        }
    }
}

/// The columns of the primary key that a table is made with.
fn primary_key(create: &CreateTable) -> Vec<&Ident> {
    let inline = create.columns.iter().filter(|column| column.primary_key).map(|column| &column.name);
    let listed = create.constraints.iter().filter_map(|one| match &one.kind {
        ConstraintKind::PrimaryKey { columns } => Some(columns),
        _ => None,
    });
    let mut key: Vec<&Ident> = listed.flatten().collect();
    if key.is_empty() {
        key.extend(inline);
    }
    key
}
