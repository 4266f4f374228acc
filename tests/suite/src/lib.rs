//! What the integration tests share: builds of other targets, and the state of the workspace.

pub mod cargo;
