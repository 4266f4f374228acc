//! Lists the pods of a namespace through the layer below `Api`, in pages, with what the answers'
//! heads say.
//!
//! ```console
//! cargo run --example rest_list_pods -- kube-system
//! ```
#![allow(clippy::print_stdout)]

use k8s_openapi::List;
use k8s_openapi::api::core::v1::Pod;
use outrigger::ListOptions;
use outrigger::object::GroupVersion;

#[tokio::main]
async fn main() -> outrigger::Result<()> {
    let client = outrigger_hyper::connect().await?;
    let namespace = std::env::args().nth(1);
    let namespace = namespace.unwrap_or_else(|| client.default_namespace().to_owned());

    let core = client.rest("/api", &GroupVersion::core("v1"));
    let pods = || core.get().namespace(&namespace).resource("pods");
    let mut options = ListOptions::new().limit(2);
    loop {
        let answer = pods().params(&options).send().await?;
        println!("{} {}", answer.status(), answer.content_type());
        let page: List<Pod> = answer.into()?;
        for pod in &page.items {
            println!("  {}", pod.metadata.name.as_deref().unwrap_or_default());
        }
        match page.metadata.continue_.filter(|token| !token.is_empty()) {
            Some(token) => options = options.continue_from(token),
            None => return Ok(()),
        }
    }
}
