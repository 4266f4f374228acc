//! What the dashboard shows, without a browser: columns, order, filter, ages, and the messages
//! between the page and the worker that has the data.

pub mod message;
