//! The root changelog that the application names: `spring.liquibase.change-log` and its like in `application.yml` and `application.properties`.
//!
//! Roots that stand beside it and that nothing names are not run by the application.

use crate::migration::index::{Index, parent};

/// Files of settings, and how those of profiles begin and end.
const NAMES: &[&str] = &["application.yml", "application.yaml", "application.properties"];

/// Leaves out the roots that stand beside one that is named, and are not named themselves.
pub fn only_named<'t>(index: &Index<'t>, masters: Vec<&'t str>) -> Vec<&'t str> {
    let named = change_logs(index);
    if named.is_empty() {
        return masters;
    }
    let is_named = |path: &str| named.iter().any(|name| path == name || path.ends_with(&format!("/{name}")));
    let beside = |path: &str| masters.iter().any(|other| parent(other) == parent(path) && is_named(other));
    masters.iter().copied().filter(|path| is_named(path) || !beside(path)).collect()
}

/// The paths that settings name, without `classpath:`.
fn change_logs(index: &Index<'_>) -> Vec<String> {
    let is_settings = |name: &str| {
        NAMES.contains(&name)
            || (name.starts_with("application-")
                && [".yml", ".yaml", ".properties"].iter().any(|end| name.ends_with(end)))
    };
    let texts = index.called(is_settings).into_iter().filter_map(|path| index.read(path));
    texts.flat_map(|text| text.lines().filter_map(change_log).collect::<Vec<_>>()).collect()
}

/// The path in `change-log: classpath:/db/changelog/master.yaml` or `spring.liquibase.change-log=…`.
fn change_log(line: &str) -> Option<String> {
    let line = line.trim();
    let (key, value) = line.split_once(['=', ':'])?;
    let key = key.trim().rsplit('.').next()?.to_ascii_lowercase().replace('-', "");
    let value = value.trim().trim_matches(['"', '\'']);
    let path = value.strip_prefix("classpath:").unwrap_or(value).trim_start_matches('/');
    (key == "changelog" && !line.starts_with('#') && !path.is_empty() && !path.contains("${")).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::change_log;

    #[test]
    fn lines() {
        for (line, expected) in [
            ("    change-log: classpath:/db/master.yaml", Some("db/master.yaml")),
            ("spring.liquibase.changeLog = \"classpath:db/master.xml\"", Some("db/master.xml")),
            ("quarkus.liquibase.change-log=db/changeLog.xml", Some("db/changeLog.xml")),
            ("change-log: ${LOG}", None),
            ("# change-log: x", None),
            ("change-log:", None),
            ("contexts: test", None),
        ] {
            assert_eq!(change_log(line).as_deref(), expected, "{line}");
        }
    }
}
