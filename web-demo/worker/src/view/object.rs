//! One object in full.

use std::sync::Arc;
use std::task::{Context, Poll, ready};

use outrigger::rt::{BoxFuture, Timer};
use outrigger::{Api, ApiResource, Client, Unstructured};
use outrigger_demo_model::message::{FromWorker, RowKey};
use outrigger_demo_model::yaml::{Manifest, manifest};

use crate::deadline::{Failure, within_limit};

/// An object that is being read.
pub(crate) struct Reading {
    key: RowKey,
    resource: ApiResource,
    answer: BoxFuture<'static, Result<Option<Unstructured>, Failure>>,
}

impl Reading {
    pub(crate) fn new(
        client: &Client,
        timer: &Arc<dyn Timer>,
        resource: &ApiResource,
        key: RowKey,
    ) -> Self {
        let api = Api::dynamic(client.clone(), resource.clone());
        let api = match key.namespace.as_str() {
            "" => api,
            namespace => api.within(namespace),
        };
        let name = key.name.clone();
        let request = async move { api.get_opt(&name).await };
        Self {
            key,
            resource: resource.clone(),
            answer: within_limit(timer, request),
        }
    }

    /// Whose it is.
    pub(crate) const fn key(&self) -> &RowKey {
        &self.key
    }

    /// The object for `view`, or why it cannot be had.
    pub(crate) fn poll(&mut self, view: u32, cx: &mut Context<'_>) -> Poll<FromWorker> {
        let answer = ready!(self.answer.as_mut().poll(cx));
        let key = self.key.clone();
        Poll::Ready(match answer {
            Ok(object) => {
                let written = object.and_then(|object| serde_json::to_value(object).ok());
                let (yaml, managed_fields) = match written.map(manifest) {
                    Some(Manifest {
                        yaml,
                        managed_fields,
                    }) => (Some(yaml), managed_fields),
                    None => (None, String::new()),
                };
                FromWorker::Object {
                    view,
                    key,
                    yaml,
                    managed_fields,
                }
            }
            Err(Failure { cause, .. }) => {
                let (kind, name) = (&self.resource.kind, &key.name);
                let text = format!("{kind} {name} cannot be shown: {cause}");
                FromWorker::Problem { text }
            }
        })
    }
}
