//! The simulated cluster as a user's test sees it.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use outrigger::{
    Api, ApiResource, CreateOptions, DeleteOptions, Informer, ListOptions, Patch, PatchOptions,
    Scope, Unstructured,
};
use outrigger_test::Cluster;
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
