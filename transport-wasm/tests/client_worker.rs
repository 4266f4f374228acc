//! Clients in a dedicated worker, with whatever API servers the index names.
#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used)]

mod clients;
mod peer;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);
