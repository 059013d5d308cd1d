//! Which commit a folder has checked out, and what its repository is called. Nothing else of git is asked.

use std::path::Path;

use super::git::{Git, Objects};

/// A repository as it is checked out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkout {
    pub commit: Option<String>,
    /// The day of the commit.
    pub day: Option<String>,
    /// Files that git knows differ from the commit.
    pub dirty: bool,
    /// The last part of the address that it was cloned from, else the folder's name.
    pub name: String,
}

impl Checkout {
    /// Asks git, where there is one.
    pub fn of(root: &Path) -> Self {
        let folder = root.canonicalize().ok().and_then(|root| Some(root.file_name()?.to_string_lossy().into_owned()));
        let name = folder.unwrap_or_else(|| "repository".to_owned());
        let Ok((git, _)) = Git::open(root) else { return Self { name, ..Self::default() } };
        let commit = Objects::new(root).commit("HEAD");
        Self {
            day: commit.as_ref().map(|commit| commit.day()),
            dirty: commit.is_some() && git.changes(&["HEAD"]).is_ok_and(|changes| !changes.is_empty()),
            commit: commit.map(|commit| commit.id),
            name: git.origin().and_then(|url| named(&url)).unwrap_or(name),
        }
    }
}

/// The repository's name in an address: `git@host:team/billing.git` is `billing`.
fn named(url: &str) -> Option<String> {
    let last = url.trim_end_matches('/').rsplit(['/', ':', '\\']).next()?;
    let name = last.strip_suffix(".git").unwrap_or(last);
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_called_as_its_origin() {
        for (url, name) in [
            ("git@host:team/billing.git", Some("billing")),
            ("https://host/team/billing/", Some("billing")),
            ("/srv/git/shop.git", Some("shop")),
            ("host:shop", Some("shop")),
            ("/", None),
        ] {
            assert_eq!(named(url).as_deref(), name, "{url}");
        }
    }
}
