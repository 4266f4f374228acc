//! A page that runs scenarios on the cluster that its server has behind `cluster/`.
//!
//! A test calls `start(scenario, namespace)` and looks at `outcome`: `passed`, or what failed.
//! Where a scenario wants the server to forget its history, the page sets `forget` and waits until
//! the test has done that and cleared it.
#![cfg(target_family = "wasm")]

use std::sync::Arc;
use std::time::Duration;

use js_sys::{Reflect, global};
use outrigger::Client;
use outrigger::rt::{BoxFuture, Timer};
use outrigger_scenarios::{Scenario, TestServer};
use outrigger_wasm::BrowserTimer;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// How often the page looks whether the history is forgotten.
const INTERVAL: Duration = Duration::from_millis(50);

/// Runs a scenario in a namespace of that name.
#[wasm_bindgen]
pub fn start(scenario: &str, namespace: String) {
    std::panic::set_hook(Box::new(|panic| set("outcome", &panic.to_string().into())));
    set("outcome", &JsValue::UNDEFINED);
    let scenario = Scenario::named(scenario).expect("a scenario");
    spawn_local(async move {
        let client = outrigger_wasm::connect("cluster/").expect("a page");
        scenario.run(&BesideThePage(client), &namespace).await;
        set("outcome", &"passed".into());
    });
}

/// The cluster of the page's server.
struct BesideThePage(Client);

impl TestServer for BesideThePage {
    fn client(&self) -> Client {
        self.0.clone()
    }

    fn timer(&self) -> Arc<dyn Timer> {
        Arc::new(BrowserTimer::new().expect("a browser"))
    }

    fn spawn(&self, task: BoxFuture<'static, ()>) {
        spawn_local(task);
    }

    fn forget_history(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            set("forget", &JsValue::TRUE);
            while Reflect::get(&global(), &"forget".into()) == Ok(JsValue::TRUE) {
                self.timer().sleep(INTERVAL).await;
            }
        })
    }
}

/// Sets what the test looks at.
fn set(name: &str, value: &JsValue) {
    Reflect::set(&global(), &name.into(), value).expect("a page can be written to");
}
