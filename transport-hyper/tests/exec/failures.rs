//! All that can go wrong, each with its kind, and never with a secret.

use std::time::Duration;

use outrigger_hyper::{ExecErrorKind, ExecOptions};
use serde_json::{Value, json};

use crate::stage::{Clock, Stage, V1, failure, sent};
use crate::tls::Authority;

/// Runs into an error that says `expected`, and nothing secret.
async fn fails(stage: &Stage, kind: ExecErrorKind, expected: &str) {
    fails_with(stage, ExecOptions::new(), kind, expected).await;
}

async fn fails_with(stage: &Stage, options: ExecOptions, kind: ExecErrorKind, expected: &str) {
    let credentials = stage.credentials(&Clock::new(), options);
    let error = sent(&credentials).await.unwrap_err();
    let (found, chain) = failure(&error);
    assert_eq!(found, kind, "{chain}");
    assert!(chain.contains(expected), "{chain}");
    let shown = format!(
        "{error} {error:?} {chain} {:?}",
        std::error::Error::source(&error)
    );
    assert!(!shown.contains("S3CR3T"), "{shown}");
    // Another try is another run.
    assert_eq!(failure(&sent(&credentials).await.unwrap_err()).0, kind);
}

pub(crate) async fn programs_that_cannot_be_run() {
    let mut stage = Stage::new();
    for command in [
        json!("outrigger-no-such-plugin"),
        json!(stage.path("outrigger-no-such-plugin")),
    ] {
        stage.exec["command"] = command;
        stage.exec["installHint"] = json!("brew install\n\u{1b}it");
        let expected = "outrigger-no-such-plugin\" was not found; to install it: brew install\n";
        fails(&stage, ExecErrorKind::NotFound, expected).await;
        stage.exec["installHint"] = Value::Null;
        let expected = "outrigger-no-such-plugin\" was not found; it has to be installed";
        fails(&stage, ExecErrorKind::NotFound, expected).await;
    }
    stage.exec["command"] = json!(stage.path(""));
    fails(&stage, ExecErrorKind::Start, "\" cannot be run: ").await;
    if cfg!(unix) {
        stage.write("plain", "");
        stage.exec["command"] = json!(stage.path("plain"));
        fails(
            &stage,
            ExecErrorKind::Start,
            "plain\" cannot be run: permission denied",
        )
        .await;
    }
}

pub(crate) async fn plugins_that_fail() {
    let stage = Stage::new();
    stage.answer(0, &json!({"token": "S3CR3T"}));
    stage.write("exit", "3");
    fails(
        &stage,
        ExecErrorKind::Exit(Some(3)),
        "failed with exit code 3",
    )
    .await;
    assert_eq!(stage.runs(), 2);
    if cfg!(unix) {
        stage.write("before", "abort");
        fails(&stage, ExecErrorKind::Exit(None), "was ended (signal: 6").await;
    }
}

pub(crate) async fn answers_that_cannot_be_used() {
    let answers = not_understood().into_iter().chain(not_usable());
    for (answer, expected) in answers {
        let stage = Stage::new();
        stage.write("stdout", answer);
        fails(&stage, ExecErrorKind::Output, expected).await;
    }
}

/// What is no answer to what was asked.
fn not_understood() -> [(String, &'static str); 6] {
    [
        (String::new(), "it printed nothing"),
        ("S3CR3T".to_owned(), "is not an object"),
        (
            "{S3CR3T}".to_owned(),
            "not valid JSON, from line 1, column 2 on",
        ),
        ("[S3CR3T: {".to_owned(), "neither JSON nor YAML"),
        (
            format!(
                r#"{{"kind":"ExecCredential","apiVersion":"{V1}beta1","status":{{"token":"S3CR3T"}}}}"#
            ),
            "it answered in client.authentication.k8s.io/v1beta1, but \
             client.authentication.k8s.io/v1 is configured",
        ),
        (
            format!(r#"{{"kind":"S3CR3T","apiVersion":"{V1}","status":{{"token":"S3CR3T"}}}}"#),
            "not of kind ExecCredential",
        ),
    ]
}

/// Answers that bring nothing, or nothing to be used.
fn not_usable() -> [(String, &'static str); 7] {
    let head = format!(r#""kind":"ExecCredential","apiVersion":"{V1}""#);
    [
        (format!("{{{head}}}"), "has no status"),
        (
            format!(r#"{{{head},"status":{{}}}}"#),
            "neither a token nor a client certificate",
        ),
        (
            format!(r#"{{{head},"status":{{"token":["S3CR3T"]}}}}"#),
            "status.token is not a text",
        ),
        (
            format!(r#"{{{head},"status":{{"token":"S3CR3T\nx"}}}}"#),
            "a header cannot carry",
        ),
        (
            format!(r#"{{{head},"status":{{"token":"S3CR3T","expirationTimestamp":"S3CR3T"}}}}"#),
            "its expirationTimestamp is not a time",
        ),
        (
            format!(r#"{{{head},"status":{{"clientKeyData":"S3CR3T"}}}}"#),
            "only one of clientCertificateData and clientKeyData",
        ),
        (
            format!(r#"{{{head},"status":{{"token":"t","clientCertificateData":"S3CR3T"}}}}"#),
            "only one of clientCertificateData and clientKeyData",
        ),
    ]
}

pub(crate) async fn certificates_that_cannot_be_used() {
    let ca = Authority::new();
    let (one, other) = (ca.issue(&["one"]), ca.issue(&["other"]));
    let (certificate, key) = (one.certificate.pem(), other.key.serialize_pem());
    for (certificate, key, expected) in [
        (
            certificate.as_str(),
            key.as_str(),
            "keys may not be consistent",
        ),
        (
            &certificate,
            "S3CR3T",
            "the client key's PEM data holds no private key",
        ),
        (
            "S3CR3T",
            &key,
            "the client certificate's PEM data holds no certificate",
        ),
    ] {
        let stage = Stage::new();
        let status = json!({"clientCertificateData": certificate, "clientKeyData": key});
        stage.answer(0, &status);
        fails(&stage, ExecErrorKind::Certificate, expected).await;
    }
}

pub(crate) async fn plugins_that_do_not_end() {
    for behaviour in ["hang", "endless stderr"] {
        let mut limit = 1;
        // A slow machine ends it before it has done anything.
        while !is_ended_after(limit, behaviour).await {
            limit *= 2;
            assert!(limit < 60, "it does not begin");
        }
    }
    let stage = Stage::new();
    stage.write("before", "endless stdout");
    let options = ExecOptions::new().time_limit(Duration::from_secs(60));
    let expected = "printed more than 1048576 bytes";
    fails_with(&stage, options, ExecErrorKind::Output, expected).await;
    stage.gone().await;
}

/// Whether the plugin has done anything in so many seconds.
async fn is_ended_after(seconds: u64, behaviour: &str) -> bool {
    let stage = Stage::new();
    stage.write("before", behaviour);
    let options = ExecOptions::new().time_limit(Duration::from_secs(seconds));
    let expected = format!("took longer than {seconds}s");
    let options = options.on_stderr(|_| {});
    fails_with(&stage, options, ExecErrorKind::Timeout, &expected).await;
    let began = stage.began(stage.runs());
    if began {
        stage.gone().await;
    }
    began
}

pub(crate) async fn plugins_that_need_a_terminal() {
    let mut stage = Stage::new();
    stage.exec["interactiveMode"] = json!("Always");
    let options = ExecOptions::new().stdin_unavailable("it is a test");
    // Which of the two reasons it is depends on who runs this test.
    let expected = "cannot run: it needs standard input, which is ";
    fails_with(&stage, options, ExecErrorKind::Interactive, expected).await;
    assert_eq!(stage.runs(), 0);
}
