//! Templates of Java's web frameworks: JSP and Thymeleaf. What is read are the paths inside of `${…}` and `*{…}`, as members of members.
//!
//! A variable that loops over a list is a row of it, so it goes by the list's name in the singular; a field of a form belongs to the form's object. The edge:
//! scriptlets (`<% … %>`), and calls of getters inside of expressions.

use std::collections::HashMap;
use std::ops::Range;

use crate::lang::facts::{CodeFacts, Expr, ExprKind};
use crate::lang::php::twig;

/// The facts of a template.
pub fn facts(text: &str) -> CodeFacts {
    let mut facts = CodeFacts::default();
    // What a loop's variable or the form's object goes by.
    let mut rows: HashMap<String, String> = HashMap::new();
    let mut object: Option<String> = None;
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find(['$', '*', '<', 't'])).map(|open| at + open) {
        at = open + 1;
        let rest = text.get(open..).unwrap_or_default();
        if rest.starts_with("${") || rest.starts_with("*{") {
            let end = rest.find('}').map_or(text.len(), |end| open + end);
            expression(text, open + 2..end, rest.starts_with('*'), (&rows, object.as_deref()), &mut facts.top);
            at = end;
        } else if rest.starts_with("<c:forEach") || rest.starts_with("<form:form") {
            let tag = rest.get(..rest.find('>').unwrap_or(rest.len())).unwrap_or_default();
            if let (Some(var), Some(items)) = (attribute(tag, "var"), attribute(tag, "items")) {
                rows.insert(var.to_owned(), singular(path_in(items)));
            }
            let of_form = attribute(tag, "modelAttribute").or_else(|| attribute(tag, "commandName"));
            object = of_form.map(str::to_owned).or(object);
        } else if let (true, Some(object)) = (rest.starts_with("<form:"), &object) {
            let tag = rest.get(..rest.find('>').unwrap_or(rest.len())).unwrap_or_default();
            if let Some(path) = attribute(tag, "path").filter(|path| is_word(path))
                && let Some(before) = tag.find(" path=")
            {
                let start = open + before + " path=\"".len();
                facts.top.push(member(object, path, start..start + path.len()));
            }
        } else if let Some(each) = rest.strip_prefix("th:each=\"")
            && let Some((var, items)) = each.split('"').next().and_then(|each| each.split_once(':'))
        {
            let var = var.split(',').next().unwrap_or_default().trim();
            rows.insert(var.to_owned(), singular(path_in(items)));
        } else if let Some(of) = rest.strip_prefix("th:object=\"") {
            object = of.split('"').next().map(|of| path_in(of).to_owned());
        }
    }
    facts
}

/// The members in one expression, their receivers by the names that they go by.
fn expression(
    text: &str,
    range: Range<usize>,
    of_object: bool,
    (rows, object): (&HashMap<String, String>, Option<&str>),
    out: &mut Vec<Expr>,
) {
    if let (true, Some(object)) = (of_object, object)
        && let Some(name) = text.get(range.clone()).filter(|name| is_word(name))
    {
        out.push(member(object, name, range));
        return;
    }
    let from = out.len();
    twig::names(text, range.start, range.end, out);
    for expr in out.iter_mut().skip(from) {
        rename(expr, rows, 0);
    }
}

fn rename(expr: &mut Expr, rows: &HashMap<String, String>, depth: usize) {
    match &mut expr.kind {
        ExprKind::Name(name) => {
            if let Some(row) = rows.get(name.as_str()) {
                name.clone_from(row);
            }
        }
        ExprKind::Member { object, .. } if depth < 64 => rename(object, rows, depth + 1),
        _ => {}
    }
}

fn member(object: &str, name: &str, range: Range<usize>) -> Expr {
    let object = Box::new(Expr::new(ExprKind::Name(object.to_owned()), range.start..range.start));
    Expr::new(ExprKind::Member { object, name: name.to_owned(), name_range: range.clone() }, range)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The value of an attribute of a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let at = tag.find(&format!(" {name}="))? + name.len() + 2;
    let quote = tag.get(at..)?.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    tag.get(at + 1..)?.split(quote).next()
}

/// The path in `${…}`, without it.
fn path_in(text: &str) -> &str {
    let inner = text.trim().trim_start_matches(['$', '*', '{']);
    inner.trim_end_matches('}').trim()
}

/// `users` as `user`, of a path the last part.
pub fn singular(path: &str) -> String {
    let last = path.rsplit('.').next().unwrap_or(path);
    match (last.strip_suffix("ies"), last.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y"),
        (None, Some(stem)) => stem.to_owned(),
        (None, None) => last.strip_suffix("List").unwrap_or(last).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::facts;

    #[test]
    fn members_are_found() {
        for (template, paths) in [
            ("<p th:text=\"${user.email}\">x.y</p> [[${a.b.c}]]", "user.email a.b.c"),
            ("<tr th:each=\"u, i : ${users}\"><td th:text=\"${u.email}\">", "user.email"),
            ("<form th:object=\"${user}\"><input th:field=\"*{email}\">", "user.email"),
            (
                "<c:forEach var=\"u\" items=\"${model.entries}\"><c:out value=\"${u.email}\"/>",
                "model.entries entry.email",
            ),
            ("<form:form modelAttribute=\"user\"><form:input path=\"email\"/></form:form>", "user.email"),
            ("${'a.b'} ${", ""),
        ] {
            let found: Vec<String> = facts(template).top.iter().filter_map(|expr| expr.path()).collect();
            assert_eq!(found.join(" "), paths, "{template}");
        }
    }
}
