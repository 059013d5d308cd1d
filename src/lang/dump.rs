//! The facts of a file as text, one entry a line, expressions as s-expressions: for tests and for looking at what a language lowers to.
//! [`faults`] checks the byte ranges against the source. Nothing in a run depends on either.

use std::fmt::Write;
use std::ops::Range;

use super::facts::{
    Arg, Class, ClassKind, CodeFacts, Expr, ExprKind, Field, FieldKind, Function, Key, Param, TextPart,
};

/// All facts: imports, classes, functions, top, errors.
pub fn dump(facts: &CodeFacts) -> String {
    let mut out = String::new();
    for import in &facts.imports {
        let _ = write!(out, "import {}", import.module);
        if let Some(name) = &import.name {
            let _ = write!(out, " [{name}]");
        }
        let _ = writeln!(out, " as {}", import.local);
    }
    for class in &facts.classes {
        write_class(&mut out, class);
    }
    for function in &facts.functions {
        write_function(&mut out, function);
    }
    for expr in &facts.top {
        let _ = writeln!(out, "top {}", expr_text(expr));
    }
    for error in &facts.errors {
        let _ = writeln!(out, "error {}..{}", error.start, error.end);
    }
    out
}

fn write_class(out: &mut String, class: &Class) {
    let kind = match class.kind {
        ClassKind::Class => "class",
        ClassKind::Struct => "struct",
        ClassKind::Interface => "interface",
        ClassKind::Enum => "enum",
        ClassKind::Module => "module",
        ClassKind::Alias => "alias",
    };
    let _ = write!(out, "{kind} {}", class.symbol);
    for base in &class.bases {
        let _ = write!(out, " < {}", expr_text(base));
    }
    out.push('\n');
    for decorator in &class.decorators {
        let _ = writeln!(out, "  @{}", expr_text(decorator));
    }
    for field in &class.fields {
        write_field(out, field);
    }
    for expr in &class.body {
        let _ = writeln!(out, "  {}", expr_text(expr));
    }
}

fn write_field(out: &mut String, field: &Field) {
    let kind = match field.kind {
        FieldKind::Field => "field",
        FieldKind::Getter => "getter",
        FieldKind::Variant => "variant",
    };
    let _ = write!(out, "  {kind} {}{}", if field.is_static { "static " } else { "" }, field.name);
    if let Some(text) = &field.type_text {
        let _ = write!(out, ": {text}");
    }
    if let Some(value) = &field.value {
        let _ = write!(out, " = {}", expr_text(value));
    }
    for decorator in &field.decorators {
        let _ = write!(out, " @{}", expr_text(decorator));
    }
    out.push('\n');
}

fn write_function(out: &mut String, function: &Function) {
    let _ = write!(out, "fn {}{}", if function.is_static { "static " } else { "" }, function.symbol);
    if let Some(owner) = &function.owner {
        let _ = write!(out, " of {owner}{}", if function.class.is_some() { "" } else { "?" });
    }
    let _ = write!(out, " ({})", params_text(&function.params));
    if let Some(returns) = &function.returns {
        let _ = write!(out, " -> {returns}");
    }
    out.push('\n');
    for decorator in &function.decorators {
        let _ = writeln!(out, "  @{}", expr_text(decorator));
    }
    for expr in &function.body {
        let _ = writeln!(out, "  {}", expr_text(expr));
    }
}

fn params_text(params: &[Param]) -> String {
    let texts: Vec<String> = params
        .iter()
        .map(|param| {
            let mut text = param.name.clone();
            if let Some(type_text) = &param.type_text {
                let _ = write!(text, ": {type_text}");
            }
            if let Some(default) = &param.default {
                let _ = write!(text, " = {}", expr_text(default));
            }
            text
        })
        .collect();
    texts.join(", ")
}

/// One expression: `(call User.find {email: x})`.
pub fn expr_text(expr: &Expr) -> String {
    let mut out = String::new();
    write_expr(&mut out, expr);
    out
}

fn write_expr(out: &mut String, expr: &Expr) {
    match &expr.kind {
        ExprKind::Name(name) => out.push_str(name),
        ExprKind::Str(text) => {
            out.push('"');
            for (index, part) in text.parts.iter().enumerate() {
                match part {
                    TextPart::Piece { value, .. } => {
                        if index > 0 && matches!(text.parts.get(index - 1), Some(TextPart::Piece { .. })) {
                            out.push('|');
                        }
                        let _ = write!(out, "{}", value.escape_debug());
                    }
                    TextPart::Hole(hole) => {
                        out.push_str("${");
                        write_expr(out, hole);
                        out.push('}');
                    }
                }
            }
            out.push('"');
        }
        ExprKind::Symbol(name) => {
            let _ = write!(out, ":{name}");
        }
        ExprKind::Literal(text) => {
            let _ = write!(out, "#{text}");
        }
        ExprKind::Member { object, name, .. } => {
            if let Some(path) = expr.path() {
                out.push_str(&path);
            } else {
                out.push_str("(. ");
                write_expr(out, object);
                let _ = write!(out, " {name})");
            }
        }
        ExprKind::Index { object, index } => write_form(out, "index", [&**object, &**index]),
        ExprKind::Call { callee, type_args, args } => {
            out.push_str("(call ");
            write_expr(out, callee);
            write_args(out, type_args, args);
        }
        ExprKind::New { type_name, type_args, args } => {
            let _ = write!(out, "(new {type_name}");
            write_args(out, type_args, args);
        }
        ExprKind::Map(entries) => {
            out.push('{');
            for (index, entry) in entries.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                match &entry.key {
                    Key::Name(name) => {
                        let _ = write!(out, "{name}: ");
                    }
                    Key::Computed(key) => {
                        let _ = write!(out, "[{}]: ", expr_text(key));
                    }
                    Key::Spread => out.push_str("..."),
                }
                write_expr(out, &entry.value);
            }
            out.push('}');
        }
        ExprKind::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(' ');
                }
                write_expr(out, item);
            }
            out.push(']');
        }
        ExprKind::Lambda { params, body } => write_form(out, &format!("fn ({})", params_text(params)), body),
        ExprKind::Assign { target, type_text, op, declares, value } => {
            out.push_str(if *declares { "(let " } else { "(set " });
            write_expr(out, target);
            if let Some(text) = type_text {
                let _ = write!(out, ": {text}");
            }
            let _ = write!(out, " {op} ");
            write_expr(out, value);
            out.push(')');
        }
        ExprKind::Binary { op, left, right } => write_form(out, op, [&**left, &**right]),
        ExprKind::Return(value) => write_form(out, "return", [&**value]),
        ExprKind::Seq(items) => write_form(out, "seq", items),
        ExprKind::Empty => out.push('_'),
    }
}

fn write_form<'a>(out: &mut String, head: &str, items: impl IntoIterator<Item = &'a Expr>) {
    out.push('(');
    out.push_str(head);
    for item in items {
        out.push(' ');
        write_expr(out, item);
    }
    out.push(')');
}

fn write_args(out: &mut String, type_args: &[String], args: &[Arg]) {
    if !type_args.is_empty() {
        let _ = write!(out, " <{}>", type_args.join(", "));
    }
    for arg in args {
        out.push(' ');
        if let Some(name) = &arg.name {
            let _ = write!(out, "{name}=");
        }
        write_expr(out, &arg.value);
    }
    out.push(')');
}

/// What is wrong with the byte ranges: one that is no slice of `text`, a name that does not stand in its range, a string piece of the same
/// length as its range with other bytes.
pub fn faults(text: &str, facts: &CodeFacts) -> Vec<String> {
    let mut check = Check { text, faults: Vec::new() };
    for import in &facts.imports {
        check.slice(&import.range, "import");
    }
    for class in &facts.classes {
        check.slice(&class.range, "class");
        check.name(&class.name, &class.name_range);
        check.all(class.bases.iter().chain(&class.decorators).chain(&class.body));
        for field in &class.fields {
            check.slice(&field.range, "field");
            check.name(&field.name, &field.name_range);
            check.all(field.decorators.iter().chain(&field.value));
        }
    }
    for function in &facts.functions {
        check.slice(&function.range, "function");
        check.name(&function.name, &function.name_range);
        check.params(&function.params);
        check.all(function.decorators.iter().chain(&function.body));
    }
    check.all(&facts.top);
    for error in &facts.errors {
        check.slice(error, "error");
    }
    check.faults
}

struct Check<'a> {
    text: &'a str,
    faults: Vec<String>,
}

impl Check<'_> {
    fn slice(&mut self, range: &Range<usize>, what: &str) {
        if self.text.get(range.clone()).is_none() {
            self.faults.push(format!("{what}: no slice {range:?}"));
        }
    }

    /// The range of a name may have quotes, a sigil or `r#` in it; it is empty for what has no name in the source.
    fn name(&mut self, name: &str, range: &Range<usize>) {
        match self.text.get(range.clone()) {
            None => self.faults.push(format!("name {name}: no slice {range:?}")),
            Some(slice) if !slice.is_empty() && !slice.contains(name) && !slice.contains('\\') => {
                self.faults.push(format!("name {name}: {range:?} is {slice}"));
            }
            Some(_) => {}
        }
    }

    fn params(&mut self, params: &[Param]) {
        for param in params {
            self.slice(&param.range, "param");
            self.all(&param.default);
        }
    }

    fn all<'a>(&mut self, exprs: impl IntoIterator<Item = &'a Expr>) {
        for expr in exprs {
            expr.walk(&mut |node| {
                self.node(node);
                true
            });
        }
    }

    fn node(&mut self, node: &Expr) {
        self.slice(&node.range, "expression");
        match &node.kind {
            ExprKind::Name(name) if node.range.is_empty() && !name.is_empty() => {
                self.faults.push(format!("name {name}: empty at {}", node.range.start));
            }
            ExprKind::Name(name) => self.name(name, &node.range),
            ExprKind::Member { name, name_range, .. } => self.name(name, name_range),
            ExprKind::Call { args, .. } | ExprKind::New { args, .. } => {
                for arg in args {
                    if let Some(name) = &arg.name {
                        self.name(name, &arg.name_range);
                    }
                }
            }
            ExprKind::Map(entries) => {
                for entry in entries {
                    if let Key::Name(name) = &entry.key {
                        self.name(name, &entry.key_range);
                    }
                }
            }
            ExprKind::Lambda { params, .. } => self.params(params),
            ExprKind::Str(text) => {
                for part in &text.parts {
                    if let TextPart::Piece { value, range } = part {
                        let slice = self.text.get(range.clone());
                        let differs =
                            |slice: &str| value.len() == slice.len() && value != slice && !slice.contains('\\');
                        if slice.is_none_or(differs) {
                            self.faults.push(format!("piece {value:?}: {range:?} is {slice:?}"));
                        }
                    }
                }
            }
            _ => {}
        }
    }
}
