//! Java: classes, their members and imports. Its expressions and statements are in `values`; JSP and Thymeleaf in `templates`.

pub mod templates;
mod values;

#[cfg(test)]
mod tests;

use tree_sitter::Node;

use super::Language;
use super::facts::{Class, ClassKind, CodeFacts, Expr, ExprKind, Field, FieldKind, Import, Param};
use super::tree::{self, Lower, child_of, fields, has, is_empty, named, new_field, param, spread};

pub const JAVA: Language = Language { name: "java", extensions: &["java", "jsp", "jspf", "jspx", "tag"], parse };

fn parse(text: &str, extension: &str) -> CodeFacts {
    if extension != "java" {
        return templates::facts(text);
    }
    tree::facts(text, &tree_sitter_java::LANGUAGE.into(), expr, |low, root| {
        let top = low.children(root);
        low.facts.top = top;
    })
}

fn expr(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    match node.kind() {
        "package_declaration" | "module_declaration" => nothing(node),
        "import_declaration" => import(low, node),
        "class_declaration" => declare_class(low, node, ClassKind::Class),
        "record_declaration" => declare_class(low, node, ClassKind::Struct),
        "interface_declaration" | "annotation_type_declaration" => declare_class(low, node, ClassKind::Interface),
        "enum_declaration" => declare_class(low, node, ClassKind::Enum),
        "method_declaration"
        | "constructor_declaration"
        | "compact_constructor_declaration"
        | "annotation_type_element_declaration" => method(low, node),
        "modifiers" | "type_parameters" | "dimensions" | "break_statement" | "continue_statement" => nothing(node),
        _ => values::expr(low, node),
    }
}

fn nothing(node: Node<'_>) -> Expr {
    Expr::new(ExprKind::Empty, node.byte_range())
}

fn import(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let path = child_of(node, &["scoped_identifier", "identifier"]).map(|path| low.text(path)).unwrap_or_default();
    let import = if has(node, "asterisk") {
        Import { module: path.to_owned(), name: Some("*".to_owned()), local: "*".to_owned(), range: node.byte_range() }
    } else {
        tree::import_path(path, ".", None, node.byte_range())
    };
    low.facts.imports.push(import);
    nothing(node)
}

/// Annotations of a declaration.
fn decorators(low: &mut Lower<'_>, node: Node<'_>) -> Vec<Expr> {
    let modifiers = child_of(node, &["modifiers"]);
    let mut annotations: Vec<Node<'_>> = modifiers.map(named).unwrap_or_default();
    annotations.extend(named(node));
    annotations.retain(|node| matches!(node.kind(), "annotation" | "marker_annotation"));
    annotations.into_iter().map(|annotation| low.expr(annotation)).collect()
}

fn is_static(node: Node<'_>) -> bool {
    child_of(node, &["modifiers"]).is_some_and(|modifiers| has(modifiers, "static"))
}

fn declare_class(low: &mut Lower<'_>, node: Node<'_>, kind: ClassKind) -> Expr {
    let Some(name) = node.child_by_field_name("name") else { return low.seq(node) };
    let mut bases = Vec::new();
    for part in named(node) {
        if matches!(part.kind(), "superclass" | "super_interfaces" | "extends_interfaces") {
            for list in named(part) {
                let types = if list.kind() == "type_list" { named(list) } else { vec![list] };
                types.into_iter().for_each(|base| bases.extend(self::bases(low, base)));
            }
        }
    }
    let class = Class {
        name: low.text(name).to_owned(),
        kind,
        bases,
        decorators: decorators(low, node),
        name_range: name.byte_range(),
        range: node.byte_range(),
        ..Class::default()
    };
    let components = node.child_by_field_name("parameters").map(|list| components(low, list)).unwrap_or_default();
    fill(low, class, components, node.child_by_field_name("body"));
    nothing(node)
}

/// `new Base() { … }`: a class without a name.
fn declare_anonymous(low: &mut Lower<'_>, base: Option<Node<'_>>, body: Node<'_>) {
    let bases = base.map(|base| bases(low, base)).unwrap_or_default();
    let start = body.start_byte();
    let class = Class { bases, name_range: start..start, range: body.byte_range(), ..Class::default() };
    fill(low, class, Vec::new(), Some(body));
}

/// A base, and once more with its type arguments if it has some.
fn bases(low: &mut Lower<'_>, node: Node<'_>) -> Vec<Expr> {
    let mut bases = vec![low.expr(node)];
    if let Some(arguments) = child_of(node, &["type_arguments"]) {
        let types = low.children(arguments);
        let index = Box::new(Expr::new(ExprKind::List(types), arguments.byte_range()));
        let object = Box::new(bases.first().cloned().unwrap_or_default());
        bases.push(Expr::new(ExprKind::Index { object, index }, node.byte_range()));
    }
    bases
}

fn fill(low: &mut Lower<'_>, class: Class, components: Vec<Field>, body: Option<Node<'_>>) {
    let name = class.name.clone();
    let index = low.open_class(class);
    let mut gathered = (components, Vec::new());
    if let Some(body) = body {
        low.deeper(body, |low| low.inside(&name, Some(index), |low| members(low, body, &mut gathered)));
    }
    if let Some(class) = low.class_mut(index) {
        (class.fields, class.body) = gathered;
    }
}

fn members(low: &mut Lower<'_>, body: Node<'_>, into: &mut (Vec<Field>, Vec<Expr>)) {
    for member in named(body) {
        match member.kind() {
            "field_declaration" | "constant_declaration" => into.0.extend(field(low, member)),
            "enum_constant" => into.0.extend(enum_constant(low, member)),
            "enum_body_declarations" => members(low, member, into),
            _ => {
                let other = low.expr(member);
                if !is_empty(&other) {
                    into.1.push(other);
                }
            }
        }
    }
}

fn field(low: &mut Lower<'_>, node: Node<'_>) -> Vec<Field> {
    let decorators = decorators(low, node);
    let type_text = low.field_text(node, "type").map(str::to_owned);
    let is_static = is_static(node) || node.kind() == "constant_declaration";
    let mut declared = Vec::new();
    for declarator in fields(node, "declarator") {
        let Some(name) = declarator.child_by_field_name("name") else { continue };
        let value = declarator.child_by_field_name("value").map(|value| low.expr(value));
        let field = new_field(low.text(name), name.byte_range(), node.byte_range());
        declared.push(Field {
            decorators: decorators.clone(),
            type_text: type_text.clone(),
            value,
            is_static,
            ..field
        });
    }
    declared
}

fn enum_constant(low: &mut Lower<'_>, node: Node<'_>) -> Option<Field> {
    let name = node.child_by_field_name("name")?;
    if let Some(body) = node.child_by_field_name("body") {
        declare_anonymous(low, None, body);
    }
    let value = node.child_by_field_name("arguments").map(|arguments| {
        let args = values::args(low, arguments);
        tree::call(low.name(name), args, name.start_byte()..arguments.end_byte())
    });
    let field = new_field(low.text(name), name.byte_range(), node.byte_range());
    Some(Field { kind: FieldKind::Variant, decorators: decorators(low, node), value, is_static: true, ..field })
}

/// The components of a record are its fields.
fn components(low: &mut Lower<'_>, list: Node<'_>) -> Vec<Field> {
    let mut fields = Vec::new();
    for parameter in named(list) {
        let Some((name, type_text)) = parameter_parts(low, parameter) else { continue };
        let field = new_field(low.text(name), name.byte_range(), parameter.byte_range());
        fields.push(Field { decorators: decorators(low, parameter), type_text: Some(type_text), ..field });
    }
    fields
}

fn parameter_parts<'n>(low: &Lower<'_>, parameter: Node<'n>) -> Option<(Node<'n>, String)> {
    if parameter.kind() == "spread_parameter" {
        let name = child_of(parameter, &["variable_declarator"])?.child_by_field_name("name")?;
        let type_node = named(parameter).into_iter().find(|part| part.kind() != "modifiers")?;
        return Some((name, format!("{}...", low.text(type_node))));
    }
    let name = parameter.child_by_field_name("name")?;
    Some((name, low.field_text(parameter, "type").unwrap_or_default().to_owned()))
}

fn params(low: &Lower<'_>, list: Node<'_>) -> Vec<Param> {
    let mut params = Vec::new();
    for parameter in named(list) {
        if parameter.kind() == "identifier" {
            params.push(param(low.text(parameter), None, None, parameter.byte_range()));
        } else if let Some((name, type_text)) = parameter_parts(low, parameter) {
            params.push(param(low.text(name), Some(&type_text), None, parameter.byte_range()));
        }
    }
    params
}

fn method(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let Some(name_node) = node.child_by_field_name("name") else { return low.seq(node) };
    let name = low.text(name_node);
    let mut function = low.function(name, name_node.byte_range(), node);
    function.decorators = decorators(low, node);
    function.is_static = is_static(node);
    function.params = node.child_by_field_name("parameters").map(|list| params(low, list)).unwrap_or_default();
    function.returns = low.field_text(node, "type").map(str::to_owned);
    let class = low.class;
    low.inside(name, class, |low| {
        for part in ["body", "value"] {
            let body = low.field(node, part);
            spread(body, &mut function.body);
        }
    });
    low.facts.functions.push(function);
    nothing(node)
}
