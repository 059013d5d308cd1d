//! Go types: structs and interfaces as classes, with the tags of their fields.

use tree_sitter::Node;

use super::super::facts::{Class, ClassKind, Expr, ExprKind, Field};
use super::super::tree::{Lower, arg, call, fields, is_empty, named, new_field, plain_str};
use super::signature;

/// The type without its pointers and parentheses.
pub fn pointee(mut node: Node<'_>) -> Node<'_> {
    while matches!(node.kind(), "pointer_type" | "parenthesized_type") {
        match node.named_child(0) {
            Some(inner) => node = inner,
            None => break,
        }
    }
    node
}

/// `type Name …` at the top level or in a function.
pub fn declare(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let (Some(name), Some(body)) = (node.child_by_field_name("name"), node.child_by_field_name("type")) else {
        return low.seq(node);
    };
    let class = Class {
        name: low.text(name).to_owned(),
        name_range: name.byte_range(),
        range: node.byte_range(),
        ..Class::default()
    };
    fill(low, body, class);
    Expr::new(ExprKind::Empty, node.byte_range())
}

/// A struct without a name of its own: `hint` is the name of the variable or field which has the type.
pub fn declare_anonymous(low: &mut Lower<'_>, node: Node<'_>, hint: Option<Node<'_>>) -> Expr {
    let start = node.start_byte();
    let name = hint.map(|hint| low.text(hint).to_owned()).unwrap_or_default();
    let name_range = hint.map_or(start..start, |hint| hint.byte_range());
    let class = Class { name, name_range, range: node.byte_range(), ..Class::default() };
    fill(low, node, class);
    Expr::new(ExprKind::Empty, node.byte_range())
}

/// The anonymous structs in a type, as in `map[string]struct{ … }`.
pub fn declare_inside(low: &mut Lower<'_>, node: Node<'_>, hint: Option<Node<'_>>) {
    let mut todo = vec![node];
    while let Some(node) = todo.pop() {
        if node.kind() == "struct_type" {
            declare_anonymous(low, node, hint);
        } else {
            todo.extend(named(node).into_iter().rev());
        }
    }
}

fn fill(low: &mut Lower<'_>, body: Node<'_>, mut class: Class) {
    class.kind = match body.kind() {
        "struct_type" => ClassKind::Struct,
        "interface_type" => ClassKind::Interface,
        _ => ClassKind::Alias,
    };
    let kind = class.kind;
    let name = class.name.clone();
    let index = low.open_class(class);
    let gathered = low.deeper(body, |low| {
        low.inside(&name, Some(index), |low| match kind {
            ClassKind::Struct => struct_members(low, body),
            ClassKind::Interface => (interface_members(low, body), Vec::new()),
            _ => {
                declare_inside(low, body, None);
                let named = matches!(pointee(body).kind(), "type_identifier" | "qualified_type" | "generic_type");
                (if named { vec![base(low, body)] } else { Vec::new() }, Vec::new())
            }
        })
    });
    if let (Some((bases, fields)), Some(class)) = (gathered, low.class_mut(index)) {
        class.bases = bases;
        class.fields = fields;
    }
}

fn base(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let mut node = pointee(node);
    if node.kind() == "generic_type" {
        node = node.child_by_field_name("type").unwrap_or(node);
    }
    low.expr(node)
}

fn interface_members(low: &mut Lower<'_>, body: Node<'_>) -> Vec<Expr> {
    let mut bases = Vec::new();
    for member in named(body) {
        let Some(name) = member.child_by_field_name("name") else {
            let embedded = low.inner(member);
            if !is_empty(&embedded) {
                bases.push(embedded);
            }
            continue;
        };
        let mut function = low.function(low.text(name), name.byte_range(), member);
        function.params = signature(low, member, &mut function);
        low.facts.functions.push(function);
    }
    bases
}

fn struct_members(low: &mut Lower<'_>, body: Node<'_>) -> (Vec<Expr>, Vec<Field>) {
    let mut bases = Vec::new();
    let mut members = Vec::new();
    let declarations = named(body).into_iter().flat_map(named);
    for declaration in declarations.filter(|node| node.kind() == "field_declaration") {
        let Some(type_node) = declaration.child_by_field_name("type") else { continue };
        let type_text = Some(low.text(type_node).to_owned());
        let decorators = declaration.child_by_field_name("tag").map(|tag| tags(low, tag)).unwrap_or_default();
        let names = fields(declaration, "name");
        if let Some(first) = names.first() {
            declare_inside(low, type_node, Some(*first));
        } else {
            let base = base(low, type_node);
            // An embedded struct is a field too, and its tag says how its columns are named.
            if let Some(name) = base.last_name().filter(|_| !decorators.is_empty()) {
                let field = new_field(name, base.range.clone(), declaration.byte_range());
                members.push(Field { type_text: type_text.clone(), decorators: decorators.clone(), ..field });
            }
            bases.push(base);
        }
        for name in names {
            let field = new_field(low.text(name), name.byte_range(), declaration.byte_range());
            members.push(Field { type_text: type_text.clone(), decorators: decorators.clone(), ..field });
        }
    }
    (bases, members)
}

/// `` `db:"email,omitempty" json:"email"` ``: a call of each key with its string.
fn tags(low: &Lower<'_>, node: Node<'_>) -> Vec<Expr> {
    let range = node.byte_range();
    let quote = if node.kind() == "raw_string_literal" { "\"" } else { "\\\"" };
    let (start, end) = (range.start + 1, range.end.saturating_sub(1));
    let mut tags = Vec::new();
    let mut at = start;
    while at < end {
        let rest = low.slice(at..end);
        let key_start = at + (rest.len() - rest.trim_start().len());
        let rest = low.slice(key_start..end);
        let Some(colon) = rest.find(':') else { break };
        let value_start = key_start + colon + 1 + quote.len();
        let Some(value) = rest.get(colon + 1..).and_then(|rest| rest.strip_prefix(quote)) else { break };
        let Some(length) = closing(value, quote) else { break };
        let value_range = value_start..value_start + length;
        let key =
            Expr::new(ExprKind::Name(low.slice(key_start..key_start + colon).to_owned()), key_start..key_start + colon);
        let value = plain_str(low.slice(value_range.clone()), value_range.clone());
        at = value_range.end + quote.len();
        tags.push(call(key, vec![arg(value)], key_start..at));
    }
    if tags.is_empty() && end > start {
        tags.push(plain_str(low.slice(start..end), start..end));
    }
    tags
}

/// Where the value of a tag ends: at the next quote that is not escaped.
fn closing(value: &str, quote: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + value.get(from..)?.find(quote)?;
        if quote != "\"" || !value.get(..at)?.ends_with('\\') {
            return Some(at);
        }
        from = at + 1;
    }
}
