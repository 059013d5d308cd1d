//! `MERGE`: rows of one source that are inserted into a table, change its rows or delete them.

use sqlparser::ast;

use super::places::parts;
use super::scope::{Content, Output, Reader, Scope};
use crate::model::query::{Access, Clause, InsertUse};

impl Reader<'_, '_> {
    /// Reads a `MERGE`; gives the columns of its `OUTPUT`.
    pub fn merge(&mut self, merge: &ast::Merge) -> Output {
        self.scopes.push(Scope::default());
        let first = self.query.tables.len();
        let ctes = std::mem::take(&mut self.ctes);
        let relation = merge.table.clone();
        self.table_with_joins(&ast::TableWithJoins { relation, joins: Vec::new() }, Access::Write);
        self.ctes = ctes;
        let target = match self.first_source() {
            Some(Content::Table(table)) if table >= first => Some(table),
            _ => None,
        };
        let tables: Vec<usize> = target.into_iter().collect();
        let relation = merge.source.clone();
        self.table_with_joins(&ast::TableWithJoins { relation, joins: Vec::new() }, Access::Read);
        for table in &tables {
            self.add_pseudo("inserted", Content::Table(*table));
            self.add_pseudo("deleted", Content::Table(*table));
        }
        self.expr_in(&merge.on, Clause::Join);
        for clause in &merge.clauses {
            if let Some(expr) = &clause.predicate {
                self.expr_in(expr, Clause::Filter);
            }
            match &clause.action {
                ast::MergeAction::Insert(insert) => self.merge_insert(insert, target, &tables),
                ast::MergeAction::Update(update) => {
                    if let ast::MergeUpdateKind::Set(assignments) = &update.kind {
                        self.set_list(assignments, &tables);
                    }
                    for expr in update.update_predicate.iter().chain(&update.delete_predicate) {
                        self.expr_in(expr, Clause::Filter);
                    }
                }
                ast::MergeAction::Delete { .. } | ast::MergeAction::DoNothing { .. } => {}
            }
        }
        let output = self.returning(None, merge.output.as_ref());
        self.scopes.pop();
        output
    }

    fn merge_insert(&mut self, insert: &ast::MergeInsertExpr, target: Option<usize>, tables: &[usize]) {
        let idents: Vec<&ast::Ident> = insert.columns.iter().filter_map(|name| parts(name).last()).collect();
        let uses: Vec<Option<usize>> =
            idents.iter().map(|ident| self.target(ident, tables, Access::Write, Clause::Target)).collect();
        let mut values = None;
        let by_place = target.filter(|_| idents.is_empty());
        if let ast::MergeInsertKind::Values(list) = &insert.kind {
            let before = std::mem::replace(&mut self.clause, Clause::Value);
            for row in &list.rows {
                for (index, expr) in row.content.iter().enumerate() {
                    self.value_of(expr, uses.get(index).copied().flatten());
                    by_place.into_iter().for_each(|table| self.literal_at(expr, (table, index)));
                }
            }
            self.clause = before;
            values = list.rows.first().map(|row| row.content.len());
        }
        if let Some(expr) = &insert.insert_predicate {
            self.expr_in(expr, Clause::Filter);
        }
        let hole = idents.iter().any(|ident| self.places.is_hole(ident));
        if let (Some(table), false) = (target, hole) {
            let columns = (!idents.is_empty()).then(|| idents.iter().map(|ident| self.places.ident(ident)).collect());
            let range = self.query.tables.get(table).map_or(0..0, |table| table.range.clone());
            self.query.inserts.push(InsertUse { table, columns, values, defaults: Vec::new(), range });
        }
    }
}
