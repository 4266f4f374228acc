//! Runs the servers until it is ended: for tests in a browser that are started by hand.

use std::error::Error;

#[cfg(not(target_family = "wasm"))]
fn main() -> Result<(), Box<dyn Error>> {
    let _peer = outrigger_browser_peer::Peer::start(outrigger_browser_peer::PORT)?;
    loop {
        std::thread::park();
    }
}

#[cfg(target_family = "wasm")]
fn main() -> Result<(), Box<dyn Error>> {
    Err("the servers do not run inside of a browser".into())
}
