//! The demo's page, by what a person would call its parts.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{Browser, Result};

/// The element that says how far what is shown can be trusted.
const STATUS: &str = "document.getElementById('status')";

/// The page in a browser's tab.
#[derive(Clone, Debug)]
pub struct Dashboard {
    /// Where it is shown.
    pub browser: Browser,
}

impl Dashboard {
    /// Opens the page.
    pub async fn open(browser: &Browser, url: &str) -> Result<Self> {
        browser.open(url).await?;
        Ok(Self {
            browser: browser.clone(),
        })
    }

    /// What the status says to a person.
    pub async fn status(&self) -> Result<String> {
        let status = self
            .browser
            .value(&format!("{STATUS}?.innerText ?? ''"))
            .await?;
        Ok(text(&status))
    }

    /// Waits for a state (`starting`, `listing`, `live`, `stale`), and returns how long that took.
    pub async fn until(&self, state: &str, limit: Duration) -> Result<Duration> {
        let start = Instant::now();
        let body = "document.body.innerText.slice(0, 300)";
        let now = format!("[{STATUS}?.dataset.state, {STATUS}?.innerText, {body}]");
        let wanted = |value: &Value| value[0] == state;
        let what = format!("the status is {state}");
        self.browser.wait_until(&what, &now, limit, wanted).await?;
        Ok(start.elapsed())
    }

    /// Waits until the page says that there are so many objects, whatever the filter leaves, and
    /// returns how many.
    pub async fn until_total(&self, limit: Duration, wanted: impl Fn(u64) -> bool) -> Result<u64> {
        let wanted = |value: &Value| value[1].as_u64().is_some_and(&wanted);
        let count = self
            .browser
            .wait_until("the count", COUNT, limit, wanted)
            .await?;
        Ok(count[1].as_u64().unwrap_or_default())
    }

    /// Waits until the page says that the filter leaves so many objects, and returns how many.
    pub async fn until_matching(
        &self,
        limit: Duration,
        wanted: impl Fn(u64) -> bool,
    ) -> Result<u64> {
        let wanted = |value: &Value| value[0].as_u64().is_some_and(&wanted);
        let count = self
            .browser
            .wait_until("the count", COUNT, limit, wanted)
            .await?;
        Ok(count[0].as_u64().unwrap_or_default())
    }

    /// The rows that are in the page: `namespace/name`, in the order they are seen.
    pub async fn rows(&self) -> Result<Vec<String>> {
        Ok(texts(&self.browser.value(ROWS).await?))
    }

    /// The rows that a person sees.
    pub async fn visible_rows(&self) -> Result<Vec<String>> {
        Ok(texts(&self.browser.value(VISIBLE_ROWS).await?))
    }

    /// What a column says, in the order the rows are seen.
    pub async fn column(&self, title: &str) -> Result<Vec<String>> {
        let script = format!("const wanted = {title:?};\n{COLUMN}");
        Ok(texts(&self.browser.run(&script).await?))
    }

    /// Waits until a row has this text in one of its cells.
    pub async fn until_row(&self, key: &str, cell: &str, limit: Duration) -> Result {
        let row = format!("[...document.querySelectorAll('[data-key={key:?}] > *')]");
        let cells = format!("{row}.map(cell => cell.textContent)");
        let wanted = |value: &Value| texts(value).iter().any(|text| text == cell);
        let what = format!("{key} says {cell}");
        self.browser
            .wait_until(&what, &cells, limit, wanted)
            .await?;
        Ok(())
    }

    /// The row whose object is shown, when it is in the page.
    pub async fn selected(&self) -> Result<Option<String>> {
        let selected = "document.querySelector('#table [aria-selected=true]')?.dataset.key";
        Ok(self
            .browser
            .value(selected)
            .await?
            .as_str()
            .map(str::to_owned))
    }

    /// How far the table is scrolled, in pixels.
    pub async fn scrolled(&self) -> Result<f64> {
        let top = self
            .browser
            .value("document.getElementById('table').scrollTop")
            .await?;
        top.as_f64().ok_or_else(|| "there is no table".into())
    }

    /// Scrolls the table.
    pub async fn scroll_to(&self, pixels: u32) -> Result {
        let script = format!("document.getElementById('table').scrollTop = {pixels};");
        self.browser.run(&script).await.map(drop)
    }

    /// Everything that the table has to show, read from the page by scrolling through it: for each
    /// row its key, and its cells by the titles of their columns.
    pub async fn everything(&self) -> Result<Vec<(String, Value)>> {
        let rows = self.browser.run(EVERYTHING).await?;
        let rows = rows.as_array().into_iter().flatten();
        Ok(rows.map(|row| (text(&row[0]), row[1].clone())).collect())
    }

    /// From now on keeps what is painted with each frame: the status, and the rows' texts.
    pub async fn record_frames(&self) -> Result {
        self.browser.run(RECORD_FRAMES).await.map(drop)
    }

    /// What was painted since: `[milliseconds, visibility, state, {key: text}]`.
    pub async fn recorded_frames(&self) -> Result<Vec<Value>> {
        let seen = self.browser.value("window.recordedFrames").await?;
        Ok(seen.as_array().cloned().unwrap_or_default())
    }

    /// From now on counts the rows that flash.
    pub async fn record_flashes(&self) -> Result {
        self.browser.run(RECORD_FLASHES).await.map(drop)
    }

    /// The keys of the rows that flashed since.
    pub async fn flashed(&self) -> Result<Vec<String>> {
        Ok(texts(&self.browser.value("[...window.flashed]").await?))
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn texts(values: &Value) -> Vec<String> {
    values.as_array().into_iter().flatten().map(text).collect()
}

/// How many match, and how many there are: `12 of 2,000`, or one number for both.
const COUNT: &str = r"(() => {
  const text = document.getElementById('count')?.textContent ?? '';
  const numbers = text.match(/\d[\d,]*/g)?.map(number => Number(number.replaceAll(',', ''))) ?? [];
  return [numbers[0], numbers.at(/ of /.test(text) ? 1 : 0)];
})()";

/// Rows may stand in the page in another order than they are seen.
const ROWS: &str = r"[...document.querySelectorAll('#table [data-key]')]
  .sort((one, other) => one.ariaRowIndex - other.ariaRowIndex).map(row => row.dataset.key)";

const VISIBLE_ROWS: &str = r"(() => {
  const { top, bottom } = document.getElementById('table').getBoundingClientRect();
  const titles = document.querySelector('#table .titles').getBoundingClientRect().height;
  const inside = row => {
    const place = row.getBoundingClientRect();
    return place.top >= top + titles && place.bottom <= bottom;
  };
  return [...document.querySelectorAll('#table [data-key]')].filter(inside)
    .sort((one, other) => one.ariaRowIndex - other.ariaRowIndex).map(row => row.dataset.key);
})()";

const COLUMN: &str = r"
const titles = [...document.querySelectorAll('#table [role=columnheader]')];
const index = titles.findIndex(title => title.textContent.replace(/[▲▼]/g, '').trim() === wanted);
return [...document.querySelectorAll('#table [data-key]')]
  .sort((one, other) => one.ariaRowIndex - other.ariaRowIndex)
  .map(row => row.children[index]?.textContent);";

/// The rows of each screen, as soon as all that belong there are painted.
const EVERYTHING: &str = r"
const table = document.getElementById('table');
const titles = [...table.querySelectorAll('[role=columnheader]')]
  .map(title => title.textContent.replace(/[▲▼]/g, '').trim());
const count = Number(table.ariaRowCount) - 1;
const height = table.querySelector('[data-key]').getBoundingClientRect().height;
const seen = new Map();
const frame = () => new Promise(requestAnimationFrame);
const content = row => Object.fromEntries(titles.map((title, at) =>
  [title, row.children[at]?.textContent ?? '']));
const screen = Math.floor(table.clientHeight / height) - 1;
for (let first = 0; first < count; first += screen) {
  table.scrollTop = first * height;
  const last = Math.min(first + screen, count) - 1;
  for (let missing = true; missing;) {
    await frame();
    // The rest would be something else; whoever asked compares, and asks again.
    if (Number(table.ariaRowCount) - 1 !== count) return [...seen];
    const rows = new Map([...table.querySelectorAll('[data-key]')]
      .map(row => [row.ariaRowIndex - 2, row]));
    missing = false;
    for (let at = first; at <= last; at++) missing ||= !rows.has(at);
    if (!missing) {
      for (let at = first; at <= last; at++) {
        seen.set(rows.get(at).dataset.key, content(rows.get(at)));
      }
    }
  }
}
return [...seen];";

const RECORD_FRAMES: &str = r"
window.recordedFrames = [];
const keep = () => {
  const rows = [...document.querySelectorAll('#table [data-key]')];
  window.recordedFrames.push([Math.round(performance.now()), document.visibilityState,
    document.getElementById('status').dataset.state,
    Object.fromEntries(rows.map(row => [row.dataset.key, row.textContent]))]);
};
const frame = () => { keep(); requestAnimationFrame(frame); };
frame();
document.addEventListener('visibilitychange', keep);";

const RECORD_FLASHES: &str = r"
window.flashed = new Set();
new MutationObserver(changes => {
  for (const { target, oldValue } of changes) {
    const mark = text => text?.match(/flash\S*/)?.[0];
    const now = mark(target.className);
    const row = target.closest('[data-key]');
    if (row && now && now !== mark(oldValue)) window.flashed.add(row.dataset.key);
  }
}).observe(document.getElementById('table'),
  { attributes: true, attributeFilter: ['class'], attributeOldValue: true, subtree: true });";
