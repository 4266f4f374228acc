//! What a plugin started ends with it, where there are process groups.

use std::time::Duration;

use outrigger_hyper::{ExecErrorKind, ExecOptions};

use crate::stage::{Clock, Stage, failure, sent, token, until};

/// A plugin that starts a process, as a wrapper script does, and neither ends.
fn family() -> Stage {
    let stage = Stage::new();
    stage.write("before", "family");
    std::fs::create_dir(stage.path("child")).unwrap();
    stage.write("child/before", "hang");
    stage
}

/// Whoever the plugin started, once it is there.
fn child(stage: &Stage) -> Option<String> {
    let pid = std::fs::read_to_string(stage.path("child/pid")).ok()?;
    (!pid.is_empty()).then_some(pid)
}

/// It has ended. Who waits for it in the end is another's business.
fn ended(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    stat.map_or(true, |stat| stat.contains(") Z "))
}

async fn all_gone(stage: &Stage) {
    stage.gone().await;
    let child = child(stage).unwrap();
    if cfg!(target_os = "linux") {
        until(|| ended(&child)).await;
    }
}

pub(crate) async fn a_time_limit_ends_all_of_it() {
    // The machine may be slow to get that far.
    for limit in [1, 5, 30] {
        let stage = family();
        let options = ExecOptions::new().time_limit(Duration::from_secs(limit));
        let credentials = stage.credentials(&Clock::new(), options.on_stderr(|_| {}));
        let error = sent(&credentials).await.unwrap_err();
        assert_eq!(failure(&error).0, ExecErrorKind::Timeout);
        if child(&stage).is_some() {
            all_gone(&stage).await;
            return;
        }
    }
    panic!("the plugin started nobody");
}

pub(crate) async fn credentials_that_are_dropped_end_all_of_it() {
    let stage = family();
    let credentials = stage.credentials(&Clock::new(), ExecOptions::new());
    let begin = tokio::time::timeout(Duration::from_millis(1), token(&credentials)).await;
    assert!(begin.is_err());
    until(|| child(&stage).is_some()).await;
    drop(credentials);
    all_gone(&stage).await;
}
