//! `ALTER TABLE`: one change for each operation, with the operation's own bytes.

use std::ops::Range;

use sqlparser::ast::{self, AlterColumnOperation, AlterTableOperation, ColumnOption};

use super::constraint::{Lowered, index_name};
use super::lower::Lower;
use super::table::Column;
use crate::model::change::{ChangeKind, ColumnAction, ColumnDef, ColumnPosition};
use crate::model::name::ObjectName;
use crate::sql::query::places::parts;
use crate::sql::query::scan::{Token, cover, split_commas};

/// The tokens of one operation.
type Segment = Vec<Token>;

impl Lower<'_, '_> {
    pub fn alter_table(&mut self, alter: &ast::AlterTable) -> Result<(), String> {
        let object = self.name(&alter.name)?;
        let segments = self.operations(alter);
        let in_step = segments.len() == alter.operations.len();
        for (index, operation) in alter.operations.iter().enumerate() {
            let segment = if in_step { segments.get(index).cloned() } else { self.segment_of(operation, &segments) };
            let range =
                segment.as_deref().and_then(cover).map_or_else(|| self.whole(), |range| self.places.back(range));
            self.operation(operation, &object, range, segment.unwrap_or_default())?;
        }
        Ok(())
    }

    /// The tokens after the table's name, cut at the commas between operations.
    fn operations(&self, alter: &ast::AlterTable) -> Vec<Segment> {
        let last = alter.on_cluster.as_ref().or_else(|| parts(&alter.name).last());
        let Some(end) = last.and_then(|ident| self.places.parsed(ident.span)).map(|range| range.end) else {
            return Vec::new();
        };
        let from = self.tokens.iter().position(|token| token.range.start >= end).unwrap_or(self.tokens.len());
        let rest = self.tokens.get(from..).unwrap_or_default();
        split_commas(rest).into_iter().map(<[Token]>::to_vec).collect()
    }

    /// The segment that holds the name that an operation is about.
    fn segment_of(&self, operation: &AlterTableOperation, segments: &[Segment]) -> Option<Segment> {
        use AlterTableOperation as O;
        let ident = match operation {
            O::AddColumn { column_def, .. } => &column_def.name,
            O::DropColumn { column_names, .. } => column_names.first()?,
            O::DropConstraint { name, .. } | O::DropForeignKey { name, .. } | O::DropIndex { name } => name,
            O::RenameColumn { old_column_name, .. } => old_column_name,
            O::ChangeColumn { old_name, .. } | O::RenameConstraint { old_name, .. } => old_name,
            O::ModifyColumn { col_name, .. } => col_name,
            O::AlterColumn { column_name, .. } => column_name,
            _ => return None,
        };
        let place = self.places.parsed(ident.span)?;
        segments
            .iter()
            .find(|segment| cover(segment).is_some_and(|range| range.start <= place.start && place.end <= range.end))
            .cloned()
    }

    fn operation(
        &mut self,
        operation: &AlterTableOperation,
        object: &ObjectName,
        range: Range<usize>,
        segment: Segment,
    ) -> Result<(), String> {
        use AlterTableOperation as O;
        let cascades = |behavior: &Option<ast::DropBehavior>| *behavior == Some(ast::DropBehavior::Cascade);
        let kind = match operation {
            O::AddConstraint { constraint, .. } => match self.constraint(constraint)? {
                Lowered::Constraint(constraint) => ChangeKind::AddConstraint(constraint),
                Lowered::Index(name, columns) => {
                    let name = index_name(name, &columns, object);
                    let kind = ChangeKind::CreateIndex {
                        table: object.clone(),
                        columns,
                        unique: false,
                        predicate: None,
                        concurrently: false,
                        if_not_exists: false,
                    };
                    self.push(kind, name, range);
                    return Ok(());
                }
            },
            O::AddColumn { column_def, if_not_exists, column_position, .. } => {
                let Column { def, checks } = self.column(column_def, std::slice::from_ref(&segment));
                let def = ColumnDef { position: self.position(column_position.as_ref()), ..def };
                let kind = ChangeKind::AddColumn { column: def, if_not_exists: *if_not_exists };
                self.push(kind, object.clone(), range.clone());
                for check in checks {
                    self.push(ChangeKind::AddConstraint(check), object.clone(), range.clone());
                }
                return Ok(());
            }
            O::DropColumn { column_names, if_exists, drop_behavior, .. } => {
                for name in column_names {
                    let column = self.places.ident(name);
                    let range = if column_names.len() == 1 { range.clone() } else { column.range.clone() };
                    let cascade = cascades(drop_behavior);
                    self.push(ChangeKind::DropColumn { column, if_exists: *if_exists, cascade }, object.clone(), range);
                }
                return Ok(());
            }
            O::DropConstraint { if_exists, name, drop_behavior } => ChangeKind::DropConstraint {
                name: self.places.ident(name),
                if_exists: *if_exists,
                cascade: cascades(drop_behavior),
            },
            O::DropForeignKey { name, drop_behavior } => ChangeKind::DropConstraint {
                name: self.places.ident(name),
                if_exists: false,
                cascade: cascades(drop_behavior),
            },
            O::DropPrimaryKey { .. } => ChangeKind::DropPrimaryKey,
            O::DropIndex { name } => {
                let kind = ChangeKind::DropIndex {
                    table: Some(object.clone()),
                    concurrently: false,
                    if_exists: false,
                    cascade: false,
                };
                let index = self.unqualified(name);
                self.push(kind, index, range);
                return Ok(());
            }
            O::RenameColumn { old_column_name, new_column_name } => ChangeKind::RenameColumn {
                from: self.places.ident(old_column_name),
                to: self.places.ident(new_column_name),
            },
            O::RenameTable { table_name: ast::RenameTableNameKind::As(name) | ast::RenameTableNameKind::To(name) } => {
                ChangeKind::RenameTable { to: self.name(name)? }
            }
            O::RenameConstraint { old_name, new_name } => ChangeKind::RenameConstraint {
                from: self.places.ident(old_name),
                to: self.places.ident(new_name),
            },
            O::ChangeColumn { old_name, new_name, data_type, options, column_position } => {
                let mut column = self.redefined(new_name, data_type, options, &segment);
                column.def.position = self.position(column_position.as_ref());
                let (from, to) = (self.places.ident(old_name), self.places.ident(new_name));
                // Column names are case-insensitive in MySQL.
                if from.value != to.value {
                    self.push(ChangeKind::RenameColumn { from, to: to.clone() }, object.clone(), range.clone());
                }
                self.redefine(to, column, object, range);
                return Ok(());
            }
            O::ModifyColumn { col_name, data_type, options, column_position } => {
                let mut column = self.redefined(col_name, data_type, options, &segment);
                column.def.position = self.position(column_position.as_ref());
                self.redefine(self.places.ident(col_name), column, object, range);
                return Ok(());
            }
            O::AlterColumn { column_name, op } => {
                let column = self.places.ident(column_name);
                let action = self.column_action(column_name, op, &segment);
                ChangeKind::AlterColumn { column, action }
            }
            O::EnableRowLevelSecurity
            | O::DisableRowLevelSecurity
            | O::ForceRowLevelSecurity
            | O::NoForceRowLevelSecurity
            | O::DisableRule { .. }
            | O::EnableRule { .. }
            | O::EnableAlwaysRule { .. }
            | O::EnableReplicaRule { .. }
            | O::DisableTrigger { .. }
            | O::EnableTrigger { .. }
            | O::EnableAlwaysTrigger { .. }
            | O::EnableReplicaTrigger { .. }
            | O::ReplicaIdentity { .. }
            | O::SetTblProperties { .. }
            | O::SetLogged
            | O::SetUnlogged
            | O::SetOptionsParens { .. }
            | O::OwnerTo { .. }
            | O::ClusterBy { .. }
            | O::DropClusteringKey
            | O::AlterSortKey { .. }
            | O::SuspendRecluster
            | O::ResumeRecluster
            | O::Refresh { .. }
            | O::Suspend
            | O::Resume
            | O::Algorithm { .. }
            | O::Lock { .. }
            | O::AutoIncrement { .. }
            | O::ValidateConstraint { .. }
            // Projections are a part of storage.
            | O::AddProjection { .. }
            | O::DropProjection { .. }
            | O::MaterializeProjection { .. }
            | O::ClearProjection { .. }
            | O::AddPartitions { .. }
            | O::FreezePartition { .. }
            | O::UnfreezePartition { .. } => return Ok(()),
            O::AttachPartition { .. }
            | O::DetachPartition { .. }
            | O::RenamePartitions { .. }
            | O::DropPartitions { .. }
            | O::SwapWith { .. } => return Err("the operation is parsed but has no meaning here".to_owned()),
        };
        self.push(kind, object.clone(), range);
        Ok(())
    }

    fn redefined(
        &self,
        name: &ast::Ident,
        data_type: &ast::DataType,
        options: &[ColumnOption],
        segment: &Segment,
    ) -> Column {
        let place = self.places.parsed(name.span);
        let from = place.and_then(|place| segment.iter().position(|token| token.range.start >= place.start));
        let tokens = from.and_then(|from| segment.get(from..)).unwrap_or_default();
        let options: Vec<&ColumnOption> = options.iter().collect();
        self.column_parts(name, data_type, &options, &[], tokens)
    }

    fn position(&self, written: Option<&ast::MySQLColumnPosition>) -> ColumnPosition {
        match written {
            Some(ast::MySQLColumnPosition::First) => ColumnPosition::First,
            Some(ast::MySQLColumnPosition::After(other)) => ColumnPosition::After(self.places.ident(other)),
            None => ColumnPosition::Unsaid,
        }
    }

    fn redefine(&mut self, column: crate::model::name::Ident, new: Column, object: &ObjectName, range: Range<usize>) {
        let action = ColumnAction::Redefine(Box::new(new.def));
        self.push(ChangeKind::AlterColumn { column, action }, object.clone(), range.clone());
        for check in new.checks {
            self.push(ChangeKind::AddConstraint(check), object.clone(), range.clone());
        }
    }

    fn column_action(&self, column: &ast::Ident, op: &AlterColumnOperation, segment: &Segment) -> ColumnAction {
        let text = self.places.text;
        let place = self.places.parsed(column.span).map_or(0, |place| place.end);
        let after = |word: &str| {
            let at = segment.iter().position(|token| token.range.start >= place && token.is(text, word))?;
            segment.get(at + 1..)
        };
        match op {
            AlterColumnOperation::SetNotNull => ColumnAction::SetNotNull,
            AlterColumnOperation::DropNotNull => ColumnAction::DropNotNull,
            AlterColumnOperation::DropDefault => ColumnAction::DropDefault,
            AlterColumnOperation::SetDefault { value } => {
                let written = after("default").and_then(cover).and_then(|range| text.get(range));
                ColumnAction::SetDefault { default: written.map_or_else(|| value.to_string(), ToOwned::to_owned) }
            }
            AlterColumnOperation::SetDataType { data_type, .. } => {
                ColumnAction::SetType { data_type: self.type_text(data_type, after("type").unwrap_or_default()) }
            }
            AlterColumnOperation::AddGenerated { .. } => ColumnAction::AddGenerated,
        }
    }
}
