use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use outrigger::rt::{BoxFuture, Instant, Timer, Timestamp};
use outrigger::transport::TransportError;
use send_wrapper::SendWrapper;
use web_sys::Performance;

use crate::platform;

/// The longest alarm that a browser takes, in milliseconds; a longer one goes off at once.
const LONGEST: u32 = i32::MAX as u32;

/// The clock and the alarm of a window or a worker.
///
/// Alarms of a window in the background go off once a second, and after some minutes once a
/// minute; those of workers are on time. The clock may stand still while the machine sleeps.
///
/// # Examples
/// ```no_run
/// # async fn example() -> Result<(), outrigger::transport::TransportError> {
/// use std::time::Duration;
/// use outrigger::rt::Timer;
/// use outrigger_wasm::BrowserTimer;
///
/// let timer = BrowserTimer::new()?;
/// let before = timer.now();
/// timer.sleep(Duration::from_millis(1)).await;
/// assert!(timer.now() - before >= Duration::from_millis(1));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct BrowserTimer(SendWrapper<Performance>);

impl BrowserTimer {
    /// A timer of this window or worker.
    ///
    /// # Errors
    /// Outside of a browser.
    pub fn new() -> Result<Self, TransportError> {
        Ok(Self(SendWrapper::new(platform::performance()?)))
    }
}

impl Timer for BrowserTimer {
    fn now(&self) -> Instant {
        Instant::new(milliseconds(self.0.now()))
    }

    fn wall_now(&self) -> Timestamp {
        Timestamp::from_unix(milliseconds(js_sys::Date::now()))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let (timer, end) = (self.clone(), self.now() + duration);
        // The alarm is set now, not when first polled.
        let mut alarm = TimeoutFuture::new(alarm_of(duration));
        Box::pin(SendWrapper::new(async move {
            loop {
                alarm.await;
                // An alarm may go off a little early, and is no longer than `LONGEST`.
                let left = end - timer.now();
                if left.is_zero() {
                    return;
                }
                alarm = TimeoutFuture::new(alarm_of(left));
            }
        }))
    }
}

/// A clock before its origin reads as the origin.
fn milliseconds(time: f64) -> Duration {
    Duration::try_from_secs_f64(time / 1000.0).unwrap_or_default()
}

/// In whole milliseconds, not too early and not too long.
fn alarm_of(duration: Duration) -> u32 {
    let milliseconds = duration.as_nanos().div_ceil(1_000_000);
    u32::try_from(milliseconds).map_or(LONGEST, |milliseconds| milliseconds.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alarms_are_whole_and_bounded() {
        for (duration, alarm) in [
            (Duration::ZERO, 0),
            (Duration::from_nanos(1), 1),
            (Duration::from_millis(20), 20),
            (Duration::from_micros(20_001), 21),
            (Duration::from_secs(86_400 * 365), LONGEST),
            (Duration::MAX, LONGEST),
        ] {
            assert_eq!(alarm_of(duration), alarm, "{duration:?}");
        }
    }

    #[test]
    fn no_clock_outside_of_a_browser() {
        let error = BrowserTimer::new().expect_err("no JavaScript here");
        let unsupported = outrigger::transport::TransportErrorKind::Unsupported;
        assert_eq!(error.kind(), unsupported);
    }
}
