//! What the integration tests share: builds of other targets, and the state of the workspace.

pub mod cargo;

/// The code blocks of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;
