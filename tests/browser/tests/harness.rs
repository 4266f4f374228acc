//! That what the other tests are made of tells the truth, on a page of its own.

use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use outrigger_browser_tests::{Browser, FileServer, Result, browse};
use serde_json::{Value, json};
use tokio::time::sleep;

const LIMIT: Duration = Duration::from_secs(10);

const PAGE: &str = "<!doctype html><title>Harness</title><h1 id=count>0</h1><input id=name>
<script>
  console.error('a word on the console');
  setInterval(() => { document.getElementById('count').textContent++ }, 20);
  window.seen = [];
  document.addEventListener('visibilitychange', () => seen.push(document.visibilityState));
</script>";

fn page() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("index.html"), PAGE).expect("a page");
    folder
}

async fn open(browser: &Browser, folder: &Path) -> Result<FileServer> {
    let server = FileServer::start(folder).await?;
    browser.open(&server.url()).await?;
    Ok(server)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_driven() {
    let folder = page();
    browse("harness", |browser| async move {
        let _server = open(&browser, folder.path()).await?;
        let count = "Number(document.getElementById('count').textContent)";
        let ten = |value: &Value| value.as_u64() > Some(10);
        browser.wait_until("it counts", count, LIMIT, ten).await?;
        browser.keys("#name", "web-0").await?;
        let name = "document.getElementById('name').value";
        assert_eq!(browser.value(name).await?, json!("web-0"));
        let promise = "new Promise(done => setTimeout(() => done('kept'), 10))";
        assert_eq!(browser.value(promise).await?, json!("kept"));
        let console = browser.console().await?;
        let error = console.iter().find(|line| line.starts_with("SEVERE"));
        assert!(error.is_some_and(|line| line.contains("a word on the console")));
        let metrics = browser
            .devtools("Performance.getMetrics", json!({}))
            .await?;
        assert!(metrics["metrics"].is_array(), "{metrics}");
        if cfg!(target_os = "linux") {
            assert!(browser.memory() > Some(1 << 20), "{:?}", browser.memory());
        }
        browser.screenshot("harness").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_in_vain_tells_the_last_value() {
    let folder = page();
    browse("harness-wait", |browser| async move {
        let _server = open(&browser, folder.path()).await?;
        let limit = Duration::from_millis(200);
        let start = Instant::now();
        let title = "document.title";
        let vain = browser.wait_until("a miracle", title, limit, Value::is_null);
        let failure = vain.await.expect_err("a miracle").to_string();
        assert!(failure.contains("a miracle") && failure.contains("Harness"));
        assert!(start.elapsed() < LIMIT);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_behind_another_is_hidden() {
    let folder = page();
    browse("harness-tabs", |browser| async move {
        let _server = open(&browser, folder.path()).await?;
        let tab = browser.tab().await?;
        browser.new_tab().await?;
        browser.go_to(&tab).await?;
        let both = |seen: &Value| seen == &json!(["hidden", "visible"]);
        browser
            .wait_until("the tab was hidden", "seen", LIMIT, both)
            .await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_ends_the_browser() {
    let (sender, receiver) = mpsc::channel();
    let test = tokio::spawn(browse("harness-panic", move |browser| async move {
        sender.send((browser.processes(), browser))?;
        Err("as it should".into())
    }));
    let panic = test.await.expect_err("a failure").into_panic();
    let message = panic.downcast::<String>().expect("words");
    assert_eq!(*message, "harness-panic: as it should");
    let (before, browser) = receiver.recv().expect("a browser");
    if !cfg!(target_os = "linux") {
        return;
    }
    assert!(before > Some(1), "a driver and its browser: {before:?}");
    let start = Instant::now();
    while browser.processes() != Some(0) {
        assert!(start.elapsed() < LIMIT, "{:?} run", browser.processes());
        sleep(Duration::from_millis(20)).await;
    }
}
