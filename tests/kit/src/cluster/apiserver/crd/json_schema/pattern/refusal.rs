//! Why a pattern is refused, in Go's words.

use super::is_repetition;

pub(super) fn explain(text: &str, error: &regex::Error) -> String {
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
pub(super) fn refused(text: &str) -> Option<String> {
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
