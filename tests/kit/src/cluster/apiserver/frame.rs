use std::sync::Arc;

use bytes::Bytes;
use outrigger::rt::Timestamp;
use serde_json::{Value, json};

use super::catalog::ResourceType;
use super::failure::Failure;
use super::negotiate::presenter::Presenter;
use super::store::Record;

/// Watch events as lines of JSON, gathered into chunks.
#[derive(Debug)]
pub(crate) struct Frames {
    resource: Arc<ResourceType>,
    presenter: Presenter,
    buffer: Vec<u8>,
    /// An object could not be presented as the client wants it; the server ends such a watch.
    pub(crate) broken: bool,
}

impl Frames {
    pub(crate) const fn new(resource: Arc<ResourceType>, presenter: Presenter) -> Self {
        Self {
            resource,
            presenter,
            buffer: Vec::new(),
            broken: false,
        }
    }

    /// An object was `ADDED`, `MODIFIED` or `DELETED`.
    pub(crate) fn object(&mut self, event_type: &str, record: &Record, now: Timestamp) {
        let resource = &self.resource;
        if self.presenter.changes_nothing() {
            let head = format!("{{\"type\":\"{event_type}\",\"object\":");
            self.buffer.extend_from_slice(head.as_bytes());
            record.write_typed(&resource.api_version(), &resource.kind, &mut self.buffer);
            self.buffer.extend_from_slice(b"}\n");
            return;
        }
        let mut object = record.to_value();
        object["kind"] = resource.kind.as_str().into();
        object["apiVersion"] = resource.api_version().into();
        self.presented(event_type, &object, now);
    }

    /// A bookmark; the one after the initial state says so.
    pub(crate) fn bookmark(&mut self, revision: u64, initial_end: bool, now: Timestamp) {
        let mut object = self.resource.empty_object();
        object["metadata"]["resourceVersion"] = revision.to_string().into();
        if initial_end {
            let annotation = json!({ "k8s.io/initial-events-end": "true" });
            object["metadata"]["annotations"] = annotation;
        }
        self.presented("BOOKMARK", &object, now);
    }

    pub(crate) fn error(&mut self, failure: &Failure) {
        self.event("ERROR", &failure.to_status());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.buffer.is_empty()
    }

    pub(crate) fn is_full(&self, size: usize) -> bool {
        self.buffer.len() >= size
    }

    pub(crate) fn take(&mut self) -> Option<Bytes> {
        (!self.buffer.is_empty()).then(|| std::mem::take(&mut self.buffer).into())
    }

    fn presented(&mut self, event_type: &str, object: &Value, now: Timestamp) {
        match self.presenter.event(object, now) {
            Some(object) => self.event(event_type, &object),
            None => self.broken = true,
        }
    }

    fn event(&mut self, event_type: &str, object: &Value) {
        let event = json!({ "type": event_type, "object": object });
        self.buffer.extend_from_slice(event.to_string().as_bytes());
        self.buffer.push(b'\n');
    }
}
