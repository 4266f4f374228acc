//! Creates a deployment, updates it, lists what is there and deletes it, without a type for it.
#![allow(clippy::print_stdout)]

use outrigger::request::PropagationPolicy;
use outrigger::{CreateOptions, DeleteOptions, ListOptions, ReplaceOptions, Unstructured};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = outrigger_hyper::connect().await?;
    let namespace = client.default_namespace();
    let deployments = client.resource("deployments").await?.within(namespace);

    println!("Creating deployment...");
    let web = json!({ "name": "web", "image": "nginx:1.12",
        "ports": [{ "name": "http", "containerPort": 80 }] });
    let deployment = Unstructured::try_from(json!({
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
    println!("Created deployment {:?}.", created.name());

    println!("Updating deployment...");
    let fewer_and_newer = |deployment: &mut Unstructured| {
        let image = "/spec/template/spec/containers/0/image";
        for (path, value) in [("/spec/replicas", json!(1)), (image, json!("nginx:1.13"))] {
            if let Some(place) = deployment.path_mut(path) {
                *place = value;
            }
        }
    };
    let options = ReplaceOptions::new();
    deployments
        .modify("demo-deployment", &options, fewer_and_newer)
        .await?;
    println!("Updated deployment.");

    println!("Listing deployments in namespace {namespace:?}:");
    for deployment in deployments.list(&ListOptions::new()).await? {
        let replicas = deployment.path("/spec/replicas").and_then(|it| it.as_i64());
        println!(
            " * {} ({} replicas)",
            deployment.name(),
            replicas.unwrap_or(1)
        );
    }

    println!("Deleting deployment...");
    let options = DeleteOptions::new().propagation(PropagationPolicy::Foreground);
    deployments.delete("demo-deployment", &options).await?;
    println!("Deleted deployment.");
    Ok(())
}
