//! Failures that no request fails with are told.

use std::sync::{Arc, Mutex};

use outrigger::auth::{Credentials, OnRejected};
use outrigger::request::Request;
use outrigger_hyper::{ConnectOptions, ExecOptions, connect_with};
use serde_json::json;

use crate::gate::Gate;
use crate::stage::{Clock, Stage, sent, token, until, within};

#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Told {
    fn push(&self, text: &str) {
        self.0.lock().unwrap().push(text.to_owned());
    }

    fn options(&self) -> ExecOptions {
        let told = self.clone();
        ExecOptions::new().on_warning(move |text| told.push(text))
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// There are so many, and the last is of this exit code.
    fn last(&self, count: usize, code: u8) {
        let told = self.all();
        assert_eq!(told.len(), count, "{told:?}");
        let told = told.last().unwrap();
        assert!(
            told.starts_with("cannot renew credentials: the exec plugin "),
            "{told}"
        );
        assert!(
            told.ends_with(&format!("failed with exit code {code}")),
            "{told}"
        );
        assert!(!told.contains("S3CR3T"), "{told}");
    }
}

pub(crate) async fn a_renewal_that_nobody_waits_for() {
    let (stage, clock, told) = (Stage::new(), Clock::new(), Told::default());
    let status = json!({"token": "token-{n}", "expirationTimestamp": clock.after(600)});
    stage.answer(1, &status);
    stage.write("exit.2", "3");
    let credentials = stage.credentials(&clock, told.options());
    token(&credentials).await;
    clock.advance(545);
    assert_eq!(token(&credentials).await, "Bearer token-1");
    until(|| !told.all().is_empty()).await;
    told.last(1, 3);
}

pub(crate) async fn a_run_after_a_refusal() {
    let (stage, clock, told) = (Stage::new(), Clock::new(), Told::default());
    stage.answer(0, &json!({"token": "token-{n}"}));
    for (run, code) in [(2, "3"), (3, "3"), (4, "4"), (6, "4")] {
        stage.write(&format!("exit.{run}"), code);
    }
    let credentials = stage.credentials(&clock, told.options());
    for (count, code, outcome) in [
        (1, 3, OnRejected::GiveUp),
        (1, 3, OnRejected::GiveUp),
        (2, 4, OnRejected::GiveUp),
        (2, 4, OnRejected::Retry),
        // What comes back is told again.
        (3, 4, OnRejected::GiveUp),
    ] {
        let (_, version) = sent(&credentials).await.unwrap();
        assert_eq!(credentials.rejected(version).await, outcome);
        told.last(count, code);
        clock.advance(60);
    }
}

pub(crate) async fn what_a_request_fails_with_is_not_told_besides() {
    let (stage, told) = (Stage::new(), Told::default());
    stage.write("exit", "3");
    let credentials = stage.credentials(&Clock::new(), told.options());
    sent(&credentials).await.unwrap_err();
    assert_eq!(told.all(), Vec::<String>::new());
}

pub(crate) async fn a_client_tells_what_its_401_does_not() {
    let (stage, gate, told) = (Stage::new(), Gate::open(&["h2"]).await, Told::default());
    stage.answer(0, &json!({"token": "token-{n}"}));
    stage.write("exit.2", "3");
    stage.write("config", stage.kubeconfig(&gate.reach()));
    let telling = told.clone();
    let options = ConnectOptions::new()
        .kubeconfig(stage.path("config"))
        .on_warning(move |text| telling.push(text));
    let client = connect_with(options).await.unwrap();
    gate.accept("Bearer another");
    let request = Request::raw_get("/version").unwrap();
    let error = within(client.send(request)).await.unwrap_err();
    assert!(error.is_unauthorized());
    told.last(1, 3);
}
