//! Tokens of service accounts: what is sent for one.

use std::time::Duration;

use k8s_openapi_0_29::api::core::v1::ServiceAccount;
use outrigger::api::TokenRequest;
use outrigger::{Api, CreateOptions};
use outrigger_test::Answer;
use serde_json::json;

use crate::subresources::sent;
use crate::{client, mock};

#[test]
fn a_token_is_asked_for_with_all_that_it_is_to_be() {
    let mock = mock();
    mock.react("create", "serviceaccounts", |_| {
        Some(Answer::json(&json!({ "status": { "token": "t" } })))
    });
    let accounts: Api<ServiceAccount> = client(&mock).default_namespaced();
    let request = TokenRequest::new()
        .audience("vault")
        .expires_in(Duration::from_millis(600_500))
        .bound_to("Pod", "p", "u");
    let options = CreateOptions::new().dry_run().field_manager("m");
    assert_eq!(
        sent(&mock, accounts.create_token("a", &request, &options)),
        r#"POST /api/v1/namespaces/shop/serviceaccounts/a/token?dryRun=All&fieldManager=m application/json {"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"audiences":["vault"],"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"p","uid":"u"},"expirationSeconds":601}}"#,
    );
}
