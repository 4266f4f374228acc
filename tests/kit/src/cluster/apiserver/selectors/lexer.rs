//! The tokens of a label selector.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    End,
    Close,
    Comma,
    Not,
    DoubleEquals,
    Equals,
    Greater,
    Identifier(&'a str),
    In,
    Less,
    NotEquals,
    NotIn,
    Open,
}

impl<'a> Token<'a> {
    /// As it stood in the selector.
    pub(super) const fn text(self) -> &'a str {
        match self {
            Self::End => "",
            Self::Close => ")",
            Self::Comma => ",",
            Self::Not => "!",
            Self::DoubleEquals => "==",
            Self::Equals => "=",
            Self::Greater => ">",
            Self::Identifier(text) => text,
            Self::In => "in",
            Self::Less => "<",
            Self::NotEquals => "!=",
            Self::NotIn => "notin",
            Self::Open => "(",
        }
    }

    /// `in` and `notin` are words like others where no operator can stand.
    pub(super) const fn as_word(self) -> Self {
        match self {
            Self::In | Self::NotIn => Self::Identifier(self.text()),
            other => other,
        }
    }
}

/// All tokens, the end not among them. A NUL ends the selector, as it does in the real server.
pub(super) fn tokens(selector: &str) -> Vec<Token<'_>> {
    let mut rest = selector.split('\0').next().unwrap_or_default();
    let mut tokens = Vec::new();
    loop {
        rest = rest.trim_start_matches(is_space);
        let token = match rest.chars().next() {
            None => return tokens,
            Some(c) if is_symbol(c) => symbol(rest),
            Some(_) => word(rest),
        };
        rest = &rest[token.text().len()..];
        tokens.push(token);
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn is_symbol(c: char) -> bool {
    matches!(c, '=' | '!' | '(' | ')' | ',' | '>' | '<')
}

/// The longest symbol at the start.
fn symbol(rest: &str) -> Token<'_> {
    [Token::DoubleEquals, Token::NotEquals]
        .into_iter()
        .find(|token| rest.starts_with(token.text()))
        .unwrap_or(match rest.as_bytes()[0] {
            b'=' => Token::Equals,
            b'!' => Token::Not,
            b'(' => Token::Open,
            b')' => Token::Close,
            b',' => Token::Comma,
            b'>' => Token::Greater,
            _ => Token::Less,
        })
}

fn word(rest: &str) -> Token<'_> {
    let end = rest.find(|c| is_space(c) || is_symbol(c));
    match &rest[..end.unwrap_or(rest.len())] {
        "in" => Token::In,
        "notin" => Token::NotIn,
        word => Token::Identifier(word),
    }
}
