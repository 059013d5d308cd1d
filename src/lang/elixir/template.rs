//! Templates of Elixir (EEx, HEEx): what stands in `<% %>` and in the braces of HEEx stays where it is, everything else becomes blank.
//!
//! Comments, `<%%` and the bodies of `<script>` and `<style>` hold no Elixir; `<% %>` in a script does.

use crate::lang::islands::blank;

/// How many bytes may be looked through for the ends of braces that have none, so that a text full of them is still read in time.
const UNCLOSED: usize = 1 << 20;

/// The Elixir of a template, byte for byte in place. Each part ends its statement with a line break. `braces`: those of HEEx hold code too.
pub fn elixir_of(text: &str, braces: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // The opening tag around, whose attributes are read, by what ends the element: `</script`.
    let mut opening: Option<&str> = None;
    // The element around whose text is none of the template's.
    let mut opaque: Option<&str> = None;
    let mut unclosed = UNCLOSED;
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
            braced(rest, &mut unclosed, &mut out)
        } else {
            if rest.starts_with('>')
                && let Some(end) = opening.take()
            {
                let before = &text[..text.len() - rest.len()];
                opaque = (!before.ends_with('/')).then_some(end);
            } else if braces && opaque.is_none() && opening.is_none() {
                let names = [("<script", "</script"), ("<style", "</style")];
                opening = names.iter().find(|(begin, _)| starts_with(rest, begin)).map(|(_, end)| *end);
            }
            let stops: &[char] = if opening.is_some() { &['<', '{', '>'] } else { &['<', '{'] };
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let next = rest[first..].find(stops).map_or(rest.len(), |at| first + at);
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

/// A part in braces, which may hold more of them; how many bytes were taken. `budget`: how far may be looked for an end that is not there.
fn braced(text: &str, budget: &mut usize, out: &mut String) -> usize {
    let mut depth = 0usize;
    let mut in_string = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().take(*budget) {
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
    *budget -= text.len().min(*budget);
    blank("{", out);
    1
}

fn skip(text: &str, end: &str, out: &mut String) -> usize {
    let taken = text.find(end).map_or(text.len(), |at| at + end.len());
    blank(&text[..taken], out);
    taken
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
            ("é{@a}", "   @a"),
            ("<p>é<%= @a %>—{@b}", "         @a \n     @b"),
            (
                "<script x={@a > 1} y=\"<%= @b %>\">{c}</script>{@d}",
                "           @a > 1\n        @b \n                @d",
            ),
            ("<SCRIPT>{a}</Script>{@b}<style>{c}", "                     @b"),
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
        for text in ["<script", "<style {", "{", "{\"", "<!--", "<script>", "<%", "</script", "é{"] {
            let text = text.repeat(50_000);
            assert_eq!(elixir_of(&text, true).len(), text.len());
        }
    }
}
