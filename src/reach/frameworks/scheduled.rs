//! What a clock starts: cron of Node, whenever of Ruby, Laravel's schedule, Hangfire and Quartz; Spring's and Nest's annotations are read with their classes.

use crate::lang::facts::{Expr, ExprKind};
use crate::model::reach::EntryKind;
use crate::orm::CodeFile;
use crate::reach::{Declared, Entry, Framework, Handler};

/// The entry in the registry.
pub const FRAMEWORK: Framework = Framework {
    name: "schedules",
    also: &[
        "node-cron",
        "whenever",
        "Laravel's",
        "Hangfire",
        "Quartz",
        "APScheduler",
        "robfig/cron",
        "tokio-cron-scheduler",
        "setInterval",
    ],
    languages: &["csharp", "go", "java", "javascript", "kotlin", "php", "python", "ruby", "rust"],
    words: &[
        "cron",
        "Cron",
        "scheduleJob",
        "RecurringJob",
        "BackgroundJob",
        "IJob",
        "QuartzJobBean",
        "schedule",
        "Schedule",
        "setInterval",
        "repeat_every",
    ],
    hubs: &["set :output", "every "],
    path: |path| path.ends_with("config/schedule.rb"),
    read,
};

fn read(file: &CodeFile, found: &mut Declared) {
    super::started::schedules(file, found);
    let facts = &file.facts;
    for function in &facts.functions {
        let class = function.class.and_then(|at| facts.classes.get(at));
        let base = |name: &str| class.is_some_and(|class| class.bases.iter().any(|one| one.last_name() == Some(name)));
        let quartz = match function.name.as_str() {
            "Execute" => base("IJob"),
            "executeInternal" => base("QuartzJobBean"),
            _ => false,
        };
        if quartz {
            let name = class.map_or(function.symbol.clone(), |class| class.symbol.clone());
            found.named(EntryKind::Schedule, name, function.range.clone());
        }
    }
    let bodies = facts.functions.iter().flat_map(|function| &function.body);
    for expr in facts.top.iter().chain(bodies) {
        expr.walk(&mut |part| {
            started(file, part, found);
            true
        });
    }
}

fn started(file: &CodeFile, expr: &Expr, found: &mut Declared) {
    let (name, on, args) = match &expr.kind {
        ExprKind::Call { callee, args, .. } => match &callee.kind {
            ExprKind::Member { object, name, .. } => (name.as_str(), object.last_name().unwrap_or_default(), args),
            ExprKind::Name(name) => (name.as_str(), "", args),
            _ => return,
        },
        ExprKind::New { type_name, args, .. } => (type_name.as_str(), "", args),
        _ => return,
    };
    let text = args.first().and_then(|arg| arg.value.as_text());
    let mut add = |name: String, handler: &Expr| found.named(EntryKind::Schedule, name, handler.range.clone());
    match (file.language.name, name, on) {
        ("javascript", "schedule" | "scheduleJob", "cron" | "nodeCron" | "schedule")
        | ("javascript", "CronJob", "") => {
            let handler = args.iter().skip(1).find(|arg| {
                matches!(arg.value.kind, ExprKind::Lambda { .. } | ExprKind::Name(_) | ExprKind::Member { .. })
            });
            if let (Some(text), Some(handler)) = (text, handler) {
                add(text, &handler.value);
            }
        }
        ("php", "call", "schedule" | "Schedule") => {
            if let Some(first) = args.first() {
                add(format!("call in {}", file.path().rsplit('/').next().unwrap_or_default()), &first.value);
            }
        }
        ("csharp", "AddOrUpdate" | "Enqueue" | "Schedule", "RecurringJob" | "BackgroundJob") => {
            let lambda = args.iter().find(|arg| matches!(arg.value.kind, ExprKind::Lambda { .. }));
            if let Some(lambda) = lambda.filter(|_| on == "RecurringJob") {
                let name = text.unwrap_or_else(|| "RecurringJob".to_owned());
                add(name, &lambda.value);
            }
        }
        // `runner "User.clean"` of whenever.
        ("ruby", "runner", "") if file.path().ends_with("schedule.rb") => {
            let told = text.as_deref().and_then(|text| text.split(['(', ' ']).next()?.rsplit_once('.'));
            if let Some((class, method)) = told {
                let handler = Handler::Method { class: class.replace("::", "."), method: Some(method.to_owned()) };
                let path = format!("{class}.{method}");
                found.entries.push(Entry { kind: EntryKind::Schedule, verbs: Vec::new(), path, on: None, handler });
            }
        }
        _ => {}
    }
}
