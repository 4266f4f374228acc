use super::super::Document;

#[test]
fn what_is_wrong_with_a_text() {
    let cases = [
        ("[1", "unexpected end of JSON input"),
        (r#"{"a""#, "unexpected end of JSON input"),
        (r#"{"a":"#, "unexpected end of JSON input"),
        ("\"a", "unexpected end of JSON input"),
        ("{}x", "invalid character 'x' after top-level value"),
        (
            r#"{"a":1,}"#,
            "invalid character '}' looking for beginning of object key string",
        ),
        (r#"{"a" 1}"#, "invalid character '1' after object key"),
        (
            r#"{"a":1 "b""#,
            "invalid character '\"' after object key:value pair",
        ),
        ("[1 2]", "invalid character '2' after array element"),
        ("[1}", "invalid character '}' after array element"),
        (
            "[1,]",
            "invalid character ']' looking for beginning of value",
        ),
        (
            "{'a':1}",
            "invalid character '\\'' looking for beginning of object key string",
        ),
        (
            "{\"a\":tru}",
            "invalid character '}' in literal true (expecting 'e')",
        ),
        (
            "nul",
            "invalid character ' ' in literal null (expecting 'l')",
        ),
        ("01", "invalid character '1' after top-level value"),
        ("-x", "invalid character 'x' in numeric literal"),
        (
            "1.",
            "invalid character ' ' after decimal point in numeric literal",
        ),
        (
            "1e+]",
            "invalid character ']' in exponent of numeric literal",
        ),
        (r#""\q""#, "invalid character 'q' in string escape code"),
        (
            r#""\u12g""#,
            "invalid character 'g' in \\u hexadecimal character escape",
        ),
        ("\"\u{1}\"", "invalid character '\\x01' in string literal"),
        ("é", "invalid character 'Ã' looking for beginning of value"),
    ];
    for (text, expected) in cases {
        assert_eq!(
            Document::parse(text.as_bytes()),
            Err(expected.to_owned()),
            "{text}"
        );
    }
}
