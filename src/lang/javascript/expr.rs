//! Expressions of JavaScript.

use oxc_ast::ast::{
    Argument, ArrayExpressionElement, ChainElement, Expression, MemberExpression, ObjectExpression, ObjectPropertyKind,
    PropertyKey, StringLiteral, TSTypeParameterInstantiation, TemplateLiteral,
};
use oxc_span::{GetSpan, Span};

use super::{Lower, range_of};
use crate::lang::escape::{Escapes, pieces};
use crate::lang::facts::{Arg, Entry, Expr, ExprKind, Key, Text, TextPart};

impl Lower<'_> {
    pub(super) fn expr(&mut self, expr: &Expression<'_>) -> Expr {
        // What says nothing on its own is replaced by what it holds.
        match expr {
            Expression::TSNonNullExpression(inner) => return self.expr(&inner.expression),
            Expression::TSInstantiationExpression(inner) => return self.expr(&inner.expression),
            Expression::ParenthesizedExpression(inner) => return self.expr(&inner.expression),
            _ => {}
        }
        self.deeper(expr.span(), |lower| lower.kind(expr))
    }

    pub(super) fn boxed(&mut self, expr: &Expression<'_>) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    fn kind(&mut self, expr: &Expression<'_>) -> ExprKind {
        if let Some(member) = expr.as_member_expression() {
            return self.member(member);
        }
        match expr {
            Expression::Identifier(name) => ExprKind::Name(name.name.to_string()),
            Expression::ThisExpression(_) => ExprKind::Name("this".to_owned()),
            Expression::Super(_) => ExprKind::Name("super".to_owned()),
            Expression::StringLiteral(literal) => self.string(literal),
            Expression::TemplateLiteral(template) => ExprKind::Str(self.template(template)),
            Expression::BooleanLiteral(_)
            | Expression::NullLiteral(_)
            | Expression::NumericLiteral(_)
            | Expression::BigIntLiteral(_)
            | Expression::RegExpLiteral(_)
            | Expression::ImportMeta(_)
            | Expression::NewTarget(_) => ExprKind::Literal(self.slice(expr.span())),
            Expression::ArrayExpression(array) => {
                let mut items = Vec::new();
                for element in &array.elements {
                    match element {
                        ArrayExpressionElement::SpreadElement(spread) => {
                            let inner = self.expr(&spread.argument);
                            items.push(Expr::new(ExprKind::Seq(vec![inner]), range_of(spread.span)));
                        }
                        ArrayExpressionElement::Elision(_) => {}
                        element => items.extend(element.as_expression().map(|element| self.expr(element))),
                    }
                }
                ExprKind::List(items)
            }
            Expression::ObjectExpression(object) => self.object(object),
            Expression::ArrowFunctionExpression(arrow) => self.arrow(arrow),
            Expression::FunctionExpression(function) => self.anonymous(function),
            Expression::ClassExpression(class) => match self.class(class, None) {
                Some(name) => ExprKind::Name(name),
                None => ExprKind::Empty,
            },
            Expression::CallExpression(call) => {
                let callee = self.boxed(&call.callee);
                let type_args = self.type_args(call.type_arguments.as_deref());
                ExprKind::Call { callee, type_args, args: self.arguments(&call.arguments) }
            }
            Expression::NewExpression(new) => {
                let callee = self.expr(&new.callee);
                let type_args = self.type_args(new.type_arguments.as_deref());
                let mut args = self.arguments(&new.arguments);
                let type_name = callee.path().unwrap_or_default();
                if type_name.is_empty() {
                    args.insert(0, positional(Expr { range: callee.range.clone(), kind: ExprKind::Seq(vec![callee]) }));
                }
                ExprKind::New { type_name, type_args, args }
            }
            Expression::ImportExpression(import) => {
                let start = import.span.start;
                let name = Span::new(start, start + 6);
                let callee = Expr::new(ExprKind::Name("import".to_owned()), range_of(name));
                let mut args = vec![positional(self.expr(&import.source))];
                args.extend(import.options.as_ref().map(|options| positional(self.expr(options))));
                ExprKind::Call { callee: Box::new(callee), type_args: Vec::new(), args }
            }
            Expression::TaggedTemplateExpression(tagged) => {
                let callee = self.boxed(&tagged.tag);
                let type_args = self.type_args(tagged.type_arguments.as_deref());
                let text = ExprKind::Str(self.template(&tagged.quasi));
                let args = vec![positional(Expr::new(text, range_of(tagged.quasi.span)))];
                ExprKind::Call { callee, type_args, args }
            }
            Expression::ChainExpression(chain) => match &chain.expression {
                ChainElement::CallExpression(call) => {
                    let callee = self.boxed(&call.callee);
                    let type_args = self.type_args(call.type_arguments.as_deref());
                    ExprKind::Call { callee, type_args, args: self.arguments(&call.arguments) }
                }
                ChainElement::TSNonNullExpression(inner) => self.expr(&inner.expression).kind,
                element => element.as_member_expression().map(|member| self.member(member)).unwrap_or_default(),
            },
            Expression::AssignmentExpression(assignment) => {
                if let Some(target) = self.assigned_function(assignment) {
                    return target;
                }
                ExprKind::Assign {
                    target: Box::new(self.assignment_target(&assignment.left)),
                    type_text: None,
                    op: assignment.operator.as_str(),
                    declares: false,
                    value: self.boxed(&assignment.right),
                }
            }
            Expression::BinaryExpression(binary) => ExprKind::Binary {
                op: binary.operator.as_str().to_owned(),
                left: self.boxed(&binary.left),
                right: self.boxed(&binary.right),
            },
            Expression::LogicalExpression(logical) => ExprKind::Binary {
                op: logical.operator.as_str().to_owned(),
                left: self.boxed(&logical.left),
                right: self.boxed(&logical.right),
            },
            Expression::ConditionalExpression(conditional) => ExprKind::Seq(vec![
                self.expr(&conditional.test),
                self.expr(&conditional.consequent),
                self.expr(&conditional.alternate),
            ]),
            Expression::SequenceExpression(sequence) => {
                ExprKind::Seq(sequence.expressions.iter().map(|item| self.expr(item)).collect())
            }
            Expression::AwaitExpression(inner) => ExprKind::Seq(vec![self.expr(&inner.argument)]),
            Expression::UnaryExpression(inner) => ExprKind::Seq(vec![self.expr(&inner.argument)]),
            Expression::YieldExpression(inner) => {
                ExprKind::Seq(inner.argument.as_ref().map(|argument| self.expr(argument)).into_iter().collect())
            }
            Expression::UpdateExpression(update) => ExprKind::Seq(vec![self.simple_target(&update.argument)]),
            Expression::PrivateInExpression(inner) => ExprKind::Seq(vec![self.expr(&inner.right)]),
            Expression::JSXElement(element) => self.jsx_element(element),
            Expression::JSXFragment(fragment) => self.jsx_fragment(fragment),
            Expression::TSAsExpression(cast) => {
                self.note_type(&cast.type_annotation, None);
                ExprKind::Seq(vec![self.expr(&cast.expression)])
            }
            Expression::TSSatisfiesExpression(cast) => {
                self.note_type(&cast.type_annotation, None);
                ExprKind::Seq(vec![self.expr(&cast.expression)])
            }
            Expression::TSTypeAssertion(cast) => {
                self.note_type(&cast.type_annotation, None);
                ExprKind::Seq(vec![self.expr(&cast.expression)])
            }
            _ => ExprKind::Empty,
        }
    }

    pub(super) fn member(&mut self, member: &MemberExpression<'_>) -> ExprKind {
        match member {
            MemberExpression::ComputedMemberExpression(index) => {
                ExprKind::Index { object: self.boxed(&index.object), index: self.boxed(&index.expression) }
            }
            MemberExpression::StaticMemberExpression(member) => ExprKind::Member {
                object: self.boxed(&member.object),
                name: member.property.name.to_string(),
                name_range: range_of(member.property.span),
            },
            MemberExpression::PrivateFieldExpression(member) => ExprKind::Member {
                object: self.boxed(&member.object),
                name: member.field.name.to_string(),
                name_range: range_of(member.field.span),
            },
        }
    }

    pub(super) fn arguments(&mut self, arguments: &[Argument<'_>]) -> Vec<Arg> {
        let mut args = Vec::new();
        for argument in arguments {
            if let Argument::SpreadElement(spread) = argument {
                let inner = self.expr(&spread.argument);
                args.push(positional(Expr::new(ExprKind::Seq(vec![inner]), range_of(spread.span))));
            } else if let Some(argument) = argument.as_expression() {
                args.push(positional(self.expr(argument)));
            }
        }
        args
    }

    pub(super) fn type_args(&mut self, arguments: Option<&TSTypeParameterInstantiation<'_>>) -> Vec<String> {
        let mut texts = Vec::new();
        for argument in arguments.map(|arguments| arguments.params.as_slice()).unwrap_or_default() {
            self.note_type(argument, None);
            texts.push(self.slice(argument.span()));
        }
        texts
    }

    fn object(&mut self, object: &ObjectExpression<'_>) -> ExprKind {
        let mut entries = Vec::new();
        for property in &object.properties {
            match property {
                ObjectPropertyKind::ObjectProperty(property) => {
                    let (key, key_range) = self.key(&property.key, property.computed);
                    entries.push(Entry { key, key_range, value: self.expr(&property.value) });
                }
                ObjectPropertyKind::SpreadProperty(spread) => {
                    let value = self.expr(&spread.argument);
                    let key_range = range_of(spread.span).start..value.range.start;
                    entries.push(Entry { key: Key::Spread, key_range, value });
                }
            }
        }
        ExprKind::Map(entries)
    }

    /// A key and its range, without quotes.
    pub(super) fn key(&mut self, key: &PropertyKey<'_>, computed: bool) -> (Key, std::ops::Range<usize>) {
        if let Some((name, range)) = self.key_name(key, computed) {
            return (Key::Name(name), range);
        }
        match key.as_expression() {
            Some(key) => {
                let key = self.boxed(key);
                let range = key.range.clone();
                (Key::Computed(key), range)
            }
            None => (Key::Name(self.slice(key.span())), range_of(key.span())),
        }
    }

    /// The name of a key that need not be computed.
    pub(super) fn key_name(&self, key: &PropertyKey<'_>, computed: bool) -> Option<(String, std::ops::Range<usize>)> {
        match key {
            PropertyKey::StaticIdentifier(name) => Some((name.name.to_string(), range_of(name.span))),
            PropertyKey::PrivateIdentifier(name) => Some((name.name.to_string(), range_of(name.span))),
            PropertyKey::StringLiteral(literal) => Some((literal.value.to_string(), inner(literal.span))),
            PropertyKey::NumericLiteral(literal) if !computed => {
                Some((self.slice(literal.span), range_of(literal.span)))
            }
            _ => None,
        }
    }

    pub(super) fn string(&self, literal: &StringLiteral<'_>) -> ExprKind {
        ExprKind::Str(Text { parts: pieces(self.text, inner(literal.span), Escapes::JavaScript, false) })
    }

    pub(super) fn template(&mut self, template: &TemplateLiteral<'_>) -> Text {
        let mut parts = Vec::new();
        for (index, quasi) in template.quasis.iter().enumerate() {
            let range = range_of(quasi.span);
            if !range.is_empty() || template.quasis.len() == 1 {
                parts.extend(pieces(self.text, range, Escapes::JavaScript, false));
            }
            if let Some(hole) = template.expressions.get(index) {
                parts.push(TextPart::Hole(self.boxed(hole)));
            }
        }
        Text { parts }
    }
}

/// The bytes between the quotes.
pub(super) fn inner(span: Span) -> std::ops::Range<usize> {
    let range = range_of(span);
    if range.len() < 2 { range } else { range.start + 1..range.end - 1 }
}

pub(super) fn positional(value: Expr) -> Arg {
    Arg { name: None, name_range: value.range.start..value.range.start, value }
}
