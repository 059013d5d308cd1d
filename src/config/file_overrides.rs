//! `[[overrides]]` of the file: other levels for the migrations under some paths.

use toml::de::DeTable;

use super::{Key, Reader, Value};
use crate::config::Scoped;
use crate::config::keys::OVERRIDE;
use crate::model::finding::Level;

impl Reader<'_> {
    pub(super) fn overrides(&mut self, key: &Key<'_>, value: &Value<'_>) -> Vec<Scoped> {
        let Some(items) = value.get_ref().as_array() else {
            // One table can mean one thing only.
            return match value.get_ref().as_table() {
                Some(table) => self.scoped(table, value).into_iter().collect(),
                None => {
                    self.wrong_type(key, value, "tables: `[[overrides]]`");
                    Vec::new()
                }
            };
        };
        let mut all = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_table() {
                Some(table) => all.extend(self.scoped(table, item)),
                None => self.wrong_type(key, item, "tables: `[[overrides]]`"),
            }
        }
        all
    }

    fn scoped(&mut self, table: &DeTable<'_>, place: &Value<'_>) -> Option<Scoped> {
        let mut scoped = Scoped::default();
        let before = self.errors.len();
        // What is switched off counts after what is not, whatever the order of the keys.
        let mut allowed = Vec::new();
        for (key, value) in table {
            let level = match self.known(key, " in [[overrides]]", OVERRIDE) {
                "paths" => {
                    scoped.paths = self.globs(key, value).iter().map(|glob| self.prefixed(glob)).collect();
                    continue;
                }
                "deny" => Some(Level::Error),
                "warn" => Some(Level::Warning),
                "note" => Some(Level::Note),
                "allow" => {
                    allowed.extend(self.names(key, value).into_iter().map(|name| (name, None)));
                    continue;
                }
                _ => continue,
            };
            scoped.levels.extend(self.names(key, value).into_iter().map(|name| (name, level)));
        }
        scoped.levels.extend(allowed);
        // What is wrong in it says enough.
        if self.errors.len() > before {
            return None;
        }
        if scoped.paths.is_empty() {
            let help = Some("name the migrations: `paths = [\"legacy/**\"]`".to_owned());
            self.error(place.span(), "[[overrides]] without `paths`".to_owned(), None, help);
            return None;
        }
        if scoped.levels.is_empty() {
            let help = Some("name rules or groups: `allow = [\"lock\"]`, `warn`, `deny`, `note`".to_owned());
            self.error(place.span(), "[[overrides]] that change no level".to_owned(), None, help);
            return None;
        }
        Some(scoped)
    }
}
