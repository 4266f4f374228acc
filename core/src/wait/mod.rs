//! Waiting until something is true of an object. It stands on an informer, and needs the feature
//! `informer`.
//!
//! ```
//! # async fn example(pods: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
//! use std::time::Duration;
//!
//! use outrigger::wait::{Condition, is_pod_ready, phase_is};
//!
//! let minute = Duration::from_secs(60);
//! pods.wait_for("web-0", is_pod_ready(), minute).await?;
//! pods.wait_for("job-0", phase_is("Succeeded").or(phase_is("Failed")), minute).await?;
//!
//! let on_node_1 = |pod: Option<&outrigger::Cached<_>>| {
//!     pod.is_some_and(|pod| pod.path("/spec/nodeName") == Some("n1".into()))
//! };
//! pods.wait_for("web-0", on_node_1, minute).await?;
//! # Ok(()) }
//! ```

mod conditions;

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use http::Method;

pub use self::conditions::{
    And, Condition, Not, Or, condition_is, exists, is_crd_established, is_deleted,
    is_deployment_rolled_out, is_job_complete, is_pod_ready, is_pod_running, phase_is,
};
use crate::api::{Api, Deleted};
use crate::error::{Error, ErrorKind, Result};
use crate::informer::{Change, Informer, SyncState};
use crate::object::{Cached, Object, ObjectKey, Scope};
use crate::request::{DeleteOptions, Verb};

impl<K: Object> Api<K> {
    /// Waits until `condition` is true of the object of that name, or of its absence; the answer is
    /// the object of which it is true.
    ///
    /// It watches, and goes on after everything that an [`Informer`] recovers from: broken
    /// connections, forgotten history, servers that restart. What comes out is checked for the
    /// state that is reached: if the object changes twice at once, only the second state counts.
    ///
    /// # Errors
    /// [`ErrorKind::TimedOut`] when it has not come true after `timeout`. At once, when the server
    /// says that this cannot be asked (400, 401, 403, 404 of the resource, 405), and
    /// [`ErrorKind::InvalidRequest`] across all namespaces.
    ///
    /// # Cancel safety
    /// Dropping the future ends the watch.
    pub async fn wait_for(
        &self,
        name: &str,
        condition: impl Condition<K>,
        timeout: Duration,
    ) -> Result<Option<Cached<K>>> {
        // The same things are wrong with a name here as when it is asked for.
        self.path().object(Method::GET, name).build()?;
        let selector = format!("metadata.name={}", escaped(name));
        let (informer, driver) = Informer::builder(self).fields(selector).build();
        let key = match (self.resource().scope, self.namespace()) {
            (Scope::Namespaced, Some(namespace)) => ObjectKey::namespaced(namespace, name),
            _ => ObjectKey::cluster(name),
        };
        let mut driver = Some(driver);
        let mut reached = pin!(reached(&informer, &key, condition));
        let mut refused = pin!(refused(&informer));
        let mut alarm = self.client().timer().sleep(timeout);
        std::future::poll_fn(|cx| {
            // What it takes in wakes the others, which are polled behind it.
            if let Some(future) = &mut driver
                && Pin::new(future).poll(cx).is_ready()
            {
                driver = None;
            }
            if let Poll::Ready(object) = reached.as_mut().poll(cx) {
                return Poll::Ready(object);
            }
            if let Poll::Ready(error) = refused.as_mut().poll(cx) {
                return Poll::Ready(Err(error));
            }
            alarm.as_mut().poll(cx).map(|()| {
                let message = format!(
                    "not so after {timeout:?}; the watch was {}",
                    informer.status()
                );
                Err(Error::new(ErrorKind::TimedOut, message))
            })
        })
        .await
        .map_err(|error| error.asked(Verb::Watch, &format!("{} {key}", self.resource())))
    }

    /// Deletes an object and waits until it is gone, whatever keeps it: a grace period, finalizers.
    /// Another object that gets its name meanwhile is not waited for.
    ///
    /// ```
    /// # async fn example(pods: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::DeleteOptions;
    /// use std::time::Duration;
    ///
    /// pods.delete_and_wait("web-0", &DeleteOptions::new(), Duration::from_secs(60)).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As of a [deletion](Self::delete), and as [`wait_for`](Self::wait_for).
    ///
    /// # Cancel safety
    /// Dropping the future ends the wait, not the deletion.
    pub async fn delete_and_wait(
        &self,
        name: &str,
        options: &DeleteOptions,
        timeout: Duration,
    ) -> Result<()> {
        let (deleted, uid) = self.delete_with_uid(name, options).await?;
        if let Deleted::Ongoing(_) = deleted
            && !options.dry_run
        {
            self.wait_for(name, is_deleted(uid), timeout).await?;
        }
        Ok(())
    }
}

/// The object, or that there is none, as soon as the condition is true of it.
async fn reached<K: Object>(
    informer: &Informer<K>,
    key: &ObjectKey,
    condition: impl Condition<K>,
) -> Result<Option<Cached<K>>> {
    informer.synced().await?;
    let mut changes = informer.subscribe();
    let mut object = informer.store().get(key);
    loop {
        if condition.holds(object.as_ref()) {
            return Ok(object);
        }
        object = match changes.next().await {
            Some(Change::Added(object) | Change::Modified { new: object, .. }) => Some(object),
            Some(Change::Deleted { .. }) => None,
            None => return Err(Error::new(ErrorKind::Stopped, "the informer was stopped")),
        };
    }
}

/// The answer of a server that will not say otherwise when asked again.
async fn refused<K>(informer: &Informer<K>) -> Error {
    let mut statuses = informer.statuses();
    while let Some(status) = statuses.next().await {
        if let SyncState::Stale { cause, .. } = status.state
            && let Some(error) = final_word(&cause)
        {
            return error;
        }
    }
    Error::new(ErrorKind::Stopped, "the informer was stopped")
}

fn final_word(cause: &Arc<Error>) -> Option<Error> {
    let status = cause.status()?;
    if !matches!(status.code, 400 | 401 | 403 | 404 | 405) {
        return None;
    }
    let error = Error::from_status(status.clone(), cause.retry_after());
    Some(match cause.request() {
        Some((verb, path)) => error.asked(verb, path),
        None => error,
    })
}

/// A value as a field selector has it.
fn escaped(value: &str) -> String {
    let mut text = String::new();
    for character in value.chars() {
        if matches!(character, '\\' | ',' | '=') {
            text.push('\\');
        }
        text.push(character);
    }
    text
}
