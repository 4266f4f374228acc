//! What the integration tests share: builds of other targets, the state of the workspace, and the
//! servers that tests run against.

pub mod cargo;
pub mod control_plane;
pub mod server;
pub mod simulated;

/// The code blocks of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;

/// Those of the test kit's README too.
#[cfg(doctest)]
#[doc = include_str!("../../kit/README.md")]
pub struct TestKitReadme;
