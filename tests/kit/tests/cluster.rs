//! The simulated cluster as a user's test sees it.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use outrigger::object::GroupVersion;
use outrigger::rt::Timer as _;
use outrigger::transport::HttpTransport as _;
use outrigger::{
    Api, ApiResource, CreateOptions, DeleteOptions, Informer, ListOptions, Patch, PatchOptions,
    RetryPolicy, Scope, SendOptions, Unstructured,
};
use outrigger_test::{Cluster, Objects};
use serde_json::{Value, json};

fn config_maps(cluster: &Cluster) -> Api<Unstructured> {
    let resource = ApiResource::new("", "v1", "ConfigMap", "configmaps", Scope::Namespaced);
    Api::dynamic(cluster.client(), resource).within("default")
}

fn object(value: Value) -> Unstructured {
    serde_json::from_value(value).unwrap()
}

fn named(name: &str) -> Unstructured {
    object(json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": name } }))
}

#[test]
fn an_informer_follows_what_is_written() {
    let cluster = Cluster::seeded(7);
    let maps = config_maps(&cluster);
    cluster.run(async {
        maps.create(&named("a"), &CreateOptions::new())
            .await
            .unwrap();
        let (informer, driver) = Informer::builder(&maps).build();
        cluster.spawn(driver);
        informer.synced().await.unwrap();
        let mut changes = informer.subscribe();
        let mut seen = Vec::new();
        maps.create(&named("b"), &CreateOptions::new())
            .await
            .unwrap();
        let patch = Patch::Merge(json!({ "data": { "x": "1" } }));
        maps.patch("a", &patch, &PatchOptions::new()).await.unwrap();
        maps.delete("b", &DeleteOptions::new()).await.unwrap();
        cluster.server().expire_history();
        cluster.server().restart();
        maps.create(&named("c"), &CreateOptions::new())
            .await
            .unwrap();
        while informer.store().len() != 2
            || informer
                .store()
                .get(&"default/c".parse().unwrap())
                .is_none()
        {
            seen.push(format!("{:?}", changes.next().await));
        }
        let list = maps.list(&ListOptions::new().limit(1)).await.unwrap();
        assert_eq!(list.iter().count(), 1);
    });
    cluster
        .run_until_quiet(Duration::from_secs(10), Duration::from_secs(60))
        .unwrap();
    assert_eq!(
        cluster
            .server()
            .objects(|objects| objects.count("configmaps")),
        2
    );
}

#[test]
fn what_nests_too_deep_to_be_read_back_is_refused() {
    let nested = |levels| (0..levels).fold(json!(1), |inner, _| json!({ "a": inner }));
    // Either is allowed by itself.
    let properties = |inner| json!({ "type": "object", "properties": { "a": inner } });
    let schema = json!({ "type": "object", "default": nested(100),
        "x-kubernetes-preserve-unknown-fields": true });
    let schema = (0..20).fold(schema, |inner, _| properties(inner));
    let version = json!({ "name": "v1", "served": true, "storage": true,
        "schema": { "openAPIV3Schema": schema } });
    let definition = json!({ "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition", "metadata": { "name": "deeps.example.com" },
        "spec": { "group": "example.com", "scope": "Cluster", "versions": [version],
            "names": { "plural": "deeps", "kind": "Deep" } } });
    let cluster = Cluster::seeded(7);
    let path = "https://test/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    let request = http::Request::post(path).header("content-type", "application/json");
    let request = request.body(definition.to_string().into()).unwrap();
    let response = cluster.run(cluster.server().transport().send(request));
    assert_eq!(response.unwrap().status(), 501);
}

#[test]
fn who_looks_at_the_objects_may_ask_the_server_besides() {
    let cluster = Cluster::seeded(7);
    let server = cluster.server();
    let look = |objects: &Objects<'_>| (objects.resource_version(), server.writes());
    assert_eq!(server.objects(look).1, server.writes());
}

#[test]
fn what_goes_wrong_is_between_the_clients_and_the_server() {
    let cluster = Cluster::seeded(7);
    let maps = config_maps(&cluster);
    cluster.faults(outrigger_test::Faults::none().refuse(1.0));
    let refused = cluster.run(maps.list(&ListOptions::new()));
    assert!(refused.is_err(), "{refused:?}");
    let past = Api::dynamic(cluster.server().client(), maps.resource().clone());
    assert!(cluster.run(past.list(&ListOptions::new())).is_ok());
    cluster.faults(outrigger_test::Faults::none());
    assert!(cluster.run(maps.list(&ListOptions::new())).is_ok());
}

#[test]
fn a_restart_breaks_those_who_wait_as_well() {
    let cluster = Cluster::seeded(7);
    let maps = config_maps(&cluster);
    let server = cluster.server().clone();
    let (timer, started) = (cluster.timer().clone(), cluster.timer().now());
    cluster.spawn(async move {
        timer.sleep(Duration::from_secs(1)).await;
        server.restart();
    });
    let future = ListOptions::new().resource_version("1000000", None);
    let core = maps.client().rest("/api", &GroupVersion::core("v1"));
    let list = core.get().namespace("default").resource("configmaps");
    // The client would ask again, as it does for whatever only reads.
    let once = SendOptions::new().retry(RetryPolicy::off());
    let error = cluster
        .run(list.params(&future).send_with(&once))
        .unwrap_err();
    assert_eq!(error.kind(), outrigger::ErrorKind::Transport, "{error}");
    assert_eq!(cluster.timer().now() - started, Duration::from_secs(1));
}

/// How long a small test takes: `cargo test --release -p outrigger-test --test cluster small_test
/// -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, not a test"]
#[allow(clippy::print_stderr)]
fn a_small_test_takes_little() {
    for round in 0..5 {
        let begun = std::time::Instant::now();
        let cluster = Cluster::seeded(round);
        let maps = config_maps(&cluster);
        cluster.run(async {
            maps.create(&named("a"), &CreateOptions::new())
                .await
                .unwrap();
            let (informer, driver) = Informer::builder(&maps).build();
            cluster.spawn(driver);
            informer.synced().await.unwrap();
            maps.create(&named("b"), &CreateOptions::new())
                .await
                .unwrap();
            let mut changes = informer.subscribe();
            while informer.store().len() < 2 {
                changes.next().await;
            }
        });
        eprintln!("round {round}: {:?}", begun.elapsed());
    }
}
