//! `file:` URIs and paths. Any other scheme is no file, and so is what does not decode to UTF-8.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use lsp_types::Uri;

/// The path of a `file:` URI on this machine.
pub(super) fn to_path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file:")?;
    let path = match rest.strip_prefix("//") {
        Some(rest) => {
            let (host, path) = rest.split_at(rest.find('/')?);
            (host.is_empty() || host == "localhost").then_some(path)?
        }
        None => rest,
    };
    let path = decoded(path.split(['?', '#']).next()?)?;
    // `/c:/x` is a path with a drive.
    let drive = |path: &str| {
        let mut chars = path.chars().skip(1);
        chars.next().is_some_and(|letter| letter.is_ascii_alphabetic()) && chars.next() == Some(':')
    };
    let path = if cfg!(windows) && drive(&path) { path.get(1..)? } else { &*path };
    let path = PathBuf::from(path);
    path.is_absolute().then_some(path)
}

/// The URI of a path.
pub(super) fn of_path(path: &Path) -> Option<Uri> {
    let text = path.to_str()?;
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.to_owned() };
    let mut uri = String::from(if text.starts_with('/') { "file://" } else { "file:///" });
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    Uri::from_str(&uri).ok()
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let (high, low) = (digit(rest.next())?, digit(rest.next())?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn paths_survive() {
        for path in ["/a/b.sql", "/é ü/a%b#c?.sql", "/x/(routes)/[id].ts", "/a+b:c@d/e"] {
            let uri = of_path(Path::new(path)).unwrap();
            assert_eq!(to_path(&uri).as_deref(), Some(Path::new(path)), "{}", uri.as_str());
        }
        let read = |uri: &str| to_path(&Uri::from_str(uri).unwrap());
        assert_eq!(read("file:///a/%C3%A9%20b.sql"), Some("/a/é b.sql".into()));
        assert_eq!(read("file://localhost/a"), Some("/a".into()));
        assert_eq!(read("file:/a"), Some("/a".into()));
        for no_file in ["untitled:Untitled-1", "file://server/share/a", "file:///%FF", "https://a/b", "file:a"] {
            assert_eq!(read(no_file), None, "{no_file}");
        }
    }
}
