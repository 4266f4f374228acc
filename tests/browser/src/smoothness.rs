//! How smooth a page is while somebody scrolls.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use crate::{Dashboard, Result};

/// What was measured while a table was scrolled.
#[derive(Clone, Debug)]
pub struct Smoothness {
    /// Between two frames.
    pub frames: Pauses,
    /// Tasks of the page that held up everything else for more than 50 ms, which is where browsers
    /// begin to call a task long.
    pub long_tasks: Pauses,
}

/// Times in milliseconds, the longest last.
#[derive(Clone, Debug)]
pub struct Pauses(Vec<f64>);

impl Pauses {
    fn of(values: &Value) -> Self {
        let values = values.as_array().into_iter().flatten();
        let mut values: Vec<f64> = values.filter_map(Value::as_f64).collect();
        values.sort_by(f64::total_cmp);
        Self(values)
    }

    /// How many there were.
    pub const fn count(&self) -> usize {
        self.0.len()
    }

    /// The longest; zero when there was none.
    pub fn longest(&self) -> f64 {
        self.0.last().copied().unwrap_or_default()
    }

    /// What so many of a hundred are no longer than.
    pub fn percentile(&self, percent: usize) -> f64 {
        let index = self.0.len() * percent / 100;
        self.0.get(index).copied().unwrap_or_else(|| self.longest())
    }
}

impl Dashboard {
    /// Scrolls through the table as fast as a person would, and measures every frame and every task
    /// of the page.
    pub async fn scroll_for(&self, time: Duration) -> Result<Smoothness> {
        let script = format!("const limit = {};\n{SCROLL}", time.as_millis());
        let measured = self.browser.run(&script).await?;
        Ok(Smoothness {
            frames: Pauses::of(&measured["frames"]),
            long_tasks: Pauses::of(&measured["tasks"]),
        })
    }
}

impl fmt::Display for Smoothness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} frames, half within {:.0} ms, 99 of 100 within {:.0} ms, the longest {:.0} ms; \
             {} long tasks, the longest {:.0} ms",
            self.frames.count(),
            self.frames.percentile(50),
            self.frames.percentile(99),
            self.frames.longest(),
            self.long_tasks.count(),
            self.long_tasks.longest(),
        )
    }
}

/// A constant speed with a change of direction at each end, and a jump each second, as from the
/// scrollbar.
const SCROLL: &str = r"
return new Promise(done => {
  const table = document.getElementById('table');
  const frames = [], tasks = [];
  const keep = list => tasks.push(...list.getEntries().map(task => task.duration));
  const observer = new PerformanceObserver(keep);
  observer.observe({ type: 'longtask' });
  const start = performance.now();
  let last = start, speed = 60, jump = start + 1000;
  const step = now => {
    frames.push(now - last);
    last = now;
    const end = table.scrollHeight - table.clientHeight;
    if (now > jump) {
      jump += 1000;
      table.scrollTop = Math.random() * end;
    }
    const next = table.scrollTop + speed;
    if (next > end || next < 0) speed = -speed;
    table.scrollTop += speed;
    if (now - start < limit) return requestAnimationFrame(step);
    const rest = () => {
      observer.disconnect();
      done({ frames: frames.slice(1), tasks });
    };
    // Long tasks are told of when there is time.
    setTimeout(() => { keep({ getEntries: () => observer.takeRecords() }); rest(); }, 200);
  };
  requestAnimationFrame(step);
});";
