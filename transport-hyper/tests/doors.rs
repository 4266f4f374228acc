//! The front doors, and what options and a changed configuration make of them.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use outrigger::kubeconfig::Config;
use outrigger::request::Request;
use outrigger::{Result, Secret};
use outrigger_hyper::{
    ConnectOptions, HttpVersions, config_from_bytes, connect_to_with, resolve_config,
};
use support::tls::Authority;
use support::{Server, within};
use tempfile::TempDir;

/// A cluster at `port` whose authority is in a file.
fn config(folder: &TempDir, ca: &Authority, port: u16) -> Config {
    let path = folder.path().join("ca.crt");
    std::fs::write(&path, ca.certificate.pem()).unwrap();
    let text = format!(
        "{{current-context: c, contexts: [{{name: c, context: {{cluster: c}}}}], clusters: \
         [{{name: c, cluster: {{server: 'https://localhost:{port}', certificate-authority: '{}'}}\
         }}]}}",
        path.display()
    );
    config_from_bytes(text).unwrap()
}

#[tokio::test]
async fn versions_are_restricted_by_the_options() {
    let ca = Authority::new();
    let folder = tempfile::tempdir().unwrap();
    let server = Server::tls(ca.issue(&["localhost"]).server(&["h2"], None)).await;
    let config = config(&folder, &ca, server.address.port());
    let ask = async |options: ConnectOptions| -> Result<()> {
        let client = connect_to_with(config.clone(), options).await?;
        within(client.send(Request::raw_get("/get").unwrap()))
            .await
            .map(drop)
    };
    let options = ConnectOptions::new();
    ask(options.clone()).await.unwrap();
    ask(options.clone().http_versions(HttpVersions::Http2Only))
        .await
        .unwrap();
    let error = ask(options.http_versions(HttpVersions::Http1Only)).await;
    let error = error.unwrap_err().chain().to_string();
    assert!(error.contains("NoApplicationProtocol"), "{error}");
}

#[tokio::test]
async fn what_is_changed_in_a_configuration_outlives_renewals() {
    let (ca, folder) = (Authority::new(), tempfile::tempdir().unwrap());
    let mut config = config(&folder, &ca, 1);
    config.proxy_url = Some(Secret::new("socks5://localhost:2"));
    config.tls_server_name = Some("mine".to_owned());
    let cluster = resolve_config(config, &ConnectOptions::new())
        .await
        .unwrap();
    assert_eq!(cluster.config().server, "https://localhost:1/");
    let live = cluster.credentials().unwrap().settings().unwrap();
    assert_eq!(*live.settings, *cluster.settings());
    assert_eq!(live.settings.server_name.as_deref(), Some("mine"));
    assert!(live.settings.proxy.is_some());
}
