//! Several versions of one kind.

use outrigger::crd::{MergeError, merge_crds};
use outrigger::{CustomResource, Unstructured};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub(crate) mod v1 {
    use super::*;

    #[derive(CustomResource, Serialize, Deserialize, JsonSchema, Clone, Debug)]
    #[outrigger(
        group = "shop.example.com",
        version = "v1",
        kind = "Gadget",
        shortname = "gd",
        category = "all"
    )]
    pub(crate) struct GadgetSpec {
        pub(crate) size: u8,
    }
}

pub(crate) mod v2 {
    use super::*;

    #[derive(CustomResource, Serialize, Deserialize, JsonSchema, Clone, Debug)]
    #[outrigger(
        group = "shop.example.com",
        version = "v2beta1",
        kind = "Gadget",
        shortname("gd", "gg"),
        deprecated = "use v1",
        served = true
    )]
    pub(crate) struct GadgetSpec {
        pub(crate) width: Option<u8>,
    }
}

pub(crate) fn gadgets() -> Unstructured {
    merge_crds([v1::Gadget::crd(), v2::Gadget::crd()], "v1").unwrap()
}

#[test]
fn versions_are_merged_and_one_is_stored() {
    let merged = gadgets();
    let versions: Vec<(&Value, &Value)> = merged
        .path("/spec/versions")
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .map(|version| (&version["name"], &version["storage"]))
        .collect();
    assert_eq!(
        versions,
        [
            (&json!("v1"), &json!(true)),
            (&json!("v2beta1"), &json!(false))
        ]
    );
    assert_eq!(
        merged.path("/spec/names/shortNames"),
        Some(&json!(["gd", "gg"]))
    );
    assert_eq!(merged.path("/spec/names/categories"), Some(&json!(["all"])));
    assert_eq!(
        merged.path("/spec/versions/1/deprecationWarning"),
        Some(&json!("use v1"))
    );
}

#[test]
fn what_does_not_fit_is_said() {
    let mut elsewhere = v2::Gadget::crd();
    *elsewhere.path_mut("/spec/scope").unwrap() = "Namespaced".into();
    for (definitions, storage, expected) in [
        (
            vec![],
            "v1",
            "only CustomResourceDefinitions with versions can be merged",
        ),
        (
            vec![v1::Gadget::crd(), elsewhere],
            "v1",
            "definitions of one kind must agree on /spec/scope: Cluster and Namespaced",
        ),
        (
            vec![v1::Gadget::crd(), v1::Gadget::crd()],
            "v1",
            "version v1 is there twice",
        ),
        (
            vec![v1::Gadget::crd(), v2::Gadget::crd()],
            "v3",
            "version v3, to be stored, is not there",
        ),
    ] {
        let error: MergeError = merge_crds(definitions, storage).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
}
