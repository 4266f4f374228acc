//! A large cluster in which much happens.

use std::collections::BTreeMap;
use std::env;
use std::time::Duration;

use outrigger_browser_tests::{
    Browser, Cluster, Dashboard, Demo, Load, Result, Smoothness, Writer, browse, create_pods,
};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::LIMIT;

/// Empty, so that every change is one of the test's, and there is silence when it stops.
const EMPTY: Load = Load { pods: 0, rate: 0.0 };

const PODS: u64 = 20_000;

const CHANGES_PER_SECOND: u32 = 1_000;

/// How long changes are made, unless `OUTRIGGER_LOAD_SECONDS` says otherwise.
const SECONDS: u64 = 60;

/// How long one measurement of the scrolling takes.
const MEASURED_AT_ONCE: Duration = Duration::from_secs(5);

/// Of so many frames no more than one may come with a task that is longer than 50 ms. There is none
/// where the page has a core to itself; but a machine that is busy with something else stops tasks
/// in their midst, and nobody can tell.
const FRAMES_PER_LONG_TASK: usize = 100;

/// Nothing excuses a task that is longer, in milliseconds.
const TASK_NEVER: f64 = 500.0;

/// Half of the frames of a measurement come faster, in milliseconds. Sixty a second take 17 each, on
/// a screen and a machine of one's own; a page that never rests draws one now and then.
const FRAME_MAX: f64 = 100.0;

/// How much of what was asked has to be done for the rest to be worth something, in changes a
/// second. A machine with two cores has to be idle otherwise to do all of it.
const RATE_MIN: f64 = 300.0;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_stutters() {
    browse("load", |browser| async move {
        let demo = Demo::start(EMPTY).await?;
        let page = Dashboard::open(&browser, demo.url()).await?;
        let cluster = Cluster::behind(&demo, &browser).await?;
        let pods = create_pods(&cluster, PODS).await?;
        until_running(&cluster).await?;
        // A page that is opened now lists them.
        let page = Dashboard::open(&page.browser, &demo.origin()).await?;
        let took = page.until("live", LIMIT * 2).await?;
        page.until_total(LIMIT, |total| total == PODS).await?;
        eprintln!("load: live after {took:?}; {}", memory(&browser).await?);
        let writer = Writer::start(&cluster, pods, CHANGES_PER_SECOND);
        let measured = scroll(&page).await?;
        let written = writer.stop().await?;
        let rate = written.rate;
        eprintln!(
            "load: {} changes, {rate:.0} a second; {}",
            written.changes,
            memory(&browser).await?
        );
        browser.screenshot("load").await?;
        nothing_is_lost(&page, &cluster).await?;
        eprintln!("load: at the end {}", memory(&browser).await?);
        assert!(rate >= RATE_MIN, "only {rate} changes a second");
        nothing_stutters(&measured);
        Ok(())
    })
    .await;
}

async fn scroll(page: &Dashboard) -> Result<Vec<Smoothness>> {
    let seconds = env::var("OUTRIGGER_LOAD_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok());
    let end = Instant::now() + Duration::from_secs(seconds.unwrap_or(SECONDS));
    let mut measured = Vec::new();
    while Instant::now() < end {
        let smoothness = page.scroll_for(MEASURED_AT_ONCE).await?;
        eprintln!("load: {smoothness}");
        measured.push(smoothness);
    }
    Ok(measured)
}

fn nothing_stutters(measured: &[Smoothness]) {
    assert!(!measured.is_empty(), "nothing was measured");
    for once in measured {
        let usual = once.frames.percentile(50);
        assert!(once.frames.count() > 0 && usual < FRAME_MAX, "{once}");
    }
    let frames: usize = measured.iter().map(|it| it.frames.count()).sum();
    let tasks: usize = measured.iter().map(|it| it.long_tasks.count()).sum();
    let longest = measured.iter().map(|it| it.long_tasks.longest());
    let longest = longest.fold(0.0, f64::max);
    eprintln!("load: {tasks} long tasks in {frames} frames, the longest {longest:.0} ms");
    assert!(tasks * FRAMES_PER_LONG_TASK <= frames && longest < TASK_NEVER);
}

/// The page says what the server says, pod by pod, soon after the last change.
async fn nothing_is_lost(page: &Dashboard, cluster: &Cluster) -> Result {
    // Tall, so that there is less to scroll.
    let tall = json!({ "width": 1280, "height": 6000, "deviceScaleFactor": 1, "mobile": false });
    page.browser
        .devtools("Emulation.setDeviceMetricsOverride", tall)
        .await?;
    let start = Instant::now();
    loop {
        // Pods that were deleted are still being replaced.
        sleep(Duration::from_secs(2)).await;
        let before = statuses(cluster).await?;
        let shown = shown(page).await?;
        let after = statuses(cluster).await?;
        if before == after && shown == after {
            let took = start.elapsed();
            eprintln!(
                "load: {} rows are as the server has them, after {took:?}",
                shown.len()
            );
            return Ok(());
        }
        if start.elapsed() > LIMIT * 4 {
            return Err(difference(&shown, &after).into());
        }
    }
}

/// What a person reads of a pod, by its name, which no other pod has.
type Statuses = BTreeMap<String, [String; 3]>;

const COLUMNS: [&str; 3] = ["Ready", "Status", "Restarts"];

async fn statuses(cluster: &Cluster) -> Result<Statuses> {
    let rows = cluster.table("api/v1/pods").await?;
    let name = |row: &Value| row["Name"].as_str().unwrap_or_default().to_owned();
    Ok(rows.iter().map(|row| (name(row), cells(row))).collect())
}

async fn shown(page: &Dashboard) -> Result<Statuses> {
    let rows = page.everything().await?;
    let name = |key: &str| key.rsplit('/').next().unwrap_or_default().to_owned();
    Ok(rows
        .iter()
        .map(|(key, row)| (name(key), cells(row)))
        .collect())
}

fn cells(row: &Value) -> [String; 3] {
    // `3 (2m ago)`: how long ago that was depends on when one asks.
    let text = |value: &Value| match value {
        Value::String(text) => text.split(" (").next().unwrap_or_default().to_owned(),
        value => value.to_string(),
    };
    COLUMNS.map(|column| text(&row[column]))
}

fn difference(shown: &Statuses, there: &Statuses) -> String {
    let missing = there
        .iter()
        .filter(|(name, row)| shown.get(*name) != Some(row));
    let gone = shown.keys().filter(|name| !there.contains_key(*name));
    let missing: Vec<String> = missing
        .map(|(name, row)| format!("{name}: {row:?}, not {:?}", shown.get(name)))
        .collect();
    format!(
        "{} rows are not as the server has them, such as {:?}; gone are {:?}",
        missing.len(),
        missing.iter().take(3).collect::<Vec<_>>(),
        gone.take(3).collect::<Vec<_>>()
    )
}

/// Waits until every pod has been started.
async fn until_running(cluster: &Cluster) -> Result {
    let start = Instant::now();
    loop {
        let pods = statuses(cluster).await?;
        let running = pods.values().filter(|pod| pod[1] == "Running").count() as u64;
        if running == PODS {
            return Ok(());
        }
        if start.elapsed() > LIMIT * 6 {
            return Err(format!("{running} of {PODS} pods run").into());
        }
        sleep(Duration::from_secs(1)).await;
    }
}

async fn memory(browser: &Browser) -> Result<String> {
    let heap = browser
        .value("performance.memory?.usedJSHeapSize ?? 0")
        .await?;
    let heap = heap.as_f64().unwrap_or_default() / 1e6;
    let process = browser.memory().unwrap_or_default() as f64 / 1e6;
    Ok(format!(
        "the page's heap has {heap:.0} MB, its process with the worker {process:.0} MB"
    ))
}
