//! Kotlin: classes, objects, functions, imports. Its expressions and statements are in `values`.

mod members;
mod values;

#[cfg(test)]
mod tests;

use tree_sitter::Node;

use super::Language;
use super::facts::{Class, ClassKind, CodeFacts, Expr, ExprKind, Function, Import, Param};
use super::tree::{self, Lower, child_of, has, is_empty, named, param, spread};

pub const KOTLIN: Language = Language { name: "kotlin", extensions: &["kt", "kts"], parse };

fn parse(text: &str, _extension: &str) -> CodeFacts {
    tree::facts(text, &tree_sitter_kotlin_sg::LANGUAGE.into(), expr, |low, root| {
        let top = low.children(root);
        low.facts.top = top;
    })
}

fn expr(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    match node.kind() {
        "import_header" => import(low, node),
        "import_list" => low.seq(node),
        "class_declaration" => {
            let kind = if has(node, "interface") {
                ClassKind::Interface
            } else if has(node, "enum") || has(node, "enum_class_body") {
                ClassKind::Enum
            } else {
                ClassKind::Class
            };
            declare_class(low, node, kind)
        }
        "object_declaration" => declare_class(low, node, ClassKind::Class),
        "companion_object" => declare_class(low, node, ClassKind::Class),
        "infix_expression" if misread_class(low, node) => nothing(node),
        // Without a body it is the beginning of such a misread declaration.
        "object_literal" if !has(node, "class_body") => nothing(node),
        "object_literal" => {
            let start = node.start_byte();
            members::fill(low, node, Class { name_range: start..start, ..Class::default() });
            nothing(node)
        }
        "type_alias" => alias(low, node),
        "function_declaration" => function(low, node, false),
        "package_header"
        | "modifiers"
        | "type_parameters"
        | "type_arguments"
        | "type_constraints"
        | "label"
        | "binding_pattern_kind"
        | "shebang_line"
        | "use_site_target" => nothing(node),
        "annotation" => low.inner(node),
        "constructor_invocation" => values::constructor(low, node),
        _ => values::expr(low, node),
    }
}

fn nothing(node: Node<'_>) -> Expr {
    Expr::new(ExprKind::Empty, node.byte_range())
}

fn import(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let Some(path) = child_of(node, &["identifier"]).map(|path| low.text(path)) else { return nothing(node) };
    let alias = child_of(node, &["import_alias"]).and_then(|alias| named(alias).pop()).map(|alias| low.text(alias));
    let import = if has(node, "wildcard_import") {
        Import { module: path.to_owned(), name: Some("*".to_owned()), local: "*".to_owned(), range: node.byte_range() }
    } else {
        tree::import_path(path, ".", alias, node.byte_range())
    };
    low.facts.imports.push(import);
    nothing(node)
}

/// Annotations of a declaration.
fn decorators(low: &mut Lower<'_>, node: Node<'_>) -> Vec<Expr> {
    let mut annotations = child_of(node, &["modifiers"]).map(named).unwrap_or_default();
    annotations.extend(named(node));
    annotations.retain(|child| child.kind() == "annotation");
    let lowered = annotations.into_iter().map(|annotation| low.expr(annotation));
    lowered.filter(|annotation| !is_empty(annotation)).collect()
}

fn declare_class(low: &mut Lower<'_>, node: Node<'_>, kind: ClassKind) -> Expr {
    let Some(name) = child_of(node, &["type_identifier", "simple_identifier"]) else { return low.seq(node) };
    let class = Class { name: low.text(name).to_owned(), kind, name_range: name.byte_range(), ..Class::default() };
    members::fill(low, node, class);
    nothing(node)
}

/// `data object Settings { … }` and `internal sealed interface State { … }` come out of the grammar as operators between names, with the
/// body as a lambda.
fn misread_class(low: &mut Lower<'_>, node: Node<'_>) -> bool {
    const KEYWORDS: [&str; 2] = ["object", "interface"];
    let parts = named(node);
    let [left, middle, right] = parts.as_slice() else { return false };
    let keyword = low.text(*left).rsplit(char::is_whitespace).next().unwrap_or_default();
    let (keyword, name, lambda) = if right.kind() == "lambda_literal" {
        (keyword, Some(*middle), Some(*right))
    } else {
        let lambda = child_of(*right, &["call_suffix"]).and_then(|suffix| child_of(suffix, &["annotated_lambda"]));
        let lambda = lambda.and_then(|annotated| child_of(annotated, &["lambda_literal"]));
        (low.text(*middle), child_of(*right, &["simple_identifier"]), lambda)
    };
    let (Some(name), Some(lambda)) = (name.filter(|_| KEYWORDS.contains(&keyword)), lambda) else { return false };
    let kind = if keyword == "interface" { ClassKind::Interface } else { ClassKind::Class };
    let class = Class { name: low.text(name).to_owned(), kind, name_range: name.byte_range(), ..Class::default() };
    members::fill_from(low, node, child_of(lambda, &["statements"]), class);
    true
}

fn alias(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let Some(name) = child_of(node, &["type_identifier"]) else { return low.seq(node) };
    let bases = child_of(node, &["user_type"]).map(|base| members::bases(low, base)).unwrap_or_default();
    let class = Class {
        name: low.text(name).to_owned(),
        kind: ClassKind::Alias,
        bases,
        name_range: name.byte_range(),
        range: node.byte_range(),
        ..Class::default()
    };
    low.open_class(class);
    nothing(node)
}

/// A function; an extension `fun User.greet()` has its receiver's type as owner.
fn function(low: &mut Lower<'_>, node: Node<'_>, is_static: bool) -> Expr {
    let Some(name_node) = child_of(node, &["simple_identifier"]) else { return low.seq(node) };
    let mut function = low.function(low.text(name_node), name_node.byte_range(), node);
    function.is_static = is_static;
    if let Some(receiver) = node.child_by_field_name("receiver") {
        let owner = low.text(receiver).split(['<', '?']).next().unwrap_or_default().to_owned();
        function.symbol = format!("{owner}.{}", function.name);
        function.class = None;
        function.owner = Some(owner);
    }
    finish(low, node, function);
    nothing(node)
}

/// Parameters, result and body, and into the list.
fn finish(low: &mut Lower<'_>, node: Node<'_>, mut function: Function) {
    function.decorators = decorators(low, node);
    let parameters = child_of(node, &["function_value_parameters"]);
    function.params = parameters.map(|list| params(low, list)).unwrap_or_default();
    let name = function.name.clone();
    let class = low.class;
    low.inside(&name, class, |low| {
        let mut after_parameters = false;
        for part in named(node) {
            match part.kind() {
                "function_value_parameters" => after_parameters = true,
                "function_body" => function.body.extend(body(low, part)),
                "statements" | "constructor_delegation_call" => {
                    let lowered = low.expr(part);
                    spread(lowered, &mut function.body);
                }
                kind if after_parameters && kind.ends_with("type") => {
                    function.returns = Some(low.text(part).to_owned())
                }
                _ => {}
            }
        }
    });
    low.facts.functions.push(function);
}

/// `{ … }`, or `= value`, which is what it returns.
fn body(low: &mut Lower<'_>, node: Node<'_>) -> Vec<Expr> {
    let mut items = Vec::new();
    for part in named(node) {
        let lowered = low.expr(part);
        if part.kind() == "statements" {
            spread(lowered, &mut items);
        } else if has(node, "=") {
            items.push(Expr::new(ExprKind::Return(Box::new(lowered)), part.byte_range()));
        } else if !is_empty(&lowered) {
            items.push(lowered);
        }
    }
    items
}

/// The default of a parameter stands beside it.
fn params(low: &mut Lower<'_>, list: Node<'_>) -> Vec<Param> {
    let mut params: Vec<Param> = Vec::new();
    for part in named(list) {
        match part.kind() {
            "parameter" | "parameter_with_optional_type" | "variable_declaration" => {
                let name = child_of(part, &["simple_identifier"]).map(|name| low.text(name)).unwrap_or_default();
                let type_node = named(part).into_iter().find(|child| child.kind().ends_with("_type"));
                params.push(param(name, type_node.map(|node| low.text(node)), None, part.byte_range()));
            }
            "multi_variable_declaration" => {
                let inner = low.deeper(part, |low| self::params(low, part));
                params.extend(inner.unwrap_or_default());
            }
            "parameter_modifiers" | "type_modifiers" => {}
            _ => {
                let default = low.expr(part);
                if let Some(param) = params.last_mut() {
                    param.default = Some(default);
                }
            }
        }
    }
    params
}
