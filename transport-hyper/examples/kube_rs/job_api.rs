//! Creates a job, waits until it is complete, and removes it with its pods.
#![allow(clippy::print_stdout)]

use std::time::Duration;

use k8s_openapi::api::batch::v1::Job;
use outrigger::request::PropagationPolicy;
use outrigger::wait::is_job_complete;
use outrigger::{Api, CreateOptions, DeleteOptions};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = outrigger_hyper::connect().await?;
    let jobs: Api<Job> = client.default_namespaced();

    println!("Creating job");
    let job: Job = serde_json::from_value(json!({
        "metadata": { "name": "empty-job" },
        "spec": { "template": { "spec": {
            "containers": [{ "name": "empty", "image": "alpine:latest" }],
            "restartPolicy": "Never",
        } } },
    }))?;
    jobs.create(&job, &CreateOptions::new()).await?;

    println!("Waiting for job to complete");
    jobs.wait_for("empty-job", is_job_complete(), Duration::from_secs(120))
        .await?;

    println!("Cleaning up job record");
    let options = DeleteOptions::new().propagation(PropagationPolicy::Background);
    jobs.delete("empty-job", &options).await?;
    Ok(())
}
