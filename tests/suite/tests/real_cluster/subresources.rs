//! What only pods have, by the methods of `Api`: bindings, logs, changes in place, evictions.

use std::collections::BTreeMap;
use std::time::Duration;

use http::Method;
use k8s_openapi_0_29::api::core::v1::{Node, Pod};
use k8s_openapi_0_29::api::policy::v1::PodDisruptionBudget;
use k8s_openapi_0_29::apimachinery::pkg::api::resource::Quantity;
use outrigger::api::ProxyTarget;
use outrigger::object::Object;
use outrigger::request::LogOptions;
use outrigger::wait::{Condition as _, exists, is_pod_running};
use outrigger::{Api, Client, CreateOptions, DeleteOptions, Patch, PatchOptions, ReplaceOptions};
use outrigger_suite::control_plane::ControlPlane;
use outrigger_suite::kubelet::{ADDRESS, Kubelet};
use outrigger_test::Answer;
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(30);

pub(crate) fn object<K: Object>(value: Value) -> K {
    serde_json::from_value(value).unwrap()
}

pub(crate) async fn create<K: Object>(api: &Api<K>, value: Value) -> K {
    api.create(&object(value), &CreateOptions::new())
        .await
        .unwrap()
}

fn pod(name: &str) -> Value {
    json!({
        "metadata": { "name": name, "labels": { "app": name } },
        "spec": { "containers": [{
            "name": "app", "image": "app",
            "resources": { "requests": { "cpu": "100m" }, "limits": { "cpu": "200m" } },
        }] },
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pods_are_bound_read_changed_and_evicted() {
    let kubelet = Kubelet::start();
    let plane = ControlPlane::start_behind(kubelet.proxy());
    let client = plane.client("certificate").await;
    let nodes = client.cluster::<Node>();
    let mut node: Value = serde_json::from_str(&kubelet.node("n1")).unwrap();
    node["status"]["allocatable"] = json!({ "cpu": "4", "memory": "1Gi", "pods": "10" });
    create(&nodes, node).await;
    let pods: Api<Pod> = client.namespaced("default");
    create(&pods, pod("web")).await;

    pods.bind("web", "n1", &CreateOptions::new()).await.unwrap();
    let again = pods.bind("web", "n1", &CreateOptions::new()).await;
    assert!(again.unwrap_err().is_conflict());
    runs(&pods).await;
    logs(&kubelet, &pods).await;
    changes(&pods).await;
    evictions(&client, &pods).await;
    proxies(&kubelet, &client).await;
}

async fn runs(pods: &Api<Pod>) {
    let status = Patch::Merge(json!({ "status": {
        "phase": "Running", "podIP": ADDRESS, "podIPs": [{ "ip": ADDRESS }],
        "conditions": [{ "type": "Ready", "status": "True" }],
    } }));
    let options = PatchOptions::new();
    pods.patch_status("web", &status, &options).await.unwrap();
    let ready = is_pod_running().and(outrigger::wait::is_pod_ready());
    let running = pods.wait_for("web", ready, LIMIT).await.unwrap().unwrap();
    let typed = running.typed().unwrap();
    assert_eq!(
        typed.spec.as_ref().unwrap().node_name.as_deref(),
        Some("n1")
    );
}

async fn logs(kubelet: &Kubelet, pods: &Api<Pod>) {
    let log = kubelet.log("default", "web", "app");
    log.send("one\ntw");
    let follow = LogOptions::new().follow().container("app");
    let mut lines = pods.log_stream("web", &follow).await.unwrap();
    let mut next = async || tokio::time::timeout(LIMIT, lines.next()).await.unwrap();
    assert_eq!(next().await.unwrap().unwrap(), "one");
    log.send("o\nthr");
    assert_eq!(next().await.unwrap().unwrap(), "two");
    log.send("ee");
    log.end();
    assert_eq!(next().await.unwrap().unwrap(), "three");
    assert!(next().await.is_none());

    let whole = Answer::bytes("a\nb\n");
    kubelet
        .mock
        .get("/containerLogs/default/web/app")
        .answer(whole);
    let text = pods.log("web", &LogOptions::new().tail(2)).await.unwrap();
    assert_eq!(text, "a\nb\n");
    let wrong = LogOptions::new().container("nobody");
    let error = pods.log("web", &wrong).await.unwrap_err();
    assert_eq!(error.status().unwrap().code, 400, "{}", error.chain());
}

async fn changes(pods: &Api<Pod>) {
    let options = PatchOptions::new();
    let debugger = Patch::Strategic(json!({ "spec": { "ephemeralContainers": [
        { "name": "debugger", "image": "busybox" },
    ] } }));
    let patched = pods
        .patch_ephemeral_containers("web", &debugger, &options)
        .await;
    let containers = patched.unwrap().spec.unwrap().ephemeral_containers.unwrap();
    assert_eq!(containers[0].name, "debugger");
    let read = pods.get_ephemeral_containers("web").await.unwrap();
    assert_eq!(read.spec.unwrap().ephemeral_containers.unwrap().len(), 1);

    let more = json!({ "spec": { "containers": [
        { "name": "app", "resources": { "limits": { "cpu": "300m" } } },
    ] } });
    let resized = pods
        .patch_resize("web", &Patch::Strategic(more), &options)
        .await;
    assert_eq!(limits(resized.unwrap())["cpu"].0, "300m");
    replaces(pods).await;
}

fn limits(pod: Pod) -> BTreeMap<String, Quantity> {
    let resources = pod.spec.unwrap().containers.remove(0).resources;
    resources.unwrap().limits.unwrap()
}

async fn replaces(pods: &Api<Pod>) {
    let mut pod = pods.get_resize("web").await.unwrap();
    let container = &mut pod.spec.as_mut().unwrap().containers[0];
    let resources = container.resources.as_mut().unwrap();
    resources
        .limits
        .as_mut()
        .unwrap()
        .insert("cpu".into(), object(json!("400m")));
    let replaced = pods
        .replace_resize("web", &pod, &ReplaceOptions::new())
        .await;
    assert_eq!(limits(replaced.unwrap())["cpu"].0, "400m");
}

async fn evictions(client: &Client, pods: &Api<Pod>) {
    let budgets: Api<PodDisruptionBudget> = client.namespaced("default");
    let budget = json!({
        "metadata": { "name": "web" },
        "spec": { "minAvailable": 1, "selector": { "matchLabels": { "app": "web" } } },
    });
    create(&budgets, budget).await;
    // What its controller would say, which does not run here.
    let allows = |disruptions: u32| {
        Patch::Merge(json!({ "status": {
            "observedGeneration": 1, "disruptionsAllowed": disruptions,
            "currentHealthy": 1, "desiredHealthy": 1 - disruptions, "expectedPods": 1,
        } }))
    };
    let options = PatchOptions::new();
    budgets
        .patch_status("web", &allows(0), &options)
        .await
        .unwrap();
    let evict = DeleteOptions::new();
    let error = pods.evict("web", &evict).await.unwrap_err();
    assert!(error.is_too_many_requests(), "{}", error.chain());
    let causes = &error.status().unwrap().details.causes;
    assert_eq!(causes[0].reason, "DisruptionBudget");
    assert!(
        causes[0].message.contains("needs 1 healthy pods"),
        "{causes:?}"
    );

    budgets
        .patch_status("web", &allows(1), &options)
        .await
        .unwrap();
    pods.evict("web", &evict.clone().dry_run()).await.unwrap();
    pods.evict("web", &evict.clone().grace_period(Duration::ZERO))
        .await
        .unwrap();
    pods.wait_for("web", exists().not(), LIMIT).await.unwrap();
    assert!(pods.evict("web", &evict).await.unwrap_err().is_not_found());
}

async fn proxies(kubelet: &Kubelet, client: &Client) {
    let nodes = client.cluster::<Node>();
    create(
        &nodes,
        serde_json::from_str(&kubelet.node_at("n2", ADDRESS)).unwrap(),
    )
    .await;
    for path in ["/stats?a=1", "/"] {
        kubelet.mock.get(path).answer(Answer::bytes(path));
    }
    let target = || ProxyTarget::new("http:n2").port(9999);
    let stats = nodes.proxy(Method::GET, target(), "/stats").param("a", "1");
    let answer = stats.send().await.unwrap();
    assert_eq!(answer.text().unwrap(), "/stats?a=1");
    let root = nodes.proxy(Method::GET, target(), "/").raw().await.unwrap();
    assert_eq!(root, "/");
}
