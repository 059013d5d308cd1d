//! Expressions, statements and blocks of Rust.

use std::ops::Range;

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{BinOp, Block, Expr as Rs, Lit, Member, Stmt, UnOp};

use super::{Lower, plain};
use crate::lang::escape::{Escapes, pieces};
use crate::lang::facts::{Arg, Expr, ExprKind, Text};

impl Lower<'_> {
    pub(super) fn boxed(&mut self, expr: &Rs) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    pub(super) fn expr(&mut self, expr: &Rs) -> Expr {
        if !self.enter(|| expr.span()) {
            return Expr::default();
        }
        let lowered = self.expr_inner(expr);
        self.leave();
        lowered
    }

    fn expr_inner(&mut self, expr: &Rs) -> Expr {
        match expr {
            Rs::Lit(literal) => self.literal(&literal.lit),
            Rs::Path(path) => self.path(&path.path, path.qself.as_ref()),
            Rs::Call(call) => {
                let callee = self.boxed(&call.func);
                let type_args = match &*call.func {
                    Rs::Path(path) => self.path_args(&path.path),
                    _ => Vec::new(),
                };
                let range = callee.range.start..self.range(call.paren_token.span.close()).end;
                let args = call.args.iter().map(|arg| positional(self.expr(arg))).collect();
                Expr::new(ExprKind::Call { callee, type_args, args }, range)
            }
            Rs::MethodCall(call) => {
                let object = self.boxed(&call.receiver);
                let name_range = self.range(call.method.span());
                let member_range = object.range.start..name_range.end;
                let callee = ExprKind::Member { object, name: plain(&call.method), name_range };
                let type_args = call.turbofish.as_ref().map(|args| self.generic_args(&args.args)).unwrap_or_default();
                let range = member_range.start..self.range(call.paren_token.span.close()).end;
                let callee = Box::new(Expr::new(callee, member_range));
                let args = call.args.iter().map(|arg| positional(self.expr(arg))).collect();
                Expr::new(ExprKind::Call { callee, type_args, args }, range)
            }
            Rs::Field(field) => {
                let object = self.boxed(&field.base);
                let (name, name_range) = self.member(&field.member);
                let range = object.range.start..name_range.end;
                Expr::new(ExprKind::Member { object, name, name_range }, range)
            }
            Rs::Index(index) => {
                let object = self.boxed(&index.expr);
                let range = object.range.start..self.range(index.bracket_token.span.close()).end;
                Expr::new(ExprKind::Index { object, index: self.boxed(&index.index) }, range)
            }
            Rs::Binary(binary) => {
                let left = self.boxed(&binary.left);
                let right = self.boxed(&binary.right);
                let range = left.range.start..right.range.end;
                let (op, assigns) = operator(&binary.op);
                let kind = if assigns {
                    ExprKind::Assign { target: left, type_text: None, op, declares: false, value: right }
                } else {
                    ExprKind::Binary { op: op.to_owned(), left, right }
                };
                Expr::new(kind, range)
            }
            Rs::Assign(assign) => {
                let target = self.boxed(&assign.left);
                let value = self.boxed(&assign.right);
                let range = target.range.start..value.range.end;
                Expr::new(ExprKind::Assign { target, type_text: None, op: "=", declares: false, value }, range)
            }
            Rs::Let(condition) => {
                let target = Box::new(self.pattern(&condition.pat));
                let value = self.boxed(&condition.expr);
                let range = self.range(condition.let_token.span).start..value.range.end;
                Expr::new(ExprKind::Assign { target, type_text: None, op: "=", declares: true, value }, range)
            }
            Rs::Array(array) => {
                let items = array.elems.iter().map(|item| self.expr(item)).collect();
                Expr::new(ExprKind::List(items), self.range(array.bracket_token.span.join()))
            }
            Rs::Tuple(tuple) => {
                let items = tuple.elems.iter().map(|item| self.expr(item)).collect();
                Expr::new(ExprKind::List(items), self.range(tuple.paren_token.span.join()))
            }
            Rs::Repeat(repeat) => {
                let items = vec![self.expr(&repeat.expr), self.expr(&repeat.len)];
                Expr::new(ExprKind::List(items), self.range(repeat.bracket_token.span.join()))
            }
            Rs::Struct(literal) => {
                let path = self.path(&literal.path, literal.qself.as_ref());
                let mut args = Vec::new();
                for field in &literal.fields {
                    let (name, name_range) = self.member(&field.member);
                    let value = match field.colon_token {
                        Some(_) => self.expr(&field.expr),
                        None => Expr::new(ExprKind::Name(name.clone()), name_range.clone()),
                    };
                    args.push(Arg { name: Some(name), name_range, value });
                }
                if let Some(rest) = &literal.rest {
                    let value = self.expr(rest);
                    let start = value.range.start;
                    args.push(Arg { name: Some("..".to_owned()), name_range: start..start, value });
                }
                let range = path.range.start..self.range(literal.brace_token.span.close()).end;
                let type_args = self.path_args(&literal.path);
                Expr::new(ExprKind::New { type_name: path.path().unwrap_or_default(), type_args, args }, range)
            }
            Rs::Closure(closure) => {
                let mut body = Vec::new();
                let params = closure.inputs.iter().map(|input| self.param(input, &mut body)).collect();
                let start = self.range(closure.inputs_begin.span).start;
                let end = self.flat(&closure.body, &mut body);
                Expr::new(ExprKind::Lambda { params, body }, start..end.max(start))
            }
            Rs::Return(returned) => {
                let keyword = self.range(returned.return_token.span);
                match &returned.expr {
                    Some(value) => {
                        let value = self.boxed(value);
                        let range = keyword.start..value.range.end;
                        Expr::new(ExprKind::Return(value), range)
                    }
                    None => Expr::new(ExprKind::Empty, keyword),
                }
            }
            Rs::Try(inner) => self.expr(&inner.expr),
            Rs::Reference(inner) => self.expr(&inner.expr),
            Rs::RawAddr(inner) => self.expr(&inner.expr),
            Rs::Paren(inner) => self.expr(&inner.expr),
            Rs::Group(inner) => self.expr(&inner.expr),
            Rs::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.expr(&unary.expr),
            Rs::Unary(unary) => {
                let value = self.expr(&unary.expr);
                let range = self.range(unary.op.span()).start..value.range.end;
                Expr::new(ExprKind::Seq(vec![value]), range)
            }
            Rs::Await(awaited) => {
                let value = self.expr(&awaited.base);
                let range = value.range.start..self.range(awaited.await_token.span).end;
                Expr::new(ExprKind::Seq(vec![value]), range)
            }
            Rs::Cast(cast) => {
                let value = self.expr(&cast.expr);
                let range = value.range.start..self.range(cast.ty.span()).end;
                Expr::new(ExprKind::Seq(vec![value]), range)
            }
            Rs::Macro(call) => self.macro_call(&call.mac),
            Rs::Verbatim(stream) => self.verbatim(stream),
            Rs::Continue(_) | Rs::Infer(_) => Expr::new(ExprKind::Empty, self.range(expr.span())),
            _ => {
                let mut items = Vec::new();
                self.control(expr, &mut items);
                Expr::new(ExprKind::Seq(items), self.range(expr.span()))
            }
        }
    }

    /// Blocks and control flow, as what they hold.
    fn control(&mut self, expr: &Rs, items: &mut Vec<Expr>) {
        match expr {
            Rs::Block(block) => self.statements(&block.block, items),
            Rs::Unsafe(block) => self.statements(&block.block, items),
            Rs::Async(block) => self.statements(&block.block, items),
            Rs::Const(block) => self.statements(&block.block, items),
            Rs::TryBlock(block) => self.statements(&block.block, items),
            Rs::Loop(repeat) => self.statements(&repeat.body, items),
            Rs::While(repeat) => {
                items.push(self.expr(&repeat.cond));
                self.statements(&repeat.body, items);
            }
            Rs::ForLoop(each) => {
                let target = Box::new(self.pattern(&each.pat));
                let value = self.boxed(&each.expr);
                let range = target.range.start..value.range.end;
                let kind = ExprKind::Assign { target, type_text: None, op: "in", declares: true, value };
                items.push(Expr::new(kind, range));
                self.statements(&each.body, items);
            }
            Rs::If(condition) => {
                items.push(self.expr(&condition.cond));
                self.statements(&condition.then_branch, items);
                if let Some((_, other)) = &condition.else_branch {
                    match &**other {
                        Rs::Block(block) => self.statements(&block.block, items),
                        other => items.push(self.expr(other)),
                    }
                }
            }
            Rs::Match(switch) => {
                items.push(self.expr(&switch.expr));
                for arm in &switch.arms {
                    items.push(self.pattern(&arm.pat));
                    self.flat(&arm.body, items);
                }
            }
            Rs::Range(range) => {
                items.extend(range.start.as_deref().map(|bound| self.expr(bound)));
                items.extend(range.end.as_deref().map(|bound| self.expr(bound)));
            }
            Rs::Break(stop) => items.extend(stop.expr.as_deref().map(|value| self.expr(value))),
            Rs::Yield(yielded) => items.extend(yielded.expr.as_deref().map(|value| self.expr(value))),
            _ => {}
        }
    }

    /// The statements of a block, or the expression; answers where it ends.
    pub(super) fn flat(&mut self, expr: &Rs, out: &mut Vec<Expr>) -> usize {
        if let Rs::Block(block) = expr
            && self.enter(|| expr.span())
        {
            self.statements(&block.block, out);
            self.leave();
            return self.range(block.block.brace_token.span.close()).end;
        }
        let value = self.expr(expr);
        let end = value.range.end;
        out.push(value);
        end
    }

    pub(super) fn statements(&mut self, block: &Block, out: &mut Vec<Expr>) {
        for statement in &block.stmts {
            self.statement(statement, out);
        }
    }

    pub(super) fn statement(&mut self, statement: &Stmt, out: &mut Vec<Expr>) {
        match statement {
            Stmt::Local(local) => {
                let (pattern, type_text) = match &local.pat {
                    syn::Pat::Type(typed) => (&*typed.pat, Some(self.slice(typed.ty.span()))),
                    pattern => (pattern, None),
                };
                let target = Box::new(self.pattern(pattern));
                let value = match &local.init {
                    Some(init) => self.expr(&init.expr),
                    None => Expr::new(ExprKind::Empty, target.range.end..target.range.end),
                };
                let range = self.range(local.let_token.span).start..self.range(local.semi_token.span).end;
                let kind = ExprKind::Assign { target, type_text, op: "=", declares: true, value: Box::new(value) };
                out.push(Expr::new(kind, range));
                if let Some((_, otherwise)) = local.init.as_ref().and_then(|init| init.diverge.as_ref()) {
                    out.push(self.expr(otherwise));
                }
            }
            Stmt::Item(item) => self.item(item, out),
            Stmt::Expr(expr, _) => {
                let lowered = self.expr(expr);
                let nothing = match &lowered.kind {
                    ExprKind::Empty => true,
                    ExprKind::Seq(items) => items.is_empty(),
                    _ => false,
                };
                if !nothing {
                    out.push(lowered);
                }
            }
            Stmt::Macro(call) => out.push(self.macro_call(&call.mac)),
        }
    }

    /// A function's body: its last expression is what it gives back.
    pub(super) fn body(&mut self, block: &Block, out: &mut Vec<Expr>) {
        self.statements(block, out);
        if matches!(block.stmts.last(), Some(Stmt::Expr(_, None)))
            && let Some(last) = out.pop()
        {
            out.push(match last.kind {
                ExprKind::Return(_) => last,
                _ => Expr { range: last.range.clone(), kind: ExprKind::Return(Box::new(last)) },
            });
        }
    }

    pub(super) fn member(&self, member: &Member) -> (String, Range<usize>) {
        match member {
            Member::Named(ident) => (plain(ident), self.range(ident.span())),
            Member::Unnamed(index) => (index.index.to_string(), self.range(index.span)),
        }
    }

    pub(super) fn literal(&mut self, literal: &Lit) -> Expr {
        let range = self.range(literal.span());
        let kind = match literal {
            Lit::Str(_) | Lit::ByteStr(_) | Lit::CStr(_) => self.string(literal.span()),
            _ => ExprKind::Literal(self.slice(literal.span())),
        };
        Expr::new(kind, range)
    }

    /// The string literal at `span`: `"…"`, `r#"…"#`, `b"…"`.
    pub(super) fn string(&self, span: Span) -> ExprKind {
        let range = self.range(span);
        let slice = self.text.get(range.clone()).unwrap_or_default();
        let (Some(open), Some(close)) = (slice.find('"'), slice.rfind('"')) else {
            return ExprKind::Literal(slice.to_owned());
        };
        let raw = slice.get(..open).is_some_and(|prefix| prefix.contains('r'));
        let inner = range.start + open + 1..range.start + close.max(open + 1);
        let escapes = if raw { Escapes::None } else { Escapes::Rust };
        ExprKind::Str(Text { parts: pieces(self.text, inner, escapes, false) })
    }
}

pub(super) fn positional(value: Expr) -> Arg {
    Arg { name: None, name_range: value.range.start..value.range.start, value }
}

/// An operator as written, and whether it assigns.
fn operator(op: &BinOp) -> (&'static str, bool) {
    match op {
        BinOp::Add(_) => ("+", false),
        BinOp::Sub(_) => ("-", false),
        BinOp::Mul(_) => ("*", false),
        BinOp::Div(_) => ("/", false),
        BinOp::Rem(_) => ("%", false),
        BinOp::And(_) => ("&&", false),
        BinOp::Or(_) => ("||", false),
        BinOp::BitXor(_) => ("^", false),
        BinOp::BitAnd(_) => ("&", false),
        BinOp::BitOr(_) => ("|", false),
        BinOp::Shl(_) => ("<<", false),
        BinOp::Shr(_) => (">>", false),
        BinOp::Eq(_) => ("==", false),
        BinOp::Lt(_) => ("<", false),
        BinOp::Le(_) => ("<=", false),
        BinOp::Ne(_) => ("!=", false),
        BinOp::Ge(_) => (">=", false),
        BinOp::Gt(_) => (">", false),
        BinOp::AddAssign(_) => ("+=", true),
        BinOp::SubAssign(_) => ("-=", true),
        BinOp::MulAssign(_) => ("*=", true),
        BinOp::DivAssign(_) => ("/=", true),
        BinOp::RemAssign(_) => ("%=", true),
        BinOp::BitXorAssign(_) => ("^=", true),
        BinOp::BitAndAssign(_) => ("&=", true),
        BinOp::BitOrAssign(_) => ("|=", true),
        BinOp::ShlAssign(_) => ("<<=", true),
        BinOp::ShrAssign(_) => (">>=", true),
        _ => ("", false),
    }
}
