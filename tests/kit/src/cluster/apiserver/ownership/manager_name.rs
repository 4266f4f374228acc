//! The names of field managers.

/// The longest name, in bytes.
const MAX_LENGTH: usize = 128;

/// The manager that a request writes as: its `fieldManager`, or else what its User-Agent begins
/// with.
pub(crate) fn manager_name(field_manager: &str, user_agent: &str) -> String {
    let name = match field_manager {
        "" => of_user_agent(user_agent),
        name => name.to_owned(),
    };
    match name.as_str() {
        "" => "unknown".to_owned(),
        _ => name,
    }
}

/// What stands before the first slash, without unprintable characters, as far as it fits.
fn of_user_agent(user_agent: &str) -> String {
    let mut name = String::new();
    let product = user_agent.split('/').next().unwrap_or_default();
    for c in product.chars().filter(|c| is_printable(*c)) {
        if name.len() + c.len_utf8() > MAX_LENGTH {
            break;
        }
        name.push(c);
    }
    name
}

/// Letters, marks, numbers, punctuation, symbols and the plain space.
pub(super) fn is_printable(c: char) -> bool {
    // Escaping for debugging leaves alone what is printable, but for ASCII quotes and, at the
    // beginning of a text, combining marks.
    c == ' ' || c.is_ascii_graphic() || format!("x{c}").escape_debug().count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comes_from_the_parameter_or_the_user_agent() {
        let long = "é".repeat(100);
        for (parameter, user_agent, name) in [
            ("me", "curl/8", "me"),
            ("", "curl/8.5.0 (x/y)", "curl"),
            ("", "my agent", "my agent"),
            ("", "a\tb\u{200b}c\u{a0}d\u{301}'", "abcd\u{301}'"),
            ("", "", "unknown"),
            ("", "/1.0", "unknown"),
            ("", &long, &"é".repeat(64)),
        ] {
            assert_eq!(manager_name(parameter, user_agent), name);
        }
    }
}
