//! Targets of declarations and assignments.

use oxc_ast::ast::{
    AssignmentTarget, AssignmentTargetMaybeDefault, AssignmentTargetPattern, AssignmentTargetProperty, BindingPattern,
    Expression, SimpleAssignmentTarget,
};
use oxc_span::GetSpan;

use super::{Lower, range_of};
use crate::lang::facts::{Entry, Expr, ExprKind, Key};

impl Lower<'_> {
    pub(super) fn binding(&mut self, pattern: &BindingPattern<'_>) -> Expr {
        self.deeper(pattern.span(), |lower| lower.binding_kind(pattern))
    }

    fn binding_kind(&mut self, pattern: &BindingPattern<'_>) -> ExprKind {
        match pattern {
            BindingPattern::BindingIdentifier(name) => ExprKind::Name(name.name.to_string()),
            BindingPattern::ObjectPattern(object) => {
                let mut entries = Vec::new();
                for property in &object.properties {
                    let (key, key_range) = self.key(&property.key, property.computed);
                    entries.push(Entry { key, key_range, value: self.binding(&property.value) });
                }
                if let Some(rest) = &object.rest {
                    let value = self.binding(&rest.argument);
                    entries.push(spread(value));
                }
                ExprKind::Map(entries)
            }
            BindingPattern::ArrayPattern(array) => {
                let mut items: Vec<Expr> = array
                    .elements
                    .iter()
                    .map(|item| item.as_ref().map(|item| self.binding(item)).unwrap_or_default())
                    .collect();
                if let Some(rest) = &array.rest {
                    let inner = self.binding(&rest.argument);
                    items.push(Expr::new(ExprKind::Seq(vec![inner]), range_of(rest.span)));
                }
                ExprKind::List(items)
            }
            BindingPattern::AssignmentPattern(default) => {
                let target = self.binding(&default.left);
                self.with_default(target, &default.right, true)
            }
        }
    }

    fn with_default(&mut self, target: Expr, default: &Expression<'_>, declares: bool) -> ExprKind {
        let value = self.boxed(default);
        ExprKind::Assign { target: Box::new(target), type_text: None, op: "=", declares, value }
    }

    pub(super) fn assignment_target(&mut self, target: &AssignmentTarget<'_>) -> Expr {
        if let Some(simple) = target.as_simple_assignment_target() {
            return self.simple_target(simple);
        }
        match target.as_assignment_target_pattern() {
            Some(pattern) => self.deeper(pattern.span(), |lower| lower.target_pattern(pattern)),
            None => Expr::new(ExprKind::Empty, range_of(target.span())),
        }
    }

    fn target_pattern(&mut self, pattern: &AssignmentTargetPattern<'_>) -> ExprKind {
        match pattern {
            AssignmentTargetPattern::ArrayAssignmentTarget(array) => {
                let mut items: Vec<Expr> = array
                    .elements
                    .iter()
                    .map(|item| item.as_ref().map(|item| self.maybe_default(item)).unwrap_or_default())
                    .collect();
                items.extend(array.rest.as_ref().map(|rest| self.assignment_target(&rest.target)));
                ExprKind::List(items)
            }
            AssignmentTargetPattern::ObjectAssignmentTarget(object) => {
                let mut entries = Vec::new();
                for property in &object.properties {
                    match property {
                        AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(shorthand) => {
                            let name = shorthand.binding.name.to_string();
                            let key_range = range_of(shorthand.binding.span);
                            let target = Expr::new(ExprKind::Name(name.clone()), key_range.clone());
                            let value = match &shorthand.init {
                                Some(default) => {
                                    Expr::new(self.with_default(target, default, false), range_of(shorthand.span))
                                }
                                None => target,
                            };
                            entries.push(Entry { key: Key::Name(name), key_range, value });
                        }
                        AssignmentTargetProperty::AssignmentTargetPropertyProperty(property) => {
                            let (key, key_range) = self.key(&property.name, property.computed);
                            entries.push(Entry { key, key_range, value: self.maybe_default(&property.binding) });
                        }
                    }
                }
                if let Some(rest) = &object.rest {
                    entries.push(spread(self.assignment_target(&rest.target)));
                }
                ExprKind::Map(entries)
            }
        }
    }

    fn maybe_default(&mut self, target: &AssignmentTargetMaybeDefault<'_>) -> Expr {
        if let AssignmentTargetMaybeDefault::AssignmentTargetWithDefault(default) = target {
            let binding = self.assignment_target(&default.binding);
            return Expr::new(self.with_default(binding, &default.init, false), range_of(default.span));
        }
        match target.as_assignment_target() {
            Some(target) => self.assignment_target(target),
            None => Expr::new(ExprKind::Empty, range_of(target.span())),
        }
    }

    pub(super) fn simple_target(&mut self, target: &SimpleAssignmentTarget<'_>) -> Expr {
        match target {
            SimpleAssignmentTarget::AssignmentTargetIdentifier(name) => {
                Expr::new(ExprKind::Name(name.name.to_string()), range_of(name.span))
            }
            SimpleAssignmentTarget::TSAsExpression(cast) => self.expr(&cast.expression),
            SimpleAssignmentTarget::TSSatisfiesExpression(cast) => self.expr(&cast.expression),
            SimpleAssignmentTarget::TSNonNullExpression(cast) => self.expr(&cast.expression),
            SimpleAssignmentTarget::TSTypeAssertion(cast) => self.expr(&cast.expression),
            target => match target.as_member_expression() {
                Some(member) => self.deeper(member.span(), |lower| lower.member(member)),
                None => Expr::new(ExprKind::Empty, range_of(target.span())),
            },
        }
    }
}

fn spread(value: Expr) -> Entry {
    let start = value.range.start;
    Entry { key: Key::Spread, key_range: start..start, value }
}
