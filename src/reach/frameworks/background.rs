//! What runs without a request: jobs, scheduled tasks, commands; and resolvers of GraphQL, which one route serves together.

use crate::lang::facts::{Class, Expr, ExprKind, Function, Key};
use crate::model::reach::EntryKind;
use crate::orm::CodeFile;
use crate::reach::{Declared, Framework};

use super::attributes::parts;

/// Jobs and schedules.
pub const JOBS: Framework = Framework {
    name: "jobs",
    also: &["Celery", "dramatiq", "Sidekiq", "ActiveJob", "BullMQ", "Bull", "Agenda", "Laravel's queue", "Oban"],
    languages: &["elixir", "javascript", "php", "python", "ruby"],
    words: &["task", "actor", "Job", "Worker", "ShouldQueue", "Processor", "Oban", "Queue", "agenda"],
    hubs: &[],
    path: |_| false,
    read: jobs,
};
/// Commands.
pub const COMMANDS: Framework = Framework {
    name: "commands",
    also: &[
        "Django's",
        "click",
        "typer",
        "rake",
        "artisan",
        "Symfony's console",
        "cobra",
        "clap",
        "argparse",
        "commander",
        "yargs",
        "picocli",
        "urfave/cli",
        "Thor",
        "Mix tasks",
        "CommandLineRunner",
    ],
    languages: &["elixir", "go", "java", "javascript", "kotlin", "php", "python", "ruby", "rust"],
    words: &[
        "cobra",
        "signature",
        "click",
        "typer",
        "task",
        "AsCommand",
        "Artisan",
        "clap",
        "Subcommand",
        "argparse",
        "__main__",
        ".action(",
        "yargs",
        "picocli",
        "CommandLineRunner",
        "ApplicationRunner",
        "cli.Command",
        "Thor",
        "Mix.Task",
    ],
    hubs: &[],
    path: |path| path.contains("/management/commands/") || path.ends_with(".rake"),
    read: commands,
};
/// GraphQL.
pub const GRAPHQL: Framework = Framework {
    name: "graphql",
    also: &[
        "TypeGraphQL",
        "NestJS",
        "graphene",
        "strawberry",
        "graphql-ruby",
        "gqlgen",
        "Spring",
        "Apollo",
        "async-graphql",
    ],
    languages: &["csharp", "go", "java", "javascript", "kotlin", "python", "ruby", "rust"],
    words: &["Resolver", "graphene", "GraphQL", "strawberry", "Mutation", "Query:", "QueryMapping", "async_graphql"],
    hubs: &[],
    path: |_| false,
    read: graphql,
};

fn class_of<'a>(file: &'a CodeFile, function: &Function) -> Option<&'a Class> {
    function.class.and_then(|at| file.facts.classes.get(at))
}

fn has_base(class: &Class, names: &[&str]) -> bool {
    let included = class.body.iter().filter_map(|expr| match &expr.kind {
        ExprKind::Call { callee, args, .. } if matches!(callee.as_name(), Some("include" | "use")) => {
            args.first().map(|arg| &arg.value)
        }
        _ => None,
    });
    class.bases.iter().chain(included).filter_map(|base| base.path()).any(|base| {
        let base = base.replace('\\', ".");
        names.iter().any(|name| base == *name || base.ends_with(&format!(".{name}")))
    })
}

fn jobs(file: &CodeFile, found: &mut Declared) {
    let language = file.language.name;
    for function in &file.facts.functions {
        let decorated = function.decorators.iter().map(|decorator| parts(decorator).0);
        let class = class_of(file, function);
        let of_class = |names: &[&str]| {
            class.is_some_and(|class| {
                has_base(class, names)
                    || class.name.ends_with("Job")
                        && class.bases.iter().any(|base| base.last_name().is_some_and(|base| base.ends_with("Job")))
            })
        };
        let is_job = match language {
            "python" => {
                decorated.clone().any(|name| matches!(name, "task" | "shared_task" | "periodic_task" | "actor" | "job"))
                    && class.is_none()
            }
            "ruby" => {
                function.name == "perform"
                    && of_class(&[
                        "ApplicationJob",
                        "ActiveJob.Base",
                        "Sidekiq.Worker",
                        "Sidekiq.Job",
                        "ApplicationWorker",
                        "BaseWorker",
                        "SuckerPunch.Job",
                    ])
            }
            "php" => function.name == "handle" && of_class(&["ShouldQueue"]),
            "elixir" => function.name == "perform" && of_class(&["Oban.Worker", "Oban.Pro.Worker"]),
            "javascript" => {
                decorated.clone().any(|name| matches!(name, "Process" | "OnQueueEvent"))
                    || (function.name == "process" && class.is_some_and(|class| has_base(class, &["WorkerHost"])))
            }
            _ => false,
        };
        if is_job {
            let name = class.map_or(function.symbol.clone(), |class| class.symbol.clone());
            found.named(EntryKind::Job, name, function.range.clone());
        }
    }
    if language == "javascript" {
        super::started::queues(file, found);
        let bodies = file.facts.functions.iter().flat_map(|function| &function.body);
        for expr in file.facts.top.iter().chain(bodies) {
            expr.walk(&mut |part| {
                if let ExprKind::New { type_name, args, .. } = &part.kind
                    && type_name == "Worker"
                    && let (Some(queue), Some(handler)) =
                        (args.first().and_then(|arg| arg.value.as_text()), args.get(1))
                {
                    found.named(EntryKind::Job, queue, handler.value.range.clone());
                }
                true
            });
        }
    }
}

fn commands(file: &CodeFile, found: &mut Declared) {
    super::started::commands(file, found);
    let stem = file.path().rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default().to_owned();
    for function in &file.facts.functions {
        match file.language.name {
            "python" => {
                let click = function.decorators.iter().any(|one| parts(one).0 == "command");
                let django = file.path().contains("/management/commands/")
                    && matches!(function.name.as_str(), "handle" | "handle_noargs");
                if django {
                    found.named(EntryKind::Command, stem.clone(), function.range.clone());
                } else if click {
                    found.named(EntryKind::Command, function.name.replace('_', "-"), function.range.clone());
                }
            }
            "php" if matches!(function.name.as_str(), "execute" | "__invoke") => {
                let class = class_of(file, function);
                let told = class.and_then(|class| class.decorators.iter().map(parts).find(|one| one.0 == "AsCommand"));
                let name = told.and_then(|(_, args)| {
                    let named = args.iter().find(|arg| arg.name.as_deref().is_none_or(|name| name == "name"))?;
                    named.value.as_text()
                });
                if let Some(name) = name {
                    found.named(EntryKind::Command, name, function.range.clone());
                }
            }
            "php" if function.name == "handle" => {
                let field = class_of(file, function)
                    .and_then(|class| class.fields.iter().find(|field| field.name == "signature"));
                let signature = field.and_then(|field| field.value.as_ref()).and_then(Expr::as_text);
                if let Some(name) = signature.as_deref().and_then(|text| text.split_whitespace().next()) {
                    found.named(EntryKind::Command, name, function.range.clone());
                }
            }
            _ => {}
        }
    }
    let bodies = file.facts.functions.iter().flat_map(|function| &function.body);
    match file.language.name {
        "ruby" => file.facts.top.iter().for_each(|expr| rake(expr, "", found)),
        "go" => file.facts.top.iter().chain(bodies).for_each(|expr| expr.walk(&mut |part| cobra(part, found))),
        "php" => file.facts.top.iter().for_each(|expr| expr.walk(&mut |part| artisan(part, found))),
        _ => {}
    }
}

fn rake(expr: &Expr, prefix: &str, found: &mut Declared) {
    if let ExprKind::Call { callee, args, .. } = &expr.kind {
        let first = args.first();
        let name = first.and_then(|arg| arg.name.clone().or_else(|| arg.value.as_text()));
        if let (Some(name), Some(word @ ("task" | "namespace"))) = (name, callee.as_name()) {
            let whole = if prefix.is_empty() { name } else { format!("{prefix}:{name}") };
            for arg in args {
                if let ExprKind::Lambda { body, .. } = &arg.value.kind {
                    match word {
                        "task" => found.named(EntryKind::Command, whole.clone(), arg.value.range.clone()),
                        _ => body.iter().for_each(|expr| rake(expr, &whole, found)),
                    }
                }
            }
            return;
        }
    }
    expr.children().into_iter().for_each(|child| rake(child, prefix, found));
}

/// `Artisan::command('users:sync {id}', function () { … })`
fn artisan(expr: &Expr, found: &mut Declared) -> bool {
    if let ExprKind::Call { callee, args, .. } = &expr.kind
        && let ExprKind::Member { object, name, .. } = &callee.kind
        && (name.as_str(), object.last_name()) == ("command", Some("Artisan"))
        && let (Some(signature), Some(run)) = (args.first().and_then(|arg| arg.value.as_text()), args.get(1))
    {
        let name = signature.split_whitespace().next().unwrap_or_default();
        found.named(EntryKind::Command, name, run.value.range.clone());
    }
    true
}

/// `{ Query: { me: () => … }, Mutation: { login } }`, the resolvers of Apollo, Yoga and graphql-tools.
fn resolvers(expr: &Expr, found: &mut Declared) -> bool {
    // `const mutationResolvers = { login }`, of a file of its own.
    if let ExprKind::Assign { target, value, .. } = &expr.kind
        && let ExprKind::Map(fields) = &value.kind
    {
        let name = target.last_name().unwrap_or_default().to_ascii_lowercase();
        let kind = name.strip_suffix("resolvers").filter(|kind| matches!(*kind, "query" | "mutation" | "subscription"));
        kind.into_iter().for_each(|kind| fields_of(kind, fields, found));
    }
    let ExprKind::Map(entries) = &expr.kind else { return true };
    for entry in entries {
        let (Key::Name(kind), ExprKind::Map(fields)) = (&entry.key, &entry.value.kind) else { continue };
        if !matches!(kind.as_str(), "Query" | "Mutation" | "Subscription") {
            continue;
        }
        fields_of(&kind.to_lowercase(), fields, found);
    }
    true
}

fn fields_of(kind: &str, fields: &[crate::lang::facts::Entry], found: &mut Declared) {
    for field in fields {
        let Key::Name(name) = &field.key else { continue };
        found.named(EntryKind::Graphql, format!("{kind} {name}"), field.value.range.clone());
    }
}

/// `&cobra.Command{Use: "sync", RunE: run}`
fn cobra(expr: &Expr, found: &mut Declared) -> bool {
    if let ExprKind::New { type_name, args, .. } = &expr.kind
        && type_name.ends_with("cobra.Command")
    {
        let named =
            |names: &[&str]| args.iter().find(|arg| arg.name.as_deref().is_some_and(|name| names.contains(&name)));
        let name = named(&["Use"]).and_then(|arg| arg.value.as_text());
        let name = name.as_deref().and_then(|text| text.split_whitespace().next()).unwrap_or_default().to_owned();
        if let Some(run) = named(&["Run", "RunE"]) {
            found.named(EntryKind::Command, name, run.value.range.clone());
        }
    }
    true
}

fn graphql(file: &CodeFile, found: &mut Declared) {
    if file.language.name == "javascript" {
        let bodies = file.facts.functions.iter().flat_map(|function| &function.body);
        file.facts.top.iter().chain(bodies).for_each(|expr| expr.walk(&mut |part| resolvers(part, found)));
    }
    for function in &file.facts.functions {
        let class = class_of(file, function);
        let owner = function.owner.clone().unwrap_or_default();
        let plain = owner.rsplit('.').next().unwrap_or_default();
        let decorated = |names: &[&str]| {
            function.decorators.iter().map(|one| parts(one).0).find(|name| names.contains(name)).map(str::to_lowercase)
        };
        let name = match file.language.name {
            "javascript" => {
                let resolver = class.is_some_and(|class| class.decorators.iter().any(|one| parts(one).0 == "Resolver"));
                let kind = decorated(&["Query", "Mutation", "Subscription", "ResolveField", "FieldResolver"])
                    .filter(|_| resolver);
                kind.map(|kind| match kind.as_str() {
                    "query" | "mutation" | "subscription" => format!("{kind} {}", function.name),
                    _ => format!("field {}", function.name),
                })
            }
            "java" | "kotlin" | "csharp" => {
                decorated(&["QueryMapping", "MutationMapping", "SchemaMapping", "DgsQuery", "DgsMutation"]).map(
                    |kind| format!("{} {}", kind.trim_start_matches("dgs").trim_end_matches("mapping"), function.name),
                )
            }
            "go" => {
                let kind =
                    ["mutation", "query", "subscription"].into_iter().find(|kind| plain == format!("{kind}Resolver"));
                let field = plain
                    .strip_suffix("Resolver")
                    .filter(|kind| !kind.is_empty() && kind.starts_with(char::is_lowercase));
                let name = function
                    .name
                    .chars()
                    .next()
                    .map(|first| first.to_lowercase().chain(function.name.chars().skip(1)).collect::<String>());
                name.and_then(|name| {
                    kind.map(|kind| format!("{kind} {name}")).or(field.map(|field| format!("field {field}.{name}")))
                })
            }
            "rust" => {
                let kind = ["Mutation", "Query", "Subscription"].into_iter().find(|kind| plain.contains(kind));
                let served = file.source.text.contains("async_graphql");
                let kind = kind.filter(|_| served && function.params.iter().any(|param| param.name == "self"));
                kind.map(|kind| format!("{} {}", kind.to_lowercase(), crate::orm::naming::camel(&function.name)))
            }
            "ruby" => {
                let resolve = function.name == "resolve"
                    && class.is_some_and(|class| {
                        class.bases.iter().any(|base| {
                            base.last_name().is_some_and(|base| base.contains("Mutation") || base.contains("Resolver"))
                        })
                    });
                let field = class.is_some_and(|class| matches!(class.name.as_str(), "QueryType" | "MutationType"));
                if resolve {
                    Some(format!("mutation {plain}"))
                } else {
                    field.then(|| format!("query {}", function.name))
                }
            }
            _ => {
                let kind = ["Mutation", "Query", "Subscription"]
                    .into_iter()
                    .find(|kind| plain.ends_with(kind))
                    .map(str::to_lowercase);
                let strawberry = decorated(&["field", "mutation", "subscription"]);
                let graphene = class.is_some_and(|class| {
                    class.bases.iter().filter_map(Expr::last_name).any(|base| base.contains("Mutation"))
                });
                match function.name.strip_prefix("resolve_") {
                    Some(field) => {
                        Some(kind.map_or(format!("field {plain}.{field}"), |kind| format!("{kind} {field}")))
                    }
                    None if graphene
                        && matches!(
                            function.name.as_str(),
                            "mutate" | "perform_mutation" | "mutate_and_get_payload"
                        ) =>
                    {
                        Some(format!("mutation {plain}"))
                    }
                    None => strawberry.filter(|_| kind.is_some()).map(|kind| format!("{kind} {}", function.name)),
                }
            }
        };
        if let Some(name) = name {
            found.named(EntryKind::Graphql, name, function.range.clone());
        }
    }
}
