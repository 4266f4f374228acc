//! The demo in a real browser: its page, its server and a simulated cluster.
#![allow(clippy::print_stderr, reason = "tests tell what they measured")]

mod hidden;
mod live;
mod load;
mod refusals;
mod serverless;
mod usage;
mod views;

use std::time::Duration;

/// Whatever a test waits for comes within this time, on a busy machine too.
const LIMIT: Duration = Duration::from_secs(30);
