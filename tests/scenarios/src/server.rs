use std::sync::Arc;
use std::time::Duration;

use outrigger::Client;
use outrigger::rt::{BoxFuture, Timer};

/// A server that scenarios run against, and the program that they run in.
pub trait TestServer: Send + Sync {
    /// A client with every right.
    fn client(&self) -> Client;

    /// The time that passes for clients of this server.
    fn timer(&self) -> Arc<dyn Timer>;

    /// Runs a task beside the scenario.
    fn spawn(&self, task: BoxFuture<'static, ()>);

    /// Forgets how the present came to be: open watches end, and what is asked from a version
    /// of before is answered with 410.
    fn forget_history(&self) -> BoxFuture<'_, ()>;
}

/// Waits until `check` is content, for two minutes at most.
///
/// # Panics
/// With what it said last, when that takes too long.
pub async fn eventually(
    server: &dyn TestServer,
    mut check: impl AsyncFnMut() -> Result<(), String>,
) {
    const INTERVAL: Duration = Duration::from_millis(200);
    const TIMES: u32 = 600;
    let mut last = String::new();
    for _ in 0..TIMES {
        match check().await {
            Ok(()) => return,
            Err(why) => last = why,
        }
        server.timer().sleep(INTERVAL).await;
    }
    panic!("still: {last}");
}
