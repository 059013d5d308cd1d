//! Expressions of Python.

use ruff_python_ast::{
    Arguments, BytesLiteral, Comprehension, Expr as Py, FStringPart, InterpolatedStringElement, Number, Parameter,
    Parameters, StringLiteral,
};
use ruff_text_size::{Ranged, TextRange};

use super::{Lower, name_expr, range_of};
use crate::lang::escape::{Escapes, pieces};
use crate::lang::facts::{Arg, Entry, Expr, ExprKind, Key, Param, Text, TextPart};

/// An operator chain of more operands is a [`ExprKind::Seq`]: nested, it would be too deep.
const MAX_CHAIN: usize = 64;

impl Lower<'_> {
    pub(super) fn expr(&mut self, expr: &Py) -> Expr {
        let range = range_of(expr.range());
        self.deeper(range, |lower| lower.kind(expr))
    }

    fn boxed(&mut self, expr: &Py) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    pub(super) fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Py>) -> Vec<Expr> {
        exprs.into_iter().map(|expr| self.expr(expr)).collect()
    }

    fn kind(&mut self, expr: &Py) -> ExprKind {
        match expr {
            Py::Name(name) => ExprKind::Name(name.id.to_string()),
            Py::Attribute(attribute) => ExprKind::Member {
                object: self.boxed(&attribute.value),
                name: attribute.attr.to_string(),
                name_range: range_of(attribute.attr.range),
            },
            Py::Call(call) => ExprKind::Call {
                callee: self.boxed(&call.func),
                type_args: Vec::new(),
                args: self.arguments(&call.arguments),
            },
            Py::Subscript(subscript) => {
                ExprKind::Index { object: self.boxed(&subscript.value), index: self.boxed(&subscript.slice) }
            }
            Py::StringLiteral(literal) => {
                ExprKind::Str(Text { parts: literal.value.iter().flat_map(|part| self.string(part)).collect() })
            }
            Py::BytesLiteral(literal) => {
                ExprKind::Str(Text { parts: literal.value.iter().flat_map(|part| self.bytes(part)).collect() })
            }
            Py::FString(literal) => {
                let mut parts = Vec::new();
                for part in literal.value.iter() {
                    match part {
                        FStringPart::Literal(literal) => parts.extend(self.string(literal)),
                        FStringPart::FString(string) => {
                            let raw = string.flags.prefix().is_raw();
                            self.elements(string.elements.iter(), raw, &mut parts);
                        }
                    }
                }
                ExprKind::Str(Text { parts })
            }
            Py::TString(literal) => {
                let mut parts = Vec::new();
                for string in literal.value.iter() {
                    let raw = string.flags.prefix().is_raw();
                    self.elements(string.elements.iter(), raw, &mut parts);
                }
                ExprKind::Str(Text { parts })
            }
            Py::NumberLiteral(literal) => match &literal.value {
                Number::Int(_) | Number::Float(_) | Number::Complex { .. } => ExprKind::Literal(self.slice(expr)),
            },
            Py::BooleanLiteral(_) | Py::NoneLiteral(_) | Py::EllipsisLiteral(_) => ExprKind::Literal(self.slice(expr)),
            Py::List(list) => ExprKind::List(self.exprs(&list.elts)),
            Py::Tuple(tuple) => ExprKind::List(self.exprs(&tuple.elts)),
            Py::Set(set) => ExprKind::List(self.exprs(&set.elts)),
            Py::Dict(dict) => {
                let entries = dict.items.iter().map(|item| self.entry(item.key.as_ref(), &item.value));
                ExprKind::Map(entries.collect())
            }
            Py::BinOp(binary) => ExprKind::Binary {
                op: binary.op.as_str().to_owned(),
                left: self.boxed(&binary.left),
                right: self.boxed(&binary.right),
            },
            Py::BoolOp(boolean) => {
                let values = self.exprs(&boolean.values);
                chain(values, |_| boolean.op.as_str().to_owned())
            }
            Py::Compare(compare) => {
                let mut values = vec![self.expr(&compare.left)];
                values.extend(self.exprs(&compare.comparators));
                chain(values, |index| compare.ops.get(index).map_or("==", |op| op.as_str()).to_owned())
            }
            Py::Named(named) => ExprKind::Assign {
                target: self.boxed(&named.target),
                type_text: None,
                op: "=",
                declares: true,
                value: self.boxed(&named.value),
            },
            Py::Lambda(lambda) => ExprKind::Lambda {
                params: lambda.parameters.as_ref().map(|params| self.params(params)).unwrap_or_default(),
                body: vec![self.expr(&lambda.body)],
            },
            Py::If(conditional) => {
                ExprKind::Seq(self.exprs([&*conditional.body, &*conditional.test, &*conditional.orelse]))
            }
            Py::ListComp(comp) => self.comprehension(&[&comp.elt], &comp.generators),
            Py::SetComp(comp) => self.comprehension(&[&comp.elt], &comp.generators),
            Py::Generator(comp) => self.comprehension(&[&comp.elt], &comp.generators),
            Py::DictComp(comp) => {
                let entry = self.entry(comp.key.as_deref(), &comp.value);
                let range = entry.key_range.start..entry.value.range.end;
                let mut items = vec![Expr::new(ExprKind::Map(vec![entry]), range)];
                self.generators(&comp.generators, &mut items);
                ExprKind::Seq(items)
            }
            Py::UnaryOp(unary) => ExprKind::Seq(self.exprs([&*unary.operand])),
            Py::Await(awaited) => ExprKind::Seq(self.exprs([&*awaited.value])),
            Py::Yield(yielded) => ExprKind::Seq(self.exprs(yielded.value.as_deref())),
            Py::YieldFrom(yielded) => ExprKind::Seq(self.exprs([&*yielded.value])),
            Py::Starred(starred) => ExprKind::Seq(self.exprs([&*starred.value])),
            Py::Slice(slice) => {
                let bounds = [slice.lower.as_deref(), slice.upper.as_deref(), slice.step.as_deref()];
                ExprKind::Seq(self.exprs(bounds.into_iter().flatten()))
            }
            Py::IpyEscapeCommand(_) => ExprKind::Empty,
        }
    }

    pub(super) fn arguments(&mut self, arguments: &Arguments) -> Vec<Arg> {
        let mut args: Vec<Arg> = Vec::new();
        for argument in arguments.args.iter() {
            let value = self.expr(argument);
            args.push(Arg { name: None, name_range: value.range.start..value.range.start, value });
        }
        for keyword in &arguments.keywords {
            let value = self.expr(&keyword.value);
            let (name, name_range) = match &keyword.arg {
                Some(name) => (name.to_string(), range_of(name.range)),
                None => ("**".to_owned(), range_of(keyword.range).start..value.range.start),
            };
            args.push(Arg { name: Some(name), name_range, value });
        }
        args.sort_by_key(|arg| arg.value.range.start);
        args
    }

    fn entry(&mut self, key: Option<&Py>, value: &Py) -> Entry {
        let value_expr = self.expr(value);
        let Some(key) = key else {
            let start = value_expr.range.start;
            return Entry { key: Key::Spread, key_range: start..start, value: value_expr };
        };
        let key_expr = self.expr(key);
        let key_range = text_range(&key_expr);
        let key = match key_expr.as_text() {
            Some(name) if matches!(key_expr.kind, ExprKind::Str(_)) => Key::Name(name),
            _ => Key::Computed(Box::new(key_expr)),
        };
        Entry { key, key_range, value: value_expr }
    }

    fn comprehension(&mut self, items: &[&Py], generators: &[Comprehension]) -> ExprKind {
        let mut items = self.exprs(items.iter().copied());
        self.generators(generators, &mut items);
        ExprKind::Seq(items)
    }

    fn generators(&mut self, generators: &[Comprehension], items: &mut Vec<Expr>) {
        for generator in generators {
            items.push(self.each(range_of(generator.range), &generator.target, &generator.iter));
            items.extend(self.exprs(&generator.ifs));
        }
    }

    /// `for target in iter`, the variable alone.
    pub(super) fn each(&mut self, range: std::ops::Range<usize>, target: &Py, iter: &Py) -> Expr {
        let target = self.boxed(target);
        let value = self.boxed(iter);
        Expr::new(ExprKind::Assign { target, type_text: None, op: "in", declares: true, value }, range)
    }

    fn string(&self, literal: &StringLiteral) -> Vec<TextPart> {
        let escapes = if literal.flags.prefix().is_raw() { Escapes::None } else { Escapes::Python };
        self.content(literal.content_range(), escapes)
    }

    fn bytes(&self, literal: &BytesLiteral) -> Vec<TextPart> {
        let escapes = if literal.flags.prefix().is_raw() { Escapes::None } else { Escapes::Python };
        self.content(literal.content_range(), escapes)
    }

    fn content(&self, range: TextRange, escapes: Escapes) -> Vec<TextPart> {
        pieces(self.text, range_of(range), escapes, false)
    }

    fn elements<'e>(
        &mut self,
        elements: impl Iterator<Item = &'e InterpolatedStringElement>,
        raw: bool,
        parts: &mut Vec<TextPart>,
    ) {
        let escapes = if raw { Escapes::None } else { Escapes::Python };
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(literal) => {
                    parts.extend(pieces(self.text, range_of(literal.range), escapes, true));
                }
                InterpolatedStringElement::Interpolation(hole) => {
                    let expr = self.expr(&hole.expression);
                    let mut nested = Vec::new();
                    if let Some(spec) = &hole.format_spec {
                        for element in spec.elements.iter() {
                            if let InterpolatedStringElement::Interpolation(inner) = element {
                                nested.push(self.expr(&inner.expression));
                            }
                        }
                    }
                    let expr = if nested.is_empty() {
                        expr
                    } else {
                        nested.insert(0, expr);
                        Expr::new(ExprKind::Seq(nested), range_of(hole.range))
                    };
                    parts.push(TextPart::Hole(Box::new(expr)));
                }
            }
        }
    }

    pub(super) fn params(&mut self, params: &Parameters) -> Vec<Param> {
        let mut list = Vec::new();
        for param in params.posonlyargs.iter().chain(&params.args) {
            list.push(self.param(&param.parameter, param.default.as_deref()));
        }
        if let Some(param) = &params.vararg {
            list.push(self.param(param, None));
        }
        for param in &params.kwonlyargs {
            list.push(self.param(&param.parameter, param.default.as_deref()));
        }
        if let Some(param) = &params.kwarg {
            list.push(self.param(param, None));
        }
        list
    }

    fn param(&mut self, param: &Parameter, default: Option<&Py>) -> Param {
        Param {
            name: param.name.to_string(),
            type_text: param.annotation.as_deref().map(|annotation| self.slice(annotation)),
            default: default.map(|default| self.expr(default)),
            range: range_of(param.range),
        }
    }

    /// `name` as the head of a call with the given arguments.
    pub(super) fn call_of(&mut self, callee: Expr, args: Vec<Expr>, range: std::ops::Range<usize>) -> Expr {
        let args = args
            .into_iter()
            .map(|value| Arg { name: None, name_range: value.range.start..value.range.start, value })
            .collect();
        Expr::new(ExprKind::Call { callee: Box::new(callee), type_args: Vec::new(), args }, range)
    }

    pub(super) fn keyword(&mut self, keyword: &ruff_python_ast::Keyword) -> Expr {
        let value = self.boxed(&keyword.value);
        let range = range_of(keyword.range);
        match &keyword.arg {
            Some(name) => {
                let target = Box::new(name_expr(name));
                Expr::new(ExprKind::Assign { target, type_text: None, op: "=", declares: false, value }, range)
            }
            None => Expr::new(ExprKind::Seq(vec![*value]), range),
        }
    }
}

/// The bytes of a string without its quotes, of anything else all.
fn text_range(expr: &Expr) -> std::ops::Range<usize> {
    let ExprKind::Str(text) = &expr.kind else { return expr.range.clone() };
    let ranges = || {
        text.parts.iter().filter_map(|part| match part {
            TextPart::Piece { range, .. } => Some(range),
            TextPart::Hole(_) => None,
        })
    };
    match (ranges().next(), ranges().next_back()) {
        (Some(first), Some(last)) => first.start..last.end,
        _ => expr.range.clone(),
    }
}

/// `a op b op c`, to the left.
fn chain(values: Vec<Expr>, op: impl Fn(usize) -> String) -> ExprKind {
    if values.len() > MAX_CHAIN {
        return ExprKind::Seq(values);
    }
    let mut values = values.into_iter();
    let Some(mut left) = values.next() else { return ExprKind::Empty };
    for (index, right) in values.enumerate() {
        let range = left.range.start..right.range.end;
        let kind = ExprKind::Binary { op: op(index), left: Box::new(left), right: Box::new(right) };
        left = Expr::new(kind, range);
    }
    left.kind
}
