//! One object in full.

use std::sync::Arc;
use std::task::{Context, Poll, ready};

use outrigger::rt::{BoxFuture, Timer};
use outrigger::{Api, ApiResource, Client, Unstructured};
use outrigger_demo_model::message::{self, FromWorker, RowKey};
use outrigger_demo_model::yaml::{Manifest, manifest};
use serde_json::Value;

use crate::deadline::{Failure, within_limit};

/// An object that is being read.
pub(crate) struct Reading {
    key: RowKey,
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
            answer: within_limit(timer, request),
        }
    }

    /// Whose it is.
    pub(crate) const fn key(&self) -> &RowKey {
        &self.key
    }

    /// The object for `view`, or why it is not known.
    pub(crate) fn poll(&mut self, view: u32, cx: &mut Context<'_>) -> Poll<FromWorker> {
        let reading = match ready!(self.answer.as_mut().poll(cx)) {
            Ok(Some(object)) => match serde_json::to_value(object) {
                Ok(object) => found(object),
                Err(error) => message::Reading::Failed {
                    cause: error.to_string(),
                },
            },
            Ok(None) => message::Reading::Gone,
            Err(Failure { cause, .. }) => message::Reading::Failed { cause },
        };
        Poll::Ready(FromWorker::Object {
            view,
            key: self.key.clone(),
            reading,
        })
    }
}

fn found(object: Value) -> message::Reading {
    let Manifest {
        yaml,
        managed_fields,
    } = manifest(object);
    message::Reading::Found {
        yaml,
        managed_fields,
    }
}
