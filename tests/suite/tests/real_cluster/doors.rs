//! The ways to a client, each as somebody else, and within limits.

use std::time::Duration;

use outrigger::kubeconfig::{Impersonate, Overrides};
use outrigger::{Api, ApiResource, Client, CreateOptions, Scope, Unstructured};
use outrigger_hyper::{
    ConnectOptions, config_from_bytes, config_from_flags, config_with, connect_to, connect_with,
};
use outrigger_suite::control_plane::ControlPlane;
use serde_json::{Value, json};

/// Whom the server takes the client for.
async fn who_am_i(client: &Client) -> Value {
    let resource = ApiResource::new(
        "authentication.k8s.io",
        "v1",
        "SelfSubjectReview",
        "selfsubjectreviews",
        Scope::Cluster,
    );
    let api: Api<Unstructured> = Api::dynamic(client.clone(), resource);
    let review = json!({ "apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview" });
    let review: Unstructured = serde_json::from_value(review).unwrap();
    let answer = api.create(&review, &CreateOptions::new()).await;
    let answer = answer.unwrap_or_else(|error| panic!("{}", error.chain()));
    answer.path("/status/userInfo").unwrap().clone()
}

/// Whom everybody here acts as.
fn jane() -> Value {
    json!({
        "username": "jane",
        "uid": "7",
        "groups": ["developers", "testers", "system:authenticated"],
        "extra": { "example.com/scope": ["a", "b c"], "reason": ["test"] },
    })
}

fn flags() -> Overrides {
    Overrides::new()
        .impersonate("jane")
        .impersonate_uid("7")
        .impersonate_groups(["developers", "testers"])
        .impersonate_extra("example.com/scope", ["a", "b c"])
        .impersonate_extra("reason", ["test"])
}

fn impersonate() -> Impersonate {
    let mut jane = Impersonate::default();
    jane.user = Some("jane".into());
    jane.uid = Some("7".into());
    jane.groups = vec!["developers".into(), "testers".into()];
    let extra = [
        ("example.com/scope", &["a", "b c"][..]),
        ("reason", &["test"]),
    ];
    for (key, values) in extra {
        let values = values.iter().map(|value| (*value).to_owned());
        jane.extra.insert(key.to_owned(), values.collect());
    }
    jane
}

#[tokio::test]
async fn every_door_lets_in_as_somebody_else() {
    let cluster = ControlPlane::start();
    let file = cluster.kubeconfig();
    for context in ["token", "certificate"] {
        let options = ConnectOptions::new().kubeconfig(file);
        let options = options.overrides(flags().context(context));
        let config = config_with(&options).await.unwrap();
        let client = connect_with(options).await.unwrap();
        assert_eq!(who_am_i(&client).await, jane(), "{context}");
        let client = connect_to(config).await.unwrap();
        assert_eq!(who_am_i(&client).await, jane(), "{context}");
    }
    let mut config = config_from_bytes(std::fs::read(file).unwrap()).unwrap();
    config.impersonate = Some(impersonate());
    let client = connect_to(config).await.unwrap();
    assert_eq!(who_am_i(&client).await, jane());
    let mut config = config_from_flags("", file).await.unwrap();
    let admin = who_am_i(&connect_to(config.clone()).await.unwrap()).await;
    assert_ne!(admin["username"], "jane");
    config.impersonate = Some(impersonate());
    let client = connect_to(config).await.unwrap();
    assert_eq!(who_am_i(&client).await, jane());
}

#[tokio::test]
async fn limits_cut_no_watch() {
    let cluster = ControlPlane::start();
    let limit = Duration::from_secs(1);
    let options = ConnectOptions::new()
        .kubeconfig(cluster.kubeconfig())
        .overrides(Overrides::new().timeout("1s"))
        .connect_timeout(limit)
        .idle_timeout(limit)
        .head_timeout(limit);
    let client = connect_with(options).await.unwrap();
    let resource = ApiResource::new("", "v1", "ConfigMap", "configmaps", Scope::Namespaced);
    let maps: Api<Unstructured> = Api::dynamic(client, resource).within("default");
    let (informer, driver) = outrigger::Informer::builder(&maps).build();
    let driver = tokio::spawn(driver);
    informer.synced().await.unwrap();
    tokio::time::sleep(5 * limit).await;
    assert!(informer.status().is_live());
    cluster.kubectl(&["create", "configmap", "late"], "");
    let mut changes = informer.subscribe();
    let late = async {
        while let Some(change) = changes.next().await {
            if change.object().name() == "late" {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), late)
        .await
        .unwrap();
    driver.abort();
}
