//! The dashboard's page.
#![cfg(target_family = "wasm")]
