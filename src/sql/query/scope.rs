//! Scopes: which sources a query has, and which real tables a column could belong to.

use std::ops::Range;

use sqlparser::ast;

use super::places::{Places, parts};
use super::spelling::{output_name, same_name};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::query::{Access, Clause, ColumnUse, Query, StarUse, TableUse};

/// Reads one statement into a [`Query`].
pub(super) struct Reader<'p, 't> {
    pub places: &'p Places<'t>,
    pub dialect: Dialect,
    pub query: Query,
    /// Outermost first.
    pub scopes: Vec<Scope>,
    /// Innermost last.
    pub ctes: Vec<Cte>,
    pub clause: Clause,
    /// Output names that hide columns of their name where expressions are read now.
    pub aliases: Vec<String>,
    /// Parameters of lambdas around the expression.
    pub parameters: Vec<String>,
    /// The target of the data change is not known.
    pub open_target: bool,
}

/// The sources of one `FROM`, or of one data change.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    pub sources: Vec<Source>,
    /// Columns merged by `USING`, with the source on the right that gave its one up.
    pub merged: Vec<(String, usize)>,
    /// The first source that can be named: where `,` binds less than `JOIN`, an `ON` sees only what it joins.
    pub first: usize,
    /// A derived table that is not lateral does not see its siblings.
    pub hidden: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Source {
    /// What qualifies its columns: the alias, or the name with its qualifiers; the last part counts first.
    pub name: Vec<String>,
    pub content: Content,
    /// Only a qualifier reaches it: `excluded`, `inserted`, `new`.
    pub qualified_only: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    /// Index into [`Query::tables`].
    Table(usize),
    Columns(Output),
}

/// The columns of a query's result.
#[derive(Clone, Debug, Default)]
pub(super) struct Output {
    /// `None`: no name. A star adds none.
    pub names: Vec<Option<String>>,
    /// For each name whether it is that of the column behind it.
    pub plain: Vec<bool>,
    /// Tables whose columns come through by `*`.
    pub tables: Vec<usize>,
    /// More columns, not known.
    pub opaque: bool,
    /// There is a star, so that the number of columns is not known.
    pub star: bool,
    /// Tables whose star was given names: columns beyond these keep their own.
    pub late: Vec<usize>,
}

#[derive(Clone, Debug)]
pub(super) struct Cte {
    pub name: String,
    pub output: Output,
}

impl Output {
    /// A source about which nothing is known.
    pub fn unknown() -> Self {
        Self { opaque: true, star: true, ..Self::default() }
    }

    pub fn push(&mut self, name: Option<String>, plain: bool) {
        self.names.push(name);
        self.plain.push(plain);
    }

    /// Whether one of them is called so: PostgreSQL tells `"Email"` from `email`.
    pub fn has(&self, name: &str, dialect: Dialect) -> bool {
        self.names.iter().flatten().any(|known| same_name(known, name, dialect))
    }

    /// Takes over every column of `other`, as a star does.
    pub fn absorb(&mut self, other: &Output) {
        self.names.extend(other.names.iter().cloned());
        self.plain.extend(other.plain.iter().copied());
        self.tables.extend(other.tables.iter().copied());
        self.late.extend(other.late.iter().copied());
        self.opaque |= other.opaque;
        self.star |= other.star;
    }

    /// Gives the first columns these names: `AS t(a, b)`.
    pub fn rename(&mut self, names: Vec<String>) {
        if names.is_empty() {
            return;
        }
        let exact = !self.star;
        let rest = if exact { self.names.split_off(names.len().min(self.names.len())) } else { Vec::new() };
        self.names = names.into_iter().map(Some).chain(rest).collect();
        self.plain = vec![false; self.names.len()];
        if !exact {
            self.late.append(&mut self.tables);
            self.opaque = false;
        }
    }
}

impl<'p, 't> Reader<'p, 't> {
    pub fn new(places: &'p Places<'t>, dialect: Dialect) -> Self {
        Self {
            places,
            dialect,
            query: Query::default(),
            scopes: Vec::new(),
            ctes: Vec::new(),
            clause: Clause::Other,
            aliases: Vec::new(),
            parameters: Vec::new(),
            open_target: false,
        }
    }

    /// Notes a real table.
    pub fn table(&mut self, name: ObjectName, alias: Option<Ident>, access: Access) -> usize {
        let range = name.range();
        self.query.tables.push(TableUse { name, alias, access, range });
        self.query.tables.len() - 1
    }

    /// Adds a source to the innermost scope.
    pub fn add_source(&mut self, name: Vec<String>, content: Content) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.sources.push(Source { name, content, qualified_only: false });
        }
    }

    /// Adds a name by which only qualified columns reach a table.
    pub fn add_pseudo(&mut self, name: &str, content: Content) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.sources.push(Source { name: vec![name.to_owned()], content, qualified_only: true });
        }
    }

    /// A column without a qualifier. The index of its use, if it is one.
    pub fn unqualified(&mut self, ident: &ast::Ident, access: Access) -> Option<usize> {
        if self.is_no_column(ident) || self.places.is_hole(ident) {
            return None;
        }
        let (name, dialect) = (output_name(ident, self.dialect), self.dialect);
        if self.aliases.iter().chain(&self.parameters).any(|known| same_name(known, &name, dialect)) {
            return None;
        }
        let mut scopes: Vec<Vec<usize>> = Vec::new();
        let mut opaque = false;
        let mut given = None;
        for (depth, scope) in self.scopes.iter().enumerate().rev().filter(|(_, scope)| !scope.hidden) {
            if scope.gives(&name, dialect) {
                given = Some(depth);
                break;
            }
            let mut tables = Vec::new();
            let sources = scope.sources.iter().enumerate().skip(scope.first);
            for (index, source) in sources.filter(|(_, source)| !source.qualified_only) {
                if scope.has_merged(index, &name, dialect) {
                    continue;
                }
                match &source.content {
                    Content::Table(table) => tables.push(*table),
                    Content::Columns(output) => {
                        tables.extend(&output.tables);
                        opaque |= output.opaque;
                    }
                }
            }
            if !tables.is_empty() {
                tables.sort_unstable();
                tables.dedup();
                scopes.push(tables);
            }
        }
        if let Some(depth) = given {
            self.note_given(ident, access, depth, &scopes);
            if scopes.is_empty() {
                return None;
            }
            opaque = true;
        }
        // A column beyond the names that a star was given may come to bear this one.
        let late = self.scopes.last().map(|scope| scope.late()).unwrap_or_default();
        self.push_given(ident, vec![late], access);
        let whole_row = self.whole_row(ident, access);
        if scopes.is_empty() && !opaque {
            return None;
        }
        if whole_row == Some(false) {
            return None;
        }
        let column = self.places.ident(ident);
        Some(self.push(column, None, scopes, opaque, access))
    }

    /// Keeps a name that a derived table or a CTE of this scope gives, for the tables beside it; `inner` are those of the scopes inside it, which do not have it.
    fn note_given(&mut self, ident: &ast::Ident, access: Access, depth: usize, inner: &[Vec<usize>]) {
        let Some(scope) = self.scopes.get(depth) else { return };
        let name = output_name(ident, self.dialect);
        // The right side of `USING` is one column with the left one.
        let merged = |at: usize| scope.has_merged(at, &name, self.dialect);
        let sources = scope.sources.iter().enumerate().skip(scope.first);
        let sources = sources.filter(|(at, source)| !source.qualified_only && !merged(*at));
        let tables = sources.flat_map(|(_, source)| match &source.content {
            Content::Table(table) => vec![*table],
            Content::Columns(output) => output.tables.iter().chain(&output.late).copied().collect(),
        });
        let scopes = inner.iter().cloned().chain([tables.collect()]).collect();
        self.push_given(ident, scopes, access);
    }

    pub fn push_given(&mut self, ident: &ast::Ident, scopes: Vec<Vec<usize>>, access: Access) {
        if scopes.last().is_none_or(Vec::is_empty) {
            return;
        }
        let column = self.places.ident(ident);
        let range = column.range.clone();
        let (clause, opaque) = (self.clause, self.places.open_from);
        self.query.given.push(ColumnUse {
            column,
            access,
            qualified: false,
            qualifier: None,
            scopes,
            opaque,
            clause,
            range,
        });
    }

    /// PostgreSQL lets a table's name stand for its row. `Some(false)`: the name is that of a source without columns of its own to look at.
    fn whole_row(&mut self, ident: &ast::Ident, access: Access) -> Option<bool> {
        if access != Access::Read {
            return None;
        }
        let (content, _) = self.find(&[ident.value.as_str()])?;
        let name = output_name(ident, self.dialect);
        let exact = |source: &Source| source.name.last() == Some(&name);
        if self.dialect == Dialect::Postgres && !self.scopes.iter().flat_map(|scope| &scope.sources).any(exact) {
            return None;
        }
        match content {
            Content::Table(table) => {
                if self.dialect == Dialect::Postgres && matches!(self.clause, Clause::Projection | Clause::Returning) {
                    let range = self.places.original(ident.span).unwrap_or(0..0);
                    self.query.stars.push(StarUse { tables: vec![table], range, whole_row: true });
                }
                Some(true)
            }
            // The others have no such rows: the name is that of a column.
            Content::Columns(_) => (self.dialect == Dialect::Postgres).then_some(false),
        }
    }

    /// A column with a qualifier: the last part is the column.
    pub fn qualified(&mut self, idents: &[ast::Ident], access: Access) -> Option<usize> {
        let (column, qualifiers) = idents.split_last()?;
        let Some(nearest) = qualifiers.last() else { return self.unqualified(column, access) };
        if self.is_no_column(column) || self.places.is_hole(column) {
            return None;
        }
        let hole = qualifiers.iter().any(|part| self.places.is_hole(part));
        let names: Vec<&str> = qualifiers.iter().map(|part| part.value.as_str()).collect();
        let found = if hole { None } else { self.find(&names) };
        let qualifier = Some(nearest.value.clone());
        let name = self.places.ident(column);
        match found.map(|(content, _)| content) {
            // SQLite lets several sources have one name, and looks for the column in each.
            Some(Content::Table(_)) if self.dialect == Dialect::Sqlite && self.answering(&names).len() > 1 => {
                let tables = self.answering(&names);
                Some(self.push(name, qualifier, vec![tables], false, access))
            }
            Some(Content::Table(table)) => Some(self.push(name, qualifier, vec![vec![table]], false, access)),
            Some(Content::Columns(output)) => {
                // A function's columns are those of no table; those of a table whose name is not known may be.
                let nameless = output.opaque && output.names.is_empty();
                if output.has(&output_name(column, self.dialect), self.dialect) {
                    self.push_given(column, vec![output.late], access);
                    return None;
                }
                if output.tables.is_empty() && !nameless {
                    return None;
                }
                if output.tables.is_empty() {
                    return Some(self.push(name, qualifier, Vec::new(), true, access));
                }
                let mut tables = output.tables.clone();
                tables.sort_unstable();
                tables.dedup();
                Some(self.push(name, qualifier, vec![tables], output.opaque, access))
            }
            None if hole => {
                let column = name;
                Some(self.push(column, None, Vec::new(), true, access))
            }
            // `composite.field` or a record: the first part may be a column.
            None => {
                let opaque = self.is_open();
                Some(self.push(name, qualifier, Vec::new(), opaque, access))
            }
        }
    }

    /// Whether a source is missing or unknown.
    fn is_open(&self) -> bool {
        self.scopes
            .iter()
            .flat_map(|scope| &scope.sources)
            .any(|source| matches!(&source.content, Content::Columns(output) if output.opaque))
    }

    /// A column that is known to be one of `table`.
    pub fn target(&mut self, ident: &ast::Ident, tables: &[usize], access: Access, clause: Clause) -> Option<usize> {
        if self.places.is_hole(ident) || (tables.is_empty() && !self.open_target) {
            return None;
        }
        let before = std::mem::replace(&mut self.clause, clause);
        let column = self.places.ident(ident);
        let scopes = if tables.is_empty() { Vec::new() } else { vec![tables.to_vec()] };
        let index = self.push(column, None, scopes, tables.is_empty(), access);
        self.clause = before;
        Some(index)
    }

    fn push(
        &mut self,
        column: Ident,
        qualifier: Option<String>,
        scopes: Vec<Vec<usize>>,
        opaque: bool,
        access: Access,
    ) -> usize {
        let range = column.range.clone();
        let qualified = qualifier.is_some();
        let opaque = opaque || (!qualified && self.places.open_from);
        self.query.columns.push(ColumnUse {
            column,
            access,
            qualified,
            qualifier,
            scopes,
            opaque,
            clause: self.clause,
            range,
        });
        self.query.columns.len() - 1
    }

    /// The source that a qualifier names, innermost first, and its depth.
    pub fn find(&self, qualifiers: &[&str]) -> Option<(Content, usize)> {
        for (depth, scope) in self.scopes.iter().enumerate().rev().filter(|(_, scope)| !scope.hidden) {
            for source in &scope.sources {
                if source.answers(qualifiers) {
                    return Some((source.content.clone(), depth));
                }
            }
        }
        None
    }

    /// The tables of the nearest scope that a qualifier names.
    fn answering(&self, qualifiers: &[&str]) -> Vec<usize> {
        let named = |scope: &Scope| -> Vec<usize> {
            let sources = scope.sources.iter().filter(|source| !source.qualified_only && source.answers(qualifiers));
            let tables = sources.filter_map(|source| match source.content {
                Content::Table(table) => Some(table),
                Content::Columns(_) => None,
            });
            tables.collect()
        };
        let scopes = self.scopes.iter().rev().filter(|scope| !scope.hidden);
        scopes.map(named).find(|tables| !tables.is_empty()).unwrap_or_default()
    }

    /// Everything that `*` gives in the innermost scope.
    pub fn all_columns(&self) -> Output {
        let mut output = Output { star: true, ..Output::default() };
        let Some(scope) = self.scopes.last() else { return output };
        for source in scope.sources.iter().filter(|source| !source.qualified_only) {
            match &source.content {
                Content::Table(table) => output.tables.push(*table),
                Content::Columns(columns) => output.absorb(columns),
            }
        }
        output.opaque |= self.places.open_from;
        output
    }

    /// Notes `*` over these tables.
    pub fn star(&mut self, mut tables: Vec<usize>, range: Range<usize>) {
        tables.sort_unstable();
        tables.dedup();
        if !tables.is_empty() {
            self.query.stars.push(StarUse { tables, range, whole_row: false });
        }
    }

    /// Names that parse as identifiers and are none: variables, and keywords that stand for values.
    fn is_no_column(&self, ident: &ast::Ident) -> bool {
        if ident.quote_style.is_some() {
            return ident.value.is_empty();
        }
        const VALUES: &[&str] = &[
            "default",
            "null",
            "true",
            "false",
            "unknown",
            "current_date",
            "current_time",
            "current_timestamp",
            "current_user",
            "current_role",
            "current_catalog",
            "current_schema",
            "session_user",
            "system_user",
            "localtime",
            "localtimestamp",
            "sysdate",
            "rownum",
            "rowid",
            "ctid",
            "tableoid",
            "xmin",
            "xmax",
            "$action",
        ];
        ident.value.is_empty()
            || ident.value.starts_with(['@', ':', '$', '#', '?'])
            || VALUES.iter().any(|value| ident.value.eq_ignore_ascii_case(value))
    }

    /// The output of a CTE in scope.
    pub fn cte(&self, name: &ast::ObjectName) -> Option<&Output> {
        let mut idents = parts(name);
        let (Some(ident), None) = (idents.next(), idents.next()) else { return None };
        self.ctes.iter().rev().find(|cte| cte.name.eq_ignore_ascii_case(&ident.value)).map(|cte| &cte.output)
    }
}

impl Scope {
    /// Whether the source at `at` gave its column of this name up to the left side of a `USING`.
    pub fn has_merged(&self, at: usize, name: &str, dialect: Dialect) -> bool {
        self.merged.iter().any(|(merged, right)| *right == at && same_name(merged, name, dialect))
    }

    /// Tables whose columns beyond given names come through.
    fn late(&self) -> Vec<usize> {
        let sources = self.sources.iter().filter_map(|source| match &source.content {
            Content::Columns(output) => Some(output.late.iter().copied()),
            Content::Table(_) => None,
        });
        sources.flatten().collect()
    }

    /// Whether a source with known columns has one of this name.
    fn gives(&self, name: &str, dialect: Dialect) -> bool {
        self.sources.iter().skip(self.first).filter(|source| !source.qualified_only).any(|source| {
            match &source.content {
                Content::Columns(output) => output.has(name, dialect),
                Content::Table(_) => false,
            }
        })
    }
}

impl Source {
    /// Whether `schema.table` or `alias` means this source.
    fn answers(&self, qualifiers: &[&str]) -> bool {
        let mut own = self.name.iter().rev();
        let mut asked = qualifiers.iter().rev();
        let (Some(name), Some(wanted)) = (own.next(), asked.next()) else { return false };
        name.eq_ignore_ascii_case(wanted) && own.zip(asked).all(|(part, wanted)| part.eq_ignore_ascii_case(wanted))
    }
}
