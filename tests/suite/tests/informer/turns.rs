//! More informers than a browser has connections.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::Stream;
use outrigger::rt::Timer;
use outrigger::transport::{
    Backend, Body, Capabilities, ConnectionSettings, Connector, HttpTransport, Link, LongLived,
    TransportError,
};
use outrigger::{Api, Client, CreateOptions, Informer, ListOptions, Unstructured};
use outrigger_test::Cluster;
use serde_json::json;

/// A transport with six connections: what is beyond them is refused, where a browser would have
/// it wait without a word.
#[derive(Debug)]
struct Six {
    inner: Arc<dyn HttpTransport>,
    open: Arc<Open>,
}

#[derive(Debug, Default)]
struct Open {
    all: AtomicUsize,
    long_lived: AtomicUsize,
    most: AtomicUsize,
}

struct Guard(Arc<Open>, bool);

impl Guard {
    fn new(open: &Arc<Open>, long_lived: bool) -> Self {
        let all = open.all.fetch_add(1, Ordering::Relaxed) + 1;
        if long_lived {
            let watches = open.long_lived.fetch_add(1, Ordering::Relaxed) + 1;
            open.most.fetch_max(watches, Ordering::Relaxed);
            assert!(all <= 6, "a watch is one of {all}");
        }
        Self(open.clone(), long_lived)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.all.fetch_sub(1, Ordering::Relaxed);
        if self.1 {
            self.0.long_lived.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

struct Guarded(Body, #[expect(dead_code, reason = "it is dropped")] Guard);

impl Stream for Guarded {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.0).poll_next(cx)
    }
}

#[async_trait]
impl HttpTransport for Six {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Body>, TransportError> {
        let long_lived = request.extensions().get::<LongLived>().is_some();
        let query = request.uri().query().unwrap_or_default();
        assert!(query.contains("pretty=false"), "{query}");
        let guard = Guard::new(&self.open, long_lived);
        let answer = self.inner.send(request).await?;
        Ok(answer.map(|body| Body::new(Guarded(body, guard))))
    }
}

#[derive(Debug)]
struct Fixed(Link);

impl Connector for Fixed {
    fn connect(&self, _: &ConnectionSettings) -> Result<Link, TransportError> {
        Ok(self.0.clone())
    }
}

/// A client of the cluster over six connections.
fn client(cluster: &Cluster, open: &Arc<Open>) -> Client {
    let transport = Six {
        inner: cluster.server().transport(),
        open: open.clone(),
    };
    let link = Link::new(Arc::new(transport), Capabilities::minimal(6));
    let timer = Arc::new(cluster.timer().clone());
    let backend = Backend::new(Arc::new(Fixed(link)), timer, 7);
    Client::builder(backend, "https://simulated.invalid")
        .build()
        .unwrap()
}

fn config_map(name: &str) -> Unstructured {
    let object = json!({ "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": { "name": name, "namespace": "default" } });
    serde_json::from_value(object).unwrap()
}

/// `count` informers, each over config maps of its own name.
fn informers(cluster: &Cluster, client: &Client, count: usize) -> Vec<Informer<Unstructured>> {
    let maps = maps(cluster, client);
    let informers = (0..count).map(|index| {
        let (informer, driver) = Informer::builder(&maps)
            .fields(format!("metadata.name=m-{index}"))
            .build();
        cluster.spawn(driver);
        informer
    });
    informers.collect()
}

fn maps(cluster: &Cluster, client: &Client) -> Api<Unstructured> {
    let maps: Api<Unstructured> = cluster.run(client.resource("configmaps")).unwrap();
    maps.within("default")
}

#[test]
fn twelve_informers_on_six_connections_all_keep_up_and_requests_are_answered() {
    let cluster = Cluster::seeded(1);
    let open = Arc::<Open>::default();
    let client = client(&cluster, &open);
    let informers = informers(&cluster, &client, 12);
    let (maps, writer) = (maps(&cluster, &client), maps(&cluster, &cluster.client()));
    for informer in &informers {
        cluster.run(informer.synced()).unwrap();
    }
    for round in 0..5 {
        for index in 0..12 {
            let name = format!("m-{index}");
            if round % 2 == 0 {
                cluster
                    .run(writer.create(&config_map(&name), &CreateOptions::new()))
                    .unwrap();
            } else {
                cluster
                    .run(writer.delete(&name, &outrigger::DeleteOptions::new()))
                    .unwrap();
            }
        }
        // Three groups of four, 5 s each; one round more for those that had just begun.
        let expected = usize::from(round % 2 == 0);
        let all = || {
            informers
                .iter()
                .all(|informer| informer.store().len() == expected)
        };
        cluster
            .run_until(|_| all(), Duration::from_secs(20))
            .unwrap();
        let before = cluster.timer().now();
        cluster.run(maps.list(&ListOptions::new())).unwrap();
        assert!(cluster.timer().now() - before < Duration::from_secs(1));
    }
    assert_eq!(
        open.most.load(Ordering::Relaxed),
        4,
        "all that there are, and no more"
    );
    let live = informers
        .iter()
        .filter(|informer| informer.status().is_live());
    assert!(live.count() <= 4, "only who has a watch is live");
    let stale = informers
        .iter()
        .find(|informer| !informer.status().is_live());
    let status = stale.unwrap().status().to_string();
    let expected = "waiting for a free connection: 12 watches take turns on 4";
    assert!(status.contains(expected), "{status}");
}

#[test]
fn the_informer_that_somebody_looks_at_is_live_and_the_others_keep_up() {
    let cluster = Cluster::seeded(4);
    let open = Arc::<Open>::default();
    let client = client(&cluster, &open);
    let informers = informers(&cluster, &client, 12);
    for informer in &informers {
        cluster.run(informer.synced()).unwrap();
    }
    let writer = maps(&cluster, &cluster.client());
    for (round, looked_at) in [7, 3, 11].into_iter().enumerate() {
        for (index, informer) in informers.iter().enumerate() {
            informer.prefer(index == looked_at);
        }
        // It does not wait for the end of a turn; a watch comes a second after the last one.
        let live = || informers[looked_at].status().is_live();
        let soon = Duration::from_millis(1500);
        cluster.executor().run_until(live, soon).unwrap();
        let (create, delete) = (CreateOptions::new(), outrigger::DeleteOptions::new());
        for name in (0..12).map(|index| format!("m-{index}")) {
            if round % 2 == 0 {
                let object = config_map(&name);
                cluster.run(writer.create(&object, &create)).unwrap();
            } else {
                cluster.run(writer.delete(&name, &delete)).unwrap();
            }
        }
        let mut turns = [0; 12];
        for _ in 0..600 {
            cluster.executor().run_for(Duration::from_millis(100));
            assert!(live(), "{}", informers[looked_at].status());
            for (turns, informer) in turns.iter_mut().zip(&informers) {
                let status = informer.status();
                assert!(status.is_live() || status.is_waiting(), "{status}");
                *turns += u32::from(status.is_live());
            }
        }
        // Eleven take turns on three places: two rounds of 20 s at least.
        assert!(turns.iter().all(|turns| *turns >= 80), "{turns:?}");
        let expected = usize::from(round % 2 == 0);
        let mut sizes = informers.iter().map(|informer| informer.store().len());
        assert!(sizes.all(|size| size == expected), "some missed a change");
    }
    assert_eq!(open.most.load(Ordering::Relaxed), 4);
}

#[test]
fn a_watch_that_the_server_ends_follows_in_the_same_turn() {
    let cluster = Cluster::seeded(6);
    let open = Arc::<Open>::default();
    let client = client(&cluster, &open);
    let informers = informers(&cluster, &client, 8);
    for informer in &informers {
        cluster.run(informer.synced()).unwrap();
    }
    informers[5].prefer(true);
    let live = || informers[5].status().is_live();
    cluster
        .executor()
        .run_until(live, Duration::from_secs(2))
        .unwrap();
    // Servers end watches after ten minutes at the latest.
    let waits = || informers[5].status().is_waiting();
    let waited = cluster
        .executor()
        .run_until(waits, Duration::from_secs(3600));
    assert!(waited.is_err(), "it waits for a turn");
    assert!(live());
}

#[test]
fn more_informers_than_places_are_looked_at_and_nobody_starves() {
    let cluster = Cluster::seeded(5);
    let open = Arc::<Open>::default();
    let client = client(&cluster, &open);
    let informers = informers(&cluster, &client, 8);
    for informer in &informers {
        cluster.run(informer.synced()).unwrap();
    }
    informers[..6].iter().for_each(|it| it.prefer(true));
    let mut turns = [0; 8];
    for _ in 0..600 {
        cluster.executor().run_for(Duration::from_millis(100));
        for (turns, informer) in turns.iter_mut().zip(&informers) {
            *turns += u32::from(informer.status().is_live());
        }
    }
    assert!(turns.iter().all(|turns| *turns >= 40), "{turns:?}");
    let least = turns[..6].iter().min();
    assert!(least >= turns[6..].iter().max(), "{turns:?}");
}

#[test]
fn whoever_stops_makes_room_and_four_have_no_need_to_take_turns() {
    let cluster = Cluster::seeded(2);
    let open = Arc::<Open>::default();
    let client = client(&cluster, &open);
    let mut informers = informers(&cluster, &client, 6);
    for informer in &informers {
        cluster.run(informer.synced()).unwrap();
    }
    informers.truncate(4);
    cluster.executor().run_for(Duration::from_secs(1));
    for _ in 0..100 {
        cluster.executor().run_for(Duration::from_secs(1));
        assert!(informers.iter().all(|informer| informer.status().is_live()));
    }
    assert_eq!(open.long_lived.load(Ordering::Relaxed), 4);
}

#[test]
fn a_users_own_watches_leave_one_place_to_informers() {
    let cluster = Cluster::seeded(3);
    let open = Arc::<Open>::default();
    let client = client(&cluster, &open);
    let maps = maps(&cluster, &client);
    for _ in 0..6 {
        let maps = maps.clone();
        cluster.spawn(async move {
            let watch = maps.watch(&outrigger::WatchOptions::since("0")).await;
            std::future::pending::<()>().await;
            drop(watch);
        });
    }
    cluster.executor().run_for(Duration::from_secs(1));
    let informers = informers(&cluster, &client, 3);
    for informer in &informers {
        let live = || informer.status().is_live();
        cluster
            .executor()
            .run_until(live, Duration::from_secs(20))
            .unwrap();
    }
    assert_eq!(open.long_lived.load(Ordering::Relaxed), 4);
}

#[test]
fn a_driver_is_woken_only_when_what_is_preferred_changes() {
    let cluster = Cluster::seeded(3);
    let open = Arc::<Open>::default();
    let client = client(&cluster, &open);
    let (informer, driver) = Informer::builder(&maps(&cluster, &client)).build();
    let (mut driver, polls) = (Box::pin(driver), Arc::<AtomicUsize>::default());
    let counter = polls.clone();
    cluster.spawn(std::future::poll_fn(move |cx| {
        counter.fetch_add(1, Ordering::Relaxed);
        driver.as_mut().poll(cx)
    }));
    cluster.run(informer.synced()).unwrap();
    cluster.executor().run_for(Duration::from_secs(1));
    let polled_for = |preferred| {
        let before = polls.load(Ordering::Relaxed);
        informer.prefer(preferred);
        cluster.executor().run_for(Duration::from_millis(1));
        polls.load(Ordering::Relaxed) - before
    };
    assert_eq!((polled_for(false), polled_for(false)), (0, 0));
    assert!(polled_for(true) > 0);
    assert_eq!(polled_for(true), 0);
    assert!(polled_for(false) > 0);
}
