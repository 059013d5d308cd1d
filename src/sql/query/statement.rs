//! Statements as a whole: what each kind names.

use std::ops::ControlFlow;

use sqlparser::ast::{self, Statement, Visit, Visitor};

use super::places::parts;
use super::scope::{Content, Output, Reader, Scope};
use crate::model::query::{Access, Clause};

impl Reader<'_, '_> {
    /// Reads a statement of any kind into the query.
    pub fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Query(_)
            | Statement::Insert(_)
            | Statement::Update(_)
            | Statement::Delete(_)
            | Statement::Merge(_) => {
                let output = self.change(statement);
                self.set_outputs(output);
            }
            Statement::Explain { statement, .. } | Statement::Prepare { statement, .. } => self.statement(statement),
            Statement::CreateView(view) => {
                self.query(&view.query);
            }
            Statement::CreateTable(table) => {
                if let Some(query) = &table.query {
                    self.query(query);
                }
            }
            Statement::Declare { stmts } => {
                for declare in stmts {
                    if let Some(query) = &declare.for_query {
                        self.query(query);
                    }
                }
            }
            Statement::Copy { source, to, .. } => self.copy(source, *to),
            Statement::Call(function) => self.function(function),
            Statement::Execute { name: Some(name), parameters, .. } => {
                self.call(name);
                parameters.iter().for_each(|expr| {
                    self.expr(expr);
                });
            }
            Statement::Truncate(truncate) => {
                for target in &truncate.table_names {
                    self.relation(&target.name, None, Access::Write, Vec::new());
                }
            }
            Statement::LoadData { table_name, .. } => {
                self.relation(table_name, None, Access::Write, Vec::new());
            }
            other => self.relations(other),
        }
    }

    /// The names of the result, stars as `None`.
    pub fn set_outputs(&mut self, output: Output) {
        let (mut names, mut plain) = (output.names, output.plain);
        if output.star {
            names.push(None);
            plain.push(false);
        }
        self.query.outputs = names;
        self.query.plain = plain;
    }

    fn copy(&mut self, source: &ast::CopySource, to: bool) {
        match source {
            ast::CopySource::Query(query) => {
                self.query(query);
            }
            ast::CopySource::Table { table_name, columns } => {
                let access = if to { Access::Read } else { Access::Write };
                let Some(Content::Table(table)) = self.relation(table_name, None, access, Vec::new()) else { return };
                for ident in columns {
                    self.target(ident, &[table], access, if to { Clause::Projection } else { Clause::Target });
                }
            }
        }
    }

    /// Statements that are no queries: the tables that they name.
    fn relations(&mut self, statement: &Statement) {
        struct Names(Vec<ast::ObjectName>);
        impl Visitor for Names {
            type Break = ();
            fn pre_visit_relation(&mut self, relation: &ast::ObjectName) -> ControlFlow<()> {
                self.0.push(relation.clone());
                ControlFlow::Continue(())
            }
        }
        let mut names = Names(Vec::new());
        let _ = statement.visit(&mut names);
        self.scopes.push(Scope::default());
        for name in names.0 {
            if parts(&name).next().is_some() {
                self.relation(&name, None, Access::Read, Vec::new());
            }
        }
        self.scopes.pop();
    }
}
