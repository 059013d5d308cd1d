//! Files that are asked for by name, read within bounds: nothing but a plain file, as a pipe or a device may never end; nothing over a size; and, where the name
//! comes from the repository, nothing that a link leads to outside of it. The walk of a tree has its own way in `input`.

#![allow(clippy::disallowed_methods)]

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// The bytes of a file of at most `most` bytes. Errors: what the system says, no plain file, too large.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    // Before it is opened: opening a pipe waits for somebody who writes.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::other(format!("it is larger than {}", size(most))));
    }
    Ok(bytes)
}

/// As [`read`], of a file in a tree that is not trusted: where it lies in `root` by its name, no link may lead out of it.
pub fn read_inside(root: &Path, path: &Path, most: u64) -> io::Result<Vec<u8>> {
    if path.starts_with(root) && !path.canonicalize()?.starts_with(root.canonicalize()?) {
        return Err(io::Error::other("it leads out of the project"));
    }
    read(path, most)
}

/// As [`read_inside`], as text: other encodings than UTF-8 are an error.
pub fn text_inside(root: &Path, path: &Path, most: u64) -> io::Result<String> {
    String::from_utf8(read_inside(root, path, most)?).map_err(|_| io::Error::other("it is not UTF-8"))
}

fn size(bytes: u64) -> String {
    if bytes >> 20 == 0 { format!("{} KiB", bytes >> 10) } else { format!("{} MiB", bytes >> 20) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_files_of_a_size_inside_of_the_root() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("root");
        fs::create_dir_all(root.join("folder")).unwrap();
        fs::write(root.join("file"), "12345678").unwrap();
        fs::write(place.path().join("secret"), "").unwrap();
        #[cfg(unix)]
        for (link, target) in [("in", "file"), ("out", "../secret"), ("zero", "/dev/zero"), ("self", "self")] {
            std::os::unix::fs::symlink(target, root.join(link)).unwrap();
        }
        let said = |name: &str, most: u64| match text_inside(&root, &root.join(name), most) {
            Ok(text) => text,
            Err(error) => format!("{error}"),
        };
        for (name, most, expected) in [
            ("file", 8, "12345678"),
            ("file", 7, "it is larger than 0 KiB"),
            ("folder", 8, "it is no file"),
            ("in", 8, "12345678"),
            ("out", 8, "it leads out of the project"),
            ("zero", 8, "it leads out of the project"),
        ] {
            assert_eq!(said(name, most), expected, "{name}");
        }
        assert_eq!(read(&root.join("none"), 8).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(read(&root.join("self"), 8).is_err());
        assert_eq!(read(&root.join("zero"), 8).unwrap_err().to_string(), "it is no file");
        // What somebody names outside of the tree is theirs.
        assert_eq!(text_inside(&root, &place.path().join("secret"), 8).unwrap(), "");
    }
}
