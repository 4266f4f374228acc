use outrigger::{Client, Driver, Informer, Result};

/// Tells how far a deployment is until it is rolled out, as `kubectl rollout status` does.
pub async fn rollout(
    client: Client,
    name: &str,
    spawn: impl FnOnce(Driver),
    mut tell: impl FnMut(String),
) -> Result<()> {
    let deployments = client.resource("deployments").await?.within("default"); // as kubectl names it
    let (informer, driver) = Informer::builder(&deployments)
        .fields(format!("metadata.name={name}"))
        .build();
    spawn(driver); // on the caller's executor: the core spawns nothing
    let mut changes = informer.subscribe(); // what is there, then every real change
    while let Some(change) = changes.next().await {
        let number = |path| change.object().path(path)?.as_u64();
        let wanted = number("/spec/replicas").unwrap_or(1);
        let ready = number("/status/readyReplicas").unwrap_or(0);
        tell(format!("{name}: {ready} of {wanted} ready"));
        if ready == wanted && number("/status/observedGeneration") == number("/metadata/generation")
        {
            break;
        }
    }
    Ok(())
}
