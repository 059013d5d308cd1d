//! Types that a query casts to by a name that leads nowhere any more: those that migrations make, and the rows of tables (`NULL::users`).

use crate::catalog::{Catalog, NetChange, ObjectKind};
use crate::model::name::{Dialect, ObjectName};
use crate::model::query::{Access, Query};

use super::{Broken, Reader};

/// Whether a database has a type by the name that a cast to `change`'s has.
pub(super) fn fits(query: &Query, change: &NetChange, other: &Catalog) -> bool {
    query.types.iter().any(|name| is_named(name, change) && means(name, other).is_some())
}

fn is_named(name: &ObjectName, change: &NetChange) -> bool {
    name.name.value.eq_ignore_ascii_case(&change.table)
}

/// The schema of what has a name as a type; PostgreSQL makes one for each table and view.
fn means<'a>(name: &ObjectName, catalog: &'a Catalog) -> Option<&'a str> {
    let label = catalog.own_type(name).map(|of| &of.label);
    let label = label.or_else(|| catalog.table(name).map(|of| &of.label));
    label.or_else(|| catalog.view(name).map(|of| &of.label)).map(|label| label.schema.as_str())
}

impl Reader<'_> {
    pub(super) fn types(&self, at: usize, change: &NetChange, found: &mut Vec<Broken>) {
        for name in self.query.types.iter().filter(|name| is_named(name, change)) {
            let before = self.before;
            let had = match change.object {
                ObjectKind::Type => before.own_type(name).filter(|of| of.id == change.id).map(|of| &of.label),
                _ if before.dialect() != Dialect::Postgres || change.writes_only => None,
                ObjectKind::View => before.view(name).filter(|of| of.id == change.id).map(|of| &of.label),
                _ => before.table(name).filter(|of| of.id == change.id).map(|of| &of.label),
            };
            let Some(had) = had else { continue };
            // Under a bare name it is found where its schema is searched, which may be set where no migration tells.
            let leaves = match means(name, self.after) {
                None => false,
                Some(schema)
                    if name.qualifiers.is_empty()
                        && before.may_search(&had.schema)
                        && !self.after.may_search(schema) =>
                {
                    true
                }
                Some(_) => continue,
            };
            found.push(Broken {
                change: at,
                access: Access::Name,
                certainty: self.certainty(!leaves),
                range: name.name.range.clone(),
                why: format!("the query casts to the type `{name}`"),
            });
        }
    }
}
