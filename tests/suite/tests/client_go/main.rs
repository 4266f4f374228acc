//! client-go's informer must follow a server as it follows the real one.
#![allow(clippy::unwrap_used)]

mod informer;
mod real;
mod simulated;
mod traffic;
