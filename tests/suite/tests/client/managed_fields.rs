//! Objects without their managed fields: what is asked, and what is made of the answers of a server
//! that sends them all the same.

use k8s_openapi_0_29::api::core::v1::ConfigMap;
use outrigger::object::PartialObjectMetadata;
use outrigger::{
    Api, ApplyOptions, CreateOptions, DeleteOptions, ListOptions, Patch, PatchOptions,
    ReplaceOptions, Unstructured, WatchOptions,
};
use outrigger_test::{Answer, MockTransport};
use serde_json::json;

use crate::{client, config_map, mock};

const DROPPED: &str = "application/json;drop=metadata.managedFields,application/json";

#[test]
fn every_verb_asks_a_server_to_leave_them_out() {
    let mock = mock();
    let maps: Api<ConfigMap> = client(&mock).default_namespaced();
    let maps = maps.without_managed_fields();
    let (map, options) = (config_map(), ListOptions::new());
    let patch = Patch::Merge(json!({}));
    mock.timer().run(async {
        maps.get("c").await.unwrap();
        maps.list(&options).await.unwrap();
        maps.watch(&WatchOptions::since("7")).await.unwrap();
        maps.create(&map, &CreateOptions::new()).await.unwrap();
        maps.replace("c", &map, &ReplaceOptions::new())
            .await
            .unwrap();
        maps.patch("c", &patch, &PatchOptions::new()).await.unwrap();
        maps.apply("c", &map, &ApplyOptions::by("me"))
            .await
            .unwrap();
        maps.delete("c", &DeleteOptions::new()).await.unwrap();
        let everything = DeleteOptions::new();
        let _is_no_list = maps.delete_collection(&everything, &options).await;
    });
    let requests = mock.requests();
    assert_eq!(requests.len(), 9);
    for request in requests {
        assert_eq!(request.header("accept"), Some(DROPPED), "{request}");
    }
}

#[test]
fn metadata_comes_without_them_whichever_is_said_first() {
    let mock = mock();
    let maps: Api<ConfigMap> = client(&mock).default_namespaced();
    for metadata in [
        maps.clone().without_managed_fields().metadata(),
        maps.metadata().without_managed_fields(),
    ] {
        let everything = ListOptions::new();
        mock.timer().run(metadata.list(&everything)).unwrap();
        assert_eq!(
            mock.requests().last().unwrap().header("accept"),
            Some(
                "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1;\
                 drop=metadata.managedFields,application/json"
            )
        );
    }
}

#[test]
fn what_is_sent_all_the_same_is_passed_over() {
    let mock = MockTransport::new();
    mock.react("*", "configmaps", |_| {
        Some(Answer::json(&json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {
                "name": "c", "deletionTimestamp": "2026-01-02T03:04:05Z",
                "managedFields": [{ "manager": "me", "fieldsV1": { "f:data": {} } }],
            },
        })))
    });
    let maps: Api<ConfigMap> = client(&mock).default_namespaced();
    let resource = maps.resource().clone();
    let typed = maps.clone().without_managed_fields();
    let untyped = Api::<Unstructured>::dynamic(client(&mock), resource).within("shop");
    let untyped = untyped.without_managed_fields();
    mock.timer().run(async {
        let whole = maps.get("c").await.unwrap();
        assert!(whole.metadata.managed_fields.is_some());
        assert_eq!(typed.get("c").await.unwrap().metadata.managed_fields, None);
        let metadata: PartialObjectMetadata = typed.metadata().get("c").await.unwrap();
        assert!(metadata.metadata.managed_fields.is_empty());
        let object = untyped.get("c").await.unwrap();
        assert_eq!(object.path("/metadata/managedFields"), None);
        let deleted = untyped.delete("c", &DeleteOptions::new()).await.unwrap();
        let outrigger::api::Deleted::Ongoing(object) = deleted else {
            panic!("{deleted:?}")
        };
        assert_eq!(object.path("/metadata/managedFields"), None);
    });
}
