//! How Go writes JSON.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use serde_json::{Number, Value};

/// Writes a value as Go does.
pub(crate) fn to_bytes(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, GoFormatter);
    value
        .serialize(&mut serializer)
        .expect("a value has no map keys but strings, and memory takes every write");
    bytes
}

/// A number as Go writes it.
pub(super) fn number(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => float_text(float),
        _ => number.to_string(),
    }
}

struct GoFormatter;

impl Formatter for GoFormatter {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(float_text(value).as_bytes())
    }

    /// Go also escapes what a browser might take for HTML, and two of its line ends.
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let special = ['<', '>', '&', '\u{2028}', '\u{2029}'];
        for part in fragment.split_inclusive(special) {
            match part.chars().next_back() {
                Some(last) if special.contains(&last) => {
                    writer.write_all(&part.as_bytes()[..part.len() - last.len_utf8()])?;
                    write!(writer, "\\u{:04x}", u32::from(last))?;
                }
                _ => writer.write_all(part.as_bytes())?,
            }
        }
        Ok(())
    }
}

/// The shortest text that reads back as the same float: plain digits from 1e-6 up to 1e21.
fn float_text(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || (1e-6..1e21).contains(&size) {
        return format!("{value}");
    }
    let text = format!("{value:e}");
    match text.split_once('e') {
        Some((digits, power)) if !power.starts_with('-') => format!("{digits}e+{power}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::to_bytes;

    #[test]
    fn writes_as_go_does() {
        let cases = [
            (json!([1.0, 1.5, -0.5, 100.0, 0.0]), "[1,1.5,-0.5,100,0]"),
            (
                json!([1e20, 1e21, 1.5e300]),
                "[100000000000000000000,1e+21,1.5e+300]",
            ),
            (
                json!([0.000001, 1e-7, -1.25e-10]),
                "[0.000001,1e-7,-1.25e-10]",
            ),
            (
                json!({"b": "<a>&\u{2028}", "a": [null, true]}),
                r#"{"a":[null,true],"b":"\u003ca\u003e\u0026\u2028"}"#,
            ),
        ];
        for (value, expected) in cases {
            assert_eq!(String::from_utf8_lossy(&to_bytes(&value)), expected);
        }
    }
}
