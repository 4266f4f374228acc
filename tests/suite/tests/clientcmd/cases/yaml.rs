//! One file, and what YAML makes of it.

use crate::case::Case;

/// Values of an extension, where nothing but YAML decides.
const VALUES: &[&str] = &[
    "yes",
    "Yes",
    "YES",
    "y",
    "Y",
    "on",
    "no",
    "N",
    "off",
    "true",
    "tRUE",
    "'yes'",
    "\"no\"",
    "null",
    "~",
    "Null",
    "nULL",
    "",
    "'null'",
    "017",
    "0o17",
    "08",
    "0x1F",
    "0b11",
    "-0b11",
    "0b-101",
    "1_000",
    "_1",
    "+12",
    "-017",
    "0777",
    "190:20:30",
    "1:30",
    "20:30:40.5",
    "1.5",
    "5.",
    ".5",
    "1e3",
    "1e999",
    "6.02E+23",
    "-0.0",
    ".inf",
    "-.inf",
    ".NaN",
    "'.inf'",
    "18446744073709551615",
    "18446744073709551616",
    "9007199254740993",
    "2001-01-01",
    "2001-12-14t21:59:43.10-05:00",
    "=",
    "<<",
    "!!str 12",
    "!!int '12'",
    "!!float 1",
    "!!bool yes",
    "!!bool 'yes'",
    "!!null ''",
    "!!binary aGVsbG8=",
    "!!binary '*'",
    "!!int x",
    "!custom {a: 1}",
    "! 12",
    "!!timestamp 2001-01-01",
    "!!set {a, b}",
    "{1: a, true: b, 1.5: c}",
    "{null: a}",
    "{[a]: b}",
    "{? a : b}",
    "{a: 1, a: 2}",
    "{a: 1, <<: {a: 2, b: 3}}",
    "{<<: {a: 2, b: 3}, a: 1}",
    "{<<: [{a: 1}, {a: 2, b: 3}]}",
    "{'<<': {a: 1}}",
    "{<<: 1}",
    "{!!merge <<: {a: 1}}",
    "[&a 1, *a, &a 2, *a]",
    "*nothing",
    "&a [*a]",
    "[a, b,]",
    "[,]",
    "{a, b: }",
    "[a: b]",
    "\"\\x41\\u00e9\\U0001F600\"",
    "\"\\ud83d\\ude00\"",
    "\"a\\/b\"",
    "\"\\q\"",
    "'it''s'",
    "a#b",
    "a #b",
    "a: b",
    "- x",
    "-x",
    "@x",
    "`x",
    "%x",
    "\"x\"#c",
    "{a: x:, b: 1}",
    "|\n   a\n    b\n",
    ">\n   a\n   b\n\n   c\n",
    "|-\n   a\n",
    "|+\n   a\n\n",
    "|2\n     a\n",
    "\"a\n   b\n\n   c\"",
    "\"a\nb\"",
    "'a\n\nb'",
    "\"a\\\nb\"",
    "a\n   b",
    "[\na\n]",
    "[\n   a\n]",
    "{\n   a: 1\n  }",
    "\ta",
    "a\t",
    "a\tb",
    "\"a\tb\"",
    "a\u{85}b",
    "a\u{2028}b",
    "\u{feff}a",
    "\u{1b}",
    "\u{7f}",
    "é\u{1F600}",
];

/// Whole documents.
const DOCUMENTS: &[(&str, &str)] = &[
    ("empty", ""),
    ("newline", "\n"),
    ("comment", "# nothing\n"),
    ("null", "null"),
    ("tilde", "~"),
    ("braces", "{}"),
    ("list", "[]"),
    ("text", "hello"),
    ("number", "12"),
    ("marker", "---"),
    ("end", "..."),
    (
        "json",
        "{\"current-context\": \"x\",\n\t\"contexts\": [\n\t\t{\"name\": \"x\", \"context\": {}}\n\t]}",
    ),
    ("json-solidus", "{\"current-context\": \"a\\/b\"}"),
    (
        "two-documents",
        "current-context: a\n---\ncurrent-context: b\n",
    ),
    ("empty-first-document", "---\n---\ncurrent-context: b\n"),
    (
        "garbage-behind",
        "current-context: a\n...\n[garbage: \u{7f}",
    ),
    ("directive", "%YAML 1.1\n---\ncurrent-context: a\n"),
    ("newer-directive", "%YAML 1.2\n---\ncurrent-context: a\n"),
    ("unknown-directive", "%FOO bar\n---\ncurrent-context: a\n"),
    (
        "tag-directive",
        "%TAG !e! tag:example.com,2000:\n---\ncurrent-context: !e!x a\n",
    ),
    ("duplicate-key", "current-context: a\ncurrent-context: b\n"),
    ("duplicate-list", "users: [{name: a}]\nusers: [{name: b}]\n"),
    ("quoted-keys", "\"current-context\": 'a'\n'users': []\n"),
    (
        "key-in-another-case",
        "Current-Context: a\nUSERS: [{name: a}]\n",
    ),
    ("kind-in-another-case", "KIND: Pod\nApiVersion: v7\n"),
    (
        "anchors",
        "users: [{name: a, user: &u {token: t}}, {name: b, user: *u}]\n",
    ),
    (
        "merge-keys",
        "x: &x {token: t}\nusers: [{name: a, user: {<<: *x, as: b}}]\n",
    ),
    ("tab-indentation", "users:\n\t- name: a\n"),
    ("tab-behind-colon", "current-context:\ta\n"),
    ("tab-line", "current-context: a\n\t\nusers: []\n"),
    ("crlf", "current-context: a\r\nusers:\r\n- name: b\r\n"),
    ("cr", "current-context: a\rusers:\r- name: b\r"),
    ("trailing-blanks", "current-context: a   \n   \n"),
    (
        "comments",
        "# c\ncurrent-context: a # c\n  # c\nusers: [] # c\n# c",
    ),
    (
        "undented-list",
        "users:\n- name: a\n  user:\n    as-groups:\n    - b\n",
    ),
    ("broken-indentation", "users:\n  - name: a\n - name: b\n"),
    ("unclosed", "users: [{name: a}\n"),
    ("text-then-map", "a\nb: c\n"),
    ("control-character", "current-context: \"a\u{7}b\"\n"),
    (
        "block-token",
        "users: [{name: a}]\ncurrent-context: |\n  x\n",
    ),
    ("no-end-of-line", "current-context: a"),
];

/// What is no string in Rust.
fn bytes() -> Vec<(&'static str, Vec<u8>)> {
    let text = "current-context: é😀\n";
    let units = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
    let marked = |mark: &[u8], rest: Vec<u8>| [mark, &rest].concat();
    let little: Vec<u8> = units(u16::to_le_bytes);
    let odd = marked(b"\xFF\xFE", little[..little.len() - 1].to_vec());
    vec![
        ("utf-8-mark", marked(b"\xEF\xBB\xBF", text.into())),
        ("utf-16-le", marked(b"\xFF\xFE", little.clone())),
        ("utf-16-be", marked(b"\xFE\xFF", units(u16::to_be_bytes))),
        ("utf-16-without-mark", little),
        ("utf-16-odd", odd),
        (
            "utf-16-lone-surrogate",
            b"\xFF\xFEa\0:\0 \0\x00\xD8".to_vec(),
        ),
        ("utf-16-nothing", b"\xFF\xFE".to_vec()),
        (
            "two-marks",
            marked(b"\xEF\xBB\xBF\xEF\xBB\xBF", text.into()),
        ),
        ("latin-1", b"current-context: \xE9\n".to_vec()),
        (
            "latin-1-in-a-comment",
            b"current-context: a # \xE9\n".to_vec(),
        ),
        ("bad-bytes-behind", b"---\n---\nb: c\n\xFF".to_vec()),
        (
            "bad-bytes-far-behind",
            [b"---\n---\n".to_vec(), vec![b'#'; 4_000], b"\xFF".to_vec()].concat(),
        ),
        ("nul", b"current-context: a\0b\n".to_vec()),
    ]
}

/// An alias of aliases of aliases, in `levels` levels of nine.
fn bomb(levels: usize) -> String {
    let start = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    let bomb = (1..levels).fold(start, |text, level| {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        format!("{text}a{level}: &a{level} [{aliases}]\n")
    });
    bomb + "current-context: a\n"
}

pub(crate) fn cases() -> Vec<Case> {
    let value = |(number, value): (usize, &&str)| {
        let text = format!(
            "extensions:\n- name: e\n  extension:\n   {{k: 1}}\n- name: v\n  extension: {value}\n"
        );
        Case::one(format!("yaml-value-{number:03}"), text)
    };
    let mut cases: Vec<Case> = VALUES.iter().enumerate().map(value).collect();
    let document = |(name, text): &(&str, &str)| Case::one(format!("yaml-document-{name}"), *text);
    cases.extend(DOCUMENTS.iter().map(document));
    let encoded = |(name, bytes)| Case::one(format!("yaml-bytes-{name}"), bytes);
    cases.extend(bytes().into_iter().map(encoded));
    for levels in [2, 4, 6, 8, 12] {
        cases.push(Case::one(format!("yaml-bomb-{levels:02}"), bomb(levels)));
    }
    for depth in [50, 99, 101, 1_000, 11_000] {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        let text = format!("current-context: a\nunknown: {open}{close}\n");
        cases.push(Case::one(format!("yaml-depth-{depth:05}"), text));
    }
    cases
}
