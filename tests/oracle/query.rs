//! Queries over a schema, as code sends them.

use super::choices::Choices;
use super::schema::Db::{Maria, Postgres, Sqlite};
use super::schema::{Schema, Table, Ty};
use super::scope::{Scope, Source, Writer};

/// Reads one query out of numbers.
pub fn query(schema: &Schema, numbers: &[u16]) -> String {
    let mut choices = Choices::new(numbers);
    let mut writer = Writer::new(schema, &mut choices);
    match writer.c.weighted(&[10, 4, 3, 6, 4, 3, 2]) {
        1 => {
            let with = writer.with();
            let types = [writer.ty(), writer.ty()];
            format!("{with}{}", writer.select(&types, true))
        }
        2 => writer.union(),
        3 => writer.insert(),
        kind @ (4 | 5) => {
            // MariaDB knows no WITH before a change, and nobody looks at what is not used.
            let with = if schema.db != Maria && writer.c.once_in(6) { writer.with() } else { String::new() };
            let text = if kind == 4 { writer.update() } else { writer.delete() };
            if writer.due.is_some() { text } else { format!("{with}{text}") }
        }
        6 => writer.special(),
        _ => {
            let types: Vec<Ty> = (0..1 + writer.c.below(3)).map(|_| writer.ty()).collect();
            writer.select(&types, true)
        }
    }
}

impl Writer<'_, '_> {
    /// A table, or a view that takes changes like one.
    fn some_table(&mut self) -> &Table {
        let mut views = self.schema.views.iter().filter_map(|view| view.target.as_ref());
        if let Some(view) = views.next()
            && self.c.once_in(8)
        {
            return view;
        }
        &self.schema.tables[self.c.below(self.schema.tables.len())]
    }

    fn target(&mut self, table: &Table) -> String {
        let name = self.table_name(&table.name);
        match table.schema {
            Some(schema) if !(self.schema.reaches(table) && self.c.once_in(2)) => format!("{schema}.{name}"),
            _ => name,
        }
    }

    fn scope_of(table: &Table, qualifier: String) -> Scope {
        let columns = table.columns.iter().map(|column| (column.name.clone(), column.ty)).collect();
        Scope { sources: vec![Source { qualifier, columns }], merged: Vec::new() }
    }

    pub fn insert(&mut self) -> String {
        let (db, table) = (self.db(), self.some_table().clone());
        let target = self.target(&table);
        let own = self.table_name(&table.name);
        let free: Vec<_> = table.columns.iter().filter(|column| column.generated.is_none()).cloned().collect();
        let kind = self.c.weighted(&[4, 5, 3, 2, 1]);
        let mut given: Vec<_> = free
            .iter()
            .enumerate()
            .filter(|(at, column)| {
                let needed = (*at == 0 && table.primary) || (column.required && !column.default);
                kind != 1 || needed || self.c.once_in(2)
            })
            .map(|(_, column)| column.clone())
            .collect();
        if given.is_empty() {
            given = free.clone();
        }
        let values: Vec<String> = given
            .iter()
            .map(|column| {
                if column.default && db != Sqlite && self.c.once_in(6) {
                    "DEFAULT".into()
                } else {
                    self.literal(column.ty)
                }
            })
            .collect();
        let list: Vec<String> = given.iter().map(|column| self.name(&column.name)).collect();
        let (list, values) = (list.join(", "), values.join(", "));
        if kind == 2 {
            // By position; PostgreSQL takes fewer as well.
            let count = if db == Postgres && self.c.once_in(3) { 1 + self.c.below(free.len()) } else { free.len() };
            let all: Vec<String> = free.iter().take(count).map(|column| self.literal(column.ty)).collect();
            let columns = if db == Maria && self.c.once_in(4) { " ()" } else { "" };
            let all = if columns.is_empty() { all.join(", ") } else { String::new() };
            return format!("INSERT INTO {target}{columns} VALUES ({all})");
        }
        if kind == 3 {
            let types: Vec<Ty> = given.iter().map(|column| column.ty).collect();
            let query = self.deeper(|writer| writer.select(&types, false));
            let list =
                if self.c.once_in(4) && given.len() == free.len() { String::new() } else { format!(" ({list})") };
            return format!("INSERT INTO {target}{list} {query}");
        }
        if kind == 4 {
            return match db {
                Maria => format!(
                    "INSERT INTO {target} SET {}",
                    given
                        .iter()
                        .map(|column| format!("{} = {}", column.name_in(self), self.literal(column.ty)))
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
                _ => format!("INSERT INTO {target} DEFAULT VALUES"),
            };
        }
        let verb = match db {
            Maria if self.c.once_in(6) => "REPLACE INTO",
            Maria if self.c.once_in(6) => "INSERT IGNORE INTO",
            Sqlite if self.c.once_in(6) => "INSERT OR REPLACE INTO",
            _ => "INSERT INTO",
        };
        let mut text = format!("{verb} {target} ({list}) VALUES ({values})");
        if self.c.once_in(5) {
            let more: Vec<String> = given.iter().map(|column| self.literal(column.ty)).collect();
            text.push_str(&format!(", ({})", more.join(", ")));
        }
        let plain = verb == "INSERT INTO";
        self.scopes.push(Self::scope_of(&table, own));
        if plain && self.c.once_in(2) {
            text.push_str(&self.upsert(&table));
        }
        let returning = plain && !self.quiet && self.c.once_in(3);
        if returning && !(db == Maria && text.contains("DUPLICATE")) {
            text.push_str(&self.returning());
        }
        self.scopes.pop();
        text
    }

    fn upsert(&mut self, table: &Table) -> String {
        let db = self.db();
        let types = [Ty::Text, Ty::Int];
        let free: Vec<_> = table
            .columns
            .iter()
            .filter(|column| column.generated.is_none() && types.contains(&column.ty))
            .cloned()
            .collect();
        let Some(set) = self.c.one(&free).cloned() else { return String::new() };
        let name = set.name_in(self);
        if db == Maria {
            let value = if self.c.once_in(2) { format!("VALUES({name})") } else { self.expression(set.ty) };
            return format!(" ON DUPLICATE KEY UPDATE {name} = {value}");
        }
        let unique = self.c.one(&table.uniques).filter(|_| true).cloned();
        let columns = match &unique {
            Some(unique) if !table.primary || self.c.once_in(2) => unique.columns.clone(),
            _ if table.primary => vec!["id".to_owned()],
            _ => return " ON CONFLICT DO NOTHING".into(),
        };
        let list: Vec<String> = columns.iter().map(|name| self.name(name)).collect();
        let target = match unique.filter(|unique| db == Postgres && !unique.index && unique.columns == columns) {
            Some(unique) if self.c.once_in(3) => format!("ON CONSTRAINT {}", unique.name),
            _ => format!("({})", list.join(", ")),
        };
        if self.c.once_in(3) {
            return format!(" ON CONFLICT {target} DO NOTHING");
        }
        let qualified = self.scopes.last().map(|scope| scope.sources[0].qualifier.clone()).unwrap_or_default();
        let value = if self.c.once_in(2) { format!("excluded.{name}") } else { format!("{qualified}.{name}") };
        let filter = if self.c.once_in(4) { format!(" WHERE {qualified}.{name} IS NOT NULL") } else { String::new() };
        format!(" ON CONFLICT {target} DO UPDATE SET {name} = {value}{filter}")
    }

    fn returning(&mut self) -> String {
        if self.c.once_in(4) {
            return " RETURNING *".into();
        }
        let ty = self.ty();
        let what = self.column(ty).unwrap_or_else(|| "1".into());
        let alias = if self.c.once_in(3) { " AS login" } else { "" };
        format!(" RETURNING {what}{alias}")
    }

    /// The target of a change with an alias, where it may have one.
    fn changed(&mut self, table: &Table) -> (String, String) {
        let target = self.target(table);
        if self.c.once_in(3) {
            let alias = self.alias();
            return (format!("{target} AS {alias}"), alias);
        }
        let own = self.table_name(&table.name);
        (target, own)
    }

    pub fn update(&mut self) -> String {
        let (db, table) = (self.db(), self.some_table().clone());
        let (target, qualifier) = self.changed(&table);
        let mut scope = Self::scope_of(&table, qualifier.clone());
        let mut from = String::new();
        if self.c.once_in(8) {
            let (others, more) = self.from();
            if more.sources.iter().all(|one| !one.qualifier.eq_ignore_ascii_case(&qualifier)) {
                scope.sources.extend(more.sources);
                scope.merged = more.merged;
                from = others;
            }
        } else if self.c.once_in(4) {
            let (other, name, columns) = self.table();
            if !name.eq_ignore_ascii_case(&qualifier) {
                scope.sources.push(Source { qualifier: name, columns });
                from = other;
            }
        }
        self.scopes.push(scope);
        let free: Vec<_> = table.columns.iter().filter(|column| column.generated.is_none()).cloned().collect();
        let mut sets = Vec::new();
        for column in free.iter().skip(self.c.below(free.len())).take(1 + self.c.below(2)) {
            let name = column.name_in(self);
            let name = if db == Maria && !from.is_empty() { format!("{qualifier}.{name}") } else { name };
            sets.push(format!(
                "{name} = {}",
                if self.c.once_in(3) { self.expression(column.ty) } else { self.literal(column.ty) }
            ));
        }
        let filter = self.filter();
        let returning = if db != Maria && !self.quiet && self.c.once_in(4) { self.returning() } else { String::new() };
        self.scopes.pop();
        let tuple = db != Maria && sets.len() == 2 && self.c.once_in(4);
        let sets = match (tuple, sets.iter().map(|set| set.split_once(" = ")).collect::<Option<Vec<_>>>()) {
            (true, Some(pairs)) => {
                let (names, values): (Vec<&str>, Vec<&str>) = pairs.into_iter().unzip();
                format!("({}) = ({})", names.join(", "), values.join(", "))
            }
            _ => sets.join(", "),
        };
        match (db, from.is_empty()) {
            (_, true) => format!("UPDATE {target} SET {sets}{filter}{returning}"),
            (Maria, false) if self.c.once_in(3) => format!("UPDATE {target}, {from} SET {sets}{filter}"),
            (Maria, false) => format!("UPDATE {target} JOIN {from} SET {sets}{filter}"),
            _ => format!("UPDATE {target} SET {sets} FROM {from}{filter}{returning}"),
        }
    }

    pub fn delete(&mut self) -> String {
        let (db, table) = (self.db(), self.some_table().clone());
        let (target, qualifier) =
            if db == Maria { (self.target(&table), self.table_name(&table.name)) } else { self.changed(&table) };
        let mut scope = Self::scope_of(&table, qualifier.clone());
        let mut using = String::new();
        if db != Sqlite && self.c.once_in(8) {
            let (others, more) = self.from();
            if more.sources.iter().all(|one| !one.qualifier.eq_ignore_ascii_case(&qualifier)) {
                scope.sources.extend(more.sources);
                scope.merged = more.merged;
                using = others;
            }
        } else if db != Sqlite && self.c.once_in(4) {
            let (other, name, columns) = self.table();
            if !name.eq_ignore_ascii_case(&qualifier) {
                scope.sources.push(Source { qualifier: name, columns });
                using = other;
            }
        }
        self.scopes.push(scope);
        let filter = self.filter();
        let returning =
            if using.is_empty() && !self.quiet && self.c.once_in(4) { self.returning() } else { String::new() };
        self.scopes.pop();
        match (db, using.is_empty()) {
            (_, true) => format!("DELETE FROM {target}{filter}{returning}"),
            (Maria, false) if self.c.once_in(3) => {
                format!("DELETE FROM {qualifier} USING {target} JOIN {using}{filter}")
            }
            (Maria, false) => format!("DELETE {qualifier} FROM {target} JOIN {using}{filter}"),
            _ => format!("DELETE FROM {target} USING {using}{filter}{returning}"),
        }
    }

    /// What one database alone has.
    fn special(&mut self) -> String {
        let table = self.some_table().clone();
        let (text, own, columns) = self.table();
        let name = columns[self.c.below(columns.len())].0.clone();
        let name = self.name(&name);
        match (self.db(), self.c.below(8)) {
            (Postgres, 0) => {
                let target = self.target(&table);
                let name = table.columns[self.c.below(table.columns.len())].name.clone();
                let name = self.name(&name);
                format!(
                    "SELECT a.id, b.{name} FROM {text} a CROSS JOIN LATERAL (SELECT s.{name} FROM {target} s WHERE s.id = a.id) b"
                )
            }
            (Postgres, 1) => format!("SELECT {own} FROM {text}"),
            (Postgres, 2) => {
                let target = self.target(&table);
                format!("WITH gone AS (DELETE FROM {target} RETURNING *) SELECT count(gone.id) FROM gone")
            }
            // `(users).name` is a call of `name()` as well, where a column has the name of the table.
            (Postgres, 3..=5) if name.eq_ignore_ascii_case("name") => format!("SELECT to_jsonb({own}) FROM {text}"),
            (Postgres, 3) => format!("SELECT ({own}).{name} FROM {text}"),
            (Postgres, 4 | 5) => {
                format!("SELECT to_jsonb({own}), ({own}).{name} AS login FROM {text} WHERE {own}.{name} IS NOT NULL")
            }
            (Postgres, _) => self.merge(&table),
            (Sqlite, 0) => format!("SELECT [{}] FROM {text}", name.trim_matches('"')),
            (_, 1) => format!("SELECT id, count({name}) AS n FROM {text} GROUP BY id ORDER BY n"),
            (_, 2) => format!("EXPLAIN SELECT {name} FROM {text}"),
            _ => format!("SELECT count(*) FROM {text}"),
        }
    }

    /// PostgreSQL's `MERGE`.
    fn merge(&mut self, table: &Table) -> String {
        let (target, qualifier) = self.changed(table);
        let (text, _, columns) = self.table();
        let mut scope = Self::scope_of(table, qualifier.clone());
        scope.sources.push(Source { qualifier: "given".into(), columns });
        self.scopes.push(scope);
        let free: Vec<_> = table.columns.iter().filter(|column| column.generated.is_none()).cloned().collect();
        // A view may show nothing but what is made of other columns.
        let set = (!free.is_empty()).then(|| free[self.c.below(free.len())].clone());
        let name = set.as_ref().map(|set| set.name_in(self));
        let matched = match (self.c.below(3), set, name) {
            (1.., Some(set), Some(name)) => format!("UPDATE SET {name} = {}", self.expression(set.ty)),
            _ => "DELETE".to_owned(),
        };
        self.scopes.pop();
        let names: Vec<String> = free.iter().map(|column| column.name_in(self)).collect();
        let values: Vec<String> = free.iter().map(|column| self.literal(column.ty)).collect();
        let list = if self.c.once_in(3) { String::new() } else { format!(" ({})", names.join(", ")) };
        let other = format!("WHEN NOT MATCHED THEN INSERT{list} VALUES ({})", values.join(", "));
        let other = if self.c.once_in(2) && !free.is_empty() { format!(" {other}") } else { String::new() };
        format!(
            "MERGE INTO {target} USING {text} AS given ON {qualifier}.id = given.id WHEN MATCHED THEN {matched}{other}"
        )
    }
}

impl super::schema::Column {
    fn name_in(&self, writer: &mut Writer<'_, '_>) -> String {
        writer.name(&self.name)
    }
}
