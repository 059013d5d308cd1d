//! Which class a name means, and what all files together say of it.
//!
//! C# finds a name in the namespaces around the place and in those that the file uses. Where that leaves several classes of one name, the nearest are meant;
//! where it leaves none (a `global using` elsewhere), all of them.

use std::collections::{HashMap, HashSet};

use crate::lang::facts::Class;
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::super::{Attribute, AttributeKind, CodeFile, Mapping};
use super::registration::{self, Registration};
use super::stand_ins::short;
use super::{CANDIDATE, ORM, entity, identity, mapping};

/// How many bases of bases are followed.
const DEEPEST: usize = 8;

/// Puts the classes together with what is said of them elsewhere; classes that are no rows are left out.
pub(in super::super) fn join(files: &[&CodeFile], all: Vec<Mapping>) -> Vec<Mapping> {
    let (mut own, mut joined): (Vec<Mapping>, Vec<Mapping>) =
        all.into_iter().partition(|one| one.orm == ORM.name || one.orm == CANDIDATE);
    own.extend(bare(files, &own));
    let project = Project::of(files, own);
    joined.extend(project.mappings());
    joined
}

/// Classes that are registered, and have all their properties from a base: nothing in their files hints at a mapping.
fn bare(files: &[&CodeFile], own: &[Mapping]) -> Vec<Mapping> {
    let files = files.iter().filter(|file| file.language.name == "csharp");
    let said: Vec<Registration> = files.clone().flat_map(|file| registration::of(file)).collect();
    let registered: HashSet<&str> = said.iter().map(|one| short(&one.class)).collect();
    let hinted = |file: &CodeFile| ORM.hints.iter().any(|hint| file.source.text.contains(hint));
    let unread = files.filter(|file| !registered.is_empty() && !hinted(file));
    let classes = unread.flat_map(|file| file.facts.classes.iter().map(move |class| (*file, class)));
    let wanted = classes.filter(|(_, class)| registered.contains(class.name.as_str()) && !class.bases.is_empty());
    wanted
        .filter(|(file, class)| !own.iter().any(|one| one.span == file.span(class.name_range.clone())))
        .filter_map(|(file, class)| entity(file, class))
        .collect()
}

/// What a file sees by short names.
struct Space {
    /// Where they begin, with their names.
    namespaces: Vec<(usize, String)>,
    uses: Vec<String>,
    aliases: Vec<(String, String)>,
}

impl Space {
    fn of(file: &CodeFile) -> Self {
        let text = &file.source.text;
        let mut namespaces = Vec::new();
        for (at, _) in text.match_indices("namespace ") {
            let before = text.get(..at).unwrap_or_default();
            let starts_line =
                before.rsplit('\n').next().is_some_and(|line| line.trim_matches(['\u{feff}', ' ', '\t']).is_empty());
            let rest = text.get(at + "namespace ".len()..).unwrap_or_default();
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '_')).collect();
            if starts_line && !name.is_empty() {
                namespaces.push((at, name));
            }
        }
        let imports = &file.facts.imports;
        let whole = |name: &Option<String>| name.as_deref() == Some("*");
        let alias = |name: &Option<String>, module: &str| format!("{module}.{}", name.as_deref().unwrap_or_default());
        Self {
            namespaces,
            uses: imports.iter().filter(|one| whole(&one.name)).map(|one| one.module.clone()).collect(),
            aliases: imports
                .iter()
                .filter(|one| !whole(&one.name))
                .map(|one| (one.local.clone(), alias(&one.name, &one.module)))
                .collect(),
        }
    }

    /// The namespace around a place.
    fn around(&self, at: usize) -> &str {
        self.namespaces.iter().rev().find(|(start, _)| *start <= at).map_or("", |(_, name)| name)
    }
}

struct Project<'f> {
    own: Vec<Mapping>,
    /// The class of each of `own`.
    classes: Vec<Option<&'f Class>>,
    spaces: HashMap<&'f str, Space>,
    by_name: HashMap<String, Vec<usize>>,
    /// What is said of each of `own`, with the file that says it.
    said: Vec<Vec<(Registration, &'f CodeFile)>>,
    /// What is said of classes that stand nowhere here.
    absent: Vec<(Registration, &'f CodeFile)>,
}

impl<'f> Project<'f> {
    fn of(files: &[&'f CodeFile], own: Vec<Mapping>) -> Self {
        let files: Vec<&CodeFile> = files.iter().copied().filter(|file| file.language.name == "csharp").collect();
        let by_path: HashMap<&str, &CodeFile> = files.iter().map(|file| (&**file.path(), *file)).collect();
        let class = |one: &Mapping| {
            let file = by_path.get(&*one.span.path)?;
            file.facts.classes.iter().find(|class| class.name_range == one.span.range)
        };
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, one) in own.iter().enumerate() {
            by_name.entry(one.model.clone()).or_default().push(at);
        }
        let mut project = Self {
            classes: own.iter().map(class).collect(),
            said: own.iter().map(|_| Vec::new()).collect(),
            spaces: files.iter().map(|file| (&**file.path(), Space::of(file))).collect(),
            by_name,
            own,
            absent: Vec::new(),
        };
        for file in files {
            for one in registration::of(file) {
                let mut meant = project.meant(&one.class, file.path(), one.range.start);
                if one.snapshot {
                    project.nearest(&mut meant, file.path());
                }
                if meant.is_empty() && one.table.is_some() && !one.snapshot {
                    project.absent.push((one.clone(), file));
                }
                for at in meant {
                    project.said[at].push((one.clone(), file));
                }
            }
        }
        project.keys(&by_path);
        project
    }

    /// The keys that navigations name, `[ForeignKey("Owner_Guid")]`: of an entity itself, or, beside a collection, of what is in it.
    fn keys(&mut self, files: &HashMap<&str, &'f CodeFile>) {
        let mut found = Vec::new();
        for at in (0..self.own.len()).filter(|at| self.registered(*at)) {
            let path = self.own[at].span.path.clone();
            let (Some(class), Some(file)) = (self.classes[at], files.get(&*path)) else { continue };
            for key in registration::keys(file, class) {
                match key.class.as_str() {
                    "" => found.push((at, key, *file)),
                    name => {
                        let of = self.meant(name, &path, key.range.start).into_iter();
                        found.extend(of.filter(|of| self.registered(*of)).map(|of| (of, key.clone(), *file)));
                    }
                }
            }
        }
        for (at, key, file) in found {
            // Beside a property, or where the class has a property of that name, the attribute says which two belong together.
            let is_property = |class: &Class| {
                key.attributes.iter().any(|key| class.fields.iter().any(|field| field.name == key.name))
            };
            let of_bases = self.bases(at).into_iter().chain([at]);
            if !of_bases.filter_map(|at| self.classes[at]).any(is_property) {
                self.said[at].push((key, file));
            }
        }
    }

    /// The namespace in which one of `own` stands.
    fn home(&self, at: usize) -> &str {
        let place = &self.own[at].span;
        self.spaces.get(&*place.path).map_or("", |space| space.around(place.range.start))
    }

    /// The classes (one, or the parts of one) that a name means at a place.
    fn meant(&self, name: &str, path: &str, at: usize) -> Vec<usize> {
        let space = self.spaces.get(path);
        let alias = space.and_then(|space| space.aliases.iter().find(|(local, _)| local == name));
        let name = alias.map_or(name, |(_, full)| full);
        let name = name.trim_start_matches("global::");
        let (qualifier, short) = name.rsplit_once('.').unwrap_or(("", name));
        let short = short.split('<').next().unwrap_or(short);
        let Some(all) = self.by_name.get(short) else { return Vec::new() };
        let around = space.map_or("", |space| space.around(at));
        // How near a namespace is: the same, one around it, one that is used.
        let near = |home: &str| -> usize {
            if !qualifier.is_empty() {
                let ends = home == qualifier || home.strip_suffix(qualifier).is_some_and(|rest| rest.ends_with('.'));
                return usize::from(ends);
            }
            if home == around {
                3
            } else if !home.is_empty() && around.strip_prefix(home).is_some_and(|rest| rest.starts_with('.')) {
                2
            } else {
                usize::from(space.is_some_and(|space| space.uses.iter().any(|used| used == home)))
            }
        };
        let best = all.iter().map(|at| near(self.home(*at))).max().unwrap_or_default();
        all.iter().copied().filter(|at| near(self.home(*at)) == best).collect()
    }

    /// Of classes that bear one name in full, those whose files stand nearest: another project of the repository may have a copy.
    fn nearest(&self, meant: &mut Vec<usize>, path: &str) {
        let common = |at: usize| {
            let (own, other) = (self.own[at].span.path.split('/'), path.split('/'));
            own.zip(other).take_while(|(own, other)| own == other).count()
        };
        let best = meant.iter().map(|at| common(*at)).max().unwrap_or_default();
        meant.retain(|at| common(*at) == best);
    }

    fn registered(&self, at: usize) -> bool {
        !self.said[at].is_empty()
            || self.own[at].table.is_some()
            || self.classes[at].is_some_and(|class| identity(class).is_some())
    }

    /// The classes that one inherits from, nearest first.
    fn bases(&self, at: usize) -> Vec<usize> {
        let (mut found, mut from) = (Vec::new(), vec![at]);
        for _ in 0..DEEPEST {
            let mut next = Vec::new();
            for derived in from {
                let (Some(class), place) = (self.classes[derived], &self.own[derived].span) else { continue };
                for base in class.bases.iter().filter_map(|base| base.path()) {
                    next.extend(self.meant(&base, &place.path, place.range.start));
                }
            }
            next.retain(|base| *base != at && !found.contains(base));
            found.extend(next.iter().copied());
            from = next;
        }
        found
    }

    /// The table of a registered class, and how that is known.
    fn table(&self, at: usize, depth: usize) -> (ObjectName, Step) {
        let own = &self.own[at];
        let model = &own.model;
        let said =
            |set: bool| self.said[at].iter().find(|(one, _)| one.set == set && !one.snapshot && one.table.is_some());
        let step = |(one, file): &(Registration, &CodeFile), text: String| Step::at(text, file.span(one.range.clone()));
        if let Some(one) = said(false)
            && let Some(table) = &one.0.table
        {
            return (table.clone(), step(one, format!("`{model}` is mapped to table `{table}`")));
        }
        if let Some(table) = &own.table {
            return (table.clone(), own.why.clone());
        }
        // What the conventions of the project make of it; several contexts may not agree.
        let mut kept = self.said[at].iter().filter(|(one, _)| one.snapshot && one.table.is_some());
        if let Some(one) = kept.next()
            && let Some(table) = &one.0.table
            && kept.all(|(other, _)| other.table.as_ref() == Some(table))
        {
            let text = format!("`{model}` is mapped to table `{table}` (the snapshot of the model)");
            return (table.clone(), step(one, text));
        }
        // Classes that inherit from an entity share its table.
        let parent = self.bases(at).into_iter().find(|base| self.own[*base].model != *model && self.registered(*base));
        if let Some(parent) = parent.filter(|_| depth < DEEPEST) {
            let (table, _) = self.table(parent, depth + 1);
            let text = format!("`{model}` is stored in the table `{table}` of `{}`", self.own[parent].model);
            return (table, Step::at(text, own.span.clone()));
        }
        if let Some(one) = said(true)
            && let Some(table) = &one.0.table
        {
            return (table.clone(), step(one, format!("`{model}` maps to table `{table}` (`DbSet<{model}> {table}`)")));
        }
        let (table, why) = match self.classes[at].and_then(identity) {
            Some(table) => (table, "ASP.NET Identity"),
            None => (model.as_str(), "the name of the class"),
        };
        let text = format!("`{model}` maps to table `{table}` ({why})");
        (ObjectName { qualifiers: Vec::new(), name: Ident::new(table) }, Step::at(text, own.span.clone()))
    }

    fn mappings(&self) -> Vec<Mapping> {
        let mut found: Vec<Mapping> = self.of_absent();
        let mut entities = HashSet::new();
        for at in (0..self.own.len()).filter(|at| self.registered(*at)) {
            let (table, why) = self.table(at, 0);
            entities.insert(self.own[at].model.as_str());
            let attributes = self.attributes(at);
            let one = Mapping { orm: ORM.name, table: Some(table), why, attributes, ..self.own[at].clone() };
            // The set stands for the class in queries, unless it has the same name.
            let sets = self.said[at].iter().filter(|(one, _)| one.set).filter_map(|(one, _)| one.table.as_ref());
            let mut names: Vec<&str> = sets.map(|table| table.name.value.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            names.retain(|name| *name != one.model);
            found.push(one.clone());
            found.extend(names.into_iter().map(|name| Mapping { model: name.to_owned(), ..one.clone() }));
        }
        let unregistered = (0..self.own.len()).filter(|at| !entities.contains(self.own[*at].model.as_str()));
        for at in unregistered {
            let one = &self.own[at];
            let alone = self
                .by_name
                .get(&one.model)
                .is_some_and(|all| all.iter().all(|other| self.home(*other) == self.home(at)));
            if alone && !one.attributes.is_empty() {
                found.push(Mapping { orm: ORM.name, certainty: Certainty::Likely, ..one.clone() });
            }
        }
        found
    }

    /// Classes of other projects: what registers them says their table, and some of their columns.
    fn of_absent(&self) -> Vec<Mapping> {
        let mut found: Vec<Mapping> = Vec::new();
        for (one, file) in &self.absent {
            let name = short(&one.class);
            let given =
                |set: bool| self.absent.iter().find(|(other, _)| short(&other.class) == name && other.set == set);
            let Some((meant, table)) =
                given(false).or_else(|| given(true)).and_then(|(one, _)| Some((one, one.table.as_ref()?)))
            else {
                continue;
            };
            // The parameter of a generic context is no class.
            let is_parameter =
                name.len() < 2 || name.starts_with('T') && name.chars().nth(1).is_some_and(char::is_uppercase);
            if is_parameter || meant.range != one.range {
                continue;
            }
            let place = file.span(one.range.clone());
            let why = Step::at(format!("`{name}` is mapped to table `{table}`"), place.clone());
            let own = self.absent.iter().filter(|(other, _)| short(&other.class) == name);
            let sets = own.clone().filter(|(one, _)| one.set).filter_map(|(one, _)| one.table.as_ref());
            let mut names: Vec<&str> = sets.map(|table| table.name.value.as_str()).chain([name]).collect();
            names.sort_unstable();
            names.dedup();
            let attributes: Vec<Attribute> = own.flat_map(|(one, _)| one.attributes.clone()).collect();
            let mapping = |model: &str| {
                mapping(ORM.name, model, Some(table.clone()), String::new(), attributes.clone(), place.clone())
            };
            found.extend(names.into_iter().map(|model| Mapping { why: why.clone(), ..mapping(model) }));
        }
        found
    }

    /// The properties of a class, those that it inherits, and what is said of them elsewhere.
    fn attributes(&self, at: usize) -> Vec<Attribute> {
        let mut attributes = self.own[at].attributes.clone();
        let bases = self.bases(at);
        for base in &bases {
            for inherited in &self.own[*base].attributes {
                if !attributes.iter().any(|own| own.name == inherited.name) {
                    attributes.push(inherited.clone());
                }
            }
        }
        let parts: Vec<usize> = self.by_name[&self.own[at].model].clone();
        let parts: Vec<usize> = parts.into_iter().filter(|part| self.home(*part) == self.home(at)).collect();
        let elsewhere = |name: &str| {
            let has = |part: usize| self.own[part].attributes.iter().any(|own| own.name == name);
            parts.first() != Some(&at) || parts.iter().any(|part| has(*part))
        };
        let said = std::iter::once(at).chain(bases).flat_map(|at| &self.said[at]);
        let (kept, said): (Vec<_>, Vec<_>) = said.map(|(one, _)| one).partition(|one| one.snapshot);
        for attribute in said.into_iter().flat_map(|one| &one.attributes) {
            let plain = attribute.column == attribute.name && attribute.kind == AttributeKind::Column;
            match attributes.iter_mut().find(|own| own.name == attribute.name) {
                Some(own) if !plain => (own.kind, own.column) = (attribute.kind, attribute.column.clone()),
                None if !elsewhere(&attribute.name) => attributes.push(attribute.clone()),
                _ => {}
            }
        }
        // A snapshot names the columns of properties for which code has no name.
        let unnamed = |own: &&mut Attribute| own.column == own.name && own.kind == AttributeKind::Column;
        for own in attributes.iter_mut().filter(unnamed) {
            let mut columns = kept.iter().flat_map(|one| &one.attributes).filter(|known| known.name == own.name);
            let Some(first) = columns.next() else { continue };
            if columns.all(|other| other.column == first.column) {
                own.column = first.column.clone();
            }
        }
        attributes
    }
}
