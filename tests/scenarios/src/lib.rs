//! What a client does must come out the same on every server and over every backend: on the
//! simulated API server and on a real one, in a native program and in a browser.
#![allow(clippy::unwrap_used, reason = "a scenario is a test")]

mod apply;
pub mod checker;
mod helpers;
mod informers;
mod lists;
mod logs;
mod managed_fields;
mod metadata;
mod refusals;
mod server;
mod subresources;
mod tables;
mod verbs;
mod warnings;
mod watches;

use futures_util::future::LocalBoxFuture;
use outrigger::{Api, CreateOptions, Unstructured};
use serde_json::{Value, json};

pub use self::server::{NODE, TestServer, eventually};

/// Something a client does, and how that must come out.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// What it is about.
    pub name: &'static str,
    run: for<'a> fn(&'a dyn TestServer, &'a str) -> LocalBoxFuture<'a, ()>,
}

impl Scenario {
    /// Runs it in a namespace of its own, which it makes.
    ///
    /// # Panics
    /// When it comes out otherwise, or there is such a namespace already.
    pub async fn run(&self, server: &dyn TestServer, namespace: &str) {
        make_namespace(server, namespace).await;
        (self.run)(server, namespace).await;
    }

    /// The scenario of that name.
    pub fn named(name: &str) -> Option<Self> {
        let found = SCENARIOS.iter().find(|scenario| scenario.name == name);
        found.copied()
    }
}

/// All of them.
pub const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "verbs",
        run: |server, namespace| Box::pin(verbs::every_verb(server, namespace)),
    },
    Scenario {
        name: "finalizers",
        run: |server, namespace| Box::pin(verbs::finalizers(server, namespace)),
    },
    Scenario {
        name: "refusals",
        run: |server, namespace| Box::pin(refusals::refusals(server, namespace)),
    },
    Scenario {
        name: "pages",
        run: |server, namespace| Box::pin(lists::pages(server, namespace)),
    },
    Scenario {
        name: "watches",
        run: |server, namespace| Box::pin(watches::events(server, namespace)),
    },
    Scenario {
        name: "expiry",
        run: |server, namespace| Box::pin(watches::expiry(server, namespace)),
    },
    Scenario {
        name: "informers",
        run: |server, namespace| Box::pin(informers::converge(server, namespace)),
    },
    Scenario {
        name: "rows",
        run: |server, namespace| Box::pin(tables::rows(server, namespace)),
    },
    Scenario {
        name: "tables",
        run: |server, namespace| Box::pin(tables::informers(server, namespace)),
    },
    Scenario {
        name: "columns",
        run: |server, namespace| Box::pin(tables::columns_change(server, namespace)),
    },
    Scenario {
        name: "status",
        run: |server, namespace| Box::pin(subresources::status(server, namespace)),
    },
    Scenario {
        name: "scale",
        run: |server, namespace| Box::pin(subresources::scale(server, namespace)),
    },
    Scenario {
        name: "delete-collection",
        run: |server, namespace| Box::pin(subresources::delete_collection(server, namespace)),
    },
    Scenario {
        name: "metadata",
        run: |server, namespace| Box::pin(metadata::metadata(server, namespace)),
    },
    Scenario {
        name: "managed-fields",
        run: |server, namespace| Box::pin(managed_fields::passed_over(server, namespace)),
    },
    Scenario {
        name: "all-pages",
        run: |server, namespace| Box::pin(helpers::all_pages(server, namespace)),
    },
    Scenario {
        name: "races",
        run: |server, namespace| Box::pin(helpers::races(server, namespace)),
    },
    Scenario {
        name: "waits",
        run: |server, namespace| Box::pin(helpers::waits(server, namespace)),
    },
    Scenario {
        name: "apply",
        run: |server, namespace| Box::pin(apply::apply(server, namespace)),
    },
    Scenario {
        name: "warnings",
        run: |server, namespace| Box::pin(warnings::warnings(server, namespace)),
    },
    Scenario {
        name: "log",
        run: |server, namespace| Box::pin(logs::followed(server, namespace)),
    },
];

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
