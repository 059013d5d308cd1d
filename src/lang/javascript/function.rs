//! Functions: declared, assigned to a name, or anonymous.

use oxc_ast::ast::{
    ArrowFunctionExpression, AssignmentExpression, BindingPattern, Expression, FormalParameters, Function as Js,
    FunctionBody, TSTypeAnnotation,
};
use oxc_span::{GetSpan, Span};

use super::{Lower, range_of};
use crate::lang::facts::{Expr, ExprKind, Function, Param};

/// A function whose name stands elsewhere than in itself.
pub(super) struct Named {
    pub name: String,
    pub name_range: std::ops::Range<usize>,
    pub class: Option<usize>,
    pub owner: Option<String>,
    pub is_static: bool,
    pub decorators: Vec<Expr>,
    pub span: Span,
}

/// The two syntaxes of a function.
pub(super) enum Source<'s, 'a> {
    Function(&'s Js<'a>),
    Arrow(&'s ArrowFunctionExpression<'a>),
}

impl<'s, 'a> Source<'s, 'a> {
    pub(super) fn of(expr: &'s Expression<'a>) -> Option<Self> {
        match expr {
            Expression::FunctionExpression(function) => Some(Self::Function(function)),
            Expression::ArrowFunctionExpression(arrow) => Some(Self::Arrow(arrow)),
            _ => None,
        }
    }

    fn params(&self) -> &'s FormalParameters<'a> {
        match self {
            Self::Function(function) => &function.params,
            Self::Arrow(arrow) => &arrow.params,
        }
    }

    fn returns(&self) -> Option<&'s TSTypeAnnotation<'a>> {
        match self {
            Self::Function(function) => function.return_type.as_deref(),
            Self::Arrow(arrow) => arrow.return_type.as_deref(),
        }
    }
}

impl Lower<'_> {
    /// An entry of its own.
    pub(super) fn named(&mut self, named: Named, source: &Source<'_, '_>) {
        let index = self.facts.functions.len();
        self.facts.functions.push(Function::default());
        let symbol = self.symbol(&named.name);
        let mut decorators = named.decorators;
        let mut body = Vec::new();
        let params = self.params(source.params(), &mut body, &mut decorators);
        let returns = source.returns().map(|returns| {
            self.note_type(&returns.type_annotation, None);
            self.slice(returns.type_annotation.span())
        });
        self.prefix.push(named.name.clone());
        let outer = self.class.take();
        let at_top = std::mem::replace(&mut self.at_top, false);
        self.source_body(source, true, &mut body);
        self.prefix.pop();
        self.class = outer;
        self.at_top = at_top;
        let lowered = Function {
            name: named.name,
            symbol,
            class: named.class,
            owner: named.owner,
            params,
            returns,
            decorators,
            body,
            is_static: named.is_static,
            name_range: named.name_range,
            range: range_of(named.span),
        };
        if let Some(entry) = self.facts.functions.get_mut(index) {
            *entry = lowered;
        }
    }

    pub(super) fn declared(&mut self, function: &Js<'_>, span: Span) {
        let (name, name_range) = match &function.id {
            Some(id) => (id.name.to_string(), range_of(id.span)),
            None => ("default".to_owned(), range_of(Span::empty(span.start))),
        };
        let named =
            Named { name, name_range, class: None, owner: None, is_static: false, decorators: Vec::new(), span };
        self.named(named, &Source::Function(function));
    }

    pub(super) fn anonymous(&mut self, function: &Js<'_>) -> ExprKind {
        self.lambda(&Source::Function(function))
    }

    pub(super) fn arrow(&mut self, arrow: &ArrowFunctionExpression<'_>) -> ExprKind {
        self.lambda(&Source::Arrow(arrow))
    }

    fn lambda(&mut self, source: &Source<'_, '_>) -> ExprKind {
        let mut body = Vec::new();
        let mut decorators = Vec::new();
        let params = self.params(source.params(), &mut body, &mut decorators);
        body.append(&mut decorators);
        if let Some(returns) = source.returns() {
            self.note_type(&returns.type_annotation, None);
        }
        let at_top = std::mem::replace(&mut self.at_top, false);
        self.source_body(source, false, &mut body);
        self.at_top = at_top;
        ExprKind::Lambda { params, body }
    }

    /// `returns`: the expression an arrow function consists of is given back explicitly.
    fn source_body(&mut self, source: &Source<'_, '_>, returns: bool, out: &mut Vec<Expr>) {
        match source {
            Source::Function(function) => self.function_body(function.body.as_deref(), out),
            Source::Arrow(arrow) => match arrow.body.as_expression() {
                Some(expr) => {
                    let value = self.expr(expr);
                    out.push(if returns {
                        Expr { range: value.range.clone(), kind: ExprKind::Return(Box::new(value)) }
                    } else {
                        value
                    });
                }
                None => self.function_body(arrow.body.as_function_body(), out),
            },
        }
    }

    fn function_body(&mut self, body: Option<&FunctionBody<'_>>, out: &mut Vec<Expr>) {
        if let Some(body) = body {
            self.statements(&body.statements, out);
        }
    }

    /// What a parameter takes apart goes to `body`, its decorators to `decorators`.
    pub(super) fn params(
        &mut self,
        params: &FormalParameters<'_>,
        body: &mut Vec<Expr>,
        decorators: &mut Vec<Expr>,
    ) -> Vec<Param> {
        let mut list = Vec::new();
        for param in &params.items {
            decorators.extend(param.decorators.iter().map(|decorator| self.expr(&decorator.expression)));
            let default = param.initializer.as_ref().map(|default| self.expr(default));
            list.push(self.param(&param.pattern, param.type_annotation.as_deref(), default, param.span, body));
        }
        if let Some(rest) = &params.rest {
            list.push(self.param(&rest.rest.argument, rest.type_annotation.as_deref(), None, rest.span, body));
        }
        list
    }

    fn param(
        &mut self,
        pattern: &BindingPattern<'_>,
        annotation: Option<&TSTypeAnnotation<'_>>,
        default: Option<Expr>,
        span: Span,
        body: &mut Vec<Expr>,
    ) -> Param {
        let type_text = annotation.map(|annotation| {
            self.note_type(&annotation.type_annotation, None);
            self.slice(annotation.type_annotation.span())
        });
        let name = match pattern {
            BindingPattern::BindingIdentifier(name) => name.name.to_string(),
            pattern => {
                let target = Box::new(self.binding(pattern));
                let range = target.range.clone();
                let end = range.end;
                let value = Box::new(Expr::new(ExprKind::Empty, end..end));
                let kind = ExprKind::Assign { target, type_text: type_text.clone(), op: "=", declares: true, value };
                body.push(Expr::new(kind, range));
                String::new()
            }
        };
        Param { name, type_text, default, range: range_of(span) }
    }

    /// `exports.f = function …`, `User.prototype.f = …` at the top: the function as an entry, the rest without a value.
    pub(super) fn assigned_function(&mut self, assignment: &AssignmentExpression<'_>) -> Option<ExprKind> {
        if !self.at_top {
            return None;
        }
        let source = Source::of(&assignment.right)?;
        let target = self.assignment_target(&assignment.left);
        let ExprKind::Member { object, name, name_range } = &target.kind else { return None };
        let path = object.path()?;
        if name == "exports" {
            return None;
        }
        let owner = match path.as_str() {
            "exports" | "module.exports" => None,
            path => path.trim_end_matches(".prototype").rsplit('.').next().map(str::to_owned),
        };
        let named = Named {
            name: name.clone(),
            name_range: name_range.clone(),
            class: None,
            is_static: false,
            decorators: Vec::new(),
            span: assignment.span,
            owner: owner.clone(),
        };
        self.prefix.extend(owner.clone());
        self.named(named, &source);
        if owner.is_some() {
            self.prefix.pop();
        }
        let end = range_of(assignment.right.span());
        Some(ExprKind::Assign {
            target: Box::new(target),
            type_text: None,
            op: "=",
            declares: false,
            value: Box::new(Expr::new(ExprKind::Empty, end)),
        })
    }
}
