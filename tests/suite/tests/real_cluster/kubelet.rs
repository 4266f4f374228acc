//! What a real API server asks of nodes: logs, and the proxies of nodes, pods and services.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use outrigger::transport::{Body, LongLived};
use outrigger_hyper::HttpVersions;
use outrigger_suite::control_plane::ControlPlane;
use outrigger_suite::kubelet::{ADDRESS, Kubelet};
use outrigger_suite::server::{BASE, Server};
use outrigger_test::Answer;
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(30);

async fn send(server: &Server, method: Method, target: &str, body: &str) -> Response<Body> {
    let request = Request::builder()
        .method(method)
        .uri(format!("{BASE}{target}"))
        .header("content-type", "application/json")
        .extension(LongLived)
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .unwrap();
    let sent = tokio::time::timeout(LIMIT, server.http.send(request));
    sent.await.unwrap().unwrap()
}

async fn text(response: Response<Body>) -> (u16, String) {
    let status = response.status().as_u16();
    let body = response.into_body().collect(1 << 20);
    let body = tokio::time::timeout(LIMIT, body).await.unwrap().unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

async fn get(server: &Server, target: &str) -> (u16, String) {
    text(send(server, Method::GET, target, "").await).await
}

async fn create(server: &Server, target: &str, body: &str) {
    let (status, answer) = text(send(server, Method::POST, target, body).await).await;
    assert_eq!(status, 201, "{target}: {answer}");
}

async fn chunk(body: &mut Body) -> String {
    let next = tokio::time::timeout(LIMIT, body.next()).await.unwrap();
    String::from_utf8(next.unwrap().unwrap().to_vec()).unwrap()
}

fn pod(name: &str) -> String {
    let container = json!({ "name": "app", "image": "app", "ports": [{ "containerPort": 8080 }] });
    json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": { "name": name },
        "spec": { "containers": [container] },
    })
    .to_string()
}

async fn bind(server: &Server, pod: &str, node: &str) {
    let binding = json!({
        "apiVersion": "v1", "kind": "Binding", "metadata": { "name": pod },
        "target": { "kind": "Node", "name": node },
    });
    let path = format!("/api/v1/namespaces/default/pods/{pod}/binding");
    create(server, &path, &binding.to_string()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_comes_from_the_kubelet_as_it_is_written() {
    let plane = ControlPlane::start();
    let server = Server::of_kubeconfig("real", plane.kubeconfig(), HttpVersions::Any);
    let kubelet = Kubelet::start();
    create(&server, "/api/v1/nodes", &kubelet.node("node-1")).await;
    create(&server, "/api/v1/namespaces/default/pods", &pod("web")).await;
    let path = "/api/v1/namespaces/default/pods/web/log";
    // Nobody to ask yet.
    assert_eq!(get(&server, path).await, (204, String::new()));
    bind(&server, "web", "node-1").await;

    let log = kubelet.log("default", "web", "app");
    log.send("one\n");
    let query = "?follow=true&tailLines=5&timestamps=true&container=app&sinceSeconds=60";
    let response = send(&server, Method::GET, &format!("{path}{query}"), "").await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/plain");
    let mut body = response.into_body();
    assert_eq!(chunk(&mut body).await, "one\n");
    // It is flushed, line by line.
    log.send("two\n");
    assert_eq!(chunk(&mut body).await, "two\n");
    log.end();
    assert!(body.next().await.is_none());

    let asked = kubelet.mock.requests().pop().unwrap();
    let expected = [
        ("follow", "true"),
        ("sinceSeconds", "60"),
        ("tailLines", "5"),
        ("timestamps", "true"),
    ];
    assert_eq!(asked.query().len(), expected.len(), "{asked:?}");
    for (name, value) in expected {
        assert_eq!(asked.query_value(name), Some(value), "{name}");
    }

    // What a kubelet refuses is told in its own words.
    let refused = Answer::bytes("container \"app\" is waiting to start").with_status(400);
    create(&server, "/api/v1/namespaces/default/pods", &pod("new")).await;
    bind(&server, "new", "node-1").await;
    kubelet
        .mock
        .get("/containerLogs/default/new/app")
        .answer(refused);
    let (status, answer) = get(&server, "/api/v1/namespaces/default/pods/new/log").await;
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!((status, &answer["reason"]), (400, &json!("BadRequest")));
    let message = answer["message"].as_str().unwrap();
    assert!(message.contains("is waiting to start"), "{message}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn proxies_lead_to_nodes_pods_and_services() {
    let kubelet = Kubelet::start();
    let plane = ControlPlane::start_behind(kubelet.proxy());
    let server = Server::of_kubeconfig("real", plane.kubeconfig(), HttpVersions::Any);
    create(&server, "/api/v1/nodes", &kubelet.node("loopback")).await;
    create(
        &server,
        "/api/v1/nodes",
        &kubelet.node_at("node-1", ADDRESS),
    )
    .await;
    create(&server, "/api/v1/namespaces/default/pods", &pod("web")).await;
    bind(&server, "web", "node-1").await;
    let status = json!({ "status": {
        "phase": "Running", "podIP": ADDRESS, "podIPs": [{ "ip": ADDRESS }],
    } });
    let merge = Request::builder()
        .method(Method::PATCH)
        .uri(format!("{BASE}/api/v1/namespaces/default/pods/web/status"))
        .header("content-type", "application/merge-patch+json")
        .body(status.to_string().into())
        .unwrap();
    assert_eq!(server.http.send(merge).await.unwrap().status(), 200);
    service(&server).await;

    for path in ["/stats?a=1", "/healthz", "/page"] {
        kubelet.mock.get(path).answer(Answer::bytes(path));
    }
    let node = get(&server, "/api/v1/nodes/http:node-1:9999/proxy/stats?a=1").await;
    assert_eq!(node, (200, "/stats?a=1".to_owned()));
    let pods = "/api/v1/namespaces/default/pods";
    let (status, body) = get(&server, &format!("{pods}/web/proxy/healthz")).await;
    assert_eq!((status, body.as_str()), (200, "/healthz"));
    let services = "/api/v1/namespaces/default/services";
    let (status, body) = get(&server, &format!("{services}/web:http/proxy/page")).await;
    assert_eq!((status, body.as_str()), (200, "/page"));
    let (status, _) = get(&server, &format!("{services}/web:other/proxy/page")).await;
    assert_eq!(status, 503, "no such port");
    assert_eq!(kubelet.mock.requests().len(), 3);

    let (status, body) = get(&server, "/api/v1/nodes/loopback/proxy/stats").await;
    assert_eq!(status, 400, "{body}");
    assert!(body.contains("address not allowed"), "{body}");
}

/// A service of one pod, whose endpoints no controller finds.
async fn service(server: &Server) {
    let (_, pod) = get(server, "/api/v1/namespaces/default/pods/web").await;
    let pod: Value = serde_json::from_str(&pod).unwrap();
    let ports = json!([{ "name": "http", "port": 80, "targetPort": 8080 }]);
    let service = json!({
        "apiVersion": "v1", "kind": "Service", "metadata": { "name": "web" },
        "spec": { "ports": ports },
    });
    let slice = json!({
        "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
        "metadata": { "name": "web", "labels": { "kubernetes.io/service-name": "web" } },
        "endpoints": [{
            "addresses": [ADDRESS], "conditions": { "ready": true },
            "targetRef": {
                "kind": "Pod", "namespace": "default", "name": "web",
                "uid": pod["metadata"]["uid"],
            },
        }],
        "ports": [{ "name": "http", "port": 8080, "protocol": "TCP" }],
    });
    let namespace = "namespaces/default";
    create(
        server,
        &format!("/api/v1/{namespace}/services"),
        &service.to_string(),
    )
    .await;
    let slices = format!("/apis/discovery.k8s.io/v1/{namespace}/endpointslices");
    create(server, &slices, &slice.to_string()).await;
}
