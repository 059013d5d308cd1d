//! JSX: an element is a call of its tag, attributes are named arguments, children further ones.

use oxc_ast::ast::{
    JSXAttributeItem, JSXAttributeName, JSXAttributeValue, JSXChild, JSXElement, JSXElementName,
    JSXExpressionContainer, JSXFragment, JSXMemberExpression, JSXMemberExpressionObject,
};
use oxc_span::GetSpan;

use super::expr::{inner, positional};
use super::{Lower, range_of};
use crate::lang::escape::{Escapes, pieces};
use crate::lang::facts::{Arg, Expr, ExprKind, Text};

impl Lower<'_> {
    pub(super) fn jsx_element(&mut self, element: &JSXElement<'_>) -> ExprKind {
        let opening = &element.opening_element;
        let callee = match &opening.name {
            JSXElementName::MemberExpression(member) => self.jsx_member(member),
            name => Expr::new(ExprKind::Name(self.slice(name.span())), range_of(name.span())),
        };
        let type_args = self.type_args(opening.type_arguments.as_deref());
        let mut args = Vec::new();
        for attribute in &opening.attributes {
            match attribute {
                JSXAttributeItem::Attribute(attribute) => {
                    let name_span = match &attribute.name {
                        JSXAttributeName::Identifier(name) => name.span,
                        JSXAttributeName::NamespacedName(name) => name.span,
                    };
                    let value = match &attribute.value {
                        Some(value) => self.jsx_value(value),
                        None => Expr::new(ExprKind::Literal("true".to_owned()), range_of(name_span)),
                    };
                    args.push(Arg { name: Some(self.slice(name_span)), name_range: range_of(name_span), value });
                }
                JSXAttributeItem::SpreadAttribute(spread) => {
                    let value = self.expr(&spread.argument);
                    args.push(positional(Expr::new(ExprKind::Seq(vec![value]), range_of(spread.span))));
                }
            }
        }
        args.extend(self.jsx_children(&element.children).into_iter().map(positional));
        ExprKind::Call { callee: Box::new(callee), type_args, args }
    }

    pub(super) fn jsx_fragment(&mut self, fragment: &JSXFragment<'_>) -> ExprKind {
        ExprKind::Seq(self.jsx_children(&fragment.children))
    }

    fn jsx_value(&mut self, value: &JSXAttributeValue<'_>) -> Expr {
        match value {
            JSXAttributeValue::StringLiteral(literal) => {
                let parts = pieces(self.text, inner(literal.span), Escapes::None, false);
                Expr::new(ExprKind::Str(Text { parts }), range_of(literal.span))
            }
            JSXAttributeValue::ExpressionContainer(container) => self.jsx_container(container),
            JSXAttributeValue::Element(element) => self.deeper(element.span, |lower| lower.jsx_element(element)),
            JSXAttributeValue::Fragment(fragment) => self.deeper(fragment.span, |lower| lower.jsx_fragment(fragment)),
        }
    }

    fn jsx_container(&mut self, container: &JSXExpressionContainer<'_>) -> Expr {
        match container.expression.as_expression() {
            Some(expr) => self.expr(expr),
            None => Expr::new(ExprKind::Empty, range_of(container.span)),
        }
    }

    fn jsx_children(&mut self, children: &[JSXChild<'_>]) -> Vec<Expr> {
        let mut items = Vec::new();
        for child in children {
            match child {
                JSXChild::Text(_) => {}
                JSXChild::Element(element) => items.push(self.deeper(element.span, |lower| lower.jsx_element(element))),
                JSXChild::Fragment(fragment) => {
                    items.push(self.deeper(fragment.span, |lower| lower.jsx_fragment(fragment)));
                }
                JSXChild::ExpressionContainer(container) => {
                    let inner = self.jsx_container(container);
                    if !matches!(inner.kind, ExprKind::Empty) {
                        items.push(inner);
                    }
                }
                JSXChild::Spread(spread) => items.push(self.expr(&spread.expression)),
            }
        }
        items
    }

    fn jsx_member(&mut self, member: &JSXMemberExpression<'_>) -> Expr {
        self.deeper(member.span, |lower| {
            let object = match &member.object {
                JSXMemberExpressionObject::MemberExpression(inner) => lower.jsx_member(inner),
                object => Expr::new(ExprKind::Name(lower.slice(object.span())), range_of(object.span())),
            };
            let name = member.property.name.to_string();
            ExprKind::Member { object: Box::new(object), name, name_range: range_of(member.property.span) }
        })
    }
}
