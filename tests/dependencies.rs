//! What is built in may be given on: each package that this machine's build needs has a licence that `deny.toml` allows, and comes from
//! crates.io. Advisories need a list from outside: `cargo deny check`, which reads the same file.

#![allow(clippy::disallowed_methods)]

use serde_json::Value;
use spdx::{Expression, LicenseReq, ParseMode};
use std::path::Path;
use std::process::Command;

/// What `deny.toml` allows.
fn allowed() -> Vec<LicenseReq> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml")).expect("deny.toml");
    let settings: toml::Table = text.parse().expect("deny.toml is TOML");
    let names = settings["licenses"]["allow"].as_array().expect("a list");
    names
        .iter()
        .map(|name| {
            let expression = Expression::parse(name.as_str().expect("a name")).expect("an SPDX name");
            expression.requirements().next().expect("one licence").req.clone()
        })
        .collect()
}

/// What is wrong with a package, if anything.
fn fault(package: &Value, allowed: &[LicenseReq]) -> Option<String> {
    let named = format!("{} {}", package["name"], package["version"]);
    if let Some(source) = package["source"].as_str()
        && source != "registry+https://github.com/rust-lang/crates.io-index"
    {
        return Some(format!("{named}: comes from {source}"));
    }
    let Some(licence) = package["license"].as_str() else { return Some(format!("{named}: names no licence")) };
    // Older packages write a choice as `MIT/Apache-2.0`.
    match Expression::parse_mode(licence, ParseMode::LAX) {
        Err(error) => Some(format!("{named}: {licence}: {error}")),
        Ok(expression) if expression.evaluate(|asked| allowed.contains(asked)) => None,
        Ok(_) => Some(format!("{named}: {licence}")),
    }
}

/// What cargo prints.
fn cargo(arguments: &[&str]) -> String {
    let root = env!("CARGO_MANIFEST_DIR");
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The packages of a build for this machine, tests and all features included.
fn packages() -> Vec<Value> {
    let version = cargo(&["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("cargo names its host");
    // What this build needs is there already, so nothing is fetched.
    let text = cargo(&[
        "metadata",
        "--format-version",
        "1",
        "--locked",
        "--offline",
        "--all-features",
        "--filter-platform",
        host,
    ]);
    let metadata: Value = serde_json::from_str(&text).expect("JSON");
    metadata["packages"].as_array().expect("packages").clone()
}

#[test]
fn licences_are_allowed_and_sources_known() {
    let (allowed, packages) = (allowed(), packages());
    assert!(packages.len() > 100, "only {} packages were listed", packages.len());
    let faults: Vec<String> = packages.iter().filter_map(|package| fault(package, &allowed)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_licence_that_is_not_allowed_is_said() {
    let crates = "registry+https://github.com/rust-lang/crates.io-index";
    let allowed = allowed();
    for (licence, source, expected) in [
        (Some("MIT"), Some(crates), None),
        (Some("MIT/GPL-3.0"), Some(crates), None),
        (Some("MIT OR Apache-2.0"), None, None),
        (Some("GPL-3.0-only"), Some(crates), Some("GPL-3.0-only")),
        (Some("MIT AND GPL-3.0-only"), Some(crates), Some("MIT AND GPL-3.0-only")),
        (Some("Apache-2.0 WITH LLVM-exception"), Some(crates), None),
        (Some("as you like"), Some(crates), Some("as you like")),
        (None, Some(crates), Some("names no licence")),
        (Some("MIT"), Some("git+https://example.org/x"), Some("comes from git+https://example.org/x")),
    ] {
        let package = serde_json::json!({"name": "x", "version": "1.0.0", "license": licence, "source": source});
        let found = fault(&package, &allowed);
        match expected {
            None => assert_eq!(found, None, "{licence:?}"),
            Some(expected) => assert!(found.as_deref().is_some_and(|found| found.contains(expected)), "{found:?}"),
        }
    }
}
