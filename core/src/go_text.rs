//! How Go writes texts into messages.

use std::fmt::Write;

/// `strconv.Quote`, which is also `%q`.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        let code = u32::from(c);
        // Writing to a String does not fail.
        let _ = match c {
            '"' | '\\' => write!(quoted, "\\{c}"),
            '\u{7}' => quoted.write_str("\\a"),
            '\u{8}' => quoted.write_str("\\b"),
            '\u{c}' => quoted.write_str("\\f"),
            '\n' => quoted.write_str("\\n"),
            '\r' => quoted.write_str("\\r"),
            '\t' => quoted.write_str("\\t"),
            '\u{b}' => quoted.write_str("\\v"),
            c if is_print(c) => quoted.write_char(c),
            _ if code < 0x80 => write!(quoted, "\\x{code:02x}"),
            _ if code < 0x1_0000 => write!(quoted, "\\u{code:04x}"),
            _ => write!(quoted, "\\U{code:08x}"),
        };
    }
    quoted.push('"');
    quoted
}

/// `unicode.IsPrint`.
pub(crate) fn is_print(c: char) -> bool {
    match c {
        ' '..='~' => true,
        c if c.is_ascii() => false,
        // Debug escapes what does not print, and a mark that has nothing to stand on.
        c => format!("a{c}").escape_debug().nth(1) == Some(c),
    }
}

/// `json.Marshal` of a list of texts, which escapes what HTML reads.
pub(crate) fn json_list(texts: &[String]) -> String {
    let plain = serde_json::Value::from(texts.to_vec()).to_string();
    let mut escaped = String::with_capacity(plain.len());
    for c in plain.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(escaped, "\\u{:04x}", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `strconv.Quote` and `json.Marshal` make of these.
    #[test]
    fn texts_are_quoted_as_go_quotes_them() {
        for (text, quoted) in [
            ("a \"b\" \\", r#""a \"b\" \\""#),
            ("\u{1}\u{7f}\n\u{b}\0", r#""\x01\x7f\n\v\x00""#),
            ("é\u{a0}\u{200b}\u{301}", "\"é\\u00a0\\u200b\u{301}\""),
            ("\u{e000}\u{10fffe}", r#""\ue000\U0010fffe""#),
        ] {
            assert_eq!(quote(text), quoted);
        }
        let list = ["<a&b>".to_owned(), "é\n\"".to_owned()];
        assert_eq!(json_list(&list), r#"["\u003ca\u0026b\u003e","é\n\""]"#);
    }
}
