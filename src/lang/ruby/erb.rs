//! ERB templates as Ruby: what stands between `<%` and `%>` stays where it is, everything else becomes blank.

use crate::lang::islands::blank;

/// The Ruby of a template, byte for byte in place. A tag ends the statement in it; comments and `<%%` are left out.
pub fn ruby_of(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once("<%") {
        blank(before, &mut out);
        out.push_str("  ");
        let (body, after) = tag.split_once("%>").unwrap_or((tag, ""));
        if body.starts_with(['#', '%']) {
            blank(body, &mut out);
        } else {
            let code = body.trim_start_matches(['=', '-']);
            blank(&body[..body.len() - code.len()], &mut out);
            match code.strip_suffix('-') {
                Some(code) => {
                    out.push_str(code);
                    out.push(' ');
                }
                None => out.push_str(code),
            }
        }
        if body.len() < tag.len() {
            out.push_str("; ");
        }
        rest = after;
    }
    if out.len() < text.len() {
        blank(rest, &mut out);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::ruby_of;

    #[test]
    fn code_stays_in_its_place() {
        for (template, ruby) in [
            ("<p><%= @a.b %>\n<% if c -%>é<%# d %>", "       @a.b ; \n   if c  ;         ; "),
            ("<%% x %> <%", "      ; "),
            ("no code", "       "),
        ] {
            let found = ruby_of(template);
            assert_eq!(found.len(), template.len(), "{template}");
            assert_eq!(found.trim_end(), ruby.trim_end(), "{template}");
        }
    }
}
