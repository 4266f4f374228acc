//! What is generated can be named and placed otherwise.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// As a crate that exports both to its users.
mod kit {
    pub(crate) use {outrigger as client, schemars as schema};
}

use kit::client::{ApplyConfiguration, CustomResource};

/// A spec may be an enum.
#[derive(CustomResource, Serialize, Deserialize, JsonSchema, Clone, Debug, Default)]
#[outrigger(
    group = "example.com",
    version = "v1alpha1",
    kind = "Policy",
    root = "MyPolicy",
    derive(Default),
    crate = "kit::client",
    schemars = "kit::schema",
    storage = false,
    served = false,
    deprecated
)]
enum PolicySpec {
    #[default]
    Open,
    Closed {
        reason: String,
    },
}

#[derive(ApplyConfiguration, Serialize, Deserialize, Clone, Debug)]
#[outrigger(crate = "kit::client")]
struct Limits {
    memory: Option<String>,
}

#[test]
fn names_and_paths_are_those_given() {
    let definition = MyPolicy::crd();
    assert_eq!(definition.name(), "policies.example.com");
    assert_eq!(definition.path("/spec/scope"), Some(&json!("Cluster")));
    let version = definition.path("/spec/versions/0").unwrap();
    for (field, value) in [("storage", false), ("served", false), ("deprecated", true)] {
        assert_eq!(version[field], value, "{field}");
    }
    assert_eq!(
        serde_json::to_value(MyPolicy::default()).unwrap(),
        json!({
            "apiVersion": "example.com/v1alpha1",
            "kind": "Policy",
            "metadata": {},
            "spec": "Open",
        }),
    );
    let limits = LimitsApply::new().memory("1Gi");
    assert_eq!(
        serde_json::to_value(limits).unwrap(),
        json!({ "memory": "1Gi" })
    );
    let closed = json!({ "Closed": { "reason": "x" } });
    let PolicySpec::Closed { reason } = serde_json::from_value(closed).unwrap() else {
        panic!("it is closed");
    };
    assert_eq!(
        reason,
        Limits {
            memory: Some("x".into())
        }
        .memory
        .unwrap()
    );
}
