//! Watches that take turns, and what is open and no longer trusted.

use super::*;

const DEMAND: Demand = Demand {
    watches: 12,
    places: 4,
};

const WAITING: &str = "because watch /api/v1/configmaps: waiting for a free connection: \
                       12 watches take turns on 4";

fn cause() -> Arc<Error> {
    Arc::new(Error::new(ErrorKind::Transport, "it is being checked"))
}

fn stale(since: u64) -> String {
    let since = Timestamp::from_unix(Duration::from_secs(since));
    format!("stale since {since} because")
}

impl Bench {
    fn turn_over(&mut self) {
        let id = self.id();
        self.input(Input::TurnOver(id));
    }

    fn queue(&mut self) {
        let id = self.id();
        self.input(Input::Queued(id, DEMAND));
    }

    fn admit(&mut self) {
        let id = self.id();
        self.input(Input::Admitted(id));
    }

    fn open(&mut self) {
        let id = self.id();
        self.input(Input::Opened(id));
    }

    /// The machine sleeps: only the wall clock goes on.
    fn sleep(&mut self, by: Duration) {
        self.now.wall = Timestamp::from_unix(self.now.wall.as_unix() + by);
    }
}

#[test]
fn a_turn_ends_and_the_next_goes_on_where_it_was() {
    let mut bench = Bench::live();
    bench.advance(Duration::from_secs(3));
    bench.answer(&event("ADDED", config_map("b", 17)));
    bench.advance(Duration::from_secs(2));
    bench.turn_over();
    assert_eq!(
        bench.asked(),
        "watch@17",
        "at once, and it has a place in the queue"
    );
    bench.queue();
    assert_eq!(bench.status(), format!("{} {}", stale(3), &WAITING[8..]));
    bench.advance(Duration::from_secs(600));
    bench.input(Input::Tick);
    assert_eq!(
        bench.asked(),
        "watch@17",
        "nobody was asked, so nobody is silent"
    );
    bench.admit();
    assert!(bench.status().starts_with(&stale(3)), "no answer yet");
    bench.open();
    assert_eq!(bench.status(), "live");
    assert_eq!(bench.store(), ["a@1", "b@17"]);
}

#[test]
fn the_first_watch_may_have_to_wait_as_well() {
    let mut bench = Bench::new(1);
    bench.drain();
    bench.advance(Duration::from_secs(7));
    bench.answer_list("10", "", &[config_map("a", 1)]);
    bench.queue();
    let status = bench.status();
    assert!(status.starts_with(&stale(7)), "since the list: {status}");
    assert!(status.contains(WAITING), "{status}");
}

#[test]
fn silence_counts_from_the_moment_the_watch_was_sent() {
    let mut bench = Bench::live();
    bench.advance(Duration::from_secs(5));
    bench.turn_over();
    bench.queue();
    bench.advance(Duration::from_secs(3600));
    bench.admit();
    let until = bench.drain();
    assert_eq!(until - bench.now.monotonic, Duration::from_secs(60));
    bench.advance_to(until);
    assert!(bench.status().contains("nothing was heard for 60 s"));
}

#[test]
fn an_event_longer_than_a_turn_arrives_and_no_stream_is_without_end() {
    let mut bench = Bench::live();
    let whole = event("ADDED", config_map("b", 11));
    let (head, tail) = whole.split_at(20);
    bench.answer(head);
    bench.turn_over();
    assert_eq!(bench.asked(), "watch@10", "it would have to be sent again");
    assert_eq!(bench.sent.len(), 2);
    let id = bench.id();
    bench.advance(Duration::from_secs(1));
    // The rest, and the beginning of the next.
    bench.input(Input::Chunk(id, format!("{tail}{head}").as_bytes()));
    assert_eq!(bench.asked(), "watch@11");
    assert_eq!(bench.sent.len(), 3);
    assert_eq!(bench.store(), ["a@1", "b@11"]);
}

#[test]
fn a_turn_of_a_watch_that_waits_for_the_rest_of_an_event_is_bounded() {
    let mut bench = Bench::live();
    bench.answer("{\"type\":");
    bench.turn_over();
    let until = bench.drain();
    assert_eq!(until - bench.now.monotonic, Duration::from_secs(60));
    bench.advance_to(until);
    assert_eq!((bench.asked().as_str(), bench.sent.len()), ("watch@10", 3));
}

#[test]
fn a_check_opens_the_watch_anew_and_is_over_when_it_is_open() {
    let mut bench = Bench::live();
    bench.advance(Duration::from_secs(30));
    bench.input(Input::Check(cause()));
    assert_eq!(bench.status(), format!("{} it is being checked", stale(0)));
    assert_eq!((bench.asked().as_str(), bench.sent.len()), ("watch@10", 3));
    // Once more, while that is under way.
    bench.advance(Duration::from_secs(1));
    bench.input(Input::Check(cause()));
    assert_eq!(bench.sent.len(), 3);
    bench.open();
    assert_eq!(bench.status(), "live");
}

#[test]
fn a_check_leaves_a_watch_its_place_in_the_queue() {
    let mut bench = Bench::live();
    bench.advance(Duration::from_secs(5));
    bench.turn_over();
    bench.queue();
    let (id, status) = (bench.id(), bench.status());
    bench.sleep(Duration::from_secs(3600));
    bench.input(Input::Check(cause()));
    assert_eq!((bench.id(), bench.status()), (id, status));
}

#[test]
fn a_watch_that_queues_after_a_check_waits_and_is_not_broken() {
    let mut bench = Bench::live();
    bench.advance(Duration::from_secs(30));
    bench.input(Input::Check(cause()));
    bench.queue();
    assert!(bench.reflector.status().is_waiting(), "{}", bench.status());
    assert_eq!(bench.status(), format!("{} {}", stale(0), &WAITING[8..]));
    bench.admit();
    bench.open();
    assert_eq!(bench.status(), "live");
}

#[test]
fn a_watch_that_failed_after_a_check_is_broken_also_while_it_queues() {
    let mut bench = Bench::live();
    bench.advance(Duration::from_secs(30));
    bench.input(Input::Check(cause()));
    bench.fail(transport_error(TransportErrorKind::Refused));
    bench.wait_within(Duration::from_secs(2));
    bench.queue();
    assert!(!bench.reflector.status().is_waiting(), "{}", bench.status());
    assert!(bench.status().starts_with(&stale(0)));
}

#[test]
fn a_check_cuts_a_delay_short_but_not_one_that_the_server_asked_for() {
    let refused = || transport_error(TransportErrorKind::Refused);
    let mut bench = Bench::live();
    for _ in 0..8 {
        bench.fail(refused());
        bench.wait_within(Duration::from_secs(60));
    }
    bench.fail(refused());
    assert_eq!(bench.asked(), "nothing");
    bench.input(Input::Check(cause()));
    assert_eq!(bench.asked(), "watch@10");
    let status = Status {
        code: 429,
        ..Status::default()
    };
    bench.advance(Duration::from_secs(60));
    bench.fail(Error::from_status(status, Some(Duration::from_secs(40))));
    bench.input(Input::Check(cause()));
    assert_eq!(bench.asked(), "nothing");
    assert_eq!(bench.drain() - bench.now.monotonic, Duration::from_secs(40));
}

#[test]
fn checks_without_end_do_not_become_requests_without_end() {
    let mut bench = Bench::live();
    let before = bench.sent.len();
    for round in 0..600 {
        bench.advance(Duration::from_millis(100));
        bench.input(Input::Check(cause()));
        if bench.open.is_some() && round % 2 == 0 {
            bench.open();
        } else if bench.open.is_some() {
            bench.fail(transport_error(TransportErrorKind::Reset));
        }
    }
    let sent = bench.sent.len() - before;
    assert!((2..=61).contains(&sent), "{sent} in a minute");
}

#[test]
fn a_list_that_hangs_is_begun_anew() {
    let mut bench = Bench::new(1);
    bench.drain();
    bench.advance(Duration::from_secs(3));
    bench.input(Input::Check(cause()));
    assert_eq!(bench.sent.len(), 1, "asked a moment ago");
    bench.sleep(Duration::from_secs(8));
    bench.input(Input::Check(cause()));
    assert_eq!((bench.asked().as_str(), bench.sent.len()), ("list", 2));
}

#[test]
fn a_machine_that_slept_did_not_look_after_its_informer() {
    let at = |monotonic, wall| Now {
        monotonic: Instant::new(Duration::from_secs(monotonic)),
        wall: Timestamp::from_unix(Duration::from_secs(wall)),
    };
    let attended = at(100, 1000);
    for (now, expected) in [
        (at(110, 1010), None),
        (at(190, 1090), None),
        (at(191, 1091), Some(91)),
        // The monotonic clock stood still, or went on while nothing ran.
        (at(101, 1007), Some(7)),
        (at(101, 4600), Some(3600)),
        (at(3700, 1000), Some(3600)),
        // Set a little, and set back.
        (at(110, 1014), None),
        (at(110, 500), None),
    ] {
        let cause = now
            .unattended_since(attended)
            .map(|cause| cause.to_string());
        let text = |seconds| {
            format!("the informer did not run for {seconds} s; the machine may have slept")
        };
        assert_eq!(cause, expected.map(text), "{now:?}");
    }
}
