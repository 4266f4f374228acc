//! The transport contract in a dedicated worker.
#![cfg(target_family = "wasm")]

mod contract;
mod peer;
mod platform;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);
