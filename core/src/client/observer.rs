use std::fmt;
use std::time::Duration;

use http::StatusCode;

use crate::request::Verb;
use crate::transport::TransportErrorKind;

/// Sees what a client does: for traces, metrics and logs.
///
/// Events hold verbs, paths, codes and times; never a header, a query, a body or a credential.
/// It is called inline, so it must be quick and must not block.
///
/// What client-go has metrics for is in these: latency by verb and URL, sizes and the wait for the
/// rate limit in [`Finished`](ClientEvent::Finished), results by code and host in
/// [`ResponseHead`](ClientEvent::ResponseHead) and [`RequestFailed`](ClientEvent::RequestFailed),
/// retries in those of an `attempt` behind the first. The example `metrics` of `outrigger-hyper`
/// makes Prometheus' text of them.
///
/// ```
/// use outrigger::{ClientEvent, Observer};
///
/// #[derive(Debug)]
/// struct Log;
///
/// impl Observer for Log {
///     fn observe(&self, event: &ClientEvent<'_>) {
///         eprintln!("{event:?}");
///     }
/// }
/// ```
pub trait Observer: fmt::Debug + Send + Sync + 'static {
    /// Something happened.
    fn observe(&self, event: &ClientEvent<'_>);
}

/// What an [`Observer`] sees. The events of one call share an `id`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum ClientEvent<'a> {
    /// The call waited for the [rate limit](crate::RateLimit).
    #[non_exhaustive]
    Throttled {
        /// Tells one call of this client from another.
        id: u64,
        /// What it does.
        verb: Verb,
        /// The path, without the query.
        path: &'a str,
        /// The path without what it names, for metrics.
        template: &'a str,
        /// How long.
        waited: Duration,
    },
    /// A request goes out. A replay after a 401 has the same `id` and `attempt`.
    #[non_exhaustive]
    RequestStarted {
        /// Tells one call of this client from another.
        id: u64,
        /// What it does.
        verb: Verb,
        /// The path, without the query.
        path: &'a str,
        /// The path without what it names, for metrics.
        template: &'a str,
        /// The server, with its port if its URL has one.
        host: &'a str,
        /// 1 at first.
        attempt: u32,
    },
    /// The head of its response arrived.
    #[non_exhaustive]
    ResponseHead {
        /// The call.
        id: u64,
        /// What it does.
        verb: Verb,
        /// The path, without the query.
        path: &'a str,
        /// The path without what it names, for metrics.
        template: &'a str,
        /// The server, with its port if its URL has one.
        host: &'a str,
        /// 1 at first.
        attempt: u32,
        /// The response's status.
        status: StatusCode,
        /// From the request to the head.
        elapsed: Duration,
    },
    /// It failed before a response, or was given up
    /// ([`Aborted`](TransportErrorKind::Aborted)).
    #[non_exhaustive]
    RequestFailed {
        /// The call.
        id: u64,
        /// What it does.
        verb: Verb,
        /// The path, without the query.
        path: &'a str,
        /// The path without what it names, for metrics.
        template: &'a str,
        /// The server, with its port if its URL has one.
        host: &'a str,
        /// 1 at first.
        attempt: u32,
        /// Why.
        kind: TransportErrorKind,
        /// From the request to the failure.
        elapsed: Duration,
    },
    /// The request will be sent again.
    #[non_exhaustive]
    Retrying {
        /// The call.
        id: u64,
        /// What it does.
        verb: Verb,
        /// The path, without the query.
        path: &'a str,
        /// The path without what it names, for metrics.
        template: &'a str,
        /// How often it has been sent.
        attempts: u32,
        /// How long the client waits before it does.
        wait: Duration,
    },
    /// The call is over, its answer read or dropped: the last event of its `id`.
    #[non_exhaustive]
    Finished {
        /// The call.
        id: u64,
        /// What it did.
        verb: Verb,
        /// The path, without the query.
        path: &'a str,
        /// The path without what it names, for metrics.
        template: &'a str,
        /// The server, with its port if its URL has one.
        host: &'a str,
        /// The last answer's status, `None` if there was none.
        status: Option<StatusCode>,
        /// Why there was none, or why its body broke off;
        /// [`TooLarge`](TransportErrorKind::TooLarge) when it was longer than the client takes, and
        /// [`Aborted`](TransportErrorKind::Aborted) when the call was dropped. `None` for an answer
        /// that was read, and when nothing could be sent.
        kind: Option<TransportErrorKind>,
        /// How often the request was sent.
        attempts: u32,
        /// How long it waited for the rate limit.
        throttled: Duration,
        /// From the call to its end, waits included.
        elapsed: Duration,
        /// Bytes of the request's body.
        sent: u64,
        /// Bytes that were read of the body of an answer of 2xx.
        received: u64,
    },
}
