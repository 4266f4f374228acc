//! What happens to the page when its server goes, and comes back.

use std::time::Duration;

use outrigger_browser_tests::{Browser, Cluster, Dashboard, Demo, Load, Result, browse};
use serde_json::Value;
use tokio::time::sleep;

use crate::LIMIT;

const LOAD: Load = Load {
    pods: 2_000,
    rate: 5.0,
};

/// A change is seen within this time, which is far above what it takes and below what a person
/// would call late.
const SEEN_WITHIN: Duration = Duration::from_secs(2);

/// Marks the page and its rows, so that a reload or other rows would be noticed.
const MARK: &str = "window.mark = new Map([...document.querySelectorAll('#table [data-key]')]
  .map(row => [row.dataset.key, row]));";

/// The marked rows that are still those of the same objects.
const MARKED: &str = "[...window.mark ?? []].filter(([key, row]) => row.dataset.key === key)
  .map(([key]) => key)";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_seen_is_true_or_says_that_it_is_old() {
    browse("live", |browser| async move {
        let mut demo = Demo::start(LOAD).await?;
        let page = Dashboard::open(&browser, demo.url()).await?;
        let took = page.until("live", LIMIT).await?;
        let total = page.until_total(LIMIT, |total| total >= 1_900).await?;
        eprintln!("live: {total} pods, {took:?} after the page was loaded");
        changes_are_seen(&page, &demo).await?;
        outage(&mut demo, &page).await
    })
    .await;
}

async fn changes_are_seen(page: &Dashboard, demo: &Demo) -> Result {
    let cluster = Cluster::behind(demo, &page.browser).await?;
    let rows = page.visible_rows().await?;
    assert!(rows.len() > 10, "{rows:?}");
    page.record_flashes().await?;
    for (number, row) in rows.iter().take(5).enumerate() {
        let status = format!("Seen{number}");
        assert!(cluster.set_status(row, &status).await?, "{row}");
        page.until_row(row, &status, SEEN_WITHIN).await?;
    }
    let flashed = page.flashed().await?;
    assert!(
        rows[..5].iter().all(|row| flashed.contains(row)),
        "{flashed:?}"
    );
    page.browser.screenshot("live").await
}

/// What a page must not lose while its server is away.
#[derive(Clone, Debug, PartialEq)]
struct Place {
    rows: Vec<String>,
    scrolled: f64,
    selected: Option<String>,
}

impl Place {
    async fn of(page: &Dashboard) -> Result<Self> {
        Ok(Self {
            rows: page.visible_rows().await?,
            scrolled: page.scrolled().await?,
            selected: page.selected().await?,
        })
    }
}

async fn outage(demo: &mut Demo, page: &Dashboard) -> Result {
    let browser = &page.browser;
    let before = select(browser, page).await?;
    browser.run(MARK).await?;
    demo.kill().await?;
    page.until("stale", LIMIT).await?;
    let status = page.status().await?;
    eprintln!("live: without a server: {status:?}");
    assert!(says_since_when(&status), "{status}");
    // Longer than a first retry takes.
    sleep(Duration::from_secs(3)).await;
    page.until("stale", Duration::ZERO).await?;
    let without = Place::of(page).await?;
    // The reasons may take some of the table's place.
    let mut rows = before.rows.clone();
    rows.truncate(without.rows.len());
    assert!(
        rows.len() + 3 > before.rows.len(),
        "without a server: {without:?}"
    );
    assert_eq!(
        without,
        Place {
            rows,
            ..before.clone()
        },
        "without a server"
    );
    browser.screenshot("stale").await?;
    page.record_flashes().await?;
    demo.restart().await?;
    let took = page.until("live", LIMIT).await?;
    eprintln!("live: again {took:?} after the server");
    browser.screenshot("live-again").await?;
    came_back(page, &before).await
}

async fn came_back(page: &Dashboard, before: &Place) -> Result {
    let marked = page.browser.value(MARKED).await?;
    let marked: Vec<&str> = marked
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let after = Place::of(page).await?;
    assert_eq!(after.selected, before.selected);
    assert_eq!(after.scrolled, before.scrolled);
    // The cluster began anew, so that some pods may have gone.
    let there = after
        .rows
        .iter()
        .filter(|row| before.rows.contains(row))
        .count();
    assert!(there * 4 >= before.rows.len() * 3, "{after:?} {before:?}");
    let moved = after
        .rows
        .iter()
        .filter(|row| before.rows.contains(row) && !marked.contains(&row.as_str()));
    let moved: Vec<_> = moved.collect();
    assert!(moved.is_empty(), "no longer in their elements: {moved:?}");
    let flashed = page.flashed().await?;
    assert!(
        flashed.len() * 3 < before.rows.len(),
        "flashed: {flashed:?}"
    );
    let cluster_again = page.until_total(LIMIT, |total| total >= 1_900).await?;
    eprintln!(
        "live: {cluster_again} pods again, {} rows flashed",
        flashed.len()
    );
    Ok(())
}

/// Scrolls away from the top, and selects a row there.
async fn select(browser: &Browser, page: &Dashboard) -> Result<Place> {
    page.scroll_to(15_000).await?;
    let far = "Math.max(...[...document.querySelectorAll('#table [data-key]')]
      .map(row => row.ariaRowIndex))";
    let there = |value: &Value| value.as_f64() > Some(500.0);
    browser
        .wait_until("the rows there", far, LIMIT, there)
        .await?;
    let rows = page.visible_rows().await?;
    let row = rows[rows.len() / 2].clone();
    browser.click(&format!("[data-key={row:?}]")).await?;
    let selected = "document.querySelector('#table [aria-selected=true]')?.dataset.key";
    browser
        .wait_until("the selection", selected, LIMIT, |value| {
            *value == row.as_str()
        })
        .await?;
    // What is beside the table may have taken some of its place.
    sleep(Duration::from_millis(500)).await;
    Place::of(page).await
}

/// A time of day, and more besides, which is the cause.
fn says_since_when(status: &str) -> bool {
    let time = |word: &str| {
        let mut parts = word.split(':');
        let digits = |part: &str| part.len() == 2 && part.bytes().all(|it| it.is_ascii_digit());
        parts.clone().count() >= 2 && parts.all(digits)
    };
    let words = status.split_whitespace();
    words.clone().any(time) && words.count() > 5
}
