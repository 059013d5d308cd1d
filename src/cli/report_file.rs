//! A report goes to its file whole or not at all: written beside it, then put in its place.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Writes `text` to `path`. What is no plain file (a pipe, a device) is written to, and the target of a link is replaced, not the link.
pub(super) fn write(path: &Path, text: &str) -> io::Result<()> {
    let there = fs::metadata(path).ok();
    if there.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"));
    }
    // `/dev/stdout` may be a file, which whoever opened it goes on writing to.
    let opened = path.starts_with("/dev") || path.starts_with("/proc");
    if opened || there.as_ref().is_some_and(|there| !there.is_file()) {
        return fs::OpenOptions::new().write(true).open(path)?.write_all(text.as_bytes());
    }
    let target = if there.is_some() { fs::canonicalize(path)? } else { path.to_owned() };
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = tempfile::Builder::new().prefix(".migcheck-").make_in(folder, |path| File::create_new(path))?;
    let (mut file, beside) = beside.into_parts();
    file.write_all(text.as_bytes())?;
    if let Some(there) = there {
        // Whoever was let in before still is.
        file.set_permissions(there.permissions())?;
    }
    drop(file);
    beside.persist(&target).map_err(|error| error.error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_or_not_at_all() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("a.json");
        write(&file, "one").unwrap();
        write(&file, "two").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        assert!(write(place.path(), "x").is_err());
        assert!(write(&place.path().join("none/a.json"), "x").is_err());
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let place = tempfile::tempdir().unwrap();
        let (file, link) = (place.path().join("a"), place.path().join("link"));
        fs::write(&file, "one").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        write(&link, "two").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        write(Path::new("/dev/null"), "x").unwrap();
    }
}
