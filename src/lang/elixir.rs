//! Elixir: modules, functions, attributes, and what stands in them. Its calls, keyword lists and strings are in `values`.
//!
//! Templates, in files of their own and in `~H` sigils, are read as the Elixir in them.
//! A pipe `a |> f(b)` is the call `f(a, b)`; `do … end` is the last argument, a lambda; a keyword list at the end of a call is its named arguments.

mod template;
mod values;

#[cfg(test)]
mod tests;

use tree_sitter::Node;

use super::Language;
use super::facts::{Class, ClassKind, CodeFacts, Expr, ExprKind, Field, FieldKind, Import, Param};
use super::tree::{self, Lower, child_of, is_empty, named, new_field, param, spread};

pub const ELIXIR: Language = Language { name: "elixir", extensions: &["ex", "exs", "eex", "heex", "leex"], parse };

fn parse(text: &str, extension: &str) -> CodeFacts {
    let template = match extension {
        "eex" => Some(template::elixir_of(text, false)),
        "heex" | "leex" => Some(template::elixir_of(text, true)),
        _ => None,
    };
    tree::facts(template.as_deref().unwrap_or(text), &tree_sitter_elixir::LANGUAGE.into(), expr, |low, root| {
        low.facts.top = statements(low, root);
    })
}

/// A template in a sigil, as a function of its own: its statements stand in no other.
fn embedded(low: &mut Lower<'_>, node: Node<'_>, braces: bool) {
    for content in named(node).into_iter().filter(|child| child.kind() == "quoted_content") {
        let mut code = " ".repeat(content.start_byte());
        code.push_str(&template::elixir_of(low.text(content), braces));
        let facts = tree::facts(&code, &tree_sitter_elixir::LANGUAGE.into(), in_template, |low, root| {
            low.facts.top = statements(low, root);
        });
        let mut function = low.function("", content.byte_range(), node);
        function.symbol = function.symbol.trim_end_matches('.').to_owned();
        function.is_static = true;
        function.body = facts.top;
        low.facts.functions.push(function);
    }
}

/// A template in a template is text: their nesting has an end.
fn in_template(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    if node.kind() == "sigil" { nothing(node) } else { expr(low, node) }
}

fn nothing(node: Node<'_>) -> Expr {
    Expr::new(ExprKind::Empty, node.byte_range())
}

/// The statements below a node.
fn statements(low: &mut Lower<'_>, node: Node<'_>) -> Vec<Expr> {
    let mut items = Vec::new();
    for child in named(node) {
        let lowered = low.expr(child);
        if matches!(child.kind(), "after_block" | "else_block" | "rescue_block" | "catch_block") {
            spread(lowered, &mut items);
        } else if !is_empty(&lowered) {
            items.push(lowered);
        }
    }
    items
}

fn expr(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    if node.kind() == "call"
        && let Some(target) = node.child_by_field_name("target").filter(|target| target.kind() == "identifier")
    {
        let declared = match low.text(target) {
            "defmodule" | "defimpl" | "defprotocol" => module(low, node),
            "def" | "defp" | "defmacro" | "defmacrop" => function(low, node),
            "alias" | "import" | "require" | "use" => import(low, node),
            "defstruct" => fields(low, node),
            _ => None,
        };
        if let Some(expr) = declared {
            return expr;
        }
    }
    values::expr(low, node)
}

/// The arguments of a call as nodes.
fn arguments(node: Node<'_>) -> Vec<Node<'_>> {
    child_of(node, &["arguments"]).map(named).unwrap_or_default()
}

fn module(low: &mut Lower<'_>, node: Node<'_>) -> Option<Expr> {
    let name_node = arguments(node).into_iter().next().filter(|name| name.kind() == "alias")?;
    let body = child_of(node, &["do_block"])?;
    let path = low.text(name_node).to_owned();
    let class = Class {
        name: path.clone(),
        kind: ClassKind::Module,
        name_range: name_node.byte_range(),
        range: node.byte_range(),
        ..Class::default()
    };
    let index = low.open_class(class);
    if let Some(class) = low.class_mut(index) {
        class.name = path.rsplit('.').next().unwrap_or_default().to_owned();
    }
    let body = low.inside(&path, Some(index), |low| low.deeper(body, |low| statements(low, body))).unwrap_or_default();
    if let Some(class) = low.class_mut(index) {
        class.body = body;
    }
    Some(nothing(node))
}

/// `def name(params) when guard do … end`, `def name, do: value`
fn function(low: &mut Lower<'_>, node: Node<'_>) -> Option<Expr> {
    let arguments = arguments(node);
    let mut head = *arguments.first()?;
    let mut guard = None;
    if head.kind() == "binary_operator" && low.field_text(head, "operator") == Some("when") {
        guard = head.child_by_field_name("right");
        head = head.child_by_field_name("left")?;
    }
    let (name_node, params) = match head.kind() {
        "identifier" => (head, Vec::new()),
        "call" => {
            let name = head.child_by_field_name("target").filter(|target| target.kind() == "identifier")?;
            (name, child_of(head, &["arguments"]).map(named).unwrap_or_default())
        }
        _ => return None,
    };
    let name = low.text(name_node).to_owned();
    let mut function = low.function(&name, name_node.byte_range(), node);
    let class = low.class;
    function.is_static = true;
    low.inside(&name, class, |low| {
        for node in params {
            let (found, pattern) = parameter(low, node);
            function.params.push(found);
            function.body.extend(pattern);
        }
        if let Some(guard) = guard {
            function.body.push(low.expr(guard));
        }
        if let Some(body) = child_of(head.parent().unwrap_or(node).parent().unwrap_or(node), &["do_block"])
            .filter(|body| body.parent() == Some(node))
            .or_else(|| child_of(node, &["do_block"]))
        {
            function.body.extend(low.deeper(body, |low| statements(low, body)).unwrap_or_default());
        }
        // `, do: value`
        for keywords in arguments.iter().filter(|argument| argument.kind() == "keywords") {
            for pair in named(*keywords) {
                if let Some(value) = pair.child_by_field_name("value") {
                    function.body.push(low.expr(value));
                }
            }
        }
    });
    low.facts.functions.push(function);
    Some(nothing(node))
}

/// `user`, `%User{} = user`, `user \\ nil`: the parameter with its type, and the pattern where it says more.
fn parameter(low: &mut Lower<'_>, node: Node<'_>) -> (Param, Option<Expr>) {
    let range = node.byte_range();
    match node.kind() {
        "identifier" => (param(low.text(node), None, None, range), None),
        "binary_operator" => {
            let (left, right) = (node.child_by_field_name("left"), node.child_by_field_name("right"));
            let (Some(left), Some(right)) = (left, right) else { return (param("", None, None, range), None) };
            match low.field_text(node, "operator") {
                Some("=") => {
                    let (name, pattern) = if right.kind() == "identifier" { (right, left) } else { (left, right) };
                    let lowered = low.expr(pattern);
                    let type_text = match &lowered.kind {
                        ExprKind::New { type_name, .. } => Some(type_name.clone()),
                        _ => None,
                    };
                    let named = name.kind() == "identifier";
                    let lowered = match lowered.kind {
                        // `%{email: nil} = user` takes the user apart.
                        ExprKind::Map(_) if named => {
                            let value = low.name(name);
                            tree::assignment(lowered, None, "=", false, value, range.clone())
                        }
                        _ => lowered,
                    };
                    let name = if named { low.text(name) } else { "" };
                    (param(name, type_text.as_deref(), None, range), Some(lowered))
                }
                Some("\\\\") => {
                    let default = low.expr(right);
                    (param(low.text(left), None, Some(default), range), None)
                }
                _ => {
                    let lowered = low.expr(node);
                    (param("", None, None, range), Some(lowered))
                }
            }
        }
        _ => {
            let lowered = low.expr(node);
            (param("", None, None, range), Some(lowered))
        }
    }
}

/// `alias A.B`, `alias A.B, as: C`, `alias A.{B, C}`, `import X`, `use X, …`. `use` stays a call too: it says what a module is.
fn import(low: &mut Lower<'_>, node: Node<'_>) -> Option<Expr> {
    let arguments = arguments(node);
    let first = *arguments.first()?;
    let word = low.field_text(node, "target").unwrap_or_default();
    let range = node.byte_range();
    let renamed = arguments.iter().filter(|argument| argument.kind() == "keywords").find_map(|keywords| {
        named(*keywords).into_iter().find_map(|pair| {
            let key = low.field_text(pair, "key")?;
            (key.trim() == "as:").then(|| low.field_text(pair, "value"))?
        })
    });
    match first.kind() {
        "alias" => {
            let path = low.text(first);
            let local = renamed.unwrap_or(path.rsplit('.').next().unwrap_or(path)).to_owned();
            let name = (word == "import").then(|| "*".to_owned());
            low.facts.imports.push(Import { module: path.to_owned(), name, local, range });
        }
        "dot" => {
            let module = low.field_text(first, "left").unwrap_or_default().to_owned();
            for part in first.child_by_field_name("right").map(named).unwrap_or_default() {
                let path = low.text(part);
                let local = path.rsplit('.').next().unwrap_or(path).to_owned();
                let import = Import { module: format!("{module}.{path}"), name: None, local, range: part.byte_range() };
                low.facts.imports.push(import);
            }
        }
        _ => return None,
    }
    (word != "use").then(|| nothing(node))
}

/// `defstruct [:a, b: nil]`: fields of the module.
fn fields(low: &mut Lower<'_>, node: Node<'_>) -> Option<Expr> {
    let mut found: Vec<Field> = Vec::new();
    for argument in arguments(node) {
        let lowered = low.expr(argument);
        lowered.walk(&mut |expr| {
            if let ExprKind::Symbol(name) = &expr.kind {
                found.push(Field { kind: FieldKind::Field, ..new_field(name, expr.range.clone(), expr.range.clone()) });
            }
            true
        });
    }
    let index = low.class?;
    low.class_mut(index)?.fields.extend(found);
    Some(nothing(node))
}
