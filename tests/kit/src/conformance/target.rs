use std::error::Error as _;
use std::fmt::Write as _;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, select};
use http::{Method, Request, Response};
use outrigger::rt::Timer;
use outrigger::transport::{
    Body, Capabilities, ConnectionSettings, HttpTransport, Link, Reconfigure, TransportError,
    TransportErrorKind,
};

use super::endpoints::Seen;
use super::{Outcome, Verdict, Violation};

/// A transport under test and the servers to test it against.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Target {
    /// The transport.
    pub http: Arc<dyn HttpTransport>,
    /// What it says it can do.
    pub capabilities: Capabilities,
    /// Changes how it connects, where that can change.
    pub reconfigure: Option<Arc<dyn Reconfigure>>,
    /// What it connects by.
    pub settings: Option<ConnectionSettings>,
    /// For deadlines and for the pause between two looks at the server.
    pub timer: Arc<dyn Timer>,
    /// The URL of a server that answers as [`Endpoints`](super::Endpoints) does, without a
    /// slash at its end.
    pub base: String,
    /// The URL of the server that breaks HTTP/1.1, sharing the exchanges of `base`.
    pub misbehaving: Option<String>,
    /// The URL of the server that breaks HTTP/2, sharing the exchanges of `base`.
    pub misbehaving_http2: Option<String>,
    /// A URL where nothing listens.
    pub refused: String,
    /// How long one clause may take.
    pub deadline: Duration,
}

impl Target {
    /// The transport of `link` against the server at `base`, with a deadline of a minute.
    pub fn new(link: Link, timer: Arc<dyn Timer>, base: impl Into<String>) -> Self {
        Self {
            http: link.http,
            capabilities: link.capabilities,
            reconfigure: link.reconfigure,
            settings: None,
            timer,
            base: base.into(),
            misbehaving: None,
            misbehaving_http2: None,
            refused: "http://127.0.0.1:1".to_owned(),
            deadline: Duration::from_secs(60),
        }
    }

    /// Sets what the link was made with; without it, the clauses about a change of settings do not
    /// apply.
    #[must_use]
    pub fn settings(mut self, settings: ConnectionSettings) -> Self {
        self.settings = Some(settings);
        self
    }

    /// Sets the server that breaks HTTP/1.1; without it, its clauses do not apply.
    #[must_use]
    pub fn misbehaving(mut self, url: impl Into<String>) -> Self {
        self.misbehaving = Some(url.into());
        self
    }

    /// Sets the server that breaks HTTP/2; without it, its clauses do not apply.
    #[must_use]
    pub fn misbehaving_http2(mut self, url: impl Into<String>) -> Self {
        self.misbehaving_http2 = Some(url.into());
        self
    }

    /// Sets the URL where nothing listens. Port 1 of this machine unless told.
    #[must_use]
    pub fn refused(mut self, url: impl Into<String>) -> Self {
        self.refused = url.into();
        self
    }

    /// Sets how long one clause may take.
    #[must_use]
    pub const fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }
}

/// How a clause ends before its end.
#[derive(Debug)]
pub(super) enum Stop {
    NotApplicable(String),
    Violation(String),
}

pub(super) type Check<T = ()> = Result<T, Stop>;

pub(super) fn violation<T>(what: impl Into<String>) -> Check<T> {
    Err(Stop::Violation(what.into()))
}

pub(super) fn not_applicable<T>(why: impl Into<String>) -> Check<T> {
    Err(Stop::NotApplicable(why.into()))
}

/// Ends the clause unless `holds`.
pub(super) fn ensure(holds: bool, what: impl FnOnce() -> String) -> Check {
    if holds { Ok(()) } else { violation(what()) }
}

/// Ends the clause unless the error is of one of `kinds`, or [`TransportErrorKind::Network`],
/// which a platform that cannot tell is always allowed.
pub(super) fn ensure_kind(
    what: &str,
    error: &TransportError,
    kinds: &[TransportErrorKind],
) -> Check {
    let kind = error.kind();
    let known = kind == TransportErrorKind::Network || kinds.contains(&kind);
    ensure(known, || {
        format!(
            "{what}: expected an error of {kinds:?}, got {}",
            describe(error)
        )
    })
}

/// The error's kind and its whole chain.
pub(super) fn describe(error: &TransportError) -> String {
    let mut text = format!("{:?}: {error}", error.kind());
    let mut source = error.source();
    while let Some(error) = source {
        // Writing to a string cannot fail.
        let _ = write!(text, ": {error}");
        source = error.source();
    }
    text
}

pub(super) fn request(method: Method, uri: &str, body: impl Into<Bytes>) -> Check<Request<Bytes>> {
    Request::builder()
        .method(method)
        .uri(uri)
        .body(body.into())
        .or_else(|error| violation(format!("the suite cannot ask for {uri}: {error}")))
}

/// What clauses do with a target.
impl Target {
    /// Runs `check` against the deadline.
    pub(super) async fn within(&self, check: impl Future<Output = Check>) -> Verdict {
        match select(pin!(check), self.timer.sleep(self.deadline)).await {
            Either::Left((Ok(()), _)) => Ok(Outcome::Passed),
            Either::Left((Err(Stop::NotApplicable(reason)), _)) => {
                Ok(Outcome::NotApplicable(reason))
            }
            Either::Left((Err(Stop::Violation(what)), _)) => Err(Violation::new(what)),
            Either::Right(_) => Err(Violation::new(format!(
                "it hangs: not done after {:?}",
                self.deadline
            ))),
        }
    }

    /// Ends the clause when fewer than `streams` exchanges can be open at once.
    pub(super) fn needs_parallel(&self, streams: usize) -> Check {
        match self.capabilities.parallel_streams {
            Some(most) if most < streams => not_applicable(format!(
                "it needs {streams} exchanges at once, the transport declares {most}"
            )),
            _ => Ok(()),
        }
    }

    /// What changes the link's settings, and the settings.
    pub(super) fn reconfigurable(&self) -> Check<(&dyn Reconfigure, &ConnectionSettings)> {
        match (&self.reconfigure, &self.settings) {
            (Some(reconfigure), Some(settings)) => Ok((&**reconfigure, settings)),
            (None, _) => not_applicable("the link cannot be reconfigured"),
            (_, None) => not_applicable("the target does not say what the link was made with"),
        }
    }

    /// `path` on the server that breaks HTTP/1.1.
    pub(super) fn broken(&self, path: &str) -> Check<String> {
        match &self.misbehaving {
            Some(url) => Ok(format!("{url}{path}")),
            None => not_applicable("the target names no server that breaks HTTP/1.1"),
        }
    }

    /// `path` on the server that breaks HTTP/2.
    pub(super) fn broken_http2(&self, path: &str) -> Check<String> {
        match &self.misbehaving_http2 {
            Some(url) => Ok(format!("{url}{path}")),
            None => not_applicable("the target names no server that breaks HTTP/2"),
        }
    }

    /// `path` on the well-behaved server.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Sends a request that must be answered.
    pub(super) async fn send(&self, request: Request<Bytes>) -> Check<Response<Body>> {
        let what = format!("{} {}", request.method(), request.uri());
        match self.http.send(request).await {
            Ok(response) => Ok(response),
            Err(error) => violation(format!("{what} failed: {}", describe(&error))),
        }
    }

    /// Gets `path` of the well-behaved server.
    pub(super) async fn get(&self, path: &str) -> Check<Response<Body>> {
        self.send(request(Method::GET, &self.url(path), "")?).await
    }

    /// Gets `path` of the well-behaved server and reads the text of its 200.
    pub(super) async fn text(&self, path: &str) -> Check<String> {
        let response = self.get(path).await?;
        let status = response.status();
        ensure(status == 200, || {
            format!("GET {path} answered {status}, not 200")
        })?;
        text_of(path, response.into_body()).await
    }

    /// An exchange id that nobody has used.
    pub(super) async fn fresh(&self) -> Check<String> {
        self.text("/fresh").await
    }

    /// What the server has seen of the exchanges of `id`.
    pub(super) async fn seen(&self, id: &str) -> Check<Seen> {
        let text = self.text(&format!("/exchange?id={id}")).await?;
        match text.parse() {
            Ok(seen) => Ok(seen),
            Err(()) => violation(format!("/exchange answered {text:?}")),
        }
    }

    /// Lets the server go one step further with the exchange `id`.
    pub(super) async fn release(&self, id: &str) -> Check {
        self.text(&format!("/release?id={id}")).await.map(drop)
    }

    /// Looks at the server until it has seen what `enough` asks for. The deadline ends it.
    pub(super) async fn until(&self, id: &str, enough: impl Fn(Seen) -> bool) -> Check {
        while !enough(self.seen(id).await?) {
            self.timer.sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}

/// Reads a whole text.
pub(super) async fn text_of(what: &str, body: Body) -> Check<String> {
    match body.collect(16 << 20).await {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) => violation(format!("the body of {what} broke: {}", describe(&error))),
    }
}

/// Reads the next chunk of a body that must have one.
pub(super) async fn chunk_of(what: &str, body: &mut Body) -> Check<Bytes> {
    match body.next().await {
        Some(Ok(chunk)) => Ok(chunk),
        Some(Err(error)) => violation(format!("the body of {what} broke: {}", describe(&error))),
        None => violation(format!("the body of {what} ended")),
    }
}
