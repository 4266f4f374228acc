//! A resource of one's own, applied: its definition, a whole object, and a part of one.
#![allow(clippy::print_stdout)]

use std::time::Duration;

use outrigger::wait::is_crd_established;
use outrigger::{Api, ApplyConfiguration, ApplyOptions, CustomResource};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, ApplyConfiguration, Deserialize, Serialize, Clone, Debug, JsonSchema)]
#[outrigger(group = "clux.dev", version = "v1", kind = "Foo", namespaced)]
#[outrigger(status = "FooStatus")]
#[outrigger(scale(spec_path = ".spec.replicas", status_path = ".status.replicas"))]
struct FooSpec {
    name: String,
    info: Option<String>,
    replicas: isize,
}

#[derive(ApplyConfiguration, Deserialize, Serialize, Clone, Debug, Default, JsonSchema)]
struct FooStatus {
    is_bad: bool,
    replicas: isize,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = outrigger_hyper::connect().await?;
    let options = ApplyOptions::by("crd_apply_example").force();

    let crds = client.resource("customresourcedefinitions").await?;
    crds.apply("foos.clux.dev", &Foo::crd(), &options).await?;
    let limit = Duration::from_secs(10);
    crds.wait_for("foos.clux.dev", is_crd_established(), limit)
        .await?;

    let foos: Api<Foo> = client.default_namespaced();
    let spec = FooSpec {
        name: "baz".to_owned(),
        info: Some("old baz".to_owned()),
        replicas: 3,
    };
    let applied = foos.apply("baz", &Foo::new("baz", spec), &options).await?;
    println!("Applied 1: {:?}", applied.spec);

    // Only what is set is sent: the info that was applied before goes.
    let part = FooSpecApply::new().name("foo").replicas(2);
    let applied = foos
        .apply("baz", &FooApply::new("baz").spec(part), &options)
        .await?;
    println!("Applied 2: {:?}", applied.spec);
    Ok(())
}
