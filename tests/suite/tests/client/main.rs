//! The client as a user's tests see it: what it asks, and what it makes of the answers.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod answers;
mod credentials;
mod discovery;
mod errors;
mod malformed;
mod managed_fields;
mod observed;
mod rate_limit;
mod reconfigure;
mod retries;
mod retry_budget;
mod subresources;
mod timeouts;
mod tokens;
mod verbs;
mod warnings;

use k8s_openapi_0_29::api::core::v1::ConfigMap;
use outrigger::{Client, Resource, scope};
use outrigger_test::{Answer, MockTransport};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A client of the mock, without credentials.
fn client(mock: &MockTransport) -> Client {
    let builder = Client::builder(mock.backend(), "https://test");
    builder.namespace("shop").build().unwrap()
}

/// A cluster-scoped custom resource.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Widget {
    metadata: Meta,
    size: u32,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Meta {
    name: String,
}

impl Resource for Widget {
    const GROUP: &'static str = "example.com";
    const VERSION: &'static str = "v1alpha1";
    const KIND: &'static str = "Widget";
    const PLURAL: &'static str = "widgets";
    type Scope = scope::Cluster;
}

fn widget() -> Widget {
    Widget {
        metadata: Meta { name: "w".into() },
        size: 3,
    }
}

fn config_map() -> ConfigMap {
    let mut object = ConfigMap::default();
    object.metadata.name = Some("c".into());
    object
}

/// Answers everything with an object that is a widget and a config map.
fn mock() -> MockTransport {
    let mock = MockTransport::new();
    let object = json!({ "metadata": { "name": "w", "resourceVersion": "7" }, "size": 3 });
    mock.react("*", "*", move |request| {
        Some(match request.action()?.verb {
            "list" => Answer::json(&json!({
                "kind": "List", "metadata": { "resourceVersion": "9", "continue": "more",
                "remainingItemCount": 4 }, "items": [object],
            })),
            "watch" => Answer::bytes(json!({ "type": "ADDED", "object": object }).to_string()),
            _ => Answer::json(&object),
        })
    });
    mock
}
