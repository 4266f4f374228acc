//! The client on a real kube-apiserver. `cargo xtask test` builds one and says where it is.
#![allow(clippy::unwrap_used)]

mod accounts;
mod api;
mod doors;
mod examples;
mod follow;
mod in_cluster;
mod kubelet;
mod refused;
mod rotation;
mod subresources;
