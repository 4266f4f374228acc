use outrigger::request::ResourceVersionMatch;
use outrigger::{DeleteOptions, ListOptions};
use serde_json::json;

use crate::TestServer;
use crate::{config_maps, create};

/// All pages of a list are of one moment, whatever is written meanwhile, until that moment is
/// forgotten.
pub(crate) async fn pages(server: &dyn TestServer, namespace: &str) {
    let maps = config_maps(server, namespace).await;
    for index in 0..7 {
        create(&maps, &format!("m-{index}"), json!({})).await;
    }
    let first = maps.list(&ListOptions::new().limit(3)).await.unwrap();
    assert_eq!(first.items.len(), 3);
    assert_eq!(first.metadata.remaining_item_count, Some(4));
    create(&maps, "m-3-and-a-half", json!({})).await;
    maps.delete("m-4", &DeleteOptions::new()).await.unwrap();
    let next = ListOptions::new()
        .limit(3)
        .continue_from(&first.metadata.continue_token);
    let second = maps.list(&next).await.unwrap();
    let names: Vec<_> = second.items.iter().map(|map| map.name()).collect();
    assert_eq!(names, ["m-3", "m-4", "m-5"]);
    assert_eq!(
        second.metadata.resource_version,
        first.metadata.resource_version
    );

    let exact = Some(ResourceVersionMatch::Exact);
    let then = ListOptions::new().resource_version(&first.metadata.resource_version, exact);
    assert_eq!(maps.list(&then).await.unwrap().items.len(), 7);
    let labelled = maps
        .list(&ListOptions::new().labels("app in (m-1, m-2)"))
        .await;
    assert_eq!(labelled.unwrap().items.len(), 2);
    let named = maps
        .list(&ListOptions::new().fields("metadata.name=m-6"))
        .await;
    assert_eq!(named.unwrap().items[0].name(), "m-6");

    server.forget_history().await;
    for (what, options) in [("page", &next), ("version", &then)] {
        let error = maps.list(options).await.unwrap_err();
        assert!(error.is_expired(), "{what}: {}", error.chain());
    }
    assert_eq!(maps.list(&ListOptions::new()).await.unwrap().items.len(), 7);
}
