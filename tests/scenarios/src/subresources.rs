use futures_util::future::join;
use outrigger::wait::{Condition as _, is_deployment_rolled_out};
use outrigger::{
    Api, ApplyOptions, CreateOptions, DeleteOptions, ListOptions, Patch, PatchOptions,
    ReplaceOptions, Unstructured,
};
use serde_json::{Value, json};
use std::time::Duration;

use crate::TestServer;
use crate::{config_maps, create};

fn deployment(name: &str) -> Unstructured {
    let labels = json!({ "app": name });
    let object = json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": { "name": name },
        "spec": {
            "replicas": 2, "selector": { "matchLabels": labels },
            "template": {
                "metadata": { "labels": labels },
                "spec": { "containers": [{ "name": "app", "image": "app:1" }] },
            },
        },
    });
    serde_json::from_value(object).unwrap()
}

/// The deployments of a namespace, which has one: `web`.
pub(crate) async fn deployments(server: &dyn TestServer, namespace: &str) -> Api<Unstructured> {
    let all = server.client().resource("deployments").await.unwrap();
    let deployments = all.within(namespace);
    let options = CreateOptions::new();
    deployments
        .create(&deployment("web"), &options)
        .await
        .unwrap();
    deployments
}

fn number(object: &Unstructured, path: &str) -> i64 {
    object.path(path).and_then(Value::as_i64).unwrap_or(-1)
}

/// A status is written by its subresource and by nothing else.
pub(crate) async fn status(server: &dyn TestServer, namespace: &str) {
    let api = deployments(server, namespace).await;
    let replicas = |count: u32| json!({ "status": { "replicas": count } });
    let options = PatchOptions::new();
    let past = Patch::Merge(replicas(9));
    let patched = api.patch("web", &past, &options).await.unwrap();
    assert_ne!(number(&patched, "/status/replicas"), 9);

    let both = Patch::Merge(json!({ "spec": { "paused": true }, "status": { "replicas": 2 } }));
    let patched = api.patch_status("web", &both, &options).await.unwrap();
    assert_eq!(number(&patched, "/status/replicas"), 2);
    assert_eq!(patched.path("/spec/paused"), None);
    assert_eq!(api.get_status("web").await.unwrap(), patched);

    let mut changed = patched.clone();
    *changed.path_mut("/status/replicas").unwrap() = json!(3);
    let replace = ReplaceOptions::new();
    let replaced = api.replace_status("web", &changed, &replace).await.unwrap();
    assert_eq!(number(&replaced, "/status/replicas"), 3);
    let again = api.replace_status("web", &changed, &replace).await;
    assert!(again.unwrap_err().is_conflict());

    let by = ApplyOptions::by("controller").force();
    let applied = api.apply_status("web", &replicas(4), &by).await.unwrap();
    assert_eq!(number(&applied, "/status/replicas"), 4);
    let none = config_maps(server, namespace).await;
    create(&none, "m", json!({})).await;
    assert!(none.get_status("m").await.unwrap_err().is_not_found());
}

/// A scale is the same for all kinds that have one.
pub(crate) async fn scale(server: &dyn TestServer, namespace: &str) {
    let api = deployments(server, namespace).await;
    let read = api.get_scale("web").await.unwrap();
    assert_eq!((read.spec.replicas, read.status.replicas), (2, 0));
    assert_eq!(read.status.selector, "app=web");
    assert_eq!(
        (read.metadata.name.as_str(), read.kind.as_str()),
        ("web", "Scale")
    );

    let scaled = api.scale("web", 5).await.unwrap();
    assert_eq!(scaled.spec.replicas, 5);
    let options = ReplaceOptions::new();
    let old = api.replace_scale("web", &read, &options).await;
    assert!(old.unwrap_err().is_conflict());
    let mut fewer = scaled.clone();
    fewer.spec.replicas = 1;
    let fewer = api.replace_scale("web", &fewer, &options).await.unwrap();
    assert_eq!(fewer.spec.replicas, 1);
    let object = api.get("web").await.unwrap();
    assert_eq!(number(&object, "/spec/replicas"), 1);
    assert!(api.scale("web", -1).await.unwrap_err().is_invalid());

    let maps = config_maps(server, namespace).await;
    create(&maps, "m", json!({})).await;
    assert!(maps.scale("m", 1).await.unwrap_err().is_not_found());
    rolls_out(&api).await;
}

/// What `kubectl rollout status` waits for.
async fn rolls_out(api: &Api<Unstructured>) {
    let soon = Duration::from_secs(2);
    let early = api.wait_for("web", is_deployment_rolled_out(), soon).await;
    assert!(early.is_err(), "it has no pods");
    let generation = api.get("web").await.unwrap();
    let generation = number(&generation, "/metadata/generation");
    let counts = |ready: u32| {
        Patch::Merge(json!({ "status": {
            "observedGeneration": generation, "replicas": 1, "updatedReplicas": 1,
            "readyReplicas": ready, "availableReplicas": ready,
        } }))
    };
    let (done, limit) = (is_deployment_rolled_out(), Duration::from_secs(60));
    let ready = done.and(outrigger::wait::exists());
    let (waited, ()) = join(api.wait_for("web", ready, limit), async {
        for ready in [0, 1] {
            let options = PatchOptions::new();
            api.patch_status("web", &counts(ready), &options)
                .await
                .unwrap();
        }
    })
    .await;
    let ready = waited.unwrap().unwrap();
    assert_eq!(ready.path("/status/availableReplicas"), Some(json!(1)));
}

/// A collection is deleted by what selects it, and the rest stays.
pub(crate) async fn delete_collection(server: &dyn TestServer, namespace: &str) {
    let maps = config_maps(server, namespace).await;
    for name in ["a", "b", "c"] {
        create(&maps, name, json!({})).await;
    }
    let (delete, some) = (
        DeleteOptions::new(),
        ListOptions::new().labels("app in (a,c)"),
    );
    let dry = maps
        .delete_collection(&delete.clone().dry_run(), &some)
        .await;
    assert_eq!(dry.unwrap().items.len(), 2);
    assert_eq!(maps.list(&some).await.unwrap().items.len(), 2);
    let deleted = maps.delete_collection(&delete, &some).await.unwrap();
    let names: Vec<_> = deleted.iter().map(Unstructured::name).collect();
    assert_eq!(names, ["a", "c"]);
    assert_eq!(deleted.items[0].kind(), "ConfigMap");
    let left = maps
        .list(&ListOptions::new().fields("metadata.name!=kube-root-ca.crt"))
        .await;
    let left = left.unwrap();
    assert_eq!(
        left.iter().map(Unstructured::name).collect::<Vec<_>>(),
        ["b"]
    );
}
