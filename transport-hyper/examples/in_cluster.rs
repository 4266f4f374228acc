//! Runs in a pod and counts the pods around it, as the pod's service account. `in_cluster.yaml`
//! beside this file has the account, its rights, and a Job that runs the program.
//!
//! Outside of a pod it shows what is missing. With a pod's files and variables it runs anywhere;
//! host and port are the API server's, as `kubectl cluster-info` prints them:
//!
//! ```console
//! kubectl apply --filename transport-hyper/examples/in_cluster.yaml
//! mkdir account
//! printf outrigger-example > account/namespace
//! kubectl create token in-cluster --namespace outrigger-example > account/token
//! kubectl config view --raw --minify --flatten \
//!     --output jsonpath='{.clusters[0].cluster.certificate-authority-data}' |
//!     base64 --decode > account/ca.crt
//! KUBERNETES_SERVICE_HOST=10.0.0.1 KUBERNETES_SERVICE_PORT=6443 \
//!     cargo run --example in_cluster -- --service-account account
//! ```
//!
//! With client-go this is `rest.InClusterConfig` and `kubernetes.NewForConfig`.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::process::ExitCode;

use outrigger::{Api, Error, ListOptions, Unstructured};
use outrigger_hyper::{ConnectOptions, in_cluster_with};

#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let options = ConnectOptions::new().on_warning(|text| eprintln!("warning: {text}"));
    let options = match &words[..] {
        [] => options,
        [flag, folder] if flag == "--service-account" => options.service_account_folder(folder),
        _ => {
            eprintln!("usage: in_cluster [--service-account FOLDER]");
            return ExitCode::FAILURE;
        }
    };
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", error.chain());
            ExitCode::FAILURE
        }
    }
}

async fn run(options: ConnectOptions) -> Result<(), Error> {
    let client = in_cluster_with(options).await?;
    let namespace = client.default_namespace();
    let pods: Api<Unstructured> = client.resource("pods").await?.within(namespace);
    let pods = pods.list(&ListOptions::new()).await?;
    println!("There are {} pods in {namespace}", pods.iter().count());
    for pod in &pods {
        println!("- {}", pod.name());
    }
    Ok(())
}
