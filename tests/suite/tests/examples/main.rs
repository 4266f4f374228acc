//! The examples, as a user runs them, on a simulated cluster with controllers, a scheduler and
//! kubelets: what each prints.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod lengths;
mod logs;
mod running;

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::Duration;

use outrigger::CreateOptions;
use outrigger::rt::Timer;
use outrigger::wait::is_deployment_rolled_out;
use outrigger_hyper::TokioTimer;
use outrigger_suite::cargo::example;
use outrigger_test::serve::{ServeOptions, Server};
use outrigger_test::{ClusterOptions, SimulatedApiServer, Workload};
use serde_json::json;
use tempfile::TempDir;

use crate::running::Running;

/// A cluster that examples find through `$KUBECONFIG`.
struct Served {
    server: SimulatedApiServer,
    folder: TempDir,
    _listening: Server,
}

impl Served {
    fn start() -> Self {
        let served = Self::alone();
        tokio::spawn(served.server.controllers());
        tokio::spawn(served.server.workload(Workload::new(7).pods(0)));
        served
    }

    /// Without anything that runs: its logs are what a test writes.
    fn alone() -> Self {
        let timer: Arc<dyn Timer> = Arc::new(TokioTimer::new().unwrap());
        let server = SimulatedApiServer::new(timer, 7, ClusterOptions::default());
        let listening = Server::start(server.transport(), ServeOptions::https()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        listening
            .write_kubeconfig(folder.path().join("config"))
            .unwrap();
        Self {
            server,
            folder,
            _listening: listening,
        }
    }

    async fn create_pod(&self, name: &str) {
        let pods = self.server.client().resource("pods").await.unwrap();
        let pod = json!({ "metadata": { "name": name, "labels": { "app": name } },
            "spec": { "containers": [{ "name": "app", "image": "nginx" }] } });
        let (pods, pod) = (pods.within("default"), pod.try_into().unwrap());
        pods.create(&pod, &CreateOptions::new()).await.unwrap();
    }

    fn command(&self, name: &str, arguments: &[&str]) -> Command {
        command(&self.folder.path().join("config"), name, arguments)
    }

    /// What an example prints that ends by itself.
    async fn prints(&self, name: &str, arguments: &[&str]) -> String {
        let mut command = self.command(name, arguments);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap());
        text(name, output.await.unwrap())
    }
}

fn command(kubeconfig: &Path, name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(example(name));
    command.args(arguments).env("KUBECONFIG", kubeconfig);
    command
}

fn text(name: &str, output: Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

const DEPLOYMENT: &str = "\
Creating deployment...
Created deployment \"demo-deployment\".
Updating deployment...
Updated deployment.
Listing deployments in namespace \"default\":
 * demo-deployment (1 replicas)
Deleting deployment...
Deleted deployment.
";

#[tokio::test(flavor = "multi_thread")]
async fn deployments_are_created_changed_and_deleted() {
    let cluster = Served::start();
    assert_eq!(
        cluster.prints("create_update_delete_deployment", &[]).await,
        DEPLOYMENT
    );
    // Its deletion in the foreground may still be under way.
    let other = Served::start();
    assert_eq!(
        other
            .prints("dynamic_create_update_delete_deployment", &[])
            .await,
        DEPLOYMENT
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pods_are_made_listed_and_deleted() {
    let cluster = Served::start();
    let expected = "Created blog\nGot blog with 1 container\nDeadline is Some(5)\nFound blog\n\
                    Deleting blog started\n";
    assert_eq!(cluster.prints("pod_api", &[]).await, expected);
    let expected = "Added empty-pod\nReady to evict empty-pod\nEvicted empty-pod\n";
    assert_eq!(cluster.prints("pod_evict", &[]).await, expected);
    let expected = "Creating job\nWaiting for job to complete\nCleaning up job record\n";
    assert_eq!(cluster.prints("job_api", &[]).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn own_resources_are_defined_and_used() {
    let cluster = Served::start();
    let expected = "\
widgets.shop.example.com is established
applied WidgetSpec { size: 7, replicas: 0 }
wheel: WidgetSpec { size: 7, replicas: 3 }
widgets.shop.example.com is gone
";
    assert_eq!(cluster.prints("custom_resource", &[]).await, expected);
    let expected = "\
Created foos.clux.dev
Replaced baz: FooSpec { name: \"baz\", info: \"new baz\", replicas: 1 }
Replaced status: Some(FooStatus { is_bad: true, replicas: 0 })
Got status: Some(FooStatus { is_bad: false, replicas: 1 })
Scaled: 1 of 2
Patched qux: patched qux
1 is left
Invalid: true: create /apis/clux.dev/v1/namespaces/default/foos: Foo.clux.dev \"x\" is invalid: \
spec.name: Invalid value: \"x\": spec.name in body should be at least 3 chars long (422)
All is gone
";
    assert_eq!(cluster.prints("crd_api", &[]).await, expected);
    let expected = "\
Applied 1: FooSpec { name: \"baz\", info: Some(\"old baz\"), replicas: 3 }
Applied 2: FooSpec { name: \"foo\", info: None, replicas: 2 }
";
    assert_eq!(cluster.prints("crd_apply", &[]).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_is_listed() {
    let cluster = Served::start();
    let names = ["a", "b", "c", "d", "e", "f"];
    for name in names {
        cluster.create_pod(name).await;
    }
    let found = |names: &[&str]| -> String {
        let lines = names.iter().map(|name| format!("Found pod {name}\n"));
        lines.collect()
    };
    let (first, second) = (found(&names[..5]), found(&names[5..]));
    assert_eq!(
        cluster.prints("pod_paged", &[]).await,
        format!("Fetching page #1\n{first}Fetching page #2\n{second}End of list\n")
    );
    let page = "200 OK application/json\n";
    assert_eq!(
        cluster.prints("rest_list_pods", &["default"]).await,
        format!("{page}  a\n  b\n{page}  c\n  d\n{page}  e\n  f\n")
    );
    let labelled: String = names
        .iter()
        .map(|name| format!("{name} app={name}\n"))
        .collect();
    assert_eq!(cluster.prints("metadata_list", &[]).await, labelled);
    let pods = cluster.prints("dynamic_list_pods", &[]).await;
    assert!(
        pods.starts_with("There are 6 pods in default.\n * a ("),
        "{pods}"
    );
    let all = cluster.prints("dynamic_api", &[]).await;
    for line in [
        "v1 : Namespace\n\t\tdefault\n",
        "apps/v1 : Deployment\n",
        "\t\tdefault/f\n",
    ] {
        assert!(all.contains(line), "{line:?} is missing in {all}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn anything_that_can_is_scaled() {
    let cluster = Served::start();
    let client = cluster.server.client();
    let deployments = client
        .resource("deployments")
        .await
        .unwrap()
        .within("default");
    let web = json!({ "metadata": { "name": "web" }, "spec": { "replicas": 2,
        "selector": { "matchLabels": { "app": "web" } },
        "template": { "metadata": { "labels": { "app": "web" } },
            "spec": { "containers": [{ "name": "web", "image": "nginx" }] } } } });
    let web = web.try_into().unwrap();
    deployments
        .create(&web, &CreateOptions::new())
        .await
        .unwrap();
    let rolled_out = is_deployment_rolled_out();
    deployments
        .wait_for("web", rolled_out, Duration::from_secs(60))
        .await
        .unwrap();
    let there = ["deploy", "web"];
    assert_eq!(
        cluster.prints("scale", &there).await,
        "web: 2 wanted, 2 there\n"
    );
    let more = ["deployments.apps", "web", "3"];
    assert_eq!(
        cluster.prints("scale", &more).await,
        "web: 3 wanted, 2 there\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_told() {
    let cluster = Served::start();
    let watched = Running::start(cluster.command("dynamic_watcher", &["deployments"]));
    let pods = Running::start(cluster.command("pod_watcher", &[]));
    let _ = cluster.prints("pod_evict", &[]).await;
    let _ = cluster.prints("create_update_delete_deployment", &[]).await;
    watched
        .until("saw Deployment default/demo-deployment")
        .await;
    pods.until("saw empty-pod").await;
}
