//! The sources of a query: tables, derived tables, functions, joins.

use sqlparser::ast::{self, JoinConstraint, JoinOperator, Spanned, TableFactor};

use super::places::parts;
use super::scope::{Content, Output, Reader};
use super::spelling::output_name;
use crate::model::name::Dialect;
use crate::model::query::{Access, Clause};

impl Reader<'_, '_> {
    /// Reads the sources of a `FROM` into the innermost scope.
    pub fn from(&mut self, from: &[ast::TableWithJoins]) {
        let first = self.scopes.last().map_or(0, |scope| scope.sources.len());
        let mut late = Vec::new();
        for table in from {
            self.joined(table, Access::Read, first, &mut late);
        }
        self.conditions(&late, first);
    }

    pub fn table_with_joins(&mut self, table: &ast::TableWithJoins, access: Access) {
        let first = self.scopes.last().map_or(0, |scope| scope.sources.len());
        let mut late = Vec::new();
        self.joined(table, access, first, &mut late);
        self.conditions(&late, first);
    }

    /// Reads what stands behind `ON` where it sees the whole `FROM`.
    fn conditions(&mut self, late: &[&ast::Expr], first: usize) {
        for expr in late {
            self.on(expr, first);
        }
    }

    /// `ON`, which sees the sources from this one on.
    fn on(&mut self, expr: &ast::Expr, first: usize) {
        let before = self.scopes.last_mut().map(|scope| std::mem::replace(&mut scope.first, first));
        self.expr_in(expr, Clause::Join);
        if let (Some(scope), Some(before)) = (self.scopes.last_mut(), before) {
            scope.first = before;
        }
    }

    /// One list of joins; `late` takes the conditions that see what stands behind them as well.
    fn joined<'q>(
        &mut self,
        table: &'q ast::TableWithJoins,
        access: Access,
        from: usize,
        late: &mut Vec<&'q ast::Expr>,
    ) {
        let first = self.scopes.last().map_or(0, |scope| scope.sources.len());
        self.joined_since(table, access, (first, from), late);
    }

    /// The same, where the conditions see the sources from `first` on.
    fn joined_since<'q>(
        &mut self,
        table: &'q ast::TableWithJoins,
        access: Access,
        (first, from): (usize, usize),
        late: &mut Vec<&'q ast::Expr>,
    ) {
        // With one of these SQLite refuses what stands to the right.
        let outer = table.joins.iter().any(|join| {
            let operator = &join.join_operator;
            matches!(operator, JoinOperator::Right(_) | JoinOperator::RightOuter(_) | JoinOperator::FullOuter(_))
        });
        self.factor(&table.relation, access, false);
        for join in &table.joins {
            let right = self.scopes.last().map_or(0, |scope| scope.sources.len());
            let apply = matches!(join.join_operator, JoinOperator::CrossApply | JoinOperator::OuterApply);
            match self.unbracketed(join) {
                Some(inner) => self.joined_since(inner, access, (first, from), late),
                None => self.factor(&join.relation, access, apply),
            }
            // In SQLite `,` binds no less than `JOIN`.
            let left = if self.dialect == Dialect::Sqlite { from } else { first };
            if let Some(expr) = self.join(&join.join_operator, left, right) {
                match outer {
                    true => self.on(expr, from),
                    false => late.push(expr),
                }
            }
        }
    }

    /// MySQL's `a JOIN b JOIN c ON …` comes from the parser as `a JOIN (b JOIN c ON …)`, but its condition sees `a` as well.
    fn unbracketed<'q>(&self, join: &'q ast::Join) -> Option<&'q ast::TableWithJoins> {
        let TableFactor::NestedJoin { table_with_joins, alias: None } = &join.relation else { return None };
        let (JoinOperator::Join(constraint) | JoinOperator::Inner(constraint) | JoinOperator::CrossJoin(constraint)) =
            &join.join_operator
        else {
            return None;
        };
        if self.dialect != Dialect::Mysql || !matches!(constraint, JoinConstraint::None) {
            return None;
        }
        let start = self.places.parsed(table_with_joins.relation.span())?.start;
        let before = self.places.text.get(..start)?.trim_end();
        // A derived table begins with its query, behind a bracket of its own.
        let before = match &table_with_joins.relation {
            TableFactor::Derived { .. } => before.strip_suffix('(').unwrap_or(before).trim_end(),
            _ => before,
        };
        (!before.ends_with('(')).then_some(table_with_joins.as_ref())
    }

    /// The condition is given back where it is to be read later: in SQLite `ON` sees all of the `FROM`, also what stands to its right.
    fn join<'q>(&mut self, operator: &'q JoinOperator, first: usize, right: usize) -> Option<&'q ast::Expr> {
        let constraint = match operator {
            JoinOperator::Join(constraint)
            | JoinOperator::Inner(constraint)
            | JoinOperator::Left(constraint)
            | JoinOperator::LeftOuter(constraint)
            | JoinOperator::Right(constraint)
            | JoinOperator::RightOuter(constraint)
            | JoinOperator::FullOuter(constraint)
            | JoinOperator::CrossJoin(constraint)
            | JoinOperator::Semi(constraint)
            | JoinOperator::LeftSemi(constraint)
            | JoinOperator::RightSemi(constraint)
            | JoinOperator::Anti(constraint)
            | JoinOperator::LeftAnti(constraint)
            | JoinOperator::RightAnti(constraint)
            | JoinOperator::StraightJoin(constraint) => constraint,
            JoinOperator::AsOf { match_condition, constraint } => {
                self.expr_in(match_condition, Clause::Join);
                constraint
            }
            JoinOperator::CrossApply
            | JoinOperator::OuterApply
            | JoinOperator::ArrayJoin
            | JoinOperator::LeftArrayJoin
            | JoinOperator::InnerArrayJoin => return None,
        };
        match constraint {
            JoinConstraint::On(expr) if self.dialect == Dialect::Sqlite => return Some(expr),
            JoinConstraint::On(expr) => self.on(expr, first),
            JoinConstraint::Using(columns) => {
                for ident in columns.iter().filter_map(|name| parts(name).last()) {
                    self.merged_column(ident, first, right);
                }
            }
            JoinConstraint::Natural => {
                let sources = self.scopes.last().and_then(|scope| scope.sources.get(first..)).unwrap_or_default();
                let tables = sources.iter().flat_map(|source| match &source.content {
                    Content::Table(table) => vec![*table],
                    Content::Columns(output) => output.tables.clone(),
                });
                let tables = tables.collect();
                self.query.natural.push(tables);
            }
            JoinConstraint::None => {}
        }
        None
    }

    /// A column of `USING` is one of each side.
    fn merged_column(&mut self, ident: &ast::Ident, first: usize, right: usize) {
        let name = output_name(ident, self.dialect);
        let dialect = self.dialect;
        let Some(scope) = self.scopes.last_mut() else { return };
        // A second one of the name may come through beside the names that a star was given.
        let given = scope.sources.iter().filter_map(|source| match &source.content {
            Content::Columns(output) if output.has(&name, dialect) => Some(&output.late),
            _ => None,
        });
        let late: Vec<usize> = given.flatten().copied().collect();
        let sides = [&scope.sources[first..right], &scope.sources[right..]].map(|sources| {
            let given = sources
                .iter()
                .any(|source| matches!(&source.content, Content::Columns(output) if output.has(&name, dialect)));
            let mut tables: Vec<usize> = Vec::new();
            for (source, at) in sources.iter().zip(0..) {
                let merged = scope.has_merged(at + first, &name, dialect);
                match &source.content {
                    Content::Table(table) if !merged => tables.push(*table),
                    Content::Table(_) => {}
                    Content::Columns(output) => tables.extend(&output.tables),
                }
            }
            if given { Vec::new() } else { tables }
        });
        for index in right..scope.sources.len() {
            scope.merged.push((name.clone(), index));
        }
        self.push_given(ident, vec![late], Access::Read);
        for (tables, left) in sides.into_iter().zip([true, false]) {
            let index = self.target(ident, &tables, Access::Read, Clause::Join);
            // SQLite takes the first one on the left that has the name.
            if let Some(used) = index.and_then(|index| self.query.columns.get_mut(index))
                && left
                && dialect == Dialect::Sqlite
            {
                used.scopes = tables.into_iter().map(|table| vec![table]).collect();
            }
        }
    }

    fn factor(&mut self, factor: &TableFactor, access: Access, apply: bool) {
        match factor {
            TableFactor::Table { name, alias, args, .. } => {
                // ClickHouse's `FINAL` looks like an alias.
                let is_final = |alias: &ast::TableAlias| {
                    self.dialect == Dialect::Clickhouse
                        && !alias.explicit
                        && alias.name.quote_style.is_none()
                        && alias.name.value.eq_ignore_ascii_case("final")
                };
                let alias = alias.as_ref().filter(|alias| !is_final(alias));
                let alias_name = alias.map(|alias| &alias.name);
                let columns = alias_columns(alias, self.dialect);
                if let Some(args) = args {
                    self.call(name);
                    self.arguments(&args.args);
                    self.add_function(alias, parts(name).last());
                    return;
                }
                let content = self.relation(name, alias_name, access, columns);
                if let Some(content) = content {
                    let names = match alias_name {
                        Some(alias) => vec![output_name(alias, self.dialect)],
                        None => parts(name).map(|part| output_name(part, self.dialect)).collect(),
                    };
                    self.add_source(names, content);
                }
            }
            TableFactor::Derived { lateral, subquery, alias, .. } => {
                let hide = !(*lateral || apply);
                if let Some(scope) = self.scopes.last_mut() {
                    scope.hidden = hide;
                }
                let stars = self.query.stars.len();
                let mut output = self.query(subquery);
                if let Some(alias) = alias {
                    self.named_star(subquery, stars, alias.columns.len());
                }
                if let Some(scope) = self.scopes.last_mut() {
                    scope.hidden = false;
                }
                if let Some(alias) = alias {
                    output.rename(alias.columns.iter().map(|column| output_name(&column.name, self.dialect)).collect());
                }
                let name = alias.as_ref().map(|alias| vec![output_name(&alias.name, self.dialect)]).unwrap_or_default();
                self.add_source(name, Content::Columns(output));
            }
            TableFactor::TableFunction { expr, alias } => {
                self.expr_in(expr, Clause::Join);
                self.add_function(alias.as_ref(), None);
            }
            TableFactor::Function { name, args, alias, .. } => {
                self.call(name);
                self.arguments(args);
                self.add_function(alias.as_ref(), parts(name).last());
            }
            TableFactor::UNNEST { alias, array_exprs, .. } => {
                array_exprs.iter().for_each(|expr| {
                    self.expr_in(expr, Clause::Join);
                });
                self.add_function(alias.as_ref(), None);
            }
            TableFactor::JsonTable { json_expr, alias, .. } | TableFactor::OpenJsonTable { json_expr, alias, .. } => {
                self.expr_in(json_expr, Clause::Join);
                self.add_function(alias.as_ref(), None);
            }
            TableFactor::NestedJoin { table_with_joins, .. } => self.table_with_joins(table_with_joins, access),
            TableFactor::Pivot { table, aggregate_functions, value_column, alias, .. } => {
                self.factor(table, access, apply);
                aggregate_functions.iter().for_each(|item| {
                    self.expr_in(&item.expr, Clause::Join);
                });
                value_column.iter().for_each(|expr| {
                    self.expr_in(expr, Clause::Join);
                });
                self.add_function(alias.as_ref(), None);
            }
            TableFactor::Unpivot { table, columns, alias, .. } => {
                self.factor(table, access, apply);
                columns.iter().for_each(|item| {
                    self.expr_in(&item.expr, Clause::Join);
                });
                self.add_function(alias.as_ref(), None);
            }
            TableFactor::UnpivotExpr { expression, .. } => {
                self.expr_in(expression, Clause::Join);
                self.add_function(None, None);
            }
            TableFactor::MatchRecognize { table, alias, .. } => {
                self.factor(table, access, apply);
                self.add_function(alias.as_ref(), None);
            }
            TableFactor::XmlTable { row_expression, passing, alias, .. } => {
                self.expr_in(row_expression, Clause::Join);
                passing.arguments.iter().for_each(|argument| {
                    self.expr_in(&argument.expr, Clause::Join);
                });
                self.add_function(alias.as_ref(), None);
            }
            TableFactor::SemanticView { alias, .. } => self.add_function(alias.as_ref(), None),
        }
    }

    /// What a name in a `FROM` stands for; notes it if it is a real table.
    pub fn relation(
        &mut self,
        name: &ast::ObjectName,
        alias: Option<&ast::Ident>,
        access: Access,
        columns: Vec<String>,
    ) -> Option<Content> {
        if let Some(output) = self.cte(name) {
            let mut output = output.clone();
            output.rename(columns);
            return Some(Content::Columns(output));
        }
        let last = parts(name).last()?;
        let temporary = last.quote_style.is_none() && last.value.starts_with(['@', '#', ':', '$']);
        if temporary || parts(name).any(|part| self.places.is_hole(part)) {
            return Some(Content::Columns(Output::unknown()));
        }
        if last.value.eq_ignore_ascii_case("dual") && self.dialect == Dialect::Mysql {
            return None;
        }
        // A trigger's or a statement's own name for the rows of a table.
        if let Some((content, _)) = self.find_pseudo(name) {
            return Some(content);
        }
        let whole = self.places.name(name)?;
        let alias = alias.map(|alias| self.places.ident(alias));
        let index = self.table(whole, alias, access);
        if columns.is_empty() {
            return Some(Content::Table(index));
        }
        let mut output = Output { tables: vec![index], ..Output::default() };
        columns.into_iter().for_each(|column| output.push(Some(column), false));
        Some(Content::Columns(output))
    }

    /// Lets these tables be reached by their own names, whatever alias they have.
    pub fn real_names(&mut self, tables: &[usize]) {
        for table in tables {
            let name = self.query.tables.get(*table).map(|of| of.name.name.value.clone());
            name.into_iter().for_each(|name| self.add_pseudo(&name, Content::Table(*table)));
        }
    }

    fn find_pseudo(&self, name: &ast::ObjectName) -> Option<(Content, usize)> {
        let mut idents = parts(name);
        let (Some(ident), None) = (idents.next(), idents.next()) else { return None };
        self.scopes.iter().enumerate().find_map(|(depth, scope)| {
            scope
                .sources
                .iter()
                .find(|source| {
                    source.qualified_only
                        && source.name.last().is_some_and(|name| name.eq_ignore_ascii_case(&ident.value))
                })
                .map(|source| (source.content.clone(), depth))
        })
    }

    /// A function as a source: its columns are those that its alias lists, and its name stands for a single one.
    fn add_function(&mut self, alias: Option<&ast::TableAlias>, function: Option<&ast::Ident>) {
        let name = alias.map(|alias| &alias.name).or(function).map(|ident| output_name(ident, self.dialect));
        let columns = alias_columns(alias, self.dialect);
        let typed = alias.into_iter().flat_map(|alias| &alias.columns);
        typed.filter_map(|column| column.data_type.as_ref()).for_each(|of| drop(self.cast_to(of)));
        let mut output = Output { opaque: columns.is_empty(), star: columns.is_empty(), ..Output::default() };
        columns.into_iter().for_each(|column| output.push(Some(column), false));
        if let Some(name) = &name {
            output.push(Some(name.clone()), false);
        }
        if !output.opaque {
            output.push(Some("ordinality".to_owned()), false);
        }
        self.add_source(name.into_iter().collect(), Content::Columns(output));
    }
}

fn alias_columns(alias: Option<&ast::TableAlias>, dialect: Dialect) -> Vec<String> {
    alias
        .map(|alias| alias.columns.iter().map(|column| output_name(&column.name, dialect)).collect())
        .unwrap_or_default()
}
