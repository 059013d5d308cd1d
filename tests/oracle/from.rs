//! `FROM` and `SELECT`: tables, views, derived tables, CTEs, and the ways to join them.

use super::schema::Db::{Maria, Postgres, Sqlite};
use super::schema::{Ty, same};
use super::scope::{Scope, Source, Writer};

impl Writer<'_, '_> {
    /// One source with its alias.
    fn source(&mut self, taken: &Scope) -> (String, Source) {
        let kinds = [
            10,
            usize::from(!self.schema.views.is_empty()) * 3,
            usize::from(!self.ctes.is_empty()) * 6,
            usize::from(self.depth < 2) * 2,
        ];
        let due = self.due.take();
        let (text, own, columns) = match due.as_ref().map_or_else(|| self.c.weighted(&kinds), |_| 2) {
            1 => {
                let view = &self.schema.views[self.c.below(self.schema.views.len())];
                (view.name.clone(), view.name.clone(), view.columns.clone())
            }
            2 => {
                let cte = due.unwrap_or_else(|| self.ctes[self.c.below(self.ctes.len())].clone());
                (cte.qualifier.clone(), cte.qualifier, cte.columns)
            }
            3 => {
                let (query, columns) = self.rows();
                (format!("({query})"), String::new(), columns)
            }
            _ => self.table(),
        };
        let used = |name: &str, writer: &Self| {
            taken
                .sources
                .iter()
                .any(|source| same(writer.db(), &source.qualifier, name) || source.qualifier.eq_ignore_ascii_case(name))
        };
        if own.is_empty() || used(&own, self) || self.c.once_in(2) {
            let alias = self.alias();
            // PostgreSQL lets the alias name the first columns of a query.
            if own.is_empty() && self.db() == Postgres && columns.len() <= 3 && self.c.once_in(4) {
                let (names, columns) = renamed(&columns);
                return (format!("{text} AS {alias} ({names})"), Source { qualifier: alias, columns });
            }
            let word = if self.c.once_in(2) { " AS" } else { "" };
            return (format!("{text}{word} {alias}"), Source { qualifier: alias, columns });
        }
        (text, Source { qualifier: own, columns })
    }

    /// A table as written, what qualifies its columns, and these.
    pub fn table(&mut self) -> (String, String, Vec<(String, Ty)>) {
        let table = &self.schema.tables[self.c.below(self.schema.tables.len())];
        let columns = table.columns.iter().map(|column| (column.name.clone(), column.ty)).collect();
        let name = self.table_name(&table.name);
        // A CTE of the same name comes first.
        let hidden = table.schema.is_none() && self.ctes.iter().any(|cte| same(self.db(), &cte.qualifier, &table.name));
        let named = self.ctes.iter().any(|cte| same(self.db(), &cte.qualifier, &table.name));
        let schema = match table.schema {
            Some(_) if !named && self.schema.reaches(table) && self.c.once_in(2) => None,
            Some(schema) => Some(schema),
            None if self.db() == Postgres && (hidden || self.c.once_in(6)) => Some("public"),
            None => None,
        };
        if hidden && schema.is_none() {
            let cte = self.ctes.iter().find(|cte| same(self.db(), &cte.qualifier, &table.name)).cloned();
            if let Some(cte) = cte {
                return (cte.qualifier.clone(), cte.qualifier, cte.columns);
            }
        }
        let text = schema.map_or(name.clone(), |schema| format!("{schema}.{name}"));
        (text, name, columns)
    }

    /// A query whose columns are known by name, for a derived table or a CTE.
    pub fn rows(&mut self) -> (String, Vec<(String, Ty)>) {
        let outer = std::mem::take(&mut self.scopes);
        let made = self.deeper(Self::inner_rows);
        self.scopes = outer;
        made
    }

    fn inner_rows(&mut self) -> (String, Vec<(String, Ty)>) {
        let (from, scope) = self.from();
        if scope.sources.len() == 1 && self.c.once_in(3) {
            let columns = scope.sources[0].columns.clone();
            return (format!("SELECT * FROM {from}"), columns);
        }
        self.scopes.push(scope);
        let mut columns: Vec<(String, Ty)> = Vec::new();
        let mut items = Vec::new();
        for at in 0..1 + self.c.below(3) {
            let ty = self.ty();
            if self.c.once_in(3) {
                let name = ["login", "email", "total"][at % 3];
                let ty = if name == "total" { Ty::Int } else { Ty::Text };
                items.push(format!("{} AS {name}", self.expression(ty)));
                columns.push((name.to_owned(), ty));
                continue;
            }
            let Some(column) = self.column(ty) else { continue };
            let bare = column.rsplit('.').next().unwrap_or_default();
            let unquoted: String = bare.chars().filter(|c| !matches!(c, '"' | '`')).collect();
            let written = unquoted != bare;
            let name = if written || self.db() != Postgres { unquoted } else { unquoted.to_lowercase() };
            if columns.iter().any(|(own, _)| own.eq_ignore_ascii_case(&name)) {
                continue;
            }
            items.push(column);
            columns.push((name, ty));
        }
        if items.is_empty() {
            items.push("1 AS id".into());
            columns.push(("id".into(), Ty::Int));
        }
        columns.dedup_by(|a, b| a.0 == b.0);
        let condition = self.filter();
        self.scopes.pop();
        (format!("SELECT {} FROM {from}{condition}", items.join(", ")), columns)
    }

    pub fn ty(&mut self) -> Ty {
        [Ty::Int, Ty::Text, Ty::Mood][self.c.weighted(&[4, 4, 1])]
    }

    pub fn filter(&mut self) -> String {
        if self.c.once_in(2) { format!(" WHERE {}", self.condition()) } else { String::new() }
    }

    /// The text behind `FROM`, and what can be named by it.
    pub fn from(&mut self) -> (String, Scope) {
        let mut scope = Scope::default();
        let (mut text, first) = self.source(&scope);
        scope.sources.push(first);
        let more = if self.depth > 1 { 0 } else { self.c.weighted(&[5, 4, 1]) };
        for _ in 0..more {
            let (other, source) = self.source(&scope);
            let db = self.db();
            let common: Vec<String> = source
                .columns
                .iter()
                .filter(|(name, _)| {
                    let holders =
                        scope.sources.iter().filter(|own| own.columns.iter().any(|(own, _)| same(db, own, name)));
                    holders.count() == 1 || scope.merged.contains(name)
                })
                .map(|(name, _)| name.clone())
                .collect();
            match self.c.weighted(&[5, 2, 2, 2, 3]) {
                1 => text = format!("{text} CROSS JOIN {other}"),
                2 if scope.sources.len() == 1 => {
                    text = format!("{text} NATURAL JOIN {other}");
                    scope.merged.extend(common);
                }
                3 if scope.sources.len() == 1 => text = format!("{text}, {other}"),
                4 if !common.is_empty() => {
                    let using = common[self.c.below(common.len())].clone();
                    let written = self.name(&using);
                    let left = if self.c.once_in(3) { " LEFT" } else { "" };
                    text = format!("{text}{left} JOIN {other} USING ({written})");
                    scope.merged.push(using);
                }
                _ => {
                    let full = if db == Maria { "RIGHT JOIN" } else { "FULL JOIN" };
                    let word = ["JOIN", "LEFT JOIN", "RIGHT JOIN", full][self.c.weighted(&[8, 4, 1, 1])];
                    scope.sources.push(source);
                    self.scopes.push(scope);
                    let condition = self.deeper(|writer| writer.deeper(Self::condition));
                    scope = self.scopes.pop().unwrap_or_default();
                    text = format!("{text} {word} {other} ON {condition}");
                    continue;
                }
            }
            scope.sources.push(source);
        }
        // Nobody writes a comma there, although two of the databases would take it.
        if more > 0 && text.contains(" JOIN ") && !text.contains(", ") && self.c.once_in(8) {
            text = format!("({text})");
        }
        (text, scope)
    }

    /// A whole `SELECT` that gives values of these types. `bare`: nothing stands around it.
    pub fn select(&mut self, types: &[Ty], bare: bool) -> String {
        let (from, scope) = self.from();
        self.scopes.push(scope);
        let text = match self.c.weighted(&[6, 1, 1]) {
            1 if bare => self.grouped(&from),
            2 if bare => self.windowed(&from),
            _ => self.plain(types, bare, &from),
        };
        self.scopes.pop();
        text
    }

    fn plain(&mut self, types: &[Ty], bare: bool, from: &str) -> String {
        let mut items = Vec::new();
        let mut order = Vec::new();
        for (at, ty) in types.iter().enumerate() {
            let item = self.expression(*ty);
            if bare && self.c.once_in(4) {
                let alias = ["login", "email", "nick"][at % 3];
                items.push(format!("{item} AS {alias}"));
                order.push(alias.to_owned());
            } else {
                items.push(item);
            }
        }
        if bare && self.c.once_in(6) {
            let qualifier =
                self.scopes.last().and_then(|scope| scope.sources.first()).map(|source| source.qualifier.clone());
            let beside = if self.c.once_in(3) { items.first().cloned() } else { None };
            items = vec![match qualifier {
                Some(qualifier) if beside.is_some() || self.c.once_in(2) => format!("{qualifier}.*"),
                _ => "*".into(),
            }];
            items.extend(beside);
            order.clear();
        }
        let mut distinct = if self.c.once_in(12) && order.is_empty() { "DISTINCT ".to_owned() } else { String::new() };
        if bare && self.db() == Postgres && !distinct.is_empty() && self.c.once_in(2) {
            let ty = self.ty();
            distinct = self.column(ty).map_or(distinct, |column| format!("DISTINCT ON ({column}) "));
        }
        let mut text = format!("SELECT {distinct}{} FROM {from}{}", items.join(", "), self.filter());
        if bare && distinct.is_empty() && self.c.once_in(3) {
            let ty = self.ty();
            let by = match order.first() {
                Some(alias) if self.c.once_in(2) => Some(alias.clone()),
                _ => self.column(ty),
            };
            if let Some(by) = by {
                text.push_str(&format!(" ORDER BY {by} DESC LIMIT 3"));
            }
        } else if bare && distinct.is_empty() && self.db() != Sqlite && self.c.once_in(12) {
            text.push_str(" FOR UPDATE");
            let sources = self.scopes.last().map(|scope| scope.sources.as_slice()).unwrap_or_default();
            if let Some(first) = sources.first().filter(|_| self.db() == Postgres) {
                text.push_str(&format!(" OF {}", first.qualifier));
            }
        }
        text
    }

    fn grouped(&mut self, from: &str) -> String {
        let ty = self.ty();
        let Some(by) = self.column(ty) else { return format!("SELECT count(*) FROM {from}") };
        let of = self.column(Ty::Int).unwrap_or_else(|| "1".into());
        let filter = self.filter();
        let sum = if self.db() != Maria && self.c.once_in(4) {
            format!("sum({of}) FILTER (WHERE {of} > 1)")
        } else if self.c.once_in(4) {
            format!("count(DISTINCT {of})")
        } else if self.db() == Postgres && self.c.once_in(4) {
            format!("array_agg({of} ORDER BY {by})")
        } else {
            format!("sum({of})")
        };
        let having = if self.c.once_in(2) { format!(" HAVING max({of}) > 1") } else { String::new() };
        format!("SELECT {by}, {sum} FROM {from}{filter} GROUP BY {}{having}", self.group(&by))
    }

    fn group(&mut self, by: &str) -> String {
        match self.db() {
            Postgres if self.c.once_in(6) => format!("ROLLUP ({by})"),
            Maria if self.c.once_in(6) => format!("{by} WITH ROLLUP"),
            _ if self.c.once_in(6) => "1".into(),
            _ => by.to_owned(),
        }
    }

    fn windowed(&mut self, from: &str) -> String {
        let (a, b) = (self.ty(), self.ty());
        let (Some(part), Some(by)) = (self.column(a), self.column(b)) else {
            return format!("SELECT count(*) FROM {from}");
        };
        let filter = self.filter();
        if self.c.once_in(3) {
            return format!("SELECT rank() OVER w FROM {from}{filter} WINDOW w AS (PARTITION BY {part} ORDER BY {by})");
        }
        format!("SELECT row_number() OVER (PARTITION BY {part} ORDER BY {by}) AS place FROM {from}{filter}")
    }

    /// Two queries in a set operation.
    pub fn union(&mut self) -> String {
        let types: Vec<Ty> = (0..1 + self.c.below(2)).map(|_| [Ty::Int, Ty::Text][self.c.below(2)]).collect();
        let (one, other) =
            (self.deeper(|writer| writer.select(&types, false)), self.deeper(|writer| writer.select(&types, false)));
        let word = ["UNION", "UNION ALL", "EXCEPT", "INTERSECT"][self.c.below(4)];
        let order = if self.c.once_in(3) { " ORDER BY 1" } else { "" };
        format!("{one} {word} {other}{order}")
    }

    /// `WITH …`, after which what it makes can be named.
    pub fn with(&mut self) -> String {
        let mut parts = Vec::new();
        if self.c.once_in(7) {
            return self.with_recursive();
        }
        for at in 0..1 + self.c.below(2) {
            let (query, columns) = self.rows();
            let mut name = ["recent", "counted"][at].to_owned();
            if self.c.once_in(4)
                && let Some(table) = self.c.one(&self.schema.tables)
                && super::schema::plain(&table.name)
            {
                name = table.name.clone();
            }
            if self.ctes.iter().any(|cte| cte.qualifier == name) {
                self.due = self.ctes.last().cloned();
                continue;
            }
            if self.c.once_in(4) && columns.len() <= 3 {
                let (list, named) = renamed(&columns);
                parts.push(format!("{name} ({list}) AS ({query})"));
                self.ctes.push(Source { qualifier: name, columns: named });
            } else {
                parts.push(format!("{name} AS ({query})"));
                self.ctes.push(Source { qualifier: name, columns });
            }
            self.due = self.ctes.last().cloned();
        }
        format!("WITH {} ", parts.join(", "))
    }

    /// A query that goes on with what it found.
    fn with_recursive(&mut self) -> String {
        let (text, own, columns) = self.table();
        let up = columns.iter().filter(|(_, ty)| *ty == Ty::Int).nth(1).map_or("id", |(name, _)| name).to_owned();
        let up = self.name(&up);
        let columns = vec![("id".to_owned(), Ty::Int), ("up".to_owned(), Ty::Int)];
        self.ctes.push(Source { qualifier: "tree".into(), columns });
        self.due = self.ctes.last().cloned();
        format!(
            "WITH RECURSIVE tree (id, up) AS (SELECT id, {up} FROM {text} UNION SELECT {own}.id, {own}.{up} FROM {text} JOIN tree ON {own}.{up} = tree.id) "
        )
    }
}

/// New names for columns, in a list and with their types.
fn renamed(columns: &[(String, Ty)]) -> (String, Vec<(String, Ty)>) {
    let named = columns.iter().zip(["login", "email", "total"]).map(|((_, ty), name)| (name.to_owned(), *ty));
    let named: Vec<(String, Ty)> = named.collect();
    let list: Vec<&str> = named.iter().map(|(name, _)| name.as_str()).collect();
    (list.join(", "), named)
}
