//! Tests for programs that use [Outrigger](outrigger), without a cluster and without waiting.
//!
//! A [`Cluster`] is a simulated API server and the tasks that talk to it, in virtual time (here with
//! the feature `informer` of `outrigger`):
//!
//! ```
//! use std::time::Duration;
//! use outrigger::{Api, CreateOptions, Informer, Unstructured};
//! use outrigger_test::Cluster;
//! use serde_json::json;
//!
//! let cluster = Cluster::seeded(7);
//! let client = cluster.client();
//! let informer = cluster.run(async {
//!     let maps: Api<Unstructured> = client.resource("configmaps").await?.within("default");
//!     let (informer, driver) = Informer::builder(&maps).build();
//!     cluster.spawn(driver);
//!     informer.synced().await?;
//!
//!     let settings = json!({ "apiVersion": "v1", "kind": "ConfigMap",
//!         "metadata": { "name": "settings" } });
//!     maps.create(&serde_json::from_value(settings)?, &CreateOptions::new()).await?;
//!     Ok::<_, Box<dyn std::error::Error>>(informer)
//! })?;
//! // The API server dies, and comes back without its history.
//! cluster.server().expire_history();
//! cluster.server().restart();
//! cluster.run_until_quiet(Duration::from_secs(60), Duration::from_secs(600))?;
//! assert!(informer.status().is_live());
//! assert_eq!(informer.store().len(), 1);
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! A [`MockTransport`] answers what the test scripts, in the virtual time of a [`ManualTimer`]:
//!
//! ```
//! use std::time::Duration;
//! use outrigger::rt::Timer;
//! use outrigger::transport::HttpTransport;
//! use outrigger_test::{Answer, MockTransport};
//! use serde_json::json;
//!
//! /// The code under test: asks again after a minute when told to come back later.
//! async fn version(http: &dyn HttpTransport, timer: &dyn Timer) -> http::StatusCode {
//!     loop {
//!         let request = http::Request::get("http://cluster/version").body(Default::default());
//!         let response = http.send(request.unwrap()).await.unwrap();
//!         if response.status() != 429 {
//!             return response.status();
//!         }
//!         timer.sleep(Duration::from_secs(60)).await;
//!     }
//! }
//!
//! let mock = MockTransport::new();
//! mock.get("/version").answer(Answer::api_error(429, "TooManyRequests", "later"));
//! mock.get("/version").answer(Answer::json(&json!({"major": "1"})));
//!
//! let status = mock.timer().run(version(&mock, mock.timer()));
//! assert_eq!(status, 200);
//! assert_eq!(mock.requests().len(), 2);
//! mock.verify();
//! ```
//!
//! # What is in it
//! - [`Cluster`] and [`SimulatedApiServer`]: what kube-apiserver 1.37 answers, deterministic and in
//!   this process, and a [`Workload`] that makes it live; [`SimulatedApiServer`] says where it
//!   differs. Its [transport](SimulatedApiServer::transport) goes behind faults, a recorder or a
//!   port as any other does.
//! - [`MockTransport`]: scripted [`Answer`]s, reactors as in client-go's fakes, a record of all
//!   requests and of the [`Action`]s they are. [`MockTransport::backend`] is what a client takes.
//! - [`OpenBody`]: feeds a watch while the code under test reads it.
//! - [`ManualTimer`]: a clock that the test moves, and [`ManualTimer::run`], which runs a future
//!   to its end and skips the waiting.
//! - [`Executor`]: many tasks in virtual time, in an order that a seed decides, until one is done,
//!   something holds, or all is quiet. A failure names the seed that replays it and shows the
//!   [`Trace`] of what happened.
//! - [`Faults`] and [`FaultyTransport`]: what goes wrong between a client and a server, declared
//!   and seeded: lost answers, cut bodies, silence, refusals, clocks that jump.
//! - [`record`]: exchanges with a real server, kept as text without their secrets, and a
//!   transport that answers from it.
//! - [`serve`]: any transport behind a port, for kubectl, client-go and browsers.
//! - [`conformance`]: the contract that every transport keeps, the mock included, as functions
//!   to run against a transport of your own.
//!
//! This crate does not open sockets, start threads or read clocks, and runs in a browser as
//! well, unless you ask for the servers.
//!
//! # Features
//! - `server`: the HTTP servers (tokio, hyper, rustls), those that the conformance suite runs
//!   against and [`serve`]'s; native only, on wasm it adds nothing.
#![forbid(unsafe_code)]

#[cfg(all(feature = "server", not(target_family = "wasm")))]
mod certificates;
mod cluster;
pub mod conformance;
mod executor;
mod faults;
mod mock;
mod random;
pub mod record;
pub mod serve;
mod timer;
mod trace;

pub use self::cluster::{
    Cluster, ClusterOptions, NoSuchContainer, Objects, SimulatedApiServer, Workload,
};
pub use self::executor::{Aborted, Executor, JoinHandle, Spawner, yield_now};
pub use self::faults::{Faults, FaultyTransport, Refusal};
pub use self::mock::{Action, Answer, Expectation, Fate, MockTransport, OpenBody, RecordedRequest};
pub use self::timer::{ManualTimer, Stuck};
pub use self::trace::Trace;
