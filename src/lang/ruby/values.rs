//! Ruby expressions: calls with their keyword arguments and blocks, hashes, strings, symbols.

use std::ops::Range;

use tree_sitter::Node;

use super::super::facts::{Arg, Entry, Expr, ExprKind, Key, Text, TextPart};
use super::super::tree::{self, Lower, arg, child_of, is_empty, named, named_arg, seq_of};
use super::{params, statements};

pub fn expr(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    match node.kind() {
        "identifier" | "constant" | "global_variable" | "self" | "super" | "operator" => low.name(node),
        "instance_variable" | "class_variable" => instance_variable(low, node),
        "nil" | "true" | "false" | "integer" | "float" | "rational" | "complex" | "character" | "file" | "line"
        | "encoding" => low.literal(node),
        "string" | "bare_string" | "chained_string" | "subshell" | "heredoc_beginning" => string(low, node),
        "simple_symbol" | "hash_key_symbol" | "bare_symbol" | "delimited_symbol" => symbol(low, node),
        "regex" => regex(low, node),
        "symbol_array" | "string_array" => {
            let items = low.children(node);
            Expr::new(ExprKind::List(items), node.byte_range())
        }
        "array" => {
            let items = items(low, &named(node));
            Expr::new(ExprKind::List(items), node.byte_range())
        }
        "hash" => {
            let entries = named(node).into_iter().map(|pair| entry(low, pair)).collect();
            Expr::new(ExprKind::Map(entries), node.byte_range())
        }
        "call" => call(low, node),
        "yield" => {
            let callee = Expr::new(ExprKind::Name("yield".to_owned()), node.start_byte()..node.start_byte() + 5);
            let args = child_of(node, &["argument_list"]).map(|list| args(low, list)).unwrap_or_default();
            tree::call(callee, args, node.byte_range())
        }
        "scope_resolution" => scope_resolution(low, node),
        "element_reference" => element_reference(low, node),
        "lambda" => lambda(low, node),
        "block" | "do_block" => block(low, node),
        "binary" => binary(low, node),
        // `defined?(street)` runs nothing: it asks whether there is such a thing.
        "unary" if low.text(node).starts_with("defined?") => low.literal(node),
        _ => low.seq(node),
    }
}

/// `@user`: a member of `self`, whose name stands nowhere; its range is that of the sigil.
fn instance_variable(low: &Lower<'_>, node: Node<'_>) -> Expr {
    let text = low.text(node);
    let name = text.trim_start_matches('@');
    let start = node.start_byte();
    let split = start + (text.len() - name.len());
    let object = Box::new(Expr::new(ExprKind::Name("self".to_owned()), start..split));
    let kind = ExprKind::Member { object, name: name.to_owned(), name_range: split..node.end_byte() };
    Expr::new(kind, node.byte_range())
}

fn string(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let mut parts = Vec::new();
    match node.kind() {
        "chained_string" => {
            for string in named(node) {
                parts.extend(string_parts(low, string));
            }
        }
        "heredoc_beginning" => {
            if let Some(body) = low.remote.get(&node.start_byte()).copied() {
                parts = string_parts(low, body);
                tree::without_first_line_break(&mut parts);
            }
        }
        _ => parts = string_parts(low, node),
    }
    Expr::new(ExprKind::Str(Text { parts }), node.byte_range())
}

fn string_parts(low: &mut Lower<'_>, node: Node<'_>) -> Vec<TextPart> {
    low.string_parts(node, &["interpolation"], &["heredoc_end"])
}

fn symbol(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let kind = match node.kind() {
        "simple_symbol" | "hash_key_symbol" => ExprKind::Symbol(low.text(node).trim_start_matches(':').to_owned()),
        _ => {
            let text = Text { parts: string_parts(low, node) };
            text.plain().map_or(ExprKind::Str(text), ExprKind::Symbol)
        }
    };
    Expr::new(kind, node.byte_range())
}

fn regex(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let parts = string_parts(low, node);
    let mut items = vec![low.literal(node)];
    items.extend(parts.into_iter().filter_map(|part| match part {
        TextPart::Hole(hole) => Some(*hole),
        TextPart::Piece { .. } => None,
    }));
    if items.len() == 1 { items.swap_remove(0) } else { seq_of(items, node.byte_range()) }
}

/// Values in a list; pairs without braces become one map, as Ruby makes them one hash.
fn items(low: &mut Lower<'_>, nodes: &[Node<'_>]) -> Vec<Expr> {
    let mut items = Vec::new();
    let mut entries: Vec<Entry> = Vec::new();
    let mut range: Range<usize> = 0..0;
    for node in nodes {
        if matches!(node.kind(), "pair" | "hash_splat_argument") {
            if entries.is_empty() {
                range = node.byte_range();
            }
            range.end = node.end_byte();
            entries.push(entry(low, *node));
        } else {
            let value = low.expr(*node);
            if !is_empty(&value) {
                items.push(value);
            }
        }
    }
    if !entries.is_empty() {
        items.push(Expr::new(ExprKind::Map(entries), range));
    }
    items
}

/// The values after `return`: one, or a list.
pub fn argument_values(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let list = child_of(node, &["argument_list"]).map(named).unwrap_or_default();
    let mut values = items(low, &list);
    match values.len() {
        0 => Expr::new(ExprKind::Empty, node.end_byte()..node.end_byte()),
        1 => values.swap_remove(0),
        _ => Expr::new(ExprKind::List(values), node.byte_range()),
    }
}

/// The name that a key spells, with where it stands.
fn key_name(low: &mut Lower<'_>, key: Node<'_>) -> Result<(String, Range<usize>), Expr> {
    let lowered = low.expr(key);
    match &lowered.kind {
        ExprKind::Symbol(name) => {
            let end = key.start_byte() + low.text(key).find(name.as_str()).unwrap_or_default();
            Ok((name.clone(), end..end + name.len()))
        }
        ExprKind::Str(text) => match text.plain() {
            Some(name) => Ok((name, tree::text_range(text, &lowered.range))),
            None => Err(lowered),
        },
        _ => Err(lowered),
    }
}

/// The value of a pair; `email:` alone means `email: email`.
fn pair_value(low: &mut Lower<'_>, pair: Node<'_>, key: Node<'_>) -> Expr {
    match pair.child_by_field_name("value") {
        Some(value) => low.expr(value),
        None => low.name(key),
    }
}

fn entry(low: &mut Lower<'_>, pair: Node<'_>) -> Entry {
    let Some(key_node) = pair.child_by_field_name("key") else {
        let start = pair.start_byte();
        return Entry { key: Key::Spread, key_range: start..start + 2, value: low.inner(pair) };
    };
    let value = pair_value(low, pair, key_node);
    match key_name(low, key_node) {
        Ok((name, key_range)) => Entry { key: Key::Name(name), key_range, value },
        Err(key) => Entry { key_range: key.range.clone(), key: Key::Computed(Box::new(key)), value },
    }
}

/// Arguments: a brace-less pair is a named one, `&block` one with the name `&`, `**options` one with the name `**`.
fn args(low: &mut Lower<'_>, list: Node<'_>) -> Vec<Arg> {
    let mut args = Vec::new();
    for node in named(list) {
        let start = node.start_byte();
        match node.kind() {
            "pair" => args.push(pair_arg(low, node)),
            "hash_splat_argument" => args.push(named_arg("**", start..start + 2, low.inner(node))),
            "block_argument" => args.push(named_arg("&", start..start + 1, low.inner(node))),
            "splat_argument" => args.push(arg(low.inner(node))),
            _ => {
                let value = low.expr(node);
                if !is_empty(&value) {
                    args.push(arg(value));
                }
            }
        }
    }
    args
}

fn pair_arg(low: &mut Lower<'_>, pair: Node<'_>) -> Arg {
    let Some(key) = pair.child_by_field_name("key") else { return arg(low.seq(pair)) };
    match key_name(low, key) {
        Ok((name, range)) => {
            let value = pair_value(low, pair, key);
            named_arg(&name, range, value)
        }
        Err(_) => {
            let entry = entry(low, pair);
            arg(Expr::new(ExprKind::Map(vec![entry]), pair.byte_range()))
        }
    }
}

fn call(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let method = node.child_by_field_name("method");
    let callee = match (node.child_by_field_name("receiver"), method) {
        (Some(receiver), Some(method)) => {
            let object = low.expr(receiver);
            let mut callee = low.member(node, object, method);
            callee.range.end = method.end_byte();
            callee
        }
        (Some(only), None) | (None, Some(only)) => low.expr(only),
        (None, None) => return low.seq(node),
    };
    let arguments = node.child_by_field_name("arguments");
    let block = node.child_by_field_name("block");
    // Without parentheses, arguments and block it reads like an attribute or a variable.
    if arguments.is_none() && block.is_none() && method.is_some() {
        return callee;
    }
    let mut args = arguments.map(|list| args(low, list)).unwrap_or_default();
    args.extend(block.map(|block| arg(low.expr(block))));
    tree::call(callee, args, node.byte_range())
}

fn scope_resolution(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let Some(name) = node.child_by_field_name("name") else { return low.seq(node) };
    match node.child_by_field_name("scope") {
        Some(scope) => {
            let object = low.expr(scope);
            low.member(node, object, name)
        }
        None => low.name(name),
    }
}

fn element_reference(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let Some(object_node) = node.child_by_field_name("object") else { return low.seq(node) };
    let object = Box::new(low.expr(object_node));
    let rest: Vec<Node<'_>> = named(node).into_iter().filter(|child| *child != object_node).collect();
    let mut items = items(low, &rest);
    let index = match items.len() {
        1 => items.swap_remove(0),
        _ => Expr::new(ExprKind::List(items), object_node.end_byte()..node.end_byte()),
    };
    Expr::new(ExprKind::Index { object, index: Box::new(index) }, node.byte_range())
}

/// `->(x) { … }`
fn lambda(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let params = node.child_by_field_name("parameters").map(|node| params(low, node)).unwrap_or_default();
    let inner = node.child_by_field_name("body").and_then(|block| block.child_by_field_name("body"));
    let body = low.deeper(node, |low| statements(low, inner)).unwrap_or_default();
    Expr::new(ExprKind::Lambda { params, body }, node.byte_range())
}

fn block(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let params = node.child_by_field_name("parameters").map(|node| params(low, node)).unwrap_or_default();
    let body = low.deeper(node, |low| statements(low, node.child_by_field_name("body"))).unwrap_or_default();
    Expr::new(ExprKind::Lambda { params, body }, node.byte_range())
}

fn binary(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    low.binary(node, |low, node| {
        if node.kind() != "binary" {
            return None;
        }
        let op = low.field_text(node, "operator")?.to_owned();
        Some((node.child_by_field_name("left")?, op, node.child_by_field_name("right")?))
    })
}
