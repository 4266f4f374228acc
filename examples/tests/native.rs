//! Runs the native program as its user does, on a cluster that is simulated behind a port.
#![cfg(not(target_family = "wasm"))]

use std::sync::Arc;
use std::time::Duration;

use outrigger::{Api, CreateOptions, Unstructured};
use outrigger_hyper::TokioTimer;
use outrigger_test::serve::{ServeOptions, Server};
use outrigger_test::{ClusterOptions, SimulatedApiServer, Workload};
use serde_json::json;
use tokio::process::Command;

/// Longer than a busy machine needs.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn the_native_program_tells_a_rollout_to_its_end() {
    let timer = Arc::new(TokioTimer::new().expect("a runtime"));
    let cluster = SimulatedApiServer::new(timer, 7, ClusterOptions::default());
    tokio::spawn(cluster.controllers());
    tokio::spawn(cluster.workload(Workload::new(7).pods(0)));
    let server = Server::start(cluster.transport(), ServeOptions::https()).expect("a port");
    create_deployment(&cluster).await;

    let folder = tempfile::tempdir().expect("a folder");
    let kubeconfig = folder.path().join("config");
    server.write_kubeconfig(&kubeconfig).expect("a file");
    let mut program = Command::new(env!("CARGO_BIN_EXE_outrigger-examples"));
    let program = program.env("KUBECONFIG", &kubeconfig).kill_on_drop(true);
    let output = tokio::time::timeout(PATIENCE, program.output()).await;
    let output = output.expect("it ends").expect("it starts");

    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(told.lines().last(), Some("web: 3 of 3 ready"), "{told}");
}

async fn create_deployment(cluster: &SimulatedApiServer) {
    let template = json!({ "metadata": { "labels": { "app": "web" } },
        "spec": { "containers": [{ "name": "web", "image": "nginx" }] } });
    let web = json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "web" },
        "spec": { "replicas": 3, "selector": { "matchLabels": { "app": "web" } },
            "template": template } });
    let client = cluster.client();
    let deployments = client.resource("deployments").await.expect("discovered");
    let deployments: Api<Unstructured> = deployments.within("default");
    let web = serde_json::from_value(web).expect("an object");
    let created = deployments.create(&web, &CreateOptions::new()).await;
    created.expect("a valid deployment");
}
