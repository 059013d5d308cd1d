//! Expressions: every kind of them, by hand, so that no column in one is lost.

use sqlparser::ast::{
    self, AccessExpr, BinaryOperator, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, Subscript, Value,
};

use super::literals::{literal, literal_of};
use super::places::parts;
use super::scope::{Content, Reader};
use crate::model::name::{Dialect, ObjectName};
use crate::model::query::{Access, Clause};

impl Reader<'_, '_> {
    /// Reads an expression that stands in `clause`. The index of its use if it is one column and nothing else.
    pub fn expr_in(&mut self, expr: &Expr, clause: Clause) -> Option<usize> {
        let before = std::mem::replace(&mut self.clause, clause);
        let column = self.expr(expr);
        self.clause = before;
        column
    }

    fn each<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        for expr in exprs {
            self.expr(expr);
        }
    }

    fn each_box(&mut self, exprs: &[&Expr]) {
        self.each(exprs.iter().copied());
    }

    /// Reads an expression in the clause that is being read.
    pub fn expr(&mut self, expr: &Expr) -> Option<usize> {
        match expr {
            Expr::Identifier(ident) => return self.unqualified(ident, Access::Read),
            Expr::CompoundIdentifier(idents) => return self.compound(idents),
            Expr::Nested(inner) | Expr::Collate { expr: inner, .. } => return self.expr(inner),
            Expr::Cast { expr: inner, data_type, .. } => {
                let cast = self.cast_to(data_type);
                if let Some(text) = literal(inner) {
                    self.literal(None, cast, text);
                    return None;
                }
                return self.expr(inner);
            }
            Expr::Convert { expr: inner, styles, .. } => {
                self.each(styles);
                return self.expr(inner);
            }
            Expr::BinaryOp { .. } => self.binary(expr),
            Expr::CompoundFieldAccess { root, access_chain } => return self.field_access(root, access_chain),
            Expr::JsonAccess { value, path } => {
                for element in &path.path {
                    if let ast::JsonPathElem::Bracket { key } | ast::JsonPathElem::ColonBracket { key } = element {
                        self.expr(key);
                    }
                }
                return self.expr(value);
            }
            Expr::IsFalse(inner)
            | Expr::IsNotFalse(inner)
            | Expr::IsTrue(inner)
            | Expr::IsNotTrue(inner)
            | Expr::IsNull(inner)
            | Expr::IsNotNull(inner)
            | Expr::IsUnknown(inner)
            | Expr::IsNotUnknown(inner)
            | Expr::OuterJoin(inner)
            | Expr::Prior(inner) => {
                self.expr(inner);
            }
            Expr::IsJson { expr: inner, .. }
            | Expr::IsNormalized { expr: inner, .. }
            | Expr::UnaryOp { expr: inner, .. }
            | Expr::Extract { expr: inner, .. }
            | Expr::Ceil { expr: inner, .. }
            | Expr::Floor { expr: inner, .. }
            | Expr::Named { expr: inner, .. }
            | Expr::Prefixed { value: inner, .. } => {
                self.expr(inner);
            }
            Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => self.compared(left, right),
            Expr::InList { expr: inner, list, .. } => {
                let column = self.expr(inner);
                list.iter().for_each(|item| self.value_of(item, column));
            }
            Expr::InSubquery { expr: inner, subquery, .. } => {
                self.expr(inner);
                self.subquery(subquery);
            }
            Expr::InUnnest { expr: inner, array_expr, .. } => self.each_box(&[inner, array_expr]),
            Expr::Between { expr: inner, low, high, .. } => self.each_box(&[inner, low, high]),
            Expr::Like { expr: inner, pattern, escape_char, .. }
            | Expr::ILike { expr: inner, pattern, escape_char, .. }
            | Expr::SimilarTo { expr: inner, pattern, escape_char, .. } => {
                self.each_box(&[inner, pattern]);
                self.each(escape_char.as_deref());
            }
            Expr::RLike { expr: inner, pattern, .. } => self.each_box(&[inner, pattern]),
            Expr::AnyOp { left, right, .. } | Expr::AllOp { left, right, .. } => self.compared(left, right),
            Expr::AtTimeZone { timestamp, time_zone } => self.each_box(&[timestamp, time_zone]),
            Expr::Position { expr: inner, r#in } => self.each_box(&[inner, r#in]),
            Expr::Substring { expr: inner, substring_from, substring_for, .. } => {
                self.expr(inner);
                self.each([substring_from, substring_for].into_iter().flatten().map(AsRef::as_ref));
            }
            Expr::Trim { trim_what, expr: inner, trim_characters, .. } => {
                self.each(trim_what.as_deref());
                self.expr(inner);
                self.each(trim_characters.iter().flatten());
            }
            Expr::Overlay { expr: inner, overlay_what, overlay_from, overlay_for } => {
                self.each_box(&[inner, overlay_what, overlay_from]);
                self.each(overlay_for.as_deref());
            }
            Expr::Value(_) => {}
            Expr::TypedString(text) => {
                let cast = self.cast_to(&text.data_type);
                if let Value::SingleQuotedString(value) = &text.value.value {
                    self.literal(None, cast, (value.clone(), text.value.span));
                }
            }
            Expr::Function(function) => self.function(function),
            Expr::Case { operand, conditions, else_result, .. } => {
                let column = operand.as_ref().and_then(|operand| self.expr(operand));
                for when in conditions {
                    self.value_of(&when.condition, column);
                    self.expr(&when.result);
                }
                self.each(else_result.as_deref());
            }
            Expr::Exists { subquery, .. } | Expr::Subquery(subquery) => self.subquery(subquery),
            Expr::GroupingSets(sets) | Expr::Cube(sets) | Expr::Rollup(sets) => self.each(sets.iter().flatten()),
            Expr::Tuple(list) => self.each(list),
            Expr::Struct { values, .. } => self.each(values),
            Expr::Dictionary(fields) => self.each(fields.iter().map(|field| field.value.as_ref())),
            Expr::Map(map) => {
                for entry in &map.entries {
                    self.each_box(&[&entry.key, &entry.value]);
                }
            }
            Expr::Array(array) => self.each(&array.elem),
            Expr::Interval(interval) => {
                self.expr(&interval.value);
            }
            Expr::MatchAgainst { columns, .. } => {
                for name in columns {
                    let idents: Vec<ast::Ident> = parts(name).cloned().collect();
                    self.qualified(&idents, Access::Read);
                }
            }
            Expr::Wildcard(_) => {}
            Expr::QualifiedWildcard(name, _) => self.row_star(name),
            Expr::Lambda(lambda) => {
                let before = self.parameters.len();
                match &lambda.params {
                    ast::OneOrManyWithParens::One(one) => self.parameters.push(one.name.value.clone()),
                    ast::OneOrManyWithParens::Many(many) => {
                        self.parameters.extend(many.iter().map(|parameter| parameter.name.value.clone()));
                    }
                }
                self.expr(&lambda.body);
                self.parameters.truncate(before);
            }
            Expr::MemberOf(member) => self.each_box(&[&member.value, &member.array]),
        }
        None
    }

    /// An operator and its operands. The left side is followed in a loop, as chains of operators lean that way.
    fn binary(&mut self, expr: &Expr) {
        let mut pending: Vec<(&BinaryOperator, &Expr, &Expr)> = Vec::new();
        let mut rest = expr;
        while let Expr::BinaryOp { left, op, right } = rest {
            pending.push((op, left, right));
            rest = left;
        }
        let mut left_column = None;
        for (index, (op, left, right)) in pending.into_iter().rev().enumerate() {
            if index == 0 {
                left_column = match (compares(op), literal_of(left)) {
                    (true, true) => None,
                    _ => self.expr(left),
                };
                if compares(op) && literal_of(left) {
                    let column = self.expr(right);
                    self.value_of(left, column);
                    continue;
                }
            }
            let column = if index == 0 { left_column } else { None };
            if compares(op) {
                self.value_of(right, column);
            } else {
                self.expr(right);
            }
        }
    }

    /// Two sides of a comparison.
    fn compared(&mut self, left: &Expr, right: &Expr) {
        if literal_of(left) {
            let column = self.expr(right);
            self.value_of(left, column);
        } else {
            let column = self.expr(left);
            self.value_of(right, column);
        }
    }

    /// `t.c`, `s.t.c`; in PostgreSQL also `t.composite.field` inside a subscripted path.
    fn compound(&mut self, idents: &[ast::Ident]) -> Option<usize> {
        if idents.first().is_some_and(|first| first.quote_style.is_none() && first.value.starts_with(['@', ':'])) {
            return None;
        }
        self.qualified(idents, Access::Read)
    }

    /// `(t).c`, `(c).field`, `c[1]`, `t.c[1].field`.
    fn field_access(&mut self, root: &Expr, chain: &[AccessExpr]) -> Option<usize> {
        for access in chain {
            match access {
                AccessExpr::Subscript(Subscript::Index { index }) => {
                    self.expr(index);
                }
                AccessExpr::Subscript(Subscript::Slice { lower_bound, upper_bound, stride }) => {
                    self.each([lower_bound, upper_bound, stride].into_iter().flatten());
                }
                AccessExpr::Dot(Expr::Function(function)) => self.function(function),
                AccessExpr::Dot(_) => {}
            }
        }
        let inner = match root {
            Expr::Nested(inner) => inner.as_ref(),
            other => other,
        };
        if let (Expr::Identifier(table), Some(AccessExpr::Dot(Expr::Identifier(column)))) = (inner, chain.first())
            && self.find(&[table.value.as_str()]).is_some()
        {
            return self.qualified(&[table.clone(), column.clone()], Access::Read);
        }
        self.expr(inner)
    }

    /// `t.*` as a value.
    fn row_star(&mut self, name: &ast::ObjectName) {
        let idents: Vec<&str> = parts(name).map(|part| part.value.as_str()).collect();
        let range = self.places.name(name).map_or(0..0, |name| name.range());
        match self.find(&idents) {
            Some((Content::Table(table), _)) => self.star(vec![table], range),
            Some((Content::Columns(output), _)) => self.star(output.tables, range),
            None => {}
        }
    }

    /// A query inside an expression: output names of the query around it do not reach it.
    pub fn subquery(&mut self, query: &ast::Query) {
        let aliases = std::mem::take(&mut self.aliases);
        let clause = self.clause;
        self.query(query);
        self.clause = clause;
        self.aliases = aliases;
    }

    /// Notes a function that is called.
    pub fn call(&mut self, name: &ast::ObjectName) {
        if parts(name).any(|part| self.places.is_hole(part)) {
            return;
        }
        if let Some(name) = self.places.name(name) {
            self.query.calls.push(name);
        }
    }

    pub fn function(&mut self, function: &ast::Function) {
        let name = parts(&function.name).last().map(|part| part.value.to_ascii_lowercase()).unwrap_or_default();
        // MySQL's `VALUES(column)` is no function.
        if name != "values" {
            self.call(&function.name);
        }
        for arguments in [&function.parameters, &function.args] {
            match arguments {
                FunctionArguments::None => {}
                FunctionArguments::Subquery(query) => self.subquery(query),
                FunctionArguments::List(list) => {
                    let unit = takes_unit(self.dialect, &name);
                    let skip = usize::from(
                        unit && matches!(
                            list.args.first(),
                            Some(FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Identifier(_))))
                        ),
                    );
                    if name == "count" {
                        let stars = self.query.stars.len();
                        self.arguments(&list.args);
                        self.query.stars.truncate(stars);
                    } else {
                        if name.contains("partition") || TAKES_TABLE.contains(&name.as_str()) {
                            self.tables_by_text(&list.args);
                        }
                        self.arguments(list.args.get(skip..).unwrap_or_default());
                    }
                    self.clauses(&list.clauses);
                }
            }
        }
        self.order_keys(&function.within_group);
        if let Some(filter) = &function.filter {
            self.expr(filter);
        }
        if let Some(ast::WindowType::WindowSpec(spec)) = &function.over {
            self.window(spec);
        }
    }

    /// `nextval('users_id_seq')`, `create_partition('users', …)`: the text is the name of a relation, as a cast to `regclass` would say.
    fn tables_by_text(&mut self, args: &[FunctionArg]) {
        for arg in args {
            if let FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) = arg
                && let Some(text) = literal(expr)
            {
                self.literal(None, Some(ObjectName::new("regclass")), text);
            }
        }
    }

    fn clauses(&mut self, clauses: &[ast::FunctionArgumentClause]) {
        for clause in clauses {
            match clause {
                ast::FunctionArgumentClause::Where(expr) | ast::FunctionArgumentClause::Limit(expr) => {
                    self.expr(expr);
                }
                ast::FunctionArgumentClause::OrderBy(orders) => self.order_keys(orders),
                ast::FunctionArgumentClause::Having(bound) => {
                    self.expr(&bound.1);
                }
                ast::FunctionArgumentClause::OnOverflow(_)
                | ast::FunctionArgumentClause::IgnoreOrRespectNulls(_)
                | ast::FunctionArgumentClause::Separator(_)
                | ast::FunctionArgumentClause::JsonNullClause(_)
                | ast::FunctionArgumentClause::JsonReturningClause(_) => {}
            }
        }
    }

    /// `ORDER BY` inside an expression names columns, never output names.
    fn order_keys(&mut self, orders: &[ast::OrderByExpr]) {
        for order in orders {
            self.expr(&order.expr);
        }
    }

    pub fn arguments(&mut self, args: &[FunctionArg]) {
        for arg in args {
            let arg = match arg {
                FunctionArg::Named { arg, .. } | FunctionArg::Unnamed(arg) => arg,
                FunctionArg::ExprNamed { name, arg, .. } => {
                    self.expr(name);
                    arg
                }
            };
            match arg {
                FunctionArgExpr::Expr(expr) => {
                    self.expr(expr);
                }
                FunctionArgExpr::QualifiedWildcard(name) => self.row_star(name),
                FunctionArgExpr::Wildcard | FunctionArgExpr::WildcardWithOptions(_) => {}
            }
        }
    }

    pub fn window(&mut self, spec: &ast::WindowSpec) {
        let aliases = match self.dialect {
            Dialect::Clickhouse => self.aliases.clone(),
            _ => std::mem::take(&mut self.aliases),
        };
        self.each(&spec.partition_by);
        self.order_keys(&spec.order_by);
        if let Some(frame) = &spec.window_frame {
            for bound in [Some(&frame.start_bound), frame.end_bound.as_ref()].into_iter().flatten() {
                if let ast::WindowFrameBound::Preceding(Some(expr)) | ast::WindowFrameBound::Following(Some(expr)) =
                    bound
                {
                    self.expr(expr);
                }
            }
        }
        self.aliases = aliases;
    }

    /// Whether an item of a select list stands for text that is not known, which may be several columns.
    pub fn is_unknown(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Value(value) => self.places.dummy(value.span) == Some(true),
            Expr::Identifier(ident) => self.places.dummy(ident.span) == Some(true),
            _ => false,
        }
    }
}

fn compares(op: &BinaryOperator) -> bool {
    matches!(op, BinaryOperator::Eq | BinaryOperator::NotEq | BinaryOperator::Spaceship)
}

/// Functions whose first argument is a unit of time and no column.
fn takes_unit(dialect: Dialect, name: &str) -> bool {
    matches!(dialect, Dialect::Mssql | Dialect::Mysql | Dialect::Clickhouse)
        && matches!(
            name,
            "dateadd"
                | "datediff"
                | "datediff_big"
                | "datepart"
                | "datename"
                | "datetrunc"
                | "date_bucket"
                | "timestampdiff"
                | "timestampadd"
        )
}

/// Functions that take the name of a table as a text (PostgreSQL's, and those of its extensions).
const TAKES_TABLE: &[&str] = &[
    "pg_relation_size",
    "pg_total_relation_size",
    "pg_table_size",
    "pg_indexes_size",
    "pg_get_serial_sequence",
    "create_hypertable",
];
