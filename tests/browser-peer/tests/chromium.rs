//! What was compiled for browsers, tested in Chromium beside the servers that it talks to.

mod runner;

use outrigger_browser_peer::ApiServers::Simulated;
use runner::run;

#[test]
fn the_browser_backend_keeps_the_contract_in_a_window() {
    run("window", Simulated);
}

#[test]
fn the_browser_backend_keeps_the_contract_in_a_worker() {
    run("worker", Simulated);
}

#[test]
fn clients_do_the_same_in_a_window() {
    run("client_window", Simulated);
}

#[test]
fn clients_do_the_same_in_a_worker() {
    run("client_worker", Simulated);
}
