//! One call: the rate limit, attempts and what is between them, limits to its time, and what is
//! told of it.

mod body;
mod rules;
mod tally;

use std::pin::{Pin, pin};
use std::time::Duration;

use http::Method;

use self::body::{Idle, Watched};
pub(super) use self::rules::Rules;
pub(super) use self::tally::Tally;
use super::Client;
use super::response::{ERROR_BODY_LIMIT, error_from_response, retry_after};
use super::retry::Failure;
use super::warning::Warning;
use crate::error::{Error, ErrorKind, Result};
use crate::request::{Request, Verb};
use crate::rt::{BoxFuture, Instant, within};
use crate::transport::{Body, Size, TransportError, TransportErrorKind};

/// How much of an answer is read before the request is sent again, and for how long, so that its
/// connection can be used (client-go: 2 KiB).
const DRAINED: usize = 2 << 10;
const DRAINED_WITHIN: Duration = Duration::from_secs(1);

/// How long the body of an error may pause. What has come of it until then is the error.
const ERROR_PAUSE: Duration = Duration::from_secs(10);

pub(super) struct Call<'a> {
    client: &'a Client,
    request: &'a Request,
    rules: Rules,
    attempts: u32,
    /// When the total limit runs out.
    until: Option<Instant>,
    previous: Option<Error>,
    /// Another attempt was due, and no retry is left to the client.
    unaffordable: bool,
    pub(super) tally: Option<Box<Tally>>,
}

/// The total limit of a call, running out.
struct Deadline {
    limit: Duration,
    sleep: BoxFuture<'static, ()>,
}

impl Deadline {
    fn passed(&self) -> TransportError {
        timed_out("the request with its answer may take", self.limit)
    }
}

fn timed_out(what: &str, limit: Duration) -> TransportError {
    TransportError::new(TransportErrorKind::Timeout, format!("{what} {limit:?}"))
}

impl<'a> Call<'a> {
    pub(super) fn new(client: &'a Client, request: &'a Request, rules: Rules) -> Self {
        let id = client.next_exchange_id();
        Self {
            client,
            request,
            rules,
            attempts: 0,
            until: None,
            previous: None,
            unaffordable: false,
            tally: Tally::begin(client, request, id),
        }
    }

    /// Ready when the head of a 2xx answer has arrived, or nothing more is tried.
    pub(super) async fn run(mut self) -> Result<http::Response<Body>> {
        if let Err(error) = self.check() {
            return Err(self.fail(error));
        }
        if self.request.verb() != Verb::Watch {
            self.throttle().await;
        }
        let timer = &self.client.0.timer;
        let mut deadline = self.rules.total.map(|limit| Deadline {
            limit,
            sleep: timer.sleep(limit),
        });
        self.until = self.rules.total.map(|limit| timer.now() + limit);
        let outcome = {
            let attempts: Pin<&mut (dyn Future<Output = _> + Send)> = pin!(self.attempts());
            match &mut deadline {
                Some(deadline) => match within(&mut deadline.sleep, attempts).await {
                    Some(outcome) => outcome,
                    None => Err(Error::from_transport(deadline.passed())),
                },
                None => attempts.await,
            }
        };
        match outcome {
            Ok(response) => Ok(self.watched(response, deadline)),
            Err(error) => Err(self.fail(error)),
        }
    }

    fn check(&self) -> Result<()> {
        let (size, limit) = (
            self.request.as_http().body().len(),
            self.client.0.request_limit,
        );
        if size <= limit {
            return Ok(());
        }
        let message = format!("the body has {size} bytes, and the limit is {limit}");
        Err(Error::new(ErrorKind::InvalidRequest, message))
    }

    async fn throttle(&mut self) {
        if !self.rules.limited {
            return;
        }
        let (limit, timer) = (&self.client.0.rate_limit, &*self.client.0.timer);
        let waited = limit.wait(self.request, timer).await;
        if let Some(tally) = self.tally.as_mut().filter(|_| !waited.is_zero()) {
            tally.throttled(waited);
        }
    }

    async fn attempts(&mut self) -> Result<http::Response<Body>> {
        loop {
            self.attempts += 1;
            if let Some(tally) = &mut self.tally {
                tally.attempts = self.attempts;
                tally.status = None;
            }
            let outcome = self.attempt().await;
            if let (Some(tally), Ok(response)) = (&mut self.tally, &outcome) {
                tally.status = Some(response.status());
            }
            let wait = failure(&outcome).and_then(|failure| self.next_wait(failure));
            let Some(wait) = wait else {
                return self.settle(outcome).await;
            };
            let error = self.drained(outcome).await;
            let error = error.asked(self.request.verb(), self.request.path());
            let method = self.request.as_http().method();
            self.previous = Some(error.after(self.attempts, self.previous.take(), method));
            if let Some(tally) = &self.tally {
                tally.retrying(wait);
            }
            if !wait.is_zero() {
                self.client.0.timer.sleep(wait).await;
            }
            self.throttle().await;
        }
    }

    /// One attempt, within the limit to the time until its head has come.
    async fn attempt(&self) -> Result<http::Response<Body>> {
        let exchange = self.client.exchange(self.request, self);
        let Some(limit) = self.rules.head else {
            return exchange.await;
        };
        let mut alarm = self.client.0.timer.sleep(limit);
        let outcome = within(&mut alarm, pin!(exchange)).await;
        outcome.unwrap_or_else(|| {
            let error = timed_out("the head of the answer may take", limit);
            Err(Error::from_transport(error))
        })
    }

    /// How long to wait before the next attempt, if there is to be one.
    fn next_wait(&mut self, failure: Failure) -> Option<Duration> {
        let (retry, now) = (&self.rules.retry, self.client.0.timer.now());
        let wait = retry.next(self.request.verb(), self.attempts, failure)?;
        // A method of somebody's own may do whatever it likes.
        let get = self.request.as_http().method() == Method::GET;
        let read = self.request.verb().method() == Method::GET;
        if read && !get && !matches!(failure, Failure::Answered { .. }) {
            return None;
        }
        // What cannot begin in time is not waited for.
        let in_time = self.until.is_none_or(|until| now + wait < until);
        self.unaffordable = in_time && !self.client.0.retry_budget.take(now);
        (in_time && !self.unaffordable).then_some(wait)
    }

    /// What the last attempt comes to.
    async fn settle(&self, outcome: Result<http::Response<Body>>) -> Result<http::Response<Body>> {
        let response = outcome?;
        if let Some(handler) = &self.rules.warnings {
            let warnings = Warning::all(response.headers());
            for warning in warnings.iter().filter(|warning| warning.is_for_people()) {
                handler.warn(warning);
            }
        }
        if !response.status().is_success() {
            let response = response.map(|body| self.patiently(body));
            return Err(error_from_response(response, self.request, ERROR_BODY_LIMIT).await);
        }
        if self.attempts == 1 {
            self.client.0.retry_budget.earn();
        }
        Ok(response)
    }

    /// The error of an attempt that is not the last.
    async fn drained(&self, outcome: Result<http::Response<Body>>) -> Error {
        let response = match outcome {
            Ok(response) => response,
            Err(error) => return error,
        };
        let head = http::Response::from_parts(response_head(&response), Body::empty());
        let drained = error_from_response(response, self.request, DRAINED);
        let mut alarm = self.client.0.timer.sleep(DRAINED_WITHIN);
        match within(&mut alarm, pin!(drained)).await {
            Some(error) => error,
            None => error_from_response(head, self.request, 0).await,
        }
    }

    /// The body of an error, which ends when it pauses for too long: also that of a watch, whose
    /// own pauses have no limit.
    fn patiently(&self, body: Body) -> Body {
        let limit = self.rules.idle.unwrap_or(ERROR_PAUSE).min(ERROR_PAUSE);
        Body::new(Watched {
            body: Some(body),
            deadline: None,
            idle: Some(Idle::new(limit, self.client.0.timer.clone())),
            size: None,
            tally: None,
        })
    }

    fn watched(
        &mut self,
        response: http::Response<Body>,
        deadline: Option<Deadline>,
    ) -> http::Response<Body> {
        let timer = &self.client.0.timer;
        let idle = self.rules.idle.map(|limit| Idle::new(limit, timer.clone()));
        let tally = self.tally.take();
        let limit = self.rules.size;
        let size = limit.map(|limit| Size::new(limit, response.headers()));
        if deadline.is_none() && idle.is_none() && tally.is_none() {
            return response.map(|body| body.limited(size));
        }
        response.map(|body| {
            Body::new(Watched {
                body: Some(body),
                deadline,
                idle,
                size,
                tally,
            })
        })
    }

    fn fail(mut self, error: Error) -> Error {
        if let Some(tally) = &mut self.tally {
            tally.kind = match error.kind() {
                ErrorKind::Transport => error.transport_kind(),
                _ => None,
            };
        }
        let error = error.asked(self.request.verb(), self.request.path());
        let method = self.request.as_http().method();
        let error = error.after(self.attempts, self.previous.take(), method);
        match self.unaffordable {
            true => error.for_want_of_budget(),
            false => error,
        }
    }
}

/// How an attempt failed, if there is a rule for it.
fn failure(outcome: &Result<http::Response<Body>>) -> Option<Failure> {
    match outcome {
        Ok(response) if response.status().is_success() => None,
        Ok(response) => Some(Failure::Answered {
            status: response.status(),
            retry_after: retry_after(response.headers()),
        }),
        // Credentials have failed for reasons of their own.
        Err(error) if error.kind() != ErrorKind::Transport => None,
        Err(error) => error.transport_kind().map(Failure::Broke),
    }
}

fn response_head(response: &http::Response<Body>) -> http::response::Parts {
    let (mut parts, ()) = http::Response::new(()).into_parts();
    parts.status = response.status();
    parts.headers = response.headers().clone();
    parts
}
