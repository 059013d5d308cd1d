//! Routers that are values: `r.Group("/v1").POST("/login", h)`, `router.post("/login", h)`, `app.use("/api", router)`.
//!
//! Go's and JavaScript's frameworks differ in words alone. A router is followed through variables of a function, groups and callbacks; what leaves the function is
//! a [`Mount`], put together later.

use std::collections::HashMap;

use crate::lang::facts::{Arg, Expr, ExprKind, Key};
use crate::model::reach::EntryKind;
use crate::orm::CodeFile;
use crate::reach::unit::required;
use crate::reach::{Declared, Handler, Mount};

/// What the frameworks of a language call things.
pub(super) struct Words {
    /// The verb of a method; `Some("")`: every verb.
    pub verb: fn(&str) -> Option<&'static str>,
    /// Calls that make a router.
    pub makers: &'static [&'static str],
    /// Names of variables that are routers, where nothing else tells.
    pub known: &'static [&'static str],
    /// Names of variables that never are.
    pub never: &'static [&'static str],
    /// Methods that give a router below another: the prefix is their first argument, if it is a string.
    pub groups: &'static [&'static str],
    /// Methods that hang a router below another.
    pub mounts: &'static [&'static str],
    /// Methods that let all requests of a router pass what they are given.
    pub guards: &'static [&'static str],
    /// Calls that make the router of the whole program, and what it is called.
    pub whole: &'static [&'static str],
}

/// A router as it is known inside of a function.
#[derive(Clone, Debug)]
struct Router {
    prefix: String,
    on: Option<String>,
    /// It was made by `route("/x")`: its verbs have no path of their own.
    route: bool,
    /// All requests below its prefix come to it.
    whole: bool,
}

type Routers = HashMap<String, Router>;

/// Reads a file.
pub(super) fn read(file: &CodeFile, words: &Words, found: &mut Declared) {
    let mut walker = Walker { words, found, function: None, chain: None };
    let mut globals = Routers::new();
    for expr in &file.facts.top {
        walker.walk(expr, &mut globals);
    }
    for function in &file.facts.functions {
        walker.function = Some(function.name.clone());
        let mut routers = globals.clone();
        for param in &function.params {
            let kind = param.type_text.as_deref().unwrap_or_default();
            let plain = kind.rsplit(['.', '*', ' ']).next().unwrap_or_default();
            let typed = ROUTER_TYPES.contains(&plain);
            if typed || (kind.is_empty() && words.known.contains(&param.name.as_str())) {
                let whole = words.whole.contains(&param.name.as_str());
                let router = Router { prefix: String::new(), on: walker.function.clone(), route: false, whole };
                routers.insert(param.name.clone(), router);
            }
        }
        for expr in &function.body {
            walker.walk(expr, &mut routers);
        }
    }
}

/// Types of parameters that are routers.
const ROUTER_TYPES: &[&str] = &[
    "Router",
    "Mux",
    "ServeMux",
    "RouterGroup",
    "Engine",
    "IRouter",
    "IRoutes",
    "Echo",
    "Group",
    "App",
    "Express",
    "Application",
    "FastifyInstance",
    "IRouter",
    "Hono",
    "Koa",
];

struct Walker<'a> {
    words: &'a Words,
    found: &'a mut Declared,
    function: Option<String>,
    /// The router that begins the chain that is being read: `new Hono().basePath("/api").post("/login", h)`.
    chain: Option<Router>,
}

impl Walker<'_> {
    fn walk(&mut self, expr: &Expr, routers: &mut Routers) {
        match &expr.kind {
            ExprKind::Assign { target, value, .. } => {
                let name = target.path().or_else(|| match &target.kind {
                    ExprKind::List(all) => all.first().and_then(Expr::path),
                    _ => None,
                });
                if let Some(name) = name {
                    let whole = self.is_whole(value, &name);
                    if let Some(prefix) = self.made(value) {
                        // A router that a file makes goes by its name, one of a function by the function's.
                        let on = self.function.clone().unwrap_or_else(|| name.clone());
                        routers.insert(name, Router { prefix, on: Some(on), route: false, whole });
                        return;
                    }
                    if let Some(prefix) = self.made(root(value)) {
                        let on = self.function.clone().unwrap_or_else(|| name.clone());
                        self.chain = Some(Router { prefix, on: Some(on), route: false, whole });
                        let router = self.router(value, routers);
                        self.walk(value, routers);
                        self.chain = None;
                        routers.extend(router.map(|router| (name, router)));
                        return;
                    }
                    if let Some(router) = self.router(value, routers) {
                        self.grouped(value, &router);
                        routers.insert(name, router);
                        return;
                    }
                }
                self.walk(value, routers);
            }
            ExprKind::Call { .. } => self.call(expr, routers),
            _ => expr.children().into_iter().for_each(|child| self.walk(child, routers)),
        }
    }

    /// The prefix of a router that an expression makes.
    fn made(&self, value: &Expr) -> Option<String> {
        let (name, args) = match &crate::reach::mentions::bare(value).kind {
            ExprKind::Call { callee, args, .. } => (callee.path()?, args),
            ExprKind::New { type_name, args, .. } => (type_name.clone(), args),
            _ => return None,
        };
        let plain = name.rsplit('.').next().unwrap_or(&name);
        if !self.words.makers.iter().any(|maker| *maker == name || *maker == plain) {
            return None;
        }
        let mut prefix = String::new();
        for arg in args {
            if let ExprKind::Map(entries) = &arg.value.kind {
                let named = |entry: &&crate::lang::facts::Entry| matches!(&entry.key, Key::Name(name) if name == "prefix" || name == "basePath");
                prefix = entries.iter().find(named).and_then(|entry| entry.value.as_text()).unwrap_or_default();
            }
        }
        Some(prefix)
    }

    /// Whether a router is the whole program's, by what makes it and by its name.
    fn is_whole(&self, value: &Expr, name: &str) -> bool {
        let maker = match &crate::reach::mentions::bare(root(value)).kind {
            ExprKind::Call { callee, .. } => callee.path(),
            ExprKind::New { type_name, .. } => Some(type_name.clone()),
            _ => None,
        };
        let plain = |text: &str| text.rsplit('.').next().unwrap_or(text).to_owned();
        maker.is_some_and(|maker| self.words.whole.contains(&maker.as_str()))
            && !plain(name).to_lowercase().contains("router")
    }

    /// The middleware that a group is given: `r.Group("/admin", auth)`.
    fn grouped(&mut self, value: &Expr, router: &Router) {
        if let ExprKind::Call { callee, args, .. } = &crate::reach::mentions::bare(value).kind
            && matches!(callee.last_name(), Some("Group" | "Party"))
            && args.len() > 1
        {
            let router = Router { whole: true, ..router.clone() };
            self.guards(&router, args.iter().skip(1).map(|arg| &arg.value));
        }
    }

    /// What all requests of a router pass.
    fn guards<'e>(&mut self, router: &Router, given: impl Iterator<Item = &'e Expr>) {
        // What stands before it does not pass it.
        let before = self.found.entries.iter().any(|one| one.kind == EntryKind::Http && one.on == router.on)
            || self.found.mounts.iter().any(|one| one.on == router.on);
        for value in given {
            let value = crate::reach::mentions::bare(value);
            let (range, name) = match &value.kind {
                ExprKind::List(all) => {
                    self.guards(router, all.iter());
                    continue;
                }
                // `(err, req, res, next)` runs for errors.
                ExprKind::Lambda { params, .. } if params.len() == 4 => continue,
                ExprKind::Lambda { .. } => (&value.range, None),
                ExprKind::Name(_) | ExprKind::Member { .. } => (&value.range, value.last_name()),
                ExprKind::Call { callee, .. } if required(value).is_none() => (&callee.range, callee.last_name()),
                _ => continue,
            };
            if matches!(name, Some("routes" | "allowedMethods" | "router")) {
                continue;
            }
            let only = (before || !router.whole).then(|| name.unwrap_or("a middleware"));
            let handler = Handler::Here(range.clone());
            self.found.guard(router.prefix.clone(), only, router.on.clone(), handler);
        }
    }

    /// The router that an expression is.
    fn router(&self, expr: &Expr, routers: &Routers) -> Option<Router> {
        let expr = crate::reach::mentions::bare(expr);
        if let (Some(chain), Some(_)) = (&self.chain, self.made(expr)) {
            return Some(chain.clone());
        }
        match &expr.kind {
            ExprKind::Name(_) | ExprKind::Member { .. } => {
                let path = expr.path()?;
                if let Some(router) = routers.get(&path) {
                    return Some(router.clone());
                }
                let plain = path.rsplit('.').next()?;
                if self.words.never.contains(&plain) || !self.words.known.contains(&plain) {
                    return None;
                }
                let whole = self.words.whole.contains(&plain);
                let on = Some(self.function.clone().unwrap_or(path));
                Some(Router { prefix: String::new(), on, route: false, whole })
            }
            ExprKind::Call { callee, args, .. } => {
                let ExprKind::Member { object, name, .. } = &callee.kind else { return None };
                let router = self.router(object, routers)?;
                let text = args.first().and_then(|arg| path_text(&arg.value));
                if matches!(name.as_str(), "route" | "Path") && args.len() == 1 && text.is_some() {
                    let prefix = join(&router.prefix, &text.unwrap_or_default());
                    return Some(Router { prefix, route: true, ..router });
                }
                if self.words.groups.contains(&name.as_str()) {
                    let whole = text.is_some() || (name == "Use" && router.whole);
                    return Some(Router { prefix: join(&router.prefix, &text.unwrap_or_default()), whole, ..router });
                }
                let links =
                    (self.words.verb)(name).is_some() || matches!(name.as_str(), "Methods" | "Name" | "use" | "all");
                links.then_some(router)
            }
            _ => None,
        }
    }

    fn call(&mut self, expr: &Expr, routers: &mut Routers) {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return };
        let ExprKind::Member { object, name, .. } = &callee.kind else {
            self.handed(callee, args, routers);
            return args.iter().for_each(|arg| self.walk(&arg.value, routers));
        };
        // `r.HandleFunc("/a", h).Methods("POST")`
        if name == "Methods"
            && let ExprKind::Call { callee: inner, args: route, .. } = &object.kind
            && let ExprKind::Member { object: on, .. } = &inner.kind
            && let Some(router) = self.router(on, routers)
        {
            let verbs: Vec<String> = args.iter().filter_map(|arg| verb_of(&arg.value)).collect();
            let verbs: Vec<&str> = verbs.iter().map(String::as_str).collect();
            if router.route
                && let (Some(first), Some(end)) = (route.first(), route.last())
            {
                let range = first.value.range.start..end.value.range.end;
                return self.found.route(&verbs, router.prefix, router.on, range);
            }
            return self.route(&router, &verbs, route);
        }
        let Some(router) = self.router(object, routers) else {
            self.walk(object, routers);
            self.handed(callee, args, routers);
            return args.iter().for_each(|arg| self.walk(&arg.value, routers));
        };
        self.walk(object, routers);
        let text = args.first().and_then(|arg| path_text(&arg.value));
        let lambda = args.iter().find_map(|arg| match &arg.value.kind {
            ExprKind::Lambda { params, body } => Some((params, body)),
            _ => None,
        });
        // `r.Method("POST", "/x", h)`, `e.Add("POST", "/x", h)`
        if matches!(name.as_str(), "Method" | "MethodFunc" | "Add" | "Handle")
            && args.len() >= 3
            && let Some(verb) = args.first().and_then(|arg| verb_of(&arg.value))
        {
            return self.route(&router, &[&verb], &args[1..]);
        }
        if name == "route"
            && let Some(ExprKind::Map(entries)) = args.first().map(|arg| &arg.value.kind)
        {
            return self.described(&router, entries);
        }
        if self.words.guards.contains(&name.as_str()) {
            // `fastify.addHook("onRequest", f)`: the first says when.
            let below = text.clone().filter(|_| name != "addHook").unwrap_or_default();
            let guarded = Router { prefix: join(&router.prefix, below.trim_end_matches('*')), ..router.clone() };
            let given = args.iter().map(|arg| &arg.value);
            self.guards(&guarded, given.filter(|value| path_text(value).is_none()));
        }
        if self.words.groups.contains(&name.as_str()) || (name == "Route" && text.is_some()) || name == "register" {
            let mut prefix = text.clone().unwrap_or_default();
            for arg in args {
                if let ExprKind::Map(entries) = &arg.value.kind {
                    let own = entries.iter().find(|entry| matches!(&entry.key, Key::Name(name) if name == "prefix"));
                    prefix = own.and_then(|entry| entry.value.as_text()).unwrap_or(prefix);
                }
            }
            // A group without a prefix has routes beside it that are not of it.
            let whole = !prefix.is_empty();
            let router = Router { prefix: join(&router.prefix, &prefix), whole, ..router };
            match lambda {
                Some((params, body)) => {
                    let mut inner = routers.clone();
                    if let Some(param) = params.first() {
                        inner.insert(param.name.clone(), router);
                    }
                    body.iter().for_each(|expr| self.walk(expr, &mut inner));
                }
                None => args.iter().for_each(|arg| self.mount(&router, &arg.value)),
            }
            return;
        }
        if self.words.mounts.contains(&name.as_str()) {
            let router = Router { prefix: join(&router.prefix, &text.unwrap_or_default()), ..router };
            args.iter().for_each(|arg| self.mount(&router, &arg.value));
            return args.iter().for_each(|arg| self.walk(&arg.value, routers));
        }
        if let Some(verb) = (self.words.verb)(name) {
            if router.route && !args.is_empty() && text.is_none() {
                let (Some(first), Some(end)) = (args.first(), args.last()) else { return };
                let range = first.value.range.start..end.value.range.end;
                return self.found.route(&[verb], router.prefix, router.on, range);
            }
            if text.is_some() && args.len() >= 2 {
                return self.route(&router, &[verb], args);
            }
        }
        self.handed(callee, args, routers);
        args.iter().for_each(|arg| self.walk(&arg.value, routers));
    }

    /// `fastify.route({ method: "POST", url: "/x", handler })`
    fn described(&mut self, router: &Router, entries: &[crate::lang::facts::Entry]) {
        let value = |names: &[&str]| {
            let fits = |entry: &&crate::lang::facts::Entry| matches!(&entry.key, Key::Name(name) if names.contains(&name.as_str()));
            entries.iter().find(fits).map(|entry| &entry.value)
        };
        let Some(path) = value(&["url", "path"]).and_then(Expr::as_text) else { return };
        let Some(handler) = value(&["handler"]) else { return };
        let mut verbs = Vec::new();
        if let Some(method) = value(&["method"]) {
            method.walk(&mut |part| {
                verbs.extend(part.as_text());
                true
            });
        }
        let verbs: Vec<&str> = verbs.iter().map(String::as_str).collect();
        self.found.route(&verbs, join(&router.prefix, &path), router.on.clone(), handler.range.clone());
    }

    /// A route: the path is the first argument, all others run.
    fn route(&mut self, router: &Router, verbs: &[&str], args: &[Arg]) {
        let (Some(path), Some(first), Some(end)) =
            (args.first().and_then(|arg| path_text(&arg.value)), args.get(1), args.last())
        else {
            return;
        };
        // `POST example.com/login` in Go's own patterns.
        let (verb, path) = match path.split_once(' ') {
            Some((verb, path)) if verb.chars().all(|c| c.is_ascii_uppercase()) => {
                (Some(verb.to_owned()), path.trim().to_owned())
            }
            _ => (None, path),
        };
        let mut verbs: Vec<&str> = verbs.to_vec();
        if let Some(verb) = &verb {
            verbs = vec![verb];
        }
        let range = first.value.range.start..end.value.range.end;
        self.found.route(&verbs, join(&router.prefix, &path), router.on.clone(), range);
    }

    fn mount(&mut self, router: &Router, child: &Expr) {
        let child = crate::reach::mentions::bare(child);
        let name = match &child.kind {
            ExprKind::Call { callee, .. } => match required(child) {
                Some(module) => Some(format!("\"{module}")),
                // `router.routes()` of Koa is the router.
                None => callee.path().map(|path| path.strip_suffix(".routes").map_or(path.clone(), str::to_owned)),
            },
            ExprKind::Name(_) | ExprKind::Member { .. } => child.path(),
            _ => None,
        };
        if let Some(child) = name {
            self.found.mounts.push(Mount { child, prefix: router.prefix.clone(), on: router.on.clone() });
        }
    }

    /// A router that is handed to a function hangs what that function declares.
    fn handed(&mut self, callee: &Expr, args: &[Arg], routers: &Routers) {
        let Some(child) = callee.path() else { return };
        for arg in args {
            if matches!(arg.value.kind, ExprKind::Name(_) | ExprKind::Member { .. } | ExprKind::Call { .. })
                && let Some(router) = self.router(&arg.value, routers)
            {
                self.found.mounts.push(Mount { child: child.clone(), prefix: router.prefix, on: router.on });
            }
        }
    }
}

/// What a chain of calls begins with.
fn root(expr: &Expr) -> &Expr {
    let mut expr = crate::reach::mentions::bare(expr);
    while let ExprKind::Call { callee, .. } = &expr.kind
        && let ExprKind::Member { object, .. } = &callee.kind
        && matches!(object.kind, ExprKind::Call { .. } | ExprKind::New { .. })
    {
        expr = object;
    }
    expr
}

/// `"POST"`, `http.MethodPost`.
fn verb_of(expr: &Expr) -> Option<String> {
    let text = expr.as_text().or_else(|| Some(expr.last_name()?.strip_prefix("Method")?.to_ascii_uppercase()))?;
    (!text.is_empty() && text.chars().all(|c| c.is_ascii_uppercase())).then_some(text)
}

fn join(left: &str, right: &str) -> String {
    match (left.is_empty(), right.is_empty()) {
        (true, _) => right.to_owned(),
        (_, true) => left.to_owned(),
        _ => format!("{}/{}", left.trim_end_matches('/'), right.trim_start_matches('/')),
    }
}

/// A path as text; what is put in when the program runs stands in braces by its name: `fmt.Sprintf("/{%s}", PathParamID)`, `base + "/login"`.
fn path_text(expr: &Expr) -> Option<String> {
    if let Some(text) = expr.as_text() {
        return Some(text);
    }
    let hole = |expr: &Expr| expr.last_name().map(|name| format!("{{{name}}}"));
    match &expr.kind {
        ExprKind::Call { callee, args, .. } if callee.path().as_deref() == Some("fmt.Sprintf") => {
            let (format, values) = args.split_first()?;
            let format = format.value.as_text()?.replace("%v", "%s").replace("%d", "%s").replace("{%s}", "%s");
            let mut pieces = format.split("%s");
            let mut text = pieces.next()?.to_owned();
            for (at, piece) in pieces.enumerate() {
                text.push_str(&hole(&values.get(at)?.value).unwrap_or_else(|| "{…}".to_owned()));
                text.push_str(piece);
            }
            text.starts_with('/').then_some(text)
        }
        ExprKind::Binary { op, left, right } if op == "+" => match (left.as_text(), right.as_text()) {
            (Some(left), Some(right)) => Some(left + &right),
            (Some(left), None) => left.starts_with('/').then_some(left + &hole(right)?),
            (None, Some(right)) => right.starts_with('/').then_some(hole(left)? + &right),
            _ => None,
        },
        _ => None,
    }
}
