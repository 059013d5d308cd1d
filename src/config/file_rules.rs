//! `[rules.<slug>]` of the file: the level, and the options, which only the rule itself can judge.

use toml::de::DeValue;

use super::{Key, Reader, Settings, Value};
use crate::config::keys::LEVELS;
use crate::config::{RuleOption, RuleValue};
use crate::model::finding::Level;

impl Reader<'_> {
    pub(super) fn rules(&mut self, key: &Key<'_>, value: &Value<'_>, settings: &mut Settings) {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(key, value, "tables: `[rules.<name>]`");
            return;
        };
        let mut rules: Vec<_> = table.iter().collect();
        rules.sort_by_key(|(name, _)| name.span().start);
        for (name, value) in rules {
            let slug = name.get_ref().to_string();
            let Some(table) = value.get_ref().as_table() else {
                let help = Some(format!("write `[rules.{slug}]` and, below it, `level = \"warning\"`"));
                self.error(value.span(), format!("`rules.{slug}` is no table"), None, help);
                continue;
            };
            self.places.push((slug.clone(), name.span()));
            for (key, value) in table {
                if key.get_ref() == "level" {
                    let level = self.one_of(key, value, LEVELS).map(|name| Level::named(&name));
                    settings.levels.extend(level.map(|level| (slug.clone(), level)));
                    continue;
                }
                settings.options.push(RuleOption {
                    rule: slug.clone(),
                    name: key.get_ref().to_string(),
                    value: scalar(value.get_ref()),
                    key: key.span(),
                    place: value.span(),
                });
            }
        }
    }
}

fn scalar(value: &DeValue<'_>) -> RuleValue {
    match value {
        DeValue::Integer(number) => number.as_str().parse().map_or(RuleValue::Other("a number"), RuleValue::Number),
        DeValue::String(text) => RuleValue::Text(text.to_string()),
        other => RuleValue::Other(other.type_str()),
    }
}
