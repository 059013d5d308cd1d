//! Which functions of a package run forward: those that are given to a migration tool as such.

use crate::lang::facts::{Arg, CodeFacts, Expr, ExprKind, Function, Key};

use super::super::CodeMigration;
use super::super::index::{file_name, parent};

/// Deeper nesting is no one's list of migrations.
const DEPTH: usize = 8;

/// Something that runs forward, and the file it stands in.
pub(super) struct Root<'a> {
    pub file: usize,
    pub what: What<'a>,
    /// The function around, whose variables it may use.
    pub around: Option<&'a Function>,
}

pub(super) enum What<'a> {
    Body(&'a [Expr]),
    /// SQL texts, and the dialect that they are said to be for.
    Statements {
        list: &'a Expr,
        dialect: Option<&'a Expr>,
    },
}

/// Calls that register: the first function among their arguments runs forward.
const REGISTERS: &[&str] = &[
    "AddMigration",
    "AddMigrationContext",
    "AddMigrationNoTx",
    "AddMigrationNoTxContext",
    "AddNamedMigration",
    "AddNamedMigrationContext",
    "AddNamedMigrationNoTx",
    "AddNamedMigrationNoTxContext",
    "NewGoMigration",
    "MustRegister",
    "MustRegisterTx",
    "Register",
    "RegisterTx",
    "NewMigration",
    "newMigration",
];

/// Fields of a migration that hold the function which runs forward.
const FORWARD: &[&str] = &["Migrate", "MigrateSession", "Upgrade", "Up", "UpFn", "UpFnContext", "RunTx", "RunDB"];

/// All that runs forward, in the order in which it stands.
pub(super) fn roots<'a>(files: &[CodeMigration<'_>], facts: &'a [CodeFacts]) -> Vec<Root<'a>> {
    let mut finder = Finder { files, facts, out: Vec::new() };
    for (at, file) in facts.iter().enumerate() {
        if !files.get(at).is_some_and(|file| super::is_migration(file.text)) {
            continue;
        }
        for expr in &file.top {
            finder.within(expr, at, None);
        }
        for function in &file.functions {
            if function.name.starts_with("Up_") && function.owner.is_some() {
                finder.out.push(Root { file: at, what: What::Body(&function.body), around: None });
                continue;
            }
            for expr in &function.body {
                finder.within(expr, at, Some(function));
            }
        }
    }
    finder.out
}

struct Finder<'f, 'a> {
    files: &'f [CodeMigration<'f>],
    facts: &'a [CodeFacts],
    out: Vec<Root<'a>>,
}

impl<'f, 'a> Finder<'f, 'a> {
    fn within(&mut self, expr: &'a Expr, file: usize, around: Option<&'a Function>) {
        expr.walk(&mut |expr| {
            let fields = fields(expr);
            let field = |name: &str| fields.iter().find(|(own, _)| *own == name).map(|(_, value)| *value);
            if let Some(list) = field("Statements") {
                let what = What::Statements { list, dialect: field("Dialect") };
                self.out.push(Root { file, what, around });
                return false;
            }
            if let Some(forward) = FORWARD.iter().find_map(|name| field(name)) {
                self.function(forward, file, around, 0);
                return false;
            }
            if let ExprKind::Call { callee, args, .. } = &expr.kind
                && callee.last_name().is_some_and(|name| REGISTERS.contains(&name))
            {
                self.first_function(args, file, around);
                return false;
            }
            true
        });
    }

    fn first_function(&mut self, args: &'a [Arg], file: usize, around: Option<&'a Function>) {
        for arg in args {
            if matches!(arg.value.kind, ExprKind::Literal(ref text) if text == "nil")
                || self.function(&arg.value, file, around, 0)
            {
                return;
            }
        }
    }

    /// Whether an expression is a function that runs forward; it is noted then.
    fn function(&mut self, expr: &'a Expr, file: usize, around: Option<&'a Function>, depth: usize) -> bool {
        if depth > DEPTH {
            return false;
        }
        match &expr.kind {
            ExprKind::Lambda { body, .. } => {
                self.out.push(Root { file, what: What::Body(body), around });
                true
            }
            // A conversion to the library's type of functions; or a function that makes one: all that it is given counts.
            ExprKind::Call { callee, args, .. } => {
                let is_given = args.iter().any(|arg| self.function(&arg.value, file, around, depth + 1));
                // `batch("ALTER TABLE …")`: what the function that it gives back does with the texts.
                let is_made = !is_given && callee.as_name().is_some_and(|name| self.makes_one(name, file));
                if is_made {
                    self.out.push(Root { file, what: What::Body(std::slice::from_ref(expr)), around });
                }
                is_given || is_made
            }
            ExprKind::New { args, .. } => {
                let forward = args.iter().filter(|arg| arg.name.as_deref().is_some_and(|name| FORWARD.contains(&name)));
                forward.into_iter().any(|arg| self.function(&arg.value, file, around, depth + 1))
            }
            ExprKind::Seq(items) => items.iter().any(|item| self.function(item, file, around, depth + 1)),
            ExprKind::Name(name) => {
                if let Some(value) = around.and_then(|around| variable(&around.body, name)) {
                    return self.function(value, file, around, depth + 1);
                }
                if let Some(value) = self.facts.get(file).and_then(|facts| variable(&facts.top, name)) {
                    return self.function(value, file, None, depth + 1);
                }
                let own = self.package(file);
                self.declared(name, |folder| folder == own, file)
            }
            ExprKind::Member { object, name, .. } => match object.as_name() {
                Some(package) => self.declared(name, |folder| file_name(folder) == package, file),
                None => false,
            },
            _ => false,
        }
    }

    fn package(&self, file: usize) -> &'f str {
        let files = self.files;
        files.get(file).map_or("", |file| parent(file.path))
    }

    /// Whether a function of the package gives back a function that it writes out.
    fn makes_one(&self, name: &str, file: usize) -> bool {
        let own = self.package(file);
        let here = (0..self.facts.len()).filter(|at| self.package(*at) == own);
        here.filter_map(|at| self.facts.get(at)).flat_map(|facts| &facts.functions).any(|function| {
            let gives = |expr: &Expr| {
                matches!(&expr.kind, ExprKind::Return(value) if matches!(value.kind, ExprKind::Lambda { .. }))
            };
            function.name == name && function.owner.is_none() && function.body.iter().any(gives)
        })
    }

    /// A function that some file declares, this one first.
    fn declared(&mut self, name: &str, package: impl Fn(&str) -> bool, first: usize) -> bool {
        let fits = |function: &&Function| function.name == name && function.owner.is_none();
        let order = std::iter::once(first).chain((0..self.facts.len()).filter(|at| *at != first));
        let found = order.filter(|at| package(self.package(*at))).find_map(|at| {
            let function = self.facts.get(at)?.functions.iter().find(fits)?;
            Some((at, function))
        });
        let Some((file, function)) = found else { return false };
        self.out.push(Root { file, what: What::Body(&function.body), around: None });
        true
    }
}

/// What a variable of a function or of the file is first set to.
fn variable<'a>(body: &'a [Expr], name: &str) -> Option<&'a Expr> {
    let mut found = None;
    for expr in body {
        expr.walk(&mut |expr| {
            if let ExprKind::Assign { target, value, .. } = &expr.kind
                && target.as_name() == Some(name)
            {
                found.get_or_insert(&**value);
            }
            found.is_none() && !matches!(expr.kind, ExprKind::Lambda { .. })
        });
    }
    // `var x = x` leads nowhere.
    found.filter(|value| value.as_name() != Some(name))
}

/// The named parts of a literal, with or without its type.
fn fields(expr: &Expr) -> Vec<(&str, &Expr)> {
    match &expr.kind {
        ExprKind::Map(entries) => entries
            .iter()
            .filter_map(|entry| match &entry.key {
                Key::Name(name) => Some((name.as_str(), &entry.value)),
                Key::Computed(key) => Some((key.as_name()?, &entry.value)),
                Key::Spread => None,
            })
            .collect(),
        ExprKind::New { args, .. } => args.iter().filter_map(|arg| Some((arg.name.as_deref()?, &arg.value))).collect(),
        _ => Vec::new(),
    }
}
