//! What something else in the program sets off: signals, listeners, hooks of mappers, messages.
//!
//! Who sends is not looked for: that the event happens is what is said.

use crate::lang::facts::{Class, Expr, ExprKind, Function};
use crate::model::reach::EntryKind;
use crate::orm::CodeFile;
use crate::reach::{Declared, Framework};

use super::attributes::parts;

/// The entry in the registry.
pub const FRAMEWORK: Framework = Framework {
    name: "events",
    also: &[
        "Django's signals",
        "Laravel's listeners and observers",
        "Spring's listeners",
        "Kafka",
        "RabbitMQ",
        "JPA's callbacks",
        "Nest's events",
        "EventEmitter",
    ],
    languages: &["java", "javascript", "kotlin", "php", "python"],
    words: &[
        "@receiver",
        "Listener",
        "Observer",
        "@Pre",
        "@Post",
        "OnEvent",
        "EventPattern",
        "MessagePattern",
        "mitter",
    ],
    hubs: &[],
    path: |path| path.contains("/Listeners/"),
    read,
};

fn read(file: &CodeFile, found: &mut Declared) {
    for function in &file.facts.functions {
        let class = function.class.and_then(|at| file.facts.classes.get(at));
        let name = match file.language.name {
            "python" => signal(function),
            "java" | "kotlin" => listener(class, function),
            "php" => laravel(file, class, function),
            _ => pattern(function),
        };
        if let Some(name) = name {
            found.named(EntryKind::Event, name, function.range.clone());
        }
    }
    if file.language.name == "javascript" {
        let bodies = file.facts.functions.iter().flat_map(|function| &function.body);
        file.facts.top.iter().chain(bodies).for_each(|expr| {
            expr.walk(&mut |part| {
                emitted(part, found);
                true
            });
        });
    }
}

/// `@receiver(post_save, sender=User)`
fn signal(function: &Function) -> Option<String> {
    let (_, args) = function.decorators.iter().map(parts).find(|(name, _)| *name == "receiver")?;
    let mut names = Vec::new();
    for arg in args.iter().filter(|arg| arg.name.is_none()) {
        match &arg.value.kind {
            ExprKind::List(all) => names.extend(all.iter().filter_map(Expr::last_name)),
            _ => names.extend(arg.value.last_name()),
        }
    }
    let sender = args.iter().find(|arg| arg.name.as_deref() == Some("sender"));
    let sender = sender.and_then(|arg| arg.value.as_text().or(arg.value.last_name().map(str::to_owned)));
    let name = names.join(", ");
    let of = sender.map(|sender| format!(" of {sender}")).unwrap_or_default();
    (!name.is_empty()).then(|| format!("{name}{of}"))
}

/// Spring's events, messages of brokers, and what JPA calls around a row.
fn listener(class: Option<&Class>, function: &Function) -> Option<String> {
    let (name, args) = function.decorators.iter().map(parts).find(|(name, _)| {
        matches!(
            *name,
            "EventListener"
                | "TransactionalEventListener"
                | "KafkaListener"
                | "RabbitListener"
                | "JmsListener"
                | "SqsListener"
                | "PrePersist"
                | "PostPersist"
                | "PreUpdate"
                | "PostUpdate"
                | "PreRemove"
                | "PostRemove"
                | "PostLoad"
        )
    })?;
    if name.starts_with("Pre") || name.starts_with("Post") {
        return Some(format!("{name} of {}", class?.name));
    }
    let told = args.iter().find_map(|arg| match &arg.value.kind {
        ExprKind::List(all) => all.first().and_then(Expr::as_text),
        _ => arg.value.as_text(),
    });
    let event = function.params.first().and_then(|param| param.type_text.clone());
    told.or(event.filter(|_| name.ends_with("EventListener"))).or(Some(function.symbol.clone()))
}

/// `app/Listeners`: `handle(UserCreated $event)`; observers of models: `created(User $user)`.
fn laravel(file: &CodeFile, class: Option<&Class>, function: &Function) -> Option<String> {
    const MOMENTS: &[&str] = &[
        "retrieved",
        "creating",
        "created",
        "updating",
        "updated",
        "saving",
        "saved",
        "deleting",
        "deleted",
        "restoring",
        "restored",
        "forceDeleted",
    ];
    let class = class?;
    let kind = crate::reach::mentions::last(function.params.first()?.type_text.as_deref()?).to_owned();
    let listens = file.path().contains("/Listeners/") && function.name == "handle";
    let observes = class.name.ends_with("Observer") && MOMENTS.contains(&function.name.as_str());
    if observes { Some(format!("{} of {kind}", function.name)) } else { listens.then_some(kind) }
}

/// `@OnEvent("user.created")`, `@MessagePattern("sum")`
fn pattern(function: &Function) -> Option<String> {
    let (_, args) = function
        .decorators
        .iter()
        .map(parts)
        .find(|(name, _)| matches!(*name, "OnEvent" | "EventPattern" | "MessagePattern"))?;
    args.first().and_then(|arg| arg.value.as_text()).or(Some(function.symbol.clone()))
}

/// `emitter.on("user.created", send)`
fn emitted(part: &Expr, found: &mut Declared) {
    let ExprKind::Call { callee, args, .. } = &part.kind else { return };
    let ExprKind::Member { object, name, .. } = &callee.kind else { return };
    let on = object.last_name().unwrap_or_default().to_lowercase();
    let [event, run] = args.as_slice() else { return };
    let handler = matches!(run.value.kind, ExprKind::Lambda { .. } | ExprKind::Name(_) | ExprKind::Member { .. });
    if matches!(name.as_str(), "on" | "once" | "addListener")
        && on.ends_with("emitter")
        && handler
        && let Some(event) = event.value.as_text()
    {
        found.named(EntryKind::Event, event, run.value.range.clone());
    }
}
