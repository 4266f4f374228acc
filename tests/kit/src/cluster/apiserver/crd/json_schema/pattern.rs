use regex::Regex;

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

fn explain(text: &str, error: &regex::Error) -> String {
    let message = error.to_string();
    let (what, part) = if message.contains("unclosed group") {
        ("missing closing )", text)
    } else if message.contains("unopened group") {
        ("unexpected )", text)
    } else if message.contains("unclosed character class") {
        (
            "missing closing ]",
            text.rfind('[').map_or(text, |start| &text[start..]),
        )
    } else if message.contains("repetition operator missing expression") {
        let operator = text.find(['*', '+', '?']).map_or(text, |at| &text[at..=at]);
        ("missing argument to repetition operator", operator)
    } else if message.contains("look-around") {
        look_around(text)
    } else if message.contains("incomplete escape sequence") {
        ("trailing backslash at end of expression", "")
    } else if message.contains("unrecognized escape sequence") {
        ("invalid escape sequence", unknown_escape(text))
    } else if message.contains("invalid character class range") {
        ("invalid character class range", backward_range(text))
    } else {
        ("invalid regular expression", text)
    };
    problem(what, part)
}

fn problem(what: &str, part: &str) -> String {
    format!("error parsing regexp: {what}: `{part}`")
}

fn unknown_escape(text: &str) -> &str {
    let known = "AbBzdDsSwWpPQECafnrtvx01234567";
    let is_unknown = |c: char| c.is_ascii_alphanumeric() && !known.contains(c);
    let mut escapes = text
        .match_indices('\\')
        .filter_map(|(at, _)| text.get(at..at + 2));
    escapes
        .find(|escape| escape.ends_with(is_unknown))
        .unwrap_or(text)
}

fn backward_range(text: &str) -> &str {
    let is_backward =
        |part: &&str| part.as_bytes()[1] == b'-' && part.as_bytes()[0] > part.as_bytes()[2];
    let mut triples = (0..text.len()).filter_map(|at| text.get(at..at + 3));
    triples.find(is_backward).unwrap_or(text)
}

/// What Go refuses although the crate would take it: repeated repetitions, and too many.
fn refused(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let (mut at, mut in_class, mut operator) = (0, false, None);
    while let Some(byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'\\' => at += 1,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'*' | b'+' | b'?' | b'{' if !in_class => {
                if *byte == b'{' {
                    if !is_repetition(&text[at..]) {
                        operator = None;
                        continue;
                    }
                    at += text[at..].find('}').map_or(0, |end| end + 1);
                    if !is_count_allowed(&text[start + 1..at - 1]) {
                        return Some(problem("invalid repeat count", &text[start..at]));
                    }
                }
                if let Some(first) = operator {
                    return Some(problem(
                        "invalid nested repetition operator",
                        &text[first..at],
                    ));
                }
                if bytes.get(at) == Some(&b'?') {
                    at += 1;
                }
                // What follows an opening parenthesis is no operator.
                operator = (start > 0 && bytes[start - 1] != b'(').then_some(start);
                continue;
            }
            _ => {}
        }
        operator = None;
    }
    None
}

fn is_count_allowed(counts: &str) -> bool {
    let (low, high) = counts.split_once(',').unwrap_or((counts, counts));
    let number = |text: &str| text.parse::<u32>().ok();
    match (number(low), high) {
        (Some(low), "") => low <= 1000,
        (Some(low), high) => number(high).is_some_and(|high| low <= high && high <= 1000),
        (None, _) => false,
    }
}

/// Go takes `(?<=` for a name that is none.
fn look_around(text: &str) -> (&'static str, &str) {
    let first = ["(?=", "(?!", "(?<=", "(?<!"]
        .into_iter()
        .filter_map(|opening| text.find(opening))
        .min();
    let rest = first.map_or(text, |start| &text[start..]);
    if rest.starts_with("(?<") {
        ("invalid named capture", rest)
    } else {
        (
            "invalid or unsupported Perl syntax",
            rest.get(..3).unwrap_or(rest),
        )
    }
}

fn translate(pattern: &str) -> String {
    Translation {
        rest: pattern,
        out: String::with_capacity(pattern.len()),
        in_class: false,
    }
    .run()
}

struct Translation<'a> {
    rest: &'a str,
    out: String,
    in_class: bool,
}

impl Translation<'_> {
    fn run(mut self) -> String {
        while let Some(c) = self.rest.chars().next() {
            self.rest = &self.rest[c.len_utf8()..];
            match c {
                '\\' => self.escape(),
                '[' => self.bracket(),
                ']' if self.in_class => {
                    self.in_class = false;
                    self.out.push(']');
                }
                '&' | '~' if self.in_class => {
                    self.out.push('\\');
                    self.out.push(c);
                }
                '-' if self.in_class && self.rest.starts_with('-') => {
                    self.rest = &self.rest[1..];
                    self.out.push_str("-\\-");
                }
                '{' if !self.in_class && !is_repetition(self.rest) => self.out.push_str("\\{"),
                c => self.out.push(c),
            }
        }
        self.out
    }

    fn escape(&mut self) {
        let Some(c) = self.rest.chars().next() else {
            self.out.push('\\');
            return;
        };
        self.rest = &self.rest[c.len_utf8()..];
        match c {
            'd' => self.out.push_str("[0-9]"),
            'D' => self.out.push_str("[^0-9]"),
            'w' => self.out.push_str("[0-9A-Za-z_]"),
            'W' => self.out.push_str("[^0-9A-Za-z_]"),
            's' => self.out.push_str(r"[\t\n\f\r ]"),
            'S' => self.out.push_str(r"[^\t\n\f\r ]"),
            'b' if !self.in_class => self.out.push_str(r"(?-u:\b)"),
            'B' if !self.in_class => self.out.push_str(r"(?-u:\B)"),
            '<' | '>' => self.out.push(c),
            'Q' => self.quoted(),
            c => {
                self.out.push('\\');
                self.out.push(c);
            }
        }
    }

    fn quoted(&mut self) {
        let (literal, rest) = self.rest.split_once(r"\E").unwrap_or((self.rest, ""));
        self.out.push_str(&regex::escape(literal));
        self.rest = rest;
    }

    fn bracket(&mut self) {
        if !self.in_class {
            self.in_class = true;
            self.out.push('[');
            for opening in ["^]", "]", "^"] {
                if let Some(rest) = self.rest.strip_prefix(opening) {
                    self.out.push_str(opening);
                    self.rest = rest;
                    break;
                }
            }
        } else if self.rest.starts_with(':') && self.rest.contains(":]") {
            let end = self.rest.find(":]").map_or(0, |end| end + 2);
            self.out.push('[');
            self.out.push_str(&self.rest[..end]);
            self.rest = &self.rest[end..];
        } else {
            self.out.push_str("\\[");
        }
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
    use super::*;

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
