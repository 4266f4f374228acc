//! Servers of plain bytes, for what no HTTP library would send.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Accepts connections for ever and hands each to `serve`, numbered from 0.
pub async fn listen<F>(serve: impl Fn(usize, TcpStream) -> F + Send + 'static) -> SocketAddr
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut count = 0;
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(count, stream));
            count += 1;
        }
    });
    address
}

/// Answers every request on every connection with `bytes`, then closes its half.
pub async fn answering(bytes: &'static [u8]) -> SocketAddr {
    listen(move |_, mut stream| async move {
        read_head(&mut stream).await;
        let _ = stream.write_all(bytes).await;
        let _ = stream.shutdown().await;
    })
    .await
}

/// Reads to the end of a request without a body; `false` when the client is gone.
pub async fn read_head(stream: &mut TcpStream) -> bool {
    let mut last = [0; 4];
    while last != *b"\r\n\r\n" {
        let Ok(byte) = stream.read_u8().await else {
            return false;
        };
        last.rotate_left(1);
        last[3] = byte;
    }
    true
}
