//! This workspace's tests in a real browser, and what they are made of: Chromium behind its
//! driver, the dashboard's server, and a server of nothing but files.
//!
//! Everything that is started ends with the test, also when the test fails.
#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::print_stderr,
    reason = "tests tell what they measured, and what a browser said"
)]

mod browser;
mod cluster;
mod commands;
mod dashboard;
mod demo;
mod driver;
mod files;
mod memory;
mod paths;
mod process;
mod smoothness;
mod writer;

pub use browser::{Browser, Tab, browse};
pub use cluster::Cluster;
pub use dashboard::Dashboard;
pub use demo::{Demo, Load, built, page};
pub use files::FileServer;
pub use smoothness::{Pauses, Smoothness};
pub use writer::{Writer, Written, create_pods};

/// Why a test cannot go on, in words.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What everything here answers.
pub type Result<T = ()> = std::result::Result<T, Failure>;
