use std::error::Error as _;

use super::*;

/// A recording of `GET`s for these paths, each answered at once with its number.
fn recording(paths: &[&str]) -> Recording {
    let exchange = |(n, path): (u64, &&str)| {
        Exchange::new(Duration::from_secs(n), request(path))
            .answered(Duration::ZERO, http::StatusCode::OK, Default::default())
            .chunk(Duration::ZERO, n.to_string())
            .ended(End::Finished {
                after: Duration::ZERO,
            })
    };
    (0..).zip(paths).map(exchange).collect()
}

fn ask(replay: &Replay, path: &str) -> Result<Bytes, TransportError> {
    ManualTimer::new().run(async {
        let answer = replay.send(request(path)).await?;
        answer.into_body().collect(100).await
    })
}

fn timer() -> Arc<ManualTimer> {
    Arc::new(ManualTimer::new())
}

#[test]
fn answers_are_found_by_path_and_query_in_order() {
    let paths = ["/a?x=1&y=%2C", "/b", "/a?x=1&y=%2C", "/a?x=2", "/b?"];
    let replay = Replay::new(recording(&paths), timer());
    for (path, answer) in [
        ("/b", "1"),
        ("/a?y=,&x=1", "0"),
        ("/a?x=2", "3"),
        ("/b", "4"),
        ("/a?x=1&y=,", "2"),
    ] {
        assert_eq!(ask(&replay, path).unwrap(), answer, "{path}");
    }
    assert!(replay.left().is_empty());
}

#[test]
fn a_request_that_was_not_recorded_names_itself() {
    let paths: Vec<_> = (0..12).map(|n| format!("/a?n={n}")).collect();
    let paths: Vec<_> = paths.iter().map(String::as_str).collect();
    let replay = Replay::new(recording(&paths), timer());
    ask(&replay, "/a?n=0").unwrap();
    let error = ask(&replay, "/a?n=0&token=s3cr3t").unwrap_err();
    assert_eq!(error.kind(), Kind::Unsupported);
    let what = error.source().unwrap().to_string();
    assert!(
        what.starts_with(
            "no recorded answer is left for GET /a?n=0&token=xxxxxx; left: GET /a?n=1, "
        ),
        "{what}"
    );
    assert!(what.ends_with("and 1 more"), "{what}");
    assert_eq!(replay.left().len(), 11);
}

#[test]
fn parameters_may_be_left_out() {
    let paths = ["/a?n=1&timeoutSeconds=301", "/a?timeoutSeconds=302&n=1"];
    let replay = Replay::new(recording(&paths), timer()).ignoring("timeoutSeconds");
    assert_eq!(ask(&replay, "/a?n=1&timeoutSeconds=5").unwrap(), "0");
    assert_eq!(ask(&replay, "/a?n=1").unwrap(), "1");
    let replay = Replay::new(recording(&["/a?token=1"]), timer());
    assert!(ask(&replay, "/a?token=22").is_err(), "masks keep lengths");
    let replay = replay.scrubber(Scrubber::nothing());
    assert!(ask(&replay, "/a?token=2").is_err());
    assert!(ask(&replay, "/a?token=1").is_ok());
}

#[test]
fn it_takes_the_time_it_took_or_none() {
    let slow = || {
        let exchange = Exchange::new(Duration::ZERO, request("/a"))
            .answered(SECOND, http::StatusCode::OK, Default::default())
            .chunk(3 * SECOND, "a")
            .chunk(3 * SECOND, "b")
            .ended(End::Failed {
                after: 4 * SECOND,
                kind: Kind::Interrupted,
                message: "cut".to_owned(),
            });
        Recording::from_iter([exchange])
    };
    for (at_once, times) in [(false, ["1s", "3s", "3s", "4s", "4s"]), (true, ["0ns"; 5])] {
        let timer = ManualTimer::new();
        let mut replay = Replay::new(slow(), Arc::new(timer.clone()));
        if at_once {
            replay = replay.at_once();
        }
        timer.advance(10 * SECOND);
        let began = timer.now();
        let seen = timer.run(async {
            let answer = replay.send(request("/a")).await;
            seen(answer, &timer, began).await
        });
        let expected = [
            "200 OK {}",
            "b\"a\"",
            "b\"b\"",
            "response body cut short",
            "end",
        ];
        let expected: Vec<_> = times
            .iter()
            .zip(expected)
            .map(|(t, e)| format!("{t} {e}"))
            .collect();
        assert_eq!(seen, expected);
    }
    // A slow reader waits for nothing that has come meanwhile.
    let timer = ManualTimer::new();
    let replay = Replay::new(slow(), Arc::new(timer.clone()));
    let mut body = timer.run(replay.send(request("/a"))).unwrap().into_body();
    timer.advance(10 * SECOND);
    assert_eq!(timer.run(body.next()).unwrap().unwrap(), "a");
    assert_eq!(timer.now(), Instant::new(11 * SECOND));
}
