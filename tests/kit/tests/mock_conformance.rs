//! The mock keeps the transport contract, and so does what wraps it without changing anything.

mod in_process;

use std::sync::Arc;

use outrigger::transport::Capabilities;
use outrigger_test::conformance::{CLAUSES, Clause, Target, check_all};
use outrigger_test::record::Recorder;
use outrigger_test::{Faults, FaultyTransport};

use self::in_process::{check, mock, target};

fn on_the_mock(clause: Clause) {
    let mock = mock(Capabilities::all());
    check(clause, mock.link(), mock.timer());
}

fn without_faults(clause: Clause) {
    let mock = mock(Capabilities::all());
    let timer = mock.timer().clone();
    let faulty = FaultyTransport::new(Arc::new(mock), Arc::new(timer.clone()), Faults::none(), 7);
    check(clause, faulty.link(Capabilities::all()), &timer);
}

/// The faults are over before the suite begins.
fn after_the_faults(clause: Clause) {
    let mock = mock(Capabilities::all());
    let timer = mock.timer().clone();
    let over = Faults::everything().until(outrigger::rt::Timer::now(&timer));
    let faulty = FaultyTransport::new(Arc::new(mock), Arc::new(timer.clone()), over, 7);
    check(clause, faulty.link(Capabilities::all()), &timer);
}

fn recorded(clause: Clause) {
    let mock = mock(Capabilities::all());
    let timer = mock.timer().clone();
    let recorder = Recorder::new(Arc::new(mock), Arc::new(timer.clone()));
    check(clause, recorder.link(Capabilities::all()), &timer);
}

outrigger_test::conformance_tests!(mod recorder, recorded);
outrigger_test::conformance_tests!(mod faultless, without_faults);
outrigger_test::conformance_tests!(mod healed, after_the_faults);
outrigger_test::conformance_tests!(mod all, on_the_mock);

#[test]
fn a_limited_transport_is_told_what_does_not_apply() {
    let mock = mock(Capabilities::minimal(6));
    let report = mock
        .timer()
        .run(check_all(&target(mock.link(), mock.timer())));
    assert!(report.is_conformant(), "{report}");
    let names: Vec<_> = report.not_applicable().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "large_headers",
            "repeated_response_headers_are_kept",
            "a_hundred_open_watches_do_not_block_a_get",
            "new_settings_cut_nothing_open",
            "unusable_settings_change_nothing",
        ]
    );
    assert_eq!(report.verdicts().len(), CLAUSES.len());
}

#[test]
fn without_misbehaving_servers_their_clauses_say_so() {
    let mock = mock(Capabilities::all());
    let target = Target::new(
        mock.link(),
        Arc::new(mock.timer().clone()),
        "http://behaving",
    );
    let clause = Clause::named("a_cut_body_is_an_error").unwrap();
    let outcome = mock.timer().run(clause.check(&target)).unwrap();
    assert!(
        outcome
            .to_string()
            .contains("no server that breaks HTTP/1.1"),
        "{outcome}"
    );
}
