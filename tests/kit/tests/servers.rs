//! The suite's servers do what they say, seen from a bare socket.
#![cfg(feature = "server")]

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::LazyLock;
use std::time::Duration;

use outrigger_test::conformance::server::Server;

static SERVER: LazyLock<Server> = LazyLock::new(|| Server::start().expect("the servers"));

/// Sends a request for `path`, with `headers`, and leaves the rest to the caller.
fn request(url: &str, path: &str, headers: &str) -> io::Result<TcpStream> {
    let address = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: {address}\r\n{headers}\r\n"
    )?;
    Ok(stream)
}

fn ask(url: &str, path: &str) -> TcpStream {
    request(url, path, "").expect("the server takes a request")
}

/// Reads until `end` has come.
fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut text = String::new();
    let mut byte = [0];
    while !text.ends_with(end) {
        stream.read_exact(&mut byte).expect("more to come");
        text.push(char::from(byte[0]));
    }
    text
}

/// The body of a well-behaved answer.
fn body(path: &str) -> String {
    let stream = request(SERVER.http1(), path, "connection: close\r\n");
    let (text, _) = rest(stream.expect("the server takes a request"));
    text.rsplit("\r\n\r\n")
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// Everything until the server closes, and whether it reset the connection.
fn rest(mut stream: TcpStream) -> (String, bool) {
    let mut bytes = Vec::new();
    let reset = match stream.read_to_end(&mut bytes) {
        Ok(_) => false,
        Err(error) if error.kind() == ErrorKind::ConnectionReset => true,
        Err(error) => panic!("{error}"),
    };
    (String::from_utf8_lossy(&bytes).into_owned(), reset)
}

/// Looks until the server has seen these numbers of the exchange: requests, open, finished,
/// dropped. The test's own time limit ends it.
fn until(id: &str, seen: &str) {
    while body(&format!("/exchange?id={id}")) != seen {
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_client_that_leaves_is_seen() {
    for path in [
        "/hold?",
        "/hold-body?",
        "/gated-head?",
        "/watch?interval=5&size=70000&",
    ] {
        let id = body("/fresh");
        let stream = ask(SERVER.http1(), &format!("{path}id={id}"));
        until(&id, "1 1 0 0");
        stream.shutdown(Shutdown::Both).unwrap();
        until(&id, "1 0 0 1");
    }
    let id = body("/fresh");
    assert_eq!(body(&format!("/large?bytes=100000&id={id}")).len(), 100_000);
    until(&id, "1 0 1 0");
}

#[test]
fn gates_open_one_by_one() {
    let id = body("/fresh");
    let mut stream = ask(SERVER.http1(), &format!("/gated?count=2&size=3&id={id}"));
    let head = read_until(&mut stream, "\r\n\r\n").to_lowercase();
    assert!(head.contains("transfer-encoding: chunked"), "{head}");
    body(&format!("/release?id={id}"));
    assert_eq!(read_until(&mut stream, "000\r\n"), "3\r\n000\r\n");
    body(&format!("/release?id={id}"));
    assert_eq!(
        read_until(&mut stream, "0\r\n\r\n"),
        "3\r\n111\r\n0\r\n\r\n"
    );
    until(&id, "1 0 1 0");
}

#[test]
fn browsers_are_let_in() {
    let mut stream = ask(SERVER.http1(), "/status/503");
    let head = read_until(&mut stream, "\r\n\r\n");
    assert!(head.starts_with("HTTP/1.1 503 "), "{head}");
    let head = head.to_lowercase();
    assert!(head.contains("access-control-allow-origin: *"), "{head}");
}

#[test]
fn misbehaviour_is_as_told() {
    let broken = |path: &str| rest(ask(SERVER.misbehaving(), path));
    assert_eq!(broken("/close?how=fin"), (String::new(), false));
    assert_eq!(broken("/close?how=reset"), (String::new(), true));
    assert_eq!(
        broken("/cut-head?at=8&how=fin"),
        ("HTTP/1.1".to_owned(), false)
    );
    let (text, reset) = broken("/cut?framing=chunked&at=5&how=fin");
    assert!(
        text.ends_with("transfer-encoding: chunked\r\n\r\n5\r\nhe") && !reset,
        "{text}"
    );
    let (text, _) = broken("/cut?framing=length&at=5&how=fin");
    assert!(text.ends_with("content-length: 11\r\n\r\nhello"), "{text}");
    assert!(broken("/cut?framing=length&at=5&how=reset").1);
    let (text, reset) = broken("/half-close?framing=close");
    assert!(text.ends_with("\r\n\r\nhello world") && !reset, "{text}");
    let (text, _) = broken("/malformed?kind=two-lengths");
    assert!(
        text.ends_with("content-length: 5\r\ncontent-length: 11\r\n\r\n"),
        "{text}"
    );
}

#[test]
fn endless_answers_go_on_until_the_client_leaves() {
    for path in [
        "/endless-head",
        "/endless-head-line",
        "/informational?count=1000000000",
    ] {
        let id = body("/fresh");
        let separator = if path.contains('?') { '&' } else { '?' };
        let mut stream = ask(SERVER.misbehaving(), &format!("{path}{separator}id={id}"));
        stream.read_exact(&mut vec![0; 4 << 20]).unwrap();
        drop(stream);
        until(&id, "1 0 0 1");
    }
}

#[test]
fn misbehaving_servers_share_the_exchanges() {
    let id = body("/fresh");
    rest(ask(
        SERVER.misbehaving(),
        &format!("/close?how=reset&id={id}"),
    ));
    until(&id, "1 0 0 1");
}

#[test]
fn a_dropped_server_listens_no_more() {
    let server = Server::start().unwrap();
    let address = server.http1().trim_start_matches("http://").to_owned();
    let held = ask(server.http1(), "/hold");
    drop(server);
    assert_eq!(rest(held).0, "");
    assert!(TcpStream::connect(address).is_err());
}
