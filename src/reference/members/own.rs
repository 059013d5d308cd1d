//! Which class a name or a method belongs to: methods of a model that stand before its columns, classes that only share a model's name, and modules and
//! traits that are mixed into models.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::lang::facts::{Class, ClassKind, Function};
use crate::model::reference::{Access, Mechanism};
use crate::orm::{CodeFile, Mapping, means_module, naming};
use crate::source::Span;

use super::super::models::Watch;
use super::{Finder, Way};

/// The whole names of the watched models of Ruby, by their last part.
pub(super) fn symbols(watches: &[Watch], files: &[&CodeFile]) -> HashMap<String, HashSet<String>> {
    let mut found: HashMap<String, HashSet<String>> = HashMap::new();
    for (_, class) in declared(watches, files) {
        found.entry(class.name.clone()).or_default().insert(class.symbol.clone());
    }
    found
}

/// Rails' watched models by their plural, without those whose name several tables have.
pub(super) fn plurals(watches: &[Watch], mappings: &[Mapping]) -> HashMap<String, String> {
    let mut found = HashMap::new();
    for watch in watches.iter().filter(|watch| watch.orm == "activerecord") {
        let places: HashSet<&Span> =
            mappings.iter().filter(|one| one.model == watch.model).map(|one| &one.span).collect();
        if places.len() == 1 {
            found.insert(naming::pluralize(&naming::snake(&watch.model)), watch.model.clone());
        }
    }
    found
}

/// ROM's watched relations by the name that repositories reach them by.
pub(super) fn relations_of_rom(watches: &[Watch], files: &[&CodeFile]) -> HashMap<String, String> {
    if !watches.iter().any(|watch| watch.orm == "rom") {
        return HashMap::new();
    }
    let classes = declared(watches, files).into_iter().map(|(_, class)| class);
    classes.filter_map(|class| Some((crate::orm::rom::relation_name(class)?, class.name.clone()))).collect()
}

/// The classes of the watched models, each with its file.
fn declared<'f>(watches: &[Watch], files: &[&'f CodeFile]) -> Vec<(&'f CodeFile, &'f Class)> {
    let models: HashSet<&str> = watches.iter().map(|watch| watch.model.as_str()).collect();
    let languages = files.iter().filter(|file| matches!(file.language.name, "ruby" | "php"));
    let classes = languages.flat_map(|file| file.facts.classes.iter().map(move |class| (*file, class)));
    classes
        .filter(|(file, class)| {
            // A mapping is known by the place of its class; that of an attribute stands inside.
            models.contains(class.name.as_str())
                && watches.iter().any(|watch| {
                    watch.model == class.name
                        && watch.place.path == *file.path()
                        && class.range.contains(&watch.place.range.start)
                })
        })
        .collect()
}

/// The watched models of the modules and traits that are mixed into them.
pub(super) fn mixed(watches: &[Watch], files: &[&CodeFile]) -> HashMap<Span, Vec<String>> {
    let mut found: HashMap<Span, Vec<String>> = HashMap::new();
    let models = declared(watches, files);
    for file in files.iter().filter(|file| matches!(file.language.name, "ruby" | "php")) {
        for module in file.facts.classes.iter().filter(|class| class.kind == ClassKind::Module) {
            let takes = |owner: &CodeFile, class: &Class| {
                owner.language.name == file.language.name
                    && class.bases.iter().any(|base| means_module(base, class, module))
            };
            let mut names: Vec<String> = models
                .iter()
                .filter(|(owner, class)| takes(owner, class))
                .map(|(_, class)| class.name.clone())
                .collect();
            names.sort();
            names.dedup();
            if !names.is_empty() {
                found.insert(file.span(module.name_range.clone()), names);
            }
        }
    }
    found
}

impl Finder<'_, '_> {
    /// A member that is assigned to is written.
    pub(super) fn way_of_member(&self, range: &Range<usize>, way: Way) -> Way {
        let written = way.mechanism == Mechanism::Member && *range == self.assigned;
        if written { Way { access: Access::Write, ..way } } else { way }
    }

    /// Whether a method of the model's own class answers here, so that the column is not asked.
    pub(super) fn answered(&self, watch: &Watch, range: &Range<usize>, way: Way) -> bool {
        let member = way.mechanism == Mechanism::Member;
        // Eloquent: a call is that of a method, and columns are properties; only the relation whose key the column is may be called.
        if member && watch.orm == "eloquent" && *range == self.called && watch.attribute == watch.target.column {
            return true;
        }
        let own = |suffix: &str| {
            let attribute = watch.attribute.as_deref().unwrap_or_default();
            watch.own.iter().any(|name| name.strip_prefix(attribute) == Some(suffix))
        };
        match way.mechanism {
            Mechanism::Member if way.access == Access::Write => own("="),
            Mechanism::Member if self.file.source.text[range.clone()].ends_with('?') => own("?"),
            Mechanism::Member | Mechanism::Mapping => own(""),
            Mechanism::Constructor => own("="),
            Mechanism::QueryKey if way.access == Access::Write => !self.direct && own("="),
            _ => false,
        }
    }

    /// Ruby: this file only ever names another module's class: `Gem::Dependency` where the model is `Dependency`.
    pub(super) fn is_of_another_module(&self, model: &str) -> bool {
        let (text, known) = (&*self.file.source.text, self.index.symbols.get(model));
        if self.file.language.name != "ruby" {
            return false;
        }
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let mut others = 0;
        for (at, _) in text.match_indices(model) {
            let (before, after) = (&text[..at], &text[at + model.len()..]);
            if before.ends_with(is_word) || after.starts_with(is_word) {
                continue;
            }
            // Prose: `# It is told the Asset Manager`.
            if before.rsplit('\n').next().is_some_and(|line| line.trim_start().starts_with('#')) {
                continue;
            }
            // A module on the way to another class: `Marketplace::Community::Query`.
            if before.ends_with("::") && after.starts_with("::") {
                continue;
            }
            let apart = before.trim_end_matches(|c: char| is_word(c) || c == ':').len();
            let path = before[apart..].trim_matches(':').replace("::", ".");
            let whole = format!("{path}.{model}");
            let fits = |symbol: &String| *symbol == whole || symbol.ends_with(&format!(".{whole}"));
            if path.is_empty() || known.is_some_and(|known| known.iter().any(fits)) {
                return false;
            }
            others += 1;
        }
        others > 0
    }

    /// The models that the module or trait of a method is mixed into.
    pub(super) fn mixed_into(&self, function: &Function) -> Vec<String> {
        let classes = &self.file.facts.classes;
        let own = function.class.and_then(|at| classes.get(at));
        // `module ClassMethods` and `class_methods do` hold methods of the class.
        let outer = own
            .filter(|class| matches!(class.name.as_str(), "ClassMethods" | "InstanceMethods"))
            .and_then(|class| classes.get(class.outer?));
        let module = outer.or(own).map(|class| self.file.span(class.name_range.clone()));
        module.and_then(|span| self.index.mixed.get(&span)).cloned().unwrap_or_default()
    }

    /// What stands in the body of a module, as if it stood in the models that it is mixed into: `included do … end`.
    pub(super) fn mixed_body(&mut self, module: &Class) {
        let span = self.file.span(module.name_range.clone());
        for model in self.index.mixed.get(&span).cloned().unwrap_or_default() {
            self.owner = Some(model.clone());
            for expr in &module.body {
                expr.walk(&mut |expr| {
                    self.class_macro(&model, expr);
                    true
                });
                self.visit(expr);
            }
        }
    }
}
