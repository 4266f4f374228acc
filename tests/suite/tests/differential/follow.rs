//! A watch that stays open during a whole run.

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::{self, Either};
use http::Method;
use outrigger::transport::Body;
use outrigger_suite::server::Server;
use serde_json::{Value, json};

use crate::exchange::{Sent, is_timed_bookmark, open};
use crate::kinds::NAMESPACES;

/// How long the end of a run waits for the last event.
const LAST_EVENT: std::time::Duration = std::time::Duration::from_secs(10);

/// The name of the object whose creation ends a run.
pub(crate) const MARKER: &str = "marker";

pub(crate) struct Follow {
    body: Body,
    unfinished: Vec<u8>,
    events: Vec<Value>,
    over: bool,
}

impl Follow {
    pub(crate) async fn open(server: &Server, target: String) -> Self {
        let sent = Sent {
            method: Method::GET,
            target,
            headers: Vec::new(),
            body: Bytes::new(),
        };
        let response = open(server, &sent, true).await;
        let response = response.unwrap_or_else(|error| panic!("{sent:?}: {error}"));
        assert!(
            response.status().is_success(),
            "{sent:?}: {}",
            response.status()
        );
        Self {
            body: response.into_body(),
            unfinished: Vec::new(),
            events: Vec::new(),
            over: false,
        }
    }

    /// Takes what has arrived, so that the server never has to wait for its reader.
    pub(crate) fn drain(&mut self) {
        while !self.over
            && let Some(chunk) = self.body.next().now_or_never()
        {
            self.take(chunk.and_then(Result::ok));
        }
    }

    fn take(&mut self, chunk: Option<Bytes>) {
        let Some(chunk) = chunk else {
            self.over = true;
            return;
        };
        self.unfinished.extend_from_slice(&chunk);
        while let Some(end) = self.unfinished.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.unfinished.drain(..=end).collect();
            let event = serde_json::from_slice(&line)
                .unwrap_or_else(|_| json!({ "unreadable": String::from_utf8_lossy(&line) }));
            if !is_timed_bookmark(&event) && is_ours(&event) {
                self.events.push(event);
            }
        }
    }

    /// All events up to the marker, and how the watch ended if it ended before.
    pub(crate) async fn finish(mut self, server: &Server) -> Vec<Value> {
        let mut limit = server.timer.sleep(LAST_EVENT);
        while !self.over && !self.events.iter().any(is_marker) {
            let chunk = match future::select(Box::pin(self.body.next()), &mut limit).await {
                Either::Left((chunk, _)) => chunk,
                Either::Right(_) => break,
            };
            self.take(chunk.and_then(Result::ok));
        }
        if self.over {
            self.events.push(json!("the watch ended early"));
        }
        self.events
    }
}

/// A server keeps objects of its own; those are its own business.
fn is_ours(event: &Value) -> bool {
    match event
        .pointer("/object/metadata/namespace")
        .and_then(Value::as_str)
    {
        Some(namespace) => NAMESPACES.contains(&namespace),
        None => true,
    }
}

fn is_marker(event: &Value) -> bool {
    event.pointer("/object/metadata/name") == Some(&MARKER.into())
}
