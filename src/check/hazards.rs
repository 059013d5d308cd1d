//! What the pending migrations do to a database that is in use: each set's statements through `hazard`, with what the configuration says of its database.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::database::Database;
use super::declarative;
use crate::catalog::Catalog;
use crate::config::{Config, Scope};
use crate::hazard::{self, Setting};
use crate::migration::{MigrationFile, transaction};
use crate::model::event::Event;
use crate::source::{Revision, Sources, Span, Tree};

/// The operations of every set of migrations. What a declared schema would need is written by its tool, so nothing is said of how.
pub fn events(config: &Config, head: &dyn Tree, databases: &[Database], based: bool, sources: &Sources) -> Vec<Event> {
    let mut events = Vec::new();
    for database in databases.iter().filter(|database| !declarative::is_declared(&database.set)) {
        let configured =
            config.databases.iter().find(|one| one.name == database.set.group || one.name == database.set.name);
        // Where every migration is pending, each was released alone, and the schema before is what the earlier ones made.
        let file_by_file = matches!(config.scope, Scope::All) || (!based && !matches!(config.scope, Scope::Files(_)));
        let beside = beside(head, database);
        let setting = Setting {
            database: &database.set.name,
            dialect: database.dialect,
            layout: database.set.layout,
            version: configured.and_then(|one| one.version),
            large: &config.large,
            beside: &beside,
            file_by_file,
            guarded: guarded(database, sources),
        };
        let before = if file_by_file { Catalog::new(database.dialect) } else { database.before.clone() };
        let pending = database.pending.iter().map(|placed| (&placed.statement, &placed.origin));
        events.extend(hazard::events(&setting, before, pending, sources));
    }
    events
}

/// The settings that stand beside each pending migration.
fn beside(head: &dyn Tree, database: &Database) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for path in database.pending.iter().map(|placed| &placed.origin.path) {
        let files = transaction::beside(database.set.layout, path);
        if files.is_empty() || found.contains_key(&**path) {
            continue;
        }
        let texts: Vec<String> = files.iter().filter_map(|file| Some(head.read(file)?.to_string())).collect();
        found.insert(path.to_string(), texts.join("\n"));
    }
    found
}

/// Tables that any migration of the set makes a policy for.
fn guarded(database: &Database, sources: &Sources) -> BTreeSet<String> {
    let text = |file: &MigrationFile| {
        let whole = Span { path: Arc::from(&*file.path), revision: Revision::Head, range: 0..0 };
        sources.text(&whole).cloned()
    };
    let texts = database.set.files.iter().filter_map(text);
    texts.flat_map(|text| hazard::guarded(&text, database.dialect)).collect()
}
