//! PHP: classes, functions, imports. Its expressions and statements are in `values`, annotations in comments in `annotations`, templates in `blade` and
//! `twig`. Text outside of `<?php … ?>` is left out.

mod annotations;
mod blade;
pub(super) mod twig;
mod values;

#[cfg(test)]
mod tests;

use tree_sitter::Node;

use super::Language;
use super::facts::{Class, ClassKind, CodeFacts, Expr, ExprKind, Field, FieldKind, Param};
use super::tree::{self, Lower, assignment, child_of, fields, has, is_empty, named, new_field, param, seq_of, spread};

pub const PHP: Language = Language { name: "php", extensions: &["php", "phtml", "twig"], parse };

fn parse(text: &str, extension: &str) -> CodeFacts {
    if extension == "twig" {
        return twig::facts(text);
    }
    // A file that Blade reads has its ending of two parts.
    let template = (extension == "blade.php").then(|| blade::php_of(text));
    let grammar = match template {
        Some(_) => tree_sitter_php::LANGUAGE_PHP_ONLY,
        None => tree_sitter_php::LANGUAGE_PHP,
    };
    tree::facts(template.as_deref().unwrap_or(text), &grammar.into(), expr, |low, root| {
        let mut top = Vec::new();
        for child in named(root) {
            let statement = low.expr(child);
            match child.kind() {
                "namespace_definition" | "const_declaration" => spread(statement, &mut top),
                _ if is_empty(&statement) => {}
                _ => top.push(statement),
            }
        }
        low.facts.top = top;
    })
}

fn expr(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    match node.kind() {
        "namespace_definition" => low.field(node, "body"),
        "namespace_use_declaration" => imports(low, node),
        "class_declaration" => declare_class(low, node, ClassKind::Class),
        "interface_declaration" => declare_class(low, node, ClassKind::Interface),
        "trait_declaration" => declare_class(low, node, ClassKind::Module),
        "enum_declaration" => declare_class(low, node, ClassKind::Enum),
        "method_declaration" | "function_definition" => function(low, node),
        "const_declaration" => {
            let constants = named(node).into_iter().filter(|child| child.kind() == "const_element").collect::<Vec<_>>();
            let constants = constants.into_iter().filter_map(|constant| self::constant(low, constant)).collect();
            seq_of(constants, node.byte_range())
        }
        "attribute" => attribute(low, node),
        "text" | "text_interpolation" | "php_tag" | "php_end_tag" | "break_statement" | "continue_statement" => {
            nothing(node)
        }
        _ => values::expr(low, node),
    }
}

fn nothing(node: Node<'_>) -> Expr {
    Expr::new(ExprKind::Empty, node.byte_range())
}

/// `use A\B as C, D\{E, F as G};`
fn imports(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let prefix =
        child_of(node, &["namespace_name"]).map(|prefix| format!("{}\\", low.text(prefix))).unwrap_or_default();
    let group = node.child_by_field_name("body").unwrap_or(node);
    for clause in named(group).into_iter().filter(|child| child.kind() == "namespace_use_clause") {
        let alias = clause.child_by_field_name("alias");
        let Some(name) =
            named(clause).into_iter().find(|child| child.kind().ends_with("name") && Some(*child) != alias)
        else {
            continue;
        };
        let path = format!("{prefix}{}", low.text(name).trim_start_matches('\\'));
        let alias = alias.map(|alias| low.text(alias));
        low.facts.imports.push(tree::import_path(&path, "\\", alias, clause.byte_range()));
    }
    nothing(node)
}

fn decorators(low: &mut Lower<'_>, node: Node<'_>) -> Vec<Expr> {
    let groups = node.child_by_field_name("attributes").map(named).unwrap_or_default();
    let attributes: Vec<Node<'_>> = groups.into_iter().flat_map(named).collect();
    let mut found: Vec<Expr> = attributes.into_iter().map(|attribute| low.expr(attribute)).collect();
    if let Some(comment) = node.prev_sibling().filter(|before| before.kind() == "comment") {
        found.extend(annotations::of_comment(low.text(comment), comment.start_byte()));
    }
    found
}

fn attribute(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let callee = match named(node).first() {
        Some(name) => low.expr(*name),
        None => return nothing(node),
    };
    match node.child_by_field_name("parameters") {
        Some(list) => {
            let args = values::args(low, list);
            tree::call(callee, args, node.byte_range())
        }
        None => callee,
    }
}

fn declare_class(low: &mut Lower<'_>, node: Node<'_>, kind: ClassKind) -> Expr {
    let Some(name) = node.child_by_field_name("name") else { return low.seq(node) };
    let class = Class { name: low.text(name).to_owned(), kind, name_range: name.byte_range(), ..Class::default() };
    fill(low, node, class);
    nothing(node)
}

/// `new class extends Base { … }`
fn declare_anonymous(low: &mut Lower<'_>, node: Node<'_>) {
    let start = node.start_byte();
    fill(low, node, Class { name_range: start..start, ..Class::default() });
}

fn fill(low: &mut Lower<'_>, node: Node<'_>, class: Class) {
    let mut bases = Vec::new();
    for clause in named(node).into_iter().filter(|part| matches!(part.kind(), "base_clause" | "class_interface_clause"))
    {
        bases.extend(low.children(clause));
    }
    let name = class.name.clone();
    let decorators = decorators(low, node);
    let index = low.open_class(Class { bases, decorators, range: node.byte_range(), ..class });
    let Some(body) = node.child_by_field_name("body") else { return };
    low.deeper(body, |low| low.inside(&name, Some(index), |low| members(low, body, index)));
}

fn members(low: &mut Lower<'_>, body: Node<'_>, index: usize) {
    for member in named(body) {
        let mut fields = Vec::new();
        let mut bases = Vec::new();
        let mut other = Vec::new();
        match member.kind() {
            "property_declaration" => property(low, member, &mut fields),
            "const_declaration" => constants(low, member, &mut fields),
            "enum_case" => fields.extend(enum_case(low, member)),
            "use_declaration" => bases = low.children(member),
            _ => {
                if member.kind() == "method_declaration" {
                    promoted(low, member, &mut fields);
                }
                let lowered = low.expr(member);
                if !is_empty(&lowered) {
                    other.push(lowered);
                }
            }
        }
        if let Some(class) = low.class_mut(index) {
            class.fields.extend(fields);
            class.bases.extend(bases);
            class.body.extend(other);
        }
    }
}

fn property(low: &mut Lower<'_>, node: Node<'_>, into: &mut Vec<Field>) {
    let decorators = decorators(low, node);
    let type_text = low.field_text(node, "type").map(str::to_owned);
    let is_static = has(node, "static_modifier");
    let hooks = child_of(node, &["property_hook_list"]);
    for element in named(node).into_iter().filter(|child| child.kind() == "property_element") {
        let Some(name) = element.child_by_field_name("name") else { continue };
        let mut value = element.child_by_field_name("default_value").map(|value| low.expr(value));
        let mut kind = FieldKind::Field;
        if let Some(hooks) = hooks.filter(|_| value.is_none()) {
            kind = FieldKind::Getter;
            value = Some(low.seq(hooks));
        }
        let field = new_field(values::bare(low, name), name.byte_range(), node.byte_range());
        let (type_text, decorators) = (type_text.clone(), decorators.clone());
        into.push(Field { kind, type_text, decorators, value, is_static, ..field });
    }
}

fn constants(low: &mut Lower<'_>, node: Node<'_>, into: &mut Vec<Field>) {
    let decorators = decorators(low, node);
    let type_text = low.field_text(node, "type").map(str::to_owned);
    for element in named(node).into_iter().filter(|child| child.kind() == "const_element") {
        let mut parts = named(element).into_iter();
        let Some(name) = parts.next() else { continue };
        let value = parts.next().map(|value| low.expr(value));
        let field = new_field(low.text(name), name.byte_range(), node.byte_range());
        let (type_text, decorators) = (type_text.clone(), decorators.clone());
        into.push(Field { type_text, decorators, value, is_static: true, ..field });
    }
}

/// A constant outside of classes.
fn constant(low: &mut Lower<'_>, node: Node<'_>) -> Option<Expr> {
    let mut parts = named(node).into_iter();
    let target = low.name(parts.next()?);
    let value = parts.next().map(|value| low.expr(value)).unwrap_or_default();
    Some(assignment(target, None, "=", true, value, node.byte_range()))
}

fn enum_case(low: &mut Lower<'_>, node: Node<'_>) -> Option<Field> {
    let name = node.child_by_field_name("name")?;
    let value = node.child_by_field_name("value").map(|value| low.expr(value));
    let field = new_field(low.text(name), name.byte_range(), node.byte_range());
    Some(Field { kind: FieldKind::Variant, decorators: decorators(low, node), value, is_static: true, ..field })
}

/// `__construct(private string $email)`: such a parameter is a property too.
fn promoted(low: &mut Lower<'_>, method: Node<'_>, into: &mut Vec<Field>) {
    let parameters = method.child_by_field_name("parameters").map(named).unwrap_or_default();
    for parameter in parameters.into_iter().filter(|node| node.kind() == "property_promotion_parameter") {
        let Some(name) = parameter.child_by_field_name("name") else { continue };
        let field = new_field(values::bare(low, name), name.byte_range(), parameter.byte_range());
        let type_text = low.field_text(parameter, "type").map(str::to_owned);
        into.push(Field { type_text, decorators: decorators(low, parameter), ..field });
    }
}

fn params(low: &mut Lower<'_>, list: Node<'_>) -> Vec<Param> {
    let mut params = Vec::new();
    for parameter in named(list) {
        let Some(name) = fields(parameter, "name").into_iter().next() else { continue };
        let default = parameter.child_by_field_name("default_value").map(|value| low.expr(value));
        let type_text = low.field_text(parameter, "type");
        params.push(param(values::bare(low, name), type_text, default, parameter.byte_range()));
    }
    params
}

fn function(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let Some(name_node) = node.child_by_field_name("name") else { return low.seq(node) };
    let name = low.text(name_node);
    let mut function = low.function(name, name_node.byte_range(), node);
    function.decorators = decorators(low, node);
    function.is_static = has(node, "static_modifier");
    function.params = node.child_by_field_name("parameters").map(|list| params(low, list)).unwrap_or_default();
    function.returns = low.field_text(node, "return_type").map(str::to_owned);
    let class = low.class;
    low.inside(name, class, |low| {
        let body = low.field(node, "body");
        spread(body, &mut function.body);
    });
    low.facts.functions.push(function);
    nothing(node)
}
