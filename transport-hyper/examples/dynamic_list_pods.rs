//! Lists the pods of a namespace without a type for them: what is asked for is found by its name,
//! and values are read by path.
//!
//! ```console
//! cargo run --example dynamic_list_pods -- kube-system
//! ```
#![allow(clippy::print_stdout)]

use outrigger::ListOptions;

#[tokio::main]
async fn main() -> outrigger::Result<()> {
    let client = outrigger_hyper::connect().await?;
    let namespace = std::env::args().nth(1);
    let namespace = namespace.unwrap_or_else(|| client.default_namespace().to_owned());

    let pods = client.resource("pods").await?.within(&namespace);
    let list = pods.list(&ListOptions::new()).await?;
    println!("There are {} pods in {namespace}.", list.items.len());
    for pod in &list {
        let text = |path| pod.path(path).and_then(|value| value.as_str());
        let (node, phase) = (text("/spec/nodeName"), text("/status/phase"));
        println!(
            " * {} ({}) on {}",
            pod.name(),
            phase.unwrap_or("?"),
            node.unwrap_or("no node")
        );
    }
    Ok(())
}
