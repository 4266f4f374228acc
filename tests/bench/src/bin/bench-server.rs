//! Serves pods on the loopback interface, as fast as it can, in a process of its own.
//!
//! `bench-server <pods in the list>` prints its address. It ends when its standard input does.
#![allow(clippy::print_stdout, reason = "a program that talks to its caller")]

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Read;
use std::sync::Arc;

use outrigger_bench::meter::IN_FLIGHT;
use outrigger_bench::pods::{namespace, pod};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Pods that can be read one by one.
const SINGLE: usize = 512;
/// How much of a list the server writes at once.
const CHUNK: usize = 32 * 1024;

const HEADERS: &str = "HTTP/1.1 200 OK\r\n\
    Audit-Id: 6f2b8d0e-2c49-4f1a-9a0c-5d8e7b3c1f42\r\n\
    Cache-Control: no-cache, private\r\n\
    Content-Type: application/json\r\n\
    Date: Sun, 01 Nov 2026 10:00:00 GMT\r\n\
    X-Kubernetes-Pf-Flowschema-Uid: 1c0f3e52-7a1b-4a59-8c1f-0e5b8a6d2f11\r\n\
    X-Kubernetes-Pf-Prioritylevel-Uid: 9f4d6b7a-3e2c-4d8f-b1a0-7c6e5d4f3a22\r\n";

fn main() -> Result<(), Box<dyn Error>> {
    let count = std::env::args().nth(1).ok_or("how many pods?")?.parse()?;
    let answers = Arc::new(answers(count));
    std::thread::spawn(|| {
        let _ended = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}", listener.local_addr()?);
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let answers = Arc::clone(&answers);
            tokio::spawn(async move {
                // Whoever closes the connection needs no answer.
                let _ = serve(stream, &answers).await;
            });
        }
    })
}

/// What is answered to a path, head and all.
fn answers(count: usize) -> BTreeMap<String, Vec<u8>> {
    let mut answers: BTreeMap<_, _> = (0..SINGLE)
        .map(|index| {
            let (name, json) = pod(index);
            let path = format!("/api/v1/namespaces/{}/pods/{name}", namespace(index));
            let head = format!("{HEADERS}Content-Length: {}\r\n\r\n", json.len());
            (path, [head.as_bytes(), json.as_bytes()].concat())
        })
        .collect();
    answers.insert("/api/v1/pods".to_owned(), list(count));
    answers.insert("/targets".to_owned(), targets());
    answers
}

/// For a load that cannot make up the names itself: the pods to read.
fn targets() -> Vec<u8> {
    let lines = (0..IN_FLIGHT).map(|index| format!("{}/{}\n", namespace(index), pod(index).0));
    let lines: String = lines.collect();
    format!("{HEADERS}Content-Length: {}\r\n\r\n{lines}", lines.len()).into_bytes()
}

fn list(count: usize) -> Vec<u8> {
    let head =
        r#"{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"9000000"},"items":["#;
    let mut body = head.as_bytes().to_vec();
    for index in 0..count {
        if index > 0 {
            body.push(b',');
        }
        // The items of a list do not say what they are.
        let json = pod(index).1;
        let item = json.replacen(r#""kind":"Pod","apiVersion":"v1","#, "", 1);
        body.extend_from_slice(item.as_bytes());
    }
    body.extend_from_slice(b"]}\n");
    let mut answer = format!("{HEADERS}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
    for chunk in body.chunks(CHUNK) {
        answer.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        answer.extend_from_slice(chunk);
        answer.extend_from_slice(b"\r\n");
    }
    answer.extend_from_slice(b"0\r\n\r\n");
    answer
}

async fn serve(mut stream: TcpStream, answers: &BTreeMap<String, Vec<u8>>) -> std::io::Result<()> {
    let mut request = Vec::new();
    loop {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
        if !request.ends_with(b"\r\n\r\n") {
            continue;
        }
        let line = String::from_utf8_lossy(&request);
        let target = line.split(' ').nth(1).unwrap_or_default();
        let path = target.split('?').next().unwrap_or_default();
        match answers.get(path) {
            Some(answer) => stream.write_all(answer).await?,
            None => {
                let none = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
                stream.write_all(none).await?;
            }
        }
        request.clear();
    }
}
