//! A uses file, written: `config::uses` has its form. One line a query or use, in the order of the code, so that the same input gives the same bytes and a difference can
//! be read.

use std::collections::HashMap;

use serde::Serialize;

use crate::config::uses::{
    ACCESSES, At, CLAUSES, VERSION, WireColumn, WireConflict, WireIndex, WireInsert, WireLiteral, WireModel, WireNull,
    WireQuery, WireTable, word,
};
use crate::model::index::{Index, ModelUse, Place, QueryUse};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::Certainty;

/// The text of a uses file.
pub fn render(index: &Index) -> String {
    let mut writer = Writer::default();
    let queries: Vec<String> = index.queries.iter().map(|one| line(&writer.query(one))).collect();
    let models: Vec<String> = index.models.iter().map(|one| line(&writer.model(one))).collect();
    let header = &index.header;
    let wire = WireIndex {
        version: VERSION,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        service: header.service.name.clone(),
        commit: header.service.commit.clone(),
        day: header.day.clone(),
        dirty: header.dirty,
        dialect: header.dialect.map(|dialect| dialect.name().to_owned()),
        schema: header.known_by.name().to_owned(),
        tree: if header.deployed { "deployed" } else { "head" }.to_owned(),
        shard: header.shard.map(|shard| (shard.part, shard.of)),
        ..WireIndex::default()
    };
    let mut text = String::from("{\n");
    if let Ok(serde_json::Value::Object(keys)) = serde_json::to_value(&wire) {
        // The version comes first, whatever the order of the map is.
        text.push_str(&format!("\"migcheck-uses\": {VERSION},\n"));
        for (key, value) in &keys {
            if !matches!(key.as_str(), "migcheck-uses" | "paths" | "texts" | "queries" | "models") {
                text.push_str(&format!("{}: {value},\n", line(key)));
            }
        }
    }
    let paths: Vec<String> = writer.paths.all.iter().map(line).collect();
    let texts: Vec<String> = writer.texts.all.iter().map(line).collect();
    let lists = [("paths", paths), ("texts", texts), ("queries", queries), ("models", models)];
    let lists = lists.map(|(name, lines)| match lines.is_empty() {
        true => format!("\"{name}\": []"),
        false => format!("\"{name}\": [\n{}\n]", lines.join(",\n")),
    });
    text.push_str(&lists.join(",\n"));
    text.push_str("\n}\n");
    text
}

fn line<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Strings by their number.
#[derive(Default)]
struct Numbered {
    all: Vec<String>,
    known: HashMap<String, usize>,
}

impl Numbered {
    fn of(&mut self, text: &str) -> usize {
        if let Some(number) = self.known.get(text) {
            return *number;
        }
        self.all.push(text.to_owned());
        self.known.insert(text.to_owned(), self.all.len() - 1);
        self.all.len() - 1
    }
}

#[derive(Default)]
struct Writer {
    paths: Numbered,
    texts: Numbered,
}

impl Writer {
    fn at(&mut self, place: &Place) -> At {
        (self.paths.of(&place.path), place.at.line, place.at.column, place.range.start, place.range.end)
    }

    fn query(&mut self, of: &QueryUse) -> WireQuery {
        let mut at = |range: &std::ops::Range<usize>| match of.places.get(range.start) {
            Some(place) => self.at(place),
            None => (0, 1, 1, 0, 0),
        };
        let query = &of.query;
        let columns = query.columns.iter().map(|one| WireColumn {
            name: ident(&one.column),
            access: word(ACCESSES, &one.access).to_owned(),
            of: one.qualifier.clone(),
            qualified: one.qualified,
            scopes: one.scopes.clone(),
            opaque: one.opaque,
            clause: word(CLAUSES, &one.clause).to_owned(),
            at: at(&one.range),
        });
        let columns = columns.collect();
        let tables = query.tables.iter().map(|one| WireTable {
            name: object(&one.name),
            alias: one.alias.as_ref().map(|alias| alias.value.clone()),
            access: word(ACCESSES, &one.access).to_owned(),
            at: at(&one.range),
        });
        let tables = tables.collect();
        let every = query.stars.iter().map(|one| (one.tables.clone(), at(&one.range))).collect();
        let mut inserts = Vec::new();
        for one in &query.inserts {
            let given = one.columns.as_ref().map(|given| {
                let given = given.iter().map(|own| (ident(own), (!own.range.is_empty()).then(|| at(&own.range))));
                given.collect()
            });
            inserts.push(WireInsert {
                table: one.table,
                columns: given,
                values: one.values,
                defaults: one.defaults.clone(),
                at: at(&one.range),
            });
        }
        let conflicts = query.conflicts.iter().map(|one| WireConflict {
            table: one.table,
            columns: one.columns.iter().map(ident).collect(),
            constraint: one.constraint.as_ref().map(ident),
            at: at(&one.range),
        });
        let conflicts = conflicts.collect();
        let literals = query.literals.iter().map(|one| WireLiteral {
            column: one.column,
            place: one.place,
            cast: one.cast.as_ref().map(object),
            value: one.value.clone(),
            at: at(&one.range),
        });
        let literals = literals.collect();
        let nulls = query.nulls.iter().map(|one| WireNull { column: one.column, place: one.place, at: at(&one.range) });
        let nulls = nulls.collect();
        let calls = query.calls.iter().map(|one| (object(one), at(&one.name.range)));
        let calls = calls.collect();
        let types = query.types.iter().map(|one| (object(one), at(&one.name.range)));
        let types = types.collect();
        WireQuery {
            how: self.texts.of(&of.how),
            by: of.mechanism.name().to_owned(),
            symbol: of.symbol.as_deref().map(|symbol| self.texts.of(symbol)),
            test: of.test,
            prisma: of.prisma,
            renames: of.only_renames,
            approximate: query.approximate,
            most: (of.at_most != Certainty::Certain).then(|| of.at_most.name().to_owned()),
            tables,
            columns,
            every,
            inserts,
            conflicts,
            literals,
            nulls,
            calls,
            types,
        }
    }

    fn model(&mut self, of: &ModelUse) -> WireModel {
        WireModel {
            schema: of.schema.clone(),
            table: of.table.clone(),
            column: of.column.clone(),
            omits: of.omits,
            but: of.but.clone(),
            access: word(ACCESSES, &of.access).to_owned(),
            by: of.mechanism.name().to_owned(),
            certainty: of.certainty.name().to_owned(),
            why: of
                .proof
                .iter()
                .map(|(text, place)| (self.texts.of(text), place.as_ref().map(|place| self.at(place))))
                .collect(),
            symbol: of.symbol.as_deref().map(|symbol| self.texts.of(symbol)),
            test: of.test,
            at: self.at(&of.place),
        }
    }
}

fn ident(name: &Ident) -> String {
    if name.quoted { format!("\"{}\"", name.value) } else { name.value.clone() }
}

fn object(name: &ObjectName) -> Vec<String> {
    name.qualifiers.iter().chain([&name.name]).map(ident).collect()
}
