//! Ruby: statements, classes and methods. Its calls, strings and hashes are in `values`, templates in `erb` and `indented`.

mod erb;
mod indented;
mod values;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use tree_sitter::Node;

use super::Language;
use super::facts::{Arg, Class, ClassKind, CodeFacts, Expr, ExprKind, Import, Param};
use super::tree::{self, Lower, fields, named, param, seq_of, spread};

pub const RUBY: Language = Language {
    name: "ruby",
    extensions: &["rb", "builder", "erb", "haml", "jbuilder", "rabl", "rake", "ru", "slim", "thor"],
    parse,
};

fn parse(text: &str, extension: &str) -> CodeFacts {
    let template = match extension {
        "erb" => Some(erb::ruby_of(text)),
        "haml" | "slim" => Some(indented::ruby_of(text, extension == "slim")),
        _ => None,
    };
    tree::facts(template.as_deref().unwrap_or(text), &tree_sitter_ruby::LANGUAGE.into(), expr, |low, root| {
        find_heredocs(low, root);
        let mut top = Vec::new();
        for child in named(root) {
            let statement = low.expr(child);
            if !tree::is_empty(&statement) {
                top.push(statement);
            }
        }
        low.facts.top = top;
    })
}

/// Pairs each `<<~SQL` with its body. Bodies follow in the order of their beginnings, those begun inside a body stand inside it.
fn find_heredocs<'t>(low: &mut Lower<'t>, root: Node<'t>) {
    let mut waiting: Vec<VecDeque<usize>> = vec![VecDeque::new()];
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        match node.kind() {
            "heredoc_beginning" => {
                if let Some(level) = waiting.last_mut() {
                    level.push_back(node.start_byte());
                }
            }
            "heredoc_body" => {
                if let Some(start) = waiting.last_mut().and_then(VecDeque::pop_front) {
                    low.remote.insert(start, node);
                }
                waiting.push(VecDeque::new());
            }
            _ => {}
        }
        if cursor.goto_first_child() {
            continue;
        }
        loop {
            if cursor.node().kind() == "heredoc_body" {
                waiting.pop();
            }
            if cursor.goto_next_sibling() {
                break;
            }
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

fn expr(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    match node.kind() {
        "class" => declare_class(low, node, ClassKind::Class),
        "module" => declare_class(low, node, ClassKind::Module),
        "singleton_class" => singleton_class(low, node),
        "method" => method(low, node, false),
        "singleton_method" => method(low, node, true),
        "call" if is_require(low, node) => nothing(node),
        "assignment" => assign(low, node, "="),
        "operator_assignment" => {
            let op = low.field_text(node, "operator").map_or("=", tree::assign_op);
            assign(low, node, op)
        }
        "left_assignment_list" | "destructured_left_assignment" | "right_assignment_list" => {
            let items = low.children(node);
            Expr::new(ExprKind::List(items), node.byte_range())
        }
        "return" => {
            let value = Box::new(values::argument_values(low, node));
            Expr::new(ExprKind::Return(value), node.byte_range())
        }
        "parenthesized_statements" | "rest_assignment" | "exception_variable" | "superclass" | "pattern" => {
            low.inner(node)
        }
        "alias" => alias(low, node),
        "empty_statement" | "uninterpreted" | "heredoc_body" => nothing(node),
        _ => values::expr(low, node),
    }
}

/// `alias enabled? accepted?` is what `alias_method :enabled?, :accepted?` is.
fn alias(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let name = |field: &str| {
        let at = node.child_by_field_name(field)?;
        let text = low.text(at).trim_start_matches(':').to_owned();
        Some(Expr::new(ExprKind::Symbol(text), at.byte_range()))
    };
    let (Some(new), Some(old)) = (name("name"), name("alias")) else { return nothing(node) };
    let arg = |value: Expr| Arg { name: None, name_range: value.range.clone(), value };
    let callee =
        Box::new(Expr::new(ExprKind::Name("alias_method".to_owned()), node.start_byte()..node.start_byte() + 5));
    Expr::new(ExprKind::Call { callee, type_args: Vec::new(), args: vec![arg(new), arg(old)] }, node.byte_range())
}

fn nothing(node: Node<'_>) -> Expr {
    Expr::new(ExprKind::Empty, node.byte_range())
}

/// The statements of a body: its own, and those of the parts that a `rescue` or `ensure` adds.
pub(super) fn statements(low: &mut Lower<'_>, body: Option<Node<'_>>) -> Vec<Expr> {
    let mut items = Vec::new();
    if let Some(body) = body {
        let lowered = low.expr(body);
        match body.kind() {
            "body_statement" | "block_body" => spread(lowered, &mut items),
            _ if tree::is_empty(&lowered) => {}
            _ => items.push(lowered),
        }
    }
    items
}

fn declare_class(low: &mut Lower<'_>, node: Node<'_>, kind: ClassKind) -> Expr {
    let Some(name_node) = node.child_by_field_name("name") else { return low.seq(node) };
    let path = low.text(name_node).trim_start_matches("::").replace("::", ".");
    let last = name_node.child_by_field_name("name").unwrap_or(name_node);
    let mut bases = Vec::new();
    if let Some(superclass) = node.child_by_field_name("superclass") {
        bases.push(low.expr(superclass));
    }
    let class = Class {
        name: path.clone(),
        kind,
        bases,
        name_range: last.byte_range(),
        range: node.byte_range(),
        ..Class::default()
    };
    let index = low.open_class(class);
    if let Some(class) = low.class_mut(index) {
        class.name = path.rsplit('.').next().unwrap_or_default().to_owned();
    }
    let body = low.inside(&path, Some(index), |low| statements(low, node.child_by_field_name("body")));
    if let Some(class) = low.class_mut(index) {
        let mixins: Vec<Expr> = body.iter().flat_map(mixins).collect();
        class.bases.extend(mixins);
        class.body = body;
    }
    nothing(node)
}

fn mixins(statement: &Expr) -> Vec<Expr> {
    match &statement.kind {
        ExprKind::Call { callee, args, .. } if matches!(callee.as_name(), Some("include" | "extend" | "prepend")) => {
            args.iter().filter(|arg| arg.value.path().is_some()).map(|arg| arg.value.clone()).collect()
        }
        _ => Vec::new(),
    }
}

/// `class << self`: its methods are those of the class around it.
fn singleton_class(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let before = low.facts.functions.len();
    let body = statements(low, node.child_by_field_name("body"));
    let class = low.class;
    for function in low.facts.functions.iter_mut().skip(before).filter(|function| function.class == class) {
        function.is_static = true;
    }
    seq_of(body, node.byte_range())
}

fn method(low: &mut Lower<'_>, node: Node<'_>, is_static: bool) -> Expr {
    let Some(name_node) = node.child_by_field_name("name") else { return low.seq(node) };
    let name = low.text(name_node);
    let mut function = low.function(name, name_node.byte_range(), node);
    function.is_static = is_static;
    function.params = node.child_by_field_name("parameters").map(|node| params(low, node)).unwrap_or_default();
    let class = low.class;
    function.body = low.inside(name, class, |low| statements(low, node.child_by_field_name("body")));
    low.facts.functions.push(function);
    nothing(node)
}

pub(super) fn params(low: &mut Lower<'_>, node: Node<'_>) -> Vec<Param> {
    let mut params = Vec::new();
    for child in named(node) {
        match child.kind() {
            "identifier" => params.push(param(low.text(child), None, None, child.byte_range())),
            "destructured_parameter" => {
                let inner = low.deeper(child, |low| self::params(low, child));
                params.extend(inner.unwrap_or_default());
            }
            _ => {
                let name = low.field_text(child, "name").unwrap_or_default();
                let default = child.child_by_field_name("value").map(|value| low.expr(value));
                params.push(param(name, None, default, child.byte_range()));
            }
        }
    }
    params
}

fn assign(low: &mut Lower<'_>, node: Node<'_>, op: &'static str) -> Expr {
    let declares = op == "="
        && fields(node, "left")
            .iter()
            .all(|left| matches!(left.kind(), "identifier" | "constant" | "left_assignment_list"));
    let target = low.boxed(node, "left");
    let value = low.boxed(node, "right");
    Expr::new(ExprKind::Assign { target, type_text: None, op, declares, value }, node.byte_range())
}

/// `require "a/b"` becomes an import.
fn is_require(low: &mut Lower<'_>, node: Node<'_>) -> bool {
    let method = low.field_text(node, "method").unwrap_or_default();
    if !matches!(method, "require" | "require_relative" | "load") || node.child_by_field_name("receiver").is_some() {
        return false;
    }
    let args = node.child_by_field_name("arguments").map(named).unwrap_or_default();
    let [path] = args.as_slice() else { return false };
    let Some(module) = low.expr(*path).as_text() else { return false };
    let local = module.rsplit('/').next().unwrap_or_default().to_owned();
    low.facts.imports.push(Import { module, name: None, local, range: node.byte_range() });
    true
}
