//! Reports of test coverage: which lines ran, and how often. lcov's tracefile, and Cobertura's XML.
//!
//! Plain text in, plain data out, within bounds. The edge: paths of a report are those of the machine that ran the tests, so a file is found by the longest
//! end of its path that the repository has; where several files fit, none is taken. A line that the report does not list (the middle of a statement) counts
//! as the nearest one before it that is listed.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use roxmltree::{Document, ParsingOptions};

/// The most lines of one report that are kept, and the most elements of XML.
const LINES: usize = 5_000_000;
const NODES: u32 = 20_000_000;
/// How far behind a listed line a statement may go on.
const STATEMENT: usize = 20;

/// The lines of files, by the paths that reports give them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    files: BTreeMap<String, Listed>,
    lines: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Listed {
    /// Other paths that the file may have, better ones first.
    paths: Vec<String>,
    /// How often each line ran.
    lines: BTreeMap<usize, u64>,
}

/// Coverage of the files of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    files: HashMap<Arc<str>, BTreeMap<usize, u64>>,
    /// Paths of reports that fit several files.
    pub ambiguous: Vec<String>,
}

impl Report {
    fn line(&mut self, file: &str, paths: &[String], line: usize, hits: u64) -> Result<(), String> {
        self.lines += 1;
        if self.lines > LINES {
            return Err(format!("it has more than {LINES} lines"));
        }
        let listed = self.files.entry(file.to_owned()).or_default();
        if listed.paths.is_empty() {
            listed.paths = paths.to_vec();
        }
        let known = listed.lines.entry(line).or_default();
        *known = known.saturating_add(hits);
        Ok(())
    }
}

/// Reads a report; what it is instead, in a sentence.
pub fn read(text: &str) -> Result<Report, String> {
    let text = text.trim_start_matches('\u{feff}');
    let found = if text.trim_start().starts_with('<') { cobertura(text)? } else { lcov(text)? };
    if found.files.is_empty() {
        return Err("it lists no line of any file".to_owned());
    }
    Ok(found)
}

fn lcov(text: &str) -> Result<Report, String> {
    let mut report = Report::default();
    let (mut file, mut sections) = (None, 0);
    for line in text.lines().map(str::trim) {
        if let Some(path) = line.strip_prefix("SF:") {
            sections += 1;
            file = Some(path.replace('\\', "/"));
        } else if line == "end_of_record" {
            file = None;
        } else if let (Some(rest), Some(path)) = (line.strip_prefix("DA:"), &file) {
            let mut parts = rest.split(',');
            let number = parts.next().and_then(|part| part.trim().parse().ok());
            // Some writers count below zero, or in fractions.
            let hits = parts.next().and_then(|part| part.trim().parse::<f64>().ok());
            if let (Some(number), Some(hits)) = (number, hits.filter(|hits| hits.is_finite())) {
                report.line(path, std::slice::from_ref(path), number, hits.max(0.0) as u64)?;
            }
        }
    }
    if sections == 0 {
        return Err("it is neither lcov (no line begins with `SF:`) nor Cobertura's XML".to_owned());
    }
    Ok(report)
}

fn cobertura(text: &str) -> Result<Report, String> {
    // The files name a document type, which is not fetched.
    let options = ParsingOptions { allow_dtd: true, nodes_limit: NODES, ..ParsingOptions::default() };
    let document =
        Document::parse_with_options(text, options).map_err(|error| format!("its XML is broken: {error}"))?;
    let root = document.root_element();
    let name = root.tag_name().name();
    if name != "coverage" {
        return Err(format!("it is XML with the root `{name}`; Cobertura's is `coverage`"));
    }
    let sources: Vec<String> = root
        .descendants()
        .filter(|node| node.has_tag_name("source"))
        .take(20)
        .filter_map(|node| node.text())
        .map(|text| text.trim().replace('\\', "/").trim_end_matches('/').to_owned())
        .filter(|text| !text.is_empty() && text != ".")
        .collect();
    let mut report = Report::default();
    let mut classes = 0;
    for class in root.descendants().filter(|node| node.has_tag_name("class")) {
        let Some(path) = class.attribute("filename") else { continue };
        classes += 1;
        let path = path.replace('\\', "/");
        let mut paths: Vec<String> = sources.iter().map(|source| format!("{source}/{path}")).collect();
        paths.push(path.clone());
        // Methods repeat the lines of their class.
        let lists = class.children().filter(|node| node.has_tag_name("lines"));
        for line in lists.flat_map(|list| list.children()).filter(|node| node.has_tag_name("line")) {
            let number = line.attribute("number").and_then(|text| text.trim().parse().ok());
            let hits = line.attribute("hits").and_then(|text| text.trim().parse().ok());
            if let (Some(number), Some(hits)) = (number, hits) {
                report.line(&path, &paths, number, hits)?;
            }
        }
    }
    if classes == 0 {
        return Err("its root is `coverage`, but it has no `class` with a `filename`: it is not Cobertura's".to_owned());
    }
    Ok(report)
}

impl Coverage {
    /// Lays a report over the files of the repository.
    pub fn add(&mut self, report: Report, paths: &[Arc<str>]) {
        let mut named: HashMap<&str, Vec<&Arc<str>>> = HashMap::new();
        for path in paths {
            named.entry(path.rsplit('/').next().unwrap_or_default()).or_default().push(path);
        }
        for (path, listed) in report.files {
            let found: Vec<Result<&Arc<str>, ()>> = listed.paths.iter().filter_map(|path| find(path, &named)).collect();
            match found.iter().find_map(|one| one.ok()) {
                Some(own) => {
                    let lines = self.files.entry(own.clone()).or_default();
                    for (line, hits) in listed.lines {
                        let known = lines.entry(line).or_default();
                        *known = known.saturating_add(hits);
                    }
                }
                None if !found.is_empty() => self.ambiguous.push(path),
                None => {}
            }
        }
    }

    /// How often a line ran; `None`: no report tells.
    pub fn hits(&self, path: &str, line: usize) -> Option<u64> {
        let lines = self.files.get(path)?;
        let (_, hits) = lines.range(line.saturating_sub(STATEMENT)..=line).next_back()?;
        Some(*hits)
    }

    /// Whether no report was given.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// The file that a path of a report means: the one with the longest common end, of which all of one path is. `Err`: several.
fn find<'a>(told: &str, named: &HashMap<&str, Vec<&'a Arc<str>>>) -> Option<Result<&'a Arc<str>, ()>> {
    let told = told.trim_start_matches("./").trim_start_matches('/');
    let ends = |long: &str, short: &str| {
        long.strip_suffix(short).is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    let all = named.get(told.rsplit('/').next()?)?;
    // A path of the machine ends with one of the repository: the longest says most.
    if let Some(own) = all.iter().filter(|own| ends(told, own)).max_by_key(|own| own.len()) {
        return Some(Ok(own));
    }
    let mut fitting = all.iter().filter(|own| ends(own, told));
    match (fitting.next(), fitting.next()) {
        (Some(own), None) => Some(Ok(own)),
        (Some(_), Some(_)) => Some(Err(())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coverage(text: &str, paths: &[&str]) -> Coverage {
        let mut coverage = Coverage::default();
        let paths: Vec<Arc<str>> = paths.iter().map(|path| Arc::from(*path)).collect();
        coverage.add(read(text).unwrap(), &paths);
        coverage
    }

    const XML: &str = "<?xml version='1.0'?><!DOCTYPE coverage SYSTEM 'http://x/coverage-04.dtd'><coverage><sources><source>/ci/shop/src</source></sources><packages><package><classes><class filename='auth.py'><methods><method><lines><line number='3' hits='9'/></lines></method></methods><lines><line number='3' hits='2'/><line number='7' hits='0'/></lines></class></classes></package></packages></coverage>";

    #[test]
    fn lines_are_found() {
        let lcov = "TN:\nSF:/ci/shop/src/auth.py\nDA:3,2\nDA:7,0,abc\nDA:x,1\nend_of_record\nDA:9,9\n";
        for (text, paths, path, line, expected) in [
            (lcov, &["src/auth.py"][..], "src/auth.py", 3, Some(2)),
            (lcov, &["src/auth.py"], "src/auth.py", 7, Some(0)),
            // The middle of a statement, and what is far behind it.
            (lcov, &["src/auth.py"], "src/auth.py", 5, Some(2)),
            (lcov, &["src/auth.py"], "src/auth.py", 60, None),
            (lcov, &["src/auth.py"], "src/auth.py", 1, None),
            (lcov, &["src/other.py"], "src/other.py", 3, None),
            // The longest end wins; a name alone may mean several.
            (lcov, &["auth.py", "src/auth.py"], "src/auth.py", 3, Some(2)),
            ("SF:auth.py\nDA:1,1\n", &["a/auth.py", "b/auth.py"], "a/auth.py", 1, None),
            ("SF:auth.py\nDA:1,1\n", &["a/auth.py", "b/xauth.py"], "a/auth.py", 1, Some(1)),
            ("SF:C:\\ci\\src\\auth.cs\nDA:1,-1\n", &["src/auth.cs"], "src/auth.cs", 1, Some(0)),
            (XML, &["src/auth.py", "lib/auth.py"], "src/auth.py", 3, Some(2)),
            (XML, &["src/auth.py", "lib/auth.py"], "lib/auth.py", 3, None),
        ] {
            assert_eq!(coverage(text, paths).hits(path, line), expected, "{path}:{line} of {text}");
        }
        assert_eq!(coverage("SF:auth.py\nDA:1,1\n", &["a/auth.py", "b/auth.py"]).ambiguous, ["auth.py"]);
    }

    #[test]
    fn what_is_no_report_is_said() {
        for (text, expected) in [
            ("", "neither lcov"),
            ("{\"a\": 1}", "neither lcov"),
            ("SF:a.py\n", "no line of any file"),
            ("<report name='x'/>", "root `report`"),
            ("<coverage><project/></coverage>", "no `class`"),
            ("<coverage", "broken"),
            ("<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;'>]><coverage>&d;</coverage>", "no `class`"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
