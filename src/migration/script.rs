//! Migrations that are written in code, read without running them: a small interpreter over the common tree.
//!
//! It follows what such scripts are made of: constants, interpolated strings, loops over literal lists, helper functions of the same file. Every
//! call goes to a [`Visitor`], the tool's own reader, which turns it into changes. Both branches of a condition are followed; what cannot be known is
//! [`Value::Unknown`], and a reader that would have to know it says so with [`unreadable`].

pub mod chain;
mod follow;
mod format;
mod same;
mod value;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::lang::facts::{CodeFacts, Expr, ExprKind, Function, Key, TextPart};
pub use value::{
    Piece, Value, change, is_table_prefix, object, sql_kind, sql_statements, statement, unparsed, unread, unreadable,
};

/// How deep helper functions are followed.
const DEPTH: usize = 8;
/// How many calls are looked at in one file: loops over lists multiply.
const MOST: usize = 200_000;

/// Whether an operator puts texts or lists together.
fn joins(op: &str) -> bool {
    matches!(op, "+" | "." | "<>" | "++")
}

/// Variables in force.
#[derive(Clone, Debug, Default)]
pub struct Scope<'a> {
    vars: HashMap<String, Value<'a>>,
    depth: usize,
    /// Parameters of a function in another file that were given a text of the file in hand.
    given: HashSet<String>,
}

impl<'a> Scope<'a> {
    /// What a variable holds.
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.vars.get(name)
    }

    /// Gives a variable a value.
    pub fn set(&mut self, name: impl Into<String>, value: Value<'a>) {
        let name = name.into();
        self.given.remove(&name);
        self.vars.insert(name, value);
    }

    /// Whether a variable of a function in another file holds a text as the call there gave it, so that its places are the caller's.
    pub fn is_given(&self, name: &str) -> bool {
        self.given.contains(name)
    }
}

/// A tool's reader.
pub trait Visitor<'a> {
    /// Looks at a call or constructor. `true`: it is dealt with, arguments and all; `false`: it is followed further, into helper functions, blocks and
    /// arguments.
    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool;

    /// Looks at a name or a member that stands alone, which in Ruby is a call without arguments (`t.timestamps`). `true`: it is dealt with.
    fn word(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        let _ = (script, expr, scope);
        false
    }

    /// Whether what stands under a condition never runs here: it is for another database.
    fn skips(&self, condition: &Expr) -> bool {
        let _ = condition;
        false
    }

    /// A helper function of another file is followed from here on, called at a place of the file in hand; `None`: it is done. What is found
    /// in between stands, for the reader of the report, at the call.
    fn outside(&mut self, call: Option<Range<usize>>) {
        let _ = call;
    }
}

/// One file of code as a script.
pub struct Script<'a> {
    pub facts: &'a CodeFacts,
    /// Other files whose functions are in reach by name: those of the same Go package.
    pub others: Vec<&'a CodeFacts>,
    constants: HashMap<&'a str, &'a Expr>,
    left: std::cell::Cell<usize>,
}

impl<'a> Script<'a> {
    /// Prepares a file: its constants and static fields by name.
    pub fn new(facts: &'a CodeFacts) -> Self {
        let mut constants = HashMap::new();
        fn add<'a>(expr: &'a Expr, constants: &mut HashMap<&'a str, &'a Expr>) {
            match &expr.kind {
                ExprKind::Assign { target, value, .. } => {
                    if let Some(name) = target.last_name() {
                        constants.insert(name, value);
                    }
                }
                ExprKind::Seq(items) => items.iter().for_each(|item| add(item, constants)),
                _ => {}
            }
        }
        facts.top.iter().for_each(|expr| add(expr, &mut constants));
        for class in &facts.classes {
            class.body.iter().for_each(|expr| add(expr, &mut constants));
            for field in &class.fields {
                if let Some(value) = &field.value {
                    constants.insert(&field.name, value);
                }
            }
        }
        Self { facts, others: Vec::new(), constants, left: std::cell::Cell::new(MOST) }
    }

    /// What a constant of the file, or a static field, is set to.
    pub fn constant(&self, name: &str) -> Option<&'a Expr> {
        self.constants.get(name).copied()
    }

    /// The function or method with one of these names, the first that there is.
    pub fn function(&self, names: &[&str]) -> Option<&'a Function> {
        names.iter().find_map(|name| self.facts.functions.iter().find(|function| function.name == *name))
    }

    /// Follows statements in order.
    pub fn walk(&self, body: &'a [Expr], scope: &mut Scope<'a>, visitor: &mut dyn Visitor<'a>) {
        // A comprehension has what it makes before the loop.
        if let Some(at) = body.iter().position(|expr| loop_head(expr).is_some()).filter(|at| *at > 0)
            && let Some(ExprKind::Assign { target, op: "in", value, .. }) = body.get(at).map(|expr| &expr.kind)
        {
            let (before, after) = body.split_at(at);
            self.each((None, target), value, before, scope, visitor);
            return self.walk(after, scope, visitor);
        }
        let mut key = None;
        for (at, expr) in body.iter().enumerate() {
            if leaves(expr, visitor) {
                return;
            }
            // The rest of a loop's children is its body.
            if let Some((index, target, list)) = loop_head(expr) {
                self.each((key.or(index), target), list, body.get(at + 1..).unwrap_or_default(), scope, visitor);
                return;
            }
            // PHP's `foreach ($list as $key => $value)`: the key stands before the loop's head.
            if let ExprKind::Assign { target, op: "=>", .. } = &expr.kind {
                key = Some(&**target);
                continue;
            }
            self.visit(expr, scope, visitor);
        }
    }

    fn each(
        &self,
        (key, target): (Option<&'a Expr>, &'a Expr),
        list: &'a Expr,
        body: &'a [Expr],
        scope: &mut Scope<'a>,
        visitor: &mut dyn Visitor<'a>,
    ) {
        match self.eval(list, scope) {
            Value::List(items) => {
                let is_given = list.as_name().is_some_and(|name| scope.is_given(name));
                for item in items {
                    let is_text = matches!(item, Value::Text { .. });
                    self.bind(target, item, scope);
                    if let Some(name) = target.as_name().filter(|_| is_given && is_text) {
                        scope.given.insert(name.to_owned());
                    }
                    self.walk(body, scope, visitor);
                }
            }
            Value::Map(entries) => {
                for (name, value) in entries {
                    let name = Value::Text { value: name, range: list.range.clone(), pieces: Vec::new() };
                    match key {
                        Some(key) => {
                            self.bind(key, name, scope);
                            self.bind(target, value, scope);
                        }
                        None => self.bind(target, Value::List(vec![name, value]), scope),
                    }
                    self.walk(body, scope, visitor);
                }
            }
            _ => {
                self.bind(target, Value::Unknown, scope);
                self.walk(body, scope, visitor);
            }
        }
    }

    /// Gives the names of a target their values.
    pub fn bind(&self, target: &'a Expr, value: Value<'a>, scope: &mut Scope<'a>) {
        match &target.kind {
            ExprKind::Name(name) => scope.set(name.clone(), value),
            ExprKind::List(names) | ExprKind::Seq(names) => {
                for (at, name) in names.iter().enumerate() {
                    let part = match &value {
                        Value::List(items) => items.get(at).cloned().unwrap_or(Value::Unknown),
                        _ => Value::Unknown,
                    };
                    self.bind(name, part, scope);
                }
            }
            _ => {}
        }
    }

    /// Follows one expression.
    pub fn visit(&self, expr: &'a Expr, scope: &mut Scope<'a>, visitor: &mut dyn Visitor<'a>) {
        let left = self.left.get();
        if left == 0 {
            return;
        }
        match &expr.kind {
            ExprKind::Assign { target, value, op, .. } => {
                self.visit(value, scope, visitor);
                if let Some(name) = target.as_name() {
                    let value = match (*op, scope.get(name), self.eval(value, scope)) {
                        ("=" | ":=", _, value) => value,
                        (_, Some(Value::Text { value: a, range, .. }), Value::Text { value: b, .. }) => {
                            Value::Text { value: format!("{a}{b}"), range: range.clone(), pieces: Vec::new() }
                        }
                        _ => Value::Unknown,
                    };
                    scope.set(name, value);
                } else if let ExprKind::List(_) = &target.kind {
                    let value = self.eval(value, scope);
                    self.bind(target, value, scope);
                }
            }
            ExprKind::Call { callee, args, .. } => {
                self.left.set(left - 1);
                if !visitor.call(self, expr, scope) && !self.iteration(callee, args, scope, visitor) {
                    // The name of a function alone is not a word of its own.
                    if callee.as_name().is_none() {
                        self.visit(callee, scope, visitor);
                    }
                    for arg in args {
                        self.visit(&arg.value, scope, visitor);
                    }
                    self.helper(callee, args, scope, visitor);
                }
            }
            ExprKind::New { args, .. } => {
                self.left.set(left - 1);
                if !visitor.call(self, expr, scope) {
                    for arg in args {
                        self.visit(&arg.value, scope, visitor);
                    }
                }
            }
            ExprKind::Lambda { body, .. } => self.walk(body, scope, visitor),
            ExprKind::Seq(items) => {
                let from = skipped(expr, items, visitor);
                self.walk(items.get(from..).unwrap_or_default(), scope, visitor);
            }
            ExprKind::List(items) => self.walk(items, scope, visitor),
            ExprKind::Name(_) | ExprKind::Member { .. } if visitor.word(self, expr, scope) => {}
            _ => {
                for child in expr.children() {
                    self.visit(child, scope, visitor);
                }
            }
        }
    }

    /// The value of an expression.
    pub fn eval(&self, expr: &'a Expr, scope: &Scope<'a>) -> Value<'a> {
        self.eval_in(expr, scope, 0)
    }

    fn eval_in(&self, expr: &'a Expr, scope: &Scope<'a>, depth: usize) -> Value<'a> {
        if depth > 24 {
            return Value::Unknown;
        }
        let eval = |expr: &'a Expr| self.eval_in(expr, scope, depth + 1);
        match &expr.kind {
            ExprKind::Str(text) => {
                let (mut value, mut pieces) = (String::new(), Vec::new());
                let mut whole: Option<Range<usize>> = None;
                for part in &text.parts {
                    match part {
                        TextPart::Piece { value: piece, range } => {
                            if piece.len() == range.len() {
                                pieces.push(Piece { at: value.len(), len: piece.len(), range: range.clone() });
                            }
                            whole = Some(whole.map_or(range.clone(), |seen| seen.start..range.end));
                            value.push_str(piece);
                        }
                        TextPart::Hole(hole) => match eval(hole) {
                            Value::Text { value: inner, .. } => value.push_str(&inner),
                            Value::Literal(inner) => value.push_str(&inner),
                            _ => return Value::Unknown,
                        },
                    }
                }
                Value::Text { value, range: whole.unwrap_or(expr.range.clone()), pieces }
            }
            ExprKind::Symbol(name) => {
                // The name alone, without the colon before it.
                let colon = usize::from(expr.range.len() == name.len() + 1);
                let range = expr.range.start + colon..expr.range.end;
                Value::Text { value: name.clone(), range, pieces: Vec::new() }
            }
            ExprKind::Literal(text) => Value::Literal(text.clone()),
            ExprKind::List(items) => Value::List(items.iter().map(eval).collect()),
            ExprKind::Map(entries) => {
                let mut found = Vec::new();
                for entry in entries {
                    match &entry.key {
                        Key::Name(name) => found.push((name.clone(), eval(&entry.value))),
                        Key::Computed(key) => {
                            if let Value::Text { value: key, .. } = eval(key) {
                                found.push((key, eval(&entry.value)));
                            }
                        }
                        Key::Spread => {
                            if let Value::Map(more) = eval(&entry.value) {
                                found.extend(more);
                            }
                        }
                    }
                }
                Value::Map(found)
            }
            ExprKind::Name(name) => {
                let known = match scope.get(name) {
                    Some(value) => value.clone(),
                    None => match self.constants.get(name.as_str()) {
                        Some(value) => eval(value),
                        None => Value::Path { path: name.clone(), range: expr.range.clone() },
                    },
                };
                match known {
                    text @ Value::Text { .. } => text,
                    _ if is_table_prefix(name, false) => Value::empty(expr),
                    other => other,
                }
            }
            ExprKind::Member { object, name, .. } => {
                match eval(object) {
                    // The field of a struct that is written out.
                    Value::Expr(Expr { kind: ExprKind::New { args, .. }, .. }) => {
                        if let Some(arg) = args.iter().find(|arg| arg.name.as_ref() == Some(name)) {
                            return eval(&arg.value);
                        }
                    }
                    // Ruby's `name.to_sym`.
                    same @ (Value::Text { .. } | Value::List(_)) if same::SAME.contains(&name.as_str()) => return same,
                    value => {
                        if let Some(value) = value.get(name) {
                            return value.clone();
                        }
                    }
                }
                let own = matches!(object.as_name(), Some("self" | "this" | "cls" | "static" | "Self"))
                    || self.facts.classes.iter().any(|class| object.as_name() == Some(&class.name));
                match self.constants.get(name.as_str()) {
                    Some(value) if own => eval(value),
                    _ if own && is_table_prefix(name, true) => Value::empty(expr),
                    _ => expr.path().map_or(Value::Expr(expr), |path| Value::Path { path, range: expr.range.clone() }),
                }
            }
            ExprKind::Binary { op, .. } if joins(op) => {
                let mut values = expr.operands(joins).into_iter().map(eval);
                let first = values.next().unwrap_or(Value::Unknown);
                values.fold(first, |before, after| match (before, after) {
                    (
                        Value::Text { mut value, range, mut pieces },
                        Value::Text { value: more, range: end, pieces: others },
                    ) => {
                        pieces.extend(others.into_iter().map(|piece| Piece { at: piece.at + value.len(), ..piece }));
                        value.push_str(&more);
                        let range = if range.start <= end.end { range.start..end.end } else { range };
                        Value::Text { value, range, pieces }
                    }
                    (Value::List(mut items), Value::List(more)) => {
                        items.extend(more);
                        Value::List(items)
                    }
                    _ => Value::Unknown,
                })
            }
            ExprKind::Seq(items) => match &items[..] {
                [only] => eval(only),
                _ => Value::Unknown,
            },
            ExprKind::Call { callee, args, .. } => self
                .text_call(callee, args, scope, depth)
                .or_else(|| self.mapped(callee, args, scope, depth))
                .or_else(|| format::formatted(callee, args, eval))
                .unwrap_or(Value::Expr(expr)),
            ExprKind::Index { object, index } => match (eval(object), eval(index)) {
                (Value::List(items), Value::Literal(at)) => {
                    at.parse::<usize>().ok().and_then(|at| items.get(at).cloned()).unwrap_or(Value::Expr(expr))
                }
                _ => Value::Expr(expr),
            },
            ExprKind::New { .. } | ExprKind::Lambda { .. } => Value::Expr(expr),
            _ => Value::Unknown,
        }
    }
}

/// How many parts of a branching statement are left out because its condition does not hold on this database: the condition and the branch under it, or
/// all of a `case`.
fn skipped(expr: &Expr, items: &[Expr], visitor: &mut dyn Visitor<'_>) -> usize {
    let Some(condition) = items.first().filter(|_| items.len() > 1) else { return 0 };
    // Ruby's `run "…" if mysql?`: the condition comes last.
    if let [first, last] = items
        && expr.range.start == first.range.start
        && last.range.start == first.range.end + " if ".len()
        && visitor.skips(last)
    {
        return 2;
    }
    let (turned, condition) = bare(condition);
    let before = condition.range.start.saturating_sub(expr.range.start);
    if turned || before == "unless ".len() || !visitor.skips(condition) {
        return 0;
    }
    if before == "case ".len() { items.len() } else { 2 }
}

/// Whether the function ends here: `if !isPostgres() { return nil }` on another database.
fn leaves(expr: &Expr, visitor: &mut dyn Visitor<'_>) -> bool {
    let ExprKind::Seq(items) = &expr.kind else { return false };
    let [condition, block] = items.as_slice() else { return false };
    let returns = match &block.kind {
        ExprKind::Return(_) => true,
        ExprKind::Seq(inner) => matches!(inner.as_slice(), [Expr { kind: ExprKind::Return(_), .. }]),
        _ => false,
    };
    let (turned, condition) = bare(condition);
    returns && turned && visitor.skips(condition)
}

/// A condition without what is around it, and whether it is turned around: something stands before it and nothing behind it (`!x`, `not x`).
fn bare(mut condition: &Expr) -> (bool, &Expr) {
    let mut turned = false;
    while let ExprKind::Seq(inner) = &condition.kind
        && let [only] = inner.as_slice()
    {
        turned |= condition.range.start < only.range.start && condition.range.end == only.range.end;
        condition = only;
    }
    (turned, condition)
}

/// The head of a loop: the variable for the place if there is one, that for what stands there, and what it goes over.
fn loop_head(expr: &Expr) -> Option<(Option<&Expr>, &Expr, &Expr)> {
    let ExprKind::Assign { target, op, value, .. } = &expr.kind else { return None };
    if *op == "in" {
        return Some((None, target, value));
    }
    match &value.kind {
        // Go's `for i, x := range xs`: the index stands before the list.
        ExprKind::Index { object, index } if matches!(index.kind, ExprKind::Empty) => Some((None, target, object)),
        ExprKind::Index { object, index } if index.range.end <= object.range.start => {
            Some((Some(&**index), target, object))
        }
        _ => None,
    }
}
