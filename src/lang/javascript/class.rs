//! Classes and their members, enums, namespaces.

use oxc_ast::ast::{
    Class as Js, ClassElement, FormalParameters, MethodDefinition, MethodDefinitionKind, PropertyKey,
    TSEnumDeclaration, TSNamespaceDeclaration, TSNamespaceDeclarationBody, TSTypeAnnotation,
};
use oxc_span::{GetSpan, Span};

use super::expr::inner;
use super::function::{Named, Source};
use super::{Lower, range_of};
use crate::lang::facts::{Class, ClassKind, Expr, ExprKind, Field, FieldKind};

impl Lower<'_> {
    /// Adds the class and answers its name. `hint`: the name of the variable it is assigned to.
    pub(super) fn class(&mut self, class: &Js<'_>, hint: Option<(String, std::ops::Range<usize>)>) -> Option<String> {
        let named = class.id.as_ref().map(|id| (id.name.to_string(), range_of(id.span))).or(hint);
        let start = range_of(class.span).start;
        let (name, name_range) = named.unwrap_or((String::new(), start..start));
        let index = self.facts.classes.len();
        self.facts.classes.push(Class::default());
        let decorators = class.decorators.iter().map(|decorator| self.expr(&decorator.expression)).collect();
        let mut bases = Vec::new();
        if let Some(heritage) = &class.heritage {
            bases.push(self.expr(&heritage.expression));
            if let Some(arguments) = &heritage.type_arguments {
                bases.push(self.type_list(arguments));
            }
        }
        for interface in &class.implements {
            bases.push(self.type_name(&interface.expression));
            if let Some(arguments) = &interface.type_arguments {
                bases.push(self.type_list(arguments));
            }
        }
        let mut lowered = Class {
            symbol: self.symbol(&name),
            name: name.clone(),
            kind: ClassKind::Class,
            outer: self.class,
            bases,
            decorators,
            name_range,
            range: range_of(class.span),
            ..Class::default()
        };
        self.prefix.push(name.clone());
        let outer = self.class.replace(index);
        let at_top = std::mem::replace(&mut self.at_top, false);
        for element in &class.body.body {
            self.element(element, index, &mut lowered);
        }
        self.prefix.pop();
        self.class = outer;
        self.at_top = at_top;
        if let Some(entry) = self.facts.classes.get_mut(index) {
            *entry = lowered;
        }
        Some(name).filter(|name| !name.is_empty())
    }

    fn element(&mut self, element: &ClassElement<'_>, index: usize, class: &mut Class) {
        match element {
            ClassElement::StaticBlock(block) => self.statements(&block.body, &mut class.body),
            ClassElement::MethodDefinition(method) => self.method(method, index, class),
            ClassElement::PropertyDefinition(property) => {
                let decorators = property.decorators.iter().map(|decorator| self.expr(&decorator.expression)).collect();
                let (name, name_range) = self.member_name(&property.key, property.computed);
                if let Some(source) = property.value.as_ref().and_then(Source::of) {
                    let named = Named {
                        name,
                        name_range,
                        class: Some(index),
                        owner: Some(class.name.clone()),
                        is_static: property.r#static,
                        decorators,
                        span: property.span,
                    };
                    return self.named(named, &source);
                }
                class.fields.push(Field {
                    type_text: self.annotation(property.type_annotation.as_deref(), Some((&name, &name_range))),
                    name,
                    kind: FieldKind::Field,
                    decorators,
                    value: property.value.as_ref().map(|value| self.expr(value)),
                    is_static: property.r#static,
                    name_range,
                    range: range_of(property.span),
                });
            }
            ClassElement::AccessorProperty(property) => {
                let (name, name_range) = self.member_name(&property.key, property.computed);
                class.fields.push(Field {
                    decorators: property.decorators.iter().map(|decorator| self.expr(&decorator.expression)).collect(),
                    type_text: self.annotation(property.type_annotation.as_deref(), Some((&name, &name_range))),
                    name,
                    kind: FieldKind::Field,
                    value: property.value.as_ref().map(|value| self.expr(value)),
                    is_static: property.r#static,
                    name_range,
                    range: range_of(property.span),
                });
            }
            ClassElement::TSIndexSignature(_) => {}
        }
    }

    fn method(&mut self, method: &MethodDefinition<'_>, index: usize, class: &mut Class) {
        let decorators = method.decorators.iter().map(|decorator| self.expr(&decorator.expression)).collect();
        let (name, name_range) = self.member_name(&method.key, method.computed);
        match method.kind {
            MethodDefinitionKind::Constructor => self.parameter_properties(&method.value.params, class),
            MethodDefinitionKind::Get => class.fields.push(Field {
                name: name.clone(),
                kind: FieldKind::Getter,
                type_text: method.value.return_type.as_ref().map(|returns| self.slice(returns.type_annotation.span())),
                is_static: method.r#static,
                name_range: name_range.clone(),
                range: range_of(method.span),
                ..Field::default()
            }),
            MethodDefinitionKind::Set | MethodDefinitionKind::Method => {}
        }
        let named = Named {
            name,
            name_range,
            class: Some(index),
            owner: Some(class.name.clone()),
            is_static: method.r#static,
            decorators,
            span: method.span,
        };
        self.named(named, &Source::Function(&method.value));
    }

    /// `constructor(private readonly users: Repository<User>)`
    fn parameter_properties(&mut self, params: &FormalParameters<'_>, class: &mut Class) {
        for param in &params.items {
            let Some(id) = param.pattern.get_binding_identifier().filter(|_| param.has_modifier()) else { continue };
            let annotation = param.type_annotation.as_ref();
            class.fields.push(Field {
                name: id.name.to_string(),
                kind: FieldKind::Field,
                type_text: annotation.map(|annotation| self.slice(annotation.type_annotation.span())),
                name_range: range_of(id.span),
                range: range_of(param.span),
                ..Field::default()
            });
        }
    }

    pub(super) fn member_name(&self, key: &PropertyKey<'_>, computed: bool) -> (String, std::ops::Range<usize>) {
        self.key_name(key, computed).unwrap_or_else(|| (self.slice(key.span()), range_of(key.span())))
    }

    pub(super) fn annotation(
        &mut self,
        annotation: Option<&TSTypeAnnotation<'_>>,
        name: Option<(&str, &std::ops::Range<usize>)>,
    ) -> Option<String> {
        let annotation = annotation?;
        self.note_type(&annotation.type_annotation, name);
        Some(self.slice(annotation.type_annotation.span()))
    }

    pub(super) fn enumeration(&mut self, variants: &TSEnumDeclaration<'_>, span: Span) {
        let name = variants.id.name.to_string();
        let mut fields = Vec::new();
        for member in &variants.body.members {
            let text = member.id.static_name().to_string();
            let span = member.id.span();
            let quoted = self.slice(span).starts_with(['"', '\'', '`']);
            fields.push(Field {
                name: text,
                kind: FieldKind::Variant,
                value: member.initializer.as_ref().map(|value| self.expr(value)),
                name_range: if quoted { inner(span) } else { range_of(span) },
                range: range_of(member.span),
                ..Field::default()
            });
        }
        self.facts.classes.push(Class {
            symbol: self.symbol(&name),
            name,
            kind: ClassKind::Enum,
            outer: self.class,
            fields,
            name_range: range_of(variants.id.span),
            range: range_of(span),
            ..Class::default()
        });
    }

    pub(super) fn namespace(&mut self, namespace: &TSNamespaceDeclaration<'_>) {
        let name = namespace.id.name.to_string();
        let index = self.facts.classes.len();
        self.facts.classes.push(Class {
            symbol: self.symbol(&name),
            name: name.clone(),
            kind: ClassKind::Module,
            outer: self.class,
            name_range: range_of(namespace.id.span),
            range: range_of(namespace.span),
            ..Class::default()
        });
        self.prefix.push(name);
        let outer = self.class.replace(index);
        let mut body = Vec::new();
        // Through `deeper` for the depth alone.
        let guard: Expr = self.deeper(namespace.span, |lower| {
            match &namespace.body {
                TSNamespaceDeclarationBody::TSNamespaceDeclaration(inner) => lower.namespace(inner),
                TSNamespaceDeclarationBody::TSModuleBlock(block) => lower.statements(&block.body, &mut body),
            }
            ExprKind::Empty
        });
        drop(guard);
        self.prefix.pop();
        self.class = outer;
        if let Some(entry) = self.facts.classes.get_mut(index) {
            entry.body = body;
        }
    }
}
