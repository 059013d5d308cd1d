//! Attributes that TypeScript's types name: `Pick<Post, "id" | "rating">`, `Post["rating"]`. `Omit` takes names that the type does not have.
//!
//! The common tree keeps no types, so they are looked for in the text of the file, behind the name of a model that the file knows; comments are left out.

use std::ops::Range;

use crate::model::reference::{Access, Certainty, Mechanism};

use super::{Finder, Way};

impl Finder<'_, '_> {
    /// All of the file.
    pub(super) fn picked_by_types(&mut self) {
        if !self.is_script() || self.file.path().ends_with(".js") {
            return;
        }
        let text: &str = &self.file.source.text;
        let mut models: Vec<&str> = self.index.by_model.keys().copied().filter(|model| self.watched(model)).collect();
        models.sort_unstable();
        let mut found: Vec<(String, String, Range<usize>)> = Vec::new();
        for model in models {
            for (at, _) in text.match_indices(model) {
                let (before, behind) = (text.get(..at).unwrap_or_default(), at + model.len());
                let rest = text.get(behind..).unwrap_or_default();
                let line = before.rsplit('\n').next().unwrap_or_default();
                if line.contains("//") || line.trim_start().starts_with('*') || line.contains("/*") {
                    continue;
                }
                let end = match rest.as_bytes().first() {
                    Some(b',') if before.ends_with("Pick<") => rest.find('>'),
                    // A class has no attributes under an index, its type has.
                    Some(b'[')
                        if before.ends_with(": ")
                            || line.trim_start().starts_with("type ")
                            || line.contains("export type ") =>
                    {
                        rest.find(']')
                    }
                    _ => None,
                };
                let Some(list) = end.and_then(|end| rest.get(..end)) else { continue };
                if list.len() > 2_000 {
                    continue;
                }
                let mut from = 0;
                while let Some(open) = list.get(from..).and_then(|rest| rest.find(['"', '\''])).map(|open| open + from)
                {
                    let Some(close) = list.get(open + 1..).and_then(|rest| rest.find(['"', '\''])) else { break };
                    let range = open + 1..open + 1 + close;
                    let name = list.get(range.clone()).unwrap_or_default();
                    found.push((model.to_owned(), name.to_owned(), behind + range.start..behind + range.end));
                    from = range.end + 1;
                }
            }
        }
        for (model, name, range) in found {
            let way = Way { mechanism: Mechanism::Member, access: Access::Read, certainty: Certainty::Likely };
            self.attribute(&model, &name, &range, way, format!("a type names it of `{model}`"));
        }
    }
}
