//! The examples that show how to connect, as a user runs them, on the simulated API server.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod metrics;

use std::path::{Path, PathBuf};
use std::process::Output;

use outrigger_suite::cargo::example;
use outrigger_suite::pod::{Pod, alone};
use outrigger_suite::server::address_of_kubeconfig;
use outrigger_suite::simulated::Simulated;

/// What a program printed, and what it complained about.
fn printed(output: Output) -> (String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

fn build_config(program: &Path, arguments: &[&str]) -> (String, String) {
    printed(alone(program).args(arguments).output().unwrap())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn build_config_shows_the_cluster_and_asks_it() {
    let cluster = Simulated::start(1);
    let program = example("build_config");
    let file = text(cluster.kubeconfig());
    let (url, _) = address_of_kubeconfig(cluster.kubeconfig());
    let expected = |context: &str, sends: &str| {
        format!(
            "server      {url}
trusts      the configuration's certificate authority
namespace   default
context     {context}
user        {context}
sends       {sends}
version     v1.37.1
There are 0 pods in the cluster
"
        )
    };
    let (out, errors) = build_config(&program, &["--kubeconfig", file]);
    assert_eq!((out, errors.as_str()), (expected("token", "token"), ""));
    let (out, errors) = build_config(&program, &["--kubeconfig", file, "--context=certificate"]);
    let expected = expected("certificate", "client certificate");
    assert_eq!((out, errors.as_str()), (expected, ""));
}

/// A kubeconfig in a folder of its own.
fn written(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    std::fs::write(&file, text).unwrap();
    (folder, file)
}

#[test]
fn build_config_prints_no_secret() {
    let (_folder, file) = written(
        "current-context: c
contexts: [{name: c, context: {cluster: c, user: jane, namespace: shop}}]
clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1', insecure-skip-tls-verify: true}}]
users: [{name: jane, user: {token: hunter2, as: bob}}]
",
    );
    let program = example("build_config");
    let (out, errors) = build_config(&program, &["--kubeconfig", text(&file)]);
    let expected = "server      https://127.0.0.1:1/
trusts      any certificate
namespace   shop
context     c
user        jane
sends       token
acts as     bob
";
    assert_eq!(out, expected);
    assert!(errors.starts_with("error: get /version: "), "{errors}");
    assert!(!errors.contains("hunter2"), "{errors}");
    let arguments = ["--kubeconfig", text(&file), "--master=https://127.0.0.1:2"];
    let (out, _) = build_config(&program, &arguments);
    let expected = "server      https://127.0.0.1:2/\n";
    assert!(out.starts_with(expected), "{out}");
}

#[test]
fn build_config_shows_what_flags_alone_amount_to() {
    let program = example("build_config");
    // The server alone brings no credentials with it.
    let (out, _) = build_config(&program, &["--master", "http://127.0.0.1:1"]);
    let expected = "server      http://127.0.0.1:1/
trusts      the network: without TLS
namespace   default
context     none
user        none
sends       no credentials
";
    assert_eq!(out, expected);
    let proxy = "proxy       the environment's\n";
    // It is not for what is on the same machine.
    for (server, proxy) in [("10.0.0.1", proxy), ("127.0.0.1:1", "")] {
        let mut command = alone(&program);
        let command = command.args(["--master", &format!("http://{server}")]);
        command.env("HTTP_PROXY", "http://user:hunter2@127.0.0.1:1");
        let (out, errors) = printed(command.output().unwrap());
        let expected = format!("sends       no credentials\n{proxy}");
        assert!(out.ends_with(&expected), "{out}");
        assert!(!errors.contains("hunter2"), "{errors}");
    }
    let (out, errors) = build_config(&program, &[]);
    let nothing = "error: cannot use the kubeconfig: no configuration has been provided";
    assert!(out.is_empty() && errors.starts_with(nothing), "{errors}");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_cluster_counts_the_pods_around_it() {
    let cluster = Simulated::start(1);
    let program = example("in_cluster");
    let (_, token) = address_of_kubeconfig(cluster.kubeconfig());
    let pod = Pod::beside(cluster.kubeconfig(), "kube-public", token.expose());
    let (out, errors) = printed(pod.run(&program));
    assert_eq!((&*out, &*errors), ("There are 0 pods in kube-public\n", ""));

    std::fs::remove_file(pod.account().join("ca.crt")).unwrap();
    let (out, errors) = printed(pod.run(&program));
    // The system's authorities are left, and this server's is none of them.
    let told = errors.starts_with("warning: ") && errors.contains("ca.crt");
    assert!(out.is_empty() && told, "{errors}");
    assert!(errors.contains("error: "), "{errors}");
    std::fs::remove_file(pod.account().join("token")).unwrap();
    let (_, errors) = printed(pod.run(&program));
    assert!(errors.contains("token does not exist"), "{errors}");

    let (out, errors) = printed(alone(&program).output().unwrap());
    let expected = "error: not in a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT \
                    must be set\n";
    assert_eq!((&*out, &*errors), ("", expected));
}
