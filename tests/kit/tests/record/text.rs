use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

#[test]
fn chunks_are_shown_as_what_they_are() {
    for (chunk, shown) in [
        ("{\"a\": [1.0]}", "\"json\":{\"a\": [1.0]}"),
        ("[]\n", "\"line\":[]"),
        ("[]\n\n", "\"text\":\"[]\\n\\n\""),
        ("{\"a\":\n1}", "\"text\":\"{\\\"a\\\":\\n1}\""),
        ("{\"a\":", "\"text\":\"{\\\"a\\\":\""),
        (" []", "\"text\":\" []\""),
        ("5", "\"text\":\"5\""),
        ("", "\"text\":\"\""),
    ] {
        let exchange = Exchange::new(Duration::ZERO, request("/a"))
            .answered(Duration::ZERO, StatusCode::OK, HeaderMap::new())
            .chunk(Duration::ZERO, chunk);
        let text = Recording::from_iter([exchange]).to_string();
        let line = text.lines().nth(3).unwrap();
        assert_eq!(line, format!("{{\"after_us\":0,{shown}}}"));
    }
}

#[test]
fn a_text_that_is_no_recording_says_where() {
    let header = "{\"outrigger-recording\":1}";
    let get = "{\"at_us\":0,\"method\":\"GET\",\"path\":\"/\",\"headers\":[]}";
    let head = "{\"after_us\":0,\"status\":200}";
    for (lines, error) in [
        (
            vec![],
            "line 1 of the recording: not a JSON object: EOF while parsing a value at line 1 column 0",
        ),
        (
            vec!["{}"],
            "line 1 of the recording: the first line must be {\"outrigger-recording\":1}",
        ),
        (
            vec!["{\"outrigger-recording\":2}"],
            "line 1 of the recording: version 2 of outrigger-recording is not known",
        ),
        (
            vec![header, "", head],
            "line 3 of the recording: what is this of? No request is open",
        ),
        (
            vec![header, get, get],
            "line 3 of the recording: a request before the end of the exchange before it",
        ),
        (
            vec![header, get, head, head],
            "line 4 of the recording: a second head",
        ),
        (
            vec![header, get, "{\"after_us\":0,\"text\":\"\"}"],
            "line 3 of the recording: a chunk before the head",
        ),
        (
            vec![header, get, head, "{\"after_us\":0}"],
            "line 4 of the recording: neither content nor an end",
        ),
        (
            vec![header, get, head, "{\"text\":\"a\"}"],
            "line 4 of the recording: no after_us",
        ),
        (
            vec![header, get, head, "{\"after_us\":-1,\"text\":\"\"}"],
            "line 4 of the recording: after_us is no whole number",
        ),
        (
            vec![header, get, head, "{\"after_us\":0,\"text\":1}"],
            "line 4 of the recording: text is no string",
        ),
        (
            vec![header, get, "{\"after_us\":0,\"status\":9}"],
            "line 3 of the recording: 9 is no status",
        ),
        (
            vec![header, get, "{\"end\":\"never\"}"],
            "line 3 of the recording: \"never\" is no end",
        ),
        (
            vec![
                header,
                get,
                "{\"after_us\":0,\"end\":\"failed\",\"kind\":\"Tired\"}",
            ],
            "line 3 of the recording: \"Tired\" is no kind of error",
        ),
        (
            vec![header, "{\"at_us\":0,\"method\":\"G T\",\"path\":\"/\"}"],
            "line 2 of the recording: \"G T\" is no method",
        ),
        (
            vec![header, "{\"at_us\":0,\"method\":\"GET\"}"],
            "line 2 of the recording: no path",
        ),
        (
            vec![
                header,
                "{\"at_us\":0,\"method\":\"GET\",\"path\":\"/\",\"headers\":[[\"a\"]]}",
            ],
            "line 2 of the recording: headers are no list of pairs of strings",
        ),
        (
            vec![
                header,
                "{\"at_us\":0,\"method\":\"GET\",\"path\":\"/\",\"headers\":[[\"a\",\"\\u0100\"]]}",
            ],
            "line 2 of the recording: \"a\" is no header, or its value is none",
        ),
    ] {
        let found = lines.join("\n").parse::<Recording>();
        let found = found.map_err(|error: RecordingError| error.to_string());
        assert_eq!(found, Err(error.to_owned()));
    }
    // The last exchange of a recording that was cut is open.
    let cut: Recording = [header, get, head].join("\n").parse().unwrap();
    assert_eq!(cut.exchanges()[0].end, End::Open);
    assert_eq!(Recording::new().to_string().parse(), Ok(Recording::new()));
}

fn time() -> impl Strategy<Value = Duration> {
    prop_oneof![0..1000_u64, any::<u64>()].prop_map(Duration::from_micros)
}

fn headers() -> impl Strategy<Value = HeaderMap> {
    let name = "[a-z][a-z0-9-]{0,8}".prop_map(|name| HeaderName::try_from(name).expect("a name"));
    let value = vec(prop_oneof![32..127_u8, 128..=255_u8], 0..8);
    let value = value.prop_map(|bytes| HeaderValue::from_bytes(&bytes).expect("a value"));
    vec((name, value), 0..4).prop_map(|pairs| {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, value);
        }
        headers
    })
}

fn bytes() -> impl Strategy<Value = Bytes> {
    let json = prop_oneof![
        Just("{\"a\": 1e400}"),
        Just("[\"\\ud800\"]"),
        Just("{}{}"),
        Just("[1,\t2 ]"),
        Just("{\"a\":\"\u{2028}\"}"),
    ];
    prop_oneof![
        any::<Vec<u8>>(),
        any::<String>().prop_map(String::into_bytes),
        "[\\[\\]{}\",:a1 \\n\\\\]{0,12}".prop_map(String::into_bytes),
        (json, "[\\n\\r ]{0,2}").prop_map(|(json, end)| (json.to_owned() + &end).into_bytes()),
    ]
    .prop_map(Bytes::from)
}

fn end() -> impl Strategy<Value = End> {
    let kind = prop_oneof![Just(Kind::Reset), Just(Kind::TooLarge), Just(Kind::Tls)];
    prop_oneof![
        Just(End::Open),
        Just(End::Truncated),
        time().prop_map(|after| End::Finished { after }),
        (time(), kind, any::<String>()).prop_map(|(after, kind, message)| End::Failed {
            after,
            kind,
            message
        }),
    ]
}

fn exchange() -> impl Strategy<Value = Exchange> {
    let method = prop_oneof![
        Just(Method::GET),
        Just(Method::POST),
        Just("X-Y".parse().expect("a method"))
    ];
    let answer = proptest::option::of((
        time(),
        100..1000_u16,
        headers(),
        vec((time(), bytes()), 0..4),
    ));
    (
        time(),
        method,
        any::<String>(),
        headers(),
        bytes(),
        answer,
        end(),
    )
        .prop_map(|(at, method, path, headers, body, answer, end)| {
            let mut request = Request::new(body);
            *request.method_mut() = method;
            *request.headers_mut() = headers;
            let mut exchange = Exchange::new(at, request).ended(end);
            exchange.path = path;
            let Some((after, status, headers, chunks)) = answer else {
                return exchange;
            };
            let status = StatusCode::from_u16(status).expect("a status");
            let exchange = exchange.answered(after, status, headers);
            chunks
                .into_iter()
                .fold(exchange, |exchange, (after, bytes)| {
                    exchange.chunk(after, bytes)
                })
        })
}

proptest! {
    #[test]
    fn the_text_keeps_everything(exchanges in vec(exchange(), 0..4)) {
        let recording = Recording::from_iter(exchanges);
        let text = recording.to_string();
        let read: Result<Recording, _> = text.parse();
        prop_assert_eq!(read.as_ref(), Ok(&recording), "{}", text);
        let lines: usize = recording
            .exchanges()
            .iter()
            .map(|exchange| 2 + usize::from(exchange.head.is_some()) + exchange.chunks.len())
            .sum();
        prop_assert_eq!(text.lines().count(), 1 + lines);
    }

    #[test]
    fn no_text_panics(text: String, line in "[{}\\[\\]\",:a-z0-9_]{0,40}") {
        drop(text.parse::<Recording>());
        drop(format!("{{\"outrigger-recording\":1}}\n{line}\n{text}").parse::<Recording>());
    }
}
