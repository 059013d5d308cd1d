//! MikroORM: classes that extend `Migration` and call `this.addSql("…")` in `up`. Run by file name.

use super::javascript::call::Call;
use super::javascript::{Output, Tool, by_name, raw, whole};
use super::script::{Scope, Script};
use super::version::{self, Version};
use crate::lang::facts::Expr;

pub static TOOL: Tool = Tool {
    name: "mikro-orm",
    signs: &["this.addSql(", "@mikro-orm/migrations", "@medusajs/framework/mikro-orm/migrations"],
    read,
    version: numbered,
    sql: whole,
};

/// The number is behind a word: `Migration20240626133555`.
fn numbered(stem: &str, text: &str) -> (Version, String) {
    match version::anywhere(stem) {
        Some((version, digits)) => (version, digits.to_owned()),
        None => by_name(stem, text),
    }
}

fn read<'a>(out: &mut Output, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
    let Some(call) = Call::of(script, expr, scope) else { return false };
    if !matches!(call.name, "addSql" | "execute" | "raw") {
        return false;
    }
    let Some(first) = call.expr(0) else { return false };
    match raw::statements(script, first, scope, out.dialect) {
        Some(statements) => out.statements.extend(statements),
        None if call.name == "addSql" => {
            out.unreadable(call.range.clone(), "SQL that is put together when it runs");
        }
        None => return false,
    }
    true
}
