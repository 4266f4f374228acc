//! What was compiled for browsers, tested in Chromium beside the servers that it talks to.

mod runner;

use std::sync::{Mutex, MutexGuard, PoisonError};

use outrigger_browser_peer::{ApiServers, PORT, Peer};
use runner::run;

#[test]
fn the_browser_backend_keeps_the_contract() {
    let _turn = turn();
    let _peer = Peer::start(PORT, ApiServers::Simulated).expect("the servers start");
    run("window");
    run("worker");
}

#[test]
fn clients_do_the_same_in_a_browser() {
    let _turn = turn();
    let _peer = Peer::start(PORT, ApiServers::Simulated).expect("the servers start");
    run("client_window");
    run("client_worker");
}

/// One at a time: each takes the index's port, and whatever a processor has to give.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}
