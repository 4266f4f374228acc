//! Every answer here is `YAMLToJSON`'s of sigs.k8s.io/yaml 1.6 on go-yaml 2.4.4, where no comment
//! says otherwise.

use crate::kubeconfig::yaml::{MAX_BYTES, MAX_VALUES, YamlErrorKind, from_slice};

fn json(text: &str) -> String {
    match from_slice(text.as_bytes()) {
        Ok(value) => value.to_string(),
        Err(error) => format!("error {error}"),
    }
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (yaml, expected) in cases {
        assert_eq!(json(yaml), *expected, "{yaml:?}");
    }
}

#[test]
fn plain_scalars() {
    check(&[
        (
            "[y, Y, yes, on, On, TRUE]",
            "[true,true,true,true,true,true]",
        ),
        (
            "[n, N, no, off, OFF, False]",
            "[false,false,false,false,false,false]",
        ),
        (
            "[~, null, Null, NULL, nULL, oN]",
            r#"[null,null,null,null,"nULL","oN"]"#,
        ),
    ]);
}

#[test]
fn plain_numbers() {
    check(&[
        ("[017, 0o17, 08, 0777, 0o8]", r#"[15,15,8,511,"0o8"]"#),
        ("[0x1F, 0X1f, -0x1f, 0b11, -0b11]", "[31,31,-31,3,-3]"),
        ("[0b-101, 0b+1, 0b, 0x]", r#"[-5,1,"0b","0x"]"#),
        ("[1_000, 1__0, 0_, -_1, 1_]", "[1000,10,0,-1,1]"),
        ("[+5, +0o7, 1e3, 5., -.5, .5e3]", "[5,7,1000,5,-0.5,500]"),
        (
            "[.5_0, ., ..5, .e5, .1p3]",
            r#"[0.5,".","..5",".e5",".1p3"]"#,
        ),
        ("[1.0, 0.1, 1e-7, 1e999]", r#"[1,0.1,1e-7,"1e999"]"#),
        ("18446744073709551615", "18446744073709551615"),
        ("[190:20:30, 12:30]", r#"["190:20:30","12:30"]"#),
        (
            "[2001-01-01, 2001-01-01T00:00:00Z]",
            r#"["2001-01-01","2001-01-01T00:00:00Z"]"#,
        ),
        ("['yes', \"017\", 'null', '']", r#"["yes","017","null",""]"#),
        ("a: <<", r#"{"a":"<<"}"#),
        ("", "null"),
        ("# nothing", "null"),
        (
            ".inf",
            "error line 1, column 1: JSON has no infinity and no NaN",
        ),
        (
            "- a\n- .NaN",
            "error line 2, column 3: JSON has no infinity and no NaN",
        ),
    ]);
}

#[test]
fn tags() {
    check(&[
        ("!!str 12", "\"12\""),
        ("!foo 12", "\"12\""),
        ("! 12", "\"12\""),
        ("!!int \"12\"", "12"),
        ("!!float 1", "1"),
        ("!!binary aGk=", "\"hi\""),
        ("!<tag:yaml.org,2002:str> 5", "\"5\""),
        ("!!timestamp 2001-01-01", "\"2001-01-01\""),
        ("a: !!null {b: 1}", r#"{"a":{"b":1}}"#),
        (
            "!!int x",
            "error line 1, column 1: the value is not what its tag says",
        ),
        (
            "!!null x",
            "error line 1, column 1: the value is not what its tag says",
        ),
        (
            "!!binary '!'",
            "error line 1, column 1: !!binary is not valid base64",
        ),
    ]);
}

#[test]
fn keys() {
    check(&[
        ("1: a", r#"{"1":"a"}"#),
        ("1.5: a", r#"{"1.5":"a"}"#),
        ("08: a", r#"{"8":"a"}"#),
        ("1000000.5: a", r#"{"1.0000005e+06":"a"}"#),
        ("1e30: a", r#"{"1e+30":"a"}"#),
        ("0.00001: a", r#"{"1e-05":"a"}"#),
        ("yes: a", r#"{"true":"a"}"#),
        (".inf: a", r#"{".inf":"a"}"#),
        ("null: a", "error line 1, column 1: unsupported map key"),
        ("[a]: b", "error line 1, column 1: invalid map key"),
        ("a: 1\na: 2", r#"{"a":2}"#),
        ("1: a\n\"1\": b", r#"{"1":"b"}"#),
    ]);
}

#[test]
fn merges_and_aliases() {
    check(&[
        ("a: 1\n<<: {a: 2}", r#"{"a":2}"#),
        ("<<: {a: 2}\na: 1", r#"{"a":1}"#),
        ("<<: [{a: 1}, {a: 2, b: 3}]", r#"{"a":1,"b":3}"#),
        ("\"<<\": {a: 1}", r#"{"<<":{"a":1}}"#),
        ("!!merge <<: {a: 1}", r#"{"a":1}"#),
        ("!!str <<: {a: 1}", r#"{"<<":{"a":1}}"#),
        (
            "x: &x {a: 1}\nz: {<<: *x, b: 2}",
            r#"{"x":{"a":1},"z":{"a":1,"b":2}}"#,
        ),
        ("[&a 1, *a, &a 2, *a]", "[1,1,2,2]"),
        (
            "a: &x [*x]",
            "error line 1, column 8: the anchor's value contains itself",
        ),
    ]);
    for wrong in ["<<: 1", "<<: null", "<<: [1]", "x: &x [{a: 1}]\n<<: *x"] {
        let error = from_slice(wrong.as_bytes()).unwrap_err();
        let message = "map merge requires map or sequence of maps as the value";
        assert_eq!(error.message(), message, "{wrong}");
    }
}

#[test]
fn documents_and_tabs() {
    check(&[
        ("a: 1\n---\nb: 2", r#"{"a":1}"#),
        ("a: 1\n...\ngarbage: [", r#"{"a":1}"#),
        ("{\"a\":\n\t1}", r#"{"a":1}"#),
        (
            "server:\thttps://x\nb: \t1\nc:\t \t-1",
            r#"{"b":1,"c":-1,"server":"https://x"}"#,
        ),
        ("a: |\n  b:\tc\nd:\te", r#"{"a":"b:\tc\n","d":"e"}"#),
    ]);
    check(&[(
        "- a: b\n\tc: d",
        "error line 2, column 1: while scanning a plain scalar, found a tab",
    )]);
    assert!(from_slice(b"a:\n\tb: c").is_err());
}

#[test]
fn encodings() {
    let le: Vec<u8> = "\u{feff}a: é😀"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let be: Vec<u8> = "\u{feff}a: é😀"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    for bytes in [&le, &be, &"\u{feff}a: é😀".as_bytes().to_vec()] {
        assert_eq!(from_slice(bytes).unwrap()["a"], "é😀");
    }
    for length in 0..le.len() {
        // No cut panics, and an odd one is an error.
        assert!(from_slice(&le[..length]).is_err() || length % 2 == 0 || length == 1);
        assert!(from_slice(&be[..length]).is_err() || length % 2 == 0 || length == 1);
    }
    for bytes in [
        &b"a: \xff"[..],
        b"\xff",
        b"\xff\xfe\x00\xdc",
        b"a: \x07",
        b"a\0:\0",
    ] {
        assert_eq!(
            from_slice(bytes).unwrap_err().kind(),
            YamlErrorKind::Encoding
        );
    }
    let error = from_slice("a: é\nbé: \u{7}".as_bytes()).unwrap_err();
    assert_eq!((error.line(), error.column()), (2, 5));
}

#[test]
fn bounds() {
    let long = vec![b' '; MAX_BYTES + 1];
    let deep = "[".repeat(101) + &"]".repeat(101);
    let deep_aliases = (1..120).fold("- &0 []\n".to_owned(), |text, level| {
        format!("{text}- &{level} [*{}]\n", level - 1)
    });
    let bomb = (1..12).fold("a0: &a0 [x, x, x, x]\n".to_owned(), |text, level| {
        let alias = format!("*a{}, ", level - 1).repeat(9);
        format!("{text}a{level}: &a{level} [{alias}]\n")
    });
    let many = format!("[{}]", "a,".repeat(MAX_VALUES));
    let many_aliases = format!("- &a {{b: c}}\n{}", "- *a\n".repeat(MAX_VALUES / 3));
    let texts = [deep, deep_aliases, bomb, many, many_aliases].map(String::into_bytes);
    for text in texts.into_iter().chain([long]) {
        assert_eq!(from_slice(&text).unwrap_err().kind(), YamlErrorKind::Bound);
    }
    let deep = "[".repeat(100) + &"]".repeat(100);
    let many = format!("[{}]", "a,".repeat(MAX_VALUES - 1));
    for text in [deep, many] {
        assert!(from_slice(text.as_bytes()).is_ok());
    }
}

/// client-go's clientcmd said so, when random kubeconfigs were compared.
#[test]
fn what_a_later_key_replaces_may_be_infinite() {
    check(&[
        ("a: .inf\na: 1", r#"{"a":1}"#),
        ("<<: {a: .nan}\na: 1", r#"{"a":1}"#),
        (
            "b: [{a: .inf}]",
            "error line 1, column 9: JSON has no infinity and no NaN",
        ),
    ]);
}

#[test]
fn block_scalars_do_not_stand_within_brackets() {
    for text in ["{k: |, z: 1}", "[>-\n  x\n]", "[|]"] {
        let error = from_slice(text.as_bytes()).unwrap_err();
        assert_eq!(
            error.message(),
            "a block scalar cannot stand within brackets"
        );
    }
}

#[test]
fn a_second_byte_order_mark_is_an_error() {
    assert!(from_slice("\u{feff}\u{feff}a: 1".as_bytes()).is_err());
    assert!(from_slice("\u{feff}a: \"\u{feff}\"".as_bytes()).is_ok());
}

#[test]
fn quoted_texts_need_no_indentation() {
    check(&[
        ("a: \"x\ny\"\nb: 1", r#"{"a":"x y","b":1}"#),
        ("a: 'x\n\n  it''s\n'\nb: 1", r#"{"a":"x\nit's ","b":1}"#),
        ("a:\n  b: \"x\\\ny \\\" z\"", r#"{"a":{"b":"xy \" z"}}"#),
        (
            "a: {b: \"x\ny\"}\nc: 'd\ne'",
            r#"{"a":{"b":"x y"},"c":"d e"}"#,
        ),
        ("a: \"x\r\ny\"", r#"{"a":"x y"}"#),
    ]);
    for wrong in [
        "a: \"x\n---\ny\"",
        "a: 'x\ny",
        "a: \"x\n... \"",
        "a: 'x\nb: 'y'",
    ] {
        assert!(from_slice(wrong.as_bytes()).is_err(), "{wrong:?}");
    }
}
