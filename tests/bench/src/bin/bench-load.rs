//! Our load: `bench-load <mode> <server> <requests>`, the modes being `get-typed`, `get-lean` (typed,
//! without managed fields), `get-dynamic`, `list-typed` and `list-dynamic`; and `decode`, which sends
//! nothing and decodes as many typed pods as `get-typed` does.

use std::hint::black_box;

use k8s_openapi_0_29::api::core::v1::Pod;
use outrigger::object::Object;
use outrigger::{Api, ApiResource, Client, ListOptions, RateLimit, Resource, Unstructured};
use outrigger_bench::load::{self, Failure, arguments, gets};
use outrigger_bench::meter::{IN_FLIGHT, WARM_UP, measure};
use outrigger_bench::pods::{namespace, pod};
use outrigger_hyper::CryptoProvider;
use tokio::runtime::Runtime;

fn main() -> Result<(), Failure> {
    let (mode, server, requests) = arguments()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let client = {
        let _entered = runtime.enter();
        let backend = outrigger_hyper::backend(CryptoProvider::default())?;
        Client::builder(backend, server.as_str())
            .rate_limit(RateLimit::off())
            .build()?
    };
    let typed = pods::<Pod>(&client);
    match mode.as_str() {
        "get-typed" => get(&runtime, &typed, requests, has_phase),
        "get-lean" => get(
            &runtime,
            &typed.without_managed_fields(),
            requests,
            has_phase,
        ),
        "get-dynamic" => get(&runtime, &pods(&client), requests, |pod: &Unstructured| {
            black_box(pod.path("/status/phase")).is_some()
        }),
        "decode" => decode(requests),
        "list-typed" => list::<Pod>(&runtime, &client)?,
        "list-dynamic" => list::<Unstructured>(&runtime, &client)?,
        _ => return Err("unknown mode".into()),
    }
    Ok(())
}

fn pods<K: Object>(client: &Client) -> Api<K> {
    let resource: ApiResource = Pod::api_resource();
    Api::of(client.clone(), resource)
}

fn has_phase(pod: &Pod) -> bool {
    let phase = pod.status.as_ref().and_then(|status| status.phase.as_ref());
    black_box(phase).is_some()
}

/// What no client that answers with a `Pod` can do without.
fn decode(times: usize) {
    let pods: Vec<String> = (0..IN_FLIGHT).map(|index| pod(index).1).collect();
    let mut texts = pods.iter().cycle();
    let mut all = |times: usize| {
        for text in texts.by_ref().take(times) {
            let pod = serde_json::from_str(text).expect("a pod");
            assert!(has_phase(&pod), "a pod without a phase");
        }
    };
    all(WARM_UP);
    measure(times, || all(times));
}

fn get<K: Object>(runtime: &Runtime, api: &Api<K>, requests: usize, read: fn(&K) -> bool) {
    let targets: Vec<(Api<K>, String)> = (0..IN_FLIGHT)
        .map(|index| (api.clone().within(namespace(index)), pod(index).0))
        .collect();
    gets(runtime, requests, |index, times| {
        let (api, name) = targets[index].clone();
        async move {
            for _ in 0..times {
                let object = api.get(&name).await?;
                assert!(read(&object), "a pod without a phase");
            }
            Ok::<_, outrigger::Error>(())
        }
    });
}

fn list<K: Object>(runtime: &Runtime, client: &Client) -> Result<(), Failure> {
    let (api, options) = (pods::<K>(client), ListOptions::new());
    load::list(runtime, api.list(&options), |list| list.items.len())
}
