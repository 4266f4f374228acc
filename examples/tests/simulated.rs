//! Rolls a deployment out in a simulated cluster.

use outrigger::{Api, CreateOptions, Result, Unstructured};
use outrigger_examples::rollout;
use outrigger_test::{Cluster, Workload};
use serde_json::json;

#[test]
fn a_rollout_is_told_to_its_end() -> Result<()> {
    let cluster = Cluster::seeded(7); // an API server in this process, in virtual time
    cluster.run_workload(Workload::new(7).pods(0)); // controllers, scheduler, kubelets

    let mut told = Vec::new();
    cluster.run(async {
        let client = cluster.client();
        let deployments: Api<Unstructured> =
            client.resource("deployments").await?.within("default");
        deployments.create(&web(), &CreateOptions::new()).await?;
        let spawn = |driver| drop(cluster.spawn(driver));
        rollout(client, "web", spawn, |line| told.push(line)).await
    })?;
    assert_eq!(told.first().map(String::as_str), Some("web: 0 of 3 ready"));
    assert_eq!(told.last().map(String::as_str), Some("web: 3 of 3 ready"));
    Ok(())
}

fn web() -> Unstructured {
    let template = json!({ "metadata": { "labels": { "app": "web" } },
        "spec": { "containers": [{ "name": "web", "image": "nginx" }] } });
    let web = json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "web" },
        "spec": { "replicas": 3, "selector": { "matchLabels": { "app": "web" } },
            "template": template } });
    serde_json::from_value(web).expect("an object")
}
