//! Diesel's `table!`.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr as Rs, Ident, ItemUse, Lit, Meta, Token, Type, braced, parenthesized};

use super::expr::positional;
use super::{Lower, plain};
use crate::lang::facts::{Arg, Expr, ExprKind};

struct Table {
    attributes: Vec<Attribute>,
    path: Vec<Ident>,
    key: Vec<Ident>,
    columns: Vec<Column>,
}

struct Column {
    attributes: Vec<Attribute>,
    name: Ident,
    ty: Type,
}

impl Lower<'_> {
    /// The arguments, if the tokens are a table.
    pub(super) fn table(&mut self, tokens: &TokenStream) -> Option<Vec<Arg>> {
        let table = parse_table.parse2(tokens.clone()).ok()?;
        let mut name: Option<Expr> = None;
        for ident in &table.path {
            let part = self.name_expr(ident);
            name = Some(match name {
                None => part,
                Some(object) => {
                    let range = object.range.start..part.range.end;
                    let kind =
                        ExprKind::Member { object: Box::new(object), name: plain(ident), name_range: part.range };
                    Expr::new(kind, range)
                }
            });
        }
        let name = name?;
        let name = self.sql_named(&table.attributes, name);
        let end = name.range.end;
        let key: Vec<Expr> = table.key.iter().map(|ident| self.name_expr(ident)).collect();
        let key_range = match (key.first(), key.last()) {
            (Some(first), Some(last)) => first.range.start..last.range.end,
            _ => end..end,
        };
        let mut args = vec![positional(name), positional(Expr::new(ExprKind::List(key), key_range))];
        for column in &table.columns {
            let span = column.ty.span();
            let ty = Expr::new(ExprKind::Name(self.slice(span)), self.range(span));
            args.push(Arg {
                name: Some(plain(&column.name)),
                name_range: self.range(column.name.span()),
                value: self.sql_named(&column.attributes, ty),
            });
        }
        Some(args)
    }

    /// `inner`, in a call of `sql_name` where the attributes give another name.
    fn sql_named(&mut self, attributes: &[Attribute], inner: Expr) -> Expr {
        for attribute in attributes {
            let Meta::NameValue(pair) = &attribute.meta else { continue };
            if !pair.path.is_ident("sql_name") {
                continue;
            }
            let Rs::Lit(literal) = &pair.value else { continue };
            let Lit::Str(_) = &literal.lit else { continue };
            let text = self.literal(&literal.lit);
            let callee = Box::new(self.path(&pair.path, None));
            let range = callee.range.start..inner.range.end.max(text.range.end);
            let args = vec![positional(text), positional(inner)];
            return Expr::new(ExprKind::Call { callee, type_args: Vec::new(), args }, range);
        }
        inner
    }
}

fn parse_table(input: ParseStream<'_>) -> syn::Result<Table> {
    let mut attributes = Attribute::parse_outer(input)?;
    while input.peek(Token![use]) {
        input.parse::<ItemUse>()?;
        attributes.extend(Attribute::parse_outer(input)?);
    }
    let mut path = vec![Ident::parse_any(input)?];
    while input.peek(Token![.]) {
        input.parse::<Token![.]>()?;
        path.push(Ident::parse_any(input)?);
    }
    let mut key = Vec::new();
    if input.peek(syn::token::Paren) {
        let inner;
        parenthesized!(inner in input);
        key = Punctuated::<Ident, Token![,]>::parse_terminated_with(&inner, Ident::parse_any)?.into_iter().collect();
    }
    let body;
    braced!(body in input);
    let mut columns = Vec::new();
    while !body.is_empty() {
        let attributes = Attribute::parse_outer(&body)?;
        let name = Ident::parse_any(&body)?;
        body.parse::<Token![->]>()?;
        columns.push(Column { attributes, name, ty: body.parse()? });
        if body.is_empty() {
            break;
        }
        body.parse::<Token![,]>()?;
    }
    Ok(Table { attributes, path, key, columns })
}
