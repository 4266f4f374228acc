//! What only service accounts, certificate signing requests and namespaces have; and applies.

use std::time::Duration;

use k8s_openapi_0_29::api::certificates::v1::CertificateSigningRequest;
use k8s_openapi_0_29::api::core::v1::{Namespace, ServiceAccount};
use outrigger::api::{Deleted, TokenRequest};
use outrigger::wait::{Condition as _, exists};
use outrigger::{
    Api, ApplyOptions, Client, CreateOptions, DeleteOptions, Patch, PatchOptions, ReplaceOptions,
};
use outrigger_suite::control_plane::ControlPlane;
use serde_json::json;

use crate::subresources::{create, object};

const LIMIT: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_are_made_and_requests_approved_and_namespaces_finalized() {
    let plane = ControlPlane::start();
    let client = plane.client("certificate").await;
    let accounts: Api<ServiceAccount> = client.namespaced("default");
    create(&accounts, json!({ "metadata": { "name": "builder" } })).await;
    let request = TokenRequest::new().expires_in(Duration::from_secs(1200));
    let token = accounts
        .create_token("builder", &request, &CreateOptions::new())
        .await
        .unwrap();
    assert_eq!(token.token.expose().split('.').count(), 3, "a JWT");
    assert!(token.expiration_timestamp.ends_with('Z'));
    assert!(!format!("{token:?}").contains(token.token.expose()));
    let short = TokenRequest::new().expires_in(Duration::from_secs(1));
    let short = accounts
        .create_token("builder", &short, &CreateOptions::new())
        .await;
    assert!(short.unwrap_err().is_invalid());
    approval(&client).await;

    let namespaces = client.cluster::<Namespace>();
    create(&namespaces, json!({ "metadata": { "name": "old" } })).await;
    let deleted = namespaces
        .delete("old", &DeleteOptions::new())
        .await
        .unwrap();
    let Deleted::Ongoing(mut old) = deleted else {
        panic!("its finalizer holds it")
    };
    old.spec.as_mut().unwrap().finalizers = None;
    namespaces
        .finalize("old", &old, &ReplaceOptions::new())
        .await
        .unwrap();
    namespaces
        .wait_for("old", exists().not(), LIMIT)
        .await
        .unwrap();
}

async fn approval(client: &Client) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut parameters = rcgen::CertificateParams::new(Vec::new()).unwrap();
    parameters
        .distinguished_name
        .push(rcgen::DnType::CommonName, "somebody");
    let pem = parameters.serialize_request(&key).unwrap().pem().unwrap();
    use base64::Engine as _;
    let pem = base64::engine::general_purpose::STANDARD.encode(pem);
    let csrs = client.cluster::<CertificateSigningRequest>();
    let spec =
        json!({ "request": pem, "signerName": "example.com/one", "usages": ["client auth"] });
    create(
        &csrs,
        json!({ "metadata": { "name": "one" }, "spec": spec }),
    )
    .await;
    let condition = |reason: &str| json!([{ "type": "Approved", "status": "True", "reason": reason, "message": "" }]);
    let mut read = csrs.get_approval("one").await.unwrap();
    read.status.get_or_insert_default().conditions = object(condition("Test"));
    let replaced = csrs
        .replace_approval("one", &read, &ReplaceOptions::new())
        .await;
    let conditions = replaced.unwrap().status.unwrap().conditions.unwrap();
    assert_eq!(
        (conditions[0].type_.as_str(), conditions.len()),
        ("Approved", 1)
    );
    let denied = Patch::Merge(json!({ "status": { "conditions": [
        { "type": "Denied", "status": "True", "reason": "Test" },
    ] } }));
    let both = csrs
        .patch_approval("one", &denied, &PatchOptions::new())
        .await;
    assert!(both.unwrap_err().is_invalid(), "what is approved stays so");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_apply_conflicts_until_it_is_forced() {
    let plane = ControlPlane::start();
    let client = plane.client("certificate").await;
    let maps = client
        .resource("configmaps")
        .await
        .unwrap()
        .within("default");
    let data = |value: &str| json!({ "metadata": { "name": "m" }, "data": { "k": value } });
    maps.apply("m", &data("1"), &ApplyOptions::by("one"))
        .await
        .unwrap();
    maps.apply("m", &data("1"), &ApplyOptions::by("two"))
        .await
        .unwrap();
    let conflict = maps.apply("m", &data("2"), &ApplyOptions::by("two")).await;
    let conflict = conflict.unwrap_err();
    assert!(conflict.is_conflict(), "{}", conflict.chain());
    let causes = &conflict.status().unwrap().details.causes;
    assert_eq!(
        (causes[0].reason.as_str(), causes[0].field.as_str()),
        ("FieldManagerConflict", ".data.k")
    );
    let forced = maps
        .apply("m", &data("2"), &ApplyOptions::by("two").force())
        .await;
    assert_eq!(forced.unwrap().path("/data/k"), Some(&json!("2")));
    // Its last owner takes it away.
    let applied = maps
        .apply("m", &json!({}), &ApplyOptions::by("two"))
        .await
        .unwrap();
    assert_eq!(applied.path("/data/k"), None);
}
