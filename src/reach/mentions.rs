//! Every name that an expression mentions, with what it is taken from.

use std::collections::HashMap;

use crate::lang::facts::{Expr, ExprKind, Key};

/// What a name is taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Receiver {
    /// Nothing: `login(x)`.
    None,
    /// A variable, a module, a class: `auth.login`, `User.find`.
    Name(String),
    /// A field: `this.auth.login`, also the last two of a longer path.
    Field(String, String),
    /// A value made in place: `AuthService.new.login`, `new AuthService().login`.
    Made(String),
    /// Links of a chain: `User.active.by_login`.
    Chain(String),
    /// A symbol in the body of a class: `before_action :load`.
    Symbol,
    /// The type of a parameter: `user: CurrentUser`.
    Type,
    /// A type that a call or a variable is given: `context.Set<User>()`.
    TypeArg,
    Unknown,
}

/// A name at a place.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub receiver: Receiver,
    pub at: usize,
    pub call: bool,
}

impl Mention {
    /// Whether it is taken from a client of the database: `prisma.user`, `this.prisma.user`, `tx.user`.
    pub(super) fn is_of_client(&self) -> bool {
        let (Receiver::Name(name) | Receiver::Field(_, name)) = &self.receiver else { return false };
        let name = name.to_lowercase();
        name.contains("prisma") || matches!(name.as_str(), "db" | "tx" | "trx" | "client" | "this")
    }
}

/// The mentions of a file, by name.
pub(super) type Mentions = HashMap<String, Vec<Mention>>;

/// Collects what an expression mentions.
pub(super) fn collect(expr: &Expr, found: &mut Mentions) {
    match &expr.kind {
        ExprKind::Name(name) => add(found, name, Receiver::None, expr.range.start, false),
        ExprKind::Member { object, name, name_range } => {
            add(found, name, receiver(object), name_range.start, false);
            collect(object, found);
        }
        ExprKind::Call { callee, type_args, args } => {
            match &callee.kind {
                ExprKind::Name(name) => add(found, name, Receiver::None, callee.range.start, true),
                ExprKind::Member { object, name, name_range } => {
                    add(found, name, receiver(object), name_range.start, true);
                    collect(object, found);
                }
                _ => collect(callee, found),
            }
            for kind in type_args {
                types(kind, expr.range.start, Receiver::TypeArg, found);
            }
            args.iter().for_each(|arg| collect(&arg.value, found));
        }
        ExprKind::New { type_name, args, .. } => {
            let name = last(type_name);
            add(found, name, Receiver::None, expr.range.start, true);
            args.iter().for_each(|arg| collect(&arg.value, found));
        }
        ExprKind::Assign { target, type_text, value, .. } => {
            if let Some(kind) = type_text {
                types(kind, expr.range.start, Receiver::TypeArg, found);
            }
            // What is declared is no use of what bears the same name.
            if !matches!(target.kind, ExprKind::Name(_)) {
                collect(target, found);
            }
            collect(value, found);
        }
        ExprKind::Symbol(name) => add(found, name, Receiver::Symbol, expr.range.start, false),
        _ => expr.children().into_iter().for_each(|child| collect(child, found)),
    }
}

/// What says in the body of a model that it has to do with another: reading the one does not read the other.
const RELATIONS: &[&str] = &[
    "relationship",
    "ForeignKey",
    "OneToOneField",
    "ManyToManyField",
    "has_many",
    "has_one",
    "belongs_to",
    "many_to_many",
    "embeds_one",
    "embeds_many",
    "references",
    "alias",
];

/// Collects what stands in the body of a class, relations to other models aside.
pub(super) fn collect_of_class(expr: &Expr, found: &mut Mentions) {
    match &expr.kind {
        ExprKind::Call { callee, .. } if callee.last_name().is_some_and(|name| RELATIONS.contains(&name)) => {}
        ExprKind::Call { callee, args, .. } if callee.as_name().is_some_and(crate::orm::is_schema_macro) => {
            args.iter().for_each(|arg| collect_of_class(&arg.value, found));
        }
        ExprKind::Lambda { body, .. } => body.iter().for_each(|expr| collect_of_class(expr, found)),
        ExprKind::Seq(parts) => parts.iter().for_each(|part| collect_of_class(part, found)),
        ExprKind::Assign { target, value, .. } if matches!(target.kind, ExprKind::Name(_)) => {
            collect_of_class(value, found);
        }
        _ => collect(expr, found),
    }
}

/// Adds the identifiers of a type.
pub(super) fn types(text: &str, at: usize, receiver: Receiver, found: &mut Mentions) {
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| word.len() > 2) {
        add(found, word, receiver.clone(), at, false);
    }
}

pub(super) fn add(found: &mut Mentions, name: &str, receiver: Receiver, at: usize, call: bool) {
    let name = name.trim_end_matches(['?', '!']);
    found.entry(name.to_owned()).or_default().push(Mention { receiver, at, call });
}

/// The only part of a wrapper: `(await x)`.
pub(super) fn bare(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Seq(parts) if parts.len() == 1 => bare(&parts[0]),
        ExprKind::Return(value) => bare(value),
        _ => expr,
    }
}

fn receiver(object: &Expr) -> Receiver {
    let object = bare(object);
    if let Some(made) = made(object) {
        return Receiver::Made(made);
    }
    match &object.kind {
        ExprKind::Name(name) => Receiver::Name(name.clone()),
        ExprKind::Member { object: inner, name, .. } => match bare(inner).last_name() {
            Some(of) => Receiver::Field(of.to_owned(), name.clone()),
            None => root(inner).map_or(Receiver::Unknown, Receiver::Chain),
        },
        ExprKind::Call { callee, .. } => root(callee).map_or(Receiver::Unknown, Receiver::Chain),
        ExprKind::Index { object, .. } => root(object).map_or(Receiver::Unknown, Receiver::Chain),
        _ => Receiver::Unknown,
    }
}

/// The name at the beginning of a chain.
fn root(expr: &Expr) -> Option<String> {
    match &bare(expr).kind {
        ExprKind::Name(name) => Some(name.clone()),
        ExprKind::Member { object, .. } => root(object),
        ExprKind::Call { callee, .. } => root(callee),
        ExprKind::Index { object, .. } => root(object),
        ExprKind::New { type_name, .. } => Some(last(type_name).to_owned()),
        _ => None,
    }
}

/// Ways to make or get the one value of a class.
const MAKERS: &[&str] =
    &["new", "getInstance", "get_instance", "instance", "create", "default", "make", "build", "init"];
/// Functions that give what a container holds for a class.
const CONTAINERS: &[&str] = &[
    "app",
    "resolve",
    "get",
    "inject",
    "make",
    "getService",
    "GetService",
    "GetRequiredService",
    "getBean",
    "Depends",
];

/// The class of which an expression makes or gets a value.
pub(super) fn made(expr: &Expr) -> Option<String> {
    let is_class = |name: &str| name.starts_with(|c: char| c.is_ascii_uppercase());
    match &bare(expr).kind {
        ExprKind::New { type_name, .. } => Some(last(type_name).to_owned()),
        ExprKind::Member { object, name, .. } if name == "new" => object.last_name().map(str::to_owned),
        ExprKind::Call { callee, type_args, args } => {
            let name = callee.last_name()?;
            if CONTAINERS.contains(&name) {
                let given = args.first().filter(|_| args.len() == 1).map(|arg| bare(&arg.value));
                let given = given.and_then(|value| match &value.kind {
                    ExprKind::Member { object, name, .. } if name == "class" => object.last_name(),
                    _ => value.last_name(),
                });
                if let Some(class) = given.or(type_args.first().map(String::as_str)).filter(|name| is_class(name)) {
                    return Some(last(class).to_owned());
                }
            }
            if let ExprKind::Member { object, .. } = &callee.kind
                && MAKERS.contains(&name)
            {
                return object.last_name().filter(|name| is_class(name)).map(str::to_owned);
            }
            // `NewStore(db)` in Go, `Store(db)` in Python and Kotlin.
            let plain = name.strip_prefix("New").filter(|rest| is_class(rest)).unwrap_or(name);
            is_class(plain).then(|| plain.to_owned())
        }
        ExprKind::Binary { op, left, right } if matches!(op.as_str(), "&" | "||" | "??" | "or") => {
            made(left).or_else(|| made(right))
        }
        _ => None,
    }
}

/// The same, with `()` behind the name of a call that may be a function's.
pub(super) fn made_or_called(expr: &Expr) -> Option<String> {
    let made = made(expr)?;
    let called = match &bare(expr).kind {
        ExprKind::Call { callee, .. } => callee.last_name() == Some(&made),
        _ => false,
    };
    Some(if called { format!("{made}()") } else { made })
}

/// The last part of a name with modules or a namespace before it.
pub(super) fn last(name: &str) -> &str {
    let name = name.split('<').next().unwrap_or(name);
    name.rsplit(['.', ':', '\\']).next().unwrap_or(name).trim_matches(['&', '*', ' '])
}

/// The entries of a map whose value is no literal: name, range.
pub(super) fn methods_of_map(value: &Expr) -> Vec<(&str, &Expr)> {
    let entries: Box<dyn Iterator<Item = (&str, &Expr)>> = match &bare(value).kind {
        ExprKind::Map(entries) => Box::new(entries.iter().filter_map(|entry| match &entry.key {
            Key::Name(name) => Some((name.as_str(), &entry.value)),
            _ => None,
        })),
        ExprKind::Call { args, .. } => {
            return args
                .iter()
                .map(|arg| &arg.value)
                .filter(|arg| matches!(arg.kind, ExprKind::Map(_)))
                .flat_map(methods_of_map)
                .collect();
        }
        _ => return Vec::new(),
    };
    entries.filter(|(_, value)| matches!(value.kind, ExprKind::Lambda { .. } | ExprKind::Call { .. })).collect()
}
