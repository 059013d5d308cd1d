//! The parameters of a routine as they tell it from another of its name: `f(a int DEFAULT 1)` and `f( A INT )` are one, `f(text)` is another.

/// Of the text that stands behind the name; `None` where no list of parameters begins there or it does not end.
pub fn of(behind: &str) -> Option<String> {
    let list = behind.trim_start().strip_prefix('(')?;
    let (mut depth, mut quoted, mut end) = (1usize, None, None);
    for (at, sign) in list.char_indices() {
        match (sign, quoted) {
            (_, Some(open)) => quoted = Some(open).filter(|open| *open != sign),
            ('\'' | '"' | '`', None) => quoted = Some(sign),
            ('(' | '[', None) => depth += 1,
            (')' | ']', None) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            end = Some(at);
            break;
        }
    }
    let list = list.get(..end?)?.to_lowercase();
    let parameters = list.split(',').map(|one| {
        let words = one.split_whitespace().take_while(|word| *word != "default").collect::<Vec<_>>().join(" ");
        words.split('=').next().map(|own| own.trim_end_matches([' ', ':']).to_owned()).unwrap_or_default()
    });
    Some(parameters.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn defaults_spaces_and_case_make_no_other_one() {
        for (behind, expected) in [
            ("(a int, b text) RETURNS int", Some("a int,b text")),
            ("( A  INT default 1, B text = ')' )", Some("a int,b text")),
            ("(a int := 3)", Some("a int")),
            ("()", Some("")),
            (" (a numeric(10, 2)[])", Some("a numeric(10,2)[]")),
            ("(a int", None),
            (" @a int AS SELECT 1", None),
            ("(\u{fc}", None),
            ("", None),
        ] {
            assert_eq!(of(behind).as_deref(), expected, "{behind}");
        }
        assert_eq!(of("(a int, b text)"), of("(A INT DEFAULT 2,\n  b  text)"));
        assert_ne!(of("(a int)"), of("(a text)"));
    }
}
