//! The server as browsers and others see it: raw requests over TCP.
#![allow(clippy::unwrap_used, reason = "a test ends where it fails")]

mod answers;
mod credentials;
mod gate;
mod page;
mod program;
mod proxy;
mod sessions;
mod site;
