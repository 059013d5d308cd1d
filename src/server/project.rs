//! What is known of one project since its last check.

use std::path::{Path, PathBuf};

use crate::check::{Outcome, Places};
use crate::config::Config;
use crate::rule::Selection;

/// A project, as it was when it was checked.
pub(super) struct Project {
    pub root: PathBuf,
    /// With the texts of the editor in it.
    pub config: Config,
    pub outcome: Outcome,
    pub selection: Selection,
    /// What uses what; `None`: not known yet.
    pub places: Option<Places>,
}

impl Project {
    /// The path of a file of the project as reports write it.
    pub fn relative(&self, path: &Path) -> Option<String> {
        relative(&self.root, path)
    }
}

/// The path of a file below a root, with `/`.
pub(super) fn relative(root: &Path, path: &Path) -> Option<String> {
    let inside = match path.strip_prefix(root) {
        Ok(inside) => inside.to_owned(),
        // The client may name the folder through a symbolic link, and git without it.
        Err(_) => path.canonicalize().ok()?.strip_prefix(root.canonicalize().ok()?).ok()?.to_owned(),
    };
    let text = inside.to_str()?;
    Some(if cfg!(windows) { text.replace('\\', "/") } else { text.to_owned() }).filter(|text| !text.is_empty())
}
