//! One request and the faults it meets before its answer.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, select};
use http::{Request, Response};
use outrigger::transport::{Body, TransportError, TransportErrorKind};

use super::Faults;
use super::body::FaultyBody;
use super::rule::{Fault, Rule};
use super::transport::Shared;
use crate::Action;
use crate::random::Random;

/// How long a client waits for a request that vanished.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) struct Exchange {
    pub(super) shared: Arc<Shared>,
    pub(super) subject: Subject,
    /// Of this exchange alone.
    pub(super) random: Random,
    plan: Arc<Faults>,
}

/// What the exchange is about.
pub(super) struct Subject {
    number: u64,
    pub(super) action: Option<Action>,
    /// Method and path, where there is no action.
    request: String,
}

/// `#12 list v1 pods`: no query, which may hold a token.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.action {
            Some(action) => write!(f, "#{} {action}", self.number),
            None => write!(f, "#{} {}", self.number, self.request),
        }
    }
}

impl Exchange {
    pub(super) fn new(shared: &Arc<Shared>, request: &Request<Bytes>) -> Self {
        let number = shared.number();
        let (method, uri) = (request.method(), request.uri());
        Self {
            subject: Subject {
                number,
                action: Action::of(method, uri),
                request: format!("{method} {}", uri.path()),
            },
            random: Random::nth(shared.seed, number),
            plan: shared.news.plan(),
            shared: Arc::clone(shared),
        }
    }

    pub(super) async fn run(
        mut self,
        request: Request<Bytes>,
    ) -> Result<Response<Body>, TransportError> {
        let mut machine = self.shared.news.listen();
        let answered = {
            let (answer, slept) = (pin!(self.answer(request)), pin!(machine.slept()));
            match select(answer, slept).await {
                Either::Left((answer, _)) => Some(answer?),
                Either::Right(_) => None,
            }
        };
        let Some(response) = answered else {
            let how = format_args!("{}: reset while the machine slept", self.subject);
            self.shared.inject("reset", how);
            return Err(self.shared.error(TransportErrorKind::Reset, &self.plan));
        };
        Ok(response.map(|body| Body::new(FaultyBody::new(body, self))))
    }

    async fn answer(&mut self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let stall = self.strikes(|fault| matches!(fault, Fault::Stall(_)));
        let before = self.random.happens(0.5);
        if let (Some(stall), true) = (&stall, before) {
            self.stall(stall, "before the request").await;
        }
        let response = self.deliver(request).await?;
        if let (Some(stall), false) = (&stall, before) {
            self.stall(stall, "before the answer").await;
        }
        Ok(response)
    }

    async fn deliver(&mut self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        use TransportErrorKind::{Refused, Reset, Timeout};
        let Some(rule) = self.strikes(is_of_delivery) else {
            return self.shared.inner.send(request).await;
        };
        match rule.fault {
            Fault::Drop => {
                self.inject("drop", "request dropped");
                self.pause(&rule, PATIENCE).await;
                Err(self.shared.error(Timeout, &self.plan))
            }
            Fault::Refuse => {
                self.inject("refuse", "connection refused");
                Err(self.shared.error(Refused, &self.plan))
            }
            Fault::LoseAnswer => {
                self.inject("lose answer", "answer lost");
                self.shared.inner.send(request).await?;
                Err(self.shared.error(Reset, &self.plan))
            }
            Fault::Duplicate => {
                self.inject("duplicate", "delivered twice");
                drop(self.shared.inner.send(request.clone()).await);
                self.shared.inner.send(request).await
            }
            Fault::Status(refusal) => {
                self.inject(refusal.name(), refusal.name());
                Ok(refusal.response(request.uri()))
            }
            _ => {
                self.inject("reset", "connection reset");
                Err(self.shared.error(Reset, &self.plan))
            }
        }
    }

    async fn stall(&self, rule: &Rule, when: &str) {
        if let Fault::Stall(duration) = rule.fault {
            self.inject("stall", format_args!("stalls for {duration:?} {when}"));
            self.pause(rule, duration).await;
        }
    }

    /// Waits for `duration`, or until the fault is over.
    async fn pause(&self, rule: &Rule, duration: Duration) {
        let timer = &self.shared.timer;
        let sleep = timer.sleep(rule.capped(duration, timer.now()));
        let mut listener = self.shared.news.listen();
        let other = pin!(listener.other_than(&self.plan));
        select(sleep, other).await;
    }

    /// The first of the faults in force that strikes.
    fn strikes(&mut self, of: impl Fn(&Fault) -> bool) -> Option<Rule> {
        let now = self.shared.timer.now();
        // What has stalled meets the plan of when it goes on.
        let plan = self.shared.news.plan();
        self.plan = Arc::clone(&plan);
        plan.about(now, self.subject.action.as_ref())
            .filter(|rule| of(&rule.fault))
            .find(|rule| self.random.happens(rule.probability))
            .cloned()
    }

    fn inject(&self, kind: &'static str, how: impl fmt::Display) {
        self.shared
            .inject(kind, format_args!("{}: {how}", self.subject));
    }
}

const fn is_of_delivery(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::Drop
            | Fault::Refuse
            | Fault::Reset
            | Fault::LoseAnswer
            | Fault::Duplicate
            | Fault::Status(_)
    )
}
