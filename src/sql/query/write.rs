//! Data changes: `INSERT`, `UPDATE`, `DELETE`, with their targets, conflicts and `RETURNING`; `merge` has `MERGE`.

use sqlparser::ast::{self, SetExpr, Statement, TableFactor};

use super::literals::{defaults_in, is_default, literal, null, skips, skips_nulls};
use super::places::parts;
use super::scope::{Content, Output, Reader, Scope};
use super::spelling::output_name;
use crate::model::query::{Access, Clause, ConflictUse, InsertUse};

impl Reader<'_, '_> {
    /// Reads a data change; gives the columns of its `RETURNING`.
    pub fn change(&mut self, statement: &Statement) -> Output {
        match statement {
            Statement::Query(query) => self.query(query),
            Statement::Insert(insert) => self.insert(insert),
            Statement::Update(update) => self.update(update),
            Statement::Delete(delete) => self.delete(delete),
            Statement::Merge(merge) => self.merge(merge),
            _ => Output::unknown(),
        }
    }

    fn insert(&mut self, insert: &ast::Insert) -> Output {
        let ast::TableObject::TableName(name) = &insert.table else {
            if let ast::TableObject::TableFunction(function) = &insert.table {
                self.function(function);
            }
            if let Some(source) = &insert.source {
                self.query(source);
            }
            return Output::unknown();
        };
        let alias = insert.table_alias.as_ref().map(|alias| &alias.alias);
        // A CTE is never the target.
        let ctes = std::mem::take(&mut self.ctes);
        let content = self.relation(name, alias, Access::Write, Vec::new());
        self.ctes = ctes;
        let target = match &content {
            Some(Content::Table(table)) => Some(*table),
            _ => None,
        };
        let tables: Vec<usize> = target.into_iter().collect();
        let was_open = std::mem::replace(&mut self.open_target, target.is_none());
        let idents: Vec<&ast::Ident> =
            insert.columns.iter().filter_map(|name| parts(name).last()).chain(&insert.after_columns).collect();
        let uses: Vec<Option<usize>> =
            idents.iter().map(|ident| self.target(ident, &tables, Access::Write, Clause::Target)).collect();
        let by_place = target.filter(|_| idents.is_empty());
        let told = self.query.nulls.len();
        let mut values = insert.source.as_ref().and_then(|source| self.insert_source(source, &uses, by_place));
        let mut columns = (!idents.is_empty()).then(|| idents.iter().map(|ident| self.places.ident(ident)).collect());
        let mut defaults = insert.source.as_deref().map(defaults_in).unwrap_or_default();
        let mut hole = idents.iter().any(|ident| self.places.is_hole(ident));

        self.scopes.push(Scope::default());
        if let Some(content) = content {
            let names = match alias {
                Some(alias) => vec![output_name(alias, self.dialect)],
                None => parts(name).map(|part| output_name(part, self.dialect)).collect(),
            };
            self.add_source(names, content.clone());
            self.add_pseudo("excluded", content.clone());
            self.add_pseudo("inserted", content.clone());
            if let Some(aliases) = &insert.insert_alias {
                self.insert_alias(aliases, content);
            }
        }
        if !insert.assignments.is_empty() {
            let (listed, unknown) = self.set_list(&insert.assignments, &tables);
            values = Some(listed.len());
            columns = Some(listed);
            let given = insert.assignments.iter().enumerate();
            defaults = given.filter(|(_, one)| is_default(&one.value)).map(|(place, _)| place).collect();
            hole |= unknown;
        }
        if insert.source.is_none() && insert.assignments.is_empty() {
            // `DEFAULT VALUES`
            columns = Some(Vec::new());
            values = Some(0);
        }
        if let (Some(table), false) = (target, hole) {
            let range = self.query.tables.get(table).map_or(0..0, |table| table.range.clone());
            self.query.inserts.push(InsertUse { table, columns, values, defaults, range });
        }
        if skips_nulls(insert, self.dialect) {
            self.query.nulls.truncate(told);
        }
        self.conflict(insert.on.as_ref(), target, &tables);
        let output = self.returning(insert.returning.as_deref(), insert.output.as_ref());
        self.open_target = was_open;
        self.scopes.pop();
        output
    }

    /// MySQL's `AS new` or `AS new (a, b)` after the values.
    fn insert_alias(&mut self, aliases: &ast::InsertAliases, content: Content) {
        let Some(row) = parts(&aliases.row_alias).last().map(|part| part.value.clone()) else { return };
        match &aliases.col_aliases {
            Some(columns) if !columns.is_empty() => {
                let mut output = Output::default();
                columns.iter().for_each(|column| output.push(Some(column.value.clone()), false));
                self.add_source(vec![row], Content::Columns(output));
            }
            _ => self.add_pseudo(&row, content),
        }
    }

    /// The rows of an `INSERT`, by place into a table if no columns are listed; gives how many values each has, where that is known.
    fn insert_source(&mut self, source: &ast::Query, uses: &[Option<usize>], by_place: Option<usize>) -> Option<usize> {
        let at = |index: usize| uses.get(index).copied().flatten();
        match source.body.as_ref() {
            SetExpr::Values(values) if source.with.is_none() => {
                let before = std::mem::replace(&mut self.clause, Clause::Value);
                let mut unknown = false;
                for row in &values.rows {
                    for (index, expr) in row.content.iter().enumerate() {
                        unknown |= self.is_unknown(expr);
                        self.value_of(expr, at(index));
                        by_place.into_iter().for_each(|table| self.literal_at(expr, (table, index)));
                    }
                }
                self.clause = before;
                let width = values.rows.first().map_or(0, |row| row.content.len());
                (!unknown).then_some(width)
            }
            body => {
                let output = self.query(source);
                if let SetExpr::Select(select) = body {
                    for (index, item) in select.projection.iter().enumerate() {
                        let (ast::SelectItem::UnnamedExpr(expr) | ast::SelectItem::ExprWithAlias { expr, .. }) = item
                        else {
                            break;
                        };
                        if (literal(expr).is_some() || null(expr).is_some()) && at(index).is_some() {
                            self.value_of(expr, at(index));
                        }
                        by_place.into_iter().for_each(|table| self.literal_at(expr, (table, index)));
                    }
                }
                (!output.star).then_some(output.names.len())
            }
        }
    }

    fn conflict(&mut self, on: Option<&ast::OnInsert>, target: Option<usize>, tables: &[usize]) {
        match on {
            Some(ast::OnInsert::DuplicateKeyUpdate(assignments)) => {
                self.set_list(assignments, tables);
            }
            Some(ast::OnInsert::OnConflict(conflict)) => {
                self.conflict_target(conflict.conflict_target.as_ref(), target, tables);
                if let ast::OnConflictAction::DoUpdate(update) = &conflict.action {
                    self.set_list(&update.assignments, tables);
                    if let Some(expr) = &update.selection {
                        self.expr_in(expr, Clause::Filter);
                    }
                }
            }
            Some(_) | None => {}
        }
    }

    fn conflict_target(&mut self, on: Option<&ast::ConflictTarget>, target: Option<usize>, tables: &[usize]) {
        let (columns, constraint) = match on {
            Some(ast::ConflictTarget::Columns(columns)) => {
                for ident in columns {
                    self.target(ident, tables, Access::Read, Clause::Conflict);
                }
                if columns.iter().any(|ident| self.places.is_hole(ident)) {
                    return;
                }
                (columns.iter().map(|ident| self.places.ident(ident)).collect(), None)
            }
            Some(ast::ConflictTarget::OnConstraint(name)) => (Vec::new(), self.places.name(name).map(|name| name.name)),
            None => return,
        };
        let range = match (columns.first(), columns.last(), &constraint) {
            (Some(first), Some(last), _) => {
                let (first, last): (&crate::model::name::Ident, &crate::model::name::Ident) = (first, last);
                first.range.start..last.range.end
            }
            (_, _, Some(constraint)) => constraint.range.clone(),
            _ => return,
        };
        if let Some(table) = target {
            self.query.conflicts.push(ConflictUse { table, columns, constraint, range });
        }
    }

    /// `SET a = 1, (b, c) = (2, 3)`: the columns that are set, and whether some are not known.
    pub(super) fn set_list(
        &mut self,
        assignments: &[ast::Assignment],
        tables: &[usize],
    ) -> (Vec<crate::model::name::Ident>, bool) {
        let mut listed = Vec::new();
        let mut unknown = false;
        for assignment in assignments {
            let names: Vec<&ast::ObjectName> = match &assignment.target {
                ast::AssignmentTarget::ColumnName(name) => vec![name],
                ast::AssignmentTarget::Tuple(names) => names.iter().collect(),
            };
            let mut columns = Vec::new();
            for name in &names {
                let idents: Vec<ast::Ident> = parts(name).cloned().collect();
                unknown |= idents.iter().any(|ident| self.places.is_hole(ident));
                let column = self.set_target(&idents, tables);
                columns.push(column);
                if let Some(index) = column
                    && let Some(used) = self.query.columns.get(index)
                {
                    listed.push(used.column.clone());
                }
            }
            let before = std::mem::replace(&mut self.clause, Clause::Value);
            self.value_of_each(&assignment.value, &columns);
            self.clause = before;
        }
        (listed, unknown)
    }

    fn set_target(&mut self, idents: &[ast::Ident], tables: &[usize]) -> Option<usize> {
        let (column, qualifiers) = idents.split_last()?;
        if idents.iter().any(|ident| ident.quote_style.is_none() && ident.value.starts_with('@')) {
            return None;
        }
        if qualifiers.is_empty() {
            return self.target(column, tables, Access::Write, Clause::Target);
        }
        let names: Vec<&str> = qualifiers.iter().map(|part| part.value.as_str()).collect();
        if self.find(&names).is_none()
            && let [field] = qualifiers
        {
            // `SET composite.field = …`
            return self.target(field, tables, Access::Write, Clause::Target);
        }
        let before = std::mem::replace(&mut self.clause, Clause::Target);
        let index = self.qualified(idents, Access::Write);
        self.clause = before;
        index
    }

    fn update(&mut self, update: &ast::Update) -> Output {
        self.scopes.push(Scope::default());
        let before = match &update.from {
            Some(ast::UpdateTableFromKind::BeforeSet(from)) => Some(from),
            _ => None,
        };
        let after = match &update.from {
            Some(ast::UpdateTableFromKind::AfterSet(from)) => Some(from),
            _ => None,
        };
        let targets = self.update_target(&update.table, after.or(before));
        if let Some(from) = before.or(after) {
            self.from(from);
        }
        for table in &targets {
            self.add_pseudo("inserted", Content::Table(*table));
            self.add_pseudo("deleted", Content::Table(*table));
        }
        let was_open = std::mem::replace(&mut self.open_target, targets.is_empty());
        let told = self.query.nulls.len();
        self.set_list(&update.assignments, &targets);
        if update.or.is_some_and(skips) {
            self.query.nulls.truncate(told);
        }
        self.open_target = was_open;
        if let Some(expr) = &update.selection {
            self.expr_in(expr, Clause::Filter);
        }
        self.order_exprs(&update.order_by);
        if let Some(expr) = &update.limit {
            self.expr_in(expr, Clause::Other);
        }
        // SQLite's `RETURNING` knows the target alone (its manual, RETURNING), by its own name as well as by its alias.
        if self.dialect == crate::model::name::Dialect::Sqlite
            && let Some(scope) = self.scopes.last_mut()
        {
            scope.sources.retain(|source| matches!(source.content, Content::Table(own) if targets.contains(&own)));
            self.real_names(&targets);
        }
        let output = self.returning(update.returning.as_deref(), update.output.as_ref());
        self.scopes.pop();
        output
    }

    /// The tables that an unqualified target may be a column of. SQL Server's `UPDATE u SET … FROM users u` names an alias.
    fn update_target(&mut self, table: &ast::TableWithJoins, from: Option<&Vec<ast::TableWithJoins>>) -> Vec<usize> {
        if let (TableFactor::Table { name, alias: None, .. }, Some(from)) = (&table.relation, from)
            && let Some(real) = aliased(name, from)
        {
            // The same names as in `FROM`, without a second source.
            let index = self.places.name(real).map(|name| self.table(name, None, Access::Write));
            return index.into_iter().collect();
        }
        let first = self.query.tables.len();
        let ctes = if table.joins.is_empty() && self.dialect != crate::model::name::Dialect::Mssql {
            std::mem::take(&mut self.ctes)
        } else {
            Vec::new()
        };
        self.table_with_joins(table, Access::Write);
        if !ctes.is_empty() {
            self.ctes = ctes;
        }
        // Only a join makes several candidates; tables of subqueries inside it are none.
        let Some(scope) = self.scopes.last() else { return Vec::new() };
        scope
            .sources
            .iter()
            .filter_map(|source| match source.content {
                Content::Table(table) if table >= first => Some(table),
                _ => None,
            })
            .collect()
    }

    fn delete(&mut self, delete: &ast::Delete) -> Output {
        self.scopes.push(Scope::default());
        let (ast::FromTable::WithFromKeyword(from) | ast::FromTable::WithoutKeyword(from)) = &delete.from;
        // With a list of targets, `FROM` (or `USING`) only says where the rows are.
        let listed = !delete.tables.is_empty();
        let ctes = if self.dialect == crate::model::name::Dialect::Mssql {
            Vec::new()
        } else {
            std::mem::take(&mut self.ctes)
        };
        let skip = delete.using.as_ref().is_some_and(|using| {
            from.iter().all(|table| match &table.relation {
                TableFactor::Table { name, alias: None, .. } => aliased(name, using).is_some(),
                _ => false,
            })
        });
        if skip {
            self.mark_targets(delete.using.iter().flatten(), from);
        } else {
            for table in from {
                self.table_with_joins(table, if listed { Access::Read } else { Access::Write });
            }
        }
        if !ctes.is_empty() {
            self.ctes = ctes;
        }
        if let (Some(using), false) = (&delete.using, skip) {
            self.from(using);
        }
        for name in &delete.tables {
            let names: Vec<&str> = parts(name).map(|part| part.value.as_str()).collect();
            match self.find(&names) {
                Some((Content::Table(table), _)) => {
                    if let Some(used) = self.query.tables.get_mut(table) {
                        used.access = Access::Write;
                    }
                }
                Some(_) => {}
                None => {
                    self.relation(name, None, Access::Write, Vec::new());
                }
            }
        }
        if let Some(Content::Table(table)) = self.first_source() {
            self.add_pseudo("deleted", Content::Table(table));
        }
        if let Some(expr) = &delete.selection {
            self.expr_in(expr, Clause::Filter);
        }
        self.order_exprs(&delete.order_by);
        if let Some(expr) = &delete.limit {
            self.expr_in(expr, Clause::Other);
        }
        let output = self.returning(delete.returning.as_deref(), delete.output.as_ref());
        self.scopes.pop();
        output
    }

    /// MySQL's `DELETE FROM u USING users u JOIN …`: the first list names sources of the second.
    fn mark_targets<'u>(
        &mut self,
        using: impl Iterator<Item = &'u ast::TableWithJoins>,
        targets: &[ast::TableWithJoins],
    ) {
        for table in using {
            self.table_with_joins(table, Access::Read);
        }
        for target in targets {
            let TableFactor::Table { name, .. } = &target.relation else { continue };
            let names: Vec<&str> = parts(name).map(|part| part.value.as_str()).collect();
            if let Some((Content::Table(table), _)) = self.find(&names)
                && let Some(used) = self.query.tables.get_mut(table)
            {
                used.access = Access::Write;
            }
        }
    }

    pub(super) fn first_source(&self) -> Option<Content> {
        self.scopes.last()?.sources.first().map(|source| source.content.clone())
    }

    pub(super) fn returning(
        &mut self,
        returning: Option<&[ast::SelectItem]>,
        output: Option<&ast::OutputClause>,
    ) -> Output {
        let mut columns = Output::default();
        if let Some(items) = returning {
            columns = self.projection(items, Clause::Returning);
        }
        if let Some(
            ast::OutputClause::Output { select_items, .. } | ast::OutputClause::Returning { select_items, .. },
        ) = output
        {
            columns = self.output_items(select_items);
        }
        columns
    }

    /// SQL Server's `OUTPUT inserted.*` names the target's rows.
    fn output_items(&mut self, items: &[ast::SelectItem]) -> Output {
        self.projection(items, Clause::Returning)
    }
}

/// The table of `from` whose alias is `name`.
fn aliased<'f>(name: &ast::ObjectName, from: &'f [ast::TableWithJoins]) -> Option<&'f ast::ObjectName> {
    let mut idents = parts(name);
    let (Some(wanted), None) = (idents.next(), idents.next()) else { return None };
    from.iter()
        .flat_map(|table| [&table.relation].into_iter().chain(table.joins.iter().map(|join| &join.relation)))
        .find_map(|factor| match factor {
            TableFactor::Table { name, alias, .. } => {
                let own = match alias {
                    Some(alias) => &alias.name,
                    None => parts(name).last()?,
                };
                own.value.eq_ignore_ascii_case(&wanted.value).then_some(name)
            }
            _ => None,
        })
}
