use std::time::Duration;

use outrigger_suite::control_plane::define_widgets;
use outrigger_suite::simulated::Simulated;
use outrigger_test::{Faults, Refusal};
use tokio::runtime::Runtime;

use crate::informer::ClientGo;
use crate::traffic::change;

/// What goes wrong between client-go's watches and the server. kubectl has its own way.
fn faults() -> Faults {
    let seconds = Duration::from_secs;
    Faults::none()
        .cut_bodies(0.05)
        .end_watches(0.05)
        .slow(0.3, Duration::from_millis(200))
        .stall(0.02, seconds(2))
        .status(0.1, Refusal::ExpiredEvent)
        .status(0.05, Refusal::Unavailable { retry_after: 1 })
        .on("watch", "*")
}

fn follows(faults: Faults) {
    let runtime = Runtime::new().unwrap();
    let simulated = {
        let _guard = runtime.enter();
        Simulated::with_faults(7, faults)
    };
    let kubeconfig = simulated.kubeconfig();
    define_widgets(kubeconfig);
    change(kubeconfig, 0);
    let mut informers: Vec<_> = ["configmaps", "widgets.example.com"]
        .into_iter()
        .flat_map(|resource| [true, false].map(|list| ClientGo::start(kubeconfig, resource, list)))
        .collect();
    informers.iter_mut().for_each(ClientGo::converges);
    change(kubeconfig, 1);
    informers.iter_mut().for_each(ClientGo::converges);
    simulated.server.restart();
    change(kubeconfig, 2);
    informers.iter_mut().for_each(ClientGo::converges);
    simulated.server.expire_history();
    simulated.server.restart();
    change(kubeconfig, 3);
    informers.iter_mut().for_each(ClientGo::converges);
    informers.into_iter().for_each(ClientGo::finish);
}

#[test]
fn client_go_follows_the_simulated_server() {
    follows(Faults::none());
}

#[test]
fn client_go_follows_the_simulated_server_through_its_faults() {
    follows(faults());
}
