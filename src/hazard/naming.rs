//! The names that operations give, as the database keeps them, and how long they are: what rules about naming conventions and limits ask for.

use super::{Deed, Moment};
use crate::model::name::{Dialect, Ident};

impl Deed {
    /// The operation gives this name to something. A name that a tool makes up is the tool's: it must stand in the text.
    pub(super) fn called(self, name: &Ident, moment: &Moment<'_>) -> Self {
        // Most stand where the operation does.
        let here = || moment.text.get(self.range.clone()).is_some_and(|text| text.contains(&name.value));
        if name.value.is_empty() || !here() && !moment.text.contains(&name.value) {
            return self;
        }
        // PostgreSQL folds what has no quotes, and counts bytes (manual, 4.1.1); MySQL (9.2.1) and SQL Server count characters.
        let (kept, length) = match moment.dialect {
            Dialect::Postgres if !name.quoted => (name.value.to_lowercase(), name.value.len()),
            Dialect::Postgres => (name.value.clone(), name.value.len()),
            _ => (name.value.clone(), name.value.chars().count()),
        };
        self.named("name", kept).named("length", length.to_string())
    }
}

/// How many seconds a timeout is, rounded up; `bare`: how many milliseconds a number without a unit is.
pub(super) fn seconds(value: &str, bare: u64) -> Option<u64> {
    let digits = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    let (number, unit) = value.split_at_checked(digits)?;
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" => bare,
        "us" => return Some(1),
        "ms" => 1,
        "s" => 1_000,
        "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    Some(number.parse::<u64>().ok()?.saturating_mul(factor).div_ceil(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_are_told_in_seconds() {
        for (value, bare, expected) in [
            ("5000", 1, Some(5)),
            ("50", 1_000, Some(50)),
            ("2s", 1, Some(2)),
            ("1500ms", 1, Some(2)),
            ("10 min", 1, Some(600)),
            ("1h", 1, Some(3_600)),
            ("99999999999999999999", 1, None),
            ("18446744073709551615d", 1, Some(18_446_744_073_709_552)),
            ("DEFAULT", 1, None),
            ("2 weeks", 1, None),
            ("", 1, None),
        ] {
            assert_eq!(seconds(value, bare), expected, "{value}");
        }
    }
}
