//! `docs/outage.svg`, the picture of the README, is what the tool prints on a terminal.
//!
//! `MIGCHECK_BLESS=1 cargo test --test picture` draws it anew. Each run of one style is a text at its own column with a length that is told, so that boxes and carets
//! stand where they belong with any fixed font.

#![allow(clippy::disallowed_methods)]

mod common;

use std::fmt::Write;
use std::path::Path;

const FOLDER: &str = "testdata/drop-column-login-python-sqlalchemy/head";
const COMMAND: &str = "--base ../base";
/// The size of a letter, and what stands around the text.
const WIDE: usize = 8;
const HIGH: usize = 19;
const EDGE: usize = 20;

/// How a letter is written.
#[derive(Clone, Copy, Default, PartialEq)]
struct Style {
    color: Option<u8>,
    bold: bool,
    dim: bool,
    underlined: bool,
}

impl Style {
    /// Applies the numbers between `ESC [` and `m`.
    fn apply(&mut self, codes: &str) {
        for code in codes.split(';') {
            match code.parse::<u8>().unwrap_or(0) {
                0 => *self = Style::default(),
                1 => self.bold = true,
                2 => self.dim = true,
                4 => self.underlined = true,
                color @ 30..=37 => self.color = Some(color - 30),
                other => panic!("the picture knows no style {other}"),
            }
        }
    }

    fn attributes(self) -> String {
        let mut text = String::new();
        if let Some(color) = self.color {
            let _ = write!(text, " class=\"c{color}\"");
        } else if self.dim {
            text.push_str(" class=\"dim\"");
        }
        if self.bold {
            text.push_str(" font-weight=\"bold\"");
        }
        if self.underlined {
            text.push_str(" text-decoration=\"underline\"");
        }
        text
    }
}

/// The letters of a line with their styles; a style lasts over lines.
fn styled(line: &str, style: &mut Style) -> Vec<(char, Style)> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        found.extend(before.chars().map(|letter| (letter, *style)));
        let (codes, after) = after.strip_prefix('[').and_then(|after| after.split_once('m')).expect("only styles");
        style.apply(codes);
        rest = after;
    }
    found.extend(rest.chars().map(|letter| (letter, *style)));
    found
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn picture(title: &str, shown: &str) -> String {
    let mut style = Style::default();
    let lines: Vec<Vec<(char, Style)>> = shown.lines().map(|line| styled(line, &mut style)).collect();
    let columns = lines.iter().map(Vec::len).max().unwrap_or_default();
    let (width, height) = (columns * WIDE + 2 * EDGE, lines.len() * HIGH + 2 * EDGE);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{}\">\n",
        escaped(title).replace('"', "&quot;")
    );
    svg.push_str(
        "<style>text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #e6e9ed; white-space: pre; }\n\
         .c1 { fill: #ff9c91; } .c2 { fill: #6fd3a3; } .c3 { fill: #f2c14e; } .c4 { fill: #8ab8ff; } .c5 { fill: #e3a6f2; } .c6 { fill: #78d5e3; } .dim { fill: #a3adb9; }</style>\n",
    );
    let _ = writeln!(svg, "<rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"#14171b\"/>");
    for (row, line) in lines.iter().enumerate() {
        let y = EDGE + row * HIGH + 14;
        let mut at = 0;
        while at < line.len() {
            let style = line[at].1;
            let end = (at..line.len()).find(|next| line[*next].1 != style).unwrap_or(line.len());
            let words: String = line[at..end].iter().map(|(letter, _)| letter).collect();
            let text = words.trim();
            if !text.is_empty() {
                let blanks = words.chars().count() - words.trim_start().chars().count();
                let (x, length) = (EDGE + (at + blanks) * WIDE, text.chars().count() * WIDE);
                let _ = writeln!(
                    svg,
                    "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\"{}>{}</text>",
                    style.attributes(),
                    escaped(text)
                );
            }
            at = end;
        }
    }
    svg.push_str("</svg>\n");
    svg
}

#[test]
fn the_picture_is_what_the_tool_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let done = common::command(&format!("{COMMAND} --color always"))
        .current_dir(root.join(FOLDER))
        .env("LANG", "C.UTF-8")
        .env("TERM", "xterm")
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    assert_eq!(done.status.code(), Some(1), "{err}");
    let shown = format!("\u{1b}[2m$\u{1b}[0m migcheck {COMMAND}\n{out}{err}");
    let title = "migcheck finds that a migration drops the column username, which the login still reads";
    let actual = picture(title, &shown);
    let path = root.join("docs/outage.svg");
    if std::env::var_os("MIGCHECK_BLESS").is_some() {
        std::fs::write(&path, &actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    common::same("docs/outage.svg", &expected, &actual);
}

#[test]
fn styles_are_read() {
    let mut style = Style::default();
    let line = styled("a\u{1b}[31;1mb\u{1b}[0m c", &mut style);
    let shown: Vec<String> = line.iter().map(|(letter, style)| format!("{letter}{}", style.attributes())).collect();
    assert_eq!(shown, ["a", "b class=\"c1\" font-weight=\"bold\"", " ", "c"]);
}
