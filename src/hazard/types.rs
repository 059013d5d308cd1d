//! Types: which class one is of, and what it costs to make one of another.
//!
//! Which changes PostgreSQL makes without writing the table anew: ALTER TABLE, Notes ("binary coercible"), and the release notes of 9.2 (`varchar`, `numeric`,
//! `varbit`, `interval`, `timestamp`) and 12 (`timestamp`). MySQL: manual, 17.12.1, "Extending VARCHAR column size".

use crate::model::name::Dialect;
use crate::model::operation::Fact;

use super::Deed;

/// What a change of a type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Same,
    /// Every value stays as it is stored.
    Widens,
    /// Values may be cut, rounded or refused.
    Narrows,
    /// The values are written anew, and fit.
    Converts,
    /// One of the types is not known.
    Unknown,
}

/// Whether the database makes one type of the other without writing the rows anew.
pub fn keeps_rows(before: &str, after: &str, dialect: Dialect) -> bool {
    dialect != Dialect::Sqlite && matches!(change(before, after, dialect), Change::Same | Change::Widens)
}

/// Whether two spellings are the same type, to the last digit. What no number says (a collation, an enum's values) is compared as it is written.
pub fn same_type(one: &str, other: &str, dialect: Dialect) -> bool {
    let written = |text: &str| {
        let quotes: &[char] = if dialect == Dialect::Mssql { &['"', '[', ']'] } else { &['"', '`'] };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().replace(quotes, "");
        text.replace(", ", ",").trim_start_matches("public.").trim_start_matches("dbo.").to_owned()
    };
    if written(one) == written(other) {
        return true;
    }
    let says_more = |text: &str| {
        let lower = text.to_ascii_lowercase();
        text.contains('\'') || ["collate", "character set", "charset"].iter().any(|word| lower.contains(word))
    };
    if says_more(one) || says_more(other) {
        return false;
    }
    let plain = |text: &str| Type::of(text).map(|kind| kind.plain(dialect));
    matches!((plain(one), plain(other)), (Some(one), Some(other)) if one == other)
}

/// A type taken apart: its name in one of its spellings, its numbers, whether it is an array.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Type {
    name: String,
    numbers: Vec<u32>,
    array: bool,
}

impl Type {
    fn of(written: &str) -> Option<Type> {
        let mut lower = written.trim().to_ascii_lowercase();
        if lower.contains(['"', ']']) {
            lower = without_bounds(&lower.replace('"', ""));
        }
        let array = lower.ends_with("[]") || lower.contains(" array");
        let open = lower.find('(');
        let (head, rest) = match open {
            Some(at) => lower.split_at(at),
            None => (lower.trim_end_matches("[]"), ""),
        };
        let (inside, after) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).unwrap_or(("", ""));
        let numbers = inside.split(',').filter_map(|number| number.trim().parse().ok()).collect();
        let words: Vec<&str> = head.split_whitespace().chain(after.split_whitespace()).collect();
        let name = words.iter().take_while(|word| {
            !matches!(**word, "collate" | "character" | "charset" | "not" | "null" | "default" | "using")
                || words.first() == Some(*word)
        });
        let name = name.copied().collect::<Vec<_>>().join(" ").trim_end_matches("[]").trim_end().to_owned();
        let name = name.strip_prefix("pg_catalog.").unwrap_or(&name);
        let name = match name {
            "" => return None,
            "character varying" | "nvarchar" | "varchar2" => "varchar",
            "character" | "nchar" | "bpchar" => "char",
            "int" | "int4" => "integer",
            "int unsigned" => "integer unsigned",
            "int8" => "bigint",
            "int2" => "smallint",
            "serial4" => "serial",
            "serial8" => "bigserial",
            "serial2" => "smallserial",
            "decimal" | "dec" => "numeric",
            "float4" => "real",
            "float8" | "double" => "double precision",
            "timestamp without time zone" => "timestamp",
            "timestamp with time zone" => "timestamptz",
            "time without time zone" => "time",
            "bool" => "boolean",
            "bit varying" => "varbit",
            name => name,
        };
        Some(Type { name: name.to_owned(), numbers, array })
    }

    /// Without what makes no difference: numbers that only say how a client shows the values, and those that the database takes where none is given.
    fn plain(mut self, dialect: Dialect) -> Type {
        let first = self.name.split(' ').next().unwrap_or_default();
        let integer = matches!(first, "integer" | "bigint" | "smallint" | "mediumint" | "tinyint");
        match (first, dialect) {
            ("boolean", Dialect::Mysql) => (self.name, self.numbers) = ("tinyint".to_owned(), vec![1]),
            // `tinyint(1)` is the boolean of MySQL.
            ("tinyint", Dialect::Mysql) if self.numbers == [1] => {}
            _ if integer && dialect == Dialect::Mysql => self.numbers.clear(),
            ("serial", Dialect::Postgres) => self.name = "integer".to_owned(),
            ("bigserial", Dialect::Postgres) => self.name = "bigint".to_owned(),
            ("smallserial", Dialect::Postgres) => self.name = "smallint".to_owned(),
            ("float", Dialect::Postgres) => {
                let short = self.numbers.first().is_some_and(|digits| *digits < 25);
                self.name = if short { "real" } else { "double precision" }.to_owned();
                self.numbers.clear();
            }
            ("numeric", Dialect::Mysql) if self.numbers.is_empty() => self.numbers = vec![10, 0],
            ("numeric", Dialect::Mssql) if self.numbers.is_empty() => self.numbers = vec![18, 0],
            ("numeric", _) if self.numbers.len() == 1 => self.numbers.push(0),
            ("timestamp" | "timestamptz" | "time" | "timetz", Dialect::Postgres) if self.numbers == [6] => {
                self.numbers.clear();
            }
            ("timestamp" | "datetime" | "time", Dialect::Mysql) if self.numbers == [0] => self.numbers.clear(),
            _ => {}
        }
        self
    }
}

/// `int[3][4]` as `int[]`: PostgreSQL ignores the bounds and the number of dimensions (manual, 8.15.1).
fn without_bounds(written: &str) -> String {
    let (mut head, mut array) = (written, false);
    while let Some((before, bound)) = head.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) {
        if !bound.bytes().all(|byte| byte.is_ascii_digit()) {
            break;
        }
        (head, array) = (before.trim_end(), true);
    }
    if array { format!("{head}[]") } else { head.to_owned() }
}

/// What rules about types ask of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Traits {
    pub class: Option<Fact>,
    /// It says how long its values may be.
    pub limit: bool,
    /// Numbers end at 2^31 or before. SQLite's all have 64 bits.
    pub narrow: bool,
    /// Numbers end at 2^15 or before. MySQL's `tinyint(1)` is its boolean.
    pub small: bool,
}

impl Traits {
    /// The traits of a type as it is written.
    pub(super) fn of(data_type: &str, dialect: Dialect) -> Traits {
        let Some(kind) = Type::of(data_type) else { return Traits::default() };
        let name = kind.name.as_str();
        let boolean = dialect == Dialect::Mysql && name == "tinyint" && kind.numbers == [1];
        let small = ["smallint", "tinyint", "smallserial", "smallint unsigned", "tinyint unsigned"];
        let narrow = ["integer", "serial", "integer unsigned", "mediumint", "mediumint unsigned"];
        let small = dialect != Dialect::Sqlite && small.contains(&name) && !boolean;
        Traits {
            class: class(&kind, dialect),
            limit: !kind.numbers.is_empty(),
            narrow: dialect != Dialect::Sqlite && narrow.contains(&name) || small,
            small,
        }
    }
}

/// The class that rules about types ask for.
fn class(kind: &Type, dialect: Dialect) -> Option<Fact> {
    if kind.array && kind.name == "json" {
        return None;
    }
    Some(match kind.name.as_str() {
        "serial" | "bigserial" | "smallserial" => Fact::Serial,
        "json" if dialect == Dialect::Postgres => Fact::TypeJson,
        "integer" | "mediumint" => Fact::TypeInt,
        "smallint" => Fact::TypeSmallint,
        "varchar" => Fact::TypeVarchar,
        "char" => Fact::TypeChar,
        "timestamp" if dialect == Dialect::Postgres => Fact::TypeTimestamp,
        "money" => Fact::TypeMoney,
        "real" | "double precision" | "float" => Fact::TypeFloat,
        _ => return None,
    })
}

/// Whether a column of one type refers to one of another. Only types that are known and of which one cannot hold the other's values count: text of any kind is
/// one, and but for MySQL, which wants the same size, a larger number may refer to a smaller.
pub(super) fn mismatch(column: &str, other: &str, dialect: Dialect) -> bool {
    let family = |written: &str| {
        let kind = Type::of(written).filter(|kind| !kind.array)?;
        Some(match kind.name.as_str() {
            "smallint" | "smallserial" => ("number", 16),
            "mediumint" => ("number", 24),
            "integer" | "serial" => ("number", 32),
            "bigint" | "bigserial" => ("number", 64),
            "uuid" => ("uuid", 0),
            "varchar" | "char" | "text" | "citext" => ("text", 0),
            _ => return None,
        })
    };
    family(column).zip(family(other)).is_some_and(|((column, bits), (other, needed))| {
        column != other || bits < needed || (bits > needed && dialect == Dialect::Mysql)
    })
}

/// What it is to make a column of the type `before` one of the type `after`, both as written.
pub(super) fn change(before: &str, after: &str, dialect: Dialect) -> Change {
    let read = |written: &str| Type::of(written).map(|kind| kind.plain(dialect));
    let (Some(from), Some(to)) = (read(before), read(after)) else { return Change::Unknown };
    if from == to {
        return Change::Same;
    }
    if from.array != to.array {
        return Change::Converts;
    }
    let (old, new) = (from.numbers.first().copied(), to.numbers.first().copied());
    let wider = match (old, new) {
        (Some(old), Some(new)) => new >= old,
        (_, None) => true,
        (None, Some(_)) => false,
    };
    match (from.name.as_str(), to.name.as_str()) {
        ("varchar", "varchar") if dialect == Dialect::Mysql => match (old, new) {
            (Some(old), Some(new)) if new >= old && CHARACTERS.iter().any(|width| crosses(old, new, *width)) => {
                Change::Converts
            }
            (Some(old), Some(new)) if new >= old => Change::Widens,
            _ => Change::Narrows,
        },
        ("varchar" | "varbit", "varchar" | "varbit") => {
            if wider {
                Change::Widens
            } else {
                Change::Narrows
            }
        }
        ("varchar" | "citext", "text") if dialect != Dialect::Mysql => Change::Widens,
        ("text" | "citext", "varchar") if to.numbers.is_empty() => Change::Widens,
        ("text" | "varchar", "citext") => Change::Widens,
        ("text" | "char", "varchar" | "char") | ("varchar", "char") => {
            if old.is_some() && wider {
                Change::Converts
            } else {
                Change::Narrows
            }
        }
        ("cidr", "inet") => Change::Widens,
        ("numeric", "numeric") => {
            let scale = |kind: &Type| kind.numbers.get(1).copied().unwrap_or(0);
            let digits = |kind: &Type| kind.numbers.first().copied().unwrap_or(0).saturating_sub(scale(kind));
            match (to.numbers.is_empty(), from.numbers.is_empty()) {
                (true, _) => Change::Widens,
                (false, true) => Change::Narrows,
                _ if scale(&from) == scale(&to) => {
                    if wider {
                        Change::Widens
                    } else {
                        Change::Narrows
                    }
                }
                // What stands before the point has to fit as well.
                _ if scale(&to) > scale(&from) && digits(&to) >= digits(&from) => Change::Converts,
                _ => Change::Narrows,
            }
        }
        ("timestamp" | "timestamptz" | "time" | "interval", other) if other == from.name => {
            if wider {
                Change::Widens
            } else {
                Change::Narrows
            }
        }
        (one, other) => match (rank(one), rank(other)) {
            (Some(old), Some(new)) if new >= old => Change::Converts,
            (Some(_), Some(_)) => Change::Narrows,
            _ => Change::Converts,
        },
    }
}

/// The bytes of a character in the character sets of MySQL that are in wide use: latin1, utf8mb3, utf8mb4.
const CHARACTERS: &[u32] = &[1, 3, 4];

/// Whether InnoDB has to write the rows anew: it keeps a value's length in one byte where all have at most 255 bytes, else in two (MySQL manual, 17.12.1).
fn crosses(old: u32, new: u32, width: u32) -> bool {
    old.saturating_mul(width) <= 255 && new.saturating_mul(width) > 255
}

/// Numbers by what they hold.
fn rank(name: &str) -> Option<u8> {
    Some(match name {
        "tinyint" => 0,
        "smallint" | "smallserial" => 1,
        "mediumint" => 2,
        "integer" | "serial" => 3,
        "bigint" | "bigserial" => 4,
        "real" | "float" => 5,
        "double precision" => 6,
        "numeric" => 7,
        _ => return None,
    })
}

impl Deed {
    pub(super) fn facts_of(self, kind: Option<Fact>) -> Deed {
        match kind {
            Some(kind) => self.fact(kind),
            None => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_different_types() {
        for (column, other, expected) in [
            ("int", "bigint", true),
            ("bigint", "bigserial", false),
            ("integer", "serial", false),
            ("int(11)", "int(10)", false),
            ("uuid", "text", true),
            ("varchar(20)", "text", false),
            ("user_id", "bigint", false),
            ("", "bigint", false),
        ] {
            assert_eq!(mismatch(column, other, Dialect::Mysql), expected, "{column} {other}");
        }
        // A larger number may refer to a smaller one.
        assert!(!mismatch("bigint", "integer", Dialect::Postgres));
        assert!(mismatch("integer", "bigint", Dialect::Postgres));
    }

    #[test]
    fn arrays_are_read_with_their_bounds() {
        for (written, class_of, limit) in [
            ("varchar(255)[5]", Some(Fact::TypeVarchar), true),
            ("varchar(50)[3][4]", Some(Fact::TypeVarchar), true),
            ("varchar[]", Some(Fact::TypeVarchar), false),
            ("int[3]", Some(Fact::TypeInt), false),
            ("json[2]", None, false),
        ] {
            let found = Traits::of(written, Dialect::Postgres);
            assert_eq!((found.class, found.limit), (class_of, limit), "{written}");
        }
        assert_eq!(change("int[3]", "int[]", Dialect::Postgres), Change::Same);
    }

    #[test]
    fn small_numbers() {
        for (written, dialect, narrow, small) in [
            ("int", Dialect::Postgres, true, false),
            ("serial", Dialect::Postgres, true, false),
            ("smallint", Dialect::Postgres, true, true),
            ("serial2", Dialect::Postgres, true, true),
            ("bigint", Dialect::Postgres, false, false),
            ("tinyint(1)", Dialect::Mysql, false, false),
            ("tinyint(4)", Dialect::Mysql, true, true),
            ("smallint", Dialect::Sqlite, false, false),
        ] {
            let found = Traits::of(written, dialect);
            assert_eq!((found.narrow, found.small), (narrow, small), "{written}");
        }
    }

    #[test]
    fn spellings_of_one_type() {
        use Dialect::{Mssql, Mysql, Postgres};
        for (one, other, dialect, expected) in [
            ("numeric(8)", "DECIMAL(8, 0)", Postgres, true),
            ("numeric", "numeric(8)", Postgres, false),
            ("numeric(8,2)", "numeric(8,3)", Postgres, false),
            ("decimal", "decimal(10)", Mysql, true),
            ("decimal", "decimal(18,0)", Mssql, true),
            ("int(11)", "int", Mysql, true),
            ("int(10) unsigned", "integer unsigned", Mysql, true),
            ("int unsigned", "int", Mysql, false),
            ("boolean", "tinyint(1)", Mysql, true),
            ("boolean", "tinyint(4)", Mysql, false),
            ("mediumint", "int", Mysql, false),
            ("bigserial", "bigint", Postgres, true),
            ("character varying(20)", "varchar(20)", Postgres, true),
            ("varchar(20)", "varchar(21)", Postgres, false),
            ("timestamp(6) with time zone", "timestamptz", Postgres, true),
            ("timestamp", "timestamptz", Postgres, false),
            ("float", "double precision", Postgres, true),
            ("float(24)", "real", Postgres, true),
            ("public.mood", "mood", Postgres, true),
            ("text COLLATE \"C\"", "text", Postgres, false),
            ("enum('a','b')", "enum('a', 'b')", Mysql, true),
            ("enum('a')", "enum('b')", Mysql, false),
            ("text[]", "text", Postgres, false),
        ] {
            assert_eq!(same_type(one, other, dialect), expected, "{one} {other}");
        }
    }

    #[test]
    fn what_it_is_to_change_a_type() {
        for (before, after, dialect, expected) in [
            ("varchar(20)", "varchar(20)", Dialect::Postgres, Change::Same),
            ("varchar(20)", "character varying(40)", Dialect::Postgres, Change::Widens),
            ("varchar(20)", "varchar(10)", Dialect::Postgres, Change::Narrows),
            ("varchar(20)", "varchar", Dialect::Postgres, Change::Widens),
            ("varchar(20)", "text", Dialect::Postgres, Change::Widens),
            ("text", "varchar(20)", Dialect::Postgres, Change::Narrows),
            ("text", "varchar", Dialect::Postgres, Change::Widens),
            ("citext", "varchar", Dialect::Postgres, Change::Widens),
            ("varchar(20)", "citext", Dialect::Postgres, Change::Widens),
            ("integer", "bigint", Dialect::Postgres, Change::Converts),
            ("bigint", "int", Dialect::Postgres, Change::Narrows),
            ("int", "integer", Dialect::Postgres, Change::Same),
            ("numeric(8, 2)", "decimal(10,2)", Dialect::Postgres, Change::Widens),
            ("numeric(8,2)", "numeric(8,3)", Dialect::Postgres, Change::Narrows),
            ("numeric(8,2)", "numeric(10,4)", Dialect::Postgres, Change::Converts),
            ("timestamp(3)", "timestamp(6)", Dialect::Postgres, Change::Widens),
            ("timestamp", "timestamptz", Dialect::Postgres, Change::Converts),
            ("text", "jsonb", Dialect::Postgres, Change::Converts),
            ("text[]", "text", Dialect::Postgres, Change::Converts),
            ("varchar(20)", "varchar(60)", Dialect::Mysql, Change::Widens),
            ("varchar(60)", "varchar(255)", Dialect::Mysql, Change::Converts),
            ("varchar(80)", "varchar(90)", Dialect::Mysql, Change::Converts),
            ("varchar(64)", "varchar(85)", Dialect::Mysql, Change::Widens),
            ("varchar(100)", "varchar(255)", Dialect::Mysql, Change::Widens),
            ("varchar(255)", "varchar(256)", Dialect::Mysql, Change::Converts),
            ("varchar(256)", "varchar(500)", Dialect::Mysql, Change::Widens),
            ("numeric(8)", "numeric(8,0)", Dialect::Postgres, Change::Same),
            ("numeric(8)", "numeric(8,2)", Dialect::Postgres, Change::Narrows),
            ("serial", "integer", Dialect::Postgres, Change::Same),
            ("mediumint", "int", Dialect::Mysql, Change::Converts),
            ("int", "mediumint", Dialect::Mysql, Change::Narrows),
            ("int(11)", "int", Dialect::Mysql, Change::Same),
            ("", "text", Dialect::Postgres, Change::Unknown),
        ] {
            assert_eq!(change(before, after, dialect), expected, "{before} {after}");
        }
    }
}
