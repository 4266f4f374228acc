use std::time::{Duration, SystemTime, UNIX_EPOCH};

use outrigger::rt::{BoxFuture, Instant, Timer, Timestamp};
use outrigger::transport::TransportError;
use tokio::runtime::Handle;

use crate::runtime;

/// The clock and the alarm of a tokio runtime.
///
/// # Examples
/// ```
/// use std::time::Duration;
/// use outrigger::rt::Timer;
/// use outrigger_hyper::TokioTimer;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let timer = TokioTimer::new().unwrap();
/// let before = timer.now();
/// timer.sleep(Duration::from_millis(1)).await;
/// assert!(timer.now() - before >= Duration::from_millis(1));
/// # });
/// ```
#[derive(Clone, Debug)]
pub struct TokioTimer {
    runtime: Handle,
    origin: tokio::time::Instant,
}

impl TokioTimer {
    /// A timer on the current runtime.
    ///
    /// # Errors
    /// Outside of a tokio runtime, and on one without time.
    pub fn new() -> Result<Self, TransportError> {
        Ok(Self::on(runtime::with_time()?))
    }

    /// A timer on `runtime`, which has its time driver enabled.
    pub fn on(runtime: Handle) -> Self {
        let origin = {
            let _entered = runtime.enter();
            tokio::time::Instant::now()
        };
        Self { runtime, origin }
    }
}

impl Timer for TokioTimer {
    fn now(&self) -> Instant {
        let _entered = self.runtime.enter();
        Instant::new(self.origin.elapsed())
    }

    fn wall_now(&self) -> Timestamp {
        // A clock before 1970 reads as 1970.
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
        Timestamp::from_unix(since_epoch.unwrap_or_default())
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let _entered = self.runtime.enter();
        Box::pin(tokio::time::sleep(duration))
    }
}
