//! Exchanges that somebody looks at, among others.

use proptest::prelude::*;

use super::super::places::{Id, Kind, Places, TURN};
use super::places::Bench;
use crate::rt::Instant;

/// One that comes back whenever its turn was over.
struct Member {
    id: Id,
    preferred: bool,
    /// When it last had a place.
    seen: Instant,
}

fn members(bench: &mut Bench, count: usize, preferred: usize) -> Vec<Member> {
    let members = (0..count).map(|index| {
        let preferred = index < preferred;
        let id = bench.enter_as(Kind::Rotating, preferred);
        let seen = bench.now;
        Member {
            id,
            preferred,
            seen,
        }
    });
    members.collect()
}

/// Everything that happens at one moment.
fn settle(bench: &mut Bench, members: &mut [Member]) {
    loop {
        bench.holders().into_iter().for_each(|id| bench.open(id));
        let ended = bench.rotate();
        if ended.is_empty() {
            break;
        }
        for over in ended {
            bench.leave(over);
            let member = members.iter_mut().find(|member| member.id == over);
            let member = member.expect("one of these");
            member.id = bench.enter_as(Kind::Rotating, member.preferred);
        }
    }
    bench.check();
    for member in members {
        if bench.places.has_place(member.id) {
            member.seen = bench.now;
        }
    }
}

proptest! {
    #[test]
    fn preferred_ones_keep_their_places_and_the_others_have_turns(
        exchanges in 0..10usize,
        rotating in 1..30usize,
        preferred in 0..10usize,
        staying in 0..10usize,
    ) {
        let mut bench = Bench::new(exchanges);
        // One that stays may have the only place; then the others wait for good.
        let staying = if bench.count > 1 { staying } else { 0 };
        for _ in 0..staying {
            bench.enter(Kind::Staying);
        }
        let mut members = members(&mut bench, rotating, preferred.min(rotating));
        let kept = bench.preferred.len() <= bench.reserved();
        // At the least one place that goes from one to the next.
        let round = TURN * u32::try_from(rotating).unwrap();
        for _ in 0..200 {
            settle(&mut bench, &mut members);
            for member in &members {
                let waited = bench.now - member.seen;
                prop_assert!(waited <= round, "waits for {waited:?}");
                prop_assert!(!kept || !member.preferred || waited.is_zero());
            }
            let next = bench.places.next_rotation();
            bench.now = next.unwrap_or(bench.now + TURN).max(bench.now);
        }
    }

    #[test]
    fn whatever_is_preferred_from_moment_to_moment_nobody_starves(
        exchanges in 0..10usize,
        rotating in 1..12usize,
        staying in 0..3usize,
        millis in 100..3000u64,
        looks in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 1..40),
    ) {
        let mut bench = Bench::new(exchanges);
        let staying = if bench.count > 1 { staying } else { 0 };
        for _ in 0..staying {
            bench.enter(Kind::Staying);
        }
        let mut members = members(&mut bench, rotating, 0);
        let step = std::time::Duration::from_millis(millis);
        // Each place in front costs the jumps that are allowed meanwhile, and a turn.
        let places = rotating * (bench.count + 1);
        let limit = (TURN + step) * u32::try_from(places).unwrap();
        for (index, preferred) in looks.iter().cycle().take(1000) {
            let member = &mut members[index.index(rotating)];
            member.preferred = *preferred;
            bench.prefer(member.id, *preferred);
            settle(&mut bench, &mut members);
            for member in &members {
                let waited = bench.now - member.seen;
                prop_assert!(waited <= limit, "waits for {waited:?}");
            }
            bench.now = bench.now + step;
        }
    }
}

/// Four places, taken by those of the first four that are open since the start.
fn full() -> (Places, Vec<Id>, Instant) {
    let mut places = Places::within(6);
    let now = Instant::default();
    let ids: Vec<Id> = (0..6)
        .map(|_| places.enter(Kind::Rotating, false))
        .collect();
    for (id, age) in ids.iter().zip([0, 1, 2, 3]) {
        places.opened(*id, now + std::time::Duration::from_secs(age));
    }
    (places, ids, now + std::time::Duration::from_secs(4))
}

#[test]
fn one_that_is_preferred_while_it_waits_is_next_and_the_oldest_turn_ends_at_once() {
    let (mut places, ids, now) = full();
    assert!(places.rotate(now).is_empty(), "no turn has lasted 5 s");
    assert!(places.prefer(ids[5], true) && !places.prefer(ids[5], true));
    assert_eq!(places.rotate(now), [ids[0]]);
    assert!(places.rotate(now).is_empty(), "one is enough");
    assert_eq!(
        places.leave(ids[0]),
        [ids[5]],
        "before the one that came first"
    );
}

#[test]
fn one_that_is_preferred_no_more_had_its_turn() {
    let (mut places, ids, now) = full();
    places.prefer(ids[0], true);
    let later = now + TURN * 10;
    assert_eq!(
        places.rotate(later),
        [ids[1], ids[2]],
        "for the two that wait"
    );
    assert_eq!(places.leave(ids[1]), [ids[4]]);
    assert_eq!(places.leave(ids[2]), [ids[5]]);
    places.opened(ids[4], later);
    places.opened(ids[5], later);
    let again = places.enter(Kind::Rotating, false);
    places.prefer(ids[3], true);
    assert_eq!(places.next_rotation(), Some(later + TURN));
    places.prefer(ids[0], false);
    assert_eq!(places.rotate(later), [ids[0]]);
    assert_eq!(places.leave(ids[0]), [again]);
}

#[test]
fn one_place_always_rotates() {
    let mut places = Places::within(6);
    let now = Instant::default();
    let ids: Vec<Id> = (0..5).map(|_| places.enter(Kind::Rotating, true)).collect();
    ids.iter().take(4).for_each(|id| places.opened(*id, now));
    let other = places.enter(Kind::Rotating, false);
    assert_eq!(places.rotate(now + TURN), [ids[0], ids[1]]);
    assert_eq!(places.leave(ids[0]), [ids[4]]);
    places.enter(Kind::Rotating, true);
    // Three of the four are open: this place is for whoever came first.
    assert_eq!(places.leave(ids[1]), [other]);
    assert!(!places.has_place(ids[0]) && places.has_place(ids[2]));
}

#[test]
fn where_there_is_one_place_all_are_equal() {
    let mut places = Places::within(2);
    let now = Instant::default();
    let first = places.enter(Kind::Rotating, false);
    let second = places.enter(Kind::Rotating, false);
    let third = places.enter(Kind::Rotating, true);
    places.opened(first, now);
    assert!(places.rotate(now).is_empty());
    assert_eq!(places.rotate(now + TURN), [first]);
    assert_eq!(places.leave(first), [second]);
    places.leave(second);
    places.opened(third, now);
    places.enter(Kind::Rotating, false);
    assert_eq!(places.rotate(now + TURN), [third]);
}
