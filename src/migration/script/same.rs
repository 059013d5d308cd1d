//! Calls whose value is told from what they are called on: texts that stay the same, lists of which each item is made into another.

use super::{Scope, Script, Value};
use crate::lang::facts::{Arg, Expr, ExprKind};

/// Methods of Ruby's texts and lists that give back the same, called without brackets.
pub(super) const SAME: &[&str] = &["to_s", "to_sym", "freeze", "strip", "squish", "strip_heredoc", "dup"];

impl<'a> Script<'a> {
    /// `%w[user task].map { |name| "#{name}_labels" }`
    pub(super) fn mapped(
        &self,
        callee: &'a Expr,
        args: &'a [Arg],
        scope: &Scope<'a>,
        depth: usize,
    ) -> Option<Value<'a>> {
        let ExprKind::Member { object, name, .. } = &callee.kind else { return None };
        let [Arg { value: Expr { kind: ExprKind::Lambda { params, body }, .. }, .. }] = args else { return None };
        let ([param], [made], "map" | "collect") = (&params[..], &body[..], name.as_str()) else { return None };
        let Value::List(items) = self.eval_in(object, scope, depth + 1) else { return None };
        let one = |item: Value<'a>| {
            let left = self.left.get();
            if left == 0 {
                return Value::Unknown;
            }
            self.left.set(left - 1);
            let mut inner = scope.clone();
            inner.set(param.name.clone(), item);
            self.eval_in(made, &inner, depth + 1)
        };
        Some(Value::List(items.into_iter().map(one).collect()))
    }

    /// Calls that give back the text of their receiver or argument.
    pub(super) fn text_call(
        &self,
        callee: &'a Expr,
        args: &'a [Arg],
        scope: &Scope<'a>,
        depth: usize,
    ) -> Option<Value<'a>> {
        let name = callee.last_name()?;
        let receiver = match &callee.kind {
            ExprKind::Member { object, .. } => Some(&**object),
            _ => None,
        };
        let of = |expr: &'a Expr| match self.eval_in(expr, scope, depth + 1) {
            text @ (Value::Text { .. } | Value::List(_)) => Some(text),
            _ => None,
        };
        match name {
            "to_s" | "to_sym" | "freeze" | "strip" | "trim" | "squish" | "to_string" | "into" | "as_str"
            | "strip_heredoc" | "dedent" | "to_owned" | "toString" | "stripMargin" | "trimIndent" => match receiver {
                Some(receiver) if args.is_empty() || !matches!(name, "dedent") => of(receiver),
                _ => of(&args.first()?.value),
            },
            "text" | "raw" | "sql" | "String" | "dedent_text" | "literal" | "unquoted" => of(&args.first()?.value),
            // A helper of the project's base class that puts a prefix before a table's name; models name the table without it.
            "getTable" | "getTableName" | "tableName" | "prefixTable" | "getPrefixedTableName"
                if args.len() <= 2 && receiver.is_some_and(|receiver| receiver.as_name() == Some("this")) =>
            {
                of(&args.first()?.value)
            }
            // Laravel's prefix of tables is empty unless the configuration says otherwise.
            "getTablePrefix" => Some(Value::empty(receiver?)),
            _ => None,
        }
    }
}
