//! Queries: CTEs, set operations, selects.

use sqlparser::ast::{self, SelectItem, SetExpr};

use super::places::parts;
use super::scope::{Content, Cte, Output, Reader, Scope};
use super::spelling::{output_name, same_name};
use crate::model::name::Dialect;
use crate::model::query::{Access, Clause, Position, StarPosition};

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
        let columns: Vec<String> =
            cte.alias.columns.iter().map(|column| output_name(&column.name, self.dialect)).collect();
        let name = cte.alias.name.value.clone();
        // Only PostgreSQL and MySQL ask for the keyword.
        let recursive = recursive || matches!(self.dialect, Dialect::Mssql | Dialect::Sqlite);
        let set = matches!(cte.query.body.as_ref(), SetExpr::SetOperation { .. });
        if !(recursive && set && cte.query.with.is_none()) {
            let stars = self.query.stars.len();
            let mut output = self.query(&cte.query);
            self.named_star(&cte.query, stars, columns.len());
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

    /// Notes that the columns of `SELECT *`, the star at `star`, are given names from outside.
    pub fn named_star(&mut self, query: &ast::Query, star: usize, names: usize) {
        let SetExpr::Select(select) = query.body.as_ref() else { return };
        let alone = matches!(select.projection.as_slice(), [SelectItem::Wildcard(_)]) && query.with.is_none();
        let stars = self.query.stars.get(star..).unwrap_or_default();
        let one = stars.first().is_some_and(|first| stars.iter().all(|other| other.tables == first.tables));
        if names > 0 && alone && one {
            self.query.positions.push(StarPosition { star, position: Position::Named(names) });
        }
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
        if self.dialect != Dialect::Postgres {
            output.names.iter_mut().flatten().for_each(|name| name.make_ascii_lowercase());
        }
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
        let named = computed_names(&select.projection, self.dialect);
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
                let from = self.query.columns.len();
                self.order_exprs_of_select(exprs);
                self.order_by_output(exprs, &output, from);
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

    /// In PostgreSQL a name that stands alone in `ORDER BY` is that of an output column before it is one of the `FROM`: what `t.*` gives comes first.
    fn order_by_output(&mut self, exprs: &[ast::OrderByExpr], output: &Output, from: usize) {
        if self.dialect != Dialect::Postgres || output.tables.is_empty() {
            return;
        }
        let alone = exprs.iter().filter_map(|order| match &order.expr {
            ast::Expr::Identifier(ident) => Some(self.places.ident(ident).range),
            _ => None,
        });
        let alone: Vec<_> = alone.collect();
        for used in self.query.columns.iter_mut().skip(from).filter(|used| alone.contains(&used.range)) {
            let Some(scope) = used.scopes.first().filter(|_| !used.qualified) else { continue };
            let shown: Vec<usize> = scope.iter().copied().filter(|at| output.tables.contains(at)).collect();
            if !shown.is_empty() && shown.len() < scope.len() {
                used.scopes.insert(0, shown);
            }
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
                        let name = column_name(expr).map(|ident| output_name(ident, self.dialect));
                        output.push(name, is_column(expr));
                    }
                }
                SelectItem::ExprWithAlias { expr, alias } => {
                    self.expr_in(expr, clause);
                    // T-SQL and MySQL set variables so.
                    let name = (!self.places.is_hole(alias)).then(|| output_name(alias, self.dialect));
                    let plain = is_column_named(expr, &output_name(alias, self.dialect), self.dialect);
                    output.push(name, plain);
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

/// Output names that are not simply the column of that name.
fn computed_names(items: &[SelectItem], dialect: Dialect) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for item in items {
        match item {
            SelectItem::ExprWithAlias { expr, alias } => {
                let name = output_name(alias, dialect);
                if !is_column_named(expr, &name, dialect) {
                    names.push(name);
                }
            }
            SelectItem::ExprWithAliases { aliases, .. } => {
                names.extend(aliases.iter().map(|alias| output_name(alias, dialect)))
            }
            _ => {}
        }
    }
    // A name that is also projected from the column itself stays a use of the column.
    names.retain(|name| {
        !items.iter().any(|item| matches!(item, SelectItem::UnnamedExpr(expr) if is_column_named(expr, name, dialect)))
    });
    names
}

fn is_column(expr: &ast::Expr) -> bool {
    matches!(expr, ast::Expr::Identifier(_) | ast::Expr::CompoundIdentifier(_))
}

fn is_column_named(expr: &ast::Expr, name: &str, dialect: Dialect) -> bool {
    is_column(expr) && column_name(expr).is_some_and(|own| same_name(&output_name(own, dialect), name, dialect))
}

/// The name that an unnamed expression gives its column.
fn column_name(expr: &ast::Expr) -> Option<&ast::Ident> {
    match expr {
        ast::Expr::Identifier(ident) => Some(ident),
        ast::Expr::CompoundIdentifier(idents) => idents.last(),
        ast::Expr::Cast { expr, .. } | ast::Expr::Nested(expr) | ast::Expr::Collate { expr, .. } => column_name(expr),
        ast::Expr::CompoundFieldAccess { access_chain, root } => match access_chain.last() {
            Some(ast::AccessExpr::Dot(ast::Expr::Identifier(ident))) => Some(ident),
            Some(ast::AccessExpr::Subscript(_)) => column_name(root),
            _ => None,
        },
        ast::Expr::Function(function) => parts(&function.name).last(),
        _ => None,
    }
}
