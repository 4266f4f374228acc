//! Proxies of the environment, whom they are for, and pods behind them.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;

use outrigger_hyper::{ConnectOptions, connect_with};
use serde_json::json;

use super::list_pods;
use crate::{Folder, config, in_an_environment_of, within};

/// A server that nobody reaches but through a proxy.
const SERVER: &str = "https://api.invalid:6443";

/// What a client is told that asks [`SERVER`] itself.
const DIRECT: &str = "host name not resolved";
/// What it is told by the proxy.
const THROUGH: &str = "answered CONNECT with 403";

/// A proxy that refuses, and remembers the first line of each request.
struct Proxy {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::<Mutex<Vec<String>>>::default();
        let lines = seen.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = [0; 4096];
                let length = stream.read(&mut request).unwrap_or(0);
                let head = String::from_utf8_lossy(&request[..length]);
                let line = head.lines().next().unwrap_or_default().to_owned();
                lines.lock().unwrap().push(line);
                let refusal = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n";
                // The client may have gone away.
                let _ = stream.write_all(refusal);
            }
        });
        Self { address, seen }
    }
}

/// Lists pods in a process with these variables, by a kubeconfig with this `proxy-url`; whether it
/// went through the proxy.
#[track_caller]
fn asks(proxy: &Proxy, proxy_url: &str, variables: &[(&str, &str)]) -> bool {
    let folder = Folder::new();
    let cluster = json!({ "server": SERVER, "proxy-url": proxy_url });
    folder.write("config", &config(&cluster, &json!({})));
    let path = folder.path("config").display().to_string();
    let variables = [&[("KUBECONFIG", path.as_str())], variables].concat();
    proxy.seen.lock().unwrap().clear();
    in_an_environment_of(&variables, "rows::proxies::lists_pods");
    let seen = proxy.seen.lock().unwrap().clone();
    assert!(
        seen.iter()
            .all(|line| line == "CONNECT api.invalid:6443 HTTP/1.1"),
        "{seen:?}"
    );
    !seen.is_empty()
}

#[tokio::test]
#[ignore = "needs an environment of its own"]
async fn lists_pods() {
    let client = within(connect_with(ConnectOptions::new())).await.unwrap();
    let text = list_pods(client).await.unwrap_err().chain().to_string();
    assert!(text.contains(DIRECT) || text.contains(THROUGH), "{text}");
}

/// kube: the proxy is used all the same, for its own address is looked up in the list.
#[test]
fn no_proxy_contains_the_api_host() {
    let proxy = Proxy::new();
    let url = format!("http://{}", proxy.address);
    for listed in ["api.invalid", "api.invalid:6443", ".invalid", "*"] {
        assert!(
            !asks(&proxy, "", &[("HTTPS_PROXY", &url), ("NO_PROXY", listed)]),
            "{listed}"
        );
    }
    let other = [("HTTPS_PROXY", url.as_str()), ("NO_PROXY", "other.invalid")];
    assert!(asks(&proxy, "", &other));
}

/// kube: matches nothing, since the port must be equal. client-go: any port.
#[test]
fn no_proxy_without_a_port() {
    let proxy = Proxy::new();
    let url = format!("http://{}", proxy.address);
    let with = |listed| [("HTTPS_PROXY", url.as_str()), ("NO_PROXY", listed)];
    assert!(!asks(&proxy, "", &with("api.invalid")));
    assert!(asks(&proxy, "", &with("api.invalid:443")));
}

/// kube: the configuration cannot be loaded.
#[test]
fn no_proxy_with_commas_and_spaces() {
    let proxy = Proxy::new();
    let url = format!("http://{}", proxy.address);
    for listed in ["localhost,", " localhost , 10.0.0.0/8", ",,", "fd00::/8, ,"] {
        assert!(
            asks(&proxy, "", &[("HTTPS_PROXY", &url), ("NO_PROXY", listed)]),
            "{listed}"
        );
    }
    assert!(!asks(
        &proxy,
        "",
        &[
            ("HTTPS_PROXY", &url),
            ("NO_PROXY", "localhost, api.invalid ,")
        ]
    ));
}

/// kube: the proxy is dropped. client-go: `proxy-url` is always used.
#[test]
fn explicit_proxy_url_and_no_proxy() {
    let proxy = Proxy::new();
    let url = format!("http://{}", proxy.address);
    assert!(asks(&proxy, &url, &[("NO_PROXY", "*")]));
    let other = [("HTTPS_PROXY", "http://127.0.0.1:1"), ("NO_PROXY", "*")];
    assert!(asks(&proxy, &url, &other));
}

/// kube: `requires the disabled feature "kube/http-proxy"`.
#[test]
fn https_proxy_without_any_feature() {
    let proxy = Proxy::new();
    let url = format!("http://{}", proxy.address);
    assert!(asks(&proxy, "", &[("HTTPS_PROXY", &url)]));
    assert!(asks(&proxy, "", &[("https_proxy", &url)]));
}

/// kube: unsupported protocol. client-go: `http`. `ALL_PROXY` is looked at by neither.
#[test]
fn https_proxy_without_a_scheme() {
    let proxy = Proxy::new();
    let address = proxy.address.to_string();
    assert!(asks(&proxy, "", &[("HTTPS_PROXY", &address)]));
    assert!(!asks(
        &proxy,
        "",
        &[("ALL_PROXY", &address), ("HTTP_PROXY", &address)]
    ));
}

/// kube: the environment's proxy is ignored, and a newline is part of the namespace.
#[test]
fn in_cluster_config() {
    let (proxy, account) = (Proxy::new(), Folder::new());
    account.write("token", "t\n");
    account.write("namespace", "shop\n");
    account.write("ca.crt", &crate::clusters::another_authority());
    let (folder, url) = (
        account.path("").display().to_string(),
        proxy.address.to_string(),
    );
    let variables = [
        ("HOME", folder.as_str()),
        ("ACCOUNT", &folder),
        ("HTTPS_PROXY", &url),
        ("KUBERNETES_SERVICE_HOST", "api.invalid"),
        ("KUBERNETES_SERVICE_PORT", "6443"),
    ];
    in_an_environment_of(&variables, "rows::proxies::lists_pods_of_a_pods_namespace");
    let seen = proxy.seen.lock().unwrap().clone();
    assert_eq!(seen, ["CONNECT api.invalid:6443 HTTP/1.1"]);
}

#[tokio::test]
#[ignore = "needs an environment of its own"]
async fn lists_pods_of_a_pods_namespace() {
    let account = std::env::var("ACCOUNT").unwrap();
    let options = ConnectOptions::new().service_account_folder(account);
    let client = within(connect_with(options)).await.unwrap();
    assert_eq!(client.default_namespace(), "shop");
    let text = list_pods(client).await.unwrap_err().chain().to_string();
    assert!(text.contains(THROUGH), "{text}");
}
