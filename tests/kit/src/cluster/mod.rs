#![allow(dead_code)] // while it is being built
//! A simulated cluster: an API server in this process, deterministic, in virtual time.

pub(crate) mod apiserver;
