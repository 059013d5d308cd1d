//! What a package of JavaScript says of itself in `package.json`. Nothing but its name is read.

use serde_json::Value;

/// The name of a package; `None` for a manifest without one, or that is no JSON.
pub fn package_name(manifest: &str) -> Option<String> {
    let manifest: Value = serde_json::from_str(manifest).ok()?;
    Some(manifest.get("name")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::package_name;

    #[test]
    fn names() {
        for (manifest, expected) in [
            ("{ \"name\": \"@acme/db\", \"version\": \"1\" }", Some("@acme/db")),
            ("{ \"name\": 1 }", None),
            ("{ \"private\": true }", None),
            ("{ \"name\": ", None),
        ] {
            assert_eq!(package_name(manifest).as_deref(), expected, "{manifest}");
        }
    }
}
