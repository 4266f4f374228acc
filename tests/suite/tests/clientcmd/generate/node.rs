//! YAML before it is written.

/// A value; the writer chooses how it looks.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    /// Written as it stands: what it means is up to the reader.
    Raw(String),
    /// A text, in any style that keeps it.
    Text(String),
    List(Vec<Self>),
    /// Keys are written as they stand.
    Map(Vec<(String, Self)>),
}

impl Node {
    pub(crate) fn raw(text: impl Into<String>) -> Self {
        Self::Raw(text.into())
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::List(items) => items.is_empty(),
            Self::Map(entries) => entries.is_empty(),
            _ => false,
        }
    }
}
