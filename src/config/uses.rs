//! Uses files: JSON, version 1, read from whoever wrote them. Nothing in one is trusted: size, version, form and every number are looked at, and what is wrong is told with
//! its place. Its structs are the wire format for the writer (`output::uses`) as well; within a version keys are only added.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::files;
use crate::model::index::{Header, Index, KnownBy, ModelUse, Place, QueryUse, Shard};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::query::{
    Access, Clause, ColumnUse, ConflictUse, InsertUse, LiteralUse, NullUse, Query, StarUse, TableUse,
};
use crate::model::reference::{Certainty, Mechanism};
use crate::source::{LineColumn, Service};

/// The version of the format.
pub const VERSION: u64 = 1;
/// A longer file is not read.
pub const MOST: u64 = 64 << 20;

/// Path (an index into `paths`), line, column, and the bytes of the file.
pub type At = (usize, usize, usize, usize, usize);

#[derive(Serialize, Deserialize, Default)]
pub struct WireIndex {
    #[serde(rename = "migcheck-uses")]
    pub version: u64,
    pub tool: String,
    pub service: String,
    pub commit: Option<String>,
    /// The day of the commit.
    pub day: Option<String>,
    pub dirty: bool,
    pub dialect: Option<String>,
    /// `own`, `given`, `code`
    pub schema: String,
    /// `head`, `deployed`
    pub tree: String,
    /// Part and number of parts.
    pub shard: Option<(usize, usize)>,
    pub paths: Vec<String>,
    /// Symbols and steps of proofs.
    pub texts: Vec<String>,
    pub queries: Vec<WireQuery>,
    pub models: Vec<WireModel>,
}

#[derive(Serialize, Deserialize, Default)]
pub struct WireQuery {
    pub how: usize,
    pub by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<usize>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub test: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub prisma: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub renames: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub approximate: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<String>,
    pub tables: Vec<WireTable>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<WireColumn>,
    /// Every column of these tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub every: Vec<(Vec<usize>, At)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inserts: Vec<WireInsert>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<WireConflict>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub literals: Vec<WireLiteral>,
    /// `NULL` that is written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nulls: Vec<WireNull>,
    /// Functions and procedures: a name as that of a table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<(Vec<String>, At)>,
    /// Types that values are cast to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<(Vec<String>, At)>,
}

#[derive(Serialize, Deserialize)]
pub struct WireTable {
    /// Outermost first; a name in double quotes was quoted.
    pub name: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    pub access: String,
    pub at: At,
}

#[derive(Serialize, Deserialize)]
pub struct WireColumn {
    pub name: String,
    pub access: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub qualified: bool,
    /// The tables that it may belong to, innermost scope first.
    pub scopes: Vec<Vec<usize>>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub opaque: bool,
    pub clause: String,
    pub at: At,
}

#[derive(Serialize, Deserialize)]
pub struct WireInsert {
    pub table: usize,
    /// `null`: no column list.
    pub columns: Option<Vec<(String, Option<At>)>>,
    pub values: Option<usize>,
    /// The places of `DEFAULT`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub defaults: Vec<usize>,
    pub at: At,
}

#[derive(Serialize, Deserialize)]
pub struct WireConflict {
    pub table: usize,
    pub columns: Vec<String>,
    pub constraint: Option<String>,
    pub at: At,
}

#[derive(Serialize, Deserialize)]
pub struct WireNull {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<(usize, usize)>,
    pub at: At,
}

#[derive(Serialize, Deserialize)]
pub struct WireLiteral {
    pub column: Option<usize>,
    /// The table and the place of a value without a list of columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<(usize, usize)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cast: Option<Vec<String>>,
    pub value: String,
    pub at: At,
}

#[derive(Serialize, Deserialize)]
pub struct WireModel {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    pub table: String,
    /// `null`: the whole table; `*` with `omits`: every column that the model does not know.
    pub column: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub omits: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub but: Vec<String>,
    pub access: String,
    pub by: String,
    pub certainty: String,
    pub why: Vec<(usize, Option<At>)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<usize>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub test: bool,
    pub at: At,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// The names of the words that are not strings in the model.
pub const ACCESSES: &[(&str, Access)] =
    &[("read", Access::Read), ("write", Access::Write), ("declare", Access::Declare)];
pub const CLAUSES: &[(&str, Clause)] = &[
    ("projection", Clause::Projection),
    ("filter", Clause::Filter),
    ("join", Clause::Join),
    ("order", Clause::Order),
    ("group", Clause::Group),
    ("target", Clause::Target),
    ("value", Clause::Value),
    ("returning", Clause::Returning),
    ("conflict", Clause::Conflict),
    ("other", Clause::Other),
];
const MECHANISMS: &[Mechanism] = &[
    Mechanism::Sql,
    Mechanism::SqlFragment,
    Mechanism::Mapping,
    Mechanism::QueryKey,
    Mechanism::Constructor,
    Mechanism::Member,
    Mechanism::ImplicitColumns,
    Mechanism::Database,
    Mechanism::Name,
];
const CERTAINTIES: &[Certainty] = &[Certainty::Possible, Certainty::Likely, Certainty::Certain];

/// The word for a value of one of the lists.
pub fn word<T: PartialEq>(list: &[(&'static str, T)], value: &T) -> &'static str {
    list.iter().find(|(_, own)| own == value).map_or("other", |(name, _)| name)
}

/// Reads a file. An error is one sentence with the place.
pub fn load(path: &Path, name: &str) -> Result<Index, String> {
    let cannot = |error: std::io::Error| format!("the uses file {name} cannot be read: {error}");
    let bytes = files::read(path, MOST).map_err(cannot)?;
    parse(&bytes, name)
}

/// Reads the text of a file.
pub fn parse(bytes: &[u8], name: &str) -> Result<Index, String> {
    if bytes.len() as u64 > MOST {
        return Err(format!("the uses file {name} is over {} MB", MOST >> 20));
    }
    let wire: WireIndex = serde_json::from_slice(bytes).map_err(|error| refused(bytes, name, &error))?;
    if wire.version != VERSION {
        return Err(other_version(name, wire.version));
    }
    Reader { name, wire: &wire, paths: wire.paths.iter().map(|path| Arc::from(path.as_str())).collect() }.index()
}

fn other_version(name: &str, version: u64) -> String {
    format!(
        "the uses file {name} has version {version} of the format, and this migcheck reads version {VERSION}: write it anew with `migcheck index`"
    )
}

/// Why a file does not have the form: another version may have another one.
fn refused(bytes: &[u8], name: &str, error: &serde_json::Error) -> String {
    #[derive(Deserialize)]
    struct Head {
        #[serde(rename = "migcheck-uses")]
        version: Option<u64>,
    }
    let place = format!("{name}:{}:{}", error.line(), error.column());
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    match serde_json::from_slice::<Head>(bytes) {
        Ok(Head { version: None }) => format!("{name} is no uses file: `migcheck index -o {name}` writes one"),
        Ok(Head { version: Some(version) }) if version != VERSION => other_version(name, version),
        Ok(_) => format!("{place}: the uses file is damaged: {said}"),
        Err(_) if error.is_eof() => format!("{place}: the uses file is cut off"),
        Err(_) => format!("{place}: the uses file is damaged: {said}"),
    }
}

struct Reader<'a> {
    name: &'a str,
    wire: &'a WireIndex,
    paths: Vec<Arc<str>>,
}

impl Reader<'_> {
    fn index(&self) -> Result<Index, String> {
        let wire = self.wire;
        let dialect = wire
            .dialect
            .as_deref()
            .map(|name| Dialect::named(name).ok_or_else(|| self.damaged(format!("there is no dialect `{name}`"))));
        let known_by = KnownBy::ALL.into_iter().find(|one| one.name() == wire.schema);
        let shard = match wire.shard {
            Some((part, of)) if part == 0 || part > of => {
                return Err(self.damaged(format!("there is no part {part} of {of}")));
            }
            shard => shard.map(|(part, of)| Shard { part, of }),
        };
        let deployed = match wire.tree.as_str() {
            "head" => false,
            "deployed" => true,
            other => return Err(self.damaged(format!("there is no tree `{other}`"))),
        };
        let numbered = |list: &str, at: usize, error: String| self.damaged(format!("`{list}[{at}]`: {error}"));
        let queries = wire.queries.iter().enumerate();
        let models = wire.models.iter().enumerate();
        Ok(Index {
            file: self.name.to_owned(),
            header: Header {
                service: Arc::new(Service { name: wire.service.clone(), commit: wire.commit.clone() }),
                dirty: wire.dirty,
                day: wire.day.clone(),
                dialect: dialect.transpose()?,
                known_by: known_by.ok_or_else(|| self.damaged(format!("there is no schema `{}`", wire.schema)))?,
                deployed,
                shard,
            },
            queries: queries
                .map(|(at, one)| self.query(one).map_err(|error| numbered("queries", at, error)))
                .collect::<Result<_, _>>()?,
            models: models
                .map(|(at, one)| self.model(one).map_err(|error| numbered("models", at, error)))
                .collect::<Result<_, _>>()?,
        })
    }

    fn damaged(&self, what: String) -> String {
        format!("the uses file {} is damaged: {what}", self.name)
    }

    fn text(&self, at: usize) -> Result<String, String> {
        self.wire.texts.get(at).cloned().ok_or_else(|| format!("there is no text {at}"))
    }

    fn symbol(&self, at: Option<usize>) -> Result<Option<String>, String> {
        at.map(|at| self.text(at)).transpose()
    }

    fn place(&self, (path, line, column, start, end): At) -> Result<Place, String> {
        let path = self.paths.get(path).cloned().ok_or_else(|| format!("there is no path {path}"))?;
        // What is longer than any file that is read would be a mistake, too.
        if line == 0 || column == 0 || start > end || end > u32::MAX as usize {
            return Err(format!("{line}:{column} with bytes {start} to {end} is no place"));
        }
        Ok(Place { path, at: LineColumn { line, column }, range: start..end })
    }

    fn query(&self, wire: &WireQuery) -> Result<QueryUse, String> {
        let mut places = Vec::new();
        let mut at = |at: At| -> Result<std::ops::Range<usize>, String> {
            places.push(self.place(at)?);
            Ok(places.len() - 1..places.len())
        };
        let mut query = Query { approximate: wire.approximate, ..Query::default() };
        for one in &wire.tables {
            query.tables.push(TableUse {
                name: object(&one.name)?,
                alias: one.alias.as_deref().map(Ident::new),
                access: named(ACCESSES, &one.access)?,
                range: at(one.at)?,
            });
        }
        let known = |index: &usize| *index < wire.tables.len();
        for one in &wire.columns {
            if !one.scopes.iter().flatten().all(known) {
                return Err(format!("`{}` is of no table", one.name));
            }
            query.columns.push(ColumnUse {
                column: ident(&one.name),
                access: named(ACCESSES, &one.access)?,
                qualified: one.qualified,
                qualifier: one.of.clone(),
                scopes: one.scopes.clone(),
                opaque: one.opaque,
                clause: named(CLAUSES, &one.clause)?,
                range: at(one.at)?,
            });
        }
        for (tables, place) in &wire.every {
            query.stars.push(StarUse { tables: tables.clone(), range: at(*place)?, whole_row: false });
        }
        for one in &wire.inserts {
            let range = at(one.at)?;
            let mut given = one.columns.as_ref().map(|_| Vec::new());
            for (name, place) in one.columns.iter().flatten() {
                let range = place.map(&mut at).transpose()?.unwrap_or(0..0);
                given.get_or_insert_default().push(Ident { range, ..ident(name) });
            }
            query.inserts.push(InsertUse {
                table: one.table,
                columns: given,
                values: one.values,
                defaults: one.defaults.clone(),
                range,
            });
        }
        for one in &wire.conflicts {
            query.conflicts.push(ConflictUse {
                table: one.table,
                columns: one.columns.iter().map(|name| ident(name)).collect(),
                constraint: one.constraint.as_deref().map(ident),
                range: at(one.at)?,
            });
        }
        for one in &wire.literals {
            query.literals.push(LiteralUse {
                column: one.column,
                place: one.place,
                cast: one.cast.as_deref().map(object).transpose()?,
                value: one.value.clone(),
                range: at(one.at)?,
            });
        }
        for one in &wire.nulls {
            query.nulls.push(NullUse { column: one.column, place: one.place, range: at(one.at)? });
        }
        for (name, place) in &wire.calls {
            let mut name = object(name)?;
            name.name.range = at(*place)?;
            query.calls.push(name);
        }
        for (name, place) in &wire.types {
            let mut name = object(name)?;
            name.name.range = at(*place)?;
            query.types.push(name);
        }
        Ok(QueryUse {
            query,
            places,
            mechanism: mechanism(&wire.by)?,
            how: self.text(wire.how)?,
            symbol: self.symbol(wire.symbol)?,
            test: wire.test,
            prisma: wire.prisma,
            only_renames: wire.renames,
            at_most: wire.most.as_deref().map_or(Ok(Certainty::Certain), certainty)?,
        })
    }

    fn model(&self, wire: &WireModel) -> Result<ModelUse, String> {
        let step = |(text, at): &(usize, Option<At>)| {
            Ok::<_, String>((self.text(*text)?, at.map(|at| self.place(at)).transpose()?))
        };
        Ok(ModelUse {
            schema: wire.schema.clone(),
            table: wire.table.clone(),
            column: wire.column.clone(),
            omits: wire.omits,
            but: wire.but.clone(),
            access: named(ACCESSES, &wire.access)?,
            mechanism: mechanism(&wire.by)?,
            certainty: certainty(&wire.certainty)?,
            proof: wire.why.iter().map(step).collect::<Result<_, _>>()?,
            symbol: self.symbol(wire.symbol)?,
            test: wire.test,
            place: self.place(wire.at)?,
        })
    }
}

fn named<T: Copy>(list: &[(&'static str, T)], name: &str) -> Result<T, String> {
    list.iter().find(|(own, _)| *own == name).map(|(_, value)| *value).ok_or_else(|| format!("there is no `{name}`"))
}

fn mechanism(name: &str) -> Result<Mechanism, String> {
    MECHANISMS.iter().find(|one| one.name() == name).copied().ok_or_else(|| format!("there is no `{name}`"))
}

fn certainty(name: &str) -> Result<Certainty, String> {
    CERTAINTIES.iter().find(|one| one.name() == name).copied().ok_or_else(|| format!("there is no `{name}`"))
}

fn object(parts: &[String]) -> Result<ObjectName, String> {
    ObjectName::from_parts(parts.iter().map(|part| ident(part)).collect())
        .ok_or_else(|| "a table has no name".to_owned())
}

/// Quotes around a name say that it was quoted.
fn ident(name: &str) -> Ident {
    match name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => Ident { quoted: true, ..Ident::new(inner) },
        None => Ident::new(name),
    }
}

#[cfg(test)]
#[path = "uses_tests.rs"]
mod tests;
