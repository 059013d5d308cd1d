//! Items of Rust.

use std::ops::Range;

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{
    Attribute, Block, Fields, FnArg, ImplItem, Item, ItemEnum, ItemImpl, ItemTrait, ReturnType, Signature, TraitItem,
    Type, TypeParamBound, UseTree,
};

use super::{Lower, plain};
use crate::lang::facts::{Class, ClassKind, Expr, ExprKind, Field, FieldKind, Function, Import, Param};

impl Lower<'_> {
    pub(super) fn item(&mut self, item: &Item, top: &mut Vec<Expr>) {
        if !self.enter(|| item.span()) {
            return;
        }
        match item {
            Item::Use(import) => self.import(&import.tree, &mut Vec::new(), self.range(import.span())),
            Item::ExternCrate(import) => {
                let local = import.rename.as_ref().map_or(&import.ident, |(_, name)| name);
                let module = plain(&import.ident);
                self.facts.imports.push(Import {
                    module,
                    name: None,
                    local: plain(local),
                    range: self.range(item.span()),
                });
            }
            Item::Const(constant) => {
                let target = self.name_expr(&constant.ident);
                let value = self.expr(&constant.expr);
                top.push(self.constant(target, Some(&constant.ty), value, item.span()));
            }
            Item::Static(constant) => {
                let target = self.name_expr(&constant.ident);
                let value = self.expr(&constant.expr);
                top.push(self.constant(target, Some(&constant.ty), value, item.span()));
            }
            Item::Type(alias) => {
                let target = self.name_expr(&alias.ident);
                let value = self.type_expr(&alias.ty);
                top.push(self.constant(target, None, value, item.span()));
            }
            Item::Fn(function) => {
                self.function(&function.attrs, &function.sig, Some(&function.block), item.span(), None)
            }
            Item::Struct(class) => {
                let decorators = self.attributes(&class.attrs);
                self.structure(
                    (plain(&class.ident), self.range(class.ident.span())),
                    decorators,
                    &class.fields,
                    item.span(),
                );
            }
            Item::Union(class) => {
                let decorators = self.attributes(&class.attrs);
                let name = (plain(&class.ident), self.range(class.ident.span()));
                self.structure(name, decorators, &Fields::Named(class.fields.clone()), item.span());
            }
            Item::Enum(class) => self.enumeration(class, item.span()),
            Item::Trait(class) => self.interface(class, item.span(), top),
            Item::Impl(block) => self.implementation(block, top),
            Item::Mod(module) => {
                if let Some((_, items)) = &module.content {
                    let tests: Vec<Expr> = self.attributes(&module.attrs).into_iter().filter(is_test).collect();
                    let outer = self.inherited.len();
                    self.inherited.extend(tests);
                    self.prefix.push(plain(&module.ident));
                    for item in items {
                        self.item(item, top);
                    }
                    self.prefix.pop();
                    self.inherited.truncate(outer);
                }
            }
            Item::Macro(call) => top.push(self.macro_call(&call.mac)),
            Item::Verbatim(stream) => top.push(self.verbatim(stream)),
            _ => {}
        }
        self.leave();
    }

    fn constant(&self, target: Expr, ty: Option<&Type>, value: Expr, span: Span) -> Expr {
        let type_text = ty.map(|ty| self.slice(ty.span()));
        let kind =
            ExprKind::Assign { target: Box::new(target), type_text, op: "=", declares: true, value: Box::new(value) };
        Expr::new(kind, self.range(span))
    }

    fn import(&mut self, tree: &UseTree, path: &mut Vec<String>, whole: Range<usize>) {
        let push = |this: &mut Self, name: String, local: String, span: Span| {
            let module = path.join("::");
            let range = this.range(span);
            let import = if name == "self" {
                let local = if local == "self" { path.last().cloned().unwrap_or_default() } else { local };
                Import { module, name: None, local, range }
            } else if path.is_empty() {
                Import { module: name, name: None, local, range }
            } else {
                Import { module, name: Some(name), local, range }
            };
            this.facts.imports.push(import);
        };
        match tree {
            UseTree::Name(leaf) => push(self, plain(&leaf.ident), plain(&leaf.ident), leaf.ident.span()),
            UseTree::Rename(leaf) => push(self, plain(&leaf.ident), plain(&leaf.rename), tree.span()),
            UseTree::Glob(leaf) => push(self, "*".to_owned(), "*".to_owned(), leaf.star_token.span),
            UseTree::Path(inner) if path.len() < 50 => {
                path.push(plain(&inner.ident));
                self.import(&inner.tree, path, whole);
                path.pop();
            }
            UseTree::Group(group) if self.enter(|| tree.span()) => {
                for item in &group.items {
                    self.import(item, path, whole.clone());
                }
                self.leave();
            }
            _ => self.facts.errors.push(whole),
        }
    }

    fn structure(
        &mut self,
        (name, name_range): (String, Range<usize>),
        decorators: Vec<Expr>,
        fields: &Fields,
        span: Span,
    ) {
        let fields = self.fields(fields);
        self.facts.classes.push(Class {
            symbol: self.symbol(&name),
            name,
            kind: ClassKind::Struct,
            outer: self.class,
            decorators,
            fields,
            name_range,
            range: self.range(span),
            ..Class::default()
        });
    }

    fn fields(&mut self, fields: &Fields) -> Vec<Field> {
        let mut list = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            let span = field.ty.span();
            let type_range = self.range(span);
            let (name, name_range) = match &field.ident {
                Some(ident) => (plain(ident), self.range(ident.span())),
                None => (index.to_string(), type_range.start..type_range.start),
            };
            list.push(Field {
                range: name_range.start.min(type_range.start)..type_range.end,
                name,
                kind: FieldKind::Field,
                type_text: Some(self.slice(span)),
                decorators: self.attributes(&field.attrs),
                value: field.default.as_ref().map(|(_, value)| self.expr(value)),
                is_static: false,
                name_range,
            });
        }
        list
    }

    fn enumeration(&mut self, class: &ItemEnum, span: Span) {
        let index = self.facts.classes.len();
        let name = plain(&class.ident);
        let decorators = self.attributes(&class.attrs);
        self.facts.classes.push(Class {
            symbol: self.symbol(&name),
            name: name.clone(),
            kind: ClassKind::Enum,
            outer: self.class,
            decorators,
            name_range: self.range(class.ident.span()),
            range: self.range(span),
            ..Class::default()
        });
        self.prefix.push(name);
        let outer = self.class.replace(index);
        let mut fields = Vec::new();
        for variant in &class.variants {
            let name = plain(&variant.ident);
            let name_range = self.range(variant.ident.span());
            if let Fields::Named(_) = &variant.fields {
                self.structure((name.clone(), name_range.clone()), Vec::new(), &variant.fields, variant.span());
            }
            fields.push(Field {
                name,
                kind: FieldKind::Variant,
                type_text: Some(&variant.fields)
                    .filter(|fields| !fields.is_empty())
                    .map(|fields| self.slice(fields.span())),
                decorators: self.attributes(&variant.attrs),
                value: variant.discriminant.as_ref().map(|(_, value)| self.expr(value)),
                is_static: true,
                name_range,
                range: self.range(variant.span()),
            });
        }
        self.prefix.pop();
        self.class = outer;
        if let Some(entry) = self.facts.classes.get_mut(index) {
            entry.fields = fields;
        }
    }

    fn interface(&mut self, class: &ItemTrait, span: Span, top: &mut Vec<Expr>) {
        let index = self.facts.classes.len();
        let name = plain(&class.ident);
        let decorators = self.attributes(&class.attrs);
        let mut bases = Vec::new();
        for bound in &class.supertraits {
            if let TypeParamBound::Trait(bound) = bound {
                bases.push(self.path(&bound.path, None));
            }
        }
        self.facts.classes.push(Class {
            symbol: self.symbol(&name),
            name: name.clone(),
            kind: ClassKind::Interface,
            outer: self.class,
            bases,
            decorators,
            name_range: self.range(class.ident.span()),
            range: self.range(span),
            ..Class::default()
        });
        let owner = self.owner.replace(name.clone());
        self.prefix.push(name);
        for item in &class.items {
            match item {
                TraitItem::Fn(function) => {
                    self.function(&function.attrs, &function.sig, function.default.as_ref(), item.span(), Some(index));
                }
                TraitItem::Const(constant) => {
                    if let Some((_, value)) = &constant.default {
                        let target = self.associated(&constant.ident, self.name_expr(&class.ident));
                        let value = self.expr(value);
                        top.push(self.constant(target, Some(&constant.ty), value, item.span()));
                    }
                }
                TraitItem::Macro(call) => top.push(self.macro_call(&call.mac)),
                TraitItem::Verbatim(stream) => top.push(self.verbatim(stream)),
                _ => {}
            }
        }
        self.prefix.pop();
        self.owner = owner;
    }

    fn implementation(&mut self, block: &ItemImpl, top: &mut Vec<Expr>) {
        let owner = self.type_path(&block.self_ty);
        let name = owner.last_name().map_or_else(|| self.slice(block.self_ty.span()), str::to_owned);
        let outer = self.owner.replace(name.clone());
        self.prefix.push(name);
        let inherited = self.inherited.len();
        let tests: Vec<Expr> = self.attributes(&block.attrs).into_iter().filter(is_test).collect();
        self.inherited.extend(tests);
        for item in &block.items {
            match item {
                ImplItem::Fn(function) => {
                    self.function(&function.attrs, &function.sig, Some(&function.block), item.span(), None);
                }
                ImplItem::Const(constant) => {
                    let target = self.associated(&constant.ident, owner.clone());
                    let value = self.expr(&constant.expr);
                    top.push(self.constant(target, Some(&constant.ty), value, item.span()));
                }
                ImplItem::Type(alias) => {
                    let target = self.associated(&alias.ident, owner.clone());
                    let value = self.type_expr(&alias.ty);
                    top.push(self.constant(target, None, value, item.span()));
                }
                ImplItem::Macro(call) => top.push(self.macro_call(&call.mac)),
                ImplItem::Verbatim(stream) => top.push(self.verbatim(stream)),
                _ => {}
            }
        }
        self.inherited.truncate(inherited);
        self.prefix.pop();
        self.owner = outer;
    }

    /// `Owner::NAME`, the owner standing elsewhere.
    fn associated(&self, ident: &syn::Ident, owner: Expr) -> Expr {
        let name_range = self.range(ident.span());
        let kind = ExprKind::Member { object: Box::new(owner), name: plain(ident), name_range: name_range.clone() };
        Expr::new(kind, name_range)
    }

    fn function(
        &mut self,
        attributes: &[Attribute],
        signature: &Signature,
        block: Option<&Block>,
        span: Span,
        class: Option<usize>,
    ) {
        let index = self.facts.functions.len();
        self.facts.functions.push(Function::default());
        let name = plain(&signature.ident);
        let symbol = self.symbol(&name);
        let mut decorators = self.attributes(attributes);
        decorators.extend(self.inherited.iter().cloned());
        let mut body = Vec::new();
        let mut params = Vec::new();
        let mut is_static = self.owner.is_some();
        for input in &signature.inputs {
            match input {
                FnArg::Receiver(receiver) => {
                    is_static = false;
                    let range = self.range(receiver.span());
                    params.push(Param { name: "self".to_owned(), type_text: None, default: None, range });
                }
                FnArg::Typed(typed) => {
                    let mut param = self.param(&typed.pat, &mut body);
                    let type_text = Some(self.slice(typed.ty.span()));
                    if let Some(Expr { kind: ExprKind::Assign { type_text: inner, value, .. }, .. }) = body.last_mut()
                        && inner.is_none()
                        && matches!(value.kind, ExprKind::Empty)
                    {
                        inner.clone_from(&type_text);
                    }
                    param.type_text = type_text;
                    param.range = self.range(typed.span());
                    params.push(param);
                }
            }
        }
        let returns = match &signature.output {
            ReturnType::Type(_, ty) => Some(self.slice(ty.span())),
            ReturnType::Default => None,
        };
        let owner = self.owner.take();
        if let Some(block) = block {
            self.prefix.push(name.clone());
            let outer = self.class.take();
            self.body(block, &mut body);
            self.class = outer;
            self.prefix.pop();
        }
        self.owner.clone_from(&owner);
        let lowered = Function {
            symbol,
            class,
            owner,
            params,
            returns,
            decorators,
            body,
            is_static,
            name_range: self.range(signature.ident.span()),
            range: self.range(span),
            name,
        };
        if let Some(entry) = self.facts.functions.get_mut(index) {
            *entry = lowered;
        }
    }
}

/// `cfg(test)`
fn is_test(decorator: &Expr) -> bool {
    let ExprKind::Call { callee, args, .. } = &decorator.kind else { return false };
    callee.as_name() == Some("cfg") && args.iter().any(|arg| arg.value.as_name() == Some("test"))
}
