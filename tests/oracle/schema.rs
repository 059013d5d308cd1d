//! Schemas, and how a database writes them. A column's name says its type, so that `USING` and set operations always fit.

use super::choices::Choices;
use super::objects::{Routine, Trigger};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Db {
    Sqlite,
    Postgres,
    Maria,
}

use Db::{Maria, Postgres, Sqlite};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ty {
    Int,
    Text,
    /// The one enum of a schema, `mood`.
    Mood,
}

/// Tables may have these names, and then those that follow.
pub const TABLES: [&str; 6] = ["users", "orders", "items", "accounts", "Team", "order"];
pub const NEW_TABLES: [&str; 3] = ["people", "sales", "users"];

pub const COLUMNS: [(&str, Ty); 12] = [
    ("name", Ty::Text),
    ("total", Ty::Int),
    ("email", Ty::Text),
    ("user_id", Ty::Int),
    ("status", Ty::Mood),
    ("note", Ty::Text),
    ("amount", Ty::Int),
    ("Email", Ty::Text),
    ("group", Ty::Text),
    ("users", Ty::Int),
    ("parentId", Ty::Int),
    ("kind", Ty::Mood),
];
pub const NEW_COLUMNS: [(&str, Ty); 6] = [
    ("login", Ty::Text),
    ("points", Ty::Int),
    ("nick", Ty::Text),
    ("name", Ty::Text),
    ("total", Ty::Int),
    ("state", Ty::Mood),
];

/// An identifier, as the catalog of the database has it.
pub fn plain(name: &str) -> bool {
    !matches!(name, "group" | "order") && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

pub fn quoted(db: Db, name: &str) -> String {
    match db {
        Maria => format!("`{name}`"),
        _ => format!("\"{name}\""),
    }
}

/// As a careful writer spells it.
pub fn spelt(db: Db, name: &str) -> String {
    if plain(name) { name.to_owned() } else { quoted(db, name) }
}

/// Whether two names are one for the database.
pub fn same(db: Db, a: &str, b: &str) -> bool {
    if db == Postgres { a == b } else { a.eq_ignore_ascii_case(b) }
}

#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    pub ty: Ty,
    pub required: bool,
    pub default: bool,
    /// Made of this column, which stands before it.
    pub generated: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Unique {
    pub name: String,
    pub columns: Vec<String>,
    pub index: bool,
}

#[derive(Clone, Debug)]
pub struct Table {
    /// PostgreSQL: a schema that is not on the search path.
    pub schema: Option<&'static str>,
    pub name: String,
    pub columns: Vec<Column>,
    /// The first column is the primary key.
    pub primary: bool,
    pub uniques: Vec<Unique>,
    /// Columns that refer to the key of another table, which is named as it was then.
    pub foreign: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub struct View {
    pub name: String,
    pub columns: Vec<(String, Ty)>,
    /// The names of the columns stand before the query.
    pub listed: bool,
    pub materialized: bool,
    pub query: String,
    /// The view as a target of changes, where it reads one table.
    pub target: Option<Table>,
}

#[derive(Clone, Debug)]
pub struct Schema {
    pub db: Db,
    pub tables: Vec<Table>,
    pub views: Vec<View>,
    /// PostgreSQL: names without a schema are looked up in `app` first.
    pub path: bool,
    pub routines: Vec<Routine>,
    pub triggers: Vec<Trigger>,
    /// Each table has a row.
    pub filled: bool,
    pub mood: Vec<&'static str>,
}

pub const MOOD: [&str; 3] = ["fresh", "open", "done"];

pub fn literal(ty: Ty) -> &'static str {
    match ty {
        Ty::Int => "7",
        Ty::Text => "'x'",
        Ty::Mood => "'open'",
    }
}

impl Column {
    pub fn new(name: &str, ty: Ty) -> Column {
        Column { name: name.to_owned(), ty, required: false, default: false, generated: None }
    }

    pub fn ty(&self, db: Db, mood: &[&str]) -> String {
        let values = || mood.iter().map(|value| format!("'{value}'")).collect::<Vec<_>>().join(", ");
        match (db, self.ty) {
            (_, Ty::Int) => "int".into(),
            (Maria, Ty::Text) => "varchar(40)".into(),
            (_, Ty::Text) => "text".into(),
            (Sqlite, Ty::Mood) => "text".into(),
            (Postgres, Ty::Mood) => "mood".into(),
            (Maria, Ty::Mood) => format!("enum({})", values()),
        }
    }

    /// As in `CREATE TABLE` and `ADD COLUMN`.
    pub fn written(&self, db: Db, mood: &[&str]) -> String {
        let mut text = format!("{} {}", spelt(db, &self.name), self.ty(db, mood));
        if let Some(of) = &self.generated {
            let of = spelt(db, of);
            let kind = if db == Sqlite { "VIRTUAL" } else { "STORED" };
            let what = if self.ty == Ty::Int { format!("{of} + 1") } else { format!("coalesce({of}, 'x')") };
            return format!("{text} GENERATED ALWAYS AS ({what}) {kind}");
        }
        if self.required {
            text.push_str(" NOT NULL");
        }
        if self.default {
            text.push_str(&format!(" DEFAULT {}", literal(self.ty)));
        }
        text
    }
}

impl Table {
    pub fn called(&self, db: Db) -> String {
        match self.schema {
            Some(schema) => format!("{schema}.{}", spelt(db, &self.name)),
            None => spelt(db, &self.name),
        }
    }

    pub fn foreign_name(&self, at: usize) -> String {
        format!("f_{}_{at}", self.name.to_lowercase())
    }

    pub fn has(&self, db: Db, name: &str) -> bool {
        self.columns.iter().any(|column| same(db, &column.name, name))
    }

    /// The statement that makes it, under a name.
    pub fn create(&self, db: Db, mood: &[&str], called: &str) -> String {
        let mut parts: Vec<String> = self.columns.iter().map(|column| column.written(db, mood)).collect();
        if self.primary
            && let (Some(part), Some(_)) = (parts.first_mut(), self.columns.first())
        {
            part.push_str(" PRIMARY KEY");
        }
        let list = |columns: &[String]| columns.iter().map(|name| spelt(db, name)).collect::<Vec<_>>().join(", ");
        for unique in self.uniques.iter().filter(|unique| !unique.index) {
            parts.push(format!("CONSTRAINT {} UNIQUE ({})", unique.name, list(&unique.columns)));
        }
        for (at, (column, to)) in self.foreign.iter().enumerate() {
            let later = if db == Maria { "" } else { " DEFERRABLE INITIALLY DEFERRED" };
            let (name, column) = (self.foreign_name(at), spelt(db, column));
            parts.push(format!("CONSTRAINT {name} FOREIGN KEY ({column}) REFERENCES {to} (id){later}"));
        }
        let mut text = format!("CREATE TABLE {called} (\n  {}\n);", parts.join(",\n  "));
        for unique in self.uniques.iter().filter(|unique| unique.index) {
            text.push_str(&format!("\nCREATE UNIQUE INDEX {} ON {called} ({});", unique.name, list(&unique.columns)));
        }
        text
    }
}

impl Schema {
    /// Reads a schema out of numbers.
    pub fn new(db: Db, c: &mut Choices<'_>) -> Schema {
        let mut schema = Schema {
            db,
            tables: Vec::new(),
            views: Vec::new(),
            path: false,
            routines: Vec::new(),
            triggers: Vec::new(),
            filled: false,
            mood: MOOD.to_vec(),
        };
        let count = 1 + c.below(4);
        for usual in TABLES.into_iter().take(count) {
            let name = if c.once_in(3) { TABLES[c.below(TABLES.len())] } else { usual };
            let apart = (db == Postgres && c.once_in(5)).then_some("app");
            if schema.tables.iter().any(|table| table.schema == apart && same(db, &table.name, name)) {
                continue;
            }
            let table = table(db, name, apart, c);
            schema.tables.push(table);
        }
        for at in 0..c.below(3) {
            if let Some(view) = view(&schema, at, c) {
                schema.views.push(view);
            }
        }
        schema.path = schema.tables.iter().any(|table| table.schema.is_some()) && c.once_in(3);
        schema.refer(c);
        schema.filled = c.once_in(3);
        schema
    }

    /// Foreign keys, each to a table that stands before its own.
    fn refer(&mut self, c: &mut Choices<'_>) {
        for at in 1..self.tables.len() {
            let to = &self.tables[c.below(at)];
            let target = to.called(self.db);
            let refers = |column: &&Column| {
                column.ty == Ty::Int && column.generated.is_none() && column.name.to_lowercase().ends_with("id")
            };
            let own = self.tables[at].columns.iter().skip(1).find(refers).map(|column| column.name.clone());
            if let Some(own) = own.filter(|_| to.primary && c.once_in(3)) {
                self.tables[at].foreign.push((own, target));
            }
        }
    }

    /// A row for every table: `id` is the same everywhere.
    pub fn rows(&self) -> Vec<String> {
        let row = |table: &Table| {
            let free: Vec<&Column> = table.columns.iter().filter(|column| column.generated.is_none()).collect();
            let names: Vec<String> = free.iter().map(|column| spelt(self.db, &column.name)).collect();
            let values: Vec<&str> = free.iter().map(|column| literal(column.ty)).collect();
            format!("INSERT INTO {} ({}) VALUES ({})", table.called(self.db), names.join(", "), values.join(", "))
        };
        self.tables.iter().filter(|_| self.filled).map(row).collect()
    }

    /// From here on, what is written is written for the search path.
    pub fn enter_path(&mut self) {
        for table in self.tables.iter_mut().filter(|_| self.path) {
            table.schema.get_or_insert("public");
        }
    }

    /// Whether the name of a table leads to it without its schema.
    pub fn reaches(&self, table: &Table) -> bool {
        let hides = |other: &Table| other.schema == Some("app") && same(self.db, &other.name, &table.name);
        self.path && (table.schema == Some("app") || !self.tables.iter().any(hides))
    }

    pub fn create(&self) -> String {
        let mut parts = Vec::new();
        if self.db == Postgres {
            let values: Vec<String> = self.mood.iter().map(|value| format!("'{value}'")).collect();
            parts.push(format!("CREATE TYPE mood AS ENUM ({});", values.join(", ")));
            if self.tables.iter().any(|table| table.schema.is_some()) {
                parts.push("CREATE SCHEMA app;".into());
                if self.path {
                    parts.push("ALTER DATABASE postgres SET search_path TO app, public;".into());
                }
            }
        }
        parts.extend(self.tables.iter().map(|table| table.create(self.db, &self.mood, &table.called(self.db))));
        parts.extend(self.views.iter().map(View::create));
        parts.join("\n")
    }
}

impl View {
    pub fn create(&self) -> String {
        format!("CREATE {} {} AS {};", self.kind(), self.head(), self.query)
    }

    pub fn kind(&self) -> &'static str {
        if self.materialized { "MATERIALIZED VIEW" } else { "VIEW" }
    }

    pub fn head(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        if self.listed { format!("{} ({})", self.name, names.join(", ")) } else { self.name.clone() }
    }
}

/// A table and a column of it, by position.
pub fn some_column(schema: &Schema, c: &mut Choices<'_>) -> (usize, usize) {
    let table = c.below(schema.tables.len());
    let columns = schema.tables[table].columns.len();
    // Rarely the key.
    let column = if columns > 1 && !c.once_in(8) { 1 + c.below(columns - 1) } else { 0 };
    (table, column)
}

fn table(db: Db, name: &str, schema: Option<&'static str>, c: &mut Choices<'_>) -> Table {
    let mut table = Table {
        schema,
        name: name.to_owned(),
        columns: vec![Column::new("id", Ty::Int)],
        primary: !c.once_in(6),
        uniques: Vec::new(),
        foreign: Vec::new(),
    };
    for _ in 0..2 + c.below(4) {
        let (name, ty) = COLUMNS[c.below(COLUMNS.len())];
        if table.has(db, name) {
            continue;
        }
        let mut column = Column::new(name, ty);
        column.required = c.once_in(5);
        column.default = c.once_in(4);
        table.columns.push(column);
    }
    if c.once_in(8) {
        let of = table.columns.iter().skip(1).find(|column| column.ty != Ty::Mood).cloned();
        if let Some(of) = of.filter(|_| !table.has(db, "made")) {
            let mut made = Column::new("made", of.ty);
            made.generated = Some(of.name);
            table.columns.push(made);
        }
    }
    if c.once_in(2) {
        let unique = unique(&table, schema, c);
        table.uniques.push(unique);
    }
    table
}

pub fn unique(table: &Table, schema: Option<&str>, c: &mut Choices<'_>) -> Unique {
    let mut columns: Vec<String> = Vec::new();
    for _ in 0..1 + c.below(2) {
        let column = &table.columns[c.below(table.columns.len())];
        if !columns.contains(&column.name) && column.generated.is_none() {
            columns.push(column.name.clone());
        }
    }
    if columns.is_empty() {
        columns.push("id".into());
    }
    // PostgreSQL makes one constraint of the two.
    if table.primary
        && columns == ["id"]
        && let Some(other) = table.columns.get(1)
    {
        columns.push(other.name.clone());
    }
    let name = format!("u_{}{}", schema.unwrap_or_default(), table.name.to_lowercase());
    Unique { name, columns, index: c.once_in(2) }
}

/// A view of a table, some of whose columns may have another name there; of two tables; or of another view.
pub fn view(schema: &Schema, at: usize, c: &mut Choices<'_>) -> Option<View> {
    let db = schema.db;
    let name = ["v_first", "v_second", "v_third"][at.min(2)].to_owned();
    let kind = c.weighted(&[10, 2, 2]);
    if kind == 1 && schema.tables.len() > 1 {
        return joined(schema, name, c);
    }
    let table = c.one(&schema.tables)?;
    let mut below = (table.columns.clone(), table.called(db));
    let over = schema.views.iter().rfind(|view| kind == 2 && view.name < name);
    if let Some(view) = over {
        below = (view.columns.iter().map(|(name, ty)| Column::new(name, *ty)).collect(), view.name.clone());
    }
    let mut columns: Vec<Column> = Vec::new();
    let mut items = Vec::new();
    if c.once_in(5) {
        columns.clone_from(&below.0);
        items.push("*".to_owned());
    } else {
        for _ in 0..1 + c.below(3) {
            let column = c.one(&below.0)?;
            if columns.iter().any(|own| same(db, &own.name, &column.name)) {
                continue;
            }
            let own = spelt(db, &column.name);
            if c.once_in(4) && !columns.iter().any(|own| own.name == "other") {
                columns.push(Column { name: "other".into(), ..column.clone() });
                items.push(format!("s.{own} AS other"));
            } else {
                columns.push(column.clone());
                items.push(own);
            }
        }
    }
    let listed = c.once_in(6) && columns.len() <= 4;
    if listed {
        columns.iter_mut().zip(["one", "two", "three", "four"]).for_each(|(column, name)| column.name = name.into());
    }
    let query = format!("SELECT {} FROM {} s", items.join(", "), below.1);
    let own = columns.iter().map(|column| (column.name.clone(), column.ty)).collect();
    let target =
        Table { schema: None, name: name.clone(), columns, primary: false, uniques: Vec::new(), foreign: Vec::new() };
    let materialized = db == Postgres && c.once_in(4);
    let target = Some(target).filter(|_| db != Sqlite && over.is_none() && !materialized);
    Some(View { name, columns: own, listed, materialized, query, target })
}

fn joined(schema: &Schema, name: String, c: &mut Choices<'_>) -> Option<View> {
    let db = schema.db;
    let (one, other) = (c.one(&schema.tables)?, c.one(&schema.tables)?);
    let (a, b) = (c.one(&one.columns)?, c.one(&other.columns)?);
    let query = format!(
        "SELECT a.{}, b.{} AS other FROM {} a JOIN {} b ON a.id = b.id",
        spelt(db, &a.name),
        spelt(db, &b.name),
        one.called(db),
        other.called(db)
    );
    let columns = vec![(a.name.clone(), a.ty), ("other".into(), b.ty)];
    Some(View { name, columns, listed: false, materialized: false, query, target: None })
}
