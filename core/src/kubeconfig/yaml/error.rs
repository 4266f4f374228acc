use std::fmt;

/// Why a text is not YAML that kubectl reads, and where.
///
/// The text itself is never quoted: it may be a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    kind: YamlErrorKind,
    line: usize,
    column: usize,
    message: String,
}

/// What is wrong with a YAML text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum YamlErrorKind {
    /// A bound is exceeded: size, depth, the number of values, or what aliases expand to.
    Bound,
    /// The bytes are no Unicode text, or hold a character that YAML forbids.
    Encoding,
    /// The text breaks the grammar.
    Syntax,
    /// A value that has no JSON form, or does not fit its tag.
    Value,
}

impl YamlError {
    pub(super) fn new(
        kind: YamlErrorKind,
        (line, column): (usize, usize),
        message: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            line,
            column,
            message: message.into(),
        }
    }

    pub(super) fn value(place: (usize, usize), message: &str) -> Self {
        Self::new(YamlErrorKind::Value, place, message)
    }

    /// What is wrong.
    pub fn kind(&self) -> YamlErrorKind {
        self.kind
    }

    /// The line, counted from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column, counted from 1 in characters.
    pub fn column(&self) -> usize {
        self.column
    }

    /// What is wrong, without the place.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            column,
            message,
            ..
        } = self;
        write!(f, "line {line}, column {column}: {message}")
    }
}

impl std::error::Error for YamlError {}
