/// Quotes a text as Go's `%q` does.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        push_escaped(&mut quoted, character, '"');
    }
    quoted.push('"');
    quoted
}

/// Adds a character as it stands in a Go literal between such quotes.
pub(super) fn push_escaped(out: &mut String, character: char, quotes: char) {
    match character {
        '\\' => out.push_str("\\\\"),
        '\u{7}' => out.push_str("\\a"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{b}' => out.push_str("\\v"),
        character if character == quotes => {
            out.push('\\');
            out.push(character);
        }
        character if printable(character) => out.push(character),
        character => {
            let code = u32::from(character);
            out.push_str(&match code {
                0..0x20 | 0x7f => format!("\\x{code:02x}"),
                ..0x1_0000 => format!("\\u{code:04x}"),
                _ => format!("\\U{code:08x}"),
            });
        }
    }
}

/// Rust's own idea of it: it prints escapes for the rest. Go prints combining marks.
fn printable(character: char) -> bool {
    character == ' '
        || !character.is_whitespace() && !character.is_control() && {
            let mut debug = character.escape_debug();
            debug.len() == 1 || debug.nth(1) != Some('u') || is_mark(character)
        }
}

/// The combining marks that `escape_debug` escapes for standing at the start of a text.
fn is_mark(character: char) -> bool {
    "a".chars()
        .chain([character])
        .collect::<String>()
        .escape_debug()
        .count()
        == 2
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn quotes_as_go_does() {
        let cases = [
            ("", r#""""#),
            ("a.b[0]'", r#""a.b[0]'""#),
            ("\"\\\n\u{1}\u{7f}", r#""\"\\\n\x01\x7f""#),
            ("é 😀 e\u{301}", "\"é 😀 e\u{301}\""),
            (
                "\u{a0}\u{85}\u{2028}\u{fffd}",
                "\"\\u00a0\\u0085\\u2028\u{fffd}\"",
            ),
            ("\u{e000}\u{10ffff}", r#""\ue000\U0010ffff""#),
        ];
        for (text, expected) in cases {
            assert_eq!(quote(text), expected);
        }
    }
}
