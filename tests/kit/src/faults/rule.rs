use std::time::Duration;

use outrigger::rt::Instant;

use super::Refusal;
use crate::Action;

/// One fault, and when it strikes.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) fault: Fault,
    pub(super) probability: f64,
    from: Instant,
    pub(super) until: Option<Instant>,
    scope: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub(super) enum Fault {
    // Of requests.
    Drop,
    Refuse,
    Reset,
    LoseAnswer,
    Duplicate,
    Status(Refusal),
    // Of requests and of chunks.
    Stall(Duration),
    // Of chunks.
    Cut,
    EndWatch,
    Silence,
    // Of bodies.
    Slow(Duration),
    // Of the client's machine.
    JumpClock { every: Duration, up_to: Duration },
    Sleep { every: Duration, up_to: Duration },
}

impl Rule {
    pub(super) const fn always(probability: f64, fault: Fault) -> Self {
        Self {
            fault,
            probability,
            from: Instant::new(Duration::ZERO),
            until: None,
            scope: Vec::new(),
        }
    }

    pub(super) fn narrow(&mut self, from: Instant, end: Instant) {
        self.from = self.from.max(from);
        self.until = Some(self.until.map_or(end, |until| until.min(end)));
    }

    pub(super) fn restrict(&mut self, verb: &str, resource: &str) {
        self.scope.push((verb.to_owned(), resource.to_owned()));
    }

    pub(super) fn is_on(&self, now: Instant) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }

    pub(super) const fn from(&self) -> Instant {
        self.from
    }

    /// How much of `duration` is left before the fault's time is over.
    pub(super) fn capped(&self, duration: Duration, now: Instant) -> Duration {
        self.until
            .map_or(duration, |until| duration.min(until - now))
    }

    pub(super) fn is_about(&self, action: Option<&Action>) -> bool {
        let verb = action.map(|action| action.verb);
        let possible = match &self.fault {
            Fault::EndWatch | Fault::Status(Refusal::ExpiredEvent) => verb == Some("watch"),
            Fault::Status(Refusal::Expired) => matches!(verb, Some("list" | "watch")),
            _ => true,
        };
        let in_scope = |(verb, resource): &(String, String)| {
            action.is_some_and(|action| action.is(verb, resource))
        };
        possible && self.scope.iter().all(in_scope)
    }
}
