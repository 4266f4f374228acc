use proptest::prelude::*;

use super::*;

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

/// The number of further pages is the server's choice, up to the bound on one list. All else is
/// bounded by the spacing of watches and the backoff.
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
