//! Patterns and parameters of Rust.

use syn::spanned::Spanned;
use syn::{Expr as Rs, Pat};

use super::expr::positional;
use super::{Lower, plain};
use crate::lang::facts::{Arg, Expr, ExprKind, Param};

impl Lower<'_> {
    pub(super) fn pattern(&mut self, pattern: &Pat) -> Expr {
        if !self.enter(|| pattern.span()) {
            return Expr::default();
        }
        let lowered = self.pattern_inner(pattern);
        self.leave();
        lowered
    }

    fn pattern_inner(&mut self, pattern: &Pat) -> Expr {
        match pattern {
            Pat::Ident(name) => match &name.subpat {
                None => self.name_expr(&name.ident),
                Some((_, inner)) => {
                    let items = vec![self.name_expr(&name.ident), self.pattern(inner)];
                    Expr::new(ExprKind::Seq(items), self.range(pattern.span()))
                }
            },
            Pat::Paren(inner) => self.pattern(&inner.pat),
            Pat::Reference(inner) => self.pattern(&inner.pat),
            Pat::Type(inner) => self.pattern(&inner.pat),
            Pat::Lit(literal) => self.literal(&literal.lit),
            Pat::Path(path) => self.path(&path.path, path.qself.as_ref()),
            Pat::Macro(call) => self.macro_call(&call.mac),
            Pat::Range(range) => self.expr(&Rs::Range(range.clone())),
            Pat::Verbatim(stream) => self.verbatim(stream),
            Pat::Struct(fields) => {
                let path = self.path(&fields.path, fields.qself.as_ref());
                let mut args = Vec::new();
                for field in &fields.fields {
                    let (name, name_range) = self.member(&field.member);
                    let value = self.pattern(&field.pat);
                    args.push(Arg { name: Some(name), name_range, value });
                }
                let range = path.range.start..self.range(fields.brace_token.span.close()).end;
                let type_args = self.path_args(&fields.path);
                Expr::new(ExprKind::New { type_name: path.path().unwrap_or_default(), type_args, args }, range)
            }
            Pat::TupleStruct(tuple) => {
                let callee = Box::new(self.path(&tuple.path, tuple.qself.as_ref()));
                let args = tuple.elems.iter().map(|item| positional(self.pattern(item))).collect();
                let range = callee.range.start..self.range(tuple.paren_token.span.close()).end;
                Expr::new(ExprKind::Call { callee, type_args: Vec::new(), args }, range)
            }
            Pat::Tuple(tuple) => {
                let items = tuple.elems.iter().map(|item| self.pattern(item)).collect();
                Expr::new(ExprKind::List(items), self.range(tuple.paren_token.span.join()))
            }
            Pat::Slice(slice) => {
                let items = slice.elems.iter().map(|item| self.pattern(item)).collect();
                Expr::new(ExprKind::List(items), self.range(slice.bracket_token.span.join()))
            }
            Pat::Or(either) => {
                let items = either.cases.iter().map(|case| self.pattern(case)).collect();
                Expr::new(ExprKind::Seq(items), self.range(pattern.span()))
            }
            Pat::Guard(guard) => {
                let items = vec![self.pattern(&guard.pat), self.expr(&guard.guard)];
                Expr::new(ExprKind::Seq(items), self.range(pattern.span()))
            }
            other => Expr::new(ExprKind::Empty, self.range(other.span())),
        }
    }

    /// A parameter of a function or closure; what it takes apart is an assignment in `body`.
    pub(super) fn param(&mut self, pattern: &Pat, body: &mut Vec<Expr>) -> Param {
        let range = self.range(pattern.span());
        let (pattern, type_text) = match pattern {
            Pat::Type(typed) => (&*typed.pat, Some(self.slice(typed.ty.span()))),
            pattern => (pattern, None),
        };
        let mut inner = pattern;
        while let Pat::Reference(reference) = inner {
            inner = &reference.pat;
        }
        let name = match inner {
            Pat::Ident(name) => plain(&name.ident),
            Pat::Wild(_) => "_".to_owned(),
            // `State(pool): State<PgPool>` is a parameter `pool` in all but syntax.
            pattern => {
                let target = self.pattern(pattern);
                let name = match &target.kind {
                    ExprKind::Call { args, .. } if args.len() == 1 => {
                        args.first().and_then(|arg| arg.value.as_name()).unwrap_or_default().to_owned()
                    }
                    _ => String::new(),
                };
                let range = target.range.clone();
                let value = Box::new(Expr::new(ExprKind::Empty, range.end..range.end));
                let target = Box::new(target);
                let kind = ExprKind::Assign { target, type_text: type_text.clone(), op: "=", declares: true, value };
                body.push(Expr::new(kind, range));
                name
            }
        };
        Param { name, type_text, default: None, range }
    }
}
