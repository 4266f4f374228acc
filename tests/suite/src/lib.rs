//! What the integration tests share: builds of other targets, the state of the workspace, and the
//! servers that tests run against.

pub mod asked;
pub mod cargo;
pub mod control_plane;
pub mod difference;
pub mod kubelet;
pub mod pod;
pub mod random;
pub mod server;
pub mod simulated;

/// The code blocks of the test kit's README compile; those of the README are files.
#[cfg(doctest)]
#[doc = include_str!("../../kit/README.md")]
pub struct TestKitReadme;
