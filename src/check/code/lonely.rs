//! Models that nothing names: where a model has its columns from the database alone, its class asks for nothing by itself, so that one without a use breaks
//! nothing when its table goes. It is shown, as a text may be made into its name, and fails no build.
//!
//! Only Active Record and Eloquent are such; a mapper that checks its models when it starts is none.

use std::collections::HashSet;

use crate::model::reference::{Access, Certainty, Step};
use crate::orm::{Mapping, naming};
use crate::reference::is_test_path;
use crate::reference::models::ModelUse;

use super::{Code, has_word};

/// Whether a table's name ends with the model's, so that whoever names the model names the table.
fn is_named_after(table: &str, model: &str) -> bool {
    let model = naming::snake(model.rsplit("::").next().unwrap_or(model));
    let table = naming::plain(table);
    [naming::pluralize(&model), model].iter().any(|name| table.ends_with(&naming::plain(name)))
}

impl Code {
    /// Weakens the declarations of models that no other production code names, neither by the class nor as an association would.
    pub(super) fn weaken_lonely(&self, mappings: &[Mapping], uses: &mut [ModelUse]) {
        let used: HashSet<usize> = uses
            .iter()
            .filter(|one| one.reference.access != Access::Declare && !one.reference.test)
            .map(|one| one.target.table)
            .collect();
        let is_declared = |one: &ModelUse| {
            one.reference.access == Access::Declare && one.target.column.is_none() && !used.contains(&one.target.table)
        };
        for one in uses.iter_mut().filter(|one| is_declared(one)) {
            let place = &one.reference.span;
            let mut lazy = mappings.iter().filter(|mapping| matches!(mapping.orm, "activerecord" | "eloquent"));
            let Some(mapping) = lazy.find(|mapping| mapping.span == *place) else { continue };
            // By another name than its table's, no file was searched for it.
            let searched = mapping.table.as_ref().is_none_or(|table| is_named_after(&table.name.value, &mapping.model));
            if searched && !self.names_model(&mapping.model, &place.path) {
                one.reference.certainty = Certainty::Possible;
                one.reference.proof.push(Step::new("nothing else names the model"));
            }
        }
    }

    fn names_model(&self, model: &str, declared_in: &str) -> bool {
        let plain = naming::snake(model);
        let plural = naming::pluralize(&plain);
        let names = [model.to_owned(), naming::camel(&plain), naming::camel(&plural), plain, plural];
        let files = self.files.values().map(|file| (file.path(), &file.source.text));
        let data = self.consumers.values().map(|file| &file.source);
        let others = self.sql.values().chain(self.unread.values()).chain(data).map(|file| (&file.path, &file.text));
        files
            .chain(others)
            .filter(|(path, _)| ***path != *declared_in && !is_test_path(path))
            .any(|(_, text)| names.iter().any(|name| has_word(text, name)))
    }
}
