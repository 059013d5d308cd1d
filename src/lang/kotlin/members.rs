//! The parts of Kotlin's classes: constructors, properties, companions, entries of enums.

use tree_sitter::Node;

use super::super::facts::{Class, Expr, ExprKind, Field, FieldKind};
use super::super::tree::{self, Lower, child_of, has, is_empty, named, new_field, spread};
use super::{decorators, values};

/// Fields and other content of a class body.
type Gathered = (Vec<Field>, Vec<Expr>);

/// Registers the class of a declaration with everything in it.
pub fn fill(low: &mut Lower<'_>, node: Node<'_>, class: Class) {
    fill_from(low, node, child_of(node, &["class_body", "enum_class_body"]), class);
}

/// The same with its body given.
pub fn fill_from(low: &mut Lower<'_>, node: Node<'_>, body: Option<Node<'_>>, class: Class) {
    let mut bases = Vec::new();
    for specifier in named(node).into_iter().filter(|part| part.kind() == "delegation_specifier") {
        for base in named(specifier) {
            bases.extend(self::bases(low, base));
        }
    }
    let name = class.name.clone();
    let decorators = decorators(low, node);
    let index = low.open_class(Class { bases, decorators, range: node.byte_range(), ..class });
    let mut gathered = (Vec::new(), Vec::new());
    if let Some(constructor) = child_of(node, &["primary_constructor"]) {
        for parameter in named(constructor) {
            class_parameter(low, parameter, &mut gathered);
        }
    }
    if let Some(body) = body {
        low.deeper(body, |low| low.inside(&name, Some(index), |low| members(low, body, false, &mut gathered)));
    }
    if let Some(class) = low.class_mut(index) {
        (class.fields, class.body) = gathered;
    }
}

/// A base by its name; once more as an index if it has type arguments, once more as a call if it is constructed.
pub fn bases(low: &mut Lower<'_>, node: Node<'_>) -> Vec<Expr> {
    let type_node = match node.kind() {
        "user_type" => node,
        _ => match child_of(node, &["user_type"]) {
            Some(type_node) => type_node,
            None => return vec![low.expr(node)],
        },
    };
    let mut bases = vec![low.expr(type_node)];
    let first = bases.first().cloned().unwrap_or_default();
    if let Some(arguments) = child_of(type_node, &["type_arguments"]) {
        let types = named(arguments).into_iter().map(|part| low.inner(part)).collect();
        let index = Box::new(Expr::new(ExprKind::List(types), arguments.byte_range()));
        bases.push(Expr::new(ExprKind::Index { object: Box::new(first), index }, type_node.byte_range()));
    }
    if node.kind() == "constructor_invocation" {
        let call = low.expr(node);
        let has_args = matches!(&call.kind, ExprKind::Call { args, .. } if !args.is_empty());
        bases.extend(Some(call).filter(|_| has_args));
    } else if node != type_node {
        // `Base by delegate`
        let rest: Vec<Node<'_>> = named(node).into_iter().filter(|part| *part != type_node).collect();
        bases.extend(rest.into_iter().map(|part| low.expr(part)));
    }
    bases.retain(|base| !is_empty(base));
    bases
}

fn class_parameter(low: &mut Lower<'_>, node: Node<'_>, into: &mut Gathered) {
    let Some(name) = child_of(node, &["simple_identifier"]) else { return };
    let parts = named(node);
    let type_node = parts.iter().find(|part| part.kind().ends_with("_type"));
    let last = parts.last().filter(|last| **last != name && Some(*last) != type_node);
    let value = last.filter(|_| has(node, "=")).map(|last| low.expr(*last));
    if !has(node, "binding_pattern_kind") {
        into.1.extend(value);
        return;
    }
    let field = new_field(low.text(name), name.byte_range(), node.byte_range());
    let type_text = type_node.map(|node| low.text(*node).to_owned());
    into.0.push(Field { type_text, value, decorators: decorators(low, node), ..field });
}

fn members(low: &mut Lower<'_>, body: Node<'_>, is_static: bool, into: &mut Gathered) {
    for member in named(body) {
        match member.kind() {
            "property_declaration" => property(low, member, is_static, into),
            // On a line of its own the accessor of a property follows it.
            "getter" | "setter" => accessor(low, member, into.0.last_mut()),
            "companion_object" => {
                if let Some(body) = child_of(member, &["class_body"]) {
                    low.deeper(body, |low| members(low, body, true, into));
                }
                let bases = named(member).into_iter().filter(|part| part.kind() == "delegation_specifier");
                for base in bases.collect::<Vec<_>>() {
                    into.1.push(low.inner(base));
                }
            }
            "enum_entry" => enum_entry(low, member, into),
            "function_declaration" => {
                super::function(low, member, is_static);
            }
            "secondary_constructor" => {
                let start = member.start_byte();
                let function = low.function("constructor", start..start + "constructor".len(), member);
                let keyword = child_of(member, &["constructor"]).map_or(start..start, |node| node.byte_range());
                super::finish(low, member, super::Function { name_range: keyword, ..function });
            }
            "anonymous_initializer" => {
                let lowered = low.inner(member);
                spread(lowered, &mut into.1);
            }
            _ => {
                let other = low.expr(member);
                if !is_empty(&other) {
                    into.1.push(other);
                }
            }
        }
    }
}

fn property(low: &mut Lower<'_>, node: Node<'_>, is_static: bool, into: &mut Gathered) {
    let Some(declaration) = child_of(node, &["variable_declaration"]) else {
        into.1.push(low.expr(node));
        return;
    };
    let Some(name) = child_of(declaration, &["simple_identifier"]) else { return };
    let type_node = named(declaration).into_iter().find(|part| part.kind().ends_with("_type"));
    let field = new_field(low.text(name), name.byte_range(), node.byte_range());
    let type_text = type_node.map(|node| low.text(node).to_owned());
    let value = values::initial(low, node);
    let mut field = Field { type_text, value, is_static, decorators: decorators(low, node), ..field };
    for part in named(node).into_iter().filter(|part| matches!(part.kind(), "getter" | "setter")) {
        accessor(low, part, Some(&mut field));
    }
    into.0.push(field);
}

/// The code of a getter or setter is added to the value; without a stored one it is all there is.
fn accessor(low: &mut Lower<'_>, node: Node<'_>, field: Option<&mut Field>) {
    let Some(body) = child_of(node, &["function_body"]) else { return };
    let code = super::body(low, body);
    let Some(field) = field else { return };
    if field.value.is_none() && node.kind() == "getter" {
        field.kind = FieldKind::Getter;
    }
    let mut items: Vec<Expr> = field.value.take().into_iter().collect();
    items.extend(code);
    field.value = if items.len() == 1 { items.pop() } else { Some(tree::seq_of(items, body.byte_range())) };
}

fn enum_entry(low: &mut Lower<'_>, node: Node<'_>, into: &mut Gathered) {
    let Some(name) = child_of(node, &["simple_identifier"]) else { return };
    let value = child_of(node, &["value_arguments"]).map(|list| {
        let args = values::args(low, list);
        tree::call(low.name(name), args, name.start_byte()..list.end_byte())
    });
    if let Some(body) = child_of(node, &["class_body"]) {
        low.deeper(body, |low| members(low, body, false, into));
    }
    let field = new_field(low.text(name), name.byte_range(), node.byte_range());
    let decorators = decorators(low, node);
    into.0.push(Field { kind: FieldKind::Variant, value, is_static: true, decorators, ..field });
}
