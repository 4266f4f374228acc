use std::fmt;

use http::Method;

use super::{Error, ErrorKind};

/// What was tried before an error, besides its own attempt.
#[derive(Default)]
pub(super) struct AttemptHistory {
    /// All of them, the last included; zero if nothing was sent.
    made: u32,
    /// The failure of the one before, if it reads differently.
    previous: Option<Error>,
    /// One of those before the last may have been applied.
    applied: bool,
    /// Another attempt was due, and the client's budget for retries was spent.
    unaffordable: bool,
    /// The method was one that changes something, whatever the verb is.
    writes: bool,
}

impl fmt::Display for AttemptHistory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.made {
            1 if self.unaffordable => f.write_str(", after 1 attempt")?,
            0 | 1 => {}
            made => write!(f, ", after {made} attempts")?,
        }
        if self.unaffordable {
            f.write_str(", with the client's budget for retries spent")?;
        }
        match &self.previous {
            Some(previous) => write!(f, "; the one before: {}", previous.0.message),
            None => Ok(()),
        }
    }
}

impl Error {
    /// The same error, as what `attempts` came to, the one before having failed by `previous`.
    pub(crate) fn after(mut self, attempts: u32, previous: Option<Self>, method: &Method) -> Self {
        let applied = previous.as_ref().is_some_and(Self::may_have_been_applied);
        let news = |previous: &Self| previous.0.message != self.0.message;
        let previous = previous.filter(news).map(|mut previous| {
            // One is enough to tell; more would grow.
            previous.0.attempts.previous = None;
            previous
        });
        self.0.attempts = AttemptHistory {
            made: attempts,
            previous,
            applied,
            unaffordable: false,
            writes: !method.is_safe(),
        };
        self
    }

    /// Says that there was no budget left for another attempt.
    pub(crate) fn for_want_of_budget(mut self) -> Self {
        self.0.attempts.unaffordable = true;
        self
    }

    /// How many times the request was sent; zero if it was not. What is sent again by the rules of
    /// [`RetryPolicy`](crate::RetryPolicy) counts, a replay with other credentials does not.
    pub const fn attempts(&self) -> u32 {
        self.0.attempts.made
    }

    /// How the attempt before the last failed, unless it failed in the same way.
    pub const fn previous(&self) -> Option<&Self> {
        self.0.attempts.previous.as_ref()
    }

    /// Whether the server may have done what was asked, in this attempt or one before. When
    /// `false`, asking again cannot do it twice.
    ///
    /// Reads change nothing, so of them it is `false`. Of writes it is `true` after an answer of
    /// 5xx, a success that cannot be read, and a transport error of which the
    /// [kind](crate::transport::TransportErrorKind::may_have_been_applied) says so.
    pub fn may_have_been_applied(&self) -> bool {
        let verb = self.0.asked.as_ref().map(|(verb, _)| verb.method());
        let writes = verb.is_some_and(|method| method != Method::GET);
        (writes || self.0.attempts.writes)
            && (self.0.attempts.applied || self.last_may_have_been_applied())
    }

    fn last_may_have_been_applied(&self) -> bool {
        match self.kind() {
            ErrorKind::Api => {
                let stated = self.status().map_or(0, |status| status.code);
                let code = self.http_status().map_or(stated, |code| code.as_u16());
                matches!(code, 0 | 200..300 | 408 | 500..)
            }
            ErrorKind::Decode => true,
            ErrorKind::Transport => self
                .transport_kind()
                .is_none_or(|kind| kind.may_have_been_applied()),
            _ => false,
        }
    }
}
