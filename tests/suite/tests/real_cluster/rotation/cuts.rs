//! Connections that can be cut.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast;

/// Hands bytes on to a server.
pub(crate) struct Cuts {
    pub(crate) address: SocketAddr,
    cut: broadcast::Sender<()>,
}

impl Cuts {
    /// Stands before the server at `address`.
    pub(crate) async fn before(address: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = listener.local_addr().unwrap();
        let (cut, _) = broadcast::channel(1);
        let (cuts, server) = (cut.clone(), address.to_owned());
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let (mut over, server) = (cuts.subscribe(), server.clone());
                tokio::spawn(async move {
                    let Ok(mut far) = TcpStream::connect(server).await else {
                        return;
                    };
                    tokio::select! {
                        _ = copy_bidirectional(&mut near, &mut far) => {}
                        _ = over.recv() => {}
                    }
                });
            }
        });
        Self { address: own, cut }
    }

    /// Ends all that are open.
    pub(crate) fn cut(&self) {
        // Nobody may be there to hear it.
        let _ = self.cut.send(());
    }
}
