//! What a plugin is told, when it runs, and what becomes of what it gives.

use std::sync::{Arc, Mutex};

use http::header::AUTHORIZATION;
use outrigger::auth::{Credentials, OnRejected};
use outrigger::rt::Timer;
use outrigger::transport::{ConnectionSettings, Roots};
use outrigger_hyper::{ExecCredentials, ExecOptions};
use serde_json::{Value, json};

use crate::stage::{Clock, Stage, failure, sent, token, until, within};

pub(crate) async fn what_a_plugin_is_told_and_gives() {
    for version in ["v1", "v1beta1"] {
        let mut stage = Stage::new();
        let version = format!("client.authentication.k8s.io/{version}");
        stage.exec["apiVersion"] = json!(version);
        stage.exec["interactiveMode"] = json!("IfAvailable");
        let answer = json!({
            "apiVersion": version, "kind": "ExecCredential", "status": {"token": "token-{n}\n"},
        });
        stage.write("stdout", answer.to_string());
        let options = ExecOptions::new().stdin_unavailable("a test");
        let credentials = stage.credentials(&Clock::new(), options);
        assert_eq!(stage.runs(), 0);
        for _ in 0..3 {
            assert_eq!(token(&credentials).await, "Bearer token-1");
        }
        assert_eq!(stage.runs(), 1);
        assert_eq!(stage.read("args"), "--password S3CR3T");
        assert_eq!(stage.read("greeting"), "S3CR3T hello");
        assert_eq!(stage.read("stdin"), "0");
        let info = format!(
            r#"{{"kind":"ExecCredential","apiVersion":"{version}","spec":{{"interactive":false}}}}"#
        );
        assert_eq!(stage.read("info"), info);
        // Nothing about the connection has changed.
        assert!(credentials.settings().is_none());
        let shown = format!("{credentials:?}");
        assert!(
            !shown.contains("S3CR3T") && !shown.contains("token-1"),
            "{shown}"
        );
    }
}

pub(crate) async fn who_brings_an_authorization_needs_no_plugin() {
    let stage = Stage::new();
    stage.answer(0, &json!({"token": "token-{n}"}));
    let credentials = stage.credentials(&Clock::new(), ExecOptions::new());
    let request = http::Request::builder().header(AUTHORIZATION, "Own x");
    let (mut parts, ()) = request.body(()).unwrap().into_parts();
    within(credentials.authorize(&mut parts)).await.unwrap();
    assert_eq!(parts.headers[AUTHORIZATION], "Own x");
    assert_eq!(stage.runs(), 0);
    assert_eq!(token(&credentials).await, "Bearer token-1");
}

pub(crate) async fn the_cluster_is_told_when_it_is_wanted() {
    let mut stage = Stage::new();
    stage.exec["provideClusterInfo"] = json!(true);
    stage.answer(0, &json!({"token": "t"}));
    let extension = json!({"audience": "a"});
    let config = stage.config_for(&json!({
        "server": "https://127.0.0.1:6443/",
        "tls-server-name": "kubernetes",
        "proxy-url": "http://me:pass@proxy:1",
        "disable-compression": true,
        "extensions": [{"name": "client.authentication.k8s.io/exec", "extension": extension}],
    }));
    let mut settings = ConnectionSettings::default();
    settings.roots = Roots::Pem("abc".into());
    let clock: Arc<dyn Timer> = Clock::new();
    let credentials = ExecCredentials::new(&config, settings, ExecOptions::new(), clock).unwrap();
    token(&credentials).await;
    let info: Value = serde_json::from_str(&stage.read("info")).unwrap();
    let cluster = json!({
        "server": "https://127.0.0.1:6443/",
        "tls-server-name": "kubernetes",
        "certificate-authority-data": "YWJj",
        "proxy-url": "http://me:pass@proxy:1",
        "disable-compression": true,
        "config": extension,
    });
    assert_eq!(info["spec"]["cluster"], cluster);
}

pub(crate) async fn a_token_is_renewed_before_it_expires() {
    let (stage, clock) = (Stage::new(), Clock::new());
    let give = |number, seconds| {
        let expires = clock.after(seconds);
        let status = json!({"token": "token-{n}", "expirationTimestamp": expires});
        stage.answer(number, &status);
    };
    give(1, 600);
    give(2, 2000);
    stage.write("before.2", "wait");
    let credentials = stage.credentials(&clock, ExecOptions::new());
    let (header, version) = sent(&credentials).await.unwrap();
    assert_eq!(header, "Bearer token-1");
    clock.advance(539);
    assert_eq!(token(&credentials).await, "Bearer token-1");
    assert_eq!(stage.runs(), 1);
    clock.advance(1);
    // Nobody waits for the run that begins now, and there is but one.
    for _ in 0..10 {
        assert_eq!(token(&credentials).await, "Bearer token-1");
    }
    stage.runs_reach(2).await;
    stage.write("go", "");
    within(async {
        while token(&credentials).await != "Bearer token-2" {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert!(sent(&credentials).await.unwrap().1 > version);
    assert_eq!(stage.runs(), 2);
}

pub(crate) async fn what_has_expired_is_waited_for() {
    let (stage, clock) = (Stage::new(), Clock::new());
    for number in 1..4 {
        // As a machine finds it that has slept: the second has expired when it arrives.
        let expires = clock.after([600, 700, 9000][number - 1]);
        let status = json!({"token": "token-{n}", "expirationTimestamp": expires});
        stage.answer(number, &status);
    }
    let credentials = stage.credentials(&clock, ExecOptions::new());
    assert_eq!(token(&credentials).await, "Bearer token-1");
    clock.advance(700);
    assert_eq!(token(&credentials).await, "Bearer token-2");
    assert_eq!(token(&credentials).await, "Bearer token-3");
    assert_eq!(token(&credentials).await, "Bearer token-3");
    assert_eq!(stage.runs(), 3);
}

pub(crate) async fn a_failing_renewal_keeps_what_is_good() {
    let (stage, clock) = (Stage::new(), Clock::new());
    let expires = clock.after(600);
    let status = json!({"token": "token-{n}", "expirationTimestamp": expires});
    stage.answer(1, &status);
    stage.answer(4, &status);
    stage.write("exit.2", "3");
    stage.write("exit.3", "3");
    let credentials = stage.credentials(&clock, ExecOptions::new());
    token(&credentials).await;
    clock.advance(545);
    assert_eq!(token(&credentials).await, "Bearer token-1");
    stage.runs_reach(2).await;
    stage.gone().await;
    // Wait for its end to be known: a refusal joins the run, and then there is a pause.
    let (_, version) = sent(&credentials).await.unwrap();
    assert_eq!(credentials.rejected(version).await, OnRejected::GiveUp);
    assert_eq!(credentials.rejected(version).await, OnRejected::GiveUp);
    assert_eq!(token(&credentials).await, "Bearer token-1");
    assert_eq!(stage.runs(), 2);
    clock.advance(10);
    assert_eq!(credentials.rejected(version).await, OnRejected::GiveUp);
    assert_eq!(stage.runs(), 3);
    // Expired, there is nothing to keep and no reason to pause.
    clock.advance(45);
    assert_eq!(token(&credentials).await, "Bearer token-4");
}

pub(crate) async fn a_refusal_runs_the_plugin_again() {
    let (stage, clock) = (Stage::new(), Clock::new());
    stage.answer(0, &json!({"token": "token-{n}"}));
    stage.answer(3, &json!({"token": "token-2"}));
    let credentials = stage.credentials(&clock, ExecOptions::new());
    let (_, first) = sent(&credentials).await.unwrap();
    assert_eq!(credentials.rejected(first).await, OnRejected::Retry);
    assert_eq!(token(&credentials).await, "Bearer token-2");
    // Late news about the old one.
    assert_eq!(credentials.rejected(first).await, OnRejected::Retry);
    assert_eq!(stage.runs(), 2);
    // They are fresh, so it is not for their age that they are refused.
    let (_, second) = sent(&credentials).await.unwrap();
    assert_eq!(credentials.rejected(second).await, OnRejected::GiveUp);
    assert_eq!(stage.runs(), 2);
    clock.advance(10);
    assert_eq!(credentials.rejected(second).await, OnRejected::GiveUp);
    assert_eq!(credentials.rejected(second).await, OnRejected::GiveUp);
    assert_eq!(stage.runs(), 3);
    clock.advance(10);
    assert_eq!(credentials.rejected(second).await, OnRejected::Retry);
    assert_eq!(token(&credentials).await, "Bearer token-4");
}

pub(crate) async fn lines_on_standard_error_are_shown() {
    let stage = Stage::new();
    stage.answer(0, &json!({"token": "t"}));
    let long = "x".repeat(20_000);
    stage.write("stderr", format!("open https://login\r\n\n{long}\nlast"));
    let lines = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&lines);
    let options =
        ExecOptions::new().on_stderr(move |line| seen.lock().unwrap().push(line.to_owned()));
    let credentials = stage.credentials(&Clock::new(), options);
    assert_eq!(token(&credentials).await, "Bearer t");
    let lines = lines.lock().unwrap();
    assert_eq!(lines[..2], ["open https://login", ""]);
    let lengths: Vec<_> = lines[2..].iter().map(String::len).collect();
    assert_eq!(lengths, [8192, 8192, 20_000 - 2 * 8192, 4]);
}

pub(crate) async fn what_a_plugin_leaves_behind_is_not_waited_for() {
    let stage = Stage::new();
    stage.answer(0, &json!({"token": "t"}));
    stage.write("before", "child");
    std::fs::create_dir(stage.path("child")).unwrap();
    stage.write("child/before", "wait");
    let options = ExecOptions::new().on_stderr(|_| {});
    let credentials = stage.credentials(&Clock::new(), options);
    assert_eq!(token(&credentials).await, "Bearer t");
    until(|| stage.path("child/pid.1").exists()).await;
    let child = stage.read("child/pid.1");
    if cfg!(target_os = "linux") {
        assert!(runs(&child));
    }
    stage.write("child/go", "");
    until(|| !runs(&child)).await;
}

/// Runs itself below a shell that ignores them, which what it starts inherits; not each shell can.
pub(crate) async fn a_program_that_ignores_the_ends_of_children() {
    const INNER: &str = "OUTRIGGER_TEST_IGNORES";
    if cfg!(unix) && std::env::var_os(INNER).is_none() {
        let test = "runs::a_program_that_ignores_the_ends_of_children";
        let inner = std::process::Command::new("bash")
            .args(["-c", "trap '' CHLD; exec \"$0\" --exact \"$1\""])
            .arg(std::env::current_exe().unwrap())
            .arg(test)
            .env(INNER, "")
            .output()
            .unwrap();
        let output = String::from_utf8_lossy(&inner.stdout);
        let passed = inner.status.success() && output.contains("1 passed");
        assert!(passed, "{inner:?}");
        return;
    }
    let stage = Stage::new();
    stage.answer(0, &json!({"token": "token-{n}"}));
    stage.write("before.1", "abort");
    let credentials = stage.credentials(&Clock::new(), ExecOptions::new());
    let expected = match cfg!(unix) {
        // How it ended is not known.
        true => "it printed nothing",
        false => "failed with exit code",
    };
    let (_, chain) = failure(&sent(&credentials).await.unwrap_err());
    assert!(chain.contains(expected), "{chain}");
    assert_eq!(token(&credentials).await, "Bearer token-2");
}

/// Whether there is such a process, where that can be seen. Nobody may be there who would clear a
/// zombie away whose parent is gone.
fn runs(pid: &str) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    state.is_ok_and(|state| !state.contains(") Z "))
}
