//! Which commit stands for the code that is deployed now: a list of candidates, made from the settings, the environment and HEAD.
//!
//! Pure: the environment comes in as a map, and whether a candidate exists is asked by [`super::base`].
//!
//! **A branch stands for the place where HEAD left it; a tag, a commit id or any other expression for exactly that commit.**
//! A branch goes on while HEAD is being worked on. Taken at its tip, the migrations that it got since would be in the base and not
//! in HEAD, and look as if HEAD undid them: a false alarm in every branch that is a day old. On a merge commit, which is what a CI
//! checks for a pull request, both are the same commit, so nothing that was deployed meanwhile is missed where it counts. Who names a tag or
//! an id means what was released as that, which may well not be an ancestor of HEAD.

use std::collections::BTreeMap;

use super::git::Commit;

/// The variables that [`candidates`] looks at; the command line passes these on.
pub const VARIABLES: &[&str] = &[
    "BITBUCKET_PR_DESTINATION_BRANCH",
    "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
    "CHANGE_TARGET",
    "CI",
    "CI_MERGE_REQUEST_DIFF_BASE_SHA",
    "GITHUB_BASE_REF",
    "MIGCHECK_TODAY",
    "PRE_COMMIT_FROM_REF",
    "SYSTEM_PULLREQUEST_TARGETBRANCH",
];

/// The variables in which a CI names a pull request's base, in the order in which they are asked.
const PULL_REQUEST: &[&str] = &[
    "GITHUB_BASE_REF",
    "CI_MERGE_REQUEST_DIFF_BASE_SHA",
    "SYSTEM_PULLREQUEST_TARGETBRANCH",
    "BITBUCKET_PR_DESTINATION_BRANCH",
    "CHANGE_TARGET",
    "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
];

/// A commit that may be the base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The names under which it is tried; the first one that exists counts.
    pub names: Vec<String>,
    /// How it was known.
    pub why: String,
    /// It was asked for by name: if it is not there, no other is taken.
    pub required: bool,
}

impl Candidate {
    fn new(names: &[&str], why: impl Into<String>, required: bool) -> Self {
        Self { names: names.iter().map(|name| (*name).to_owned()).collect(), why: why.into(), required }
    }
}

/// The candidates in the order in which they count, and whether it is an error if none is there.
pub fn candidates(
    given: Option<&str>,
    deployed: Option<&str>,
    env: &BTreeMap<String, String>,
    head: &Commit,
) -> (Vec<Candidate>, bool) {
    let said = |name: &str| env.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
    if let Some(name) = given {
        return (vec![Candidate::new(&[name], "given", true)], true);
    }
    if let Some(name) = deployed {
        return (vec![Candidate::new(&[name], "`deployed` in the configuration", true)], true);
    }
    let mut found = Vec::new();
    // Before the first push of a branch the hook gets a name of zeros.
    if let Some(name) = said("PRE_COMMIT_FROM_REF").filter(|name| name.bytes().any(|byte| byte != b'0')) {
        found.push(Candidate::new(&[name], "PRE_COMMIT_FROM_REF", false));
    }
    let merge = |why: &str| head.parents.first().map(|parent| Candidate::new(&[parent], why, false));
    if let Some((variable, name)) = PULL_REQUEST.iter().find_map(|variable| Some((*variable, said(variable)?))) {
        let name = name.strip_prefix("refs/heads/").unwrap_or(name);
        let remote = format!("origin/{name}");
        let names = if variable.ends_with("_SHA") { vec![name] } else { vec![remote.as_str(), name] };
        found.push(Candidate::new(&names, variable, false));
        if head.parents.len() > 1 {
            found.extend(merge(FIRST_PARENT));
        }
        return (found, true);
    }
    if head.parents.len() > 1 && is_pull_request_merge(&head.message) {
        found.extend(merge(FIRST_PARENT));
    }
    let main = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];
    found.extend(main.map(|name| Candidate::new(&[name], MAIN_BRANCH, false)));
    let in_ci = said("CI").is_some_and(|value| !matches!(value, "false" | "0"));
    (found, in_ci)
}

/// Why the main branch is the base.
pub const MAIN_BRANCH: &str = "the main branch";

/// Why the first parent of a merge commit is the base.
pub const FIRST_PARENT: &str = "the first parent of the merge commit";

/// Whether a merge commit brings a pull request into its base (rather than the base into a branch, whose first parent is the branch).
fn is_pull_request_merge(message: &str) -> bool {
    let first = message.lines().next().unwrap_or_default();
    let is_id = |word: &str| word.len() >= 40 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    // The trial merge that GitHub makes for a pull request.
    let trial = first
        .strip_prefix("Merge ")
        .and_then(|rest| rest.split_once(" into "))
        .is_some_and(|(a, b)| is_id(a) && is_id(b));
    trial
        || first.starts_with("Merge pull request ")
        || first.starts_with("Merged PR ")
        || first.starts_with("Merged in ")
        || (first.starts_with("Merge branch '") && message.contains("See merge request "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(
        given: Option<&str>,
        deployed: Option<&str>,
        env: &[(&str, &str)],
        parents: &[&str],
        message: &str,
    ) -> (String, bool) {
        let env = env.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let parents = parents.iter().map(|p| (*p).to_owned()).collect();
        let head = Commit { id: "h".into(), parents, message: message.into(), ..Commit::default() };
        let (found, expected) = candidates(given, deployed, &env, &head);
        (found.iter().map(|c| c.names.join("|")).collect::<Vec<_>>().join(" "), expected)
    }

    const MAIN: &str = "origin/HEAD origin/main origin/master main master";

    #[test]
    fn the_order() {
        let id = "a".repeat(40);
        let trial = format!("Merge {id} into {id}");
        let pull = "Merge pull request #7 from a/b";
        let gitlab = "Merge branch 'x' into 'main'\n\nT\n\nSee merge request a/b!1";
        let gh = [("GITHUB_BASE_REF", "main"), ("CI", "true")];
        type Case<'a> =
            (Option<&'a str>, Option<&'a str>, &'a [(&'a str, &'a str)], &'a [&'a str], &'a str, &'a str, bool);
        let cases: &[Case<'_>] = &[
            (Some("v1"), Some("v0"), &gh, &["p", "q"], pull, "v1", true),
            (None, Some("v0"), &gh, &["p", "q"], pull, "v0", true),
            (None, None, &gh, &["p", "q"], &trial, "origin/main|main p", true),
            (None, None, &gh, &["p"], "x", "origin/main|main", true),
            (None, None, &[("GITHUB_BASE_REF", ""), ("CI", "true")], &["p"], "x", MAIN, true),
            (None, None, &[("CI", "false")], &["p"], "x", MAIN, false),
            (None, None, &[("PRE_COMMIT_FROM_REF", "abc")], &["p"], "x", &format!("abc {MAIN}"), false),
            (None, None, &[("PRE_COMMIT_FROM_REF", "0000")], &["p"], "x", MAIN, false),
            (None, None, &[("CI_MERGE_REQUEST_DIFF_BASE_SHA", "abc")], &["p"], "x", "abc", true),
            (None, None, &[("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/dev")], &["p"], "x", "origin/dev|dev", true),
            (None, None, &[("CHANGE_TARGET", "dev")], &["p"], "x", "origin/dev|dev", true),
            (None, None, &[], &["p", "q"], pull, &format!("p {MAIN}"), false),
            (None, None, &[], &["p", "q"], gitlab, &format!("p {MAIN}"), false),
            (None, None, &[], &["p", "q"], "Merge branch 'main' into feature", MAIN, false),
            (None, None, &[], &["p", "q"], "Merge branch 'main' of github.com:a/b", MAIN, false),
            (None, None, &[], &["p"], pull, MAIN, false),
        ];
        for (given, deployed, env, parents, message, names, expected) in cases {
            assert_eq!(
                order(*given, *deployed, env, parents, message),
                ((*names).to_owned(), *expected),
                "{env:?} {message}"
            );
        }
    }
}
