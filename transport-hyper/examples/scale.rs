//! Reads and sets how many replicas anything with a `scale` subresource has, whatever its kind.
//!
//! ```console
//! cargo run --example scale -- deployments web      # how many there are
//! cargo run --example scale -- deployments web 3    # and how many there shall be
//! ```
#![allow(clippy::print_stdout)]

use std::env::args;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = args().skip(1);
    let (Some(resource), Some(name)) = (words.next(), words.next()) else {
        return Err("usage: RESOURCE NAME [REPLICAS]".into());
    };
    let client = outrigger_hyper::connect().await?;
    let objects = client
        .resource(&resource)
        .await?
        .within(client.default_namespace());
    let scale = match words.next() {
        Some(replicas) => objects.scale(&name, replicas.parse()?).await?,
        None => objects.get_scale(&name).await?,
    };
    println!(
        "{name}: {} wanted, {} there",
        scale.spec.replicas, scale.status.replicas
    );
    Ok(())
}
