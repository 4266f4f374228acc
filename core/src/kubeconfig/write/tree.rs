//! What is written, before it is text.

use std::borrow::Cow;

use serde_json::{Number, Value};

/// A value whose fields keep their order. One type for all that is written: serde's derive compiles
/// a writer for each type.
pub(super) enum Tree<'a> {
    Null,
    Bool(bool),
    Number(&'a Number),
    Text(Cow<'a, str>),
    List(Vec<Self>),
    Map(Fields<'a>),
}

/// The fields of one map.
pub(super) struct Fields<'a>(pub(super) Vec<(&'a str, Tree<'a>)>);

impl<'a> Fields<'a> {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(super) fn with(mut self, name: &'a str, value: impl Into<Tree<'a>>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    /// A field that is left out where there is no value.
    pub(super) fn set(self, name: &'a str, value: Option<Tree<'a>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }
}

impl<'a> From<&'a str> for Tree<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a String> for Tree<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a Value> for Tree<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(bool) => Self::Bool(*bool),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::from(text),
            Value::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Value::Object(fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.into()));
                Self::Map(Fields(fields.collect()))
            }
        }
    }
}
