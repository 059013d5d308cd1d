//! What templates share whose code stands in islands between text: the text becomes blank, the code stays where it is.

/// As many bytes of white space as the text has, with its line breaks kept.
pub(super) fn blank(text: &str, out: &mut String) {
    out.extend(text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
}

/// A whole text made blank, for readers that copy the code into it.
pub(super) fn blanked(text: &str) -> Vec<u8> {
    text.bytes().map(|byte| if byte == b'\n' { b'\n' } else { b' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::{blank, blanked};

    #[test]
    fn every_byte_is_a_blank_or_a_line_break() {
        for (text, blanks) in [("", ""), ("a\nb", " \n "), ("é\r\n", "   \n")] {
            let mut out = String::new();
            blank(text, &mut out);
            assert_eq!(out, blanks, "{text}");
            assert_eq!(blanked(text), blanks.as_bytes(), "{text}");
        }
    }
}
