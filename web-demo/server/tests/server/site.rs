//! A server to test, and raw requests to it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use outrigger_demo_server::{Arguments, Server, Source};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long a test waits for what must come.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);
pub(crate) const PAGE: &str = "<!doctype html><title>Outrigger</title>";

/// A server over a page of a few files, and what it said.
pub(crate) struct Site {
    server: Option<Server>,
    pub(crate) folder: TempDir,
    arguments: Arguments,
    links: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// With a simulated cluster of no pods.
    pub(crate) async fn new() -> Self {
        Self::with_pods(0).await
    }

    /// With a simulated cluster of so many pods, in which little happens.
    pub(crate) async fn with_pods(pods: usize) -> Self {
        let mut arguments = Arguments::new("");
        if let Source::Simulated(simulation) = &mut arguments.source {
            simulation.pods = pods;
            simulation.rate = 0.0;
        }
        Self::start(arguments).await
    }

    /// Beside the cluster of a kubeconfig's text.
    pub(crate) async fn beside(kubeconfig: &str) -> Self {
        Self::in_context(kubeconfig, None).await
    }

    /// Beside the cluster of a context of a kubeconfig's text.
    pub(crate) async fn in_context(kubeconfig: &str, context: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("kubeconfig");
        std::fs::write(&file, kubeconfig).unwrap();
        let mut arguments = Arguments::new("");
        arguments.source = Source::Kubeconfig {
            context: context.map(str::to_owned),
            file: Some(file),
        };
        Self::start(arguments).await
    }

    async fn start(mut arguments: Arguments) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("dist");
        std::fs::create_dir_all(page.join("simulator")).unwrap();
        std::fs::write(page.join("index.html"), PAGE).unwrap();
        std::fs::write(page.join("app.js"), "let a = 1;\n".repeat(100)).unwrap();
        std::fs::write(page.join("app_bg.wasm"), b"\0asm\x01\0\0\0").unwrap();
        std::fs::write(page.join("simulator").join("worker.js"), "1").unwrap();
        std::fs::write(folder.path().join("secret"), "hunter2").unwrap();
        arguments.page = page;
        arguments.port = 0;
        arguments.token_file = Some(folder.path().join("token"));
        let mut site = Self {
            server: None,
            folder,
            arguments,
            links: Arc::default(),
        };
        site.restart().await;
        // From now on it keeps its port.
        site.arguments.port = site.address().port();
        site
    }

    /// Ends the server, and starts another at the same port.
    pub(crate) async fn restart(&mut self) {
        self.server = None;
        let limit = tokio::time::Instant::now() + LIMIT;
        loop {
            let links = self.links.clone();
            let announce = move |link: &str| links.lock().unwrap().push(link.to_owned());
            let started = Server::start(&self.arguments, Arc::new(announce), &|_| {});
            match started.await {
                Ok(server) => break self.server = Some(server),
                // The old one's connections are on their way out.
                Err(problem) if problem.contains("in use") => {
                    assert!(tokio::time::Instant::now() < limit, "{problem}");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Err(problem) => panic!("{problem}"),
            }
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.server.as_ref().unwrap().address()
    }

    /// The links that were announced.
    pub(crate) fn links(&self) -> Vec<String> {
        self.links.lock().unwrap().clone()
    }

    /// The path and query of the last link.
    pub(crate) fn entry(&self) -> String {
        let link = self.links().pop().unwrap();
        let at = link.find("/?token=").unwrap();
        link[at..].to_owned()
    }

    /// Goes in by the link; the cookie.
    pub(crate) async fn enter(&self) -> String {
        let answer = self.get(&self.entry(), "").await;
        assert_eq!(answer.status, 303, "{}", answer.head);
        let cookie = answer.header("set-cookie").unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    /// A GET with further header lines, each ended by `\r\n`.
    pub(crate) async fn get(&self, target: &str, headers: &str) -> Answer {
        self.send(&format!("GET {target}"), headers, "").await
    }

    /// A request that names the server as it should be named.
    pub(crate) async fn send(&self, line: &str, headers: &str, body: &str) -> Answer {
        let headers = format!("Host: {}\r\n{headers}", self.address());
        self.send_raw(line, &headers, body).await
    }

    pub(crate) async fn send_raw(&self, line: &str, headers: &str, body: &str) -> Answer {
        let mut stream = self.open(line, headers, body).await;
        let mut bytes = Vec::new();
        let read = stream.read_to_end(&mut bytes);
        tokio::time::timeout(LIMIT, read).await.unwrap().unwrap();
        Answer::parse(&bytes)
    }

    /// Sends a request, and leaves its answer to be read.
    pub(crate) async fn open(&self, line: &str, headers: &str, body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address()).await.unwrap();
        let length = match body.len() {
            0 => String::new(),
            length => format!("Content-Length: {length}\r\n"),
        };
        let close = match headers.to_ascii_lowercase().contains("connection:") {
            true => "",
            false => "Connection: close\r\n",
        };
        let text = format!("{line} HTTP/1.1\r\n{headers}{length}{close}\r\n{body}");
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }
}

/// Reads until what was read satisfies `done`.
pub(crate) async fn read_until(stream: &mut TcpStream, done: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let reading = async {
        while !done(&bytes) {
            assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "it ended");
        }
    };
    tokio::time::timeout(LIMIT, reading).await.unwrap();
    bytes
}

/// What was answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut answer = Self {
            status: head[9..12].parse().unwrap(),
            head,
            body: bytes[end + 4..].to_vec(),
        };
        if answer.header("transfer-encoding") == Some("chunked") {
            answer.body = unchunked(&answer.body);
        }
        answer
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(at) = bytes.windows(2).position(|it| it == b"\r\n") {
        let length = std::str::from_utf8(&bytes[..at]).unwrap();
        let length = usize::from_str_radix(length, 16).unwrap();
        whole.extend_from_slice(&bytes[at + 2..at + 2 + length]);
        bytes = &bytes[at + 4 + length..];
    }
    whole
}
