//! What kubectl prints, without what each server makes up.

/// Lines without ages, times, uids, versions, addresses and the widths of columns, which follow
/// from them.
pub(crate) fn normal(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(line).collect();
    lines.join("\n")
}

fn line(line: &str) -> String {
    let indent = line.len() - line.trim_start().len();
    let words: Vec<_> = line.split_whitespace().collect();
    let mut normal = line[..indent].to_owned();
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            normal.push(' ');
        }
        let before = index.checked_sub(1).map_or("", |before| words[before]);
        normal.push_str(&made_up(before, word));
    }
    match normal.split_once("CreationTimestamp: ") {
        // Mon, 02 Jan 2006 15:04:05 +0000
        Some((before, _)) => format!("{before}CreationTimestamp: <time>"),
        None => normal,
    }
}

/// A word, or what it is.
fn made_up(before: &str, word: &str) -> String {
    let (open, rest) = word.split_at(word.len() - word.trim_start_matches(PUNCTUATION).len());
    let core = rest.trim_end_matches(PUNCTUATION);
    let close = &rest[core.len()..];
    let kind = if is_uid(core) {
        "<uid>"
    } else if is_time(core) {
        "<time>"
    } else if is_age(core) {
        "<age>"
    } else if BEFORE_VERSIONS.contains(&before) && core.parse::<u64>().is_ok() {
        "<version>"
    } else if core.starts_with("10.0.0.") {
        "<address>"
    } else if let Some(suffix) = core
        .strip_prefix("configmap/gen-")
        .or(core.strip_prefix("gen-"))
        && suffix.len() == 5
    {
        "<generated>"
    } else {
        core
    };
    format!("{open}{kind}{close}")
}

/// The last one is what describe prints.
const BEFORE_VERSIONS: [&str; 3] = ["\"resourceVersion\":", "resourceVersion:", "Version:"];

const PUNCTUATION: [char; 7] = ['"', ',', '(', ')', '[', ']', '\''];

fn is_uid(word: &str) -> bool {
    let lengths: Vec<_> = word.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && word.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

/// A time that is not one of ours, which are of 2001.
fn is_time(word: &str) -> bool {
    let shape = word
        .bytes()
        .map(|b| if b.is_ascii_digit() { b'0' } else { b });
    shape.eq(*b"0000-00-00T00:00:00Z") && !word.starts_with("2001")
}

fn is_age(word: &str) -> bool {
    let mut digits = 0;
    for byte in word.bytes() {
        match byte {
            b'0'..=b'9' => digits += 1,
            b's' | b'm' | b'h' | b'd' | b'y' if digits > 0 => digits = 0,
            _ => return false,
        }
    }
    digits == 0 && !word.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_words_become_alike() {
        for (text, expected) in [
            (
                "NAME   DATA   AGE\nweb    1      3m5s",
                "NAME DATA AGE\nweb 1 <age>",
            ),
            (
                "  resourceVersion: \"17\"",
                "  resourceVersion: \"<version>\"",
            ),
            (
                "    \"resourceVersion\": \"17\",",
                "    \"resourceVersion\": \"<version>\",",
            ),
            (
                "  uid: 0dd91b7c-07e3-4d40-9ecd-1fd6c1ab03b5",
                "  uid: <uid>",
            ),
            (
                "  creationTimestamp: \"2026-01-02T03:04:05Z\"",
                "  creationTimestamp: \"<time>\"",
            ),
            (
                "  firstTimestamp: \"2001-01-02T03:04:05Z\"",
                "  firstTimestamp: \"2001-01-02T03:04:05Z\"",
            ),
            (
                "CreationTimestamp:  Sat, 21 Nov 2026 15:00:00 +0000",
                "CreationTimestamp: <time>",
            ),
            ("configmap/gen-x7k2p created", "<generated> created"),
            ("clusterIP: 10.0.0.17", "clusterIP: <address>"),
            ("  Resource Version:  17", "  Resource Version: <version>"),
            ("  resourceVersion: \"\"", "  resourceVersion: \"\""),
            ("2 (5s ago)", "2 (<age> ago)"),
        ] {
            assert_eq!(normal(text), expected);
        }
    }
}
