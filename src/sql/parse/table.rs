//! `CREATE TABLE` and column definitions.

use sqlparser::ast::{self, ColumnOption, DataType};

use super::constraint::{Lowered, cover_idents, index_name};
use super::lower::Lower;
use crate::model::change::{ChangeKind, ColumnDef, Constraint, ConstraintKind, CreateTable, Like, Takes};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::sql::query::of_query;
use crate::sql::query::scan::{Kind, Token, cover, split_commas};

/// Words that end a column's type or default and begin an option.
const OPTIONS: &[&str] = &[
    "not",
    "null",
    "default",
    "primary",
    "unique",
    "references",
    "check",
    "constraint",
    "generated",
    "as",
    "identity",
    "auto_increment",
    "autoincrement",
    "comment",
    "collate",
    "charset",
    "on",
    "key",
    "virtual",
    "stored",
    "invisible",
    "first",
    "after",
    "using",
    "codec",
    "ttl",
    "materialized",
    "alias",
    "ephemeral",
    "sparse",
    "rowguidcol",
    "deferrable",
    "initially",
];

/// What a column's definition says beside the column.
pub(super) struct Column {
    pub def: ColumnDef,
    /// `CHECK (…)` of the column.
    pub checks: Vec<Constraint>,
}

impl Lower<'_, '_> {
    pub fn create_table(&mut self, table: &ast::CreateTable) -> Result<(), String> {
        let object = self.name(&table.name)?;
        let range = self.head(&object);
        if table.or_replace {
            self.push(ChangeKind::DropTable { if_exists: true, cascade: false }, object.clone(), range.clone());
        }
        let segments = self.definitions();
        let mut created = CreateTable {
            if_not_exists: table.if_not_exists,
            temporary: table.temporary || table.global.is_some_and(|global| !global),
            partition: table.partition_of.is_some(),
            query: table.query.as_ref().map(|query| Box::new(of_query(query, self.places, self.dialect))),
            ..CreateTable::default()
        };
        let hash = |name: &ObjectName| self.dialect == Dialect::Mssql && name.name.value.starts_with('#');
        created.temporary |= hash(&object);
        for column in &table.columns {
            let lowered = self.column(column, &segments);
            created.columns.push(lowered.def);
            created.constraints.extend(lowered.checks);
        }
        let mut indexes = Vec::new();
        for constraint in &table.constraints {
            match self.constraint(constraint)? {
                Lowered::Constraint(constraint) => {
                    if let ConstraintKind::PrimaryKey { columns } = &constraint.kind {
                        not_null(&mut created.columns, columns, self.dialect);
                    }
                    created.constraints.push(constraint);
                }
                Lowered::Index(name, parts) => indexes.push((name, parts)),
            }
        }
        let like = table.like.as_ref().map(|like| match like {
            ast::CreateTableLikeKind::Parenthesized(like) | ast::CreateTableLikeKind::Plain(like) => like,
        });
        if let Some(like) = like {
            let mut own = Like::from(self.name(&like.name)?);
            if self.dialect == Dialect::Postgres {
                let defaults = matches!(like.defaults, Some(ast::CreateTableLikeDefaults::Including));
                own.takes = Takes { defaults, ..Takes::NONE };
            }
            created.like.push(own);
        }
        for name in table.inherits.iter().flatten().chain(&table.partition_of).chain(&table.clone) {
            created.like.push(self.name(name)?.into());
        }
        self.push(ChangeKind::CreateTable(created), object.clone(), range);
        for (name, columns) in indexes {
            let range = cover_idents(&name, &columns).unwrap_or_else(|| object.range());
            let name = index_name(name, &columns, &object);
            let kind = ChangeKind::CreateIndex {
                table: object.clone(),
                columns,
                unique: false,
                predicate: None,
                concurrently: false,
                if_not_exists: false,
            };
            self.push(kind, name, range);
        }
        Ok(())
    }

    /// SQLite's full-text tables: the arguments of the module are columns.
    pub fn virtual_table(
        &mut self,
        name: &ast::ObjectName,
        if_not_exists: bool,
        columns: &[ast::Ident],
    ) -> Result<(), String> {
        let object = self.name(name)?;
        let columns = self
            .idents(columns)
            .into_iter()
            .map(|name| ColumnDef { range: name.range.clone(), name, nullable: true, ..ColumnDef::default() })
            .collect();
        let table = CreateTable { columns, if_not_exists, ..CreateTable::default() };
        let range = self.head(&object);
        self.push(ChangeKind::CreateTable(table), object, range);
        Ok(())
    }

    /// The definitions between the brackets of a `CREATE TABLE`.
    fn definitions(&self) -> Vec<Vec<Token>> {
        let Some(open) = self.tokens.iter().position(|token| token.is_mark(b'(')) else { return Vec::new() };
        let mut depth = 0usize;
        let mut close = self.tokens.len();
        for (index, token) in self.tokens.iter().enumerate().skip(open) {
            match token.kind {
                Kind::Mark(b'(') => depth += 1,
                Kind::Mark(b')') => {
                    depth -= 1;
                    if depth == 0 {
                        close = index;
                        break;
                    }
                }
                _ => {}
            }
        }
        split_commas(self.tokens.get(open + 1..close).unwrap_or_default()).into_iter().map(<[Token]>::to_vec).collect()
    }

    /// Lowers a column's definition; its bytes are those of the segment that holds its name.
    pub fn column(&self, column: &ast::ColumnDef, segments: &[Vec<Token>]) -> Column {
        let place = self.places.parsed(column.name.span);
        let segment = place.as_ref().and_then(|place| {
            segments.iter().find(|segment| {
                cover(segment).is_some_and(|range| range.start <= place.start && place.start < range.end)
            })
        });
        let tokens: &[Token] = match (segment, &place) {
            (Some(segment), Some(place)) => {
                let from = segment.iter().position(|token| token.range.start >= place.start).unwrap_or(0);
                &segment[from..]
            }
            _ => &[],
        };
        let options: Vec<&ColumnOption> = column.options.iter().map(|option| &option.option).collect();
        let names: Vec<Option<&ast::Ident>> = column.options.iter().map(|option| option.name.as_ref()).collect();
        self.column_parts(&column.name, &column.data_type, &options, &names, tokens)
    }

    /// A column from its parts; `tokens` start at its name.
    pub fn column_parts(
        &self,
        name: &ast::Ident,
        data_type: &DataType,
        options: &[&ColumnOption],
        names: &[Option<&ast::Ident>],
        tokens: &[Token],
    ) -> Column {
        let ident = self.places.ident(name);
        let mut def = ColumnDef {
            data_type: self.type_text(data_type, tokens.get(1..).unwrap_or_default()),
            nullable: self.dialect != Dialect::Clickhouse || matches!(data_type, DataType::Nullable(_)),
            values: enum_values(data_type),
            range: cover(tokens).map_or_else(|| ident.range.clone(), |range| self.places.back(range)),
            name: ident,
            ..ColumnDef::default()
        };
        if def.data_type.to_ascii_lowercase().contains("serial")
            && matches!(self.dialect, Dialect::Postgres | Dialect::Mysql)
        {
            def.generated = true;
            def.nullable = false;
        }
        let plain = def.data_type.trim_matches(['[', ']']).to_ascii_lowercase();
        // Only some dialects of the parser keep the word.
        let numbered = tokens.iter().any(|token| token.is(self.places.text, "autoincrement"));
        if numbered || self.dialect == Dialect::Mssql && matches!(plain.as_str(), "rowversion" | "timestamp") {
            def.generated = true;
        }
        let mut checks = Vec::new();
        for (index, option) in options.iter().enumerate() {
            let constraint = names.get(index).copied().flatten().map(|name| self.places.ident(name));
            self.column_option(option, constraint, &mut def, &mut checks, tokens);
        }
        Column { def, checks }
    }

    fn column_option(
        &self,
        option: &ColumnOption,
        name: Option<Ident>,
        def: &mut ColumnDef,
        checks: &mut Vec<Constraint>,
        tokens: &[Token],
    ) {
        match option {
            ColumnOption::NotNull => def.nullable = false,
            ColumnOption::Null => def.nullable = true,
            ColumnOption::Default(expr) => {
                def.default = Some(self.default_text(tokens).unwrap_or_else(|| expr.to_string()));
            }
            ColumnOption::Materialized(_) | ColumnOption::Alias(_) | ColumnOption::Ephemeral(_) => def.generated = true,
            ColumnOption::PrimaryKey(_) => {
                def.primary_key = true;
                // SQLite lets a primary key be NULL that is not the rowid.
                let rowid = def.data_type.eq_ignore_ascii_case("integer");
                def.nullable &= self.dialect == Dialect::Sqlite && !rowid;
            }
            ColumnOption::Unique(_) => def.unique = true,
            ColumnOption::ForeignKey(key) => {
                if let Some(table) = self.places.name(&key.foreign_table) {
                    def.references = Some((table, self.idents(&key.referred_columns)));
                }
            }
            ColumnOption::Check(check) => {
                let kind = self.check(&check.expr);
                if let ConstraintKind::Check { columns, values, .. } = &kind
                    && columns.iter().all(|column| column.value == def.name.value)
                {
                    def.values.extend(values.iter().cloned());
                }
                checks.push(Constraint {
                    name: name.or_else(|| check.name.as_ref().map(|name| self.places.ident(name))),
                    kind,
                });
            }
            ColumnOption::DialectSpecific(words) => {
                let text: String =
                    words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ").to_ascii_uppercase();
                if text.contains("AUTO_INCREMENT") || text.contains("AUTOINCREMENT") {
                    def.generated = true;
                }
            }
            ColumnOption::Generated { generation_expr, .. } => {
                def.generated = true;
                match generation_expr {
                    Some(expr) => def.made_of = self.names_in(expr),
                    None => def.nullable = false,
                }
            }
            ColumnOption::Identity(_) => {
                def.generated = true;
                def.nullable = false;
            }
            ColumnOption::CharacterSet(_)
            | ColumnOption::Collation(_)
            | ColumnOption::Comment(_)
            | ColumnOption::OnUpdate(_)
            | ColumnOption::Options(_)
            | ColumnOption::OnConflict(_)
            | ColumnOption::Policy(_)
            | ColumnOption::Tags(_)
            | ColumnOption::Srid(_)
            | ColumnOption::Invisible => {}
        }
    }

    /// The type as written; `tokens` start behind the name.
    pub fn type_text(&self, data_type: &DataType, tokens: &[Token]) -> String {
        if matches!(data_type, DataType::Unspecified) {
            return String::new();
        }
        let text = self.places.text;
        let mut depth = 0i32;
        let mut last = None;
        for (index, token) in tokens.iter().enumerate() {
            let set = tokens.get(index + 1).is_some_and(|next| next.is(text, "set"));
            if depth == 0 && (token.is_any(text, OPTIONS) || (set && token.is(text, "character"))) {
                break;
            }
            match token.kind {
                Kind::Mark(b'(' | b'[') => depth += 1,
                Kind::Mark(b')' | b']') => depth -= 1,
                _ => {}
            }
            last = Some(token.range.end);
        }
        match (tokens.first(), last) {
            (Some(first), Some(last)) => text.get(first.range.start..last).unwrap_or("").trim().to_owned(),
            _ => data_type.to_string(),
        }
    }

    /// What stands behind `DEFAULT`, as written.
    fn default_text(&self, tokens: &[Token]) -> Option<String> {
        let text = self.places.text;
        let mut depth = 0i32;
        let mut start = None;
        let mut end = None;
        for (index, token) in tokens.iter().enumerate() {
            match start {
                None if depth == 0 && index > 0 && token.is(text, "default") => start = Some(index + 1),
                Some(from) if depth == 0 && index > from && token.is_any(text, OPTIONS) => break,
                _ => {}
            }
            match token.kind {
                Kind::Mark(b'(' | b'[') => depth += 1,
                Kind::Mark(b')' | b']') => depth -= 1,
                _ => {}
            }
            if start.is_some_and(|from| index >= from) {
                end = Some(token.range.end);
            }
        }
        let from = tokens.get(start?)?.range.start;
        text.get(from..end?).map(|found| found.trim().to_owned())
    }
}

/// The columns of a primary key take no nulls.
fn not_null(columns: &mut [ColumnDef], key: &[Ident], dialect: Dialect) {
    for column in columns {
        if key.iter().any(|ident| ident.key(dialect) == column.name.key(dialect)) {
            column.nullable = false;
        }
    }
}

fn enum_values(data_type: &DataType) -> Vec<String> {
    match data_type {
        DataType::Enum(members, _) => members
            .iter()
            .map(|member| match member {
                ast::EnumMember::Name(name) | ast::EnumMember::NamedValue(name, _) => name.clone(),
            })
            .collect(),
        DataType::Set(values) => values.clone(),
        DataType::Nullable(inner) | DataType::LowCardinality(inner) => enum_values(inner),
        _ => Vec::new(),
    }
}
