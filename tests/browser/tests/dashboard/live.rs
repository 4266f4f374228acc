//! One dashboard from the first row to a server that comes back.

use std::time::{Duration, Instant};

use outrigger_browser_tests::{Browser, Dashboard, Demo, Load, Result, browse};
use serde_json::Value;

use crate::LIMIT;

const LOAD: Load = Load {
    pods: 2_000,
    rate: 20,
};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_seen_is_true_or_says_that_it_is_old() {
    browse("live", |browser| async move {
        let mut demo = Demo::start(LOAD).await?;
        let start = Instant::now();
        let page = Dashboard::open(&browser, demo.url()).await?;
        page.until("live", LIMIT).await?;
        let total = page.until_total(LIMIT, |total| total >= 1_900).await?;
        eprintln!("live: {total} pods after {:?}", start.elapsed());
        rows_change(&page).await?;
        browser.screenshot("live").await?;
        a_filter(&browser, &page).await?;
        an_order(&browser, &page).await?;
        let selected = an_object(&browser, &page).await?;
        outage(&mut demo, &page, &selected).await
    })
    .await;
}
