//! Models of dbt: SQL with Jinja in it. `{{ source('shop', 'orders') }}` is the table `orders`; what `ref` gives is made by dbt and is no table of the
//! migrations, whatever its name.
//!
//! Everything else in braces becomes a name or a blank, each as long as before. The edge: a source whose table has an `identifier`, and what macros put together.

/// A model as plain SQL, byte for byte in place; `None` if the text is none.
pub fn plain(text: &str) -> Option<String> {
    if !["source(", "ref("].iter().any(|call| text.contains(call)) || !text.contains("{{") {
        return None;
    }
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('{')).map(|open| at + open) {
        let close = match bytes.get(open + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                at = open + 1;
                continue;
            }
        };
        let inside = open + 2;
        let end = text.get(inside..).and_then(|rest| rest.find(close)).map_or(bytes.len(), |end| inside + end + 2);
        for (byte, filled) in bytes.iter().zip(&mut out).take(end).skip(open) {
            *filled = if *byte == b'\n' { b'\n' } else { b' ' };
        }
        if close == "}}" {
            let tag = text.get(inside..end).unwrap_or_default();
            match table(tag) {
                Some(table) => out[inside + table.start..inside + table.end]
                    .copy_from_slice(&bytes[inside + table.start..inside + table.end]),
                None if tag.trim_start_matches('-').trim_start().starts_with("config(") => {}
                None => out[open..inside].copy_from_slice(b"zq"),
            }
        }
        at = end;
    }
    String::from_utf8(out).ok()
}

/// Where the table's name stands in `source('shop', 'orders')`.
fn table(tag: &str) -> Option<std::ops::Range<usize>> {
    let open = tag.find("source(")? + "source(".len();
    let end = open + tag.get(open..)?.find(')')?;
    let second = open + tag.get(open..end)?.find(',')? + 1;
    let start = second + tag.get(second..end)?.find(['\'', '"'])? + 1;
    let length = tag.get(start..end)?.find(['\'', '"'])?;
    Some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn sources_are_tables() {
        for (text, expected) in [
            ("select a from {{ source('s', 'orders') }}", Some("select a from                 orders     ")),
            (
                "{{ config(x=1) }}\nselect {{ f() }} from {{ ref('m') }}",
                Some("                 \nselect zq        from zq           "),
            ),
            ("{% if x %}é{# ref( #}{{ 'ref(' }", Some("          é          zq         ")),
            ("select 1", None),
        ] {
            let found = plain(text);
            assert_eq!(found.as_deref().map(str::trim_end), expected.map(str::trim_end), "{text}");
            assert!(found.is_none_or(|found| found.len() == text.len()), "{text}");
        }
    }
}
