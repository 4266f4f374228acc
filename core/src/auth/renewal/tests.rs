use super::*;

fn at(seconds: u64) -> Now {
    Now {
        monotonic: Instant::new(Duration::from_secs(seconds)),
        wall: Timestamp::from_unix(Duration::from_secs(seconds)),
    }
}

fn held(expires: u64) -> (Renewal<&'static str>, Version) {
    let mut renewal = Renewal::default();
    assert_eq!(renewal.demand(at(0)), Demand::Wait { begin: true });
    let version = renewal.succeeded("one", Some(at(expires).wall), at(0));
    (renewal, version)
}

fn using(version: Version, begin: bool) -> Demand<&'static str> {
    Demand::Use {
        value: "one",
        version,
        begin,
    }
}

#[test]
fn renewal_begins_once_in_the_last_minute_or_tenth() {
    for (expires, due) in [(3600, 3540), (600, 540), (300, 270), (10, 9)] {
        let (mut renewal, version) = held(expires);
        assert_eq!(renewal.demand(at(due - 1)), using(version, false));
        assert_eq!(renewal.demand(at(due)), using(version, true));
        assert_eq!(renewal.demand(at(due)), using(version, false));
        assert_eq!(renewal.demand(at(expires)), Demand::Wait { begin: false });
    }
}

#[test]
fn what_does_not_expire_is_used_until_it_is_refused() {
    let mut renewal = Renewal::default();
    assert_eq!(renewal.demand(at(0)), Demand::Wait { begin: true });
    let version = renewal.succeeded("one", None, at(0));
    assert_eq!(renewal.demand(at(1 << 40)), using(version, false));
    let refusal = renewal.refused(version, at(5));
    assert_eq!(refusal, Refusal::Wait { begin: true });
    assert_eq!(
        renewal.refused(version, at(5)),
        Refusal::Wait { begin: false }
    );
    let newer = renewal.succeeded("two", None, at(6));
    assert!(newer > version);
    assert_eq!(renewal.settle(version), OnRejected::Retry);
    let late = renewal.refused(version, at(7));
    assert_eq!(late, Refusal::Known(OnRejected::Retry));
}

#[test]
fn a_failure_keeps_what_is_good_and_pauses() {
    let (mut renewal, version) = held(600);
    assert_eq!(renewal.demand(at(550)), using(version, true));
    renewal.failed(at(551));
    assert_eq!(renewal.demand(at(560)), using(version, false));
    let refusal = renewal.refused(version, at(560));
    assert_eq!(refusal, Refusal::Known(OnRejected::GiveUp));
    assert_eq!(renewal.demand(at(561)), using(version, true));
    renewal.failed(at(562));
    // There is nothing to use, so there is no pause either.
    assert_eq!(renewal.demand(at(600)), Demand::Wait { begin: true });
    renewal.failed(at(600));
    assert_eq!(renewal.demand(at(600)), Demand::Wait { begin: true });
}

#[test]
fn the_same_again_is_nothing_new() {
    let (mut renewal, version) = held(600);
    assert_eq!(
        renewal.refused(version, at(1)),
        Refusal::Wait { begin: true }
    );
    let expires = Some(at(600).wall);
    assert_eq!(renewal.succeeded("one", expires, at(2)), version);
    assert_eq!(renewal.settle(version), OnRejected::GiveUp);
    let refusal = renewal.refused(version, at(11));
    assert_eq!(refusal, Refusal::Known(OnRejected::GiveUp));
    assert_eq!(
        renewal.refused(version, at(12)),
        Refusal::Wait { begin: true }
    );
    // Good for longer than before.
    let longer = Some(at(1200).wall);
    assert_eq!(renewal.succeeded("one", longer, at(13)), version);
    assert_eq!(renewal.demand(at(600)), using(version, false));
}

#[test]
fn what_comes_expired_is_used_once() {
    let (mut renewal, version) = held(0);
    assert_eq!(renewal.demand(at(0)), Demand::Wait { begin: true });
    assert_eq!(renewal.succeeded("one", Some(at(0).wall), at(1)), version);
    assert_eq!(renewal.demand(at(1)), Demand::Wait { begin: true });
}

#[test]
fn a_clock_set_back_prolongs_nothing_but_use() {
    let (mut renewal, version) = held(600);
    let mut back = at(700);
    back.wall = at(100).wall;
    assert_eq!(renewal.demand(back), using(version, false));
}

#[test]
fn fresh_credentials_that_are_refused_are_not_renewed_at_once() {
    let mut renewal = Renewal::default();
    assert_eq!(renewal.demand(at(0)), Demand::Wait { begin: true });
    let one = renewal.succeeded("one", None, at(0));
    assert_eq!(renewal.refused(one, at(1)), Refusal::Wait { begin: true });
    let two = renewal.succeeded("two", None, at(2));
    assert_eq!(renewal.settle(one), OnRejected::Retry);
    let give_up = Refusal::Known(OnRejected::GiveUp);
    assert_eq!(renewal.refused(two, at(2)), give_up);
    assert_eq!(renewal.refused(two, at(11)), give_up);
    assert_eq!(renewal.refused(two, at(12)), Refusal::Wait { begin: true });
    // A renewal of its own accord leaves the next refusal its own.
    renewal.failed(at(12));
    assert_eq!(renewal.refused(two, at(22)), Refusal::Wait { begin: true });
    let three = renewal.succeeded("three", Some(at(30).wall), at(22));
    assert_eq!(renewal.demand(at(32)), Demand::Wait { begin: true });
    let four = renewal.succeeded("four", None, at(32));
    assert!(four > three);
    assert_eq!(renewal.refused(four, at(33)), Refusal::Wait { begin: true });
}
