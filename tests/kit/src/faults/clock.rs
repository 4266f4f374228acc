//! The faults of the client's machine.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use outrigger::rt::{Instant, Timer, Timestamp};

use super::Faults;
use super::rule::{Fault, Rule};
use super::transport::Shared;
use crate::ManualTimer;
use crate::random::Random;

/// Strikes the machine as the plan of the moment says, without end.
pub(super) async fn run(shared: Arc<Shared>, timer: ManualTimer) {
    let mut random = Random::nth(shared.seed, 0);
    let mut listener = shared.news.listen();
    loop {
        let plan = shared.news.plan();
        let strikes = pin!(follow(&shared, &plan, &timer, &mut random));
        match select(strikes, pin!(listener.other_than(&plan))).await {
            Either::Left(((), other)) => other.await,
            Either::Right(_) => {}
        }
    }
}

/// Strikes until the plan has nothing more for the machine.
async fn follow(shared: &Shared, plan: &Faults, timer: &ManualTimer, random: &mut Random) {
    let mut due: Vec<_> = plan
        .rules
        .iter()
        .filter_map(|rule| Some((next(rule, timer.now(), random)?, rule)))
        .collect();
    while let Some(n) = (0..due.len()).min_by_key(|n| due[*n].0) {
        let (at, rule) = due.swap_remove(n);
        timer.sleep(at - timer.now()).await;
        strike(shared, &rule.fault, timer, random);
        due.extend(next(rule, timer.now(), random).map(|at| (at, rule)));
    }
}

/// When a fault of the machine strikes next.
fn next(rule: &Rule, now: Instant, random: &mut Random) -> Option<Instant> {
    let (Fault::JumpClock { every, .. } | Fault::Sleep { every, .. }) = rule.fault else {
        return None;
    };
    // At least a millisecond on, for time has to pass.
    let wait = up_to(every.saturating_mul(2), random) + Duration::from_millis(1);
    let at = now.max(rule.from()) + wait;
    rule.is_on(at).then_some(at)
}

fn strike(shared: &Shared, fault: &Fault, timer: &ManualTimer, random: &mut Random) {
    match fault {
        Fault::JumpClock { up_to: most, .. } => {
            let by = up_to(*most, random);
            let back = random.happens(0.5);
            if back {
                let wall = timer.wall_now().as_unix().saturating_sub(by);
                timer.set_wall(Timestamp::from_unix(wall));
            } else {
                timer.jump_wall(by);
            }
            let way = if back { "back" } else { "forth" };
            shared.inject(
                "jump clock",
                format_args!("the clock jumps {way} by {by:?}"),
            );
        }
        Fault::Sleep { up_to: most, .. } => {
            let by = up_to(*most, random);
            timer.jump_wall(by);
            shared.inject("sleep", format_args!("the machine sleeps for {by:?}"));
            shared.news.machine_slept();
        }
        _ => {}
    }
}

/// A random time of whole milliseconds.
pub(super) fn up_to(most: Duration, random: &mut Random) -> Duration {
    let most = u64::try_from(most.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(random.below(most.saturating_add(1)))
}
