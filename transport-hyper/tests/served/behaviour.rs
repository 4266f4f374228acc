//! What goes through, and how it ends.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, Version};
use outrigger::transport::{Body, HttpTransport, TransportErrorKind as Kind};
use outrigger_hyper::HttpVersions;
use outrigger_test::serve::{ServeOptions, Server};
use outrigger_test::{Answer, MockTransport};

use crate::support::{From, client, echo, raw, request, text, until, ways, within};

const WATCH: &str = "/api/v1/pods?watch=1";

fn answering(answer: Answer) -> MockTransport {
    let mock = MockTransport::new();
    mock.react("*", "*", move |_| Some(answer.clone()));
    mock
}

#[tokio::test]
async fn requests_arrive_as_they_were_sent() {
    for (way, options, versions) in ways() {
        let server = Server::start(echo(), options).unwrap();
        let http = client(&server, versions, None);
        for (method, target) in [
            ("GET", "/"),
            ("GET", "//api//v1/"),
            ("GET", "/api/../version"),
            ("GET", "/a%2Fb%2e%20?x=%zz&y=a+b"),
            ("DELETE", "/api/v1/namespaces/a/pods/b?gracePeriodSeconds=0"),
            ("BREW", "/pot"),
            ("OPTIONS", "/api"),
        ] {
            let said = text(http.send(request(&server, method, target)).await).await;
            assert_eq!(said, format!("{method} {target} admin false "), "{way}");
        }
        let body = Bytes::from(vec![b'x'; 3 << 20]);
        let sent = request(&server, "POST", "/api/v1/pods").map(|_| body.clone());
        let said = text(http.send(sent).await).await;
        assert!(said.ends_with(std::str::from_utf8(&body).unwrap()), "{way}");
        let said = http
            .send(request(&server, "HEAD", "/healthz"))
            .await
            .unwrap();
        assert_eq!(said.headers()["content-length"], "26", "{way}");
        assert_eq!(text(Ok(said)).await, "", "{way}");
    }
}

#[tokio::test]
async fn answers_have_the_servers_headers() {
    let server = Server::start(echo(), ServeOptions::https()).unwrap();
    let http = client(&server, HttpVersions::Any, None);
    let headers = |response: Response<Body>| response.headers().clone();
    let first = headers(http.send(request(&server, "GET", "/api")).await.unwrap());
    let second = headers(http.send(request(&server, "GET", "/api")).await.unwrap());
    for name in [
        "date",
        "x-kubernetes-pf-flowschema-uid",
        "x-kubernetes-pf-prioritylevel-uid",
    ] {
        assert!(first.contains_key(name), "{name}");
    }
    assert_eq!(first["cache-control"], "no-cache, private");
    assert_eq!(first["audit-id"].len(), 36);
    assert_ne!(first["audit-id"], second["audit-id"]);
    let mut named = request(&server, "GET", "/api");
    named
        .headers_mut()
        .insert("audit-id", "mine".parse().unwrap());
    let named: HeaderMap = headers(http.send(named).await.unwrap());
    assert_eq!(named["audit-id"], "mine");
}

#[tokio::test]
async fn short_answers_tell_their_length() {
    for (size, chunked) in [(0, false), (2048, false), (2049, true)] {
        let mock = answering(Answer::bytes(vec![b'a'; size]));
        let server = Server::start(Arc::new(mock), ServeOptions::http()).unwrap();
        let asked = "GET / HTTP/1.1\r\nhost: x\r\nauthorization: Bearer outrigger\r\nconnection: close\r\n\r\n";
        let said = raw(&server, asked.as_bytes()).await;
        assert_eq!(
            said.contains("Transfer-Encoding: chunked"),
            chunked,
            "{size}"
        );
        assert_eq!(
            said.contains(&format!("Content-Length: {size}\r\n")),
            !chunked,
            "{size}"
        );
    }
}

#[tokio::test]
async fn chunks_go_out_as_they_come_and_leaving_ends_the_watch() {
    for (way, options, versions) in ways() {
        let (answer, watch) = Answer::open();
        let server = Server::start(Arc::new(answering(answer)), options).unwrap();
        let http = client(&server, versions, None);
        let response = within(http.send(request(&server, "GET", WATCH)))
            .await
            .unwrap();
        assert_eq!(watch.readers(), 1, "{way}");
        let mut body = response.into_body();
        for line in ["one\n", "two\n"] {
            watch.send(line);
            assert_eq!(within(body.next()).await.unwrap().unwrap(), line, "{way}");
        }
        drop(body);
        until(|| watch.readers() == 0).await;
    }
}

#[tokio::test]
async fn leaving_before_the_head_drops_the_transports_future() {
    for (_, options, versions) in ways() {
        let (sender, given) = tokio::sync::oneshot::channel::<()>();
        let sender = Arc::new(std::sync::Mutex::new(Some(sender)));
        let mock = MockTransport::new();
        mock.react("*", "*", move |_| {
            let held = sender.lock().unwrap().take();
            Some(Answer::later(async move {
                let _held = held;
                std::future::pending().await
            }))
        });
        let server = Server::start(Arc::new(mock.clone()), options).unwrap();
        let http = client(&server, versions, None);
        let mut sending = http.send(request(&server, "GET", "/api"));
        tokio::select! {
            _ = &mut sending => panic!("there is no answer"),
            () = until(|| mock.requests().len() == 1) => {}
        }
        drop(sending);
        within(given).await.expect_err("dropped, not sent");
    }
}

#[tokio::test]
async fn an_error_breaks_the_exchange_after_what_came_before_it() {
    for (way, options, versions) in ways() {
        let answer = Answer::chunks(["hello ", "world"]).failing_at(8, Kind::Interrupted);
        let server = Server::start(Arc::new(answering(answer)), options).unwrap();
        let http = client(&server, versions, None);
        let mut body = http
            .send(request(&server, "GET", "/api"))
            .await
            .unwrap()
            .into_body();
        let mut came = Vec::new();
        let error = loop {
            match within(body.next()).await.expect("no clean end") {
                Ok(chunk) => came.extend_from_slice(&chunk),
                Err(error) => break error,
            }
        };
        assert_eq!(came, b"hello wo", "{way}");
        assert_eq!(error.kind(), Kind::Interrupted, "{way}");
    }
}

#[tokio::test]
async fn no_answer_is_none() {
    for (way, options, versions) in ways() {
        let mock = answering(Answer::failure(Kind::Reset));
        let server = Server::start(Arc::new(mock), options).unwrap();
        let http = client(&server, versions, None);
        let error = http
            .send(request(&server, "GET", "/api"))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), Kind::Reset, "{way}");
    }
}

#[tokio::test]
async fn a_hundred_watches_do_not_block_a_get() {
    for (way, options, versions) in ways() {
        let (answer, watch) = Answer::open();
        let mock = MockTransport::new();
        mock.react("*", "*", move |request| {
            let is_watch = request.query_value("watch").is_some();
            Some(if is_watch {
                answer.clone()
            } else {
                Answer::bytes("1.37")
            })
        });
        let server = Server::start(Arc::new(mock), options).unwrap();
        let http = client(&server, versions, None);
        let watches = (0..100).map(|_| http.send(request(&server, "GET", WATCH)));
        let watches = within(futures_util::future::join_all(watches)).await;
        let said = within(http.send(request(&server, "GET", "/version"))).await;
        assert_eq!(text(said).await, "1.37", "{way}");
        assert_eq!(watch.readers(), 100, "{way}");
        watch.send("event\n");
        for reply in watches {
            let chunk = within(reply.unwrap().body_mut().next()).await.unwrap();
            assert_eq!(chunk.unwrap(), "event\n", "{way}");
        }
    }
}

#[tokio::test]
async fn long_lists_are_compressed_unless_told() {
    let long = || {
        From(|_: Request<Bytes>| {
            let body = Body::from_bytes(vec![b' '; 200_000]);
            let response = Response::builder().header("content-type", "application/json");
            response.body(body).unwrap()
        })
    };
    let with = ServeOptions::https();
    for (options, compressed) in [(with.clone(), true), (with.without_compression(), false)] {
        let server = Server::start(Arc::new(long()), options).unwrap();
        let http = client(&server, HttpVersions::Any, None);
        let mut list = request(&server, "GET", "/api/v1/pods");
        list.headers_mut()
            .insert("accept-encoding", "gzip".parse().unwrap());
        let response = http.send(list).await.unwrap();
        assert_eq!(response.version(), Version::HTTP_2);
        assert_eq!(
            response.headers().contains_key("content-encoding"),
            compressed
        );
        let body = response.into_body().collect(1 << 20).await.unwrap();
        assert_eq!(body.len() < 10_000, compressed);
    }
}

#[tokio::test]
async fn shutting_down_ends_watches_cleanly_and_dropping_cuts_them() {
    for (way, options, versions) in ways() {
        for graceful in [true, false] {
            let (answer, watch) = Answer::open();
            let server = Server::start(Arc::new(answering(answer)), options.clone()).unwrap();
            let http: Arc<dyn HttpTransport> = client(&server, versions, None);
            let mut body = http
                .send(request(&server, "GET", WATCH))
                .await
                .unwrap()
                .into_body();
            watch.send("one\n");
            assert_eq!(within(body.next()).await.unwrap().unwrap(), "one\n");
            let again = request(&server, "GET", "/version");
            if graceful {
                within(server.shutdown()).await;
            } else {
                drop(server);
            }
            match within(body.next()).await {
                None => assert!(graceful, "{way}"),
                Some(Err(error)) => assert!(!graceful, "{way}: {error}"),
                Some(Ok(chunk)) => panic!("{way}: {chunk:?}"),
            }
            until(|| watch.readers() == 0).await;
            let error = within(http.send(again)).await.unwrap_err();
            assert!(
                [Kind::Refused, Kind::Reset, Kind::Unprocessed].contains(&error.kind()),
                "{way}: {error:?}"
            );
        }
    }
}
