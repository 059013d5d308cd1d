//! Attributes as calls.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Meta};

use super::Lower;
use super::expr::positional;
use crate::lang::facts::{Expr, ExprKind};

impl Lower<'_> {
    pub(super) fn attributes(&mut self, attributes: &[Attribute]) -> Vec<Expr> {
        let mut calls = Vec::new();
        for attribute in attributes {
            let path = self.path(attribute.path(), None);
            match &attribute.meta {
                Meta::Path(_) => calls.push(path),
                Meta::NameValue(_) if path.as_name() == Some("doc") => {}
                Meta::NameValue(pair) => {
                    let value = self.expr(&pair.value);
                    let range = path.range.start..value.range.end;
                    let args = vec![positional(value)];
                    calls
                        .push(Expr::new(ExprKind::Call { callee: Box::new(path), type_args: Vec::new(), args }, range));
                }
                Meta::List(list) if path.as_name() == Some("cfg_attr") => {
                    self.unwrap(list.tokens.clone(), &mut calls, 0)
                }
                Meta::List(list) => {
                    let args = self.token_args(list.tokens.clone(), true);
                    let end = self.range(list.delimiter.span().close()).end;
                    let range = path.range.start..end;
                    calls
                        .push(Expr::new(ExprKind::Call { callee: Box::new(path), type_args: Vec::new(), args }, range));
                }
            }
        }
        calls
    }

    /// What `cfg_attr(condition, …)` adds.
    fn unwrap(&mut self, tokens: TokenStream, calls: &mut Vec<Expr>, depth: usize) {
        for piece in super::tokens::split(tokens).into_iter().skip(1) {
            let nested = match piece.as_slice() {
                [TokenTree::Ident(name), TokenTree::Group(group)] if *name == "cfg_attr" => Some(group.stream()),
                _ => None,
            };
            match nested {
                Some(inner) if depth < 20 => self.unwrap(inner, calls, depth + 1),
                _ => {
                    let arg = self.token_arg(piece, true);
                    let Some(name) = arg.name else {
                        calls.push(arg.value);
                        continue;
                    };
                    let range = arg.name_range.start..arg.value.range.end;
                    let callee = Box::new(Expr::new(ExprKind::Name(name), arg.name_range));
                    let args = vec![positional(arg.value)];
                    calls.push(Expr::new(ExprKind::Call { callee, type_args: Vec::new(), args }, range));
                }
            }
        }
    }
}
