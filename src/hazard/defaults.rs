//! Whether a default is worked out once or for each row. One that is worked out for each row makes the database write the whole table anew when the column is
//! added (PostgreSQL manual, ALTER TABLE, Notes; since version 11 any other default is kept in the catalog).

use super::forms::Words;
use crate::model::name::Dialect;
use crate::sql::lexer::TokenKind;

/// Functions and words that give one value in a whole statement (PostgreSQL's volatility STABLE or IMMUTABLE), in lower case.
const STEADY: &[&str] = &[
    "now",
    "current_timestamp",
    "transaction_timestamp",
    "statement_timestamp",
    "localtimestamp",
    "localtime",
    "current_time",
    "current_date",
    "current_user",
    "session_user",
    "user",
    "current_setting",
    "current_database",
    "current_schema",
    "to_timestamp",
    "to_date",
    "to_char",
    "timezone",
    "date",
    "date_trunc",
    "date_part",
    "extract",
    "make_interval",
    "make_date",
    "make_timestamp",
    "make_timestamptz",
    "interval",
    "timestamp",
    "timestamptz",
    "lower",
    "upper",
    "trim",
    "btrim",
    "concat",
    "coalesce",
    "nullif",
    "greatest",
    "least",
    "length",
    "replace",
    "substring",
    "substr",
    "md5",
    "sha256",
    "encode",
    "decode",
    "abs",
    "round",
    "floor",
    "ceil",
    "power",
    "cast",
    "array",
    "array_fill",
    "string_to_array",
    "row",
    "jsonb_build_object",
    "json_build_object",
    "jsonb_build_array",
    "json_build_array",
    "to_json",
    "to_jsonb",
    "int4range",
    "int8range",
    "numrange",
    "daterange",
    "tsrange",
    "tstzrange",
    "varchar",
    "char",
    "numeric",
    "decimal",
    "bit",
    "point",
    "box",
    "inet",
    "cidr",
    "getdate",
    "sysdatetime",
    "getutcdate",
    "sysutcdatetime",
    "unix_timestamp",
    "utc_timestamp",
    "utc_date",
    "datetime",
    "strftime",
    "json_object",
    "json_array",
];

/// Those of them that PostgreSQL has without arguments alone: with any, it is another function.
const WITHOUT_ARGUMENTS: &[&str] =
    &["now", "transaction_timestamp", "statement_timestamp", "current_database", "current_schema"];

/// Whether the default is worked out anew for each row. A function that is not known counts as volatile, which is what PostgreSQL takes every function for that
/// is not declared otherwise.
pub(super) fn is_volatile(default: &str, dialect: Dialect) -> bool {
    let words = Words::of(default, &(0..default.len()), dialect);
    let cursor = words.cursor();
    cursor.tokens.iter().enumerate().any(|(at, token)| {
        let called = cursor.tokens.get(at + 1).is_some_and(|next| next.is_punct(default, b'('));
        let name = token.text(default);
        let cast = at > 0 && cursor.tokens.get(at - 1).is_some_and(|before| before.text(default) == "::");
        let schema = cursor.tokens.get(at + 1).is_some_and(|next| next.is_punct(default, b'.'));
        let given = cursor.tokens.get(at + 2).is_some_and(|next| !next.is_punct(default, b')'));
        let other = dialect == Dialect::Postgres && given && is_one_of(WITHOUT_ARGUMENTS, name);
        matches!(token.kind, TokenKind::Word | TokenKind::Quoted)
            && called
            && !cast
            && !schema
            && (other || !is_one_of(STEADY, name))
    })
}

fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|one| name.eq_ignore_ascii_case(one))
}

/// Whether anything is called, or worked out from the clock.
pub(super) fn calls(default: &str) -> bool {
    let inner = default.trim_matches(['(', ')', ' ']);
    inner.contains('(') || inner.to_ascii_lowercase().starts_with("current_")
}

/// What gives another value at another time or to another user, in lower case.
const UNSTEADY: &[&str] = &[
    "now",
    "current_timestamp",
    "transaction_timestamp",
    "statement_timestamp",
    "clock_timestamp",
    "localtimestamp",
    "localtime",
    "current_time",
    "current_date",
    "timeofday",
    "age",
    "random",
    "nextval",
    "gen_random_uuid",
    "uuid_generate_v4",
    "current_user",
    "session_user",
    "current_setting",
    "txid_current",
    "getdate",
    "getutcdate",
    "sysdatetime",
    "sysutcdatetime",
    "newid",
    "rand",
    "suser_name",
];

/// Whether a check that a row fulfils today may be false tomorrow: `ends_at > now()`. That something is past stays so: `born < current_date`.
pub(super) fn turns_false(check: &str, dialect: Dialect) -> bool {
    let words = Words::of(check, &(0..check.len()), dialect);
    let cursor = words.cursor();
    let text = |at: usize| cursor.tokens.get(at).map_or("", |token| token.text(check));
    cursor.tokens.iter().enumerate().any(|(at, token)| {
        let name = token.text(check).to_ascii_lowercase();
        let called = text(at + 1) == "(";
        let bare = name.starts_with("current_") || name.starts_with("local") || name.ends_with("_user");
        let column = at > 0 && text(at - 1) == "." && !called;
        if token.kind != TokenKind::Word || column || !(called || bare) || !UNSTEADY.contains(&name.as_str()) {
            return false;
        }
        let after = if called { at + 3 } else { at + 1 };
        let of_time = name == "now" || name.starts_with("current_") || name.contains("date") || name.contains("time");
        let before = if at > 0 { text(at - 1) } else { "" };
        let past = matches!(before, "<" | "<=") || before != "-" && matches!(text(after), ">" | ">=");
        !(of_time && past && !matches!(text(after), "-" | "+"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_for_each_row_are_volatile() {
        for (default, expected) in [
            ("0", false),
            ("'a'::varchar(20)", false),
            ("now()", false),
            ("(now() AT TIME ZONE 'utc')", false),
            ("CURRENT_TIMESTAMP", false),
            ("gen_random_uuid()", true),
            ("public.uuid_generate_v4()", true),
            ("random() * 10", true),
            ("clock_timestamp()", true),
            ("nextval('a_seq'::regclass)", true),
            ("my_function()", true),
            ("now(123)", true),
            ("current_timestamp(3)", false),
            ("'random()'", false),
            ("ARRAY[]::text[]", false),
        ] {
            assert_eq!(is_volatile(default, Dialect::Postgres), expected, "{default}");
        }
    }

    #[test]
    fn what_is_past_stays_past() {
        for (check, expected) in [
            ("ends_at > now()", true),
            ("ends_at >= CURRENT_DATE", true),
            ("now() < ends_at", true),
            ("born < current_date", false),
            ("created_at <= now()", false),
            ("now() >= created_at", false),
            ("created_at > now() - interval '1 day'", true),
            ("length(name) > 0", false),
            ("is_address(email)", false),
            ("owner = current_user", true),
            ("random() > 0.5", true),
            ("t.now > 0", false),
            ("now > 0", false),
        ] {
            assert_eq!(turns_false(check, Dialect::Postgres), expected, "{check}");
        }
    }
}
