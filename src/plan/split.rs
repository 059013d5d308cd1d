//! One column becomes two: the first word and the rest, both forms for a while, kept equal by triggers.

use crate::model::name::Dialect;

use super::rename::{contract, expand, releases};
use super::sync::Sync;
use super::{Change, Plan, Start};

pub(super) fn column(start: &Start<'_>, into: &[String]) -> Result<Plan, String> {
    let column = start.column()?;
    let [first, rest] = into else {
        return Err("a column is split into two: --split users.full_name first_name,last_name".to_string());
    };
    start.movable(column)?;
    start.free(first)?;
    start.free(rest)?;
    if first.eq_ignore_ascii_case(rest) {
        return Err(format!("`{first}` is named twice"));
    }
    let old = start.name(&column.name);
    let (one, two) = (start.new_name(first), start.new_name(rest));
    let o = format!("%{old}");
    let (head, tail, back) = match start.dialect {
        Dialect::Postgres => (
            format!("split_part({o}, ' ', 1)"),
            format!("NULLIF(substr({o}, strpos({o}, ' ') + 1), {o})"),
            format!("NULLIF(concat_ws(' ', %{one}, %{two}), '')"),
        ),
        Dialect::Mysql => (
            format!("SUBSTRING_INDEX({o}, ' ', 1)"),
            format!("NULLIF(SUBSTRING({o}, LOCATE(' ', {o}) + 1), {o})"),
            format!("NULLIF(CONCAT_WS(' ', %{one}, %{two}), '')"),
        ),
        Dialect::Mssql => (
            format!("LEFT({o}, CHARINDEX(' ', {o} + ' ') - 1)"),
            format!("NULLIF(SUBSTRING({o}, CHARINDEX(' ', {o}) + 1, 4000), {o})"),
            format!("NULLIF(CONCAT_WS(' ', %{one}, %{two}), '')"),
        ),
        Dialect::Sqlite | Dialect::Clickhouse => (
            format!("substr({o}, 1, instr({o} || ' ', ' ') - 1)"),
            format!("NULLIF(substr({o}, instr({o}, ' ') + 1), {o})"),
            format!("NULLIF(trim(COALESCE(%{one}, '') || ' ' || COALESCE(%{two}, '')), '')"),
        ),
    };
    let sync =
        Sync { label: start.label(first), old: old.clone(), new: vec![(one.clone(), head), (two.clone(), tail)], back };
    let names = [(one, first.clone()), (two, rest.clone())];
    let mut parts = expand(start, &sync, &names, &column.data_type, column.name.value.as_str())?;
    let contract = vec![contract(start, &sync, &mut parts, &[], false)?];
    parts.notes.push(format!("{first} is what stands before the first space and {rest} what follows: where that is wrong, change the expressions in the triggers and in the migration that fills the rows, both alike"));
    let indexed =
        start.table.keys.iter().map(|key| &key.columns).chain(start.table.indexes.iter().map(|index| &index.columns));
    if indexed.flatten().any(|own| own.key(start.dialect) == column.key) {
        parts.notes.push(format!("{old} has an index: make those that {first} and {rest} need before release 2"));
    }
    if !column.nullable {
        parts.notes.push(format!(
            "{first} and {rest} may be NULL; `migcheck plan --not-null` writes what makes them required"
        ));
    }
    let display = start.display();
    let to = format!("{first} and {rest}");
    Ok(Plan {
        title: String::new(),
        name: display,
        dialect: start.dialect,
        releases: releases(start, &sync, Change::Split { into: into.to_vec() }, parts.migrations, contract, &to),
        notes: parts.notes,
    })
}
