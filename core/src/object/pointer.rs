//! JSON pointers into objects that are text still.

use std::borrow::Cow;

use serde_json::Value;

use super::unstructured::find;

/// The value at a JSON pointer in `json`, found without building the rest.
pub(crate) fn pointer(json: &[u8], pointer: &str) -> Option<Value> {
    let json = String::from_utf8_lossy(json);
    let value = find(&json, pointer)?;
    serde_json::from_str(value).ok()
}

/// A step of a JSON pointer as the key that it stands for.
pub(crate) fn unescaped(step: &str) -> Cow<'_, str> {
    match step.as_bytes().contains(&b'~') {
        true => step.replace("~1", "/").replace("~0", "~").into(),
        false => step.into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pointer_agrees_with_serde_json() {
        let value = json!({
            "a": { "b": [1, { "c": "x" }, null], "d/e": true },
            "f": 1.5, "s": "text", "n": null,
        });
        let text = serde_json::to_vec(&value).unwrap();
        for path in [
            "/a", "/a/b", "/a/b/0", "/a/b/1/c", "/a/b/2", "/a/b/3", "/a/d~1e", "/f", "/f/x",
            "/s/0", "/n", "/n/x", "/z", "/a/b/-1", "a", "",
        ] {
            let expected = if path.is_empty() {
                None
            } else {
                value.pointer(path).cloned()
            };
            assert_eq!(pointer(&text, path), expected, "{path}");
        }
    }
}
