//! Names of models that mean something else in a file: a class of its own, a variable, a parameter, or what another module gives.

use std::collections::HashSet;

use crate::lang::facts::{Expr, ExprKind, Import};

use super::{Finder, Watch};

/// The model is a variable of a module, not a class.
fn is_variable(watch: &Watch) -> bool {
    watch.orm == "drizzle" || watch.from.is_some()
}

impl Finder<'_, '_> {
    /// A file that declares a class of the model's name, not being the model's file, means its own class.
    pub(super) fn foreign_models(&self) -> HashSet<String> {
        self.file
            .facts
            .classes
            .iter()
            .filter(|class| {
                self.index.by_model.get(class.name.as_str()).is_some_and(|watches| {
                    watches.iter().all(|at| {
                        let place = &self.index.watches[*at].place;
                        place.path != *self.file.path()
                    })
                })
            })
            // Ruby reopens classes under their whole name.
            .filter(|class| {
                self.file.language.name != "ruby"
                    || !self.index.symbols.get(&class.name).is_some_and(|known| known.contains(&class.symbol))
            })
            .map(|class| class.name.clone())
            .chain(self.index.symbols.keys().filter(|model| self.is_of_another_module(model)).cloned())
            // A template imports nothing.
            .chain(if self.is_template() { Vec::new() } else { self.not_imported() })
            .chain(if self.is_template() { Vec::new() } else { self.of_another_package() })
            .collect()
    }

    /// Models that are variables of a module which this file does not take them from.
    fn not_imported(&self) -> Vec<String> {
        let imports = &self.file.facts.imports;
        let whole = imports.iter().any(|import| import.name.as_deref() == Some("*") || import.name.is_none());
        let text = &self.file.source.text;
        let reached = |watch: &Watch| {
            if let Some(package) = &watch.from {
                let gives = |import: &Import| import.local == watch.model && package.gives(import, self.file.path());
                return imports.iter().any(gives);
            }
            watch.place.path == *self.file.path()
                || imports.iter().any(|import| import.local == watch.model)
                || text.contains(&format!("query.{}.", watch.model))
                || (whole && text.contains(&format!("chema.{}", watch.model)))
        };
        let variables = self.index.watches.iter().filter(|watch| is_variable(watch));
        let mut found: Vec<String> =
            variables.clone().filter(|watch| !reached(watch)).map(|watch| watch.model.clone()).collect();
        found.retain(|model| !variables.clone().any(|watch| watch.model == *model && reached(watch)));
        found
    }

    /// The names of variable models that these statements give to something else; functions inside are their own.
    pub(super) fn hide<'e>(&mut self, params: impl Iterator<Item = &'e str>, body: &'e [Expr]) {
        if self.file.language.name != "javascript" || !self.index.watches.iter().any(is_variable) {
            return;
        }
        let mut names: Vec<&str> = params.collect();
        for expr in body {
            expr.walk(&mut |expr| {
                if let ExprKind::Assign { target, declares: true, .. } = &expr.kind {
                    target.walk(&mut |part| {
                        names.extend(part.as_name());
                        true
                    });
                }
                !matches!(expr.kind, ExprKind::Lambda { .. })
            });
        }
        let is_model = |name: &&str| self.index.watches.iter().any(|watch| is_variable(watch) && watch.model == **name);
        let hidden: Vec<String> = names.into_iter().filter(is_model).map(str::to_string).collect();
        self.shadowed.extend(hidden);
    }
}
