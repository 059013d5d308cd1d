//! Queries: CTEs, set operations, selects and their sources.

use sqlparser::ast::{self, JoinConstraint, JoinOperator, SelectItem, SetExpr, TableFactor};

use super::places::parts;
use super::scope::{Content, Cte, Output, Reader, Scope};
use crate::model::name::Dialect;
use crate::model::query::{Access, Clause};

impl Reader<'_, '_> {
    /// Reads a query; gives the columns of its result.
    pub fn query(&mut self, query: &ast::Query) -> Output {
        let ctes = self.ctes.len();
        if let Some(with) = &query.with {
            for cte in &with.cte_tables {
                self.cte_definition(cte, with.recursive);
            }
        }
        let output = self.body(query);
        self.ctes.truncate(ctes);
        output
    }

    /// A CTE sees itself where it is recursive; its columns are then those of its first part.
    fn cte_definition(&mut self, cte: &ast::Cte, recursive: bool) {
        let columns: Vec<String> = cte.alias.columns.iter().map(|column| column.name.value.clone()).collect();
        let name = cte.alias.name.value.clone();
        // Only PostgreSQL and MySQL ask for the keyword.
        let recursive = recursive || matches!(self.dialect, Dialect::Mssql | Dialect::Sqlite);
        let set = matches!(cte.query.body.as_ref(), SetExpr::SetOperation { .. });
        if !(recursive && set && cte.query.with.is_none()) {
            let mut output = self.query(&cte.query);
            output.rename(columns);
            self.ctes.push(Cte { name, output });
            return;
        }
        let operands = operands(&cte.query.body);
        let mut output = Output::default();
        for (index, operand) in operands.into_iter().enumerate() {
            let found = self.set_expr(operand, None);
            if index == 0 {
                output = found;
                output.rename(columns.clone());
                self.ctes.push(Cte { name: name.clone(), output: output.clone() });
            } else {
                output.tables.extend(found.tables);
                output.opaque |= found.opaque;
                if let Some(cte) = self.ctes.last_mut() {
                    cte.output = output.clone();
                }
            }
        }
        self.tail_of_set(&cte.query, &output);
    }

    fn body(&mut self, query: &ast::Query) -> Output {
        match query.body.as_ref() {
            SetExpr::Select(select) => self.select(select, Some(query)),
            SetExpr::SetOperation { .. } => {
                let mut output: Option<Output> = None;
                for operand in operands(&query.body) {
                    let found = self.set_expr(operand, None);
                    match &mut output {
                        None => output = Some(found),
                        Some(output) => {
                            output.tables.extend(found.tables);
                            output.opaque |= found.opaque;
                            output.plain.fill(false);
                        }
                    }
                }
                let output = output.unwrap_or_default();
                self.tail_of_set(query, &output);
                output
            }
            other => {
                let output = self.set_expr(other, None);
                self.tail_of_set(query, &output);
                output
            }
        }
    }

    fn set_expr(&mut self, body: &SetExpr, tail: Option<&ast::Query>) -> Output {
        match body {
            SetExpr::Select(select) => self.select(select, tail),
            SetExpr::Query(query) => self.query(query),
            SetExpr::SetOperation { .. } => {
                let mut output = Output::default();
                for (index, operand) in operands(body).into_iter().enumerate() {
                    let found = self.set_expr(operand, None);
                    if index == 0 {
                        output = found;
                    } else {
                        output.tables.extend(found.tables);
                        output.opaque |= found.opaque;
                    }
                }
                output
            }
            SetExpr::Values(values) => {
                let mut output = Output::default();
                for row in &values.rows {
                    for expr in &row.content {
                        self.expr_in(expr, Clause::Value);
                    }
                }
                let width = values.rows.first().map_or(0, |row| row.content.len());
                (1..=width).for_each(|n| output.push(Some(format!("column{n}")), false));
                output
            }
            SetExpr::Insert(statement)
            | SetExpr::Update(statement)
            | SetExpr::Delete(statement)
            | SetExpr::Merge(statement) => self.change(statement),
            SetExpr::Table(table) => {
                let (Some(name), schema) = (&table.table_name, &table.schema_name) else { return Output::unknown() };
                let mut whole = crate::model::name::ObjectName::new(name.clone());
                if let Some(schema) = schema {
                    whole.qualifiers.push(schema.as_str().into());
                }
                let index = self.table(whole, None, Access::Read);
                self.star(vec![index], 0..0);
                Output { tables: vec![index], star: true, ..Output::default() }
            }
        }
    }

    /// `ORDER BY` and the rest after a set operation name its output columns.
    fn tail_of_set(&mut self, query: &ast::Query, output: &Output) {
        let mut output = output.clone();
        output.names.iter_mut().flatten().for_each(|name| name.make_ascii_lowercase());
        self.scopes.push(Scope::default());
        self.add_source(vec![String::new()], Content::Columns(output));
        self.order_by(query.order_by.as_ref());
        self.limits(query);
        self.scopes.pop();
    }

    fn order_by(&mut self, order_by: Option<&ast::OrderBy>) {
        if let Some(ast::OrderBy { kind: ast::OrderByKind::Expressions(exprs), .. }) = order_by {
            self.order_exprs(exprs);
        }
    }

    pub fn order_exprs(&mut self, exprs: &[ast::OrderByExpr]) {
        for order in exprs {
            self.expr_in(&order.expr, Clause::Order);
            if let Some(fill) = &order.with_fill {
                for expr in [&fill.from, &fill.to, &fill.step].into_iter().flatten() {
                    self.expr_in(expr, Clause::Order);
                }
            }
        }
    }

    fn limits(&mut self, query: &ast::Query) {
        match &query.limit_clause {
            Some(ast::LimitClause::LimitOffset { limit, offset, limit_by }) => {
                for expr in limit.iter().chain(offset.iter().map(|offset| &offset.value)).chain(limit_by) {
                    self.expr_in(expr, Clause::Other);
                }
            }
            Some(ast::LimitClause::OffsetCommaLimit { offset, limit }) => {
                self.expr_in(offset, Clause::Other);
                self.expr_in(limit, Clause::Other);
            }
            None => {}
        }
        if let Some(quantity) = query.fetch.as_ref().and_then(|fetch| fetch.quantity.as_ref()) {
            self.expr_in(quantity, Clause::Other);
        }
    }

    fn select(&mut self, select: &ast::Select, tail: Option<&ast::Query>) -> Output {
        self.scopes.push(Scope::default());
        let outer = std::mem::take(&mut self.aliases);
        self.from(&select.from);
        for view in &select.lateral_views {
            self.expr_in(&view.lateral_view, Clause::Join);
            let mut output = Output::default();
            view.lateral_col_alias.iter().for_each(|alias| output.push(Some(alias.value.clone()), false));
            let name = parts(&view.lateral_view_name).map(|part| part.value.clone()).collect();
            self.add_source(name, Content::Columns(output));
        }
        let named = computed_names(&select.projection);
        // ClickHouse knows an alias everywhere in its query.
        if self.dialect == Dialect::Clickhouse {
            self.aliases.clone_from(&named);
        }
        if let Some(ast::Distinct::On(exprs)) = &select.distinct {
            exprs.iter().for_each(|expr| {
                self.expr_in(expr, Clause::Order);
            });
        }
        if let Some(ast::Top { quantity: Some(ast::TopQuantity::Expr(expr)), .. }) = &select.top {
            self.expr_in(expr, Clause::Other);
        }
        let output = self.projection(&select.projection, Clause::Projection);
        if self.dialect == Dialect::Sqlite {
            self.aliases.clone_from(&named);
        }
        for expr in select.prewhere.iter().chain(&select.selection) {
            self.expr_in(expr, Clause::Filter);
        }
        for kind in &select.connect_by {
            match kind {
                ast::ConnectByKind::ConnectBy { relationships, .. } => {
                    relationships.iter().for_each(|expr| {
                        self.expr_in(expr, Clause::Filter);
                    });
                }
                ast::ConnectByKind::StartWith { condition, .. } => {
                    self.expr_in(condition, Clause::Filter);
                }
            }
        }
        self.group(select, &named);
        for window in &select.named_window {
            if let ast::NamedWindowExpr::WindowSpec(spec) = &window.1 {
                self.window(spec);
            }
        }
        self.aliases.clone_from(&named);
        if let Some(expr) = &select.qualify {
            self.expr_in(expr, Clause::Filter);
        }
        self.order_exprs_of_select(&select.sort_by);
        if let Some(query) = tail {
            if let Some(ast::OrderBy { kind: ast::OrderByKind::Expressions(exprs), .. }) = &query.order_by {
                self.order_exprs_of_select(exprs);
            }
            self.aliases.clear();
            self.limits(query);
        }
        self.aliases = outer;
        self.scopes.pop();
        output
    }

    fn group(&mut self, select: &ast::Select, named: &[String]) {
        if self.dialect != Dialect::Mssql {
            self.aliases = named.to_vec();
        }
        let mut exprs: Vec<&ast::Expr> = Vec::new();
        if let ast::GroupByExpr::Expressions(list, modifiers) = &select.group_by {
            exprs.extend(list);
            for modifier in modifiers {
                if let ast::GroupByWithModifier::GroupingSets(expr) = modifier {
                    exprs.push(expr);
                }
            }
        }
        exprs.extend(select.cluster_by.iter().chain(&select.distribute_by));
        for expr in exprs {
            self.named_or_expr(expr, Clause::Group);
        }
        if matches!(self.dialect, Dialect::Postgres | Dialect::Mssql) {
            self.aliases.clear();
        }
        if let Some(expr) = &select.having {
            self.expr_in(expr, Clause::Filter);
        }
        self.aliases.clear();
        if matches!(self.dialect, Dialect::Clickhouse) {
            self.aliases = named.to_vec();
        }
    }

    fn order_exprs_of_select(&mut self, exprs: &[ast::OrderByExpr]) {
        for order in exprs {
            self.named_or_expr(&order.expr, Clause::Order);
        }
    }

    /// PostgreSQL and SQL Server look an output name up only where it stands alone; the others inside expressions too.
    fn named_or_expr(&mut self, expr: &ast::Expr, clause: Clause) {
        let alone = matches!(expr, ast::Expr::Identifier(_));
        if !alone && matches!(self.dialect, Dialect::Postgres | Dialect::Mssql) {
            let names = std::mem::take(&mut self.aliases);
            self.expr_in(expr, clause);
            self.aliases = names;
        } else {
            self.expr_in(expr, clause);
        }
    }

    /// A select list (or `RETURNING`).
    pub fn projection(&mut self, items: &[SelectItem], clause: Clause) -> Output {
        let mut output = Output::default();
        for item in items {
            match item {
                SelectItem::UnnamedExpr(expr) => {
                    self.expr_in(expr, clause);
                    if self.is_unknown(expr) {
                        output.opaque = true;
                        output.star = true;
                    } else {
                        let name = output_name(expr);
                        output.push(name, is_column(expr));
                    }
                }
                SelectItem::ExprWithAlias { expr, alias } => {
                    self.expr_in(expr, clause);
                    // T-SQL and MySQL set variables so.
                    let name = (!self.places.is_hole(alias)).then(|| alias.value.clone());
                    output.push(name, is_column_named(expr, &alias.value));
                }
                SelectItem::ExprWithAliases { expr, aliases } => {
                    self.expr_in(expr, clause);
                    aliases.iter().for_each(|alias| output.push(Some(alias.value.clone()), false));
                }
                SelectItem::Wildcard(options) => {
                    let range = self.places.original(options.wildcard_token.0.span).unwrap_or(0..0);
                    let all = self.all_columns();
                    self.star(all.tables.clone(), range);
                    output.absorb(&all);
                    self.wildcard_options(options, &mut output, clause);
                }
                SelectItem::QualifiedWildcard(kind, options) => {
                    match kind {
                        ast::SelectItemQualifiedWildcardKind::ObjectName(name) => {
                            output.absorb(&self.qualified_star(name, options));
                        }
                        ast::SelectItemQualifiedWildcardKind::Expr(expr) => {
                            self.expr_in(expr, clause);
                            output.opaque = true;
                        }
                    }
                    output.star = true;
                    self.wildcard_options(options, &mut output, clause);
                }
            }
        }
        output
    }

    fn qualified_star(&mut self, name: &ast::ObjectName, options: &ast::WildcardAdditionalOptions) -> Output {
        let idents: Vec<&str> = parts(name).map(|part| part.value.as_str()).collect();
        let mut range = parts(name).next().and_then(|part| self.places.original(part.span)).unwrap_or(0..0);
        if let Some(star) = self.places.original(options.wildcard_token.0.span) {
            range.end = star.end.max(range.end);
        }
        match self.find(&idents) {
            Some((Content::Table(table), _)) => {
                self.star(vec![table], range);
                Output { tables: vec![table], star: true, ..Output::default() }
            }
            Some((Content::Columns(columns), _)) => {
                self.star(columns.tables.clone(), range);
                columns
            }
            None => Output::unknown(),
        }
    }

    fn wildcard_options(&mut self, options: &ast::WildcardAdditionalOptions, output: &mut Output, clause: Clause) {
        let excluded: Vec<&ast::Ident> = match (&options.opt_exclude, &options.opt_except) {
            (Some(ast::ExcludeSelectItem::Single(name)), _) => parts(name).collect(),
            (Some(ast::ExcludeSelectItem::Multiple(names)), _) => names.iter().flat_map(parts).collect(),
            (None, Some(except)) => [&except.first_element].into_iter().chain(&except.additional_elements).collect(),
            (None, None) => Vec::new(),
        };
        let before = std::mem::replace(&mut self.clause, clause);
        for ident in excluded {
            self.unqualified(ident, Access::Read);
        }
        self.clause = before;
        for item in options.opt_replace.iter().flat_map(|replace| &replace.items) {
            self.expr_in(&item.expr, clause);
            output.push(Some(item.column_name.value.clone()), false);
        }
    }

    /// Reads the sources of a `FROM` into the innermost scope.
    pub fn from(&mut self, from: &[ast::TableWithJoins]) {
        for table in from {
            self.table_with_joins(table, Access::Read);
        }
    }

    pub fn table_with_joins(&mut self, table: &ast::TableWithJoins, access: Access) {
        let first = self.scopes.last().map_or(0, |scope| scope.sources.len());
        self.factor(&table.relation, access, false);
        for join in &table.joins {
            let right = self.scopes.last().map_or(0, |scope| scope.sources.len());
            let apply = matches!(join.join_operator, JoinOperator::CrossApply | JoinOperator::OuterApply);
            self.factor(&join.relation, access, apply);
            self.join(&join.join_operator, first, right);
        }
    }

    fn join(&mut self, operator: &JoinOperator, first: usize, right: usize) {
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
            | JoinOperator::InnerArrayJoin => return,
        };
        match constraint {
            JoinConstraint::On(expr) => {
                self.expr_in(expr, Clause::Join);
            }
            JoinConstraint::Using(columns) => {
                for ident in columns.iter().filter_map(|name| parts(name).last()) {
                    self.merged_column(ident, first, right);
                }
            }
            JoinConstraint::Natural | JoinConstraint::None => {}
        }
    }

    /// A column of `USING` is one of each side.
    fn merged_column(&mut self, ident: &ast::Ident, first: usize, right: usize) {
        let Some(scope) = self.scopes.last_mut() else { return };
        let sides = [&scope.sources[first..right], &scope.sources[right..]].map(|sources| {
            let given = sources
                .iter()
                .any(|source| matches!(&source.content, Content::Columns(output) if output.has(&ident.value)));
            let mut tables: Vec<usize> = Vec::new();
            for (source, at) in sources.iter().zip(0..) {
                let merged = scope
                    .merged
                    .iter()
                    .any(|(name, index)| *index == at + first && name.eq_ignore_ascii_case(&ident.value));
                match &source.content {
                    Content::Table(table) if !merged => tables.push(*table),
                    Content::Table(_) => {}
                    Content::Columns(output) => tables.extend(&output.tables),
                }
            }
            if given { Vec::new() } else { tables }
        });
        for index in right..scope.sources.len() {
            scope.merged.push((ident.value.clone(), index));
        }
        for tables in sides {
            self.target(ident, &tables, Access::Read, Clause::Join);
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
                let columns = alias_columns(alias);
                if let Some(args) = args {
                    self.call(name);
                    self.arguments(&args.args);
                    self.add_function(alias, parts(name).last());
                    return;
                }
                let content = self.relation(name, alias_name, access, columns);
                if let Some(content) = content {
                    let names = match alias_name {
                        Some(alias) => vec![alias.value.clone()],
                        None => parts(name).map(|part| part.value.clone()).collect(),
                    };
                    self.add_source(names, content);
                }
            }
            TableFactor::Derived { lateral, subquery, alias, .. } => {
                let hide = !(*lateral || apply);
                if let Some(scope) = self.scopes.last_mut() {
                    scope.hidden = hide;
                }
                let mut output = self.query(subquery);
                if let Some(scope) = self.scopes.last_mut() {
                    scope.hidden = false;
                }
                if let Some(alias) = alias {
                    output.rename(alias.columns.iter().map(|column| column.name.value.clone()).collect());
                }
                let name = alias.as_ref().map(|alias| vec![alias.name.value.clone()]).unwrap_or_default();
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
        let name = alias.map(|alias| &alias.name).or(function).map(|ident| ident.value.clone());
        let columns = alias_columns(alias);
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

/// The parts of a chain of set operations, left to right.
fn operands(body: &SetExpr) -> Vec<&SetExpr> {
    let mut rest = body;
    let mut found = Vec::new();
    while let SetExpr::SetOperation { left, right, .. } = rest {
        found.push(right.as_ref());
        rest = left;
    }
    found.push(rest);
    found.reverse();
    found
}

fn alias_columns(alias: Option<&ast::TableAlias>) -> Vec<String> {
    alias.map(|alias| alias.columns.iter().map(|column| column.name.value.clone()).collect()).unwrap_or_default()
}

/// Output names that are not simply the column of that name.
fn computed_names(items: &[SelectItem]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for item in items {
        match item {
            SelectItem::ExprWithAlias { expr, alias } if !is_column_named(expr, &alias.value) => {
                names.push(alias.value.clone());
            }
            SelectItem::ExprWithAliases { aliases, .. } => {
                names.extend(aliases.iter().map(|alias| alias.value.clone()))
            }
            _ => {}
        }
    }
    // A name that is also projected from the column itself stays a use of the column.
    names.retain(|name| {
        !items.iter().any(|item| matches!(item, SelectItem::UnnamedExpr(expr) if is_column_named(expr, name)))
    });
    names
}

fn is_column(expr: &ast::Expr) -> bool {
    matches!(expr, ast::Expr::Identifier(_) | ast::Expr::CompoundIdentifier(_))
}

fn is_column_named(expr: &ast::Expr, name: &str) -> bool {
    is_column(expr) && output_name(expr).is_some_and(|own| own.eq_ignore_ascii_case(name))
}

/// The name that an unnamed expression gives its column.
fn output_name(expr: &ast::Expr) -> Option<String> {
    match expr {
        ast::Expr::Identifier(ident) => Some(ident.value.clone()),
        ast::Expr::CompoundIdentifier(idents) => idents.last().map(|ident| ident.value.clone()),
        ast::Expr::Cast { expr, .. } | ast::Expr::Nested(expr) | ast::Expr::Collate { expr, .. } => output_name(expr),
        ast::Expr::CompoundFieldAccess { access_chain, root } => match access_chain.last() {
            Some(ast::AccessExpr::Dot(ast::Expr::Identifier(ident))) => Some(ident.value.clone()),
            Some(ast::AccessExpr::Subscript(_)) => output_name(root),
            _ => None,
        },
        ast::Expr::Function(function) => parts(&function.name).last().map(|ident| ident.value.clone()),
        _ => None,
    }
}
