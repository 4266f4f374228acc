//! Clients that were compiled for browsers, tested in Chromium against a real kube-apiserver.

mod runner;

use outrigger_browser_peer::{ApiServers, PORT, Peer};
use runner::run;

#[test]
fn clients_do_the_same_with_a_real_api_server() {
    let _peer = Peer::start(PORT, ApiServers::Real).expect("the servers start");
    run("client_window");
    run("client_worker");
}
