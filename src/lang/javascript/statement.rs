//! Statements, variables, imports and exports.

use oxc_ast::ast::{
    BindingPattern, Declaration, ExportDefaultDeclarationKind, Expression, ForStatementInit, ForStatementLeft,
    ImportDeclaration, ImportDeclarationSpecifier, ModuleDeclaration, Statement, TSModuleReference,
    VariableDeclaration, VariableDeclarator,
};
use oxc_span::{GetSpan, Span};

use super::function::{Named, Source};
use super::{Lower, range_of};
use crate::lang::facts::{Entry, Expr, ExprKind, Guard, Import, Key};
use crate::lang::handlers;

impl Lower<'_> {
    pub(super) fn statements<'s, 'a: 's>(
        &mut self,
        statements: impl IntoIterator<Item = &'s Statement<'a>>,
        out: &mut Vec<Expr>,
    ) {
        for statement in statements {
            self.statement(statement, out);
        }
    }

    fn statement(&mut self, statement: &Statement<'_>, out: &mut Vec<Expr>) {
        if let Some(declaration) = statement.as_declaration() {
            return self.declaration(declaration, declaration.span(), out);
        }
        if let Some(declaration) = statement.as_module_declaration() {
            return self.module_declaration(declaration, out);
        }
        if let Statement::ExpressionStatement(statement) = statement {
            out.push(self.expr(&statement.expression));
            return;
        }
        let expr = self.deeper(statement.span(), |lower| lower.statement_kind(statement));
        if !matches!(expr.kind, ExprKind::Empty) {
            out.push(expr);
        }
    }

    fn statement_kind(&mut self, statement: &Statement<'_>) -> ExprKind {
        let mut items = Vec::new();
        match statement {
            Statement::BlockStatement(block) => self.statements(&block.body, &mut items),
            Statement::IfStatement(condition) => {
                items.push(self.expr(&condition.test));
                self.inner(&condition.consequent, &mut items);
                if let Some(alternate) = &condition.alternate {
                    self.inner(alternate, &mut items);
                }
            }
            Statement::WhileStatement(repeat) => {
                items.push(self.expr(&repeat.test));
                self.inner(&repeat.body, &mut items);
            }
            Statement::DoWhileStatement(repeat) => {
                self.inner(&repeat.body, &mut items);
                items.push(self.expr(&repeat.test));
            }
            Statement::ForStatement(repeat) => {
                match &repeat.init {
                    Some(ForStatementInit::VariableDeclaration(variables)) => self.variables(variables, &mut items),
                    Some(init) => items.extend(init.as_expression().map(|init| self.expr(init))),
                    None => {}
                }
                items.extend(repeat.test.as_ref().map(|test| self.expr(test)));
                items.extend(repeat.update.as_ref().map(|update| self.expr(update)));
                self.inner(&repeat.body, &mut items);
            }
            Statement::ForInStatement(each) => {
                items.push(self.each(&each.left, &each.right));
                self.inner(&each.body, &mut items);
            }
            Statement::ForOfStatement(each) => {
                items.push(self.each(&each.left, &each.right));
                self.inner(&each.body, &mut items);
            }
            Statement::ReturnStatement(returned) => {
                return match &returned.argument {
                    Some(value) => ExprKind::Return(self.boxed(value)),
                    None => ExprKind::Empty,
                };
            }
            Statement::SwitchStatement(switch) => {
                items.push(self.expr(&switch.discriminant));
                for case in &switch.cases {
                    items.extend(case.test.as_ref().map(|test| self.expr(test)));
                    self.statements(&case.consequent, &mut items);
                }
            }
            Statement::ThrowStatement(thrown) => items.push(self.expr(&thrown.argument)),
            Statement::TryStatement(attempt) => {
                if let Some(handler) = &attempt.handler {
                    let (body, range) = (range_of(attempt.block.span()), range_of(handler.span()));
                    let catch = handlers::catch(self.text, range, Vec::new());
                    self.facts.guards.push(Guard { body, catches: vec![catch] });
                }
                self.statements(&attempt.block.body, &mut items);
                if let Some(handler) = &attempt.handler {
                    self.statements(&handler.body.body, &mut items);
                }
                if let Some(finalizer) = &attempt.finalizer {
                    self.statements(&finalizer.body, &mut items);
                }
            }
            Statement::LabeledStatement(labeled) => self.inner(&labeled.body, &mut items),
            Statement::WithStatement(with) => {
                items.push(self.expr(&with.object));
                self.inner(&with.body, &mut items);
            }
            _ => {}
        }
        if items.is_empty() { ExprKind::Empty } else { ExprKind::Seq(items) }
    }

    /// The statement of a branch or loop: those of a block directly.
    fn inner(&mut self, statement: &Statement<'_>, out: &mut Vec<Expr>) {
        let at_top = std::mem::replace(&mut self.at_top, false);
        match statement {
            Statement::BlockStatement(block) => self.statements(&block.body, out),
            statement => self.statement(statement, out),
        }
        self.at_top = at_top;
    }

    fn each(&mut self, left: &ForStatementLeft<'_>, right: &Expression<'_>) -> Expr {
        let (target, declares) = match left {
            ForStatementLeft::VariableDeclaration(variables) => {
                let target = variables.declarations.first().map(|variable| self.binding(&variable.id));
                (target.unwrap_or_default(), true)
            }
            left => {
                (left.as_assignment_target().map(|target| self.assignment_target(target)).unwrap_or_default(), false)
            }
        };
        let range = range_of(left.span()).start..range_of(right.span()).end;
        let value = self.boxed(right);
        let kind = ExprKind::Assign { target: Box::new(target), type_text: None, op: "in", declares, value };
        Expr::new(kind, range)
    }

    pub(super) fn declaration(&mut self, declaration: &Declaration<'_>, span: Span, out: &mut Vec<Expr>) {
        match declaration {
            Declaration::VariableDeclaration(variables) => self.variables(variables, out),
            Declaration::FunctionDeclaration(function) => self.declared(function, span),
            Declaration::ClassDeclaration(class) => {
                self.class(class, None);
            }
            Declaration::TSTypeAliasDeclaration(alias) => self.alias(alias, span),
            Declaration::TSInterfaceDeclaration(interface) => self.interface(interface, span),
            Declaration::TSEnumDeclaration(variants) => self.enumeration(variants, span),
            Declaration::TSExternalModuleDeclaration(module) => {
                if let Some(body) = &module.body {
                    self.statements(&body.body, out);
                }
            }
            Declaration::TSGlobalDeclaration(module) => self.statements(&module.body.body, out),
            Declaration::TSNamespaceDeclaration(namespace) => self.namespace(namespace),
            Declaration::TSImportEqualsDeclaration(import) => {
                let local = import.id.name.to_string();
                let module = match &import.module_reference {
                    TSModuleReference::ExternalModuleReference(module) => module.expression.value.to_string(),
                    reference => self.slice(reference.span()),
                };
                self.facts.imports.push(Import { module, name: None, local, range: range_of(import.span) });
            }
        }
    }

    fn variables(&mut self, variables: &VariableDeclaration<'_>, out: &mut Vec<Expr>) {
        for variable in &variables.declarations {
            let expr = self.variable(variable);
            out.push(expr);
        }
    }

    /// `T` of `x as T` and `x satisfies T`.
    fn cast_to(&self, init: &Expression<'_>) -> Option<String> {
        let annotation = match init {
            Expression::TSAsExpression(cast) => &cast.type_annotation,
            Expression::TSSatisfiesExpression(cast) => &cast.type_annotation,
            _ => return None,
        };
        Some(self.slice(annotation.span())).filter(|text| text != "const")
    }

    fn variable(&mut self, variable: &VariableDeclarator<'_>) -> Expr {
        if let Some(init) = &variable.init {
            self.required(&variable.id, init, variable.span);
        }
        let target = Box::new(self.binding(&variable.id));
        let type_text = variable.type_annotation.as_ref().map(|annotation| {
            self.note_type(&annotation.type_annotation, None);
            self.slice(annotation.type_annotation.span())
        });
        let type_text = type_text.or_else(|| self.cast_to(variable.init.as_ref()?));
        let value = match &variable.init {
            None => Expr::new(ExprKind::Empty, target.range.end..target.range.end),
            Some(init) => match (Source::of(init), target.as_name()) {
                (Some(source), Some(name)) if self.at_top => {
                    let named = Named {
                        name: name.to_owned(),
                        name_range: target.range.clone(),
                        class: None,
                        owner: None,
                        is_static: false,
                        decorators: Vec::new(),
                        span: variable.span,
                    };
                    self.named(named, &source);
                    Expr::new(ExprKind::Empty, range_of(init.span()))
                }
                (_, Some(name)) if matches!(init, Expression::ClassExpression(_)) => {
                    let hint = (name.to_owned(), target.range.clone());
                    if let Expression::ClassExpression(class) = init {
                        self.class(class, Some(hint));
                    }
                    Expr::new(ExprKind::Empty, range_of(init.span()))
                }
                _ => self.expr(init),
            },
        };
        let kind = ExprKind::Assign { target, type_text, op: "=", declares: true, value: Box::new(value) };
        Expr::new(kind, range_of(variable.span))
    }

    /// `const x = require("m")`, `const { a: b } = await import("m")`.
    fn required(&mut self, pattern: &BindingPattern<'_>, init: &Expression<'_>, span: Span) {
        let init = match init {
            Expression::AwaitExpression(awaited) => &awaited.argument,
            init => init,
        };
        let (init, member) = match init {
            Expression::StaticMemberExpression(member) => (&member.object, Some(member.property.name.to_string())),
            init => (init, None),
        };
        let module = match init {
            Expression::CallExpression(call) => call.common_js_require().map(|source| source.value.to_string()),
            Expression::ImportExpression(import) => match &import.source {
                Expression::StringLiteral(source) => Some(source.value.to_string()),
                _ => None,
            },
            _ => None,
        };
        let Some(module) = module else { return };
        let range = range_of(span);
        match pattern {
            BindingPattern::BindingIdentifier(local) => {
                self.facts.imports.push(Import { module, name: member, local: local.name.to_string(), range });
            }
            BindingPattern::ObjectPattern(object) => {
                for property in &object.properties {
                    let Some((name, range)) = self.key_name(&property.key, property.computed) else { continue };
                    let local =
                        property.value.get_identifier_name().map_or_else(|| name.clone(), |name| name.to_string());
                    self.facts.imports.push(Import { module: module.clone(), name: Some(name), local, range });
                }
            }
            _ => {}
        }
    }

    fn module_declaration(&mut self, declaration: &ModuleDeclaration<'_>, out: &mut Vec<Expr>) {
        match declaration {
            ModuleDeclaration::ImportDeclaration(import) => self.import(import),
            ModuleDeclaration::ExportDeclaration(export) => self.declaration(&export.declaration, export.span, out),
            ModuleDeclaration::ExportNamedDeclaration(export) => {
                let mut entries = Vec::new();
                for specifier in &export.specifiers {
                    entries.push(Entry {
                        key: Key::Name(specifier.exported.name().to_string()),
                        key_range: range_of(specifier.exported.span()),
                        value: Expr::new(
                            ExprKind::Name(specifier.local.name().to_string()),
                            range_of(specifier.local.span()),
                        ),
                    });
                }
                if !entries.is_empty() {
                    out.push(Expr::new(ExprKind::Map(entries), range_of(export.span)));
                }
            }
            ModuleDeclaration::ExportFromDeclaration(export) => {
                for specifier in &export.specifiers {
                    self.facts.imports.push(Import {
                        module: export.source.value.to_string(),
                        name: Some(specifier.local.name().to_string()),
                        local: specifier.exported.name().to_string(),
                        range: range_of(specifier.span),
                    });
                }
            }
            ModuleDeclaration::ExportAllDeclaration(export) => {
                let local = export.exported.as_ref().map_or_else(|| "*".to_owned(), |name| name.name().to_string());
                self.facts.imports.push(Import {
                    module: export.source.value.to_string(),
                    name: Some("*".to_owned()),
                    local,
                    range: range_of(export.span),
                });
            }
            ModuleDeclaration::ExportDefaultDeclaration(export) => match &export.declaration {
                ExportDefaultDeclarationKind::FunctionDeclaration(function) => self.declared(function, export.span),
                ExportDefaultDeclarationKind::ClassDeclaration(class) => {
                    let start = range_of(export.span).start;
                    self.class(class, Some(("default".to_owned(), start..start)));
                }
                ExportDefaultDeclarationKind::TSInterfaceDeclaration(interface) => {
                    self.interface(interface, export.span);
                }
                value => {
                    let Some(value) = value.as_expression() else { return };
                    match Source::of(value) {
                        Some(source) => {
                            let start = range_of(export.span).start;
                            let named = Named {
                                name: "default".to_owned(),
                                name_range: start..start,
                                class: None,
                                owner: None,
                                is_static: false,
                                decorators: Vec::new(),
                                span: export.span,
                            };
                            self.named(named, &source);
                        }
                        None => out.push(self.expr(value)),
                    }
                }
            },
            ModuleDeclaration::TSExportAssignment(export) => out.push(self.expr(&export.expression)),
            ModuleDeclaration::TSNamespaceExportDeclaration(_) => {}
        }
    }

    fn import(&mut self, import: &ImportDeclaration<'_>) {
        let module = import.source.value.to_string();
        let Some(specifiers) = &import.specifiers else {
            let local = module.rsplit('/').next().unwrap_or_default().to_owned();
            self.facts.imports.push(Import { module, name: None, local, range: range_of(import.span) });
            return;
        };
        for specifier in specifiers {
            let name = match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(specifier) => Some(specifier.imported.name().to_string()),
                ImportDeclarationSpecifier::ImportDefaultSpecifier(_) => Some("default".to_owned()),
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => None,
            };
            self.facts.imports.push(Import {
                module: module.clone(),
                name,
                local: specifier.local().name.to_string(),
                range: range_of(specifier.span()),
            });
        }
    }
}
