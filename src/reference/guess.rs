//! Places where only the name matches: `x.waybill_number` and `x["waybill_number"]`, whatever `x` is.
//!
//! Weak evidence, and reported as such ([`Certainty::Possible`]). Only names that say something are looked for: of two words or more, and of
//! no other table, whose column the place would as well be.

use std::collections::HashMap;
use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind};
use crate::model::reference::{Access, Certainty, Mechanism, Reference, Step};
use crate::orm::CodeFile;

use super::models::{KnownTable, ModelUse, Target};
use super::named::bit;

/// The names to look for, each with the table that loses it.
pub struct Names {
    all: HashMap<String, Target>,
    /// A bit for each length that one has: most members are told off here.
    lengths: u64,
}

impl Names {
    /// The columns that go away and whose names say something.
    pub fn of(tables: &[KnownTable]) -> Self {
        let telling = |column: &&String| column.trim_matches('_').contains('_');
        let gone = || tables.iter().flat_map(|table| &table.gone).filter(telling);
        // Who has a column of the name, its own table aside if it goes there.
        let mut owners: HashMap<String, Vec<(usize, &String)>> =
            gone().map(|column| (column.to_ascii_lowercase(), Vec::new())).collect();
        if owners.is_empty() {
            return Self { all: HashMap::new(), lengths: 0 };
        }
        for (at, table) in tables.iter().enumerate() {
            for own in &table.columns {
                owners.entry(own.to_ascii_lowercase()).and_modify(|owners| owners.push((at, own)));
            }
        }
        let mut names = HashMap::new();
        for (at, table) in tables.iter().enumerate() {
            for column in table.gone.iter().filter(telling) {
                let name = column.to_ascii_lowercase();
                let stays = |(other, own): &(usize, &String)| *other != at || !table.gone.contains(own);
                if !owners.get(&name).is_some_and(|owners| owners.iter().any(stays)) {
                    names.insert(name, Target { table: at, column: Some(column.clone()) });
                }
            }
        }
        let lengths = names.keys().fold(0, |lengths, name| lengths | bit(name.len()));
        Self { all: names, lengths }
    }

    fn of_text(&self, name: &str) -> Option<&Target> {
        if self.lengths & bit(name.len()) == 0 {
            return None;
        }
        self.all.get(&name.to_ascii_lowercase())
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

/// The places of a file that bear one of the names.
pub fn uses(file: &CodeFile, names: &Names) -> Vec<ModelUse> {
    let facts = &file.facts;
    let mut found = Vec::new();
    let mut visit = |expr: &Expr| {
        let target = match &expr.kind {
            ExprKind::Member { name, name_range, .. } => names.of_text(name).zip(Some(name_range)),
            ExprKind::Index { index, .. } => {
                index.as_text().and_then(|name| names.of_text(&name)).zip(Some(&index.range))
            }
            _ => None,
        };
        if let Some((target, range)) = target {
            found.push(one(file, target, range.clone()));
        }
    };
    let fields = facts.classes.iter().flat_map(|class| &class.fields);
    let in_classes = facts.classes.iter().flat_map(|class| class.decorators.iter().chain(&class.body));
    let in_functions = facts.functions.iter().flat_map(|function| function.decorators.iter().chain(&function.body));
    let values = fields.flat_map(|field| field.decorators.iter().chain(&field.value));
    for root in facts.top.iter().chain(in_classes).chain(values).chain(in_functions) {
        root.walk(&mut |expr| {
            visit(expr);
            true
        });
    }
    found
}

fn one(file: &CodeFile, target: &Target, range: Range<usize>) -> ModelUse {
    let span = file.span(range.clone());
    ModelUse {
        target: target.clone(),
        reference: Reference {
            access: Access::Read,
            mechanism: Mechanism::Name,
            certainty: Certainty::Possible,
            proof: vec![Step::at("only the name matches: what it is taken from is not known", span.clone())],
            symbol: super::symbol_at(file, range.start),
            test: super::is_test(file, range.start),
            span,
            reach: Default::default(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang;
    use crate::source::{Revision, SourceFile};

    fn found(gone: &str, elsewhere: &str, code: &str) -> Vec<String> {
        let tables = [
            KnownTable { columns: vec![gone.into()], gone: vec![gone.into()], ..KnownTable::default() },
            KnownTable { columns: vec![elsewhere.into()], ..KnownTable::default() },
        ];
        let language = lang::of_path("a.js").expect("JavaScript is read");
        let source = SourceFile::new("a.js", Revision::Head, code);
        let facts = (language.parse)(code, "js");
        let file = CodeFile { source, language, facts, test: false };
        let text = |one: &ModelUse| code[one.reference.span.range.clone()].to_string();
        uses(&file, &Names::of(&tables)).iter().map(text).collect()
    }

    #[test]
    fn names_that_say_something() {
        for (gone, elsewhere, code, expected) in [
            ("way_bill", "id", "function f(x) { return x.way_bill }", &["way_bill"][..]),
            ("way_bill", "id", "f(x['way_bill'])", &["'way_bill'"]),
            ("way_bill", "id", "class A { m() { return g(this.b.WAY_BILL) } }", &["WAY_BILL"]),
            ("way_bill", "Way_Bill", "f(x.way_bill)", &[]),
            ("name", "id", "f(x.name)", &[]),
            ("_id", "id", "f(x._id)", &[]),
            ("way_bill", "id", "f(way_bill, x.waybill)", &[]),
        ] {
            assert_eq!(found(gone, elsewhere, code), expected, "{gone} {elsewhere} {code}");
        }
    }
}
