//! The history of the migrations itself: one that comes before others which have run, one that was edited or deleted after it ran, an order that
//! cannot be told ([`order`]).
//!
//! Only what the base has tells that something ran. A file that was renamed with the same text is none of this, and what was appended to
//! a file is pending rather than an edit; a squash, whose one new file makes the schema that the deleted ones made, is silent.

mod order;
mod tools;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::catalog::{Catalog, Origin};
use crate::config::{Config, Scope};
use crate::migration::{FileKind, MigrationFile, MigrationSet};
use crate::model::change::Statement;
use crate::model::event::{Event, EventKind};
use crate::model::finding::{Location, Subject};
use crate::model::name::Dialect;
use crate::source::{Revision, Sources, Span, Tree};

use super::database::{self, BaseView, Database};
use super::deployed;

/// How many further files one finding names.
const NAMED: usize = 10;

/// What the base shows to have run.
pub struct History<'a> {
    pub config: &'a Config,
    pub head: &'a (dyn Tree + Sync),
    pub base: &'a dyn BaseView,
}

/// The events of all databases, each place once.
pub fn events(history: &History<'_>, databases: &[Database], sources: &mut Sources) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    if !matches!(history.config.scope, Scope::New | Scope::Staged) {
        return events;
    }
    for database in databases.iter().filter(|database| !super::declarative::is_declared(&database.set)) {
        let one = One::new(history, database);
        let deleted = one.deleted();
        if deleted.is_squash {
            continue;
        }
        events.extend(order::events(&one));
        events.extend(one.out_of_order());
        events.extend(one.edited(sources));
        events.extend(one.of_deleted(deleted.files, sources));
    }
    let mut seen = HashSet::new();
    events.retain(|event| seen.insert((event.kind, event.primary.span.clone())));
    events
}

/// One database's history.
struct One<'a> {
    history: &'a History<'a>,
    set: &'a MigrationSet,
    name: &'a str,
    dialect: Dialect,
    texts: Vec<Option<Arc<str>>>,
    /// Texts of the base that stand under another path now.
    moved: BTreeMap<String, usize>,
}

impl<'a> One<'a> {
    fn new(history: &'a History<'a>, database: &'a Database) -> Self {
        let pending = database::Pending { scope: &history.config.scope, base: Some(history.base), given: None };
        let set = &database.set;
        Self {
            history,
            set,
            name: &set.name,
            dialect: database.dialect,
            texts: set.files.iter().map(|file| history.head.read(&file.path)).collect(),
            moved: database::moved_texts(set, &pending),
        }
    }

    fn is_code(&self, path: &str) -> bool {
        self.set.is_code(path)
    }

    /// New files, without those that were only renamed.
    fn added(&self) -> impl Iterator<Item = (usize, &MigrationFile)> {
        self.set.files.iter().enumerate().filter(|(at, file)| {
            let text = self.texts.get(*at).and_then(Option::as_deref);
            file.kind == FileKind::Versioned
                && self.history.base.is_new(&file.path)
                && text.is_some_and(|text| !self.moved.contains_key(text))
        })
    }

    fn out_of_order(&self) -> Vec<Event> {
        let base = self.history.base;
        let ran: Vec<(usize, &MigrationFile)> = self
            .set
            .files
            .iter()
            .enumerate()
            .filter(|(_, file)| file.kind == FileKind::Versioned && !base.is_new(&file.path))
            .collect();
        // A file of helpers among migrations in code has no place in their order.
        let is_helper = |file: &MigrationFile| file.version.is_empty() && self.is_code(&file.path);
        let added: Vec<(usize, &MigrationFile)> = self.added().filter(|(_, file)| !is_helper(file)).collect();
        if ran.is_empty() || added.is_empty() {
            return Vec::new();
        }
        let same = |a: &MigrationFile, b: &MigrationFile| {
            !a.version.is_empty() && a.version.trim_start_matches('0') == b.version.trim_start_matches('0')
        };
        let mut events = Vec::new();
        for (at, file) in added {
            let twin = ran.iter().find(|(_, other)| same(file, other));
            let later = ran.iter().rev().find(|(other, ran)| *other > at && !same(file, ran));
            let found = match (twin, later) {
                (Some((_, other)), _) => tools::same_version(self.set.layout).map(|words| (words, *other)),
                (None, Some((_, other))) => self.out_of_order_says(file).map(|words| (words, *other)),
                (None, None) => None,
            };
            let Some((words, other)) = found else { continue };
            let mut event = self.event(EventKind::MigrationOutOfOrder, self.place(at, "new"), vec![words.to_owned()]);
            if let Some(other) = self.set.files.iter().position(|one| one.path == other.path) {
                event.also.push(self.place(other, "the base has this one"));
            }
            events.push(event);
        }
        events
    }

    /// What the tool does with it; `None`: it runs it, or that is not known.
    fn out_of_order_says(&self, file: &MigrationFile) -> Option<&'static str> {
        if self.set.layout == "flyway" && tools::flyway_runs_out_of_order(self.history.head, &self.set.directory) {
            return None;
        }
        tools::out_of_order(self.set.layout, &file.version)
    }

    fn edited(&self, sources: &mut Sources) -> Vec<Event> {
        let base = self.history.base;
        let last = self.set.files.iter().rposition(|file| !base.is_new(&file.path));
        let mut events = Vec::new();
        for (at, file) in self.set.files.iter().enumerate() {
            let growing = self.set.layout == "upgrade-scripts" && Some(at) == last;
            if file.kind != FileKind::Versioned
                || growing
                || self.set.layout == "mssql-scripts"
                || base.is_new(&file.path)
                || !base.differs(&file.path)
            {
                continue;
            }
            let Some(before) = base.read(&file.path) else { continue };
            events.extend(self.edit(at, &file.path, &before, sources));
        }
        events
    }

    /// The event that a migration lost statements that it had as `before`, a file of the base.
    fn edit(&self, at: usize, path: &Arc<str>, before: &Arc<str>, sources: &mut Sources) -> Option<Event> {
        let now = self.texts.get(at)?.as_ref()?;
        if deployed::same_code(path, before, now) {
            return None;
        }
        let had = database::with_text(self.set, at, &self.texts, before, self.dialect);
        let has = database::with_text(self.set, at, &self.texts, now, self.dialect);
        let gone = without(&had, before, &has, now, self.is_code(path));
        let first = *gone.first()?;
        let added = without(&has, now, &had, before, self.is_code(path));
        let file = self.set.files.get(at)?;
        let here = added.iter().find(|statement| statement.range.start >= first.range.start).or(added.first());
        let primary = match here {
            Some(statement) => Location { span: self.span(file, line(now, statement)), label: "edited".to_owned() },
            None => self.place(at, "edited"),
        };
        let mut details = vec![tools::ran_once(self.set.layout).to_owned()];
        if gone.len() > 1 {
            details.push(format!("{} statements that it had are not in it any more", gone.len()));
        }
        let mut event = self.event(EventKind::MigrationEdited, primary, details);
        sources.insert(path.clone(), Revision::Base, before.clone());
        let span = Span { path: path.clone(), revision: Revision::Base, range: line(before, first) };
        event.also.push(Location { span, label: "as it ran".to_owned() });
        Some(event)
    }

    /// The migrations that the base has and that are gone, while later ones stay.
    fn deleted(&self) -> Deleted {
        let (base, head) = (self.history.base, self.history.head);
        if matches!(self.set.layout, "upgrade-scripts" | "mssql-scripts") {
            return Deleted::default();
        }
        let prefix = format!("{}/", self.set.directory);
        let inside = |path: &str| self.set.directory.is_empty() || path.starts_with(&prefix);
        let is_here = |path: &str| head.paths().binary_search_by(|known| (**known).cmp(path)).is_ok();
        if !base.paths().iter().any(|path| inside(path) && base.differs(path) && !is_here(path)) {
            return Deleted::default();
        }
        let before = database::sets(self.history.config, base, &mut Vec::new()).into_iter().map(|found| found.set);
        let same = |set: &MigrationSet| set.directory == self.set.directory && set.layout == self.set.layout;
        let nearest = |set: &MigrationSet| (set.dialect == self.set.dialect, std::cmp::Reverse(set.name.clone()));
        let Some(before) = before.filter(same).max_by_key(nearest) else { return Deleted::default() };
        let mut files = Vec::new();
        for (at, file) in before.files.iter().enumerate() {
            let later = || before.files.iter().skip(at + 1).any(|later| is_here(&later.path));
            let is_gone = file.kind == FileKind::Versioned && !is_here(&file.path);
            if let (true, Some(text)) = (is_gone, base.read(&file.path)) {
                // A file of the same text is the same migration under another name.
                let is_moved = self.texts.iter().flatten().any(|here| **here == *text);
                files.push(Gone { file: file.clone(), text, counts: !is_moved && later() });
            }
        }
        let is_squash = files.iter().any(|gone| gone.counts) && self.is_squash(&before);
        files.retain(|gone| gone.counts);
        Deleted { files, is_squash }
    }

    fn of_deleted(&self, files: Vec<Gone>, sources: &mut Sources) -> Vec<Event> {
        let mut events = Vec::new();
        let mut places = Vec::new();
        for Gone { file, text, .. } in files {
            // The same version under another name and with another text: renamed and edited.
            let version = |(_, other): &(usize, &MigrationFile)| other.version == file.version;
            match self.added().find(version) {
                Some((at, _)) if !file.version.is_empty() => events.extend(self.edit(at, &file.path, &text, sources)),
                _ => {
                    let range = self.first_line(&file.path, &text);
                    let span = Span { path: file.path.clone(), revision: Revision::Base, range };
                    sources.insert(file.path, Revision::Base, text);
                    places.push(Location { span, label: "deleted".to_owned() });
                }
            }
        }
        let mut details = vec![tools::RAN.to_owned()];
        if places.len() > 1 + NAMED {
            details.push(format!("{} more are deleted", places.len() - 1 - NAMED));
        }
        let mut places = places.into_iter();
        if let Some(primary) = places.next() {
            let event = self.event(EventKind::MigrationDeleted, primary, details);
            events.push(Event { also: places.take(NAMED).collect(), ..event });
        }
        events
    }

    /// Whether the files here come to the schema of the base by way of a new one, so that nothing is lost.
    fn is_squash(&self, before: &MigrationSet) -> bool {
        let added: HashSet<usize> = self.added().map(|(at, _)| at).collect();
        if added.is_empty() {
            return false;
        }
        let texts: Vec<_> = before.files.iter().map(|file| self.history.base.read(&file.path)).collect();
        let mut catalog = Catalog::new(self.dialect);
        self.fold(before, &texts, Revision::Base, |_| false, &mut catalog);
        let wanted = shape(&catalog);
        let mut catalog = Catalog::new(self.dialect);
        let (mut new, mut found) = (false, false);
        let after_each = |step: Step<'_>| {
            new |= added.contains(&step.at);
            found |= new && shape(step.catalog) == wanted;
            found
        };
        self.fold(self.set, &self.texts, Revision::Head, after_each, &mut catalog);
        !wanted.is_empty() && found
    }

    /// Folds a set; stops where `after_each` says so.
    fn fold(
        &self,
        set: &MigrationSet,
        texts: &[Option<Arc<str>>],
        revision: Revision,
        mut after_each: impl FnMut(Step<'_>) -> bool,
        catalog: &mut Catalog,
    ) {
        let reader = set.reader();
        let mut of_code = reader.map(|reader| database::code_statements(set, reader, texts, self.dialect));
        for (at, (file, text)) in set.files.iter().zip(texts).enumerate() {
            let Some(text) = text else { continue };
            let statements = match &mut of_code {
                Some(all) => all.get_mut(at).and_then(Option::take).unwrap_or_default(),
                None => database::read_file(set, file, text, self.dialect),
            };
            let origin = Origin { path: file.path.clone(), revision };
            for statement in &statements {
                catalog.apply(statement, &origin);
            }
            if after_each(Step { at, catalog }) {
                return;
            }
        }
    }

    fn event(&self, kind: EventKind, primary: Location, details: Vec<String>) -> Event {
        let subject = Subject { database: Some(self.name.to_owned()), ..Subject::default() };
        Event { details, ..Event::new(kind, self.dialect, subject, primary) }
    }

    /// The first statement of a file, as its place.
    fn place(&self, at: usize, label: &str) -> Location {
        let text = self.texts.get(at).and_then(Option::as_deref).unwrap_or_default();
        let Some(file) = self.set.files.get(at) else {
            let span = Span { path: "".into(), revision: Revision::Head, range: 0..0 };
            return Location { span, label: label.to_owned() };
        };
        Location { span: self.span(file, self.first_line(&file.path, text)), label: label.to_owned() }
    }

    fn span(&self, file: &MigrationFile, range: std::ops::Range<usize>) -> Span {
        Span { path: file.path.clone(), revision: Revision::Head, range }
    }

    /// The first line that says something.
    fn first_line(&self, path: &str, text: &str) -> std::ops::Range<usize> {
        if !self.is_code(path) {
            let forward = self.set.forward(path, text);
            let first = forward
                .into_iter()
                .find_map(|range| crate::sql::read_migration(text, range, self.dialect).into_iter().next());
            if let Some(first) = first {
                return line(text, &first);
            }
        }
        0..text.find(['\r', '\n']).unwrap_or(text.len())
    }
}

/// Migrations of the base that are gone.
#[derive(Default)]
struct Deleted {
    files: Vec<Gone>,
    /// New files make what they made.
    is_squash: bool,
}

struct Gone {
    file: MigrationFile,
    text: Arc<str>,
    /// It is not only renamed, and later ones stay.
    counts: bool,
}

/// A file of a fold has been read.
struct Step<'a> {
    at: usize,
    catalog: &'a Catalog,
}

/// The statements of `left` that `right` lacks.
fn without<'s>(
    left: &'s [Statement],
    left_text: &str,
    right: &[Statement],
    right_text: &str,
    is_code: bool,
) -> Vec<&'s Statement> {
    let mut there: HashMap<String, usize> = HashMap::new();
    for statement in right {
        *there.entry(deployed::normal(right_text, statement, is_code)).or_default() += 1;
    }
    let is_gone = |statement: &&Statement| match there.get_mut(&deployed::normal(left_text, statement, is_code)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    left.iter().filter(is_gone).collect()
}

/// The first line of a statement.
fn line(text: &str, statement: &Statement) -> std::ops::Range<usize> {
    let range = &statement.range;
    let length = text.get(range.clone()).and_then(|text| text.find(['\r', '\n']));
    range.start..length.map_or(range.end, |length| range.start + length)
}

/// Every table with its columns, by the names that are compared.
fn shape(catalog: &Catalog) -> BTreeMap<(String, String), BTreeSet<String>> {
    let columns = |table: &crate::catalog::Table| table.columns.iter().map(|column| column.key.clone()).collect();
    catalog.tables().map(|table| ((table.label.schema.clone(), table.label.key.clone()), columns(table))).collect()
}
