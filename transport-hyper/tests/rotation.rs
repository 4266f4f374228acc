//! Credentials in files that change under a client, on a live TLS server.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use outrigger::request::Request;
use outrigger::{Client, Result};
use outrigger_hyper::{ConnectOptions, connect_with};
use support::tls::{Authority, Issued};
use support::{Server, within};
use tempfile::TempDir;

const ALPN: [&[&str]; 2] = [&["h2"], &["http/1.1"]];

/// A folder with a kubeconfig and the files that it names.
struct Folder(TempDir);

impl Folder {
    fn new(server: &Server, ca: &Authority, user: &str) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("ca.crt", &ca.certificate.pem());
        let port = server.address.port();
        let config = format!(
            "{{current-context: c, contexts: [{{name: c, context: {{cluster: c, user: c}}}}], \
              clusters: [{{name: c, cluster: {{server: 'https://localhost:{port}', \
                certificate-authority: ca.crt}}}}], \
              users: [{{name: c, user: {{{user}}}}}]}}"
        );
        folder.write("config", &config);
        folder
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    /// Puts a file in the place of another at once, as kubelet does.
    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path("new"), text).unwrap();
        std::fs::rename(self.path("new"), self.path(name)).unwrap();
    }

    fn write_pair(&self, issued: &Issued) {
        self.write("client.crt", &issued.certificate.pem());
        self.write("client.key", &issued.key.serialize_pem());
    }
}

async fn client(kubeconfig: &Path) -> Client {
    let options = ConnectOptions::new().kubeconfig(kubeconfig);
    connect_with(options).await.unwrap()
}

async fn ask(client: &Client, path: &str) -> Result<Bytes> {
    let request = Request::raw_get(path).unwrap();
    within(client.send(request))
        .await
        .map(http::Response::into_body)
}

/// Whose certificate the server sees.
async fn who(client: &Client) -> Bytes {
    ask(client, "/who").await.unwrap()
}

/// Lets everything that is read again from time to time be read again.
async fn after(time: Duration) {
    // Lets connections come back before the clock jumps.
    tokio::time::sleep(Duration::from_millis(5)).await;
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
    // And what is over now end.
    tokio::time::sleep(Duration::from_millis(5)).await;
}

#[tokio::test]
async fn each_way_to_say_who_asks_arrives() {
    for alpn in ALPN {
        let ca = Authority::new();
        let issued = ca.issue(&["client"]);
        for (user, header) in [
            ("client-certificate: client.crt, client-key: client.key", ""),
            ("token: t1", "\"Bearer t1\""),
            ("token: t1, tokenFile: token", "\"Bearer t2\""),
            (
                "username: aladdin, password: opensesame",
                "\"Basic YWxhZGRpbjpvcGVuc2VzYW1l\"",
            ),
        ] {
            let server = Server::tls(ca.issue(&["localhost"]).server(alpn, None)).await;
            let mutual = Server::tls(ca.issue(&["localhost"]).server(alpn, Some(&ca))).await;
            let server = if header.is_empty() { mutual } else { server };
            let folder = Folder::new(&server, &ca, user);
            folder.write("token", "t2\n");
            folder.write_pair(&issued);
            let client = client(&folder.path("config")).await;
            let seen = ask(&client, "/echo").await.unwrap();
            let seen = String::from_utf8(seen.to_vec()).unwrap();
            assert!(seen.contains(header), "{seen}");
            assert_eq!(seen.contains("authorization"), !header.is_empty(), "{seen}");
            let presented = match header {
                "" => issued.certificate.der().to_vec(),
                _ => Vec::new(),
            };
            assert_eq!(who(&client).await, presented);
        }
    }
}

#[tokio::test]
async fn a_client_certificate_is_renewed_under_an_open_answer() {
    for alpn in ALPN {
        let ca = Authority::new();
        let server = Server::tls(ca.issue(&["localhost"]).server(alpn, Some(&ca))).await;
        let user = "client-certificate: client.crt, client-key: client.key";
        let folder = Folder::new(&server, &ca, user);
        let mut issued = ca.issue(&["client-0"]);
        folder.write_pair(&issued);
        let client = client(&folder.path("config")).await;
        let open = Request::raw_get("/endless").unwrap();
        let mut open = within(client.open(open)).await.unwrap();
        for round in 1..4 {
            assert_eq!(who(&client).await, issued.certificate.der()[..]);
            let next = ca.issue(&[&format!("client-{round}")]);
            // Somebody looks between the two files.
            folder.write("client.crt", &next.certificate.pem());
            after(Duration::from_secs(11)).await;
            assert_eq!(who(&client).await, issued.certificate.der()[..]);
            folder.write("client.key", &next.key.serialize_pem());
            after(Duration::from_secs(2)).await;
            assert_eq!(who(&client).await, next.certificate.der()[..]);
            issued = next;
            for _ in 0..100 {
                within(open.body_mut().next()).await.unwrap().unwrap();
            }
        }
        drop(open);
        assert_eq!(server.gone().await, "/endless");
    }
}

#[tokio::test]
async fn the_servers_authority_is_renewed() {
    for alpn in ALPN {
        let (old, new) = (Authority::new(), Authority::new());
        let by = |ca: &Authority| Arc::new(ca.issue(&["localhost"]).server(alpn, None));
        let now = Arc::new(Mutex::new(by(&old)));
        let says = now.clone();
        let server = Server::tls_of(move || says.lock().unwrap().clone()).await;
        let folder = Folder::new(&server, &old, "token: t");
        let client = client(&folder.path("config")).await;
        assert_eq!(ask(&client, "/get").await.unwrap(), "ok");
        let open = Request::raw_get("/endless").unwrap();
        let mut open = within(client.open(open)).await.unwrap();

        // Both are trusted while the server changes over.
        let both = format!("{}{}", old.certificate.pem(), new.certificate.pem());
        folder.write("ca.crt", &both);
        after(Duration::from_secs(11)).await;
        *now.lock().unwrap() = by(&new);
        assert_eq!(ask(&client, "/get").await.unwrap(), "ok");
        folder.write("ca.crt", &new.certificate.pem());
        after(Duration::from_secs(11)).await;
        assert_eq!(ask(&client, "/get").await.unwrap(), "ok");

        // A server that changes first is believed when the file says so.
        let newest = Authority::new();
        *now.lock().unwrap() = by(&newest);
        // Beyond what connections are kept.
        after(Duration::from_secs(200)).await;
        ask(&client, "/get").await.unwrap_err();
        folder.write("ca.crt", "half a certif");
        after(Duration::from_secs(11)).await;
        ask(&client, "/get").await.unwrap_err();
        folder.write("ca.crt", &newest.certificate.pem());
        after(Duration::from_secs(2)).await;
        assert_eq!(ask(&client, "/get").await.unwrap(), "ok");
        for _ in 0..100 {
            within(open.body_mut().next()).await.unwrap().unwrap();
        }
    }
}

/// A client that has slept through its certificate's life is not refused for it.
#[tokio::test]
async fn a_client_that_slept_looks_before_it_asks() {
    let ca = Authority::new();
    let server = Server::tls(ca.issue(&["localhost"]).server(&["h2"], Some(&ca))).await;
    let user = "client-certificate: client.crt, client-key: client.key";
    let folder = Folder::new(&server, &ca, user);
    folder.write_pair(&ca.issue(&["client-0"]));
    let client = client(&folder.path("config")).await;
    who(&client).await;
    let next = ca.issue(&["client-1"]);
    folder.write_pair(&next);
    after(Duration::from_secs(3600)).await;
    let together = futures_util::future::join_all((0..50).map(|_| who(&client))).await;
    assert!(
        together
            .iter()
            .all(|seen| *seen == next.certificate.der()[..])
    );
}
