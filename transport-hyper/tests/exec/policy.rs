//! Which plugins a program lets run.

use outrigger::ErrorKind;
use outrigger::transport::ConnectionSettings;
use outrigger_hyper::{ExecCredentials, ExecErrorKind, ExecOptions, PluginPolicy};
use serde_json::json;

use crate::stage::{Clock, Stage, failure, sent, token};

fn only(entry: &str) -> ExecOptions {
    ExecOptions::new().policy(PluginPolicy::Allowlist(vec![entry.to_owned()]))
}

pub(crate) async fn what_is_not_allowed_does_not_run() {
    let stage = Stage::new();
    stage.answer(0, &json!({"token": "t"}));
    let this = std::env::current_exe().unwrap();
    let name = this.file_name().unwrap().to_str().unwrap();
    let denied = [
        ExecOptions::new().policy(PluginPolicy::DenyAll),
        only("another"),
        // Its name, but it is not in `PATH`.
        only(name),
    ];
    for options in denied {
        let credentials = stage.credentials(&Clock::new(), options);
        let (kind, chain) = failure(&sent(&credentials).await.unwrap_err());
        assert_eq!(kind, ExecErrorKind::Denied, "{chain}");
        assert!(
            chain.ends_with("may not run: this program does not allow it"),
            "{chain}"
        );
        assert!(!chain.contains("S3CR3T"), "{chain}");
    }
    assert_eq!(stage.runs(), 0);
    let credentials = stage.credentials(&Clock::new(), only(this.to_str().unwrap()));
    assert_eq!(token(&credentials).await, "Bearer t");
}

pub(crate) async fn a_list_that_allows_nothing_is_a_mistake() {
    let (stage, settings) = (Stage::new(), ConnectionSettings::default());
    for options in [
        ExecOptions::new().policy(PluginPolicy::Allowlist(vec![])),
        only(""),
    ] {
        let (config, clock) = (stage.config(), Clock::new());
        let made = ExecCredentials::new(&config, settings.clone(), options, clock);
        assert_eq!(made.unwrap_err().kind(), ErrorKind::Config);
    }
}
