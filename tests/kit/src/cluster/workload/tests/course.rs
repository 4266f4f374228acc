//! What happens, and what never may.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use outrigger::{Api, CreateOptions, DeleteOptions, Unstructured};
use serde_json::{Value, json};

use super::{Workload, lived, pass, small};
use crate::cluster::Objects;

const ALL: [&str; 11] = [
    "namespaces",
    "nodes",
    "pods",
    "configmaps",
    "secrets",
    "services",
    "events",
    "deployments.apps",
    "replicasets.apps",
    "jobs.batch",
    "leases.coordination.k8s.io",
];

/// Every write of a run, as the history has them.
fn history(seed: u64) -> Vec<String> {
    let cluster = lived(1, small(seed).rollouts_per_minute(2.0), 5);
    let state = cluster.server().api.shared.lock();
    let changes = state.model.store.history().since(0);
    changes
        .map(|change| String::from_utf8(change.last().text().to_vec()).unwrap())
        .collect()
}

#[test]
fn the_same_seed_is_the_same_life() {
    let (one, other) = (history(7), history(7));
    assert!(one == other);
    assert!(one.len() > 200, "{}", one.len());
    assert!(history(8) != one);
}

fn text<'a>(object: &'a Value, pointer: &str) -> &'a str {
    object
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn number(object: &Value, pointer: &str) -> i64 {
    object
        .pointer(pointer)
        .and_then(Value::as_i64)
        .unwrap_or_default()
}

fn holds(objects: &Objects<'_>) {
    let mut uids = BTreeSet::new();
    let all: Vec<Value> = ALL.iter().flat_map(|it| objects.list(it)).collect();
    for object in &all {
        assert!(
            uids.insert(text(object, "/metadata/uid").to_owned()),
            "{object}"
        );
    }
    for object in &all {
        let owners = object["metadata"]["ownerReferences"].as_array();
        for owner in owners.into_iter().flatten() {
            assert!(uids.contains(owner["uid"].as_str().unwrap()), "{object}");
        }
    }
    let nodes: BTreeSet<String> = objects
        .versions("nodes")
        .into_iter()
        .map(|it| it.0)
        .collect();
    for pod in objects.list("pods") {
        let node = text(&pod, "/spec/nodeName");
        assert!(node.is_empty() || nodes.contains(node), "{node}");
    }
}

/// Counts in statuses are of the pods that are there, once all is quiet.
fn counts_match(objects: &Objects<'_>) -> bool {
    let mut pods: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for pod in objects.list("pods") {
        if pod["metadata"].get("deletionTimestamp").is_some() {
            continue;
        }
        let owner = text(&pod, "/metadata/ownerReferences/0/uid").to_owned();
        let conditions = pod["status"]["conditions"].as_array().into_iter().flatten();
        let mut conditions = conditions.into_iter();
        let ready = conditions.any(|it| it["type"] == "Ready" && it["status"] == "True");
        let counts = pods.entry(owner).or_default();
        counts.0 += 1;
        counts.1 += i64::from(ready);
    }
    let sets = objects.list("replicasets.apps");
    let sets = sets.iter().all(|set| {
        let (all, ready) = pods
            .get(text(set, "/metadata/uid"))
            .copied()
            .unwrap_or_default();
        let wanted = number(set, "/spec/replicas");
        (all, all, ready)
            == (
                wanted,
                number(set, "/status/replicas"),
                number(set, "/status/readyReplicas"),
            )
    });
    sets && objects.list("deployments.apps").iter().all(|it| {
        let wanted = number(it, "/spec/replicas");
        let counts = [
            "replicas",
            "updatedReplicas",
            "readyReplicas",
            "availableReplicas",
        ];
        let seen = number(it, "/metadata/generation") == number(it, "/status/observedGeneration");
        let counts = counts.iter().all(|field| it["status"][*field] == wanted);
        seen && counts
    })
}

#[test]
fn deployments_roll_within_bounds_and_settle() {
    let workload = small(7)
        .rollouts_per_minute(4.0)
        .crashes_per_minute(0.0)
        .jobs_per_minute(0.0);
    let cluster = lived(7, workload, 0);
    cluster.server().objects(|it| assert!(counts_match(it)));
    let mut rolled = BTreeSet::new();
    for _ in 0..6 {
        pass(&cluster, 1);
        cluster.server().objects(|objects| {
            holds(objects);
            for deployment in objects.list("deployments.apps") {
                let available = number(&deployment, "/status/availableReplicas");
                let least = number(&deployment, "/spec/replicas") * 3 / 4;
                assert!(available >= least, "{deployment}");
                if number(&deployment, "/metadata/generation") > 1 {
                    rolled.insert(text(&deployment, "/metadata/name").to_owned());
                }
            }
        });
    }
    assert!(rolled.len() > 1, "{rolled:?}");
    let settled = cluster.run_until(counts_match, Duration::from_secs(600));
    assert!(settled.is_ok(), "{}", cluster.executor().report());
}

#[test]
fn pods_crash_and_recover_and_jobs_come_and_go() {
    let workload = small(9)
        .rollouts_per_minute(0.0)
        .crashes_per_minute(4.0)
        .jobs_per_minute(2.0);
    let cluster = lived(9, workload, 0);
    let mut reasons = BTreeSet::new();
    for _ in 0..14 {
        pass(&cluster, 1);
        cluster.server().objects(|objects| {
            holds(objects);
            for pod in objects.list("pods") {
                let reason = text(&pod, "/status/containerStatuses/0/state/waiting/reason");
                reasons.insert(reason.to_owned());
            }
        });
    }
    assert!(reasons.contains("CrashLoopBackOff"), "{reasons:?}");
    cluster.server().objects(|objects| {
        let jobs = objects.list("jobs.batch");
        assert!(jobs.iter().any(|it| it["status"]["succeeded"] == 1));
        assert!((5..40).contains(&jobs.len()), "{}", jobs.len());
        let restarted = |pod: &Value| number(pod, "/status/containerStatuses/0/restartCount") > 0;
        assert!(objects.list("pods").iter().any(restarted));
    });
}

#[test]
fn what_others_make_lives_too() {
    let workload = small(2)
        .rollouts_per_minute(0.0)
        .crashes_per_minute(0.0)
        .jobs_per_minute(0.0);
    let cluster = lived(2, workload, 0);
    let template = json!({ "metadata": { "labels": { "a": "b" } },
        "spec": { "containers": [{ "name": "c", "image": "c:1" }] } });
    let deployment = json!({ "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": { "name": "mine" },
        "spec": { "replicas": 3, "selector": { "matchLabels": { "a": "b" } },
            "template": template } });
    let mine = |objects: &Objects<'_>| {
        let found = objects.get("deployments.apps", "default", "mine");
        found.is_some_and(|it| it["status"]["readyReplicas"] == 3)
    };
    let client = cluster.client();
    let api = |resource: &'static str| {
        let client = client.clone();
        async move {
            let api = client.resource(resource).await.unwrap();
            let api: Api<Unstructured> = api.within("default");
            api
        }
    };
    cluster.run(async {
        let object = serde_json::from_value(deployment).unwrap();
        let deployments = api("deployments").await;
        deployments
            .create(&object, &CreateOptions::new())
            .await
            .unwrap();
    });
    let minute = Duration::from_secs(60);
    cluster.run_until(mine, minute).unwrap();
    let mut pods = Vec::new();
    cluster.server().objects(|it| pods = it.versions("pods"));
    let pod = pods.iter().find(|it| it.0.starts_with("default/")).unwrap();
    let name = pod.0.trim_start_matches("default/").to_owned();
    cluster.run(async {
        api("pods")
            .await
            .delete(&name, &DeleteOptions::new())
            .await
            .unwrap();
    });
    let replaced = |it: &Objects<'_>| it.get("pods", "default", &name).is_none() && mine(it);
    cluster.run_until(replaced, minute).unwrap();
    cluster.run(async {
        let deployments = api("deployments").await;
        deployments
            .delete("mine", &DeleteOptions::new())
            .await
            .unwrap();
    });
    let gone = |objects: &Objects<'_>| {
        let mut pods = objects.versions("pods").into_iter();
        !pods.any(|it| it.0.starts_with("default/"))
    };
    cluster.run_until(gone, minute).unwrap();
}

#[test]
fn a_day_leaves_no_more_than_an_hour() {
    let hour = Duration::from_secs(3600);
    let workload = Workload::new(11)
        .pods(4)
        .nodes(1)
        .rollouts_per_minute(0.01)
        .crashes_per_minute(0.01)
        .jobs_per_minute(0.02)
        .events_per_minute(0.05)
        .heartbeat(hour / 12)
        .event_lifetime(hour);
    let cluster = lived(11, workload, 120);
    let count = |cluster: &crate::Cluster| {
        cluster.server().objects(|objects| {
            holds(objects);
            ALL.map(|it| objects.count(it))
        })
    };
    let early = count(&cluster);
    for _ in 0..22 {
        pass(&cluster, 60);
        let now = count(&cluster);
        for (place, resource) in ALL.iter().enumerate() {
            let most = early[place] * 3 + 10;
            assert!(
                now[place] <= most,
                "{resource}: {} {}",
                early[place],
                now[place]
            );
        }
    }
}
