//! The paths at which two JSON values differ.

use std::collections::BTreeSet;

use serde_json::Value;

/// One line for each difference.
pub(crate) fn diff(left: &Value, right: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    collect("", left, right, &mut lines);
    lines
}

fn collect(path: &str, left: &Value, right: &Value, lines: &mut Vec<String>) {
    match (left, right) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: BTreeSet<_> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let path = format!("{path}/{key}");
                match (a.get(key), b.get(key)) {
                    (Some(a), Some(b)) => collect(&path, a, b, lines),
                    (a, b) => lines.push(line(&path, a, b)),
                }
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            for index in 0..a.len().max(b.len()) {
                let path = format!("{path}/{index}");
                match (a.get(index), b.get(index)) {
                    (Some(a), Some(b)) => collect(&path, a, b, lines),
                    (a, b) => lines.push(line(&path, a, b)),
                }
            }
        }
        (a, b) if a != b => lines.push(line(path, Some(a), Some(b))),
        _ => {}
    }
}

fn line(path: &str, left: Option<&Value>, right: Option<&Value>) -> String {
    let text = |value: Option<&Value>| value.map_or("nothing".into(), Value::to_string);
    let (left, right) = (text(left), text(right));
    let same = left
        .char_indices()
        .zip(right.chars())
        .find(|((_, a), b)| a != b)
        .map_or(0, |((at, _), _)| at);
    let (left, right) = (around(&left, same), around(&right, same));
    format!("{path}:\n      - {left}\n      + {right}")
}

/// A long text from a little before the place where it begins to differ.
fn around(text: &str, at: usize) -> String {
    const BEFORE: usize = 100;
    const WHOLE: usize = 400;
    let text = text
        .get(at.saturating_sub(BEFORE)..)
        .filter(|_| text.len() > WHOLE)
        .unwrap_or(text);
    match text.char_indices().nth(WHOLE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn differences_name_their_paths() {
        let left = json!({ "a": [1, 2], "b": { "c": "x" }, "same": true });
        let right = json!({ "a": [1], "b": { "c": "y", "d": 1 }, "same": true });
        let paths: Vec<_> = diff(&left, &right)
            .into_iter()
            .map(|line| line.split(':').next().unwrap().to_owned())
            .collect();
        assert_eq!(paths, ["/a/1", "/b/c", "/b/d"]);
        assert_eq!(diff(&left, &left), [""; 0]);
    }
}
