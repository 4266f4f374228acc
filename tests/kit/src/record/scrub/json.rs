//! Masks values of JSON texts in place: no byte more, no byte less, so that chunks stay chunks.

/// What becomes of the value under a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mask {
    #[default]
    Keep,
    /// Masked if it is a string or a number, or an array of those.
    Scalar,
    /// Everything below is masked; what is base64 stays base64.
    Tree,
}

/// Masks the values of every text in `bytes`, which may be several after another, such as the
/// events of a watch, and may be cut anywhere.
pub(super) fn mask(bytes: &mut [u8], of_key: impl Fn(&str) -> Mask) {
    let mut frames: Vec<Frame> = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        let top = frames.last_mut();
        match byte {
            b'"' => {
                let end = end_of_string(bytes, at + 1);
                let string = &mut bytes[at + 1..end];
                match top {
                    Some(frame) if frame.expects_key => frame.key(&decoded(string), &of_key),
                    Some(frame) => frame.value.fill(string),
                    None => {}
                }
                at = end;
            }
            b'{' | b'[' => {
                let outer = top.map(|frame| frame.value).unwrap_or_default();
                frames.push(Frame::within(outer, byte == b'{'));
            }
            b'}' | b']' => _ = frames.pop(),
            b':' => top.into_iter().for_each(|frame| frame.expects_key = false),
            b',' => top
                .into_iter()
                .for_each(|frame| frame.expects_key = frame.object),
            // Not zeros, which cannot stand in front.
            b'0'..=b'9' if top.is_some_and(|frame| frame.value != Mask::Keep) => bytes[at] = b'1',
            _ => {}
        }
        at += 1;
    }
}

/// An object or array that is open.
struct Frame {
    object: bool,
    expects_key: bool,
    /// Of the value that comes next.
    value: Mask,
    /// Of all values.
    tree: bool,
}

impl Frame {
    fn within(outer: Mask, object: bool) -> Self {
        Self {
            object,
            expects_key: object,
            value: if object && outer == Mask::Scalar {
                Mask::Keep
            } else {
                outer
            },
            tree: outer == Mask::Tree,
        }
    }

    fn key(&mut self, key: &str, of_key: impl Fn(&str) -> Mask) {
        if !self.tree {
            self.value = of_key(key);
        }
    }
}

impl Mask {
    fn fill(self, string: &mut [u8]) {
        match self {
            Self::Keep => {}
            Self::Scalar => string.fill(b'x'),
            Self::Tree => {
                let padding = string.iter().rev().take_while(|byte| **byte == b'=');
                let padding = padding.count().min(2);
                let length = string.len() - padding;
                // Zero bits, for strict readers look at those that are left over.
                string[..length].fill(b'A');
            }
        }
    }
}

/// Where a string's closing quote is, or the end of what there is.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// A key, its escapes undone.
fn decoded(string: &[u8]) -> String {
    let text = String::from_utf8_lossy(string);
    if !text.contains('\\') {
        return text.into_owned();
    }
    serde_json::from_str(&format!("\"{text}\"")).unwrap_or_else(|_| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut bytes = text.as_bytes().to_vec();
        mask(&mut bytes, |key| match key {
            "token" => Mask::Scalar,
            "data" => Mask::Tree,
            _ => Mask::Keep,
        });
        assert_eq!(String::from_utf8_lossy(&bytes), expected);
    }

    #[test]
    fn values_are_masked_byte_for_byte() {
        for (text, expected) in [
            (r#"{"token":"s3","a":"b"}"#, r#"{"token":"xx","a":"b"}"#),
            (r#"{"a":["token","s"]}"#, r#"{"a":["token","s"]}"#),
            (r#"{"a":"token","b":"s"}"#, r#"{"a":"token","b":"s"}"#),
            (
                r#"{"token" : [ "s" , 20.5e3, true ] }"#,
                r#"{"token" : [ "x" , 11.1e1, true ] }"#,
            ),
            (
                r#"{"token":{"type":"string"},"b":"c"}"#,
                r#"{"token":{"type":"string"},"b":"c"}"#,
            ),
            (
                r#"{"data":{"a":"czM=","b":{"c":["cw==",-7]}},"d":"e"}"#,
                r#"{"data":{"a":"AAA=","b":{"c":["AA==",-1]}},"d":"e"}"#,
            ),
            (r#"{"t\u006fken":"a\"b"}"#, r#"{"t\u006fken":"xxxx"}"#),
            (r#"{"token":"é"}"#, r#"{"token":"xx"}"#),
            (r#"{"token":"s3cr"#, r#"{"token":"xxxx"#),
            (r#"{"token":"s\"#, r#"{"token":"xx"#),
            (
                "{\"a\":{\"token\":\"s\"}}\n{\"token\":\"t\"}\n",
                "{\"a\":{\"token\":\"x\"}}\n{\"token\":\"x\"}\n",
            ),
            ("]}\"token\":\"s\"", "]}\"token\":\"s\""),
        ] {
            check(text, expected);
        }
    }
}
