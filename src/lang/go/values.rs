//! Go expressions.

use tree_sitter::Node;

use super::super::facts::{Arg, Entry, Expr, ExprKind, Key, Text};
use super::super::tree::{self, Lower, arg, child_of, named, named_arg, seq_of};
use super::{body, params, types};

pub fn expr(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    match node.kind() {
        "identifier" | "type_identifier" | "field_identifier" | "package_identifier" | "blank_identifier" => {
            low.name(node)
        }
        "int_literal" | "float_literal" | "imaginary_literal" | "rune_literal" | "true" | "false" | "nil" | "iota" => {
            low.literal(node)
        }
        "interpreted_string_literal" | "raw_string_literal" => string(low, node),
        "selector_expression" => selector(low, node, "operand", "field"),
        "qualified_type" => selector(low, node, "package", "name"),
        "index_expression" => {
            let (object, index) = (low.boxed(node, "operand"), low.boxed(node, "index"));
            Expr::new(ExprKind::Index { object, index }, node.byte_range())
        }
        "call_expression" => call(low, node),
        // `f[A, B](x)` and `T[A, B](x)` read alike.
        "type_conversion_expression" => conversion(low, node),
        "binary_expression" => binary(low, node),
        "unary_expression" => unary(low, node),
        "composite_literal" => composite(low, node),
        // One whose type stands around it, where that is not known.
        "literal_value" => value_of(low, node, None, node),
        "func_literal" => {
            let params = node.child_by_field_name("parameters").map(|node| params(low, node)).unwrap_or_default();
            let body = body(low, node);
            Expr::new(ExprKind::Lambda { params, body }, node.byte_range())
        }
        "parameter_list" => seq_of(Vec::new(), node.byte_range()),
        _ => low.seq(node),
    }
}

/// One expression, or a list of them.
pub fn list(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let mut items: Vec<Expr> = named(node).into_iter().map(|item| low.expr(item)).collect();
    match items.len() {
        1 => items.swap_remove(0),
        _ => Expr::new(ExprKind::List(items), node.byte_range()),
    }
}

fn string(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let parts = low.string_parts(node, &[], &[]);
    Expr::new(ExprKind::Str(Text { parts }), node.byte_range())
}

fn selector(low: &mut Lower<'_>, node: Node<'_>, object: &str, field: &str) -> Expr {
    let object = low.field(node, object);
    match node.child_by_field_name(field) {
        Some(name) => low.member(node, object, name),
        None => object,
    }
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

/// `&x` and `*x` name the same as `x`: the language itself looks through them at every member.
fn unary(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    match low.field_text(node, "operator") {
        Some("&" | "*") => low.field(node, "operand"),
        _ => low.seq(node),
    }
}

fn call(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let mut type_args: Vec<String> = Vec::new();
    let mut callee_node = node.child_by_field_name("function");
    let mut type_nodes = node.child_by_field_name("type_arguments").map(named).unwrap_or_default();
    if let Some(callee) = callee_node.filter(|callee| callee.kind() == "type_instantiation_expression") {
        callee_node = callee.child_by_field_name("type");
        type_nodes = named(callee).into_iter().skip(1).collect();
    }
    if let Some(callee) = callee_node.filter(|callee| callee.kind() == "index_expression") {
        let index = callee.child_by_field_name("index").filter(|index| names_type(low, *index));
        if let Some(index) = index {
            callee_node = callee.child_by_field_name("operand");
            type_nodes = vec![index];
        }
    }
    type_args.extend(type_nodes.into_iter().map(|node| low.text(node).to_owned()));
    let callee = match callee_node {
        Some(callee) => low.expr(callee),
        None => Expr::default(),
    };
    let args = node.child_by_field_name("arguments").map(named).unwrap_or_default();
    let args = args.into_iter().map(|node| arg(low.expr(node))).collect();
    Expr::new(ExprKind::Call { callee: Box::new(callee), type_args, args }, node.byte_range())
}

/// Whether the `X` of `f[X](…)` is a type rather than an index, as far as its spelling tells.
fn names_type(low: &Lower<'_>, node: Node<'_>) -> bool {
    const BUILTIN: [&str; 9] = ["any", "bool", "byte", "error", "float64", "int", "int32", "int64", "string"];
    let last = low.text(node).rsplit('.').next().unwrap_or_default();
    match node.kind() {
        "identifier" | "selector_expression" => last.starts_with(char::is_uppercase) || BUILTIN.contains(&last),
        kind => kind.ends_with("_type"),
    }
}

fn conversion(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let generic = node.child_by_field_name("type").filter(|node| node.kind() == "generic_type");
    let Some(generic) = generic else { return low.seq(node) };
    let callee = low.boxed(generic, "type");
    let type_args = type_name(low, Some(generic)).1;
    let args = vec![arg(low.field(node, "operand"))];
    Expr::new(ExprKind::Call { callee, type_args, args }, node.byte_range())
}

fn composite(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let Some(body) = node.child_by_field_name("body") else { return low.seq(node) };
    let type_node = node.child_by_field_name("type");
    if let Some(type_node) = type_node {
        types::declare_inside(low, type_node, None);
    }
    value_of(low, body, type_node, node)
}

/// The literal `{ … }` of a type. `whole` is what it spans in the source.
fn value_of(low: &mut Lower<'_>, body: Node<'_>, type_node: Option<Node<'_>>, whole: Node<'_>) -> Expr {
    let type_node = type_node.map(types::pointee);
    let kind = match type_node.map(|node| node.kind()) {
        Some("slice_type" | "array_type" | "implicit_length_array_type") => {
            let element = type_node.and_then(|node| node.child_by_field_name("element"));
            let items = named(body).into_iter().map(|item| {
                let Some((key, value)) = keyed(item) else { return element_of(low, item, element) };
                let pair = vec![low.expr(key), element_of(low, value, element)];
                seq_of(pair, item.byte_range())
            });
            ExprKind::List(items.collect())
        }
        Some("map_type") => {
            let field = |name| type_node.and_then(|node: Node<'_>| node.child_by_field_name(name));
            let (key_type, value_type) = (field("key"), field("value"));
            let entries = named(body).into_iter().map(|item| {
                let Some((key, value)) = keyed(item) else {
                    let value = element_of(low, item, value_type);
                    return Entry { key: Key::Spread, key_range: item.start_byte()..item.start_byte(), value };
                };
                let (key, key_range) = map_key(low, key, key_type);
                Entry { key, key_range, value: element_of(low, value, value_type) }
            });
            ExprKind::Map(entries.collect())
        }
        _ => {
            let (type_name, type_args) = type_name(low, type_node);
            let args = named(body).into_iter().map(|item| struct_field(low, item)).collect();
            ExprKind::New { type_name, type_args, args }
        }
    };
    Expr::new(kind, whole.byte_range())
}

fn type_name(low: &Lower<'_>, node: Option<Node<'_>>) -> (String, Vec<String>) {
    let Some(node) = node else { return (String::new(), Vec::new()) };
    match node.kind() {
        "struct_type" => (String::new(), Vec::new()),
        "generic_type" => {
            let args = node.child_by_field_name("type_arguments").map(named).unwrap_or_default();
            let args = args.into_iter().map(|node| low.text(node).to_owned()).collect();
            (low.field_text(node, "type").unwrap_or_default().to_owned(), args)
        }
        _ => (low.text(node).to_owned(), Vec::new()),
    }
}

fn keyed(item: Node<'_>) -> Option<(Node<'_>, Node<'_>)> {
    if item.kind() != "keyed_element" {
        return None;
    }
    Some((item.child_by_field_name("key")?, item.child_by_field_name("value")?))
}

/// An element: a `{ … }` without a type has that of the elements.
fn element_of(low: &mut Lower<'_>, item: Node<'_>, element: Option<Node<'_>>) -> Expr {
    match child_of(item, &["literal_value"]) {
        Some(body) => low.deeper(body, |low| value_of(low, body, element, body)).unwrap_or_default(),
        None => low.expr(item),
    }
}

fn map_key(low: &mut Lower<'_>, key: Node<'_>, key_type: Option<Node<'_>>) -> (Key, std::ops::Range<usize>) {
    let value = element_of(low, key, key_type);
    tree::key_of(value)
}

/// `Email: v`, and `"email": v` of a type that is a map by another name.
fn struct_field(low: &mut Lower<'_>, item: Node<'_>) -> Arg {
    let Some((key_node, value_node)) = keyed(item) else { return arg(element_of(low, item, None)) };
    let key = low.expr(key_node);
    let value = element_of(low, value_node, None);
    match (&key.kind, key.as_text()) {
        (ExprKind::Name(name), _) => named_arg(name, key.range.clone(), value),
        (ExprKind::Str(text), Some(name)) => named_arg(&name, tree::text_range(text, &key.range), value),
        _ => arg(seq_of(vec![key, value], item.byte_range())),
    }
}
