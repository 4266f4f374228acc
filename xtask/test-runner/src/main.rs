//! Runs tests that were compiled for browsers: cargo's `runner` for them.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let run = wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os());
    Ok(run?)
}
