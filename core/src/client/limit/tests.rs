use std::time::Duration;

use super::bucket::Bucket;
use super::buckets::bucket_of;
use super::*;
use crate::request::Request;
use crate::rt::Instant;

fn at(milliseconds: u64) -> Instant {
    Instant::new(Duration::from_millis(milliseconds))
}

fn rate(qps: f32, burst: u32) -> Rate {
    Rate { qps, burst }
}

/// The waits of requests that come at these milliseconds.
fn waits(rate: Rate, arrivals: &[u64]) -> Vec<u128> {
    let mut bucket = Bucket::new(rate);
    let wait = |arrival: &u64| (bucket.reserve(at(*arrival)).at - at(*arrival)).as_millis();
    arrivals.iter().map(wait).collect()
}

#[test]
fn a_burst_goes_at_once_and_then_so_many_a_second() {
    let many = waits(DEFAULT, &[0; 14]);
    assert_eq!(many[..10], [0; 10]);
    assert_eq!(many[10..], [200, 400, 600, 800]);
    // Whoever comes later waits the less, and a pause fills the bucket, but not over its rim.
    assert_eq!(
        waits(rate(1.0, 1), &[0, 0, 500, 60_000, 60_000]),
        [0, 1000, 1500, 0, 1000]
    );
    assert_eq!(waits(rate(0.5, 2), &[0, 0, 0, 1000]), [0, 0, 2000, 3000]);
    // Slower than anybody lives is no panic.
    assert!(waits(rate(f32::MIN_POSITIVE, 1), &[0, 0])[1] > 1_000_000_000);
    assert_eq!(waits(rate(f32::INFINITY, 1), &[0, 0, 0]), [0, 0, 0]);
}

#[test]
fn only_the_last_place_is_given_back() {
    let mut bucket = Bucket::new(rate(1.0, 1));
    bucket.reserve(at(0));
    let [second, third] = [bucket.reserve(at(0)), bucket.reserve(at(0))];
    assert_eq!([second.at, third.at], [at(1000), at(2000)]);
    bucket.cancel(second, at(500));
    let fourth = bucket.reserve(at(500));
    assert_eq!(fourth.at, at(3000), "one waits, and its time stays");
    bucket.cancel(fourth, at(600));
    bucket.cancel(third, at(600));
    assert_eq!(bucket.reserve(at(600)).at, at(2000));
    // Its time has come and gone: it was used.
    bucket.cancel(third, at(2500));
    assert_eq!(bucket.reserve(at(2500)).at, at(3000));
}

#[test]
fn no_more_than_the_rate_is_sent_when_many_leave() {
    let mut bucket = Bucket::new(rate(3.0, 1));
    bucket.reserve(at(0));
    let mut waiting: Vec<_> = (0..9).map(|_| bucket.reserve(at(0))).collect();
    let stays = waiting.pop().unwrap();
    for left in &waiting {
        bucket.cancel(*left, at(1));
    }
    let next = bucket.reserve(at(1));
    assert_eq!((next.at - stays.at).as_millis(), 333);
    // From behind all come back, however the times are rounded.
    for left in [next, stays].iter().chain(waiting.iter().rev()) {
        bucket.cancel(*left, at(1));
    }
    assert!(bucket.reserve(at(1)).at < at(334));
}

#[test]
fn a_clock_that_is_read_late_earns_nothing_twice() {
    let mut bucket = Bucket::new(rate(1.0, 1));
    bucket.reserve(at(1000));
    // Read before the other, and here after it.
    assert_eq!(bucket.reserve(at(0)).at, at(1000));
    assert_eq!(bucket.reserve(at(1000)).at, at(3000));
}

#[test]
fn paths_tell_group_and_version() {
    for (path, expected) in [
        ("/api/v1/pods", "/api/v1"),
        ("/api/v1/namespaces/shop/pods/web-0", "/api/v1"),
        ("/apis/apps/v1/deployments", "/apis/apps/v1"),
        ("/apis/apps/v1", ""),
        ("/apis/apps/v1/", ""),
        ("/apis/apps", ""),
        ("/apis", ""),
        ("/api/v1", ""),
        ("/api", ""),
        ("/version", ""),
        ("/openapi/v3/apis/apps/v1", ""),
    ] {
        let request = Request::raw_get(path).unwrap();
        assert_eq!(bucket_of(&request), expected, "{path}");
    }
}

#[test]
fn numbers_mean_what_they_mean_to_client_go() {
    assert_eq!(RateLimit::new(0.0, 0), RateLimit(Kind::One(DEFAULT)));
    assert_eq!(
        RateLimit::new(50.0, 0),
        RateLimit(Kind::One(rate(50.0, 10)))
    );
    for qps in [-1.0, f32::NEG_INFINITY, f32::NAN] {
        assert_eq!(RateLimit::new(qps, 10), RateLimit::off());
    }
}
