//! Names by which code knows a table or a column that bears another name: `DbSet<BackPay> Refunds`, `Property(x => x.Text).HasColumnName("body")`. Files that
//! use nothing but these names have to be searched for them.

use std::collections::BTreeSet;

use super::super::CodeFile;
use super::{registration, table_of};

/// Such names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandIns {
    /// Classes, and the sets that hold them.
    pub models: BTreeSet<String>,
    /// Properties.
    pub attributes: BTreeSet<String>,
}

/// What stands in these files for the tables and columns of which something is true.
pub fn stand_ins(files: &[&CodeFile], is_table: &dyn Fn(&str) -> bool, is_column: &dyn Fn(&str) -> bool) -> StandIns {
    let mut found = StandIns::default();
    let mut said = Vec::new();
    for file in files.iter().filter(|file| file.language.name == "csharp") {
        for class in &file.facts.classes {
            if table_of(class).is_some_and(|(_, table)| is_table(&table)) {
                found.models.insert(class.name.clone());
            }
            let columns = class.fields.iter().filter(|field| {
                super::column_of(field).is_some_and(|column| column != field.name && is_column(&column))
            });
            found.attributes.extend(columns.map(|field| field.name.clone()));
        }
        said.extend(registration::of(file));
    }
    for one in &said {
        if one.table.as_ref().is_some_and(|table| is_table(&table.name.value)) {
            found.models.insert(short(&one.class).to_owned());
        }
        // A snapshot has every class: what it says of others leads nowhere.
        if one.snapshot && !one.table.as_ref().is_some_and(|table| is_table(&table.name.value)) {
            continue;
        }
        let columns = one.attributes.iter().filter(|own| own.column != own.name && is_column(&own.column));
        found.attributes.extend(columns.map(|own| own.name.clone()));
    }
    let sets = said.iter().filter(|one| one.set && found.models.contains(short(&one.class)));
    let sets: Vec<String> = sets.filter_map(|one| one.table.as_ref()).map(|table| table.name.value.clone()).collect();
    found.models.extend(sets);
    found.models.retain(|name| !name.is_empty());
    found
}

/// A class's name without its namespace and what it is made of.
pub(super) fn short(class: &str) -> &str {
    let class = class.split('<').next().unwrap_or(class);
    class.rsplit(['.', ':']).next().unwrap_or(class).trim_end_matches('?')
}
