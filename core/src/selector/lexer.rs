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
    Word(&'a str),
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
            Self::Word(text) => text,
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
            Self::In | Self::NotIn => Self::Word(self.text()),
            other => other,
        }
    }
}

/// Reads a selector token by token; behind the end there are only ends.
///
/// A NUL ends the selector, and one directly behind a token is skipped: apimachinery's lexer takes
/// the zero that it reads behind the text for the end, and a NUL for that.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lexer<'a> {
    rest: &'a str,
}

impl<'a> Lexer<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    pub(super) fn next(&mut self) -> Token<'a> {
        let rest = self.rest.trim_start_matches(is_space);
        let token = match rest.as_bytes().first() {
            None | Some(0) => {
                self.rest = "";
                return Token::End;
            }
            Some(byte) if is_symbol(char::from(*byte)) => symbol(rest),
            Some(_) => word(rest),
        };
        let rest = &rest[token.text().len()..];
        self.rest = rest.strip_prefix('\0').unwrap_or(rest);
        token
    }
}

const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

const fn is_symbol(c: char) -> bool {
    matches!(c, '=' | '!' | '(' | ')' | ',' | '>' | '<')
}

/// The longest symbol at the start.
fn symbol(rest: &str) -> Token<'_> {
    match rest.as_bytes() {
        [b'=', b'=', ..] => Token::DoubleEquals,
        [b'!', b'=', ..] => Token::NotEquals,
        [b'=', ..] => Token::Equals,
        [b'!', ..] => Token::Not,
        [b'(', ..] => Token::Open,
        [b')', ..] => Token::Close,
        [b',', ..] => Token::Comma,
        [b'>', ..] => Token::Greater,
        _ => Token::Less,
    }
}

fn word(rest: &str) -> Token<'_> {
    let end = rest.find(|c| c == '\0' || is_space(c) || is_symbol(c));
    match &rest[..end.unwrap_or(rest.len())] {
        "in" => Token::In,
        "notin" => Token::NotIn,
        word => Token::Word(word),
    }
}
