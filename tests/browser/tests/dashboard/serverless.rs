//! The page on a host of nothing but files.

use outrigger_browser_tests::{Dashboard, FileServer, Result, browse, page};
use serde_json::Value;

use crate::LIMIT;

#[tokio::test(flavor = "multi_thread")]
async fn without_a_server_the_page_brings_its_own_cluster_and_says_so() {
    browse("serverless", |browser| async move {
        let server = FileServer::start(page()?).await?;
        let page = Dashboard::open(&browser, &server.url()).await?;
        let took = page.until("live", LIMIT).await?;
        let total = page.until_total(LIMIT, |total| total >= 1_900).await?;
        eprintln!("serverless: {total} pods, {took:?} after the page was loaded");
        let text = browser.value("document.body.innerText").await?;
        let text = text.as_str().unwrap_or_default().to_lowercase();
        assert!(text.contains("simulated"), "{text}");
        something_happens(&page).await?;
        browser.screenshot("serverless").await
    })
    .await;
}

/// The cluster lives: the page tells of changes by itself.
async fn something_happens(page: &Dashboard) -> Result {
    let script = "window.texts = new Set(); new MutationObserver(() =>
      window.texts.add(document.getElementById('rate').innerText))
      .observe(document.getElementById('rate'),
        { childList: true, characterData: true, subtree: true });";
    page.browser.run(script).await?;
    let many = |value: &Value| value.as_u64() >= Some(2);
    page.browser
        .wait_until("changes", "window.texts.size", LIMIT, many)
        .await?;
    Ok(())
}
