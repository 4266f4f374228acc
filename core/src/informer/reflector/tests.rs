use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::delta::{Delta, Writer};
use super::super::indexer::Indexer;
use super::*;
use crate::object::{Scope, Status};
use crate::transport::{TransportError, TransportErrorKind};

/// A reflector, its store, and a server's view of them, in virtual time.
struct Bench {
    reflector: Reflector,
    writer: Writer,
    now: Now,
    open: Option<(ExchangeId, String)>,
    sent: Vec<(Instant, String)>,
    deltas: Vec<Delta>,
}

impl Bench {
    fn new(seed: u64) -> Self {
        let resource = ApiResource::new("", "v1", "ConfigMap", "configmaps", Scope::Namespaced);
        let config = Config {
            resource: Arc::new(resource),
            namespace: None,
            label_selector: String::new(),
            field_selector: String::new(),
            page_size: 2,
            object_limit: 4096,
            watch_silence: Duration::from_secs(150),
            answer_silence: Duration::from_secs(60),
        };
        Self {
            reflector: Reflector::new(config, seed),
            writer: Writer::new(Indexer::new([])),
            now: Now::default(),
            open: None,
            sent: Vec::new(),
            deltas: Vec::new(),
        }
    }

    /// Does what the reflector says; returns until when it then waits.
    fn drain(&mut self) -> Instant {
        for _ in 0..10_000 {
            match self.reflector.poll_output(self.now) {
                Output::Send(id, request) => {
                    assert!(self.open.is_none(), "two exchanges at once");
                    let uri = request.as_http().uri().to_string();
                    self.sent.push((self.now.monotonic, uri.clone()));
                    self.open = Some((id, uri));
                }
                Output::Abort(id) => {
                    assert_eq!(self.open.take().map(|(open, _)| open), Some(id));
                }
                Output::Event(event) => self.writer.apply(event, &mut self.deltas),
                Output::Wait { until } => return until,
            }
        }
        panic!("the reflector spins");
    }

    fn advance(&mut self, by: Duration) {
        self.now.monotonic = self.now.monotonic + by;
        self.now.wall = Timestamp::from_unix(self.now.wall.as_unix() + by);
    }

    fn advance_to(&mut self, until: Instant) {
        self.advance(until - self.now.monotonic);
        self.input(Input::Tick);
    }

    fn input(&mut self, input: Input<'_>) -> Instant {
        if matches!(input, Input::Ended(_) | Input::Failed(..)) {
            self.open = None;
        }
        self.reflector.handle_input(self.now, input);
        self.drain()
    }

    fn id(&self) -> ExchangeId {
        self.open.as_ref().expect("an open exchange").0
    }

    /// The request that is open, as `list`, `list?continue=…` or `watch@version`.
    fn asked(&self) -> String {
        let Some((_, uri)) = &self.open else {
            return "nothing".into();
        };
        let (_, query) = uri.split_once('?').unwrap_or((uri, ""));
        let pairs: BTreeMap<_, _> = form_urlencoded::parse(query.as_bytes()).collect();
        match (
            pairs.get("watch"),
            pairs.get("continue"),
            pairs.get("limit"),
        ) {
            (Some(_), ..) => format!("watch@{}", pairs["resourceVersion"]),
            (_, Some(token), _) => format!("list?continue={token}"),
            (_, _, Some(_)) => "list".into(),
            _ => "list, unpaged".into(),
        }
    }

    fn answer(&mut self, body: &str) {
        let id = self.id();
        self.input(Input::Opened(id));
        self.input(Input::Chunk(id, body.as_bytes()));
    }

    fn answer_list(&mut self, version: &str, token: &str, items: &[Value]) {
        self.answer(&list_body(version, token, items));
        let id = self.id();
        self.input(Input::Ended(id));
    }

    fn fail(&mut self, error: Error) {
        let id = self.id();
        self.input(Input::Failed(id, error));
    }

    fn store(&self) -> Vec<String> {
        let print = |object: &Arc<StoredObject>| {
            format!("{}@{}", object.key().name(), object.resource_version())
        };
        self.writer.indexer().iter().map(print).collect()
    }

    fn status(&self) -> String {
        self.reflector.status().to_string()
    }

    /// Waits as long as the reflector wants to, which is within `limit`.
    fn wait_within(&mut self, limit: Duration) {
        let until = self.drain();
        let delay = until - self.now.monotonic;
        assert!(delay <= limit, "waits for {delay:?}");
        self.advance_to(until);
    }

    /// A bench that has listed `a@1` and watches.
    fn live() -> Self {
        let mut bench = Self::new(1);
        bench.drain();
        bench.answer_list("10", "", &[config_map("a", 1)]);
        let id = bench.id();
        bench.input(Input::Opened(id));
        assert_eq!(
            (bench.asked().as_str(), bench.status().as_str()),
            ("watch@10", "live")
        );
        bench
    }
}

fn config_map(name: &str, version: u64) -> Value {
    json!({ "metadata": { "namespace": "x", "name": name, "uid": format!("uid-{name}"),
        "resourceVersion": version.to_string() } })
}

fn list_body(version: &str, token: &str, items: &[Value]) -> String {
    let metadata = json!({ "resourceVersion": version, "continue": token });
    json!({ "kind": "ConfigMapList", "metadata": metadata, "items": items }).to_string()
}

fn event(event_type: &str, object: Value) -> String {
    json!({ "type": event_type, "object": object }).to_string() + "\n"
}

fn status_error(code: u16, reason: &str) -> Error {
    let status: Status = serde_json::from_value(json!({
        "kind": "Status", "status": "Failure", "code": code, "reason": reason, "message": "no",
    }))
    .unwrap();
    Error::from_status(status, None)
}

fn transport_error(kind: TransportErrorKind) -> Error {
    Error::from_transport(TransportError::new(kind, "broken"))
}

const BACKOFF_FIRST: Duration = Duration::from_millis(1600);

#[test]
fn lists_in_pages_then_watches_from_the_first_pages_version() {
    let mut bench = Bench::new(1);
    bench.drain();
    assert_eq!(bench.asked(), "list");
    bench.answer_list("10", "t1", &[config_map("a", 1), config_map("b", 2)]);
    assert_eq!(bench.asked(), "list?continue=t1");
    assert_eq!(bench.store(), ["a@1", "b@2"], "published as it arrives");
    bench.answer_list("10", "", &[config_map("c", 3)]);
    assert_eq!(bench.asked(), "watch@10");
    let id = bench.id();
    bench.input(Input::Opened(id));
    assert_eq!(bench.status(), "live");
    bench.answer(&(event("ADDED", config_map("d", 11)) + &event("MODIFIED", config_map("a", 12))));
    bench.answer(&event(
        "BOOKMARK",
        json!({ "metadata": { "resourceVersion": "40" } }),
    ));
    bench.answer(&event("DELETED", config_map("b", 41)));
    assert_eq!(bench.store(), ["a@12", "c@3", "d@11"]);
    assert_eq!(bench.reflector.status().resource_version, "41");
}

#[test]
fn a_watch_that_ends_goes_on_where_it_was_without_a_list() {
    let mut bench = Bench::live();
    bench.answer(&event(
        "BOOKMARK",
        json!({ "metadata": { "resourceVersion": "40" } }),
    ));
    bench.advance(Duration::from_secs(300));
    let id = bench.id();
    bench.input(Input::Ended(id));
    assert_eq!(
        (bench.asked().as_str(), bench.status().as_str()),
        ("watch@40", "live")
    );
}

#[test]
fn a_watch_that_breaks_goes_on_where_it_was_after_a_delay() {
    for error in [
        transport_error(TransportErrorKind::Interrupted),
        transport_error(TransportErrorKind::Refused),
        status_error(500, "InternalError"),
        status_error(503, "ServiceUnavailable"),
        status_error(429, "TooManyRequests"),
    ] {
        let mut bench = Bench::live();
        let expected = error.to_string();
        bench.fail(error);
        assert_eq!(bench.asked(), "nothing");
        assert!(
            bench.status().starts_with("stale since "),
            "{}",
            bench.status()
        );
        assert!(bench.status().contains(&expected), "{}", bench.status());
        assert_eq!(bench.store(), ["a@1"]);
        bench.wait_within(BACKOFF_FIRST);
        assert_eq!(bench.asked(), "watch@10");
        let id = bench.id();
        bench.input(Input::Opened(id));
        assert_eq!(bench.status(), "live");
    }
}

#[test]
fn expired_history_lists_again_and_reports_only_what_changed() {
    let gone = json!({ "kind": "Status", "status": "Failure", "code": 410, "reason": "Expired" });
    for as_event in [true, false] {
        let mut bench = Bench::live();
        bench.deltas.clear();
        match as_event {
            true => bench.answer(&event("ERROR", gone.clone())),
            false => bench.fail(status_error(410, "Gone")),
        }
        bench.wait_within(BACKOFF_FIRST);
        assert_eq!(bench.asked(), "list", "from the newest state");
        bench.answer_list("90", "", &[config_map("a", 1), config_map("b", 80)]);
        assert_eq!(bench.asked(), "watch@90");
        assert_eq!(bench.deltas.len(), 1, "a did not change");
        assert_eq!(bench.store(), ["a@1", "b@80"]);
    }
}

#[test]
fn a_watch_that_opens_only_to_refuse_does_not_end_staleness() {
    let mut bench = Bench::live();
    bench.advance(Duration::from_secs(100));
    bench.fail(transport_error(TransportErrorKind::Interrupted));
    bench.wait_within(BACKOFF_FIRST);
    bench.answer(&event("ERROR", json!({ "code": 410, "reason": "Expired" })));
    let status = bench.status();
    assert!(
        status.starts_with("stale since 1970-01-01T00:00:00Z"),
        "{status}"
    );
}

#[test]
fn a_watch_that_was_open_for_a_while_begins_the_backoff_anew() {
    let mut bench = Bench::live();
    for _ in 0..8 {
        bench.advance(Duration::from_secs(10));
        bench.fail(transport_error(TransportErrorKind::Interrupted));
        bench.wait_within(BACKOFF_FIRST);
        let id = bench.id();
        bench.input(Input::Opened(id));
    }
    let mut longest = Duration::ZERO;
    for _ in 0..8 {
        bench.fail(transport_error(TransportErrorKind::Interrupted));
        longest = longest.max(bench.drain() - bench.now.monotonic);
        bench.wait_within(Duration::from_secs(60));
        let id = bench.id();
        bench.input(Input::Opened(id));
    }
    assert!(longest > Duration::from_secs(25), "{longest:?}");
}

#[test]
fn a_version_in_the_servers_future_lists_again() {
    let mut bench = Bench::live();
    let status = json!({ "kind": "Status", "status": "Failure", "code": 504, "reason": "Timeout",
        "message": "Too large resource version: 10, current: 3" });
    bench.fail(Error::from_status(
        serde_json::from_value(status).unwrap(),
        None,
    ));
    bench.wait_within(BACKOFF_FIRST);
    assert_eq!(bench.asked(), "list");
}

#[test]
fn a_page_that_expired_makes_the_next_list_unpaged() {
    let mut bench = Bench::new(1);
    bench.drain();
    bench.answer_list("10", "t1", &[config_map("a", 1)]);
    bench.fail(status_error(410, "Expired"));
    bench.wait_within(BACKOFF_FIRST);
    assert_eq!(bench.asked(), "list, unpaged");
    bench.answer_list("20", "", &[config_map("b", 15)]);
    assert_eq!(
        (bench.asked().as_str(), bench.store()),
        ("watch@20", vec!["b@15".to_owned()])
    );
}

#[test]
fn nonsense_keeps_the_store_names_itself_and_is_recovered_from() {
    let long = format!("{{\"type\":\"{}", "x".repeat(5000));
    for (body, cause) in [
        ("garbage", "expected a watch event, found 'g'"),
        ("<html>", "HTML"),
        (
            "{\"type\":\"ADDED\",\"object\":{\"a\":tru}}",
            "malformed watch event",
        ),
        (
            "{\"type\":\"WIBBLE\",\"object\":{}}",
            "unknown type of watch event: \"WIBBLE\"",
        ),
        (
            "{\"type\":\"ADDED\",\"object\":{\"metadata\":{}}}",
            "an object without metadata.name",
        ),
        (
            "{\"type\":\"ERROR\",\"object\":7}",
            "an ERROR event without a Status",
        ),
        (&long, "an object is longer than the limit of 4096 bytes"),
    ] {
        let mut bench = Bench::live();
        bench.answer(body);
        assert_eq!(bench.asked(), "nothing", "{body}");
        let status = bench.status();
        assert!(
            status.starts_with("stale since 1970") && status.contains(cause),
            "{status}"
        );
        assert!(status.contains("watch /api/v1/configmaps"), "{status}");
        assert_eq!(bench.store(), ["a@1"]);
        bench.wait_within(BACKOFF_FIRST);
        bench.answer_list("30", "", &[config_map("a", 1)]);
        let id = bench.id();
        bench.input(Input::Opened(id));
        assert_eq!(bench.status(), "live", "{body}");
    }
}

#[test]
fn lists_that_make_no_sense_are_refused() {
    for (body, cause) in [
        (list_body("", "", &[]), "no resourceVersion"),
        (list_body("1", "t", &[]), "an empty page that continues"),
        (
            list_body("1", "", &[json!({})]),
            "cannot decode item 0 of the list",
        ),
        (
            "{\"kind\":\"Table\",\"rows\":[]}".into(),
            "no \"items\" in a document of kind \"Table\"",
        ),
        ("{\"items\":[".into(), "in the middle"),
    ] {
        let mut bench = Bench::new(1);
        bench.drain();
        let id = bench.id();
        bench.answer(&body);
        bench.input(Input::Ended(id));
        let status = bench.status();
        assert!(
            status.contains(cause) && status.contains("list /api/v1/configmaps"),
            "{status}"
        );
        bench.wait_within(BACKOFF_FIRST);
        assert_eq!(bench.asked(), "list");
    }
    let mut bench = Bench::new(1);
    bench.drain();
    bench.answer_list("1", "t", &[config_map("a", 1)]);
    bench.answer_list("1", "t", &[config_map("b", 1)]);
    assert!(
        bench.status().contains("same continue token twice"),
        "{}",
        bench.status()
    );
}

#[test]
fn silence_is_noticed_by_either_clock() {
    let mut bench = Bench::live();
    let until = bench.drain();
    assert_eq!(until - bench.now.monotonic, Duration::from_secs(150));
    bench.advance(Duration::from_secs(149));
    bench.answer(" ");
    bench.advance(Duration::from_secs(149));
    bench.input(Input::Tick);
    assert_eq!(bench.status(), "live", "white space is a sign of life");
    // The machine slept: an hour by the wall clock, a second by the monotonic one.
    bench.now.wall = Timestamp::from_unix(bench.now.wall.as_unix() + Duration::from_secs(3600));
    bench.input(Input::Tick);
    let status = bench.status();
    assert!(
        status.contains("1970-01-01T00:02:29Z"),
        "stale since the last sign of life: {status}"
    );
    bench.wait_within(BACKOFF_FIRST);
    assert_eq!(bench.asked(), "watch@10");
}

#[test]
fn the_servers_word_on_when_to_ask_again_is_kept_within_reason() {
    for (asked, expected) in [(20, 20), (86_400, 300)] {
        let mut bench = Bench::live();
        let status = Status {
            code: 429,
            ..Status::default()
        };
        bench.fail(Error::from_status(status, Some(Duration::from_secs(asked))));
        let until = bench.drain();
        assert_eq!(until - bench.now.monotonic, Duration::from_secs(expected));
    }
}

#[test]
fn answers_to_what_is_over_are_ignored() {
    let mut bench = Bench::live();
    let old = bench.id();
    bench.fail(transport_error(TransportErrorKind::Reset));
    let before = bench.status();
    for input in [
        Input::Opened(old),
        Input::Chunk(old, b"{}"),
        Input::Ended(old),
        Input::Failed(old, status_error(410, "Gone")),
    ] {
        bench.reflector.handle_input(bench.now, input);
        assert_eq!(bench.status(), before);
    }
}

/// What a bad day's server answers.
#[derive(Clone, Debug)]
enum Answer {
    Page {
        items: Vec<u8>,
        token: Option<u8>,
        cut: usize,
    },
    Events {
        events: Vec<(u8, u8)>,
        cut: usize,
        end: End,
    },
    Bytes(Vec<u8>),
    Status(u16),
    Transport(TransportErrorKind),
    Silence,
}

#[derive(Clone, Copy, Debug)]
enum End {
    Clean,
    Broken,
    Gone,
    Open,
}

fn any_answer() -> impl Strategy<Value = Answer> {
    let items = prop::collection::vec(0..6u8, 0..4);
    let end = prop_oneof![
        Just(End::Clean),
        Just(End::Broken),
        Just(End::Gone),
        Just(End::Open)
    ];
    prop_oneof![
        4 => (items, prop::option::of(any::<u8>()), 0..200usize)
            .prop_map(|(items, token, cut)| Answer::Page { items, token, cut }),
        4 => (prop::collection::vec((0..4u8, 0..6u8), 0..5), 0..200usize, end)
            .prop_map(|(events, cut, end)| Answer::Events { events, cut, end }),
        1 => prop::collection::vec(any::<u8>(), 0..40).prop_map(Answer::Bytes),
        2 => prop_oneof![Just(200u16), Just(401), Just(404), Just(410), Just(429), Just(500), Just(503), Just(504)]
            .prop_map(Answer::Status),
        2 => prop_oneof![
            Just(TransportErrorKind::Refused), Just(TransportErrorKind::Network), Just(TransportErrorKind::Reset)
        ].prop_map(Answer::Transport),
        1 => Just(Answer::Silence),
    ]
}

impl Bench {
    fn give(&mut self, answer: &Answer, version: u64) {
        let id = self.id();
        let object = |name: u8| config_map(&format!("o{name}"), version);
        match answer {
            Answer::Silence => {}
            Answer::Transport(kind) => self.fail(transport_error(*kind)),
            Answer::Status(code) => self.fail(status_error(*code, "")),
            Answer::Bytes(bytes) => {
                self.input(Input::Opened(id));
                self.input(Input::Chunk(id, bytes));
                self.end(id);
            }
            Answer::Page { items, token, cut } => {
                let items: Vec<_> = items.iter().copied().map(object).collect();
                let token = token
                    .map(|token| format!("{token}-{version}"))
                    .unwrap_or_default();
                self.in_two(id, &list_body(&version.to_string(), &token, &items), *cut);
                self.end(id);
            }
            Answer::Events { events, cut, end } => {
                let kinds = ["ADDED", "MODIFIED", "DELETED", "BOOKMARK"];
                let mut body: String = events
                    .iter()
                    .map(|(kind, name)| event(kinds[usize::from(*kind)], object(*name)))
                    .collect();
                if let End::Gone = end {
                    body += &event("ERROR", json!({ "code": 410, "reason": "Expired" }));
                }
                self.in_two(id, &body, *cut);
                match end {
                    End::Clean | End::Gone => self.end(id),
                    End::Broken if self.is_open(id) => {
                        self.fail(transport_error(TransportErrorKind::Interrupted));
                    }
                    End::Broken | End::Open => {}
                }
            }
        }
    }

    fn is_open(&self, id: ExchangeId) -> bool {
        self.open.as_ref().is_some_and(|(open, _)| *open == id)
    }

    fn end(&mut self, id: ExchangeId) {
        if self.is_open(id) {
            self.input(Input::Ended(id));
        }
    }

    fn in_two(&mut self, id: ExchangeId, body: &str, cut: usize) {
        let (head, tail) = body.as_bytes().split_at(cut.min(body.len()));
        self.input(Input::Opened(id));
        for chunk in [head, tail] {
            if self.is_open(id) {
                self.input(Input::Chunk(id, chunk));
            }
        }
    }

    /// What a good day's server with these objects answers: pages of two, then silence with a
    /// bookmark each minute.
    fn give_healthy(&mut self, names: &[String], version: u64) {
        let asked = self.asked();
        if asked.starts_with("watch@") {
            let bookmark = json!({ "metadata": { "resourceVersion": version.to_string() } });
            match asked == format!("watch@{version}") {
                true => self.answer(&event("BOOKMARK", bookmark)),
                // A watch from anywhere else has a gap: this server has no history.
                false => self.fail(status_error(410, "Expired")),
            }
            return;
        }
        let from: usize = match asked.strip_prefix("list?continue=healthy-") {
            Some(index) => index.parse().unwrap(),
            None if asked.starts_with("list?") => {
                return self.fail(status_error(410, "Expired"));
            }
            None => 0,
        };
        let to = match asked.as_str() {
            "list, unpaged" => names.len(),
            _ => names.len().min(from + 2),
        };
        let items: Vec<_> = names[from..to]
            .iter()
            .map(|name| config_map(name, 7))
            .collect();
        let token = if to < names.len() {
            format!("healthy-{to}")
        } else {
            String::new()
        };
        self.answer_list(&version.to_string(), &token, &items);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn random_answers_never_panic_never_spin_and_healthy_ones_converge(
        seed in any::<u64>(),
        answers in prop::collection::vec(any_answer(), 1..24),
        names in prop::collection::btree_set("[a-z]{1,4}", 0..7),
    ) {
        let mut bench = Bench::new(seed);
        let mut version = 100;
        // Five minutes of the same bad answers over and over.
        let mut answers = answers.iter().cycle();
        let bad_until = Instant::new(Duration::from_secs(300));
        let mut answered = None;
        while bench.now.monotonic < bad_until {
            let until = bench.drain();
            let id = bench.open.as_ref().map(|(id, _)| *id);
            if id.is_some() && id != answered {
                answered = id;
                version += 1;
                bench.give(answers.next().expect("a cycle"), version);
            } else {
                bench.advance_to(until);
            }
        }
        assert_never_spins(&bench.sent);
        // Then a good server.
        let names: Vec<String> = names.into_iter().collect();
        let good_until = bench.now.monotonic + Duration::from_secs(600);
        let version = 1_000_000;
        let mut answered = answered.filter(|id| bench.is_open(*id));
        while bench.now.monotonic < good_until {
            let until = bench.drain();
            let id = bench.open.as_ref().map(|(id, _)| *id);
            let watching = bench.asked().starts_with("watch@");
            if id.is_some() && id != answered {
                answered = id;
                bench.give_healthy(&names, version);
            } else if watching && bench.status() == "live" && bench.asked() == format!("watch@{version}") {
                bench.advance(Duration::from_secs(60));
                bench.give_healthy(&names, version);
            } else {
                bench.advance_to(until);
            }
        }
        prop_assert_eq!(bench.status(), "live");
        let expected: Vec<_> = names.iter().map(|name| format!("{name}@7")).collect();
        prop_assert_eq!(bench.store(), expected);
    }
}

/// A further page is progress: it had to bring an object. All else is bounded by the spacing of
/// watches and the backoff.
fn assert_never_spins(sent: &[(Instant, String)]) {
    let starts: Vec<_> = sent
        .iter()
        .filter(|(_, uri)| !uri.contains("continue="))
        .collect();
    for (index, (first, _)) in starts.iter().enumerate() {
        let minute = starts[index..]
            .iter()
            .take_while(|(at, _)| *at - *first < Duration::from_secs(60));
        let count = minute.count();
        assert!(count <= 130, "{count} requests in one minute");
    }
}
