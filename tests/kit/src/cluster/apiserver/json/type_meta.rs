//! What an object says it is: the first thing that is read of a body.

use super::{Document, Json, Token};

/// What an object says it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TypeMeta {
    pub(crate) api_version: String,
    pub(crate) kind: String,
}

/// How the server finds it, before anything else: with Go's own decoder, which minds no case.
const TARGET: &str = "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }";

/// What stands before the words of Go's parser.
const PARSE_ERROR: &str = "couldn't get version/kind; json parse error: ";

/// Reads a text, and what the object in it says it is; fails with why that cannot be told.
pub(crate) fn read(text: &[u8]) -> Result<(Document, TypeMeta), String> {
    let document = Document::parse(text).map_err(|problem| format!("{PARSE_ERROR}{problem}"))?;
    let given = type_meta(document.root())?;
    Ok((document, given))
}

/// What the object says it is, or why that cannot be told.
pub(crate) fn type_meta(json: Json<'_>) -> Result<TypeMeta, String> {
    let problem = |what: &str, target: &str| {
        format!("{PARSE_ERROR}json: cannot unmarshal {what} into Go {target}")
    };
    let mut found = TypeMeta::default();
    let mut first = None;
    match json.token() {
        Token::Object | Token::Null => {}
        token => return Err(problem(token.name(), &format!("value of type {TARGET}"))),
    }
    for (key, value) in json.members() {
        let (name, field) = if key.eq_ignore_ascii_case("kind") {
            ("kind", &mut found.kind)
        } else if key.eq_ignore_ascii_case("apiVersion") {
            ("apiVersion", &mut found.api_version)
        } else {
            continue;
        };
        match value.token() {
            Token::String(text) => field.clone_from(text),
            Token::Null => {}
            token => {
                let target = format!("struct field .{name} of type string");
                first.get_or_insert_with(|| problem(token.name(), &target));
            }
        }
    }
    if found.api_version.matches('/').count() > 1 {
        let problem = format!("unexpected GroupVersion string: {}", found.api_version);
        first.get_or_insert(problem);
    }
    first.map_or(Ok(found), Err)
}

/// The message for a body of which nobody could tell what it is.
pub(crate) fn unrecognized(kind: &str, problem: &str, body: &[u8]) -> String {
    format!(
        "the object provided is unrecognized (must be of type {kind}): {problem} ({})",
        summary(body)
    )
}

fn summary(body: &[u8]) -> String {
    const LENGTH: usize = 30;
    let end = if body.len() > LENGTH { " ..." } else { "" };
    let shown = &body[..body.len().min(LENGTH)];
    match body {
        [] => "<empty>".to_owned(),
        [b'{', ..] => format!("{}{end}", String::from_utf8_lossy(shown)),
        _ => {
            let digits: String = shown.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("{digits}{end}")
        }
    }
}

impl Token {
    /// As Go's messages call it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "bool",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::List => "array",
            Self::Object => "object",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PARSE_ERROR, read, unrecognized};

    #[test]
    fn bodies_nobody_can_tell() {
        let nested = "[".repeat(10_001);
        let cases = [
            ("{", "unexpected end of JSON input ({)"),
            ("", "unexpected end of JSON input (<empty>)"),
            (
                r#"{"kind":5}"#,
                r#"json: cannot unmarshal number into Go struct field .kind of type string ({"kind":5})"#,
            ),
            (
                r#"{"kind":"ConfigMap","apiVersion":7}"#,
                r#"json: cannot unmarshal number into Go struct field .apiVersion of type string ({"kind":"ConfigMap","apiVersio ...)"#,
            ),
            (
                "\"x\"",
                r#"json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" } (227822)"#,
            ),
            (
                &nested,
                "invalid character '[' exceeded max depth (5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b ...)",
            ),
        ];
        for (body, expected) in cases {
            let problem = read(body.as_bytes()).expect_err(body);
            assert_eq!(
                unrecognized("ConfigMap", &problem, body.as_bytes()),
                format!(
                    "the object provided is unrecognized (must be of type ConfigMap): {PARSE_ERROR}{expected}"
                )
            );
        }
    }

    #[test]
    fn names_are_found_in_any_case() {
        let text = br#"{"Kind": "ConfigMap", "apiversion": "v1", "kind": null}"#;
        let (_, found) = read(text).expect("it has both");
        assert_eq!(
            (found.api_version.as_str(), found.kind.as_str()),
            ("v1", "ConfigMap")
        );
    }

    #[test]
    fn a_version_has_one_slash_at_most() {
        let problem = read(br#"{"apiVersion":"a/b/c"}"#).expect_err("it has two");
        assert_eq!(problem, "unexpected GroupVersion string: a/b/c");
    }
}
