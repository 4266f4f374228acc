//! What a server makes up, found in texts: uids, times, generated names, versions.

use crate::memory::Memory;

/// What stands before a version in a message.
const BEFORE_VERSIONS: [&str; 5] = [
    "resource version: ",
    "ResourceVersion in precondition: ",
    "ResourceVersion in object meta: ",
    "current: ",
    "resource version ",
];

/// The only year of times that requests hold.
const OUR_YEAR: &str = "2001";

/// Writes a text as the other server would have to.
pub(crate) fn normal_text(memory: &mut Memory, text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let (before, rest) = text.split_at(at);
        let found = match rest.as_bytes()[0].is_ascii_alphanumeric() && starts_word(before) {
            true => token(memory, before, rest),
            false => None,
        };
        if let Some((length, token)) = found {
            normal.push_str(&token);
            at += length;
        } else {
            let next = rest.chars().next().map_or(1, char::len_utf8);
            normal.push_str(&rest[..next]);
            at += next;
        }
    }
    normal
}

fn starts_word(before: &str) -> bool {
    !before.ends_with(|c: char| c.is_ascii_alphanumeric())
}

fn token(memory: &mut Memory, before: &str, rest: &str) -> Option<(usize, String)> {
    if let Some(uid) = uid(rest) {
        return Some((uid.len(), format!("<uid {}>", memory.uid(uid))));
    }
    if let Some(time) = time(rest) {
        let text = if time.starts_with(OUR_YEAR) {
            time
        } else {
            "<time>"
        };
        return Some((time.len(), text.to_owned()));
    }
    if let Some(length) = generated(rest) {
        let stem = &rest[..length - SUFFIX];
        return Some((length, format!("{stem}?????")));
    }
    let digits = digits(rest);
    let is_version = BEFORE_VERSIONS.iter().any(|text| before.ends_with(text))
        || (before.ends_with('(') && before.contains("too old resource version"));
    if digits > 0 && is_version {
        let version = rest[..digits].parse().ok()?;
        return Some((digits, format!("<version {}>", memory.rank(version))));
    }
    None
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// A text matches a pattern of `h` for a hexadecimal digit, `d` for a digit, and itself.
fn matches<'a>(text: &'a str, pattern: &str) -> Option<&'a str> {
    let start = text.get(..pattern.len())?;
    let fits = start
        .bytes()
        .zip(pattern.bytes())
        .all(|(byte, pattern)| match pattern {
            b'h' => byte.is_ascii_hexdigit(),
            b'd' => byte.is_ascii_digit(),
            other => byte == other,
        });
    fits.then_some(start)
}

fn uid(text: &str) -> Option<&str> {
    matches(text, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh")
}

fn time(text: &str) -> Option<&str> {
    let whole = matches(text, "dddd-dd-ddTdd:dd:dd")?.len();
    let fraction = match text[whole..].strip_prefix('.') {
        Some(rest) => 1 + digits(rest),
        None => 0,
    };
    let end = whole + fraction;
    text[end..].starts_with('Z').then(|| &text[..=end])
}

/// The length of what servers put behind a generateName.
const SUFFIX: usize = 5;

/// The length of a generated name that the text begins with.
fn generated(text: &str) -> Option<usize> {
    let number = text.strip_prefix("gen-")?;
    let digits = digits(number);
    let suffix = number.get(digits..)?.strip_prefix('-')?.get(..SUFFIX)?;
    let fits = digits > 0
        && suffix
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    fits.then_some("gen-".len() + digits + "-".len() + SUFFIX)
}

/// A generated name without what the server put behind it.
pub(crate) fn without_suffix(name: &str) -> &str {
    match generated(name) {
        Some(length) if length == name.len() => &name[..length - SUFFIX - 1],
        _ => name,
    }
}

/// An age in a table, such as `5s` or `3m20s`.
pub(crate) fn is_age(cell: &str) -> bool {
    let mut rest = cell;
    let mut parts = 0;
    while !rest.is_empty() {
        let count = digits(rest);
        let unit = rest[count..].starts_with(['s', 'm', 'h', 'd', 'y']);
        if count == 0 || !unit {
            return false;
        }
        rest = &rest[count + 1..];
        parts += 1;
    }
    parts > 0
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn made_up_texts_become_alike() {
        let mut memory = Memory::default();
        memory.learn_versions(&json!({ "uid": "u", "resourceVersion": "40" }));
        memory.learn_versions(&json!({ "uid": "u", "resourceVersion": "50" }));
        let uid = "0dd91b7c-07e3-4d40-9ecd-1fd6c1ab03b5";
        for (text, expected) in [
            ("plain ünicode", "plain ünicode"),
            (uid, "<uid 0>"),
            (
                &format!("k:{{\"uid\":\"{uid}\"}}"),
                "k:{\"uid\":\"<uid 0>\"}",
            ),
            ("at 2026-01-02T03:04:05Z", "at <time>"),
            ("2026-01-02T03:04:05.123456Z", "<time>"),
            ("2001-02-03T04:05:06Z", "2001-02-03T04:05:06Z"),
            ("2026-01-02", "2026-01-02"),
            ("configmaps \"gen-7-x4k2z\"", "configmaps \"gen-7-?????\""),
            ("gen-7-", "gen-7-"),
            (
                "too old resource version: 1 (45)",
                "too old resource version: <version 0> (<version 1>)",
            ),
            (
                "Too large resource version: 99, current: 50",
                "Too large resource version: <version 2>, current: <version 2>",
            ),
            ("data 45 (45)", "data 45 (45)"),
        ] {
            assert_eq!(normal_text(&mut memory, text), expected);
        }
        assert_eq!(without_suffix("gen-7-x4k2z"), "gen-7");
        assert_eq!(without_suffix("one"), "one");
    }

    #[test]
    fn ages() {
        for (cell, age) in [
            ("5s", true),
            ("3m20s", true),
            ("2d", true),
            ("", false),
            ("s", false),
            ("5", false),
            ("5s ", false),
        ] {
            assert_eq!(is_age(cell), age, "{cell}");
        }
    }
}
