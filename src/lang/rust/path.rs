//! Paths and types of Rust.

use syn::spanned::Spanned;
use syn::{GenericArgument, Path, PathArguments, QSelf, Type};

use super::{Lower, plain};
use crate::lang::facts::{Expr, ExprKind};

impl Lower<'_> {
    pub(super) fn path(&mut self, path: &Path, qself: Option<&QSelf>) -> Expr {
        let skipped = qself.map_or(0, |qself| qself.position);
        let mut lowered = qself.map(|qself| self.type_path(&qself.ty));
        for segment in path.segments.iter().skip(skipped) {
            let name = plain(&segment.ident);
            let name_range = self.range(segment.ident.span());
            lowered = Some(match lowered {
                None => Expr::new(ExprKind::Name(name), name_range),
                Some(object) => {
                    let range = object.range.start.min(name_range.start)..name_range.end;
                    Expr::new(ExprKind::Member { object: Box::new(object), name, name_range }, range)
                }
            });
        }
        lowered.unwrap_or_default()
    }

    /// The path of a type without its arguments; what is no path, as written.
    pub(super) fn type_path(&mut self, ty: &Type) -> Expr {
        match ty {
            Type::Path(path) => self.path(&path.path, path.qself.as_ref().filter(|_| self.depth < 100)),
            Type::Reference(reference) => self.type_path(&reference.elem),
            Type::Paren(inner) => self.type_path(&inner.elem),
            Type::Group(inner) => self.type_path(&inner.elem),
            other => Expr::new(ExprKind::Literal(self.slice(other.span())), self.range(other.span())),
        }
    }

    /// A type with all it names: `Eq<users::id, i32>` is an index of `Eq` by a list.
    pub(super) fn type_expr(&mut self, ty: &Type) -> Expr {
        if !self.enter(|| ty.span()) {
            return Expr::default();
        }
        let lowered = match ty {
            Type::Path(path) => self.type_applied(ty, &path.path),
            Type::Tuple(tuple) => {
                let items = tuple.elems.iter().map(|item| self.type_expr(item)).collect();
                Expr::new(ExprKind::List(items), self.range(ty.span()))
            }
            Type::Reference(reference) => self.type_expr(&reference.elem),
            Type::Paren(inner) => self.type_expr(&inner.elem),
            Type::Group(inner) => self.type_expr(&inner.elem),
            Type::Slice(inner) => self.type_expr(&inner.elem),
            Type::Array(inner) => self.type_expr(&inner.elem),
            Type::Macro(call) => self.macro_call(&call.mac),
            other => self.type_path(other),
        };
        self.leave();
        lowered
    }

    fn type_applied(&mut self, ty: &Type, path: &Path) -> Expr {
        let object = self.type_path(ty);
        let mut items = Vec::new();
        for segment in &path.segments {
            let PathArguments::AngleBracketed(arguments) = &segment.arguments else { continue };
            for argument in &arguments.args {
                match argument {
                    GenericArgument::Type(inner) => items.push(self.type_expr(inner)),
                    GenericArgument::AssocType(inner) => items.push(self.type_expr(&inner.ty)),
                    GenericArgument::Const(inner) => items.push(self.expr(inner)),
                    _ => {}
                }
            }
        }
        let (Some(first), Some(last)) = (items.first(), items.last()) else { return object };
        let range = first.range.start..last.range.end;
        let index = Box::new(Expr::new(ExprKind::List(items), range));
        Expr::new(ExprKind::Index { object: Box::new(object), index }, self.range(ty.span()))
    }

    pub(super) fn path_args(&mut self, path: &Path) -> Vec<String> {
        let mut texts = Vec::new();
        for segment in &path.segments {
            if let PathArguments::AngleBracketed(arguments) = &segment.arguments {
                texts.extend(self.generic_args(&arguments.args));
            }
        }
        texts
    }

    pub(super) fn generic_args<'g>(&mut self, arguments: impl IntoIterator<Item = &'g GenericArgument>) -> Vec<String> {
        arguments.into_iter().map(|argument| self.slice(argument.span())).collect()
    }
}
