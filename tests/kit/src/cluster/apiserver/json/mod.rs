//! JSON as Go reads and writes it.
//!
//! A [`Document`] keeps what a decoder's messages depend on and `serde_json` forgets: the order of
//! members, repeated ones, and numbers as they were written.

mod read;
mod strict;
pub(crate) mod type_meta;
pub(crate) mod write;

use serde_json::{Map, Number, Value};

pub(crate) use self::strict::StrictErrors;

/// How deep what is read may nest, where it has no type. Go allows 10,000 levels.
pub(crate) const DEEPEST_KEPT: usize = 120;

/// How deep an object may nest that is put together of such: `serde_json` reads back no more.
pub(crate) const DEEPEST_STORED: usize = 127;

/// How deep a value nests; what contains nothing does not.
pub(crate) fn depth(value: &Value) -> usize {
    let deepest = match value {
        Value::Array(items) => items.iter().map(depth).max(),
        Value::Object(members) => members.values().map(depth).max(),
        _ => return 0,
    };
    1 + deepest.unwrap_or_default()
}

/// A JSON text, parsed. It lies flat, so that no nesting can exhaust the stack.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Document {
    /// Each value before what it contains.
    nodes: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq)]
struct Node {
    /// The name of a member, else empty.
    key: String,
    token: Token,
    /// How many nodes the value takes, itself included.
    size: usize,
}

/// What a value is; what lists and objects contain is told by [`Json`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    Null,
    Boolean(bool),
    /// As it was written.
    Number(String),
    String(String),
    List,
    Object,
}

/// A value inside a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Json<'a> {
    nodes: &'a [Node],
}

impl Document {
    /// Reads a text. The error is what Go says about it.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, String> {
        read::parse(text)
    }

    /// A value as if it had been written and read again, its members in the order of their names.
    pub(crate) fn of(value: &Value) -> Self {
        let mut nodes = Vec::new();
        push(&mut nodes, String::new(), value);
        Self { nodes }
    }

    pub(crate) fn root(&self) -> Json<'_> {
        Json { nodes: &self.nodes }
    }
}

fn push(nodes: &mut Vec<Node>, key: String, value: &Value) {
    let at = nodes.len();
    let token = match value {
        Value::Null => Token::Null,
        Value::Bool(value) => Token::Boolean(*value),
        Value::Number(number) => Token::Number(write::number(number)),
        Value::String(text) => Token::String(text.clone()),
        Value::Array(_) => Token::List,
        Value::Object(_) => Token::Object,
    };
    nodes.push(Node {
        key,
        token,
        size: 1,
    });
    match value {
        Value::Array(items) => items
            .iter()
            .for_each(|item| push(nodes, String::new(), item)),
        Value::Object(members) => members
            .iter()
            .for_each(|(key, value)| push(nodes, key.clone(), value)),
        _ => {}
    }
    nodes[at].size = nodes.len() - at;
}

impl<'a> Json<'a> {
    pub(crate) fn token(self) -> &'a Token {
        &self.nodes[0].token
    }

    pub(crate) fn is_null(self) -> bool {
        *self.token() == Token::Null
    }

    /// The items of a list; nothing for other values.
    pub(crate) fn items(self) -> impl Iterator<Item = Self> {
        self.members().map(|(_, item)| item)
    }

    /// The members of an object as they were written.
    pub(crate) fn members(self) -> impl Iterator<Item = (&'a str, Self)> {
        let mut rest = &self.nodes[1..];
        std::iter::from_fn(move || {
            let (nodes, others) = rest.split_at(rest.first()?.size);
            rest = others;
            Some((nodes[0].key.as_str(), Self { nodes }))
        })
    }

    /// What Go's decoder makes of the value where it has no type to follow. Of repeated members
    /// the last one stays.
    pub(crate) fn to_value(self, strict: &mut StrictErrors) -> Result<Value, String> {
        self.untyped(strict, DEEPEST_KEPT)
    }

    fn untyped(self, strict: &mut StrictErrors, depth: usize) -> Result<Value, String> {
        Ok(match self.token() {
            Token::Null => Value::Null,
            Token::Boolean(value) => Value::Bool(*value),
            Token::Number(text) => Value::Number(number(text)?),
            Token::String(text) => Value::String(text.clone()),
            Token::List | Token::Object if depth == 0 => return Err("exceeded max depth".into()),
            Token::List => {
                let mut list = Vec::new();
                for (index, item) in self.items().enumerate() {
                    let outer = strict.enter_item(index);
                    list.push(item.untyped(strict, depth - 1)?);
                    strict.leave(outer);
                }
                Value::Array(list)
            }
            Token::Object => {
                let mut object = Map::new();
                for (key, member) in self.members() {
                    if object.contains_key(key) {
                        strict.duplicate(key);
                    }
                    let outer = strict.enter(key);
                    object.insert(key.to_owned(), member.untyped(strict, depth - 1)?);
                    strict.leave(outer);
                }
                Value::Object(object)
            }
        })
    }
}

/// An int64 if the text is one, else a float64.
fn number(text: &str) -> Result<Number, String> {
    if let Ok(integer) = text.parse::<i64>() {
        return Ok(integer.into());
    }
    float(text).ok_or_else(|| {
        format!("json: cannot unmarshal number {text} into Go value of type float64")
    })
}

/// A float64. Go writes a whole one like an integer, so it is one.
pub(crate) fn float(text: &str) -> Option<Number> {
    /// Up to here, each integer is a float64 as well.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let float = text.parse::<f64>().ok()?;
    if float.fract() == 0.0 && float.abs() <= EXACT {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is whole and small enough"
        )]
        return Some((float as i64).into());
    }
    Number::from_f64(float)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Document, StrictErrors};

    fn untyped(text: &str) -> Result<(serde_json::Value, Vec<String>), String> {
        let mut strict = StrictErrors::default();
        let value = Document::parse(text.as_bytes())?
            .root()
            .to_value(&mut strict)?;
        Ok((value, strict.into_messages()))
    }

    #[test]
    fn untyped_values() {
        let cases = [
            (
                "[1, -0, 1.5, 1e2, 9223372036854775808]",
                json!([1, 0, 1.5, 100, 9_223_372_036_854_775_808_f64]),
            ),
            (
                r#"{"a": {"b": [null, true, "x"]}, "c": {}}"#,
                json!({"a": {"b": [null, true, "x"]}, "c": {}}),
            ),
            (
                r#""\ud83d\ude00 \ud800 \u0041\n""#,
                json!("😀 \u{fffd} A\n"),
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(untyped(text), Ok((expected, vec![])), "{text}");
        }
        let huge = "json: cannot unmarshal number 1e999 into Go value of type float64";
        assert_eq!(untyped("1e999"), Err(huge.to_owned()));
    }

    #[test]
    fn the_last_of_repeated_members_stays_and_all_are_named() {
        let text = r#"{"a": 1, "b": [{"c": 1, "c": {"d": 1}}], "a": {"x": 1, "x": 2}, "a": 3}"#;
        let (value, strict) = untyped(text).expect("it is valid");
        assert_eq!(value, json!({"a": 3, "b": [{"c": {"d": 1}}]}));
        assert_eq!(
            strict,
            [
                r#"duplicate field "b[0].c""#,
                r#"duplicate field "a""#,
                r#"duplicate field "a.x""#
            ]
        );
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(untyped(&nested(120)).is_ok());
        assert_eq!(untyped(&nested(121)), Err("exceeded max depth".to_owned()));
        assert!(Document::parse(nested(10_000).as_bytes()).is_ok());
        assert_eq!(
            Document::parse(nested(10_001).as_bytes()),
            Err("invalid character '[' exceeded max depth".to_owned())
        );
        assert!(Document::parse("[".repeat(1_000_000).as_bytes()).is_err());
    }
}
