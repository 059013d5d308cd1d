//! The watches in the form that the walk through a file needs, and what each language's part wants to know of all files.

use std::collections::{HashMap, HashSet};

use crate::orm::{CodeFile, Mapping};
use crate::source::Span;

use super::super::models::Watch;
use super::{csharp, csharp_rows, eloquent, go, javascript, jpa, jvm_rows, kotlin, own, python, typescript};

/// The watches in the form that the walk needs.
pub struct Index<'w> {
    pub(super) watches: &'w [Watch],
    pub(super) mappings: &'w [Mapping],
    pub(super) by_attribute: HashMap<&'w str, Vec<usize>>,
    pub(super) by_model: HashMap<&'w str, Vec<usize>>,
    /// What the methods of watched models give back, by owner and name.
    pub(super) returns: HashMap<(String, String), String>,
    pub(super) relations: python::Relations,
    /// Where Eloquent's relations lead.
    pub(super) eloquent: eloquent::Relations,
    /// The model that all of them of one name lead to; `None`: there are several.
    pub(super) eloquent_by_name: HashMap<String, Option<String>>,
    /// Eloquent's scopes, by model and name.
    pub(super) scopes: HashSet<(String, String)>,
    /// Where Ruby's models stand among their modules, by name: `Account.Entry`.
    pub(super) symbols: HashMap<String, HashSet<String>>,
    /// Rails' watched models by the plural that associations and tables bear: `ownerships`. Only those whose name means one table.
    pub(super) plurals: HashMap<String, String>,
    /// The relations of ROM by the name that repositories reach them by.
    pub(super) relations_of_rom: HashMap<String, String>,
    /// Which watched models a module or trait is mixed into, by where its name stands.
    pub(super) mixed: HashMap<Span, Vec<String>>,
    /// The packages of the files that declare entities of JPA.
    pub(super) packages: HashMap<&'w str, String>,
    /// Properties (C#) that hold several rows of a watched model, wherever they are declared.
    pub(super) collections: HashMap<String, String>,
    /// What methods (C#) are declared to give back, by owner and name, where that is of a watched model.
    pub(super) csharp_returns: HashMap<(String, String), String>,
    /// Properties (Kotlin) that are sequences of a table.
    pub(super) sequences: HashMap<String, String>,
    /// What Java and Kotlin declare.
    pub(super) jvm: jvm_rows::Declared,
    /// What Go's files declare.
    pub(super) go: go::Known,
    /// The packages that ent generates models into.
    pub(super) ent: HashMap<String, HashSet<String>>,
    /// What functions of JavaScript give back.
    pub(super) given: javascript::Returns,
    /// What TypeScript's aliases stand for, by name.
    pub(super) aliases: HashMap<String, String>,
}

impl<'w> Index<'w> {
    /// Sorts the watches by what the code has to say.
    pub fn new(watches: &'w [Watch], mappings: &'w [Mapping], files: &[&CodeFile]) -> Self {
        let mut by_attribute: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut by_model: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, watch) in watches.iter().enumerate() {
            if let Some(attribute) = &watch.attribute {
                by_attribute.entry(attribute).or_default().push(at);
            }
            by_model.entry(&watch.model).or_default().push(at);
        }
        let mut returns = HashMap::new();
        for function in files.iter().flat_map(|file| &file.facts.functions) {
            if let (Some(owner), Some(text)) = (&function.owner, &function.returns)
                && by_model.contains_key(owner.as_str())
            {
                returns.insert((owner.clone(), function.name.clone()), text.replace("Self", owner));
            }
        }
        let eloquent = eloquent::relations(files);
        let collections = csharp::collections(files, &|name| by_model.contains_key(name));
        let relations = python::Relations::of(mappings, files);
        let symbols = own::symbols(watches, files);
        let mixed = own::mixed(watches, files);
        let plurals = own::plurals(watches, mappings);
        let relations_of_rom = own::relations_of_rom(watches, files);
        let mut packages = HashMap::new();
        for watch in watches.iter().filter(|watch| jpa::is_of_jvm(watch)) {
            let file = files.iter().find(|file| *file.path() == watch.place.path);
            if let Some(package) = file.and_then(|file| jpa::package(file)) {
                packages.insert(&*watch.place.path, package.to_owned());
            }
        }
        let csharp_returns = csharp_rows::returns(files, &|name| by_model.contains_key(name));
        let jvm = jvm_rows::Declared::of(files, &|file, name| {
            let mut own = by_model.get(name).into_iter().flatten().filter_map(|at| watches.get(*at));
            own.any(|watch| packages.get(&*watch.place.path).is_none_or(|of| jpa::reaches(file, name, of)))
        });
        Self {
            watches,
            mappings,
            by_attribute,
            by_model,
            returns,
            symbols,
            plurals,
            relations_of_rom,
            mixed,
            relations,
            eloquent_by_name: eloquent::by_name(&eloquent),
            eloquent,
            scopes: eloquent::scopes(files),
            packages,
            collections,
            csharp_returns,
            sequences: kotlin::sequences(files),
            jvm,
            go: go::known(files, go::is_watched(watches)),
            ent: crate::orm::ent::packages(files, mappings),
            given: javascript::Returns::of(watches, files),
            aliases: typescript::aliases(watches, files),
        }
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.watches.is_empty()
    }
}
