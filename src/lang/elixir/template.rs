//! Templates of Elixir (EEx, HEEx): what stands in `<% %>` and in the braces of HEEx stays where it is, everything else becomes blank.
//!
//! Comments, `<%%` and the bodies of `<script>` and `<style>` hold no Elixir; `<% %>` in a script does.

/// The Elixir of a template, byte for byte in place. Each part ends its statement with a line break. `braces`: those of HEEx hold code too.
pub fn elixir_of(text: &str, braces: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // The element around whose text is none of the template's: `</script`.
    let mut opaque: Option<&str> = None;
    while !rest.is_empty() {
        let taken = if let Some(tag) = rest.strip_prefix("<%") {
            tagged(tag, &mut out)
        } else if rest.starts_with("<!--") {
            skip(rest, "-->", &mut out)
        } else if let Some(end) = opaque.filter(|end| starts_with(rest, end)) {
            opaque = None;
            blank(&rest[..end.len()], &mut out);
            end.len()
        } else if opaque.is_none() && braces && rest.starts_with('{') {
            braced(rest, &mut out)
        } else if braces && opaque.is_none() && (starts_with(rest, "<script") || starts_with(rest, "<style")) {
            let name = if starts_with(rest, "<script") { "</script" } else { "</style" };
            // The attributes of the tag itself are read.
            let own = rest.find('>').map_or(rest.len(), |at| at + 1);
            if !rest[..own].ends_with("/>") {
                opaque = Some(name);
            }
            let head = rest.get(..own).unwrap_or(rest);
            match head.get(1..).is_some_and(|inner| inner.contains(['{', '<'])) {
                true => {
                    blank("<", &mut out);
                    out.push_str(&elixir_of(&head[1..], braces));
                }
                false => blank(head, &mut out),
            }
            head.len()
        } else {
            let next = rest.get(1..).and_then(|more| more.find(['<', '{'])).map_or(rest.len(), |at| at + 1);
            let next = if rest.is_char_boundary(next) { next } else { rest.len() };
            blank(&rest[..next], &mut out);
            next
        };
        rest = &rest[taken..];
    }
    out
}

fn starts_with(text: &str, tag: &str) -> bool {
    text.as_bytes().get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes()))
}

/// What stands behind `<%`; how many bytes were taken with it.
fn tagged(tag: &str, out: &mut String) -> usize {
    let comment = tag.starts_with("!--");
    let end = if comment { "--%>" } else { "%>" };
    let (body, closed) = match tag.split_once(end) {
        Some((body, _)) => (body, end.len()),
        None => (tag, 0),
    };
    out.push_str("  ");
    if comment || body.starts_with(['#', '%']) {
        blank(body, out);
    } else {
        let code = body.trim_start_matches(['=', '/', '|']);
        blank(&body[..body.len() - code.len()], out);
        out.push_str(code);
    }
    if closed > 0 {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', closed - 1));
    }
    2 + body.len() + closed
}

/// A part in braces, which may hold more of them; how many bytes were taken.
fn braced(text: &str, out: &mut String) -> usize {
    let mut depth = 0usize;
    let mut in_string = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_string = !in_string,
            b'{' if !in_string => depth += 1,
            b'}' if !in_string => {
                depth -= 1;
                if depth == 0 {
                    out.push(' ');
                    out.push_str(&text[1..at]);
                    out.push('\n');
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    // One that nothing closes is text.
    blank("{", out);
    1
}

fn skip(text: &str, end: &str, out: &mut String) -> usize {
    let taken = text.find(end).map_or(text.len(), |at| at + end.len());
    blank(&text[..taken], out);
    taken
}

/// As many bytes of white space, with the line breaks kept.
fn blank(text: &str, out: &mut String) {
    out.extend(text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
}

#[cfg(test)]
mod tests {
    use super::elixir_of;

    #[test]
    fn code_stays_in_its_place() {
        for (template, elixir) in [
            ("<p><%= @a.b %>é<%# d %>", "       @a.b \n         \n "),
            ("<%% x %> <%", "      \n    "),
            ("<b x={@a[:b]}>{f(\"}\", %{c: 1})}</b>", "      @a[:b]\n  f(\"}\", %{c: 1})\n    "),
            ("<style>a { b: c }</style>{@d}", "                          @d\n"),
            ("<script x={@a} />{@d}", "           @a\n    @d\n"),
            ("<script>let a = {b: <%= @c %>}</script>", "                        @c \n          "),
            ("<!-- {@a} --><%!-- @b --%>{", "                        \n   "),
            ("no code", "       "),
        ] {
            let found = elixir_of(template, true);
            assert_eq!(found.len(), template.len(), "{template}");
            assert_eq!(found.trim_end(), elixir.trim_end(), "{template}");
        }
    }

    #[test]
    fn braces_are_text_without_heex() {
        assert_eq!(elixir_of("{@a}<%= @b %>", false).trim(), "@b");
    }

    #[test]
    fn hostile_texts_are_read() {
        for text in ["<%", "<%=", "{", "{{{", "<script", "<script{", "<!--", "{\"", "<é{é", "<styleé{<"] {
            assert_eq!(elixir_of(text, true).len(), text.len(), "{text}");
        }
    }
}
