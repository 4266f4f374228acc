//! Who the server is to the cluster.

use std::sync::Arc;

use outrigger_test::serve::{ServeOptions, Server};
use outrigger_test::{Answer, MockTransport};
use serde_json::json;

use crate::site::Site;

#[tokio::test]
async fn the_credentials_of_the_context_are_used() {
    let mock = MockTransport::new();
    for _ in 0..4 {
        mock.get("/version").answer(Answer::json(&json!({})));
    }
    let options = ServeOptions::https().token("hunter2");
    let upstream = Server::start(Arc::new(mock.clone()), options).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, "old\n").unwrap();
    let inline = upstream.kubeconfig();
    let token = r#""token": "hunter2""#;
    let from_file = format!(r#""tokenFile": "{}""#, file.display());
    let filed = inline.replace(token, &from_file);
    let without = inline.replace(token, "");
    assert!(inline.contains(token), "{inline}");
    for (kubeconfig, context, status) in [
        (&inline, None, 200),
        (&inline, Some("token"), 200),
        (&inline, Some("certificate"), 200),
        (&filed, None, 502),
        (&without, None, 502),
    ] {
        let site = Site::in_context(kubeconfig, context).await;
        let cookie = format!("Cookie: {}\r\n", site.enter().await);
        let answer = site.get("/cluster/version", &cookie).await;
        assert_eq!(answer.status, status, "{context:?}: {}", answer.text());
        assert!(!answer.text().contains("hunter2"));
        if *kubeconfig == filed {
            // Something renews the token in the file.
            std::fs::write(&file, "hunter2\n").unwrap();
            let answer = site.get("/cluster/version", &cookie).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
    }
}

#[tokio::test]
async fn a_token_stands_in_for_its_file() {
    let mock = MockTransport::new();
    mock.get("/version").answer(Answer::json(&json!({})));
    let options = ServeOptions::https().token("hunter2");
    let upstream = Server::start(Arc::new(mock), options).unwrap();
    let token = r#""token": "hunter2""#;
    let both = format!(r#"{token}, "tokenFile": "/nonexistent/token""#);
    let site = Site::beside(&upstream.kubeconfig().replace(token, &both)).await;
    let cookie = format!("Cookie: {}\r\n", site.enter().await);
    let answer = site.get("/cluster/version", &cookie).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test]
async fn an_authority_in_a_file_is_followed() {
    let mock = MockTransport::new();
    mock.get("/version").answer(Answer::json(&json!({})));
    let start = |mock: &MockTransport| {
        let options = ServeOptions::https().token("hunter2");
        Server::start(Arc::new(mock.clone()), options).unwrap()
    };
    let (upstream, stranger) = (start(&mock), start(&mock));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.crt");
    std::fs::write(&file, stranger.authority_pem().unwrap()).unwrap();
    let mut kubeconfig: serde_json::Value = serde_json::from_str(&upstream.kubeconfig()).unwrap();
    let path = file.display().to_string();
    kubeconfig["clusters"][0]["cluster"] =
        json!({ "server": upstream.url(), "certificate-authority": path });
    let site = Site::beside(&kubeconfig.to_string()).await;
    let cookie = format!("Cookie: {}\r\n", site.enter().await);
    let answer = site.get("/cluster/version", &cookie).await;
    assert_eq!(answer.status, 502, "{}", answer.text());

    std::fs::write(&file, upstream.authority_pem().unwrap()).unwrap();
    // Until it is time to look at the file again.
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(11)).await;
    tokio::time::resume();
    let answer = site.get("/cluster/version", &cookie).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}
