//! Creates a pod, waits until it runs, and evicts it.
#![allow(clippy::print_stdout)]

use std::time::Duration;

use k8s_openapi::api::core::v1::Pod;
use outrigger::wait::is_pod_running;
use outrigger::{Api, CreateOptions, DeleteOptions};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = outrigger_hyper::connect().await?;
    let pods: Api<Pod> = client.default_namespaced();
    let container = json!({ "name": "empty", "image": "alpine:latest",
        "command": ["tail", "-f", "/dev/null"] });
    let pod: Pod = serde_json::from_value(json!({
        "metadata": { "name": "empty-pod" },
        "spec": { "containers": [container] },
    }))?;
    pods.create(&pod, &CreateOptions::new()).await?;
    println!("Added empty-pod");

    pods.wait_for("empty-pod", is_pod_running(), Duration::from_secs(60))
        .await?;
    println!("Ready to evict empty-pod");

    // A disruption budget may refuse (429), and say when to ask again.
    pods.evict("empty-pod", &DeleteOptions::new()).await?;
    println!("Evicted empty-pod");
    Ok(())
}
