//! Many tasks in virtual time.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::time::Duration;

use outrigger::rt::{Instant, Timer};
use outrigger_test::{Aborted, Executor, MockTransport, Stuck, yield_now};

mod bounds;
mod seeds;
mod tasks;

const SECOND: Duration = Duration::from_secs(1);

/// What a panic in `test` says.
fn panic_of(test: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(test)).expect_err("it did not panic");
    *panic.downcast::<String>().expect("a formatted panic")
}
