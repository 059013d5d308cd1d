//! The baseline: findings that were there when migcheck came, kept in a file beside the code by their fingerprints, which have no line numbers.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::files;

/// The name of the file, in the root of the project.
pub const FILE: &str = "migcheck-baseline.json";

/// A longer file is refused: a finding takes about 300 bytes.
const LARGEST: u64 = 64 << 20;

/// One finding of the baseline.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Accepted {
    pub rule: String,
    /// What it was about, for those who read the file.
    pub message: String,
    pub fingerprint: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    version: u32,
    findings: Vec<Accepted>,
}

/// Reads the baseline of a project; empty where it has none. An error says what is wrong with the file and what to do.
pub fn read(root: &Path) -> Result<BTreeMap<String, Accepted>, String> {
    let text = match files::text_inside(root, &root.join(FILE), LARGEST) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(format!("{FILE} cannot be read: {error}")),
    };
    parse(&text)
}

fn parse(text: &str) -> Result<BTreeMap<String, Accepted>, String> {
    let wire: Wire =
        serde_json::from_str(text).map_err(|error| format!("{FILE}: {error}; `migcheck baseline` writes it anew"))?;
    if wire.version != 1 {
        return Err(format!("{FILE} is of version {}, and this migcheck knows version 1", wire.version));
    }
    Ok(wire.findings.into_iter().map(|one| (one.fingerprint.clone(), one)).collect())
}

/// The text of a baseline: sorted, a line for each value, so that a review shows what changes.
pub fn text(findings: impl IntoIterator<Item = Accepted>) -> String {
    let mut findings: Vec<Accepted> = findings.into_iter().collect();
    findings.sort();
    findings.dedup();
    let mut text = serde_json::to_string_pretty(&Wire { version: 1, findings }).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let one =
            |rule: &str, print: &str| Accepted { rule: rule.into(), message: "m".into(), fingerprint: print.into() };
        let written = text([one("b", "2"), one("a", "1"), one("b", "2")]);
        assert!(written.find("\"a\"") < written.find("\"b\""));
        let read = parse(&written).unwrap();
        assert_eq!(read.keys().collect::<Vec<_>>(), ["1", "2"]);
        for (text, part) in
            [("", "writes it anew"), ("{\"version\":2,\"findings\":[]}", "version 2"), ("{\"version\":1}", "findings")]
        {
            assert!(parse(text).unwrap_err().contains(part), "{text}");
        }
    }
}
