//! The informer through everything that goes wrong between it and a server.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream;
use http::Response;
use outrigger::informer::SyncState;
use outrigger::rt::{Instant, Timer};
use outrigger::transport::{Body, Capabilities};
use outrigger::{Api, ApiResource, Client, Informer, Scope};
use outrigger_test::{Answer, Executor, Faults, FaultyTransport, ManualTimer, MockTransport};

use super::support::{event, list, object};

const MINUTE: Duration = Duration::from_secs(60);

/// What version a server is at whose one object changes every second.
fn version(timer: &ManualTimer) -> u64 {
    (timer.now() - Instant::default()).as_secs() + 1
}

fn server(timer: &ManualTimer) -> MockTransport {
    let mock = MockTransport::new();
    mock.react("list", "*", {
        let timer = timer.clone();
        move |_| {
            let now = version(&timer);
            Some(list(now, &[object("a/x", now, "red")], "", None))
        }
    });
    let timer = timer.clone();
    mock.react("watch", "*", move |request| {
        let from: u64 = request.query_value("resourceVersion")?.parse().ok()?;
        let events = stream::unfold((timer.clone(), from), |(timer, seen)| async move {
            while version(&timer) <= seen {
                timer.sleep(Duration::from_secs(1)).await;
            }
            let chunk = event("MODIFIED", &object("a/x", seen + 1, "red"));
            Some((Ok(chunk.into()), (timer, seen + 1)))
        });
        let response = Response::new(Body::new(events));
        Some(Answer::later(async { Ok(response) }))
    });
    mock
}

/// Runs an informer for an hour of faults, after which it must soon be up to date. What happened,
/// and the kinds of faults it met.
fn survive(seed: u64) -> (String, BTreeSet<&'static str>) {
    let executor = Executor::new(seed);
    let timer = executor.timer().clone();
    let faulty = FaultyTransport::traced(
        Arc::new(server(&timer)),
        Arc::new(timer.clone()),
        Faults::everything().until(Instant::new(60 * MINUTE)),
        seed,
        executor.trace().clone(),
    );
    executor.spawn_named("clock", faulty.clock(&timer));
    let backend = faulty.backend(Capabilities::all());
    let client = Client::builder(backend, "https://test").build().unwrap();
    let resource = ApiResource::new("", "v1", "ConfigMap", "configmaps", Scope::Namespaced);
    let (informer, driver) = Informer::builder(&Api::dynamic(client, resource)).build();
    executor.spawn_named("driver", driver);
    executor.run_for(60 * MINUTE);
    let store = informer.store();
    let shows_now = || {
        let object = store.snapshot().iter().next();
        object.is_some_and(|object| object.resource_version() == version(&timer).to_string())
    };
    let end = executor.run_until(
        || shows_now() && matches!(informer.status().state, SyncState::Live),
        5 * MINUTE,
    );
    assert_eq!(
        end,
        Ok(()),
        "{:?}\n{}",
        informer.status(),
        executor.report()
    );
    let kinds = faulty.injected().into_keys().collect();
    (executor.trace().to_string(), kinds)
}

#[test]
fn an_informer_is_live_soon_after_everything_went_wrong() {
    let kinds: BTreeSet<_> = (0..20).flat_map(|seed| survive(seed).1).collect();
    assert_eq!(kinds.len(), 19, "{kinds:?}");
}

#[test]
fn the_same_seed_is_the_same_hour() {
    let runs = [1, 1, 2].map(|seed| survive(seed).0);
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
}
