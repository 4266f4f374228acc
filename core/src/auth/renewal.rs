//! When credentials that expire are to be had anew.

use std::time::Duration;

use super::{OnRejected, Version};
use crate::rt::{Instant, Timestamp};

/// The longest time before their expiry at which credentials are renewed.
const LEEWAY_MAX: Duration = Duration::from_secs(60);
/// Leeway is no more than this part of the time for which credentials are good.
const LEEWAY_PART: u32 = 10;
/// The pause after a renewal that brought nothing new.
const PAUSE: Duration = Duration::from_secs(10);

/// The state machine of credentials that expire, for implementations of
/// [`Credentials`](super::Credentials): what to use, and when to get something newer. It does no
/// IO; who holds it gets the credentials, and says how that ended.
///
/// - **One renewal at a time.** Whoever needs credentials while one is under way waits for that.
/// - **Before they expire**, in the last minute or, if that is less, the last tenth of their life,
///   credentials are renewed while requests go on with those there are. One that is asked for too
///   late is waited for. client-go knows no such leeway: it uses credentials until they have
///   expired, and then everybody waits.
/// - **A renewal that fails** changes nothing as long as the old credentials are good; the next is
///   tried 10 seconds later. Without good credentials each request tries.
/// - **A refusal** (401) renews the credentials refused, unless newer ones are there already. For
///   10 seconds after that no refusal does, whatever it brought: a server that refuses fresh
///   credentials as well does not do so for their age. client-go renews at each.
/// - **Credentials that do not say when they expire** are good until they are refused.
///
/// Expiry goes by the wall clock, so that credentials have expired when a machine wakes up.
///
/// ```
/// use std::time::Duration;
/// use outrigger::auth::{Demand, Now, Renewal};
/// use outrigger::rt::{Instant, Timestamp};
///
/// let at = |seconds| Now {
///     monotonic: Instant::new(Duration::from_secs(seconds)),
///     wall: Timestamp::from_unix(Duration::from_secs(seconds)),
/// };
/// let mut renewal = Renewal::default();
/// assert_eq!(renewal.demand(at(0)), Demand::Wait { begin: true });
/// assert_eq!(renewal.demand(at(1)), Demand::Wait { begin: false });
/// let version = renewal.succeeded("token", Some(at(3600).wall), at(2));
/// assert_eq!(renewal.demand(at(3000)), Demand::Use { value: "token", version, begin: false });
/// assert_eq!(renewal.demand(at(3590)), Demand::Use { value: "token", version, begin: true });
/// ```
#[derive(Debug)]
pub struct Renewal<T> {
    held: Option<Held<T>>,
    version: Version,
    under_way: bool,
    /// Nothing is renewed of our own accord before this.
    pause_until: Option<Instant>,
    /// What is under way was begun by a refusal.
    by_refusal: bool,
    /// No refusal renews anything before this.
    no_refusal_until: Option<Instant>,
}

#[derive(Debug)]
struct Held<T> {
    value: T,
    /// `None` is never.
    expires: Option<Timestamp>,
    renew_at: Option<Timestamp>,
}

/// What time it is, on both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// [`Timer::now`](crate::rt::Timer::now).
    pub monotonic: Instant,
    /// [`Timer::wall_now`](crate::rt::Timer::wall_now).
    pub wall: Timestamp,
}

/// What to do for a request that needs credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Demand<T> {
    /// Use these.
    Use {
        /// The credentials.
        value: T,
        /// Their version.
        version: Version,
        /// Whether to begin a renewal, which nobody waits for.
        begin: bool,
    },
    /// Wait for the renewal that is under way, and use what it brings, even if that has expired.
    Wait {
        /// Whether to begin that renewal.
        begin: bool,
    },
}

/// What to do about a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// What to do is known.
    Known(OnRejected),
    /// Wait for the renewal that is under way, and then ask [`Renewal::settle`].
    Wait {
        /// Whether to begin that renewal.
        begin: bool,
    },
}

impl<T> Default for Renewal<T> {
    fn default() -> Self {
        Self {
            held: None,
            version: Version::default(),
            under_way: false,
            pause_until: None,
            by_refusal: false,
            no_refusal_until: None,
        }
    }
}

impl<T: Clone + PartialEq> Renewal<T> {
    /// A request needs credentials. When told to begin a renewal, the caller must, and report its
    /// end to [`succeeded`](Self::succeeded) or [`failed`](Self::failed).
    pub fn demand(&mut self, now: Now) -> Demand<T> {
        let held = self.held.as_ref();
        let good = |held: &&Held<T>| held.expires.is_none_or(|expires| now.wall < expires);
        let Some(held) = held.filter(good) else {
            let begin = self.begin();
            return Demand::Wait { begin };
        };
        let value = held.value.clone();
        let due = held.renew_at.is_some_and(|due| due <= now.wall);
        let begin = due && !self.pauses(now) && self.begin();
        let version = self.version;
        Demand::Use {
            value,
            version,
            begin,
        }
    }

    /// The version of the newest credentials; zero where there have been none.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The server refused credentials of `version`.
    pub fn refused(&mut self, version: Version, now: Now) -> Refusal {
        if self.version != version {
            return Refusal::Known(OnRejected::Retry);
        }
        let lately = |until: Instant| now.monotonic < until;
        if !self.under_way && (self.pauses(now) || self.no_refusal_until.is_some_and(lately)) {
            return Refusal::Known(OnRejected::GiveUp);
        }
        let begin = self.begin();
        self.by_refusal |= begin;
        Refusal::Wait { begin }
    }

    /// What to do about a refusal of `version`, once a renewal has ended.
    pub fn settle(&self, version: Version) -> OnRejected {
        match self.version == version {
            true => OnRejected::GiveUp,
            false => OnRejected::Retry,
        }
    }

    /// A renewal has brought `value`, good until `expires`. The version grows when the value is
    /// not the one there was.
    pub fn succeeded(&mut self, value: T, expires: Option<Timestamp>, now: Now) -> Version {
        self.under_way = false;
        let renew_at = expires.map(|expires| {
            let life = expires.saturating_duration_since(now.wall);
            let leeway = LEEWAY_MAX.min(life / LEEWAY_PART);
            Timestamp::from_unix(expires.as_unix().saturating_sub(leeway))
        });
        let same = |held: &&Held<T>| held.value == value;
        let old = self.held.as_ref().filter(same);
        // A source that keeps credentials itself hands out the same until they have expired.
        let stale = old.is_some_and(|old| old.expires == expires);
        self.pause_until = stale.then(|| now.monotonic + PAUSE);
        if std::mem::take(&mut self.by_refusal) {
            self.no_refusal_until = Some(now.monotonic + PAUSE);
        }
        if old.is_none() {
            self.version.0 += 1;
        }
        self.held = Some(Held {
            value,
            expires,
            renew_at,
        });
        self.version
    }

    /// A renewal has failed.
    pub fn failed(&mut self, now: Now) {
        self.under_way = false;
        self.by_refusal = false;
        self.pause_until = Some(now.monotonic + PAUSE);
    }

    fn begin(&mut self) -> bool {
        !std::mem::replace(&mut self.under_way, true)
    }

    fn pauses(&self, now: Now) -> bool {
        self.pause_until.is_some_and(|until| now.monotonic < until)
    }
}

#[cfg(test)]
mod tests;
