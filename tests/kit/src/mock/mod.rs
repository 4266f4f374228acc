//! A transport that answers what a test scripted.

mod action;
mod answer;
mod exchange;
mod open;
mod record;
mod script;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::Method;
use outrigger::transport::{Backend, Capabilities, Link, TransportError, TransportErrorKind};

pub use self::action::Action;
pub use self::answer::Answer;
pub use self::open::OpenBody;
pub use self::record::{Fate, RecordedRequest};
pub use self::script::Expectation;
use self::script::Rule;
use crate::ManualTimer;

/// A transport without a network: it answers what a test scripted and records what it was asked.
///
/// Clones are the same mock. Who answers a request:
/// 1. [reactors](Self::react), the latest first, until one gives an answer;
/// 2. [scripted answers](Self::on) in the order they were scripted, those that are used up left
///    out;
/// 3. nobody: the request fails and names itself, and so does the test, at
///    [`verify`](Self::verify) or when the mock is dropped.
///
/// # Panics
/// Dropping the last clone panics when a request had no answer and [`verify`](Self::verify) has
/// not looked since, unless the thread is panicking already.
///
/// # Examples
/// ```
/// use outrigger::transport::HttpTransport;
/// use outrigger_test::{Answer, MockTransport};
/// use serde_json::json;
///
/// let mock = MockTransport::new();
/// mock.get("/api/v1/pods?limit=1").answer(Answer::json(&json!({"items": []})));
/// mock.react("delete", "pods", |_| Some(Answer::api_error(403, "Forbidden", "not yours")));
///
/// // Usually the code under test does this, through a client on `mock.backend()`.
/// let request = http::Request::get("http://cluster/api/v1/pods?limit=1&pretty=false");
/// let request = request.body(Default::default()).unwrap();
/// let response = mock.timer().run(mock.send(request)).unwrap();
/// assert_eq!(response.status(), 200);
///
/// assert_eq!(mock.actions()[0].to_string(), "list v1 pods");
/// assert_eq!(mock.requests()[0].query_value("pretty"), Some("false"));
/// mock.verify();
/// ```
#[derive(Clone)]
pub struct MockTransport(Arc<Shared>);

struct Shared {
    timer: ManualTimer,
    capabilities: Capabilities,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    reactors: Vec<Reactor>,
    rules: Vec<Rule>,
    requests: Vec<RecordedRequest>,
    unmatched: Vec<String>,
    reported: bool,
}

#[derive(Clone)]
struct Reactor {
    verb: String,
    resource: String,
    react: Arc<React>,
}

type React = dyn Fn(&RecordedRequest) -> Option<Answer> + Send + Sync;

/// What the mock answers.
impl MockTransport {
    /// A mock that answers nothing yet and can do everything.
    pub fn new() -> Self {
        Self::with_capabilities(Capabilities::all())
    }

    /// A mock that says it can do this. What it does is the same.
    pub fn with_capabilities(capabilities: Capabilities) -> Self {
        let (timer, state) = (ManualTimer::new(), Mutex::default());
        Self(Arc::new(Shared {
            timer,
            capabilities,
            state,
        }))
    }

    /// Begins to script the answer to a request. Pairs of a query in `path_and_query` must be in
    /// the request's query, which may have more.
    pub fn on(&self, method: Method, path_and_query: &str) -> Expectation<'_> {
        Expectation::new(self, method, path_and_query)
    }

    /// Begins to script the answer to a `GET`; see [`on`](Self::on).
    pub fn get(&self, path_and_query: &str) -> Expectation<'_> {
        self.on(Method::GET, path_and_query)
    }

    /// Begins to script the answer to a `POST`; see [`on`](Self::on).
    pub fn post(&self, path_and_query: &str) -> Expectation<'_> {
        self.on(Method::POST, path_and_query)
    }

    /// Begins to script the answer to a `PUT`; see [`on`](Self::on).
    pub fn put(&self, path_and_query: &str) -> Expectation<'_> {
        self.on(Method::PUT, path_and_query)
    }

    /// Begins to script the answer to a `PATCH`; see [`on`](Self::on).
    pub fn patch(&self, path_and_query: &str) -> Expectation<'_> {
        self.on(Method::PATCH, path_and_query)
    }

    /// Begins to script the answer to a `DELETE`; see [`on`](Self::on).
    pub fn delete(&self, path_and_query: &str) -> Expectation<'_> {
        self.on(Method::DELETE, path_and_query)
    }

    /// Asks `react` first about requests of this verb and resource, as client-go's
    /// `PrependReactor` does. It answers, or leaves the request to the next with `None`.
    ///
    /// `*` is any verb or resource; `pods` is pods with all their subresources, `pods/status`
    /// that subresource alone. Requests that are not about resources, such as `/version`, are
    /// shown to reactors of `*` and `*`.
    pub fn react(
        &self,
        verb: &str,
        resource: &str,
        react: impl Fn(&RecordedRequest) -> Option<Answer> + Send + Sync + 'static,
    ) {
        let (verb, resource) = (verb.to_owned(), resource.to_owned());
        let reactor = Reactor {
            verb,
            resource,
            react: Arc::new(react),
        };
        self.lock().reactors.insert(0, reactor);
    }

    fn add(&self, rule: Rule) {
        self.lock().rules.push(rule);
    }
}

/// What the mock was asked.
impl MockTransport {
    /// All requests, in order.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.lock().requests.clone()
    }

    /// What the requests asked of the Kubernetes API, in order; those that are not about
    /// resources are left out.
    pub fn actions(&self) -> Vec<Action> {
        self.lock()
            .requests
            .iter()
            .filter_map(RecordedRequest::action)
            .collect()
    }

    /// What is wrong so far: requests without an answer, and scripted answers that were asked
    /// for less often than expected. Whoever has read it is not told again at drop.
    pub fn problems(&self) -> Vec<String> {
        let mut state = self.lock();
        state.reported = true;
        let unasked = state.rules.iter().filter(|rule| !rule.is_satisfied());
        let unasked = unasked.map(|rule| format!("scripted and not asked for: {rule}"));
        state.unmatched.iter().cloned().chain(unasked).collect()
    }

    /// Fails the test if anything is [wrong](Self::problems).
    ///
    /// # Panics
    /// When it is.
    #[track_caller]
    pub fn verify(&self) {
        let problems = self.problems();
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }
}

/// What the mock is to a client.
impl MockTransport {
    /// The virtual time that delays and the backend go by.
    pub fn timer(&self) -> &ManualTimer {
        &self.0.timer
    }

    /// A backend of this mock, its timer and a fixed seed.
    pub fn backend(&self) -> Backend {
        Backend::new(Arc::new(self.clone()), Arc::new(self.0.timer.clone()), 0)
    }

    /// This mock and its capabilities.
    pub fn link(&self) -> Link {
        Link::new(Arc::new(self.clone()), self.0.capabilities)
    }

    /// Records the request and finds its answer.
    fn ask(&self, request: &RecordedRequest) -> Result<Answer, TransportError> {
        let reactors = {
            let mut state = self.lock();
            state.requests.push(request.clone());
            state.reported = false;
            state.reactors.clone()
        };
        // Reactors are user code and run outside the lock.
        let action = request.action();
        let answer = reactors
            .iter()
            .filter(|reactor| reactor.is_about(action.as_ref()));
        if let Some(answer) = answer
            .map(|reactor| (reactor.react)(request))
            .find_map(|it| it)
        {
            return Ok(answer);
        }
        let mut state = self.lock();
        if let Some(answer) = state.rules.iter_mut().find_map(|rule| rule.ask(request)) {
            return Ok(answer);
        }
        let scripted: Vec<_> = state.rules.iter().map(Rule::to_string).collect();
        let scripted = if scripted.is_empty() {
            "nothing".to_owned()
        } else {
            scripted.join(", ")
        };
        let what = format!("no answer for {request}; scripted: {scripted}");
        state.unmatched.push(what.clone());
        Err(TransportError::new(TransportErrorKind::Unsupported, what))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reactor {
    fn is_about(&self, action: Option<&Action>) -> bool {
        let any = self.verb == "*" && self.resource == "*";
        any || action.is_some_and(|action| action.is(&self.verb, &self.resource))
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        let silent = state.reported || std::thread::panicking();
        assert!(
            silent || state.unmatched.is_empty(),
            "{}",
            state.unmatched.join("\n")
        );
    }
}

impl Default for MockTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("MockTransport")
            .field("reactors", &state.reactors.len())
            .field("scripted", &state.rules.len())
            .field("requests", &state.requests.len())
            .field("unmatched", &state.unmatched.len())
            .finish()
    }
}
