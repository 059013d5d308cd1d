//! More commands and schedules: what a terminal or a clock starts, as libraries of each language declare it.

use crate::lang::facts::{Arg, Class, Expr, ExprKind, Function};
use crate::model::reach::EntryKind;
use crate::orm::CodeFile;
use crate::reach::Declared;

use super::attributes::parts;

fn everywhere(file: &CodeFile) -> impl Iterator<Item = &Expr> {
    file.facts.top.iter().chain(file.facts.functions.iter().flat_map(|function| &function.body))
}

fn class_of<'a>(file: &'a CodeFile, function: &Function) -> Option<&'a Class> {
    function.class.and_then(|at| file.facts.classes.get(at))
}

fn named<'a>(args: &'a [Arg], names: &[&str]) -> Option<&'a Expr> {
    args.iter().find(|arg| arg.name.as_deref().is_some_and(|name| names.contains(&name))).map(|arg| &arg.value)
}

fn first_text(args: &[Arg]) -> Option<String> {
    args.first().and_then(|arg| arg.value.as_text())
}

fn is_handler(value: &Expr) -> bool {
    matches!(value.kind, ExprKind::Lambda { .. } | ExprKind::Name(_) | ExprKind::Member { .. })
}

/// The first word of `sync <id> [options]`.
fn word(text: &str) -> String {
    text.split_whitespace().next().unwrap_or_default().to_owned()
}

/// Commands: clap, argparse, commander, yargs, picocli, urfave/cli, Thor, Mix tasks, what Spring runs at its start.
pub(super) fn commands(file: &CodeFile, found: &mut Declared) {
    match file.language.name {
        "rust" => everywhere(file).for_each(|expr| clap(file, expr, found)),
        "python" => python(file, found),
        "javascript" => everywhere(file).for_each(|expr| {
            expr.walk(&mut |part| {
                commander(part, found);
                true
            });
        }),
        "go" => everywhere(file).for_each(|expr| {
            expr.walk(&mut |part| {
                if let ExprKind::New { type_name, args, .. } = &part.kind
                    && type_name.ends_with("cli.Command")
                    && let (Some(name), Some(run)) =
                        (named(args, &["Name"]).and_then(Expr::as_text), named(args, &["Action"]))
                {
                    found.named(EntryKind::Command, name, run.range.clone());
                }
                true
            });
        }),
        _ => {}
    }
    for function in &file.facts.functions {
        let Some(class) = class_of(file, function) else { continue };
        let base = |name: &str| class.bases.iter().any(|one| one.last_name() == Some(name));
        let name = match (file.language.name, function.name.as_str()) {
            ("java" | "kotlin", "run" | "call") => {
                let told = class.decorators.iter().map(parts).find(|(name, _)| *name == "Command");
                let told = told.and_then(|(_, args)| named(args, &["name"]).and_then(Expr::as_text));
                let starts = function.name == "run" && (base("CommandLineRunner") || base("ApplicationRunner"));
                told.or_else(|| starts.then(|| format!("start of {}", class.name)))
            }
            ("elixir", "run") => {
                class.symbol.strip_prefix("Mix.Tasks.").map(|name| format!("mix {}", name.to_lowercase()))
            }
            ("ruby", name) if base("Thor") && name != "initialize" => Some(name.to_owned()),
            _ => None,
        };
        if let Some(name) = name {
            found.named(EntryKind::Command, name, function.range.clone());
        }
    }
}

/// `match cli.command { Command::Sync { all } => sync(all) }` over an enum that derives `Subcommand`, by the arms.
fn clap(file: &CodeFile, expr: &Expr, found: &mut Declared) {
    let derived = |class: &Class| {
        class.decorators.iter().map(parts).filter(|(name, _)| *name == "derive").any(|(_, args)| {
            args.iter().any(|arg| matches!(arg.value.last_name(), Some("Subcommand" | "Parser" | "StructOpt")))
        })
    };
    let enums: Vec<&str> =
        file.facts.classes.iter().filter(|class| derived(class)).map(|class| class.name.as_str()).collect();
    // Where the enum is declared elsewhere, by the names in use.
    let is_enum = |name: &str| {
        enums.contains(&name)
            || (enums.is_empty() && matches!(name, "Command" | "Commands" | "SubCommand" | "Subcommand" | "Cmd"))
    };
    let variant = |part: &Expr| {
        let path = match &part.kind {
            ExprKind::New { type_name, .. } => type_name.clone(),
            ExprKind::Call { callee, .. } => callee.path()?,
            ExprKind::Member { .. } => part.path()?,
            _ => return None,
        };
        let (before, name) = path.rsplit_once('.')?;
        let of = before.rsplit('.').next()?;
        (is_enum(of) && name.starts_with(char::is_uppercase)).then(|| name.to_owned())
    };
    expr.walk(&mut |part| {
        let ExprKind::Seq(items) = &part.kind else { return true };
        let arms: Vec<(usize, String)> =
            items.iter().enumerate().skip(1).filter_map(|(at, item)| Some((at, variant(item)?))).collect();
        if arms.len() < 2 {
            return true;
        }
        for (index, (at, name)) in arms.iter().enumerate() {
            let end = arms.get(index + 1).map_or(items.len(), |(next, _)| *next);
            let body = items.get(at + 1..end).unwrap_or_default();
            if let (Some(first), Some(last)) = (body.first(), body.last()) {
                let kebab = crate::orm::naming::snake(name).replace('_', "-");
                found.named(EntryKind::Command, kebab, first.range.start..last.range.end);
            }
        }
        true
    });
}

/// `p = sub.add_parser("sync")`, `p.set_defaults(func=sync)`, and what a script calls when it is run itself.
fn python(file: &CodeFile, found: &mut Declared) {
    let mut parsers: Vec<(String, String)> = Vec::new();
    for expr in everywhere(file) {
        expr.walk(&mut |part| {
            match &part.kind {
                ExprKind::Assign { target, value, .. } => {
                    if let (Some(name), ExprKind::Call { callee, args, .. }) = (target.path(), &value.kind)
                        && callee.last_name() == Some("add_parser")
                        && let Some(text) = first_text(args)
                    {
                        parsers.retain(|(known, _)| *known != name);
                        parsers.push((name, text));
                    }
                }
                ExprKind::Call { callee, args, .. } if callee.last_name() == Some("set_defaults") => {
                    let ExprKind::Member { object, .. } = &callee.kind else { return true };
                    let parser = object.path();
                    let name = parsers.iter().find(|(known, _)| Some(known) == parser.as_ref());
                    let run = args.iter().find(|arg| arg.name.is_some() && is_handler(&arg.value));
                    if let (Some((_, name)), Some(run)) = (name, run) {
                        found.named(EntryKind::Command, name.clone(), run.value.range.clone());
                    }
                }
                _ => {}
            }
            true
        });
    }
    let text = &file.source.text;
    let main = ["__name__ == \"__main__\"", "__name__ == '__main__'"].iter().find_map(|form| text.find(form));
    let Some(main) = main else { return };
    for expr in &file.facts.top {
        expr.walk(&mut |part| {
            let after = part.range.start > main;
            if let (ExprKind::Call { .. }, true) = (&part.kind, after) {
                found.named(EntryKind::Command, file.path().to_string(), part.range.clone());
                return false;
            }
            true
        });
    }
}

/// `program.command("sync <id>").action(run)`, `yargs.command("sync", "…", build, run)`
fn commander(part: &Expr, found: &mut Declared) {
    let ExprKind::Call { callee, args, .. } = &part.kind else { return };
    let ExprKind::Member { object, name, .. } = &callee.kind else { return };
    match name.as_str() {
        "action" => {
            let mut next = object;
            while let ExprKind::Call { callee, args: given, .. } = &next.kind {
                let ExprKind::Member { object, name, .. } = &callee.kind else { break };
                if name == "command" {
                    if let (Some(text), Some(run)) =
                        (first_text(given), args.first().filter(|arg| is_handler(&arg.value)))
                    {
                        found.named(EntryKind::Command, word(&text), run.value.range.clone());
                    }
                    break;
                }
                next = object;
            }
        }
        "command" if args.len() >= 3 => {
            if let (Some(text), Some(run)) = (first_text(args), args.last().filter(|arg| is_handler(&arg.value))) {
                found.named(EntryKind::Command, word(&text), run.value.range.clone());
            }
        }
        _ => {}
    }
}

/// Schedules: APScheduler, `schedule`, robfig/cron, tokio-cron-scheduler, `setInterval`.
pub(super) fn schedules(file: &CodeFile, found: &mut Declared) {
    for function in file.facts.functions.iter().filter(|_| file.language.name == "python") {
        for decorator in &function.decorators {
            let (name, args) = parts(decorator);
            if matches!(name, "scheduled_job" | "repeat_every" | "repeat_at") {
                let told = named(args, &["id", "name"]).and_then(Expr::as_text);
                found.named(EntryKind::Schedule, told.unwrap_or(function.name.clone()), function.range.clone());
            }
        }
    }
    for expr in everywhere(file) {
        expr.walk(&mut |part| {
            let ExprKind::Call { callee, args, .. } = &part.kind else { return true };
            let (name, on) = match &callee.kind {
                ExprKind::Member { object, name, .. } => (name.as_str(), object.last_name().unwrap_or_default()),
                ExprKind::Name(name) => (name.as_str(), ""),
                _ => return true,
            };
            let text = first_text(args);
            let told = match (file.language.name, name) {
                ("python", "add_job") if on.to_lowercase().contains("sched") => {
                    let run = args.first().map(|arg| &arg.value);
                    let told = named(args, &["id", "name"]).and_then(Expr::as_text);
                    run.and_then(|run| Some((told.or_else(|| run.last_name().map(str::to_owned))?, run)))
                }
                ("go", "AddFunc") => text.zip(args.get(1).map(|arg| &arg.value)),
                ("rust", "new_async" | "new" | "new_repeated_async") if on == "Job" => {
                    text.zip(args.get(1).map(|arg| &arg.value))
                }
                ("javascript", "setInterval") if on.is_empty() => {
                    args.first().map(|arg| ("setInterval".to_owned(), &arg.value))
                }
                _ => None,
            };
            if let Some((name, run)) = told.filter(|(_, run)| is_handler(run)) {
                found.named(EntryKind::Schedule, name, run.range.clone());
            }
            true
        });
    }
}

/// Queues of JavaScript: `queue.process("mail", send)`, `agenda.define("mail", send)`.
pub(super) fn queues(file: &CodeFile, found: &mut Declared) {
    for expr in everywhere(file) {
        expr.walk(&mut |part| {
            let ExprKind::Call { callee, args, .. } = &part.kind else { return true };
            let ExprKind::Member { object, name, .. } = &callee.kind else { return true };
            let on = object.last_name().unwrap_or_default();
            let queue = match name.as_str() {
                "process" => on.to_lowercase().ends_with("queue"),
                "define" => on == "agenda",
                _ => false,
            };
            if let Some(run) = args.last().filter(|arg| queue && is_handler(&arg.value)) {
                found.named(EntryKind::Job, first_text(args).unwrap_or(on.to_owned()), run.value.range.clone());
            }
            true
        });
    }
}
