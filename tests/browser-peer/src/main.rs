//! Runs the servers until it is ended, for tests in a browser that are started by hand. The API
//! server is a real one if `OUTRIGGER_CONTROL_PLANE` says where its program is.

use std::error::Error;

#[cfg(not(target_family = "wasm"))]
fn main() -> Result<(), Box<dyn Error>> {
    use outrigger_browser_peer::{ApiServers, PORT, Peer};

    let api_servers = match std::env::var_os("OUTRIGGER_CONTROL_PLANE") {
        Some(_) => ApiServers::Real,
        None => ApiServers::Simulated,
    };
    let _peer = Peer::start(PORT, api_servers)?;
    loop {
        std::thread::park();
    }
}

#[cfg(target_family = "wasm")]
fn main() -> Result<(), Box<dyn Error>> {
    Err("the servers do not run inside of a browser".into())
}
