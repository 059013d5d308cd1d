//! Calls that a script goes into: helper functions of its file or package with their parameters bound, and methods that run a block for each item.

use std::ops::Range;

use super::{DEPTH, Scope, Script, Value, Visitor};
use crate::lang::facts::{Arg, CodeFacts, Expr, ExprKind, Function, Param};

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
            ExprKind::Name(name) if self.closure(name, args, callee, scope, visitor) => return,
            ExprKind::Name(name) => name,
            ExprKind::Member { object, name, .. }
                if matches!(object.as_name(), Some("self" | "this" | "cls" | "static" | "Self")) =>
            {
                name
            }
            _ => return,
        };
        let Some((elsewhere, function)) = self.function_named(name) else { return };
        self.follow(elsewhere, function, callee, args, scope, visitor);
    }

    /// A method of a class or module of the file, or of one in reach (`Helpers.add_names(self)`), with its parameters bound. `false`: it is not there.
    pub fn method(
        &self,
        callee: &'a Expr,
        args: &'a [Arg],
        scope: &mut Scope<'a>,
        visitor: &mut dyn Visitor<'a>,
    ) -> bool {
        let ExprKind::Member { object, name, .. } = &callee.kind else { return false };
        let Some(class) = object.last_name() else { return false };
        let of = |facts: &'a CodeFacts| {
            facts.functions.iter().find(|function| {
                let own = function.class.and_then(|at| facts.classes.get(at));
                function.name == *name && own.is_some_and(|own| own.name == class)
            })
        };
        let found = of(self.facts)
            .map(|function| (None, function))
            .or_else(|| self.others.iter().find_map(|facts| Some((Some(*facts), of(facts)?))));
        let Some((elsewhere, function)) = found else { return false };
        if scope.depth < DEPTH {
            self.follow(elsewhere, function, callee, args, scope, visitor);
        }
        true
    }

    fn follow(
        &self,
        elsewhere: Option<&'a CodeFacts>,
        function: &'a Function,
        callee: &'a Expr,
        args: &'a [Arg],
        scope: &mut Scope<'a>,
        visitor: &mut dyn Visitor<'a>,
    ) {
        let mut inner = Scope { depth: scope.depth + 1, ..Scope::default() };
        let skip =
            usize::from(function.params.first().is_some_and(|param| matches!(param.name.as_str(), "self" | "cls")));
        let mut params = function.params.iter().skip(skip).peekable();
        let mut rest: Option<(&str, Vec<Value<'a>>)> = None;
        for arg in args {
            let value = self.eval(&arg.value, scope);
            // Go's `func batch(sqls ...string)` has all that follow as a list.
            if rest.is_none()
                && let Some(param) = params.next_if(|param| is_variadic(param))
            {
                rest = Some((&param.name, Vec::new()));
            }
            match (&arg.name, &mut rest) {
                (Some(name), _) => inner.set(name.clone(), value),
                (None, Some((_, values))) => values.push(value),
                (None, None) => {
                    if let Some(param) = params.next() {
                        let is_text = matches!(value, Value::Text { .. });
                        inner.set(param.name.clone(), value);
                        if is_text && elsewhere.is_some() {
                            inner.given.insert(param.name.clone());
                        }
                    }
                }
            }
        }
        if let Some((name, values)) = rest {
            inner.set(name, Value::List(values));
            if elsewhere.is_some() {
                inner.given.insert(name.to_owned());
            }
        }
        for param in function.params.iter().skip(skip) {
            if let (None, Some(default)) = (inner.get(&param.name), &param.default) {
                let value = self.eval(default, scope);
                inner.set(param.name.clone(), value);
            }
        }
        let call = callee.range.start..args.last().map_or(callee.range.end, |arg| arg.value.range.end);
        self.walk_in(elsewhere, &function.body, call, &mut inner, visitor);
    }

    /// A variable that holds a function, called with a text: `execute := statements(tx)`, `execute("DROP TABLE users")`. What such a function does with
    /// other values was seen where it is written.
    fn closure(
        &self,
        name: &str,
        args: &'a [Arg],
        callee: &'a Expr,
        scope: &mut Scope<'a>,
        visitor: &mut dyn Visitor<'a>,
    ) -> bool {
        let Some(Value::Expr(held)) = scope.get(name) else { return false };
        let Some((elsewhere, params, body)) = self.function_of(held) else { return false };
        let values: Vec<Value<'a>> = args.iter().map(|arg| self.eval(&arg.value, scope)).collect();
        if params.is_empty() || !values.iter().any(|value| matches!(value, Value::Text { .. })) {
            return false;
        }
        let mut inner = Scope { depth: scope.depth + 1, ..scope.clone() };
        for (param, value) in params.iter().zip(values) {
            let is_text = matches!(value, Value::Text { .. });
            inner.set(param.name.clone(), value);
            if is_text && elsewhere.is_some() {
                inner.given.insert(param.name.clone());
            }
        }
        let call = callee.range.start..args.last().map_or(callee.range.end, |arg| arg.value.range.end);
        self.walk_in(elsewhere, body, call, &mut inner, visitor);
        true
    }

    /// The function that a value is: written there, or given back by a function of the project, with the file of that one if it is another.
    fn function_of(&self, held: &'a Expr) -> Option<(Option<&'a CodeFacts>, &'a [Param], &'a [Expr])> {
        match &held.kind {
            ExprKind::Lambda { params, body } => Some((None, params, body)),
            ExprKind::Call { callee, .. } => {
                let (elsewhere, maker) = self.function_named(callee.as_name()?)?;
                maker.body.iter().find_map(|expr| {
                    let ExprKind::Return(value) = &expr.kind else { return None };
                    let ExprKind::Lambda { params, body } = &value.kind else { return None };
                    Some((elsewhere, params.as_slice(), body.as_slice()))
                })
            }
            _ => None,
        }
    }

    /// A function of the file, or of one in reach, which is then given as well.
    fn function_named(&self, name: &str) -> Option<(Option<&'a CodeFacts>, &'a Function)> {
        let of = |facts: &'a CodeFacts| facts.functions.iter().find(|function| function.name == name);
        of(self.facts)
            .map(|function| (None, function))
            .or_else(|| self.others.iter().find_map(|facts| Some((Some(*facts), of(facts)?))))
    }

    /// Walks a body that stands in this file or another one; what is found in another stands at the call.
    fn walk_in(
        &self,
        elsewhere: Option<&'a CodeFacts>,
        body: &'a [Expr],
        call: Range<usize>,
        scope: &mut Scope<'a>,
        visitor: &mut dyn Visitor<'a>,
    ) {
        let Some(facts) = elsewhere else { return self.walk(body, scope, visitor) };
        let there = Script { others: self.others.clone(), ..Script::new(facts) };
        there.left.set(self.left.get());
        visitor.outside(Some(call));
        there.walk(body, scope, visitor);
        visitor.outside(None);
        self.left.set(there.left.get());
    }
}

fn is_variadic(param: &Param) -> bool {
    param.type_text.as_deref().is_some_and(|text| text.starts_with("..."))
}
