//! The programs of the README: one function, [`rollout`], and three programs that call it. Natively
//! (`main.rs`), in a browser (`browser.rs`) and in a test (`tests/simulated.rs`).

#[cfg(target_family = "wasm")]
mod browser;
mod rollout;

pub use rollout::rollout;
