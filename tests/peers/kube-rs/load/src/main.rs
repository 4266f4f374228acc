//! The load of `cargo xtask bench` on kube-rs: `kube-load <mode> <server> <requests>`, as
//! `bench-load` beside it.

#[path = "../../../../bench/src/load.rs"]
mod load;
#[path = "../../../../bench/src/meter.rs"]
mod meter;
#[path = "../../../../bench/src/pods.rs"]
mod pods;

use std::fmt::Debug;
use std::hint::black_box;

use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, ApiResource, DynamicObject, ListParams};
use kube::{Client, Config};
use load::{Failure, arguments, gets};
use meter::IN_FLIGHT;
use pods::{namespace, pod};
use serde::de::DeserializeOwned;
use tokio::runtime::Runtime;

fn main() -> Result<(), Failure> {
    let (mode, server, requests) = arguments()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let client = {
        let _entered = runtime.enter();
        Client::try_from(Config::new(server.parse()?))?
    };
    let resource = ApiResource::erase::<Pod>(&());
    let typed = |index| Api::<Pod>::namespaced(client.clone(), &namespace(index));
    let dynamic =
        |index| Api::<DynamicObject>::namespaced_with(client.clone(), &namespace(index), &resource);
    match mode.as_str() {
        "get-typed" => get(&runtime, typed, requests, |pod| {
            let phase = pod.status.as_ref().and_then(|status| status.phase.as_ref());
            black_box(phase).is_some()
        }),
        "get-dynamic" => get(&runtime, dynamic, requests, |pod| {
            black_box(pod.data.pointer("/status/phase")).is_some()
        }),
        "list-typed" => list(&runtime, &Api::<Pod>::all(client.clone()))?,
        "list-dynamic" => {
            list(
                &runtime,
                &Api::<DynamicObject>::all_with(client.clone(), &resource),
            )?;
        }
        _ => return Err("unknown mode".into()),
    }
    Ok(())
}

fn get<K: Clone + Debug + DeserializeOwned + Send + Sync + 'static>(
    runtime: &Runtime,
    api: impl Fn(usize) -> Api<K>,
    requests: usize,
    read: fn(&K) -> bool,
) {
    let targets: Vec<(Api<K>, String)> = (0..IN_FLIGHT)
        .map(|index| (api(index), pod(index).0))
        .collect();
    gets(runtime, requests, |index, times| {
        let (api, name) = targets[index].clone();
        async move {
            for _ in 0..times {
                let object = api.get(&name).await?;
                assert!(read(&object), "a pod without a phase");
            }
            Ok::<_, kube::Error>(())
        }
    });
}

fn list<K: Clone + Debug + DeserializeOwned + 'static>(
    runtime: &Runtime,
    api: &Api<K>,
) -> Result<(), Failure> {
    let everything = ListParams::default();
    load::list(runtime, api.list(&everything), |list| list.items.len())
}
