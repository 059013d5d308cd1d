//! The uses of other repositories, and of the parts of this one, from uses files: which of them name what changes, resolved as the code's own are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::catalog::{NetChange, ObjectKind};
use crate::config::Config;
use crate::input::BaseTree;
use crate::model::event::EventKind;
use crate::model::index::{ANY_OTHER, Header, Index, ModelUse, Place, QueryUse};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::reference::{Reference, Step};
use crate::model::report::{OutsideStats, Problem};
use crate::orm::naming;
use crate::reference::models::{self, KnownTable, Target};
use crate::reference::omissions::is_filled_in;
use crate::reference::placed;
use crate::reference::sql_use::SqlUse;
use crate::resolve::{self, Schema};
use crate::source::{Revision, Sources, Span, Tree};

use super::Project;
use super::code::Names;

/// The uses that may matter, by their dialect and their tree.
#[derive(Default)]
pub(super) struct Outside {
    groups: BTreeMap<(Option<Dialect>, bool), Group>,
}

#[derive(Default)]
struct Group {
    sql: Vec<SqlUse>,
    models: Vec<(ModelUse, Reference)>,
}

/// What is wrong with the files together: parts that are missing, services that are there twice, other databases. Also tells of the services in the figures.
pub(super) fn examine(config: &Config, project: &mut Project) {
    if config.no_code && config.uses.is_empty() {
        let message = "`--no-code` leaves the code here out, and `--uses` names nothing instead";
        project.problems.push(fatal(message.to_owned()));
    }
    if config.uses.is_empty() {
        return;
    }
    let mut parts: BTreeMap<(&str, bool), Vec<&Index>> = BTreeMap::new();
    for file in &config.uses {
        parts.entry((&file.header.service.name, file.header.deployed)).or_default().push(file);
        let speaks = |dialect: Dialect| project.databases.iter().any(|database| database.dialect == dialect);
        if let Some(dialect) = file.header.dialect.filter(|dialect| !project.databases.is_empty() && !speaks(*dialect))
        {
            let own: BTreeSet<&str> = project.databases.iter().map(|database| database.dialect.name()).collect();
            let own: Vec<&str> = own.into_iter().collect();
            let message = format!(
                "the uses file {} is of {dialect}, and the migrations here are of {}: it belongs to another database",
                file.file,
                own.join(", ")
            );
            project.problems.push(fatal(message));
        }
    }
    for ((service, _), files) in parts {
        project.problems.extend(incomplete(service, &files).map(fatal));
        let other = files.iter().find(|file| {
            let commit = file.header.service.commit.as_deref();
            let here = project.trees.head_label.as_deref().filter(|label| label.len() >= 40);
            is_here(config, &file.header)
                && !file.header.deployed
                && here.is_some()
                && commit.is_some()
                && commit != here
        });
        if let Some(file) = other {
            let message = format!(
                "the uses file {} is of commit {}, which is not the one here: write the parts anew, or leave out `--no-code`",
                file.file,
                crate::source::short(file.header.service.commit.as_deref().unwrap_or_default())
            );
            project.problems.push(fatal(message));
        }
    }
    let uses = config.uses.iter().map(|file| file.queries.len() + file.models.len()).sum();
    let services = config.uses.iter().map(|file| service(&file.header, project.trees.day.as_deref())).collect();
    project.stats.outside = OutsideStats { services, uses, looked_at: 0 };
}

/// Whether the places of a file are places here: parts of this repository stand for its code.
fn is_here(config: &Config, header: &Header) -> bool {
    config.no_code && header.shard.is_some()
}

fn fatal(message: String) -> Problem {
    Problem { fatal: true, ..Problem::new(message) }
}

/// Why the files of one service are not one service.
fn incomplete(service: &str, files: &[&Index]) -> Option<String> {
    let names = || files.iter().map(|file| file.file.as_str()).collect::<Vec<_>>().join(", ");
    let shards: Vec<_> = files.iter().filter_map(|file| file.header.shard).collect();
    let [first, ..] = shards[..] else {
        return (files.len() > 1)
            .then(|| format!("the service `{service}` is there {} times: {}", files.len(), names()));
    };
    let same = files.iter().all(|file| {
        file.header.shard.is_some_and(|shard| shard.of == first.of)
            && file.header.service.commit == files[0].header.service.commit
    });
    if !same {
        return Some(format!("the parts of `{service}` do not belong together: {}", names()));
    }
    let given: BTreeSet<usize> = shards.iter().map(|shard| shard.part).collect();
    if given.len() != shards.len() {
        return Some(format!("a part of `{service}` is there twice: {}", names()));
    }
    // A hostile number must not make a long list.
    let missing: Vec<String> =
        (1..=first.of).filter(|part| !given.contains(part)).take(10).map(|part| part.to_string()).collect();
    (!missing.is_empty())
        .then(|| format!("of `{service}` the parts {} of {} are missing", missing.join(", "), first.of))
}

/// A line for `-v`.
fn service(header: &Header, today: Option<&str>) -> String {
    let mut line = header.service.name.clone();
    if let Some(commit) = &header.service.commit {
        line.push_str(&format!(" @ {}", crate::source::short(commit)));
    }
    if let Some(shard) = header.shard {
        line.push_str(&format!(", part {} of {}", shard.part, shard.of));
    }
    if header.deployed {
        line.push_str(", deployed");
    }
    if header.dirty {
        line.push_str(", with changes that are not committed");
    }
    if let Some(day) = &header.day {
        line.push_str(&format!(", of {day}"));
        if let Some((own, here)) = days(day).zip(today.and_then(days)).filter(|(own, here)| own < here) {
            line.push_str(&format!(", {} days before the commit here", here - own));
        }
    }
    line
}

/// The number of a day, from `2024-03-18`.
fn days(day: &str) -> Option<i64> {
    let mut parts = day.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(0..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // The year begins in March, so that the leap day is its last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    Some(365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day)
}

impl Outside {
    /// The uses that name what is looked for; their places are kept among the sources.
    pub fn of(config: &Config, project: &mut Project, names: &Names) -> Self {
        let mut outside = Self::default();
        for file in &config.uses {
            let header = &file.header;
            let here = is_here(config, header);
            let (head, base) = (project.trees.head.clone(), project.trees.base.as_ref());
            let mut placer = Placer { header, here, head: &*head, base, sources: &mut project.sources };
            let group = outside.groups.entry((header.dialect, header.deployed)).or_default();
            for query in file.queries.iter().filter(|query| concerns(query, names)) {
                let spans = query.places.iter().map(|place| placer.span(place)).collect();
                group.sql.push(placed::query(query, spans));
            }
            for used in file.models.iter().filter(|used| names.has_table(&used.table)) {
                let reference = placer.reference(used);
                group.models.push((used.clone(), reference));
            }
        }
        let looked_at = outside.groups.values().map(|group| group.sql.len() + group.models.len()).sum();
        project.stats.outside.looked_at = looked_at;
        outside
    }

    /// Whether a tree has any.
    pub fn has(&self, deployed: bool) -> bool {
        self.groups.keys().any(|(_, own)| *own == deployed)
    }

    /// Adds the uses of one database to those of the code here.
    pub fn add(
        &self,
        schema: &Schema<'_>,
        dialect: Dialect,
        tables: &[KnownTable],
        deployed: bool,
        uses: &mut [Vec<Reference>],
    ) {
        for ((of, tree), group) in &self.groups {
            if *tree != deployed || of.is_some_and(|of| of != dialect) {
                continue;
            }
            let models = |omits: bool| -> Vec<models::ModelUse> {
                let own = group.models.iter().filter(|(used, _)| used.omits == omits && !group.keeps(used, schema));
                own.flat_map(|(used, reference)| meant(used, reference, schema, tables)).collect()
            };
            let found = resolve::uses(schema, tables, &group.sql, &models(false), &models(true));
            for (uses, more) in uses.iter_mut().zip(found) {
                let fresh = more.into_iter().filter(|one| !uses.iter().any(|known| known.span == one.span));
                let fresh: Vec<Reference> = fresh.collect();
                uses.extend(fresh);
                uses.sort_by_key(|one| (one.test, std::cmp::Reverse(one.certainty)));
            }
        }
    }
}

impl Group {
    /// Whether the attribute may be a column in either case, and a change leaves the other: then it is still one.
    fn keeps(&self, used: &ModelUse, schema: &Schema<'_>) -> bool {
        let Some(column) = used.column.as_deref() else { return false };
        let only_case = |new: &str| new != column && naming::plain(new) == naming::plain(column);
        let new: Vec<&str> =
            schema.net.iter().filter_map(|change| change.renamed_to.as_deref()).filter(|new| only_case(new)).collect();
        !new.is_empty()
            && self.models.iter().any(|(other, _)| {
                other.place == used.place
                    && other.table.eq_ignore_ascii_case(&used.table)
                    && other.column.as_deref().is_some_and(|column| new.contains(&column))
            })
    }
}

/// Whether a query names anything that is looked for.
fn concerns(used: &QueryUse, names: &Names) -> bool {
    let query = &used.query;
    query.tables.iter().any(|table| names.has_table(&table.name.name.value))
        || query.columns.iter().any(|column| names.has_column(&column.column.value))
        || query.calls.iter().any(|name| names.has_table(&name.name.value))
        || query.literals.iter().any(|one| one.cast.is_some() || names.has_column(&one.value))
}

/// A use by name as one of a known table, for the changes that it is about.
fn meant(used: &ModelUse, reference: &Reference, schema: &Schema<'_>, tables: &[KnownTable]) -> Vec<models::ModelUse> {
    let qualifiers = used.schema.iter().map(|schema| Ident::new(schema.as_str())).collect();
    let name = ObjectName { qualifiers, name: Ident::new(used.table.as_str()) };
    let Some(table) = schema.before.table(&name) else { return Vec::new() };
    let about = |change: &&NetChange| change.object == ObjectKind::Table && change.id == table.id;
    let of = |change: &NetChange| {
        let at = tables
            .iter()
            .position(|own| change.table.eq_ignore_ascii_case(&own.name) && change.schema == own.schema)?;
        let column = match (used.omits, &used.column, change.kind) {
            (true, Some(column), EventKind::RequiredColumnAdded) => {
                let asked = change.column.as_ref()?;
                let unknown = || column == ANY_OTHER && is_unknown(used, &asked.to_lowercase());
                (column.eq_ignore_ascii_case(asked) || unknown()).then(|| Some(asked.clone()))?
            }
            (false, Some(column), EventKind::ColumnDropped | EventKind::ColumnRenamed) => {
                let gone = change.column.as_ref()?;
                column.eq_ignore_ascii_case(gone).then(|| Some(gone.clone()))?
            }
            (false, None, EventKind::TableDropped | EventKind::TableRenamed) => None,
            _ => return None,
        };
        let mut reference = reference.clone();
        if let Some(column) = column.as_ref().filter(|_| used.column.as_deref() == Some(ANY_OTHER)) {
            for step in &mut reference.proof {
                step.text = step.text.replace("`*`", &format!("`{column}`"));
            }
        }
        Some(models::ModelUse { target: Target { table: at, column }, reference })
    };
    schema.net.iter().filter(about).filter_map(of).collect()
}

/// Whether a row of which only the columns were written down that it is known to have is made without this one.
fn is_unknown(used: &ModelUse, column: &str) -> bool {
    // `writer: user` gives `writer_id`.
    let names = [Some(column), column.strip_suffix("_id")];
    !is_filled_in(column) && !names.into_iter().flatten().any(|name| used.but.iter().any(|own| own == name))
}

/// Gives places their spans.
struct Placer<'a> {
    header: &'a Header,
    here: bool,
    head: &'a dyn Tree,
    base: Option<&'a BaseTree>,
    sources: &'a mut Sources,
}

impl Placer<'_> {
    fn span(&mut self, place: &Place) -> Span {
        let revision = if self.header.deployed { Revision::Base } else { Revision::Head };
        if !self.here {
            let (service, range) = (&self.header.service, place.range.clone());
            return self.sources.insert_outside(service, &place.path, revision, range, place.at);
        }
        let span = Span { path: place.path.clone(), revision, range: place.range.clone() };
        if self.sources.text(&span).is_none() {
            let text: Option<Arc<str>> = match (revision, self.base) {
                (Revision::Head, _) => self.head.read(&place.path),
                (Revision::Base | Revision::Further(_), base) => base.and_then(|base| base.read(&place.path)),
            };
            if let Some(text) = text {
                self.sources.insert(place.path.clone(), revision, text);
            }
        }
        span
    }

    fn reference(&mut self, used: &ModelUse) -> Reference {
        let step = |(text, place): &(String, Option<Place>), placer: &mut Self| Step {
            text: text.clone(),
            span: place.as_ref().map(|place| placer.span(place)),
        };
        let mut proof = Vec::new();
        for one in &used.proof {
            proof.push(step(one, self));
        }
        Reference {
            access: used.access,
            mechanism: used.mechanism,
            certainty: used.certainty,
            proof,
            symbol: used.symbol.clone(),
            test: used.test,
            span: self.span(&used.place),
            reach: Default::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_months_and_years() {
        for (from, to, between) in [
            ("2024-02-28", "2024-03-01", Some(2)),
            ("2023-02-28", "2023-03-01", Some(1)),
            ("2023-12-31", "2024-01-01", Some(1)),
            ("2024-01-01", "2025-01-01", Some(366)),
            ("yesterday", "2025-01-01", None),
            ("2024-13-01", "2025-01-01", None),
        ] {
            assert_eq!(days(from).zip(days(to)).map(|(from, to)| to - from), between, "{from}");
        }
    }
}
