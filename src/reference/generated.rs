//! Tables and rows in TypeScript that are generated from the schema and not kept in the repository.
//!
//! What shows it: files take a name of the table (`UserRoles` of `user_roles`) from the package that holds the migrations, and no file of that
//! package declares it. The row's own types (`UserRole`, `CreateUserRole`) count only beside it. A package outside the repository never does.

use std::sync::Arc;

use crate::lang::facts::Import;
use crate::model::reference::{Certainty, Step};
use crate::orm::{CodeFile, Grammar, Mapping, naming};

use super::models::{KnownTable, Target, Watch};

/// A package of JavaScript that holds migrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Without a slash at the end; empty for the root.
    pub folder: String,
    /// What `package.json` calls it.
    pub name: String,
}

impl Package {
    /// Whether a file stands in it.
    fn holds(&self, path: &str) -> bool {
        self.folder.is_empty() || path.strip_prefix(&self.folder).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Whether an import takes a name from it: by its name, or by a path inside of it.
    pub fn gives(&self, import: &Import, path: &str) -> bool {
        let by_name =
            import.module.strip_prefix(&self.name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let named = import.name.as_deref().is_some_and(|name| name != "*" && name != "default");
        named && (by_name || (import.module.starts_with('.') && self.holds(path)))
    }
}

/// What to look for in the tables that change and that no model stands for.
pub fn watches(files: &[&CodeFile], tables: &[KnownTable], mappings: &[Mapping], packages: &[Package]) -> Vec<Watch> {
    let mut found = Vec::new();
    let scripts: Vec<&CodeFile> = files.iter().copied().filter(|file| file.language.name == "javascript").collect();
    for package in packages {
        let inside: Vec<&CodeFile> = scripts.iter().copied().filter(|file| package.holds(file.path())).collect();
        let package = Arc::new(package.clone());
        for (at, table) in tables.iter().enumerate().filter(|(_, table)| table.changes()) {
            if mappings.iter().any(|mapping| mapping.table.as_ref().is_some_and(|name| table.is(name))) {
                continue;
            }
            let object = naming::pascal(&table.name);
            let taken = scripts.iter().filter(|file| !package.holds(file.path())).find_map(|file| {
                let mut imports = file.facts.imports.iter();
                let import =
                    imports.find(|one| one.name.as_deref() == Some(&object) && package.gives(one, file.path()))?;
                Some(file.span(import.range.clone()))
            });
            let Some(place) = taken.filter(|_| !inside.iter().any(|file| declares(file, &object))) else { continue };
            let row = naming::pascal(&naming::singularize(&naming::snake(&table.name)));
            let mut names = vec![object, row.clone()];
            names.extend(["Create", "New", "Insert", "Update"].map(|before| format!("{before}{row}")));
            names.dedup();
            for name in names {
                let why =
                    format!("`{name}` of `{}` is generated from `{}`: no file declares it", package.name, table.name);
                let watch = |column: Option<&String>, attribute: Option<String>| Watch {
                    target: Target { table: at, column: column.cloned() },
                    orm: ORM,
                    grammar: Grammar::Row,
                    used_in: &["javascript"],
                    model: name.clone(),
                    attribute,
                    declared: false,
                    only_queries: false,
                    own: Vec::new(),
                    from: Some(package.clone()),
                    lists_columns: false,
                    shared: false,
                    certainty: Certainty::Likely,
                    why: Step::at(why.clone(), place.clone()),
                    place: place.clone(),
                };
                if table.dropped {
                    found.push(watch(None, None));
                }
                for column in &table.gone {
                    let mut attributes = vec![column.clone(), naming::camel(column)];
                    attributes.dedup();
                    found.extend(attributes.into_iter().map(|attribute| watch(Some(column), Some(attribute))));
                }
            }
        }
    }
    found
}

/// In the place of an ORM's name.
pub const ORM: &str = "generated";

/// Whether a file declares a name itself, however.
fn declares(file: &CodeFile, name: &str) -> bool {
    file.facts.classes.iter().any(|class| class.name == name)
        || ["type", "interface", "class", "const", "let", "enum", "function"].iter().any(|word| {
            let text = &file.source.text;
            text.match_indices(&format!("{word} {name}")).any(|(at, found)| {
                text.get(at + found.len()..)
                    .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
            })
        })
}
