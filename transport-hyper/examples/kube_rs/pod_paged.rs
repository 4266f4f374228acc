//! Lists pods page by page. `Api::list_all` does that by itself; this shows what it does.
#![allow(clippy::print_stdout)]

use k8s_openapi::api::core::v1::Pod;
use outrigger::{Api, ListOptions};

#[tokio::main]
async fn main() -> outrigger::Result<()> {
    let client = outrigger_hyper::connect().await?;
    let pods: Api<Pod> = client.default_namespaced();

    let mut options = ListOptions::new().limit(5);
    for page in 1.. {
        println!("Fetching page #{page}");
        let list = pods.list(&options).await?;
        for pod in &list {
            println!(
                "Found pod {}",
                pod.metadata.name.as_deref().unwrap_or_default()
            );
        }
        if list.metadata.continue_token.is_empty() {
            break;
        }
        options = options.continue_from(list.metadata.continue_token);
    }
    println!("End of list");
    Ok(())
}
