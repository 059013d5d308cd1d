//! Columns as Go's generated code names them: SQLBoiler's `models.PostColumns.Rating`, `models.PostWhere.Rating.EQ(3)`, jet's `table.Posts.Rating`, also where
//! the package is imported without its name.

use std::ops::Range;

use crate::lang::facts::Expr;
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::sqlboiler;

use super::{Finder, Way};

/// A member of what stands for a table.
pub(super) fn member(finder: &mut Finder<'_, '_>, object: &Expr, name: &str, range: &Range<usize>) {
    let Some(holder) = object.last_name().filter(|_| finder.is_go() && finder.index.by_attribute.contains_key(name))
    else {
        return;
    };
    if object.as_name().is_some_and(|local| finder.raw.contains_key(local)) {
        return;
    }
    let boiled = || sqlboiler::AFTER.iter().filter_map(|end| holder.strip_suffix(end)).next_back();
    let of = |orm: &str, model: &str| {
        let watches = finder.index.by_model.get(model)?;
        let is_one = |at: &&usize| finder.index.watches.get(**at).is_some_and(|watch| watch.orm == orm);
        watches.iter().find(is_one).map(|_| model.to_owned())
    };
    let Some(model) = of("jet", holder).or_else(|| of("sqlboiler", boiled()?)) else { return };
    let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Certain };
    finder.attribute(&model, name, range, way, format!("`{holder}.{name}` is generated from the column"));
}
