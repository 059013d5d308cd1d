//! Django's managers and querysets of the project's own: which model's rows `self` has in them.

use crate::orm::{CodeFile, Mapping};

use super::Finder;
use super::python::Relations;

impl Relations {
    /// `objects = PostManager()`, `objects = PostQuerySet.as_manager()` in a model.
    pub(super) fn managed(&mut self, mapping: &Mapping, files: &[&CodeFile]) {
        let file = files.iter().find(|file| *file.path() == mapping.span.path);
        let classes = file.into_iter().flat_map(|file| &file.facts.classes);
        let class = classes.filter(|class| class.name_range == mapping.span.range);
        for value in class.flat_map(|class| &class.fields).filter_map(|field| field.value.as_ref()) {
            value.walk(&mut |expr| {
                let named = expr.last_name().filter(|name| name.ends_with("Manager") || name.ends_with("QuerySet"));
                if let Some(name) = named.filter(|name| !matches!(*name, "Manager" | "QuerySet")) {
                    let known = self.managers.entry(name.to_owned()).or_insert_with(|| Some(mapping.model.clone()));
                    if known.as_deref() != Some(&mapping.model) {
                        *known = None;
                    }
                }
                true
            });
        }
    }
}

impl Finder<'_, '_> {
    /// The watched model whose rows the manager or queryset around has.
    pub(super) fn own_rows(&self) -> Option<String> {
        let model = self.index.relations.managers.get(self.owner.as_deref()?)?.clone()?;
        self.watched(&model).then_some(model)
    }
}
