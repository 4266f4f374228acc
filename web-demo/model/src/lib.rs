//! What the dashboard shows, without a browser: columns, order, filter, ages, and the messages
//! between the page and the worker that has the data.
//!
//! Everything here is a value or a pure function: no clock, no IO, nothing of JavaScript.
#![forbid(unsafe_code)]

pub mod age;
pub mod columns;
pub mod kinds;
pub mod message;
pub mod table;
pub mod yaml;
