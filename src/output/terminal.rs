//! What a terminal can show and what may be sent to it: colour, line drawing, and untrusted text made harmless.
//!
//! Nothing here asks the environment: `cli` does and hands its answers in.

/// `--color`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    #[default]
    Auto,
    Always,
    Never,
}

/// Whether to colour: the choice (of the flag or `MIGCHECK_COLOR`), then `NO_COLOR`, then `CLICOLOR_FORCE` or `FORCE_COLOR`, then
/// `TERM=dumb` and whether there is a terminal.
pub fn colored(choice: When, variable: impl Fn(&str) -> Option<String>, terminal: bool) -> bool {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let forced = |name: &str| set(name).is_some_and(|value| value != "0");
    match choice {
        When::Always => true,
        When::Never => false,
        When::Auto if set("NO_COLOR").is_some() => false,
        When::Auto if forced("CLICOLOR_FORCE") || forced("FORCE_COLOR") => true,
        When::Auto => terminal && variable("TERM").as_deref() != Some("dumb"),
    }
}

/// Whether to draw with more than ASCII: not where `TERM=dumb` or the locale names another encoding than UTF-8.
pub fn unicode(variable: impl Fn(&str) -> Option<String>) -> bool {
    if variable("TERM").as_deref() == Some("dumb") {
        return false;
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| variable(name).filter(|v| !v.is_empty()));
    locale.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        match locale.split_once('.') {
            Some((_, encoding)) => encoding.starts_with("utf"),
            None => locale != "c" && locale != "posix",
        }
    })
}

/// A character of untrusted text as it may be shown: control characters become visible, tabs stay. One for one, so that columns stay.
pub fn visible(character: char, unicode: bool) -> char {
    let shown = match character {
        '\t' => return '\t',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        // C1 controls; marks that turn the direction of text or have no width; line and paragraph separators.
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' => '\u{fffd}',
        other => return other,
    };
    if unicode { shown } else { '?' }
}

/// Untrusted text on one line.
pub fn clean(text: &str, unicode: bool) -> String {
    text.chars().map(|character| if character == '\t' { ' ' } else { visible(character, unicode) }).collect()
}

/// Our own prose where only ASCII can be shown.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '“' | '”' => plain.push('"'),
            '’' => plain.push('\''),
            '…' => plain.push_str("..."),
            '–' => plain.push('-'),
            '←' => plain.push_str("<-"),
            '→' => plain.push_str("->"),
            other => plain.push(other),
        }
    }
    plain
}

/// Words in lines of at most `width` characters, all but the first behind `indent`; a longer word has a line of its own.
pub fn wrap(text: &str, width: usize, indent: usize) -> String {
    let mut wrapped = String::new();
    let mut used = indent;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > indent && used + 1 + length > width {
            wrapped.push('\n');
            wrapped.extend(std::iter::repeat_n(' ', indent));
            used = indent;
        } else if used > indent {
            wrapped.push(' ');
            used += 1;
        }
        wrapped.push_str(word);
        used += length;
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_decided_in_order() {
        for (when, variables, terminal, expected) in [
            (When::Auto, &[][..], true, true),
            (When::Auto, &[], false, false),
            (When::Auto, &[("TERM", "dumb")], true, false),
            (When::Auto, &[("NO_COLOR", "1")], true, false),
            (When::Auto, &[("NO_COLOR", "")], true, true),
            (When::Auto, &[("CLICOLOR_FORCE", "1")], false, true),
            (When::Auto, &[("CLICOLOR_FORCE", "0")], false, false),
            (When::Auto, &[("FORCE_COLOR", "true")], false, true),
            (When::Auto, &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], true, false),
            (When::Always, &[("NO_COLOR", "1")], false, true),
            (When::Never, &[("FORCE_COLOR", "1")], true, false),
        ] {
            let variable =
                |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_string());
            assert_eq!(colored(when, variable, terminal), expected, "{when:?} {variables:?} {terminal}");
        }
    }

    #[test]
    fn drawing_follows_the_locale() {
        for (name, value, expected) in [
            ("LANG", "de_DE.UTF-8", true),
            ("LC_ALL", "C", false),
            ("LC_ALL", "C.UTF-8", true),
            ("LANG", "POSIX", false),
            ("LANG", "de_DE.ISO-8859-1", false),
            ("TERM", "dumb", false),
            ("OTHER", "", true),
        ] {
            assert_eq!(unicode(|asked| (asked == name).then(|| value.to_string())), expected, "{name}={value}");
        }
    }

    #[test]
    fn nothing_untrusted_reaches_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\u{7}\r\nc\td", true), "a␛[31mb␇␍␊c d");
        assert_eq!(clean("a\u{202e}b\u{9b}c\u{2066}ü", true), "a\u{fffd}b\u{fffd}c\u{fffd}ü");
        assert_eq!(clean("a\u{1b}b\u{202e}", false), "a?b?");
    }

    #[test]
    fn words_are_wrapped() {
        assert_eq!(wrap("one two three", 11, 2), "one two\n  three");
        assert_eq!(wrap("a-very-long-word b", 6, 2), "a-very-long-word\n  b");
    }
}
