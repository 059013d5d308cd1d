//! `change` as Rails runs it on the way back: every operation turned round, the last one first (`ActiveRecord::Migration::CommandRecorder`).
//!
//! The edge: operations of gems (views, triggers, helpers of GitLab's) are turned round by their own recorders; a migration with one of them is left out.

use std::ops::Range;

use super::args::Args;
use super::operations::{Outcome, join_table, table};
use super::reader::Reader;
use crate::lang::facts::{CodeFacts, Expr};
use crate::migration::back::taken_back;
use crate::migration::script::{Scope, Script, Value, change};
use crate::model::change::{ChangeKind, Statement};
use crate::model::name::Dialect;

/// What the way back of a `change` comes to.
#[derive(Debug, Default)]
pub struct Turned {
    pub statements: Vec<Statement>,
    /// The first operation that Rails refuses to turn round, and why.
    pub one_way: Option<(String, &'static str, Range<usize>)>,
    /// Something was met of which it is not known how it is turned round.
    pub lost: bool,
}

/// How one operation is turned round.
pub(super) enum Turn<'a> {
    /// By what it makes.
    Taken,
    /// By another operation with these arguments.
    By(&'static str, Args<'a>),
    /// It has nothing to turn round.
    Nothing,
    /// Rails raises.
    OneWay(&'static str),
    Unknown,
}

/// How Rails turns an operation round; `None`: it is no operation.
pub(super) fn turn<'a>(name: &str, args: Args<'a>) -> Option<Turn<'a>> {
    let more = args.positions.len() + usize::from(!args.options.is_empty());
    let has = |option: &str| args.option(option).is_some();
    let one_way = |so: bool, why: &'static str, by: Turn<'a>| if so { by } else { Turn::OneWay(why) };
    Some(match name {
        "create_table"
        | "create_join_table"
        | "add_column"
        | "add_columns"
        | "add_timestamps"
        | "add_reference"
        | "add_belongs_to"
        | "add_references"
        | "add_foreign_key"
        | "add_check_constraint"
        | "add_index"
        | "add_unique_constraint"
        | "add_exclusion_constraint"
        | "rename_table"
        | "rename_column"
        | "rename_index"
        | "create_enum" => Turn::Taken,
        "remove_column" => {
            one_way(args.positions.len() > 2, "it does not say the column's type", Turn::By("add_column", args))
        }
        "remove_columns" => one_way(has("type"), "it does not say the columns' type", Turn::By("add_columns", args)),
        "remove_timestamps" => Turn::By("add_timestamps", args),
        "remove_reference" | "remove_belongs_to" => Turn::By("add_reference", args),
        "remove_index" => {
            let told = has("column") || args.positions.len() > 1;
            let mut args = args;
            if let (Some(column), 1) = (args.option("column").cloned(), args.positions.len()) {
                args.positions.push(column);
            }
            one_way(told, "it does not say the index's columns", Turn::By("add_index", args))
        }
        "remove_foreign_key" => {
            let told = args.positions.len() > 1 || has("to_table");
            let mut args = args;
            if let (Some(to), 1) = (args.option("to_table").cloned(), args.positions.len()) {
                args.positions.push(to);
            }
            one_way(told, "it does not say the other table", Turn::By("add_foreign_key", args))
        }
        "remove_check_constraint" => {
            one_way(args.positions.len() > 1, "it does not say the expression", Turn::By("add_check_constraint", args))
        }
        "change_column_default" => {
            let from = args.option("from").cloned().filter(|_| has("to"));
            let mut args = args;
            args.options.retain(|(name, _)| name != "to" && name != "from");
            args.options.extend(from.clone().map(|from| ("to".to_owned(), from)));
            one_way(from.is_some(), "it does not say `from:` and `to:`", Turn::By("change_column_default", args))
        }
        "change_column_null" => {
            let mut args = args;
            let turned = match args.positions.get(2) {
                Some(value) if value.is_true() => "false",
                Some(value) if value.is_false() => "true",
                _ => return Some(Turn::Unknown),
            };
            args.positions.truncate(2);
            args.positions.push(Value::Literal(turned.to_owned()));
            Turn::By("change_column_null", args)
        }
        "drop_table" => match args.block {
            Some(_) => Turn::By("create_table", args),
            None if more > 1 => Turn::Unknown,
            None => Turn::OneWay("it does not say what the table holds"),
        },
        "drop_join_table" => Turn::By("create_join_table", args),
        "change_column" => Turn::OneWay("it does not say what the column was"),
        "execute" => Turn::OneWay("Rails does not know what undoes SQL"),
        "add_enum_value" => Turn::OneWay("an enum's value cannot be taken away"),
        "change_column_comment"
        | "change_table_comment"
        | "enable_extension"
        | "disable_extension"
        | "disable_ddl_transaction!"
        | "say"
        | "say_with_time"
        | "up_only"
        | "safety_assured"
        | "reversible"
        | "transaction"
        | "suppress_messages" => Turn::Nothing,
        _ => return None,
    })
}

/// What going back over a `change` does; `None`: the migration has none.
pub fn of_change(facts: &CodeFacts, text: &str, dialect: Dialect) -> Option<Turned> {
    let there = facts.functions.iter().any(|function| function.name == "change");
    there.then(|| super::reader::turned(facts, text, dialect))
}

impl<'a> Reader<'a, '_> {
    /// One operation, with its table first, turned round. `false`: it is none.
    pub(super) fn turn_round(&mut self, name: &str, args: Args<'a>, range: &Range<usize>) -> bool {
        let plain = args.clone();
        match turn(name, args) {
            Some(Turn::Taken) => match self.operation(name, &plain, range) {
                Outcome::Changes(changes) => self.first(range.clone(), taken_back(&changes)),
                _ => self.turned().lost = true,
            },
            Some(Turn::By(other, args)) => match self.operation(other, &args, range) {
                Outcome::Changes(changes) if !changes.is_empty() => self.first(range.clone(), changes),
                _ => self.turned().lost = true,
            },
            Some(Turn::Nothing) => {}
            Some(Turn::OneWay(why)) => {
                self.turned().one_way.get_or_insert((name.to_owned(), why, range.clone()));
            }
            Some(Turn::Unknown) => self.turned().lost = true,
            // Only what is known to change nothing may be met beside.
            None => match self.operation(name, &plain, range) {
                Outcome::Other => return false,
                Outcome::Changes(changes) if changes.is_empty() => {}
                _ => self.turned().lost = true,
            },
        }
        true
    }

    /// One word of a block over a table, turned round: `t.string :a`, `t.remove :b, type: :string`.
    pub(super) fn turn_in_block(&mut self, name: &str, args: Args<'a>, range: &Range<usize>) {
        if turn(name, args.clone()).is_some() {
            self.turn_round(name, args, range);
            return;
        }
        match self.table_operation(name, args, range) {
            Outcome::Changes(changes) => self.first(range.clone(), taken_back(&changes)),
            Outcome::Other => {}
            _ => self.turned().lost = true,
        }
    }

    /// An operation of a `change` on the way back. `false`: it is none.
    pub(super) fn top_turned(
        &mut self,
        name: &str,
        expr: &'a Expr,
        script: &Script<'a>,
        scope: &mut Scope<'a>,
    ) -> bool {
        let args = Args::of(script, expr, scope);
        match (name, args.block) {
            ("create_table" | "create_join_table", _) => {
                let object = if name == "create_table" { args.at(0).and_then(table) } else { join_table(&args) };
                let Some(object) = object else {
                    self.turned().lost = true;
                    return true;
                };
                let if_exists = args.flag("if_not_exists") || self.guarded;
                let kind = ChangeKind::DropTable { if_exists, cascade: false };
                self.first(expr.range.clone(), vec![change(kind, object, expr.range.clone())]);
            }
            ("drop_table", Some(_)) | ("drop_join_table", _) => {
                let turned = self.back.take();
                let before = std::mem::take(&mut self.statements);
                let name = if name == "drop_table" { "create_table" } else { "create_join_table" };
                self.create_table(name, args, expr, script, scope);
                self.back = turned;
                self.statements.extend(before);
            }
            ("change_table", _) => self.change_table(args, script, scope),
            // What is reverted is done again, as it is written.
            ("revert", Some((_, body))) if args.positions.is_empty() => self.as_written(body, script, scope),
            ("revert", _) => self.turned().lost = true,
            ("up_only", _) => {}
            ("execute" | "safe_execute", _) => return self.turn_round("execute", args, &expr.range),
            (
                "exec_query" | "exec_update" | "query" | "create_function" | "create_trigger" | "update_function"
                | "update_trigger",
                _,
            ) => self.turned().lost = true,
            // What holds a block is read with what stands in it.
            (_, Some(_)) => return false,
            _ => return self.turn_round(name, args, &expr.range),
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang;
    use crate::model::change::StatementKind;

    #[test]
    fn changes_are_turned_round() {
        let cases: &[(&str, &str)] = &[
            ("add_column :users, :locale, :string", "DropColumn users"),
            ("add_column :users, :a, :string\nadd_index :users, :a", "DropIndex index_users_on_a, DropColumn users"),
            ("remove_column :users, :email, :string, null: false", "AddColumn users"),
            ("remove_column :users, :email", "remove_column: it does not say the column's type"),
            ("create_table :locales do |t|\nt.string :code\nend", "DropTable locales"),
            ("drop_table :locales do |t|\nt.string :code\nend", "CreateTable locales"),
            ("drop_table :locales", "drop_table: it does not say what the table holds"),
            ("drop_table :locales, force: :cascade", "?"),
            ("rename_column :users, :a, :b", "RenameColumn users"),
            ("change_column :users, :a, :text", "change_column: it does not say what the column was"),
            ("change_column_null :users, :a, false", "AlterColumn users"),
            ("change_column_default :users, :a, 1", "change_column_default: it does not say `from:` and `to:`"),
            ("change_column_default :users, :a, from: 1, to: 2", "AlterColumn users"),
            ("execute 'UPDATE users SET a = 1'", "execute: Rails does not know what undoes SQL"),
            ("remove_index :users, :a", "CreateIndex index_users_on_a"),
            ("remove_index :users, name: 'x'", "remove_index: it does not say the index's columns"),
            (
                "change_table :users do |t|\nt.string :a\nt.remove :b, type: :string\nend",
                "AddColumn users, DropColumn users",
            ),
            (
                "change_table :users do |t|\nt.change :a, :text\nend",
                "change_column: it does not say what the column was",
            ),
            (
                "reversible do |dir|\ndir.up { execute 'DROP VIEW a' }\ndir.down { execute 'DROP TABLE b' }\nend\nadd_column :users, :a, :string",
                "DropColumn users, DropTable b",
            ),
            ("reversible do |dir|\ndir.up { execute 'UPDATE users SET a = 1' }\nend", ""),
            ("up_only { execute 'UPDATE users SET a = 1' }\nadd_column :users, :a, :string", "DropColumn users"),
            ("User.update_all(a: 1)\nadd_column :users, :a, :string", "DropColumn users"),
            ("create_view :actives", "?"),
            ("add_column TABLE, :a, :string", "?"),
        ];
        for (body, expected) in cases {
            let text = format!("class A < ActiveRecord::Migration[7.1]\n  def change\n    {body}\n  end\nend\n");
            let facts = (lang::of_path("a.rb").unwrap().parse)(&text, "rb");
            let turned = of_change(&facts, &text, Dialect::Postgres).unwrap();
            let said: Vec<String> = turned
                .statements
                .iter()
                .flat_map(|one| match &one.kind {
                    StatementKind::Changes(changes) => changes.clone(),
                    _ => Vec::new(),
                })
                .map(|change| {
                    let kind = format!("{:?}", change.kind);
                    format!("{} {}", kind.split([' ', '{', '(']).next().unwrap_or_default(), change.object)
                })
                .collect();
            let said = match (turned.one_way, turned.lost) {
                (Some((name, why, _)), _) => format!("{name}: {why}"),
                (None, true) => "?".to_owned(),
                _ => said.join(", "),
            };
            assert_eq!(said, *expected, "{body}");
        }
    }
}
