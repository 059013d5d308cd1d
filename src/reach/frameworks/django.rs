//! Django: `urlpatterns` with `path`, `re_path` and `include`, routers of its REST framework, and Ninja's by their decorators elsewhere.

use crate::lang::facts::{Expr, ExprKind};
use crate::orm::CodeFile;
use crate::reach::{Declared, Framework, Mount};

/// The entry in the registry.
pub const FRAMEWORK: Framework = Framework {
    name: "django",
    also: &["REST framework"],
    languages: &["python"],
    words: &["urlpatterns", "urlconf", "DefaultRouter", "SimpleRouter", "re_path", "MIDDLEWARE", "context_processors"],
    hubs: &["urlpatterns", "urlconf", "DefaultRouter(", "SimpleRouter(", "MIDDLEWARE", "context_processors"],
    path: |path| path.ends_with("urls.py"),
    read,
};

fn read(file: &CodeFile, found: &mut Declared) {
    super::guards::django(file, found);
    let bodies = file.facts.functions.iter().flat_map(|function| &function.body);
    for expr in file.facts.top.iter().chain(bodies) {
        let list = match &expr.kind {
            ExprKind::Assign { target, .. } => target.last_name().filter(|name| !name.contains("urlpatterns")),
            _ => None,
        };
        walk(expr, "", list.map(str::to_owned), found);
    }
}

fn walk(expr: &Expr, prefix: &str, on: Option<String>, found: &mut Declared) {
    let ExprKind::Call { callee, args, .. } = &expr.kind else {
        // `router.urls`: what a router of the REST framework holds hangs here.
        if let Some(child) = expr.path().and_then(|path| path.strip_suffix(".urls").map(str::to_owned)) {
            found.mounts.push(Mount { child, prefix: prefix.to_owned(), on });
            return;
        }
        return expr.children().into_iter().for_each(|child| walk(child, prefix, on.clone(), found));
    };
    let name = callee.last_name().unwrap_or_default();
    let pattern = args.first().map(|arg| arg.value.as_text().unwrap_or_default());
    match (name, pattern) {
        ("path" | "re_path" | "url", Some(pattern)) if args.len() >= 2 => {
            let path = format!("{prefix}{}", readable(&pattern));
            let view = &args[1].value;
            match included(view) {
                Some(Included::Module(module)) => {
                    found.mounts.push(Mount { child: format!("\"{module}"), prefix: path, on });
                }
                Some(Included::Urls(inner)) => match inner.path() {
                    // A list of this file, or a module.
                    Some(name) if name.ends_with(".urls") => walk(inner, &path, on, found),
                    Some(child) => {
                        let module = format!("\"{child}");
                        found.mounts.push(Mount { child, prefix: path.clone(), on: on.clone() });
                        found.mounts.push(Mount { child: module, prefix: path, on });
                    }
                    None => walk(inner, &path, on, found),
                },
                None => found.route(&[], path, on, view.range.clone()),
            }
        }
        // A router's prefix stands for all actions of the set of views.
        ("register", Some(pattern)) if args.len() >= 2 && args[0].value.as_text().is_some() => {
            let ExprKind::Member { object, .. } = &callee.kind else { return };
            let router = object.last_name().map(str::to_owned);
            found.route(&[], format!("{prefix}{}/", readable(&pattern)), router, args[1].value.range.clone());
        }
        _ => expr.children().into_iter().for_each(|child| walk(child, prefix, on.clone(), found)),
    }
}

enum Included<'a> {
    Module(String),
    Urls(&'a Expr),
}

fn included(view: &Expr) -> Option<Included<'_>> {
    let ExprKind::Call { callee, args, .. } = &view.kind else { return None };
    let first = (callee.last_name() == Some("include")).then(|| args.first())??;
    let of = match &first.value.kind {
        // `include((patterns, "app"))`
        ExprKind::List(parts) if parts.first().is_some_and(|part| !matches!(part.kind, ExprKind::Call { .. })) => {
            parts.first()?
        }
        _ => &first.value,
    };
    Some(of.as_text().map_or(Included::Urls(of), Included::Module))
}

/// A pattern as a path: anchors go, named groups are shown by their name.
fn readable(pattern: &str) -> String {
    let pattern = pattern.trim_start_matches('^').trim_end_matches('$').replace("\\Z", "");
    let mut text = String::new();
    let mut rest = pattern.as_str();
    while let Some(at) = rest.find("(?P<") {
        text.push_str(&rest[..at]);
        let group = &rest[at + 4..];
        let name = group.split('>').next().unwrap_or_default();
        text.push_str(&format!("<{name}>"));
        let mut depth = 1;
        let end = group.char_indices().find(|(_, c)| {
            depth += i32::from(*c == '(') - i32::from(*c == ')');
            depth == 0
        });
        rest = end.map_or("", |(end, _)| &group[end + 1..]);
    }
    text.push_str(rest);
    // A point that is escaped is a point; `\d` and `\w` stay what they are.
    let mut shown = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '\\' || rest.peek().is_none_or(|next| next.is_ascii_alphanumeric()) {
            shown.push(c);
        }
    }
    shown
}
