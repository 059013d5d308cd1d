//! Versions at the start of a file or folder name, and the order that their numbers give.
//!
//! A version is a list of numbers, so that `0042`, `20240318120000`, `2024-03-18_00` and `1.10.2` are all compared as people mean them.
//! What a tool does beyond that (Flyway's `V`, Diesel's text order) is in the tool's file.

/// The numbers of a version, compared one by one; a missing number is less than any.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub Vec<u128>);

impl Version {
    /// A version that comes after every version that a name can hold.
    pub fn last() -> Self {
        Version(vec![u128::MAX, u128::MAX])
    }

    /// The same version without zeros at the end: `1.0` and `1` are one version to Flyway.
    pub fn trimmed(mut self) -> Self {
        while self.0.len() > 1 && self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }
}

/// A number of any length; one that is too long counts as the greatest.
pub fn number(digits: &str) -> u128 {
    digits.parse().unwrap_or(u128::MAX)
}

/// Only digits, at least one.
pub fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The version at the start of a name and the text that says it: `2024-03-18_00_Users` → `2024-03-18_00`, `v1.2.3` → `v1.2.3`.
///
/// A group of digits belongs to the version if a separator or the end follows it, so `0042_2fa` is version `0042`.
pub fn leading(name: &str) -> Option<(Version, &str)> {
    let bytes = name.as_bytes();
    let mut at = match bytes.first()? {
        b'v' | b'V' if bytes.get(1).is_some_and(u8::is_ascii_digit) => 1,
        _ => 0,
    };
    let mut numbers = Vec::new();
    let mut end = 0;
    loop {
        let start = at;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        if at == start || (!numbers.is_empty() && bytes.get(at).is_some_and(u8::is_ascii_alphanumeric)) {
            break;
        }
        numbers.push(number(name.get(start..at)?));
        end = at;
        match bytes.get(at) {
            Some(b'.' | b'-' | b'_') if bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => at += 1,
            _ => break,
        }
    }
    if numbers.is_empty() { None } else { Some((Version(numbers), name.get(..end)?)) }
}

/// The version that a whole folder name is: `19`, `2024`, `3.1.0`, `v2_1`; `None` if there is more in the name.
pub fn whole(name: &str) -> Option<Version> {
    leading(name).filter(|(_, text)| text.len() == name.len()).map(|(version, _)| version)
}

/// The first version anywhere in a name, such as the one of `upgrade_1.2.0_to_1.3.0`.
pub fn anywhere(name: &str) -> Option<(Version, &str)> {
    let at = name.bytes().position(|b| b.is_ascii_digit())?;
    leading(name.get(at..)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_begin_with_versions() {
        type Case<'c> = (&'c str, Option<(&'c [u128], &'c str)>);
        let cases: &[Case<'_>] = &[
            ("0042_name", Some((&[42], "0042"))),
            ("0042_2fa", Some((&[42], "0042"))),
            ("42name", Some((&[42], "42"))),
            ("2024-03-18_00_Users", Some((&[2024, 3, 18, 0], "2024-03-18_00"))),
            ("v1.10.2", Some((&[1, 10, 2], "v1.10.2"))),
            ("value", None),
            ("", None),
            ("ü1", None),
            ("1ü", Some((&[1], "1"))),
        ];
        for (name, expected) in cases {
            assert_eq!(leading(name), expected.map(|(n, text)| (Version(n.to_vec()), text)), "{name}");
        }
        assert!(whole("3.1.0").is_some() && whole("3.1.0_schema").is_none());
        assert!(Version(vec![1, 9]) < Version(vec![1, 10]) && Version(vec![1]) < Version(vec![1, 0]));
    }
}
