//! Files that hold one version each of a view, function or trigger (Rails' scenic and fx: `db/views/members_v02.sql`): only the newest is what the database has.

use std::collections::HashMap;
use std::sync::Arc;

/// Where such files stand.
const FOLDERS: &[&str] = &["db/functions", "db/triggers", "db/views"];

/// The object and the version that a path is of.
fn version(path: &str) -> Option<(&str, u32)> {
    let (folder, file) = path.rsplit_once('/')?;
    let is_of_these = FOLDERS
        .iter()
        .any(|own| folder.strip_suffix(own).is_some_and(|before| before.is_empty() || before.ends_with('/')));
    let (_, number) = file.strip_suffix(".sql")?.rsplit_once("_v").filter(|_| is_of_these)?;
    let object = &path[..path.len() - number.len() - ".sql".len()];
    Some((object, number.parse().ok()?))
}

/// The newest version of each object.
pub struct Newest<'p>(HashMap<&'p str, u32>);

impl<'p> Newest<'p> {
    /// Of these paths.
    pub fn of(paths: &'p [Arc<str>]) -> Self {
        let mut newest: HashMap<&str, u32> = HashMap::new();
        for (object, number) in paths.iter().filter_map(|path| version(path)) {
            let known = newest.entry(object).or_default();
            *known = number.max(*known);
        }
        Self(newest)
    }

    /// Whether a newer version has taken the place of what a path holds.
    pub fn replaces(&self, path: &str) -> bool {
        version(path).is_some_and(|(object, number)| self.0.get(object).is_some_and(|newest| number < *newest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_versions_are_replaced() {
        let paths: Vec<Arc<str>> = [
            "db/views/a_v01.sql",
            "db/views/a_v10.sql",
            "db/views/b_v01.sql",
            "x/db/functions/a_v1.sql",
            "views/c_v1.sql",
            "views/c_v2.sql",
        ]
        .map(Arc::from)
        .to_vec();
        let newest = Newest::of(&paths);
        for (path, replaced) in [
            ("db/views/a_v01.sql", true),
            ("db/views/a_v10.sql", false),
            ("db/views/b_v01.sql", false),
            ("x/db/functions/a_v1.sql", false),
            ("views/c_v1.sql", false),
            ("db/views/a_vé.sql", false),
        ] {
            assert_eq!(newest.replaces(path), replaced, "{path}");
        }
    }
}
