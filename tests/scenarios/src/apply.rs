use outrigger::{Api, ApplyOptions, Error, Unstructured};
use serde_json::{Value, json};

use crate::subresources::deployments;
use crate::{TestServer, config_maps};

/// Each field has its managers, who get into each other's way on purpose only.
pub(crate) async fn apply(server: &dyn TestServer, namespace: &str) {
    let maps = config_maps(server, namespace).await;
    let (alice, bob) = (ApplyOptions::by("alice"), ApplyOptions::by("bob"));
    let dry = put(&maps, json!({ "a": "1" }), &alice.clone().dry_run()).await;
    assert_eq!(data(&dry.unwrap()), json!({ "a": "1" }));
    assert!(maps.get_opt("m").await.unwrap().is_none());

    let created = put(&maps, json!({ "a": "1", "b": "2" }), &alice);
    let created = created.await.unwrap();
    let same = put(&maps, json!({ "a": "1", "b": "2" }), &alice);
    let same = same.await.unwrap();
    assert_eq!(same.uid(), created.uid());
    assert_eq!(same.resource_version(), created.resource_version());
    let changed = put(&maps, json!({ "a": "1", "b": "3" }), &alice);
    assert_eq!(data(&changed.await.unwrap()), json!({ "a": "1", "b": "3" }));
    let both = put(&maps, json!({ "a": "1", "c": "4" }), &bob);
    let both = both.await.unwrap();
    assert_eq!(data(&both), json!({ "a": "1", "b": "3", "c": "4" }));

    conflicts(&maps, &both).await;
    leaves(&maps).await;
    of_status(server, namespace).await;
}

/// `a` is alice's and bob's by now, `b` is alice's, `c` is bob's.
async fn conflicts(maps: &Api<Unstructured>, before: &Unstructured) {
    let bob = ApplyOptions::by("bob");
    let wanted = json!({ "a": "9", "b": "9" });
    let refused = put(maps, wanted.clone(), &bob).await.unwrap_err();
    let message = "conflict with \"alice\"".to_owned();
    let expected = [".data.a", ".data.b"].map(|field| (field.to_owned(), message.clone()));
    assert_eq!(causes(&refused), expected, "{}", refused.chain());
    assert_eq!(&maps.get("m").await.unwrap(), before);

    let force = bob.force();
    let dry = put(maps, wanted.clone(), &force.clone().dry_run()).await;
    assert_eq!(data(&dry.unwrap()), wanted);
    assert_eq!(&maps.get("m").await.unwrap(), before);
    let forced = put(maps, wanted.clone(), &force).await.unwrap();
    assert_eq!(data(&forced), wanted);
}

/// Both fields are bob's alone.
async fn leaves(maps: &Api<Unstructured>) {
    let (alice, bob) = (ApplyOptions::by("alice"), ApplyOptions::by("bob"));
    let shared = put(maps, json!({ "a": "9", "d": "5" }), &alice).await;
    assert_eq!(
        data(&shared.unwrap()),
        json!({ "a": "9", "b": "9", "d": "5" })
    );
    let fewer = put(maps, json!({}), &bob).await.unwrap();
    let left = json!({ "a": "9", "d": "5" });
    assert_eq!(data(&fewer), left, "what alice applies too stays");
    let none = put(maps, json!({ "d": "5" }), &alice).await.unwrap();
    assert_eq!(data(&none), json!({ "d": "5" }));
}

/// A status has managers of its own.
async fn of_status(server: &dyn TestServer, namespace: &str) {
    let api = deployments(server, namespace).await;
    let status = |replicas: u32| {
        json!({
            "apiVersion": "apps/v1", "kind": "Deployment",
            "spec": { "paused": true }, "status": { "replicas": replicas },
        })
    };
    let (one, two) = (ApplyOptions::by("one"), ApplyOptions::by("two"));
    let applied = api.apply_status("web", &status(2), &one).await.unwrap();
    assert_eq!(applied.path("/status/replicas"), Some(&json!(2)));
    assert_eq!(applied.path("/spec/paused"), None);
    let refused = api.apply_status("web", &status(3), &two).await.unwrap_err();
    let whose = "conflict with \"one\" with subresource \"status\"";
    let expected = (".status.replicas", whose);
    let causes = causes(&refused);
    let causes: Vec<_> = causes.iter().map(|(a, b)| (&**a, &**b)).collect();
    assert_eq!(causes, [expected], "{}", refused.chain());
    let forced = api.apply_status("web", &status(3), &two.force()).await;
    assert_eq!(forced.unwrap().path("/status/replicas"), Some(&json!(3)));
}

async fn put(
    maps: &Api<Unstructured>,
    data: Value,
    options: &ApplyOptions,
) -> Result<Unstructured, Error> {
    let map = json!({
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "m" }, "data": data,
    });
    maps.apply("m", &map, options).await
}

fn data(map: &Unstructured) -> Value {
    map.path("/data").cloned().unwrap_or_default()
}

/// The fields of a conflict, and whose they are.
fn causes(conflict: &Error) -> Vec<(String, String)> {
    assert!(conflict.is_conflict(), "{}", conflict.chain());
    let causes = &conflict.status().unwrap().details.causes;
    let each = causes.iter().map(|cause| {
        assert_eq!(cause.reason, "FieldManagerConflict");
        (cause.field.clone(), cause.message.clone())
    });
    each.collect()
}
