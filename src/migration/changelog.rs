//! Liquibase's changelogs in XML and YAML, read only for the SQL files that they name, in order.
//!
//! Changes that are written in XML or YAML themselves are not read, nor are SQL files of a rollback.

/// What a changelog pulls in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pull {
    /// A file: another changelog or SQL.
    File { path: String, relative: bool },
    /// A folder, in the order of its paths.
    All { path: String, relative: bool },
}

/// What a changelog names, in order.
pub fn pulls(name: &str, text: &str) -> Vec<Pull> {
    if name.to_ascii_lowercase().ends_with(".xml") { of_xml(text) } else { of_yaml(text) }
}

fn of_xml(text: &str) -> Vec<Pull> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut rollbacks = 0_usize;
    while let Some(at) = rest.find('<') {
        rest = rest.get(at + 1..).unwrap_or("");
        if let Some(after) = rest.strip_prefix("!--") {
            rest = after.find("-->").and_then(|end| after.get(end + 3..)).unwrap_or("");
            continue;
        }
        let Some(end) = rest.find('>') else { break };
        let tag = rest.get(..end).unwrap_or("");
        rest = rest.get(end + 1..).unwrap_or("");
        let element = tag.split([' ', '\t', '\r', '\n', '/']).next().unwrap_or("");
        match element {
            "rollback" if !tag.ends_with('/') => rollbacks += 1,
            "" if tag.trim_end() == "/rollback" => rollbacks = rollbacks.saturating_sub(1),
            "include" | "includeAll" | "sqlFile" if rollbacks == 0 => {
                let relative = attribute(tag, "relativeToChangelogFile").is_some_and(|value| value == "true");
                let all = element == "includeAll";
                let path = attribute(tag, if element == "include" { "file" } else { "path" });
                found.extend(path.map(|path| pull(path, relative, all)));
            }
            _ => {}
        }
    }
    found
}

fn pull(path: &str, relative: bool, all: bool) -> Pull {
    let path = path.strip_prefix("classpath:").unwrap_or(path).trim_start_matches('/').to_owned();
    if all { Pull::All { path, relative } } else { Pull::File { path, relative } }
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let at = tag.match_indices(name).map(|(at, _)| at).find(|at| {
        tag.get(..*at).is_some_and(|before| before.ends_with(char::is_whitespace))
            && tag.get(at + name.len()..).is_some_and(|after| after.trim_start().starts_with('='))
    })?;
    let value = tag.get(at + name.len()..)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next()
}

/// Line by line: `include:`, `includeAll:` or `sqlFile:`, then `file:` or `path:` below it, deeper than the key.
fn of_yaml(text: &str) -> Vec<Pull> {
    let mut found: Vec<Pull> = Vec::new();
    let mut open: Option<(usize, &str)> = None;
    let mut rollback: Option<usize> = None;
    for line in text.lines() {
        let trimmed = line.trim_start_matches([' ', '-']);
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let indent = line.len() - trimmed.len();
        if rollback.is_some_and(|at| indent > at) {
            continue;
        }
        rollback = None;
        let Some((key, value)) = trimmed.split_once(':') else { continue };
        let value = value.split(" #").next().unwrap_or(value).trim().trim_matches(['"', '\'']);
        if open.is_some_and(|(at, _)| indent <= at) {
            open = None;
        }
        match (key.trim(), open) {
            ("rollback", _) => rollback = Some(indent),
            ("include" | "includeAll" | "sqlFile", _) => open = Some((indent, key.trim())),
            ("file", Some((_, "include"))) => found.push(pull(value, false, false)),
            ("path", Some((_, of @ ("includeAll" | "sqlFile")))) => found.push(pull(value, false, of == "includeAll")),
            ("relativeToChangelogFile", Some(_)) if value == "true" => {
                if let Some(Pull::File { relative, .. } | Pull::All { relative, .. }) = found.last_mut() {
                    *relative = true;
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changelogs_name_files_in_order() {
        let file = |path: &str, relative| Pull::File { path: path.into(), relative };
        let all = |path: &str| Pull::All { path: path.into(), relative: false };
        let xml = "<databaseChangeLog><!-- <include file='no.sql'/> -->\n<include file=\"a/b.sql\" relativeToChangelogFile=\"true\"/>\
            <includeAll path='classpath:db/x'/><changeSet><sqlFile path=\"c.sql\"/><rollback><sqlFile path=\"d.sql\"/></rollback></changeSet>\
            <include\n  file='e.xml'/>";
        assert_eq!(
            pulls("m.xml", xml),
            [file("a/b.sql", true), all("db/x"), file("c.sql", false), file("e.xml", false)]
        );
        let yaml = "databaseChangeLog:\n  - include:\n      file: a/b.sql\n      relativeToChangelogFile: true\n  - includeAll:\n      path: db/x\n\
            \x20 - changeSet:\n      changes:\n        - sqlFile:\n            path: \"c.sql\"\n      rollback:\n        - sqlFile:\n            path: d.sql\n  - include: \n      file: e.xml # x\n";
        assert_eq!(
            pulls("m.yaml", yaml),
            [file("a/b.sql", true), all("db/x"), file("c.sql", false), file("e.xml", false)]
        );
    }
}
