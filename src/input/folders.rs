//! Files below a root, by paths that come in their order: a folder is opened once for what lies next to each other in it, and no link is followed on the way.
//!
//! The system looks up every folder of a path for each file that is opened by its whole name, which for small files costs as much as reading them.

use std::fs::File;
use std::io;
use std::path::Path;

/// What the system says of a file, as far as git keeps it: the low 32 bits, as it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stat {
    /// The kind of file, without who may do what.
    pub kind: u32,
    pub inode: u32,
    pub size: u32,
    /// When the content changed: seconds and nanoseconds.
    pub modified: (u32, u32),
    /// When the content, the name or the owner changed, which nobody can set.
    pub changed: (u32, u32),
}

/// The folders that lead to the last file.
#[cfg(unix)]
pub struct Folders {
    root: std::os::fd::OwnedFd,
    /// Each with the length of its path, the `/` behind it included.
    open: Vec<(usize, std::os::fd::OwnedFd)>,
    path: String,
}

#[cfg(unix)]
impl Folders {
    /// A root, which may be a link itself.
    pub fn of(root: &Path) -> io::Result<Self> {
        let root = rustix::fs::open(root, FOLDER, rustix::fs::Mode::empty())?;
        Ok(Self { root, open: Vec::new(), path: String::new() })
    }

    /// Opens a file to read it.
    pub fn open(&mut self, path: &str) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NOCTTY;
        let (folder, name) = self.folder(path)?;
        Ok(rustix::fs::openat(folder, name, flags, rustix::fs::Mode::empty())?.into())
    }

    /// What the system says of a file, or of the link that stands there.
    pub fn stat(&mut self, path: &str) -> io::Result<Stat> {
        let (folder, name) = self.folder(path)?;
        let found = rustix::fs::statat(folder, name, rustix::fs::AtFlags::SYMLINK_NOFOLLOW)?;
        Ok(Stat {
            kind: found.st_mode as u32 & 0o170_000,
            inode: found.st_ino as u32,
            size: found.st_size as u32,
            modified: (found.st_mtime as u32, found.st_mtime_nsec as u32),
            changed: (found.st_ctime as u32, found.st_ctime_nsec as u32),
        })
    }

    /// Where a link leads to, as it is written.
    pub fn link(&mut self, path: &str) -> io::Result<Vec<u8>> {
        let (folder, name) = self.folder(path)?;
        Ok(rustix::fs::readlinkat(folder, name, Vec::new())?.into_bytes())
    }

    /// The folder of a file, and its name there.
    fn folder<'a>(&mut self, path: &'a str) -> io::Result<(&std::os::fd::OwnedFd, &'a str)> {
        let (folder, name) = path.rfind('/').map_or(("", path), |at| path.split_at(at + 1));
        if folder != self.path {
            while self.open.pop_if(|(length, _)| self.path.get(..*length) != folder.get(..*length)).is_some() {}
            let mut known = self.open.last().map_or(0, |(length, _)| *length);
            self.path.truncate(known);
            for part in folder.get(known..).unwrap_or_default().split_terminator('/') {
                let above = self.open.last().map_or(&self.root, |(_, folder)| folder);
                let next = rustix::fs::openat(above, part, FOLDER | OFlags::NOFOLLOW, rustix::fs::Mode::empty())?;
                known += part.len() + 1;
                self.path.push_str(part);
                self.path.push('/');
                self.open.push((known, next));
            }
        }
        Ok((self.open.last().map_or(&self.root, |(_, folder)| folder), name))
    }
}

#[cfg(unix)]
use rustix::fs::OFlags;
#[cfg(unix)]
const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// Where folders cannot be opened for themselves.
#[cfg(not(unix))]
pub struct Folders {
    root: std::path::PathBuf,
}

#[cfg(not(unix))]
impl Folders {
    pub fn of(root: &Path) -> io::Result<Self> {
        Ok(Self { root: root.to_owned() })
    }

    pub fn open(&mut self, path: &str) -> io::Result<File> {
        File::open(self.root.join(path))
    }

    pub fn stat(&mut self, _path: &str) -> io::Result<Stat> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub fn link(&mut self, _path: &str) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs;
    use std::io::Read;

    #[test]
    fn files_in_any_order_and_no_links() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("root");
        for path in ["a/b/c/1", "a/b/2", "a/bc/3", "4", "d/5"] {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), path).unwrap();
        }
        fs::create_dir(place.path().join("out")).unwrap();
        fs::write(place.path().join("out/6"), "secret").unwrap();
        std::os::unix::fs::symlink("../out", root.join("away")).unwrap();
        std::os::unix::fs::symlink("../out/6", root.join("link")).unwrap();
        let mut folders = Folders::of(&root).unwrap();
        for path in
            ["a/b/c/1", "a/b/2", "a/bc/3", "4", "a/b/c/1", "d/5", "4", "away/6", "d/5", "link", "a/none/x", "a/b/2"]
        {
            let read = folders.open(path).and_then(|mut file| {
                let mut text = String::new();
                file.read_to_string(&mut text).map(|_| text)
            });
            let expected = !matches!(path, "away/6" | "link" | "a/none/x");
            assert_eq!(read.ok().as_deref(), expected.then_some(path), "{path}");
            let stat = folders.stat(path).ok();
            assert_eq!(stat.is_some(), expected || path == "link", "{path}");
            assert_eq!(stat.is_some_and(|stat| stat.kind == 0o120_000), path == "link");
            assert_eq!(folders.link(path).ok(), (path == "link").then(|| b"../out/6".to_vec()));
        }
    }
}
