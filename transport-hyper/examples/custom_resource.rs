//! A resource of one's own, from its type to its objects: defines it, waits until the server
//! serves it, applies an object with only the fields that were set, scales it, reads it back, and
//! removes all of it again.
#![allow(clippy::print_stdout)]

use std::time::Duration;

use outrigger::wait::is_crd_established;
use outrigger::{
    Api, ApplyConfiguration, ApplyOptions, CustomResource, DeleteOptions, ListOptions,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A thing to be sold.
#[derive(CustomResource, ApplyConfiguration, Serialize, Deserialize, JsonSchema, Clone, Debug)]
#[outrigger(
    group = "shop.example.com",
    version = "v1",
    kind = "Widget",
    namespaced
)]
#[outrigger(status = "WidgetStatus", shortname = "wd")]
#[outrigger(printcolumn(name = "Size", type = "integer", path = ".spec.size"))]
#[outrigger(scale(spec_path = ".spec.replicas", status_path = ".status.replicas"))]
struct WidgetSpec {
    /// In centimetres.
    #[schemars(range(min = 1))]
    size: u32,
    /// How many there should be.
    #[serde(default)]
    replicas: i32,
}

/// How many there are.
#[derive(ApplyConfiguration, Serialize, Deserialize, JsonSchema, Clone, Debug, Default)]
struct WidgetStatus {
    replicas: i32,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = outrigger_hyper::connect().await?;
    let options = ApplyOptions::by("custom-resource-example");

    let definitions = client.resource("customresourcedefinitions").await?;
    let name = "widgets.shop.example.com";
    definitions.apply(name, &Widget::crd(), &options).await?;
    let limit = Duration::from_secs(30);
    definitions
        .wait_for(name, is_crd_established(), limit)
        .await?;
    println!("{name} is established");

    let widgets: Api<Widget> = client.default_namespaced();
    let wheel = WidgetApply::new("wheel").spec(WidgetSpecApply::new().size(7));
    let applied = widgets.apply("wheel", &wheel, &options).await?;
    println!("applied {:?}", applied.spec);

    widgets.scale("wheel", 3).await?;
    for widget in widgets.list(&ListOptions::new()).await? {
        println!("{}: {:?}", widget.metadata.name, widget.spec);
    }

    definitions
        .delete_and_wait(name, &DeleteOptions::new(), limit)
        .await?;
    println!("{name} is gone");
    Ok(())
}
