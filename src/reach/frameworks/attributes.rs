//! Controllers that are classes whose attributes, annotations or decorators say the route: NestJS, Spring, JAX-RS, Micronaut, ASP.NET, Symfony.

use crate::lang::facts::{Arg, Class, Expr, ExprKind, Function, Key};
use crate::model::reach::EntryKind;
use crate::orm::CodeFile;
use crate::reach::routes::CLASS;
use crate::reach::{Declared, Framework};

/// The entries in the registry.
pub const ASPNET: Framework = Framework {
    name: "aspnet",
    also: &[],
    languages: &["csharp"],
    words: &[
        "HttpGet",
        "HttpPost",
        "HttpPut",
        "HttpDelete",
        "HttpPatch",
        "Route",
        "MapGet",
        "MapPost",
        "MapPut",
        "MapDelete",
        "MapGroup",
        "RequestDelegate",
        "IMiddleware",
        "IAsyncActionFilter",
    ],
    hubs: &["MapGroup("],
    path: |_| false,
    read: |file, found| {
        read(file, found);
        super::minimal::read(file, found);
        super::guards::csharp(file, found);
    },
};
/// NestJS.
pub const NEST: Framework = Framework {
    name: "nestjs",
    also: &["routing-controllers", "tsoa"],
    languages: &["javascript"],
    words: &[
        "@Controller",
        "@JsonController",
        "@RestController",
        "@Route(",
        "APP_GUARD",
        "APP_INTERCEPTOR",
        "useGlobal",
        ".forRoutes(",
    ],
    hubs: &["APP_GUARD", "APP_INTERCEPTOR", "useGlobal", ".forRoutes("],
    path: |_| false,
    read: |file, found| {
        read(file, found);
        super::guards::nest(file, found);
    },
};
/// Spring and the others of the JVM.
pub const SPRING: Framework = Framework {
    name: "spring",
    also: &["JAX-RS", "Micronaut"],
    languages: &["java", "kotlin", "scala"],
    words: &[
        "Mapping",
        "@Path",
        "@GET",
        "@POST",
        "@Controller",
        "@Scheduled",
        "Filter",
        "HandlerInterceptor",
        "@ModelAttribute",
        "UserDetailsService",
    ],
    hubs: &[],
    path: |_| false,
    read: |file, found| {
        read(file, found);
        super::guards::jvm(file, found);
    },
};
/// Symfony.
pub const SYMFONY: Framework =
    Framework { name: "symfony", also: &[], languages: &["php"], words: &["Route("], hubs: &[], path: |_| false, read };

/// The verb of an attribute; `Some("")`: told by an argument, or every verb.
fn verb(name: &str) -> Option<&'static str> {
    Some(match name {
        "Get" | "GET" | "GetMapping" | "HttpGet" => "GET",
        "Post" | "POST" | "PostMapping" | "HttpPost" => "POST",
        "Put" | "PUT" | "PutMapping" | "HttpPut" => "PUT",
        "Patch" | "PATCH" | "PatchMapping" | "HttpPatch" => "PATCH",
        "Delete" | "DELETE" | "DeleteMapping" | "HttpDelete" => "DELETE",
        "Head" | "HEAD" => "HEAD",
        "All" | "RequestMapping" | "Route" => "",
        _ => return None,
    })
}

fn read(file: &CodeFile, found: &mut Declared) {
    if inherits(file) {
        for class in &file.facts.classes {
            let told = prefixes(class);
            found.routers.extend(told.into_iter().map(|prefix| (format!("{CLASS}{}", class.name), prefix)));
        }
    }
    for function in &file.facts.functions {
        let owner = function.owner.as_deref();
        let class = function
            .class
            .and_then(|at| file.facts.classes.get(at))
            .or_else(|| file.facts.classes.iter().find(|class| Some(class.name.as_str()) == owner));
        let Some(class) = class else { continue };
        method(file, class, function, found);
    }
}

fn method(file: &CodeFile, class: &Class, function: &Function, found: &mut Declared) {
    let (mut verbs, mut paths): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut routed = false;
    for decorator in &function.decorators {
        let (name, args) = parts(decorator);
        match name {
            "Scheduled" | "Cron" | "Interval" => {
                found.named(EntryKind::Schedule, function.symbol.clone(), function.range.clone());
            }
            "Path" => paths.extend(texts(args, &["value"])),
            _ => {
                let Some(verb) = verb(name) else { continue };
                routed = true;
                let told = told(args);
                verbs.extend(if verb.is_empty() { told } else { vec![verb.to_owned()] });
                paths.extend(texts(args, &["value", "path", "uri", "template"]));
            }
        }
    }
    if !routed {
        return;
    }
    let mut prefixes = prefixes(class);
    let mut on = None;
    let from_root = file.language.name == "csharp" && paths.iter().any(|path| path.starts_with(['~', '/']));
    if prefixes.is_empty() && inherits(file) && !from_root {
        let name = class.name.strip_suffix("Controller").unwrap_or(&class.name);
        let face = |base: &str| base.starts_with('I') && base[1..].starts_with(|c: char| c.is_ascii_uppercase());
        let base = class.bases.iter().filter_map(Expr::last_name).find(|base| !face(base));
        on = base.map(|base| format!("{CLASS}{base}|{name}"));
    }
    if file.language.name == "csharp" {
        let controller = class.name.strip_suffix("Controller").unwrap_or(&class.name);
        let filled = |text: &String| text.replace("[controller]", controller).replace("[action]", &function.name);
        prefixes = prefixes.iter().map(filled).collect();
        paths = paths.iter().map(filled).collect();
        // `~/x` and `/x` begin at the root.
        if paths.iter().any(|path| path.starts_with(['~', '/'])) {
            prefixes.clear();
            paths.iter_mut().for_each(|path| *path = path.trim_start_matches('~').to_owned());
        }
    }
    let or_empty = |all: Vec<String>| if all.is_empty() { vec![String::new()] } else { all };
    let verbs: Vec<&str> = verbs.iter().map(String::as_str).collect();
    for prefix in or_empty(prefixes) {
        for path in or_empty(paths.clone()) {
            found.route(&verbs, crate::reach::routes::join(&prefix, &path), on.clone(), function.range.clone());
        }
    }
}

/// Whether a class without a route of its own has that of the class above.
fn inherits(file: &CodeFile) -> bool {
    matches!(file.language.name, "csharp" | "java" | "kotlin")
}

/// The prefixes that a class says for the routes of its methods.
fn prefixes(class: &Class) -> Vec<String> {
    let mut found = Vec::new();
    for decorator in &class.decorators {
        let (name, args) = parts(decorator);
        if matches!(name, "Controller" | "RestController" | "JsonController" | "RequestMapping" | "Route" | "Path") {
            found.extend(texts(args, &["value", "path"]));
        }
    }
    found
}

/// The name and the arguments of an attribute.
pub(super) fn parts(decorator: &Expr) -> (&str, &[Arg]) {
    match &decorator.kind {
        ExprKind::Call { callee, args, .. } => (callee.last_name().unwrap_or_default(), args),
        _ => (decorator.last_name().unwrap_or_default(), &[]),
    }
}

/// The strings that are given as the path.
fn texts(args: &[Arg], names: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for arg in args.iter().filter(|arg| arg.name.as_deref().is_none_or(|name| names.contains(&name))) {
        match &arg.value.kind {
            ExprKind::List(all) => found.extend(all.iter().filter_map(Expr::as_text)),
            ExprKind::Map(entries) => {
                let path = entries.iter().find(|entry| matches!(&entry.key, Key::Name(name) if name == "path"));
                found.extend(path.and_then(|entry| entry.value.as_text()));
            }
            _ => found.extend(arg.value.as_text()),
        }
    }
    found
}

/// The verbs that are given: `method = RequestMethod.POST`, `methods: ['POST']`.
fn told(args: &[Arg]) -> Vec<String> {
    let mut found = Vec::new();
    for arg in args.iter().filter(|arg| matches!(arg.name.as_deref(), Some("method" | "methods"))) {
        arg.value.walk(&mut |part| {
            let word = part.as_text().or_else(|| part.last_name().map(str::to_owned)).unwrap_or_default();
            if word.len() > 2 && word.chars().all(|c| c.is_ascii_uppercase()) {
                found.push(word);
                return false;
            }
            true
        });
    }
    found
}
