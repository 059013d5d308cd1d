//! Two forms of the same values that old and new code write side by side, kept equal by triggers.
//!
//! What was written last wins; where both were, the new form does. A form that already says what the other says is left alone, so that what cannot be told
//! apart in the old form (which of three words are the first name) is not taken from the new one by a change of something else.

use crate::model::name::Dialect;

use super::restore::Refill;
use super::{Start, spell};

/// The columns before and after, written as SQL wants them. `%` in an expression stands for what names the row (`NEW.`, or nothing).
pub(super) struct Sync {
    /// Names triggers and functions.
    pub label: String,
    pub old: String,
    /// Each with its value by the old column.
    pub new: Vec<(String, String)>,
    /// The old column's value by the new ones.
    pub back: String,
}

fn of(expression: &str, row: &str) -> String {
    expression.replace('%', row)
}

impl Sync {
    fn all(&self, join: &str, each: impl Fn(&str, &str) -> String) -> String {
        self.new.iter().map(|(name, value)| each(name, value)).collect::<Vec<_>>().join(join)
    }

    /// The names of what [`Sync::up`] makes: triggers, and the function.
    fn names(&self, start: &Start<'_>) -> Vec<String> {
        let endings: &[&str] = match start.dialect {
            Dialect::Mysql => &["insert", "update"],
            Dialect::Sqlite => &["insert_old", "insert_new", "update_old", "update_new"],
            _ => &[""],
        };
        let name = |ending: &&str| start.new_name(spell::label(&[&self.label, "sync", ending]).trim_end_matches('_'));
        endings.iter().map(name).collect()
    }

    /// The statements that make the triggers.
    pub fn up(&self, start: &Start<'_>) -> Vec<String> {
        let table = start.table_name();
        let old = &self.old;
        let names = self.names(start);
        let name = |at: usize| names.get(at).map_or("", String::as_str);
        let unset = |row: &str| self.all(" AND ", |new, _| format!("{row}{new} IS NULL"));
        let assign = |row: &str| self.all(", ", |new, value| format!("{new} = {}", of(value, row)));
        match start.dialect {
            Dialect::Postgres => {
                let function =
                    spell::beside(start.dialect, &start.table.label.written, &spell::label(&[&self.label, "sync"]));
                let set = self.all("\n    ", |new, value| format!("NEW.{new} := {};", of(value, "NEW.")));
                let changed = self.all(" OR ", |new, _| format!("NEW.{new} IS DISTINCT FROM OLD.{new}"));
                let differs =
                    self.all(" OR ", |new, value| format!("NEW.{new} IS DISTINCT FROM {}", of(value, "NEW.")));
                let back = of(&self.back, "NEW.");
                vec![
                    format!(
                        "CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  \
                         IF TG_OP = 'INSERT' THEN\n    \
                         IF {} THEN\n    {set}\n    ELSE\n    NEW.{old} := {back};\n    END IF;\n  \
                         ELSIF {changed} THEN\n    \
                         IF {differs} THEN\n    NEW.{old} := {back};\n    END IF;\n  \
                         ELSIF NEW.{old} IS DISTINCT FROM OLD.{old} THEN\n    {set}\n  \
                         END IF;\n  RETURN NEW;\nEND $$",
                        unset("NEW.")
                    ),
                    format!(
                        "CREATE TRIGGER {} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE PROCEDURE {function}()",
                        name(0)
                    ),
                ]
            }
            Dialect::Mysql => {
                let set = self.all(", ", |new, value| format!("NEW.{new} = {}", of(value, "NEW.")));
                let changed = self.all(" OR ", |new, _| format!("NOT (NEW.{new} <=> OLD.{new})"));
                let differs = self.all(" OR ", |new, value| format!("NOT (NEW.{new} <=> {})", of(value, "NEW.")));
                let back = of(&self.back, "NEW.");
                vec![
                    format!(
                        "CREATE TRIGGER {} BEFORE INSERT ON {table} FOR EACH ROW\nBEGIN\n  IF {} THEN\n    SET {set};\n  ELSE\n    SET NEW.{old} = {back};\n  END IF;\nEND",
                        name(0),
                        unset("NEW.")
                    ),
                    format!(
                        "CREATE TRIGGER {} BEFORE UPDATE ON {table} FOR EACH ROW\nBEGIN\n  IF {changed} THEN\n    IF {differs} THEN\n      SET NEW.{old} = {back};\n    END IF;\n  \
                         ELSEIF NOT (NEW.{old} <=> OLD.{old}) THEN\n    SET {set};\n  END IF;\nEND",
                        name(1)
                    ),
                ]
            }
            Dialect::Sqlite => {
                let columns: Vec<String> = match start.table.primary_key() {
                    Some(key) => key.columns.iter().map(|column| start.name(column)).collect(),
                    None => vec!["rowid".to_string()],
                };
                let row =
                    columns.iter().map(|column| format!("{column} = NEW.{column}")).collect::<Vec<_>>().join(" AND ");
                let changed = self.all(" OR ", |new, _| format!("NEW.{new} IS NOT OLD.{new}"));
                let differs = self.all(" OR ", |new, value| format!("NEW.{new} IS NOT {}", of(value, "NEW.")));
                let back = of(&self.back, "NEW.");
                let mut watched = vec![old.clone()];
                watched.extend(self.new.iter().map(|(new, _)| new.clone()));
                let watched = watched.join(", ");
                let forward = format!("UPDATE {table} SET {} WHERE {row}", assign("NEW."));
                let backward = format!("UPDATE {table} SET {old} = {back} WHERE {row}");
                vec![
                    format!(
                        "CREATE TRIGGER {} AFTER INSERT ON {table} WHEN {} AND NEW.{old} IS NOT NULL\nBEGIN\n  {forward};\nEND",
                        name(0),
                        unset("NEW.")
                    ),
                    format!(
                        "CREATE TRIGGER {} AFTER INSERT ON {table} WHEN NOT ({}) AND NEW.{old} IS NOT {back}\nBEGIN\n  {backward};\nEND",
                        name(1),
                        unset("NEW.")
                    ),
                    format!(
                        "CREATE TRIGGER {} AFTER UPDATE OF {watched} ON {table} WHEN NOT ({changed}) AND NEW.{old} IS NOT OLD.{old} AND NEW.{old} IS NOT {back}\nBEGIN\n  {forward};\nEND",
                        name(2)
                    ),
                    format!(
                        "CREATE TRIGGER {} AFTER UPDATE OF {watched} ON {table} WHEN ({changed}) AND ({differs})\nBEGIN\n  {backward};\nEND",
                        name(3)
                    ),
                ]
            }
            Dialect::Mssql | Dialect::Clickhouse => {
                let key: Vec<String> = match start.table.primary_key() {
                    Some(key) => key.columns.iter().map(|column| start.name(column)).collect(),
                    None => vec!["id".to_string()],
                };
                let on = |other: &str| {
                    key.iter().map(|column| format!("{other}.{column} = i.{column}")).collect::<Vec<_>>().join(" AND ")
                };
                let list = |row: &str| self.all(", ", |new, _| format!("{row}{new}"));
                let same = format!("EXISTS (SELECT {} INTERSECT SELECT {})", list("i."), list("d."));
                let from = format!(
                    "FROM {table} AS t JOIN inserted AS i ON {} LEFT JOIN deleted AS d ON {}",
                    on("t"),
                    on("d")
                );
                let values = self.all(", ", |_, value| of(value, "i."));
                vec![format!(
                    "CREATE TRIGGER {} ON {table} AFTER INSERT, UPDATE AS\nBEGIN\n  IF TRIGGER_NESTLEVEL(@@PROCID) > 1 RETURN;\n  SET NOCOUNT ON;\n  \
                     UPDATE t SET {old} = {} {from} WHERE NOT {same} AND NOT EXISTS (SELECT {} INTERSECT SELECT {values});\n  \
                     UPDATE t SET {} {from} WHERE {same} AND NOT EXISTS (SELECT i.{old} INTERSECT SELECT d.{old});\nEND",
                    name(0),
                    of(&self.back, "i."),
                    list("i."),
                    assign("i."),
                )]
            }
        }
    }

    /// The statements that take them away.
    pub fn down(&self, start: &Start<'_>) -> Vec<String> {
        let table = start.table_name();
        let own = |name: &String| match start.dialect {
            Dialect::Postgres => format!("DROP TRIGGER {name} ON {table}"),
            _ => format!("DROP TRIGGER {name}"),
        };
        let mut down: Vec<String> = self.names(start).iter().map(own).collect();
        if start.dialect == Dialect::Postgres {
            let function =
                spell::beside(start.dialect, &start.table.label.written, &spell::label(&[&self.label, "sync"]));
            down.push(format!("DROP FUNCTION {function}()"));
        }
        down
    }

    /// What [`super::dialect::backfill`] needs to fill the new columns of old rows.
    pub fn fill(&self) -> (Vec<(String, String)>, String) {
        let set = self.new.iter().map(|(name, value)| (name.clone(), of(value, ""))).collect();
        // A row of whose value nothing comes out would be filled for ever; [`Sync::count`] still shows it.
        let gets = self.all(" OR ", |_, value| format!("({}) IS NOT NULL", of(value, "")));
        let copies = self.new.iter().all(|(_, value)| of(value, "") == self.old);
        let condition = if copies { self.missing() } else { format!("{} AND ({gets})", self.missing()) };
        (set, condition)
    }

    /// Rows that have an old value and no new one.
    fn missing(&self) -> String {
        let unset = self.all(" AND ", |new, _| format!("{new} IS NULL"));
        format!("{unset} AND {} IS NOT NULL", self.old)
    }

    /// What fills the old column again when the new ones alone are left, and makes the triggers. `full`: they have a value in every row.
    pub fn refill(&self, start: &Start<'_>, full: bool) -> Refill {
        Refill { value: of(&self.back, ""), full, then: self.up(start) }
    }

    /// How many rows have an old value and no new one.
    pub fn count(&self, start: &Start<'_>) -> String {
        format!("SELECT count(*) FROM {} WHERE {}", start.table_name(), self.missing())
    }
}
