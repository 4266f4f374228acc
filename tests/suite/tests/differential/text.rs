//! What a server makes up, found in texts: uids, times, generated names, versions.

use crate::memory::Memory;

/// What stands before a version in a message. The last ones are of messages that quote a whole
/// object.
const BEFORE_VERSIONS: [&str; 8] = [
    "resource version: ",
    "ResourceVersion in precondition: ",
    "ResourceVersion in object meta: ",
    "current: ",
    "ResourceVersion in the precondition (",
    "ResourceVersion in record (",
    "resourceVersion\":\"",
    "resourceVersion\\\":\\\"",
];

/// The only year of times that requests hold.
const OUR_YEAR: &str = "2001";

/// Writes a text as the other server would have to. Only words are looked at: letters and digits
/// with something else before them.
pub(crate) fn normal_text(memory: &mut Memory, text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let (before, rest) = text.split_at(at);
        if let Some((length, token)) = token(memory, before, rest) {
            normal.push_str(&token);
            at += length;
            continue;
        }
        let end = word(rest);
        let gap = rest[end..].find(|c: char| c.is_ascii_alphanumeric());
        let end = gap.map_or(rest.len(), |gap| end + gap);
        normal.push_str(&rest[..end]);
        at += end;
    }
    normal
}

/// The length of the word that a text begins with.
fn word(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_alphanumeric).count()
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
        return Some((digits, format!("<version {}>", memory.version(version).0)));
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

/// The longest generated name; a longer prefix is cut to fit.
const GENERATED_MAX: usize = 63;

/// The length of a generated name that the text begins with: one of our prefixes and a suffix.
fn generated(text: &str) -> Option<usize> {
    let stem = if text.starts_with(BAD_PREFIX) {
        BAD_PREFIX.len()
    } else {
        let number = text.strip_prefix("gen-")?;
        let digits = digits(number);
        number[digits..].strip_prefix('-').filter(|_| digits > 0)?;
        let word = text
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'-')
            .count();
        match word {
            GENERATED_MAX => GENERATED_MAX - SUFFIX,
            _ => "gen-".len() + digits + "-".len(),
        }
    };
    let suffix = text.get(stem..stem + SUFFIX)?;
    let fits = suffix
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    fits.then_some(stem + SUFFIX)
}

/// A prefix that makes no good name.
pub(crate) const BAD_PREFIX: &str = "Bad_gen-";

/// A generated name without what the server put behind it.
pub(crate) fn without_suffix(name: &str) -> &str {
    match generated(name) {
        Some(length) if length == name.len() => name[..length - SUFFIX].trim_end_matches('-'),
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
        for version in ["40", "50"] {
            let metadata = json!({ "uid": "u", "namespace": "diff-a", "resourceVersion": version });
            memory.learn_versions(&metadata);
        }
        let uid = "0dd91b7c-07e3-4d40-9ecd-1fd6c1ab03b5";
        for (text, expected) in [
            ("plain ünicode", "plain ünicode"),
            (uid, "<uid 0.3>"),
            (
                &format!("k:{{\"uid\":\"{uid}\"}}"),
                "k:{\"uid\":\"<uid 0.3>\"}",
            ),
            ("at 2026-01-02T03:04:05Z", "at <time>"),
            ("2026-01-02T03:04:05.123456Z", "<time>"),
            ("2001-02-03T04:05:06Z", "2001-02-03T04:05:06Z"),
            ("2026-01-02", "2026-01-02"),
            ("configmaps \"gen-7-x4k2z\"", "configmaps \"gen-7-?????\""),
            ("gen-7-", "gen-7-"),
            (
                "too old resource version: 1 (45)",
                "too old resource version: <version 0> (<version 0.1>)",
            ),
            (
                "Too large resource version: 99, current: 50",
                "Too large resource version: <version 0.2>, current: <version 0.2>",
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
