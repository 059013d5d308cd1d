//! How columns and references are written as the schema knows them, and SQLite's way to change what its ALTER TABLE cannot, which is to make the table anew
//! ("Making Other Kinds Of Table Schema Changes").

use crate::catalog::{Column, ForeignKey};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::sql::cursor::Cursor;

use super::{Migration, Runs, Start, spell, written};

/// Type, NOT NULL and default, as far as the schema knows them.
pub(super) fn known(column: &Column, dialect: Dialect) -> String {
    let null = if column.nullable { "" } else { " NOT NULL" };
    format!("{}{null}{}", spell::kind(column, dialect), spell::default(column))
}

/// The table that a foreign key refers to, by the name that it has now.
pub(super) fn target<'a>(start: &Start<'a>, key: &'a ForeignKey) -> &'a ObjectName {
    let now = start.catalog.tables().find(|table| Some(table.id) == key.target);
    now.map_or(&key.table, |table| &table.label.written)
}

/// `REFERENCES users (id)`
pub(super) fn reference(start: &Start<'_>, key: &ForeignKey) -> String {
    let table = spell::table(start.dialect, target(start, key));
    if key.referenced.is_empty() {
        return format!("REFERENCES {table}");
    }
    let columns: Vec<String> = key.referenced.iter().map(|column| start.name(column)).collect();
    format!("REFERENCES {table} ({})", columns.join(", "))
}

/// The actions of a foreign key, as they stand where it was written.
pub(super) fn actions(start: &Start<'_>, key: &ForeignKey) -> String {
    // The span of a key that a CREATE TABLE lists ends before it.
    let Some(text) = start.statement(&key.span).or_else(|| start.text(&key.span)) else { return String::new() };
    let tokens = written::tokens(text, start.dialect);
    let all = Cursor::new(text, &tokens, start.dialect);
    let folded = |name: &Ident| name.key(start.dialect);
    let columns: Vec<String> = key.columns.iter().map(folded).collect();
    // A statement may hold several keys, to the same table as well.
    let found = (0..tokens.len()).find_map(|at| {
        let mut c = Cursor { at, ..all };
        let same = c.eat("REFERENCES") && folded(&c.name()?.name) == folded(&key.table.name);
        c.group();
        let own: Vec<String> = owners(&all.over(tokens.get(..at)?)).iter().map(folded).collect();
        (same && own == columns).then_some(c)
    });
    let mut actions = String::new();
    let Some(mut c) = found else { return actions };
    while c.is("ON") && c.is_any_at(1, &["DELETE", "UPDATE"]) {
        let of = if c.is_at(1, "DELETE") { "DELETE" } else { "UPDATE" };
        c.at += 2;
        let known = ["SET NULL", "SET DEFAULT", "NO ACTION", "CASCADE", "RESTRICT"];
        let Some(action) = known.into_iter().find(|action| c.eat(action)) else { break };
        actions.push_str(&format!(" ON {of} {action}"));
    }
    actions
}

/// The columns of the foreign key whose REFERENCES follows these tokens: those in the brackets before it, or the column whose definition it is in.
fn owners(before: &Cursor<'_>) -> Vec<Ident> {
    let is = |at: usize, punct: u8| before.tokens.get(at).is_some_and(|token| token.is_punct(before.text, punct));
    let (mut from, mut depth) = (before.tokens.len(), 0usize);
    while let Some(at) = from.checked_sub(1) {
        if is(at, b')') {
            depth += 1;
        } else if depth == 0 && (is(at, b'(') || is(at, b',')) {
            break;
        } else if is(at, b'(') {
            depth -= 1;
        }
        from = at;
    }
    let mut c = Cursor { at: from, ..*before };
    let skipped = c.rest().iter().position(|token| token.is_word(c.text, "FOREIGN"));
    if let Some(skipped) = skipped {
        c.at += skipped;
        while !c.done() && !c.is_punct(b'(') {
            c.at += 1;
        }
        return c.idents().unwrap_or_default();
    }
    if let Some(add) = c.rest().iter().position(|token| token.is_word(c.text, "ADD")) {
        c.at += add + 1;
    }
    c.eat("COLUMN");
    c.eat("IF NOT EXISTS");
    c.ident().into_iter().collect()
}

/// What becomes of a column when its table is made anew.
pub(super) enum Edit {
    Drop,
    Nullable,
    /// Rows without a value get this.
    Required(String),
    Retype(String),
    /// The table has something else there, and gets what the schema has again; `cast`: its values are of another type.
    Back {
        cast: bool,
    },
}

/// SQLite's way: a new table with the rows of the old one under its name, and the same back. Also what is lost or must be looked at. `added`: columns that the table
/// has by then beside those of `start`.
pub(super) fn rebuild(
    start: &Start<'_>,
    name: String,
    column: &Column,
    edit: &Edit,
    added: &[(String, String)],
) -> (Migration, Vec<String>) {
    let (up, notes) = rebuilt(start, column, edit, added);
    let down = match edit {
        // Whoever drops a column knows how it comes back.
        Edit::Drop | Edit::Back { .. } => Vec::new(),
        Edit::Nullable | Edit::Required(_) => rebuilt(start, column, &Edit::Back { cast: false }, added).0,
        Edit::Retype(_) => rebuilt(start, column, &Edit::Back { cast: true }, added).0,
    };
    let runs = if referenced(start) { Runs::Outside } else { Runs::Together };
    (Migration::new(name, runs, up, down), notes)
}

/// Whether foreign keys refer to the table.
fn referenced(start: &Start<'_>) -> bool {
    start.catalog.tables().any(|other| other.foreign_keys.iter().any(|key| key.target == Some(start.table.id)))
}

fn rebuilt(start: &Start<'_>, column: &Column, edit: &Edit, added: &[(String, String)]) -> (Vec<String>, Vec<String>) {
    let mut notes = Vec::new();
    let table = start.table_name();
    let next = spell::beside(start.dialect, &start.table.label.written, &format!("{}_new", start.table.name()));
    let outline = written::outline(start);
    let mut lines: Vec<String> = Vec::new();
    let (mut into, mut from) = (Vec::new(), Vec::new());
    for (own, body) in &outline.columns {
        let own_name = start.name(&own.name);
        let mut body = body.clone();
        let mut value = own_name.clone();
        if matches!(edit, Edit::Drop)
            && own.id != column.id
            && written::mentions(&body, &column.name.value, start.dialect)
        {
            notes.push(format!("`{own_name} {body}` names the column: only its type, NOT NULL and default are kept"));
            body = known(own, start.dialect);
        }
        if own.id == column.id {
            match edit {
                Edit::Drop => continue,
                Edit::Nullable => body = written::without_not_null(&body, start.dialect),
                Edit::Required(fill) => {
                    body = format!("{} NOT NULL", written::without_not_null(&body, start.dialect));
                    value = format!("COALESCE({own_name}, {fill})");
                }
                Edit::Retype(to) => {
                    body = match body.strip_prefix(spell::kind(own, start.dialect).as_str()) {
                        Some(rest) => format!("{to}{rest}"),
                        None => known(&Column { data_type: to.clone(), ..(*own).clone() }, start.dialect),
                    };
                    value = format!("CAST({own_name} AS {to})");
                }
                Edit::Back { cast: true } => value = format!("CAST({own_name} AS {})", spell::kind(own, start.dialect)),
                Edit::Back { cast: false } => {}
            }
        }
        lines.push(format!("{own_name} {body}").trim_end().to_string());
        // `AS (…)`: nobody writes it.
        if own.generated && written::mentions(&body, "as", start.dialect) {
            continue;
        }
        into.push(own_name);
        from.push(value);
    }
    for (name, definition) in added {
        lines.push(format!("{name} {definition}"));
        into.push(name.clone());
        from.push(name.clone());
    }
    for constraint in &outline.constraints {
        if matches!(edit, Edit::Drop) && written::mentions(constraint, &column.name.value, start.dialect) {
            notes.push(format!("`{constraint}` goes with the column"));
        } else {
            lines.push(constraint.clone());
        }
    }
    let tail = if outline.tail.is_empty() { String::new() } else { format!(" {}", outline.tail) };
    if !outline.exact {
        notes.push(format!("the definition of `{}` does not stand in the migrations as SQL: compare the new table with `.schema {}` before it runs", start.table.name(), start.table.name()));
    }
    let mut up = vec![
        format!("CREATE TABLE {next} (\n  {}\n){tail}", lines.join(",\n  ")),
        format!("INSERT INTO {next} ({}) SELECT {} FROM {table}", into.join(", "), from.join(", ")),
        format!("DROP TABLE {table}"),
        format!("ALTER TABLE {next} RENAME TO {}", start.name(&start.table.label.written.name)),
    ];
    let mut again = |span: &crate::source::Span, what: &str, name: &str, columns: &[&Ident]| {
        let dropped = matches!(edit, Edit::Drop) && columns.iter().any(|own| own.key(start.dialect) == column.key);
        match start.made_as(span, what) {
            _ if dropped => {}
            Some(text) => up.push(text),
            None => notes.push(format!("make `{name}` again on the new table")),
        }
    };
    for index in &start.table.indexes {
        again(&index.span, "INDEX", &index.name, &index.columns.iter().chain(&index.expression).collect::<Vec<_>>());
    }
    for key in start.table.keys.iter().filter(|key| key.index) {
        again(
            &key.span,
            "INDEX",
            key.name.as_deref().unwrap_or_default(),
            &key.columns.iter().chain(&key.expression).collect::<Vec<_>>(),
        );
    }
    for trigger in start.catalog.triggers().filter(|trigger| trigger.target == Some(start.table.id)) {
        again(&trigger.span, "TRIGGER", &trigger.label.written.name.value, &[]);
    }
    if start.catalog.views().next().is_some() {
        up.insert(0, "PRAGMA legacy_alter_table = ON".to_string());
        up.push("PRAGMA legacy_alter_table = OFF".to_string());
    }
    // DROP TABLE deletes the rows first, which foreign keys that cascade would follow; and the setting does nothing in a transaction.
    if referenced(start) {
        up.splice(0..0, ["PRAGMA foreign_keys = OFF".to_string(), "BEGIN".to_string()]);
        up.extend(["COMMIT".to_string(), "PRAGMA foreign_keys = ON".to_string()]);
    }
    notes.push("SQLite lets nobody else write while it copies the table".to_string());
    (up, notes)
}
