//! Rust: axum's routers, actix's scopes and attributes, rocket's mounts. A function stands for the routes that it declares, or for its own.

use crate::lang::facts::{Arg, Expr, ExprKind, Function};
use crate::orm::CodeFile;
use crate::reach::{Declared, Framework, Mount};

/// The entry in the registry.
pub const FRAMEWORK: Framework = Framework {
    name: "axum",
    also: &["actix-web", "rocket", "warp", "poem"],
    languages: &["rust"],
    words: &["axum", "actix_web", "rocket", "poem", ".route(", "ServiceConfig", "routes!", "#[get(", "#[post(", "warp"],
    hubs: &[".nest(", ".nest_service(", ".mount(", ".merge(", ".service(", ".configure(", "scope("],
    path: |_| false,
    read,
};

const VERBS: &[&str] = &["get", "post", "put", "patch", "delete", "head", "any"];

fn read(file: &CodeFile, found: &mut Declared) {
    for function in &file.facts.functions {
        for decorator in &function.decorators {
            let (name, args) = super::attributes::parts(decorator);
            if name == "oai" {
                operation(function, args, found);
                continue;
            }
            let path = args.first().and_then(|arg| arg.value.as_text()).filter(|path| path.starts_with('/'));
            let Some(path) = path.filter(|_| VERBS.contains(&name) || name == "route") else { continue };
            let verb = if name == "route" || name == "any" { "" } else { name };
            // Rocket tells the query with the path.
            let path = path.split('?').next().unwrap_or(&path).to_owned();
            found.route(&[verb], path, Some(function.name.clone()), function.range.clone());
        }
        for expr in &function.body {
            walk(expr, "", &function.name, found);
        }
    }
}

/// `#[oai(path = "/users", method = "post")]` of poem; under which path its service hangs, the program says when it runs.
fn operation(function: &Function, args: &[Arg], found: &mut Declared) {
    let named =
        |name: &str| args.iter().find(|arg| arg.name.as_deref() == Some(name)).and_then(|arg| arg.value.as_text());
    if let Some(path) = named("path") {
        let verb = named("method").unwrap_or_default();
        found.route(&[&verb], path, Some(function.name.clone()), function.range.clone());
    }
}

/// Reads an expression below a prefix.
fn walk(expr: &Expr, prefix: &str, on: &str, found: &mut Declared) {
    let ExprKind::Call { callee, args, .. } = &expr.kind else {
        return expr.children().into_iter().for_each(|child| walk(child, prefix, on, found));
    };
    let ExprKind::Member { object, name, .. } = &callee.kind else {
        return expr.children().into_iter().for_each(|child| walk(child, prefix, on, found));
    };
    // `web::scope("/api").service(a)`: what follows stands below the scope.
    let below = scope(object).map_or(prefix.to_owned(), |scope| format!("{}{scope}", prefix.trim_end_matches('/')));
    let before = found.entries.len();
    walk(object, prefix, on, found);
    if matches!(name.as_str(), "layer" | "route_layer" | "wrap") {
        // What stands before it in the chain passes it; of a nested router only what is read here.
        args.iter().for_each(|arg| super::guards::layer(&arg.value, before, on, found));
    }
    if matches!(name.as_str(), "and_then" | "map" | "then")
        && let (Some((verb, path)), Some(first)) = (filters(object), args.first())
    {
        return found.route(&[&verb], path, Some(on.to_owned()), first.value.range.clone());
    }
    let text = args.first().and_then(|arg| arg.value.as_text());
    let at = |path: &str| format!("{}{path}", below.trim_end_matches('/'));
    match (name.as_str(), text) {
        ("route", Some(path)) if args.len() == 2 => routes(&args[1].value, &at(&path), on, found),
        // `web::resource("/b").route(web::post().to(b))`
        ("route", None) if args.len() == 1 => routes(&args[0].value, &below, on, found),
        ("nest" | "nest_service" | "mount" | "at", Some(path)) if args.len() == 2 => {
            children(&args[1].value, &at(&path), on, found);
        }
        ("merge" | "service" | "configure" | "wrap", None) => {
            args.iter().for_each(|arg| children(&arg.value, &below, on, found));
        }
        _ => args.iter().for_each(|arg| walk(&arg.value, &below, on, found)),
    }
}

/// The verb and the path of warp's filters: `warp::path("login").and(warp::post())`, `warp::path!("api" / "login")`.
fn filters(chain: &Expr) -> Option<(String, String)> {
    let (mut verb, mut parts) = (String::new(), Vec::new());
    chain.walk(&mut |part| {
        if let ExprKind::Call { callee, args, .. } = &part.kind
            && let Some(("warp", name)) = callee.path().as_deref().and_then(|path| path.split_once('.'))
        {
            match name {
                "path" | "path!" => args.iter().for_each(|arg| {
                    arg.value.walk(&mut |part| {
                        parts.extend(part.as_text());
                        true
                    });
                }),
                name if VERBS.contains(&name) => verb = name.to_owned(),
                _ => {}
            }
        }
        true
    });
    (!parts.is_empty()).then(|| (verb, format!("/{}", parts.join("/"))))
}

/// The path of the scope or resource that a chain begins with.
fn scope(expr: &Expr) -> Option<String> {
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return None };
    match callee.last_name() {
        Some("scope" | "resource") => args.first()?.value.as_text(),
        _ => match &callee.kind {
            ExprKind::Member { object, .. } => scope(object),
            _ => None,
        },
    }
}

/// What hangs below a prefix: another function, the names of a macro, or routers in place.
fn children(expr: &Expr, prefix: &str, on: &str, found: &mut Declared) {
    let mut mount = |child: String| {
        let (prefix, on) = (prefix.to_owned(), Some(on.to_owned()));
        found.mounts.push(Mount { child, prefix, on });
    };
    match &expr.kind {
        ExprKind::Name(_) | ExprKind::Member { .. } => expr.path().into_iter().for_each(mount),
        ExprKind::Call { callee, args, .. } => {
            if callee.last_name().is_some_and(|name| name.starts_with("routes"))
                && callee.as_name().is_some_and(|name| name.ends_with('!'))
            {
                return args.iter().filter_map(|arg| arg.value.path()).for_each(mount);
            }
            match callee.path().filter(|path| !path.contains("Router.new") && scope(expr).is_none()) {
                Some(path) => mount(path),
                None => walk(expr, prefix, on, found),
            }
        }
        _ => walk(expr, prefix, on, found),
    }
}

/// The handlers of a path: `get(a).post(b)`, `web::post().to(a)`.
fn routes(handlers: &Expr, path: &str, on: &str, found: &mut Declared) {
    let mut expr = handlers;
    let (mut any, mut verb_before): (bool, Option<&[Arg]>) = (false, None);
    while let ExprKind::Call { callee, args, .. } = &expr.kind {
        let name = callee.last_name().unwrap_or_default();
        let plain = name.strip_suffix("_service").unwrap_or(name);
        if VERBS.contains(&plain) || matches!(name, "method" | "on") {
            let verb = if VERBS.contains(&plain) && plain != "any" { plain } else { "" };
            // The handler stands in the verb, or behind it in `to`.
            let given = if args.is_empty() { verb_before } else { Some(&args[..]) };
            if let Some((first, last)) = given.and_then(|args| Some((args.first()?, args.last()?))) {
                let range = first.value.range.start..last.value.range.end;
                found.route(&[verb], path, Some(on.to_owned()), range);
                any = true;
            }
        } else if name == "to" {
            verb_before = Some(args);
        }
        match &callee.kind {
            ExprKind::Member { object, .. } => expr = object,
            _ => break,
        }
    }
    if !any {
        found.route(&[], path, Some(on.to_owned()), handlers.range.clone());
    }
}
