//! The front doors and the environment, each in a process of its own, since a process has but one
//! environment.

use std::process::Stdio;

use outrigger::request::Request;
use outrigger_hyper::{ConnectOptions, connect_with, resolve_cluster};
use tokio::process::Command;

use crate::NAME;
use crate::server::HttpProxy;
use crate::support::tls::Authority;
use crate::support::{Server, within};

/// The cluster of a kubeconfig, reached by a child of this process with these variables.
struct Scene {
    proxy: HttpProxy,
    origin: Server,
    folder: tempfile::TempDir,
}

impl Scene {
    async fn new() -> Self {
        let ca = Authority::new();
        let origin = Server::tls(ca.issue(&[NAME]).server(&["h2"], None)).await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), ca.certificate.pem()).unwrap();
        Self {
            proxy: HttpProxy::plain(None).await,
            origin,
            folder,
        }
    }

    /// What the child saw.
    async fn run(&self, proxy_url: &str, variables: &[(&str, &str)]) -> String {
        let kubeconfig = format!(
            "{{current-context: c, contexts: [{{name: c, context: {{cluster: c}}}}], clusters: \
             [{{name: c, cluster: {{server: 'https://{NAME}:{}', certificate-authority: ca.pem, \
             proxy-url: '{proxy_url}'}}}}]}}",
            self.origin.address.port(),
        );
        let path = self.folder.path().join("config");
        std::fs::write(&path, kubeconfig).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap());
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "REQUEST_METHOD"] {
            child.env_remove(name).env_remove(name.to_lowercase());
        }
        let output = child
            .args(["--exact", "--nocapture", "environment::child"])
            .env(CHILD, "1")
            .env("KUBECONFIG", path)
            .envs(variables.iter().copied())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .output();
        let output = within(output).await.unwrap();
        let output = String::from_utf8(output.stdout).unwrap();
        let said = output.lines().find_map(|line| line.split_once("child: "));
        said.expect(&output).1.to_owned()
    }
}

/// Set for children of these tests.
const CHILD: &str = "OUTRIGGER_TEST_PROXIES_CHILD";

/// Asks the cluster of its environment, in a child.
#[tokio::test]
#[allow(clippy::print_stdout, reason = "its parent reads it")]
async fn child() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let warn = |text: &str| println!("warning: {text}");
    let options = || ConnectOptions::new().on_warning(warn);
    let client = match connect_with(options()).await {
        Ok(client) => client,
        Err(error) => return println!("child: {error:?}"),
    };
    let cluster = resolve_cluster(&options()).await.unwrap();
    let request = Request::raw_get("/version").unwrap();
    let answer = match within(client.send(request)).await {
        Ok(_) => "ok".to_owned(),
        Err(error) => format!("{error:?}"),
    };
    println!("child: {} {answer}", cluster.settings().proxy.is_some());
}

#[tokio::test]
async fn the_environments_proxy_is_used_and_no_proxy_is_not() {
    let scene = Scene::new().await;
    let proxy = scene.proxy.address.to_string();
    let url = format!("http://{proxy}");
    let wrong = "127.0.0.1:1";
    let not_this = ("NO_PROXY", "localhost, 10.0.0.0/8,");
    for (variables, expected, seen) in [
        (&[("HTTPS_PROXY", &*url)][..], "true ok", 1),
        (&[("HTTPS_PROXY", &*proxy)], "true ok", 1),
        (&[("https_proxy", &*proxy), not_this], "true ok", 1),
        // Without a proxy, nobody knows the name.
        (
            &[("HTTP_PROXY", &*proxy), ("ALL_PROXY", &*proxy)],
            "false ",
            0,
        ),
        (&[("HTTPS_PROXY", &*proxy), ("NO_PROXY", NAME)], "false ", 0),
        (
            &[("HTTPS_PROXY", &*proxy), ("no_proxy", "other, .test")],
            "false ",
            0,
        ),
    ] {
        let before = scene.proxy.seen().len();
        let said = scene.run("", variables).await;
        assert!(said.starts_with(expected), "{variables:?}: {said}");
        let resolves = expected == "true ok" || said.contains("host name not resolved");
        assert!(resolves, "{variables:?}: {said}");
        assert_eq!(scene.proxy.seen().len() - before, seen, "{variables:?}");
    }
    let variables = [("HTTPS_PROXY", wrong), ("NO_PROXY", "*")];
    let before = scene.proxy.seen().len();
    assert_eq!(scene.run(&url, &variables).await, "true ok");
    assert_eq!(scene.proxy.seen().len(), before + 1);
}

#[tokio::test]
async fn an_unusable_proxy_of_the_environment_is_told() {
    let scene = Scene::new().await;
    let said = scene
        .run("", &[("HTTPS_PROXY", "ftp://user:s3cr3t@proxy")])
        .await;
    assert!(
        said.contains("HTTPS_PROXY cannot be used: unsupported scheme"),
        "{said}"
    );
    assert!(!said.contains("s3cr3t"), "{said}");
}
