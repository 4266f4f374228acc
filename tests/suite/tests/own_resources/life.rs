//! What a program does with a kind of its own, on any server.

use std::time::Duration;

use futures_util::future::join_all;
use outrigger::object::GroupVersion;
use outrigger::rt::Timer;
use outrigger::{
    Api, Client, CreateOptions, CustomResource, ListOptions, ReplaceOptions, Resource, Unstructured,
};
use serde_json::json;

use crate::awkward;
use crate::versions::{gadgets, v1, v2};
use crate::widget::{Material, Shelf, Widget, WidgetSpec};

pub(crate) fn definitions(client: &Client) -> Api<Unstructured> {
    let definitions = outrigger::ApiResource::new(
        "apiextensions.k8s.io",
        "v1",
        "CustomResourceDefinition",
        "customresourcedefinitions",
        outrigger::Scope::Cluster,
    );
    Api::dynamic(client.clone(), definitions)
}

/// Creates a definition and waits until it is served.
pub(crate) async fn establish(client: &Client, timer: &dyn Timer, definition: &Unstructured) {
    let api = definitions(client);
    let name = definition.name();
    api.create(definition, &CreateOptions::new())
        .await
        .unwrap_or_else(|error| panic!("{name}: {}", error.chain()));
    for _ in 0..200 {
        let state = api.get(name).await.unwrap();
        let conditions = state
            .path("/status/conditions")
            .cloned()
            .unwrap_or_default();
        let is = |condition: &str| {
            let wanted = (Some(&json!(condition)), Some(&json!("True")));
            let mut conditions = conditions.as_array().into_iter().flatten();
            conditions.any(|found| (found.get("type"), found.get("status")) == wanted)
        };
        assert!(!is("NonStructuralSchema"), "{name}: {conditions:#}");
        if is("Established") && is_discovered(client, name).await {
            return;
        }
        timer.sleep(Duration::from_millis(100)).await;
    }
    panic!("{name} is not established");
}

/// Established comes a moment before discovery tells.
async fn is_discovered(client: &Client, name: &str) -> bool {
    client.resource(name).await.is_ok()
}

pub(crate) async fn live(client: &Client, timer: &dyn Timer) {
    establish(client, timer, &Widget::crd()).await;
    let api: Api<Widget> = client.namespaced("default");
    create_read_update(&api).await;
    refusals(&api).await;
    discovered(client).await;
    columns(&api).await;
    subresources(client, &api).await;
    establish(client, timer, &gadgets()).await;
    converted(client).await;
}

async fn create_read_update(api: &Api<Widget>) {
    let mut spec = WidgetSpec::of_size(3);
    spec.material = Material::Steel;
    spec.shelf = Some(Shelf::Place {
        row: "a".into(),
        column: 3,
    });
    spec.replicas = Some(2);
    let created = api
        .create(&Widget::new("a", spec.clone()), &CreateOptions::new())
        .await
        .unwrap();
    assert_eq!(created.spec, spec);
    let mut read = api.get("a").await.unwrap();
    assert_eq!(read, created);
    read.spec.colour = Some("red".into());
    let updated = api
        .replace("a", &read, &ReplaceOptions::new())
        .await
        .unwrap();
    assert_eq!(updated.spec, read.spec);
    let listed = api.list(&ListOptions::new()).await.unwrap();
    assert_eq!(listed.into_iter().collect::<Vec<_>>(), [updated]);
}

async fn refusals(api: &Api<Widget>) {
    let error = api
        .create(
            &Widget::new("none", WidgetSpec::of_size(0)),
            &CreateOptions::new(),
        )
        .await
        .unwrap_err();
    assert!(error.is_invalid(), "{}", error.chain());
    let text = error.chain().to_string();
    assert!(text.contains("spec.size"), "{text}");
}

async fn discovered(client: &Client) {
    for name in [
        "wd",
        "wdg",
        "widget",
        "widgets",
        "Widget",
        "widgets.shop.example.com",
    ] {
        let found = client
            .resource(name)
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(*found.resource(), Widget::api_resource(), "{name}");
    }
}

async fn columns(api: &Api<Widget>) {
    let table = api
        .clone()
        .tables()
        .list(&ListOptions::new())
        .await
        .unwrap();
    let columns = table
        .columns()
        .iter()
        .map(|column| (column.name.as_str(), column.priority));
    assert_eq!(
        columns.collect::<Vec<_>>(),
        [("Name", 0), ("Size", 0), ("Phase", 1)]
    );
    let rows: Vec<_> = table.iter().map(|row| row.cells.clone()).collect();
    assert_eq!(rows[0][..2], [json!("a"), json!(3)]);
}

async fn subresources(client: &Client, api: &Api<Widget>) {
    let rest = client.rest("/apis", &GroupVersion::new("shop.example.com", "v1"));
    let at = |subresource: &str| {
        let request = rest
            .get()
            .namespace("default")
            .resource("widgets")
            .name("a");
        request.subresource(subresource)
    };
    let scale: Unstructured = at("scale").into().await.unwrap();
    assert_eq!(scale.path("/spec/replicas"), Some(&json!(2)));
    let status: Widget = at("status").into().await.unwrap();
    // What is written to the whole leaves the status alone.
    assert_eq!(status.status, None);
    let mut with_status = api.get("a").await.unwrap();
    with_status.status = Some(Default::default());
    let written = api
        .replace("a", &with_status, &ReplaceOptions::new())
        .await
        .unwrap();
    assert_eq!(written.status, None);
    let put = rest
        .verb(http::Method::PUT)
        .namespace("default")
        .resource("widgets")
        .name("a");
    with_status.status.as_mut().unwrap().replicas = 2;
    with_status.spec.size = 99;
    let written: Widget = put
        .subresource("status")
        .json(&with_status)
        .into()
        .await
        .unwrap();
    assert_eq!((written.status, written.spec.size), (with_status.status, 3));
    let scale: Unstructured = at("scale").into().await.unwrap();
    assert_eq!(scale.path("/status/replicas"), Some(&json!(2)));
}

async fn converted(client: &Client) {
    let old: Api<v1::Gadget> = client.cluster();
    let new: Api<v2::Gadget> = client.cluster();
    let gadget = v1::Gadget::new("g", v1::GadgetSpec { size: 3 });
    old.create(&gadget, &CreateOptions::new()).await.unwrap();
    assert_eq!(new.get("g").await.unwrap().spec.width, None);
}

/// Every awkward type is taken, with what it reads and without what it does not. All at once, for a
/// server takes a while until it serves a new kind.
pub(crate) async fn awkward_types(client: &Client, timer: &dyn Timer) {
    let cases = awkward::cases();
    let wrong = join_all(cases.iter().map(|case| wrong(client, timer, case))).await;
    let wrong = wrong.concat();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where a server takes another thing than the type reads.
async fn wrong(client: &Client, timer: &dyn Timer, case: &awkward::Case) -> Vec<String> {
    let dry_run = CreateOptions::new().dry_run();
    let mut wrong = Vec::new();
    establish(client, timer, &case.definition).await;
    let name = case.definition.name();
    let objects = client.resource(name).await.unwrap();
    for spec in &case.good {
        if let Err(error) = objects.create(&case.object("x", spec), &dry_run).await {
            wrong.push(format!("{name} refuses {spec}: {}", error.chain()));
        }
    }
    for spec in &case.bad {
        match objects.create(&case.object("x", spec), &dry_run).await {
            Ok(_) => wrong.push(format!("{name} takes {spec}")),
            Err(error) if error.is_invalid() => {}
            Err(error) => wrong.push(format!("{name}, {spec}: {}", error.chain())),
        }
    }
    wrong
}
