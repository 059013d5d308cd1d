//! The next version of a directory, by its habit: a number of the same width, or the time in the same form.

/// A moment in UTC: seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment(pub u64);

impl Moment {
    /// Year, month, day, hour, minute, second: the proleptic calendar counted in eras of 400 years that begin in March.
    pub fn parts(self) -> [u64; 6] {
        let (days, seconds) = (self.0 / 86_400, self.0 % 86_400);
        let shifted = days + 719_468;
        let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        [year, month, day, seconds / 3600, seconds / 60 % 60, seconds % 60]
    }

    /// A moment as it is written: `2024-03-18T12:00:00Z`, `20240318120000`.
    pub fn read(text: &str) -> Option<Moment> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let number = |from: usize, to: usize| digits.get(from..to)?.parse::<u64>().ok();
        if digits.len() != 14 {
            return None;
        }
        let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
        if year < 1970 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let from_march = if month > 2 { month - 3 } else { month + 9 };
        let year = if month <= 2 { year - 1 } else { year };
        let (era, of_era) = (year / 400, year % 400);
        let day_of_year = (153 * from_march + 2) / 5 + day - 1;
        let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468;
        Some(Moment(days * 86_400 + number(8, 10)? * 3600 + number(10, 12)? * 60 + number(12, 14)?))
    }

    pub(super) fn later(self, seconds: usize) -> Moment {
        Moment(self.0 + seconds as u64)
    }

    /// With something between its parts: none, `-` or `_`.
    pub(super) fn stamp(self, separators: [&str; 2]) -> String {
        let [year, month, day, hour, minute, second] = self.parts();
        let [inner, outer] = separators;
        format!("{year:04}{inner}{month:02}{inner}{day:02}{outer}{hour:02}{minute:02}{second:02}")
    }
}

/// The version after those that names begin with, for the one that is the `at`th of several. `None`: they begin with none.
pub(super) fn next(names: &[&str], now: Moment, at: usize) -> Option<String> {
    let digits = |name: &&str| -> Option<(u128, usize)> {
        let name = name.trim_start_matches(['V', 'v', 'U']);
        let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
        Some((digits.parse().ok()?, digits.len()))
    };
    let (newest, width) = names.iter().filter_map(digits).max()?;
    let stamp = |length: usize| now.later(at).stamp(["", ""]).get(..length).and_then(|text| text.parse::<u128>().ok());
    let count = at as u128 + 1;
    let version = match width {
        14 if newest > 19_700_000_000_000 => stamp(14)?.max(newest + count),
        12 if newest > 197_000_000_000 => (stamp(12)? + at as u128).max(newest + count),
        10 if newest > 1_000_000_000 => u128::from(now.later(at).0).max(newest + count),
        13 if newest > 1_000_000_000_000 => (u128::from(now.later(at).0) * 1000).max(newest + count),
        _ => newest + count,
    };
    Some(format!("{version:0width$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_and_written() {
        for (text, seconds) in
            [("1970-01-01T00:00:00Z", 0), ("2024-02-29 23:59:59", 1_709_251_199), ("20240301000000", 1_709_251_200)]
        {
            let moment = Moment::read(text).unwrap();
            assert_eq!(moment.0, seconds, "{text}");
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            assert_eq!(moment.stamp(["", ""]), digits);
        }
        assert!(Moment::read("yesterday").is_none() && Moment::read("20241301000000").is_none());
    }

    #[test]
    fn versions_follow_the_habit() {
        let now = Moment::read("2024-03-18T12:00:00Z").unwrap();
        for (names, at, expected) in [
            (&["000001_a.up.sql", "000009_b.up.sql"][..], 0, Some("000010")),
            (&["1_a.sql"], 2, Some("4")),
            (&["20230101000000_a.sql"], 1, Some("20240318120001")),
            (&["20990101000000_a.sql"], 1, Some("20990101000002")),
            (&["V7__a.sql"], 0, Some("8")),
            (&["1700000000_a.sql"], 0, Some("1710763200")),
            (&["users.sql"], 0, None),
        ] {
            assert_eq!(next(names, now, at).as_deref(), expected, "{names:?}");
        }
    }
}
