//! Objects are as the real server would hold them.

use serde_json::{Value, json};

use super::{lived, small};
use crate::cluster::apiserver::json::Document;
use crate::cluster::apiserver::kinds;
use crate::cluster::apiserver::ownership::Update;
use crate::cluster::apiserver::schema::{decode, defaults};
use crate::cluster::workload::writer::resource;

const ALL: [&str; 11] = [
    "namespaces",
    "nodes",
    "pods",
    "configmaps",
    "secrets",
    "services",
    "events",
    "apps/deployments",
    "apps/replicasets",
    "batch/jobs",
    "coordination.k8s.io/leases",
];

fn typed(storage: &str, mut object: Value) -> Value {
    let resource = resource(storage);
    object["kind"] = resource.kind.as_str().into();
    object["apiVersion"] = resource.api_version().into();
    object
}

#[test]
fn what_is_made_reads_back_the_same_and_is_valid() {
    let workload = small(7).rollouts_per_minute(2.0).jobs_per_minute(2.0);
    let cluster = lived(7, workload, 3);
    let shared = &cluster.server().api.shared;
    let state = shared.lock();
    for storage in ALL {
        let resource = resource(storage);
        assert!(state.model.store.count(storage) > 0, "{storage}");
        for record in state.model.store.range(storage, "") {
            let object = typed(storage, record.to_value());
            let text = object.to_string();
            assert!(!text.contains(['⟦', '⟧']), "{text}");
            let document = Document::parse(text.as_bytes()).unwrap();
            let mut decoded = decode::decode(&resource.schema, document.root()).unwrap();
            assert_eq!(decoded.strict, [""; 0], "{storage} {}", record.key());
            defaults::apply(&resource.schema, &mut decoded.object);
            kinds::default(&resource, &mut decoded.object);
            assert_eq!(decoded.object, object);
            let errors = kinds::validate_create(&resource, &object);
            assert_eq!(format!("{errors:?}"), "[]", "{storage} {}", record.key());
            let revision = record.revision().to_string();
            assert_eq!(object["metadata"]["resourceVersion"], revision);
        }
    }
}

#[test]
fn ownership_is_what_the_server_goes_on_from() {
    let cluster = lived(3, small(3).rollouts_per_minute(2.0), 3);
    let state = cluster.server().api.shared.lock();
    for storage in ALL {
        let resource = resource(storage);
        for record in state.model.store.range(storage, "").take(10) {
            let live = typed(storage, record.to_value());
            let before = live["metadata"]["managedFields"]
                .as_array()
                .map_or(0, Vec::len);
            if before == 0 {
                // What the server made for itself.
                assert_eq!(storage, "namespaces");
                continue;
            }
            let mut new = live.clone();
            new["metadata"]["labels"]["touched"] = "yes".into();
            let update = Update::of(&resource, "", "test", "2030-01-01T00:00:00Z");
            update.track(Some(&live), &mut new);
            let after = new["metadata"]["managedFields"].as_array().unwrap();
            assert_eq!(after.len(), before + 1, "{storage} {}", record.key());
            assert_eq!(
                Some(&after[..before]),
                live["metadata"]["managedFields"]
                    .as_array()
                    .map(Vec::as_slice),
                "{storage}"
            );
        }
    }
}

fn managers(object: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let entries = object["metadata"]["managedFields"].as_array();
    let entries = entries.into_iter().flatten();
    entries
        .map(|it| (text(&it["manager"]), text(&it["subresource"])))
        .collect()
}

#[test]
fn those_who_write_are_those_of_a_real_cluster() {
    let cluster = lived(5, small(5), 0);
    cluster.server().objects(|objects| {
        let expect = |resource: &str, expected: &[(&str, &str)]| {
            let object = &objects.list(resource)[0];
            let found = managers(object);
            let found: Vec<_> = found
                .iter()
                .map(|(a, b)| (a.as_str(), b.as_str()))
                .collect();
            assert_eq!(found, expected, "{resource}");
        };
        let (controllers, kubelet) = ("kube-controller-manager", "kubelet");
        let apply = "kubectl-client-side-apply";
        expect("pods", &[(controllers, ""), (kubelet, "status")]);
        expect("deployments.apps", &[(apply, ""), (controllers, "status")]);
        expect(
            "replicasets.apps",
            &[(controllers, ""), (controllers, "status")],
        );
        let pod = &objects.list("pods")[0];
        let text = pod.to_string();
        assert!((4000..14_000).contains(&text.len()), "{}", text.len());
        let fields = &pod["metadata"]["managedFields"][1]["fieldsV1"]["f:status"];
        let address = format!("k:{}", json!({ "ip": pod["status"]["podIP"] }));
        assert!(fields["f:podIPs"].get(address).is_some(), "{fields}");
    });
}
