//! refinery: `V1__name.sql` in a Rust crate that uses refinery. Run by number. `U1__name.sql` is forward as well (a version out of order).

use super::flyway;
use super::index::{Index, ancestors, file_name, parent};
use super::set::{Entry, ordered, roots, sets};
use super::version::{self, Version};
use super::{Layout, MigrationSet};

pub struct Refinery;

impl Layout for Refinery {
    fn name(&self) -> &'static str {
        "refinery"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let take = |name: &str| {
            let (digits, _) = name.strip_prefix(['V', 'U'])?.split_once("__")?;
            let is_version = version::is_digits(digits) && name.to_ascii_lowercase().ends_with(".sql");
            is_version.then(|| (Version(vec![version::number(digits)]), digits.to_owned()))
        };
        let accept = |folder, files: &[&std::sync::Arc<str>]| {
            files.iter().any(|path| flyway::is_versioned(file_name(path)))
                && (index.tool_is_named() || uses_refinery(index, folder))
        };
        let roots = roots(index, accept, take);
        let make = |(root, entries): (&str, Vec<Entry>)| sets(index, self.name(), root, ordered(entries));
        roots.into_iter().flat_map(make).collect()
    }
}

fn uses_refinery(index: &Index<'_>, folder: &str) -> bool {
    let Some((nearest, _)) = index.nearest(folder, &["Cargo.toml", "pom.xml", "build.gradle", "build.gradle.kts"])
    else {
        return false;
    };
    file_name(nearest) == "Cargo.toml"
        && ancestors(parent(nearest))
            .filter_map(|folder| index.read(index.marker(folder, "Cargo.toml")?))
            .any(|text| text.contains("refinery"))
}
