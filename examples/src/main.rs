//! Rolls a deployment out in the cluster that the kubeconfig names.
#![allow(
    clippy::print_stdout,
    reason = "a command line tool talks on its output"
)]

use outrigger_examples::rollout;

#[tokio::main]
async fn main() -> outrigger::Result<()> {
    let client = outrigger_hyper::connect().await?; // $KUBECONFIG, ~/.kube/config, or in-cluster
    let spawn = |driver| drop(tokio::spawn(driver));
    rollout(client, "web", spawn, |line| println!("{line}")).await
}
