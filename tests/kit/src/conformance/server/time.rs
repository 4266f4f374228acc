use std::time::{Duration, SystemTime, UNIX_EPOCH};

use outrigger::rt::{BoxFuture, Instant, Timer, Timestamp};

/// The server's own clock.
#[derive(Debug)]
pub(super) struct TokioTimer(std::time::Instant);

impl TokioTimer {
    pub(super) fn start() -> Self {
        Self(std::time::Instant::now())
    }
}

impl Timer for TokioTimer {
    fn now(&self) -> Instant {
        Instant::new(self.0.elapsed())
    }

    fn wall_now(&self) -> Timestamp {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
        Timestamp::from_unix(since_epoch.unwrap_or_default())
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
