//! What requests pass before their route: middleware, filters, guards, context processors, plugs.
//!
//! Where all of a program's requests pass it, that is said; where only some do, and which is not written here, it is said through what. What the
//! program puts together when it runs (conditions, orders of priority, paths that are left out) is not followed.

use std::collections::HashSet;

use crate::lang::facts::{Arg, Class, Expr, ExprKind, Function, Key};
use crate::model::reach::EntryKind;
use crate::orm::CodeFile;
use crate::reach::{Declared, Handler};

use super::attributes::parts;

const EVERY: &str = "every request";

fn through(name: &str) -> String {
    format!("requests through {name}")
}

fn here(function: &Function) -> Handler {
    Handler::Here(function.range.clone())
}

fn everywhere(file: &CodeFile) -> impl Iterator<Item = &Expr> {
    let bodies = file.facts.functions.iter().flat_map(|function| &function.body);
    let fields = file.facts.classes.iter().flat_map(|class| class.body.iter().chain(&class.decorators));
    file.facts.top.iter().chain(bodies).chain(fields)
}

/// The routes that were declared since, each once more with what they pass. A route counts once, however much is known to stand before it: scopes
/// inside of scopes would else double with every plug.
pub(super) fn of_routes(found: &mut Declared, before: usize, classes: &[String], method: &str) {
    let mut seen = HashSet::new();
    let routes = found.entries.iter().skip(before).filter(|one| one.kind == EntryKind::Http);
    let passed: Vec<_> =
        routes.filter(|one| seen.insert((one.verbs.clone(), one.path.clone(), one.on.clone()))).cloned().collect();
    for class in classes {
        for entry in &passed {
            let handler = Handler::Method { class: class.clone(), method: Some(method.to_owned()) };
            found.entries.push(crate::reach::Entry { handler, ..entry.clone() });
        }
    }
}

/// Flask's and its kin's hooks, FastAPI's middleware and dependencies.
pub(super) fn python(file: &CodeFile, found: &mut Declared) {
    for function in &file.facts.functions {
        for decorator in &function.decorators {
            let target = match &decorator.kind {
                ExprKind::Call { callee, .. } => callee,
                _ => decorator,
            };
            let ExprKind::Member { object, name, .. } = &target.kind else { continue };
            let on = object.last_name().unwrap_or_default();
            let whole = on == "app" || on.ends_with("_app") || on == "application";
            let said = match name.as_str() {
                "before_app_request" | "after_app_request" | "teardown_app_request" => EVERY.to_owned(),
                "before_request" | "after_request" | "teardown_request" | "middleware" | "on_request" if whole => {
                    EVERY.to_owned()
                }
                "before_request" | "after_request" | "teardown_request" => through(&function.name),
                "user_loader" => "every signed-in request".to_owned(),
                "context_processor" | "app_context_processor" if whole || name.starts_with("app") => {
                    "every rendered page".to_owned()
                }
                _ => continue,
            };
            found.guard(said, None, None, here(function));
        }
    }
    for expr in everywhere(file) {
        expr.walk(&mut |part| {
            let ExprKind::Call { callee, args, .. } = &part.kind else { return true };
            let on = match &callee.kind {
                ExprKind::Member { object, .. } => object.last_name().unwrap_or_default(),
                _ => "",
            };
            let first = args.first().filter(|arg| arg.name.is_none()).map(|arg| &arg.value);
            match (callee.last_name().unwrap_or_default(), first) {
                ("add_middleware" | "before_request" | "after_request", Some(given))
                    if on.ends_with("app") && given.path().is_some() =>
                {
                    found.guard(EVERY, None, None, Handler::Here(given.range.clone()));
                }
                (maker @ ("FastAPI" | "APIRouter" | "include_router"), _) => {
                    let list = args.iter().find(|arg| arg.name.as_deref() == Some("dependencies"));
                    for (name, range) in list.into_iter().flat_map(|list| depended(&list.value)) {
                        let said = if maker == "FastAPI" { EVERY.to_owned() } else { through(&name) };
                        found.guard(said, None, None, Handler::Here(range));
                    }
                }
                _ => {}
            }
            true
        });
    }
}

/// What is given to `Depends(…)` and `Security(…)`.
fn depended(list: &Expr) -> Vec<(String, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    list.walk(&mut |part| {
        if let ExprKind::Call { callee, args, .. } = &part.kind
            && matches!(callee.last_name(), Some("Depends" | "Security"))
            && let Some(given) = args.first().map(|arg| &arg.value)
            && let Some(name) = given.last_name()
        {
            found.push((name.to_owned(), given.range.clone()));
        }
        true
    });
    found
}

/// The settings: `MIDDLEWARE = ["shop.middleware.Tenant"]`, `"context_processors": ["shop.context.cart"]`.
pub(super) fn django(file: &CodeFile, found: &mut Declared) {
    for expr in &file.facts.top {
        expr.walk(&mut |part| {
            match &part.kind {
                ExprKind::Assign { target, value, .. }
                    if matches!(target.last_name(), Some("MIDDLEWARE" | "MIDDLEWARE_CLASSES")) =>
                {
                    listed(value, EVERY, found);
                }
                ExprKind::Map(entries) => {
                    for entry in entries {
                        if matches!(&entry.key, Key::Name(name) if name == "context_processors") {
                            listed(&entry.value, "every rendered page", found);
                        }
                    }
                }
                _ => {}
            }
            true
        });
    }
}

fn listed(value: &Expr, said: &str, found: &mut Declared) {
    value.walk(&mut |part| {
        // What comes with the framework is no code of the project.
        let own = part.as_text().filter(|text| text.contains('.') && !text.starts_with("django."));
        if let Some(name) = own {
            found.guard(said, None, None, Handler::Method { class: name.clone(), method: None });
            found.guard(said, None, None, Handler::Function(name));
        }
        true
    });
}

/// The classes that an expression names: `Tenant::class`.
pub(super) fn classes(expr: &Expr) -> Vec<String> {
    let mut found = Vec::new();
    expr.walk(&mut |part| {
        if let ExprKind::Lambda { .. } = &part.kind {
            return false;
        }
        if let ExprKind::Member { object, name, .. } = &part.kind
            && name == "class"
        {
            found.extend(object.last_name().map(|name| crate::reach::mentions::last(name).to_owned()));
        }
        true
    });
    found
}

/// The kernel's lists, and `withMiddleware(…)` of `bootstrap/app.php`.
pub(super) fn laravel(file: &CodeFile, found: &mut Declared) {
    let mut add = |said: &str, value: &Expr| {
        for class in classes(value) {
            found.guard(said, None, None, Handler::Method { class, method: Some("handle".to_owned()) });
        }
    };
    let group = |name: &str| format!("every request of the group `{name}`");
    for field in file.facts.classes.iter().flat_map(|class| &class.fields) {
        let Some(value) = &field.value else { continue };
        match (field.name.trim_start_matches('$'), &value.kind) {
            ("middleware", ExprKind::List(_)) if file.path().ends_with("Kernel.php") => add(EVERY, value),
            ("middlewareGroups", ExprKind::Map(entries)) => {
                for entry in entries {
                    if let Key::Name(name) = &entry.key {
                        add(&group(name), &entry.value);
                    }
                }
            }
            ("routeMiddleware" | "middlewareAliases", ExprKind::Map(entries)) => {
                for entry in entries {
                    if let Key::Name(name) = &entry.key {
                        add(&through(&format!("`{name}`")), &entry.value);
                    }
                }
            }
            _ => {}
        }
    }
    if !file.path().ends_with("bootstrap/app.php") {
        return;
    }
    for expr in everywhere(file) {
        expr.walk(&mut |part| {
            if let ExprKind::Call { callee, args, .. } = &part.kind
                && let ExprKind::Member { object, name, .. } = &callee.kind
                && object.last_name().is_some_and(|name| name.trim_start_matches('$') == "middleware")
            {
                if name == "alias" {
                    for arg in args {
                        let ExprKind::Map(entries) = &arg.value.kind else { continue };
                        for entry in entries {
                            if let Key::Name(name) = &entry.key {
                                add(&through(&format!("`{name}`")), &entry.value);
                            }
                        }
                    }
                    return true;
                }
                let said = match name.as_str() {
                    "append" | "prepend" | "use" => EVERY.to_owned(),
                    "web" | "api" => group(name),
                    "appendToGroup" | "prependToGroup" => {
                        group(&args.first().and_then(|arg| arg.value.as_text()).unwrap_or_default())
                    }
                    _ => return true,
                };
                args.iter().for_each(|arg| add(&said, &arg.value));
            }
            true
        });
    }
}

fn class_of<'a>(file: &'a CodeFile, function: &Function) -> Option<&'a Class> {
    function.class.and_then(|at| file.facts.classes.get(at))
}

fn has_base(class: &Class, names: &[&str]) -> bool {
    class.bases.iter().filter_map(Expr::last_name).any(|base| names.contains(&crate::reach::mentions::last(base)))
}

/// Filters and interceptors of Spring and of servlets, and the user that is loaded to sign in.
pub(super) fn jvm(file: &CodeFile, found: &mut Declared) {
    for function in &file.facts.functions {
        let Some(class) = class_of(file, function) else { continue };
        let narrowed =
            file.facts.functions.iter().any(|one| one.class == function.class && one.name == "shouldNotFilter");
        let said = match function.name.as_str() {
            "doFilterInternal" if has_base(class, &["OncePerRequestFilter"]) && !narrowed => EVERY.to_owned(),
            "doFilterInternal" | "doFilter"
                if has_base(class, &["OncePerRequestFilter", "Filter", "GenericFilterBean", "HttpFilter"]) =>
            {
                through(&class.name)
            }
            "preHandle" | "postHandle" | "afterCompletion"
                if has_base(class, &["HandlerInterceptor", "HandlerInterceptorAdapter", "AsyncHandlerInterceptor"]) =>
            {
                through(&class.name)
            }
            "loadUserByUsername" if has_base(class, &["UserDetailsService", "UserDetailsManager"]) => {
                "every sign-in".to_owned()
            }
            _ if class
                .decorators
                .iter()
                .any(|one| matches!(parts(one).0, "ControllerAdvice" | "RestControllerAdvice"))
                && function.decorators.iter().any(|one| parts(one).0 == "ModelAttribute") =>
            {
                EVERY.to_owned()
            }
            _ => continue,
        };
        found.guard(said, None, None, here(function));
    }
}

/// Middleware and filters of ASP.NET.
pub(super) fn csharp(file: &CodeFile, found: &mut Declared) {
    for function in &file.facts.functions {
        let Some(class) = class_of(file, function) else { continue };
        let takes = |kind: &str| {
            function.params.iter().any(|one| one.type_text.as_deref().is_some_and(|text| text.ends_with(kind)))
        };
        let middleware = file.source.text.contains("RequestDelegate") && class.name.ends_with("Middleware");
        let said = match function.name.as_str() {
            "Invoke" | "InvokeAsync" if takes("HttpContext") && middleware => EVERY.to_owned(),
            "OnActionExecutionAsync" | "OnActionExecuting"
                if has_base(class, &["IAsyncActionFilter", "IActionFilter", "ActionFilterAttribute"]) =>
            {
                through(&class.name)
            }
            _ => continue,
        };
        found.guard(said, None, None, here(function));
    }
}

/// Nest's guards, interceptors and middleware: for the whole program, or for a controller's routes.
pub(super) fn nest(file: &CodeFile, found: &mut Declared) {
    for class in &file.facts.classes {
        for decorator in &class.decorators {
            let (name, args) = parts(decorator);
            if !matches!(name, "UseGuards" | "UseInterceptors" | "UsePipes") {
                continue;
            }
            let inside = |entry: &&crate::reach::Entry| matches!(&entry.handler, Handler::Here(range) if class.range.start <= range.start && range.end <= class.range.end);
            let routes: Vec<_> =
                found.entries.iter().filter(|one| one.kind == EntryKind::Http).filter(inside).cloned().collect();
            for arg in args {
                let handler = Handler::Here(arg.value.range.clone());
                found
                    .entries
                    .extend(routes.iter().map(|one| crate::reach::Entry { handler: handler.clone(), ..one.clone() }));
            }
        }
    }
    for expr in everywhere(file) {
        expr.walk(&mut |part| {
            match &part.kind {
                // `{ provide: APP_GUARD, useClass: AuthGuard }`
                ExprKind::Map(entries) => {
                    let value = |name: &str| {
                        entries
                            .iter()
                            .find(|one| matches!(&one.key, Key::Name(own) if own == name))
                            .map(|one| &one.value)
                    };
                    let whole = value("provide").and_then(Expr::last_name);
                    if let (Some("APP_GUARD" | "APP_INTERCEPTOR" | "APP_PIPE"), Some(class)) =
                        (whole, value("useClass").or_else(|| value("useExisting")))
                    {
                        found.guard(EVERY, None, None, Handler::Here(class.range.clone()));
                    }
                }
                ExprKind::Call { callee, args, .. } => match callee.last_name() {
                    Some("useGlobalGuards" | "useGlobalInterceptors" | "useGlobalPipes") => {
                        for arg in args {
                            found.guard(EVERY, None, None, Handler::Here(arg.value.range.clone()));
                        }
                    }
                    Some("forRoutes") => applied(callee, args, found),
                    _ => {}
                },
                _ => {}
            }
            true
        });
    }
}

/// `consumer.apply(Tenant).forRoutes("*")`
fn applied(callee: &Expr, args: &[Arg], found: &mut Declared) {
    let all = args.iter().any(|arg| matches!(arg.value.as_text().as_deref(), Some("*" | "/*" | "{*path}" | "*path")));
    let ExprKind::Member { object, .. } = &callee.kind else { return };
    let ExprKind::Call { callee: applies, args: classes, .. } = &object.kind else { return };
    for class in classes.iter().filter(|_| applies.last_name() == Some("apply")) {
        let Some(name) = class.value.last_name() else { continue };
        let said = if all { EVERY.to_owned() } else { through(name) };
        found.guard(said, None, None, Handler::Here(class.value.range.clone()));
    }
}

/// The functions of Rust's layers: `from_fn(auth)`, `from_fn_with_state(state, auth)`, `HttpAuthentication::bearer(check)`.
pub(super) fn layer(given: &Expr, before: usize, on: &str, found: &mut Declared) {
    let ExprKind::Call { callee, args, .. } = &given.kind else { return };
    let function = match callee.last_name() {
        Some("from_fn" | "bearer" | "basic") => args.first(),
        Some("from_fn_with_state") => args.get(1),
        _ => return,
    };
    let Some(function) = function.map(|arg| &arg.value) else { return };
    let handler = Handler::Here(function.range.clone());
    let own: Vec<_> = found.entries.iter().skip(before).filter(|one| one.kind == EntryKind::Http).cloned().collect();
    let hung = found.mounts.iter().any(|one| one.on.as_deref() == Some(on));
    if let (Some(name), true) = (function.last_name(), hung) {
        found.guard("", Some(name), Some(on.to_owned()), handler.clone());
    }
    found.entries.extend(own.into_iter().map(|one| crate::reach::Entry { handler: handler.clone(), ..one }));
}

/// The plugs of a router's pipelines, by their names.
#[derive(Debug, Default)]
pub(super) struct Pipelines {
    /// Each with modules, and the functions that the router imports with the modules that may have them.
    plugs: Vec<(String, String, String)>,
    /// What the router calls modules, with their whole names.
    aliases: Vec<(String, String)>,
}

/// Plugs that Phoenix brings along.
const OF_PHOENIX: &[&str] = &[
    "accepts",
    "fetch_session",
    "fetch_flash",
    "fetch_live_flash",
    "put_root_layout",
    "put_layout",
    "protect_from_forgery",
    "put_secure_browser_headers",
];

/// Reads `pipeline :browser do plug AppWeb.Auth … end`.
pub(super) fn pipelines(file: &CodeFile, class: &Class) -> Pipelines {
    let aliases = file.facts.imports.iter().map(|one| (one.local.clone(), one.module.clone())).collect();
    let mut found = Pipelines { plugs: Vec::new(), aliases };
    // The facts do not tell `import` from `alias`; only the former gives functions.
    let imported: Vec<&str> = file
        .source
        .text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("import ")?.split([' ', ',']).next())
        .filter(|module| !["Phoenix.", "Plug.", "Oban."].iter().any(|other| module.starts_with(other)))
        .collect();
    for expr in &class.body {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { continue };
        let Some(name) =
            args.first().and_then(|arg| arg.value.as_text()).filter(|_| callee.as_name() == Some("pipeline"))
        else {
            continue;
        };
        for arg in args {
            arg.value.walk(&mut |part| {
                let ExprKind::Call { callee, args, .. } = &part.kind else { return true };
                let Some(plug) = args.first().map(|arg| &arg.value).filter(|_| callee.as_name() == Some("plug")) else {
                    return true;
                };
                match (plug.path(), plug.as_text()) {
                    (Some(module), _) if module.starts_with(char::is_uppercase) => {
                        let module = found.whole(&module);
                        found.plugs.push((name.clone(), module, "call".to_owned()));
                    }
                    (_, Some(function)) if !OF_PHOENIX.contains(&function.as_str()) => {
                        let all = imported.iter().map(|module| (name.clone(), (*module).to_owned(), function.clone()));
                        found.plugs.extend(all);
                    }
                    _ => {}
                }
                true
            });
        }
    }
    found
}

impl Pipelines {
    fn whole(&self, module: &str) -> String {
        let (first, rest) = module.split_once('.').map_or((module, ""), |(first, rest)| (first, rest));
        match self.aliases.iter().find(|(name, _)| name == first) {
            Some((_, whole)) if rest.is_empty() => whole.clone(),
            Some((_, whole)) => format!("{whole}.{rest}"),
            None => module.to_owned(),
        }
    }

    /// The routes of a scope that were declared since, with what `pipe_through` lets them pass.
    pub(super) fn pass(&self, found: &mut Declared, before: usize, block: &[Arg]) {
        let mut names: Vec<String> = Vec::new();
        for arg in block {
            let ExprKind::Lambda { body, .. } = &arg.value.kind else { continue };
            let lines = body.iter().flat_map(|expr| match &expr.kind {
                ExprKind::Seq(all) => all.iter().collect(),
                _ => vec![expr],
            });
            for line in lines {
                if let ExprKind::Call { callee, args, .. } = &line.kind
                    && callee.as_name() == Some("pipe_through")
                {
                    for arg in args {
                        arg.value.walk(&mut |part| {
                            names.extend(part.as_text());
                            true
                        });
                    }
                }
            }
        }
        for (_, module, function) in self.plugs.iter().filter(|(name, ..)| names.contains(name)) {
            of_routes(found, before, std::slice::from_ref(module), function);
        }
    }
}

/// `live_session :user, on_mount: [{AppWeb.Auth, :ensure}] do … end`
pub(super) fn mounted(found: &mut Declared, before: usize, args: &[Arg], pipelines: &Pipelines) {
    let mut modules = Vec::new();
    for arg in args.iter().filter(|arg| arg.name.as_deref() == Some("on_mount")) {
        arg.value.walk(&mut |part| {
            let module = part.path().filter(|path| path.starts_with(char::is_uppercase));
            let is_whole = module.is_some();
            modules.extend(module.map(|module| pipelines.whole(&module)));
            !is_whole
        });
    }
    of_routes(found, before, &modules, "on_mount");
}
