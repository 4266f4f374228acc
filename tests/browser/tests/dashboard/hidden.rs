//! A page that nobody looked at for a while.

use std::fs;
use std::path::Path;
use std::time::Duration;

use outrigger_browser_tests::{Browser, Cluster, Dashboard, Demo, Load, Result, Tab, browse, page};
use serde_json::Value;
use tempfile::TempDir;
use tokio::time::sleep;

use crate::LIMIT;

const LOAD: Load = Load {
    pods: 500,
    rate: 0.0,
};

/// After a moment in which nothing ran, the computer slept, and it is an hour later by the clock
/// on the wall; the other clock stands still while a computer sleeps.
const CLOCK: &str = r"{
  const now = Date.now.bind(Date);
  let last = now(), slept = 0;
  Date.now = () => {
    const moment = now();
    if (moment - last > 2500) slept += 3600_000;
    last = moment;
    return moment + slept;
  };
  const Real = Date;
  globalThis.Date = new Proxy(Real, {
    construct: (target, parts) => parts.length ? new target(...parts) : new target(Real.now()),
  });
  setInterval(() => Date.now(), 100);
}
";

/// How long the browser sleeps in truth.
const NAP: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_seen_again_does_not_show_what_was() {
    browse("hidden", |browser| async move {
        let demo = Demo::start(LOAD).await?;
        let page = Dashboard::open(&browser, demo.url()).await?;
        page.until("live", LIMIT).await?;
        let cluster = Cluster::behind(&demo, &browser).await?;
        let row = page.visible_rows().await?[3].clone();
        let tab = hide(&browser, &page).await?;
        assert!(cluster.set_status(&row, "WhileHidden").await?);
        // The page is told, and does not paint.
        sleep(Duration::from_secs(1)).await;
        browser.go_to(&tab).await?;
        page.until_row(&row, "WhileHidden", LIMIT).await?;
        page.until("live", LIMIT).await?;
        let after = since_return(&page).await?;
        never_old_as_live(&after, &row, "WhileHidden");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_wakes_is_not_live_until_the_server_has_said_so() {
    browse("asleep", |browser| async move {
        let folder = page_with_clock()?;
        let demo = Demo::with_page(LOAD, folder.path()).await?;
        let page = Dashboard::open(&browser, demo.url()).await?;
        page.until("live", LIMIT).await?;
        // Until the clock has had time to begin.
        sleep(Duration::from_secs(2)).await;
        let tab = hide(&browser, &page).await?;
        demo.pause()?;
        browser.sleep()?;
        sleep(NAP).await;
        browser.wake()?;
        browser.go_to(&tab).await?;
        let clock = browser
            .value("Date.now() - performance.timeOrigin - performance.now()")
            .await?;
        assert!(clock.as_f64() > Some(3_000_000.0), "the clock: {clock}");
        sleep(Duration::from_secs(3)).await;
        let after = since_return(&page).await?;
        let states: Vec<&Value> = after.iter().map(|frame| &frame[2]).collect();
        assert!(!states.is_empty(), "nothing was painted");
        assert!(states.iter().all(|state| **state != "live"), "{states:?}");
        eprintln!(
            "asleep: {} frames, none of them live: {:?}",
            states.len(),
            page.status().await?
        );
        browser.screenshot("asleep").await?;
        demo.resume()?;
        let took = page.until("live", LIMIT * 2).await?;
        eprintln!("asleep: live {took:?} after the server answered");
        let cluster = Cluster::behind(&demo, &browser).await?;
        let row = page.visible_rows().await?[3].clone();
        assert!(cluster.set_status(&row, "Awake").await?);
        page.until_row(&row, "Awake", Duration::from_secs(5)).await
    })
    .await;
}

/// Records what the page paints from now on, and hides it behind another tab.
async fn hide(browser: &Browser, page: &Dashboard) -> Result<Tab> {
    page.record_frames().await?;
    let tab = browser.tab().await?;
    browser.new_tab().await?;
    sleep(Duration::from_millis(500)).await;
    Ok(tab)
}

/// What was painted since the page is seen again.
async fn since_return(page: &Dashboard) -> Result<Vec<Value>> {
    let frames = page.recorded_frames().await?;
    let hidden = frames.iter().rposition(|frame| frame[1] == "hidden");
    let hidden = hidden.ok_or("the page was not hidden")?;
    Ok(frames[hidden + 1..].to_vec())
}

fn never_old_as_live(frames: &[Value], key: &str, new: &str) {
    assert!(!frames.is_empty(), "nothing was painted");
    let says = |frame: &Value| {
        frame[3][key]
            .as_str()
            .is_some_and(|text| text.contains(new))
    };
    let lie = frames
        .iter()
        .find(|frame| frame[2] == "live" && !says(frame));
    let first = frames[0][0].as_f64().unwrap_or_default();
    let proof = frames
        .iter()
        .find(|frame| says(frame))
        .and_then(|frame| frame[0].as_f64());
    eprintln!(
        "hidden: shown {:?} ms after the return",
        proof.map(|proof| proof - first)
    );
    assert!(
        lie.is_none(),
        "old as live: {:?} {}",
        lie.map(|it| &it[0]),
        frames[0][0]
    );
}

/// The page, with a clock that goes on while the computer sleeps.
fn page_with_clock() -> Result<TempDir> {
    let folder = TempDir::new()?;
    copy(page()?, folder.path())?;
    for name in ["app-start.js", "worker-start.js"] {
        let file = folder.path().join(name);
        let script = fs::read_to_string(&file)?;
        fs::write(&file, format!("{CLOCK}{script}"))?;
    }
    Ok(folder)
}

fn copy(from: &Path, to: &Path) -> Result {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
