//! How many requests a client sends a second.

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::join_all;
use outrigger::request::Request;
use outrigger::rt::Timer as _;
use outrigger::{Api, ApiResource, Scope, Timeouts, WatchOptions};
use outrigger::{Client, ClientBuilder, Informer, RateLimit, SendOptions, Unstructured};
use outrigger_test::{Answer, Cluster, MockTransport};
use serde_json::json;

fn mock() -> MockTransport {
    let mock = MockTransport::new();
    mock.react("*", "*", |_| Some(Answer::json(&json!({ "metadata": {} }))));
    mock
}

fn builder(mock: &MockTransport) -> ClientBuilder {
    Client::builder(mock.backend(), "https://test")
}

fn get(path: &str) -> Request {
    Request::raw_get(path).unwrap()
}

/// How many milliseconds it takes until all of these are answered.
fn time_of(mock: &MockTransport, client: &Client, paths: &[&str]) -> u128 {
    let began = mock.timer().now();
    let answers = join_all(paths.iter().map(|path| client.send(get(path))));
    let answers = mock.timer().run(answers);
    assert!(answers.iter().all(Result::is_ok));
    (mock.timer().now() - began).as_millis()
}

#[test]
fn each_group_and_version_has_its_own_unless_one_is_said() {
    let [core, apps] = ["/api/v1/pods", "/apis/apps/v1/deployments"];
    let both: Vec<&str> = [[core, apps]; 12].concat();
    for (limit, paths, expected) in [
        (None, vec![core; 10], 0),
        (None, vec![core; 12], 400),
        (None, both.clone(), 400),
        (None, vec!["/apis/apps/v1"; 200], 0),
        (None, vec!["/version"; 301], 200),
        (Some(RateLimit::new(5.0, 10)), both.clone(), 2800),
        (Some(RateLimit::new(5.0, 10)), vec!["/version"; 11], 200),
        (Some(RateLimit::new(1000.0, 1)), vec![core; 101], 100),
        (Some(RateLimit::off()), vec![core; 500], 0),
        (Some(RateLimit::new(-1.0, 0)), vec![core; 500], 0),
    ] {
        let mock = mock();
        let builder = builder(&mock);
        let client = match limit {
            Some(limit) => builder.rate_limit(limit),
            None => builder,
        };
        let took = time_of(&mock, &client.build().unwrap(), &paths);
        assert_eq!(took, expected, "{limit:?}, {} requests", paths.len());
    }
}

#[test]
fn clones_share_it_and_a_pause_fills_it() {
    let mock = mock();
    let client = builder(&mock).build().unwrap();
    let paths = ["/api/v1/pods"; 10];
    assert_eq!(time_of(&mock, &client, &paths), 0);
    let clone = client.clone();
    assert_eq!(time_of(&mock, &clone, &paths[..2]), 400);
    mock.timer().advance(Duration::from_secs(60));
    assert_eq!(time_of(&mock, &client, &paths), 0);
}

#[test]
fn who_leaves_the_queue_gives_the_place_back() {
    let mock = mock();
    let client = builder(&mock).build().unwrap();
    time_of(&mock, &client, &["/api/v1/pods"; 10]);
    let mut left: Vec<_> = (0..50)
        .map(|_| Box::pin(client.send(get("/api/v1/pods"))))
        .collect();
    for waiting in &mut left {
        assert!(waiting.now_or_never().is_none());
    }
    // From behind: the places of those whom others follow are not given back.
    left.drain(..).rev().for_each(drop);
    assert_eq!(time_of(&mock, &client, &["/api/v1/pods"]), 200);
}

#[test]
fn a_watch_does_not_wait_until_it_is_opened_again() {
    let mock = mock();
    let client = builder(&mock)
        .rate_limit(RateLimit::new(0.125, 1))
        .build()
        .unwrap();
    let resource = ApiResource::new("", "v1", "Pod", "pods", Scope::Namespaced);
    let pods: Api<Unstructured> = Api::dynamic(client, resource);
    let open = || {
        mock.timer()
            .run(pods.watch(&WatchOptions::since("1")))
            .map(drop)
    };
    let time = || {
        mock.timer()
            .now()
            .saturating_duration_since(Default::default())
            .as_secs()
    };
    (0..5).for_each(|_| open().unwrap());
    assert_eq!(time(), 0);
    for _ in 0..2 {
        let busy = Answer::status(503).header("retry-after", "1");
        mock.react("watch", "pods", move |request| {
            (request.query_value("resourceVersion") == Some("1")).then(|| busy.clone())
        });
    }
    let error = open().unwrap_err();
    assert_eq!(error.attempts(), 11);
    // The first of the ten further attempts finds a token, the others wait eight seconds each.
    assert_eq!(time(), 73);
}

#[test]
fn no_time_runs_while_it_waits_for_the_first_time() {
    let mock = mock();
    let limit = Timeouts::new().total(Duration::from_secs(1));
    let client = builder(&mock)
        .rate_limit(RateLimit::new(0.125, 1))
        .timeouts(limit);
    let client = client.build().unwrap();
    assert_eq!(time_of(&mock, &client, &["/version"; 4]), 24_000);
    let own = SendOptions::new().timeout(Duration::from_millis(1));
    let answer = mock.timer().run(client.send_with(get("/version"), &own));
    assert!(answer.is_ok());
}

#[test]
fn informers_and_the_clients_of_simulated_clusters_do_not_wait() {
    let cluster = Cluster::seeded(7);
    let limited = Client::builder(cluster.backend(), "https://simulated.invalid")
        .rate_limit(RateLimit::new(0.01, 1))
        .build()
        .unwrap();
    let resource = ApiResource::new("", "v1", "Namespace", "namespaces", Scope::Cluster);
    let namespaces: Api<Unstructured> = Api::dynamic(limited, resource);
    let began = cluster.timer().now();
    for _ in 0..5 {
        let (informer, driver) = Informer::builder(&namespaces).build();
        cluster.spawn(driver);
        cluster.run(async { informer.synced().await }).unwrap();
        informer.stop();
    }
    let client = cluster.client();
    for _ in 0..100 {
        cluster.run(client.send(get("/api/v1/namespaces"))).unwrap();
    }
    let took = cluster.timer().now() - began;
    assert!(took < Duration::from_secs(60), "{took:?}");
}
