//! Twig templates, and those of Jinja and Django, which say the same alike: the names in `{{ }}` and `{% %}`, as members of members, and what loops go over.
//! Filters, operators and strings are left out.

use crate::lang::facts::{CodeFacts, Expr, ExprKind};

/// The facts of a template.
pub fn facts(text: &str) -> CodeFacts {
    let mut facts = CodeFacts::default();
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('{')).map(|open| at + open) {
        let close = match text.as_bytes().get(open + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                at = open + 1;
                continue;
            }
        };
        let body = open + 2;
        let end = text.get(body..).and_then(|rest| rest.find(close)).map_or(text.len(), |end| body + end);
        if close != "#}" {
            if close == "%}" {
                facts.top.extend(looped(text, body, end));
            }
            names(text, body, end, &mut facts.top);
        }
        at = (end + 2).min(text.len());
    }
    facts
}

/// `for user in users`
fn looped(text: &str, from: usize, to: usize) -> Option<Expr> {
    let inside = text.get(from..to)?;
    let words: Vec<&str> = inside.trim_start_matches(['-', '+', '~']).split_whitespace().take(4).collect();
    let ["for", target, "in", value] = words.as_slice() else { return None };
    let is_name = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let path = value.split(['|', '(']).next().filter(|path| path.split('.').all(is_name))?;
    if !is_name(target) {
        return None;
    }
    // The whole tag is the place: nothing in it is shown by itself.
    let name = |name: &str| Box::new(Expr::new(ExprKind::Name(name.to_owned()), from..to));
    let last = path.rsplit('.').next()?;
    let value = if last == path { name(path) } else { Box::new(Expr::new(ExprKind::Empty, from..to)) };
    let kind = ExprKind::Assign { target: name(target), type_text: None, op: "in", declares: true, value };
    Some(Expr::new(kind, from..to))
}

/// The paths with a dot between `from` and `to`.
pub fn names(text: &str, from: usize, to: usize, out: &mut Vec<Expr>) {
    let bytes = text.as_bytes();
    let is_word = |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let mut at = from;
    while at < to {
        match bytes[at] {
            quote @ (b'"' | b'\'') => {
                at += 1;
                while at < to && bytes[at] != quote {
                    at += 1;
                }
                at += 1;
            }
            _ if is_word(at) => {
                let mut end = at;
                while end < to && is_word(end) {
                    end += 1;
                }
                let mut expr = Expr::new(ExprKind::Name(text[at..end].to_owned()), at..end);
                let mut depth = 0;
                while end < to && bytes[end] == b'.' && is_word(end + 1) && depth < 32 {
                    let start = end + 1;
                    end = start;
                    while end < to && is_word(end) {
                        end += 1;
                    }
                    let name = text[start..end].to_owned();
                    let member = ExprKind::Member { object: Box::new(expr), name, name_range: start..end };
                    expr = Expr::new(member, at..end);
                    depth += 1;
                }
                if depth > 0 {
                    out.push(expr);
                }
                at = end;
            }
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::facts;

    #[test]
    fn members_are_found() {
        for (template, paths) in [
            ("{{ user.email|upper }} x.y", "user.email"),
            ("{% if app.user.theme == 'a.b' %}{# c.d #}{{ e.f", "app.user.theme e.f"),
            ("{ a.b } {{", ""),
        ] {
            let found: Vec<String> = facts(template).top.iter().filter_map(|expr| expr.path()).collect();
            assert_eq!(found.join(" "), paths, "{template}");
        }
    }
}
