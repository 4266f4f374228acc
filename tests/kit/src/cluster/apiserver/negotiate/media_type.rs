//! Media types of bodies, as Go's `mime.ParseMediaType` reads them.

/// The media type in lower case without its parameters; none if anything of it is malformed.
pub(super) fn parse(header: &str) -> Option<String> {
    let (base, params) = header.split_at(header.find(';').unwrap_or(header.len()));
    let base = base.trim().to_lowercase();
    let (main, sub) = base.split_once('/').unwrap_or((&base, "x"));
    let wellformed = !main.is_empty() && !sub.is_empty();
    if !wellformed || !main.bytes().chain(sub.bytes()).all(is_token) {
        return None;
    }
    params_agree(params).then_some(base)
}

/// Whether each is `;name=value` and no name stands for two values.
fn params_agree(mut rest: &str) -> bool {
    let mut seen: Vec<(String, String)> = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() || rest.trim_end() == ";" {
            return true;
        }
        let Some((name, value, left)) = param(rest) else {
            return false;
        };
        if seen
            .iter()
            .any(|(other, it)| *other == name && *it != value)
        {
            return false;
        }
        seen.push((name, value));
        rest = left;
    }
}

fn param(text: &str) -> Option<(String, String, &str)> {
    let (name, rest) = token(text.strip_prefix(';')?.trim_start())?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let (value, rest) = match rest.strip_prefix('"') {
        Some(quoted) => quoted_string(quoted)?,
        None => token(rest).map(|(value, rest)| (value.to_owned(), rest))?,
    };
    Some((name.to_lowercase(), value, rest))
}

fn token(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| !is_token(byte));
    let (token, rest) = text.split_at(end.unwrap_or(text.len()));
    (!token.is_empty()).then_some((token, rest))
}

/// Up to the closing quote; a backslash escapes what is no token.
fn quoted_string(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        match (char, chars.peek()) {
            ('"', _) => return Some((value, &text[at + 1..])),
            ('\r' | '\n', _) => return None,
            ('\\', Some((_, next))) if next.is_ascii() && is_special(*next) => {
                value.push(*next);
                chars.next();
            }
            (char, _) => value.push(char),
        }
    }
    None
}

fn is_special(char: char) -> bool {
    matches!(
        char,
        '(' | ')' | '<' | '>' | '@' | ',' | ';' | ':' | '\\' | '"' | '/' | '[' | ']' | '?' | '='
    )
}

const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'{'
                | b'|'
                | b'}'
                | b'~'
        )
}
