//! Prints the pods of a cluster, with kube-rs.

use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, ListParams};
use kube::{Client, ResourceExt};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::try_default().await?;
    for pod in Api::<Pod>::all(client).list(&ListParams::default()).await? {
        println!("{}/{}", pod.namespace().unwrap_or_default(), pod.name_any());
    }
    Ok(())
}
