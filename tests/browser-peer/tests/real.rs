//! Clients that were compiled for browsers, tested in Chromium against a real kube-apiserver.

mod runner;

use outrigger_browser_peer::ApiServers::Real;
use runner::run;

#[test]
fn clients_do_the_same_with_a_real_api_server_in_a_window() {
    run("client_window", Real);
}

#[test]
fn clients_do_the_same_with_a_real_api_server_in_a_worker() {
    run("client_worker", Real);
}
