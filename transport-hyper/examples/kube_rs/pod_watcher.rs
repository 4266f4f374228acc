//! Tells which pods change, and which of them are not ready.
#![allow(clippy::print_stdout)]

use k8s_openapi::api::core::v1::Pod;
use outrigger::{Api, Informer};

#[tokio::main]
async fn main() -> outrigger::Result<()> {
    let client = outrigger_hyper::connect().await?;
    let pods: Api<Pod> = client.default_namespaced();

    let (informer, driver) = Informer::builder(&pods).build();
    tokio::spawn(driver);
    let mut changes = informer.subscribe();
    while let Some(change) = changes.next().await {
        let pod = change.object();
        println!("saw {}", pod.name());
        if let Some(reason) = unready(&*pod.typed()?) {
            println!("unready: {reason}");
        }
    }
    Ok(())
}

fn unready(pod: &Pod) -> Option<String> {
    // Pods of jobs are meant to end.
    let labels = pod.metadata.labels.as_ref();
    if labels.is_some_and(|labels| labels.contains_key("job-name")) {
        return None;
    }
    let conditions = pod.status.as_ref()?.conditions.as_ref()?;
    let failed = conditions
        .iter()
        .filter(|it| it.type_ == "Ready" && it.status == "False");
    let messages: Vec<_> = failed.filter_map(|it| it.message.clone()).collect();
    Some(messages.join(",")).filter(|text| !text.is_empty())
}
