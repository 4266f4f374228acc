//! Whom to trust.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::Cluster;
use crate::{check, config};

fn with(cluster: &Cluster, field: &str, value: Value) -> String {
    let mut entry = cluster.entry();
    entry[field] = value;
    config(&entry, &json!({}))
}

/// kube: the file is ignored and nobody is trusted. client-go: the file is used.
#[tokio::test]
async fn empty_authority_data_and_a_path() {
    let cluster = Cluster::new();
    let text = with(&cluster, "certificate-authority-data", "".into());
    let (path, _) = cluster.asked_by(&text).await;
    assert_eq!(path, "/api/v1/namespaces/default/pods");
}

/// kube: nobody is trusted, and the handshake fails. client-go: an error when it connects.
#[tokio::test]
async fn authority_data_that_is_not_pem() {
    let cluster = Cluster::new();
    let data = STANDARD.encode("s33ded, no PEM");
    let entry = json!({ "server": cluster.server.url(), "certificate-authority-data": data });
    cluster.folder.write("config", &config(&entry, &json!({})));
    let error = cluster.folder.refused().await;
    let field = "cluster \"c\": certificate-authority-data: ";
    check(&error, &[field, "unable to load root certificates"]);
    assert!(!format!("{} {error:?}", error.chain()).contains("s33ded"));
}

/// kube: accepted, and nothing is verified. client-go: an error.
#[tokio::test]
async fn authority_and_insecure_skip_tls_verify() {
    let cluster = Cluster::new();
    let text = with(&cluster, "insecure-skip-tls-verify", true.into());
    cluster.folder.write("config", &text);
    let error = cluster.folder.refused().await;
    let field = "cluster \"c\": certificate-authority: ";
    check(&error, &[field, "insecure flag is not allowed"]);
}
