//! Classes of Python and what stands in their bodies.

use ruff_python_ast::{Expr as Py, Stmt, StmtClassDef};
use ruff_text_size::Ranged;

use super::{Lower, range_of};
use crate::lang::facts::{Class, ClassKind, Expr, ExprKind, Field, FieldKind};

impl Lower<'_> {
    pub(super) fn class(&mut self, class: &StmtClassDef) {
        let index = self.facts.classes.len();
        self.facts.classes.push(Class::default());
        let decorators = class.decorator_list.iter().map(|decorator| self.expr(&decorator.expression)).collect();
        let mut bases = Vec::new();
        if let Some(arguments) = &class.arguments {
            bases = self.exprs(arguments.args.iter());
            bases.extend(arguments.keywords.iter().map(|keyword| self.keyword(keyword)));
        }
        let name = class.name.to_string();
        let kind = if bases.iter().any(is_enum_base) { ClassKind::Enum } else { ClassKind::Class };
        let mut lowered = Class {
            symbol: self.symbol(&name),
            kind,
            outer: self.class,
            bases,
            decorators,
            name_range: range_of(class.name.range),
            range: range_of(class.range),
            ..Class::default()
        };
        self.prefix.push(name.clone());
        let outer = self.class.replace(index);
        let outer_owner = self.owner.replace(name.clone());
        lowered.name = name;
        self.members(&class.body, &mut lowered);
        self.prefix.pop();
        self.class = outer;
        self.owner = outer_owner;
        if let Some(entry) = self.facts.classes.get_mut(index) {
            *entry = lowered;
        }
    }

    fn members(&mut self, statements: &[Stmt], class: &mut Class) {
        if self.depth >= crate::lang::guard::MAX_DEPTH {
            return;
        }
        self.depth += 1;
        for statement in statements {
            self.member(statement, class);
        }
        self.depth -= 1;
    }

    fn member(&mut self, statement: &Stmt, class: &mut Class) {
        match statement {
            Stmt::AnnAssign(assign) if field_name(&assign.target).is_some() => {
                let mut decorators = Vec::new();
                if contains_call(&assign.annotation) {
                    let annotation = self.expr(&assign.annotation);
                    collect_calls(annotation, &mut decorators);
                }
                let value = assign.value.as_deref().map(|value| self.expr(value));
                let type_text = Some(self.slice(&*assign.annotation));
                let is_static = type_text.as_deref().is_some_and(|text| text.contains("ClassVar"));
                class.fields.push(Field {
                    name: field_name(&assign.target).unwrap_or_default(),
                    kind: FieldKind::Field,
                    type_text,
                    decorators,
                    value,
                    is_static,
                    name_range: range_of(assign.target.range()),
                    range: range_of(assign.range),
                });
            }
            Stmt::Assign(assign) if assign.targets.iter().all(|target| field_name(target).is_some()) => {
                for target in &assign.targets {
                    class.fields.push(Field {
                        name: field_name(target).unwrap_or_default(),
                        kind: if class.kind == ClassKind::Enum { FieldKind::Variant } else { FieldKind::Field },
                        value: Some(self.expr(&assign.value)),
                        name_range: range_of(target.range()),
                        range: range_of(assign.range),
                        ..Field::default()
                    });
                }
            }
            Stmt::FunctionDef(function) => {
                let first = self.facts.functions.len();
                self.function(function);
                let Some(lowered) = self.facts.functions.get(first) else { return };
                // `@email.setter` belongs to a getter that is there already.
                if lowered.decorators.iter().any(is_property) {
                    class.fields.push(Field {
                        name: lowered.name.clone(),
                        kind: FieldKind::Getter,
                        type_text: lowered.returns.clone(),
                        name_range: lowered.name_range.clone(),
                        range: lowered.range.clone(),
                        ..Field::default()
                    });
                }
            }
            Stmt::If(condition) => {
                class.body.push(self.expr(&condition.test));
                self.members(&condition.body, class);
                for clause in &condition.elif_else_clauses {
                    class.body.extend(clause.test.as_ref().map(|test| self.expr(test)));
                    self.members(&clause.body, class);
                }
            }
            Stmt::Try(attempt) => {
                self.members(&attempt.body, class);
                for handler in &attempt.handlers {
                    let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
                    self.members(&handler.body, class);
                }
                self.members(&attempt.orelse, class);
                self.members(&attempt.finalbody, class);
            }
            other => self.statement(other, &mut class.body),
        }
    }
}

/// The name of a plain target that is no dunder.
fn field_name(target: &Py) -> Option<String> {
    match target {
        Py::Name(name) if !(name.id.starts_with("__") && name.id.ends_with("__")) => Some(name.id.to_string()),
        _ => None,
    }
}

fn is_enum_base(base: &Expr) -> bool {
    matches!(
        base.last_name(),
        Some("Enum" | "IntEnum" | "StrEnum" | "Flag" | "IntFlag" | "TextChoices" | "IntegerChoices" | "Choices")
    )
}

fn is_property(decorator: &Expr) -> bool {
    let name = match &decorator.kind {
        ExprKind::Call { callee, .. } => callee.last_name(),
        _ => decorator.last_name(),
    };
    name.is_some_and(|name| name.ends_with("property") || name == "computed_field")
}

fn contains_call(annotation: &Py) -> bool {
    match annotation {
        Py::Call(_) => true,
        Py::Subscript(subscript) => contains_call(&subscript.slice),
        Py::Tuple(tuple) => tuple.elts.iter().any(contains_call),
        _ => false,
    }
}

/// The calls among the arguments of a generic type, at any depth.
fn collect_calls(annotation: Expr, calls: &mut Vec<Expr>) {
    match annotation.kind {
        ExprKind::Call { .. } => calls.push(annotation),
        ExprKind::Index { index, .. } => collect_calls(*index, calls),
        ExprKind::List(items) => items.into_iter().for_each(|item| collect_calls(item, calls)),
        _ => {}
    }
}
