//! Lists the metadata of any resource, and nothing else of it: what a program needs that only
//! counts, labels or cleans up, at a fraction of the bytes.
//!
//! ```console
//! cargo run --example metadata_list -- configmaps
//! ```
#![allow(clippy::print_stdout)]

use outrigger::ListOptions;

#[tokio::main]
async fn main() -> outrigger::Result<()> {
    let client = outrigger_hyper::connect().await?;
    let name = std::env::args().nth(1).unwrap_or_else(|| "pods".to_owned());
    let objects = client
        .resource(&name)
        .await?
        .within(client.default_namespace());
    let mut all = objects.metadata().list_all(&ListOptions::new());
    while let Some(object) = all.next().await {
        let metadata = object?.metadata;
        let labels: Vec<_> = metadata
            .labels
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        println!("{} {}", metadata.name, labels.join(","));
    }
    Ok(())
}
