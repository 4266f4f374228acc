//! The places and the queue for them, in virtual time.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;

use super::super::places::{Id, Kind, Places, TURN};
use crate::rt::Instant;

/// Places, what their users know, and what must hold whatever they do.
pub(super) struct Bench {
    pub(super) places: Places,
    pub(super) count: usize,
    pub(super) now: Instant,
    kinds: BTreeMap<Id, Kind>,
    opened: BTreeMap<Id, Instant>,
    pub(super) preferred: BTreeSet<Id>,
    /// Some were preferred: who came first is not always served first.
    jumped: bool,
}

impl Bench {
    pub(super) fn new(exchanges: usize) -> Self {
        let places = Places::within(exchanges);
        Self {
            count: places.demand().1,
            places,
            now: Instant::default(),
            kinds: BTreeMap::new(),
            opened: BTreeMap::new(),
            preferred: BTreeSet::new(),
            jumped: false,
        }
    }

    pub(super) fn enter(&mut self, kind: Kind) -> Id {
        self.enter_as(kind, false)
    }

    pub(super) fn enter_as(&mut self, kind: Kind, preferred: bool) -> Id {
        let id = self.places.enter(kind, preferred);
        self.kinds.insert(id, kind);
        if preferred {
            self.preferred.insert(id);
        }
        self.jumped |= preferred;
        id
    }

    pub(super) fn prefer(&mut self, id: Id, preferred: bool) {
        let news = match preferred {
            true => self.preferred.insert(id),
            false => self.preferred.remove(&id),
        };
        assert_eq!(self.places.prefer(id, preferred), news);
        self.jumped |= preferred;
    }

    /// How many places are for preferred ones first.
    pub(super) fn reserved(&self) -> usize {
        let holders = self.holders();
        let stays = |id: &&Id| self.kinds[*id] == Kind::Staying;
        (self.count - 1).saturating_sub(holders.iter().filter(stays).count())
    }

    pub(super) fn leave(&mut self, id: Id) {
        self.kinds.remove(&id);
        self.opened.remove(&id);
        self.preferred.remove(&id);
        for admitted in self.places.leave(id) {
            assert!(self.places.has_place(admitted));
        }
    }

    pub(super) fn open(&mut self, id: Id) {
        if self.places.has_place(id) {
            self.places.opened(id, self.now);
            self.opened.entry(id).or_insert(self.now);
        }
    }

    pub(super) fn holders(&self) -> Vec<Id> {
        let ids = self.kinds.keys().copied();
        ids.filter(|id| self.places.has_place(*id)).collect()
    }

    /// Those who wait, of one kind, the first one first.
    fn waiting(&self, kind: Kind) -> Vec<Id> {
        let queue = self.places.queue();
        queue.filter(|id| self.kinds[id] == kind).collect()
    }

    pub(super) fn rotate(&mut self) -> Vec<Id> {
        let waits = self.places.queue().next().is_some();
        let ended = self.places.rotate(self.now);
        for id in &ended {
            assert!(waits, "ended for nobody");
            assert_eq!(self.kinds[id], Kind::Rotating);
            let soon = self.now - self.opened[id] < TURN;
            let preferred = self.preferred.contains(id);
            let mut waiting = self.places.queue();
            let for_preferred = waiting.any(|id| self.preferred.contains(&id));
            assert!(!soon || (for_preferred && !preferred), "ended too soon");
            let all_kept = self.preferred.len() <= self.reserved();
            assert!(!preferred || !all_kept, "somebody looks at it");
        }
        ended
    }

    pub(super) fn check(&self) {
        let holders = self.holders();
        assert!(
            holders.len() <= self.count,
            "more open than there are places"
        );
        let stays = |id: &&Id| self.kinds[*id] == Kind::Staying;
        let staying = holders.iter().filter(stays).count();
        assert!(
            staying <= (self.count - 1).max(1),
            "nothing left for informers"
        );
        if holders.len() < self.count {
            assert!(self.waiting(Kind::Rotating).is_empty(), "a place is empty");
        }
        // First come, first served: nobody of the same kind waits who came before.
        for kind in [Kind::Rotating, Kind::Staying] {
            if self.jumped && kind == Kind::Rotating {
                continue;
            }
            let last = holders.iter().filter(|id| self.kinds[id] == kind).max();
            let first = self.waiting(kind).into_iter().min();
            assert!(last.zip(first).is_none_or(|(last, first)| *last < first));
        }
        let queue: BTreeSet<Id> = self.places.queue().collect();
        assert_eq!(queue.len() + holders.len(), self.kinds.len());
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Enter(bool),
    Leave(prop::sample::Index),
    Open(prop::sample::Index),
    Prefer(prop::sample::Index, bool),
    Rotate,
    Wait(u64),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => any::<bool>().prop_map(Step::Enter),
        3 => any::<prop::sample::Index>().prop_map(Step::Leave),
        3 => any::<prop::sample::Index>().prop_map(Step::Open),
        2 => (any::<prop::sample::Index>(), any::<bool>())
            .prop_map(|(index, preferred)| Step::Prefer(index, preferred)),
        2 => Just(Step::Rotate),
        2 => (0..8000u64).prop_map(Step::Wait),
    ]
}

proptest! {
    #[test]
    fn places_are_bounded_fair_and_never_empty_while_somebody_waits(
        exchanges in 0..10usize,
        prefer in any::<bool>(),
        steps in prop::collection::vec(any_step(), 0..200),
    ) {
        let mut bench = Bench::new(exchanges);
        for step in steps {
            let ids: Vec<Id> = bench.kinds.keys().copied().collect();
            match step {
                Step::Enter(true) => {
                    bench.enter(Kind::Rotating);
                }
                Step::Enter(false) => {
                    bench.enter(Kind::Staying);
                }
                Step::Leave(index) if !ids.is_empty() => bench.leave(*index.get(&ids)),
                Step::Open(index) if !ids.is_empty() => bench.open(*index.get(&ids)),
                Step::Rotate => {
                    bench.rotate();
                }
                Step::Wait(millis) => bench.now = bench.now + Duration::from_millis(millis),
                Step::Prefer(index, preferred) if prefer && !ids.is_empty() => {
                    let id = *index.get(&ids);
                    if bench.kinds[&id] == Kind::Rotating {
                        bench.prefer(id, preferred);
                    }
                }
                Step::Leave(_) | Step::Open(_) | Step::Prefer(..) => {}
            }
            bench.check();
        }
    }

    #[test]
    fn everybody_has_a_turn_again_within_the_time_of_one_round(
        exchanges in 0..10usize,
        rotating in 1..40usize,
        staying in 0..10usize,
    ) {
        let mut bench = Bench::new(exchanges);
        // One that stays may have the only place; then the others wait for good.
        let staying = if bench.count > 1 { staying } else { 0 };
        for _ in 0..staying {
            bench.enter(Kind::Staying);
        }
        let mut seen: Vec<(Id, Instant)> =
            (0..rotating).map(|_| (bench.enter(Kind::Rotating), bench.now)).collect();
        let free = bench.count - staying.min(bench.count - 1);
        let round = TURN * u32::try_from(rotating.div_ceil(free)).unwrap_or(u32::MAX);
        for _ in 0..200 {
            bench.holders().into_iter().for_each(|id| bench.open(id));
            for over in bench.rotate() {
                bench.leave(over);
                let again = bench.enter(Kind::Rotating);
                let place = seen.iter_mut().find(|(id, _)| *id == over);
                place.expect("one of these").0 = again;
            }
            bench.holders().into_iter().for_each(|id| bench.open(id));
            bench.check();
            for (id, at) in &mut seen {
                if bench.places.has_place(*id) {
                    *at = bench.now;
                }
                prop_assert!(bench.now - *at <= round, "waits for {:?}", bench.now - *at);
            }
            let next = bench.places.next_rotation();
            bench.now = next.unwrap_or(bench.now + TURN).max(bench.now);
        }
    }
}

#[test]
fn two_exchanges_are_left_for_others_and_two_places_are_the_least_of_three() {
    let expected = [
        (0, 1),
        (1, 1),
        (2, 1),
        (3, 2),
        (4, 2),
        (5, 3),
        (6, 4),
        (100, 98),
    ];
    for (exchanges, places) in expected {
        assert_eq!(Places::within(exchanges).demand(), (0, places));
    }
}

#[test]
fn a_turn_begins_with_the_answer_and_ends_only_for_somebody_else() {
    let mut places = Places::within(2);
    let first = places.enter(Kind::Rotating, false);
    let later = Instant::default() + TURN * 10;
    assert!(places.rotate(later).is_empty(), "nobody waits");
    let second = places.enter(Kind::Rotating, false);
    assert!(places.rotate(later).is_empty(), "it has no answer yet");
    places.opened(first, later);
    assert_eq!(places.next_rotation(), Some(later + TURN));
    assert!(places.rotate(later).is_empty());
    assert_eq!(places.rotate(later + TURN), [first]);
    assert!(places.is_over(first) && !places.has_place(second));
    assert!(places.rotate(later + TURN * 2).is_empty(), "told once");
    assert_eq!(places.leave(first), [second]);
}

#[test]
fn one_that_stays_leaves_a_place_to_turns_unless_there_is_only_one() {
    for exchanges in [3, 4, 6] {
        let mut places = Places::within(exchanges);
        for _ in 0..10 {
            places.enter(Kind::Staying, false);
        }
        let rotating = places.enter(Kind::Rotating, false);
        assert!(places.has_place(rotating), "of {exchanges}");
    }
    let mut places = Places::within(2);
    let staying = places.enter(Kind::Staying, false);
    let rotating = places.enter(Kind::Rotating, false);
    assert!(places.has_place(staying) && !places.has_place(rotating));
}
