//! C#: types, their members and imports; Razor templates through `razor`. Its expressions and statements are in `values`, its strings in `strings`.

mod razor;
mod strings;
mod values;

#[cfg(test)]
mod tests;

use tree_sitter::Node;

use super::Language;
use super::facts::{Class, ClassKind, CodeFacts, Expr, ExprKind, Field, FieldKind, Import, Param};
use super::tree::{self, Lower, arg, child_of, is_empty, named, named_arg, new_field, param, spread};

pub const CSHARP: Language = Language { name: "csharp", extensions: &["cs", "cshtml", "razor"], parse };

fn parse(text: &str, extension: &str) -> CodeFacts {
    if matches!(extension, "cshtml" | "razor") {
        return razor::facts(text, |code| parse(code, "cs"));
    }
    tree::facts(text, &tree_sitter_c_sharp::LANGUAGE.into(), expr, |low, root| {
        let mut top = Vec::new();
        for child in named(root) {
            let statement = low.expr(child);
            if !is_empty(&statement) {
                top.push(statement);
            }
        }
        low.facts.top = top;
    })
}

fn expr(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    match node.kind() {
        "using_directive" => import(low, node),
        "namespace_declaration" | "declaration_list" => match node.child_by_field_name("body") {
            Some(body) => low.expr(body),
            None => low.seq(node),
        },
        "class_declaration" => declare_class(low, node, ClassKind::Class),
        "struct_declaration" | "record_declaration" => declare_class(low, node, ClassKind::Struct),
        "interface_declaration" => declare_class(low, node, ClassKind::Interface),
        "enum_declaration" => declare_class(low, node, ClassKind::Enum),
        "method_declaration" | "constructor_declaration" | "local_function_statement" | "destructor_declaration" => {
            method(low, node)
        }
        "file_scoped_namespace_declaration"
        | "extern_alias_directive"
        | "modifier"
        | "type_parameter_list"
        | "type_parameter_constraints_clause"
        | "preproc_arg"
        | "break_statement"
        | "continue_statement" => nothing(node),
        "attribute_list" => low.inner(node),
        "attribute" => attribute(low, node),
        _ => values::expr(low, node),
    }
}

fn nothing(node: Node<'_>) -> Expr {
    Expr::new(ExprKind::Empty, node.byte_range())
}

/// `using A.B` brings in everything of a namespace, `using X = A.B.C` one name.
fn import(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let alias = node.child_by_field_name("name");
    let path =
        named(node).into_iter().find(|child| Some(*child) != alias).map(|path| low.text(path)).unwrap_or_default();
    let import = match alias {
        Some(alias) => tree::import_path(path, ".", Some(low.text(alias)), node.byte_range()),
        None => Import {
            module: path.to_owned(),
            name: Some("*".to_owned()),
            local: "*".to_owned(),
            range: node.byte_range(),
        },
    };
    low.facts.imports.push(import);
    nothing(node)
}

fn decorators(low: &mut Lower<'_>, node: Node<'_>) -> Vec<Expr> {
    let lists = named(node).into_iter().filter(|child| child.kind() == "attribute_list");
    let attributes: Vec<Node<'_>> = lists.flat_map(named).filter(|child| child.kind() == "attribute").collect();
    attributes.into_iter().map(|attribute| low.expr(attribute)).collect()
}

/// `[Column("email")]`
fn attribute(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let callee = low.field(node, "name");
    let Some(list) = child_of(node, &["attribute_argument_list"]) else { return callee };
    let mut args = Vec::new();
    for argument in named(list) {
        let parts = named(argument);
        // Both `name: value` and `Name = value`; the second reads as an assignment in some places.
        match parts.as_slice() {
            [name, value] => {
                let value = low.expr(*value);
                args.push(named_arg(low.text(*name), name.byte_range(), value));
            }
            [only] if only.kind() == "assignment_expression" => {
                let value = low.field(*only, "right");
                match only.child_by_field_name("left") {
                    Some(name) => args.push(named_arg(low.text(name), name.byte_range(), value)),
                    None => args.push(arg(value)),
                }
            }
            _ => args.push(arg(low.inner(argument))),
        }
    }
    tree::call(callee, args, node.byte_range())
}

fn is_static(low: &Lower<'_>, node: Node<'_>) -> bool {
    named(node).into_iter().any(|child| child.kind() == "modifier" && matches!(low.text(child), "static" | "const"))
}

fn declare_class(low: &mut Lower<'_>, node: Node<'_>, kind: ClassKind) -> Expr {
    let Some(name_node) = node.child_by_field_name("name") else { return low.seq(node) };
    let name = low.text(name_node);
    let mut bases = Vec::new();
    for base in child_of(node, &["base_list"]).map(named).unwrap_or_default() {
        let added =
            if base.kind() == "argument_list" { constructed(low, base, &bases) } else { self::bases(low, base) };
        bases.extend(added);
    }
    let class = Class {
        name: name.to_owned(),
        kind,
        bases,
        decorators: decorators(low, node),
        name_range: name_node.byte_range(),
        range: node.byte_range(),
        ..Class::default()
    };
    let mut gathered = (Vec::new(), Vec::new());
    // The parameters of a primary constructor are in reach of the whole class, those of a record are its properties.
    for parameter in child_of(node, &["parameter_list"]).map(named).unwrap_or_default() {
        let Some(field_name) = parameter.child_by_field_name("name") else { continue };
        let field = new_field(low.text(field_name), field_name.byte_range(), parameter.byte_range());
        let type_text = low.field_text(parameter, "type").map(str::to_owned);
        gathered.0.push(Field { type_text, decorators: decorators(low, parameter), ..field });
    }
    let index = low.open_class(class);
    if let Some(body) = node.child_by_field_name("body") {
        low.deeper(body, |low| low.inside(name, Some(index), |low| members(low, body, &mut gathered)));
    }
    if let Some(class) = low.class_mut(index) {
        (class.fields, class.body) = gathered;
    }
    nothing(node)
}

/// A base by its name; once more as an index if it has type arguments, once more as a call if it is constructed.
fn bases(low: &mut Lower<'_>, node: Node<'_>) -> Vec<Expr> {
    let type_node = node.child_by_field_name("type").unwrap_or(node);
    let mut bases = vec![low.expr(type_node)];
    if let Some(arguments) = child_of(type_node, &["type_argument_list"]) {
        let types = low.children(arguments);
        let index = Box::new(Expr::new(ExprKind::List(types), arguments.byte_range()));
        let object = Box::new(bases.first().cloned().unwrap_or_default());
        bases.push(Expr::new(ExprKind::Index { object, index }, type_node.byte_range()));
    }
    if let Some(arguments) = child_of(node, &["argument_list"]).filter(|_| node != type_node) {
        let args = values::args(low, arguments);
        let callee = bases.first().cloned().unwrap_or_default();
        bases.push(tree::call(callee, args, node.byte_range()));
    }
    bases.retain(|base| !is_empty(base));
    bases
}

/// `: Base(1)`: the arguments stand beside the base.
fn constructed(low: &mut Lower<'_>, list: Node<'_>, bases: &[Expr]) -> Vec<Expr> {
    let callee = bases.iter().rev().find(|base| base.path().is_some()).cloned().unwrap_or_default();
    let range = callee.range.start..list.end_byte();
    let args = values::args(low, list);
    vec![tree::call(callee, args, range)]
}

fn members(low: &mut Lower<'_>, body: Node<'_>, into: &mut (Vec<Field>, Vec<Expr>)) {
    for member in named(body) {
        match member.kind() {
            "field_declaration" | "event_field_declaration" => field(low, member, &mut into.0),
            "property_declaration" | "indexer_declaration" | "event_declaration" => {
                into.0.extend(property(low, member))
            }
            "enum_member_declaration" => into.0.extend(enum_member(low, member)),
            "preproc_if" | "preproc_elif" | "preproc_else" => {
                low.deeper(member, |low| members(low, member, into));
            }
            _ => {
                let other = low.expr(member);
                if !is_empty(&other) {
                    into.1.push(other);
                }
            }
        }
    }
}

fn field(low: &mut Lower<'_>, node: Node<'_>, into: &mut Vec<Field>) {
    let decorators = decorators(low, node);
    let is_static = is_static(low, node);
    let Some(declaration) = child_of(node, &["variable_declaration"]) else { return };
    let type_text = low.field_text(declaration, "type").map(str::to_owned);
    for declarator in named(declaration).into_iter().filter(|child| child.kind() == "variable_declarator") {
        let Some(name) = declarator.child_by_field_name("name") else { continue };
        let value = values::initial(low, declarator, type_text.as_deref());
        let field = new_field(low.text(name), name.byte_range(), node.byte_range());
        into.push(Field { decorators: decorators.clone(), type_text: type_text.clone(), value, is_static, ..field });
    }
}

/// `{ get; set; }` stores a value; with code in its accessors or after `=>` it is computed.
fn property(low: &mut Lower<'_>, node: Node<'_>) -> Option<Field> {
    let name = node.child_by_field_name("name").or_else(|| child_of(node, &["this"]))?;
    let field = new_field(low.text(name), name.byte_range(), node.byte_range());
    let type_text = low.field_text(node, "type").map(str::to_owned);
    let value_node = node.child_by_field_name("value");
    let mut kind = FieldKind::Field;
    let mut value = value_node.map(|value| low.expr(value));
    if value_node.is_some_and(|value| value.kind() == "arrow_expression_clause") {
        kind = FieldKind::Getter;
    }
    let mut code = Vec::new();
    for accessor in node.child_by_field_name("accessors").map(named).unwrap_or_default() {
        let body = low.field(accessor, "body");
        spread(body, &mut code);
    }
    if let Some(end) = code.last().map(|last| last.range.end) {
        kind = FieldKind::Getter;
        code.extend(value.take());
        value = Some(tree::seq_of(code, node.start_byte()..end));
    }
    let is_static = is_static(low, node);
    Some(Field { kind, type_text, value, is_static, decorators: decorators(low, node), ..field })
}

fn enum_member(low: &mut Lower<'_>, node: Node<'_>) -> Option<Field> {
    let name = node.child_by_field_name("name")?;
    let value = node.child_by_field_name("value").map(|value| low.expr(value));
    let field = new_field(low.text(name), name.byte_range(), node.byte_range());
    Some(Field { kind: FieldKind::Variant, decorators: decorators(low, node), value, is_static: true, ..field })
}

fn params(low: &mut Lower<'_>, list: Node<'_>) -> Vec<Param> {
    let mut params = Vec::new();
    // `params T[] rest` stands in the list without a node of its own.
    if let Some(name) = list.child_by_field_name("name") {
        let type_text = low.field_text(list, "type");
        params.push(param(low.text(name), type_text, None, name.byte_range()));
    }
    for parameter in named(list).into_iter().filter(|node| node.kind() == "parameter").rev().collect::<Vec<_>>() {
        let (name, type_node) = (parameter.child_by_field_name("name"), parameter.child_by_field_name("type"));
        let default = named(parameter).into_iter().find(|child| {
            !matches!(child.kind(), "attribute_list" | "modifier") && Some(*child) != name && Some(*child) != type_node
        });
        let default = default.map(|value| low.expr(value));
        let name = name.map(|name| low.text(name)).unwrap_or_default();
        params.push(param(name, type_node.map(|node| low.text(node)), default, parameter.byte_range()));
    }
    params.reverse();
    params
}

fn method(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let Some(name_node) = node.child_by_field_name("name") else { return low.seq(node) };
    let name = low.text(name_node);
    let mut function = low.function(name, name_node.byte_range(), node);
    function.decorators = decorators(low, node);
    function.is_static = is_static(low, node);
    function.params = node.child_by_field_name("parameters").map(|list| params(low, list)).unwrap_or_default();
    function.returns = low.field_text(node, "returns").or_else(|| low.field_text(node, "type")).map(str::to_owned);
    let class = low.class;
    low.inside(name, class, |low| {
        if let Some(initializer) = child_of(node, &["constructor_initializer"]) {
            let text = low.text(initializer);
            let own = ["base", "this"].into_iter().find_map(|own| Some((own, text.find(own)?)));
            let list = child_of(initializer, &["argument_list"]);
            if let (Some((own, at)), Some(list)) = (own, list) {
                let start = initializer.start_byte() + at;
                let callee = Expr::new(ExprKind::Name(own.to_owned()), start..start + own.len());
                let args = values::args(low, list);
                function.body.push(tree::call(callee, args, initializer.byte_range()));
            }
        }
        let body = low.field(node, "body");
        let is_expression =
            node.child_by_field_name("body").is_some_and(|body| body.kind() == "arrow_expression_clause");
        if is_expression {
            let range = body.range.clone();
            function.body.push(Expr::new(ExprKind::Return(Box::new(body)), range));
        } else {
            spread(body, &mut function.body);
        }
    });
    low.facts.functions.push(function);
    nothing(node)
}
