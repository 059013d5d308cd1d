//! Change sets that run on an empty table alone: `sqlCheck expectedResult="0"` of `select count(*) from t`.
//!
//! It is looked for in the text around a change, as the XML, YAML and SQL of a change log say it alike. The edge: a count with a condition says nothing of the other
//! rows, and one that is put together from properties is not looked at.

/// Where change sets begin, in lower case.
const BEGINNINGS: &[&str] = &["<changeset", "changeset:", "--changeset", "-- changeset"];

/// How far before a change its change set may begin.
const WINDOW: usize = 20_000;

/// Whether the change set around `at` runs only if this table has no rows.
pub fn runs_on_empty(text: &str, at: usize, table: &str) -> bool {
    let mut start = at.saturating_sub(WINDOW);
    while !text.is_char_boundary(start) && start < at {
        start += 1;
    }
    let Some(before) = text.get(start..at).map(str::to_ascii_lowercase) else { return false };
    let from = BEGINNINGS.iter().filter_map(|begin| before.rfind(begin)).max();
    let Some(set) = from.and_then(|from| before.get(from..)) else { return false };
    // Preconditions stand before what they guard.
    let mut rest = set;
    while let Some(found) = ["sqlcheck", "sql-check"].iter().filter_map(|word| rest.find(word)).min() {
        rest = rest.get(found + "sqlcheck".len()..).unwrap_or_default();
        let check = rest.get(..rest.find("</").unwrap_or(rest.len())).unwrap_or(rest);
        if expects_none(check) && counts(check, &table.to_ascii_lowercase()) {
            return true;
        }
    }
    false
}

/// `expectedResult="0"`, `expectedResult: 0`
fn expects_none(check: &str) -> bool {
    let Some(said) = check.split("expectedresult").nth(1) else { return false };
    let said = said.trim_start_matches([':', '=', ' ', '"', '\'']);
    said.starts_with('0') && !said[1..].starts_with(|next: char| next.is_ascii_digit())
}

/// `select count(*) from t`, with nothing behind it that would leave rows out.
fn counts(check: &str, table: &str) -> bool {
    let words: Vec<&str> = check
        .split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | '`' | ';' | '(' | ')'))
        .filter(|word| !word.is_empty())
        .collect();
    words.iter().enumerate().any(|(at, word)| {
        let count = *word == "count" && at > 0 && words.get(at - 1) == Some(&"select");
        let from = words.get(at + 2) == Some(&"from") && matches!(words.get(at + 1), Some(&("*" | "1" | "id")));
        let of = words.get(at + 3).map(|name| name.rsplit('.').next().unwrap_or(name).trim_matches(['[', ']']));
        let whole = !matches!(words.get(at + 4), Some(&("where" | "join" | "inner" | "," | "limit")));
        count && from && of == Some(table) && whole
    })
}

#[cfg(test)]
mod tests {
    use super::runs_on_empty;

    #[test]
    fn only_a_count_of_the_whole_table_counts() {
        let xml =
            |check: &str| format!("<changeSet id=\"1\"><preConditions>{check}</preConditions><addNotNullConstraint/>");
        for (text, expected) in [
            (xml("<sqlCheck expectedResult=\"0\">select count(*) from m_client</sqlCheck>"), true),
            (xml("<sqlCheck expectedResult=\"0\">SELECT COUNT(1) FROM public.M_CLIENT;</sqlCheck>"), true),
            (xml("<sqlCheck expectedResult=\"0\">select count(*) from m_client where x is null</sqlCheck>"), false),
            (xml("<sqlCheck expectedResult=\"0\">select count(*) from other</sqlCheck>"), false),
            (xml("<sqlCheck expectedResult=\"01\">select count(*) from m_client</sqlCheck>"), false),
            (xml("<sqlCheck expectedResult=\"1\">select count(*) from m_client</sqlCheck>"), false),
            (
                "<changeSet><preConditions><sqlCheck expectedResult=\"0\">select count(*) from m_client</sqlCheck></preConditions></changeSet><changeSet id=\"2\"><x/>"
                    .to_owned(),
                false,
            ),
            (
                "- changeSet:\n    preConditions:\n      - sqlCheck:\n          expectedResult: 0\n          sql: select count(*) from m_client\n    changes:\n"
                    .to_owned(),
                true,
            ),
            (
                "--changeset a:1\n--precondition-sql-check expectedResult:0 SELECT COUNT(*) FROM m_client\n".to_owned(),
                true,
            ),
            ("sqlCheck expectedResult=\"0\" select count(*) from m_client".to_owned(), false),
        ] {
            assert_eq!(runs_on_empty(&text, text.len(), "m_client"), expected, "{text}");
        }
        assert!(!runs_on_empty("ü", 1, "t"));
    }
}
