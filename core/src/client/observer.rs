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

/// What an [`Observer`] sees.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum ClientEvent<'a> {
    /// A request goes out. A replay after a 401 has the same `id`.
    #[non_exhaustive]
    RequestStarted {
        /// Tells one exchange of this client from another.
        id: u64,
        /// What it does.
        verb: Verb,
        /// The path, without the query.
        path: &'a str,
    },
    /// The head of its response arrived.
    #[non_exhaustive]
    ResponseHead {
        /// The exchange.
        id: u64,
        /// What it does.
        verb: Verb,
        /// The path, without the query.
        path: &'a str,
        /// The response's status.
        status: StatusCode,
        /// From the request to the head.
        elapsed: Duration,
    },
    /// It failed before a response, or was given up
    /// ([`Aborted`](TransportErrorKind::Aborted)).
    #[non_exhaustive]
    RequestFailed {
        /// The exchange.
        id: u64,
        /// What it does.
        verb: Verb,
        /// The path, without the query.
        path: &'a str,
        /// Why.
        kind: TransportErrorKind,
        /// From the request to the failure.
        elapsed: Duration,
    },
}
