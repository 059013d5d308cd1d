//! Kotlin expressions and statements.

use tree_sitter::Node;

use super::super::facts::{Arg, Expr, ExprKind, Text, TextPart};
use super::super::tree::{
    self, Lower, arg, assignment, child_of, element, escaped_pieces, has, is_empty, named, named_arg, piece, seq_of,
    spread,
};
use super::{body, nothing, params};

const BINARY: [&str; 9] = [
    "additive_expression",
    "comparison_expression",
    "conjunction_expression",
    "disjunction_expression",
    "elvis_expression",
    "equality_expression",
    "infix_expression",
    "multiplicative_expression",
    "range_expression",
];

pub fn expr(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    match node.kind() {
        "simple_identifier" | "type_identifier" => low.name(node),
        "this_expression" | "super_expression" => {
            let text = low.text(node);
            let name = text.split(['@', '<']).next().unwrap_or(text);
            Expr::new(ExprKind::Name(name.to_owned()), node.byte_range())
        }
        "null_literal" | "boolean_literal" | "character_literal" => low.literal(node),
        kind if kind.ends_with("_literal")
            && !matches!(kind, "string_literal" | "lambda_literal" | "collection_literal") =>
        {
            low.literal(node)
        }
        "string_literal" => string(low, node),
        "navigation_expression" => navigation(low, node),
        "directly_assignable_expression" => navigation(low, node),
        "indexing_expression" => navigation(low, node),
        "callable_reference" => reference(low, node),
        "call_expression" => call(low, node),
        "lambda_literal" => lambda(low, node),
        "annotated_lambda" => match child_of(node, &["lambda_literal"]) {
            Some(lambda) => low.expr(lambda),
            None => low.seq(node),
        },
        "anonymous_function" => {
            let parameters = child_of(node, &["function_value_parameters"]);
            let params = parameters.map(|list| params(low, list)).unwrap_or_default();
            let body = child_of(node, &["function_body"]).map(|node| body(low, node)).unwrap_or_default();
            Expr::new(ExprKind::Lambda { params, body }, node.byte_range())
        }
        "collection_literal" => {
            let items = low.children(node);
            Expr::new(ExprKind::List(items), node.byte_range())
        }
        "assignment" => assign(low, node),
        "property_declaration" | "destructuring_declaration" => local(low, node),
        "multi_variable_declaration" => {
            let items = low.children(node);
            Expr::new(ExprKind::List(items), node.byte_range())
        }
        "variable_declaration" => match child_of(node, &["simple_identifier"]) {
            Some(name) => low.name(name),
            None => nothing(node),
        },
        kind if BINARY.contains(&kind) => binary(low, node),
        "user_type" => path(low, node),
        // `x!!` is `x`.
        "postfix_expression" | "nullable_type" | "spread_expression" | "value_argument" | "explicit_delegation" => {
            low.inner(node)
        }
        "for_statement" => each(low, node),
        "jump_expression" => jump(low, node),
        _ => low.seq(node),
    }
}

fn string(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let is_raw = low.text(node).starts_with("\"\"\"");
    let mut parts = Vec::new();
    for part in named(node) {
        match part.kind() {
            "string_content" if is_raw => parts.push(piece(low.text(part), part.byte_range())),
            "string_content" => escaped_pieces(low.text(part), part.start_byte(), &mut parts),
            "interpolated_identifier" => parts.push(TextPart::Hole(Box::new(low.name(part)))),
            "interpolated_expression" => {
                let hole = low.deeper(part, |low| low.inner(part)).unwrap_or_default();
                parts.push(TextPart::Hole(Box::new(hole)));
            }
            _ => {}
        }
    }
    Expr::new(ExprKind::Str(Text { parts }), node.byte_range())
}

/// `a.b`, `a?.b`, `a[i]`: an object and what is taken from it, step by step.
fn navigation(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let mut parts = named(node).into_iter();
    let Some(first) = parts.next() else { return low.seq(node) };
    let mut object = low.expr(first);
    for suffix in parts {
        let range = first.start_byte()..suffix.end_byte();
        object = match (suffix.kind(), child_of(suffix, &["simple_identifier"])) {
            ("navigation_suffix", Some(name)) => {
                let mut member = low.member(node, object, name);
                member.range = range;
                member
            }
            ("indexing_suffix", _) => {
                let index = Box::new(low.inner(suffix));
                Expr::new(ExprKind::Index { object: Box::new(object), index }, range)
            }
            _ => {
                // `User::class` and its like end in a keyword.
                let rest = low.expr(suffix);
                let items = [object, rest].into_iter().filter(|item| !is_empty(item)).collect::<Vec<_>>();
                match <[Expr; 1]>::try_from(items) {
                    Ok([only]) => only,
                    Err(items) => seq_of(items, range),
                }
            }
        };
    }
    object
}

/// `User::email`, `::email`
fn reference(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    match named(node).as_slice() {
        [object, name] => {
            let object = low.expr(*object);
            low.member(node, object, *name)
        }
        [only] => low.expr(*only),
        _ => low.seq(node),
    }
}

/// The identifiers of a type as a path.
fn path(low: &Lower<'_>, node: Node<'_>) -> Expr {
    let mut names = named(node).into_iter().filter(|part| part.kind() == "type_identifier");
    let Some(first) = names.next() else { return nothing(node) };
    names.fold(low.name(first), |object, name| {
        let range = object.range.start..name.end_byte();
        let mut member = low.member(node, object, name);
        member.range = range;
        member
    })
}

fn call(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let parts = named(node);
    let [callee, suffix] = parts.as_slice() else { return low.seq(node) };
    let callee = Box::new(low.expr(*callee));
    let mut type_args = Vec::new();
    let mut call_args = Vec::new();
    for part in named(*suffix) {
        match part.kind() {
            "type_arguments" => type_args.extend(named(part).into_iter().map(|node| low.text(node).to_owned())),
            "value_arguments" => call_args.extend(args(low, part)),
            _ => call_args.push(arg(low.expr(part))),
        }
    }
    Expr::new(ExprKind::Call { callee, type_args, args: call_args }, node.byte_range())
}

/// `Table("users")` as a base or annotation.
pub fn constructor(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let callee = child_of(node, &["user_type"]).map(|node| low.expr(node)).unwrap_or_default();
    let args = child_of(node, &["value_arguments"]).map(|list| args(low, list)).unwrap_or_default();
    tree::call(callee, args, node.byte_range())
}

pub fn args(low: &mut Lower<'_>, list: Node<'_>) -> Vec<Arg> {
    let mut args = Vec::new();
    for argument in named(list) {
        match named(argument).as_slice() {
            [name, value] if name.kind() == "simple_identifier" && has(argument, "=") => {
                let value = low.expr(*value);
                args.push(named_arg(low.text(*name), name.byte_range(), value));
            }
            _ => args.push(arg(low.expr(argument))),
        }
    }
    args
}

fn lambda(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let params = child_of(node, &["lambda_parameters"]).map(|list| params(low, list)).unwrap_or_default();
    let mut body = Vec::new();
    if let Some(statements) = child_of(node, &["statements"]) {
        let lowered = low.expr(statements);
        spread(lowered, &mut body);
    }
    Expr::new(ExprKind::Lambda { params, body }, node.byte_range())
}

fn assign(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let parts = named(node);
    let [target, value] = parts.as_slice() else { return low.seq(node) };
    let op = tree::assign_op(low.slice(target.end_byte()..value.start_byte()).trim());
    let (target, value) = (low.expr(*target), low.expr(*value));
    assignment(target, None, op, false, value, node.byte_range())
}

/// The value that a property begins with, or what it is delegated to.
pub fn initial(low: &mut Lower<'_>, node: Node<'_>) -> Option<Expr> {
    const OTHER: [&str; 11] = [
        "modifiers",
        "binding_pattern_kind",
        "variable_declaration",
        "multi_variable_declaration",
        "type_parameters",
        "type_constraints",
        "receiver_type",
        "getter",
        "setter",
        "annotation",
        "label",
    ];
    let value = named(node).into_iter().find(|part| !OTHER.contains(&part.kind()))?;
    Some(if value.kind() == "property_delegate" { low.inner(value) } else { low.expr(value) })
}

fn local(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let Some(declaration) = child_of(node, &["variable_declaration", "multi_variable_declaration"]) else {
        return low.seq(node);
    };
    let type_node = named(declaration).into_iter().find(|part| part.kind().ends_with("_type"));
    let target = low.expr(declaration);
    let mut value = initial(low, node).unwrap_or_default();
    // Accessors of a property outside of classes.
    let mut code = Vec::new();
    for part in named(node).into_iter().filter(|part| matches!(part.kind(), "getter" | "setter")) {
        code.push(low.seq(part));
    }
    if !code.is_empty() {
        code.insert(0, value);
        code.retain(|part| !is_empty(part));
        value = seq_of(code, node.byte_range());
    }
    let type_text = type_node.map(|node| low.text(node));
    assignment(target, type_text, "=", true, value, node.byte_range())
}

/// Operators have no field names: they are what stands between the operands.
fn binary(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    low.binary(node, |low, node| {
        let is_infix = node.kind() == "infix_expression";
        if !BINARY.contains(&node.kind()) {
            return None;
        }
        match named(node).as_slice() {
            [left, op, right] if is_infix => Some((*left, low.text(*op).to_owned(), *right)),
            [left, right] if !is_infix => {
                let op = low.slice(left.end_byte()..right.start_byte()).trim();
                Some((*left, op.to_owned(), *right))
            }
            _ => None,
        }
    })
}

fn each(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let parts = named(node);
    let at = parts.iter().position(|part| part.kind().ends_with("variable_declaration"));
    let (Some(target), Some(items)) = (at.and_then(|at| parts.get(at)), at.and_then(|at| parts.get(at + 1))) else {
        return low.seq(node);
    };
    let range = target.start_byte()..items.end_byte();
    let (target, items) = (low.expr(*target), low.expr(*items));
    let mut lowered = vec![assignment(target, None, "=", true, element(items), range)];
    for part in parts.into_iter().skip(at.map_or(0, |at| at + 2)) {
        let part = low.expr(part);
        if !is_empty(&part) {
            lowered.push(part);
        }
    }
    seq_of(lowered, node.byte_range())
}

fn jump(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let value = low.inner(node);
    if low.text(node).starts_with("return") {
        return Expr::new(ExprKind::Return(Box::new(value)), node.byte_range());
    }
    value
}
