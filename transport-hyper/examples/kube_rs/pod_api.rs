//! The life of a pod: created, waited for, read, patched, listed, deleted.
#![allow(clippy::print_stdout)]

use std::time::Duration;

use k8s_openapi::api::core::v1::Pod;
use outrigger::wait::is_pod_running;
use outrigger::{Api, CreateOptions, DeleteOptions, ListOptions, Patch, PatchOptions};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = outrigger_hyper::connect().await?;
    let pods: Api<Pod> = client.default_namespaced();

    let pod: Pod = serde_json::from_value(json!({
        "metadata": { "name": "blog" },
        "spec": { "containers": [{ "name": "blog", "image": "clux/blog:0.1.0" }] },
    }))?;
    match pods.create(&pod, &CreateOptions::new()).await {
        Ok(_) => println!("Created blog"),
        Err(error) if error.is_already_exists() => println!("blog is there already"),
        Err(error) => return Err(error.into()),
    }

    pods.wait_for("blog", is_pod_running(), Duration::from_secs(60))
        .await?;
    let running = pods.get("blog").await?;
    println!(
        "Got blog with {} container",
        running.spec.unwrap_or_default().containers.len()
    );

    let patch = Patch::Merge(json!({
        "metadata": { "resourceVersion": running.metadata.resource_version },
        "spec": { "activeDeadlineSeconds": 5 },
    }));
    let patched = pods.patch("blog", &patch, &PatchOptions::new()).await?;
    println!(
        "Deadline is {:?}",
        patched.spec.and_then(|spec| spec.active_deadline_seconds)
    );

    for pod in pods
        .list(&ListOptions::new().fields("metadata.name=blog"))
        .await?
    {
        println!("Found {}", pod.metadata.name.unwrap_or_default());
    }

    pods.delete("blog", &DeleteOptions::new()).await?;
    println!("Deleting blog started");
    Ok(())
}
