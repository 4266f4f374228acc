//! Tells what changes of any resource, by whatever name kubectl knows it.
#![allow(clippy::print_stdout)]

use outrigger::{Change, Informer};

#[tokio::main]
async fn main() -> outrigger::Result<()> {
    let client = outrigger_hyper::connect().await?;
    let name = std::env::args().nth(1).unwrap_or_else(|| "pods".to_owned());
    // With `.metadata()` behind it, the same for metadata alone.
    let objects = client.resource(&name).await?;

    let (informer, driver) = Informer::builder(&objects).build();
    tokio::spawn(driver);
    let mut changes = informer.subscribe();
    while let Some(change) = changes.next().await {
        if let Change::Added(object) | Change::Modified { new: object, .. } = &change {
            println!("saw {} {}", objects.resource().kind, object.key());
        }
    }
    Ok(())
}
