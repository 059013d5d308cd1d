//! Flask, FastAPI and their kin: a decorator says the route, a blueprint or router its prefix; Starlette's lists of routes.

use super::guards;
use crate::lang::facts::{Arg, Expr, ExprKind};
use crate::orm::CodeFile;
use crate::reach::{Declared, Framework, Mount};

/// The entry in the registry.
pub const FRAMEWORK: Framework = Framework {
    name: "flask",
    also: &["FastAPI", "Quart", "Sanic", "Starlette"],
    languages: &["python"],
    words: &[
        "flask",
        "Blueprint",
        "fastapi",
        "APIRouter",
        "FastAPI",
        "Flask",
        "quart",
        "sanic",
        "starlette",
        ".route(",
        "user_loader",
        "before_request",
    ],
    hubs: &["register_blueprint(", "include_router(", ".mount(", ".blueprint(", "Blueprint.group(", "Mount("],
    path: |_| false,
    read,
};

const VERBS: &[&str] = &["get", "post", "put", "patch", "delete", "head", "options"];

fn read(file: &CodeFile, found: &mut Declared) {
    for function in &file.facts.functions {
        for decorator in &function.decorators {
            let ExprKind::Call { callee, args, .. } = &decorator.kind else { continue };
            let ExprKind::Member { object, name, .. } = &callee.kind else { continue };
            let path = text(args, &["rule", "path"]).or_else(|| args.first().and_then(|arg| inner(&arg.value)));
            let Some(path) = path else { continue };
            let (Some(on), true) = (object.last_name(), path.is_empty() || path.starts_with('/')) else { continue };
            let verbs = match name.as_str() {
                verb if VERBS.contains(&verb) => vec![verb.to_owned()],
                "websocket" => vec!["WEBSOCKET".to_owned()],
                "route" | "api_route" => {
                    let told = verbs(args);
                    if told.is_empty() && name == "route" { vec!["GET".to_owned()] } else { told }
                }
                _ => continue,
            };
            let verbs: Vec<&str> = verbs.iter().map(String::as_str).collect();
            found.route(&verbs, path, Some(on.to_owned()), function.range.clone());
        }
    }
    guards::python(file, found);
    let bodies = file.facts.functions.iter().flat_map(|function| &function.body);
    let is_starlette = file.source.text.contains("starlette");
    for expr in file.facts.top.iter().chain(bodies) {
        expr.walk(&mut |part| {
            match &part.kind {
                ExprKind::Assign { target, value, .. } => router(target, value, found),
                ExprKind::Call { callee, args, .. } => call(callee, args, found),
                _ => {}
            }
            true
        });
        if is_starlette {
            listed(expr, "", found);
        }
    }
}

/// Starlette's lists: `Mount("/api", routes=[Route("/login", login, methods=["POST"])])`.
fn listed(expr: &Expr, prefix: &str, found: &mut Declared) {
    if let ExprKind::Call { callee, args, .. } = &expr.kind
        && let Some(name @ ("Route" | "WebSocketRoute" | "Mount")) = callee.last_name()
        && let Some(path) = text(args, &["path"])
    {
        let path = crate::reach::routes::join(prefix, &path);
        if name == "Mount" {
            let inside = named(args, &["routes", "app"]).or_else(|| args.get(1).map(|arg| &arg.value));
            if let Some(child) = inside.and_then(Expr::path) {
                found.mounts.push(Mount { child, prefix: path.clone(), on: None });
            }
            return expr.children().into_iter().for_each(|child| listed(child, &path, found));
        }
        let endpoint = args.iter().skip(1).find(|arg| arg.name.is_none()).map(|arg| &arg.value);
        if let Some(endpoint) = named(args, &["endpoint"]).or(endpoint) {
            let verbs = if name == "Route" { verbs(args) } else { vec!["WEBSOCKET".to_owned()] };
            let verbs: Vec<&str> = verbs.iter().map(String::as_str).collect();
            found.route(&verbs, path, None, endpoint.range.clone());
        }
        return;
    }
    expr.children().into_iter().for_each(|child| listed(child, prefix, found));
}

fn router(target: &Expr, value: &Expr, found: &mut Declared) {
    let (Some(name), ExprKind::Call { callee, args, .. }) = (target.last_name(), &value.kind) else { return };
    // `Blueprint.group(users, shops, url_prefix="/api")` of Sanic: its name stands for those that it is given.
    if callee.path().as_deref() == Some("Blueprint.group") {
        let prefix = named(args, &["url_prefix"]).and_then(Expr::as_text).unwrap_or_default();
        for child in args.iter().filter(|arg| arg.name.is_none()).filter_map(|arg| arg.value.path()) {
            found.mounts.push(Mount { child, prefix: prefix.clone(), on: Some(name.to_owned()) });
        }
        return;
    }
    if callee.last_name().is_some_and(|maker| maker.ends_with("Blueprint") || maker.ends_with("Router")) {
        let prefix = named(args, &["url_prefix", "prefix"]).and_then(Expr::as_text);
        found.routers.push((name.to_owned(), prefix.unwrap_or_default()));
    }
}

fn call(callee: &Expr, args: &[Arg], found: &mut Declared) {
    let ExprKind::Member { object, name, .. } = &callee.kind else { return };
    let on = object.last_name().map(str::to_owned);
    match name.as_str() {
        "register_blueprint" | "include_router" | "blueprint" | "mount" => {
            let child = args.iter().find_map(|arg| arg.value.path());
            let prefix =
                named(args, &["url_prefix", "prefix"]).and_then(Expr::as_text).or_else(|| text(args, &["path"]));
            if let Some(child) = child {
                found.mounts.push(Mount { child, prefix: prefix.unwrap_or_default(), on });
            }
        }
        name if matches!(name, "add_url_rule" | "add_api_route" | "add_route")
            || (name.starts_with("add_") && name.ends_with("resource")) =>
        {
            let path = args.iter().find_map(|arg| arg.value.as_text().filter(|text| text.starts_with('/')));
            // `api.add_resource(Users, versioned("users/"))`: what the function puts before it is not read.
            let path = path.or_else(|| {
                let inner = args.iter().skip(1).filter(|arg| arg.name.is_none()).find_map(|arg| inner(&arg.value));
                inner.filter(|_| name.ends_with("resource")).map(|path| format!("/{}", path.trim_start_matches('/')))
            });
            let (Some(path), Some(first), Some(end)) = (path, args.first(), args.last()) else { return };
            let verbs = verbs(args);
            let verbs: Vec<&str> = verbs.iter().map(String::as_str).collect();
            found.route(&verbs, path, on, first.value.range.start..end.value.range.end);
        }
        _ => {}
    }
}

/// The string that a function makes a path of: `versioned("/users")`.
fn inner(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Call { args, .. } => args.first().and_then(|arg| arg.value.as_text()),
        _ => None,
    }
}

fn named<'a>(args: &'a [Arg], names: &[&str]) -> Option<&'a Expr> {
    args.iter().find(|arg| arg.name.as_deref().is_some_and(|name| names.contains(&name))).map(|arg| &arg.value)
}

/// The first argument, or that of a name, if it is a string.
fn text(args: &[Arg], names: &[&str]) -> Option<String> {
    let first = args.first().filter(|arg| arg.name.is_none()).map(|arg| &arg.value);
    first.or_else(|| named(args, names)).and_then(Expr::as_text)
}

fn verbs(args: &[Arg]) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(list) = named(args, &["methods"]) {
        list.walk(&mut |part| {
            found.extend(part.as_text());
            true
        });
    }
    found
}
