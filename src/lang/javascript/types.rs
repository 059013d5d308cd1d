//! Types of TypeScript: interfaces and aliases are classes; as expressions, types are what names and literals they hold.

use oxc_ast::ast::{
    TSInterfaceDeclaration, TSLiteral, TSSignature, TSTupleElement, TSType, TSTypeAliasDeclaration, TSTypeName,
    TSTypeParameterInstantiation, TSTypeQueryExprName, TSTypeReference,
};
use oxc_span::{GetSpan, Span};

use super::{Lower, range_of};
use crate::lang::facts::{Class, ClassKind, Entry, Expr, ExprKind, Field, FieldKind, Text, TextPart};

type Name<'n> = (&'n str, &'n std::ops::Range<usize>);

impl Lower<'_> {
    pub(super) fn interface(&mut self, interface: &TSInterfaceDeclaration<'_>, span: Span) {
        let mut bases = Vec::new();
        for base in &interface.extends {
            bases.push(self.type_name(&base.type_name));
            if let Some(arguments) = &base.type_arguments {
                bases.push(self.type_list(arguments));
            }
        }
        let name = interface.id.name.to_string();
        let name_range = range_of(interface.id.span);
        self.object_class((&name, &name_range), ClassKind::Interface, bases, &[interface.body.body.as_slice()], span);
    }

    pub(super) fn alias(&mut self, alias: &TSTypeAliasDeclaration<'_>, span: Span) {
        let name = alias.id.name.to_string();
        self.alias_class((&name, &range_of(alias.id.span)), &alias.type_annotation, span);
    }

    fn alias_class(&mut self, name: Name<'_>, annotation: &TSType<'_>, span: Span) {
        let mut members = Vec::new();
        let mut others = Vec::new();
        parts(annotation, &mut members, &mut others, 0);
        let bases = others.into_iter().map(|other| self.type_expr(other)).collect();
        self.object_class(name, ClassKind::Alias, bases, &members, span);
    }

    /// Keeps what a type written in place declares or names: an alias without a name, or with that of the property it is the type of.
    pub(super) fn note_type(&mut self, annotation: &TSType<'_>, name: Option<Name<'_>>) {
        let span = annotation.span();
        if self.depth >= crate::lang::guard::MAX_DEPTH || !says_something(annotation, false, 0) {
            return;
        }
        self.depth += 1;
        let start = range_of(span).start;
        self.alias_class(name.unwrap_or(("", &(start..start))), annotation, span);
        self.depth -= 1;
    }

    fn object_class(
        &mut self,
        (name, name_range): Name<'_>,
        kind: ClassKind,
        bases: Vec<Expr>,
        members: &[&[TSSignature<'_>]],
        span: Span,
    ) {
        let index = self.facts.classes.len();
        self.facts.classes.push(Class {
            name: name.to_owned(),
            symbol: self.symbol(name),
            kind,
            outer: self.class,
            bases,
            name_range: name_range.clone(),
            range: range_of(span),
            ..Class::default()
        });
        self.prefix.push(name.to_owned());
        let outer = self.class.replace(index);
        let mut fields = Vec::new();
        for member in members.iter().copied().flatten() {
            fields.extend(self.signature(member));
        }
        self.prefix.pop();
        self.class = outer;
        if let Some(entry) = self.facts.classes.get_mut(index) {
            entry.fields = fields;
        }
    }

    fn signature(&mut self, signature: &TSSignature<'_>) -> Option<Field> {
        let field = |(name, name_range): (String, std::ops::Range<usize>), type_text, kind, span| Field {
            name,
            kind,
            type_text,
            name_range,
            range: range_of(span),
            ..Field::default()
        };
        match signature {
            TSSignature::TSPropertySignature(property) => {
                let name = self.member_name(&property.key, property.computed);
                let type_text = self.annotation(property.type_annotation.as_deref(), Some((&name.0, &name.1)));
                Some(field(name, type_text, FieldKind::Field, property.span))
            }
            TSSignature::TSMethodSignature(method) => {
                let name = self.member_name(&method.key, method.computed);
                let type_text = self.annotation(method.return_type.as_deref(), None);
                Some(field(name, type_text, FieldKind::Getter, method.span))
            }
            _ => None,
        }
    }

    pub(super) fn type_list(&mut self, arguments: &TSTypeParameterInstantiation<'_>) -> Expr {
        let items = arguments.params.iter().map(|argument| self.type_expr(argument)).collect();
        Expr::new(ExprKind::Seq(items), range_of(arguments.span))
    }

    pub(super) fn type_name(&mut self, name: &TSTypeName<'_>) -> Expr {
        self.deeper(name.span(), |lower| match name {
            TSTypeName::IdentifierReference(name) => ExprKind::Name(name.name.to_string()),
            TSTypeName::QualifiedName(path) => ExprKind::Member {
                object: Box::new(lower.type_name(&path.left)),
                name: path.right.name.to_string(),
                name_range: range_of(path.right.span),
            },
            TSTypeName::ThisExpression(_) => ExprKind::Name("this".to_owned()),
        })
    }

    pub(super) fn type_expr(&mut self, annotation: &TSType<'_>) -> Expr {
        self.deeper(annotation.span(), |lower| lower.type_kind(annotation))
    }

    fn type_kind(&mut self, annotation: &TSType<'_>) -> ExprKind {
        let seq = |items: Vec<Expr>| ExprKind::Seq(items);
        match annotation {
            TSType::TSTypeReference(reference) => {
                let object = self.type_name(&reference.type_name);
                self.applied(object, reference.type_arguments.as_deref())
            }
            TSType::TSTypeQuery(query) => {
                let object = match &query.expr_name {
                    TSTypeQueryExprName::TSImportType(import) => {
                        Expr::new(self.string(&import.source), range_of(import.source.span))
                    }
                    name => name.as_ts_type_name().map(|name| self.type_name(name)).unwrap_or_default(),
                };
                self.applied(object, query.type_arguments.as_deref())
            }
            TSType::TSImportType(import) => {
                let source = Expr::new(self.string(&import.source), range_of(import.source.span));
                self.applied(source, import.type_arguments.as_deref())
            }
            TSType::TSLiteralType(literal) => match &literal.literal {
                TSLiteral::StringLiteral(text) => self.string(text),
                TSLiteral::TemplateLiteral(template) => ExprKind::Str(self.template(template)),
                _ => ExprKind::Literal(self.slice(literal.span)),
            },
            TSType::TSTemplateLiteralType(template) => {
                let mut parts = Vec::new();
                for (index, quasi) in template.quasis.iter().enumerate() {
                    let escapes = crate::lang::escape::Escapes::JavaScript;
                    parts.extend(crate::lang::escape::pieces(self.text, range_of(quasi.span), escapes, false));
                    if let Some(hole) = template.types.get(index) {
                        parts.push(TextPart::Hole(Box::new(self.type_expr(hole))));
                    }
                }
                ExprKind::Str(Text { parts })
            }
            TSType::TSIndexedAccessType(access) => ExprKind::Index {
                object: Box::new(self.type_expr(&access.object_type)),
                index: Box::new(self.type_expr(&access.index_type)),
            },
            TSType::TSTypeLiteral(object) => {
                let mut entries = Vec::new();
                for member in &object.members {
                    if let TSSignature::TSPropertySignature(property) = member {
                        let (key, key_range) = self.key(&property.key, property.computed);
                        let value = property.type_annotation.as_ref();
                        let value = value.map(|value| self.type_expr(&value.type_annotation)).unwrap_or_default();
                        entries.push(Entry { key, key_range, value });
                    }
                }
                ExprKind::Map(entries)
            }
            TSType::TSMappedType(mapped) => {
                let mut items = vec![self.type_expr(&mapped.constraint)];
                items.extend(mapped.name_type.as_ref().map(|inner| self.type_expr(inner)));
                items.extend(mapped.type_annotation.as_ref().map(|inner| self.type_expr(inner)));
                seq(items)
            }
            TSType::TSConditionalType(conditional) => seq(vec![
                self.type_expr(&conditional.check_type),
                self.type_expr(&conditional.extends_type),
                self.type_expr(&conditional.true_type),
                self.type_expr(&conditional.false_type),
            ]),
            TSType::TSTupleType(tuple) => ExprKind::List(
                tuple.element_types.iter().filter_map(tuple_type).map(|inner| self.type_expr(inner)).collect(),
            ),
            TSType::TSFunctionType(function) => seq(vec![self.type_expr(&function.return_type.type_annotation)]),
            other => {
                let inner = children(other);
                if inner.is_empty() {
                    ExprKind::Literal(self.slice(other.span()))
                } else {
                    seq(inner.into_iter().map(|inner| self.type_expr(inner)).collect())
                }
            }
        }
    }

    fn applied(&mut self, object: Expr, arguments: Option<&TSTypeParameterInstantiation<'_>>) -> ExprKind {
        let Some(arguments) = arguments else { return object.kind };
        let items: Vec<Expr> = arguments.params.iter().map(|argument| self.type_expr(argument)).collect();
        let index = Expr::new(ExprKind::List(items), range_of(arguments.span));
        ExprKind::Index { object: Box::new(object), index: Box::new(index) }
    }
}

/// Splits an intersection (or one type) into the members of object types and the other types.
fn parts<'t, 'a>(
    annotation: &'t TSType<'a>,
    members: &mut Vec<&'t [TSSignature<'a>]>,
    others: &mut Vec<&'t TSType<'a>>,
    depth: usize,
) {
    match annotation {
        TSType::TSTypeLiteral(object) => members.push(&object.members),
        TSType::TSIntersectionType(intersection) if depth < 50 => {
            for inner in &intersection.types {
                parts(inner, members, others, depth + 1);
            }
        }
        TSType::TSUnionType(union) if depth < 50 => {
            for inner in &union.types {
                parts(inner, members, others, depth + 1);
            }
        }
        TSType::TSParenthesizedType(inner) if depth < 50 => parts(&inner.type_annotation, members, others, depth + 1),
        TSType::TSArrayType(inner) if depth < 50 => parts(&inner.element_type, members, others, depth + 1),
        TSType::TSTypeReference(reference) if depth < 50 => match wrapped(reference) {
            Some(inner) => parts(inner, members, others, depth + 1),
            None => others.push(annotation),
        },
        other => others.push(other),
    }
}

/// `{ … }` of `Promise<{ … }>`, `Array<{ … }[]>` and their like.
fn wrapped<'t, 'a>(reference: &'t TSTypeReference<'a>) -> Option<&'t TSType<'a>> {
    const WRAPPERS: &[&str] =
        &["Array", "Awaited", "Partial", "Promise", "Readonly", "ReadonlyArray", "Required", "Set"];
    let TSTypeName::IdentifierReference(name) = &reference.type_name else { return None };
    let arguments = reference.type_arguments.as_ref().filter(|_| WRAPPERS.contains(&name.name.as_str()))?;
    match arguments.params.as_slice() {
        [inner] if says_something(inner, false, 0) => Some(inner),
        _ => None,
    }
}

/// Whether a type has an object type in it, or a string within the arguments of another type or an indexed access.
fn says_something(annotation: &TSType<'_>, applied: bool, depth: usize) -> bool {
    if depth > 50 {
        return false;
    }
    match annotation {
        TSType::TSTypeLiteral(object) => !object.members.is_empty(),
        TSType::TSLiteralType(literal) => applied && matches!(literal.literal, TSLiteral::StringLiteral(_)),
        TSType::TSTypeReference(reference) => {
            let arguments = reference.type_arguments.as_ref().map(|arguments| arguments.params.as_slice());
            arguments.unwrap_or_default().iter().any(|inner| says_something(inner, true, depth + 1))
        }
        TSType::TSIndexedAccessType(access) => {
            says_something(&access.object_type, applied, depth + 1)
                || says_something(&access.index_type, true, depth + 1)
        }
        TSType::TSMappedType(mapped) => says_something(&mapped.constraint, true, depth + 1),
        TSType::TSTupleType(tuple) => {
            tuple.element_types.iter().filter_map(tuple_type).any(|inner| says_something(inner, applied, depth + 1))
        }
        other => children(other).into_iter().any(|inner| says_something(inner, applied, depth + 1)),
    }
}

fn tuple_type<'t, 'a>(element: &'t TSTupleElement<'a>) -> Option<&'t TSType<'a>> {
    match element {
        TSTupleElement::TSOptionalType(inner) => Some(&inner.type_annotation),
        TSTupleElement::TSRestType(inner) => Some(&inner.type_annotation),
        element => element.as_ts_type(),
    }
}

/// The types directly within one that has no meaning of its own here.
fn children<'t, 'a>(annotation: &'t TSType<'a>) -> Vec<&'t TSType<'a>> {
    match annotation {
        TSType::TSArrayType(inner) => vec![&inner.element_type],
        TSType::TSUnionType(union) => union.types.iter().collect(),
        TSType::TSIntersectionType(intersection) => intersection.types.iter().collect(),
        TSType::TSParenthesizedType(inner) => vec![&inner.type_annotation],
        TSType::TSTypeOperatorType(inner) => vec![&inner.type_annotation],
        TSType::TSNamedTupleMember(member) => tuple_type(&member.element_type).into_iter().collect(),
        _ => Vec::new(),
    }
}
