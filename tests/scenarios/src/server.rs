use std::sync::Arc;
use std::time::Duration;

use outrigger::rt::{BoxFuture, Timer};
use outrigger::{Client, RetryPolicy};

/// The node whose containers write logs.
pub const NODE: &str = "node-1";

/// A server that scenarios run against, and the program that they run in.
pub trait TestServer: Send + Sync {
    /// A client with every right.
    fn client(&self) -> Client;

    /// Another one, which sends requests again by this policy.
    fn client_with(&self, retry: RetryPolicy) -> Client;

    /// The time that passes for clients of this server.
    fn timer(&self) -> Arc<dyn Timer>;

    /// Runs a task beside the scenario.
    fn spawn(&self, task: BoxFuture<'static, ()>);

    /// Forgets how the present came to be: open watches end, and what is asked from a version
    /// of before is answered with 410.
    fn forget_history(&self) -> BoxFuture<'_, ()>;

    /// A container of a pod on [`NODE`] writes a line, of letters without any space, to its log.
    fn write_log<'a>(
        &'a self,
        namespace: &'a str,
        pod: &'a str,
        container: &'a str,
        line: &'a str,
    ) -> BoxFuture<'a, ()>;

    /// Whether a client sees all headers of an answer. One in a page of another origin sees those
    /// only that the server lets it see, and a kube-apiserver does not let it see warnings.
    fn shows_headers(&self) -> bool {
        true
    }
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
