//! Calls that a script goes into: helper functions of its file or package with their parameters bound, and methods that run a block for each item.

use std::collections::HashMap;

use super::{DEPTH, Scope, Script, Value, Visitor};
use crate::lang::facts::{Arg, Expr, ExprKind};

impl<'a> Script<'a> {
    /// `%w[a b].each do |t| … end`, `["a", "b"].forEach((t) => …)`.
    pub(super) fn iteration(
        &self,
        callee: &'a Expr,
        args: &'a [Arg],
        scope: &mut Scope<'a>,
        visitor: &mut dyn Visitor<'a>,
    ) -> bool {
        let ExprKind::Member { object, name, .. } = &callee.kind else { return false };
        let known = ["each", "forEach", "map", "each_pair", "ForEach", "flatMap", "each_with_index", "iter"];
        let Some(Arg { value: Expr { kind: ExprKind::Lambda { params, body }, .. }, .. }) = args.last() else {
            return false;
        };
        if !known.contains(&name.as_str()) {
            return false;
        }
        let items = match self.eval(object, scope) {
            Value::List(items) => items,
            Value::Map(entries) => entries
                .into_iter()
                .map(|(key, value)| {
                    Value::List(vec![
                        Value::Text { value: key, range: object.range.clone(), pieces: Vec::new() },
                        value,
                    ])
                })
                .collect(),
            _ => return false,
        };
        for item in items {
            match (&params[..], &item) {
                ([first], _) => scope.set(first.name.clone(), item),
                (several, Value::List(parts)) => {
                    for (param, part) in several.iter().zip(parts) {
                        scope.set(param.name.clone(), part.clone());
                    }
                }
                ([first, ..], _) => scope.set(first.name.clone(), item),
                _ => {}
            }
            self.walk(body, scope, visitor);
        }
        true
    }

    /// A function of the same file, or of one in reach, with its parameters bound.
    pub fn helper(&self, callee: &'a Expr, args: &'a [Arg], scope: &mut Scope<'a>, visitor: &mut dyn Visitor<'a>) {
        if scope.depth >= DEPTH {
            return;
        }
        let name = match &callee.kind {
            ExprKind::Name(name) => name,
            ExprKind::Member { object, name, .. }
                if matches!(object.as_name(), Some("self" | "this" | "cls" | "static" | "Self")) =>
            {
                name
            }
            _ => return,
        };
        let own = self.facts.functions.iter().find(|function| function.name == *name);
        let other = || {
            self.others.iter().find_map(|facts| {
                let function = facts.functions.iter().find(|function| function.name == *name)?;
                Some((*facts, function))
            })
        };
        let (elsewhere, function) = match own {
            Some(function) => (None, function),
            None => match other() {
                Some((facts, function)) => (Some(facts), function),
                None => return,
            },
        };
        let mut inner = Scope { vars: HashMap::new(), depth: scope.depth + 1 };
        let skip =
            usize::from(function.params.first().is_some_and(|param| matches!(param.name.as_str(), "self" | "cls")));
        let mut params = function.params.iter().skip(skip);
        for arg in args {
            let value = self.eval(&arg.value, scope);
            match &arg.name {
                Some(name) => inner.set(name.clone(), value),
                None => {
                    if let Some(param) = params.next() {
                        inner.set(param.name.clone(), value);
                    }
                }
            }
        }
        for param in function.params.iter().skip(skip) {
            if let (None, Some(default)) = (inner.get(&param.name), &param.default) {
                let value = self.eval(default, scope);
                inner.set(param.name.clone(), value);
            }
        }
        match elsewhere {
            None => self.walk(&function.body, &mut inner, visitor),
            Some(facts) => {
                let there = Script { others: self.others.clone(), ..Script::new(facts) };
                there.left.set(self.left.get());
                visitor
                    .outside(Some(callee.range.start..args.last().map_or(callee.range.end, |arg| arg.value.range.end)));
                there.walk(&function.body, &mut inner, visitor);
                visitor.outside(None);
                self.left.set(there.left.get());
            }
        }
    }
}
