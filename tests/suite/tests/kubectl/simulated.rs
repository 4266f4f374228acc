//! The simulated API server beside the real one.

use outrigger_suite::simulated::Simulated;
use tokio::runtime::Runtime;

use crate::commands::in_json;
use crate::real::{ready, watch};
use crate::transcript::run;

#[test]
fn the_simulated_server_is_the_real_one_to_kubectl() {
    let plane = ready();
    let runtime = Runtime::new().unwrap();
    let simulated = {
        let _guard = runtime.enter();
        Simulated::start(7)
    };
    outrigger_suite::control_plane::define_widgets(simulated.kubeconfig());
    let kubeconfigs = [plane.kubeconfig(), simulated.kubeconfig()];
    let differences = run(kubeconfigs, &in_json());
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
    let [real, simulated] = kubeconfigs.map(watch);
    assert_eq!(real, simulated);
}
