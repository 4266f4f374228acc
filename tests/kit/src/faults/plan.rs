use std::time::Duration;

use outrigger::rt::Instant;

use super::Refusal;
use super::rule::{Fault, Rule};
use crate::Action;

/// What goes wrong between a client and its server, how often, and when.
///
/// A plan is a list of faults, each with its probability per request, per chunk of a body, or per
/// body. Which of them strike is decided by the seed of the [`FaultyTransport`] that follows the
/// plan. [`during`](Self::during), [`until`](Self::until) and [`on`](Self::on) narrow all faults
/// that the plan has so far; plans that are narrowed differently are joined with
/// [`and`](Self::and).
///
/// When the time of a fault is over, what it holds up goes on, and bodies that it has silenced
/// are cut: after [`until`](Self::until) the transport is a pure pass-through.
///
/// # Panics
/// Whatever takes a probability panics when it is not between 0 and 1.
///
/// [`FaultyTransport`]: super::FaultyTransport
///
/// # Examples
/// ```
/// use std::time::Duration;
/// use outrigger::rt::Instant;
/// use outrigger_test::{Faults, Refusal};
///
/// let minute = Instant::new(Duration::from_secs(60));
/// // A bad minute, and slow watches for as long as the test runs.
/// let faults = Faults::none()
///     .reset(0.1)
///     .lose_answers(0.1)
///     .status(0.2, Refusal::Unavailable { retry_after: 1 })
///     .until(minute)
///     .and(Faults::none().slow(1.0, Duration::from_secs(5)).on("watch", "*"));
/// # drop(faults);
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Faults {
    pub(super) rules: Vec<Rule>,
    pub(super) opaque: bool,
}

/// What goes wrong.
impl Faults {
    /// Nothing.
    pub const fn none() -> Self {
        Self {
            rules: Vec::new(),
            opaque: false,
        }
    }

    /// A bit of everything: about one request in eight fails or is refused, one in ten bodies is
    /// slow, one chunk in twenty-five is cut or stalls, and every few minutes the clock jumps or the
    /// machine sleeps. It never ends unless told to, with [`until`](Self::until).
    pub fn everything() -> Self {
        let seconds = Duration::from_secs;
        Self::none()
            .drop_requests(0.005)
            .refuse(0.01)
            .reset(0.02)
            .lose_answers(0.02)
            .duplicate(0.01)
            .status(0.01, Refusal::TooManyRequests { retry_after: 1 })
            .status(0.01, Refusal::TooManyRequestsText { retry_after: 1 })
            .status(0.01, Refusal::InternalError)
            .status(0.01, Refusal::BadGateway)
            .status(0.01, Refusal::Unavailable { retry_after: 1 })
            .status(0.01, Refusal::Expired)
            .status(0.02, Refusal::ExpiredEvent)
            .stall(0.01, seconds(20))
            .slow(0.1, seconds(2))
            .cut_bodies(0.02)
            .end_watches(0.01)
            .jump_clock(seconds(600), seconds(300))
            .sleep(seconds(1200), seconds(4 * 3600))
            // A watch has to notice; a client that waits for an answer without a time limit
            // would wait for good.
            .and(Self::none().silence(0.01).on("watch", "*"))
    }

    /// Requests vanish: they are not delivered, and after 30 seconds the client gives up with
    /// [`Timeout`](outrigger::transport::TransportErrorKind::Timeout).
    #[track_caller]
    pub fn drop_requests(self, probability: f64) -> Self {
        self.with(probability, Fault::Drop)
    }

    /// Connections are [refused](outrigger::transport::TransportErrorKind::Refused).
    #[track_caller]
    pub fn refuse(self, probability: f64) -> Self {
        self.with(probability, Fault::Refuse)
    }

    /// Connections are [reset](outrigger::transport::TransportErrorKind::Reset) before the
    /// request is delivered, which the client cannot tell from a lost answer.
    #[track_caller]
    pub fn reset(self, probability: f64) -> Self {
        self.with(probability, Fault::Reset)
    }

    /// Requests are delivered and applied, and the connection is
    /// [reset](outrigger::transport::TransportErrorKind::Reset) before the answer.
    #[track_caller]
    pub fn lose_answers(self, probability: f64) -> Self {
        self.with(probability, Fault::LoseAnswer)
    }

    /// Requests are delivered twice, as by a proxy that tries again when its connection broke:
    /// the first answer is lost, the client gets the second.
    #[track_caller]
    pub fn duplicate(self, probability: f64) -> Self {
        self.with(probability, Fault::Duplicate)
    }

    /// Requests are refused before they are delivered. [`Refusal::Expired`] strikes only lists
    /// and watches, [`Refusal::ExpiredEvent`] only watches.
    #[track_caller]
    pub fn status(self, probability: f64, refusal: Refusal) -> Self {
        self.with(probability, Fault::Status(refusal))
    }

    /// Requests and chunks of bodies are held up for `duration`: a request before it is delivered
    /// or before its answer, whichever the seed says.
    #[track_caller]
    pub fn stall(self, probability: f64, duration: Duration) -> Self {
        self.with(probability, Fault::Stall(duration))
    }

    /// Bodies come in pieces that are cut anywhere, with up to `up_to` before each. The
    /// probability is per body that is opened.
    #[track_caller]
    pub fn slow(self, probability: f64, up_to: Duration) -> Self {
        self.with(probability, Fault::Slow(up_to))
    }

    /// Bodies are cut at any byte, with the error
    /// [`Interrupted`](outrigger::transport::TransportErrorKind::Interrupted). The probability is
    /// per chunk.
    #[track_caller]
    pub fn cut_bodies(self, probability: f64) -> Self {
        self.with(probability, Fault::Cut)
    }

    /// Watches end cleanly at any byte, as by a proxy whose time limit runs out. The probability
    /// is per chunk.
    #[track_caller]
    pub fn end_watches(self, probability: f64) -> Self {
        self.with(probability, Fault::EndWatch)
    }

    /// Bodies go silent: nothing comes any more, and no end either, as on a connection that a
    /// router forgot. They are cut when the time of the fault is over. The probability is per
    /// chunk.
    #[track_caller]
    pub fn silence(self, probability: f64) -> Self {
        self.with(probability, Fault::Silence)
    }

    /// The client's wall clock jumps forth or back by up to `up_to`, on the average once in
    /// `every`. It needs [`FaultyTransport::clock`](super::FaultyTransport::clock).
    pub fn jump_clock(self, every: Duration, up_to: Duration) -> Self {
        self.with(1.0, Fault::JumpClock { every, up_to })
    }

    /// The client's machine sleeps for up to `up_to`, on the average once in `every`: its wall
    /// clock goes on and its monotonic clock does not, and every exchange that was open is cut
    /// when it wakes; of the watches, half are [silent](Self::silence) instead. It needs
    /// [`FaultyTransport::clock`](super::FaultyTransport::clock).
    pub fn sleep(self, every: Duration, up_to: Duration) -> Self {
        self.with(1.0, Fault::Sleep { every, up_to })
    }

    #[track_caller]
    fn with(mut self, probability: f64, fault: Fault) -> Self {
        assert!(
            (0.0..=1.0).contains(&probability),
            "{probability} is not a probability"
        );
        self.rules.push(Rule::always(probability, fault));
        self
    }
}

/// When, on what, and what the client is told.
impl Faults {
    /// Ends the faults so far.
    pub fn until(self, end: Instant) -> Self {
        self.during(Instant::default(), end)
    }

    /// Begins the faults so far at `from`, and ends them at `end`.
    pub fn during(mut self, from: Instant, end: Instant) -> Self {
        for rule in &mut self.rules {
            rule.narrow(from, end);
        }
        self
    }

    /// Restricts the faults so far to requests of this verb and resource, spelled as for
    /// [`MockTransport::react`](crate::MockTransport::react). Faults of the machine stay.
    pub fn on(mut self, verb: &str, resource: &str) -> Self {
        for rule in &mut self.rules {
            rule.restrict(verb, resource);
        }
        self
    }

    /// These faults and those.
    pub fn and(mut self, other: Self) -> Self {
        self.rules.extend(other.rules);
        self.opaque |= other.opaque;
        self
    }

    /// Tells the client no more than
    /// [`Network`](outrigger::transport::TransportErrorKind::Network), as browsers do.
    pub const fn opaque(mut self) -> Self {
        self.opaque = true;
        self
    }
}

impl Faults {
    /// The rules that may strike a request at this moment.
    pub(super) fn about(
        &self,
        now: Instant,
        action: Option<&Action>,
    ) -> impl Iterator<Item = &Rule> {
        let rules = self.rules.iter().filter(move |rule| rule.is_on(now));
        rules.filter(move |rule| rule.is_about(action))
    }
}
