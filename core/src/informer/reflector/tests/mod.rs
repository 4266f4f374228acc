//! The reflector in virtual time, without a runtime.

mod cases;
mod properties;
mod tables;
mod turns;

use serde_json::{Value, json};

use super::super::delta::{Delta, Writer};
use super::super::indexer::Indexer;
use super::*;
use crate::error::{Error, ErrorKind};
use crate::object::{ApiResource, Scope, Status, StoredObject};
use crate::request::{Form, Query};
use crate::transport::{TransportError, TransportErrorKind};

/// A reflector, its store, and a server's view of them, in virtual time.
struct Bench {
    reflector: Reflector,
    writer: Writer,
    now: Now,
    open: Option<(ExchangeId, String)>,
    sent: Vec<(Instant, String)>,
    deltas: Vec<Delta>,
}

impl Bench {
    fn new(seed: u64) -> Self {
        Self::in_form(Form::OBJECTS, seed)
    }

    fn in_form(form: Form, seed: u64) -> Self {
        let resource = ApiResource::new("", "v1", "ConfigMap", "configmaps", Scope::Namespaced);
        let config = Config {
            resource: Arc::new(resource),
            namespace: None,
            form,
            label_selector: String::new(),
            field_selector: String::new(),
            page_size: 2,
            object_limit: 4096,
            watch_silence: Duration::from_secs(150),
            answer_silence: Duration::from_secs(60),
        };
        Self {
            reflector: Reflector::new(config, seed),
            writer: Writer::new(Indexer::new([])),
            now: Now::default(),
            open: None,
            sent: Vec::new(),
            deltas: Vec::new(),
        }
    }

    /// Does what the reflector says; returns until when it then waits.
    fn drain(&mut self) -> Instant {
        for _ in 0..10_000 {
            match self.reflector.poll_output(self.now) {
                Output::Send(id, request) => {
                    assert!(self.open.is_none(), "two exchanges at once");
                    let uri = request.as_http().uri().to_string();
                    self.sent.push((self.now.monotonic, uri.clone()));
                    self.open = Some((id, uri));
                }
                Output::Abort(id) => {
                    assert_eq!(self.open.take().map(|(open, _)| open), Some(id));
                }
                Output::Event(event) => self.writer.apply(event, &mut self.deltas),
                Output::Wait { until } => return until,
            }
        }
        panic!("the reflector spins");
    }

    fn advance(&mut self, by: Duration) {
        self.now.monotonic = self.now.monotonic + by;
        self.now.wall = Timestamp::from_unix(self.now.wall.as_unix() + by);
    }

    fn advance_to(&mut self, until: Instant) {
        self.advance(until - self.now.monotonic);
        self.input(Input::Tick);
    }

    fn input(&mut self, input: Input<'_>) -> Instant {
        if matches!(input, Input::Ended(_) | Input::Failed(..)) {
            self.open = None;
        }
        self.reflector.handle_input(self.now, input);
        self.drain()
    }

    fn id(&self) -> ExchangeId {
        self.open.as_ref().expect("an open exchange").0
    }

    /// The request that is open, as `list`, `list?continue=…` or `watch@version`.
    fn asked(&self) -> String {
        let Some((_, uri)) = &self.open else {
            return "nothing".into();
        };
        let (_, query) = uri.split_once('?').unwrap_or((uri, ""));
        let query = Query::parse(query);
        let version = query.get("resourceVersion").unwrap_or("nothing");
        match (
            query.get("watch"),
            query.get("continue"),
            query.get("limit"),
        ) {
            (Some(_), ..) => format!("watch@{version}"),
            (_, Some(token), _) => format!("list?continue={token}"),
            (_, _, Some(_)) => "list".into(),
            _ => "list, unpaged".into(),
        }
    }

    fn answer(&mut self, body: &str) {
        let id = self.id();
        self.input(Input::Opened(id));
        self.input(Input::Chunk(id, body.as_bytes()));
    }

    fn answer_list(&mut self, version: &str, token: &str, items: &[Value]) {
        self.answer(&list_body(version, token, items));
        let id = self.id();
        self.input(Input::Ended(id));
    }

    fn fail(&mut self, error: Error) {
        let id = self.id();
        self.input(Input::Failed(id, error));
    }

    fn store(&self) -> Vec<String> {
        let print = |object: &Arc<StoredObject>| {
            format!("{}@{}", object.key().name(), object.resource_version())
        };
        self.writer.indexer().iter().map(print).collect()
    }

    fn status(&self) -> String {
        self.reflector.status().to_string()
    }

    /// Waits as long as the reflector wants to, which is within `limit`.
    fn wait_within(&mut self, limit: Duration) {
        let until = self.drain();
        let delay = until - self.now.monotonic;
        assert!(delay <= limit, "waits for {delay:?}");
        self.advance_to(until);
    }

    /// A bench that has listed `a@1` and watches.
    fn live() -> Self {
        let mut bench = Self::new(1);
        bench.drain();
        bench.answer_list("10", "", &[config_map("a", 1)]);
        let id = bench.id();
        bench.input(Input::Opened(id));
        assert_eq!(
            (bench.asked().as_str(), bench.status().as_str()),
            ("watch@10", "live")
        );
        bench
    }
}

fn config_map(name: &str, version: u64) -> Value {
    json!({ "metadata": { "namespace": "x", "name": name, "uid": format!("uid-{name}"),
        "resourceVersion": version.to_string() } })
}

fn list_body(version: &str, token: &str, items: &[Value]) -> String {
    let metadata = json!({ "resourceVersion": version, "continue": token });
    json!({ "kind": "ConfigMapList", "metadata": metadata, "items": items }).to_string()
}

fn event(event_type: &str, object: Value) -> String {
    json!({ "type": event_type, "object": object }).to_string() + "\n"
}

fn status_error(code: u16, reason: &str) -> Error {
    let status: Status = serde_json::from_value(json!({
        "kind": "Status", "status": "Failure", "code": code, "reason": reason, "message": "no",
    }))
    .unwrap();
    Error::from_status(status, None)
}

fn transport_error(kind: TransportErrorKind) -> Error {
    Error::from_transport(TransportError::new(kind, "broken"))
}
