//! Tokens of macros and attributes, read as arguments where they are such and else for what they hold.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

use super::{Lower, plain};
use crate::lang::facts::{Arg, Entry, Expr, ExprKind, Key};

/// The pieces between commas; none is empty.
pub(super) fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut pieces = vec![Vec::new()];
    let mut angles = 0_usize;
    let mut previous = ' ';
    for tree in undocumented(tokens.into_iter().collect()) {
        let punct = match &tree {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match punct {
            // Only `Name<` and `::<` can open type arguments; an unclosed one is a comparison.
            '<' if previous == ':' => angles += 1,
            '>' if angles > 0 && previous != '-' && previous != '=' => angles -= 1,
            _ => {}
        }
        previous = punct;
        if punct == ',' && angles == 0 {
            pieces.push(Vec::new());
        } else if let Some(piece) = pieces.last_mut() {
            piece.push(tree);
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

impl Lower<'_> {
    /// Comma-separated arguments. `attribute`: `a(b)` is a nested attribute, not an expression.
    pub(super) fn token_args(&mut self, tokens: TokenStream, attribute: bool) -> Vec<Arg> {
        split(tokens).into_iter().map(|piece| self.token_arg(piece, attribute)).collect()
    }

    pub(super) fn token_arg(&mut self, piece: Vec<TokenTree>, attribute: bool) -> Arg {
        if let [TokenTree::Ident(name), TokenTree::Punct(equals), rest @ ..] = piece.as_slice()
            && equals.as_char() == '='
            && is_start(rest)
            && !rest.is_empty()
        {
            let value = self.token_value(rest.to_vec(), attribute);
            return Arg { name: Some(plain(name)), name_range: self.range(name.span()), value };
        }
        super::expr::positional(self.token_value(piece, attribute))
    }

    fn token_value(&mut self, piece: Vec<TokenTree>, attribute: bool) -> Expr {
        let span = span_of(&piece);
        if !self.enter(|| span) {
            return Expr::new(ExprKind::Empty, self.range(span));
        }
        let lowered = self.token_value_inner(piece, attribute);
        self.leave();
        lowered
    }

    fn token_value_inner(&mut self, piece: Vec<TokenTree>, attribute: bool) -> Expr {
        if attribute
            && let [path @ .., TokenTree::Group(group)] = piece.as_slice()
            && group.delimiter() == Delimiter::Parenthesis
            && !path.is_empty()
            && path.iter().all(|tree| matches!(tree, TokenTree::Ident(_)) || is_punct(tree, ':'))
        {
            let mut names = Vec::new();
            self.loose(path.to_vec(), &mut names);
            if let [_] = names.as_slice()
                && let Some(callee) = names.pop()
            {
                let range = callee.range.start..self.range(group.span_close()).end;
                let args = self.token_args(group.stream(), true);
                return Expr::new(ExprKind::Call { callee: Box::new(callee), type_args: Vec::new(), args }, range);
            }
        }
        let stream: TokenStream = piece.iter().cloned().collect();
        // A block that is one group may as well be a map; only with statements in it is it surely a block.
        if let [TokenTree::Group(group)] = piece.as_slice()
            && group.delimiter() != Delimiter::Parenthesis
            && let Some(lowered) = self.collection(group)
        {
            return lowered;
        }
        if let Ok(expr) = syn::parse2::<syn::Expr>(stream.clone())
            && !matches!(expr, syn::Expr::Verbatim(_))
        {
            return self.expr(&expr);
        }
        if let Ok(ty) = syn::parse2::<syn::Type>(stream) {
            return self.type_expr(&ty);
        }
        self.sequence(piece)
    }

    /// `[a, b]`, `{ "k": v, k: v }`.
    fn collection(&mut self, group: &Group) -> Option<Expr> {
        let range = self.range(group.span());
        if group.delimiter() == Delimiter::Bracket {
            let values = split(group.stream()).into_iter().map(|piece| self.token_value(piece, false)).collect();
            return Some(Expr::new(ExprKind::List(values), range));
        }
        let pieces = split(group.stream());
        let is_entry = |piece: &Vec<TokenTree>| match piece.as_slice() {
            [key, colon, rest @ ..] => {
                let double = rest.first().is_some_and(|tree| is_punct(tree, ':'));
                !matches!(key, TokenTree::Punct(_)) && is_punct(colon, ':') && !double && !rest.is_empty()
            }
            _ => false,
        };
        if pieces.is_empty() || !pieces.iter().all(is_entry) {
            return None;
        }
        let mut entries = Vec::new();
        for mut piece in pieces {
            let value = self.token_value(piece.split_off(2), false);
            let Some(first) = piece.into_iter().next() else { continue };
            let key_span = first.span();
            let key = self.token_value(vec![first], false);
            let quoted = matches!(key.kind, ExprKind::Str(_));
            let key_range = self.range(key_span);
            let key_range = if quoted { key_range.start + 1..key_range.end - 1 } else { key_range };
            let key = match key.as_text().or_else(|| key.as_name().map(str::to_owned)) {
                Some(name) => Key::Name(name),
                None => Key::Computed(Box::new(key)),
            };
            entries.push(Entry { key, key_range, value });
        }
        Some(Expr::new(ExprKind::Map(entries), range))
    }

    /// Whatever the tokens hold.
    pub(super) fn sequence(&mut self, trees: Vec<TokenTree>) -> Expr {
        let range = self.range(span_of(&trees));
        let mut items = Vec::new();
        if self.enter(|| span_of(&trees)) {
            self.loose(trees, &mut items);
            self.leave();
        }
        Expr::new(ExprKind::Seq(items), range)
    }

    pub(super) fn verbatim(&mut self, stream: &TokenStream) -> Expr {
        self.sequence(stream.clone().into_iter().collect())
    }

    /// Names with what is picked from them, literals, groups.
    fn loose(&mut self, trees: Vec<TokenTree>, items: &mut Vec<Expr>) {
        let trees = undocumented(trees);
        let mut position = 0;
        while let Some(tree) = trees.get(position) {
            position += 1;
            match tree {
                TokenTree::Ident(ident) => {
                    let mut lowered = self.name_expr(ident);
                    // `a.b`, `a::b`
                    loop {
                        let dot = trees.get(position).is_some_and(|tree| is_punct(tree, '.'));
                        let colons = trees.get(position).is_some_and(|tree| is_punct(tree, ':'))
                            && trees.get(position + 1).is_some_and(|tree| is_punct(tree, ':'));
                        let next = position + if dot { 1 } else { 2 };
                        let Some(TokenTree::Ident(name)) = trees.get(next).filter(|_| dot || colons) else { break };
                        let name_range = self.range(name.span());
                        let range = lowered.range.start..name_range.end;
                        let object = Box::new(lowered);
                        lowered = Expr::new(ExprKind::Member { object, name: plain(name), name_range }, range);
                        position = next + 1;
                    }
                    items.push(lowered);
                }
                TokenTree::Literal(literal) => {
                    let span = literal.span();
                    let slice = self.slice(span);
                    let kind = match slice.find('"') {
                        Some(open) if !slice.starts_with('\'') && open < 12 => self.string(span),
                        _ => ExprKind::Literal(slice),
                    };
                    items.push(Expr::new(kind, self.range(span)));
                }
                TokenTree::Group(group) => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    if inner.is_empty() {
                        continue;
                    }
                    let lowered = self.group(group);
                    items.push(lowered);
                }
                TokenTree::Punct(_) => {}
            }
        }
    }

    fn group(&mut self, group: &Group) -> Expr {
        let range = self.range(group.span());
        if !self.enter(|| group.span()) {
            return Expr::new(ExprKind::Empty, range);
        }
        let lowered = if has_semicolon(&group.stream()) {
            self.block_tokens(group.stream())
        } else {
            split(group.stream()).into_iter().map(|piece| self.token_value(piece, false)).collect()
        };
        self.leave();
        Expr::new(ExprKind::Seq(lowered), range)
    }

    /// Statements, if the tokens are such.
    pub(super) fn block_tokens(&mut self, stream: TokenStream) -> Vec<Expr> {
        let mut items = Vec::new();
        match syn::parse::Parser::parse2(syn::Block::parse_within, stream.clone()) {
            Ok(statements) => statements.iter().for_each(|statement| self.statement(statement, &mut items)),
            Err(_) => self.loose(stream.into_iter().collect(), &mut items),
        }
        items
    }

    /// What can be had of a token that belongs to no item.
    pub(super) fn salvage(&mut self, tree: &TokenTree, out: &mut Vec<Expr>) {
        if let TokenTree::Group(_) = tree {
            out.push(self.sequence(vec![tree.clone()]));
        }
    }
}

pub(super) fn has_semicolon(stream: &TokenStream) -> bool {
    stream.clone().into_iter().any(|tree| is_punct(&tree, ';'))
}

pub(super) fn is_punct(tree: &TokenTree, wanted: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

/// The tokens without doc comments, which are attributes whose names stand nowhere in the file.
fn undocumented(trees: Vec<TokenTree>) -> Vec<TokenTree> {
    let is_doc = |tree: &TokenTree| match tree {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
            matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(name)) if name == "doc")
        }
        _ => false,
    };
    let mut kept: Vec<TokenTree> = Vec::with_capacity(trees.len());
    for tree in trees {
        if is_doc(&tree) {
            while kept.last().is_some_and(|last| is_punct(last, '#') || is_punct(last, '!')) {
                kept.pop();
            }
        } else {
            kept.push(tree);
        }
    }
    kept
}

/// Whether what follows `=` starts a value: `==` and `=>` do not.
fn is_start(rest: &[TokenTree]) -> bool {
    !rest.first().is_some_and(|tree| is_punct(tree, '=') || is_punct(tree, '>'))
}

fn span_of(trees: &[TokenTree]) -> Span {
    match (trees.first(), trees.last()) {
        (Some(first), Some(last)) => first.span().join(last.span()).unwrap_or_else(|| first.span()),
        _ => Span::call_site(),
    }
}
