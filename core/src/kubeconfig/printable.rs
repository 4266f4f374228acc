//! Texts for people to read.

use std::borrow::Cow;

use crate::go_text::is_print;

/// How many characters of a name or a field are shown.
pub(super) const MAX_NAME: usize = 200;
/// How many characters of a message are shown.
pub(super) const MAX_MESSAGE: usize = 2_000;

/// A text that cannot disturb a terminal: names and hints are whatever a file says.
///
/// Source: `cleanANSIEscapeCodes` of client-go.
pub(super) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        // All kinds of blanks are white space, and one control character besides.
        if is_print(c) || (c.is_whitespace() && c != '\u{85}') {
            shown.push(c);
        } else {
            shown.push_str(&format!("U+{:04X}", u32::from(c)));
        }
    }
    shown
}

/// A message: printable, and no more than [`MAX_MESSAGE`] characters of it.
pub(super) fn message(text: &str) -> String {
    printable(&clipped(text, MAX_MESSAGE))
}

/// A text of up to `most` characters as it is, and the beginning and the end of a longer one.
pub(super) fn clipped(text: &str, most: usize) -> Cow<'_, str> {
    // A character has a byte at least.
    if text.len() <= most || text.chars().count() <= most {
        return Cow::Borrowed(text);
    }
    let half = most / 2;
    let place = |found: Option<(usize, char)>| found.map_or(0, |(at, _)| at);
    let begin = place(text.char_indices().nth(half));
    let end = place(text.char_indices().rev().nth(half - 1));
    Cow::Owned(format!("{}...{}", &text[..begin], &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_printable() {
        for (text, shown) in [
            ("a b\t\n\u{85}", "a b\t\nU+0085"),
            ("\u{1b}[31m", "U+001B[31m"),
            ("\u{202e}\u{feff}\u{e000}", "U+202EU+FEFFU+E000"),
            // Not assigned.
            ("\u{378}\u{10fffe}", "U+0378U+10FFFE"),
            ("é 漢 😀 \u{301}\u{2028}", "é 漢 😀 \u{301}\u{2028}"),
        ] {
            assert_eq!(printable(text), shown);
        }
    }

    #[test]
    fn what_is_long_is_shown_by_its_ends() {
        assert_eq!(clipped("äöü123", 6), "äöü123");
        assert_eq!(clipped("äöü1234", 6), "äöü...234");
        let long = "n".repeat(1 << 20);
        assert_eq!(message(&long).len(), MAX_MESSAGE + 3);
    }
}
