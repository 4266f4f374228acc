//! A transport served over HTTP is the same transport.

mod access;
mod behaviour;
mod contract;
mod limits;
mod support;
