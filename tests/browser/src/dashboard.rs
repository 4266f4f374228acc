//! The demo's page, by what a person would call its parts.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{Browser, Result};

/// Elements that the recordings below know.
const STATUS: &str = "document.getElementById('status')";

/// The page in a browser's tab.
#[derive(Clone, Debug)]
pub struct Dashboard {
    /// Where it is shown.
    pub browser: Browser,
}

/// How smooth a page was.
#[derive(Clone, Copy, Debug)]
pub struct Frames {
    /// How many were painted.
    pub count: usize,
    /// The time between two, in milliseconds, that a hundredth exceeds.
    pub slow: f64,
    /// The longest time between two, in milliseconds.
    pub longest: f64,
}

impl Dashboard {
    /// Opens the page.
    pub async fn open(browser: &Browser, url: &str) -> Result<Self> {
        browser.open(url).await?;
        Ok(Self {
            browser: browser.clone(),
        })
    }

    /// `starting`, `listing`, `live`, `stale`; empty before there is a status.
    pub async fn state(&self) -> Result<String> {
        let state = self.browser.value(&format!("{STATUS}?.dataset.state ?? ''")).await?;
        Ok(text(&state))
    }

    /// What the status says to a person.
    pub async fn status(&self) -> Result<String> {
        let status = self.browser.value(&format!("{STATUS}?.textContent ?? ''")).await?;
        Ok(text(&status))
    }

    /// Waits for a state, and returns how long that took.
    pub async fn until(&self, state: &str, limit: Duration) -> Result<Duration> {
        let start = Instant::now();
        let now = format!("[{STATUS}?.dataset.state, {STATUS}?.textContent, document.body.innerText.slice(0, 300)]");
        let wanted = |value: &Value| value[0] == state;
        let what = format!("the status is {state}");
        self.browser.wait_until(&what, &now, limit, wanted).await?;
        Ok(start.elapsed())
    }

    /// How many objects the page says there are.
    pub async fn total(&self) -> Result<u64> {
        let total = self.browser.value(TOTAL).await?;
        total.as_u64().ok_or_else(|| "the page tells no count".into())
    }

    /// Waits until the page says that there are so many objects.
    pub async fn until_total(&self, limit: Duration, wanted: impl Fn(u64) -> bool) -> Result<u64> {
        let wanted = |value: &Value| value.as_u64().is_some_and(&wanted);
        let total = self.browser.wait_until("the count", TOTAL, limit, wanted).await?;
        Ok(total.as_u64().unwrap_or_default())
    }

    /// The rows that are in the page: `namespace/name`, in the order they are seen.
    pub async fn rows(&self) -> Result<Vec<String>> {
        let rows = self.browser.value(ROWS).await?;
        Ok(rows.as_array().into_iter().flatten().map(text).collect())
    }

    /// The texts of the rows that are in the page, one a row.
    pub async fn texts(&self) -> Result<Value> {
        let texts = "[...document.querySelectorAll('#table [data-key]')].map(row => row.innerText)";
        self.browser.value(texts).await
    }

    /// How far the table is scrolled, in pixels.
    pub async fn scrolled(&self) -> Result<f64> {
        let top = self.browser.run(&format!("{SCROLLER} return scroller.scrollTop;")).await?;
        top.as_f64().ok_or_else(|| "nothing that scrolls".into())
    }

    /// Scrolls the table.
    pub async fn scroll_to(&self, pixels: u32) -> Result {
        let script = format!("{SCROLLER} scroller.scrollTop = {pixels};");
        self.browser.run(&script).await.map(drop)
    }

    /// Scrolls through the table as fast as a person would, and measures every frame. The script
    /// ends by itself.
    pub async fn scroll_for(&self, time: Duration) -> Result<Frames> {
        let time = time.as_millis();
        let script = format!("{SCROLLER} const limit = {time}; {SCROLL}");
        let gaps = self.browser.run(&script).await?;
        let mut gaps: Vec<f64> = gaps.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        gaps.sort_by(f64::total_cmp);
        Ok(Frames {
            count: gaps.len(),
            slow: gaps.get(gaps.len() * 99 / 100).copied().unwrap_or(f64::NAN),
            longest: gaps.last().copied().unwrap_or(f64::NAN),
        })
    }

    /// From now on keeps every status, with the time and whether the page is seen.
    pub async fn record_status(&self) -> Result {
        self.browser.run(&format!("const status = {STATUS}; {RECORD_STATUS}")).await.map(drop)
    }

    /// What the page said since: `[milliseconds, visibility, state, text]`.
    pub async fn recorded_status(&self) -> Result<Vec<Value>> {
        let seen = self.browser.value("window.recordedStatus").await?;
        Ok(seen.as_array().cloned().unwrap_or_default())
    }

    /// From now on counts the rows that flash.
    pub async fn record_flashes(&self) -> Result {
        self.browser.run(RECORD_FLASHES).await.map(drop)
    }

    /// The keys of the rows that flashed since.
    pub async fn flashed(&self) -> Result<Vec<String>> {
        let keys = self.browser.value("[...window.flashed]").await?;
        Ok(keys.as_array().into_iter().flatten().map(text).collect())
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The greatest number in the count, which is all there are; a filter leaves less.
const TOTAL: &str = r"(() => {
  const text = document.getElementById('count')?.textContent ?? '';
  const numbers = text.replace(/(\d)[^\d](?=\d{3})/g, '$1').match(/\d+/g) ?? [];
  return numbers.length ? Math.max(...numbers.map(Number)) : null;
})()";

/// Rows may stand in the page in another order than they are seen.
const ROWS: &str = r"(() => {
  const rows = [...document.querySelectorAll('#table [data-key]')];
  const at = new Map(rows.map(row => [row, row.getBoundingClientRect().top]));
  return rows.filter(row => row.offsetParent !== null)
    .sort((one, other) => at.get(one) - at.get(other)).map(row => row.dataset.key);
})()";

/// Finds what scrolls the table.
const SCROLLER: &str = r"
const table = document.getElementById('table');
const around = [];
for (let at = table; at; at = at.parentElement) around.push(at);
const scroller = [...around, ...table.querySelectorAll('*')].find(element =>
  /auto|scroll/.test(getComputedStyle(element).overflowY)) ?? document.scrollingElement;";

/// A constant speed with a change of direction at each end, and a jump each second, as from the
/// scrollbar.
const SCROLL: &str = r"
return new Promise(done => {
  const gaps = [];
  const start = performance.now();
  let last = start, speed = 60, jump = start + 1000;
  const step = now => {
    gaps.push(now - last);
    last = now;
    const end = scroller.scrollHeight - scroller.clientHeight;
    if (now > jump) {
      jump += 1000;
      scroller.scrollTop = Math.random() * end;
    }
    if (scroller.scrollTop + speed > end || scroller.scrollTop + speed < 0) speed = -speed;
    scroller.scrollTop += speed;
    if (now - start < limit) requestAnimationFrame(step);
    else done(gaps.slice(1));
  };
  requestAnimationFrame(step);
});";

const RECORD_STATUS: &str = r"
window.recordedStatus = [];
const keep = () => window.recordedStatus.push([Math.round(performance.now()),
  document.visibilityState, status.dataset.state, status.textContent]);
keep();
new MutationObserver(keep).observe(status,
  { attributes: true, childList: true, characterData: true, subtree: true });
document.addEventListener('visibilitychange', keep);";

const RECORD_FLASHES: &str = r"
window.flashed = new Set();
new MutationObserver(changes => {
  for (const { target } of changes) {
    const row = target.closest('[data-key]');
    if (row && target.className.includes('flash')) window.flashed.add(row.dataset.key);
  }
}).observe(document.getElementById('table'), { attributes: true, attributeFilter: ['class'], subtree: true });";
