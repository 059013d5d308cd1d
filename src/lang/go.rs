//! Go: declarations and statements. Its expressions are in `values`, its types and struct tags in `types`.

mod types;
mod values;

#[cfg(test)]
mod tests;

use tree_sitter::Node;

use super::Language;
use super::facts::{CodeFacts, Expr, ExprKind, Function, Import, Param};
use super::tree::{self, Lower, child_of, fields, has, named, param, seq_of, spread};

pub const GO: Language = Language { name: "go", extensions: &["go"], parse };

fn parse(text: &str, _extension: &str) -> CodeFacts {
    let mut facts = tree::facts(text, &tree_sitter_go::LANGUAGE.into(), expr, |low, root| {
        for child in named(root) {
            let statement = low.expr(child);
            let mut top = std::mem::take(&mut low.facts.top);
            spread(statement, &mut top);
            low.facts.top = top;
        }
    });
    // The type of a receiver may stand below its methods.
    for function in &mut facts.functions {
        if let Some(owner) = &function.owner {
            function.class = facts.classes.iter().position(|class| class.outer.is_none() && &class.name == owner);
        }
    }
    facts
}

fn expr(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    match node.kind() {
        "function_declaration" | "method_declaration" => declare_function(low, node),
        "import_declaration" => imports(low, node),
        "package_clause" | "label_name" | "dot" | "empty_statement" => nothing(node),
        "type_spec" | "type_alias" => types::declare(low, node),
        "type_declaration" => low.seq(node),
        "struct_type" | "interface_type" => types::declare_anonymous(low, node, None),
        "const_spec" | "var_spec" => declared(low, node),
        "const_declaration" | "var_declaration" | "var_spec_list" | "block" | "statement_list" => statements(low, node),
        "short_var_declaration" => assign(low, node, "=", true),
        "assignment_statement" => {
            let op = low.field_text(node, "operator").map_or("=", tree::assign_op);
            assign(low, node, op, false)
        }
        "range_clause" => range_clause(low, node),
        "return_statement" => {
            let value = Box::new(low.inner(node));
            Expr::new(ExprKind::Return(value), node.byte_range())
        }
        "expression_list" => values::list(low, node),
        "expression_statement" | "variadic_argument" | "literal_element" => low.inner(node),
        _ => values::expr(low, node),
    }
}

fn nothing(node: Node<'_>) -> Expr {
    Expr::new(ExprKind::Empty, node.byte_range())
}

/// Statements in one flat list, so that the constants of a block stand beside each other.
fn statements(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let mut items = Vec::new();
    for child in named(node) {
        let statement = low.expr(child);
        match child.kind() {
            "statement_list" | "var_spec_list" | "const_declaration" | "var_declaration" => {
                spread(statement, &mut items)
            }
            _ if tree::is_empty(&statement) => {}
            _ => items.push(statement),
        }
    }
    seq_of(items, node.byte_range())
}

/// The statements of a function's body.
pub(super) fn body(low: &mut Lower<'_>, node: Node<'_>) -> Vec<Expr> {
    let mut body = Vec::new();
    if let Some(block) = node.child_by_field_name("body") {
        let block = low.deeper(block, |low| statements(low, block));
        spread(block.unwrap_or_default(), &mut body);
    }
    body
}

fn declare_function(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let Some(name_node) = node.child_by_field_name("name") else { return low.seq(node) };
    let name = low.text(name_node);
    let mut function = low.function(name, name_node.byte_range(), node);
    let mut scope = name.to_owned();
    if let Some(receiver) = node.child_by_field_name("receiver") {
        function.params = params(low, receiver);
        let owner = child_of(receiver, &["parameter_declaration"])
            .and_then(|declaration| declaration.child_by_field_name("type"))
            .map(|node| low.text(types::pointee(node)).split('[').next().unwrap_or_default().trim());
        if let Some(owner) = owner.filter(|owner| !owner.is_empty()) {
            function.owner = Some(owner.to_owned());
            function.symbol = format!("{owner}.{name}");
            scope = function.symbol.clone();
        }
    }
    let parameters = signature(low, node, &mut function);
    function.params.extend(parameters);
    function.body = low.inside(&scope, None, |low| body(low, node));
    low.facts.functions.push(function);
    nothing(node)
}

/// The result goes into the function; the parameters are given back.
pub(super) fn signature(low: &mut Lower<'_>, node: Node<'_>, function: &mut Function) -> Vec<Param> {
    function.returns = low.field_text(node, "result").map(str::to_owned);
    node.child_by_field_name("parameters").map(|parameters| params(low, parameters)).unwrap_or_default()
}

pub(super) fn params(low: &mut Lower<'_>, node: Node<'_>) -> Vec<Param> {
    let mut params = Vec::new();
    for declaration in named(node) {
        let Some(type_node) = declaration.child_by_field_name("type") else { continue };
        let mut type_text = low.text(type_node).to_owned();
        if declaration.kind() == "variadic_parameter_declaration" {
            type_text.insert_str(0, "...");
        }
        let names = fields(declaration, "name");
        if names.is_empty() {
            params.push(param("", Some(&type_text), None, declaration.byte_range()));
        }
        for name in names {
            params.push(param(low.text(name), Some(&type_text), None, name.byte_range()));
        }
    }
    params
}

/// `const a, b T = x, y`, without values too: the type is what counts then.
fn declared(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let names = fields(node, "name");
    let type_node = node.child_by_field_name("type");
    let hint = names.first().copied();
    if let Some(type_node) = type_node {
        types::declare_inside(low, type_node, hint);
    }
    let value = low.field(node, "value");
    let range = match (names.first(), names.last()) {
        (Some(first), Some(last)) => first.start_byte()..last.end_byte(),
        _ => node.start_byte()..node.start_byte(),
    };
    let mut targets: Vec<Expr> = names.into_iter().map(|name| low.name(name)).collect();
    let target = match targets.len() {
        1 => targets.swap_remove(0),
        _ => Expr::new(ExprKind::List(targets), range),
    };
    let type_node = type_node.or_else(|| node.child_by_field_name("value").and_then(literal_type));
    let type_text = type_node.map(|node| low.text(node));
    tree::assignment(target, type_text, "=", true, value, node.byte_range())
}

fn assign(low: &mut Lower<'_>, node: Node<'_>, op: &'static str, declares: bool) -> Expr {
    let target = low.field(node, "left");
    let value = low.field(node, "right");
    let type_text = node.child_by_field_name("right").and_then(literal_type).map(|node| low.text(node));
    tree::assignment(target, type_text.filter(|_| declares), op, declares, value, node.byte_range())
}

/// The type of the only value if that is a list or map literal, which in the common tree has none of its own.
fn literal_type(values: Node<'_>) -> Option<Node<'_>> {
    let values = named(values);
    let [value] = values.as_slice() else { return None };
    let type_node = value.child_by_field_name("type").filter(|_| value.kind() == "composite_literal")?;
    matches!(type_node.kind(), "slice_type" | "array_type" | "map_type").then_some(type_node)
}

/// `for i, x := range xs`: `x` is an element of `xs`, which an index says; `i` is none.
fn range_clause(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let right = low.field(node, "right");
    let Some(left) = node.child_by_field_name("left") else { return right };
    let mut targets: Vec<Expr> = named(left).into_iter().map(|target| low.expr(target)).collect();
    if targets.len() != 2 {
        targets.push(right);
        return seq_of(targets, node.byte_range());
    }
    let target = targets.pop().unwrap_or_default();
    let index = targets.pop().unwrap_or_default();
    let range = right.range.clone();
    let value = Expr::new(ExprKind::Index { object: Box::new(right), index: Box::new(index) }, range);
    tree::assignment(target, None, "=", has(node, ":="), value, node.byte_range())
}

fn imports(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let mut specs = named(node);
    if let Some(list) = child_of(node, &["import_spec_list"]) {
        specs = named(list);
    }
    for spec in specs {
        let Some(path) = low.field_text(spec, "path") else { continue };
        let module = path.trim_matches(['"', '`']).to_owned();
        let name = low.field_text(spec, "name");
        let (name, local) = match name {
            Some(".") => (Some("*".to_owned()), "*".to_owned()),
            Some(alias) => (None, alias.to_owned()),
            None => (None, package_name(&module)),
        };
        low.facts.imports.push(Import { module, name, local, range: spec.byte_range() });
    }
    nothing(node)
}

/// The package that a path most likely declares: its last part, without a major version.
fn package_name(path: &str) -> String {
    let is_version = |part: &str| part.strip_prefix('v').is_some_and(|digits| digits.parse::<u32>().is_ok());
    let last = path.rsplit('/').find(|part| !is_version(part)).unwrap_or(path);
    match last.rsplit_once('.') {
        Some((name, version)) if is_version(version) => name.to_owned(),
        _ => last.to_owned(),
    }
}
