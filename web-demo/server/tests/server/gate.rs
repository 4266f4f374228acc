//! Who is let in, and who is not.

use crate::site::{PAGE, Site};

/// What API requests get, and what is on the page.
const POD: &str = "/cluster/api/v1/namespaces/default/pods/web-0";

#[tokio::test]
async fn the_link_opens_the_page_once() {
    let site = Site::new().await;
    let entry = site.entry();
    let answer = site.get(&entry, "").await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("location"), Some("/"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let cookie = answer.header("set-cookie").unwrap().to_owned();
    let name = format!("outrigger-{}=", site.address().port());
    assert!(cookie.starts_with(&name), "{cookie}");
    assert!(
        cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"),
        "{cookie}"
    );
    assert!(!answer.head.contains(entry.trim_start_matches("/?token=")));

    let cookie = format!("Cookie: {}\r\n", cookie.split(';').next().unwrap());
    let answer = site.get("/", &cookie).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, PAGE));
    assert_eq!(site.get("/cluster/version", &cookie).await.status, 200);

    assert_eq!(site.get(&entry, "").await.status, 401, "used up");
    let answer = site.get(&entry, &cookie).await;
    assert_eq!(answer.status, 303, "whoever is in just goes on");
    assert_eq!(answer.header("set-cookie"), None);
    // Whoever came without the cookie made the server print another link.
    assert_eq!(site.links().len(), 2);
    site.enter().await;
}

#[tokio::test]
async fn a_restart_keeps_the_session_and_not_the_link() {
    let mut site = Site::new().await;
    let old = site.entry();
    let cookie = format!("Cookie: {}\r\n", site.enter().await);
    site.restart().await;
    assert_eq!(site.get("/", &cookie).await.status, 200);
    assert_eq!(site.get("/cluster/version", &cookie).await.status, 200);
    assert_eq!(site.get(&old, "").await.status, 401);

    // The session ends with its file.
    std::fs::remove_file(site.folder.path().join("token")).unwrap();
    site.restart().await;
    assert_eq!(site.get("/", &cookie).await.status, 401);
}

#[tokio::test]
async fn without_a_session_or_with_a_wrong_one() {
    let site = Site::new().await;
    let port = site.address().port();
    let wrong = format!("Cookie: outrigger-{port}={}\r\n", "0".repeat(64));
    for headers in ["", &wrong, "Cookie: outrigger-1=x\r\n"] {
        let answer = site.get("/", headers).await;
        assert_eq!(answer.status, 401);
        assert!(
            answer.text().contains("opens with the link"),
            "{}",
            answer.text()
        );
        assert_eq!(answer.header("www-authenticate"), None, "no dialog");
        let answer = site.get(POD, headers).await;
        assert_eq!(answer.status, 401);
        let status: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(status["kind"], "Status");
        assert_eq!(status["reason"], "Unauthorized");
        assert_eq!(site.get("/app.js", headers).await.status, 401);
    }
    for token in ["", "wrong", &"0".repeat(64)] {
        let answer = site.get(&format!("/?token={token}"), "").await;
        assert_eq!(answer.status, 401, "{token}");
        assert_eq!(answer.header("set-cookie"), None);
    }
    let token = site.entry().replace("/?", "?");
    let answer = site.get(&format!("/cluster/version{token}"), "").await;
    assert_eq!(answer.status, 401, "the link is for the page alone");
    assert_eq!(site.links().len(), 1, "one unused link at a time");
    site.enter().await;
}

#[tokio::test]
async fn strangers_do_not_keep_their_connection() {
    let site = Site::new().await;
    let cookie = format!("Cookie: {}\r\n", site.enter().await);
    let evil = "Sec-Fetch-Site: cross-site\r\n";
    for (path, headers, connection) in [
        ("/", "", Some("close")),
        ("/", evil, Some("close")),
        ("/cluster/version", "", Some("close")),
        ("/?token=wrong", "", Some("close")),
        ("/", &*cookie, None),
        ("/", &*format!("{cookie}{evil}"), None),
    ] {
        let kept = format!("{headers}Connection: keep-alive\r\n");
        let host = format!("Host: {}\r\n{kept}", site.address());
        let mut stream = site.open(&format!("GET {path}"), &host, "").await;
        let whole = |it: &[u8]| it.windows(4).any(|it| it == b"\r\n\r\n");
        let head = crate::site::read_until(&mut stream, whole).await;
        let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
        let said = head.lines().find_map(|it| it.strip_prefix("connection: "));
        assert_eq!(said, connection, "{path} {headers}: {head}");
    }
}

#[tokio::test]
async fn another_host() {
    let site = Site::new().await;
    let port = site.address().port();
    let cookie = format!("Cookie: {}\r\n", site.enter().await);
    for (host, status) in [
        (format!("Host: 127.0.0.1:{port}\r\n"), 200),
        (format!("Host: localhost:{port}\r\n"), 200),
        (format!("Host: evil.example:{port}\r\n"), 403),
        (format!("Host: 127.0.0.1.evil.example:{port}\r\n"), 403),
        ("Host: 127.0.0.1\r\n".to_owned(), 403),
        ("Host: \r\n".to_owned(), 403),
        (String::new(), 400),
        (format!("Host: 127.0.0.1:{port}\r\nHost: evil\r\n"), 400),
    ] {
        for target in ["GET /", "GET /cluster/version"] {
            let headers = format!("{host}{cookie}");
            let answer = site.send_raw(target, &headers, "").await;
            assert_eq!(answer.status, status, "{target} {host}");
        }
        let entry = format!("GET {}", site.entry());
        let answer = site.send_raw(&entry, &host, "").await;
        assert!(status == 200 || answer.status == status, "{host}");
    }
    let line = format!("GET http://127.0.0.1:{port}/");
    let answer = site.send(&line, &cookie, "").await;
    assert_eq!(answer.status, 400, "no proxy");
}

#[tokio::test]
async fn another_origin_or_site() {
    let site = Site::new().await;
    let own = format!("http://{}", site.address());
    let cookie = format!("Cookie: {}\r\n", site.enter().await);
    for (headers, status) in [
        (format!("Origin: {own}\r\n"), 200),
        ("Origin: https://evil.example\r\n".to_owned(), 403),
        ("Origin: null\r\n".to_owned(), 403),
        (format!("Origin: {own}\r\nOrigin: https://evil\r\n"), 403),
        (
            format!("Origin: {}\r\n", own.replace("127.0.0.1", "localhost")),
            403,
        ),
        (
            "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Dest: empty\r\n".to_owned(),
            200,
        ),
        ("Sec-Fetch-Site: same-site\r\n".to_owned(), 403),
        ("Sec-Fetch-Site: cross-site\r\n".to_owned(), 403),
        (
            "Sec-Fetch-Site: none\r\nSec-Fetch-Dest: document\r\n".to_owned(),
            403,
        ),
        (
            "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Dest: script\r\n".to_owned(),
            403,
        ),
    ] {
        let headers = format!("{headers}{cookie}");
        let answer = site.get("/cluster/version", &headers).await;
        assert_eq!(answer.status, status, "{headers}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    let typed = format!("Sec-Fetch-Site: none\r\nSec-Fetch-Dest: document\r\n{cookie}");
    assert_eq!(site.get("/", &typed).await.status, 200);
    let linked = format!("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Dest: document\r\n{cookie}");
    assert_eq!(site.get("/", &linked).await.status, 403);
    let preflight =
        format!("Origin: https://evil\r\nAccess-Control-Request-Method: PUT\r\n{cookie}");
    assert_eq!(
        site.send(&format!("OPTIONS {POD}"), &preflight, "")
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn what_changes_something_says_who_asks() {
    let site = Site::new().await;
    let origin = format!("Origin: http://{}\r\n", site.address());
    let cookie = format!("Cookie: {}\r\n", site.enter().await);
    let json = "Content-Type: application/json\r\n";
    let maps = "POST /cluster/api/v1/namespaces/default/configmaps";
    let map = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}"#;
    let elsewhere = "Origin: https://evil.example\r\n";
    for (headers, status) in [
        (format!("{cookie}{json}"), 403),
        (format!("{cookie}{json}{elsewhere}"), 403),
        (format!("{origin}{json}"), 401),
        (format!("{cookie}{origin}"), 415),
        (format!("{cookie}{origin}Content-Type: text/plain\r\n"), 415),
        (format!("{cookie}{origin}{json}"), 201),
    ] {
        let answer = site.send(maps, &headers, map).await;
        assert_eq!(answer.status, status, "{headers}: {}", answer.text());
    }
    let one = "DELETE /cluster/api/v1/namespaces/default/configmaps/a";
    assert_eq!(site.send(one, &cookie, "").await.status, 403);
    let headers = format!("{cookie}{elsewhere}");
    assert_eq!(site.send(one, &headers, "").await.status, 403);
    let headers = format!("{cookie}{origin}");
    assert_eq!(site.send(one, &headers, "").await.status, 200);
    assert_eq!(site.send("POST /", &headers, "").await.status, 415);
    let headers = format!("{headers}{json}");
    assert_eq!(site.send("POST /", &headers, "{}").await.status, 405);
}

#[tokio::test]
async fn websockets() {
    let site = Site::new().await;
    let cookie = format!("Cookie: {}\r\n", site.enter().await);
    let upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                   Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let own = format!("Origin: http://{}\r\n", site.address());
    for (origin, status) in [
        ("Origin: https://evil.example\r\n", 403),
        (&own, 501),
        ("", 501),
    ] {
        for path in ["/", "/cluster/api/v1/pods?watch=1"] {
            let headers = format!("{cookie}{origin}{upgrade}");
            let mut stream = site
                .open(
                    &format!("GET {path}"),
                    &{ format!("Host: {}\r\n{headers}", site.address()) },
                    "",
                )
                .await;
            let head =
                crate::site::read_until(&mut stream, |it| it.ends_with(b"\r\n") || it.len() > 12)
                    .await;
            let head = String::from_utf8_lossy(&head).into_owned();
            assert!(
                head.starts_with(&format!("HTTP/1.1 {status} ")),
                "{origin}: {head}"
            );
        }
    }
}
