//! Directives in comments that divide a file into a forward part and a way back: goose, dbmate, sql-migrate, node-pg-migrate and the like.
//!
//! Only lines that begin with a comment are looked at; what a directive says beyond its direction (transactions, statement borders) does
//! not move the borders of a section.

use std::ops::Range;

/// Whose directives a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    None,
    Goose,
    Dbmate,
    SqlMigrate,
    NodePgMigrate,
    Liquibase,
}

impl Style {
    /// Known from the first directive in the text.
    pub fn of(text: &str) -> Style {
        let text = text.trim_start_matches('\u{feff}');
        for (_, line) in lines(text) {
            let Some(words) = comment(line) else { continue };
            if starts(words, "liquibase formatted sql") {
                return Style::Liquibase;
            }
            let known = [Style::Goose, Style::Dbmate, Style::SqlMigrate, Style::NodePgMigrate];
            if let Some(style) = known.into_iter().find(|style| style.direction(line).is_some()) {
                return style;
            }
        }
        Style::None
    }

    /// What a line says, if it is a directive of this style that opens a section.
    fn direction(self, line: &str) -> Option<Direction> {
        let words = comment(line)?;
        let (up, down) = match self {
            Style::Goose => ("+goose up", "+goose down"),
            Style::Dbmate => ("migrate:up", "migrate:down"),
            Style::SqlMigrate => ("+migrate up", "+migrate down"),
            Style::NodePgMigrate => ("up migration", "down migration"),
            Style::Liquibase | Style::None => return None,
        };
        if starts(words, up) {
            Some(Direction::Up)
        } else if starts(words, down) {
            Some(Direction::Down)
        } else {
            None
        }
    }

    /// The forward sections of a text: what stands after an `Up` until a `Down` or the end. A text without any directive is forward as a
    /// whole; what stands before the first directive is forward only if that one is a `Down`.
    pub fn forward(self, text: &str) -> Vec<Range<usize>> {
        sections(text, |line| self.direction(line))
    }

    /// The sections of a text that undo it.
    pub fn backward(self, text: &str) -> Vec<Range<usize>> {
        let mut ranges = Vec::new();
        let mut open: Option<usize> = None;
        for (at, line) in lines(text) {
            let Some(direction) = self.direction(line) else { continue };
            ranges.extend(open.take().map(|start| start..at));
            open = (direction == Direction::Down).then_some(at + line.len());
        }
        ranges.extend(open.map(|start| start..text.len()));
        ranges.retain(|range| text.get(range.clone()).is_some_and(|part| !part.trim().is_empty()));
        ranges
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Up,
    Down,
}

/// The forward part of a file whose tool is not known: up to a line that opens a way back, in any of the ways in use.
pub fn forward_of_unknown(text: &str) -> Vec<Range<usize>> {
    sections(text, |line| {
        let words =
            comment(line).or_else(|| line.trim_start().strip_prefix('#').map(|w| w.trim_start_matches([' ', '-'])))?;
        let words = words.trim_end();
        let is = |names: &[&str]| {
            names.iter().any(|name| {
                starts(words, name)
                    && words.get(name.len()..).is_none_or(|rest| rest.trim_matches([':', '-', '=', ' ']).is_empty())
            })
        };
        // Tern draws one line between the two.
        if starts(words, "create above / drop below") {
            return Some(Direction::Down);
        }
        // Play writes `!Ups`, MyBatis `//@UNDO`, rambler `rambler up`.
        if is(&[
            "!ups",
            "rambler up",
            "up",
            "+up",
            "@up",
            "+goose up",
            "+migrate up",
            "migrate:up",
            "up migration",
            "+micrate up",
        ]) {
            Some(Direction::Up)
        } else if is(&[
            "!downs",
            "rambler down",
            "down",
            "+down",
            "@down",
            "@undo",
            "//@undo",
            "// @undo",
            "+goose down",
            "+migrate down",
            "migrate:down",
            "down migration",
            "+micrate down",
            "rollback",
            "undo",
        ]) {
            Some(Direction::Down)
        } else {
            None
        }
    })
}

fn sections(text: &str, direction: impl Fn(&str) -> Option<Direction>) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut open = Some(0);
    let mut first = true;
    for (at, line) in lines(text) {
        let Some(direction) = direction(line) else { continue };
        if let Some(start) = open.take()
            && !(first && direction == Direction::Up)
        {
            ranges.push(start..at);
        }
        first = false;
        open = (direction == Direction::Up).then_some(at + line.len());
    }
    ranges.extend(open.map(|start| start..text.len()));
    ranges.retain(|range| text.get(range.clone()).is_some_and(|part| !part.trim().is_empty()));
    ranges
}

/// The lines of a text, each with its ending and the byte at which it starts.
pub fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line)
    })
}

/// The words of a line that is a `--` comment.
pub fn comment(line: &str) -> Option<&str> {
    let words = line.trim_start_matches(['\u{feff}', ' ', '\t']).strip_prefix("--")?;
    Some(words.trim_start_matches(['-', ' ', '\t']))
}

/// Whether a text starts with these words, in any case, and no further word character follows; one space stands for several.
pub fn starts(text: &str, words: &str) -> bool {
    let mut rest = text;
    for (at, word) in words.split(' ').enumerate() {
        if at > 0 {
            let trimmed = rest.trim_start_matches([' ', '\t']);
            if trimmed.len() == rest.len() {
                return false;
            }
            rest = trimmed;
        }
        match rest.get(..word.len()) {
            Some(begin) if begin.eq_ignore_ascii_case(word) => rest = rest.get(word.len()..).unwrap_or(""),
            _ => return false,
        }
    }
    !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn forward(style: Style, text: &str, expected: &[&str]) {
        let ranges = style.forward(text);
        let parts: Vec<&str> = ranges.into_iter().map(|range| text.get(range).unwrap().trim()).collect();
        assert_eq!(parts, expected);
    }

    #[test]
    fn sections_run_from_up_to_down() {
        forward(Style::Goose, "-- +goose Up\na;\n-- +goose Down\nb;\n", &["a;"]);
        forward(Style::Goose, "-- +goose NO TRANSACTION\n-- +goose  up\r\na;\r\n", &["a;"]);
        forward(
            Style::Goose,
            "--+goose Up\n-- +goose StatementBegin\na;\n-- +goose StatementEnd\n--+goose Down",
            &["-- +goose StatementBegin\na;\n-- +goose StatementEnd"],
        );
        forward(Style::Goose, "-- +goose Down\nb;\n-- +goose Up\na;", &["a;"]);
        forward(Style::Goose, "a;", &["a;"]);
        forward(Style::Goose, "-- +goose Up", &[]);
        forward(Style::Dbmate, "-- migrate:up transaction:false\na;\n-- migrate:down\nb;", &["a;"]);
        forward(
            Style::SqlMigrate,
            "-- +migrate Up notransaction\na;\n-- +migrate Down\nb;\n-- +migrate Up\nc;",
            &["a;", "c;"],
        );
        forward(Style::NodePgMigrate, "-- Up Migration\na;\n---- Down Migration\nb;", &["a;"]);
        forward(Style::NodePgMigrate, "a;\n-- Down Migration\nb;", &["a;"]);
        forward(Style::NodePgMigrate, "-- up migrations of users\na;", &["-- up migrations of users\na;"]);
    }

    #[test]
    fn a_way_back_of_an_unknown_tool_is_left_out() {
        for (text, expected) in [
            ("# --- !Ups\na;\n# --- !Downs\nb;", "# --- !Ups\n|a;"),
            ("a;\n-- //@UNDO\nb;", "a;"),
            ("a;\n---- create above / drop below ----\nb;", "a;"),
            ("--- down ---\nb;", ""),
            ("-- rollback of the experiment\na;", "-- rollback of the experiment\na;"),
        ] {
            let parts: Vec<&str> = forward_of_unknown(text).into_iter().map(|r| text.get(r).unwrap().trim()).collect();
            assert_eq!(parts.join("|"), expected.rsplit('|').next().unwrap(), "{text}");
        }
    }

    #[test]
    fn a_style_is_known_from_its_directives() {
        for (text, expected) in [
            ("-- x\n-- +goose Up\n", Style::Goose),
            ("-- migrate:up\n", Style::Dbmate),
            ("-- +migrate Up\n", Style::SqlMigrate),
            ("-- Up Migration\n", Style::NodePgMigrate),
            ("\u{feff}--liquibase formatted sql\n", Style::Liquibase),
            ("-- upgrade\ncreate table a(b int);", Style::None),
        ] {
            assert_eq!(Style::of(text), expected, "{text}");
        }
    }
}
