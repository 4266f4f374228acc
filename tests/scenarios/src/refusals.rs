use outrigger::request::{Request, ResourceVersionMatch};
use outrigger::{
    Api, ApiResource, CreateOptions, ListOptions, Patch, PatchOptions, RetryPolicy, Unstructured,
    WatchOptions,
};
use serde_json::json;

use crate::TestServer;
use crate::{config_map, config_maps, create};

/// What is refused says why.
pub(crate) async fn refusals(server: &dyn TestServer, namespace: &str) {
    let maps = config_maps(server, namespace).await;
    let options = CreateOptions::new();
    create(&maps, "a", json!({})).await;
    let twice = maps.create(&config_map("a", &json!({})), &options).await;
    assert!(twice.unwrap_err().is_already_exists());

    let bad = maps
        .create(&config_map("Bad_", &json!({ "k": "v" })), &options)
        .await;
    let bad = bad.unwrap_err();
    assert!(bad.is_invalid(), "{}", bad.chain());
    let causes = &bad.status().unwrap().details.causes;
    assert_eq!(causes[0].field, "metadata.name");

    let text = maps
        .create(&config_map("text", &json!("text")), &options)
        .await;
    assert_eq!(text.unwrap_err().status().unwrap().reason, "BadRequest");

    let pointless = Patch::Json(json!([{ "op": "remove", "path": "/nowhere" }]));
    let pointless = maps.patch("a", &pointless, &PatchOptions::new()).await;
    assert!(pointless.unwrap_err().is_invalid());

    for list in [
        ListOptions::new().labels("=,="),
        ListOptions::new().fields("spec.nowhere=1"),
        ListOptions::new().continue_from("garbage"),
        ListOptions::new().resource_version("x", None),
    ] {
        let error = maps.list(&list).await.unwrap_err();
        let status = error.status().expect("an answer of the server");
        assert!(
            (400..=422).contains(&status.code),
            "{list:?}: {}",
            error.chain()
        );
    }
    ahead(server, namespace, maps.resource()).await;
    assert!(maps.watch(&WatchOptions::since("x")).await.is_err());

    let nowhere = Request::raw_get("/apis/wibble.example.com/v1/x").unwrap();
    assert!(
        server
            .client()
            .send(nowhere)
            .await
            .unwrap_err()
            .is_not_found()
    );
    let elsewhere = maps.clone().within("missing");
    let orphan: Unstructured = config_map("a", &json!({}));
    assert!(
        elsewhere
            .create(&orphan, &options)
            .await
            .unwrap_err()
            .is_not_found()
    );
    assert!(
        elsewhere
            .list(&ListOptions::new())
            .await
            .unwrap()
            .items
            .is_empty()
    );
}

/// What is asked from a version that is to come is not there in time.
async fn ahead(server: &dyn TestServer, namespace: &str, maps: &ApiResource) {
    let future = Some(ResourceVersionMatch::NotOlderThan);
    let future = ListOptions::new().resource_version("999999999999999", future);
    // The server waits for some seconds each time.
    let client = server.client_with(RetryPolicy::default().retries(1));
    let maps = Api::dynamic(client, maps.clone()).within(namespace);
    let error = maps.list(&future).await.unwrap_err();
    let text = error.chain().to_string();
    assert!(text.contains("Too large resource version"), "{text}");
}
