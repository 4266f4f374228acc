use std::time::Duration;

use http::StatusCode;

use super::*;
use crate::request::Verb;
use crate::rt::Instant;
use crate::transport::TransportErrorKind as Kind;

const VERBS: [Verb; 7] = [
    Verb::Create,
    Verb::Delete,
    Verb::Get,
    Verb::List,
    Verb::Patch,
    Verb::Update,
    Verb::Watch,
];

fn seconds(seconds: u64) -> Option<Duration> {
    Some(Duration::from_secs(seconds))
}

fn answered(status: u16, retry_after: Option<Duration>) -> Failure {
    let status = StatusCode::from_u16(status).unwrap();
    Failure::Answered {
        status,
        retry_after,
    }
}

#[test]
fn an_answer_that_names_a_time_is_asked_again_whatever_the_verb() {
    let policy = RetryPolicy::default();
    for verb in VERBS {
        for (status, retry_after, expected) in [
            (429, seconds(3), seconds(3)),
            (429, seconds(0), seconds(0)),
            (429, None, None),
            (500, seconds(1), seconds(1)),
            (503, seconds(300), seconds(300)),
            (503, seconds(301), None),
            (599, seconds(1), seconds(1)),
            (503, None, None),
            (499, seconds(1), None),
            (409, seconds(1), None),
            (302, seconds(1), None),
        ] {
            let next = policy.next(verb, 1, answered(status, retry_after));
            assert_eq!(next, expected, "{verb} {status} {retry_after:?}");
        }
    }
}

#[test]
fn a_broken_exchange_is_tried_again_where_it_does_no_harm() {
    let policy = RetryPolicy::default();
    let reads = [Verb::Get, Verb::List, Verb::Watch];
    for verb in VERBS {
        for kind in [
            Kind::Aborted,
            Kind::InvalidRequest,
            Kind::Network,
            Kind::Protocol,
            Kind::Redirect,
            Kind::Refused,
            Kind::Resolve,
            Kind::Tls,
            Kind::TooLarge,
            Kind::Unsupported,
        ] {
            assert_eq!(
                policy.next(verb, 1, Failure::Broke(kind)),
                None,
                "{verb} {kind:?}"
            );
        }
        for (kind, expected) in [
            (Kind::Unprocessed, seconds(0)),
            (Kind::Reset, seconds(1).filter(|_| reads.contains(&verb))),
            (
                Kind::Interrupted,
                seconds(1).filter(|_| reads.contains(&verb)),
            ),
            (Kind::Timeout, seconds(1).filter(|_| verb == Verb::Watch)),
        ] {
            assert_eq!(
                policy.next(verb, 1, Failure::Broke(kind)),
                expected,
                "{verb} {kind:?}"
            );
        }
        let second = policy.next(verb, 2, Failure::Broke(Kind::Unprocessed));
        assert_eq!(second, seconds(1));
    }
}

#[test]
fn there_is_an_end_to_it() {
    let busy = || answered(429, seconds(1));
    for (policy, last) in [
        (RetryPolicy::default(), 10),
        (RetryPolicy::default().retries(2), 2),
        (RetryPolicy::off(), 0),
    ] {
        for attempts in 1..20 {
            let next = policy.next(Verb::Create, attempts, busy());
            assert_eq!(next.is_some(), attempts <= last, "{policy:?} {attempts}");
        }
    }
}

#[test]
fn a_budget_is_used_up_and_comes_back() {
    let budget = RetryBudget::new(3);
    let at = |seconds| Instant::new(Duration::from_secs(seconds));
    let taken = |seconds| (0..10).filter(|_| budget.take(at(seconds))).count();
    assert_eq!(taken(100), 3);
    assert_eq!(taken(101), 1);
    assert_eq!(taken(500), 3, "no more than it had at first");
    (0..11).for_each(|_| budget.earn());
    assert_eq!(taken(500), 1);
    assert!(!budget.take(at(7)), "a clock that goes back gives nothing");
}
