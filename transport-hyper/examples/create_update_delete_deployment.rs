//! Creates a deployment, updates it, lists what is there and deletes it; all of it typed.
//!
//! The update reads the deployment as it is and writes it back, again whenever somebody else wrote
//! in between: what others changed stays.
#![allow(clippy::print_stdout)]

use k8s_openapi::api::apps::v1::Deployment;
use outrigger::request::PropagationPolicy;
use outrigger::{Api, CreateOptions, DeleteOptions, ListOptions, ReplaceOptions};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = outrigger_hyper::connect().await?;
    let deployments: Api<Deployment> = client.default_namespaced();

    println!("Creating deployment...");
    let web = json!({ "name": "web", "image": "nginx:1.12",
        "ports": [{ "name": "http", "containerPort": 80 }] });
    let deployment: Deployment = serde_json::from_value(json!({
        "metadata": { "name": "demo-deployment" },
        "spec": {
            "replicas": 2,
            "selector": { "matchLabels": { "app": "demo" } },
            "template": { "metadata": { "labels": { "app": "demo" } },
                "spec": { "containers": [web] } },
        },
    }))?;
    let created = deployments
        .create(&deployment, &CreateOptions::new())
        .await?;
    println!(
        "Created deployment {:?}.",
        created.metadata.name.unwrap_or_default()
    );

    println!("Updating deployment...");
    let fewer_and_newer = |deployment: &mut Deployment| {
        deployment.spec.replicas = Some(1);
        if let Some(pod) = &mut deployment.spec.template.spec {
            pod.containers[0].image = Some("nginx:1.13".to_owned());
        }
    };
    let options = ReplaceOptions::new();
    deployments
        .modify("demo-deployment", &options, fewer_and_newer)
        .await?;
    println!("Updated deployment.");

    println!(
        "Listing deployments in namespace {:?}:",
        client.default_namespace()
    );
    for deployment in deployments.list(&ListOptions::new()).await? {
        let replicas = deployment.spec.replicas.unwrap_or(1);
        println!(
            " * {} ({replicas} replicas)",
            deployment.metadata.name.unwrap_or_default()
        );
    }

    println!("Deleting deployment...");
    let options = DeleteOptions::new().propagation(PropagationPolicy::Foreground);
    deployments.delete("demo-deployment", &options).await?;
    println!("Deleted deployment.");
    Ok(())
}
