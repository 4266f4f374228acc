//! The dashboard's data, in a Web Worker.
#![cfg(target_family = "wasm")]
