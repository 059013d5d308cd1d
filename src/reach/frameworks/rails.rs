//! Rails: `config/routes.rb` and the files that it draws, with namespaces, scopes and resources.

use crate::lang::facts::{Arg, Expr, ExprKind};
use crate::model::reach::EntryKind;
use crate::orm::naming;
use crate::reach::{Declared, Entry, Framework, Handler};

/// The entry in the registry.
pub const FRAMEWORK: Framework = Framework {
    name: "rails",
    also: &[],
    languages: &["ruby"],
    words: &["routes.draw"],
    hubs: &["routes.draw"],
    path: |path| path.ends_with("config/routes.rb") || path.contains("config/routes/"),
    read: |file, found| {
        for expr in &file.facts.top {
            walk(expr, &Scope::default(), found);
        }
    },
};

const VERBS: &[&str] = &["get", "post", "put", "patch", "delete", "match"];
/// The actions of a resource: name, verb, path; those of a singular one have no `:id`.
const ACTIONS: &[(&str, &str, &str)] = &[
    ("index", "GET", ""),
    ("create", "POST", ""),
    ("new", "GET", "/new"),
    ("edit", "GET", "/:id/edit"),
    ("show", "GET", "/:id"),
    ("update", "PATCH", "/:id"),
    ("destroy", "DELETE", "/:id"),
];

#[derive(Clone, Debug, Default)]
struct Scope {
    path: String,
    modules: Vec<String>,
    /// The controller around: `users`.
    controller: Option<String>,
    /// The path of one member of the resource around.
    member: Option<String>,
    /// Routes here are of a member, or of the collection.
    on_member: bool,
    singular: bool,
}

fn walk(expr: &Expr, scope: &Scope, found: &mut Declared) {
    let ExprKind::Call { callee, args, .. } = &expr.kind else {
        return expr.children().into_iter().for_each(|child| walk(child, scope, found));
    };
    let name = callee.last_name().unwrap_or_default();
    let texts: Vec<String> =
        args.iter().filter(|arg| arg.name.is_none()).filter_map(|arg| arg.value.as_text()).collect();
    let option = |name: &str| named(args, name).and_then(Expr::as_text);
    let block = |scope: &Scope, found: &mut Declared| {
        for arg in args {
            if let ExprKind::Lambda { body, .. } = &arg.value.kind {
                body.iter().for_each(|expr| walk(expr, scope, found));
            }
        }
    };
    match name {
        "namespace" => {
            for text in &texts {
                let mut inner = scope.clone();
                inner.path = format!("{}/{}", scope.path, option("path").unwrap_or(text.clone()).trim_matches('/'));
                inner.modules.push(option("module").unwrap_or(text.clone()));
                block(&inner, found);
            }
        }
        "scope" | "controller" => {
            let mut inner = scope.clone();
            let path = option("path").or_else(|| texts.first().cloned().filter(|_| name == "scope"));
            if let Some(path) = path.filter(|path| !path.trim_matches('/').is_empty()) {
                inner.path = format!("{}/{}", scope.path, path.trim_matches('/'));
            }
            inner.modules.extend(option("module"));
            let controller = option("controller").or_else(|| texts.first().cloned().filter(|_| name == "controller"));
            inner.controller = controller.or(inner.controller);
            block(&inner, found);
        }
        "resources" | "resource" => {
            for text in &texts {
                resource(text, name == "resource", args, scope, found, &block);
            }
        }
        "member" => block(&Scope { on_member: true, ..scope.clone() }, found),
        "collection" | "new" => block(&Scope { on_member: false, member: None, ..scope.clone() }, found),
        "root" => {
            let to = option("to").or_else(|| texts.first().cloned());
            add(found, scope, "GET", "/", to.as_deref());
        }
        verb if VERBS.contains(&verb) && !args.is_empty() => route(verb, args, &texts, scope, found),
        "devise_for" => devise(&texts, args, scope, found),
        _ => expr.children().into_iter().for_each(|child| walk(child, scope, found)),
    }
}

fn resource(
    name: &str,
    singular: bool,
    args: &[Arg],
    scope: &Scope,
    found: &mut Declared,
    block: &dyn Fn(&Scope, &mut Declared),
) {
    let option = |name: &str| named(args, name);
    let path = option("path").and_then(Expr::as_text).unwrap_or_else(|| name.to_owned());
    let path = format!("{}/{}", scope.member.as_deref().unwrap_or(&scope.path), path.trim_matches('/'));
    let mut inner = scope.clone();
    inner.modules.extend(option("module").and_then(Expr::as_text));
    let plural = if singular { naming::pluralize(name) } else { name.to_owned() };
    let controller = option("controller").and_then(Expr::as_text).unwrap_or(plural);
    inner.controller = Some(controller);
    inner.singular = singular;
    let key = option("param").and_then(Expr::as_text).unwrap_or_else(|| "id".to_owned());
    let (only, except) = (option("only").map(words), option("except").map(words));
    for (action, verb, rest) in ACTIONS {
        let wanted = only.as_ref().is_none_or(|only| only.iter().any(|one| one == action))
            && except.as_ref().is_none_or(|except| !except.iter().any(|one| one == action));
        if !wanted || (singular && *action == "index") {
            continue;
        }
        let rest = if singular { rest.replace("/:id", "") } else { rest.replace(":id", &format!(":{key}")) };
        let here = Scope { path: format!("{path}{rest}"), member: None, ..inner.clone() };
        let controller = here.controller.clone().unwrap_or_default();
        add(found, &here, verb, "", Some(&format!("{controller}#{action}")));
    }
    inner.member = Some(if singular { path.clone() } else { format!("{path}/:{}_id", naming::singularize(name)) });
    inner.path = path;
    inner.on_member = false;
    block(&inner, found);
}

/// `post "/login", to: "sessions#create"`, `get "logout" => "sessions#destroy"`, `post :ban, on: :member`
fn route(verb: &str, args: &[Arg], texts: &[String], scope: &Scope, found: &mut Declared) {
    let option = |name: &str| named(args, name).and_then(Expr::as_text);
    let verbs: Vec<String> = match verb {
        "match" => named(args, "via").map(words).unwrap_or_default().iter().map(|verb| verb.to_uppercase()).collect(),
        _ => vec![verb.to_uppercase()],
    };
    let known = [
        "to",
        "as",
        "on",
        "via",
        "action",
        "controller",
        "constraints",
        "defaults",
        "format",
        "module",
        "path",
        "param",
        "anchor",
    ];
    let arrow = args.iter().find_map(|arg| {
        let path = arg.name.as_deref().filter(|name| !known.contains(name))?;
        Some((path.to_owned(), arg.value.as_text()?))
    });
    let mut paths: Vec<(String, Option<String>)> = texts.iter().map(|text| (text.clone(), option("to"))).collect();
    paths.extend(arrow.map(|(path, to)| (path, Some(to))));
    for (path, to) in paths {
        let on_member = match option("on").as_deref() {
            Some("member") => true,
            Some(_) => false,
            None => scope.on_member,
        };
        let mut here = scope.clone();
        here.modules.extend(option("module"));
        if on_member && !scope.singular {
            here.path = format!("{}/:id", scope.path);
        } else if option("on").is_none()
            && !scope.on_member
            && let Some(member) = &scope.member
        {
            here.path = member.clone();
        }
        let controller = option("controller").or(here.controller.clone());
        let action = option("action").unwrap_or_else(|| path.trim_matches('/').replace('-', "_"));
        let to = match to {
            Some(to) if to.contains('#') => Some(to),
            Some(action) => controller.map(|controller| format!("{controller}#{action}")),
            None => match (controller, path.trim_matches('/').rsplit_once('/')) {
                (Some(controller), _) => Some(format!("{controller}#{action}")),
                // `get "pages/about"` is `pages#about`.
                (None, Some((controller, action))) => Some(format!("{controller}#{action}")),
                (None, None) => None,
            },
        };
        let path = option("path").unwrap_or(path);
        let path = path.trim_end_matches("(.:format)");
        if verbs.is_empty() {
            add(found, &here, "", path, to.as_deref());
        }
        for verb in &verbs {
            add(found, &here, verb, path, to.as_deref());
        }
    }
}

/// Devise brings its routes; those whose controllers the application has may be its own.
fn devise(texts: &[String], args: &[Arg], scope: &Scope, found: &mut Declared) {
    let mut own: Vec<(String, String)> = Vec::new();
    if let Some(ExprKind::Map(entries)) = named(args, "controllers").map(|value| &value.kind) {
        for entry in entries {
            if let (crate::lang::facts::Key::Name(name), Some(to)) = (&entry.key, entry.value.as_text()) {
                own.push((name.clone(), to));
            }
        }
    }
    for text in texts {
        let here = Scope { path: format!("{}/{text}", scope.path), ..scope.clone() };
        for (name, controller) in &own {
            let routes: &[(&str, &str, &str)] = match name.as_str() {
                "sessions" => {
                    &[("new", "GET", "sign_in"), ("create", "POST", "sign_in"), ("destroy", "DELETE", "sign_out")]
                }
                "registrations" => &[
                    ("new", "GET", "sign_up"),
                    ("create", "POST", ""),
                    ("update", "PATCH", ""),
                    ("destroy", "DELETE", ""),
                ],
                "passwords" => &[("create", "POST", "password"), ("update", "PATCH", "password")],
                "confirmations" => &[("show", "GET", "confirmation"), ("create", "POST", "confirmation")],
                _ => &[],
            };
            for (action, verb, path) in routes {
                add(found, &here, verb, path, Some(&format!("{controller}#{action}")));
            }
        }
    }
}

fn add(found: &mut Declared, scope: &Scope, verb: &str, path: &str, to: Option<&str>) {
    let Some((controller, method)) = to.and_then(|to| to.split_once('#')) else { return };
    let camel = |part: &str| naming::pascal(part);
    let absolute = controller.starts_with('/');
    let modules = scope.modules.iter().filter(|_| !absolute).flat_map(|module| module.split('/')).map(camel);
    let own: Vec<&str> = controller.trim_matches('/').split('/').collect();
    let class: Vec<String> = modules.chain(own.iter().copied().map(camel)).collect();
    let path = crate::reach::routes::join(&scope.path, path);
    found.entries.push(Entry {
        kind: EntryKind::Http,
        verbs: (!verb.is_empty()).then(|| verb.to_owned()).into_iter().collect(),
        path,
        on: None,
        handler: Handler::Method { class: format!("{}Controller", class.join(".")), method: Some(method.to_owned()) },
    });
}

fn named<'a>(args: &'a [Arg], name: &str) -> Option<&'a Expr> {
    args.iter().find(|arg| arg.name.as_deref() == Some(name)).map(|arg| &arg.value)
}

fn words(value: &Expr) -> Vec<String> {
    let mut found = Vec::new();
    value.walk(&mut |part| {
        found.extend(
            part.as_text()
                .map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
                .unwrap_or_default(),
        );
        true
    });
    found
}
