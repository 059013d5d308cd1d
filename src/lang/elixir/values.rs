//! Elixir's expressions: calls with keyword lists and blocks, pipes, maps and structs, strings and sigils.

use tree_sitter::Node;

use super::super::facts::{Arg, Entry, Expr, ExprKind, Key, Param, Text};
use super::super::tree::{self, Lower, arg, child_of, is_empty, key_of, named, named_arg, param, piece, seq_of};
use super::statements;

pub fn expr(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    match node.kind() {
        "identifier" | "operator_identifier" => low.name(node),
        "alias" => alias(low, node),
        "integer" | "float" | "char" | "boolean" | "nil" => low.literal(node),
        "atom" => symbol(low, node, 1),
        "quoted_atom" | "string" | "charlist" => string(low, node),
        "sigil" => sigil(low, node),
        "list" | "tuple" => list(low, node),
        "bitstring" | "body" | "block" | "source" | "stab_clause" => low.seq(node),
        "map" => map(low, node),
        "keywords" | "map_content" => {
            let entries = named(node).into_iter().flat_map(|pair| entries(low, pair)).collect();
            Expr::new(ExprKind::Map(entries), node.byte_range())
        }
        "dot" => dot(low, node),
        "call" => call(low, node, None),
        "access_call" => {
            let object = low.boxed(node, "target");
            let index = low.boxed(node, "key");
            Expr::new(ExprKind::Index { object, index }, node.byte_range())
        }
        "unary_operator" => unary(low, node),
        "binary_operator" => operator(low, node),
        "anonymous_function" => anonymous(low, node),
        "do_block" => block(low, node),
        _ => low.seq(node),
    }
}

/// `A.B.C` as a path of names.
fn alias(low: &Lower<'_>, node: Node<'_>) -> Expr {
    let mut start = node.start_byte();
    let mut found: Option<Expr> = None;
    for part in low.text(node).split('.') {
        let (name, name_range) = (part.to_owned(), start..start + part.len());
        start += part.len() + 1;
        found = Some(match found {
            None => Expr::new(ExprKind::Name(name), name_range),
            Some(object) => {
                let range = object.range.start..name_range.end;
                Expr::new(ExprKind::Member { object: Box::new(object), name, name_range }, range)
            }
        });
    }
    found.unwrap_or_default()
}

/// An atom or the key of a pair, whose colon is left out of name and range.
fn symbol(low: &Lower<'_>, node: Node<'_>, before: usize) -> Expr {
    let text = low.text(node);
    let name = text.get(before..).unwrap_or(text);
    Expr::new(ExprKind::Symbol(name.to_owned()), node.start_byte() + (text.len() - name.len())..node.end_byte())
}

fn string(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let mut parts = low.string_parts(node, &["interpolation"], &["sigil_name", "sigil_modifiers"]);
    if low.field_text(node, "quoted_start").is_some_and(|quote| quote.len() == 3) {
        tree::without_first_line_break(&mut parts);
    }
    let text = Text { parts };
    let range = node.byte_range();
    match (node.kind(), text.plain()) {
        ("quoted_atom", Some(name)) => Expr::new(ExprKind::Symbol(name), range),
        _ => Expr::new(ExprKind::Str(text), range),
    }
}

/// `~s(…)`, `~S"""…"""`, `~w(a b)a`, regular expressions, dates.
fn sigil(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let name = child_of(node, &["sigil_name"]).map_or("", |name| low.text(name));
    match name {
        "w" | "W" => {
            let atoms = child_of(node, &["sigil_modifiers"]).is_some_and(|modifiers| low.text(modifiers) == "a");
            let mut items = Vec::new();
            for content in named(node).into_iter().filter(|child| child.kind() == "quoted_content") {
                let text = low.text(content);
                let mut at = 0;
                for word in text.split_whitespace() {
                    let found = text.get(at..).and_then(|rest| rest.find(word)).unwrap_or(0) + at;
                    at = found + word.len();
                    let range = content.start_byte() + found..content.start_byte() + at;
                    items.push(if atoms {
                        Expr::new(ExprKind::Symbol(word.to_owned()), range)
                    } else {
                        Expr::new(ExprKind::Str(Text { parts: vec![piece(word, range.clone())] }), range)
                    });
                }
            }
            Expr::new(ExprKind::List(items), node.byte_range())
        }
        "r" | "R" | "D" | "T" | "N" | "U" => low.literal(node),
        "H" | "L" | "LVN" | "E" => {
            super::embedded(low, node, name != "E");
            string(low, node)
        }
        _ => string(low, node),
    }
}

/// A list; one that ends in pairs has them as a map, one of pairs alone is that map.
fn list(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let mut items = low.children(node);
    if items.len() == 1
        && node.kind() == "list"
        && let Some(Expr { kind: ExprKind::Map(_), .. }) = items.first()
        && child_of(node, &["keywords"]).is_some()
        && let Some(map) = items.pop()
    {
        return Expr { range: node.byte_range(), ..map };
    }
    Expr::new(ExprKind::List(items), node.byte_range())
}

/// `%{a: 1}`, `%User{name: n}`, `%{user | name: n}`
fn map(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let content = child_of(node, &["map_content"]);
    let entries: Vec<Entry> = content
        .map(|content| named(content).into_iter().flat_map(|pair| entries(low, pair)).collect())
        .unwrap_or_default();
    let Some(kind) = child_of(node, &["struct"]) else {
        return Expr::new(ExprKind::Map(entries), node.byte_range());
    };
    let args = entries.into_iter().map(|entry| match entry.key {
        Key::Name(name) => named_arg(&name, entry.key_range, entry.value),
        Key::Computed(key) => arg(seq_of(vec![*key, entry.value], entry.key_range)),
        Key::Spread => arg(entry.value),
    });
    let kind = ExprKind::New { type_name: low.text(kind).to_owned(), type_args: Vec::new(), args: args.collect() };
    Expr::new(kind, node.byte_range())
}

/// The entries that a node in a map or keyword list stands for.
fn entries(low: &mut Lower<'_>, node: Node<'_>) -> Vec<Entry> {
    match node.kind() {
        "keywords" => {
            named(node).into_iter().flat_map(|pair| low.deeper(pair, |low| entries(low, pair))).flatten().collect()
        }
        "pair" => {
            let value = low.field(node, "value");
            let Some(key) = node.child_by_field_name("key") else { return Vec::new() };
            match keyword(low, key) {
                Ok((name, key_range)) => vec![Entry { key: Key::Name(name), key_range, value }],
                Err(expr) => vec![Entry { key_range: expr.range.clone(), key: Key::Computed(Box::new(expr)), value }],
            }
        }
        // `key => value`, `rest | …`
        "binary_operator" => match (low.field_text(node, "operator"), node.child_by_field_name("left")) {
            (Some("=>"), Some(left)) => {
                let (key, value) = (low.expr(left), low.field(node, "right"));
                let (key, key_range) = match key.kind {
                    ExprKind::Symbol(name) => (Key::Name(name), key.range),
                    _ => key_of(key),
                };
                vec![Entry { key, key_range, value }]
            }
            (Some("|"), Some(left)) => {
                let value = low.expr(left);
                let mut found = vec![Entry { key: Key::Spread, key_range: value.range.clone(), value }];
                if let Some(right) = node.child_by_field_name("right") {
                    found.extend(low.deeper(right, |low| entries(low, right)).unwrap_or_default());
                }
                found
            }
            _ => vec![spread(low, node)],
        },
        _ => vec![spread(low, node)],
    }
}

fn spread(low: &mut Lower<'_>, node: Node<'_>) -> Entry {
    Entry { key: Key::Spread, key_range: node.start_byte()..node.start_byte(), value: low.expr(node) }
}

/// `name:` without its colon and the blank that the grammar counts to it.
fn keyword(low: &mut Lower<'_>, key: Node<'_>) -> Result<(String, std::ops::Range<usize>), Expr> {
    if key.kind() == "keyword" {
        let name = low.text(key).trim_end().trim_end_matches(':');
        return Ok((name.to_owned(), key.start_byte()..key.start_byte() + name.len()));
    }
    let lowered = string(low, key);
    match (&lowered.kind, lowered.as_text()) {
        (ExprKind::Str(text), Some(name)) => Ok((name, tree::text_range(text, &lowered.range))),
        _ => Err(lowered),
    }
}

fn dot(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let object = low.field(node, "left");
    match node.child_by_field_name("right") {
        Some(right) if matches!(right.kind(), "identifier" | "alias" | "operator_identifier") => {
            low.member(node, object, right)
        }
        Some(right) => {
            let right = low.expr(right);
            seq_of(vec![object, right], node.byte_range())
        }
        None => object,
    }
}

/// A call; `piped` is what comes in from the left of a pipe.
fn call(low: &mut Lower<'_>, node: Node<'_>, piped: Option<Expr>) -> Expr {
    let callee = low.field(node, "target");
    let list = child_of(node, &["arguments"]);
    let block = child_of(node, &["do_block"]);
    let is_access = list.is_none() && block.is_none() && piped.is_none();
    // `user.email` is a call to the grammar.
    if is_access && matches!(callee.kind, ExprKind::Member { .. }) {
        return callee;
    }
    let mut args: Vec<Arg> = piped.into_iter().map(arg).collect();
    args.extend(list.map(|list| call_args(low, list)).unwrap_or_default());
    if let Some(block) = block {
        args.push(arg(low.expr(block)));
    }
    tree::call(callee, args, node.byte_range())
}

fn call_args(low: &mut Lower<'_>, list: Node<'_>) -> Vec<Arg> {
    let mut args = Vec::new();
    for node in named(list) {
        if node.kind() == "keywords" {
            for entry in entries(low, node) {
                args.push(match entry.key {
                    Key::Name(name) => named_arg(&name, entry.key_range, entry.value),
                    _ => arg(entry.value),
                });
            }
        } else {
            let value = low.expr(node);
            if !is_empty(&value) {
                args.push(arg(value));
            }
        }
    }
    args
}

/// `do … end`, and the clauses `x -> …` in it.
fn block(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let body = low.deeper(node, |low| statements(low, node)).unwrap_or_default();
    Expr::new(ExprKind::Lambda { params: Vec::new(), body }, node.byte_range())
}

/// `fn a, b -> … end`
fn anonymous(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let (mut params, mut body): (Vec<Param>, Vec<Expr>) = (Vec::new(), Vec::new());
    for clause in named(node) {
        for left in clause.child_by_field_name("left").map(named).unwrap_or_default() {
            if left.kind() == "identifier" {
                params.push(param(low.text(left), None, None, left.byte_range()));
            } else {
                let pattern = low.expr(left);
                // `fn {a, b} -> …` gives the names of the pattern in order.
                pattern.walk(&mut |expr| {
                    if let ExprKind::Name(name) = &expr.kind {
                        params.push(param(name, None, None, expr.range.clone()));
                    }
                    true
                });
                body.push(pattern);
            }
        }
        if let Some(right) = clause.child_by_field_name("right") {
            body.extend(low.deeper(right, |low| statements(low, right)).unwrap_or_default());
        }
    }
    Expr::new(ExprKind::Lambda { params, body }, node.byte_range())
}

/// `@attr`, `@attr value`, `&f/1`, `not x`
fn unary(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let Some(operand) = node.child_by_field_name("operand") else { return low.seq(node) };
    if low.field_text(node, "operator") == Some("@") {
        if operand.kind() == "call"
            && let Some(target) = operand.child_by_field_name("target")
            && let Some(list) = child_of(operand, &["arguments"])
        {
            let target = low.name(target);
            let value = low.inner(list);
            return tree::assignment(target, None, "=", true, value, node.byte_range());
        }
        return low.expr(operand);
    }
    low.inner(node)
}

fn operator(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let (Some(left), Some(right)) = (node.child_by_field_name("left"), node.child_by_field_name("right")) else {
        return low.seq(node);
    };
    match low.field_text(node, "operator").unwrap_or_default() {
        "|>" => {
            let piped = low.expr(left);
            let mut lowered = if right.kind() == "call" {
                low.deeper(right, |low| call(low, right, Some(piped))).unwrap_or_default()
            } else {
                let callee = low.expr(right);
                tree::call(callee, vec![arg(piped)], right.byte_range())
            };
            lowered.range = node.byte_range();
            lowered
        }
        "=" => {
            let (target, value) = (low.expr(left), low.expr(right));
            tree::assignment(target, None, "=", true, value, node.byte_range())
        }
        // `for x <- list`, `with {:ok, x} <- f()`
        "<-" => {
            let (target, value) = (low.expr(left), low.expr(right));
            let value = tree::element(value);
            tree::assignment(target, None, "=", true, value, node.byte_range())
        }
        _ => low.binary(node, |low, node| {
            if node.kind() != "binary_operator" {
                return None;
            }
            let op = low.field_text(node, "operator")?;
            if matches!(op, "|>" | "=" | "<-") {
                return None;
            }
            Some((node.child_by_field_name("left")?, op.to_owned(), node.child_by_field_name("right")?))
        }),
    }
}
