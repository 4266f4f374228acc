//! How many requests a second a client sends.

mod bucket;
mod buckets;

pub(super) use self::buckets::Buckets;

/// How many requests a client sends a second: `burst` at once, and `qps` a second after them.
///
/// As client-go does, 5 a second and 10 at once by default, for each group and version by itself
/// (`v1`, `apps/v1`); what is no resource of one, such as discovery, has 5 a second and 300 at
/// once. A limit that was set is one for everything that the client and its clones send. (The
/// dynamic client of client-go has one for all groups; this one makes no difference.)
///
/// A request that finds no room waits, in the order of arrival; dropping it gives its place back if
/// nobody waits behind it, since those keep their times. Opening a watch does not wait, only opening
/// it again, and informers, which send one request at a time and wait between failures, do not
/// either. No limit to the time of a request runs during the first wait; one before a retry is
/// inside the total limit. An [`Observer`](crate::Observer) is told of each wait.
///
/// API servers protect themselves (priority and fairness): where many requests are what is wanted,
/// [`off`](Self::off) is safe.
///
/// ```
/// use outrigger::RateLimit;
///
/// let faster = RateLimit::new(50.0, 100);
/// let none = RateLimit::off();
/// # assert_ne!(faster, none);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[must_use]
pub struct RateLimit(Kind);

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Kind {
    #[default]
    EachGroupVersion,
    One(Rate),
    Off,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Rate {
    /// client-go keeps it in these.
    qps: f32,
    burst: u32,
}

impl RateLimit {
    /// `qps` requests a second, `burst` of them at once, for all that the client and its clones
    /// send.
    ///
    /// A `qps` of zero is the default of 5, a negative one none at all, and a `burst` of zero the
    /// default of 10, as in client-go.
    pub fn new(qps: f32, burst: u32) -> Self {
        if qps.is_nan() || qps < 0.0 {
            return Self::off();
        }
        let qps = if qps == 0.0 { DEFAULT.qps } else { qps };
        let burst = if burst == 0 { DEFAULT.burst } else { burst };
        Self(Kind::One(Rate { qps, burst }))
    }

    /// No limit.
    pub const fn off() -> Self {
        Self(Kind::Off)
    }
}

const DEFAULT: Rate = Rate {
    qps: 5.0,
    burst: 10,
};

/// Of what is no resource: a legacy server has a document for each group and version.
const DISCOVERY: Rate = Rate {
    qps: 5.0,
    burst: 300,
};

#[cfg(test)]
mod tests;
