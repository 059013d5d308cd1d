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
        matches!(token.kind, TokenKind::Word | TokenKind::Quoted)
            && called
            && !cast
            && !schema
            && !STEADY.iter().any(|steady| name.eq_ignore_ascii_case(steady))
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
            ("'random()'", false),
            ("ARRAY[]::text[]", false),
        ] {
            assert_eq!(is_volatile(default, Dialect::Postgres), expected, "{default}");
        }
    }
}
