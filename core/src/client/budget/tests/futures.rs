//! Tasks that wait for a turn, polled only when they are woken.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Wake;
use std::time::Duration;

use proptest::prelude::*;

use super::super::places::TURN;
use super::super::*;
use crate::rt::Timestamp;

/// A clock that stands still until it is moved.
#[derive(Debug, Default)]
struct FakeClock(Mutex<(Instant, Vec<(Instant, Waker)>)>);

impl FakeClock {
    /// Moves on by `time`, or up to what somebody waits for.
    fn advance(&self, time: Duration) {
        let mut clock = self.0.lock().unwrap();
        let limit = clock.0 + time;
        let next = clock.1.iter().map(|(at, _)| *at).min();
        clock.0 = next.map_or(limit, |next| limit.min(next.max(clock.0)));
        let now = clock.0;
        let due = clock.1.extract_if(.., |(at, _)| *at <= now);
        let due: Vec<Waker> = due.map(|(_, waker)| waker).collect();
        drop(clock);
        due.into_iter().for_each(Waker::wake);
    }
}

/// [`FakeClock`] as the budget has it.
#[derive(Clone, Debug, Default)]
struct FakeTimer(Arc<FakeClock>);

impl Timer for FakeTimer {
    fn now(&self) -> Instant {
        self.0.0.lock().unwrap().0
    }

    fn wall_now(&self) -> Timestamp {
        Timestamp::default()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let (timer, until) = (self.clone(), self.now() + duration);
        Box::pin(std::future::poll_fn(move |cx| {
            let mut clock = timer.0.0.lock().unwrap();
            if clock.0 >= until {
                return Poll::Ready(());
            }
            clock.1.push((until, cx.waker().clone()));
            Poll::Pending
        }))
    }
}

struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A task that takes one turn after the other, or keeps the first.
struct User {
    rotating: bool,
    preferred: bool,
    woken: Arc<Flag>,
    queued: Option<Queued>,
    turn: Option<Turn>,
    turns: usize,
}

impl User {
    fn new(budget: &Budget, rotating: bool) -> Self {
        Self {
            rotating,
            preferred: false,
            woken: Arc::new(Flag(AtomicBool::new(true))),
            queued: Some(enter(budget, rotating, false)),
            turn: None,
            turns: 0,
        }
    }

    /// As a driver does that was woken for it, without a poll of what it waits for.
    fn prefer(&mut self, preferred: bool) {
        self.preferred = preferred;
        self.queued
            .iter()
            .for_each(|queued| queued.prefer(preferred));
        self.turn.iter().for_each(|turn| turn.prefer(preferred));
    }

    fn poll(&mut self, budget: &Budget) {
        let waker = Waker::from(self.woken.clone());
        let mut cx = Context::from_waker(&waker);
        if let Some(queued) = &mut self.queued
            && let Poll::Ready(turn) = Pin::new(queued).poll(&mut cx)
        {
            turn.opened();
            self.queued = None;
            self.turn = Some(turn);
            self.turns += 1;
        }
        if let Some(turn) = &self.turn
            && self.rotating
            && turn.poll_over(&cx).is_ready()
        {
            self.turn = None;
            self.queued = Some(enter(budget, true, self.preferred));
            self.woken.0.store(true, Ordering::Relaxed);
        }
    }
}

fn enter(budget: &Budget, rotating: bool, preferred: bool) -> Queued {
    match rotating {
        true => budget.rotating(preferred),
        false => budget.staying(),
    }
}

/// A budget, its users, and a clock.
struct World {
    clock: FakeTimer,
    budget: Budget,
    places: usize,
    users: Vec<User>,
}

impl World {
    fn new(exchanges: usize) -> Self {
        let clock = FakeTimer::default();
        let budget = Budget::within(exchanges, Arc::new(clock.clone()));
        let places = budget.0.lock().places.demand().1;
        let users = Vec::new();
        Self {
            clock,
            budget,
            places,
            users,
        }
    }

    /// Polls those who were woken, until nobody is.
    fn run(&mut self) {
        for _ in 0..1000 {
            let woken: Vec<&mut User> = self
                .users
                .iter_mut()
                .filter(|user| user.woken.0.swap(false, Ordering::Relaxed))
                .collect();
            if woken.is_empty() {
                return self.check();
            }
            for user in woken {
                user.poll(&self.budget);
            }
        }
        panic!("the tasks spin");
    }

    fn check(&self) {
        let holders = self.users.iter().filter(|user| user.turn.is_some()).count();
        assert!(
            holders <= self.places,
            "{holders} in {} places",
            self.places
        );
        let waits = |user: &User| user.rotating && user.queued.is_some();
        let idle = holders < self.places && self.users.iter().any(waits);
        assert!(!idle, "somebody waits before an empty place, and sleeps");
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Enter(bool),
    Drop(prop::sample::Index),
    Prefer(prop::sample::Index, bool),
    Wait(u64),
    Run,
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop::bool::weighted(0.8).prop_map(Step::Enter),
        3 => any::<prop::sample::Index>().prop_map(Step::Drop),
        2 => (any::<prop::sample::Index>(), any::<bool>())
            .prop_map(|(index, preferred)| Step::Prefer(index, preferred)),
        3 => (0..8000u64).prop_map(Step::Wait),
        3 => Just(Step::Run),
    ]
}

proptest! {
    #[test]
    fn whoever_is_dropped_at_any_time_nobody_is_forgotten(
        exchanges in 2..9usize,
        steps in prop::collection::vec(any_step(), 0..100),
    ) {
        let mut world = World::new(exchanges);
        for step in steps {
            match step {
                Step::Enter(rotating) => world.users.push(User::new(&world.budget, rotating)),
                Step::Drop(index) if !world.users.is_empty() => {
                    // In the queue, admitted and not yet polled, or with a turn.
                    world.users.swap_remove(index.index(world.users.len()));
                }
                Step::Prefer(index, preferred) if !world.users.is_empty() => {
                    let index = index.index(world.users.len());
                    let user = &mut world.users[index];
                    user.prefer(preferred && user.rotating);
                }
                Step::Drop(_) | Step::Prefer(..) => {}
                Step::Wait(millis) => world.clock.0.advance(Duration::from_millis(millis)),
                Step::Run => world.run(),
            }
        }
        world.run();
        // One that stays may have the only place; then the others wait for good.
        prop_assume!(world.places > 1 || world.users.iter().all(|user| user.rotating));
        world.users.iter_mut().for_each(|user| user.turns = 0);
        // One that stays may come in on the way; then preferred ones begin to rotate as well.
        let rounds = u32::try_from(2 * world.users.len() + 1).unwrap();
        let until = world.clock.now() + TURN * rounds;
        while world.clock.now() < until {
            world.clock.0.advance(TURN);
            world.run();
        }
        for user in world.users.iter().filter(|user| user.rotating) {
            prop_assert!(user.turns > 0 || user.turn.is_some(), "one never had a turn");
        }
        let kept = world.budget.0.lock().wakers.len();
        prop_assert!(kept <= world.users.len(), "{} wakers of {}", kept, world.users.len());
        world.users.clear();
        prop_assert!(world.budget.0.lock().wakers.is_empty());
        prop_assert_eq!(world.budget.rotating(false).demand(), (1, world.places));
    }
}
