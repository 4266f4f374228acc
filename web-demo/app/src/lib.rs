//! The dashboard's page: it shows, and the worker behind it has the data.
//!
//! What needs no browser is in modules of its own, and tested without one.

pub mod answer;
pub mod lines;
pub mod object;
pub mod place;
pub mod tabs;
pub mod views;
pub mod widths;
pub mod window;
pub mod words;

#[cfg(target_family = "wasm")]
#[allow(
    unreachable_pub,
    reason = "a component's properties are public where the macro writes them"
)]
mod page;
