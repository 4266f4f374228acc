use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Each path, whether the real server took it for one, and what it showed.
#[test]
fn odd_paths_are_taken_as_the_real_server_takes_them() {
    let object = json!({
        "spec": {"x": "y", "list": [1], "items": [{"name": "t"}]},
        "a": {"x": 1, "b,c": 2},
    });
    let cases: Vec<(String, bool, Option<String>)> =
        serde_json::from_str(include_str!("../tests/paths.json")).expect("JSON");
    for (path, parses, shown) in cases {
        let parsed = JsonPath::parse(&path);
        assert_eq!(parsed.is_ok(), parses, "{path}");
        if let Ok(parsed) = parsed {
            let found = parsed.first(&object).map(|value| printed(&value));
            assert_eq!(found, shown, "{path}");
        }
    }
}

proptest! {
    #[test]
    fn no_path_makes_it_panic(path in r#"[.\[\]{}()?@$*:,'"\\=<>!~ \n0-9a-cx+\-é]{0,24}"#) {
        let object = json!({"a": {"b": [1, {"c": null}, "x"]}, "c": [[1.5], []], "": true});
        if let Ok(path) = JsonPath::parse(&path) {
            let shown = path.first(&object).map(|value| printed(&value));
            prop_assert!(shown.is_none_or(|shown| shown.len() < 1000));
        }
    }

    #[test]
    fn a_path_of_keys_and_indices_is_a_pointer(steps in prop::collection::vec(0_usize..3, 0..6)) {
        let leaf = json!("here");
        let object = steps.iter().rev().fold(leaf, |inner, step| match step {
            0 => json!({"a": inner}),
            1 => json!([null, inner]),
            _ => json!({"b.c": inner}),
        });
        let path: String = steps
            .iter()
            .map(|step| [".a", "[1]", r".b\.c"][*step])
            .collect();
        let found = JsonPath::parse(&path).expect("a path").first(&object);
        prop_assert_eq!(found, Some(json!("here")));
    }
}
