//! Functions and procedures that a query calls by a name that leads nowhere any more.

use crate::catalog::{Catalog, NetChange};
use crate::model::name::{Dialect, ObjectName};
use crate::model::query::{Access, Query};
use crate::model::reference::Certainty;

use super::{Broken, Reader};

/// Functions of newer versions of PostgreSQL, MySQL and SQL Server that projects make themselves for older ones: with their own gone, the name leads to that of
/// the server. Sorted.
const BUILT_IN: &[&str] = &[
    "any_value",
    "array_position",
    "array_positions",
    "array_remove",
    "array_replace",
    "array_sample",
    "array_shuffle",
    "bin_to_uuid",
    "bit_count",
    "cardinality",
    "concat_ws",
    "date_bin",
    "date_trunc",
    "format",
    "gen_random_bytes",
    "gen_random_uuid",
    "greatest",
    "is_uuid",
    "json_agg",
    "json_arrayagg",
    "json_object_agg",
    "json_objectagg",
    "jsonb_agg",
    "jsonb_insert",
    "jsonb_object_agg",
    "jsonb_path_query",
    "jsonb_set",
    "jsonb_set_lax",
    "jsonb_strip_nulls",
    "least",
    "make_date",
    "make_interval",
    "make_timestamp",
    "num_nonnulls",
    "num_nulls",
    "percentile_cont",
    "percentile_disc",
    "regexp_count",
    "regexp_instr",
    "regexp_like",
    "regexp_replace",
    "regexp_substr",
    "split_part",
    "string_agg",
    "string_split",
    "string_to_table",
    "to_jsonb",
    "trim_array",
    "unaccent",
    "unnest",
    "uuid_generate_v4",
    "uuid_generate_v7",
    "uuid_to_bin",
    "uuidv4",
    "uuidv7",
    "websearch_to_tsquery",
];

/// Whether a database has a routine by the name that a call of `change`'s has.
pub(super) fn fits(query: &Query, change: &NetChange, other: &Catalog) -> bool {
    query.calls.iter().any(|name| is_named(name, change) && other.function(name).is_some())
}

fn is_named(name: &ObjectName, change: &NetChange) -> bool {
    name.name.value.eq_ignore_ascii_case(&change.table)
}

impl Reader<'_> {
    pub(super) fn calls(&self, at: usize, change: &NetChange, found: &mut Vec<Broken>) {
        for name in self.query.calls.iter().filter(|name| is_named(name, change)) {
            let Some(had) = self.before.function(name).filter(|own| own.id == change.id) else { continue };
            let moved = self.after.function(name).map(|now| &now.label.schema);
            // Under a bare name it is found where its schema is searched, which may be set where no migration tells.
            let leaves = moved.is_some_and(|schema| {
                matches!(self.before.dialect(), Dialect::Postgres)
                    && name.qualifiers.is_empty()
                    && self.before.may_search(&had.label.schema)
                    && !self.after.may_search(schema)
            });
            if moved.is_some() && !leaves {
                continue;
            }
            let own = name.name.value.to_ascii_lowercase();
            let built_in = name.qualifiers.is_empty() && BUILT_IN.binary_search(&own.as_str()).is_ok();
            found.push(Broken {
                change: at,
                access: Access::Call,
                certainty: if built_in { Certainty::Possible } else { self.certainty(!leaves) },
                range: name.name.range.clone(),
                why: match built_in {
                    true => format!("the query calls `{name}`, which the server may have itself"),
                    false => format!("the query calls `{name}`"),
                },
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BUILT_IN;

    #[test]
    fn the_list_is_sorted() {
        assert!(BUILT_IN.is_sorted());
    }
}
