//! The files of the project's own rules: read here, within bounds, and understood by `rule::user`.

use std::fs;
use std::path::Path;

use crate::files;

/// The most files, and the most bytes of each.
const MOST: usize = 200;
const LARGEST: u64 = 64 * 1024;

/// A rule of the project's own, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleFile {
    /// The name of the file without its ending.
    pub slug: String,
    /// From the project's root, with `/`.
    pub path: String,
    pub text: String,
}

/// Reads the files `*.md` of a folder, sorted; `README.md` is none. An error says what is wrong with the folder or a file.
pub(super) fn read(root: &Path, folder: &str) -> Result<Vec<RuleFile>, String> {
    let place = root.join(folder);
    let unreadable = |error: std::io::Error| format!("`{folder}` cannot be read: {error}");
    let (real, real_root) = (place.canonicalize().map_err(unreadable)?, root.canonicalize().map_err(unreadable)?);
    if !real.starts_with(&real_root) {
        return Err(format!("`{folder}` leads out of the project"));
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(&real).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
        if name.strip_suffix(".md").is_some_and(|slug| slug != "README") {
            names.push(name);
        }
        if names.len() > MOST {
            return Err(format!("`{folder}` has more than {MOST} rules"));
        }
    }
    names.sort();
    names.into_iter().map(|name| one(&real, &real_root, folder, &name)).collect()
}

fn one(real: &Path, root: &Path, folder: &str, name: &str) -> Result<RuleFile, String> {
    let path = if folder == "." { name.to_owned() } else { format!("{folder}/{name}") };
    let unreadable = |error: std::io::Error| format!("`{path}` cannot be read: {error}");
    match files::text_inside(root, &real.join(name), LARGEST) {
        Ok(text) => Ok(RuleFile {
            slug: name.strip_suffix(".md").unwrap_or(name).to_owned(),
            text: text.replace("\r\n", "\n"),
            path,
        }),
        Err(error) => Err(unreadable(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_within_bounds() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("r");
        fs::create_dir_all(root.join("rules")).unwrap();
        fs::write(root.join("rules/b.md"), "# B\r\n").unwrap();
        fs::write(root.join("rules/a.md"), "# A").unwrap();
        fs::write(root.join("rules/README.md"), "no rule").unwrap();
        fs::write(root.join("rules/c.txt"), "no rule").unwrap();
        let found = read(&root, "rules").unwrap();
        let found: Vec<_> = found.iter().map(|file| (&*file.slug, &*file.path, &*file.text)).collect();
        assert_eq!(found, [("a", "rules/a.md", "# A"), ("b", "rules/b.md", "# B\n")]);

        for (name, bytes, expected) in [
            ("big.md", vec![b'x'; 70 * 1024], "`rules/big.md` cannot be read: it is larger than 64 KiB"),
            ("raw.md", vec![0xff], "`rules/raw.md` cannot be read"),
        ] {
            fs::write(root.join("rules").join(name), bytes).unwrap();
            let error = read(&root, "rules").unwrap_err();
            assert!(error.contains(expected), "{error}");
            fs::remove_file(root.join("rules").join(name)).unwrap();
        }
        fs::create_dir(root.join("rules/d.md")).unwrap();
        assert_eq!(read(&root, "rules").unwrap_err(), "`rules/d.md` cannot be read: it is no file");
        assert!(read(&root, "nowhere").unwrap_err().starts_with("`nowhere` cannot be read"));
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_lead_out() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("r");
        fs::create_dir_all(root.join("rules")).unwrap();
        fs::write(place.path().join("x.md"), "").unwrap();
        std::os::unix::fs::symlink("../../x.md", root.join("rules/x.md")).unwrap();
        assert_eq!(read(&root, "rules").unwrap_err(), "`rules/x.md` cannot be read: it leads out of the project");
        std::os::unix::fs::symlink("..", root.join("out")).unwrap();
        assert_eq!(read(&root, "out").unwrap_err(), "`out` leads out of the project");
    }
}
