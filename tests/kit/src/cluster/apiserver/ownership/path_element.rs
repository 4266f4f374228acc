//! One step of a path into an object, and its text in FieldsV1.

use std::fmt;

use super::json_value::{Escape, JsonValue, separated, write_text, write_value};
use crate::cluster::apiserver::json::{Document, Token};

/// Which child of an object or of a list. The order is that of printed sets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PathElement {
    /// `f:name`
    Field(String),
    /// `k:{"name":"a"}`: the item of a list map whose keys have these values, sorted by name.
    Key(Vec<(String, JsonValue)>),
    /// `v:"x"`: the item of a set.
    Value(JsonValue),
    /// `i:0`
    Index(i64),
}

/// Why a text is no path element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PathElementError {
    /// Of a later version, perhaps; whoever reads it leaves it out.
    UnknownKind,
    Invalid(String),
}

impl PathElement {
    pub(crate) fn field(name: &str) -> Self {
        Self::Field(name.to_owned())
    }

    pub(crate) fn parse(text: &str) -> Result<Self, PathElementError> {
        let bytes = text.as_bytes();
        if bytes.len() < 2 {
            return Err(invalid("key must be 2 characters long:"));
        }
        if bytes[1] != b':' {
            return Err(invalid(format!("missing colon: {text}")));
        }
        // The first two bytes are known to end at a character.
        let rest = text.get(2..).unwrap_or_default();
        match bytes[0] {
            b'f' => Ok(Self::field(rest)),
            b'v' => {
                let value = JsonValue::of_path(read(rest)?.root());
                value.map(Self::Value).map_err(PathElementError::Invalid)
            }
            b'k' => Self::parse_key(rest),
            b'i' => match rest.parse() {
                Ok(index) => Ok(Self::Index(index)),
                Err(_) => Err(invalid(format!("parsing {rest:?}: invalid syntax"))),
            },
            _ => Err(PathElementError::UnknownKind),
        }
    }

    fn parse_key(text: &str) -> Result<Self, PathElementError> {
        let document = read(text)?;
        if !matches!(document.root().token(), Token::Object | Token::Null) {
            return Err(invalid("expect object"));
        }
        let fields = document.root().members();
        let mut key = fields
            .map(|(name, value)| Ok((name.to_owned(), JsonValue::of_path(value)?)))
            .collect::<Result<Vec<_>, _>>()
            .map_err(PathElementError::Invalid)?;
        key.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Self::Key(key))
    }

    pub(crate) fn print(&self) -> String {
        let mut out = String::new();
        match self {
            Self::Field(name) => {
                out.push_str("f:");
                out.push_str(name);
            }
            Self::Key(fields) => {
                out.push_str("k:{");
                separated(fields, &mut out, |(name, value), out| {
                    write_text(name, Escape::Json, out);
                    out.push(':');
                    write_value(&value.0, out);
                });
                out.push('}');
            }
            Self::Value(value) => {
                out.push_str("v:");
                write_value(&value.0, &mut out);
            }
            Self::Index(index) => {
                out.push_str("i:");
                out.push_str(&index.to_string());
            }
        }
        out
    }
}

impl fmt::Display for PathElement {
    /// As messages print it: `.spec`, `[name="a"]`, `[="x"]`, `[0]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => write!(f, ".{name}"),
            Self::Key(fields) => {
                let field = |(name, value): &(String, JsonValue)| format!("{name}={value}");
                let fields: Vec<_> = fields.iter().map(field).collect();
                write!(f, "[{}]", fields.join(","))
            }
            Self::Value(value) => write!(f, "[={value}]"),
            Self::Index(index) => write!(f, "[{index}]"),
        }
    }
}

/// A path as messages print it.
pub(super) fn path_text(path: &[PathElement]) -> String {
    path.iter().map(ToString::to_string).collect()
}

fn invalid(why: impl Into<String>) -> PathElementError {
    PathElementError::Invalid(why.into())
}

fn read(text: &str) -> Result<Document, PathElementError> {
    Document::parse(text.as_bytes()).map_err(PathElementError::Invalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_every_kind() {
        for (text, printed) in [
            ("f:", "f:"),
            ("f:a:b\"c", "f:a:b\"c"),
            (r#"k:{"name":"a"}"#, r#"k:{"name":"a"}"#),
            (
                r#"k:{"protocol":"TCP", "containerPort":80.0}"#,
                r#"k:{"containerPort":80,"protocol":"TCP"}"#,
            ),
            ("k:{}", "k:{}"),
            ("k:null", "k:{}"),
            (r#"k:{"a":2,"a":1}"#, r#"k:{"a":2,"a":1}"#),
            (r#"v:"a<b""#, r#"v:"a\u003cb""#),
            ("v: 1.50", "v:1.5"),
            ("v:-0", "v:-0"),
            ("v:9007199254740993", "v:9007199254740992"),
            (r#"v:"\ud800\b""#, "v:\"\u{fffd}\\u0008\""),
            ("v:true", "v:true"),
            ("v:null", "v:null"),
            ("i:007", "i:7"),
            ("i:-1", "i:-1"),
        ] {
            let element = PathElement::parse(text).unwrap();
            assert_eq!(element.print(), printed);
            assert_eq!(PathElement::parse(printed).unwrap(), element);
        }
    }

    #[test]
    fn messages_name_it_in_another_way() {
        for (text, shown) in [
            ("f:a.b", ".a.b"),
            (
                r#"k:{"protocol":"TCP","containerPort":80}"#,
                r#"[containerPort=80,protocol="TCP"]"#,
            ),
            (r#"v:"a\"b""#, r#"[="a\"b"]"#),
            ("v:1234567", "[=1.234567e+06]"),
            ("v:0.5", "[=0.5]"),
            ("v:true", "[=true]"),
            ("v:null", "[=null]"),
            ("i:3", "[3]"),
        ] {
            assert_eq!(PathElement::parse(text).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn refuses_what_is_none() {
        for text in [
            "", "f", "fa", "v:", "v:a", "v:1 2", "v:01", "v:1e400", "k:1", "k:{", "i:", "i:x", "é",
        ] {
            assert!(
                matches!(PathElement::parse(text), Err(PathElementError::Invalid(_))),
                "{text}"
            );
        }
        assert_eq!(PathElement::parse("z:"), Err(PathElementError::UnknownKind));
    }

    #[test]
    fn is_ordered_by_kind_and_numbers_by_size() {
        let ordered = [
            "f:A",
            "f:a",
            r#"k:{"port":80}"#,
            r#"k:{"port":80,"protocol":"TCP"}"#,
            r#"k:{"port":443}"#,
            "v:9",
            "v:10",
            r#"v:"1""#,
            "i:2",
            "i:10",
        ]
        .map(|text| PathElement::parse(text).unwrap());
        assert!(ordered.is_sorted());
    }
}
