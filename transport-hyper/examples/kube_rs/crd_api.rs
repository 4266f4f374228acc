//! Everything that can be done with a resource of one's own.
#![allow(clippy::print_stdout)]

use std::time::Duration;

use outrigger::wait::is_crd_established;
use outrigger::{
    Api, CreateOptions, CustomResource, DeleteOptions, ListOptions, Patch, PatchOptions,
    ReplaceOptions,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(CustomResource, Deserialize, Serialize, Clone, Debug, JsonSchema)]
#[outrigger(group = "clux.dev", version = "v1", kind = "Foo", namespaced)]
#[outrigger(status = "FooStatus")]
#[outrigger(scale(spec_path = ".spec.replicas", status_path = ".status.replicas"))]
#[outrigger(printcolumn(name = "Info", type = "string", path = ".spec.info"))]
struct FooSpec {
    #[schemars(length(min = 3))]
    name: String,
    info: String,
    replicas: i32,
}

#[derive(Deserialize, Serialize, Clone, Debug, Default, JsonSchema)]
struct FooStatus {
    is_bad: bool,
    replicas: i32,
}

const LIMIT: Duration = Duration::from_secs(30);

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = outrigger_hyper::connect().await?;
    let crds = client.resource("customresourcedefinitions").await?;
    let (creating, deleting) = (CreateOptions::new(), DeleteOptions::new());

    // Whatever is there of an earlier version goes first.
    match crds
        .delete_and_wait("foos.clux.dev", &deleting, LIMIT)
        .await
    {
        Err(error) if !error.is_not_found() => return Err(error.into()),
        _ => {}
    }
    let crd = crds.create(&Foo::crd(), &creating).await?;
    crds.wait_for("foos.clux.dev", is_crd_established(), LIMIT)
        .await?;
    println!("Created {}", crd.name());

    let foos: Api<Foo> = client.default_namespaced();
    let spec = |name: &str, info: &str| FooSpec {
        name: name.to_owned(),
        info: info.to_owned(),
        replicas: 1,
    };
    foos.create(&Foo::new("baz", spec("baz", "old baz")), &creating)
        .await?;
    let mut old = foos.get("baz").await?;
    old.spec.info = "new baz".to_owned();
    let new = foos.replace("baz", &old, &ReplaceOptions::new()).await?;
    println!("Replaced baz: {:?}", new.spec);
    foos.delete_and_wait("baz", &deleting, LIMIT).await?;

    let mut qux = foos
        .create(&Foo::new("qux", spec("qux", "unpatched qux")), &creating)
        .await?;
    // A status cannot be set by a create, replace or patch of the object itself.
    qux.status = Some(FooStatus {
        is_bad: true,
        replicas: 0,
    });
    let qux = foos
        .replace_status("qux", &qux, &ReplaceOptions::new())
        .await?;
    println!("Replaced status: {:?}", qux.status);
    let status = Patch::Merge(json!({ "status": FooStatus { is_bad: false, replicas: 1 } }));
    foos.patch_status("qux", &status, &PatchOptions::new())
        .await?;
    println!("Got status: {:?}", foos.get_status("qux").await?.status);

    let scale = foos.scale("qux", 2).await?;
    println!(
        "Scaled: {} of {}",
        scale.status.replicas, scale.spec.replicas
    );

    let patch = Patch::Merge(json!({ "spec": { "info": "patched qux" } }));
    let qux = foos.patch("qux", &patch, &PatchOptions::new()).await?;
    println!("Patched {}: {}", qux.spec.name, qux.spec.info);
    println!(
        "{} is left",
        foos.list(&ListOptions::new()).await?.items.len()
    );

    // The server keeps what the schema says.
    let short = foos
        .create(&Foo::new("x", spec("x", "too short")), &creating)
        .await;
    let refused = short.expect_err("the name has one character");
    println!("Invalid: {}: {refused}", refused.is_invalid());

    foos.delete_collection(&deleting, &ListOptions::new())
        .await?;
    crds.delete_and_wait("foos.clux.dev", &deleting, LIMIT)
        .await?;
    println!("All is gone");
    Ok(())
}
