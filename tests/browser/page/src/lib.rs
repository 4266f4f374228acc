//! A page that runs scenarios on the cluster that its server has behind `cluster/`.
//!
//! A test calls `start(scenario, namespace)` and looks at `outcome`: `passed`, or what failed.
//! Where a scenario wants the server to forget its history, the page sets `forget` and waits until
//! the test has done that and cleared it. So it is with `writeLog`, where a container is to write a
//! line: that has its namespace, its pod, its name and the line, with spaces between.
#![cfg(target_family = "wasm")]

use std::sync::Arc;
use std::time::Duration;

use js_sys::{Reflect, global};
use outrigger::rt::{BoxFuture, Timer};
use outrigger::{Client, RateLimit, RetryPolicy};
use outrigger_scenarios::{Scenario, TestServer};
use outrigger_wasm::{BrowserTimer, ConnectOptions, connect_with};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// How often the page looks whether the test has done what it wished.
const INTERVAL: Duration = Duration::from_millis(50);

/// Runs a scenario in a namespace of that name.
#[wasm_bindgen]
pub fn start(scenario: &str, namespace: String) {
    std::panic::set_hook(Box::new(|panic| set("outcome", &panic.to_string().into())));
    set("outcome", &JsValue::UNDEFINED);
    let scenario = Scenario::named(scenario).expect("a scenario");
    spawn_local(async move {
        let client = connect_with(options()).expect("a page");
        scenario.run(&BesideThePage(client), &namespace).await;
        set("outcome", &"passed".into());
    });
}

fn options() -> ConnectOptions {
    ConnectOptions::new("cluster/").rate_limit(RateLimit::off())
}

/// The cluster of the page's server.
struct BesideThePage(Client);

impl TestServer for BesideThePage {
    fn client(&self) -> Client {
        self.0.clone()
    }

    fn client_with(&self, retry: RetryPolicy) -> Client {
        connect_with(options().retry(retry)).expect("a page")
    }

    fn timer(&self) -> Arc<dyn Timer> {
        Arc::new(BrowserTimer::new().expect("a browser"))
    }

    fn spawn(&self, task: BoxFuture<'static, ()>) {
        spawn_local(task);
    }

    fn forget_history(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.wish("forget", JsValue::TRUE))
    }

    fn write_log<'a>(
        &'a self,
        namespace: &'a str,
        pod: &'a str,
        container: &'a str,
        line: &'a str,
    ) -> BoxFuture<'a, ()> {
        let line = [namespace, pod, container, line].join(" ");
        Box::pin(async move { self.wish("writeLog", line.into()).await })
    }
}

impl BesideThePage {
    /// Wishes something of the test, and waits until it is done.
    async fn wish(&self, name: &str, what: JsValue) {
        set(name, &what);
        while Reflect::get(&global(), &name.into()).is_ok_and(|wish| wish.is_truthy()) {
            self.timer().sleep(INTERVAL).await;
        }
    }
}

/// Sets what the test looks at.
fn set(name: &str, value: &JsValue) {
    Reflect::set(&global(), &name.into(), value).expect("a page can be written to");
}
