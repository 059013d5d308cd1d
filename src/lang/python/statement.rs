//! Statements, functions, imports and patterns of Python.

use ruff_python_ast::{ExceptHandler, Operator, Pattern, Singleton, Stmt, StmtFunctionDef, StmtImportFrom, StmtTry};
use ruff_text_size::Ranged;

use super::{Lower, name_expr, range_of};
use crate::lang::facts::{Entry, Expr, ExprKind, Function, Guard, Import, Key};
use crate::lang::handlers;

impl Lower<'_> {
    /// What a `try` takes up.
    fn guard(&mut self, attempt: &StmtTry) {
        let (Some(first), Some(last)) = (attempt.body.first(), attempt.body.last()) else { return };
        let body = range_of(first.range()).start..range_of(last.range()).end;
        let catch = |handler: &ExceptHandler| {
            let ExceptHandler::ExceptHandler(handler) = handler;
            let taken = handler.type_.as_deref().map(|class| self.slice(class)).unwrap_or_default();
            let mut types = handlers::names(&taken);
            if types.is_empty() && !taken.is_empty() {
                types.push(taken);
            }
            handlers::catch(self.text, range_of(handler.range()), types)
        };
        let catches = attempt.handlers.iter().map(catch).collect();
        self.facts.guards.push(Guard { body, catches });
    }

    pub(super) fn statements<'s>(&mut self, statements: impl IntoIterator<Item = &'s Stmt>, out: &mut Vec<Expr>) {
        for statement in statements {
            self.statement(statement, out);
        }
    }

    pub(super) fn statement(&mut self, statement: &Stmt, out: &mut Vec<Expr>) {
        if let Stmt::Expr(expression) = statement
            && expression.value.is_string_literal_expr()
        {
            return;
        }
        let range = range_of(statement.range());
        let expr = self.deeper(range, |lower| lower.statement_kind(statement));
        match expr.kind {
            ExprKind::Empty => {}
            // An expression that is a statement needs no node around it.
            ExprKind::Seq(mut items) if items.len() == 1 && matches!(statement, Stmt::Expr(_)) => {
                out.append(&mut items)
            }
            kind => out.push(Expr::new(kind, expr.range)),
        }
    }

    fn statement_kind(&mut self, statement: &Stmt) -> ExprKind {
        let mut items = Vec::new();
        match statement {
            Stmt::FunctionDef(function) => {
                self.function(function);
                return ExprKind::Empty;
            }
            Stmt::ClassDef(class) => {
                self.class(class);
                return ExprKind::Empty;
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    let module = alias.name.to_string();
                    let last = module.rsplit('.').next().unwrap_or_default().to_owned();
                    let local = alias.asname.as_ref().map_or(last, |name| name.to_string());
                    self.facts.imports.push(Import { module, name: None, local, range: range_of(alias.range) });
                }
                return ExprKind::Empty;
            }
            Stmt::ImportFrom(import) => {
                self.import_from(import);
                return ExprKind::Empty;
            }
            Stmt::Expr(expression) => items.push(self.expr(&expression.value)),
            Stmt::Return(returned) => match &returned.value {
                Some(value) => return ExprKind::Return(Box::new(self.expr(value))),
                None => return ExprKind::Empty,
            },
            Stmt::Assign(assign) => {
                let mut value = self.expr(&assign.value);
                // `a = b = v` is `a = (b = v)`.
                for target in assign.targets.iter().rev() {
                    let target = self.expr(target);
                    let range = target.range.start..value.range.end;
                    let declares = declares(&target);
                    let kind = ExprKind::Assign {
                        target: Box::new(target),
                        type_text: None,
                        op: "=",
                        declares,
                        value: Box::new(value),
                    };
                    value = Expr::new(kind, range);
                }
                return value.kind;
            }
            Stmt::AnnAssign(assign) => {
                let target = self.expr(&assign.target);
                return ExprKind::Assign {
                    declares: declares(&target),
                    target: Box::new(target),
                    type_text: Some(self.slice(&*assign.annotation)),
                    op: "=",
                    value: Box::new(assign.value.as_deref().map(|value| self.expr(value)).unwrap_or_default()),
                };
            }
            Stmt::AugAssign(assign) => {
                return ExprKind::Assign {
                    target: Box::new(self.expr(&assign.target)),
                    type_text: None,
                    op: augmented(assign.op),
                    declares: false,
                    value: Box::new(self.expr(&assign.value)),
                };
            }
            Stmt::TypeAlias(alias) => {
                return ExprKind::Assign {
                    target: Box::new(self.expr(&alias.name)),
                    type_text: None,
                    op: "=",
                    declares: true,
                    value: Box::new(self.expr(&alias.value)),
                };
            }
            Stmt::Delete(delete) => items = self.exprs(&delete.targets),
            Stmt::For(each) => {
                let range = range_of(each.target.range()).start..range_of(each.iter.range()).end;
                items.push(self.each(range, &each.target, &each.iter));
                self.statements(&each.body, &mut items);
                self.statements(&each.orelse, &mut items);
            }
            Stmt::While(repeat) => {
                items.push(self.expr(&repeat.test));
                self.statements(&repeat.body, &mut items);
                self.statements(&repeat.orelse, &mut items);
            }
            Stmt::If(condition) => {
                items.push(self.expr(&condition.test));
                self.statements(&condition.body, &mut items);
                for clause in &condition.elif_else_clauses {
                    items.extend(clause.test.as_ref().map(|test| self.expr(test)));
                    self.statements(&clause.body, &mut items);
                }
            }
            Stmt::With(with) => {
                for item in &with.items {
                    let value = self.expr(&item.context_expr);
                    items.push(match &item.optional_vars {
                        Some(target) => {
                            let target = Box::new(self.expr(target));
                            let kind = ExprKind::Assign {
                                target,
                                type_text: None,
                                op: "=",
                                declares: true,
                                value: Box::new(value),
                            };
                            Expr::new(kind, range_of(item.range))
                        }
                        None => value,
                    });
                }
                self.statements(&with.body, &mut items);
            }
            Stmt::Match(switch) => {
                items.push(self.expr(&switch.subject));
                for case in &switch.cases {
                    items.push(self.pattern(&case.pattern));
                    items.extend(case.guard.as_deref().map(|guard| self.expr(guard)));
                    self.statements(&case.body, &mut items);
                }
            }
            Stmt::Try(attempt) => {
                self.guard(attempt);
                self.statements(&attempt.body, &mut items);
                for handler in &attempt.handlers {
                    let ExceptHandler::ExceptHandler(handler) = handler;
                    items.extend(handler.type_.as_deref().map(|class| self.expr(class)));
                    self.statements(&handler.body, &mut items);
                }
                self.statements(&attempt.orelse, &mut items);
                self.statements(&attempt.finalbody, &mut items);
            }
            Stmt::Raise(raise) => {
                items = self.exprs(raise.exc.as_deref().into_iter().chain(raise.cause.as_deref()));
            }
            Stmt::Assert(assert) => {
                items = self.exprs(std::iter::once(&*assert.test).chain(assert.msg.as_deref()));
            }
            Stmt::Global(_)
            | Stmt::Nonlocal(_)
            | Stmt::Pass(_)
            | Stmt::Break(_)
            | Stmt::Continue(_)
            | Stmt::IpyEscapeCommand(_) => {}
        }
        if items.is_empty() { ExprKind::Empty } else { ExprKind::Seq(items) }
    }

    fn import_from(&mut self, import: &StmtImportFrom) {
        let level = usize::try_from(import.level).unwrap_or_default();
        let module = ".".repeat(level) + import.module.as_ref().map_or("", |module| module.as_str());
        for alias in &import.names {
            let name = alias.name.to_string();
            let local = alias.asname.as_ref().map_or_else(|| name.clone(), |local| local.to_string());
            self.facts.imports.push(Import {
                module: module.clone(),
                name: Some(name),
                local,
                range: range_of(alias.range),
            });
        }
    }

    pub(super) fn function(&mut self, function: &StmtFunctionDef) {
        let index = self.facts.functions.len();
        self.facts.functions.push(Function::default());
        let decorators: Vec<Expr> =
            function.decorator_list.iter().map(|decorator| self.expr(&decorator.expression)).collect();
        let is_static =
            decorators.iter().any(|decorator| matches!(decorator.last_name(), Some("staticmethod" | "classmethod")));
        let name = function.name.to_string();
        let symbol = self.symbol(&name);
        let params = self.params(&function.parameters);
        self.prefix.push(name.clone());
        let mut body = Vec::new();
        self.statements(&function.body, &mut body);
        self.prefix.pop();
        let lowered = Function {
            symbol,
            class: self.class,
            owner: self.owner.clone(),
            params,
            returns: function.returns.as_deref().map(|returns| self.slice(returns)),
            decorators,
            body,
            is_static,
            name_range: range_of(function.name.range),
            range: range_of(function.range),
            name,
        };
        if let Some(entry) = self.facts.functions.get_mut(index) {
            *entry = lowered;
        }
    }

    fn pattern(&mut self, pattern: &Pattern) -> Expr {
        let range = range_of(pattern.range());
        self.deeper(range, |lower| lower.pattern_kind(pattern))
    }

    fn pattern_kind(&mut self, pattern: &Pattern) -> ExprKind {
        match pattern {
            Pattern::MatchValue(value) => self.expr(&value.value).kind,
            Pattern::MatchSingleton(singleton) => ExprKind::Literal(
                match singleton.value {
                    Singleton::None => "None",
                    Singleton::True => "True",
                    Singleton::False => "False",
                }
                .to_owned(),
            ),
            Pattern::MatchSequence(sequence) => {
                ExprKind::List(sequence.patterns.iter().map(|pattern| self.pattern(pattern)).collect())
            }
            Pattern::MatchMapping(mapping) => {
                let mut entries = Vec::new();
                for (key, pattern) in mapping.keys.iter().zip(&mapping.patterns) {
                    let key = self.expr(key);
                    let key_range = key.range.clone();
                    let key = match key.as_text() {
                        Some(name) => Key::Name(name),
                        None => Key::Computed(Box::new(key)),
                    };
                    entries.push(Entry { key, key_range, value: self.pattern(pattern) });
                }
                ExprKind::Map(entries)
            }
            Pattern::MatchClass(class) => {
                let callee = self.expr(&class.cls);
                let mut args: Vec<Expr> = Vec::new();
                for pattern in &class.arguments.patterns {
                    args.push(self.pattern(pattern));
                }
                let call = self.call_of(callee, args, range_of(class.range));
                let ExprKind::Call { callee, type_args, mut args } = call.kind else { return ExprKind::Empty };
                for keyword in &class.arguments.keywords {
                    args.push(crate::lang::facts::Arg {
                        name: Some(keyword.attr.to_string()),
                        name_range: range_of(keyword.attr.range),
                        value: self.pattern(&keyword.pattern),
                    });
                }
                ExprKind::Call { callee, type_args, args }
            }
            Pattern::MatchStar(star) => ExprKind::Seq(star.name.as_ref().map(name_expr).into_iter().collect()),
            Pattern::MatchAs(capture) => {
                let inner = capture.pattern.as_deref().map(|pattern| self.pattern(pattern));
                ExprKind::Seq(inner.into_iter().chain(capture.name.as_ref().map(name_expr)).collect())
            }
            Pattern::MatchOr(either) => {
                ExprKind::Seq(either.patterns.iter().map(|pattern| self.pattern(pattern)).collect())
            }
        }
    }
}

/// Whether an assignment to `target` makes a variable: not one to a member or an element.
fn declares(target: &Expr) -> bool {
    match &target.kind {
        ExprKind::Name(_) => true,
        ExprKind::List(items) | ExprKind::Seq(items) => items.iter().any(declares),
        _ => false,
    }
}

fn augmented(op: Operator) -> &'static str {
    match op {
        Operator::Add => "+=",
        Operator::Sub => "-=",
        Operator::Mult => "*=",
        Operator::MatMult => "@=",
        Operator::Div => "/=",
        Operator::Mod => "%=",
        Operator::Pow => "**=",
        Operator::LShift => "<<=",
        Operator::RShift => ">>=",
        Operator::BitOr => "|=",
        Operator::BitXor => "^=",
        Operator::BitAnd => "&=",
        Operator::FloorDiv => "//=",
    }
}
