//! Apps that are called otherwise than their folder: `label = "orders"` of an `AppConfig` (Django's documentation, "Applications": `AppConfig.label`), by which the
//! tables of its models are named. The migrations of an app depend on each other under its label, so that it is known from them, and a model belongs to the
//! app whose folder is the nearest around it (`apps.get_containing_app_config`).

use crate::model::name::{Ident, ObjectName};

use super::super::{AttributeKind, Mapping};
use super::{app_folder, app_label};

/// Gives a model the table of its app's label. `apps`: their folders and labels. A model in a folder below the one of an app is only moved if the table that it was
/// thought to have is not there and the other one is.
pub fn relabel(mapping: &mut Mapping, apps: &[(String, String)], is_table: impl Fn(&ObjectName) -> bool) {
    if apps.is_empty() || mapping.orm != "django" || !mapping.why.text.ends_with("(Django's naming)") {
        return;
    }
    let (Some(table), path) = (mapping.table.clone(), &*mapping.span.path) else { return };
    let is_around =
        |folder: &str| folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    let nearest = apps.iter().filter(|(folder, _)| is_around(folder)).max_by_key(|(folder, _)| folder.len());
    let Some((folder, label)) = nearest else { return };
    let old = table.name.value.as_str();
    // `Meta.app_label` says more than the folder.
    let named = app_label(path).and_then(|app| old.strip_prefix(&format!("{app}_")));
    let Some(new) = named.map(|model| format!("{label}_{model}")).filter(|new| new != old) else { return };
    let other = ObjectName { name: Ident::new(new.clone()), ..table.clone() };
    if app_folder(path) != Some(folder) && (is_table(&table) || !is_table(&other)) {
        return;
    }
    mapping.why.text = mapping.why.text.replace(&format!("`{old}`"), &format!("`{new}`"));
    for own in mapping.attributes.iter_mut().filter(|own| own.kind == AttributeKind::Link) {
        if let Some(field) = own.column.strip_prefix(old) {
            own.column = format!("{new}{field}");
        }
    }
    mapping.table = Some(other);
}
