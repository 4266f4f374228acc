//! What the backend makes of the browser, beside HTTP: clocks, alarms, seeds, URLs and errors.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, select};
use http::Request;
use outrigger::rt::Timer;
use outrigger::transport::TransportErrorKind::{
    Aborted, InvalidRequest, Network, Protocol, Redirect, Unsupported,
};
use outrigger::transport::{ConnectionSettings, Connector, HttpTransport, TransportErrorKind};
use outrigger::{ErrorKind, Secret};
use outrigger_wasm::{
    BrowserTimer, ConnectOptions, FetchConnector, backend, connect, connect_with,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::peer;

fn timer() -> BrowserTimer {
    BrowserTimer::new().expect("a browser")
}

fn fetch() -> Arc<dyn HttpTransport> {
    let link = FetchConnector::new().connect(&ConnectionSettings::default());
    link.expect("a browser").http
}

/// Whether something is done before that time has passed.
async fn done_within(limit: Duration, future: impl Future) -> bool {
    let limit = timer().sleep(limit);
    matches!(select(pin!(future), limit).await, Either::Left(_))
}

#[wasm_bindgen_test]
async fn a_sleep_is_never_too_short() {
    let timer = timer();
    for milliseconds in [0, 1, 7, 30] {
        let (before, length) = (timer.now(), Duration::from_millis(milliseconds));
        timer.sleep(length).await;
        assert!(timer.now() - before >= length, "{milliseconds} ms");
    }
}

/// A browser's alarm that is set for longer than 2^31 ms goes off at once.
#[wasm_bindgen_test]
async fn a_sleep_longer_than_an_alarm_does_not_end_at_once() {
    for length in [Duration::from_secs(30 * 86_400), Duration::MAX] {
        let sleep = timer().sleep(length);
        assert!(!done_within(Duration::from_millis(200), sleep).await);
    }
}

#[wasm_bindgen_test]
fn the_wall_clock_is_the_browsers() {
    let read = timer().wall_now().as_unix();
    let now = Duration::from_secs_f64(js_sys::Date::now() / 1000.0);
    assert!(
        now.saturating_sub(read) < Duration::from_secs(60),
        "{read:?}"
    );
    assert!(
        read.saturating_sub(now) < Duration::from_millis(2),
        "{read:?}"
    );
}

#[wasm_bindgen_test]
fn seeds_differ() {
    let seed = || backend().expect("a browser").seed;
    assert_ne!(seed(), seed());
}

#[wasm_bindgen_test]
fn relative_urls_are_relative_to_the_page() {
    for base in [
        "/",
        "cluster/",
        "/cluster",
        "http://10.0.0.1:8001",
        "//10.0.0.1",
    ] {
        assert!(connect(base).is_ok(), "{base}");
    }
    for base in ["http://", "https://:1", "http://a b/"] {
        let error = connect(base).expect_err("no URL");
        assert_eq!(error.kind(), ErrorKind::Config, "{base}");
    }
}

#[wasm_bindgen_test]
fn a_base_that_is_no_url_is_not_repeated() {
    let error = connect("http://user:s3cr3t@a:x/").expect_err("no URL");
    let text = error.chain().to_string();
    assert!(text.contains("the base is no URL"), "{text}");
    assert!(!text.contains("s3cr3t"), "{text}");
}

#[wasm_bindgen_test]
fn a_client_does_not_print_its_token() {
    let options = ConnectOptions::new("/").bearer_token(Secret::new("s3cr3t"));
    let client = connect_with(options).expect("a browser");
    assert!(!format!("{client:?}").contains("s3cr3t"));
    let options = ConnectOptions::new("/").bearer_token(Secret::new("s3cr3t\n2"));
    let error = connect_with(options).expect_err("no header can hold it");
    assert!(!error.chain().to_string().contains("s3cr3t"));
}

async fn fails(url: &str, header: Option<&str>) -> TransportErrorKind {
    let mut request = Request::get(url);
    if let Some(name) = header {
        request = request.header(name, "x");
    }
    let request = request.body(Bytes::new()).expect("a request");
    let error = fetch().send(request).await.expect_err("an error");
    error.kind()
}

#[wasm_bindgen_test]
async fn errors_say_what_a_browser_lets_be_known() {
    let servers = peer::ask("").await;
    let (good, refused) = (servers["http1"].as_str(), servers["refused"].as_str());
    let (good, refused) = (good.expect("a URL"), refused.expect("a URL"));
    assert_eq!(fails(refused, None).await, Network);
    let redirect = format!("{good}/redirect/302");
    assert_eq!(fails(&redirect, None).await, Redirect);
    for header in ["cookie", "origin", "sec-fetch-site", "proxy-authorization"] {
        assert_eq!(fails(good, Some(header)).await, InvalidRequest, "{header}");
    }
    // A browser would ask for /status/200.
    let climbs = format!("{good}/request/../status/200");
    assert_eq!(fails(&climbs, None).await, InvalidRequest);
    let password = good.replacen("//", "//user:password@", 1);
    assert_eq!(fails(&password, None).await, InvalidRequest);
}

/// What the browser sets itself is left out: a client that names itself works.
#[wasm_bindgen_test]
async fn a_user_agent_is_the_browsers() {
    let servers = peer::ask("").await;
    let url = format!("{}/request", servers["http1"].as_str().expect("a URL"));
    let request = Request::get(url)
        .header("user-agent", "outrigger")
        .header("accept-encoding", "identity");
    let request = request.body(Bytes::new()).expect("a request");
    let response = fetch().send(request).await.expect("an answer");
    let seen = response.into_body().collect(1 << 20).await.expect("a body");
    let seen = String::from_utf8_lossy(&seen).into_owned();
    assert!(
        seen.contains("Mozilla/5.0") && seen.contains("gzip"),
        "{seen}"
    );
}

/// What is at `place` in JavaScript, replaced until it is dropped.
struct Replaced {
    place: &'static str,
    before: JsValue,
}

impl Replaced {
    fn new(place: &'static str, by: &str) -> Self {
        let before = eval(place);
        eval(&format!("{place} = {by}"));
        Self { place, before }
    }
}

impl Drop for Replaced {
    fn drop(&mut self) {
        let set = js_sys::Function::new_with_args("before", &format!("{} = before", self.place));
        set.call1(&JsValue::UNDEFINED, &self.before).expect("set");
    }
}

fn eval(script: &str) -> JsValue {
    js_sys::eval(script).expect("a value")
}

/// Programs wrap `fetch`, and some wrap it badly; none of that may end in a panic.
#[wasm_bindgen_test]
async fn a_fetch_that_is_not_the_browsers_may_do_anything() {
    for (replacement, expected) in [
        ("() => Promise.reject('x')", Network),
        ("() => Promise.reject(undefined)", Network),
        ("() => { throw 1 }", Network),
        (
            "() => { throw new DOMException('x', 'AbortError') }",
            Aborted,
        ),
        ("() => Promise.resolve(1)", Protocol),
        ("() => undefined", Protocol),
        ("1", Unsupported),
        ("undefined", Unsupported),
    ] {
        let replaced = Replaced::new("self.fetch", replacement);
        let kind = fails("http://127.0.0.1:1/", None).await;
        drop(replaced);
        assert_eq!(kind, expected, "{replacement}");
    }
}

/// Some browsers repeat the value in what they throw.
#[wasm_bindgen_test]
async fn a_header_that_the_browser_refuses_is_not_printed() {
    let replaced = Replaced::new(
        "Headers.prototype.append",
        "(name, value) => { throw new TypeError(value + ' is an invalid header value') }",
    );
    let request = Request::get("http://127.0.0.1:1/").header("authorization", "Bearer s3cr3t");
    let request = request.body(Bytes::new()).expect("a request");
    let error = fetch().send(request).await.expect_err("refused");
    drop(replaced);
    assert_eq!(error.kind(), InvalidRequest);
    let text = format!("{error:?} {error}");
    assert!(!text.contains("s3cr3t"), "{text}");
    assert!(text.contains("authorization"), "{text}");
}

/// What a browser has decompressed is longer than what was sent, and of another origin nobody says
/// that it was compressed.
#[wasm_bindgen_test]
async fn the_length_of_what_was_sent_is_not_that_of_the_body() {
    let servers = peer::ask("").await;
    let url = format!("{}/status/200", servers["http1"].as_str().expect("a URL"));
    let request = Request::get(url).body(Bytes::new()).expect("a request");
    let response = fetch().send(request).await.expect("an answer");
    assert!(!response.headers().contains_key("content-length"));
}
