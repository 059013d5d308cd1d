//! PHP expressions and statements.

use tree_sitter::Node;

use super::super::facts::{Arg, Entry, Expr, ExprKind, Key, Text, TextPart};
use super::super::tree::{
    self, Lower, arg, assignment, child_of, element, is_empty, key_of, named, named_arg, plain_str, seq_of, spread,
};
use super::{declare_anonymous, nothing, params};

/// Nodes in a string that are text; everything else in it is a hole.
const TEXT: [&str; 3] = ["string_content", "escape_sequence", "nowdoc_string"];

pub fn expr(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    match node.kind() {
        "name" | "relative_scope" => low.name(node),
        "variable_name" => Expr::new(ExprKind::Name(bare(low, node).to_owned()), node.byte_range()),
        "qualified_name" | "relative_name" | "namespace_name" => path(low, node),
        "integer" | "float" | "boolean" | "null" => low.literal(node),
        "string" | "encapsed_string" | "shell_command_expression" | "heredoc" | "nowdoc" => string(low, node),
        "member_access_expression" | "nullsafe_member_access_expression" => member(low, node, "object"),
        "scoped_property_access_expression" => member(low, node, "scope"),
        "class_constant_access_expression" => match named(node).as_slice() {
            [object, name] if name.kind() == "name" => {
                let object = low.expr(*object);
                low.member(node, object, *name)
            }
            _ => low.seq(node),
        },
        "member_call_expression" | "nullsafe_member_call_expression" => call(low, node, "object"),
        "scoped_call_expression" => call(low, node, "scope"),
        "function_call_expression" => call(low, node, ""),
        "object_creation_expression" => creation(low, node),
        "subscript_expression" => subscript(low, node),
        "array_creation_expression" | "list_literal" => array(low, node),
        "assignment_expression" | "reference_assignment_expression" => assign(low, node, "="),
        "augmented_assignment_expression" => {
            let op = low.field_text(node, "operator").map_or("=", tree::assign_op);
            assign(low, node, op)
        }
        "static_variable_declaration" => {
            let (target, value) = (low.field(node, "name"), low.field(node, "value"));
            assignment(target, None, "=", true, value, node.byte_range())
        }
        "binary_expression" => binary(low, node),
        "anonymous_function" | "arrow_function" => {
            let params = node.child_by_field_name("parameters").map(|list| params(low, list)).unwrap_or_default();
            let mut body = Vec::new();
            let is_block = node.kind() == "anonymous_function";
            let lowered = low.field(node, "body");
            if is_block {
                spread(lowered, &mut body);
            } else {
                body.push(lowered);
            }
            Expr::new(ExprKind::Lambda { params, body }, node.byte_range())
        }
        "foreach_statement" => each(low, node),
        "switch_statement" => switch(low, node),
        "return_statement" => {
            let value = Box::new(low.inner(node));
            Expr::new(ExprKind::Return(value), node.byte_range())
        }
        "expression_statement"
        | "by_ref"
        | "argument"
        | "variadic_unpacking"
        | "dynamic_variable_name"
        | "error_suppression_expression" => low.inner(node),
        "cast_type" | "variadic_placeholder" | "argument_placeholder" | "primitive_type" | "heredoc_end" => {
            nothing(node)
        }
        kind if kind.ends_with("_modifier") => nothing(node),
        _ => low.seq(node),
    }
}

/// The name of a variable without its sigil.
pub fn bare<'t>(low: &Lower<'t>, node: Node<'_>) -> &'t str {
    low.text(node).trim_start_matches(['&', '$', ' ', '{']).trim_end_matches('}')
}

/// `App\Models\User` as members of names.
fn path(low: &Lower<'_>, node: Node<'_>) -> Expr {
    let mut names = Vec::new();
    for part in named(node) {
        match part.kind() {
            "name" => names.push(part),
            _ => names.extend(named(part).into_iter().filter(|name| name.kind() == "name")),
        }
    }
    let mut names = names.into_iter();
    let Some(first) = names.next() else { return low.name(node) };
    names.fold(low.name(first), |object, name| {
        let range = object.range.start..name.end_byte();
        let mut member = low.member(node, object, name);
        member.range = range;
        member
    })
}

fn string(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let body = match node.kind() {
        "heredoc" | "nowdoc" => node.child_by_field_name("value"),
        _ => Some(node),
    };
    let mut parts = Vec::new();
    let mut end = None;
    for part in body.map(named).unwrap_or_default() {
        // Line breaks of a here document have no node.
        if let Some(end) = end.filter(|end| *end < part.start_byte()) {
            let closed = usize::from(low.slice(end..part.start_byte()).starts_with('}'));
            let gap = end + closed..part.start_byte();
            if !gap.is_empty() && low.slice(gap.clone()).chars().all(char::is_whitespace) {
                parts.push(tree::piece(low.slice(gap.clone()), gap));
            }
        }
        end = Some(part.end_byte());
        if part.kind() == "escape_sequence" {
            parts.push(tree::piece(tree::unescape(low.text(part)), part.byte_range()));
        } else if TEXT.contains(&part.kind()) {
            parts.push(tree::piece(low.text(part), part.byte_range()));
        } else {
            parts.push(TextPart::Hole(Box::new(hole(low, part))));
        }
    }
    Expr::new(ExprKind::Str(Text { parts }), node.byte_range())
}

/// In a string the key of `$row[email]` is one without quotes.
fn hole(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    if node.kind() == "subscript_expression"
        && let [object, key] = named(node).as_slice()
        && key.kind() == "name"
    {
        let object = Box::new(low.expr(*object));
        let index = Box::new(plain_str(low.text(*key), key.byte_range()));
        return Expr::new(ExprKind::Index { object, index }, node.byte_range());
    }
    low.expr(node)
}

fn member(low: &mut Lower<'_>, node: Node<'_>, object: &str) -> Expr {
    let object = low.field(node, object);
    let Some(name) = node.child_by_field_name("name") else { return object };
    let is_static = node.kind().starts_with("scoped_property");
    match name.kind() {
        "name" => low.member(node, object, name),
        "variable_name" if is_static => {
            let name = named(name).pop().unwrap_or(name);
            low.member(node, object, name)
        }
        // `$user->$column`: which one is not known here.
        _ => {
            let index = Box::new(low.expr(name));
            Expr::new(ExprKind::Index { object: Box::new(object), index }, node.byte_range())
        }
    }
}

fn call(low: &mut Lower<'_>, node: Node<'_>, object: &str) -> Expr {
    let callee = if object.is_empty() {
        low.field(node, "function")
    } else {
        let mut callee = member(low, node, object);
        callee.range.end = node.child_by_field_name("name").map_or(callee.range.end, |name| name.end_byte());
        callee
    };
    let args = node.child_by_field_name("arguments").map(|list| args(low, list)).unwrap_or_default();
    tree::call(callee, args, node.byte_range())
}

pub fn args(low: &mut Lower<'_>, list: Node<'_>) -> Vec<Arg> {
    let mut args = Vec::new();
    for argument in named(list) {
        let name = argument.child_by_field_name("name").filter(|_| argument.kind() == "argument");
        let Some(name) = name else {
            let value = low.expr(argument);
            if !is_empty(&value) {
                args.push(arg(value));
            }
            continue;
        };
        let value = named(argument).into_iter().find(|child| *child != name);
        let value = value.map(|value| low.expr(value)).unwrap_or_default();
        args.push(named_arg(low.text(name), name.byte_range(), value));
    }
    args
}

fn creation(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let parts = named(node);
    let mut lists = child_of(node, &["arguments"]);
    let mut type_name = String::new();
    let mut args = Vec::new();
    match parts.first() {
        Some(class) if class.kind() == "anonymous_class" => {
            lists = child_of(*class, &["arguments"]);
            declare_anonymous(low, *class);
        }
        Some(name) if matches!(name.kind(), "name" | "qualified_name" | "relative_name") => {
            type_name = low.text(*name).to_owned();
        }
        Some(computed) if computed.kind() != "arguments" => args.push(arg(low.expr(*computed))),
        _ => {}
    }
    args.extend(lists.map(|list| self::args(low, list)).unwrap_or_default());
    Expr::new(ExprKind::New { type_name, type_args: Vec::new(), args }, node.byte_range())
}

fn subscript(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let mut parts = named(node).into_iter();
    let object = parts.next().map(|object| low.expr(object)).unwrap_or_default();
    let index = parts.next().map(|index| low.expr(index)).unwrap_or_default();
    Expr::new(ExprKind::Index { object: Box::new(object), index: Box::new(index) }, node.byte_range())
}

/// A list, or a map if one of its elements has a key; then those without have an empty computed one.
fn array(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let mut entries: Vec<Entry> = Vec::new();
    let mut is_list = true;
    for pair in pairs(node) {
        let start = pair.1.start_byte();
        let (key, key_range) = match pair.0 {
            Some(key) => key_of(low.expr(key)),
            None if pair.1.kind() == "variadic_unpacking" => (Key::Spread, start..start + 3),
            None => (Key::Computed(Box::new(Expr::new(ExprKind::Empty, start..start))), start..start),
        };
        is_list &= pair.0.is_none();
        entries.push(Entry { key, key_range, value: low.expr(pair.1) });
    }
    let kind = if is_list {
        ExprKind::List(entries.into_iter().map(|entry| entry.value).collect())
    } else {
        ExprKind::Map(entries)
    };
    Expr::new(kind, node.byte_range())
}

/// The elements with their keys; those of `list(…)` have no node of their own.
fn pairs(node: Node<'_>) -> Vec<(Option<Node<'_>>, Node<'_>)> {
    let mut pairs: Vec<(Option<Node<'_>>, Node<'_>)> = Vec::new();
    let mut key = None;
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        match child.kind() {
            "=>" => key = pairs.pop().map(|(_, key)| key),
            "array_element_initializer" => match named(child).as_slice() {
                [key, value] => pairs.push((Some(*key), *value)),
                [value] => pairs.push((None, *value)),
                _ => {}
            },
            _ if child.is_named() && !child.is_extra() => pairs.push((key.take(), child)),
            _ => {}
        }
    }
    pairs
}

fn assign(low: &mut Lower<'_>, node: Node<'_>, op: &'static str) -> Expr {
    let left = node.child_by_field_name("left");
    let declares = op == "=" && left.is_some_and(|left| matches!(left.kind(), "variable_name" | "list_literal"));
    let (target, value) = (low.field(node, "left"), low.field(node, "right"));
    assignment(target, None, op, declares, value, node.byte_range())
}

fn binary(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    low.binary(node, |low, node| {
        if node.kind() != "binary_expression" {
            return None;
        }
        let op = low.field_text(node, "operator")?.to_owned();
        Some((node.child_by_field_name("left")?, op, node.child_by_field_name("right")?))
    })
}

/// Each `case` of a switch over a plain value is a comparison with it, as it is in `switch (true)`.
fn switch(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let subject = low.field(node, "condition");
    let mut plain = true;
    subject.walk(&mut |expr| {
        plain &= match &expr.kind {
            ExprKind::Name(_) | ExprKind::Member { .. } => true,
            ExprKind::Call { args, .. } => args.is_empty(),
            ExprKind::Seq(items) => items.len() == 1,
            _ => false,
        };
        true
    });
    let Some(body) = node.child_by_field_name("body").filter(|_| plain) else { return low.seq(node) };
    let mut parts = vec![subject.clone()];
    for case in named(body) {
        let mut lowered = low.expr(case);
        if case.kind() == "case_statement"
            && let ExprKind::Seq(items) = &mut lowered.kind
            && let Some(value) = items.first_mut()
        {
            let range = value.range.clone();
            let (left, right) = (Box::new(subject.clone()), Box::new(std::mem::take(value)));
            *value = Expr::new(ExprKind::Binary { op: "==".to_owned(), left, right }, range);
        }
        parts.push(lowered);
    }
    seq_of(parts, node.byte_range())
}

/// `foreach ($us as $k => $u) …`
fn each(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let body = node.child_by_field_name("body");
    let heads: Vec<Node<'_>> = named(node).into_iter().filter(|child| Some(*child) != body).collect();
    let [items, target] = heads.as_slice() else { return low.seq(node) };
    let value = element(low.expr(*items));
    let range = items.start_byte()..target.end_byte();
    let mut parts = Vec::new();
    let target = if target.kind() == "pair" {
        let names = named(*target);
        // The key comes first: an assignment of nothing.
        if let [key, _] = names.as_slice() {
            parts.push(assignment(low.expr(*key), None, "=>", true, Expr::default(), key.byte_range()));
        }
        names.last().copied().unwrap_or(*target)
    } else {
        *target
    };
    let target = low.expr(target);
    parts.push(assignment(target, None, "=", true, value, range));
    let body = low.field(node, "body");
    if !is_empty(&body) {
        parts.push(body);
    }
    seq_of(parts, node.byte_range())
}
