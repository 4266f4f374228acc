mod refusal;
mod translation;

use regex::Regex;

use refusal::{explain, refused};
use translation::translate;

/// A regular expression in Go's syntax.
///
/// Go and the `regex` crate share RE2's language; they differ in a few spellings, which are
/// translated: Perl classes are ASCII in Go, a lone `{` or a `[` within a class stands for itself,
/// and `\Q…\E` quotes.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    text: String,
    compiled: Result<Regex, String>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Pattern {
    pub(crate) fn new(text: String) -> Self {
        let compiled = match refused(&text) {
            Some(problem) => Err(problem),
            None => Regex::new(&translate(&text)).map_err(|error| explain(&text, &error)),
        };
        Self { text, compiled }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What is wrong with it, in Go's words where they are known.
    pub(crate) fn error(&self) -> Option<&str> {
        self.compiled.as_ref().err().map(String::as_str)
    }

    /// A pattern that does not compile matches nothing.
    pub(crate) fn matches(&self, text: &str) -> bool {
        self.compiled
            .as_ref()
            .is_ok_and(|regex| regex.is_match(text))
    }
}

/// Whether what follows a `{` is a count: `3}`, `3,}` or `3,5}`.
fn is_repetition(rest: &str) -> bool {
    let Some((counts, _)) = rest.split_once('}') else {
        return false;
    };
    let (low, high) = counts.split_once(',').unwrap_or((counts, ""));
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    !low.is_empty() && is_number(low) && is_number(high)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_a_pattern_or_refused(pattern in r"[\[\](){}*+?|^$.\\a-zQEé0-9,:&~-]{0,12}", text in ".{0,6}") {
            let pattern = Pattern::new(pattern);
            prop_assert!(pattern.error().is_none() || !pattern.matches(&text));
        }
    }

    #[test]
    fn patterns_match_as_in_go() {
        for (pattern, matching, failing) in [
            (r"^\d+$", "12", "٣"),
            (r"^[\w.]+$", "a_b.c", "é"),
            (r"^[^\s]+$", "ab", "a b"),
            (r"^[[a]+$", "[a", "b"),
            (r"^[[:alpha:]-]+$", "a-b", "1"),
            (r"^[]a]+$", "]a", "b"),
            (r"^[^]a]+$", "bc", "]"),
            (r"^a{2}$", "aa", "a"),
            (r"^a{,2}$", "a{,2}", "aa"),
            (r"^{x}$", "{x}", "x"),
            (r"^\Qa.b\E$", "a.b", "axb"),
            (r"^\<a\>$", "<a>", "a"),
            (r"\bfoo\b", "a foo", "afoo"),
            (r"^[a&&b]+$", "&", "c"),
            (r"^[+--]$", ",", "a"),
            (r"(?i)^abc$", "ABC", "abd"),
        ] {
            let pattern = Pattern::new(pattern.to_owned());
            assert_eq!(pattern.error(), None, "{}", pattern.text());
            assert!(
                pattern.matches(matching),
                "{} on {matching}",
                pattern.text()
            );
            assert!(!pattern.matches(failing), "{} on {failing}", pattern.text());
        }
    }

    #[test]
    fn what_does_not_compile_is_explained_as_go_does() {
        for (pattern, error) in [
            ("(", "error parsing regexp: missing closing ): `(`"),
            ("a)", "error parsing regexp: unexpected ): `a)`"),
            ("x[a", "error parsing regexp: missing closing ]: `[a`"),
            (
                "*a",
                "error parsing regexp: missing argument to repetition operator: `*`",
            ),
            (
                "^(?!a)b",
                "error parsing regexp: invalid or unsupported Perl syntax: `(?!`",
            ),
            (
                "x(?<=a)b",
                "error parsing regexp: invalid named capture: `(?<=a)b`",
            ),
            (
                "a**",
                "error parsing regexp: invalid nested repetition operator: `**`",
            ),
            (
                "(a+?)+*",
                "error parsing regexp: invalid nested repetition operator: `+*`",
            ),
            (
                "a{2}{3}",
                "error parsing regexp: invalid nested repetition operator: `{2}{3}`",
            ),
            (
                "a{2,1}",
                "error parsing regexp: invalid repeat count: `{2,1}`",
            ),
            (
                "a{1001}",
                "error parsing regexp: invalid repeat count: `{1001}`",
            ),
            (
                "[z-a]",
                "error parsing regexp: invalid character class range: `z-a`",
            ),
            (
                "b\\y",
                "error parsing regexp: invalid escape sequence: `\\y`",
            ),
            (
                "a\\",
                "error parsing regexp: trailing backslash at end of expression: ``",
            ),
        ] {
            assert_eq!(Pattern::new(pattern.to_owned()).error(), Some(error));
        }
    }
}
