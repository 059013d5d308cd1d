//! Routes in blocks: Ktor's `routing { route("/x") { post("/login") { … } } }`, Phoenix's `scope "/api" do post "/login", C, :create end`,
//! and Laravel's chains `Route::prefix("x")->group(fn)`.

use super::guards::Pipelines;
use crate::lang::facts::{Arg, Expr, ExprKind};
use crate::model::reach::EntryKind;
use crate::reach::{Declared, Entry, Framework, Handler, Mount};

/// Ktor.
pub const KTOR: Framework = Framework {
    name: "ktor",
    also: &[],
    languages: &["kotlin"],
    words: &["routing", "io.ktor", "Route."],
    hubs: &["routing", "route("],
    path: |_| false,
    read: |file, found| {
        for function in &file.facts.functions {
            function.body.iter().for_each(|expr| ktor(expr, "", &function.name, found));
        }
    },
};

/// Laravel.
pub const LARAVEL: Framework = Framework {
    name: "laravel",
    also: &["Lumen"],
    languages: &["php"],
    words: &["Route::", "$middleware"],
    hubs: &["Route::", "$middleware"],
    path: |path| path.starts_with("routes/") || path.contains("/routes/"),
    read: |file, found| {
        super::guards::laravel(file, found);
        // `routes/api.php` is loaded below `/api`, unless the file says so itself.
        let told = ["'prefix' => 'api'", "prefix('api')"].iter().any(|said| file.source.text.contains(said));
        let prefix = if file.path().ends_with("routes/api.php") && !told { "/api" } else { "" };
        let bodies = file.facts.functions.iter().flat_map(|function| &function.body);
        for expr in file.facts.top.iter().chain(bodies) {
            laravel(expr, prefix, None, found);
        }
    },
};

/// Phoenix.
pub const PHOENIX: Framework = Framework {
    name: "phoenix",
    also: &[],
    languages: &["elixir"],
    words: &[":router", "Phoenix.Router"],
    hubs: &[":router", "Phoenix.Router"],
    path: |path| path.ends_with("router.ex"),
    read: |file, found| {
        for class in &file.facts.classes {
            let pipelines = super::guards::pipelines(file, class);
            class.body.iter().for_each(|expr| phoenix(expr, "", "", &pipelines, found));
        }
    },
};

const VERBS: &[&str] = &["get", "post", "put", "patch", "delete", "head", "options"];
/// The actions of a resource: Laravel's name, Phoenix's, verb, path.
const ACTIONS: &[(&str, &str, &str, &str)] = &[
    ("index", "index", "GET", ""),
    ("store", "create", "POST", ""),
    ("create", "new", "GET", "/new"),
    ("show", "show", "GET", "/:id"),
    ("edit", "edit", "GET", "/:id/edit"),
    ("update", "update", "PUT", "/:id"),
    ("destroy", "delete", "DELETE", "/:id"),
];

fn texts(args: &[Arg]) -> Option<String> {
    args.first().filter(|arg| arg.name.is_none()).and_then(|arg| arg.value.as_text())
}

fn blocks(args: &[Arg]) -> impl Iterator<Item = &Expr> {
    args.iter()
        .filter_map(|arg| match &arg.value.kind {
            ExprKind::Lambda { body, .. } => Some(body),
            _ => None,
        })
        .flatten()
}

fn ktor(expr: &Expr, prefix: &str, on: &str, found: &mut Declared) {
    let ExprKind::Call { callee, args, .. } = &expr.kind else {
        // `authRoutes()` without arguments reads like a name.
        if let Some(name) = expr.as_name().filter(|name| name.ends_with("outes") || name.ends_with("outing")) {
            found.mounts.push(Mount { child: name.to_owned(), prefix: prefix.to_owned(), on: Some(on.to_owned()) });
        }
        return expr.children().into_iter().for_each(|child| ktor(child, prefix, on, found));
    };
    let (name, text) = (callee.last_name().unwrap_or_default(), texts(args));
    let path = || format!("{}/{}", prefix.trim_end_matches('/'), text.clone().unwrap_or_default().trim_matches('/'));
    match name {
        "route" if text.is_some() => blocks(args).for_each(|expr| ktor(expr, &path(), on, found)),
        verb if VERBS.contains(&verb) && callee.as_name().is_some() => {
            let handler = args.last().filter(|arg| matches!(arg.value.kind, ExprKind::Lambda { .. }));
            if let Some(handler) = handler {
                found.route(&[verb], path(), Some(on.to_owned()), handler.value.range.clone());
            }
        }
        other if other.ends_with("outes") || other.ends_with("outing") && blocks(args).next().is_none() => {
            found.mounts.push(Mount { child: other.to_owned(), prefix: prefix.to_owned(), on: Some(on.to_owned()) });
        }
        _ => expr.children().into_iter().for_each(|child| ktor(child, prefix, on, found)),
    }
}

fn phoenix(expr: &Expr, prefix: &str, module: &str, pipelines: &Pipelines, found: &mut Declared) {
    let ExprKind::Call { callee, args, .. } = &expr.kind else {
        return expr.children().into_iter().for_each(|child| phoenix(child, prefix, module, pipelines, found));
    };
    let (name, text) = (callee.last_name().unwrap_or_default(), texts(args));
    let path = |text: &str| format!("{}/{}", prefix.trim_end_matches('/'), text.trim_matches('/'));
    let class = args.get(1).and_then(|arg| arg.value.path());
    let joined = |class: &str| if module.is_empty() { class.to_owned() } else { format!("{module}.{class}") };
    match (name, text) {
        ("scope", text) => {
            let inner = path(&text.unwrap_or_default());
            let alias =
                args.iter().find_map(|arg| arg.value.path().filter(|path| path.starts_with(char::is_uppercase)));
            let module = alias.map_or(module.to_owned(), |alias| joined(&alias));
            let before = found.entries.len();
            blocks(args).for_each(|expr| phoenix(expr, &inner, &module, pipelines, found));
            pipelines.pass(found, before, args);
        }
        ("live_session", _) => {
            let before = found.entries.len();
            blocks(args).for_each(|expr| phoenix(expr, prefix, module, pipelines, found));
            super::guards::mounted(found, before, args, pipelines);
        }
        ("pipeline", _) => {}
        ("resources", Some(text)) => {
            let Some(class) = class else { return };
            let list = |name: &str| {
                let value = args.iter().find(|arg| arg.name.as_deref() == Some(name)).map(|arg| &arg.value)?;
                let mut all = Vec::new();
                value.walk(&mut |part| {
                    all.extend(part.as_text());
                    true
                });
                Some(all)
            };
            let (only, except) = (list("only"), list("except"));
            for (_, action, verb, rest) in ACTIONS {
                let has = |all: &Vec<String>| all.iter().any(|one| one == action);
                if only.as_ref().is_none_or(has) && !except.as_ref().is_some_and(has) {
                    method(found, verb, format!("{}{rest}", path(&text)), joined(&class), Some(action));
                }
            }
            let inner = format!("{}/:id", path(&text));
            blocks(args).for_each(|expr| phoenix(expr, &inner, module, pipelines, found));
        }
        ("live", Some(text)) => {
            let Some(class) = class else { return };
            method(found, "GET", path(&text), joined(&class), None);
        }
        (verb, Some(text)) if VERBS.contains(&verb) => {
            let Some(class) = class else { return };
            let action = args.get(2).and_then(|arg| arg.value.as_text());
            method(found, verb, path(&text), joined(&class), action.as_deref());
        }
        _ => expr.children().into_iter().for_each(|child| phoenix(child, prefix, module, pipelines, found)),
    }
}

fn laravel(expr: &Expr, prefix: &str, controller: Option<&str>, found: &mut Declared) {
    let ExprKind::Call { .. } = &expr.kind else {
        return expr.children().into_iter().for_each(|child| laravel(child, prefix, controller, found));
    };
    let chain = links(expr);
    let routed = chain.iter().any(|(name, _)| *name == "Route" || *name == "router");
    if !routed {
        return expr.children().into_iter().for_each(|child| laravel(child, prefix, controller, found));
    }
    let mut prefix = prefix.to_owned();
    let mut controller = controller.map(str::to_owned);
    for (name, args) in &chain {
        match *name {
            "prefix" => {
                let text = texts(args).unwrap_or_default();
                prefix = format!("{}/{}", prefix.trim_end_matches('/'), text.trim_matches('/'));
            }
            "controller" => controller = args.first().and_then(|arg| class_of(&arg.value)),
            "group" => {
                if let Some(ExprKind::Map(entries)) = args.first().map(|arg| &arg.value.kind) {
                    for entry in entries {
                        if matches!(&entry.key, crate::lang::facts::Key::Name(name) if name == "prefix") {
                            let text = entry.value.as_text().unwrap_or_default();
                            prefix = format!("{}/{}", prefix.trim_end_matches('/'), text.trim_matches('/'));
                        }
                    }
                }
                let before = found.entries.len();
                blocks(args).for_each(|expr| laravel(expr, &prefix, controller.as_deref(), found));
                let given = chain.iter().filter(|(name, _)| *name == "middleware").flat_map(|(_, args)| *args);
                let classes: Vec<String> =
                    given.chain(*args).flat_map(|arg| super::guards::classes(&arg.value)).collect();
                super::guards::of_routes(found, before, &classes, "handle");
            }
            "resource" | "apiResource" => {
                let (Some(text), Some(class)) = (texts(args), args.get(1).and_then(|arg| class_of(&arg.value))) else {
                    continue;
                };
                let text = nested(text.trim_matches('/'));
                for (action, _, verb, rest) in ACTIONS {
                    if (*name == "apiResource" && matches!(*action, "create" | "edit")) || !is_kept(action, &chain) {
                        continue;
                    }
                    let rest = rest.replace("/new", "/create");
                    method(
                        found,
                        verb,
                        format!("{}/{text}{rest}", prefix.trim_end_matches('/')),
                        class.clone(),
                        Some(action),
                    );
                }
            }
            verb if VERBS.contains(&verb) || matches!(verb, "any" | "match") => {
                let at = usize::from(verb == "match");
                let (Some(text), Some(handler)) = (args.get(at).and_then(|arg| arg.value.as_text()), args.get(at + 1))
                else {
                    continue;
                };
                let path = format!("{}/{}", prefix.trim_end_matches('/'), text.trim_matches('/'));
                let verb = if VERBS.contains(&verb) { verb } else { "" };
                handler_of(&handler.value, verb, path, controller.as_deref(), found);
            }
            _ => {}
        }
    }
}

/// The links of a chain, first to last; the root is a link without arguments.
fn links(expr: &Expr) -> Vec<(&str, &[Arg])> {
    let mut found: Vec<(&str, &[Arg])> = Vec::new();
    let mut next = Some(expr);
    while let Some(expr) = next.take() {
        match &expr.kind {
            ExprKind::Call { callee, args, .. } => match &callee.kind {
                ExprKind::Member { object, name, .. } => {
                    found.push((name, args));
                    next = Some(object);
                }
                _ => found.extend(callee.last_name().map(|name| (name, &args[..]))),
            },
            _ => found.extend(expr.last_name().map(|name| (name, &[][..]))),
        }
    }
    found.reverse();
    found
}

/// `[C::class, "m"]`, `"C@m"`, `C::class`, `"m"` below a controller, or a function in place.
/// `photos.comments` of Laravel hangs below one photo: `photos/{photo}/comments`.
fn nested(text: &str) -> String {
    let mut parts: Vec<&str> = text.split('.').collect();
    let last = parts.pop().unwrap_or_default();
    let below = |part: &str| {
        let one = crate::orm::naming::singularize(part.rsplit('/').next().unwrap_or(part)).replace('-', "_");
        format!("{part}/{{{one}}}/")
    };
    parts.into_iter().map(below).chain([last.to_owned()]).collect()
}

/// Whether `->only(…)` and `->except(…)` behind a resource keep an action.
fn is_kept(action: &str, chain: &[(&str, &[Arg])]) -> bool {
    let lists = |wanted: &str, action: &str| {
        let mut found = None;
        for (_, args) in chain.iter().filter(|(name, _)| *name == wanted) {
            for arg in *args {
                arg.value.walk(&mut |part| {
                    let fits = part.as_text().map(|text| text == action);
                    found = fits.map_or(found, |fits| Some(found.unwrap_or(false) || fits));
                    true
                });
            }
        }
        found
    };
    lists("only", action).unwrap_or(true) && !lists("except", action).unwrap_or(false)
}

fn handler_of(value: &Expr, verb: &str, path: String, controller: Option<&str>, found: &mut Declared) {
    match &value.kind {
        ExprKind::List(parts) if parts.len() == 2 => {
            if let (Some(class), Some(name)) = (class_of(&parts[0]), parts[1].as_text()) {
                method(found, verb, path, class, Some(&name));
            }
        }
        ExprKind::Lambda { .. } => found.route(&[verb], path, None, value.range.clone()),
        // `['uses' => 'UserController@show', 'as' => 'users.show']`
        ExprKind::Map(entries) => {
            let uses = |entry: &&crate::lang::facts::Entry| matches!(&entry.key, crate::lang::facts::Key::Name(name) if name == "uses");
            if let Some(uses) = entries.iter().find(uses).filter(|uses| !matches!(uses.value.kind, ExprKind::Map(_))) {
                handler_of(&uses.value, verb, path, controller, found);
            }
        }
        _ => match (value.as_text(), controller) {
            (Some(text), controller) => match (text.split_once('@'), controller) {
                (Some((class, name)), _) => method(found, verb, path, class.replace('\\', "."), Some(name)),
                (None, Some(controller)) => method(found, verb, path, controller.to_owned(), Some(&text)),
                _ => {}
            },
            (None, _) => {
                if let Some(class) = class_of(value) {
                    method(found, verb, path, class, Some("__invoke"));
                }
            }
        },
    }
}

/// `C::class`; a namespace says nothing that the folders have to agree with.
fn class_of(value: &Expr) -> Option<String> {
    match &value.kind {
        ExprKind::Member { object, name, .. } if name == "class" => {
            object.last_name().map(|name| crate::reach::mentions::last(name).to_owned())
        }
        _ => value.as_text().filter(|text| text.contains("Controller")).map(|text| text.replace('\\', ".")),
    }
}

fn method(found: &mut Declared, verb: &str, path: String, class: String, method: Option<&str>) {
    found.entries.push(Entry {
        kind: EntryKind::Http,
        verbs: (!verb.is_empty()).then(|| verb.to_uppercase()).into_iter().collect(),
        path,
        on: None,
        handler: Handler::Method { class, method: method.map(str::to_owned) },
    });
}
