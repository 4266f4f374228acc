//! Prints the pods of a cluster, with Outrigger and without a type for them.
#![allow(clippy::print_stdout, reason = "printing is what it does")]

use outrigger::ListOptions;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = outrigger_hyper::connect().await?;
    let pods = client.resource("pods").await?;
    for pod in pods.list(&ListOptions::new()).await? {
        println!("{}/{}", pod.namespace().unwrap_or_default(), pod.name());
    }
    Ok(())
}
