//! A whole schema as the statements that make it, for a database that is tried out and thrown away.
//!
//! Tables are written as in [`written::outline`]: with the text of the migrations where it still holds, else as the schema knows them; views, functions and
//! triggers with their own text alone. The edge: what no migration says as SQL and the schema does not keep (sequences, extensions, rules, privileges) is not made.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, Column, Label, Table};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::verify::Piece;
use crate::source::Sources;
use crate::sql::lexer::{TokenKind, lex};

use super::{Start, made_as, spell, statement, written};

/// Types that a server knows without an extension, by their first word. What is none of them is text where nothing better is taken.
const TYPES: &[&str] = &[
    "bigint",
    "bigserial",
    "binary",
    "bit",
    "blob",
    "bool",
    "boolean",
    "bpchar",
    "bytea",
    "char",
    "character",
    "cidr",
    "date",
    "datetime",
    "dec",
    "decimal",
    "double",
    "enum",
    "fixed",
    "float",
    "float4",
    "float8",
    "inet",
    "int",
    "int2",
    "int4",
    "int8",
    "integer",
    "interval",
    "json",
    "jsonb",
    "longblob",
    "longtext",
    "macaddr",
    "mediumblob",
    "mediumint",
    "mediumtext",
    "money",
    "name",
    "national",
    "nchar",
    "numeric",
    "nvarchar",
    "oid",
    "real",
    "serial",
    "set",
    "smallint",
    "smallserial",
    "text",
    "time",
    "timestamp",
    "timestamptz",
    "timetz",
    "tinyblob",
    "tinyint",
    "tinytext",
    "tsquery",
    "tsvector",
    "uuid",
    "varbinary",
    "varbit",
    "varchar",
    "xml",
    "year",
];

/// The statements that make a schema, what others need first; they may still need one another.
pub fn whole(catalog: &Catalog, sources: &Sources) -> Vec<Piece> {
    let mut all = Whole { catalog, dialect: catalog.dialect(), sources, pieces: Vec::new() };
    all.schemas();
    all.types();
    all.routines();
    for table in catalog.tables() {
        all.table(table);
    }
    all.views();
    all.triggers();
    all.pieces
}

/// The schemas that a schema of PostgreSQL has objects in, beside the usual one.
fn schemas(catalog: &Catalog) -> BTreeSet<String> {
    if catalog.dialect() != Dialect::Postgres {
        return BTreeSet::new();
    }
    let labels = catalog.tables().map(|one| &one.label);
    let labels = labels.chain(catalog.views().map(|one| &one.label));
    let labels = labels.chain(catalog.enums().chain(catalog.other_types()).map(|one| &one.label));
    let labels = labels.chain(catalog.functions().map(|one| &one.label));
    let names = labels.map(|label| label.schema.clone());
    names.filter(|name| !matches!(name.as_str(), "" | "public") && !name.starts_with("pg_")).collect()
}

/// The schemas whose names code may leave out: those of which no table or view is called like one of another schema, on either side. With the others in the search path
/// a query would find a table that it does not mean.
pub fn searched(before: &Catalog, after: &Catalog) -> Vec<String> {
    let of = |catalog: &Catalog| -> Vec<(String, String)> {
        let labels = catalog.tables().map(|one| &one.label).chain(catalog.views().map(|one| &one.label));
        labels.map(|label| (label.key.clone(), label.schema.clone())).collect()
    };
    let names: BTreeSet<(String, String)> = of(before).into_iter().chain(of(after)).collect();
    let shared = |schema: &String| {
        let own = names.iter().filter(|(_, one)| one == schema);
        own.into_iter().any(|(name, _)| names.iter().any(|(other, of)| other == name && of != schema))
    };
    let all: BTreeSet<String> = schemas(before).into_iter().chain(schemas(after)).collect();
    all.into_iter().filter(|schema| !shared(schema)).collect()
}

/// A query of one column, or of none: it works as long as the column, or the table, is there under this name.
pub fn probe(catalog: &Catalog, table: &ObjectName, column: Option<&str>) -> String {
    let dialect = catalog.dialect();
    let known = catalog.table(table);
    let label = known.map(|one| &one.label).or_else(|| catalog.view(table).map(|one| &one.label));
    let mut name = label.map_or_else(|| table.clone(), |label| label.written.clone());
    if let Some(label) = label.filter(|label| dialect == Dialect::Postgres && label.written_schema().is_none())
        && !matches!(label.schema.as_str(), "" | "public")
    {
        name.qualifiers = vec![Ident::at(label.schema.as_str(), true, 0..0)];
    }
    let column = column.map(|column| {
        let own = known.and_then(|table| table.column_named(column)).map(|own| &own.name);
        spell::ident(dialect, own.unwrap_or(&Ident::new(column)))
    });
    format!("SELECT {} FROM {}", column.as_deref().unwrap_or("1"), spell::table(dialect, &name))
}

struct Whole<'a> {
    catalog: &'a Catalog,
    dialect: Dialect,
    sources: &'a Sources,
    pieces: Vec<Piece>,
}

impl Whole<'_> {
    /// The schema of an object whose own name does not say it, if it is not the usual one.
    fn schema(&self, label: &Label) -> String {
        match self.dialect {
            Dialect::Postgres if label.written_schema().is_none() && label.schema != "public" => label.schema.clone(),
            _ => String::new(),
        }
    }

    fn add(&mut self, kind: &str, label: &Label, ways: Vec<String>) {
        let piece = Piece { what: format!("{kind} {}", label.written), schema: self.schema(label), ways };
        if !piece.ways.is_empty() {
            self.pieces.push(piece);
        }
    }

    fn schemas(&mut self) {
        for name in schemas(self.catalog) {
            let what = format!("schema {name}");
            let sql = format!("CREATE SCHEMA {}", spell::ident(self.dialect, &Ident::at(name, true, 0..0)));
            self.pieces.push(Piece { what, schema: String::new(), ways: vec![sql] });
        }
    }

    fn types(&mut self) {
        if self.dialect != Dialect::Postgres {
            return;
        }
        let catalog = self.catalog;
        for of in catalog.enums() {
            let values: Vec<String> =
                of.values.iter().map(|value| format!("'{}'", value.replace('\'', "''"))).collect();
            let name = spell::table(self.dialect, &of.label.written);
            self.add("type", &of.label, vec![format!("CREATE TYPE {name} AS ENUM ({})", values.join(", "))]);
        }
        for of in catalog.other_types() {
            let text = ["TYPE", "DOMAIN"].iter().find_map(|what| made_as(self.sources, &of.span, what, self.dialect));
            self.add("type", &of.label, text.into_iter().collect());
        }
    }

    fn routines(&mut self) {
        if self.dialect != Dialect::Postgres {
            return;
        }
        for of in self.catalog.functions() {
            let kind = if of.procedure { "procedure" } else { "function" };
            let text = statement(self.sources, &of.span, self.dialect).map(str::to_owned);
            self.add(kind, &of.label, text.into_iter().collect());
        }
    }

    fn table(&mut self, table: &Table) {
        let (catalog, dialect, sources) = (self.catalog, self.dialect, self.sources);
        let start = Start { catalog, table, column: None, dialect, sources };
        let outline = written::outline(&start);
        let name = start.table_name();
        let keys: Vec<String> = keys(&start);
        let plain = |kind: &dyn Fn(&Column) -> String, keys: &[String]| {
            let columns = table.columns.iter();
            let mut lines: Vec<String> =
                columns.map(|own| format!("{} {}", start.name(&own.name), kind(own)).trim_end().to_owned()).collect();
            lines.extend(keys.iter().cloned());
            format!("CREATE TABLE {name} (\n  {}\n)", lines.join(",\n  "))
        };
        let typed = |column: &Column| spell::kind(column, dialect);
        let known = |column: &Column| known_or_text(&spell::kind(column, dialect), dialect);
        let mut ways: Vec<String> = self.partition(table).into_iter().chain([outline.statement(&start)]).collect();
        for way in [plain(&typed, &keys), plain(&typed, &[]), plain(&known, &keys), plain(&known, &[])] {
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
        self.sequences(table);
        self.add("table", &table.label, ways);
        let is_new = |name: &str| !outline.indexes.contains(&name.to_lowercase());
        let unique = table.keys.iter().filter(|key| key.index);
        let unique = unique.map(|key| (key.name.as_deref().unwrap_or_default(), &key.columns, &key.span, true));
        let plain = table.indexes.iter().map(|index| (index.name.as_str(), &index.columns, &index.span, false));
        for (name, columns, span, unique) in unique.chain(plain).filter(|(name, ..)| is_new(name)) {
            let list = columns.iter().map(|own| start.name(own)).collect::<Vec<_>>().join(", ");
            let word = if unique { "UNIQUE INDEX" } else { "INDEX" };
            let made = made_as(sources, span, "INDEX", dialect);
            let made = made.or_else(|| {
                let has = !name.is_empty() && !columns.is_empty();
                has.then(|| format!("CREATE {word} {} ON {} ({list})", start.new_name(name), start.table_name()))
            });
            let what = format!("index {name}");
            let schema = self.schema(&table.label);
            self.pieces.extend(made.map(|sql| Piece { what, schema, ways: vec![sql] }));
        }
    }

    /// The sequences that defaults count with: `nextval('users_id_seq'::regclass)`. No schema keeps them.
    fn sequences(&mut self, table: &Table) {
        if self.dialect != Dialect::Postgres {
            return;
        }
        let defaults = table.columns.iter().filter_map(|column| column.default.as_deref());
        for name in defaults.filter_map(sequence) {
            let what = format!("sequence {name}");
            let ways = vec![format!("CREATE SEQUENCE IF NOT EXISTS {name}")];
            self.pieces.push(Piece { what, schema: self.schema(&table.label), ways });
        }
    }

    /// A partition as it was written: it has the columns of its table.
    fn partition(&self, table: &Table) -> Option<String> {
        table.partition_of?;
        let text = statement(self.sources, &table.span, self.dialect)?;
        let tokens = lex(text, 0..text.len(), self.dialect);
        let mut pairs = tokens.windows(2);
        let partition = pairs.any(|pair| pair[0].is_word(text, "PARTITION") && pair[1].is_word(text, "OF"));
        (partition && tokens[0].is_word(text, "CREATE")).then(|| written::folded(text, self.dialect))
    }

    fn views(&mut self) {
        for view in self.catalog.views() {
            let kind = if view.materialized { "materialized view" } else { "view" };
            let text = made_as(self.sources, &view.span, "VIEW", self.dialect);
            self.add(kind, &view.label, text.into_iter().collect());
        }
    }

    /// Only SQLite looks into triggers when something else changes.
    fn triggers(&mut self) {
        if self.dialect != Dialect::Sqlite {
            return;
        }
        for trigger in self.catalog.triggers() {
            let text = made_as(self.sources, &trigger.span, "TRIGGER", self.dialect);
            self.add("trigger", &trigger.label, text.into_iter().collect());
        }
    }
}

/// The name in `nextval('…')`, which is written as a name is.
fn sequence(default: &str) -> Option<&str> {
    let (_, after) = default.split_once("nextval(")?;
    let name = after.trim_start().strip_prefix('\'')?.split('\'').next()?;
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '"');
    (!name.is_empty() && name.chars().all(plain)).then_some(name)
}

/// The keys of a table as its own constraints, without their names.
fn keys(start: &Start<'_>) -> Vec<String> {
    let whole = start.table.keys.iter().filter(|key| !key.index && !key.partial && key.expression.is_empty());
    whole
        .filter(|key| !key.columns.is_empty())
        .map(|key| {
            let word = if key.primary { "PRIMARY KEY" } else { "UNIQUE" };
            format!("{word} ({})", key.columns.iter().map(|own| start.name(own)).collect::<Vec<_>>().join(", "))
        })
        .collect()
}

/// The type, where every server has it.
fn known_or_text(kind: &str, dialect: Dialect) -> String {
    let tokens = lex(kind, 0..kind.len(), dialect);
    let first = tokens.first().filter(|token| token.kind == TokenKind::Word).map(|token| token.text(kind));
    let known = first.is_some_and(|word| TYPES.iter().any(|one| word.eq_ignore_ascii_case(one)));
    if known { kind.to_owned() } else { "text".to_owned() }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::catalog::Origin;
    use crate::source::Revision;
    use crate::sql;

    fn of(text: &str, dialect: Dialect) -> Vec<Piece> {
        let mut sources = Sources::default();
        let path: Arc<str> = "db/1.sql".into();
        sources.insert(path.clone(), Revision::Head, text);
        let mut catalog = Catalog::new(dialect);
        let origin = Origin { path, revision: Revision::Head };
        for statement in sql::read_migration(text, 0..text.len(), dialect) {
            catalog.apply(&statement, &origin);
        }
        whole(&catalog, &sources)
    }

    #[test]
    fn a_schema_is_made_in_its_order() {
        let text = "CREATE SCHEMA app;\nCREATE VIEW names AS SELECT name FROM users;\n\
            CREATE TABLE users (id serial PRIMARY KEY, name citext NOT NULL DEFAULT 'a, b' CHECK (name <> ''), old int);\n\
            CREATE TYPE mood AS ENUM ('it''s', 'b');\nCREATE DOMAIN mail AS text CHECK (VALUE LIKE '%@%');\n\
            CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';\nALTER TABLE users DROP COLUMN old;\n\
            CREATE TABLE app.posts (id int, author int REFERENCES users (id));\nCREATE UNIQUE INDEX CONCURRENTLY by_name ON users (lower(name));\n";
        let pieces = of(text, Dialect::Postgres);
        let what: Vec<&str> = pieces.iter().map(|piece| piece.what.as_str()).collect();
        let expected = [
            "schema app",
            "type mood",
            "type mail",
            "function f",
            "table users",
            "index by_name",
            "table app.posts",
            "view names",
        ];
        assert_eq!(what, expected);
        let ways = &pieces[4].ways;
        assert_eq!(
            ways[0],
            "CREATE TABLE users (\n  id serial PRIMARY KEY,\n  name citext NOT NULL DEFAULT 'a, b' CHECK (name <> '')\n)"
        );
        assert_eq!(ways[1], "CREATE TABLE users (\n  id serial,\n  name citext,\n  PRIMARY KEY (id)\n)");
        assert_eq!(ways.last().unwrap(), "CREATE TABLE users (\n  id serial,\n  name text\n)");
        assert_eq!(pieces[1].ways, ["CREATE TYPE mood AS ENUM ('it''s', 'b')"]);
        assert_eq!(pieces[5].ways, ["CREATE UNIQUE INDEX by_name ON users (lower(name))"]);
    }

    #[test]
    fn what_defaults_count_with_is_made() {
        for (default, expected) in [
            ("nextval('public.users_id_seq'::regclass)", Some("public.users_id_seq")),
            ("nextval( '\"Users_id_seq\"' )", Some("\"Users_id_seq\"")),
            ("nextval('a; DROP TABLE b')", None),
            ("nextval(name)", None),
            ("7", None),
        ] {
            assert_eq!(sequence(default), expected);
        }
        let text = "CREATE TABLE users (id bigint DEFAULT nextval('users_id_seq'::regclass));\n";
        let what: Vec<String> = of(text, Dialect::Postgres).into_iter().map(|piece| piece.what).collect();
        assert_eq!(what, ["sequence users_id_seq", "table users"]);
    }

    #[test]
    fn partitions_are_made_as_such() {
        let text = "CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);\n\
            CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');\n";
        let pieces = of(text, Dialect::Postgres);
        assert!(pieces[0].ways[0].ends_with(") PARTITION BY RANGE (at)"), "{pieces:?}");
        assert!(pieces[1].ways[0].starts_with("CREATE TABLE events_2024 PARTITION OF events FOR"), "{pieces:?}");
    }

    #[test]
    fn schemas_of_a_search_path_are_kept() {
        let pieces = of("SET search_path TO shop;\nCREATE TABLE carts (id int);\n", Dialect::Postgres);
        let found: Vec<(&str, &str)> = pieces.iter().map(|one| (one.what.as_str(), one.schema.as_str())).collect();
        assert_eq!(found, [("schema shop", ""), ("table carts", "shop")]);
    }
}
