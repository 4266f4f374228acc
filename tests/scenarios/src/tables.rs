use outrigger::api::WatchEvent;
use outrigger::informer::SyncState;
use outrigger::{
    Api, ColumnDefinition, CreateOptions, DeleteOptions, Informer, ListOptions, Patch,
    PatchOptions, TableRow, Unstructured, WatchOptions,
};
use serde_json::{Value, json};

use super::{config_maps, create};
use crate::server::{TestServer, eventually};

fn names(columns: &[ColumnDefinition]) -> Vec<&str> {
    columns.iter().map(|column| column.name.as_str()).collect()
}

fn follow(server: &dyn TestServer, api: &Api<TableRow>) -> Informer<TableRow> {
    let (informer, driver) = Informer::builder(api).page_size(3).build();
    server.spawn(Box::pin(driver));
    informer
}

/// Waits until the informer is live with these columns and rows; `read` says what of a row counts.
async fn shows(
    server: &dyn TestServer,
    informer: &Informer<TableRow>,
    columns: &[&str],
    rows: &[Value],
    read: fn(&[Value]) -> Value,
) {
    eventually(server, async || {
        let status = informer.status();
        if !matches!(status.state, SyncState::Live) {
            return Err(status.to_string());
        }
        let snapshot = informer.store().snapshot();
        let found: Vec<_> = snapshot.iter().map(|row| read(&row.cells())).collect();
        let known = names(snapshot.columns());
        match known == columns && found == rows {
            true => Ok(()),
            false => Err(format!("{known:?}: {found:?}")),
        }
    })
    .await;
}

/// Rows come by every way that objects come, with metadata and nothing else of the object.
pub(crate) async fn rows(server: &dyn TestServer, namespace: &str) {
    let maps = config_maps(server, namespace).await;
    create(&maps, "a", json!({ "k": "1" })).await;
    let before = create(&maps, "b", json!({})).await;
    let tables = maps.clone().tables();
    let expected = ["Name", "Data", "Age"];

    let list = tables.list(&ListOptions::new().labels("app=a")).await;
    let list = list.unwrap();
    assert_eq!(names(list.columns()), expected);
    assert_eq!(list.columns()[0].format, "name");
    let row = &list.items[0];
    assert_eq!((row.name(), &row.cells[1]), ("a", &json!(1)));
    assert_eq!(row.metadata["labels"], json!({ "app": "a" }));
    assert!(!row.metadata.contains_key("managedFields"));
    assert_eq!(tables.get("a").await.unwrap().cells[1], json!(1));
    let refused = tables.create(row, &CreateOptions::new()).await;
    assert!(refused.is_err(), "a row is not its object");

    let since = WatchOptions::since(before.resource_version());
    let mut watch = tables.watch(&since).await.unwrap();
    create(&maps, "c", json!({ "k": "1", "l": "2" })).await;
    maps.delete("c", &DeleteOptions::new()).await.unwrap();
    let mut seen = Vec::new();
    while seen.len() < 2 {
        match watch.next().await.unwrap().unwrap() {
            WatchEvent::Added(row) => seen.push(("added", row.cells[1].clone())),
            WatchEvent::Deleted(row) => seen.push(("deleted", row.cells[1].clone())),
            WatchEvent::Modified(row) => panic!("{row:?}"),
            _ => {}
        }
        assert_eq!(names(watch.columns()), expected, "from the first event on");
    }
    assert_eq!(seen, [("added", json!(2)), ("deleted", json!(2))]);
}

/// An informer's rows follow changes, and a history that is lost with changes in it.
pub(crate) async fn informers(server: &dyn TestServer, namespace: &str) {
    let maps = config_maps(server, namespace).await;
    for index in 0..8 {
        create(&maps, &format!("m-{index}"), json!({ "k": "1" })).await;
    }
    let informer = follow(server, &maps.clone().tables());
    informer.synced().await.unwrap();
    let columns = ["Name", "Data", "Age"];
    let mut data = [1; 8];
    let expected = |data: &[u32]| -> Vec<Value> {
        let row = |(index, data): (usize, &u32)| json!([format!("m-{index}"), data]);
        data.iter().enumerate().map(row).collect()
    };
    let read = |cells: &[Value]| json!(cells[..2]);
    shows(server, &informer, &columns, &expected(&data), read).await;

    let add = async |index: usize, key: &str| {
        let patch = Patch::Merge(json!({ "data": { key: "" } }));
        let name = format!("m-{index}");
        maps.patch(&name, &patch, &PatchOptions::new())
            .await
            .unwrap();
    };
    add(2, "x").await;
    data[2] += 1;
    shows(server, &informer, &columns, &expected(&data), read).await;
    server.forget_history().await;
    add(2, "y").await;
    add(5, "y").await;
    data[2] += 1;
    data[5] += 1;
    maps.delete("m-7", &DeleteOptions::new()).await.unwrap();
    shows(server, &informer, &columns, &expected(&data[..7]), read).await;
    informer.stop();
}

/// The group of sprockets: one for each run, since definitions are the whole cluster's.
fn group(namespace: &str) -> String {
    format!("{namespace}.example.com")
}

/// The definition of sprockets, with printer columns.
fn definition(group: &str, columns: &Value) -> Unstructured {
    let definition = json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": { "name": format!("sprockets.{group}") },
        "spec": {
            "group": group, "scope": "Namespaced",
            "names": { "plural": "sprockets", "singular": "sprocket", "kind": "Sprocket" },
            "versions": [{
                "name": "v1", "served": true, "storage": true, "additionalPrinterColumns": columns,
                "schema": { "openAPIV3Schema": {
                    "type": "object", "x-kubernetes-preserve-unknown-fields": true } },
            }],
        },
    });
    serde_json::from_value(definition).unwrap()
}

/// The API of sprockets, when the server has it.
async fn sprockets(server: &dyn TestServer, namespace: &str) -> Api<Unstructured> {
    let mut found = None;
    let name = format!("sprockets.{}", group(namespace));
    eventually(server, async || {
        let api = server.client().resource(&name).await;
        let api = api.map_err(|error| error.chain().to_string())?;
        let listed = api.list(&ListOptions::new()).await;
        listed.map_err(|error| error.chain().to_string())?;
        found = Some(api);
        Ok(())
    })
    .await;
    found.unwrap().within(namespace)
}

/// The printer columns of a CustomResourceDefinition change under an informer.
pub(crate) async fn columns_change(server: &dyn TestServer, namespace: &str) {
    let teeth = json!({ "name": "Teeth", "type": "integer", "jsonPath": ".spec.teeth" });
    let colour =
        json!({ "name": "Colour", "type": "string", "jsonPath": ".spec.colour", "priority": 1 });
    let client = server.client();
    let definitions = client.resource("customresourcedefinitions").await.unwrap();
    let group = group(namespace);
    let first = definition(&group, &json!([teeth]));
    let options = CreateOptions::new();
    definitions.create(&first, &options).await.unwrap();
    let sprockets = sprockets(server, namespace).await;
    for (name, teeth) in [("a", 12), ("b", 24)] {
        let mut object = Unstructured::new(sprockets.resource(), name);
        let spec = json!({ "teeth": teeth, "colour": "red" });
        object.as_map_mut().insert("spec".into(), spec);
        sprockets.create(&object, &options).await.unwrap();
    }
    let informer = follow(server, &sprockets.clone().tables());
    let rows = [json!(["a", 12]), json!(["b", 24])];
    let all = |cells: &[Value]| json!(cells);
    shows(server, &informer, &["Name", "Teeth"], &rows, all).await;

    let columns = json!([colour, teeth]);
    let versions = definition(&group, &columns);
    let versions = versions.path("/spec/versions").unwrap();
    let patch = Patch::Merge(json!({ "spec": { "versions": versions } }));
    definitions
        .patch(first.name(), &patch, &PatchOptions::new())
        .await
        .unwrap();
    // A watch that is open goes on as it was.
    server.forget_history().await;
    let rows = [json!(["a", "red", 12]), json!(["b", "red", 24])];
    let names = ["Name", "Colour", "Teeth"];
    shows(server, &informer, &names, &rows, all).await;
    assert_eq!(informer.columns()[1].priority, 1);
    informer.stop();
}
