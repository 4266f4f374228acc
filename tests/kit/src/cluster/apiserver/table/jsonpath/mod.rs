//! The JSONPath of printer columns, as client-go's `util/jsonpath` has it.
//!
//! Of a template's result a column shows the first value alone, so only the first `{…}` counts.

mod compare;
mod evaluate;
mod parse;
mod quoted;
mod slice;
mod text;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde_json::Value;

pub(super) use text::{Number, number, printed};

/// A column's path, `.spec.items[?(@.name=="a")].value`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct JsonPath(Vec<Node>);

#[derive(Clone, Debug, PartialEq)]
enum Node {
    /// `.name` or `['name']`
    Field(String),
    /// `[1]`, `[0:2]`, `[*]`
    Slice(slice::Slice),
    /// `[0,2]`
    Union(Vec<Vec<Self>>),
    /// `[?(@.a)]`
    Exists(Vec<Self>),
    /// `[?(@.a==1)]`; the operator may be none there is.
    Filter {
        left: Vec<Self>,
        operator: String,
        right: Vec<Self>,
    },
    /// `.*`
    Wildcard,
    /// `..`
    Recursive,
    /// A quoted text, a number or a boolean.
    Literal(Value),
    /// A word, of which all fail: a column has nothing to range over.
    Word,
}

/// The path is none, or cannot be followed in this object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Invalid;

impl JsonPath {
    pub(super) fn parse(path: &str) -> Result<Self, Invalid> {
        parse::action(path).map(Self)
    }

    /// The first value the path leads to.
    pub(super) fn first(&self, object: &Value) -> Option<Value> {
        let found = evaluate::follow(&self.0, vec![Cow::Borrowed(object)]).ok()?;
        found.into_iter().next().map(Cow::into_owned)
    }
}
