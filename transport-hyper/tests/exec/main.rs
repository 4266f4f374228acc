//! Exec plugins that are processes. This program is its own plugin, so that its tests need no
//! shell, and has a `main` of its own for that.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod failures;
mod gate;
mod groups;
mod plugin;
mod policy;
mod runs;
mod servers;
mod sharing;
mod stage;
#[path = "../support/tls.rs"]
#[allow(dead_code, unreachable_pub, reason = "each test binary uses a part")]
mod tls;
mod told;

use std::path::Path;

use libtest_mimic::{Arguments, Trial};

/// Tests of these names, each on a runtime of its own.
macro_rules! trials {
    ($($module:ident: $($name:ident)*;)*) => {
        vec![$($(
            Trial::test(concat!(stringify!($module), "::", stringify!($name)), || {
                runtime().block_on($module::$name());
                Ok(())
            }),
        )*)*]
    };
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().unwrap()
}

fn main() {
    if let Some(folder) = std::env::var_os(plugin::VARIABLE) {
        plugin::run(Path::new(&folder));
        return;
    }
    let trials = trials! {
        runs: what_a_plugin_is_told_and_gives
            the_cluster_is_told_when_it_is_wanted
            who_brings_an_authorization_needs_no_plugin
            a_token_is_renewed_before_it_expires
            what_has_expired_is_waited_for
            a_failing_renewal_keeps_what_is_good
            a_refusal_runs_the_plugin_again
            lines_on_standard_error_are_shown
            what_a_plugin_leaves_behind_is_not_waited_for
            a_program_that_ignores_the_ends_of_children;
        sharing: a_hundred_requests_run_it_once
            whoever_began_may_go
            credentials_that_are_dropped_kill_it
            other_executors_may_wait
            a_runtime_that_ends_leaves_nobody_waiting;
        failures: programs_that_cannot_be_run
            plugins_that_fail
            answers_that_cannot_be_used
            certificates_that_cannot_be_used
            plugins_that_do_not_end
            plugins_that_need_a_terminal;
        groups: a_time_limit_ends_all_of_it
            credentials_that_are_dropped_end_all_of_it;
        policy: what_is_not_allowed_does_not_run
            a_list_that_allows_nothing_is_a_mistake;
        told: a_renewal_that_nobody_waits_for
            a_run_after_a_refusal
            what_a_request_fails_with_is_not_told_besides
            a_client_tells_what_its_401_does_not;
        servers: a_token_that_is_refused_is_renewed_and_the_request_replayed
            a_second_refusal_is_the_answer
            a_certificate_that_is_refused_is_renewed
            certificates_are_rotated_under_an_informer
            what_else_says_who_asks_comes_first
            providers_that_are_no_more_say_what_is;
    };
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
