//! How a table is written down: the parts of its CREATE TABLE as they stand in the migrations, else what the schema knows of them; and SQLite's way to change
//! what its ALTER TABLE cannot, which is to make the table anew ("Making Other Kinds Of Table Schema Changes").

use crate::catalog::{Column, ForeignKey};
use crate::model::name::Ident;

use super::{Migration, Runs, Start, spell};

/// The parts of a CREATE TABLE: what stands between its brackets, and what follows them.
pub(super) struct Parts<'a> {
    items: Vec<&'a str>,
    tail: &'a str,
}

/// Takes a CREATE TABLE apart; `None` for anything else.
pub(super) fn parts(text: &str) -> Option<Parts<'_>> {
    let words: Vec<String> = text.split_whitespace().take(3).map(str::to_ascii_uppercase).collect();
    let is_table = words.first().is_some_and(|word| word == "CREATE") && words.iter().any(|word| word == "TABLE");
    let open = text.find('(').filter(|_| is_table)?;
    let inside = text.get(open + 1..)?;
    let (mut items, mut depth, mut from) = (Vec::new(), 0usize, 0usize);
    let mut chars = inside.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' | '"' | '`' => while chars.next().is_some_and(|(_, other)| other != c) {},
            '[' => while chars.next().is_some_and(|(_, other)| other != ']') {},
            '-' if chars.peek().is_some_and(|(_, next)| *next == '-') => {
                while chars.next().is_some_and(|(_, other)| other != '\n') {}
            }
            '(' => depth += 1,
            ')' if depth == 0 => {
                items.push(inside.get(from..at)?.trim());
                let tail = inside.get(at + 1..)?.trim().trim_end_matches(';').trim();
                return Some(Parts { items: items.into_iter().filter(|item| !item.is_empty()).collect(), tail });
            }
            ')' => depth -= 1,
            ',' if depth == 0 => {
                items.push(inside.get(from..at)?.trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    None
}

/// The name that an item begins with, without its quotes; `None` for a constraint of the table.
fn named(item: &str) -> Option<String> {
    let item = bare(item);
    let first = item.chars().next()?;
    let closing = match first {
        '"' | '`' => Some(first),
        '[' => Some(']'),
        _ => None,
    };
    if let Some(closing) = closing {
        return item.get(1..)?.split(closing).next().map(str::to_lowercase);
    }
    let word = item.split(|c: char| c.is_whitespace() || c == '(').next()?.to_lowercase();
    let constraint = matches!(
        word.as_str(),
        "constraint" | "primary" | "unique" | "foreign" | "check" | "key" | "index" | "exclude" | "like"
    );
    (!constraint).then_some(word)
}

/// Without the comments before it.
fn bare(item: &str) -> &str {
    let mut rest = item.trim_start();
    while let Some(comment) = rest.strip_prefix("--") {
        rest = comment.split_once('\n').map_or("", |(_, after)| after).trim_start();
    }
    rest
}

/// Whether a text names something, as a whole word.
fn mentions(text: &str, name: &str) -> bool {
    let (text, name) = (text.to_lowercase(), name.to_lowercase());
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.split(|c: char| !is_word(c)).any(|word| word == name)
        || (name.contains(|c| !is_word(c)) && text.contains(&name))
}

/// A column's definition behind its name as it was written: type, default, constraints. `None` where it is not SQL.
pub(super) fn written(start: &Start<'_>, column: &Column) -> Option<String> {
    let create = start.statement(&start.table.span).and_then(parts);
    let of_table = create.and_then(|parts| {
        parts.items.into_iter().find(|item| named(item).as_deref() == Some(&column.name.value.to_lowercase())).map(bare)
    });
    let own = || {
        let text = start.text(&column.span)?.trim();
        let at = text.to_ascii_uppercase().find("ADD ").map_or(0, |at| at + 4);
        let rest = text.get(at..)?.trim_start();
        let upper = rest.to_ascii_uppercase();
        let rest = if upper.starts_with("COLUMN ") { rest.get(7..)?.trim_start() } else { rest };
        (named(rest).as_deref() == Some(&column.name.value.to_lowercase())).then_some(rest)
    };
    let item = of_table.or_else(own)?;
    let after = match item.chars().next()? {
        quote @ ('"' | '`') => item.get(1..)?.split_once(quote)?.1,
        '[' => item.split_once(']')?.1,
        _ => item.get(item.find(char::is_whitespace).unwrap_or(item.len())..)?,
    };
    let lines: Vec<&str> = after.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
    Some(lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Type, NOT NULL and default, as far as the schema knows them.
fn known(column: &Column) -> String {
    let mut text = column.data_type.split_whitespace().collect::<Vec<_>>().join(" ");
    if !column.nullable {
        text.push_str(" NOT NULL");
    }
    if let Some(default) = &column.default {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    text
}

/// `REFERENCES users (id)`
pub(super) fn reference(start: &Start<'_>, key: &ForeignKey) -> String {
    let table = spell::table(start.dialect, &key.table);
    if key.referenced.is_empty() {
        return format!("REFERENCES {table}");
    }
    let columns: Vec<String> = key.referenced.iter().map(|column| start.name(column)).collect();
    format!("REFERENCES {table} ({})", columns.join(", "))
}

/// The actions of a foreign key, as they stand where it was written.
pub(super) fn actions(start: &Start<'_>, key: &ForeignKey) -> String {
    let Some(text) = start.text(&key.span) else { return String::new() };
    let upper = text.to_ascii_uppercase();
    // A statement may hold several keys: the one that names the column, or the first.
    let from = key.columns.first().and_then(|column| upper.find(&column.value.to_ascii_uppercase())).unwrap_or(0);
    let Some(at) = upper.get(from..).and_then(|rest| rest.find("REFERENCES")).map(|at| at + from) else {
        return String::new();
    };
    let rest: Vec<&str> =
        upper.get(at..).unwrap_or_default().split([',', ';']).next().unwrap_or_default().split_whitespace().collect();
    let mut found = String::new();
    for (at, word) in rest.iter().enumerate() {
        let next = |by: usize| rest.get(at + by).map(|word| word.trim_end_matches(')')).unwrap_or_default();
        if *word == "ON" && matches!(next(1), "DELETE" | "UPDATE") {
            let action = match next(2) {
                "SET" => format!("SET {}", next(3)),
                "NO" => "NO ACTION".to_string(),
                other @ ("CASCADE" | "RESTRICT") => other.to_string(),
                _ => continue,
            };
            found.push_str(&format!(" ON {} {action}", next(1)));
        }
    }
    found
}

/// The statement that makes the table as it is, without its indexes, and whether all of it stood in the migrations as SQL. `None`: no column is known.
pub(super) fn create(start: &Start<'_>) -> (Option<String>, bool) {
    let create = start.statement(&start.table.span).and_then(parts);
    let mut exact = create.is_some();
    let mut lines: Vec<String> = Vec::new();
    for own in &start.table.columns {
        let body = written(start, own);
        exact &= body.is_some();
        lines.push(format!("{} {}", start.name(&own.name), body.unwrap_or_else(|| known(own))).trim_end().to_string());
    }
    if lines.is_empty() {
        return (None, false);
    }
    let mut tail = String::new();
    match create {
        Some(parts) => {
            tail = if parts.tail.is_empty() { String::new() } else { format!(" {}", parts.tail) };
            lines.extend(parts.items.iter().filter(|item| named(item).is_none()).map(|item| bare(item).to_string()));
        }
        None => {
            if let Some(key) = start.table.primary_key() {
                let columns: Vec<String> = key.columns.iter().map(|column| start.name(column)).collect();
                lines.push(format!("PRIMARY KEY ({})", columns.join(", ")));
            }
        }
    }
    (Some(format!("CREATE TABLE {} (\n  {}\n){tail}", start.table_name(), lines.join(",\n  "))), exact)
}

/// What becomes of a column when its table is made anew.
pub(super) enum Edit {
    Drop,
    Nullable,
    /// Rows without a value get this.
    Required(String),
    Retype(String),
}

/// SQLite's way: a new table with the rows of the old one under its name. Also what is lost or must be looked at. `added`: columns that the table has by then beside
/// those of `start`.
pub(super) fn rebuild(
    start: &Start<'_>,
    name: String,
    column: &Column,
    edit: &Edit,
    added: &[(String, String)],
) -> (Migration, Vec<String>) {
    let mut notes = Vec::new();
    let table = start.table_name();
    let next = spell::beside(start.dialect, &start.table.label.written, &format!("{}_new", start.table.name()));
    let create = start.statement(&start.table.span).and_then(parts);
    let mut lines: Vec<String> = Vec::new();
    let (mut into, mut from) = (Vec::new(), Vec::new());
    let mut exact = create.is_some();
    for own in &start.table.columns {
        let own_name = start.name(&own.name);
        let body = written(start, own);
        exact &= body.is_some();
        let mut body = body.unwrap_or_else(|| known(own));
        let mut value = own_name.clone();
        if own.id == column.id {
            match edit {
                Edit::Drop => continue,
                Edit::Nullable => body = without(&body, "NOT NULL"),
                Edit::Required(fill) => {
                    body = format!("{} NOT NULL", without(&body, "NOT NULL"));
                    value = format!("COALESCE({own_name}, {fill})");
                }
                Edit::Retype(to) => {
                    body = match body.strip_prefix(own.data_type.as_str()) {
                        Some(rest) => format!("{to}{rest}"),
                        None => known(&Column { data_type: to.clone(), ..own.clone() }),
                    };
                    value = format!("CAST({own_name} AS {to})");
                }
            }
        }
        lines.push(format!("{own_name} {body}").trim_end().to_string());
        into.push(own_name);
        from.push(value);
    }
    for (name, definition) in added {
        lines.push(format!("{name} {definition}"));
        into.push(name.clone());
        from.push(name.clone());
    }
    let gone = |item: &str| matches!(edit, Edit::Drop) && mentions(item, &column.name.value);
    let mut tail = String::new();
    if let Some(parts) = create {
        tail = if parts.tail.is_empty() { String::new() } else { format!(" {}", parts.tail) };
        for item in parts.items.iter().filter(|item| named(item).is_none()) {
            if gone(item) {
                notes.push(format!(
                    "`{}` goes with the column",
                    bare(item).split_whitespace().collect::<Vec<_>>().join(" ")
                ));
            } else {
                lines.push(bare(item).to_string());
            }
        }
    } else if let Some(key) = start.table.primary_key() {
        let columns: Vec<String> = key.columns.iter().map(|column| start.name(column)).collect();
        lines.push(format!("PRIMARY KEY ({})", columns.join(", ")));
    }
    if !exact {
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
    let referenced =
        start.catalog.tables().any(|other| other.foreign_keys.iter().any(|key| key.target == Some(start.table.id)));
    let runs = if referenced { Runs::Outside } else { Runs::Together };
    if referenced {
        up.splice(0..0, ["PRAGMA foreign_keys = OFF".to_string(), "BEGIN".to_string()]);
        up.extend(["COMMIT".to_string(), "PRAGMA foreign_keys = ON".to_string()]);
    }
    notes.push("SQLite lets nobody else write while it copies the table".to_string());
    (Migration::new(name, runs, up, Vec::new()), notes)
}

/// Takes words out of a definition, in any case.
fn without(body: &str, words: &str) -> String {
    let upper = body.to_ascii_uppercase();
    match upper.find(words) {
        Some(at) => {
            let parts = [body.get(..at), body.get(at + words.len()..)];
            parts.into_iter().flatten().map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        }
        None => body.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_taken_apart() {
        let text = "CREATE TABLE IF NOT EXISTS users (\n  id INTEGER PRIMARY KEY, -- a, b)\n  \"e-mail\" TEXT DEFAULT 'a,)' CHECK (x IN (1, 2)),\n  UNIQUE (id, \"e-mail\")\n) WITHOUT ROWID;";
        let parts = parts(text).unwrap();
        let names: Vec<Option<String>> = parts.items.iter().map(|item| named(item)).collect();
        assert_eq!(names, [Some("id".to_string()), Some("e-mail".to_string()), None]);
        assert_eq!(parts.tail, "WITHOUT ROWID");
        assert!(super::parts("ALTER TABLE a ADD b int").is_none() && super::parts("CREATE TABLE a (b 'x").is_none());
        assert!(mentions("UNIQUE (id, \"e-mail\")", "e-mail") && !mentions("UNIQUE (ids)", "id"));
        assert_eq!(without("TEXT not null UNIQUE", "NOT NULL"), "TEXT UNIQUE");
    }
}
