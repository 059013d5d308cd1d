//! Diesel's columns in Rust: `users::email`, `users::dsl::email`, imports of either, and aliases of the table's module.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind};
use crate::model::reference::{Access, Certainty, Mechanism, Reference, Step};
use crate::orm::{CodeFile, Grammar};

use super::super::models::ModelUse;
use super::super::{is_test, symbol_at};
use super::Index;

/// The uses of watched columns of `table!` modules in a file.
pub(super) fn uses(file: &CodeFile, index: &Index<'_>, out: &mut Vec<ModelUse>) {
    if file.language.name != "rust" || !index.watches.iter().any(|watch| watch.grammar == Grammar::Diesel) {
        return;
    }
    // Local names: of modules of tables, and of columns that were imported by name or by a glob.
    let mut modules: HashMap<&str, &str> = HashMap::new();
    let mut columns: HashMap<&str, (&str, &str)> = HashMap::new();
    let mut globs: HashSet<&str> = HashSet::new();
    let mut found: Vec<(usize, Range<usize>)> = Vec::new();
    for watch in index.watches.iter().filter(|watch| watch.grammar == Grammar::Diesel) {
        modules.insert(&watch.model, &watch.model);
    }
    for import in &file.facts.imports {
        let path: Vec<&str> = import.module.split("::").chain(import.name.as_deref()).collect();
        let Some((last, before)) = path.split_last() else { continue };
        let table = |at: usize| before.len().checked_sub(at + 1).and_then(|at| before.get(at)).copied();
        // `schema::users::dsl::email`, `schema::users::email`
        let of = match table(0) {
            Some("dsl" | "columns") => table(1),
            other => other,
        };
        if modules.values().any(|model| model == last) && import.local != *last {
            modules.insert(&import.local, last);
        }
        if let Some(of) = of.filter(|of| index.by_model.contains_key(of)) {
            if *last == "*" {
                globs.insert(of);
            } else if index.by_attribute.contains_key(last) {
                columns.insert(&import.local, (of, last));
                report(index, of, last, import.range.clone(), &mut found);
            }
        }
    }
    let mut visit = |expr: &Expr| {
        expr.walk(&mut |expr| {
            match &expr.kind {
                ExprKind::Member { object, name, name_range } => {
                    let owner = match &object.kind {
                        ExprKind::Member { object, name, .. } if name == "dsl" || name == "columns" => {
                            object.last_name()
                        }
                        _ => object.last_name(),
                    };
                    if let Some(table) = owner.and_then(|owner| modules.get(owner)) {
                        report(index, table, name, name_range.clone(), &mut found);
                    }
                }
                ExprKind::Name(name) => {
                    if let Some((table, column)) = columns.get(name.as_str()) {
                        report(index, table, column, expr.range.clone(), &mut found);
                    } else {
                        for table in &globs {
                            report(index, table, name, expr.range.clone(), &mut found);
                        }
                    }
                }
                _ => {}
            }
            true
        });
    };
    for expr in file.facts.top.iter().chain(file.facts.functions.iter().flat_map(|function| &function.body)) {
        visit(expr);
    }
    for class in &file.facts.classes {
        class.decorators.iter().chain(&class.body).for_each(&mut visit);
        for field in &class.fields {
            field.decorators.iter().chain(&field.value).for_each(&mut visit);
        }
    }
    let mut seen = HashSet::new();
    for (at, range) in found {
        let watch = &index.watches[at];
        if !seen.insert((at, range.clone())) || (watch.place.path == *file.path() && watch.place.range == range) {
            continue;
        }
        let span = file.span(range.clone());
        out.push(ModelUse {
            target: watch.target.clone(),
            reference: Reference {
                access: Access::Read,
                mechanism: Mechanism::QueryKey,
                certainty: Certainty::Certain,
                proof: vec![
                    watch.why.clone(),
                    Step::at(format!("the column is named through the module `{}`", watch.model), span.clone()),
                ],
                symbol: symbol_at(file, range.start),
                test: is_test(file, range.start),
                span,
                reach: Default::default(),
            },
        });
    }
}

/// Notes a use of a column of a table's module, or of the table itself (`users::table`).
fn report(index: &Index<'_>, table: &str, name: &str, range: Range<usize>, found: &mut Vec<(usize, Range<usize>)>) {
    let Some(watches) = index.by_model.get(table) else { return };
    for at in watches {
        let watch = &index.watches[*at];
        if watch.grammar != Grammar::Diesel {
            continue;
        }
        let hit = match &watch.attribute {
            Some(attribute) => attribute == name,
            None => name == "table" || name == "dsl",
        };
        if hit {
            found.push((*at, range.clone()));
        }
    }
}
