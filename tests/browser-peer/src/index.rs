use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// What to answer to a path: JSON, or nothing.
pub(crate) type Answer = dyn Fn(&str) -> Option<String> + Send + Sync;

/// How long a connection may say nothing.
const SILENCE_MAX: Duration = Duration::from_secs(30);

/// Answers requests, for any origin to read, until dropped.
#[derive(Debug)]
pub(crate) struct Index {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Index {
    pub(crate) fn serve(listener: TcpListener, answer: Box<Answer>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let stopped = Arc::new(AtomicBool::new(false));
        let seen = stopped.clone();
        let answer: Arc<Answer> = answer.into();
        let thread = thread::Builder::new().name("index".to_owned());
        let thread = thread.spawn(move || {
            for stream in listener.incoming().flatten() {
                if seen.load(Ordering::Relaxed) {
                    return;
                }
                let answer = answer.clone();
                // Browsers open connections ahead and send nothing for long; a browser that goes
                // away asks again.
                thread::spawn(move || exchange(stream, &*answer));
            }
        })?;
        Ok(Self {
            address,
            stopped,
            thread: Some(thread),
        })
    }
}

impl Drop for Index {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        // It waits for one more connection.
        let woken = TcpStream::connect(self.address);
        if let (Ok(_), Some(thread)) = (woken, self.thread.take()) {
            // A panic in it has been printed.
            let _ = thread.join();
        }
    }
}

fn exchange(mut stream: TcpStream, answer: &Answer) -> io::Result<()> {
    stream.set_read_timeout(Some(SILENCE_MAX))?;
    let mut head = [0; 8192];
    let mut length = 0;
    while !head[..length].ends_with(b"\r\n\r\n") {
        match stream.read(&mut head[length..])? {
            0 => return Ok(()),
            read => length += read,
        }
    }
    let head = String::from_utf8_lossy(&head[..length]);
    let path = head.split(' ').nth(1).unwrap_or("/");
    let (status, json) = match answer(path) {
        Some(json) => ("200 OK", json),
        None => ("404 Not Found", "null".to_owned()),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\naccess-control-allow-origin: *\r\n\
         content-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{json}",
        json.len()
    )
}
