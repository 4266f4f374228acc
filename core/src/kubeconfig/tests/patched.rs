//! What go-yaml takes and the grammar of YAML 1.2 forbids, over and over.

use crate::kubeconfig::yaml::{YamlErrorKind, from_slice};

#[test]
fn tabs_are_replaced_where_they_separate() {
    let entry = "- name:\tu
  é:\tx
  double: \"é:\tb\"
  'q:\tr':\t\ts
  # e:\tf
  block: |
    c:\td
  folded: >-
    é
    g:\th
  flow: {i:\tj, k: 'l:\tm', \"n:\to\":\t-p}
";
    let expected = serde_json::json!({
        "name": "u", "é": "x", "double": "é:\tb", "q:\tr": "s", "block": "c:\td\n",
        "folded": "é g:\th", "flow": {"i": "j", "k": "l:\tm", "n:\to": "-p"},
    });
    let many = from_slice(entry.repeat(1_000).as_bytes()).unwrap();
    let many = many.as_array().unwrap();
    assert_eq!(many.len(), 1_000);
    for read in many {
        assert_eq!(*read, expected);
    }
    // The parser refuses this for something else, too.
    let entry = format!("{entry}  left: 'b:\tc\nd:\te'\n  last:\tz\n");
    for read in from_slice(entry.repeat(10).as_bytes())
        .unwrap()
        .as_array()
        .unwrap()
    {
        assert_eq!(
            (&read["left"], &read["last"]),
            (&"b:\tc d:\te".into(), &"z".into())
        );
        assert_eq!(read["double"], "é:\tb");
    }
}

#[test]
fn what_is_patched_is_bounded() {
    let text = format!("a:\n{}", "  b: 'c\nd'\n".repeat(5_000));
    let error = from_slice(text.as_bytes()).unwrap_err();
    assert_eq!(error.kind(), YamlErrorKind::Bound);
    assert!(
        error.message().starts_with("too much has to be repaired"),
        "{error}"
    );
}
