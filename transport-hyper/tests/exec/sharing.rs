//! Many want the same run, and some go away.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use outrigger::auth::Credentials;
use outrigger_hyper::{ExecErrorKind, ExecOptions};
use serde_json::json;

use crate::runtime;
use crate::stage::{Clock, Stage, failure, sent, token, within};

pub(crate) async fn a_hundred_requests_run_it_once() {
    let stage = Stage::new();
    stage.answer(0, &json!({"token": "token-{n}"}));
    stage.write("before", "wait");
    stage.write("exit.2", "3");
    let credentials = Arc::new(stage.credentials(&Clock::new(), ExecOptions::new()));
    let ask = || {
        let credentials = Arc::clone(&credentials);
        tokio::spawn(async move { sent(&credentials).await })
    };
    let hundred: Vec<_> = (0..100).map(|_| ask()).collect();
    stage.runs_reach(1).await;
    stage.write("go", "");
    let mut version = None;
    for answer in join_all(hundred).await {
        let (header, given) = answer.unwrap().unwrap();
        assert_eq!(header, "Bearer token-1");
        assert_eq!(*version.get_or_insert(given), given);
    }
    assert_eq!(stage.runs(), 1);

    // All are refused at once.
    let refused = |version| {
        let credentials = Arc::clone(&credentials);
        tokio::spawn(async move { credentials.rejected(version).await })
    };
    let hundred: Vec<_> = (0..100).map(|_| refused(version.unwrap())).collect();
    join_all(hundred).await;
    assert_eq!(stage.runs(), 2);
}

pub(crate) async fn whoever_began_may_go() {
    let stage = Stage::new();
    stage.answer(0, &json!({"token": "token-{n}"}));
    stage.write("before", "wait");
    let credentials = Arc::new(stage.credentials(&Clock::new(), ExecOptions::new()));
    let begin = tokio::time::timeout(Duration::from_millis(1), token(&credentials)).await;
    assert!(begin.is_err());
    stage.runs_reach(1).await;
    let other = tokio::spawn({
        let credentials = Arc::clone(&credentials);
        async move { token(&credentials).await }
    });
    tokio::task::yield_now().await;
    stage.write("go", "");
    assert_eq!(other.await.unwrap(), "Bearer token-1");

    // Nobody is left to wait, and what the run brings is there all the same.
    std::fs::remove_file(stage.path("go")).unwrap();
    let version = sent(&credentials).await.unwrap().1;
    let limit = Duration::from_millis(1);
    let refused = tokio::time::timeout(limit, credentials.rejected(version)).await;
    assert!(refused.is_err());
    stage.runs_reach(2).await;
    stage.write("go", "");
    within(async {
        while token(&credentials).await != "Bearer token-2" {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(stage.runs(), 2);
}

pub(crate) async fn credentials_that_are_dropped_kill_it() {
    let stage = Stage::new();
    stage.write("before", "hang");
    let credentials = stage.credentials(&Clock::new(), ExecOptions::new());
    let begin = tokio::time::timeout(Duration::from_millis(1), token(&credentials)).await;
    assert!(begin.is_err());
    stage.runs_reach(1).await;
    drop(credentials);
    stage.gone().await;
}

pub(crate) async fn other_executors_may_wait() {
    let stage = Stage::new();
    stage.answer(0, &json!({"token": "token-{n}"}));
    let credentials = stage.credentials(&Clock::new(), ExecOptions::new());
    let (mut parts, ()) = http::Request::new(()).into_parts();
    let foreign = std::thread::spawn(move || {
        futures_executor::block_on(credentials.authorize(&mut parts)).unwrap();
        parts.headers["authorization"].clone()
    });
    let header = tokio::task::spawn_blocking(move || foreign.join().unwrap());
    assert_eq!(header.await.unwrap(), "Bearer token-1");
}

pub(crate) async fn a_runtime_that_ends_leaves_nobody_waiting() {
    let stage = Stage::new();
    stage.write("before", "hang");
    let short = runtime();
    let credentials = {
        let _entered = short.enter();
        Arc::new(stage.credentials(&Clock::new(), ExecOptions::new()))
    };
    let waiting = tokio::spawn({
        let credentials = Arc::clone(&credentials);
        async move { sent(&credentials).await }
    });
    stage.runs_reach(1).await;
    short.shutdown_background();
    let error = within(waiting).await.unwrap().unwrap_err();
    assert_eq!(failure(&error).0, ExecErrorKind::Aborted);
    stage.gone().await;
    // And nobody begins what will never run.
    let error = sent(&credentials).await.unwrap_err();
    assert_eq!(failure(&error).0, ExecErrorKind::Aborted);
}
