//! Uses files on the command line and in the configuration: globs are resolved here, since a shell may leave them as they are.

use std::path::{Component, Path, PathBuf};

use globset::GlobBuilder;

use crate::config::{Config, uses};

use super::settings::SettingsError;

/// How deep folders are looked through for `**`.
const DEPTH: usize = 12;
/// More files than these are a mistake.
const MOST: usize = 10_000;

/// Reads the files that the command line names, else those of the configuration.
pub(super) fn read(given: &[String], config: &mut Config) -> Result<(), SettingsError> {
    let named: Vec<(String, PathBuf)> = match given {
        [] => config.uses_files.iter().map(|glob| (glob.clone(), config.root.join(glob))).collect(),
        given => given.iter().map(|glob| (glob.clone(), PathBuf::from(glob))).collect(),
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for (name, path) in named {
        let found = files(&path).map_err(|error| failed(format!("`{name}` is no glob: {error}")))?;
        if found.is_empty() {
            return Err(failed(format!("no uses file `{name}` is there")));
        }
        paths.extend(found);
    }
    paths.sort();
    paths.dedup();
    if paths.len() > MOST {
        return Err(failed(format!("{} uses files are more than {MOST}", paths.len())));
    }
    let root = config.root.clone();
    for path in paths {
        let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        config.uses.push(uses::load(&path, &name).map_err(failed)?);
    }
    Ok(())
}

/// The files that a path with wildcards means; a path that is there is itself.
fn files(path: &Path) -> Result<Vec<PathBuf>, String> {
    if path.exists() {
        return Ok(vec![path.to_owned()]);
    }
    let has_wildcard = |part: &Component<'_>| part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']);
    let fixed: PathBuf = path.components().take_while(|part| !has_wildcard(part)).collect();
    let rest: PathBuf = path.components().skip_while(|part| !has_wildcard(part)).collect();
    if rest.as_os_str().is_empty() {
        return Ok(Vec::new());
    }
    let rest = rest.to_string_lossy().replace('\\', "/");
    let glob = GlobBuilder::new(&rest).literal_separator(true).build().map_err(|error| error.to_string())?;
    let matcher = glob.compile_matcher();
    let folder = if fixed.as_os_str().is_empty() { PathBuf::from(".") } else { fixed.clone() };
    let deep = if rest.contains("**") { DEPTH } else { rest.split('/').count() };
    let mut found = Vec::new();
    look(&folder, Path::new(""), deep, &mut |relative| {
        if matcher.is_match(relative) {
            found.push(fixed.join(relative));
        }
    });
    Ok(found)
}

fn look(folder: &Path, relative: &Path, deep: usize, visit: &mut dyn FnMut(&Path)) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (path, relative) = (entry.path(), relative.join(entry.file_name()));
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && deep > 1 => look(&path, &relative, deep - 1, visit),
            Ok(kind) if !kind.is_dir() && path.is_file() => visit(&relative),
            _ => {}
        }
    }
}

fn failed(message: String) -> SettingsError {
    SettingsError::Option { message, tip: None }
}
