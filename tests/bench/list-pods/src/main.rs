//! Prints the pods of a cluster, with Outrigger, typed.
#![allow(clippy::print_stdout, reason = "printing is what it does")]

use k8s_openapi_0_29::api::core::v1::Pod;
use outrigger::{Api, ListOptions};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = outrigger_hyper::connect().await?;
    let pods: Api<Pod> = client.all();
    for pod in pods.list(&ListOptions::new()).await? {
        let (namespace, name) = (pod.metadata.namespace, pod.metadata.name);
        println!(
            "{}/{}",
            namespace.unwrap_or_default(),
            name.unwrap_or_default()
        );
    }
    Ok(())
}
