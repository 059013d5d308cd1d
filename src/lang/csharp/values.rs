//! C# expressions and statements.

use tree_sitter::Node;

use super::super::facts::{Arg, Entry, Expr, ExprKind, Key};
use super::super::tree::{
    self, Lower, arg, assignment, child_of, element, is_empty, key_of, named, named_arg, seq_of, spread,
};
use super::{nothing, params, strings};

pub fn expr(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    match node.kind() {
        "identifier" | "this" | "base" | "predefined_type" | "implicit_parameter" => low.name(node),
        "integer_literal" | "real_literal" | "boolean_literal" | "null_literal" | "character_literal" => {
            low.literal(node)
        }
        "string_literal" | "verbatim_string_literal" | "raw_string_literal" | "interpolated_string_expression" => {
            strings::string(low, node)
        }
        // What it is generic over is in the call or constructor around it.
        "generic_name" => match child_of(node, &["identifier"]) {
            Some(name) => low.name(name),
            None => low.seq(node),
        },
        "member_access_expression" => member(low, node, "expression", "name"),
        "qualified_name" => member(low, node, "qualifier", "name"),
        "alias_qualified_name" => low.field(node, "name"),
        "member_binding_expression" => {
            let object = low.receivers.last().cloned().unwrap_or_default();
            match node.child_by_field_name("name") {
                Some(name) => named_member(low, node, object, name),
                None => object,
            }
        }
        "conditional_access_expression" => conditional(low, node),
        "element_access_expression" => {
            let object = low.boxed(node, "expression");
            let index =
                node.child_by_field_name("subscript").map(|list| arguments_value(low, list)).unwrap_or_default();
            Expr::new(ExprKind::Index { object, index: Box::new(index) }, node.byte_range())
        }
        "element_binding_expression" => {
            let object = Box::new(low.receivers.last().cloned().unwrap_or_default());
            let index = Box::new(arguments_value(low, node));
            Expr::new(ExprKind::Index { object, index }, node.byte_range())
        }
        "invocation_expression" => invocation(low, node),
        "object_creation_expression" | "implicit_object_creation_expression" => creation(low, node),
        "anonymous_object_creation_expression" => anonymous_object(low, node),
        "with_expression" => with(low, node),
        "is_pattern_expression" | "switch_expression" => matched(low, node),
        "recursive_pattern" => recursive_pattern(low, node),
        "initializer_expression" | "collection_expression" | "tuple_expression" | "tuple_pattern" => {
            let items = low.children(node);
            Expr::new(ExprKind::List(items), node.byte_range())
        }
        "array_creation_expression" | "implicit_array_creation_expression" => {
            match child_of(node, &["initializer_expression"]) {
                Some(list) => low.expr(list),
                None => low.seq(node),
            }
        }
        "assignment_expression" => {
            let (target, value) = (low.field(node, "left"), low.field(node, "right"));
            let op = low.field_text(node, "operator").map_or("=", tree::assign_op);
            assignment(target, None, op, false, value, node.byte_range())
        }
        "binary_expression" => binary(low, node),
        "lambda_expression" | "anonymous_method_expression" => lambda(low, node),
        "variable_declaration" => declaration(low, node),
        // `out User user`, `is User user`, `case User user:`
        "declaration_expression" | "declaration_pattern" => {
            let target = low.field(node, "name");
            assignment(target, low.field_text(node, "type"), "=", true, Expr::default(), node.byte_range())
        }
        "foreach_statement" => each(low, node),
        "from_clause" | "join_clause" => {
            let target = node.child_by_field_name("name");
            clause(low, node, target, true)
        }
        "let_clause" => clause(low, node, None, false),
        "return_statement" => {
            let value = Box::new(low.inner(node));
            Expr::new(ExprKind::Return(value), node.byte_range())
        }
        // `x!` is `x`.
        "postfix_unary_expression"
        | "expression_statement"
        | "global_statement"
        | "arrow_expression_clause"
        | "argument"
        | "local_declaration_statement"
        | "collection_element"
        | "expression_element"
        | "ref_expression" => low.inner(node),
        "interpolation_format_clause" | "interpolation_brace" | "implicit_type" | "discard" => nothing(node),
        _ => low.seq(node),
    }
}

fn member(low: &mut Lower<'_>, node: Node<'_>, object: &str, name: &str) -> Expr {
    let object = low.field(node, object);
    match node.child_by_field_name(name) {
        Some(name) => named_member(low, node, object, name),
        None => object,
    }
}

fn named_member(low: &Lower<'_>, node: Node<'_>, object: Expr, name: Node<'_>) -> Expr {
    let name = if name.kind() == "generic_name" { child_of(name, &["identifier"]).unwrap_or(name) } else { name };
    low.member(node, object, name)
}

/// `a?.B.C`: what follows the question mark starts from `a`.
fn conditional(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let Some(condition) = node.child_by_field_name("condition") else { return low.seq(node) };
    let Some(rest) = named(node).into_iter().find(|child| *child != condition) else { return low.expr(condition) };
    let object = low.expr(condition);
    low.receivers.push(object);
    let whole = low.expr(rest);
    low.receivers.pop();
    whole
}

fn type_args(low: &Lower<'_>, node: Node<'_>) -> Vec<String> {
    let name = node.child_by_field_name("name").filter(|_| node.kind() != "generic_name").unwrap_or(node);
    let list = child_of(name, &["type_argument_list"]).map(named).unwrap_or_default();
    list.into_iter().map(|node| low.text(node).to_owned()).collect()
}

pub fn args(low: &mut Lower<'_>, list: Node<'_>) -> Vec<Arg> {
    let mut args = Vec::new();
    for argument in named(list) {
        let name = argument.child_by_field_name("name").filter(|_| argument.kind() == "argument");
        match name {
            Some(name) => {
                let values = named(argument).into_iter().filter(|child| *child != name).collect::<Vec<_>>();
                let mut values: Vec<Expr> = values.into_iter().map(|value| low.expr(value)).collect();
                let value = values.pop().unwrap_or_default();
                args.push(named_arg(low.text(name), name.byte_range(), value));
            }
            None => args.push(arg(low.expr(argument))),
        }
    }
    args
}

fn arguments_value(low: &mut Lower<'_>, list: Node<'_>) -> Expr {
    let mut items = low.children(list);
    if items.len() == 1 { items.swap_remove(0) } else { Expr::new(ExprKind::List(items), list.byte_range()) }
}

fn invocation(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let Some(function) = node.child_by_field_name("function") else { return low.seq(node) };
    let args = node.child_by_field_name("arguments").map(|list| (list, low.text(function) == "nameof"));
    if let Some((list, true)) = args {
        return name_of(low, node, list);
    }
    let callee = Box::new(low.expr(function));
    let type_args = match function.kind() {
        // The generic name of `a?.B<T>()` is that of its last part.
        "conditional_access_expression" => named(function).pop().map(|last| type_args(low, last)).unwrap_or_default(),
        _ => type_args(low, function),
    };
    let args = args.map(|(list, _)| self::args(low, list)).unwrap_or_default();
    Expr::new(ExprKind::Call { callee, type_args, args }, node.byte_range())
}

/// `nameof(User.Email)` is the string `Email`.
fn name_of(low: &mut Lower<'_>, node: Node<'_>, list: Node<'_>) -> Expr {
    let value = low.inner(list);
    match &value.kind {
        ExprKind::Name(name) => Expr::new(ExprKind::Symbol(name.clone()), value.range.clone()),
        ExprKind::Member { name, name_range, .. } => Expr::new(ExprKind::Symbol(name.clone()), name_range.clone()),
        _ => seq_of(vec![value], node.byte_range()),
    }
}

/// `new T(a) { F = v, ["k"] = v }`; `new(…)` has no type of its own.
fn creation(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let type_node = node.child_by_field_name("type");
    let type_args = type_node.map(|node| type_args(low, node)).unwrap_or_default();
    let type_text = type_node.map(|node| low.text(node)).unwrap_or_default();
    let type_name = type_text.split('<').next().unwrap_or_default().trim().to_owned();
    let mut args = child_of(node, &["argument_list"]).map(|list| args(low, list)).unwrap_or_default();
    for item in child_of(node, &["initializer_expression"]).map(named).unwrap_or_default() {
        let mut item = initialiser(low, item);
        // `new List<User> { new() { … } }`
        if let (ExprKind::New { type_name, .. }, [only]) = (&mut item.value.kind, type_args.as_slice())
            && type_name.is_empty()
        {
            *type_name = only.clone();
        }
        args.push(item);
    }
    Expr::new(ExprKind::New { type_name, type_args, args }, node.byte_range())
}

fn initialiser(low: &mut Lower<'_>, item: Node<'_>) -> Arg {
    let left = item.child_by_field_name("left").filter(|_| item.kind() == "assignment_expression");
    let Some(left) = left else { return arg(low.expr(item)) };
    let value = low.field(item, "right");
    if left.kind() == "identifier" {
        return named_arg(low.text(left), left.byte_range(), value);
    }
    if left.kind() == "element_binding_expression"
        && let (Key::Name(name), range) = key_of(arguments_value(low, left))
    {
        return named_arg(&name, range, value);
    }
    let key = low.expr(left);
    arg(seq_of(vec![key, value], item.byte_range()))
}

/// `new { u.Email, X = 1 }`: a member gives its own name.
fn anonymous_object(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let mut entries = Vec::new();
    let mut parts = named(node).into_iter().peekable();
    while let Some(part) = parts.next() {
        let assigned =
            part.kind() == "identifier" && low.slice(part.end_byte()..node.end_byte()).trim_start().starts_with('=');
        if assigned {
            let value = parts.next().map(|value| low.expr(value)).unwrap_or_default();
            entries.push(Entry { key: Key::Name(low.text(part).to_owned()), key_range: part.byte_range(), value });
            continue;
        }
        let value = low.expr(part);
        let (key, key_range) = match &value.kind {
            ExprKind::Member { name, name_range, .. } => (Key::Name(name.clone()), name_range.clone()),
            ExprKind::Name(name) => (Key::Name(name.clone()), value.range.clone()),
            _ => (Key::Spread, value.range.start..value.range.start),
        };
        entries.push(Entry { key, key_range, value });
    }
    Expr::new(ExprKind::Map(entries), node.byte_range())
}

/// `u with { Email = v }`: the object, and its members as they are assigned to.
fn with(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let parts = named(node);
    let object = parts.iter().find(|part| part.kind() != "with_initializer").map(|part| low.expr(*part));
    let object = object.unwrap_or_default();
    let mut items = vec![object.clone()];
    for part in parts.iter().filter(|part| part.kind() == "with_initializer") {
        if let [name, value] = named(*part).as_slice() {
            let value = low.expr(*value);
            let target = low.member(*part, object.clone(), *name);
            items.push(assignment(target, None, "=", false, value, part.byte_range()));
        }
    }
    seq_of(items, node.byte_range())
}

/// `u is { Email: null }`, `u switch { { Email: null } => … }`: members of what is looked at.
fn matched(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let parts = named(node);
    let Some((value, patterns)) = parts.split_first() else { return low.seq(node) };
    let value = low.expr(*value);
    low.receivers.push(value.clone());
    let mut items = vec![value];
    items.extend(patterns.iter().map(|pattern| low.expr(*pattern)));
    low.receivers.pop();
    seq_of(items, node.byte_range())
}

/// `User { Email: null } user`, `{ Owner.Email: null }`
fn recursive_pattern(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let mut items = Vec::new();
    let mut receiver = None;
    if let Some(type_node) = node.child_by_field_name("type") {
        let name = node.child_by_field_name("name").unwrap_or(type_node);
        let target = Expr::new(ExprKind::Name(low.text(name).to_owned()), name.byte_range());
        receiver = Some(target.clone());
        let type_text = Some(low.text(type_node));
        items.push(assignment(target, type_text, "=", true, Expr::default(), type_node.byte_range()));
    }
    let receiver = receiver.or_else(|| low.receivers.last().cloned()).unwrap_or_default();
    for clause in named(node).into_iter().filter(|part| part.kind() == "property_pattern_clause") {
        for part in named(clause).into_iter().filter(|part| part.kind() == "subpattern") {
            let parts = named(part);
            let Some((name, patterns)) = parts.split_first() else { continue };
            let mut member = receiver.clone();
            let mut names = vec![*name];
            if name.kind() == "member_access_expression" {
                names = [name.child_by_field_name("expression"), name.child_by_field_name("name")]
                    .into_iter()
                    .flatten()
                    .collect();
            }
            for name in names {
                member = low.member(part, member, name);
            }
            low.receivers.push(member.clone());
            items.push(member);
            items.extend(patterns.iter().map(|pattern| low.expr(*pattern)));
            low.receivers.pop();
        }
    }
    seq_of(items, node.byte_range())
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
        Some(name) if name.kind() == "implicit_parameter" => {
            vec![tree::param(low.text(name), None, None, name.byte_range())]
        }
        Some(list) => params(low, list),
        None => Vec::new(),
    };
    let mut body = Vec::new();
    if let Some(block) = node.child_by_field_name("body").or_else(|| child_of(node, &["block"])) {
        let lowered = low.expr(block);
        spread(lowered, &mut body);
    }
    Expr::new(ExprKind::Lambda { params, body }, node.byte_range())
}

/// The value of a declarator; a `new()` in it is of the declared type.
pub fn initial(low: &mut Lower<'_>, declarator: Node<'_>, declared: Option<&str>) -> Option<Expr> {
    let name = declarator.child_by_field_name("name");
    let last = named(declarator).pop().filter(|last| Some(*last) != name && last.kind() != "tuple_pattern")?;
    let mut value = low.expr(last);
    if let (ExprKind::New { type_name, .. }, Some(declared)) = (&mut value.kind, declared)
        && type_name.is_empty()
    {
        *type_name = declared.split(['<', '?']).next().unwrap_or_default().to_owned();
    }
    Some(value)
}

fn declaration(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let type_text = low.field_text(node, "type");
    let mut declared = Vec::new();
    for declarator in named(node).into_iter().filter(|child| child.kind() == "variable_declarator") {
        let target = match declarator.child_by_field_name("name").or_else(|| child_of(declarator, &["tuple_pattern"])) {
            Some(target) => low.expr(target),
            None => Expr::default(),
        };
        let value = initial(low, declarator, type_text).unwrap_or_default();
        declared.push(assignment(target, type_text, "=", true, value, declarator.byte_range()));
    }
    if declared.len() == 1 { declared.swap_remove(0) } else { seq_of(declared, node.byte_range()) }
}

fn each(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let (target, items) = (low.field(node, "left"), low.field(node, "right"));
    let range = target.range.start..items.range.end.max(target.range.start);
    let mut parts = vec![assignment(target, low.field_text(node, "type"), "=", true, element(items), range)];
    let body = low.field(node, "body");
    if !is_empty(&body) {
        parts.push(body);
    }
    seq_of(parts, node.byte_range())
}

/// `from x in xs`, `join y in ys on …`: a variable for each element; `let t = v`: one for the value.
fn clause(low: &mut Lower<'_>, node: Node<'_>, target: Option<Node<'_>>, each: bool) -> Expr {
    let type_node = node.child_by_field_name("type");
    let mut parts: Vec<Node<'_>> = named(node).into_iter().filter(|part| Some(*part) != type_node).collect();
    parts.retain(|part| Some(*part) != target);
    let mut parts = parts.into_iter();
    let target = match target.or_else(|| parts.next()) {
        Some(target) => low.expr(target),
        None => return nothing(node),
    };
    let value = parts.next().map(|value| low.expr(value)).unwrap_or_default();
    let range = target.range.start..value.range.end.max(target.range.end);
    let value = if each { element(value) } else { value };
    let type_text = type_node.map(|node| low.text(node));
    let mut items = vec![assignment(target, type_text, "=", true, value, range)];
    for rest in parts {
        items.push(low.expr(rest));
    }
    if items.len() == 1 { items.swap_remove(0) } else { seq_of(items, node.byte_range()) }
}
