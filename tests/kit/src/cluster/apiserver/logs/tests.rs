//! Logs in virtual time.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use outrigger::rt::{Timer, Timestamp};
use outrigger::transport::Body;
use serde_json::{Value, json};

use super::chatter::Chatter;
use super::target::Run;
use crate::{Cluster, Workload};

async fn send(cluster: &Cluster, request: http::request::Builder, body: &Value) -> (u16, Body) {
    let body = if body.is_null() {
        Bytes::new()
    } else {
        body.to_string().into()
    };
    let request = request.header("content-type", "application/json");
    let transport = cluster.server().transport();
    let sent = transport.send(request.body(body).unwrap());
    let response = sent.await.unwrap();
    (response.status().as_u16(), response.into_body())
}

async fn read(body: Body) -> String {
    let bytes = body.collect(16 << 20).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

const PODS: &str = "https://x/api/v1/namespaces/default/pods";

async fn get(cluster: &Cluster, path: &str) -> (u16, String) {
    let (status, body) = send(cluster, Request::get(format!("{PODS}{path}")), &Value::Null).await;
    (status, read(body).await)
}

async fn create(cluster: &Cluster, names: &[&str]) {
    let containers: Vec<Value> = names
        .iter()
        .map(|name| json!({ "name": name, "image": "app" }))
        .collect();
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "web" },
        "spec": { "containers": containers },
    });
    let (status, _) = send(cluster, Request::post(PODS), &pod).await;
    assert_eq!(status, 201);
}

#[test]
fn what_a_test_writes_is_read_as_it_was_asked_for() {
    let cluster = Cluster::seeded(1);
    let timer = cluster.timer().clone();
    let cluster = &cluster;
    cluster.run(async {
        create(cluster, &["app"]).await;
        assert_eq!(get(cluster, "/web/log").await, (204, String::new()));
        for line in ["one", "two", "three"] {
            cluster.write_log("default", "web", "app", line).unwrap();
            timer.sleep(Duration::from_secs(10)).await;
        }
        for (query, expected) in [
            ("", "one\ntwo\nthree\n"),
            ("?tailLines=2", "two\nthree\n"),
            ("?tailLines=0", ""),
            ("?tailLines=9", "one\ntwo\nthree\n"),
            ("?sinceSeconds=15", "three\n"),
            ("?limitBytes=6", "one\ntw"),
            ("?tailLines=2&limitBytes=5", "two\nt"),
            (
                "?container=app&insecureSkipTLSVerifyBackend=true",
                "one\ntwo\nthree\n",
            ),
        ] {
            let found = get(cluster, &format!("/web/log{query}")).await;
            assert_eq!(found, (200, expected.to_owned()), "{query}");
        }
        let (_, timed) = get(cluster, "/web/log?timestamps=1&tailLines=1").await;
        let (time, line) = timed.split_once(' ').unwrap();
        assert_eq!(
            (time.len(), line),
            ("2026-01-01T00:00:00.000000000Z".len(), "three\n")
        );
        assert!(cluster.write_log("default", "web", "other", "x").is_err());
        assert!(cluster.write_log("default", "none", "app", "x").is_err());
    });
}

#[test]
fn a_followed_log_goes_on_until_its_pod_goes() {
    let cluster = Cluster::seeded(1);
    let timer = cluster.timer().clone();
    let cluster = &cluster;
    cluster.run(async {
        create(cluster, &["app"]).await;
        cluster.write_log("default", "web", "app", "one").unwrap();
        let follow = Request::get(format!("{PODS}/web/log?follow=true"));
        let (status, body) = send(cluster, follow, &Value::Null).await;
        assert_eq!(status, 200);
        let reading = cluster.spawn(read(body));
        for line in ["two", "three"] {
            timer.sleep(Duration::from_secs(1)).await;
            cluster.write_log("default", "web", "app", line).unwrap();
        }
        timer.sleep(Duration::from_secs(1)).await;
        let (status, _) = send(
            cluster,
            Request::delete(format!("{PODS}/web?gracePeriodSeconds=0")),
            &Value::Null,
        )
        .await;
        assert_eq!(status, 200);
        assert_eq!(reading.await.unwrap(), "one\ntwo\nthree\n");
        // Its successor begins anew.
        create(cluster, &["app"]).await;
        assert_eq!(get(cluster, "/web/log").await, (204, String::new()));
    });
}

#[test]
fn a_restart_of_the_server_breaks_a_followed_log() {
    let cluster = Cluster::seeded(1);
    let cluster = &cluster;
    cluster.run(async {
        create(cluster, &["app"]).await;
        cluster.write_log("default", "web", "app", "one").unwrap();
        let follow = Request::get(format!("{PODS}/web/log?follow=true"));
        let (_, body) = send(cluster, follow, &Value::Null).await;
        let reading = cluster.spawn(body.collect(1 << 20));
        crate::yield_now().await;
        cluster.server().restart();
        assert!(reading.await.unwrap().is_err());
    });
}

#[test]
fn a_log_is_bounded() {
    let cluster = Cluster::seeded(1);
    let cluster = &cluster;
    cluster.run(async {
        create(cluster, &["app"]).await;
        for number in 0..10_002 {
            let line = number.to_string();
            cluster.write_log("default", "web", "app", line).unwrap();
        }
        let (_, log) = get(cluster, "/web/log").await;
        assert_eq!(log.lines().count(), 10_000);
        assert!(log.starts_with("2\n"));
        let huge = vec![b'x'; 5 << 20];
        cluster.write_log("default", "web", "app", &huge).unwrap();
        let (_, log) = get(cluster, "/web/log").await;
        assert_eq!(log.len(), huge.len() + 1);
    });
}

#[test]
fn containers_of_a_workload_talk_and_tell_how_they_ended() {
    let run = || {
        let cluster = Cluster::seeded(3);
        let workload = Workload::new(3).pods(6).crashes_per_minute(6.0);
        let _running = cluster.run_workload(workload);
        let crashed = |pod: &Value| {
            let status = &pod["status"]["containerStatuses"][0];
            status["state"].get("running").is_some() && status["restartCount"] == 1
        };
        let any = |objects: &crate::Objects<'_>| objects.list("pods").iter().any(crashed);
        cluster.run_until(any, Duration::from_secs(3600)).unwrap();
        let pods = cluster.server().objects(|objects| objects.list("pods"));
        let pod = pods.iter().find(|pod| crashed(pod)).unwrap();
        let text = |path: &str| pod.pointer(path).and_then(Value::as_str).unwrap();
        let path = format!(
            "https://x/api/v1/namespaces/{}/pods/{}/log?container={}",
            text("/metadata/namespace"),
            text("/metadata/name"),
            text("/spec/containers/0/name"),
        );
        let timer = cluster.timer().clone();
        let cluster = &cluster;
        cluster.run(async {
            timer.sleep(Duration::from_secs(4)).await;
            let ask = async |query: &str| {
                let request = Request::get(format!("{path}{query}"));
                let (status, body) = send(cluster, request, &Value::Null).await;
                (status, read(body).await)
            };
            let (status, now) = ask("").await;
            assert_eq!(status, 200, "{now}");
            assert!(now.contains("starting"), "{now}");
            let (status, before) = ask("&previous=true").await;
            assert_eq!(status, 200, "{before}");
            assert!(before.ends_with("out of memory\"}\n"), "{before}");
            let (_, tail) = ask("&previous=true&tailLines=1").await;
            assert_eq!(tail.lines().count(), 1);
            (now, before)
        })
    };
    assert_eq!(run(), run(), "a seed is a log");
}

#[test]
fn the_nth_line_is_the_same_from_wherever_one_looks() {
    let run = Run {
        id: "containerd://1".to_owned(),
        started: json!("2026-01-01T00:00:00Z"),
        ..Run::default()
    };
    let chatter = Chatter::of(&run);
    let far = Timestamp::from_unix(Duration::from_secs(4_000_000_000));
    let mut last = Timestamp::default();
    for number in 0..200 {
        let line = chatter.line(number, far).unwrap();
        assert!(line.at > last, "{number}");
        assert_eq!(chatter.count(line.at), number + 1);
        last = line.at;
    }
}
