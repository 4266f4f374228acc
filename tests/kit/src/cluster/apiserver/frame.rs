use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

use super::catalog::ResourceType;
use super::failure::Failure;
use super::store::Record;

/// Watch events as lines of JSON, gathered into chunks.
#[derive(Debug)]
pub(crate) struct Frames {
    resource: Arc<ResourceType>,
    buffer: Vec<u8>,
}

impl Frames {
    pub(crate) const fn new(resource: Arc<ResourceType>) -> Self {
        Self {
            resource,
            buffer: Vec::new(),
        }
    }

    pub(crate) fn added(&mut self, record: &Record) {
        self.object("ADDED", record);
    }

    pub(crate) fn modified(&mut self, record: &Record) {
        self.object("MODIFIED", record);
    }

    pub(crate) fn deleted(&mut self, record: &Record) {
        self.object("DELETED", record);
    }

    /// A bookmark; the one after the initial state says so.
    pub(crate) fn bookmark(&mut self, revision: u64, initial_end: bool) {
        let mut object = self.resource.empty_object();
        object["metadata"]["resourceVersion"] = revision.to_string().into();
        if initial_end {
            let annotation = json!({ "k8s.io/initial-events-end": "true" });
            object["metadata"]["annotations"] = annotation;
        }
        self.event("BOOKMARK", &object);
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

    fn object(&mut self, event_type: &str, record: &Record) {
        let head = format!("{{\"type\":\"{event_type}\",\"object\":");
        self.buffer.extend_from_slice(head.as_bytes());
        let resource = &self.resource;
        record.write_typed(&resource.api_version(), &resource.kind, &mut self.buffer);
        self.buffer.extend_from_slice(b"}\n");
    }

    fn event(&mut self, event_type: &str, object: &Value) {
        let event = json!({ "type": event_type, "object": object });
        self.buffer.extend_from_slice(event.to_string().as_bytes());
        self.buffer.push(b'\n');
    }
}
