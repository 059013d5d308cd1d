//! Rules of the project's own: Markdown files of the same form as those in `rules/`, in the folder that the configuration names (`user-rules`).
//!
//! They are untrusted text: how many and how large they may be is bounded where they are read (`config::rule_files`), and their patterns take linear time.

use std::collections::BTreeSet;
use std::sync::Mutex;

use crate::config::RuleFile;

use super::document::{Group, Mistake, Rule};
use super::registry::named;

/// The longest name.
const LONGEST: usize = 64;

/// The rules of the files, and what is wrong with the others: the number of the file, and the mistake.
pub fn read(files: &[RuleFile]) -> (Vec<Rule>, Vec<(usize, Mistake)>) {
    let (mut rules, mut mistakes): (Vec<Rule>, _) = (Vec::new(), Vec::new());
    for (at, file) in files.iter().enumerate() {
        match one(file) {
            Ok(rule) => rules.push(rule),
            Err(mistake) => mistakes.push((at, mistake)),
        }
    }
    rules.sort_by_key(|rule| rule.slug);
    (rules, mistakes)
}

fn one(file: &RuleFile) -> Result<Rule, Mistake> {
    let slug = file.slug.as_str();
    let wrong = |message: String| Err(Mistake { message, at: 0..0 });
    let letters = slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !letters || !slug.starts_with(|c: char| c.is_ascii_lowercase()) || slug.len() > LONGEST {
        return wrong(format!(
            "a rule is called as its file, in small letters, digits and `-`, at most {LONGEST}: `{slug}` is no name"
        ));
    }
    if named(slug).is_some() {
        return wrong(format!("migcheck has a rule `{slug}`: a rule of your own needs another name"));
    }
    if slug == "all" || Group::ALL.iter().any(|group| group.name() == slug) {
        return wrong(format!("`{slug}` is the name of a group of rules"));
    }
    Rule::parse_own(interned(slug), &file.text, &file.path)
}

/// The name for as long as the process lives: each is kept once, and files are bounded.
fn interned(slug: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(known) = names.get(slug) {
        return known;
    }
    let name: &'static str = Box::leak(slug.to_owned().into_boxed_str());
    names.insert(name);
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Temporary tables stay\n\n```toml\nlevel = \"warning\"\ngroup = \"design\"\non = [\"create-table\"]\n\
        when = [{ the = \"table\", matches = \"^tmp_\" }]\nmessage.any = \"`{table}` is to be dropped again\"\n\
        plan.any = [\"drop it\"]\n```\n\n## Hazard\n\nA table that nobody drops.\n";

    fn file(slug: &str, text: &str) -> RuleFile {
        RuleFile { slug: slug.to_owned(), path: format!("r/{slug}.md"), text: text.to_owned() }
    }

    fn message(slug: &str, text: &str) -> String {
        let (rules, mistakes) = read(&[file(slug, text)]);
        assert!(rules.is_empty(), "{slug}");
        mistakes.into_iter().map(|(_, mistake)| mistake.message).collect()
    }

    #[test]
    fn a_file_becomes_a_rule() {
        let (rules, mistakes) = read(&[file("tmp-table", TEXT)]);
        assert_eq!(mistakes, []);
        assert_eq!(
            (rules[0].slug, rules[0].file.as_deref(), rules[0].off),
            ("tmp-table", Some("r/tmp-table.md"), false)
        );
        assert!(std::ptr::eq(interned("tmp-table"), rules[0].slug));
    }

    #[test]
    fn names_that_are_taken_or_wrong() {
        for (slug, expected) in [
            ("drop-table", "migcheck has a rule `drop-table`"),
            ("lock", "the name of a group"),
            ("all", "the name of a group"),
            ("Tmp", "no name"),
            ("tmp table", "no name"),
            ("-x", "no name"),
            ("", "no name"),
        ] {
            assert!(message(slug, TEXT).contains(expected), "{slug}: {}", message(slug, TEXT));
        }
    }

    #[test]
    fn mistakes_have_their_place() {
        for (from, to, expected, at) in [
            ("create-table", "make-table", "unknown event `make-table`", "make-table"),
            ("\"table\"", "\"tabel\"", "`tabel` is nothing that a statement says", "tabel"),
            ("^tmp_", "[tmp_", "`[tmp_` is no regular expression", "[tmp_"),
            ("level = \"warning\"", "level = warning", "", "warning"),
            ("level = ", "levle = ", "unknown field `levle`", "levle"),
            ("{table}", "{tabel}", "unknown placeholder `{tabel}`", "{tabel}"),
            ("## Hazard", "## Hasard", "unknown section `Hasard`", "Hasard"),
        ] {
            let text = TEXT.replace(from, to);
            let (_, mistakes) = read(&[file("x", &text)]);
            let mistake = &mistakes[0].1;
            assert!(mistake.message.contains(expected), "{to}: {}", mistake.message);
            assert!(
                text[mistake.at.clone()].contains(at) || text[mistake.at.start..].starts_with(at),
                "{to}: {mistake:?}"
            );
        }
    }

    #[test]
    fn examples_stay_in_their_folder() {
        for path in ["../x.sql", "/etc/x.sql", "a/../../x.sql", "C:\\x.sql", "a\\x.sql"] {
            let text = format!("{TEXT}\n## Bad\n\n```sql path={path}\nSELECT 1;\n```\n");
            assert!(message("x", &text).contains("no path of an example"), "{path}");
        }
    }
}
