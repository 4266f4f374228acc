//! How many requests a client and its clones send again together.

use futures_util::future::join_all;
use outrigger::{Result, RetryPolicy};
use outrigger_test::Answer;
use serde_json::json;

use crate::retries::{always, ask, builder, pods};

const PATH: &str = "/api/v1/namespaces/shop/pods/web-0";

#[test]
fn a_sick_server_is_not_hit_by_as_many_retries_as_there_are_callers() {
    let mock = always(|| Answer::status(503).header("retry-after", "1"));
    let client = builder(&mock).retry_budget(20).build().unwrap();
    let clones: Vec<_> = (0..50).map(|_| pods(client.clone())).collect();
    let errors = mock
        .timer()
        .run(join_all(clones.iter().map(|pods| ask(pods, "get"))));
    assert!(errors.iter().all(Result::is_err));
    // A second later one is given back, and so on for as long as somebody still tries.
    let sent = mock.requests().len();
    assert!((70..=82).contains(&sent), "{sent} requests");
    // What works gives back as well.
    mock.react("*", "*", |_| Some(Answer::json(&json!({}))));
    let many = (0..100).map(|_| ask(&clones[0], "get"));
    let good = mock.timer().run(join_all(many));
    assert!(good.iter().all(Result::is_ok));
}

#[test]
fn an_error_says_that_the_budget_is_spent() {
    for (budget, expected) in [
        (
            0,
            ", after 1 attempt, with the client's budget for retries spent",
        ),
        (
            1,
            ", after 2 attempts, with the client's budget for retries spent",
        ),
        (100, ", after 4 attempts"),
    ] {
        let mock = always(|| Answer::api_error(503, "", "busy").header("retry-after", "0"));
        let policy = RetryPolicy::default().retries(3);
        let client = builder(&mock).retry_budget(budget).retry(policy);
        let answer = mock.timer().run(ask(&pods(client.build().unwrap()), "get"));
        let error = answer.unwrap_err().to_string();
        assert_eq!(error, format!("get {PATH}: busy (503){expected}"));
    }
    // What is not sent again for another reason has nothing to do with it.
    let mock = always(|| Answer::api_error(404, "", "none"));
    let client = builder(&mock).retry_budget(0).build().unwrap();
    let error = mock.timer().run(ask(&pods(client), "get")).unwrap_err();
    assert_eq!(error.to_string(), format!("get {PATH}: none (404)"));
}
