//! The page's files.

use crate::site::{PAGE, Site};

#[tokio::test]
async fn files_and_what_is_said_of_them() {
    let site = Site::new().await;
    let cookie = format!("Cookie: {}\r\n", site.enter().await);
    for (target, media_type) in [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/app.js", "text/javascript; charset=utf-8"),
        ("/app_bg.wasm", "application/wasm"),
        ("/simulator/worker.js", "text/javascript; charset=utf-8"),
    ] {
        let answer = site.get(target, &cookie).await;
        assert_eq!(answer.status, 200, "{target}");
        assert_eq!(answer.header("content-type"), Some(media_type));
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            Some("same-origin")
        );
        let policy = answer.header("content-security-policy").unwrap();
        for part in [
            "default-src 'none'",
            "'wasm-unsafe-eval'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{policy}");
        }
        for part in ["unsafe-inline", "'unsafe-eval'", "http:", "*"] {
            assert!(!policy.contains(part), "{policy}");
        }
    }
    assert_eq!(site.get("/absent.js", &cookie).await.status, 404);
    let answer = site.send("HEAD /", &cookie, "").await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
}

#[tokio::test]
async fn a_file_is_sent_again_when_it_has_changed() {
    let site = Site::new().await;
    let cookie = format!("Cookie: {}\r\n", site.enter().await);
    let tag = site.get("/", &cookie).await;
    let tag = tag.header("etag").unwrap().to_owned();
    let headers = format!("{cookie}If-None-Match: {tag}\r\n");
    let answer = site.get("/", &headers).await;
    assert_eq!((answer.status, answer.body.len()), (304, 0));
    assert_eq!(answer.header("etag"), Some(&*tag));

    let changed = format!("{PAGE}<p>");
    std::fs::write(site.folder.path().join("dist/index.html"), &changed).unwrap();
    let answer = site.get("/", &headers).await;
    assert_eq!((answer.status, answer.text()), (200, changed));
}

#[tokio::test]
async fn files_are_compressed() {
    let site = Site::new().await;
    let cookie = format!("Cookie: {}\r\n", site.enter().await);
    for (accepted, encoding) in [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip")] {
        let headers = format!("{cookie}Accept-Encoding: {accepted}\r\n");
        let answer = site.get("/app.js", &headers).await;
        assert_eq!(answer.header("content-encoding"), Some(encoding));
        assert_eq!(answer.header("vary"), Some("accept-encoding"));
        assert!(answer.body.len() < 200, "{}", answer.body.len());
    }
}

#[tokio::test]
async fn nothing_beside_the_page() {
    let site = Site::new().await;
    let cookie = format!("Cookie: {}\r\n", site.enter().await);
    #[cfg(unix)]
    std::os::unix::fs::symlink("../secret", site.folder.path().join("dist/link")).unwrap();
    for target in [
        "/../secret",
        "/simulator/../../secret",
        "/%2e%2e/secret",
        "/..%2fsecret",
        "/%252e%252e/secret",
        "/..\\secret",
        "//secret",
        "/./../secret",
        "/link",
        "/simulator",
        "/simulator/",
        "/cluster",
        "/cluster/../../secret",
        "/cluster/%2e%2e/%2e%2e/secret",
    ] {
        let answer = site.get(target, &cookie).await;
        assert!(
            matches!(answer.status, 400 | 404),
            "{target}: {}",
            answer.status
        );
        assert!(!answer.text().contains("hunter2"));
    }
}
