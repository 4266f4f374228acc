//! What every server must pass.

mod informers;
mod lists;
mod refusals;
mod tables;
mod verbs;
mod watches;

use futures_util::future::LocalBoxFuture;
use outrigger::{Api, CreateOptions, Unstructured};
use serde_json::{Value, json};

use crate::server::TestServer;

type Scenario = for<'a> fn(&'a dyn TestServer, &'a str) -> LocalBoxFuture<'a, ()>;

/// Each with a namespace of its own.
const SCENARIOS: [(&str, Scenario); 10] = [
    ("verbs", |server, namespace| {
        Box::pin(verbs::every_verb(server, namespace))
    }),
    ("finalizers", |server, namespace| {
        Box::pin(verbs::finalizers(server, namespace))
    }),
    ("refusals", |server, namespace| {
        Box::pin(refusals::refusals(server, namespace))
    }),
    ("pages", |server, namespace| {
        Box::pin(lists::pages(server, namespace))
    }),
    ("watches", |server, namespace| {
        Box::pin(watches::events(server, namespace))
    }),
    ("expiry", |server, namespace| {
        Box::pin(watches::expiry(server, namespace))
    }),
    ("informers", |server, namespace| {
        Box::pin(informers::converge(server, namespace))
    }),
    ("rows", |server, namespace| {
        Box::pin(tables::rows(server, namespace))
    }),
    ("table-informers", |server, namespace| {
        Box::pin(tables::informers(server, namespace))
    }),
    ("columns", |server, namespace| {
        Box::pin(tables::columns_change(server, namespace))
    }),
];

/// Runs all scenarios, and says which one failed.
pub(crate) fn run_all(server: &dyn TestServer) {
    for (name, scenario) in SCENARIOS {
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            server.run(Box::pin(async {
                make_namespace(server, name).await;
                scenario(server, name).await;
            }));
        }));
        assert!(outcome.is_ok(), "the scenario {name} failed");
    }
}

async fn make_namespace(server: &dyn TestServer, name: &str) {
    let namespaces = server.client().resource("namespaces").await.unwrap();
    let namespace = Unstructured::new(namespaces.resource(), name);
    let options = CreateOptions::new();
    namespaces.create(&namespace, &options).await.unwrap();
}

/// The config maps of a namespace.
async fn config_maps(server: &dyn TestServer, namespace: &str) -> Api<Unstructured> {
    let maps = server.client().resource("configmaps").await.unwrap();
    maps.within(namespace)
}

fn config_map(name: &str, data: &Value) -> Unstructured {
    let object = json!({
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": { "name": name, "labels": { "app": name } },
        "data": data,
    });
    serde_json::from_value(object).unwrap()
}

async fn create(api: &Api<Unstructured>, name: &str, data: Value) -> Unstructured {
    let object = config_map(name, &data);
    api.create(&object, &CreateOptions::new()).await.unwrap()
}
