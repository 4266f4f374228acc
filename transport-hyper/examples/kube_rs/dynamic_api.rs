//! Lists everything that can be listed, as `kubectl get all` would if it meant that.
#![allow(clippy::print_stdout)]

use outrigger::{Api, ListOptions};

#[tokio::main]
async fn main() -> outrigger::Result<()> {
    let client = outrigger_hyper::connect().await?;
    let discovery = client.discover().await?;
    for found in discovery.resources() {
        if !found.preferred || !found.allows("list") {
            continue;
        }
        let resource = found.resource.clone();
        println!("{} : {}", resource.api_version(), resource.kind);
        let api = Api::dynamic(client.clone(), resource).within(client.default_namespace());
        for object in api.list(&ListOptions::new()).await? {
            let namespace = object.namespace().map(|it| format!("{it}/"));
            println!("\t\t{}{}", namespace.unwrap_or_default(), object.name());
        }
    }
    Ok(())
}
