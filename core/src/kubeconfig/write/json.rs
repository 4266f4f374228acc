//! How Go writes JSON.

use std::fmt::Write;

use serde_json::Number;

use super::tree::{Fields, Tree};

/// What Go's encoder escapes beside what JSON asks for: what a browser might take for HTML, and
/// two line ends of JavaScript.
const ESCAPED: [char; 5] = ['<', '>', '&', '\u{2028}', '\u{2029}'];

/// Four spaces a level, and a line break at the end.
pub(super) fn pretty(tree: &Tree<'_>) -> String {
    let mut out = String::new();
    write(&mut out, tree, 0);
    out.push('\n');
    out
}

fn write(out: &mut String, tree: &Tree<'_>, depth: usize) {
    match tree {
        Tree::Null => out.push_str("null"),
        Tree::Bool(true) => out.push_str("true"),
        Tree::Bool(false) => out.push_str("false"),
        Tree::Number(number) => out.push_str(&number_text(number)),
        Tree::Text(text) => quote(out, text),
        Tree::List(items) if items.is_empty() => out.push_str("[]"),
        Tree::List(items) => {
            for (index, item) in items.iter().enumerate() {
                out.push(if index == 0 { '[' } else { ',' });
                break_line(out, depth + 1);
                write(out, item, depth + 1);
            }
            break_line(out, depth);
            out.push(']');
        }
        Tree::Map(Fields(fields)) if fields.is_empty() => out.push_str("{}"),
        Tree::Map(Fields(fields)) => {
            for (index, (name, value)) in fields.iter().enumerate() {
                out.push(if index == 0 { '{' } else { ',' });
                break_line(out, depth + 1);
                quote(out, name);
                out.push_str(": ");
                write(out, value, depth + 1);
            }
            break_line(out, depth);
            out.push('}');
        }
    }
}

fn break_line(out: &mut String, depth: usize) {
    out.push('\n');
    (0..depth).for_each(|_| out.push_str("    "));
}

fn quote(out: &mut String, text: &str) {
    // A text can be written.
    let quoted = serde_json::to_string(text).unwrap_or_default();
    for c in quoted.chars() {
        if ESCAPED.contains(&c) {
            // As memory takes every write.
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
}

fn number_text(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => float_text(float),
        _ => number.to_string(),
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

    use super::*;

    #[test]
    fn texts_and_numbers_are_gos() {
        let value = json!([
            "<a&b>\u{2028}\u{7f}\u{1}\u{8}\u{c}é\"",
            1e21,
            1e20,
            1.5e-7,
            -0.0,
            0.1
        ]);
        let expected = "[\n    \"\\u003ca\\u0026b\\u003e\\u2028\u{7f}\\u0001\\b\\fé\\\"\",\n    1e+21,\n    \
                        100000000000000000000,\n    1.5e-7,\n    -0,\n    0.1\n]\n";
        assert_eq!(pretty(&Tree::from(&value)), expected);
        let value = json!([[], {}]);
        assert_eq!(pretty(&Tree::from(&value)), "[\n    [],\n    {}\n]\n");
    }
}
