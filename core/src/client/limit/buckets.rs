use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::bucket::{Bucket, Reservation};
use super::{DEFAULT, DISCOVERY, Kind, RateLimit};
use crate::by_name::ByName;
use crate::request::Request;
use crate::rt::{Instant, Timer};

/// How many groups and versions are told apart; more share one bucket.
const BUCKETS_MAX: usize = 256;

/// The buckets of a client and its clones.
#[derive(Debug)]
pub(in crate::client) struct Buckets {
    limit: RateLimit,
    /// By group and version, as the path has them; those of no such have the empty one.
    buckets: Mutex<ByName<Bucket>>,
}

impl Buckets {
    pub(in crate::client) fn new(limit: RateLimit) -> Self {
        Self {
            limit,
            buckets: Mutex::default(),
        }
    }

    /// Waits until `request` may be sent; how long that took.
    ///
    /// # Cancel safety
    /// Dropping it gives the place back.
    pub(in crate::client) async fn wait(&self, request: &Request, timer: &dyn Timer) -> Duration {
        let now = timer.now();
        let Some((key, reservation)) = self.reserve(request, now) else {
            return Duration::ZERO;
        };
        let delay = reservation.at - now;
        if delay.is_zero() {
            return delay;
        }
        let mut place = Place {
            buckets: self,
            key,
            reservation,
            timer,
            used: false,
        };
        timer.sleep(delay).await;
        place.used = true;
        timer.now() - now
    }

    fn reserve<'a>(&self, request: &'a Request, now: Instant) -> Option<(&'a str, Reservation)> {
        let mut key = match self.limit.0 {
            Kind::Off => return None,
            Kind::One(_) => "",
            Kind::EachGroupVersion => bucket_of(request),
        };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= BUCKETS_MAX && !buckets.contains_key(key) {
            buckets.retain(|_, bucket| !bucket.is_full(now));
            if buckets.len() >= BUCKETS_MAX {
                key = "";
            }
        }
        if let Some(bucket) = buckets.get_mut(key) {
            return Some((key, bucket.reserve(now)));
        }
        let rate = match self.limit.0 {
            Kind::One(rate) => rate,
            _ if key.is_empty() => DISCOVERY,
            _ => DEFAULT,
        };
        let mut bucket = Bucket::new(rate);
        let reservation = bucket.reserve(now);
        buckets.insert(key.to_owned(), bucket);
        Some((key, reservation))
    }

    fn cancel(&self, key: &str, reservation: Reservation, now: Instant) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get_mut(key) {
            bucket.cancel(reservation, now);
        }
    }
}

/// The group and version of a resource, as the path has them; empty for anything else, the
/// document of a group and version included.
pub(super) fn bucket_of(request: &Request) -> &str {
    match request.group_version_path() {
        all if all.len() == request.path().trim_end_matches('/').len() => "",
        part => part,
    }
}

/// A place in the queue, given back unless it is used.
struct Place<'a> {
    buckets: &'a Buckets,
    key: &'a str,
    reservation: Reservation,
    timer: &'a dyn Timer,
    used: bool,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if !self.used {
            let now = self.timer.now();
            self.buckets.cancel(self.key, self.reservation, now);
        }
    }
}
