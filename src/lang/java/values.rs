//! Java expressions and statements.

use tree_sitter::Node;

use super::super::facts::{Arg, Expr, ExprKind, Text, TextPart};
use super::super::tree::{
    self, Lower, arg, assignment, child_of, element, fields, is_empty, named, named_arg, seq_of, spread,
    without_first_line_break,
};
use super::{declare_anonymous, nothing, params};

pub fn expr(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    match node.kind() {
        "identifier" | "type_identifier" | "this" | "super" => low.name(node),
        "true" | "false" | "null_literal" | "character_literal" => low.literal(node),
        kind if kind.ends_with("_literal") && kind != "string_literal" && kind != "class_literal" => low.literal(node),
        "string_literal" => string(low, node),
        "scoped_identifier" => member(low, node, "scope", "name"),
        "field_access" => member(low, node, "object", "field"),
        "scoped_type_identifier" | "method_reference" | "class_literal" => path(low, node),
        "generic_type" | "annotated_type" => {
            match named(node).into_iter().find(|part| part.kind().ends_with("identifier")) {
                Some(base) => low.expr(base),
                None => low.seq(node),
            }
        }
        "integral_type" | "floating_point_type" | "boolean_type" | "void_type" | "wildcard" => nothing(node),
        "method_invocation" => invocation(low, node),
        "explicit_constructor_invocation" => {
            let callee = low.field(node, "constructor");
            let args = node.child_by_field_name("arguments").map(|list| args(low, list)).unwrap_or_default();
            tree::call(callee, args, node.byte_range())
        }
        "object_creation_expression" => creation(low, node),
        "array_access" => {
            let (object, index) = (low.boxed(node, "array"), low.boxed(node, "index"));
            Expr::new(ExprKind::Index { object, index }, node.byte_range())
        }
        "array_initializer" | "element_value_array_initializer" => {
            let items = low.children(node);
            Expr::new(ExprKind::List(items), node.byte_range())
        }
        "array_creation_expression" if node.child_by_field_name("value").is_some() => low.field(node, "value"),
        "assignment_expression" => {
            let (target, value) = (low.field(node, "left"), low.field(node, "right"));
            let op = low.field_text(node, "operator").map_or("=", tree::assign_op);
            assignment(target, None, op, false, value, node.byte_range())
        }
        "binary_expression" => binary(low, node),
        "lambda_expression" => lambda(low, node),
        "marker_annotation" => low.field(node, "name"),
        "annotation" => annotation(low, node),
        "local_variable_declaration" => local(low, node),
        "enhanced_for_statement" => each(low, node),
        "resource" if node.child_by_field_name("name").is_some() => {
            let (target, value) = (low.field(node, "name"), low.field(node, "value"));
            assignment(target, low.field_text(node, "type"), "=", true, value, node.byte_range())
        }
        "return_statement" => {
            let value = Box::new(low.inner(node));
            Expr::new(ExprKind::Return(value), node.byte_range())
        }
        "expression_statement" => low.inner(node),
        _ => low.seq(node),
    }
}

fn string(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let mut parts = low.string_parts(node, &["string_interpolation"], &[]);
    if low.text(node).starts_with("\"\"\"") {
        without_first_line_break(&mut parts);
    }
    Expr::new(ExprKind::Str(Text { parts }), node.byte_range())
}

fn member(low: &mut Lower<'_>, node: Node<'_>, object: &str, name: &str) -> Expr {
    let object = low.field(node, object);
    match node.child_by_field_name(name) {
        Some(name) => low.member(node, object, name),
        None => object,
    }
}

/// Two parts without field names: `User::getEmail`, `Outer.Inner`, `User.class`.
fn path(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let mut cursor = node.walk();
    let parts: Vec<Node<'_>> = node
        .children(&mut cursor)
        .filter(|part| !part.is_extra() && !matches!(part.kind(), "." | "::" | "type_arguments"))
        .filter(|part| !part.kind().ends_with("annotation"))
        .collect();
    match parts.as_slice() {
        [object, name] => {
            let object = low.expr(*object);
            low.member(node, object, *name)
        }
        _ => low.seq(node),
    }
}

pub fn args(low: &mut Lower<'_>, list: Node<'_>) -> Vec<Arg> {
    named(list).into_iter().map(|node| arg(low.expr(node))).collect()
}

fn type_args(low: &Lower<'_>, list: Option<Node<'_>>) -> Vec<String> {
    list.map(named).unwrap_or_default().into_iter().map(|node| low.text(node).to_owned()).collect()
}

fn invocation(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let Some(name) = node.child_by_field_name("name") else { return low.seq(node) };
    let callee = match node.child_by_field_name("object") {
        Some(object) => {
            let object = low.expr(object);
            let mut callee = low.member(node, object, name);
            callee.range.end = name.end_byte();
            callee
        }
        None => low.name(name),
    };
    let type_args = type_args(low, node.child_by_field_name("type_arguments"));
    let args = node.child_by_field_name("arguments").map(|list| args(low, list)).unwrap_or_default();
    Expr::new(ExprKind::Call { callee: Box::new(callee), type_args, args }, node.byte_range())
}

fn creation(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let Some(type_node) = node.child_by_field_name("type") else { return low.seq(node) };
    let arguments = child_of(type_node, &["type_arguments"]);
    let type_args = type_args(low, arguments);
    let end = arguments.map_or(type_node.end_byte(), |list| list.start_byte());
    let type_name = low.slice(type_node.start_byte()..end).trim().to_owned();
    let args = node.child_by_field_name("arguments").map(|list| args(low, list)).unwrap_or_default();
    if let Some(body) = child_of(node, &["class_body"]) {
        declare_anonymous(low, Some(type_node), body);
    }
    Expr::new(ExprKind::New { type_name, type_args, args }, node.byte_range())
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

fn lambda(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let params = match node.child_by_field_name("parameters") {
        Some(name) if name.kind() == "identifier" => vec![tree::param(low.text(name), None, None, name.byte_range())],
        Some(list) => params(low, list),
        None => Vec::new(),
    };
    let mut body = Vec::new();
    let lowered = low.field(node, "body");
    spread(lowered, &mut body);
    Expr::new(ExprKind::Lambda { params, body }, node.byte_range())
}

/// `@Column(name = "email")`
fn annotation(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let callee = low.field(node, "name");
    let mut args = Vec::new();
    for argument in node.child_by_field_name("arguments").map(named).unwrap_or_default() {
        match (argument.child_by_field_name("key"), argument.child_by_field_name("value")) {
            (Some(key), Some(value)) if argument.kind() == "element_value_pair" => {
                let value = low.expr(value);
                args.push(named_arg(low.text(key), key.byte_range(), value));
            }
            _ => args.push(arg(low.expr(argument))),
        }
    }
    if callee.last_name().is_some_and(|name| SQL_MARKS.contains(&name)) {
        for arg in args.iter_mut().filter(|arg| matches!(arg.name.as_deref(), None | Some("value"))) {
            one_text(&mut arg.value);
        }
    }
    tree::call(callee, args, node.byte_range())
}

/// Annotations whose list of texts is one text with blanks between (MyBatis).
const SQL_MARKS: &[&str] = &["Select", "Insert", "Update", "Delete"];

fn one_text(expr: &mut Expr) {
    let ExprKind::List(items) = &expr.kind else { return };
    let mut parts = Vec::new();
    for item in items {
        let ExprKind::Str(text) = &item.kind else { return };
        parts.extend(text.parts.iter().cloned());
        parts.push(TextPart::Piece { value: " ".to_owned(), range: item.range.end..item.range.end });
    }
    expr.kind = ExprKind::Str(Text { parts });
}

fn local(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let type_text = low.field_text(node, "type");
    let mut declared = Vec::new();
    for declarator in fields(node, "declarator") {
        let (target, value) = (low.field(declarator, "name"), low.field(declarator, "value"));
        declared.push(assignment(target, type_text, "=", true, value, declarator.byte_range()));
    }
    if declared.len() == 1 { declared.swap_remove(0) } else { seq_of(declared, node.byte_range()) }
}

fn each(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let (target, items) = (low.field(node, "name"), low.field(node, "value"));
    let range = target.range.start..items.range.end;
    let mut parts = vec![assignment(target, low.field_text(node, "type"), "=", true, element(items), range)];
    let body = low.field(node, "body");
    if !is_empty(&body) {
        parts.push(body);
    }
    seq_of(parts, node.byte_range())
}
