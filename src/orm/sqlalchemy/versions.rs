//! Tables into which each flush also writes the columns of a model: SQLAlchemy-Continuum's (`__versioned__ = {}`, its documentation, "Basics", "Configuration") and
//! those of SQLAlchemy's example `history_meta` ("Versioning with a History Table": `class User(Versioned, Base)`).

use crate::lang::facts::{Class, Expr, ExprKind, Key};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::Step;

use super::super::{Attribute, AttributeKind, CodeFile, Mapping, texts};
use super::own_value;

/// The models that hold earlier versions of a model.
pub(super) fn of(mapping: &Mapping, line: &[(&CodeFile, usize)]) -> Vec<Mapping> {
    let classes = || line.iter().filter_map(|(file, at)| file.facts.classes.get(*at));
    let mut found = Vec::new();
    if let Some(options) = classes().find_map(|class| own_value(class, "__versioned__")) {
        let named = option(options, "table_name").and_then(Expr::as_text);
        let left = option(options, "exclude").map(texts).unwrap_or_default();
        found.extend(beside(
            mapping,
            "Version",
            &named.unwrap_or_else(|| "%s_version".to_owned()),
            "`__versioned__`",
            &left,
        ));
    }
    if classes().any(extends_versioned) {
        found.extend(beside(mapping, "History", "%s_history", "`Versioned`", &[]));
    }
    found
}

fn extends_versioned(class: &Class) -> bool {
    class.bases.iter().any(|base| base.last_name() == Some("Versioned"))
}

/// The table that is called after the model's own, with its columns.
fn beside(mapping: &Mapping, ending: &str, pattern: &str, by: &str, left: &[String]) -> Option<Mapping> {
    let own = mapping.table.as_ref()?;
    let table = ObjectName { name: Ident::new(pattern.replace("%s", &own.name.value)), ..own.clone() };
    let is_kept = |one: &&Attribute| one.kind == AttributeKind::Column && !left.contains(&one.name);
    let attributes = mapping.attributes.iter().filter(is_kept).cloned().collect();
    let text = format!("each write of `{}` is kept in `{table}` as well ({by})", mapping.model);
    let (model, why) = (format!("{}{ending}", mapping.model), Step::at(text, mapping.span.clone()));
    Some(Mapping { model, table: Some(table), attributes, why, ..mapping.clone() })
}

/// A value of a literal map.
fn option<'a>(map: &'a Expr, name: &str) -> Option<&'a Expr> {
    let ExprKind::Map(entries) = &map.kind else { return None };
    entries.iter().find(|entry| matches!(&entry.key, Key::Name(key) if key == name)).map(|entry| &entry.value)
}
