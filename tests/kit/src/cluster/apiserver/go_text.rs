//! How Go writes a value into a message: `%q` for strings, `encoding/json` for the rest.

use std::fmt::Write;

use serde_json::Value;

use super::json::write::to_bytes;

/// `strconv.Quote`.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        push_escaped(&mut quoted, c, '"');
    }
    quoted.push('"');
    quoted
}

/// Adds a character as it stands in a Go literal between such quotes.
pub(crate) fn push_escaped(out: &mut String, c: char, quotes: char) {
    let short = match c {
        '\\' => Some(c),
        c if c == quotes => Some(c),
        '\u{7}' => Some('a'),
        '\u{8}' => Some('b'),
        '\u{c}' => Some('f'),
        '\n' => Some('n'),
        '\r' => Some('r'),
        '\t' => Some('t'),
        '\u{b}' => Some('v'),
        _ => None,
    };
    let code = u32::from(c);
    // Writing to a String does not fail.
    let _ = match short {
        Some(short) => write!(out, "\\{short}"),
        None if is_print(c) => write!(out, "{c}"),
        None if code < 0x80 => write!(out, "\\x{code:02x}"),
        None if code < 0x1_0000 => write!(out, "\\u{code:04x}"),
        None => write!(out, "\\U{code:08x}"),
    };
}

/// `unicode.IsPrint`: Rust's tables agree with Go's but for marks at the start of a string, hence
/// the letter before.
pub(crate) fn is_print(c: char) -> bool {
    match c {
        ' '..='~' => true,
        c if c.is_ascii() => false,
        c => !format!("a{c}").escape_debug().any(|c| c == '\\'),
    }
}

/// `json.Marshal`.
pub(crate) fn json(value: &Value) -> String {
    String::from_utf8_lossy(&to_bytes(value)).into_owned()
}

/// A float as `%v` prints it: `1e+06`, `0.5`, `3`.
pub(crate) fn float(value: f64) -> String {
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..6).contains(&exponent) {
        return value.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

/// A struct as `json.Marshal` writes it: its fields in their declared order, `always` first, then
/// those of `optional` that are there. Fields of strings that are absent are empty.
pub(crate) fn json_struct(value: &Value, always: &[&str], optional: &[&str]) -> String {
    let empty = Value::String(String::new());
    let always = always
        .iter()
        .map(|field| (*field, value.get(*field).unwrap_or(&empty)));
    let optional = optional
        .iter()
        .filter_map(|field| value.get(*field).map(|value| (*field, value)));
    let fields: Vec<_> = always
        .chain(optional)
        .map(|(field, value)| format!("\"{field}\":{}", json(value)))
        .collect();
    format!("{{{}}}", fields.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_quoted_as_go_does() {
        for (text, quoted) in [
            ("plain", r#""plain""#),
            ("a\"b\\", r#""a\"b\\""#),
            ("\u{0}\u{7}\u{b}\u{7f}\n", r#""\x00\a\v\x7f\n""#),
            ("é<\u{301}", "\"é<\u{301}\""),
            ("\u{301}", "\"\u{301}\""),
            ("\u{a0}\u{200b}\u{feff}", r#""\u00a0\u200b\ufeff""#),
            ("\u{e0001}", r#""\U000e0001""#),
            ("a.b[0]'", r#""a.b[0]'""#),
            ("é 😀", "\"é 😀\""),
            ("\u{85}\u{2028}\u{fffd}", "\"\\u0085\\u2028\u{fffd}\""),
            ("\u{e000}\u{10ffff}", r#""\ue000\U0010ffff""#),
        ] {
            assert_eq!(quote(text), quoted);
        }
    }

    #[test]
    fn floats_are_printed_as_go_does() {
        for (number, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (1.5, "1.5"),
            (100_000.0, "100000"),
            (1_000_000.0, "1e+06"),
            (123_456_789.5, "1.234567895e+08"),
            (0.0001, "0.0001"),
            (0.000_01, "1e-05"),
            (-2.5e-7, "-2.5e-07"),
        ] {
            assert_eq!(float(number), text);
        }
    }

    #[test]
    fn values_are_json_as_go_writes_it() {
        let given = serde_json::json!({
            "b": [1, 2.0, 1e21, 1e-7, null, true],
            "a": "<&>\u{2028}",
        });
        let expected = r#"{"a":"\u003c\u0026\u003e\u2028","b":[1,2,1e+21,1e-7,null,true]}"#;
        assert_eq!(json(&given), expected);
    }
}
