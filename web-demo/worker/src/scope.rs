//! The worker's scope: messages in, messages out.

use std::sync::Arc;

use futures_util::StreamExt;
use js_sys::global;
use outrigger::rt::Timer;
use outrigger::{Client, Result};
use outrigger_demo_model::message::FromWorker;
use outrigger_wasm::BrowserTimer;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::{Inbox, Session};

/// Runs when the worker has loaded the module.
#[wasm_bindgen(start)]
pub(crate) fn start() {
    console_error_panic_hook::set_once();
    let scope: DedicatedWorkerGlobalScope = global().unchecked_into();
    let inbox = Inbox::new();
    listen(&scope, &inbox);
    match BrowserTimer::new() {
        Ok(timer) => {
            let timer: Arc<dyn Timer> = Arc::new(timer);
            let connect = {
                let timer = timer.clone();
                move |server: Option<&str>, pods| connect(server, pods, &timer)
            };
            let session = Session::new(timer, inbox, connect);
            spawn_local(session.for_each(move |message| {
                post(&scope, &message);
                std::future::ready(())
            }));
        }
        Err(error) => {
            let text = format!("This browser has no clock for the worker: {error}");
            post(&scope, &FromWorker::Problem { text });
        }
    }
}

fn listen(scope: &DedicatedWorkerGlobalScope, inbox: &Inbox) {
    let (inbox, answer_to) = (inbox.clone(), scope.clone());
    let receive = move |event: MessageEvent| {
        let text = event.data().as_string().unwrap_or_default();
        match serde_json::from_str(&text) {
            Ok(message) => inbox.push(message),
            Err(error) => {
                let text = format!("The page says what the worker does not understand: {error}");
                post(&answer_to, &FromWorker::Problem { text });
            }
        }
    };
    let receive = Closure::<dyn FnMut(MessageEvent)>::new(receive).into_js_value();
    // Added, not set: the script that starts the worker listens too. It fails for no function.
    let _ = scope.add_event_listener_with_callback("message", receive.unchecked_ref());
}

fn post(scope: &DedicatedWorkerGlobalScope, message: &FromWorker) {
    // Every message can be written, and every text can be posted.
    let Ok(text) = serde_json::to_string(message) else {
        return;
    };
    let _ = scope.post_message(&JsValue::from_str(&text));
}

fn connect(server: Option<&str>, pods: usize, timer: &Arc<dyn Timer>) -> Result<Client> {
    match server {
        Some(server) => outrigger_wasm::connect(server),
        None => simulated(pods, timer),
    }
}

#[cfg(feature = "simulator")]
fn simulated(pods: usize, timer: &Arc<dyn Timer>) -> Result<Client> {
    /// Each visit sees the same names.
    const SEED: u64 = 7;
    let (client, tasks) = crate::simulator::start(timer, SEED, pods)?;
    tasks.into_iter().for_each(spawn_local);
    Ok(client)
}

#[cfg(not(feature = "simulator"))]
fn simulated(_: usize, _: &Arc<dyn Timer>) -> Result<Client> {
    let message = "this page was built without a simulated cluster";
    Err(outrigger::Error::config(message, None))
}
