//! Which of the places that write a column give it NULL.
//!
//! SQL says so itself. Of an attribute of a model its place is known, and what stands behind it is a value in every language: `user.name = None`,
//! `update(name: nil)`, `'name' => null`, `setName(null)`, `name.eq(None::<String>)`.

use std::sync::LazyLock;

use regex::Regex;

use crate::catalog::NetChange;
use crate::model::event::EventKind;
use crate::model::reference::Reference;
use crate::source::Sources;

/// What may stand between a name and its value, and the value.
static GIVES_NULL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let between =
        r#"^["'`\]]*\s*(?:=>|=|:|,|\(|\.eq\()\s*(?:\w+\s*=>\s*)?(?:\w+::)?(?:(?:Set|ActiveValue)\(|\(\w+\??\)\s*)?"#;
    Regex::new(&format!(
        r"{between}(?:nil|null|NULL|None)(?:\s*(?:[,;)}}\]#/]|$)|[ \t]*[\r\n]|\s+(?:if|unless|do|end)\b|::<)"
    ))
    .ok()
});

/// Longer than what stands between a name and its value.
const AHEAD: usize = 80;

/// Takes away, of the columns that take no NULL any more, the uses that write something else.
pub(super) fn retain(net: &[NetChange], uses: &mut [Vec<Reference>], sources: &Sources) {
    for (_, uses) in net.iter().zip(uses).filter(|(change, _)| change.kind == EventKind::NullRefused) {
        uses.retain(|one| {
            let Some(text) = sources.text(&one.span) else { return false };
            let own = text.get(one.span.range.clone()).unwrap_or_default();
            own.eq_ignore_ascii_case("null") || gives_null(text.get(one.span.range.end..).unwrap_or_default())
        });
    }
}

/// Whether the text behind a name gives it NULL.
fn gives_null(behind: &str) -> bool {
    let mut end = behind.len().min(AHEAD);
    while !behind.is_char_boundary(end) {
        end -= 1;
    }
    GIVES_NULL.as_ref().is_some_and(|pattern| behind.get(..end).is_some_and(|text| pattern.is_match(text)))
}

#[cfg(test)]
mod tests {
    use super::gives_null;

    #[test]
    fn the_value_behind_a_name_is_null_or_is_not() {
        for (behind, expected) in [
            (" = None", true),
            (" = None\n", true),
            ("=None)", true),
            (": nil, email: mail)", true),
            ("' => null,", true),
            ("\": None}", true),
            (": null }", true),
            ("(null);", true),
            (".eq(None::<String>))", true),
            (": Set(None),", true),
            ("\", nil)", true),
            (", (string?)null)", true),
            (", p => null)", true),
            ("'] = null;", true),
            (" == nil", false),
            (": nilly", false),
            (": null | string", false),
            (" = name", false),
            ("(name)", false),
            (": None.get()", false),
            ("=value, email=None", false),
            ("", false),
            (": \u{fc}\u{fc}", false),
        ] {
            assert_eq!(gives_null(behind), expected, "{behind}");
        }
        assert!(!gives_null(&"\u{20ac}".repeat(40)));
    }
}
