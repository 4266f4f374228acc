//! The line to the worker that has the data.

use std::cell::RefCell;

use leptos::prelude::*;
use outrigger_demo_model::message::{FromWorker, ToWorker};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    ErrorEvent, Event, MessageEvent, Response, UrlSearchParams, Worker, WorkerOptions, WorkerType,
};

use super::state::{Source, State};
use super::{dom, failure, painter};
use crate::answer::is_of_a_server;
use crate::object::Object;

/// The API server behind the page, relative to it.
const SERVER: &str = "cluster/";

/// How many pods a simulated cluster begins with, unless the URL says `?pods=`.
const PODS: usize = 2_000;

/// A browser's memory is somebody else's.
const PODS_MAX: usize = 100_000;

/// Messages that wait for the worker; there are a handful before it starts.
const QUEUE_MAX: usize = 1_000;

thread_local! {
    static LINE: RefCell<Line> = const { RefCell::new(Line { worker: None, queue: Vec::new() }) };
}

struct Line {
    worker: Option<Worker>,
    queue: Vec<String>,
}

/// Finds out where the objects come from, and starts the worker.
pub(crate) fn start(state: State) {
    spawn_local(async move {
        let simulated = !has_server().await;
        state.source.set(if simulated {
            Source::Simulated
        } else {
            Source::Server
        });
        match worker(state, simulated) {
            Ok(worker) => connect(worker, simulated),
            Err(error) => failure::show(&format!("The worker does not start: {}", words(&error))),
        }
    });
}

/// Sends a message, as soon as there is a worker.
pub(crate) fn send(message: &ToWorker) {
    let Ok(text) = serde_json::to_string(message) else {
        return;
    };
    LINE.with_borrow_mut(|line| match &line.worker {
        Some(worker) => post(worker, &text),
        None if line.queue.len() < QUEUE_MAX => line.queue.push(text),
        None => {}
    });
}

/// Ends the worker, and with it everything that it has open.
pub(crate) fn stop() {
    if let Some(worker) = LINE.with_borrow_mut(|line| line.worker.take()) {
        worker.terminate();
    }
}

/// Whether an API server is behind the page. One that is down for a moment is not taken for none.
async fn has_server() -> bool {
    let request = dom::window().fetch_with_str(&format!("{SERVER}version"));
    let Ok(response) = JsFuture::from(request).await else {
        return true;
    };
    let response: Response = response.unchecked_into();
    let Ok(body) = response.text() else {
        return true;
    };
    let body = JsFuture::from(body).await.unwrap_or_default();
    is_of_a_server(response.status(), &body.as_string().unwrap_or_default())
}

fn worker(state: State, simulated: bool) -> Result<Worker, JsValue> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let query = if simulated { "?simulator" } else { "" };
    let worker = Worker::new_with_options(&format!("worker-start.js{query}"), &options)?;
    dom::on(&worker, "message", move |event: MessageEvent| {
        if let Some(text) = event.data().as_string() {
            receive(state, &text);
        }
    });
    dom::on(&worker, "error", |event: Event| {
        // A file that cannot be loaded is told of without a message.
        let error = event.dyn_ref::<ErrorEvent>();
        let why = error.map_or_else(|| "it cannot be loaded".to_owned(), ErrorEvent::message);
        failure::show(&format!(
            "The part of this page that has the data has failed: {why}"
        ));
    });
    Ok(worker)
}

fn connect(worker: Worker, simulated: bool) {
    let connect = ToWorker::Connect {
        server: (!simulated).then(|| SERVER.to_owned()),
        pods: pods(),
    };
    let queue = LINE.with_borrow_mut(|line| {
        line.worker = Some(worker.clone());
        std::mem::take(&mut line.queue)
    });
    let connect = serde_json::to_string(&connect).unwrap_or_default();
    for text in std::iter::once(connect).chain(queue) {
        post(&worker, &text);
    }
}

fn pods() -> usize {
    let search = dom::window().location().search().unwrap_or_default();
    let wanted = UrlSearchParams::new_with_str(&search)
        .ok()
        .and_then(|parameters| parameters.get("pods")?.parse().ok());
    wanted.unwrap_or(PODS).min(PODS_MAX)
}

fn post(worker: &Worker, text: &str) {
    // Fails only for values that cannot be copied, and texts can.
    let _ = worker.post_message(&JsValue::from_str(text));
}

fn receive(state: State, text: &str) {
    let message = match serde_json::from_str(text) {
        Ok(message) => message,
        Err(error) => {
            state.complain(format!("The worker's message cannot be read: {error}"));
            return;
        }
    };
    match message {
        FromWorker::Kinds { kinds } => state.kinds.set(kinds),
        FromWorker::Namespaces { names } => state.namespaces.set(names),
        FromWorker::Frame(frame) => painter::receive(state, frame),
        FromWorker::Object { view, key, reading } => {
            if painter::is_shown(view, &key) {
                let before = state.object.get_untracked();
                let object = Some(Object::of(key, reading, before.clone()));
                if object != before {
                    state.object.set(object);
                }
            }
        }
        FromWorker::Problem { text } => state.complain(text),
    }
}

fn words(error: &JsValue) -> String {
    let error = error.dyn_ref::<js_sys::Error>();
    error.map_or_else(String::new, |error| String::from(error.message()))
}
